// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * JSON in (jansson, strict: no duplicate keys, no lone surrogates, no NUL, no floats, depth 32) and JSON out
 * by appending. json_read.c is the only file that knows jansson.
 */
#include "base/civil.h"
#include "base/hash.h"
#include "node/node.h"

typedef struct JsonLimits {
    size_t bytes_max; /* of the text */
    size_t nodes_max; /* values in all; 0: as many as the bytes allow */
    /*
     * Judges the grammar of RFC 8259 alone, for conformance suites: repeated keys, \u0000 and depth to 512
     * pass, a fraction or exponent becomes a NODE_NULL. The tree is then not faithful and not for use.
     */
    bool syntax_only;
} JsonLimits;

/*
 * err->where is a JSON pointer or "line:column". Numbers must be integers that fit 63 bits and sign.
 * Codes: json.syntax json.text json.duplicate json.number; over a bound, with ERR_LIMIT: json.size json.nodes
 * json.depth.
 */
must_use Status json_read(Str text, JsonLimits lim, Arena *a, Node **ret, Err *err);

/* The appending writer. Commas are placed by itself; keys and values come in turn. */
typedef struct Json {
    StrBuf *out;
    uint64_t first; /* one bit a level: nothing written yet in this container */
    int depth;
    bool after_key;
} Json;

void json_init(Json *j, StrBuf *out);
void json_obj(Json *j);
void json_end_obj(Json *j);
void json_arr(Json *j);
void json_end_arr(Json *j);
void json_key(Json *j, const char *key);
void json_keys(Json *j, Str key);
void json_str(Json *j, Str s); /* escaped; invalid UTF-8 becomes U+FFFD */
void json_strz(Json *j, const char *s);
void json_i64(Json *j, int64_t v);
void json_bool(Json *j, bool v);
void json_none(Json *j); /* null; jansson owns the other name, and two symbols of one name would be one */
void json_node(Json *j, const Node *n);
void json_raw(Json *j, Str json); /* text that is JSON already */
void json_time(Json *j, Time t);  /* null for TIME_NONE */
void json_day(Json *j, Day d);
void json_id(Json *j, int64_t id); /* null for 0 */
void json_hash(Json *j, Hash h);
