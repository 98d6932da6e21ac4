// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <pthread.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/listen.h"

enum { TICK_MS = 100 };

typedef struct Keeper { /* the housekeeping thread: heartbeats and time-outs */
    Server server;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t stop_asked;
    bool stop;
} Keeper;

static void tick_wait(Keeper *k) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += TICK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&k->stop_asked, &k->lock, &until);
}

static void *keep(void *arg) {
    Keeper *k = arg;
    pthread_mutex_lock(&k->lock);
    while (!k->stop) {
        tick_wait(k);
        pthread_mutex_unlock(&k->lock);
        int64_t now = clock_monotonic_us();
        sse_hub_tick(k->server.hub, now);
        listener_sweep(k->server.listener, now);
        pthread_mutex_lock(&k->lock);
    }
    pthread_mutex_unlock(&k->lock);
    return NULL;
}

#define DEFAULT(field, value)                                                                                \
    do {                                                                                                     \
        if (!(field)) (field) = (value);                                                                     \
    } while (0)

static void config_fill(HttpConfig *c) {
    DEFAULT(c->host, "127.0.0.1");
    DEFAULT(c->loops, 2);
    DEFAULT(c->workers, 8);
    DEFAULT(c->queue_max, 1024);
    DEFAULT(c->connections_max, 4096);
    DEFAULT(c->uri_max, KB(8));
    DEFAULT(c->head_memory, KB(32));
    DEFAULT(c->answer_max, MB(16));
    DEFAULT(c->idle_s, 30);
    DEFAULT(c->head_ms, 30000);
    DEFAULT(c->body_ms, 60000);
    DEFAULT(c->heartbeat_ms, 15000);
}

static void arena_let_go(Arena **a) {
    if (*a) arena_free(*a);
}

Status http_start(const HttpConfig *config, Server **ret, Err *err) {
    _cleanup_(arena_let_go) Arena *a = arena_new();
    Keeper *k = NEW(a, Keeper);
    Server *s = &k->server;
    s->config = *config;
    config_fill(&s->config);
    const HttpConfig *c = &s->config;
    s->arena = a;
    s->next_id = clock_now();
    TRY(router_new(c->routes, c->n_routes, a, &s->router, err));
    TRY(site_new(&c->site, a, &s->site, err));
    s->metrics = metrics_new(c->routes, c->n_routes, a);
    s->hub = sse_hub_new(c->heartbeat_ms);
    s->workers = workers_new(&(WorkersConfig){.threads = c->workers,
                                              .queue_max = c->queue_max,
                                              .app = c->hooks.app,
                                              .begin = c->hooks.worker_begin,
                                              .end = c->hooks.worker_end});
    Status status = listener_start(s, err);
    if (status != OK) {
        workers_stop(s->workers);
        workers_free(s->workers);
        sse_hub_free(s->hub);
        return status;
    }
    pthread_mutex_init(&k->lock, NULL);
    pthread_cond_init(&k->stop_asked, NULL);
    ASSERT(pthread_create(&k->thread, NULL, keep, k) == 0);
    *ret = s;
    (void)TAKE(a);
    return OK;
}

int http_port(const Server *s) {
    return listener_port(s->listener);
}

void http_metrics(Server *s, StrBuf *out) {
    MetricsNow now = {.in_flight = s->in_flight,
                      .queue_depth = workers_waiting(s->workers),
                      .connections = s->n_connections,
                      .streams = sse_hub_count(s->hub)};
    metrics_write(s->metrics, &now, out);
}

static bool quiet_within(Server *s, int ms) {
    int64_t until = clock_monotonic_us() + (int64_t)ms * 1000;
    while (s->in_flight) {
        if (clock_monotonic_us() >= until) return false;
        usleep(2000);
    }
    return true;
}

static void keeper_stop(Keeper *k) {
    pthread_mutex_lock(&k->lock);
    k->stop = true;
    pthread_mutex_unlock(&k->lock);
    pthread_cond_signal(&k->stop_asked);
    pthread_join(k->thread, NULL);
    pthread_mutex_destroy(&k->lock);
    pthread_cond_destroy(&k->stop_asked);
}

void http_stop(Server *s, int grace_ms) {
    Keeper *k = (Keeper *)s;
    s->stopping = true;
    listener_quiesce(s->listener);
    sse_hub_close(s->hub, false);
    bool quiet = quiet_within(s, grace_ms);
    s->killed = true;
    sse_hub_close(s->hub, true);
    listener_wake(s->listener);
    if (!quiet && !quiet_within(s, 500)) listener_cut(s->listener);
    workers_stop(s->workers); /* handlers end; what they answer still goes out */
    listener_wake(s->listener);
    (void)quiet_within(s, 1000);
    keeper_stop(k);
    listener_stop(s->listener);
    workers_free(s->workers);
    sse_hub_free(s->hub);
    arena_free(s->arena);
}
