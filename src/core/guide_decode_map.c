// SPDX-License-Identifier: Apache-2.0
/* `reclassify:` of a guide. Its names may be of other guides: what none of them has, the checker of pairs complains of. */
#include "core/guide_build.h"

static Status decode_names(Decode *d, const Node *n, const char *what, Str *v, int *ret_n) {
    return guide_decode_strs(d, n, (Words){0}, what, v, BAR_NAMES, ret_n);
}

static Status decode_when(Decode *d, const Node *n, Bar *b) {
    for (size_t i = 0; i < n->map.n; i++) {
        const NodePair *p = &n->map.v[i];
        if (str_eqz(p->key, "any_open")) {
            TRY(decode_names(d, p->value, "act", b->open, &b->n_open));
        } else if (str_eqz(p->key, "any_running")) {
            TRY(decode_names(d, p->value, "clock", b->running, &b->n_running));
        } else if (str_eqz(p->key, "any_owed")) {
            TRY(decode_names(d, p->value, "duty", b->owed, &b->n_owed));
        } else {
            if (b->n_facts == BAR_NAMES) return NODE_FAIL(p->value, d->err, "guide.limit", "at most %d facts", BAR_NAMES);
            int k = b->n_facts++;
            b->facts[k].fact = str_dup(d->a, p->key);
            TRY(guide_decode_strs(d, p->value, (Words){0}, "value", b->facts[k].values, VALUE_MAX, &b->facts[k].n));
        }
    }
    return OK;
}

static Status decode_bars(Decode *d, const Node *n, Bar *v, int *ret_n) {
    static const char *const KEYS[] = {"name", "name_en", "when", "basis", "mark", "note", NULL};
    if (node_is_null(n)) return OK;
    if (n->kind != NODE_MAP || n->map.n > BAR_MAX)
        return NODE_FAIL(n, d->err, "guide.limit", "bars are a map by their id, at most %d", BAR_MAX);
    for (size_t i = 0; i < n->map.n; i++) {
        const Node *x = n->map.v[i].value, *when = x->kind == NODE_MAP ? node_find(x, S("when")) : NULL;
        Bar *b = &v[(*ret_n)++];
        if (!when || when->kind != NODE_MAP || !when->map.n)
            return NODE_FAIL(x, d->err, "guide.shape", "a bar says when it holds, and in its name what to do first");
        TRY(node_map_check(x, "a bar", KEYS, d->err));
        b->id = str_dup(d->a, n->map.v[i].key);
        b->name = node_text(node_find(x, S("name")), d->a);
        b->name_en = node_text(node_find(x, S("name_en")), d->a);
        b->basis = guide_decode_basis(d, node_find(x, S("basis")));
        if (!b->name.n || !b->name_en.n || !b->basis.n)
            return NODE_FAIL(x, d->err, "guide.bar", "a bar has a name, a name_en and its article (basis)");
        TRY(guide_decode_mark(d, node_find(x, S("mark")), &b->mark));
        TRY(decode_when(d, when, b));
    }
    return OK;
}

static Status decode_turns(Decode *d, const Node *n, Reclassify *r) {
    if (node_is_null(n)) return OK;
    if (n->kind != NODE_MAP) return NODE_FAIL(n, d->err, "guide.shape", "values are a map by fact");
    for (size_t i = 0; i < n->map.n; i++) {
        const NodePair *p = &n->map.v[i];
        int f = guide_fact(d->g, p->key);
        if (p->value->kind != NODE_MAP) return NODE_FAIL(p->value, d->err, "guide.shape", "a map from another guide's value to one of this");
        for (size_t k = 0; f >= 0 && k < p->value->map.n; k++) {
            const NodePair *v = &p->value->map.v[k];
            const Fact *fact = &d->g->facts[f];
            Str to = node_text(v->value, d->a);
            if (fact_value(fact, to) < 0)
                return node_unknown(v->value, "value", to, (Words){fact->values, (size_t)fact->n}, d->err);
            if (r->n_turns == TURN_MAX) return NODE_FAIL(v->value, d->err, "guide.limit", "at most %d values", TURN_MAX);
            r->turns[r->n_turns++] = (ValueTurn){fact->id, str_dup(d->a, v->key), to};
        }
    }
    return OK;
}

Status guide_decode_reclassify(Decode *d, const Node *n) {
    static const char *const KEYS[] = {"in", "out", "values", "ends", "note", NULL};
    if (node_is_null(n)) return OK;
    if (n->kind != NODE_MAP) return NODE_FAIL(n, d->err, "guide.shape", "reclassify is a map of keys");
    TRY(node_map_check(n, "reclassify", KEYS, d->err));
    Reclassify *r = NEW(d->a, Reclassify);
    TRY(decode_bars(d, node_find(n, S("in")), r->in, &r->n_in));
    TRY(decode_bars(d, node_find(n, S("out")), r->out, &r->n_out));
    TRY(decode_turns(d, node_find(n, S("values")), r));
    const Node *ends = node_find(n, S("ends"));
    TRY(decode_names(d, ends, "duty", r->ends, &r->n_ends));
    for (int i = 0; i < r->n_ends; i++)
        if (guide_duty(d->g, r->ends[i]) < 0)
            return NODE_FAIL(node_item(ends, (size_t)i), d->err, "guide.unknown", "this guide has no duty '" STR_FMT "'", STR_ARG(r->ends[i]));
    d->g->reclassify = r;
    return OK;
}
