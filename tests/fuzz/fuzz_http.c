// SPDX-License-Identifier: Apache-2.0
/*
 * Whole requests as text, through the server's own path without a socket: framing, the real route table, limits,
 * query and body decoding by the real shapes, and the answer with its headers. Handlers are replaced by one that shows
 * what was decoded, which must come back through the writer of the same shape.
 */
#include "api/messages.h"
#include "base/hex.h"
#include "http/conditional.h"
#include "http/exchange.h"
#include "http/framing.h"
#include "node/json.h"

/* api/handlers.h cannot stand beside exchange.h: both have a Phase. */
extern const Route API_ROUTES[];
extern const size_t API_ROUTES_N;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Status show(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    int64_t id, again;
    char text[ID_TEXT];
    (void)ctx;
    for (size_t i = 0; i < req->n_params; i++) {
        ASSERT(!req->params[i].value.n || str_utf8(req->params[i].value));
        Err none;
        if (req_param_id(req, str_cstr(req->arena, req->params[i].name), &id, &none) == OK)
            ASSERT(id_parse(id_format(id, text), &again) && again == id);
    }
    if (req->route->in) resp_view(resp, req->route->in, req->in);
    else resp_text(resp, "text/plain", S("shown"));
    resp->etag = S("\"abc\"");
    resp_attachment(resp, req_query(req, "q"));
    return req->params[0].value.n == 1 ? FAIL(err, ERR_STORAGE, "db.full", "inside") : OK;
}

static Status let_in(void *app, void *local, const Req *req, const Route *route, Who *ret, Err *err) {
    (void)app, (void)local;
    if (str_eqz(req_cookie(req, "jindu_session"), "no")) return FAIL(err, ERR_DENIED, "auth.required", "sign in first");
    *ret = (Who){.actor = 1};
    return OK;
}

/* Everything on this thread, and no upload by pieces: those are the pipe's own tests. */
static void server_make(Server *s, Arena *a) {
    Route *routes = NEW_N(a, Route, API_ROUTES_N);
    memcpy(routes, API_ROUTES, API_ROUTES_N * sizeof *routes);
    for (size_t i = 0; i < API_ROUTES_N; i++) {
        routes[i].handler = show;
        routes[i].upload = NULL;
        routes[i].flags = (routes[i].flags & ROUTE_NO_AUTH) | ROUTE_INLINE;
        routes[i].body_max = MIN(route_body_max(&routes[i]), KB(256));
    }
    *s = (Server){.arena = a, .config = {.uri_max = KB(8), .answer_max = MB(16), .routes = routes, .n_routes = API_ROUTES_N,
                                         .hooks = {.authorize = let_in, .texts = message_find}}};
    ASSERT(router_new(routes, API_ROUTES_N, a, &s->router, NULL) == OK);
    ASSERT(site_new(&(SiteConfig){.api = "/api/"}, a, &s->site, NULL) == OK);
}

/* As the HTTP library gives them: no line ends, no white space around. */
static Str headers_read(Str text, Req *req) {
    Str line, rest;
    while (str_cut(text, '\n', &line, &rest)) {
        Str name, value;
        text = rest;
        line = str_trim(line);
        if (!line.n) return text;
        if (str_cut(line, ':', &name, &value) && !memchr(value.p, 0, value.n))
            *PUSH(req->arena, &req->headers) = (Pair){str_trim(name), str_trim(value)};
    }
    return text;
}

static void check_answer(Exchange *ex) {
    Answer an = {0};
    Node *n;
    answer_prepare(ex, &an);
    ASSERT(an.status >= 200 && an.status < 600);
    for (size_t i = 0; i < an.headers.n; i++) {
        Str v = an.headers.v[i].value;
        ASSERT(!memchr(v.p ? v.p : "", '\n', v.n) && !memchr(v.p ? v.p : "", '\r', v.n));
    }
    if (an.form == RESP_BODY && an.body.n && an.body.p[0] == '{')
        ASSERT(json_read(an.body, (JsonLimits){.bytes_max = MB(16), .nodes_max = 1000000}, ex->arena, &n, NULL) == OK);
    if (an.status >= 500) ASSERT(!strstr(str_cstr(ex->arena, an.body), "inside"));
}

static void request(Server *s, Str text) {
    Str line, rest, method, uri, tail;
    if (!str_cut(text, '\n', &line, &rest) || !str_cut(line, ' ', &method, &uri)) return;
    if (str_cut(uri, ' ', &line, &tail)) uri = line;
    Exchange *ex = exchange_new(s, NULL, uri);
    ex->req.method = method_parse(method);
    Str body = headers_read(rest, &ex->req);
    if (!framing_read(&ex->req.headers, &ex->body_length))
        exchange_refuse(ex, ERR_INVALID, "request.framing", "where the request ends cannot be told");
    exchange_admit(ex);
    if (!ex->done && body.n > ex->body_max)
        exchange_refuse(ex, ERR_LIMIT, "body.too_large", "the body is larger than this address takes");
    if (!ex->done) {
        exchange_body(ex, body);
        exchange_run(ex);
    }
    ASSERT(ex->done);
    check_answer(ex);
    exchange_unref(ex);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Server server; /* the table is checked and sorted once */
    if (!server.router) server_make(&server, arena_new());
    request(&server, str_n((const char *)data, size));
    return 0;
}
