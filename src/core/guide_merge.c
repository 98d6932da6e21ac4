// SPDX-License-Identifier: Apache-2.0
/*
 * Base, overlays, class and catalogue become one tree. A key given again replaces the one below it whole; only
 * `answers` and `outcomes` are merged option by option. null takes a key away. What the guide does not use is left
 * out, and a name of the catalogue that this guide has not is dropped where it only forbids or clears.
 */
#include "core/guide_build.h"

typedef struct Table { /* facts, clocks or duties: all there are, and which of them are used */
    const char *what;
    Node *all;
    bool *used, *dropped;
    Str *ids;
} Table;

enum { FACTS, CLOCKS, DUTIES, TABLES, CHAIN_MAX = 16 };

typedef struct Merge {
    const GuideSource *src;
    Arena *a;
    Err *err;
    const Node *chain[CHAIN_MAX]; /* from the base to the class */
    size_t n_chain;
    Node *acts;
    Table t[TABLES];
    bool grew;
} Merge;

static const char *const TOP_KEYS[] = {"guide", "name", "name_en", "version", "base", "overlay", "extends",
                                       "overlays", "remove_acts", "acts", "facts", "clocks", "duties", "charges",
                                       "basis", "mark", "note", "reclassify", NULL};

static Node *map_like(Arena *a, const Node *at) {
    Node *n = node_map(a);
    if (at) n->file = at->file, n->line = at->line, n->col = at->col;
    return n;
}

static NodePair *pair_of(Node *map, Str key) {
    for (size_t i = 0; i < map->map.n; i++)
        if (str_eq(map->map.v[i].key, key)) return &map->map.v[i];
    return NULL;
}

static void pair_drop(Node *map, Str key) {
    for (size_t i = 0; i < map->map.n; i++)
        if (str_eq(map->map.v[i].key, key)) {
            memmove(&map->map.v[i], &map->map.v[i + 1], (map->map.n - i - 1) * sizeof map->map.v[0]);
            map->map.n--;
            return;
        }
}

static Node *merge_map(Arena *a, const Node *low, const Node *high, int depth);

static Node *merge_options(Arena *a, const Node *low, const Node *high) {
    Node *m = merge_map(a, low, high, 1);
    for (size_t i = 0; high->kind == NODE_MAP && i < high->map.n; i++)
        if (node_is_null(high->map.v[i].value)) pair_drop(m, high->map.v[i].key);
    return m;
}

/* depth: how many levels of keys are merged one by one; below that the upper replaces the lower. */
static Node *merge_map(Arena *a, const Node *low, const Node *high, int depth) {
    Node *m = map_like(a, node_is_null(high) ? low : high);
    for (size_t i = 0; low && low->kind == NODE_MAP && i < low->map.n; i++) *PUSH(a, &m->map) = low->map.v[i];
    for (size_t i = 0; high && high->kind == NODE_MAP && i < high->map.n; i++) {
        const NodePair *p = &high->map.v[i];
        NodePair *old = pair_of(m, p->key);
        if (!old) {
            *PUSH(a, &m->map) = *p;
        } else if (node_is_null(p->value) && depth == 0) {
            pair_drop(m, p->key);
        } else {
            bool options = str_eqz(p->key, "answers") || str_eqz(p->key, "outcomes");
            int deeper = depth > 0 ? depth - 1 : 0;
            bool both = old->value->kind == NODE_MAP && (p->value->kind == NODE_MAP || node_is_null(p->value));
            Node *v = p->value;
            if (depth > 0 && both) v = merge_map(a, old->value, p->value, deeper);
            else if (options && both) v = merge_options(a, old->value, p->value);
            *old = (NodePair){.key = p->key, .line = p->line, .col = p->col, .value = v};
        }
    }
    return m;
}

static const Node *guide_named(const GuideSource *src, Str id) {
    for (size_t i = 0; i < src->n_bases; i++) {
        const Node *n = node_find(src->bases[i], S("guide"));
        if (n && n->kind == NODE_STR && str_eq(n->s, id)) return src->bases[i];
    }
    return NULL;
}

