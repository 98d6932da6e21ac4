// SPDX-License-Identifier: Apache-2.0
/* The tables of answers as JSON Schema: each named once under components/schemas, and referred to. */
#include "api/answers.h"

enum { TYPES_MAX = 400 };

typedef struct Told { /* what has been written, and what was referred to and is still to be */
    struct {
        const Answer *answer;
        const Shape *shape;
    } v[TYPES_MAX];
    size_t n;
    Json *j;
} Told;

static const SureShape *sure_of(const Shape *s) {
    for (size_t i = 0; i < SHAPES_SURE_N; i++)
        if (SHAPES_SURE[i].shape == s) return &SHAPES_SURE[i];
    return NULL;
}

static const char *shape_name(const Shape *s) {
    const SureShape *sure = sure_of(s);
    return sure && sure->name ? sure->name : s->name;
}

static bool has_word(const char *words, const char *word) {
    Str one, rest = str_c(words);
    while (str_cut(rest, ' ', &one, &rest))
        if (str_eqz(one, word)) return true;
    return str_eqz(rest, word);
}

static void put_pair(Json *j, const char *key, const char *value) {
    json_key(j, key);
    json_strz(j, value);
}

static const char *name_of(const Answer *a, const Shape *s) {
    return a ? a->name : shape_name(s);
}

static void remember(Told *t, const Answer *a, const Shape *s) {
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(name_of(t->v[i].answer, t->v[i].shape), name_of(a, s)) == 0) return;
    ASSERT(t->n < TYPES_MAX);
    t->v[t->n].answer = a;
    t->v[t->n++].shape = s;
}

static void put_ref(Json *j, const Answer *a, const Shape *s) {
    char where[120];
    snprintf(where, sizeof where, "#/components/schemas/%s", name_of(a, s));
    put_pair(j, "$ref", where);
}

static void put_words(Json *j, const char *words) {
    Str one, rest = str_c(words);
    put_pair(j, "type", "string");
    json_key(j, "enum");
    json_arr(j);
    while (str_cut(rest, ' ', &one, &rest)) json_str(j, one);
    json_str(j, rest);
    json_end_arr(j);
}

static void put_scalar(Json *j, PartKind kind, const char *words) {
    switch (kind) {
    case P_TEXT: put_pair(j, "type", "string"); return;
    case P_INT: put_pair(j, "type", "integer"); return;
    case P_BOOL: put_pair(j, "type", "boolean"); return;
    case P_ID:
        put_pair(j, "type", "string");
        put_pair(j, "format", "id");
        return;
    case P_TIME:
        put_pair(j, "type", "string");
        put_pair(j, "format", "date-time");
        return;
    case P_HASH:
        put_pair(j, "type", "string");
        put_pair(j, "pattern", "^[0-9a-f]{64}$");
        return;
    case P_WORD: put_words(j, words); return;
    case P_OBJ:
    case P_ANY: return;
    }
}

static void put_one(Told *t, const Part *p) {
    json_obj(t->j);
    if (p->of || p->shape) {
        remember(t, p->of, p->shape);
        put_ref(t->j, p->of, p->shape);
    } else {
        put_scalar(t->j, p->kind, p->words);
    }
    json_end_obj(t->j);
}

static void put_list_of(Told *t, const Part *p) {
    json_obj(t->j);
    put_pair(t->j, "type", "array");
    json_key(t->j, "items");
    put_one(t, p);
    json_end_obj(t->j);
}

static void put_either(Told *t, const Part *p, bool list) {
    json_obj(t->j);
    json_key(t->j, "anyOf");
    json_arr(t->j);
    put_one(t, p);
    if (list) put_list_of(t, p);
    else json_raw(t->j, S("{\"type\":\"null\"}"));
    json_end_arr(t->j);
    json_end_obj(t->j);
}

static void put_part(Told *t, const Part *p) {
    if (p->flags & MANY) {
        put_list_of(t, p);
    } else if (p->flags & BY_KEY) {
        json_obj(t->j);
        put_pair(t->j, "type", "object");
        json_key(t->j, "additionalProperties");
        put_one(t, p);
        json_end_obj(t->j);
    } else if (p->flags & (OR_MANY | OR_NULL)) {
        put_either(t, p, (p->flags & OR_MANY) != 0);
    } else {
        put_one(t, p);
    }
}

