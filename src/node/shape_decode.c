// SPDX-License-Identifier: Apache-2.0
/* The one decoder: a table on one side, a tree on the other, and every fault with its place and the nearest
 * right word. */
#include "node/shape.h"

#include "node/field.h"
#include "node/place.h"

enum { SHOWN = 60 }; /* bytes */

typedef struct Decoder {
    const char *file;
    Arena *a;
    Err *err;
} Decoder;

static void mark(const Decoder *d, const char *file, int line, int col, const Place *at) {
    char buf[PLACE_TEXT];
    if (!file) file = d->file;
    if (!line)
        err_where(d->err, "%s", place_pointer(at, buf));
    else if (file)
        err_where(d->err, "%s:%d:%d", file, line, col);
    else
        err_where(d->err, "%d:%d", line, col);
}

#define BAD_AT(d, file, n, at, code, ...)                                                                    \
    (FAIL((d)->err, ERR_INVALID, (code), __VA_ARGS__), mark((d), (file), (n)->line, (n)->col, (at)),         \
     ERR_INVALID)
#define BAD(d, node, at, code, ...) BAD_AT((d), (node)->file, (node), (at), (code), __VA_ARGS__)
#define BAD_KEY(d, pair, at, code, ...) BAD_AT((d), (pair)->value->file, (pair), (at), (code), __VA_ARGS__)

/* What a message may show of a stranger's text. */
static Str shown(Str s) {
    if (s.n <= SHOWN) return s;
    size_t n = SHOWN;
    while (n && ((unsigned char)s.p[n] & 0xC0) == 0x80) n--;
    return str_n(s.p, n);
}

static const char *kind_name(const Node *n) {
    static const char *const NAMES[] = {"nothing", "true or false", "a number", "text", "a list", "a map"};
    return NAMES[n->kind];
}

static const char *due_name(const Field *f) {
    switch (f->kind) {
    case F_STR: return "text";
    case F_I64:
    case F_INT: return "a whole number";
    case F_BOOL: return "true or false";
    case F_ENUM: return "a word";
    case F_TIME: return "a time such as 2021-08-24T09:30";
    case F_DAY: return "a day such as 2021-08-24";
    case F_ID: return "an id of 14 characters";
    case F_HASH: return "a hash of 64 hex digits";
    case F_FLAGS:
    case F_STRS:
    case F_IDS:
    case F_LIST: return "a list";
    case F_OBJ: return "a map";
    case F_NODE: return "a value";
    }
    return "?";
}

static Status bad_type(const Decoder *d, const Field *f, const Node *n, const Place *at) {
    return BAD(d, n, at, "field.type", "'%s' must be %s, not %s", f->key, due_name(f), kind_name(n));
}

/* " (did you mean 'x'?)", or nothing if no candidate is near. */
static void guess(Str word, const Str *names, size_t n, char *buf, size_t size) {
    Str near = str_nearest(word, names, n);
    buf[0] = 0;
    if (near.n) snprintf(buf, size, " (did you mean '" STR_FMT "'?)", STR_ARG(near));
}

static Status bad_word(const Decoder *d, const Field *f, const Node *n, const Place *at) {
    Str names[FIELDS_MAX];
    char list[160], hint[80];
    size_t count = 0, len = 0;
    for (; f->names[count] && count < LEN(names); count++) names[count] = str_c(f->names[count]);
    list[0] = 0;
    for (size_t i = 0; i < count; i++) {
        if (len + names[i].n + 16 > sizeof list) {
            len += (size_t)snprintf(list + len, sizeof list - len, ", ...");
            break;
        }
        len +=
            (size_t)snprintf(list + len, sizeof list - len, "%s" STR_FMT, i ? ", " : "", STR_ARG(names[i]));
    }
    guess(n->s, names, count, hint, sizeof hint);
    Str word = shown(n->s);
    return BAD(d, n, at, "field.value", "'" STR_FMT "' is not one of %s%s", STR_ARG(word), list, hint);
}

static Status read_word(const Decoder *d, const Field *f, const Node *n, const Place *at, int *ret) {
    if (n->kind != NODE_STR) return bad_type(d, f, n, at);
    for (int i = 0; f->names[i]; i++) {
        if (str_eqz(n->s, f->names[i])) {
            *ret = i;
            return OK;
        }
    }
    return bad_word(d, f, n, at);
}

