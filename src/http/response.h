// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What a handler answers with. A new Resp is an empty 200; the first call that gives it content decides its
 * form: bytes, a file, parts of many places, or server-sent events. A handler that returns a fault needs to undo
 * nothing: the problem answer replaces what was there.
 *
 * Answering later: t = resp_defer(resp), give t away as the last act, return OK. Any one thread then fills
 * resp_of(t) and calls resp_complete(t, ...) exactly once. If giving it away fails, return the fault; t is
 * then void.
 */
#include "http/problem.h"
#include "http/query.h"
#include "node/shape.h"

typedef struct Exchange Exchange;
typedef struct Sse Sse;
typedef struct Cookie Cookie;
typedef struct Token Token;

typedef enum RespForm { RESP_BODY, RESP_FILE, RESP_PARTS, RESP_SSE } RespForm;

/* Bytes of many places, one after the other; their length is said before the first goes out. */
typedef struct RespPart {
    Str text;      /* in the request's arena; or, if empty, */
    uint64_t size; /* a file of so many bytes, opened when its turn comes */
} RespPart;
typedef struct RespParts {
    const RespPart *v;
    size_t n;
    Status (*open)(void *u, size_t i, int *ret_fd, Err *err); /* on a loop thread, as reading is */
    void *u;
} RespParts;

typedef struct Resp {
    int status;
    Str type, etag; /* etag: with its quotes */
    Str cache;      /* Cache-Control; "no-store" if empty */
    RespForm form;
    StrBuf body;
    Pairs headers;
    int fd;
    uint64_t size;
    RespParts parts;
    Sse *sse;
    Exchange *exchange;
} Resp;

void resp_text(Resp *r, const char *type, Str body);          /* body is copied */
void resp_view(Resp *r, const Shape *shape, const void *obj); /* JSON by the field table */
Json resp_json(Resp *r);                                      /* JSON written by hand */
void resp_header(Resp *r, const char *name, Str value);       /* copied; control characters become spaces */
must_use Status resp_cookie(Resp *r, const Cookie *c, Err *err);
void resp_attachment(Resp *r, Str filename); /* the browser saves it under that name, Chinese too */
void resp_problem(Resp *r, int status, const Problem *p); /* an answer that is a refusal */

/* Owns fd from now on. Range and If-None-Match are answered here; pass an etag for content that never
 * changes. */
void resp_file(Resp *r, int fd, uint64_t size, Str type, Str etag);
/* A file that cannot be opened or is too short breaks the connection off, so that nobody takes the answer for whole. */
void resp_parts(Resp *r, Str type, const RespParts *p);

/*
 * Hands the connection over to the api: sse_send from any thread until closed(u) is called, once, on any
 * thread; then sse_unref, once, before or after. Never calls back from within sse_send.
 */
typedef void SseClosed(void *u);
Sse *resp_sse(Resp *r, SseClosed *closed, void *u);

Token *resp_defer(Resp *r);
Resp *resp_of(Token *t);
Arena *resp_arena(Token *t);
void resp_complete(Token *t, Status status, const Err *err); /* err: only for a status that is not OK */
