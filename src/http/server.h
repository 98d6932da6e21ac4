// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The HTTP server as the api room sees it: a table of routes, some hooks, a start and a stop. Knows nothing
 * of cases.
 *
 * Two loop threads only copy bytes and run INLINE handlers; everything else runs on a bounded pool of
 * workers, and a full queue answers 503. No thread waits for a slow client.
 */
#include "http/problem.h"
#include "http/route.h"
#include "http/site.h"

typedef struct Server Server;

typedef struct AccessLine {
    int64_t request_id, actor, us;
    const char *method, *pattern; /* the pattern, never the URL; "site" or "none" where no row matched */
    int status;
    bool complete; /* false: the client left, or was cut off, before the answer was through */
} AccessLine;

typedef struct HttpHooks {
    void *app;
    /*
     * Asked before the body is decoded. Runs on a worker, but on a loop thread (local is NULL, and must not
     * block) for INLINE routes and uploads, which are refused before their body flows.
     */
    Status (*authorize)(void *app, void *local, const Req *req, const Route *route, Who *ret, Err *err);
    ProblemLookup *texts;                              /* may be NULL */
    void (*access)(void *app, const AccessLine *line); /* may be NULL */
    void (*fault)(void *app, int64_t request_id, const char *pattern,
                  const Err *err);               /* ERR_STORAGE, ERR_IO */
    void *(*worker_begin)(void *app, int index); /* makes a worker's local; may be NULL */
    void (*worker_end)(void *app, void *local);
} HttpHooks;

typedef struct HttpConfig { /* zero means the value in brackets */
    const char *host;       /* numeric [127.0.0.1] */
    int port;               /* 0: any free one, see http_port */
    const Route *routes;
    size_t n_routes;
    HttpHooks hooks;
    SiteConfig site;
    const Pair *headers; /* on every answer */
    size_t n_headers;
    int loops, workers;              /* [2] [8] */
    size_t queue_max;                /* [1024] waiting requests */
    int connections_max, per_ip_max; /* [4096] [none] */
    size_t uri_max,
        head_memory;      /* [8 KB] [32 KB] a connection's memory: request line and headers fit in it */
    size_t answer_max;    /* [16 MB] of an answer built in memory */
    int idle_s;           /* [30] without a byte either way */
    int head_ms, body_ms; /* [30000] for the head; [60000] for a body, or for each 16 KB of an upload */
    int heartbeat_ms;     /* [15000] of event streams */
    bool trust_proxy;     /* take the client's address from the last X-Forwarded-For */
    const char *tls_cert, *tls_key; /* PEM text; both or neither */
} HttpConfig;

must_use Status http_start(const HttpConfig *config, Server **ret, Err *err);
int http_port(const Server *s);
void http_metrics(Server *s, StrBuf *out);
/*
 * Stops accepting, sends event streams their last event, waits up to grace_ms for what is in flight, then
 * answers 503 to what still waits for a completion. Whoever completes requests must still be running. Frees
 * the server.
 */
void http_stop(Server *s, int grace_ms);
