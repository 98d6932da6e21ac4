// SPDX-License-Identifier: Apache-2.0
/*
 * jansson parses, we copy its tree into the arena and free it at once. What it would build is bounded before
 * it builds: one look over the text counts values and depth. What is plain enough never comes here (json_quick.h).
 */
#include "node/json.h"

#include <jansson.h>

#include "node/json_quick.h"
#include "node/place.h"

enum { SYNTAX_DEPTH_MAX = 512 };

static void where_offset(Str text, size_t offset, Err *err) {
    int line = 1, col = 1;
    for (size_t i = 0; i < offset && i < text.n; i++) {
        if (text.p[i] == '\n')
            line++, col = 1;
        else
            col += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    }
    err_where(err, "%d:%d", line, col);
}

/* The closing quote of the string that opens at i, or the end. */
static size_t skip_string(Str text, size_t i) {
    for (i++; i < text.n && text.p[i] != '"'; i++)
        if (text.p[i] == '\\') i++;
    return i;
}

/* Counts as if the text were well formed; where it is not, the parser stops no later than the count went
 * right. */
static Status judge_size(Str text, JsonLimits lim, Err *err) {
    if (text.n > lim.bytes_max)
        return FAIL(err, ERR_LIMIT, "json.size", "%zu bytes of JSON; at most %zu are taken", text.n,
                    lim.bytes_max);
    size_t depth_max = lim.syntax_only ? SYNTAX_DEPTH_MAX : NODE_DEPTH_MAX;
    size_t depth = 0, values = 1;
    bool opened = false; /* the last thing seen was an opening bracket */
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
        bool close = c == ']' || c == '}';
        if ((opened && !close) || c == ',') values++;
        opened = c == '[' || c == '{';
        if (opened) depth++;
        if (close && depth) depth--;
        if (c == '"') i = skip_string(text, i);
        if (depth > depth_max) {
            FAIL(err, ERR_LIMIT, "json.depth", "more than %zu levels of lists and maps", depth_max);
            where_offset(text, i, err);
            return ERR_LIMIT;
        }
        if (lim.nodes_max && values > lim.nodes_max) {
            FAIL(err, ERR_LIMIT, "json.nodes", "more than %zu values", lim.nodes_max);
            where_offset(text, i, err);
            return ERR_LIMIT;
        }
    }
    return OK;
}

/* jansson passes over a NUL between two tokens as if it were not there. */
static Status judge_bytes(Str text, Err *err) {
    const char *nul = text.n ? memchr(text.p, 0, text.n) : NULL;
    if (!nul) return OK;
    FAIL(err, ERR_INVALID, "json.text", "a NUL byte in the text");
    where_offset(text, (size_t)(nul - text.p), err);
    return ERR_INVALID;
}

/* jansson takes no NUL in a key; the grammar does. The escape is replaced by one of the same length. */
static Str without_nul_escapes(Arena *a, Str text) {
    char *p = arena_dup(a, text.p, text.n);
    for (size_t i = 0; i + 1 < text.n; i++) {
        if (p[i] != '\\') continue;
        if (text.n - i >= 6 && memcmp(p + i, "\\u0000", 6) == 0) p[i + 5] = '1';
        i++;
    }
    return str_n(p, text.n);
}

static Status syntax_fault(const json_error_t *e, Err *err) {
    const char *code = "json.syntax";
    switch ((int)json_error_code(e)) {
    case json_error_duplicate_key: code = "json.duplicate"; break;
    case json_error_numeric_overflow: code = "json.number"; break;
    case json_error_invalid_utf8:
    case json_error_null_character:
    case json_error_null_byte_in_key: code = "json.text"; break;
    default: break;
    }
    FAIL(err, ERR_INVALID, code, "not JSON as we take it: %s", e->text);
    err_where(err, "%d:%d", e->line, e->column);
    return ERR_INVALID;
}

typedef struct Copy {
    Arena *a;
    Err *err;
    bool syntax_only;
} Copy;

static Status copy(const Copy *c, json_t *from, const Place *at, Node **ret);

static Status copy_array(const Copy *c, json_t *from, const Place *at, Node *n) {
    size_t len = json_array_size(from);
    n->kind = NODE_LIST;
    n->list.v = len ? NEW_N(c->a, Node *, len) : NULL;
    n->list.n = n->list.cap = len;
    for (size_t i = 0; i < len; i++)
        TRY(copy(c, json_array_get(from, i), &(Place){.up = at, .index = i}, &n->list.v[i]));
    return OK;
}

static Status copy_object(const Copy *c, json_t *from, const Place *at, Node *n) {
    size_t len = json_object_size(from), i = 0;
    n->kind = NODE_MAP;
    n->map.v = len ? NEW_N(c->a, NodePair, len) : NULL;
    n->map.n = n->map.cap = len;
    for (void *it = json_object_iter(from); it; it = json_object_iter_next(from, it), i++) {
        NodePair *p = &n->map.v[i];
        p->key = str_dup(c->a, str_n(json_object_iter_key(it), json_object_iter_key_len(it)));
        TRY(copy(c, json_object_iter_value(it), &(Place){.up = at, .key = p->key}, &p->value));
    }
    return OK;
}

static Status copy(const Copy *c, json_t *from, const Place *at, Node **ret) {
    Node *n = NEW(c->a, Node);
    switch (json_typeof(from)) {
    case JSON_OBJECT: TRY(copy_object(c, from, at, n)); break;
    case JSON_ARRAY: TRY(copy_array(c, from, at, n)); break;
    case JSON_STRING:
        n->kind = NODE_STR;
        n->s = str_dup(c->a, str_n(json_string_value(from), json_string_length(from)));
        break;
    case JSON_INTEGER:
        n->kind = NODE_INT;
        n->i = json_integer_value(from);
        break;
    case JSON_REAL: {
        if (c->syntax_only) break;
        char buf[PLACE_TEXT];
        FAIL(c->err, ERR_INVALID, "json.number", "a number is written without fraction and exponent here");
        err_where(c->err, "%s", place_pointer(at, buf));
        return ERR_INVALID;
    }
    case JSON_TRUE:
    case JSON_FALSE:
        n->kind = NODE_BOOL;
        n->b = json_typeof(from) == JSON_TRUE;
        break;
    case JSON_NULL: break;
    }
    *ret = n;
    return OK;
}

Status json_read(Str text, JsonLimits lim, Arena *a, Node **ret, Err *err) {
    if (json_quick(text, lim, a, ret)) return OK;
    TRY(judge_size(text, lim, err));
    TRY(judge_bytes(text, err));
    size_t flags = JSON_DECODE_ANY;
    if (lim.syntax_only)
        text = without_nul_escapes(a, text);
    else
        flags |= JSON_REJECT_DUPLICATES;
    json_error_t fault;
    json_auto_t *root = json_loadb(text.p ? text.p : "", text.n, flags, &fault);
    if (!root) return syntax_fault(&fault, err);
    Node *n = NULL;
    TRY(copy(&(Copy){a, err, lim.syntax_only}, root, &(Place){0}, &n));
    *ret = n;
    return OK;
}
