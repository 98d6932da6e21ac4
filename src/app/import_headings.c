// SPDX-License-Identifier: Apache-2.0
/* The columns of a sheet of cases, and the empty sheet for one class. */
#include "app/import_cases.h"

typedef struct Fixed {
    CaseColumn kind;
    const char *words; /* the first is the template's */
    const char *takes; /* NULL: a code table says it */
    const char *example;
} Fixed;

static const Fixed FIXED[] = {
    {COLUMN_CASE_NAME, "案件名称 案名 name", "必填；同一案件每人一行", "张某某一案"},
    {COLUMN_CLASS, "类别 案件类别 class", NULL, NULL},
    {COLUMN_NUMBER, "案号 案件编号 number", "有则填；同一案号为同一案件", NULL},
    {COLUMN_SYSTEM, "系统 案号种类 编号种类 system", NULL, NULL},
    {COLUMN_FILED, "立案日期 立案时间 filed", "如 2021-03-05", "2021-03-05"},
    {COLUMN_AGENCY, "单位 办案单位 agency", "空着为录入人所在单位", NULL},
    {COLUMN_LATE, "补录原因 late_reason", "空着为“在办案件批量录入”", NULL},
    {COLUMN_REMARK, "案件备注 note", "可不填", NULL},
    {COLUMN_NAME, "姓名 犯罪嫌疑人 嫌疑人姓名 被告人 person", "必填", "张某某"},
    {COLUMN_ID_KIND, "证件种类 证件类型 id_kind", NULL, "居民身份证"},
    {COLUMN_ID_NUMBER, "证件号码 身份证号 身份证号码 公民身份号码 身份证 id_number", "该列须设为文本格式", "629901199001010017"},
    {COLUMN_SEX, "性别 sex", NULL, "男"},
    {COLUMN_BIRTH, "出生日期 出生年月日 birth", "空着取自身份证号", "1990-01-01"},
    {COLUMN_CHARGES, "罪名 涉嫌罪名 案由 charges", "规范罪名，几个用逗号隔开", NULL},
    {COLUMN_LINES, "在办事项 移送事项 lines", "正在移送、尚未办结的，如：提请批准逮捕 已受理 2021-03-05；几项用分号隔开", NULL},
    {COLUMN_DUTIES, "待办义务 未了义务 duties", "尚未了结的，如：通知家属 2021-03-05；几项用分号隔开", NULL},
    {COLUMN_EXTENSIONS, "延长情况 已批准延长 extensions", "如：侦查羁押期限 一延 2021-03-05，批准机关，文号；几次用分号隔开", NULL},
    {COLUMN_PAUSES, "停止计算 不计入期限 pauses", "如：侦查羁押期限 2021-03-01，2021-03-20，精神病鉴定；几次用分号隔开", NULL},
};

static void add_words(Headings *h, Arena *a, const char *words, int kind) {
    Str rest = str_c(words), word;
    while (rest.n) {
        if (!str_cut(rest, ' ', &word, &rest)) word = rest, rest = (Str){0};
        heading_add(h, a, word, kind, S(""));
    }
}

static void add_guide(Headings *h, Arena *a, const Guide *g) {
    for (int i = 0; i < g->n_facts; i++) {
        heading_add(h, a, g->facts[i].name, COLUMN_FACT, g->facts[i].id);
        heading_add(h, a, g->facts[i].id, COLUMN_FACT, g->facts[i].id);
        if (i == g->fact_final) heading_add(h, a, S("阶段"), COLUMN_FACT, g->facts[i].id);
        if (i == g->fact_custody) heading_add(h, a, S("强制措施"), COLUMN_FACT, g->facts[i].id);
    }
    for (int i = 0; i < g->n_clocks; i++) {
        const ClockRule *c = &g->clocks[i];
        heading_add(h, a, str_format(a, STR_FMT CLOCK_HEADING, STR_ARG(c->name)), COLUMN_CLOCK, c->id);
        heading_add(h, a, c->name, COLUMN_CLOCK, c->id);
        heading_add(h, a, c->id, COLUMN_CLOCK, c->id);
    }
}

void case_headings(const Guide *const *guides, size_t n, Arena *a, Headings *ret) {
    *ret = (Headings){0};
    for (size_t i = 0; i < LEN(FIXED); i++) add_words(ret, a, FIXED[i].words, (int)FIXED[i].kind);
    heading_add(ret, a, S("备注"), COLUMN_NOTE, S(""));
    heading_add(ret, a, S("序号"), COLUMN_NOTE, S(""));
    for (size_t i = n; i--;) /* those in force come last and go first */
        if (!guides[i]->base) add_guide(ret, a, guides[i]);
}

