// SPDX-License-Identifier: Apache-2.0
#pragma once
/* Counters of requests by route pattern, status and time taken, as Prometheus text. Any thread may count. */
#include "http/route.h"

typedef struct Metrics Metrics;

typedef struct MetricsNow { /* gauges, read when asked for */
    size_t in_flight, queue_depth, connections, streams;
} MetricsNow;

Metrics *metrics_new(const Route *routes, size_t n, Arena *a);
/* route: NULL for what matched none; site: a file of the client. */
void metrics_count(Metrics *m, const Route *route, bool site, int status, int64_t us);
void metrics_write(const Metrics *m, const MetricsNow *now, StrBuf *out);
