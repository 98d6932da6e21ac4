// SPDX-License-Identifier: Apache-2.0
#include "app/import_house.h"

#include "app/spelled.h"

enum { COLUMN_NAME = COLUMN_NOTE + 1, COLUMN_ID_KIND, COLUMN_ID, COLUMN_SEX, COLUMN_MEASURE, COLUMN_ORGAN, COLUMN_FROM,
       COLUMN_DUE, COLUMN_CHARGE, COLUMN_NUMBER };
enum { TEXT_MAX = 200, ID_LEAST = 6 };

static const struct {
    int kind;
    const char *word;
} WORDS[] = {{COLUMN_NAME, "姓名"},       {COLUMN_ID_KIND, "证件种类"},     {COLUMN_ID, "证件号码"},
             {COLUMN_ID, "身份证号"},     {COLUMN_ID, "身份证号码"},        {COLUMN_ID, "公民身份号码"},
             {COLUMN_SEX, "性别"},        {COLUMN_MEASURE, "羁押种类"},     {COLUMN_MEASURE, "强制措施"},
             {COLUMN_MEASURE, "措施"},    {COLUMN_ORGAN, "办案单位"},       {COLUMN_ORGAN, "办案机关"},
             {COLUMN_FROM, "羁押日期"},   {COLUMN_FROM, "起始日期"},        {COLUMN_FROM, "入所日期"},
             {COLUMN_DUE, "期限届满日"},  {COLUMN_DUE, "届满日期"},         {COLUMN_DUE, "羁押期限至"},
             {COLUMN_CHARGE, "涉嫌罪名"}, {COLUMN_CHARGE, "罪名"},          {COLUMN_NUMBER, "在押人员编号"},
             {COLUMN_NUMBER, "人员编号"}, {COLUMN_NOTE, "序号"},            {COLUMN_NOTE, "备注"},
             {COLUMN_NOTE, "监室"}};

void house_sheet_template(StrBuf *out) {
    strbuf_put(out, S("\xEF\xBB\xBF姓名*,证件种类,证件号码*,性别,羁押种类*,办案单位*,羁押日期*,期限届满日,涉嫌罪名,在押人员编号\r\n"
                      "# 例：张某,身份证,（十八位号码）,男,逮捕,某某县公安局,2021-03-05,2021-05-04,盗窃罪,0001\r\n"));
}

static bool holds(const CodeMeasure *m) {
    return m && m->held;
}

const CodeMeasure *house_measure_code(const Codes *codes, Str value) {
    const CodeTable *t = &codes->tables[CODE_MEASURE];
    const CodeMeasure *by_fact = NULL;
    for (size_t i = 0; i < t->n; i++) {
        const CodeMeasure *m = (const CodeMeasure *)t->rows[i];
        if (str_eq(m->code.id, value)) return m;
        bool here = code_words_have(&m->executes, S("detention_house"));
        if (holds(m) && str_eq(m->fact, value) && (!by_fact || here)) by_fact = m;
    }
    return by_fact;
}

bool house_measure(const Codes *codes, Str word, Str *ret, bool *ret_serving) {
    static const char *const SAID[][2] = {{"刑拘", "detained"}, {"拘留", "detained"}, {"服刑", "serving"}, {"已决", "serving"},
                                          {"detained", "detained"}, {"arrested", "arrested"}, {"serving", "serving"}};
    const CodeMeasure *m = (const CodeMeasure *)codes_find_named(codes, CODE_MEASURE, word);
    if (!m) m = codes_find_measure(codes, word);
    *ret = holds(m) ? (m->fact.n ? m->fact : m->code.id) : (Str){0};
    for (size_t i = 0; !ret->n && i < LEN(SAID); i++)
        if (str_eqz(word, SAID[i][0])) *ret = str_c(SAID[i][1]);
    *ret_serving = str_eqz(*ret, "serving");
    return ret->n > 0;
}

int64_t house_organ(const World *w, Str name) {
    for (size_t i = 0; i < w->agencies.n; i++)
        if (str_eq(w->agencies.v[i].name, name)) return w->agencies.v[i].id;
    return 0;
}

typedef struct At {
    const Sheet *s;
    const TableRow *row;
    const World *w;
    const Codes *codes;
    Time now;
    Arena *a;
} At;

static void bad(const At *x, BadIs is) {
    bad_cell(x->s, x->row, is);
}