static Status read_int(const Decoder *d, const Field *f, const Node *n, const Place *at, int64_t *ret) {
    int64_t v;
    if (n->kind == NODE_INT)
        v = n->i;
    else if (n->kind != NODE_STR || !n->plain)
        return bad_type(d, f, n, at);
    else if (!str_i64(n->s, &v))
        return BAD(d, n, at, "field.type", "'%s' must be a whole number, not '" STR_FMT "'", f->key,
                   STR_ARG(shown(n->s)));
    int64_t greatest = field_max(f), least = f->flags & F_SIGNED ? -greatest : 0;
    if (v < least || v > greatest)
        return BAD(d, n, at, "field.range", "'%s' must be from %lld to %lld, not %lld", f->key,
                   (long long)least, (long long)greatest, (long long)v);
    *ret = v;
    return OK;
}

static Status read_bool(const Decoder *d, const Field *f, const Node *n, const Place *at, bool *ret) {
    if (n->kind == NODE_BOOL) {
        *ret = n->b;
        return OK;
    }
    bool yes = n->kind == NODE_STR && n->plain && str_eq(n->s, S("true"));
    bool no = n->kind == NODE_STR && n->plain && str_eq(n->s, S("false"));
    if (!yes && !no) return bad_type(d, f, n, at);
    *ret = yes;
    return OK;
}

static Status read_str(const Decoder *d, const Field *f, const Node *n, const Place *at, Str *ret) {
    if (n->kind != NODE_STR) return bad_type(d, f, n, at);
    if (n->s.n > (size_t)field_max(f))
        return BAD(d, n, at, "field.long", "'%s' has %zu bytes; at most %lld are taken", f->key, n->s.n,
                   (long long)field_max(f));
    *ret = n->s;
    return OK;
}

static Status read_form(const Decoder *d, const Field *f, const Node *n, const Place *at, void *ret) {
    if (n->kind != NODE_STR) return bad_type(d, f, n, at);
    if (!field_form(f->kind, n->s, ret))
        return BAD(d, n, at, "field.form", "'%s' must be %s, not '" STR_FMT "'", f->key, due_name(f),
                   STR_ARG(shown(n->s)));
    return OK;
}

typedef struct Items {
    const Node *const *v;
    size_t n;
} Items;

/* The items of a list field; a single value is a list of one where the field says so. */
static Status find_items(const Decoder *d, const Field *f, const Node *const *n, const Place *at,
                         Items *ret) {
    if ((*n)->kind == NODE_LIST)
        *ret = (Items){(const Node *const *)(*n)->list.v, (*n)->list.n};
    else if (f->flags & F_SCALAR_OK)
        *ret = (Items){n, 1};
    else
        return bad_type(d, f, *n, at);
    if (f->kind != F_FLAGS && ret->n > (size_t)field_max(f))
        return BAD(d, *n, at, "field.many", "'%s' has %zu items; at most %lld are taken", f->key, ret->n,
                   (long long)field_max(f));
    return OK;
}

static Status read_flags(const Decoder *d, const Field *f, const Node *n, const Place *at, uint32_t *ret) {
    Items items;
    TRY(find_items(d, f, &n, at, &items));
    uint32_t set = 0;
    for (size_t i = 0; i < items.n; i++) {
        Place down = {.up = at, .index = i};
        const Place *here = n->kind == NODE_LIST ? &down : at;
        int bit = 0;
        TRY(read_word(d, f, items.v[i], here, &bit));
        ASSERT(bit < 32);
        if (set & UINT32_C(1) << bit)
            return BAD(d, items.v[i], here, "field.twice", "'%s' stands twice", f->names[bit]);
        set |= UINT32_C(1) << bit;
    }
    *ret = set;
    return OK;
}

static Status read_field(const Decoder *d, const Field *f, const Node *n, const Place *at, void *ret);

static Status read_list(const Decoder *d, const Field *f, const Node *n, const Place *at, void *ret) {
    Field one = {.key = f->key, .shape = f->shape};
    one.kind = f->kind == F_STRS ? F_STR : f->kind == F_IDS ? F_ID : F_OBJ;
    Items items;
    size_t size = field_item_size(f);
    TRY(find_items(d, f, &n, at, &items));
    List list = {.v = items.n ? arena_alloc(d->a, items.n * size) : NULL, .n = items.n, .cap = items.n};
    for (size_t i = 0; i < items.n; i++) {
        void *item = (char *)list.v + i * size;
        Place down = {.up = at, .index = i};
        if (one.kind == F_OBJ) shape_clear(f->shape, item);
        TRY(read_field(d, &one, items.v[i], n->kind == NODE_LIST ? &down : at, item));
    }
    memcpy(ret, &list, sizeof list);
    return OK;
}