static Status guide_missing(const Merge *m, const Node *at) {
    Str known[64];
    size_t n = 0;
    for (size_t i = 0; i < m->src->n_bases && n < LEN(known); i++)
        known[n++] = node_text(node_find(m->src->bases[i], S("guide")), m->a);
    return node_unknown(at, "guide", node_text(at, m->a), (Words){known, n}, m->err);
}

/* Puts the guide and all below it on the chain, the deepest first. */
static Status chain_add(Merge *m, const Node *guide, int depth) {
    if (depth > 8) return NODE_FAIL(guide, m->err, "guide.cycle", "guides extend each other in a circle");
    if (guide->kind != NODE_MAP) return NODE_FAIL(guide, m->err, "guide.shape", "a guide is a map of keys");
    TRY(node_map_check(guide, "a guide", TOP_KEYS, m->err));
    const Node *up = node_find(guide, S("extends"));
    if (!node_is_null(up)) {
        const Node *base = guide_named(m->src, node_text(up, m->a));
        if (!base) return guide_missing(m, up);
        TRY(chain_add(m, base, depth + 1));
    }
    const Node *over = node_find(guide, S("overlays"));
    for (size_t i = 0; i < node_count(over); i++) {
        const Node *at = node_item(over, i), *lay = guide_named(m->src, node_text(at, m->a));
        if (!lay) return guide_missing(m, at);
        bool is;
        TRY(node_bool(node_find(lay, S("overlay")), false, &is, m->err));
        if (!is) return NODE_FAIL(at, m->err, "guide.overlay", "this guide does not say overlay: true");
        TRY(chain_add(m, lay, depth + 1));
    }
    for (size_t i = 0; i < m->n_chain; i++)
        if (m->chain[i] == guide) return OK;
    if (m->n_chain == CHAIN_MAX) return NODE_FAIL(guide, m->err, "guide.deep", "too many guides are merged");
    m->chain[m->n_chain++] = guide;
    return OK;
}

static const Node *catalogue(const Merge *m) {
    const Node *n = node_find(m->src->transfers, S("transfers"));
    return n ? n : node_find(m->src->transfers, S("acts"));
}

static Status merge_acts(Merge *m) {
    Node *acts = map_like(m->a, m->chain[m->n_chain - 1]);
    for (size_t i = 0; i < m->n_chain; i++) {
        const Node *gone = node_find(m->chain[i], S("remove_acts"));
        for (size_t k = 0; k < node_count(gone); k++) {
            const Node *at = node_item(gone, k);
            Str id = node_text(at, m->a);
            if (!pair_of(acts, id)) {
                Str *ids = NEW_N(m->a, Str, acts->map.n + 1);
                for (size_t j = 0; j < acts->map.n; j++) ids[j] = acts->map.v[j].key;
                return node_unknown(at, "act", id, (Words){ids, acts->map.n}, m->err);
            }
            pair_drop(acts, id);
        }
        const Node *more = node_find(m->chain[i], S("acts"));
        if (!node_is_null(more) && more->kind != NODE_MAP)
            return NODE_FAIL(more, m->err, "guide.shape", "acts is a map of acts by their id");
        acts = merge_map(m->a, acts, more, 1);
    }
    for (size_t i = 0; i < acts->map.n; i++) {
        NodePair *p = &acts->map.v[i];
        const Node *low = node_find(catalogue(m), p->key);
        if (low) p->value = merge_map(m->a, low, p->value, 0);
        if (p->value->kind != NODE_MAP) {
            Node at = {.file = p->value->file, .line = p->line, .col = p->col};
            return NODE_FAIL(&at, m->err, "guide.act", "act '" STR_FMT "' is not in the catalogue and says nothing",
                             STR_ARG(p->key));
        }
    }
    m->acts = acts;
    return OK;
}

static Status merge_table(Merge *m, Table *t, const Node *file, const char *key) {
    const Node *low = node_find(file, str_c(key));
    Node *all = merge_map(m->a, low, NULL, 1);
    for (size_t i = 0; i < m->n_chain; i++) {
        const Node *more = node_find(m->chain[i], str_c(key));
        if (!node_is_null(more) && more->kind != NODE_MAP)
            return NODE_FAIL(more, m->err, "guide.shape", "%s is a map by id", key);
        all = merge_map(m->a, all, more, 1);
    }
    t->all = all;
    t->used = NEW_N(m->a, bool, all->map.n + 1);
    t->dropped = NEW_N(m->a, bool, all->map.n + 1);
    t->ids = NEW_N(m->a, Str, all->map.n + 1);
    for (size_t i = 0; i < all->map.n; i++) t->ids[i] = all->map.v[i].key;
    return OK;
}

