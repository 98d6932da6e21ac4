// SPDX-License-Identifier: Apache-2.0
/* What a stranger writes into an address or a header: path, query, cookies, ranges, tags. */
#include "base/arena.h"
#include "http/conditional.h"
#include "http/cookie.h"
#include "http/query.h"
#include "http/router.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Status nothing(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    return OK;
}

static const Route ROUTES[] = {
    {GET, "/cases/{case}", nothing, 1},
    {GET, "/cases/recent", nothing, 1},
    {POST, "/cases/{case}/pages/{page}", nothing, 1},
    {GET, "/files/{path*}", nothing, 1},
};

static void path(Str s, Arena *a) {
    Router *r;
    RouteMatch m;
    if (router_new(ROUTES, LEN(ROUTES), a, &r, NULL) != OK) abort();
    if (router_find(r, GET, s, a, &m, NULL) != OK || !m.route) return;
    for (size_t i = 0; i < m.n_params; i++) ASSERT(!m.params[i].value.n || str_utf8(m.params[i].value));
}

static void query(Str s, Arena *a) {
    Pairs q;
    if (query_parse(s, a, &q, NULL) != OK) return;
    const Node *map = query_node(&q, a);
    ASSERT(map->map.n <= q.n && q.n <= QUERY_MAX);
    for (size_t i = 0; i < q.n; i++) ASSERT(node_find(map, q.v[i].name));
}

static void encoding(Str s, Arena *a) {
    Str back;
    StrBuf b;
    strbuf_init(&b, a, s.n * 3 + 1);
    percent_encode(s, &b);
    bool ok = percent_decode(strbuf_str(&b), true, a, &back);
    ASSERT(ok == (!s.n || str_utf8(s)));
    if (ok) ASSERT(str_eq(back, s));
}

static void headers(Str s, Arena *a) {
    Str value;
    StrBuf b;
    uint64_t from = 0, n = 0;
    for (uint64_t whole = 0; whole <= 1000; whole += 250)
        if (range_parse(s, whole, &from, &n) == RANGE_PART) ASSERT(n && from < whole && n <= whole - from);
    (void)etag_listed(s, S("\"tag\""));
    (void)etag_if_range(s, S("\"tag\""));
    (void)coding_accepted(s, S("br"));
    if (!cookie_find(s, S("session"), &value)) return;
    strbuf_init(&b, a, KB(64));
    if (cookie_format(&(Cookie){.name = S("session"), .value = value}, &b))
        ASSERT(!memchr(b.p, '\n', b.n) && !memchr(b.p, '\r', b.n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > KB(8)) return 0;
    Arena *a = arena_new();
    Str s = str_n((const char *)data, size);
    path(s, a);
    query(s, a);
    encoding(s, a);
    headers(s, a);
    arena_free(a);
    return 0;
}
