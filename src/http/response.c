// SPDX-License-Identifier: Apache-2.0
#include "http/response.h"

#include <unistd.h>

#include "http/cookie.h"
#include "http/exchange.h"
#include "http/parts.h"

static void form_set(Resp *r, RespForm form) {
    if (r->form == RESP_FILE && r->fd >= 0) close(r->fd);
    r->fd = -1;
    r->form = form;
    r->body.n = 0;
}

void resp_text(Resp *r, const char *type, Str body) {
    form_set(r, RESP_BODY);
    r->type = str_c(type);
    strbuf_put(&r->body, body);
}

Json resp_json(Resp *r) {
    form_set(r, RESP_BODY);
    r->type = S("application/json");
    Json j;
    json_init(&j, &r->body);
    return j;
}

void resp_view(Resp *r, const Shape *shape, const void *obj) {
    Json j = resp_json(r);
    shape_encode(shape, obj, &j);
}

void resp_header(Resp *r, const char *name, Str value) {
    Arena *a = r->exchange->arena;
    Str copy = str_dup(a, value);
    char *p = (char *)copy.p;
    for (size_t i = 0; i < copy.n; i++)
        if ((unsigned char)p[i] < 0x20 || p[i] == 0x7F) p[i] = ' ';
    Pair *h = PUSH(a, &r->headers);
    *h = (Pair){str_dup(a, str_c(name)), str_trim(copy)};
}

Status resp_cookie(Resp *r, const Cookie *c, Err *err) {
    StrBuf b;
    strbuf_init(&b, r->exchange->arena, KB(4));
    if (!cookie_format(c, &b) || b.overflow)
        return FAIL(err, ERR_INVALID, "cookie.text", "a cookie holds what a cookie may not");
    resp_header(r, "Set-Cookie", strbuf_str(&b));
    return OK;
}

void resp_attachment(Resp *r, Str filename) {
    StrBuf b;
    strbuf_init(&b, r->exchange->arena, KB(2));
    strbuf_put(&b, S("attachment; filename*=UTF-8''"));
    percent_encode(filename, &b);
    resp_header(r, "Content-Disposition", strbuf_str(&b));
}

void resp_problem(Resp *r, int status, const Problem *p) {
    form_set(r, RESP_BODY);
    r->status = status;
    r->type = S("application/problem+json");
    Problem full = *p;
    full.http = status;
    if (!full.request_id) full.request_id = r->exchange->req.id;
    ProblemLookup *lookup = r->exchange->server->config.hooks.texts;
    if (!full.text && lookup) full.text = lookup(full.code);
    problem_write(&full, &r->body);
}

void resp_file(Resp *r, int fd, uint64_t size, Str type, Str etag) {
    form_set(r, RESP_FILE);
    r->fd = fd;
    r->size = size;
    r->type = type;
    r->etag = etag;
}

void resp_parts(Resp *r, Str type, const RespParts *p) {
    form_set(r, RESP_PARTS);
    r->type = type;
    r->parts = *p;
    r->size = 0;
    for (size_t i = 0; i < p->n; i++) r->size += part_size(&p->v[i]);
}

Sse *resp_sse(Resp *r, SseClosed *closed, void *u) {
    ASSERT(!r->sse);
    form_set(r, RESP_SSE);
    r->type = S("text/event-stream");
    r->sse = sse_new(r->exchange->server->hub, closed, u);
    return r->sse;
}

Token *resp_defer(Resp *r) {
    ASSERT(!r->exchange->deferred);
    exchange_ref(r->exchange);
    r->exchange->deferred = true;
    return &r->exchange->token;
}

Resp *resp_of(Token *t) {
    return &t->exchange->resp;
}

Arena *resp_arena(Token *t) {
    return t->exchange->arena;
}

void resp_complete(Token *t, Status status, const Err *err) {
    Exchange *ex = t->exchange;
    ASSERT(!ex->done);
    if (status != OK && err) ex->err = *err;
    exchange_finish(ex, status);
}
