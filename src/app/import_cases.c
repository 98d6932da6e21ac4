// SPDX-License-Identifier: Apache-2.0
/* Rows into commands: read, gathered into cases, decided on trial. */
#include "app/import_cases.h"

#include "app/import_reading.h"

const char *const IMPORT_LIFE[] = {"ready", "bad", "known", "done", "repeated", "failed", NULL};

enum { HINTS_MAX = 300, NEXT_ID = 1 << 30 };

/* ---- which case a row belongs to */

static Draft *draft_find(Reading *r, const Names *names, Str word, bool *ret_many) {
    *ret_many = false;
    if (!word.n || !names->size) return NULL;
    for (size_t i = str_hash(word) & (names->size - 1);; i = (i + 1) & (names->size - 1)) {
        const Name *n = &names->v[i];
        if (!n->word.n) return NULL;
        if (!str_eq(n->word, word)) continue;
        *ret_many = n->many;
        return r->drafts.v[n->draft];
    }
}

static void name_put(Reading *r, Names *names, Str word, size_t draft) {
    if (names->n * 2 >= names->size) {
        Names wide = {.size = names->size ? names->size * 2 : 256};
        wide.v = NEW_N(r->a, Name, wide.size);
        for (size_t i = 0; i < names->size; i++) {
            if (!names->v[i].word.n) continue;
            size_t k = str_hash(names->v[i].word) & (wide.size - 1);
            while (wide.v[k].word.n) k = (k + 1) & (wide.size - 1);
            wide.v[k] = names->v[i];
            wide.n++;
        }
        *names = wide;
    }
    size_t i = str_hash(word) & (names->size - 1);
    for (; names->v[i].word.n; i = (i + 1) & (names->size - 1))
        if (str_eq(names->v[i].word, word)) {
            names->v[i].many |= names->v[i].draft != draft;
            return;
        }
    names->v[i] = (Name){word, draft, false};
    names->n++;
}

/* By its number, however it is written; without one by its name. NULL after noting why not. */
static Draft *draft_of(Reading *r, const TableRow *row) {
    Str name = sheet_cell(r->s, row, COLUMN_CASE_NAME, S("")).text;
    Str number = number_key(sheet_cell(r->s, row, COLUMN_NUMBER, S("")).text, r->a);
    Str plain = spelled_plain(name, r->a);
    bool many;
    Draft *d = draft_find(r, &r->by_number, number, &many);
    if (!d) {
        d = draft_find(r, &r->by_name, plain, &many);
        if (d && number.n && d->number.n) d = NULL; /* two cases of one name */
        if (d && many) {
            bad_cell(r->s, row, (BadIs){I_AMBIGUOUS, COLUMN_CASE_NAME});
            return NULL;
        }
    }
    if (!d && !name.n && !number.n) {
        bad_cell(r->s, row, (BadIs){I_EMPTY, COLUMN_CASE_NAME});
        return NULL;
    }
    if (!d) {
        d = *PUSH(r->a, &r->drafts) = NEW(r->a, Draft);
        d->index = r->drafts.n - 1;
        d->first = row;
        d->c.cmd = (Command){.kind = CMD_OPEN, .opening = true};
        d->c.first_row = row->number;
    }
    if (number.n && !d->number.n) {
        d->number = number;
        name_put(r, &r->by_number, number, d->index);
    }
    if (plain.n) name_put(r, &r->by_name, plain, d->index);
    return d;
}

/* ---- trial */

static void decide_where(Reading *r, Draft *d, const Refusal *why, size_t person) {
    const TableRow *row = d->c.rows.v[person];
    BadIs is = {.fault = I_REFUSED, .about_zh = str_dup(r->a, why->zh), .about_en = str_dup(r->a, why->en)};
    for (size_t i = 0; i < R_N; i++)
        if (strcmp(REFUSAL_TEXTS[i].code, why->code) == 0) {
            is.about_zh = str_format(r->a, "%s（" STR_FMT "）", REFUSAL_TEXTS[i].zh, STR_ARG(why->zh));
            is.about_en = str_format(r->a, "%s (" STR_FMT ")", REFUSAL_TEXTS[i].en, STR_ARG(why->en));
        }
    if (strcmp(why->code, REFUSAL_TEXTS[R_STATE].code) == 0) {
        Machine m;
        machine_of_new(d->guide, &d->c.cmd.people.v[person], &m);
        is.fault = I_STATE;
        is.kind = COLUMN_FACT;
        is.id = d->guide->facts[d->guide->fact_final].id;
        is.about_zh = is.about_en = r->hints++ < HINTS_MAX ? state_hint(r->how->world, d->guide, &m, r->a) : (Str){0};
    } else if (strcmp(why->where, "effective") == 0 || strcmp(why->where, "late_reason") == 0)
        is.kind = COLUMN_FILED;
    bad_cell(r->s, row, is);
}

static bool refused(Reading *r, const Draft *d, const Command *cmd, Arena *work, Refusal *ret) {
    Decision x = case_decide(r->how->world, &(Loaded){0}, cmd, &d->c.who, (Now){r->how->now, NEXT_ID}, work);
    if (x.refused) *ret = x.refusal;
    return x.refused;
}

