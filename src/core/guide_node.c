// SPDX-License-Identifier: Apache-2.0
#include "core/guide_build.h"

Status node_where(const Node *at, Err *err) {
    if (at && at->line) err_where(err, "%s:%d:%d", at->file ? at->file : "guide", at->line, at->col);
    return ERR_INVALID;
}

Status node_unknown(const Node *at, const char *what, Str word, Words known, Err *err) {
    Str near = str_nearest(word, known.v, known.n);
    if (near.n)
        return NODE_FAIL(at, err, "guide.unknown", "there is no %s '" STR_FMT "' (did you mean '" STR_FMT "'?)", what,
                         STR_ARG(word), STR_ARG(near));
    return NODE_FAIL(at, err, "guide.unknown", "there is no %s '" STR_FMT "'", what, STR_ARG(word));
}

bool node_is_null(const Node *n) {
    return !n || n->kind == NODE_NULL ||
           (n->kind == NODE_STR && n->plain && (!n->s.n || str_eqz(n->s, "null") || str_eqz(n->s, "~")));
}

Str node_text(const Node *n, Arena *a) {
    if (!n) return (Str){0};
    switch (n->kind) {
    case NODE_STR: return str_dup(a, n->s);
    case NODE_INT: return str_format(a, "%lld", (long long)n->i);
    case NODE_BOOL: return n->b ? S("true") : S("false");
    case NODE_NULL:
    case NODE_LIST:
    case NODE_MAP: break;
    }
    return (Str){0};
}

size_t node_count(const Node *n) {
    if (node_is_null(n)) return 0;
    return n->kind == NODE_LIST ? n->list.n : 1;
}

const Node *node_item(const Node *n, size_t i) {
    return n->kind == NODE_LIST ? n->list.v[i] : n;
}

Status node_map_check(const Node *n, const char *what, const char *const *keys, Err *err) {
    if (node_is_null(n)) return OK;
    if (n->kind != NODE_MAP) return NODE_FAIL(n, err, "guide.shape", "%s is a map of keys", what);
    for (size_t i = 0; i < n->map.n; i++) {
        const NodePair *p = &n->map.v[i];
        Str known[64];
        size_t k = 0;
        for (; keys[k] && k < LEN(known); k++) {
            known[k] = str_c(keys[k]);
            if (str_eq(known[k], p->key)) break;
        }
        if (keys[k]) continue;
        Node at = {.file = p->value->file, .line = p->line, .col = p->col};
        Str near = str_nearest(p->key, known, k);
        if (near.n)
            return NODE_FAIL(&at, err, "guide.key", "%s has no key '" STR_FMT "' (did you mean '" STR_FMT "'?)", what,
                             STR_ARG(p->key), STR_ARG(near));
        return NODE_FAIL(&at, err, "guide.key", "%s has no key '" STR_FMT "'", what, STR_ARG(p->key));
    }
    return OK;
}

Status node_bool(const Node *n, bool otherwise, bool *ret, Err *err) {
    *ret = otherwise;
    if (node_is_null(n)) return OK;
    if (n->kind == NODE_BOOL) {
        *ret = n->b;
        return OK;
    }
    if (n->kind == NODE_STR && (str_eqz(n->s, "true") || str_eqz(n->s, "false"))) {
        *ret = n->s.n == 4;
        return OK;
    }
    return NODE_FAIL(n, err, "guide.shape", "this is true or false");
}

Status node_number(const Node *n, int64_t max, int *ret, Err *err) {
    int64_t v = 0;
    if (node_is_null(n)) return OK;
    if (n->kind == NODE_INT) v = n->i;
    else if (n->kind != NODE_STR || !str_i64(n->s, &v))
        return NODE_FAIL(n, err, "guide.shape", "this is a whole number");
    if (v < 0 || v > max) return NODE_FAIL(n, err, "guide.shape", "this is a number from 0 to %lld", (long long)max);
    *ret = (int)v;
    return OK;
}