static Str text_of(const At *x, int kind, bool needed) {
    Cell c = sheet_cell(x->s, x->row, kind, S(""));
    if (!c.text.n && needed) bad(x, (BadIs){I_EMPTY, kind});
    if (c.text.n > TEXT_MAX) bad(x, (BadIs){I_LONG, kind});
    if (c.kind == CELL_ERROR) bad(x, (BadIs){I_ERROR, kind});
    return c.text.n > TEXT_MAX || c.kind == CELL_ERROR ? (Str){0} : c.text;
}

static void read_number(const At *x, HouseLine *l) {
    static const ImportFault FAULTS[] = {[ID_LENGTH] = I_ID_LENGTH, [ID_OLD] = I_ID_OLD, [ID_SIGNS] = I_ID_SIGNS,
                                         [ID_CHECK_CHARACTER] = I_ID_CHECK, [ID_DAY] = I_ID_DAY, [ID_REGION] = I_ID_REGION};
    Str kind = text_of(x, COLUMN_ID_KIND, false), s = text_of(x, COLUMN_ID, false);
    const CodeIdKind *k = codes_find_id_kind(x->codes, s.n ? S("citizen") : S("none"));
    if (kind.n && !str_eqz(kind, "身份证")) k = (const CodeIdKind *)codes_find_named(x->codes, CODE_ID_KIND, kind);
    if (!k) {
        bad(x, (BadIs){I_ID_KIND, COLUMN_ID_KIND});
        return;
    }
    if (!s.n && !str_eqz(k->code.id, "none")) bad(x, (BadIs){I_EMPTY, COLUMN_ID});
    if (sheet_cell(x->s, x->row, COLUMN_ID, S("")).rounded) bad(x, (BadIs){I_ROUNDED, COLUMN_ID});
    IdNumber id = id_number_read(x->codes, k, s, x->a);
    l->id_kind = k->code.id;
    l->id_number = id.number;
    l->birth = id.birth;
    if (id.birth != DAY_NONE) l->sex = id.male ? S("male") : S("female");
    bool check = id.fault == ID_CHECK_CHARACTER;
    if (s.n && id.fault != ID_FINE)
        bad(x, (BadIs){.fault = FAULTS[id.fault], .kind = COLUMN_ID, .about_zh = check ? id.should : S(""),
                       .about_en = check ? id.should : S(""), .near = id.fault == ID_OLD ? id.should : S("")});
}

static Time day_of_cell(const At *x, int kind, bool needed, bool past) {
    Str s = text_of(x, kind, needed);
    Time t = TIME_NONE;
    bool hour;
    if (!s.n) return TIME_NONE;
    if (!spelled_time(s, x->a, &t, &hour)) bad(x, (BadIs){I_DAY, kind});
    else if (past && t > x->now) bad(x, (BadIs){I_FUTURE, kind});
    /* a term named by its day ends with it */
    return t != TIME_NONE && !hour && kind == COLUMN_DUE ? t + DAY_US - 1000000 : t;
}

static void read_line(const At *x, HouseLine *l) {
    *l = (HouseLine){.name = text_of(x, COLUMN_NAME, true), .organ = text_of(x, COLUMN_ORGAN, true),
                     .charge = text_of(x, COLUMN_CHARGE, false), .number = text_of(x, COLUMN_NUMBER, false), .birth = DAY_NONE};
    Str sex = text_of(x, COLUMN_SEX, false), measure = text_of(x, COLUMN_MEASURE, true);
    const Code *c = sex.n ? codes_find_named(x->codes, CODE_SEX, sex) : NULL;
    read_number(x, l);
    if (sex.n && !c) bad(x, (BadIs){I_SEX, COLUMN_SEX});
    if (c && l->sex.n && !str_eq(c->id, l->sex)) bad(x, (BadIs){I_ID_SEX, COLUMN_SEX});
    else if (c) l->sex = c->id;
    if (measure.n && !house_measure(x->codes, measure, &l->measure, &l->serving)) bad(x, (BadIs){.fault = I_VALUE, .kind = COLUMN_MEASURE, .about_zh = S("刑事拘留、逮捕、服刑、留置"),
                       .about_en = S("detention, arrest, serving, retention")});
    l->agency = house_organ(x->w, l->organ);
    if (l->agency) l->organ = (Str){0};
    l->from = day_of_cell(x, COLUMN_FROM, true, true);
    l->due = day_of_cell(x, COLUMN_DUE, false, false);
    if (l->due != TIME_NONE && l->from != TIME_NONE && l->due < l->from)
        bad(x, (BadIs){.fault = I_REFUSED, .kind = COLUMN_DUE, .about_zh = S("届满日早于羁押日"), .about_en = S("it ends before it began")});
}