static Status use(Merge *m, int table, Str id, const Node *at) {
    Table *t = &m->t[table];
    for (size_t i = 0; i < t->all->map.n; i++)
        if (str_eq(t->ids[i], id)) {
            if (!t->used[i]) m->grew = t->used[i] = true;
            return OK;
        }
    return node_unknown(at, t->what, id, (Words){t->ids, t->all->map.n}, m->err);
}

/* The names under one key: a word, a map with `clock` or `duty`, or a list of these. */
static Status use_list(Merge *m, int table, const Node *n) {
    for (size_t i = 0; i < node_count(n); i++) {
        const Node *at = node_item(n, i);
        const Node *name = at->kind == NODE_MAP ? node_find(at, table == CLOCKS ? S("clock") : S("duty")) : at;
        if (node_is_null(name)) return NODE_FAIL(at, m->err, "guide.shape", "this names no %s", m->t[table].what);
        TRY(use(m, table, node_text(name, m->a), name));
    }
    return OK;
}

static int table_of(Str key) {
    static const char *const CLOCK_KEYS[] = {"starts", "stops", "pauses", "resumes", "extends", "running",
                                             "not_running", "clock"};
    static const char *const DUTY_KEYS[] = {"owes", "clears", "owed", "not_owed", "outcome_duty"};
    for (size_t i = 0; i < LEN(CLOCK_KEYS); i++)
        if (str_eqz(key, CLOCK_KEYS[i])) return CLOCKS;
    for (size_t i = 0; i < LEN(DUTY_KEYS); i++)
        if (str_eqz(key, DUTY_KEYS[i])) return DUTIES;
    return -1;
}

static Status use_all(Merge *m, const Node *n);

static Status use_tests(Merge *m, const Node *n) { /* a guard or `then` */
    if (n->kind != NODE_MAP) return OK; /* decoding says so with a place */
    for (size_t i = 0; i < n->map.n; i++) {
        const NodePair *p = &n->map.v[i];
        int t = table_of(p->key);
        if (t >= 0) {
            TRY(use_list(m, t, p->value));
        } else if (!str_eqz(p->key, "open") && !str_eqz(p->key, "not_open")) {
            Node at = {.file = p->value->file, .line = p->line, .col = p->col};
            TRY(use(m, FACTS, p->key, &at));
        }
    }
    return OK;
}

/* Walks a rule for all it names. The keys of the language are distinct, so the walk need not know where it is. */
static Status use_all(Merge *m, const Node *n) {
    if (n->kind == NODE_LIST)
        for (size_t i = 0; i < n->list.n; i++) TRY(use_all(m, n->list.v[i]));
    if (n->kind != NODE_MAP) return OK;
    for (size_t i = 0; i < n->map.n; i++) {
        const NodePair *p = &n->map.v[i];
        int t = table_of(p->key);
        bool deeper = p->value->kind == NODE_MAP || p->value->kind == NODE_LIST;
        if (str_eqz(p->key, "when") || str_eqz(p->key, "then")) {
            TRY(use_tests(m, p->value));
        } else if (t >= 0 && !node_is_null(p->value)) {
            TRY(use_list(m, t, p->value));
            if (deeper) TRY(use_all(m, p->value));
        } else if (deeper && !str_eqz(p->key, "needs") && !str_eqz(p->key, "by") && !str_eqz(p->key, "to")) {
            TRY(use_all(m, p->value));
        }
    }
    return OK;
}

static bool has_key(const Node *n, Str key) {
    if (!n) return false;
    if (n->kind == NODE_LIST)
        for (size_t i = 0; i < n->list.n; i++)
            if (has_key(n->list.v[i], key)) return true;
    if (n->kind == NODE_MAP)
        for (size_t i = 0; i < n->map.n; i++)
            if (str_eq(n->map.v[i].key, key) || has_key(n->map.v[i].value, key)) return true;
    return false;
}