/* The whole case is tried; if it is refused, each person alone, so that every one who is wrong is named. */
static void try_case(Reading *r, Draft *d) {
    Refusal why;
    arena_reset(r->work);
    if (!refused(r, d, &d->c.cmd, r->work, &why)) return;
    size_t named = 0;
    Command one = d->c.cmd;
    for (size_t i = 0; i < d->c.cmd.people.n && d->c.cmd.people.n > 1; i++) {
        Refusal own;
        one.people.v = &d->c.cmd.people.v[i];
        one.people.n = 1;
        if (!refused(r, d, &one, r->work, &own)) continue;
        decide_where(r, d, &own, i);
        named++;
    }
    if (!named) decide_where(r, d, &why, 0);
    d->bad = true;
}

/* ---- the key: what the case's own cells say, so that the same rows are entered once, in whichever file they stand */

static Hash content_hash(Reading *r, const Draft *d) {
    StrBuf b;
    arena_reset(r->work);
    strbuf_init(&b, r->work, MB(4));
    strbuf_f(&b, "import.1\n%lld\n", (long long)(d->c.who.behalf ? d->c.who.behalf : d->c.who.agency));
    for (size_t i = 0; i < d->c.rows.n; i++) {
        const TableRow *row = d->c.rows.v[i];
        for (size_t c = 0; c < r->s->n && c < row->n; c++) {
            const SheetColumn *col = &r->s->columns[c];
            if (col->kind <= COLUMN_NOTE || !row->v[c].text.n) continue;
            strbuf_f(&b, "%d " STR_FMT " %zu:" STR_FMT "\n", col->kind, STR_ARG(col->id), row->v[c].text.n,
                     STR_ARG(row->v[c].text));
        }
        strbuf_put(&b, S("--\n"));
    }
    Str whole = strbuf_str(&b);
    return hash_sha256(&whole, 1);
}

static Status finish(Reading *r, Draft *d, Err *err) {
    char text[HASH_TEXT];
    ImportCase *c = &d->c;
    draft_finish(r, d);
    if (!d->bad && r->how->known && c->cmd.number.n)
        TRY(r->how->known(r->how->known_ctx, c->cmd.number, c->who.agency, &c->case_id, err));
    c->life = IMPORT_READY;
    if (c->case_id) c->life = IMPORT_KNOWN;
    else if (!d->bad) try_case(r, d);
    if (d->bad) c->life = IMPORT_BAD;
    c->request = content_hash(r, d);
    c->key = str_format(r->a, "import-" STR_FMT, STR_ARG(hash_format(c->request, text)));
    return OK;
}

static int by_place(const void *x, const void *y) {
    const BadCell *a = x, *b = y;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    if (a->cell.n != b->cell.n) return a->cell.n < b->cell.n ? -1 : 1; /* B7 before AA7 */
    return str_cmp(a->cell, b->cell);
}

static void sort_bad(BadCells *b) {
    if (b->n) qsort(b->v, b->n, sizeof *b->v, by_place);
}

static bool columns_there(const Sheet *s, const ImportHow *how) {
    bool all = sheet_needs(s, COLUMN_CLASS, "类别");
    all &= sheet_needs(s, COLUMN_NAME, "姓名");
    all &= sheet_needs(s, COLUMN_CASE_NAME, "案件名称");
    const World *w = how->world;
    for (size_t i = 0; i < w->n_guides; i++) {
        const Guide *g = w->guides[i];
        if (g->base || sheet_column(s, COLUMN_FACT, g->facts[g->fact_final].id) != SIZE_MAX) continue;
        bad_cell(s, NULL, (BadIs){I_NO_COLUMN, .about_zh = S("诉讼阶段"), .about_en = S("stage")});
        return false;
    }
    return all;
}

Status import_plan(const Table *t, const ImportHow *how, Arena *a, ImportPlan *ret, Err *err) {
    Headings known;
    Sheet s;
    *ret = (ImportPlan){.sheet = t->sheet, .charset = t->charset};
    case_headings(how->world->guides, how->world->n_guides, a, &known);
    sheet_map(t, &known, &ret->bad, a, &s);
    if (!t->n) return OK;
    bool whole = columns_there(&s, how);
    sort_bad(&ret->bad);
    if (!whole) return OK; /* rows without them would only say the same again */
    _cleanup_(arena_freep) Arena *work = arena_new();
    Reading r = {.how = how, .s = &s, .a = a, .work = work};
    for (size_t i = s.first; i < t->n; i++) {
        const TableRow *row = &t->v[i];
        if (sheet_remark(row)) continue;
        ret->rows++;
        Draft *d = draft_of(&r, row);
        if (d) draft_read(&r, d, row);
    }
    if (!ret->rows) bad_cell(&s, NULL, (BadIs){I_NO_ROWS});
    for (size_t i = 0; i < r.drafts.n; i++) {
        TRY(finish(&r, r.drafts.v[i], err));
        *PUSH(a, &ret->cases) = r.drafts.v[i]->c;
        ret->persons += r.drafts.v[i]->c.cmd.people.n;
    }
    sort_bad(&ret->bad);
    return OK;
}

size_t import_count(const ImportPlan *p, ImportLife life) {
    size_t n = 0;
    for (size_t i = 0; i < p->cases.n; i++) n += p->cases.v[i].life == life;
    return n;
}
