// SPDX-License-Identifier: Apache-2.0
/* Struct to text, struct to struct. On the way of every push: no format strings, nothing allocated. */
#include "node/shape.h"

#include "node/field.h"

void shape_clear(const Shape *s, void *obj) {
    memset(obj, 0, s->size);
    for (const Field *f = s->fields; f < s->fields + s->n; f++) {
        char *at = (char *)obj + f->offset;
        if (f->kind == F_TIME)
            *(Time *)at = TIME_NONE;
        else if (f->kind == F_DAY)
            *(Day *)at = DAY_NONE;
        else if (f->kind == F_OBJ)
            shape_clear(f->shape, at);
    }
}

static bool empty_struct(const Shape *s, const void *obj);

static bool empty_field(const Field *f, const char *at) {
    static const Hash NO_HASH;
    switch (f->kind) {
    case F_STR: return ((const Str *)at)->n == 0;
    case F_I64:
    case F_ID: return *(const int64_t *)at == 0;
    case F_INT:
    case F_ENUM: return *(const int *)at == 0;
    case F_FLAGS: return *(const uint32_t *)at == 0;
    case F_BOOL: return !*(const bool *)at;
    case F_TIME: return *(const Time *)at == TIME_NONE;
    case F_DAY: return *(const Day *)at == DAY_NONE;
    case F_HASH: return memcmp(at, &NO_HASH, sizeof NO_HASH) == 0;
    case F_STRS:
    case F_IDS:
    case F_LIST: return field_list(at).n == 0;
    case F_OBJ: return empty_struct(f->shape, at);
    case F_NODE: return !*(const Node *const *)at;
    }
    return true;
}

static bool empty_struct(const Shape *s, const void *obj) {
    for (const Field *f = s->fields; f < s->fields + s->n; f++)
        if (!empty_field(f, (const char *)obj + f->offset)) return false;
    return true;
}

static void put_flags(const Field *f, uint32_t set, Json *j) {
    json_arr(j);
    for (int i = 0; set && f->names[i]; i++, set >>= 1)
        if (set & 1) json_strz(j, f->names[i]);
    ASSERT(!set && "a flag without a name");
    json_end_arr(j);
}

static void put_word(const Field *f, int word, Json *j) {
    for (int i = 0; i <= word; i++) ASSERT(f->names[i] && "a word outside its list");
    ASSERT(word >= 0);
    json_strz(j, f->names[word]);
}

static void put_list(const Field *f, List l, Json *j) {
    size_t size = field_item_size(f);
    json_arr(j);
    for (size_t i = 0; i < l.n; i++) {
        const void *item = (const char *)l.v + i * size;
        if (f->kind == F_STRS)
            json_str(j, *(const Str *)item);
        else if (f->kind == F_IDS)
            json_id(j, *(const int64_t *)item);
        else
            shape_encode(f->shape, item, j);
    }
    json_end_arr(j);
}

static void put_field(const Field *f, const char *at, Json *j) {
    switch (f->kind) {
    case F_STR: json_str(j, *(const Str *)at); return;
    case F_I64: json_i64(j, *(const int64_t *)at); return;
    case F_INT: json_i64(j, *(const int *)at); return;
    case F_BOOL: json_bool(j, *(const bool *)at); return;
    case F_ENUM: put_word(f, *(const int *)at, j); return;
    case F_FLAGS: put_flags(f, *(const uint32_t *)at, j); return;
    case F_TIME: json_time(j, *(const Time *)at); return;
    case F_DAY: json_day(j, *(const Day *)at); return;
    case F_ID: json_id(j, *(const int64_t *)at); return;
    case F_HASH: json_hash(j, *(const Hash *)at); return;
    case F_STRS:
    case F_IDS:
    case F_LIST: put_list(f, field_list(at), j); return;
    case F_OBJ: shape_encode(f->shape, at, j); return;
    case F_NODE:
        if (*(const Node *const *)at)
            json_node(j, *(const Node *const *)at);
        else
            json_none(j);
        return;
    }
}

void shape_encode(const Shape *s, const void *obj, Json *j) {
    json_obj(j);
    for (const Field *f = s->fields; f < s->fields + s->n; f++) {
        const char *at = (const char *)obj + f->offset;
        if (!(f->flags & F_REQUIRED) && empty_field(f, at)) continue;
        json_key(j, f->key);
        put_field(f, at, j);
    }
    json_end_obj(j);
}

static Node *copy_node(const Node *from, Arena *a) {
    Node *n = arena_dup(a, from, sizeof *from);
    if (n->kind == NODE_STR) n->s = str_dup(a, from->s);
    if (n->kind == NODE_LIST) {
        n->list.v = NEW_N(a, Node *, n->list.n);
        n->list.cap = n->list.n;
        for (size_t i = 0; i < n->list.n; i++) n->list.v[i] = copy_node(from->list.v[i], a);
    }
    if (n->kind == NODE_MAP) {
        n->map.v = NEW_N(a, NodePair, n->map.n);
        n->map.cap = n->map.n;
        for (size_t i = 0; i < n->map.n; i++) {
            n->map.v[i] = from->map.v[i];
            n->map.v[i].key = str_dup(a, from->map.v[i].key);
            n->map.v[i].value = copy_node(from->map.v[i].value, a);
        }
    }
    return n;
}

static void copy_text(Arena *a, Str *s) {
    if (s->n)
        *s = str_dup(a, *s);
    else
        *s = (Str){0};
}

/* `obj` holds the source's bytes; what they point at is replaced by copies. */
static void own(const Shape *s, Arena *a, void *obj) {
    for (const Field *f = s->fields; f < s->fields + s->n; f++) {
        char *at = (char *)obj + f->offset;
        if (f->kind == F_STR) copy_text(a, (Str *)at);
        if (f->kind == F_OBJ) own(f->shape, a, at);
        if (f->kind == F_NODE && *(const Node **)at) *(const Node **)at = copy_node(*(const Node **)at, a);
        if (f->kind != F_STRS && f->kind != F_IDS && f->kind != F_LIST) continue;
        List l = field_list(at);
        size_t size = field_item_size(f);
        l.v = l.n ? arena_dup(a, l.v, l.n * size) : NULL;
        l.cap = l.n;
        memcpy(at, &l, sizeof l);
        for (size_t i = 0; i < l.n; i++) {
            if (f->kind == F_STRS) copy_text(a, (Str *)l.v + i);
            if (f->kind == F_LIST) own(f->shape, a, (char *)l.v + i * size);
        }
    }
}

void shape_copy(const Shape *s, const void *from, Arena *a, void *to) {
    memmove(to, from, s->size);
    own(s, a, to);
}

static void encode_alone(const Shape *s, const void *obj, StrBuf *out) {
    Json j;
    strbuf_init(out, NULL, SIZE_MAX / 4);
    json_init(&j, out);
    shape_encode(s, obj, &j);
}

bool shape_equal(const Shape *s, const void *x, const void *y) {
    _cleanup_(strbuf_done) StrBuf bx, by;
    encode_alone(s, x, &bx);
    encode_alone(s, y, &by);
    return str_eq(strbuf_str(&bx), strbuf_str(&by));
}
