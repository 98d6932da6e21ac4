// SPDX-License-Identifier: Apache-2.0
#include "app/live.h"

#include <pthread.h>

typedef struct Slot {
    Arena *arena;
    LiveRecord r;
} Slot;

typedef struct Watcher {
    LiveWake *fn;
    void *ctx;
} Watcher;

struct Live {
    Arena *arena;
    pthread_mutex_t lock;
    pthread_cond_t some;
    Slot *slots;
    size_t n;
    int64_t first, last; /* positions in the ring: first..last; empty when first > last */
    Watcher watchers[LIVE_WATCHERS];
};

Live *live_new(size_t records, int64_t last_pos) {
    Arena *a = arena_new();
    Live *l = NEW(a, Live);
    *l = (Live){.arena = a, .n = records, .first = last_pos + 1, .last = last_pos};
    l->slots = NEW_N(a, Slot, records);
    pthread_mutex_init(&l->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&l->some, &attr);
    pthread_condattr_destroy(&attr);
    return l;
}

void live_free(Live *l) {
    if (!l) return;
    for (size_t i = 0; i < l->n; i++) arena_free(l->slots[i].arena);
    pthread_mutex_destroy(&l->lock);
    pthread_cond_destroy(&l->some);
    arena_free(l->arena);
}

static void copy_record(const LiveRecord *r, Arena *a, LiveRecord *to) {
    *to = *r;
    to->command = str_dup(a, r->command);
    to->events = str_dup(a, r->events);
    to->agencies = arena_dup(a, r->agencies, r->n_agencies * sizeof *r->agencies);
}

void live_publish(Live *l, const LiveRecord *r) {
    pthread_mutex_lock(&l->lock);
    ASSERT(r->pos == l->last + 1);
    Slot *s = &l->slots[(size_t)r->pos % l->n];
    if (!s->arena) s->arena = arena_new();
    arena_reset(s->arena);
    copy_record(r, s->arena, &s->r);
    l->last = r->pos;
    if ((size_t)(l->last - l->first) >= l->n) l->first = l->last - (int64_t)l->n + 1;
    pthread_mutex_unlock(&l->lock);
}

void live_wake(Live *l) {
    Watcher w[LIVE_WATCHERS];
    pthread_mutex_lock(&l->lock);
    memcpy(w, l->watchers, sizeof w);
    int64_t last = l->last;
    pthread_cond_broadcast(&l->some);
    pthread_mutex_unlock(&l->lock);
    for (int i = 0; i < LIVE_WATCHERS; i++)
        if (w[i].fn) w[i].fn(w[i].ctx, last);
}

void live_rouse(Live *l) {
    pthread_mutex_lock(&l->lock);
    pthread_cond_broadcast(&l->some);
    pthread_mutex_unlock(&l->lock);
}

LiveState live_read(Live *l, int64_t after, size_t max, Arena *a, LiveRecord **ret, size_t *ret_n) {
    pthread_mutex_lock(&l->lock);
    LiveState st = after + 1 < l->first ? LIVE_BEHIND : after >= l->last ? LIVE_NONE : LIVE_SOME;
    *ret_n = 0;
    if (st == LIVE_SOME) {
        size_t n = MIN((size_t)(l->last - after), max);
        *ret = NEW_N(a, LiveRecord, n);
        for (size_t i = 0; i < n; i++) copy_record(&l->slots[((size_t)after + 1 + i) % l->n].r, a, &(*ret)[i]);
        *ret_n = n;
    }
    pthread_mutex_unlock(&l->lock);
    return st;
}

int64_t live_last(Live *l) {
    pthread_mutex_lock(&l->lock);
    int64_t last = l->last;
    pthread_mutex_unlock(&l->lock);
    return last;
}

bool live_wait(Live *l, int64_t after, int timeout_ms, const atomic_bool *unless) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (timeout_ms % 1000) * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&l->lock);
    while (l->last <= after && !(unless && *unless))
        if (pthread_cond_timedwait(&l->some, &l->lock, &until) != 0) break;
    bool some = l->last > after;
    pthread_mutex_unlock(&l->lock);
    return some;
}

bool live_watch(Live *l, LiveWake *fn, void *ctx) {
    bool put = false;
    pthread_mutex_lock(&l->lock);
    for (int i = 0; i < LIVE_WATCHERS && !put; i++)
        if (!l->watchers[i].fn) l->watchers[i] = (Watcher){fn, ctx}, put = true;
    pthread_mutex_unlock(&l->lock);
    return put;
}

void live_unwatch(Live *l, LiveWake *fn, void *ctx) {
    pthread_mutex_lock(&l->lock);
    for (int i = 0; i < LIVE_WATCHERS; i++)
        if (l->watchers[i].fn == fn && l->watchers[i].ctx == ctx) l->watchers[i] = (Watcher){0};
    pthread_mutex_unlock(&l->lock);
}
