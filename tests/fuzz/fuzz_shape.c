// SPDX-License-Identifier: Apache-2.0
/* A strange tree into a struct: refused with a code and a place, or else one struct has one text, also after
 * a copy. */
#include "node/shape.h"

#include "node/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Part {
    Str name;
    int count;
    Day day;
} Part;

typedef struct Whole {
    Str text;
    int64_t id;
    int64_t number;
    int small;
    int word;
    uint32_t marks;
    bool truth;
    Time at;
    Hash hash;
    LIST_OF(Str) names;
    LIST_OF(int64_t) ids;
    Part part;
    LIST_OF(Part) parts;
    const Node *rest;
} Whole;

static const char *const WORDS[] = {"none", "detained", "arrested", NULL};
static const Field PART_FIELDS[] = {
    FIELD(Part, name, F_STR, .flags = F_REQUIRED),
    FIELD(Part, count, F_INT, .flags = F_SIGNED),
    FIELD(Part, day, F_DAY),
};
static SHAPE(PART, Part, "part", PART_FIELDS);
static const Field WHOLE_FIELDS[] = {
    FIELD(Whole, text, F_STR, .max = 16),
    FIELD(Whole, id, F_ID),
    FIELD(Whole, number, F_I64, .flags = F_REQUIRED),
    FIELD(Whole, small, F_INT, .max = 7),
    FIELD(Whole, word, F_ENUM, .names = WORDS),
    FIELD(Whole, marks, F_FLAGS, .names = WORDS, .flags = F_SCALAR_OK),
    FIELD(Whole, truth, F_BOOL),
    FIELD(Whole, at, F_TIME),
    FIELD(Whole, hash, F_HASH),
    FIELD(Whole, names, F_STRS, .flags = F_SCALAR_OK, .max = 4),
    FIELD(Whole, ids, F_IDS),
    FIELD(Whole, part, F_OBJ, .shape = &PART),
    FIELD(Whole, parts, F_LIST, .shape = &PART, .flags = F_SCALAR_OK),
    FIELD(Whole, rest, F_NODE),
};
static SHAPE(WHOLE, Whole, "whole", WHOLE_FIELDS);
static const JsonLimits LIMITS = {.bytes_max = MB(1)};

static Str text_of(Arena *a, const Whole *w) {
    StrBuf out;
    Json j;
    strbuf_init(&out, a, MB(1));
    json_init(&j, &out);
    shape_encode(&WHOLE, w, &j);
    ASSERT(!out.overflow);
    return strbuf_str(&out);
}

/* Some cannot come back as JSON: a map that stood at the greatest depth, and now stands in a list of one. */
static bool read_back(Arena *a, Str text, Whole *ret) {
    Err err = {0};
    Node *n;
    Status st = json_read(text, LIMITS, a, &n, &err);
    if (st == ERR_LIMIT) return false;
    ASSERT(st == OK);
    ASSERT(shape_decode(&WHOLE, n, NULL, a, ret, &err) == OK);
    return true;
}

/* What the short way takes, the long way takes alike. */
static void quick(Arena *a, Str text) {
    Whole one, other;
    Err err = {0};
    Node *n;
    if (!shape_quick(&WHOLE, text, a, &one)) return;
    ASSERT(json_read(text, LIMITS, a, &n, &err) == OK && shape_decode(&WHOLE, n, NULL, a, &other, &err) == OK);
    ASSERT(str_eq(text_of(a, &one), text_of(a, &other)));
}

static void one_text(Arena *a, const Whole *w) {
    Whole again, copy;
    Str text = text_of(a, w);
    if (read_back(a, text, &again)) ASSERT(str_eq(text, text_of(a, &again)));
    shape_copy(&WHOLE, w, a, &copy);
    ASSERT(str_eq(text, text_of(a, &copy)) && shape_equal(&WHOLE, w, &copy));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *a = arena_new();
    Err err = {0};
    Node *n;
    Whole w;
    Str text = str_n((const char *)data, MIN(size, KB(16)));
    bool json = size && data[0] == '{';
    if (json) quick(a, text);
    Status st = json ? json_read(text, LIMITS, a, &n, &err) : yaml_read(text, "rule.yaml", a, &n, &err);
    if (st == OK) {
        st = shape_decode(&WHOLE, n, "rule.yaml", a, &w, &err);
        if (st == OK)
            one_text(a, &w);
        else
            ASSERT(err.code && err.msg[0] && (json || strncmp(err.where, "rule.yaml:", 10) == 0));
    }
    arena_free(a);
    return 0;
}
