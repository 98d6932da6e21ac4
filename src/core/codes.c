// SPDX-License-Identifier: Apache-2.0
/*
 * Loading goes in three steps over all files: decode each section's rows, sort them into tables, then check
 * what one table says of another. The first fault ends it, with the place of the word that is wrong.
 */
#include "core/codes.h"

#include "core/number_key.h"

#include "core/codes_shape.h"

typedef struct Load {
    const char *file[CODE_KIND_N]; /* where each section stands; NULL: not met yet */
    const Node *normalise;
    Arena *a;
    Codes *c;
    Err *err;
} Load;

#define FAIL_AT(l, kind, line, col, code, ...)                                                               \
    (FAIL((l)->err, ERR_INVALID, (code), __VA_ARGS__),                                                       \
     err_where((l)->err, "%s:%d:%d", (l)->file[kind], (line), (col)), ERR_INVALID)
#define FAIL_ROW(l, kind, row, code, ...) FAIL_AT(l, kind, (row)->at->line, (row)->at->col, code, __VA_ARGS__)

const char *code_kind_name(CodeKind kind) {
    return CODE_SECTIONS[kind].key;
}

/* Tables */

static Str code_word(const Code *c, bool by_name) {
    return by_name ? c->name : c->id;
}

/* Merge sort: stable, and the core calls no library that may allocate. */
static void sort_codes(const Code **v, const Code **spare, size_t n, bool by_name) {
    if (n < 2) return;
    size_t half = n / 2, i = 0, j = half, k = 0;
    sort_codes(v, spare, half, by_name);
    sort_codes(v + half, spare + half, n - half, by_name);
    while (i < half || j < n) {
        bool left = j == n || (i < half && str_cmp(code_word(v[i], by_name), code_word(v[j], by_name)) <= 0);
        spare[k++] = left ? v[i++] : v[j++];
    }
    memcpy(v, spare, n * sizeof *v);
}

