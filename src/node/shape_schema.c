// SPDX-License-Identifier: Apache-2.0
/* The table as JSON Schema. It promises no more than the decoder keeps: lengths are bytes there, characters
 * here. */
#include "node/shape.h"

#include "node/field.h"

typedef struct Above { /* shapes being written; a shape that holds itself is named, not opened again */
    const struct Above *up;
    const Shape *shape;
} Above;

static void put_shape(const Shape *s, const Above *up, const char *doc, Json *j);

static void put_pair(Json *j, const char *key, const char *value) {
    json_key(j, key);
    json_strz(j, value);
}

static void put_words(const Field *f, Json *j) {
    put_pair(j, "type", "string");
    json_key(j, "enum");
    json_arr(j);
    for (int i = 0; f->names[i]; i++) json_strz(j, f->names[i]);
    json_end_arr(j);
}

static void put_range(const Field *f, Json *j) {
    put_pair(j, "type", "integer");
    json_key(j, "minimum");
    json_i64(j, f->flags & F_SIGNED ? -field_max(f) : 0);
    json_key(j, "maximum");
    json_i64(j, field_max(f));
}

static void put_length(Json *j, const char *key, int64_t max) {
    json_key(j, key);
    json_i64(j, max);
}

static void put_kind(const Field *f, FieldKind kind, const Above *up, Json *j);

static void put_array(const Field *f, const Above *up, Json *j) {
    put_pair(j, "type", "array");
    if (f->kind != F_FLAGS) put_length(j, "maxItems", field_max(f));
    json_key(j, "items");
    if (f->kind == F_LIST) {
        put_shape(f->shape, up, NULL, j);
        return;
    }
    json_obj(j);
    put_kind(f, f->kind == F_FLAGS ? F_ENUM : f->kind == F_IDS ? F_ID : F_STR, up, j);
    json_end_obj(j);
}

static void put_kind(const Field *f, FieldKind kind, const Above *up, Json *j) {
    switch (kind) {
    case F_STR:
        put_pair(j, "type", "string");
        put_length(j, "maxLength", f->kind == F_STR ? field_max(f) : TEXT_MAX);
        return;
    case F_I64:
    case F_INT: put_range(f, j); return;
    case F_BOOL: put_pair(j, "type", "boolean"); return;
    case F_ENUM: put_words(f, j); return;
    case F_TIME:
        put_pair(j, "type", "string");
        put_pair(j, "format", "date-time");
        return;
    case F_DAY:
        put_pair(j, "type", "string");
        put_pair(j, "format", "date");
        return;
    case F_ID:
        put_pair(j, "type", "string");
        put_pair(j, "pattern", "^[0-9A-Za-z*~$=-]{14,}$");
        return;
    case F_HASH:
        put_pair(j, "type", "string");
        put_pair(j, "pattern", "^[0-9a-fA-F]{64}$");
        return;
    case F_FLAGS:
    case F_STRS:
    case F_IDS:
    case F_LIST: put_array(f, up, j); return;
    case F_OBJ:
    case F_NODE: return;
    }
}

static void put_property(const Field *f, const Above *up, Json *j) {
    json_key(j, f->key);
    if (f->kind == F_OBJ) {
        put_shape(f->shape, up, f->doc, j);
        return;
    }
    json_obj(j);
    put_kind(f, f->kind, up, j);
    if (f->doc) put_pair(j, "description", f->doc);
    json_end_obj(j);
}

static bool is_open(const Shape *s, const Above *up) {
    for (; up; up = up->up)
        if (up->shape == s) return true;
    return false;
}

static void put_shape(const Shape *s, const Above *up, const char *doc, Json *j) {
    json_obj(j);
    put_pair(j, "type", "object");
    put_pair(j, "title", s->name);
    if (doc) put_pair(j, "description", doc);
    if (is_open(s, up)) {
        json_end_obj(j);
        return;
    }
    Above here = {up, s};
    bool any = false;
    json_key(j, "properties");
    json_obj(j);
    for (const Field *f = s->fields; f < s->fields + s->n; f++) {
        put_property(f, &here, j);
        any |= (f->flags & F_REQUIRED) != 0;
    }
    json_end_obj(j);
    if (any) {
        json_key(j, "required");
        json_arr(j);
        for (const Field *f = s->fields; f < s->fields + s->n; f++)
            if (f->flags & F_REQUIRED) json_strz(j, f->key);
        json_end_arr(j);
    }
    json_key(j, "additionalProperties");
    json_bool(j, false);
    json_end_obj(j);
}

void shape_schema(const Shape *s, Json *j) {
    put_shape(s, NULL, NULL, j);
}
