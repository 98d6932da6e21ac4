// SPDX-License-Identifier: Apache-2.0
/* One row of a sheet of cases: every cell is read and judged, whatever is wrong with the others. */
#include "app/import_reading.h"

#include "base/hex.h"

enum { NAME_MAX_BYTES = 300, PERSON_NAME_MAX = 200, NUMBER_MAX = 120, TEXT_LONG = 2000 };

typedef struct At { /* the row being read */
    Reading *r;
    Draft *d;
    const TableRow *row;
} At;

static void bad(const At *x, BadIs is) {
    x->d->bad = true;
    bad_cell(x->r->s, x->row, is);
}

/* The cell's text; what no column can take is noted and read as empty. */
static Str text_of(const At *x, int kind, Str id, size_t max) {
    Cell c = sheet_cell(x->r->s, x->row, kind, id);
    if (!c.text.n) return c.text;
    if (c.kind == CELL_ERROR) {
        bad(x, (BadIs){I_ERROR, kind, id});
        return (Str){0};
    }
    if (c.text.n > max) {
        bad(x, (BadIs){I_LONG, kind, id});
        return (Str){0};
    }
    return c.text;
}

/* Of a column about the case: its text where this row is the first to say it, else nothing after judging that it agrees. */
static Str case_text(const At *x, CaseColumn kind, size_t max) {
    Str s = text_of(x, (int)kind, S(""), max);
    if (!s.n) return s;
    const TableRow *told = x->d->told[kind];
    if (!told) {
        x->d->told[kind] = x->row;
        return s;
    }
    Str first = sheet_cell(x->r->s, told, (int)kind, S("")).text;
    Arena *a = x->r->a;
    bool same = kind == COLUMN_NUMBER ? str_eq(number_key(s, a), number_key(first, a))
                                      : str_eq(spelled_plain(s, a), spelled_plain(first, a));
    if (!same)
        bad(x, (BadIs){.fault = I_DIFFERS, .kind = (int)kind,
                       .about_zh = str_format(a, "第%d行为“" STR_FMT "”", told->number, STR_ARG(first)),
                       .about_en = str_format(a, "row %d says '" STR_FMT "'", told->number, STR_ARG(first))});
    return (Str){0};
}

static Str near_word(const At *x, Str s, const CodeTable *t) {
    Str *names = NEW_N(x->r->a, Str, t->n + 1);
    for (size_t i = 0; i < t->n; i++) names[i] = t->rows[i]->name;
    return str_nearest(s, names, t->n);
}

static const Code *code_of(const At *x, CodeKind kind, Str s) {
    const Code *c = codes_find_named(x->r->how->codes, kind, s);
    return c ? c : codes_find(x->r->how->codes, kind, s);
}

static bool date_of(const At *x, int kind, Str id, Str s, Time *ret, bool *ret_hour) {
    if (!spelled_time(s, x->r->a, ret, ret_hour)) {
        bad(x, (BadIs){I_DAY, kind, id});
        return false;
    }
    if (*ret <= x->r->how->now) return true;
    bad(x, (BadIs){I_FUTURE, kind, id});
    return false;
}

/* ---- the case */

static void read_class(const At *x) {
    Str s = case_text(x, COLUMN_CLASS, NAME_MAX_BYTES);
    const World *w = x->r->how->world;
    if (!x->d->told[COLUMN_CLASS]) bad(x, (BadIs){I_EMPTY, COLUMN_CLASS});
    if (!s.n) return;
    Str *names = NEW_N(x->r->a, Str, w->n_guides + 1);
    size_t n = 0;
    for (size_t i = 0; i < w->n_guides; i++) {
        if (w->guides[i]->base) continue;
        names[n++] = w->guides[i]->id;
        if (str_eq(w->guides[i]->id, s) || str_eq(w->guides[i]->name, s)) x->d->guide = w->guides[i];
    }
    if (x->d->guide) x->d->c.cmd.class = x->d->guide->id;
    else bad(x, (BadIs){.fault = I_CLASS, .kind = COLUMN_CLASS, .near = str_nearest(s, names, n)});
}

