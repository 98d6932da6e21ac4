// SPDX-License-Identifier: Apache-2.0
#pragma once
/* From method and path to a row of the table. Words of a path win over {names}. Pure. */
#include "http/route.h"

typedef struct Router Router;

typedef struct RouteMatch {
    const Route *route; /* NULL: nothing there for this method */
    unsigned allow;     /* bit set (1 << Method) of what the path does take; 0: no such path */
    Pair params[PARAM_MAX];
    size_t n_params;
} RouteMatch;

/* Refuses a table with a row that is incomplete, or two rows that answer the same. The table is kept by
 * reference. */
must_use Status router_new(const Route *routes, size_t n, Arena *a, Router **ret, Err *err);
/* ERR_INVALID only if a captured part is not percent-encoded UTF-8. HEAD finds GET. */
must_use Status router_find(const Router *r, Method m, Str path, Arena *a, RouteMatch *ret, Err *err);
Str router_allow_text(unsigned allow, Arena *a); /* for the Allow header */
