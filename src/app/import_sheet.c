// SPDX-License-Identifier: Apache-2.0
#include "app/import_sheet.h"

#include "app/spelled.h"

#define X(id, code, zh, en, todo_zh, todo_en) {code, zh, en, todo_zh, todo_en},
const ImportFaultText IMPORT_FAULT_TEXTS[I_N] = {IMPORT_FAULTS(X)};
#undef X

enum { HEADER_AMONG = 10 };

void heading_add(Headings *h, Arena *a, Str word, int kind, Str id) {
    Str plain = spelled_plain(word, a);
    for (size_t i = 0; i < h->n; i++)
        if (str_eq(h->v[i].word, plain)) return; /* the first meaning stands */
    if (plain.n) *PUSH(a, h) = (Heading){plain, kind, id};
}

/* As the heading is compared: without a star that marks what is needed. */
static Str heading_plain(Str s, Arena *a) {
    s = spelled_plain(s, a);
    while (str_ends(s, S("*"))) s.n--;
    while (str_starts(s, S("*"))) s = str_n(s.p + 1, s.n - 1);
    return s;
}

static const Heading *heading_find(const Headings *h, Str word, Arena *a) {
    Str plain = heading_plain(word, a);
    for (size_t i = 0; i < h->n; i++)
        if (str_eq(h->v[i].word, plain)) return &h->v[i];
    return NULL;
}

bool sheet_remark(const TableRow *row) {
    Str first = table_cell(row, 0).text;
    return str_starts(first, S("#")) || str_starts(first, S("＃"));
}

static size_t header_row(const Table *t, const Headings *known, Arena *a) {
    for (size_t i = 0; i < t->n && i < HEADER_AMONG; i++) {
        size_t hits = 0;
        for (size_t c = 0; c < t->v[i].n; c++) hits += heading_find(known, t->v[i].v[c].text, a) != NULL;
        if (hits >= 2) return i;
    }
    return 0;
}

void sheet_map(const Table *t, const Headings *known, BadCells *bad, Arena *a, Sheet *ret) {
    *ret = (Sheet){.table = t, .bad = bad, .a = a};
    if (!t->n) {
        bad_cell(ret, NULL, (BadIs){I_NO_ROWS});
        return;
    }
    size_t at = header_row(t, known, a);
    const TableRow *row = &t->v[at];
    Str *words = NEW_N(a, Str, known->n + 1);
    for (size_t i = 0; i < known->n; i++) words[i] = known->v[i].word;
    ret->first = at + 1;
    ret->header = row->number;
    ret->columns = NEW_N(a, SheetColumn, row->n);
    ret->n = row->n;
    for (size_t c = 0; c < row->n; c++) ret->columns[c].heading = row->v[c].text;
    for (size_t c = 0; c < row->n; c++) {
        Str word = row->v[c].text;
        const Heading *h = heading_find(known, word, a);
        if (!word.n) continue;
        if (!h) {
            bad_at(ret, row, c, (BadIs){I_HEADING, .near = str_nearest(heading_plain(word, a), words, known->n)});
        } else if (h->kind != COLUMN_NOTE && sheet_column(ret, h->kind, h->id) != SIZE_MAX) {
            bad_at(ret, row, c, (BadIs){I_HEADING_TWICE});
        } else {
            ret->columns[c].kind = h->kind;
            ret->columns[c].id = h->id;
        }
    }
}

size_t sheet_column(const Sheet *s, int kind, Str id) {
    for (size_t c = 0; kind != COLUMN_UNKNOWN && c < s->n; c++)
        if (s->columns[c].kind == kind && str_eq(s->columns[c].id, id)) return c;
    return SIZE_MAX;
}

bool sheet_needs(const Sheet *s, int kind, const char *heading) {
    if (sheet_column(s, kind, S("")) != SIZE_MAX) return true;
    bad_cell(s, NULL, (BadIs){I_NO_COLUMN, .about_zh = str_c(heading), .about_en = str_c(heading)});
    return false;
}

Cell sheet_cell(const Sheet *s, const TableRow *row, int kind, Str id) {
    size_t c = sheet_column(s, kind, id);
    return c == SIZE_MAX ? (Cell){0} : table_cell(row, c);
}

void bad_at(const Sheet *s, const TableRow *row, size_t column, BadIs what) {
    BadCells *b = s->bad;
    char buf[CELL_NAME];
    if (b->n == BAD_CELLS_MAX) {
        b->more++;
        return;
    }
    BadCell *x = PUSH(s->a, b);
    *x = (BadCell){.fault = what.fault, .about_zh = what.about_zh, .about_en = what.about_en, .near = what.near};
    if (!row) return;
    x->row = row->number;
    if (column == SIZE_MAX) {
        x->cell = str_format(s->a, "%d", row->number);
        return;
    }
    x->cell = str_dup(s->a, cell_name(row->number, column, buf));
    x->heading = column < s->n ? s->columns[column].heading : (Str){0};
    x->value = table_cell(row, column).text;
}

void bad_cell(const Sheet *s, const TableRow *row, BadIs what) {
    bad_at(s, row, row ? sheet_column(s, what.kind, what.id) : SIZE_MAX, what);
}

/* A cell's text may be long; a line shows its beginning. */
static Str shown(Str s) {
    size_t n = 0;
    Str rest = s;
    for (int i = 0; i < 40 && rest.n; i++) {
        str_utf8_next(&rest);
        n = s.n - rest.n;
    }
    return str_n(s.p, n);
}

void bad_cells_text(const BadCells *b, StrBuf *out) {
    for (size_t i = 0; i < b->n; i++) {
        const BadCell *x = &b->v[i];
        const ImportFaultText *t = &IMPORT_FAULT_TEXTS[x->fault];
        if (x->cell.n) strbuf_f(out, STR_FMT "%s", STR_ARG(x->cell), x->heading.n ? " " : "");
        else strbuf_put(out, S("全表"));
        if (x->heading.n) strbuf_put(out, x->heading);
        if (x->value.n) strbuf_f(out, " “" STR_FMT "”", STR_ARG(shown(x->value)));
        strbuf_f(out, "：%s", t->zh);
        if (x->about_zh.n) strbuf_f(out, "：" STR_FMT, STR_ARG(x->about_zh));
        if (x->near.n) strbuf_f(out, "；是否为“" STR_FMT "”", STR_ARG(x->near));
        strbuf_f(out, "。%s。\n", t->todo_zh);
    }
    if (b->more) strbuf_f(out, "另有 %zu 处未列出。\n", b->more);
}

void bad_cells_json(const BadCells *b, Json *j) {
    json_arr(j);
    for (size_t i = 0; i < b->n; i++) {
        const BadCell *x = &b->v[i];
        const ImportFaultText *t = &IMPORT_FAULT_TEXTS[x->fault];
        const struct {
            const char *key;
            Str text;
        } TEXTS[] = {{"cell", x->cell},         {"heading", x->heading},   {"value", x->value},
                     {"code", str_c(t->code)},  {"zh", str_c(t->zh)},      {"en", str_c(t->en)},
                     {"about_zh", x->about_zh}, {"about_en", x->about_en}, {"near", x->near},
                     {"todo_zh", str_c(t->todo_zh)}, {"todo_en", str_c(t->todo_en)}};
        json_obj(j);
        json_key(j, "row");
        json_i64(j, x->row);
        for (size_t k = 0; k < LEN(TEXTS); k++) {
            if (!TEXTS[k].text.n) continue;
            json_key(j, TEXTS[k].key);
            json_str(j, TEXTS[k].text);
        }
        json_end_obj(j);
    }
    json_end_arr(j);
}