static PartKind part_kind(FieldKind k) {
    switch (k) {
    case F_STR:
    case F_STRS: return P_TEXT;
    case F_I64:
    case F_INT: return P_INT;
    case F_BOOL: return P_BOOL;
    case F_TIME: return P_TIME;
    case F_ID:
    case F_IDS: return P_ID;
    case F_HASH: return P_HASH;
    case F_DAY:
    case F_ENUM:
    case F_FLAGS: return P_TEXT;
    case F_OBJ:
    case F_LIST: return P_OBJ;
    case F_NODE: return P_ANY;
    }
    return P_ANY;
}

static void put_names(Json *j, const char *const *names) {
    json_obj(j);
    put_pair(j, "type", "string");
    json_key(j, "enum");
    json_arr(j);
    for (int i = 0; names[i]; i++) json_strz(j, names[i]);
    json_end_arr(j);
    json_end_obj(j);
}

static void put_field(Told *t, const Field *f) {
    Part p = {.kind = part_kind(f->kind), .shape = f->shape};
    if (f->kind == F_ENUM) {
        put_names(t->j, f->names);
        return;
    }
    if (f->kind == F_LIST || f->kind == F_STRS || f->kind == F_IDS || f->kind == F_FLAGS) p.flags = MANY;
    put_part(t, &p);
}

static void put_shape_fields(Told *t, const Shape *s) {
    for (size_t i = 0; s && i < s->n; i++) {
        json_key(t->j, s->fields[i].key);
        put_field(t, &s->fields[i]);
    }
}

static void put_shape_required(Told *t, const Shape *s) {
    const SureShape *sure = s ? sure_of(s) : NULL;
    for (size_t i = 0; s && i < s->n; i++) {
        const Field *f = &s->fields[i];
        if ((f->flags & F_REQUIRED) || (sure && has_word(sure->keys, f->key))) json_strz(t->j, f->key);
    }
}

static void put_object(Told *t, const Shape *s, const Answer *a) {
    Json *j = t->j;
    put_pair(j, "type", "object");
    json_key(j, "properties");
    json_obj(j);
    put_shape_fields(t, s);
    for (size_t i = 0; a && i < a->n; i++) {
        json_key(j, a->parts[i].key);
        put_part(t, &a->parts[i]);
    }
    json_end_obj(j);
    json_key(j, "required");
    json_arr(j);
    put_shape_required(t, s);
    for (size_t i = 0; a && i < a->n; i++)
        if (!(a->parts[i].flags & MAYBE)) json_strz(j, a->parts[i].key);
    json_end_arr(j);
    json_key(j, "additionalProperties");
    json_bool(j, a && a->open);
}

static void put_type(Told *t, const Answer *a, const Shape *s) {
    Part of = {.kind = P_OBJ, .of = a ? a->of : NULL}, or = {.kind = P_OBJ, .of = a ? a->or : NULL};
    json_obj(t->j);
    if (!a) {
        put_object(t, s, NULL);
    } else if (a->form == ANSWER_LIST) {
        put_pair(t->j, "type", "array");
        json_key(t->j, "items");
        put_one(t, &of);
    } else if (a->form == ANSWER_EITHER) {
        json_key(t->j, "anyOf");
        json_arr(t->j);
        put_one(t, &of);
        put_one(t, &or);
        json_end_arr(t->j);
    } else {
        put_object(t, a->shape, a);
    }
    json_end_obj(t->j);
}

void answer_response(const Answer *a, Json *j) {
    json_obj(j);
    put_ref(j, a, NULL);
    json_end_obj(j);
}

void answer_components(const Answer *const *all, size_t n, Json *j) {
    Told t = {.j = j};
    for (size_t i = 0; i < n; i++) remember(&t, all[i], NULL);
    for (size_t i = 0; i < t.n; i++) {
        json_key(j, name_of(t.v[i].answer, t.v[i].shape));
        put_type(&t, t.v[i].answer, t.v[i].shape);
    }
}
