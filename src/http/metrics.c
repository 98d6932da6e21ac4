// SPDX-License-Identifier: Apache-2.0
#include "http/metrics.h"

#include <stdatomic.h>

static const int STATUSES[] = {200, 201, 202, 204, 206, 304, 400, 401, 403, 404, 405, 408,
                               409, 412, 413, 414, 415, 416, 422, 428, 429, 431, 500, 503};
static const int64_t BOUNDS_US[] = {100,   250,    500,    1000,   2500,    5000,    10000,   25000,
                                    50000, 100000, 250000, 500000, 1000000, 2500000, 10000000};

typedef struct Row {
    atomic_uint_fast64_t status[LEN(STATUSES) + 1]; /* the last: any other */
    atomic_uint_fast64_t bucket[LEN(BOUNDS_US) + 1];
    atomic_uint_fast64_t us;
} Row;

struct Metrics {
    const Route *routes;
    size_t n;
    Row *rows; /* one a route, then the site's files, then what matched nothing */
};

Metrics *metrics_new(const Route *routes, size_t n, Arena *a) {
    Metrics *m = NEW(a, Metrics);
    *m = (Metrics){.routes = routes, .n = n, .rows = NEW_N(a, Row, n + 2)};
    return m;
}

static void add(atomic_uint_fast64_t *counter, uint64_t n) {
    atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

void metrics_count(Metrics *m, const Route *route, bool site, int status, int64_t us) {
    Row *row = &m->rows[route ? (size_t)(route - m->routes) : m->n + !site];
    size_t s = 0, b = 0;
    while (s < LEN(STATUSES) && STATUSES[s] != status) s++;
    while (b < LEN(BOUNDS_US) && us > BOUNDS_US[b]) b++;
    add(&row->status[s], 1);
    add(&row->bucket[b], 1);
    add(&row->us, (uint64_t)MAX(us, INT64_C(0)));
}

static void label(const Metrics *m, size_t i, StrBuf *out) {
    const Route *r = i < m->n ? &m->routes[i] : NULL;
    strbuf_f(out, "{method=\"%s\",route=\"%s\"", r ? method_name(r->method) : "",
             r           ? r->pattern
             : i == m->n ? "site"
                         : "none");
}

static void write_histogram(const Metrics *m, size_t i, StrBuf *out) {
    const Row *row = &m->rows[i];
    uint64_t total = 0, so_far = 0;
    for (size_t b = 0; b <= LEN(BOUNDS_US); b++) total += row->bucket[b];
    if (!total) return;
    for (size_t b = 0; b < LEN(BOUNDS_US); b++) {
        so_far += row->bucket[b];
        strbuf_put(out, S("http_request_seconds_bucket"));
        label(m, i, out);
        strbuf_f(out, ",le=\"%g\"} %llu\n", (double)BOUNDS_US[b] / 1e6, (unsigned long long)so_far);
    }
    strbuf_put(out, S("http_request_seconds_bucket"));
    label(m, i, out);
    strbuf_f(out, ",le=\"+Inf\"} %llu\n", (unsigned long long)total);
    strbuf_put(out, S("http_request_seconds_sum"));
    label(m, i, out);
    strbuf_f(out, "} %.6f\n", (double)row->us / 1e6);
    strbuf_put(out, S("http_request_seconds_count"));
    label(m, i, out);
    strbuf_f(out, "} %llu\n", (unsigned long long)total);
}

void metrics_write(const Metrics *m, const MetricsNow *now, StrBuf *out) {
    strbuf_put(out, S("# TYPE http_requests_total counter\n"));
    for (size_t i = 0; i < m->n + 2; i++) {
        for (size_t s = 0; s <= LEN(STATUSES); s++) {
            uint64_t v = m->rows[i].status[s];
            if (!v) continue;
            strbuf_put(out, S("http_requests_total"));
            label(m, i, out);
            if (s < LEN(STATUSES))
                strbuf_f(out, ",status=\"%d\"} %llu\n", STATUSES[s], (unsigned long long)v);
            else
                strbuf_f(out, ",status=\"other\"} %llu\n", (unsigned long long)v);
        }
    }
    strbuf_put(out, S("# TYPE http_request_seconds histogram\n"));
    for (size_t i = 0; i < m->n + 2; i++) write_histogram(m, i, out);
    strbuf_f(out, "# TYPE http_requests_in_flight gauge\nhttp_requests_in_flight %zu\n", now->in_flight);
    strbuf_f(out, "# TYPE http_queue_depth gauge\nhttp_queue_depth %zu\n", now->queue_depth);
    strbuf_f(out, "# TYPE http_connections gauge\nhttp_connections %zu\n", now->connections);
    strbuf_f(out, "# TYPE http_event_streams gauge\nhttp_event_streams %zu\n", now->streams);
}
