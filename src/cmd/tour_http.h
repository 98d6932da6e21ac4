// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The little of HTTP the tour needs: one request on one connection, over plain TCP, answered by an HTTP/1.0-style body
 * that ends with the connection. Not a client for other uses.
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

typedef struct TourAnswer {
    int status;
    Str head, body;
} TourAnswer;

typedef struct TourServer {
    char host[128], port[8];
} TourServer;

/* http://HOST:PORT, with or without a path. */
must_use Status tour_server(const char *url, TourServer *ret, Err *err);
/* `headers`: whole lines, each ended by CR LF; may be empty. */
must_use Status tour_request(const TourServer *s, const char *method, Str path, Str headers, Str body, Arena *a, TourAnswer *ret,
                             Err *err);
/* The value of a header of the answer; empty if there is none. */
Str tour_header(const TourAnswer *x, const char *name);