static const Agency *agency_named(const At *x, Str s, Str *ret_near) {
    const SiteState *site = x->r->how->site;
    Str *names = NEW_N(x->r->a, Str, site->agencies.n + 1);
    char id[ID_TEXT];
    for (size_t i = 0; i < site->agencies.n; i++) {
        const Agency *a = &site->agencies.v[i];
        names[i] = a->name;
        if (str_eq(a->name, s) || str_eq(id_format(a->id, id), s)) return a;
    }
    *ret_near = str_nearest(s, names, site->agencies.n);
    return NULL;
}

static void act_as(ImportCase *c, const UserPost *post) {
    c->post = post->id;
    c->who.agency = post->agency;
    c->who.roles = post->roles.v;
    c->who.n_roles = post->roles.n;
}

/* He enters for his own agency, for another where he also has a post, or for one that is not on the platform. */
static void read_agency(const At *x) {
    const ImportHow *how = x->r->how;
    ImportCase *c = &x->d->c;
    Str s = case_text(x, COLUMN_AGENCY, NAME_MAX_BYTES), near = {0};
    if (!c->who.user) {
        c->who.user = how->who->user->id;
        act_as(c, how->who->post);
    }
    if (!s.n) return;
    const Agency *a = agency_named(x, s, &near);
    if (!a) {
        bad(x, (BadIs){.fault = I_AGENCY, .kind = COLUMN_AGENCY, .near = near});
        return;
    }
    if (a->id == how->who->agency->id) return;
    for (size_t i = 0; i < how->site->posts.n; i++) {
        const UserPost *p = &how->site->posts.v[i];
        Asker other;
        if (p->agency != a->id || !asker_of(how->site, how->codes, how->who->user->id, p->id, &other)) continue;
        if (!asker_may(&other, MAY_ACT)) continue;
        act_as(c, p);
        return;
    }
    if (access_behalf(how->site, how->who, a->id, how->now)) c->who.behalf = a->id;
    else bad(x, (BadIs){I_NOT_THEIRS, COLUMN_AGENCY});
}

static void read_case(const At *x) {
    Command *cmd = &x->d->c.cmd;
    bool hour;
    Str s = case_text(x, COLUMN_CASE_NAME, NAME_MAX_BYTES);
    if (s.n) cmd->name = s;
    if ((s = case_text(x, COLUMN_NUMBER, NUMBER_MAX)).n) {
        cmd->number = s;
        if (sheet_cell(x->r->s, x->row, COLUMN_NUMBER, S("")).rounded) bad(x, (BadIs){I_ROUNDED, COLUMN_NUMBER});
    }
    if ((s = case_text(x, COLUMN_SYSTEM, NUMBER_MAX)).n) {
        const Code *c = code_of(x, CODE_NUMBER, s);
        if (c) cmd->system = c->id;
        else
            bad(x, (BadIs){.fault = I_SYSTEM, .kind = COLUMN_SYSTEM,
                           .near = near_word(x, s, &x->r->how->codes->tables[CODE_NUMBER])});
    }
    if ((s = case_text(x, COLUMN_FILED, NUMBER_MAX)).n) date_of(x, COLUMN_FILED, S(""), s, &cmd->effective, &hour);
    if ((s = case_text(x, COLUMN_LATE, TEXT_LONG)).n) cmd->late_reason = s;
    if ((s = case_text(x, COLUMN_REMARK, TEXT_LONG)).n) cmd->note = s;
    read_class(x);
    read_agency(x);
}

/* ---- the person */

static void id_fault(const At *x, const IdNumber *id) {
    static const ImportFault FAULTS[] = {[ID_LENGTH] = I_ID_LENGTH, [ID_OLD] = I_ID_OLD, [ID_SIGNS] = I_ID_SIGNS,
                                         [ID_CHECK_CHARACTER] = I_ID_CHECK, [ID_DAY] = I_ID_DAY, [ID_REGION] = I_ID_REGION};
    bool check = id->fault == ID_CHECK_CHARACTER;
    Str about = check ? id->should : (Str){0};
    if (id->fault == ID_LENGTH) about = str_format(x->r->a, "%zu", id->number.n);
    bad(x, (BadIs){.fault = FAULTS[id->fault], .kind = COLUMN_ID_NUMBER, .about_zh = about, .about_en = about,
                   .near = id->fault == ID_OLD ? id->should : (Str){0}});
}