static Status decode_map(const Decoder *d, const Shape *s, const Node *n, const Place *at, void *ret);

static Status read_field(const Decoder *d, const Field *f, const Node *n, const Place *at, void *ret) {
    switch (f->kind) {
    case F_STR: return read_str(d, f, n, at, ret);
    case F_I64: return read_int(d, f, n, at, ret);
    case F_INT: {
        int64_t v = 0;
        TRY(read_int(d, f, n, at, &v));
        *(int32_t *)ret = (int32_t)v;
        return OK;
    }
    case F_BOOL: return read_bool(d, f, n, at, ret);
    case F_ENUM: return read_word(d, f, n, at, ret);
    case F_FLAGS: return read_flags(d, f, n, at, ret);
    case F_TIME:
    case F_DAY:
    case F_ID:
    case F_HASH: return read_form(d, f, n, at, ret);
    case F_STRS:
    case F_IDS:
    case F_LIST: return read_list(d, f, n, at, ret);
    case F_OBJ: return decode_map(d, f->shape, n, at, ret);
    case F_NODE: *(const Node **)ret = n; return OK;
    }
    ASSERT(!"a field of no kind");
}

/* Senders mostly keep the table's order, so the search begins where the last one ended. */
static const Field *find_field(const Shape *s, Str key, size_t *next) {
    for (size_t i = 0; i < s->n; i++) {
        size_t at = *next + i < s->n ? *next + i : *next + i - s->n;
        if (str_eqz(key, s->fields[at].key)) {
            *next = at + 1 < s->n ? at + 1 : 0;
            return &s->fields[at];
        }
    }
    return NULL;
}

static Status unknown_key(const Decoder *d, const Shape *s, const NodePair *p, const Place *at) {
    Str names[FIELDS_MAX];
    char hint[80];
    for (size_t i = 0; i < s->n; i++) names[i] = str_c(s->fields[i].key);
    guess(p->key, names, s->n, hint, sizeof hint);
    Str key = shown(p->key);
    return BAD_KEY(d, p, at, "field.unknown", "unknown key '" STR_FMT "' in %s%s", STR_ARG(key), s->name,
                   hint);
}

static Status decode_map(const Decoder *d, const Shape *s, const Node *n, const Place *at, void *ret) {
    ASSERT(s->n <= FIELDS_MAX);
    if (n->kind != NODE_MAP)
        return BAD(d, n, at, "field.type", "%s must be a map, not %s", s->name, kind_name(n));
    uint64_t seen[FIELDS_MAX / 64] = {0};
    size_t next = 0;
    for (size_t i = 0; i < n->map.n; i++) {
        const NodePair *p = &n->map.v[i];
        Place here = {.up = at, .key = p->key};
        const Field *f = find_field(s, p->key, &next);
        if (!f) return unknown_key(d, s, p, &here);
        size_t k = (size_t)(f - s->fields);
        uint64_t bit = UINT64_C(1) << k % 64;
        if (seen[k / 64] & bit) return BAD_KEY(d, p, &here, "field.twice", "key '%s' stands twice", f->key);
        if (p->value->kind == NODE_NULL && f->kind != F_NODE) continue;
        seen[k / 64] |= bit;
        TRY(read_field(d, f, p->value, &here, (char *)ret + f->offset));
    }
    for (size_t k = 0; k < s->n; k++)
        if (s->fields[k].flags & F_REQUIRED && !(seen[k / 64] >> k % 64 & 1))
            return BAD(d, n, at, "field.missing", "%s must have '%s'", s->name, s->fields[k].key);
    return OK;
}

Status shape_decode(const Shape *s, const Node *n, const char *file, Arena *a, void *ret, Err *err) {
    Decoder d = {.file = file, .a = a, .err = err};
    void *made = arena_alloc(a, s->size); /* ret stays as it was on a fault */
    shape_clear(s, made);
    TRY(decode_map(&d, s, n, &(Place){0}, made));
    memcpy(ret, made, s->size);
    return OK;
}