static Status use_closure(Merge *m) {
    const Node *facts = m->t[FACTS].all;
    for (size_t i = 0; i < facts->map.n; i++) { /* the two the checker itself reads */
        const Node *f = facts->map.v[i].value;
        if (node_find(f, S("final")) || node_find(f, S("hold"))) TRY(use(m, FACTS, facts->map.v[i].key, f));
        const Node *duty = node_find(f, S("overdue_duty"));
        if (!node_is_null(duty)) TRY(use_list(m, DUTIES, duty));
    }
    TRY(use_all(m, m->acts));
    do {
        m->grew = false;
        for (int t = FACTS; t < TABLES; t++)
            for (size_t i = 0; i < m->t[t].all->map.n; i++) {
                const Node *n = m->t[t].all->map.v[i].value;
                if (!m->t[t].used[i]) continue;
                if (t != FACTS) TRY(use_all(m, n));
                const Node *kind = node_find(n, S("kind"));
                if (t == CLOCKS && kind && str_eq(node_text(kind, m->a), S("deadline")) &&
                    !has_key(node_find(n, S("on_end")), S("owes")))
                    TRY(use(m, DUTIES, S("supervise_lapse"), n));
            }
    } while (m->grew);
    return OK;
}

static bool tests_fact(const Node *n, Str fact) {
    if (!n) return false;
    if (n->kind == NODE_LIST)
        for (size_t i = 0; i < n->list.n; i++)
            if (tests_fact(n->list.v[i], fact)) return true;
    if (n->kind != NODE_MAP) return false;
    if (node_find(node_find(n, S("when")), fact)) return true;
    for (size_t i = 0; i < n->map.n; i++)
        if (tests_fact(n->map.v[i].value, fact)) return true;
    return false;
}

static bool tested_here(const Merge *m, Str fact) {
    if (tests_fact(m->acts, fact)) return true;
    for (int t = CLOCKS; t < TABLES; t++)
        for (size_t i = 0; i < m->t[t].all->map.n; i++)
            if (m->t[t].used[i] && tests_fact(m->t[t].all->map.v[i].value, fact)) return true;
    return false;
}

/* A fact that was read only by acts this class removed goes with them; one that never had a reader stays, and the
   checker complains of it. */
static void drop_orphans(Merge *m) {
    Table *t = &m->t[FACTS];
    for (size_t i = 0; i < t->all->map.n; i++) {
        const Node *f = t->all->map.v[i].value;
        if (!t->used[i] || node_find(f, S("final")) || node_find(f, S("hold")) || tested_here(m, t->ids[i])) continue;
        for (size_t k = 0; k < m->n_chain && !t->dropped[i]; k++) {
            const Node *acts = node_find(m->chain[k], S("acts"));
            t->dropped[i] = tests_fact(acts, t->ids[i]);
            for (size_t j = 0; acts && acts->kind == NODE_MAP && j < acts->map.n; j++)
                if (tests_fact(node_find(catalogue(m), acts->map.v[j].key), t->ids[i])) t->dropped[i] = true;
        }
        if (t->dropped[i]) t->used[i] = false;
    }
}

static bool fact_dropped(const Merge *m, Str id) {
    const Table *t = &m->t[FACTS];
    for (size_t i = 0; i < t->all->map.n; i++)
        if (str_eq(t->ids[i], id)) return t->dropped[i];
    return false;
}

static bool known_elsewhere(const Merge *m, Str id) {
    if (node_find(catalogue(m), id)) return true;
    for (size_t i = 0; i < m->src->n_bases; i++)
        if (node_find(node_find(m->src->bases[i], S("acts")), id)) return true;
    return false;
}

/* Keeps the references to acts of this guide; a name nobody knows stays, and decoding complains of it. */
static Node *refs_here(Merge *m, const Node *n) {
    Node *l = node_list(m->a);
    l->file = n->file, l->line = n->line, l->col = n->col;
    for (size_t i = 0; i < node_count(n); i++) {
        const Node *at = node_item(n, i);
        Str ref = node_text(at, m->a), id = ref, rest;
        str_cut(ref, '.', &id, &rest);
        if (pair_of(m->acts, id) || !known_elsewhere(m, id)) node_add(m->a, l, (Node *)at);
    }
    return l;
}