static const CodeIdKind *read_id_kind(const At *x, Str number) {
    Str s = text_of(x, COLUMN_ID_KIND, S(""), NUMBER_MAX);
    const Codes *codes = x->r->how->codes;
    if (!s.n) return codes_find_id_kind(codes, number.n ? S("citizen") : S("none"));
    if (str_eqz(s, "身份证")) return codes_find_id_kind(codes, S("citizen"));
    const CodeIdKind *k = (const CodeIdKind *)code_of(x, CODE_ID_KIND, s);
    if (!k) bad(x, (BadIs){.fault = I_ID_KIND, .kind = COLUMN_ID_KIND, .near = near_word(x, s, &codes->tables[CODE_ID_KIND])});
    return k;
}

static bool person_twice(const At *x, const NewPerson *p) {
    const ImportCase *c = &x->d->c;
    for (size_t i = 0; i < c->cmd.people.n; i++) {
        const NewPerson *q = &c->cmd.people.v[i];
        bool same = p->id_number.n ? str_eq(p->id_number, q->id_number) && str_eq(p->id_kind, q->id_kind)
                                   : !q->id_number.n && str_eq(p->name, q->name) && p->birth == q->birth;
        if (!same) continue;
        Str at = str_format(x->r->a, "第%d行", c->rows.v[i]->number);
        bad(x, (BadIs){.fault = I_PERSON_TWICE, .kind = p->id_number.n ? COLUMN_ID_NUMBER : COLUMN_NAME, .about_zh = at,
                       .about_en = str_format(x->r->a, "row %d", c->rows.v[i]->number)});
        return true;
    }
    return false;
}

static void read_birth_and_sex(const At *x, const IdNumber *id, NewPerson *p) {
    Str s = text_of(x, COLUMN_BIRTH, S(""), NUMBER_MAX);
    Time t;
    bool hour;
    p->birth = id->birth;
    if (s.n && date_of(x, COLUMN_BIRTH, S(""), s, &t, &hour)) {
        p->birth = day_of(t);
        if (id->birth != DAY_NONE && id->birth != p->birth) {
            char buf[DAY_TEXT];
            Str day = str_dup(x->r->a, day_format(id->birth, buf));
            bad(x, (BadIs){.fault = I_ID_BIRTH, .kind = COLUMN_BIRTH, .about_zh = day, .about_en = day});
        }
    }
    const Codes *codes = x->r->how->codes;
    Str by_number = id->birth == DAY_NONE ? (Str){0} : id->male ? S("male") : S("female");
    p->sex = by_number;
    if (!(s = text_of(x, COLUMN_SEX, S(""), NUMBER_MAX)).n) return;
    if (str_ends(s, S("性")) && s.n > 3) s.n -= 3; /* 男性 */
    const Code *c = code_of(x, CODE_SEX, s);
    if (!c) {
        bad(x, (BadIs){.fault = I_SEX, .kind = COLUMN_SEX, .near = near_word(x, s, &codes->tables[CODE_SEX])});
        return;
    }
    p->sex = c->id;
    if (!by_number.n || str_eq(by_number, c->id)) return;
    const Code *want = codes_find(codes, CODE_SEX, by_number);
    if (str_eqz(c->id, "male") || str_eqz(c->id, "female"))
        bad(x, (BadIs){.fault = I_ID_SEX, .kind = COLUMN_SEX, .about_zh = want->name, .about_en = want->en});
}

static void read_identity(const At *x, NewPerson *p) {
    Cell cell = sheet_cell(x->r->s, x->row, COLUMN_ID_NUMBER, S(""));
    Str s = text_of(x, COLUMN_ID_NUMBER, S(""), NUMBER_MAX);
    const CodeIdKind *k = read_id_kind(x, s);
    IdNumber id = {.birth = DAY_NONE};
    if (k) p->id_kind = k->code.id;
    if (s.n && cell.rounded) {
        bad(x, (BadIs){I_ROUNDED, COLUMN_ID_NUMBER});
    } else if (s.n) {
        id = id_number_read(x->r->how->codes, k, s, x->r->a);
        p->id_number = id.number;
        if (id.fault != ID_FINE) id_fault(x, &id);
    } else if (k && (k->check != CHECK_NONE || k->length)) {
        bad(x, (BadIs){I_EMPTY, COLUMN_ID_NUMBER});
    }
    read_birth_and_sex(x, &id, p);
}

