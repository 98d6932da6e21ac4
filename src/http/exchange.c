// SPDX-License-Identifier: Apache-2.0
#include "http/exchange.h"

#include <unistd.h>

#include "base/clock.h"
#include "http/framing.h"
#include "http/pack.h"

Exchange *exchange_new(Server *s, void *connection, Str uri) {
    Exchange *ex = calloc(1, sizeof *ex); /* outlives its arena when it becomes an event stream */
    ASSERT(ex && "out of memory");
    ex->server = s;
    ex->arena = arena_new();
    ex->refs = 1;
    ex->park.connection = connection;
    ex->token.exchange = ex;
    ex->parts.fd = -1;
    ex->req.arena = ex->arena;
    ex->req.id = s->next_id++;
    ex->resp = (Resp){.status = 200, .fd = -1, .exchange = ex};
    strbuf_init(&ex->resp.body, ex->arena, s->config.answer_max);
    if (uri.n > s->config.uri_max) {
        exchange_refuse(ex, ERR_LIMIT, "uri.too_long", "the address is too long");
        return ex;
    }
    Str copy = str_dup(ex->arena, uri);
    ex->req.path = copy;
    (void)str_cut(copy, '?', &ex->req.path, &ex->req.query_text);
    return ex;
}

void exchange_ref(Exchange *ex) {
    ex->refs++;
}

void exchange_unref(Exchange *ex) {
    if (--ex->refs) return;
    if (ex->resp.fd >= 0) close(ex->resp.fd);
    if (ex->parts.fd >= 0) close(ex->parts.fd);
    if (ex->resp.sse) sse_gone(ex->resp.sse);
    if (ex->upload.pipe) pipe_done(ex->upload.pipe);
    arena_free(ex->arena);
    arena_free(ex->spare);
    free(ex);
}

void exchange_refuse(Exchange *ex, Status status, const char *code, const char *msg) {
    ex->result = FAIL(&ex->err, status, code, "%s", msg);
    ex->done = true;
}

/* A deferred handler's success says nothing yet: the token's holder will. */
static void handler_returned(Exchange *ex, Status status) {
    if (ex->deferred && status == OK) {
        exchange_unref(ex);
        return;
    }
    if (ex->deferred) exchange_unref(ex); /* the void token's */
    exchange_finish(ex, status);
}

void exchange_finish(Exchange *ex, Status status) {
    ex->result = status;
    ex->done = true;
    park_wake(&ex->park);
    exchange_unref(ex);
}

static Status authorize(Exchange *ex, void *local) {
    const HttpHooks *h = &ex->server->config.hooks;
    ex->ctx.app = h->app;
    ex->ctx.local = local;
    if (ex->authorized || ex->req.route->flags & ROUTE_NO_AUTH) return OK;
    ex->authorized = true;
    if (!h->authorize) return FAIL(&ex->err, ERR_DENIED, "auth.required", "nobody can be let in");
    return h->authorize(h->app, local, &ex->req, ex->req.route, &ex->ctx.who, &ex->err);
}

static Status query_decode(Exchange *ex) {
    Req *req = &ex->req;
    const Shape *shape = req->route->query;
    TRY(query_parse(req->query_text, req->arena, &req->query, &ex->err));
    if (!shape && req->query.n) {
        (void)FAIL(&ex->err, ERR_INVALID, "query.unknown", "this address takes no query");
        err_where(&ex->err, "?" STR_FMT, STR_ARG(req->query.v[0].name));
        return ERR_INVALID;
    }
    if (!shape) return OK;
    void *args = arena_alloc(req->arena, shape->size);
    TRY(shape_decode(shape, query_node(&req->query, req->arena), NULL, req->arena, args, &ex->err));
    req->args = args;
    return OK;
}