static void check_twice(const At *x, const HouseSheet *ret, const HouseLine *l) {
    for (size_t i = 0; l->id_number.n && i < ret->cmd.lines.n; i++) {
        if (!str_eq(ret->cmd.lines.v[i].id_number, l->id_number)) continue;
        Str at = str_format(x->a, "第%lld行", (long long)ret->rows.v[i]);
        bad(x, (BadIs){.fault = I_PERSON_TWICE, .kind = COLUMN_ID, .about_zh = at, .about_en = at});
        return;
    }
}

static const struct {
    int kind;
    const char *word;
} NEEDED[] = {{COLUMN_NAME, "姓名"}, {COLUMN_MEASURE, "羁押种类"}, {COLUMN_ORGAN, "办案单位"}, {COLUMN_FROM, "羁押日期"}};

void house_sheet_read(const Table *t, const World *w, const Codes *codes, Time now, Arena *a, HouseSheet *ret) {
    Headings h = {0};
    Sheet s;
    *ret = (HouseSheet){.cmd = {.kind = HOUSE_ENTER, .at = TIME_NONE}};
    for (size_t i = 0; i < LEN(WORDS); i++) heading_add(&h, a, str_c(WORDS[i].word), WORDS[i].kind, S(""));
    sheet_map(t, &h, &ret->bad, a, &s);
    if (!t->n) return;
    bool whole = true; /* every missing column is told, not only the first */
    for (size_t i = 0; i < LEN(NEEDED); i++) whole = sheet_needs(&s, NEEDED[i].kind, NEEDED[i].word) && whole;
    for (size_t i = s.first; whole && i < t->n; i++) {
        At x = {&s, &t->v[i], w, codes, now, a};
        HouseLine l;
        if (sheet_remark(x.row)) continue;
        read_line(&x, &l);
        check_twice(&x, ret, &l);
        *PUSH(a, &ret->cmd.lines) = l;
        *PUSH(a, &ret->rows) = x.row->number;
    }
    if (whole && !ret->cmd.lines.n) bad_cell(&s, NULL, (BadIs){I_NO_ROWS});
}

/* ---- roll calls */

static bool is_number(Str s) {
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) digits += s.p[i] >= '0' && s.p[i] <= '9';
    return s.n >= ID_LEAST && digits * 4 >= s.n * 3;
}

static bool is_name(Str s) {
    static const char *const NOT[] = {"姓名", "序号", "男", "女", "备注"};
    for (size_t i = 0; i < LEN(NOT); i++)
        if (str_eqz(s, NOT[i])) return false;
    return s.n >= 3 && (unsigned char)s.p[0] >= 0x80;
}

void roll_list_read(const Table *t, Arena *a, RollList *ret) {
    for (size_t i = 0; i < t->n; i++) {
        RollName r = {0};
        for (size_t c = 0; c < t->v[i].n; c++) {
            Str text = t->v[i].v[c].text, plain = id_number_plain(text, a);
            if (!r.id_number.n && is_number(plain)) r.id_number = plain;
            else if (!r.name.n && is_name(text)) r.name = spelled_plain(text, a);
        }
        bool heading = !r.id_number.n && t->v[i].n > 1 && i == 0;
        if (!heading && (r.name.n || r.id_number.n)) *PUSH(a, &ret->v) = r;
    }
}

static size_t found(const RollName *r, const RollName *board, size_t n, const bool *taken) {
    for (size_t i = 0; r->id_number.n && i < n; i++)
        if (!taken[i] && str_eq(board[i].id_number, r->id_number)) return i;
    for (size_t i = 0; i < n; i++) {
        bool both = r->id_number.n && board[i].id_number.n;
        if (!taken[i] && !both && r->name.n && str_eq(board[i].name, r->name)) return i;
    }
    return n;
}

void roll_compare(const RollList *roll, const RollName *board, size_t n, Arena *a, RollCalled *ret) {
    bool *taken = NEW_N(a, bool, n + 1);
    ret->listed = (int)roll->v.n;
    ret->held = (int)n;
    if (!roll->v.n) return; /* a count alone names nobody */
    for (int numbered = 1; numbered >= 0; numbered--) /* those with a number first: a name might be another's */
        for (size_t i = 0; i < roll->v.n; i++) {
            const RollName *r = &roll->v.v[i];
            if ((r->id_number.n > 0) != (numbered == 1)) continue;
            size_t at = found(r, board, n, taken);
            if (at < n) taken[at] = true;
            else *PUSH(a, &ret->only_house) = *r;
        }
    for (size_t i = 0; i < n; i++)
        if (!taken[i]) *PUSH(a, &ret->only_board) = board[i];
}