static Node *copy_used(Merge *m, const Node *n);

static Node *copy_then(Merge *m, const Node *n) {
    Node *c = map_like(m->a, n);
    for (size_t i = 0; i < n->map.n; i++) {
        NodePair p = n->map.v[i];
        if (fact_dropped(m, p.key)) continue;
        p.value = copy_used(m, p.value);
        *PUSH(m->a, &c->map) = p;
    }
    return c;
}

static Node *copy_used(Merge *m, const Node *n) {
    Node *c = NEW(m->a, Node);
    *c = *n;
    if (n->kind == NODE_LIST) {
        c->list.v = NULL, c->list.n = c->list.cap = 0;
        for (size_t i = 0; i < n->list.n; i++) node_add(m->a, c, copy_used(m, n->list.v[i]));
    } else if (n->kind == NODE_MAP) {
        c->map.v = NULL, c->map.n = c->map.cap = 0;
        for (size_t i = 0; i < n->map.n; i++) {
            NodePair p = n->map.v[i];
            if (node_is_null(p.value)) continue;
            bool refs = str_eqz(p.key, "cleared_by") || str_eqz(p.key, "outcome_by") ||
                        str_eqz(p.key, "other_than") || str_eqz(p.key, "not_open");
            bool then = str_eqz(p.key, "then") && p.value->kind == NODE_MAP;
            p.value = refs ? refs_here(m, p.value) : then ? copy_then(m, p.value) : copy_used(m, p.value);
            *PUSH(m->a, &c->map) = p;
        }
    }
    return c;
}

/* Bars and values are merged one by one; their names may be of other guides, so nothing is left out for not being used. */
static Status put_reclassify(Merge *m, Node *tree) {
    Node *all = map_like(m->a, m->src->guide);
    for (size_t i = 0; i < m->n_chain; i++) {
        const Node *more = node_find(m->chain[i], S("reclassify"));
        if (node_is_null(more)) continue;
        if (more->kind != NODE_MAP) return NODE_FAIL(more, m->err, "guide.shape", "reclassify is a map of keys");
        all = merge_map(m->a, all, more, 1);
    }
    if (all->map.n) node_put(m->a, tree, S("reclassify"), copy_used(m, all));
    return OK;
}

static void put_used(Merge *m, Node *tree, const char *key, const Table *t) {
    Node *out = map_like(m->a, t->all);
    for (size_t i = 0; i < t->all->map.n; i++) {
        if (!t->used[i]) continue;
        NodePair p = t->all->map.v[i];
        p.value = copy_used(m, p.value);
        *PUSH(m->a, &out->map) = p;
    }
    node_put(m->a, tree, str_c(key), out);
}

static void put_acts(Merge *m, Node *tree) {
    node_put(m->a, tree, S("acts"), copy_used(m, m->acts));
}

Status guide_merge(const GuideSource *src, Arena *a, Node **ret, Err *err) {
    Merge m = {.src = src, .a = a, .err = err};
    static const char *const WHAT[] = {"fact", "clock", "duty"}, *const KEY[] = {"facts", "clocks", "duties"};
    const Node *files[] = {src->facts, src->clocks, src->duties};
    TRY(chain_add(&m, src->guide, 0));
    TRY(merge_acts(&m));
    for (int t = 0; t < TABLES; t++) {
        m.t[t].what = WHAT[t];
        TRY(merge_table(&m, &m.t[t], files[t], KEY[t]));
    }
    TRY(use_closure(&m));
    drop_orphans(&m);
    Node *tree = map_like(a, src->guide);
    static const char *const HEAD[] = {"guide", "name", "name_en", "version", "base", "charges", "basis", "mark"};
    for (size_t i = 0; i < LEN(HEAD); i++) {
        const Node *n = node_find(src->guide, str_c(HEAD[i]));
        if (!node_is_null(n)) node_put(a, tree, str_c(HEAD[i]), copy_used(&m, n));
    }
    for (int t = 0; t < TABLES; t++) put_used(&m, tree, KEY[t], &m.t[t]);
    put_acts(&m, tree);
    TRY(put_reclassify(&m, tree));
    *ret = tree;
    return OK;
}