static Status body_decode(Exchange *ex) {
    Req *req = &ex->req;
    const Shape *shape = req->route->in;
    if (!shape) return OK;
    Str type = req_header(req, "content-type"), media = type, rest;
    (void)str_cut(type, ';', &media, &rest);
    media = str_trim(media);
    if (media.n != 16 || strncasecmp(media.p, "application/json", 16) != 0)
        return FAIL(&ex->err, ERR_INVALID, "body.type", "the body must be application/json");
    Node *tree;
    TRY(json_read(req->body, (JsonLimits){route_body_max(req->route), 20000}, req->arena, &tree, &ex->err));
    void *in = arena_alloc(req->arena, shape->size);
    TRY(shape_decode(shape, tree, NULL, req->arena, in, &ex->err));
    req->in = in;
    return OK;
}

static Status answer_run(Exchange *ex, void *local) {
    TRY(authorize(ex, local));
    TRY(query_decode(ex));
    TRY(body_decode(ex));
    Status s = ex->req.route->handler(&ex->ctx, &ex->req, &ex->resp, &ex->err);
    if (s == OK && (ex->req.route->flags & ROUTE_PACKED)) pack(&ex->req, &ex->resp);
    return s;
}

static void work(Job *job, void *local) {
    Exchange *ex = (Exchange *)((char *)job - offsetof(Exchange, job));
    handler_returned(ex, answer_run(ex, local));
}

void exchange_run(Exchange *ex) {
    ex->phase = PHASE_RUN;
    ex->req.body = strbuf_str(&ex->body);
    exchange_ref(ex);
    if (ex->req.route->flags & ROUTE_INLINE) {
        handler_returned(ex, answer_run(ex, NULL));
        return;
    }
    ex->job.run = work;
    if (workers_offer(ex->server->workers, &ex->job)) return;
    exchange_unref(ex);
    exchange_refuse(ex, ERR_BUSY, "server.busy", "too many requests are waiting");
}

static void answer_options(Exchange *ex, unsigned allow) {
    ex->resp.status = 204;
    resp_header(&ex->resp, "Allow", router_allow_text(allow, ex->arena));
    ex->done = true;
}

static void route_missing(Exchange *ex, unsigned allow) {
    if (!allow && (ex->req.method == GET || ex->req.method == HEAD) &&
        site_find(ex->server->site, &ex->req, &ex->resp)) {
        ex->site = true;
        ex->done = true;
        return;
    }
    if (!allow) {
        exchange_refuse(ex, ERR_NOT_FOUND, "path.unknown", "there is nothing at this address");
        return;
    }
    resp_header(&ex->resp, "Allow", router_allow_text(allow, ex->arena));
    exchange_refuse(ex, ERR_INVALID, "method.not_allowed", "this address does not take that method");
}

void exchange_admit(Exchange *ex) {
    Req *req = &ex->req;
    RouteMatch m;
    if (ex->done) return;
    Status s = router_find(ex->server->router, req->method, req->path, req->arena, &m, &ex->err);
    if (s != OK) {
        ex->result = s;
        ex->done = true;
        return;
    }
    if (!m.route && m.allow && req->method == OPTIONS) {
        answer_options(ex, m.allow);
        return;
    }
    if (!m.route) {
        route_missing(ex, m.allow);
        return;
    }
    req->route = m.route;
    memcpy(req->params, m.params, sizeof m.params);
    req->n_params = m.n_params;
    ex->body_max = route_body_max(m.route);
    strbuf_init(&ex->body, ex->arena, ex->body_max);
    if (ex->body_length != BODY_UNSAID && ex->body_length > ex->body_max) {
        exchange_refuse(ex, ERR_LIMIT, "body.too_large", "the body is larger than this address takes");
        return;
    }
    if (!(m.route->flags & ROUTE_INLINE) && !m.route->upload) return;
    s = authorize(ex, NULL);
    if (s == OK && m.route->upload) s = query_decode(ex);
    if (s == OK) return;
    ex->result = s;
    ex->done = true;
}

void exchange_body(Exchange *ex, Str bytes) {
    strbuf_put(&ex->body, bytes);
}
