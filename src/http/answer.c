// SPDX-License-Identifier: Apache-2.0
/* From what the handler left behind to the head that goes out: problems, tags, ranges, common headers. */
#include "http/exchange.h"

#include <unistd.h>

#include "base/hex.h"
#include "http/conditional.h"

static void put(Answer *an, Arena *a, const char *name, Str value) {
    *PUSH(a, &an->headers) = (Pair){str_c(name), value};
}

static void head_common(Exchange *ex, Answer *an, Arena *a) {
    char id[ID_TEXT];
    const HttpConfig *c = &ex->server->config;
    put(an, a, "X-Request-Id", str_dup(a, id_format(ex->req.id, id)));
    put(an, a, "X-Content-Type-Options", S("nosniff"));
    for (size_t i = 0; i < c->n_headers; i++) *PUSH(a, &an->headers) = c->headers[i];
    if (ex->server->stopping || ex->close) put(an, a, "Connection", S("close"));
}

static void answer_fault(Exchange *ex, const Err *err, Answer *an, Arena *a) {
    const HttpHooks *h = &ex->server->config.hooks;
    Problem p = problem_of(err, ex->req.id, h->texts);
    if (p.incident && h->fault)
        h->fault(h->app, ex->req.id, ex->req.route ? ex->req.route->pattern : "none", err);
    StrBuf b;
    strbuf_init(&b, a, KB(16));
    problem_write(&p, &b);
    an->status = p.http;
    an->form = RESP_BODY;
    an->body = strbuf_str(&b);
    put(an, a, "Content-Type", S("application/problem+json"));
    put(an, a, "Cache-Control", S("no-store"));
    if (p.http == 401) put(an, a, "WWW-Authenticate", S("Bearer"));
    if (p.http == 503) put(an, a, "Retry-After", S("1"));
}

static bool keeps(Str name) { /* a header about the content that is not sent after all */
    return name.n < 8 || strncasecmp(name.p, "content-", 8) != 0;
}

static void answer_nothing(Exchange *ex, Answer *an, int status) {
    an->status = status;
    an->form = RESP_BODY;
    an->body = (Str){0};
    if (ex->resp.fd >= 0) close(ex->resp.fd);
    ex->resp.fd = -1;
}

static void answer_file(Exchange *ex, Answer *an) {
    Resp *r = &ex->resp;
    Arena *a = ex->arena;
    an->size = r->size;
    put(an, a, "Accept-Ranges", S("bytes"));
    Str range = req_header(&ex->req, "range");
    if (!range.n || an->status != 200 || !etag_if_range(req_header(&ex->req, "if-range"), r->etag)) return;
    uint64_t from, n;
    switch (range_parse(range, r->size, &from, &n)) {
    case RANGE_WHOLE: return;
    case RANGE_OUTSIDE:
        answer_nothing(ex, an, 416);
        put(an, a, "Content-Range", str_format(a, "bytes */%llu", (unsigned long long)r->size));
        return;
    case RANGE_PART:
        an->status = 206;
        an->from = from;
        an->size = n;
        put(an, a, "Content-Range",
            str_format(a, "bytes %llu-%llu/%llu", (unsigned long long)from,
                       (unsigned long long)(from + n - 1), (unsigned long long)r->size));
        return;
    }
}

static void answer_good(Exchange *ex, Answer *an) {
    Resp *r = &ex->resp;
    Arena *a = ex->arena;
    an->status = r->status;
    an->form = r->form;
    an->body = strbuf_str(&r->body);
    if (r->type.n) put(an, a, "Content-Type", r->type);
    if (r->etag.n) put(an, a, "ETag", r->etag);
    put(an, a, "Cache-Control", r->cache.n ? r->cache : S("no-store"));
    bool reads = ex->req.method == GET || ex->req.method == HEAD;
    if (reads && r->status == 200 && etag_listed(req_header(&ex->req, "if-none-match"), r->etag)) {
        answer_nothing(ex, an, 304);
        return;
    }
    if (r->form == RESP_PARTS) an->size = r->size;
    if (r->form == RESP_FILE) answer_file(ex, an);
    if (r->form == RESP_SSE && ex->req.method == HEAD) answer_nothing(ex, an, r->status);
}

static const Err *fault_of(Exchange *ex, Err *err) {
    *err = (Err){0};
    if (ex->result != OK) return &ex->err;
    if (ex->resp.form == RESP_BODY && ex->resp.body.overflow)
        (void)FAIL(err, ERR_IO, "answer.too_large", "an answer outgrew its limit");
    else
        return NULL;
    return err;
}

void answer_prepare(Exchange *ex, Answer *ret) {
    *ret = (Answer){0};
    bool foreign = ex->too_long || !ex->done; /* a worker may still be using the arena and the answer */
    if (foreign && !ex->spare) ex->spare = arena_new();
    Arena *a = foreign ? ex->spare : ex->arena;
    head_common(ex, ret, a);
    Err err = {0};
    if (ex->too_long) {
        (void)FAIL(&err, ERR_LIMIT, "body.too_large", "the body is larger than this address takes");
        answer_fault(ex, &err, ret, a);
        return;
    }
    if (!ex->done) {
        (void)FAIL(&err, ERR_BUSY, "server.stopping", "the server is stopping");
        answer_fault(ex, &err, ret, a);
        return;
    }
    const Err *fault = fault_of(ex, &err);
    for (size_t i = 0; i < ex->resp.headers.n; i++)
        if (!fault || keeps(ex->resp.headers.v[i].name)) *PUSH(a, &ret->headers) = ex->resp.headers.v[i];
    if (fault)
        answer_fault(ex, fault, ret, a);
    else
        answer_good(ex, ret);
}