static const Code *find_code(const Code *const *v, size_t n, Str word, bool by_name) {
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (str_cmp(code_word(v[mid], by_name), word) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && str_eq(code_word(v[lo], by_name), word) ? v[lo] : NULL;
}

const Code *codes_find(const Codes *c, CodeKind kind, Str id) {
    return find_code(c->tables[kind].by_id, c->tables[kind].n, id, false);
}

const Code *codes_find_named(const Codes *c, CodeKind kind, Str name) {
    return find_code(c->tables[kind].by_name, c->tables[kind].n, name, true);
}

Str codes_nearest(const Codes *c, CodeKind kind, Str id) {
    Str best = {0};
    const CodeTable *t = &c->tables[kind];
    for (size_t i = 0; i < t->n; i++) { /* against the best so far, so that no array is needed */
        Str pair[2] = {t->rows[i]->id, best};
        if (best.n) pair[0] = best, pair[1] = t->rows[i]->id;
        Str near = str_nearest(id, pair, best.n ? 2 : 1);
        if (near.n) best = near;
    }
    return best;
}

CodeWords codes_ids(const Codes *c, CodeKind kind, Arena *a) {
    const CodeTable *t = &c->tables[kind];
    CodeWords w = {.v = NEW_N(a, Str, t->n), .n = t->n, .cap = t->n};
    for (size_t i = 0; i < t->n; i++) w.v[i] = t->by_id[i]->id;
    return w;
}

bool code_words_have(const CodeWords *words, Str word) {
    for (size_t i = 0; i < words->n; i++)
        if (str_eq(words->v[i], word)) return true;
    return false;
}

/* `name` is `full`, or `full` without its last 罪. */
static bool charge_is_named(Str full, Str name) {
    return str_eq(full, name) ||
           (full.n == name.n + S("罪").n && str_starts(full, name) && str_ends(full, S("罪")));
}

const CodeCharge *codes_find_charge_named(const Codes *c, Str name) {
    const CodeTable *t = &c->tables[CODE_CHARGE];
    if (!name.n) return NULL;
    for (size_t i = 0; i < t->n; i++)
        if (charge_is_named(t->rows[i]->name, name)) return (const CodeCharge *)t->rows[i];
    for (size_t i = 0; i < t->n; i++) {
        const CodeCharge *charge = (const CodeCharge *)t->rows[i];
        for (size_t k = 0; k < charge->earlier.n; k++)
            if (charge_is_named(charge->earlier.v[k], name)) return charge;
        for (size_t k = 0; k < charge->variants.n; k++)
            if (charge_is_named(charge->variants.v[k], name)) return charge;
    }
    return NULL;
}

/* Citations */

static bool take_number(Str *s) {
    size_t n = 0;
    while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9') n++;
    bool some = n > 0 && n < 5;
    *s = str_n(s->p + n, s->n - n);
    return some;
}

static bool take_text(Str *s, Str text) {
    if (!str_starts(*s, text)) return false;
    *s = str_n(s->p + text.n, s->n - text.n);
    return true;
}

/* One of 一 … 十, as often as they come. */
static bool take_chinese_number(Str *s) {
    static const char DIGITS[] = "一二三四五六七八九十";
    size_t n = 0;
    while (s->n - n >= 3) {
        size_t at = str_find(str_c(DIGITS), str_n(s->p + n, 3));
        if (at == SIZE_MAX || at % 3) break;
        n += 3;
    }
    *s = str_n(s->p + n, s->n - n);
    return n > 0;
}

static bool article_is_good(Str s) {
    if (!take_number(&s)) return false;
    if (take_text(&s, S("-"))) return take_number(&s) && !s.n;
    if (take_text(&s, S("之")) && !take_chinese_number(&s)) return false;
    if (take_text(&s, S("¶")) && !take_number(&s)) return false;
    if (take_text(&s, S("(")) && !(take_number(&s) && take_text(&s, S(")")))) return false;
    return !s.n;
}

const char *codes_citation_fault(const Codes *c, Str basis, Arena *a) {
    Str law = basis, rest = {0}, word, more;
    str_cut(basis, ' ', &law, &rest);
    const CodeLaw *known = (const CodeLaw *)codes_find(c, CODE_LAW, law);
    if (!known) {
        Str near = codes_nearest(c, CODE_LAW, law);
        return str_cstr(a, near.n
                               ? str_format(a, "there is no law '" STR_FMT "' (did you mean '" STR_FMT "'?)",
                                            STR_ARG(law), STR_ARG(near))
                               : str_format(a, "there is no law '" STR_FMT "' in laws.yaml", STR_ARG(law)));
    }
    size_t n = 0;
    for (Str s = str_trim(rest); s.n; s = str_trim(more), n++) {
        if (!str_cut(s, ' ', &word, &more)) word = s, more = (Str){0};
        if (!article_is_good(word))
            return str_cstr(a,
                            str_format(a, "'" STR_FMT "' is not an article (133, 133之一, 156-159, 219¶1(6))",
                                       STR_ARG(word)));
    }
    if (known->articles && !n)
        return str_cstr(a, str_format(a, "'" STR_FMT "' is cited without an article", STR_ARG(law)));
    return NULL;
}

/* Reading */

static Status read_section(Load *l, CodeKind kind, const char *file, const NodePair *p) {
    const CodeSection *s = &CODE_SECTIONS[kind];
    CodeTable *t = &l->c->tables[kind];
    const char *first = l->file[kind];
    l->file[kind] = file;
    if (first)
        return FAIL_AT(l, kind, p->line, p->col, "codes.twice", "'%s' is already in %s", s->key, first);
    const Node *list = p->value;
    if (list->kind != NODE_LIST || !list->list.n || list->list.n > s->max)
        return FAIL_AT(l, kind, p->line, p->col, "codes.list", "'%s' is a list of 1 to %zu rows", s->key,
                       s->max);
    t->n = list->list.n;
    t->rows = NEW_N(l->a, const Code *, t->n);
    for (size_t i = 0; i < t->n; i++) {
        Code *row = arena_alloc(l->a, s->shape->size);
        TRY(shape_decode(s->shape, list->list.v[i], file, l->a, row, l->err));
        row->order = (int)i;
        row->at = list->list.v[i];
        t->rows[i] = row;
    }
    return OK;
}

static Status read_file(Load *l, const CodesFile *f) {
    Str keys[CODE_KIND_N + 1];
    for (int k = 0; k < CODE_KIND_N; k++) keys[k] = str_c(CODE_SECTIONS[k].key);
    keys[CODE_KIND_N] = S("normalise");
    if (f->tree->kind != NODE_MAP) {
        FAIL(l->err, ERR_INVALID, "codes.map", "a code file is a map of lists");
        err_where(l->err, "%s:1:1", f->name);
        return ERR_INVALID;
    }
    for (size_t i = 0; i < f->tree->map.n; i++) {
        const NodePair *p = &f->tree->map.v[i];
        int kind = 0;
        while (kind <= CODE_KIND_N && !str_eq(keys[kind], p->key)) kind++;
        if (kind < CODE_KIND_N) {
            TRY(read_section(l, (CodeKind)kind, f->name, p));
        } else if (kind == CODE_KIND_N) {
            l->normalise = p->value;
        } else {
            Str near = str_nearest(p->key, keys, LEN(keys));
            FAIL(l->err, ERR_INVALID, "codes.section", "there is no code table '" STR_FMT "'%s" STR_FMT "%s",
                 STR_ARG(p->key), near.n ? " (did you mean '" : "", STR_ARG(near), near.n ? "'?)" : "");
            err_where(l->err, "%s:%d:%d", f->name, p->line, p->col);
            return ERR_INVALID;
        }
    }
    return OK;
}

static Status build_table(Load *l, CodeKind kind) {
    CodeTable *t = &l->c->tables[kind];
    if (!l->file[kind])
        return FAIL(l->err, ERR_INVALID, "codes.missing", "no file has the code table '%s'",
                    CODE_SECTIONS[kind].key);
    const Code **spare = NEW_N(l->a, const Code *, t->n);
    t->by_id = arena_dup(l->a, t->rows, t->n * sizeof *t->rows);
    t->by_name = arena_dup(l->a, t->rows, t->n * sizeof *t->rows);
    sort_codes(t->by_id, spare, t->n, false);
    sort_codes(t->by_name, spare, t->n, true);
    for (size_t i = 1; i < t->n; i++) {
        const Code *x = t->by_id[i - 1], *y = t->by_id[i];
        if (str_eq(x->id, y->id))
            return FAIL_ROW(l, kind, y, "codes.duplicate", "'" STR_FMT "' is already on line %d",
                            STR_ARG(y->id), x->at->line);
        x = t->by_name[i - 1], y = t->by_name[i];
        if (!CODE_SECTIONS[kind].same_names && str_eq(x->name, y->name))
            return FAIL_ROW(l, kind, y, "codes.duplicate", "the name " STR_FMT " is already on line %d",
                            STR_ARG(y->name), x->at->line);
    }
    return OK;
}

/* What the tables say of each other */

typedef struct Ref {
    CodeKind from;
    const char *field;
    size_t offset;
    bool list;
    CodeKind to;
} Ref;

#define ONE(kind, T, member, to)                                                                             \
    { kind, #member, offsetof(T, member), false, to }
#define MANY(kind, T, member, to)                                                                            \
    { kind, #member, offsetof(T, member), true, to }
static const Ref REFS[] = {
    ONE(CODE_REGION, CodeRegion, parent, CODE_REGION),
    ONE(CODE_AGENCY_KIND, CodeAgencyKind, under, CODE_AGENCY_KIND),
    MANY(CODE_ROLE, CodeRole, agencies, CODE_AGENCY_KIND),
    MANY(CODE_MEASURE, CodeMeasure, decides, CODE_AGENCY_KIND),
    MANY(CODE_MEASURE, CodeMeasure, executes, CODE_AGENCY_KIND),
    ONE(CODE_RETURN_REASON, CodeReturnReason, mends, CODE_ROLE),
    MANY(CODE_RETURN_REASON, CodeReturnReason, used_by, CODE_AGENCY_KIND),
    MANY(CODE_DOCUMENT, CodeDocument, by, CODE_AGENCY_KIND),
    ONE(CODE_DOCUMENT, CodeDocument, number, CODE_NUMBER),
    ONE(CODE_DOCUMENT, CodeDocument, volume, CODE_VOLUME),
    MANY(CODE_DOCUMENT, CodeDocument, proves, CODE_PROOF),
    ONE(CODE_GROUP, CodeGroup, volume, CODE_VOLUME),
    ONE(CODE_ITEM, CodeItem, group, CODE_GROUP),
    ONE(CODE_ITEM, CodeItem, document, CODE_DOCUMENT),
    MANY(CODE_ITEM, CodeItem, required, CODE_CATALOGUE),
    MANY(CODE_ITEM, CodeItem, wanted, CODE_CATALOGUE),
    MANY(CODE_ITEM, CodeItem, classes, CODE_CLASS),
    MANY(CODE_OUTCOME, CodeOutcome, by, CODE_AGENCY_KIND),
    ONE(CODE_OUTCOME, CodeOutcome, paper, CODE_DOCUMENT),
    MANY(CODE_NUMBER, CodeNumber, by, CODE_AGENCY_KIND),
};

/* The node of a row's word: the field's own, or its i-th item. */
static const Node *word_node(const Code *row, const char *field, size_t i) {
    const Node *n = node_find(row->at, str_c(field));
    if (!n) return row->at;
    return n->kind == NODE_LIST && i < n->list.n ? n->list.v[i] : n;
}

static Status check_word(Load *l, const Ref *r, const Code *row, Str word, size_t i) {
    if (!word.n || codes_find(l->c, r->to, word)) return OK;
    const Node *at = word_node(row, r->field, i);
    Str near = codes_nearest(l->c, r->to, word);
    return FAIL_AT(l, r->from, at->line, at->col, "codes.unknown",
                   "%s of '" STR_FMT "': there is no '" STR_FMT "' in %s%s" STR_FMT "%s", r->field,
                   STR_ARG(row->id), STR_ARG(word), CODE_SECTIONS[r->to].key,
                   near.n ? " (did you mean '" : "", STR_ARG(near), near.n ? "'?)" : "");
}

static Status check_refs(Load *l) {
    for (size_t r = 0; r < LEN(REFS); r++) {
        const CodeTable *t = &l->c->tables[REFS[r].from];
        for (size_t i = 0; i < t->n; i++) {
            const char *at = (const char *)t->rows[i] + REFS[r].offset;
            if (!REFS[r].list) {
                TRY(check_word(l, &REFS[r], t->rows[i], *(const Str *)at, 0));
                continue;
            }
            const CodeWords *words = (const CodeWords *)at;
            for (size_t k = 0; k < words->n; k++) TRY(check_word(l, &REFS[r], t->rows[i], words->v[k], k));
        }
    }
    return OK;
}

static Status check_basis(Load *l, CodeKind kind) {
    const CodeTable *t = &l->c->tables[kind];
    for (size_t i = 0; i < t->n; i++) {
        const Code *row = t->rows[i];
        if (row->mark == MARK_LAW && !row->basis.n && !CODE_SECTIONS[kind].no_basis)
            return FAIL_ROW(l, kind, row, "codes.basis", "'" STR_FMT "' is marked law and names no article",
                            STR_ARG(row->id));
        for (size_t k = 0; k < row->basis.n; k++) {
            const char *why = codes_citation_fault(l->c, row->basis.v[k], l->a);
            const Node *at = word_node(row, "basis", k);
            if (why) return FAIL_AT(l, kind, at->line, at->col, "codes.citation", "%s", why);
        }
    }
    return OK;
}

/* A post sees no more than its agency; a kind that looks up to another names it; a region lies in its parent.
 */
static Status check_sense(Load *l) {
    const CodeTable *t = &l->c->tables[CODE_ROLE];
    for (size_t i = 0; i < t->n; i++) {
        const CodeRole *role = (const CodeRole *)t->rows[i];
        for (size_t k = 0; k < role->agencies.n; k++)
            if (codes_find_agency_kind(l->c, role->agencies.v[k])->sees < role->sees)
                return FAIL_ROW(l, CODE_ROLE, &role->code, "codes.sees",
                                "'" STR_FMT "' sees more than the agency kind '" STR_FMT "'",
                                STR_ARG(role->code.id), STR_ARG(role->agencies.v[k]));
    }
    t = &l->c->tables[CODE_AGENCY_KIND];
    for (size_t i = 0; i < t->n; i++) {
        const CodeAgencyKind *kind = (const CodeAgencyKind *)t->rows[i];
        if ((kind->upper == UPPER_UNDER) != (kind->under.n > 0))
            return FAIL_ROW(l, CODE_AGENCY_KIND, &kind->code, "codes.under",
                            "'" STR_FMT "': `upper: under` and the key `under` go together",
                            STR_ARG(kind->code.id));
    }
    t = &l->c->tables[CODE_REGION];
    for (size_t i = 0; i < t->n; i++) {
        const CodeRegion *region = (const CodeRegion *)t->rows[i];
        const CodeRegion *parent = codes_find_region(l->c, region->parent);
        size_t shared = region->level == REGION_COUNTY ? 4 : 2;
        if (region->code.id.n != 6 || (region->level == REGION_PROVINCE) != !parent ||
            (parent && (parent->level != region->level - 1 ||
                        memcmp(parent->code.id.p, region->code.id.p, shared) != 0)))
            return FAIL_ROW(l, CODE_REGION, &region->code, "codes.region",
                            "'" STR_FMT "' does not lie in its parent", STR_ARG(region->code.id));
    }
    return OK;
}

typedef struct Normalise {
    Str spaces, parts;
} Normalise;
static const Field NORMALISE[] = {
    FIELD(Normalise, spaces, F_STR, .flags = F_REQUIRED),
    FIELD(Normalise, parts, F_STR, .flags = F_REQUIRED),
};
static SHAPE(NORMALISE_SHAPE, Normalise, "normalise", NORMALISE);

static Status read_normalise(Load *l) {
    Normalise n;
    if (!l->normalise)
        return FAIL(l->err, ERR_INVALID, "codes.missing", "no file says how numbers are normalised");
    TRY(shape_decode(&NORMALISE_SHAPE, l->normalise, l->file[CODE_NUMBER], l->a, &n, l->err));
    const Node *at = l->normalise;
    if (!str_eqz(n.spaces, NUMBER_SPACES) || !str_eqz(n.parts, NUMBER_PARTS))
        return FAIL_AT(l, CODE_NUMBER, at->line, at->col, "codes.normalise",
                       "the characters differ from those this program keeps the keys of numbers by (src/core/number_key.c)");
    return OK;
}

Status codes_load(const CodesFile *files, size_t n, Arena *a, Codes **ret, Err *err) {
    Load l = {.a = a, .c = NEW(a, Codes), .err = err};
    for (size_t i = 0; i < n; i++) TRY(read_file(&l, &files[i]));
    for (int k = 0; k < CODE_KIND_N; k++) TRY(build_table(&l, (CodeKind)k));
    TRY(check_refs(&l));
    for (int k = 0; k < CODE_KIND_N; k++) TRY(check_basis(&l, (CodeKind)k));
    TRY(check_sense(&l));
    TRY(read_normalise(&l));
    *ret = l.c;
    return OK;
}

static void copy_table(const CodeTable *from, const CodeSection *s, Arena *a, CodeTable *to) {
    to->n = from->n;
    to->rows = NEW_N(a, const Code *, from->n);
    to->by_id = NEW_N(a, const Code *, from->n);
    to->by_name = NEW_N(a, const Code *, from->n);
    for (size_t i = 0; i < from->n; i++) {
        Code *row = arena_alloc(a, s->shape->size);
        shape_copy(s->shape, from->rows[i], a, row);
        row->at = NULL;
        to->rows[i] = row;
    }
    for (size_t i = 0; i < from->n; i++) {
        to->by_id[i] = to->rows[from->by_id[i]->order];
        to->by_name[i] = to->rows[from->by_name[i]->order];
    }
}

Codes *codes_copy(const Codes *c, Arena *a) {
    Codes *to = NEW(a, Codes);
    for (int k = 0; k < CODE_KIND_N; k++) copy_table(&c->tables[k], &CODE_SECTIONS[k], a, &to->tables[k]);
    return to;
}
