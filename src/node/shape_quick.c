// SPDX-License-Identifier: Apache-2.0
/*
 * No tree between text and struct. The text is copied once, with a zero behind it at which every scan stops; strings are
 * views into the copy, ended where their closing quote stood.
 */
#include "node/field.h"

enum { FIRST_ITEMS = 4, DIGITS_MAX = 15, WORD = sizeof(uint64_t) };
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

typedef struct Quick {
    Arena *a;
    char *p, *end;
    int depth;
} Quick;

/* Nothing in [p, end) that JSON writes otherwise than it is; whether there is more than ASCII. Eight bytes at a time. */
static bool plain(const char *p, const char *end, bool *ret_wide) {
    uint64_t bad = 0, wide = 0;
    for (; end - p >= WORD; p += WORD) {
        uint64_t x, slash;
        memcpy(&x, p, WORD);
        slash = x ^ EACH('\\');
        bad |= ((x - EACH(0x20)) & ~x) | ((slash - EACH(1)) & ~slash);
        wide |= x;
    }
    bool odd = false, more = (wide & EACH(0x80)) != 0;
    for (; p < end; p++) {
        odd |= (unsigned char)*p < 0x20 || *p == '\\';
        more |= (unsigned char)*p >= 0x80;
    }
    *ret_wide = more;
    return !odd && !(bad & EACH(0x80));
}

static bool text(Quick *q, Str *ret) {
    if (*q->p != '"') return false;
    char *from = q->p + 1, *to = memchr(from, '"', (size_t)(q->end - from));
    bool wide;
    if (!to || !plain(from, to, &wide)) return false;
    *to = 0;
    q->p = to + 1;
    *ret = str_n(from, (size_t)(to - from));
    return !wide || str_utf8(*ret);
}

static bool number(Quick *q, const Field *f, int64_t *ret) {
    bool minus = *q->p == '-';
    const char *from = q->p += minus;
    int64_t v = 0;
    while (*q->p >= '0' && *q->p <= '9' && q->p - from <= DIGITS_MAX) v = v * 10 + (*q->p++ - '0');
    ptrdiff_t n = q->p - from;
    if (!n || n > DIGITS_MAX || (n > 1 && *from == '0') || v > field_max(f)) return false;
    if (minus && !(f->flags & F_SIGNED)) return false;
    *ret = minus ? -v : v;
    return true;
}

static bool truth(Quick *q, bool *ret) {
    Str w = *q->p == 't' ? S("true") : S("false");
    if ((size_t)(q->end - q->p) < w.n || memcmp(q->p, w.p, w.n) != 0) return false;
    q->p += w.n;
    *ret = w.n == 4;
    return true;
}

static bool one_of(Quick *q, const Field *f, int *ret) {
    Str word;
    if (!text(q, &word)) return false;
    for (int i = 0; f->names[i]; i++)
        if (str_eqz(word, f->names[i])) {
            *ret = i;
            return true;
        }
    return false;
}

static bool form(Quick *q, const Field *f, void *ret) {
    Str s;
    return text(q, &s) && field_form(f->kind, s, ret);
}

static bool map(Quick *q, const Shape *s, void *ret);

static bool item(Quick *q, const Field *f, void *ret) {
    if (f->kind == F_IDS) return form(q, &(Field){.kind = F_ID}, ret);
    if (f->kind == F_STRS) return text(q, ret) && ((Str *)ret)->n <= TEXT_MAX;
    shape_clear(f->shape, ret);
    return map(q, f->shape, ret);
}

static bool list(Quick *q, const Field *f, void *ret) {
    List l = {0};
    size_t size = field_item_size(f);
    if (*q->p++ != '[' || ++q->depth > NODE_DEPTH_MAX) return false;
    bool more = *q->p != ']';
    while (more) {
        if (l.n == l.cap) {
            l.cap = l.cap ? l.cap * 2 : FIRST_ITEMS;
            void *wide = arena_alloc(q->a, l.cap * size);
            if (l.n) memcpy(wide, l.v, l.n * size);
            l.v = wide;
        }
        if (l.n >= (size_t)field_max(f) || !item(q, f, (char *)l.v + l.n++ * size)) return false;
        more = *q->p == ',';
        q->p += more;
    }
    q->depth--;
    memcpy(ret, &l, sizeof l);
    return *q->p++ == ']';
}

static bool field(Quick *q, const Field *f, void *ret) {
    int64_t v = 0;
    switch (f->kind) {
    case F_STR: return text(q, ret) && ((Str *)ret)->n <= (size_t)field_max(f);
    case F_I64: return number(q, f, ret);
    case F_INT: {
        bool good = number(q, f, &v);
        *(int32_t *)ret = (int32_t)v;
        return good;
    }
    case F_BOOL: return truth(q, ret);
    case F_ENUM: return one_of(q, f, ret);
    case F_TIME:
    case F_DAY:
    case F_ID:
    case F_HASH: return form(q, f, ret);
    case F_STRS:
    case F_IDS:
    case F_LIST: return list(q, f, ret);
    case F_OBJ: return map(q, f->shape, ret);
    case F_FLAGS:
    case F_NODE: return false;
    }
    return false;
}

/* Whether this key stands here, with its closing quote and colon. */
static size_t key_at(const char *p, const char *key) {
    size_t n = 0;
    while (key[n] && p[n] == key[n]) n++;
    return !key[n] && p[n] == '"' && p[n + 1] == ':' ? n + 2 : 0;
}

/* Keys come in the order of the table, so each is sought from where the last one was. */
static bool map(Quick *q, const Shape *s, void *ret) {
    const Field *f = s->fields, *end = f + s->n;
    if (*q->p++ != '{' || ++q->depth > NODE_DEPTH_MAX) return false;
    bool more = *q->p != '}';
    for (; more; f++) {
        size_t n = 0;
        if (*q->p++ != '"') return false;
        for (; f < end && !(n = key_at(q->p, f->key)); f++)
            if (f->flags & F_REQUIRED) return false;
        if (f == end) return false;
        q->p += n;
        if (!field(q, f, (char *)ret + f->offset)) return false;
        more = *q->p == ',';
        q->p += more;
    }
    for (; f < end; f++)
        if (f->flags & F_REQUIRED) return false;
    q->depth--;
    return *q->p++ == '}';
}

bool shape_quick(const Shape *s, Str json, Arena *a, void *ret) {
    char *copy = arena_alloc(a, json.n + 1);
    memcpy(copy, json.p, json.n);
    Quick q = {.a = a, .p = copy, .end = copy + json.n};
    void *made = arena_alloc(a, s->size);
    shape_clear(s, made);
    if (!json.n || !map(&q, s, made) || q.p != q.end) return false;
    memcpy(ret, made, s->size);
    return true;
}