/* ---- the template */

static void csv_put(StrBuf *out, Str s, bool first) {
    if (!first) strbuf_putc(out, ',');
    strbuf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') strbuf_putc(out, '"');
        strbuf_putc(out, s.p[i]);
    }
    strbuf_putc(out, '"');
}

static Str names_of(const CodeTable *t, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, KB(16));
    for (size_t i = 0; i < t->n; i++) strbuf_f(&b, "%s" STR_FMT, i ? "／" : "", STR_ARG(t->rows[i]->name));
    return strbuf_str(&b);
}

static Str fixed_takes(const Fixed *f, const Guide *g, const Codes *codes, Arena *a) {
    if (f->takes) return str_c(f->takes);
    if (f->kind == COLUMN_CLASS) return g->id;
    if (f->kind == COLUMN_SYSTEM) return names_of(&codes->tables[CODE_NUMBER], a);
    return names_of(&codes->tables[f->kind == COLUMN_SEX ? CODE_SEX : CODE_ID_KIND], a);
}

static Str fact_takes(const Guide *g, int fact, Arena *a) {
    const Fact *f = &g->facts[fact];
    bool needed = f->first < 0 || fact == g->fact_final || fact == g->fact_custody;
    StrBuf b;
    strbuf_init(&b, a, KB(4));
    if (needed) strbuf_put(&b, S("必填："));
    else strbuf_f(&b, "空着为" STR_FMT "：", STR_ARG(f->names[f->first]));
    for (int i = 0; i < f->n; i++)
        if (!(f->final >> i & 1)) strbuf_f(&b, "%s" STR_FMT, i ? "／" : "", STR_ARG(f->names[i]));
    return strbuf_str(&b);
}

/* The state a case begins in: of each fact that must be told the first value. */
static Str fact_example(const Guide *g, int fact) {
    const Fact *f = &g->facts[fact];
    bool needed = f->first < 0 || fact == g->fact_final || fact == g->fact_custody;
    for (int i = 0; needed && i < f->n; i++)
        if (!(f->final >> i & 1)) return f->names[i];
    return (Str){0};
}

static Str fixed_example(const Fixed *f, const Guide *g, const Codes *codes, Arena *a) {
    if (f->kind == COLUMN_CLASS) return g->id;
    if (f->kind != COLUMN_CHARGES) return str_c(f->example ? f->example : "");
    Str charge = str_format(a, STR_FMT "罪", STR_ARG(g->id));
    return codes_find_named(codes, CODE_CHARGE, charge) ? charge : (Str){0};
}

/* One row to follow; as the remarks, it is no row of the sheet until its # is removed. */
static void put_example(const Guide *g, const Codes *codes, Arena *a, StrBuf *out) {
    for (size_t i = 0; i < LEN(FIXED); i++) {
        Str text = fixed_example(&FIXED[i], g, codes, a);
        csv_put(out, i ? text : str_format(a, "#" STR_FMT, STR_ARG(text)), i == 0);
    }
    for (int i = 0; i < g->n_facts; i++) csv_put(out, fact_example(g, i), false);
    for (int i = 0; i < g->n_clocks; i++) csv_put(out, S(""), false);
    strbuf_put(out, S("\r\n"));
}

void import_template(const Guide *g, const Codes *codes, Arena *a, StrBuf *out) {
    strbuf_put(out, S("\xEF\xBB\xBF")); /* or a spreadsheet program takes it for another coding */
    for (size_t i = 0; i < LEN(FIXED); i++)
        csv_put(out, str_n(FIXED[i].words, strcspn(FIXED[i].words, " ")), i == 0);
    for (int i = 0; i < g->n_facts; i++) csv_put(out, g->facts[i].name, false);
    for (int i = 0; i < g->n_clocks; i++)
        csv_put(out, str_format(a, STR_FMT CLOCK_HEADING, STR_ARG(g->clocks[i].name)), false);
    strbuf_put(out, S("\r\n"));
    for (size_t i = 0; i < LEN(FIXED); i++) {
        Str takes = fixed_takes(&FIXED[i], g, codes, a);
        csv_put(out, i ? takes : str_format(a, "#" STR_FMT, STR_ARG(takes)), i == 0);
    }
    for (int i = 0; i < g->n_facts; i++) csv_put(out, fact_takes(g, i, a), false);
    for (int i = 0; i < g->n_clocks; i++) csv_put(out, S("正在计算的填起算日"), false);
    strbuf_put(out, S("\r\n"));
    put_example(g, codes, a, out);
}
