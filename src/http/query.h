// SPDX-License-Identifier: Apache-2.0
#pragma once
/* Text of a URL taken apart: percent-encoding and the query string. Pure; knows neither routes nor sockets.
 */
#include "node/node.h"

typedef struct Pair {
    Str name, value;
} Pair;

typedef struct Pairs {
    Pair *v;
    size_t n, cap;
} Pairs;

enum { QUERY_MAX = 64 }; /* parameters in one query */

/* False if an escape is broken or the result is not valid UTF-8. `plus`: + means a space. */
must_use bool percent_decode(Str text, bool plus, Arena *a, Str *ret);
void percent_encode(Str text, StrBuf *out); /* everything but A-Z a-z 0-9 - . _ ~ */

/* a=1&b=2: parameters without a value are left out, as an empty field of a form says nothing. */
must_use Status query_parse(Str text, Arena *a, Pairs *ret, Err *err);
/* A map for a shape: values are plain scalars, a repeated name becomes a list. */
Node *query_node(const Pairs *q, Arena *a);
