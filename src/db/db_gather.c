// SPDX-License-Identifier: Apache-2.0
#include "db/db_gather.h"

#include "db/db_ops.h"

enum { KEYS_MAX = 4, COLUMNS_MAX = 64, NO_GROUP = -1 };

typedef struct Kind { /* of statement, read once */
    bool read, inserts, reads_only;
    InsertForm form;
    Str table;          /* it writes; empty and not reads_only: unknown, so it keeps its place */
    int n_keys;         /* parameters by which ON CONFLICT DO UPDATE finds its row; 0: it does not update */
    int keys[KEYS_MAX];
} Kind;

struct Gatherer {
    const Db *db;
    size_t n;
    Kind *kinds;         /* by db_query_slot */
    signed char *clash;  /* n * n: 0 not known, 1 they clash, -1 they do not */
};

Gatherer *gatherer_new(const Db *db, Arena *a) {
    Gatherer *g = NEW(a, Gatherer);
    g->db = db;
    g->n = db->queries->n + DBQ_OWN;
    g->kinds = NEW_N(a, Kind, g->n);
    g->clash = NEW_N(a, signed char, g->n * g->n);
    return g;
}

/* ---- reading a text */

static bool letter(char c) {
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static Str rest(Str s, size_t n) {
    return str_n(s.p + n, s.n - n);
}

static Str past_remarks(Str s) {
    for (s = str_trim(s); str_starts(s, S("--")); s = str_trim(s)) {
        Str line;
        if (!str_cut(s, '\n', &line, &s)) return (Str){0};
    }
    return s;
}

static Str word(Str *s) {
    size_t n = 0;
    *s = str_trim(*s);
    while (n < s->n && letter(s->p[n])) n++;
    Str w = str_n(s->p, n);
    *s = rest(*s, n);
    return w;
}

static bool take(Str *s, Str token) {
    Str t = str_trim(*s);
    if (!str_starts(t, token)) return false;
    *s = rest(t, token.n);
    return true;
}

/* Names parted by commas, up to the closing bracket, which is taken too. */
static int names(Str *s, Str *ret, int max) {
    Str inside, one;
    int n = 0;
    if (!take(s, S("(")) || !str_cut(*s, ')', &inside, s)) return -1;
    for (bool more = true; more && n < max; n++) {
        more = str_cut(inside, ',', &one, &inside);
        ret[n] = str_trim(more ? one : inside);
    }
    return n;
}

static bool keys_read(Kind *k, Str tail, const Str *columns, int n_columns) {
    Str wanted[KEYS_MAX + 1];
    if (!take(&tail, S("ON CONFLICT"))) return !str_trim(tail).n;
    if (str_find(tail, S("DO UPDATE")) == SIZE_MAX) return str_ends(str_trim(tail), S("DO NOTHING"));
    int n = names(&tail, wanted, KEYS_MAX + 1);
    if (n < 1 || n > KEYS_MAX) return false;
    for (int i = 0; i < n; i++) {
        int c = 0;
        while (c < n_columns && !str_eq(columns[c], wanted[i])) c++;
        if (c == n_columns) return false;
        k->keys[i] = c;
    }
    k->n_keys = n;
    return true;
}

static bool insert_read(Kind *k, Str text, Str s, int params) {
    Str columns[COLUMNS_MAX], values[COLUMNS_MAX];
    int n = names(&s, columns, COLUMNS_MAX);
    Str head = str_n(text.p, (size_t)(s.p - text.p));
    if (n != params || !take(&s, S("VALUES")) || names(&s, values, COLUMNS_MAX) != n) return false;
    for (int i = 0; i < n; i++) {
        char want[8];
        snprintf(want, sizeof want, "$%d", i + 1);
        if (!str_eqz(values[i], want)) return false;
    }
    if (str_find(s, S("$")) != SIZE_MAX) return false;
    k->form = (InsertForm){head, s};
    return keys_read(k, s, columns, n);
}

static Kind *kind_of(Gatherer *g, Query q) {
    Kind *k = &g->kinds[db_query_slot(q)];
    if (k->read) return k;
    const QueryText *t = db_query(g->db, q);
    Str text = past_remarks(str_c(t->sql[g->db->dialect])), s = text, verb = word(&s);
    k->read = true;
    k->reads_only = str_eqz(verb, "SELECT");
    if ((str_eqz(verb, "INSERT") && take(&s, S("INTO"))) || (str_eqz(verb, "DELETE") && take(&s, S("FROM"))) ||
        str_eqz(verb, "UPDATE"))
        k->table = word(&s);
    k->inserts = str_eqz(verb, "INSERT") && k->table.n && insert_read(k, text, s, t->params);
    return k;
}

bool gather_form(Gatherer *g, Query q, InsertForm *ret) {
    const Kind *k = kind_of(g, q);
    if (k->inserts) *ret = k->form;
    return k->inserts;
}

/* ---- what may change places */

static bool mentions(Str text, Str table) {
    for (size_t at; (at = str_find(text, table)) != SIZE_MAX; text = rest(text, at + table.n)) {
        bool begins = at == 0 || !letter(text.p[at - 1]), ends = at + table.n == text.n || !letter(text.p[at + table.n]);
        if (begins && ends) return true;
    }
    return false;
}

static bool disturbs(Gatherer *g, const Kind *writer, Query other) {
    if (writer->reads_only) return false;
    return !writer->table.n || mentions(str_c(db_query(g->db, other)->sql[g->db->dialect]), writer->table);
}

static bool clash(Gatherer *g, Query x, Query y) {
    signed char *known = &g->clash[db_query_slot(x) * g->n + db_query_slot(y)];
    if (!*known) *known = disturbs(g, kind_of(g, x), y) || disturbs(g, kind_of(g, y), x) ? 1 : -1;
    return *known > 0;
}

/* ---- gathering */

typedef struct Open { /* of each kind of statement: the group that more of it may join */
    Query q;
    size_t group;
    struct {
        uint64_t *v;
        size_t n, cap;
    } keys; /* of its rows */
} Open;

typedef struct Opens {
    Open *v;
    size_t n, cap;
} Opens;

static uint64_t key_of(const Kind *k, const BatchStmt *s) {
    uint64_t h = 0;
    for (int i = 0; i < k->n_keys; i++) {
        const Val *v = &s->args[k->keys[i]];
        Str bytes = v->kind == VAL_I64    ? str_n((const char *)&v->i, sizeof v->i)
                    : v->kind == VAL_HASH ? str_n((const char *)v->h.b, sizeof v->h.b)
                                          : v->s;
        h = h * 0x9E3779B97F4A7C15u + (v->kind == VAL_NULL ? 0 : str_hash(bytes));
    }
    return h;
}

/* Keys of one hash count as one key: the second row then stands in a group of its own, which is only slower. */
static bool key_new(Open *o, uint64_t key, Arena *a) {
    for (size_t i = 0; i < o->keys.n; i++)
        if (o->keys.v[i] == key) return false;
    *PUSH(a, &o->keys) = key;
    return true;
}

/* A new statement at the end: nothing that clashes with it may be moved before it any more. */
static size_t begin(Gatherer *g, Opens *opens, Query q, Arena *a, Groups *ret) {
    for (size_t i = 0; i < opens->n;)
        if (clash(g, opens->v[i].q, q)) opens->v[i] = opens->v[--opens->n];
        else i++;
    *PUSH(a, ret) = (Group){.q = q};
    return ret->n - 1;
}

static size_t place(Gatherer *g, Opens *opens, const BatchStmt *s, Arena *a, Groups *ret) {
    const Kind *k = kind_of(g, s->q);
    uint64_t key = key_of(k, s);
    for (size_t i = 0; i < opens->n; i++)
        if (opens->v[i].q == s->q && (!k->n_keys || key_new(&opens->v[i], key, a))) return opens->v[i].group;
    size_t at = begin(g, opens, s->q, a, ret);
    Open *o = PUSH(a, opens);
    *o = (Open){.q = s->q, .group = at};
    if (k->n_keys) (void)key_new(o, key, a);
    return at;
}

void gather(Gatherer *g, const BatchRun *run, GatherFits *fits, void *ctx, Arena *a, Groups *ret) {
    Opens opens = {0};
    for (size_t i = 0; i < run->n; i++) {
        const BatchStmt *s = &run->v[i];
        bool joins = kind_of(g, s->q)->inserts && fits(ctx, s);
        size_t at = joins ? place(g, &opens, s, a, ret) : begin(g, &opens, s->q, a, ret);
        Group *to = &ret->v[at];
        *PUSH(a, to) = i;
    }
}
