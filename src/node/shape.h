// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * A shape is a table of fields that says how a plain C struct stands in JSON or YAML. One table drives
 * decoding, encoding, deep copy and the JSON Schema that OpenAPI prints. An unknown key is an error
 * everywhere.
 *
 * Encoding writes keys in table order and leaves out what is empty (no text, zero, no items, TIME_NONE,
 * DAY_NONE, the zero hash) unless the field is F_REQUIRED; so one struct has one text, and the text can be
 * hashed. A null stands for an absent value. What is absent is empty after decoding, at every depth. Bounds:
 * `max` is bytes for text, items for lists, the greatest value for integers; 0 means the kind's default (text
 * 2000 bytes, lists 1000 items, integers 0..2^53).
 */
#include "base/civil.h"
#include "base/hash.h"
#include "node/json.h"
#include "node/node.h"

typedef enum FieldKind {
    F_STR = 1, /* Str */
    F_I64,     /* int64_t */
    F_INT,     /* int32_t / int */
    F_BOOL,    /* bool */
    F_ENUM,    /* int: index into names, which ends with NULL */
    F_FLAGS,   /* uint32_t: a set of names, as a list of words */
    F_TIME,    /* Time */
    F_DAY,     /* Day */
    F_ID,      /* int64_t: base32 text with a check character; 0 is none */
    F_HASH,    /* Hash: hex; all zero is none */
    F_STRS,    /* List of Str */
    F_IDS,     /* List of int64_t ids */
    F_OBJ,     /* a struct of `shape` in place */
    F_LIST,    /* List of structs of `shape` */
    F_NODE,    /* const Node *: kept as read */
} FieldKind;

enum {
    F_REQUIRED = 1,  /* decoding: must be there; encoding: always written */
    F_SCALAR_OK = 2, /* F_STRS, F_FLAGS, F_LIST: a single value may stand for a list of one (YAML files) */
    F_SIGNED = 4,    /* F_I64, F_INT: may be negative */
};

typedef struct Shape Shape;
typedef struct Field {
    const char *key;
    FieldKind kind;
    size_t offset;
    unsigned flags;
    int64_t max;
    const char *const *names; /* F_ENUM, F_FLAGS */
    const Shape *shape;       /* F_OBJ, F_LIST */
    const char *doc;          /* one line for the API page */
} Field;

struct Shape {
    const char *name;
    size_t size;
    const Field *fields;
    size_t n;
};

typedef struct List { /* every list in a shaped struct begins so; LIST_OF gives it a type */
    void *v;
    size_t n, cap;
} List;
#define LIST_OF(T)                                                                                           \
    struct {                                                                                                 \
        T *v;                                                                                                \
        size_t n, cap;                                                                                       \
    }

#define FIELD(T, member, k, ...)                                                                             \
    { .key = #member, .kind = (k), .offset = offsetof(T, member), ##__VA_ARGS__ }
#define FIELD_AS(T, member, name, k, ...)                                                                    \
    { .key = (name), .kind = (k), .offset = offsetof(T, member), ##__VA_ARGS__ }
/* It is const already: `static SHAPE(PAPER, Paper, "paper", PAPER_FIELDS);`, or without static to export it. */
#define SHAPE(var, T, nm, tab)                                                                               \
    const Shape var = {.name = (nm), .size = sizeof(T), .fields = (tab), .n = LEN(tab)}

/*
 * Text in the result points into the tree or the arena. In err->where a node's own file goes
 * before `file`, which may be NULL; a JSON tree gives a JSON pointer. Codes: field.unknown field.missing field.type field.value
 * field.range field.long field.many field.form field.twice.
 */
must_use Status shape_decode(const Shape *s, const Node *n, const char *file, Arena *a, void *ret, Err *err);
/*
 * The short way back from what shape_encode wrote: keys in table order, no blanks, no escapes, no flags, no nodes. What it
 * takes it takes exactly as json_read and shape_decode do; on all else, faults included, it says false and leaves ret.
 */
bool shape_quick(const Shape *s, Str json, Arena *a, void *ret);
void shape_encode(const Shape *s, const void *obj, Json *j);
/* All zero, but TIME_NONE and DAY_NONE where a time or a day stands. */
void shape_clear(const Shape *s, void *obj);
/* Deep; members that no field names are copied as they are. */
void shape_copy(const Shape *s, const void *from, Arena *a, void *to);
bool shape_equal(const Shape *s, const void *x, const void *y); /* by encoding */
void shape_schema(const Shape *s, Json *j);                     /* JSON Schema, inline */
