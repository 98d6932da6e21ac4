// SPDX-License-Identifier: Apache-2.0
#pragma once
/* What a row of a shape's table means, where the table leaves it to a default. For the files of this room. */
#include "base/hex.h"
#include "node/shape.h"

enum { TEXT_MAX = 2000, ITEMS_MAX = 1000, FIELDS_MAX = 256 };

static inline int64_t field_max(const Field *f) {
    switch (f->kind) {
    case F_STR: return f->max ? f->max : TEXT_MAX;
    case F_INT: return f->max && f->max < INT32_MAX ? f->max : INT32_MAX;
    case F_I64: return f->max ? f->max : INT64_C(1) << 53;
    case F_STRS:
    case F_IDS:
    case F_LIST: return f->max ? f->max : ITEMS_MAX;
    case F_BOOL:
    case F_ENUM:
    case F_FLAGS:
    case F_TIME:
    case F_DAY:
    case F_ID:
    case F_HASH:
    case F_OBJ:
    case F_NODE: return 0;
    }
    return 0;
}

/* Text of an F_TIME, F_DAY, F_HASH or F_ID. */
static inline bool field_form(FieldKind kind, Str s, void *ret) {
    switch ((int)kind) {
    case F_TIME: return time_parse(s, ret);
    case F_DAY: return day_parse(s, ret);
    case F_HASH: return hash_parse(s, ret);
    default: return id_parse(s, ret);
    }
}

static inline size_t field_item_size(const Field *f) {
    return f->kind == F_LIST ? f->shape->size : f->kind == F_STRS ? sizeof(Str) : sizeof(int64_t);
}

static inline List field_list(const void *at) {
    List l;
    memcpy(&l, at, sizeof l);
    return l;
}
