// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What a handler sees of a request: never a socket. All of it lives in the request's arena: for a handler that
 * answers later (resp_defer) until the completion, and not beyond.
 */
#include "http/query.h"

typedef enum Method { METHOD_NONE, GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, METHOD_COUNT } Method;

typedef struct Route Route;

enum { PARAM_MAX = 8 };

typedef struct Req {
    int64_t id; /* also shown to the client: X-Request-Id, and the incident of a fault */
    Method method;
    const Route *route;
    Arena *arena;           /* the request's own: the answer is built here too */
    Str path, query_text;   /* as sent, percent-encoded */
    Pair params[PARAM_MAX]; /* {name} of the pattern, decoded */
    size_t n_params;
    Pairs query; /* decoded */
    Pairs headers;
    Str remote;       /* the client's address, without port */
    Str body;         /* empty for uploads */
    const void *in;   /* the body by route->in; NULL if the route has none */
    const void *args; /* the query by route->query; NULL if the route has none */
} Req;

const char *method_name(Method m);
Method method_parse(Str s); /* METHOD_NONE if it is none of ours */

/* Each gives empty text for what is not there. Header names are compared without case. */
Str req_param(const Req *req, const char *name);
Str req_header(const Req *req, const char *name);
Str req_query(const Req *req, const char *name);
Str req_cookie(const Req *req, const char *name);
/* A path parameter that is an id; one that cannot be an id names nothing, so: not found. */
must_use Status req_param_id(const Req *req, const char *name, int64_t *ret, Err *err);
