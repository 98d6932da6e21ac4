// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * One row of the route table, which the api room owns. The table alone gives dispatch, permission, limits,
 * decoding, 405, OPTIONS and the labels of the metrics. What a permission means, and who a person is, is not
 * known here.
 *
 * A handler runs on a worker thread and may block; with ROUTE_INLINE it runs on a loop thread and must not.
 * Either may answer later: resp_defer, hand over as its last act, return OK; see response.h.
 */
#include "http/request.h"
#include "http/response.h"
#include "node/shape.h"

typedef struct Who {
    int64_t actor;    /* for the access line; 0 is nobody */
    const void *more; /* the api's own; lives at least as long as the request */
} Who;

typedef struct Ctx {
    void *app;
    void *local; /* this worker's own, such as its database connection; NULL on a loop thread */
    Who who;
} Ctx;

typedef Status Handler(Ctx *ctx, const Req *req, Resp *resp, Err *err);

/*
 * A body taken in pieces, on workers, one call at a time and in order; never the whole in memory.
 * After a begin that succeeded comes exactly one end or one abort. end answers as a handler does, and may
 * defer.
 */
typedef struct UploadOps {
    Status (*begin)(Ctx *ctx, const Req *req, void **ret_upload, Err *err);
    Status (*feed)(void *upload, Str bytes, Err *err);
    Status (*end)(Ctx *ctx, const Req *req, void *upload, Resp *resp, Err *err);
    void (*abort)(Ctx *ctx, void *upload);
} UploadOps;

enum {
    ROUTE_NO_AUTH = 1,  /* the authorize hook is not asked */
    ROUTE_INLINE = 2,   /* run on the loop thread: microseconds only, or hand over at once */
    ROUTE_SSE = 4,      /* answers with resp_sse */
    ROUTE_DOWNLOAD = 8, /* answers with resp_file or resp_parts */
    ROUTE_PACKED = 16,  /* large, the same for many, holds no secret: tagged by its content and sent compressed */
};

struct Route {
    Method method;
    const char *pattern; /* "/api/v1/cases/{case}/pages/{page}"; a last "{rest*}" takes any depth */
    Handler *handler;    /* NULL for an upload */
    int may;             /* the permission; 0 is unset, and the table is refused */
    const Shape *in, *query;
    const struct Answer *out; /* what it answers: the api's own description */
    const UploadOps *upload;
    size_t body_max; /* 0: BODY_DEFAULT with `in`, else no body is taken */
    unsigned flags;
    const char *doc_zh, *doc_en;
};

#define BODY_DEFAULT KB(64)
size_t route_body_max(const Route *r);