static void read_charges(const At *x, NewPerson *p) {
    Str s = text_of(x, COLUMN_CHARGES, S(""), TEXT_LONG), part = {0};
    CodeWords found = {0};
    if (!s.n) return;
    if (charges_read(x->r->how->codes, s, x->r->a, &found, &part)) {
        for (size_t i = 0; i < found.n; i++) *PUSH(x->r->a, &p->charges) = found.v[i];
        return;
    }
    bool whole = str_eq(part, s);
    bad(x, (BadIs){.fault = I_CHARGE, .kind = COLUMN_CHARGES, .about_zh = whole ? (Str){0} : part,
                   .about_en = whole ? (Str){0} : part, .near = charge_near(x->r->how->codes, part, x->r->a)});
}

/* ---- what the guide knows of him */

static void read_fact(const At *x, const SheetColumn *col, Str s, NewPerson *p) {
    const Guide *g = x->d->guide;
    int f = guide_fact(g, col->id);
    if (f < 0) {
        bad(x, (BadIs){I_NOT_IN_CLASS, COLUMN_FACT, col->id});
        return;
    }
    const Fact *fact = &g->facts[f];
    int value = fact_value(fact, s);
    for (int i = 0; i < fact->n && value < 0; i++)
        if (str_eq(spelled_plain(fact->names[i], x->r->a), spelled_plain(s, x->r->a))) value = i;
    if (value < 0) {
        StrBuf b;
        strbuf_init(&b, x->r->a, KB(4));
        for (int i = 0; i < fact->n; i++) strbuf_f(&b, "%s" STR_FMT, i ? "、" : "", STR_ARG(fact->names[i]));
        bad(x, (BadIs){.fault = I_VALUE, .kind = COLUMN_FACT, .id = col->id, .about_zh = strbuf_str(&b),
                       .about_en = strbuf_str(&b), .near = str_nearest(s, fact->names, (size_t)fact->n)});
        return;
    }
    if (fact->final >> value & 1) bad(x, (BadIs){I_ENDED, COLUMN_FACT, col->id});
    *PUSH(x->r->a, &p->facts) = (FactValue){fact->id, fact->values[value]};
}

static void read_clock(const At *x, const SheetColumn *col, Str s, NewPerson *p, bool custody) {
    const Guide *g = x->d->guide;
    int rule = guide_clock(g, col->id);
    char day[DAY_TEXT], time[TIME_TEXT];
    Time t;
    bool hour;
    if (rule < 0) {
        if (!custody) bad(x, (BadIs){I_NOT_IN_CLASS, COLUMN_CLOCK, col->id});
        return;
    }
    if (g->clocks[rule].custody != custody) return;
    if (!date_of(x, COLUMN_CLOCK, col->id, s, &t, &hour)) return;
    Str value = str_dup(x->r->a, hour ? time_format(t, time) : day_format(day_of(t), day));
    *PUSH(x->r->a, &p->clocks) = (OpenClock){.fact = g->clocks[rule].id, .value = value};
}

static bool has_fact(const NewPerson *p, Str fact) {
    for (size_t i = 0; i < p->facts.n; i++)
        if (str_eq(p->facts.v[i].fact, fact)) return true;
    return false;
}

static void read_open(const At *x, NewPerson *p) {
    static const struct {
        CaseColumn kind;
        bool (*read)(const Guide *g, Str text, Time now, Arena *a, NewPerson *p, OpenFault *ret_fault);
    } CELLS[] = {{COLUMN_LINES, lines_read}, {COLUMN_DUTIES, duties_read}, {COLUMN_EXTENSIONS, extensions_read}, {COLUMN_PAUSES, pauses_read}};
    for (size_t i = 0; i < LEN(CELLS); i++) {
        OpenFault f;
        Str s = text_of(x, (int)CELLS[i].kind, S(""), TEXT_LONG);
        if (!s.n || CELLS[i].read(x->d->guide, s, x->r->how->now, x->r->a, p, &f)) continue;
        bad(x, (BadIs){.fault = f.fault, .kind = (int)CELLS[i].kind, .about_zh = f.about, .about_en = f.about, .near = f.near});
    }
}

