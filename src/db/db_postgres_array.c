// SPDX-License-Identifier: Apache-2.0
#include "db/db_postgres_array.h"

#include <endian.h>

const char *pg_array_type(unsigned type) {
    return type == OID_INT8 ? "bigint[]" : type == OID_TEXT ? "text[]" : type == OID_BYTEA ? "bytea[]" : NULL;
}

bool pg_array_takes(unsigned type, const Val *v) {
    switch (v->kind) {
    case VAL_NULL: return true;
    case VAL_I64: return type == OID_INT8;
    case VAL_TEXT: return type == OID_TEXT;
    case VAL_BLOB:
    case VAL_HASH: return type == OID_BYTEA;
    }
    return false;
}

static char *put4(char *p, int64_t v) {
    uint32_t big = htobe32((uint32_t)v);
    memcpy(p, &big, sizeof big);
    return p + sizeof big;
}

static size_t length(const Val *v) {
    return v->kind == VAL_NULL ? 0 : v->kind == VAL_I64 ? sizeof v->i : v->kind == VAL_HASH ? sizeof v->h.b : v->s.n;
}

static char *put(char *p, const Val *v) {
    if (v->kind == VAL_NULL) return put4(p, -1);
    size_t n = length(v);
    p = put4(p, (int64_t)n);
    if (v->kind == VAL_I64) {
        uint64_t big = htobe64((uint64_t)v->i);
        memcpy(p, &big, sizeof big);
    } else if (n) {
        memcpy(p, v->kind == VAL_HASH ? (const char *)v->h.b : v->s.p, n);
    }
    return p + n;
}

/* Dimensions, whether there are NULLs, type; length and lowest index of the one dimension; then length and bytes each. */
Str pg_array(unsigned type, const BatchRun *run, const Group *g, int param, Arena *a) {
    enum { HEAD = 20, EACH = 4 };
    size_t size = HEAD + EACH * g->n;
    bool nulls = false;
    for (size_t i = 0; i < g->n; i++) {
        const Val *v = &run->v[g->v[i]].args[param];
        size += length(v);
        nulls |= v->kind == VAL_NULL;
    }
    ASSERT(size <= INT32_MAX);
    char *out = arena_alloc(a, size), *p = put4(out, 1);
    p = put4(p, nulls);
    p = put4(p, type);
    p = put4(p, (int64_t)g->n);
    p = put4(p, 1);
    for (size_t i = 0; i < g->n; i++) p = put(p, &run->v[g->v[i]].args[param]);
    return str_n(out, size);
}
