// SPDX-License-Identifier: Apache-2.0
#include "http/metrics.h"

#include "base/test.h"

static bool has(Str text, const char *line) {
    return str_find(text, str_c(line)) != SIZE_MAX;
}

TEST(requests_are_counted_by_pattern_status_and_time) {
    static const Route ROUTES[] = {{GET, "/cases/{case}", NULL, 1}, {POST, "/cases", NULL, 1}};
    Arena *a = arena_new();
    Metrics *m = metrics_new(ROUTES, 2, a);
    metrics_count(m, &ROUTES[0], false, 200, 90);
    metrics_count(m, &ROUTES[0], false, 200, 300);
    metrics_count(m, &ROUTES[0], false, 404, 99000000);
    metrics_count(m, NULL, false, 404, 1);
    metrics_count(m, NULL, true, 299, 1);
    StrBuf b;
    strbuf_init(&b, a, KB(64));
    metrics_write(m, &(MetricsNow){.in_flight = 3}, &b);
    Str s = strbuf_str(&b);
    CHECK(has(s, "http_requests_total{method=\"GET\",route=\"/cases/{case}\",status=\"200\"} 2\n"));
    CHECK(has(s, "http_requests_total{method=\"GET\",route=\"/cases/{case}\",status=\"404\"} 1\n"));
    CHECK(has(s, "http_requests_total{method=\"\",route=\"none\",status=\"404\"} 1\n"));
    CHECK(has(s, "http_requests_total{method=\"\",route=\"site\",status=\"other\"} 1\n"));
    CHECK(has(s, "http_request_seconds_bucket{method=\"GET\",route=\"/cases/{case}\",le=\"0.0001\"} 1\n"));
    CHECK(has(s, "http_request_seconds_bucket{method=\"GET\",route=\"/cases/{case}\",le=\"0.0005\"} 2\n"));
    CHECK(has(s, "http_request_seconds_bucket{method=\"GET\",route=\"/cases/{case}\",le=\"10\"} 2\n"));
    CHECK(has(s, "http_request_seconds_bucket{method=\"GET\",route=\"/cases/{case}\",le=\"+Inf\"} 3\n"));
    CHECK(has(s, "http_requests_in_flight 3\n"));
    CHECK(!has(s, "POST"));
    arena_free(a);
}

TEST_MAIN()