/* Stage, custody and what is given at filing are not guessed: a running case stands somewhere. */
static void read_state(const At *x, NewPerson *p) {
    const Guide *g = x->d->guide;
    const Sheet *s = x->r->s;
    for (int pass = 0; pass < 3; pass++) /* facts, then clocks of custody: the ledger begins with those */
        for (size_t c = 0; c < s->n; c++) {
            const SheetColumn *col = &s->columns[c];
            bool fact = col->kind == COLUMN_FACT;
            if ((!fact && col->kind != COLUMN_CLOCK) || fact != (pass == 0) || !table_cell(x->row, c).text.n) continue;
            Str text = text_of(x, col->kind, col->id, TEXT_LONG);
            if (!text.n) continue;
            if (fact) read_fact(x, col, text, p);
            else read_clock(x, col, text, p, pass == 1);
        }
    for (int f = 0; f < g->n_facts; f++) {
        const Fact *fact = &g->facts[f];
        bool needed = fact->first < 0 || f == g->fact_final || f == g->fact_custody;
        if (!needed || has_fact(p, fact->id) || sheet_cell(s, x->row, COLUMN_FACT, fact->id).text.n) continue;
        bool there = sheet_column(s, COLUMN_FACT, fact->id) != SIZE_MAX;
        bad(x, (BadIs){.fault = there ? I_EMPTY : I_NO_COLUMN, .kind = COLUMN_FACT, .id = fact->id,
                       .about_zh = there ? (Str){0} : fact->name, .about_en = there ? (Str){0} : fact->name_en});
    }
}

void draft_read(Reading *r, Draft *d, const TableRow *row) {
    At x = {r, d, row};
    NewPerson p = {.birth = DAY_NONE};
    read_case(&x);
    p.name = text_of(&x, COLUMN_NAME, S(""), PERSON_NAME_MAX);
    if (!sheet_cell(r->s, row, COLUMN_NAME, S("")).text.n) bad(&x, (BadIs){I_EMPTY, COLUMN_NAME});
    read_identity(&x, &p);
    read_charges(&x, &p);
    if (d->guide) read_state(&x, &p), read_open(&x, &p);
    if (d->c.cmd.people.n == IMPORT_PERSONS_MAX) {
        bad(&x, (BadIs){I_MANY, COLUMN_CASE_NAME});
        return;
    }
    person_twice(&x, &p);
    *PUSH(r->a, &d->c.cmd.people) = p;
    *PUSH(r->a, &d->c.rows) = row;
}

void draft_finish(Reading *r, Draft *d) {
    At x = {r, d, d->first};
    Command *cmd = &d->c.cmd;
    if (!d->told[COLUMN_CASE_NAME]) bad(&x, (BadIs){I_EMPTY, COLUMN_CASE_NAME});
    if (!cmd->late_reason.n) cmd->late_reason = S("在办案件批量录入");
}

/* What the guide will see of him. */
void machine_of_new(const Guide *g, const NewPerson *p, Machine *m) {
    uint8_t given[FACT_MAX] = {0};
    machine_first(g, given, m);
    for (size_t i = 0; i < p->facts.n; i++) {
        int f = guide_fact(g, p->facts.v[i].fact);
        int v = f < 0 ? -1 : fact_value(&g->facts[f], p->facts.v[i].value);
        if (v >= 0) m->fact[f] = (uint8_t)v;
    }
    for (size_t i = 0; i < p->clocks.n; i++) {
        int c = guide_clock(g, p->clocks.v[i].fact);
        if (c >= 0) set_add(&m->running, c);
    }
    for (size_t i = 0; i < p->lines.n; i++) {
        int act = guide_act(g, p->lines.v[i].act);
        if (act >= 0) m->line[act] = (uint8_t)p->lines.v[i].life;
    }
    for (size_t i = 0; i < p->duties.n; i++) {
        int duty = guide_duty(g, p->duties.v[i].rule);
        if (duty >= 0) set_add(&m->owed, duty);
    }
    bool over = g->fact_custody >= 0 && g->facts[g->fact_custody].hold[m->fact[g->fact_custody]] == HOLD_OVERDUE;
    if (over && g->duty_overdue >= 0) set_add(&m->owed, g->duty_overdue); /* goes without saying */
}
