// SPDX-License-Identifier: Apache-2.0
#include "app/aside.h"

#include <pthread.h>

#include "base/log.h"

enum { QUEUE_MAX = 4096, GATHER_MS = 40, TRIES = 5 };

typedef struct Put {
    Query q;
    Val *args;
    size_t n;
} Put;

typedef struct Heap { /* what waits, with the memory it points to */
    Arena *arena;
    Put *v;
    size_t n, cap;
} Heap;

struct Aside {
    Db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t some, stored;
    Heap heaps[2]; /* one is filled while the other is stored */
    int filling;
    uint64_t put, done, dropped;
    int waiters;
    bool stop;
};

static Status store_all(Aside *s, const Heap *h, Arena *a, Err *err) {
    TRY(db_begin(s->db, TX_WRITE, err));
    for (size_t i = 0; i < h->n; i++) {
        Status status = db_run(s->db, h->v[i].q, h->v[i].args, h->v[i].n, a, NULL, err);
        if (status != OK) {
            db_rollback(s->db);
            return status;
        }
    }
    return db_commit(s->db, err);
}

static size_t store_each(Aside *s, const Heap *h, Arena *a) {
    size_t dropped = 0;
    for (size_t i = 0; i < h->n; i++) {
        Err err = {0};
        Heap one = {.v = &h->v[i], .n = 1};
        Status status = ERR_BUSY;
        for (int k = 0; k < TRIES && status == ERR_BUSY; k++) status = store_all(s, &one, a, &err);
        if (status == OK) continue;
        log_err(LOG_ERROR, "aside", &err);
        dropped++;
    }
    return dropped;
}

static size_t store(Aside *s, const Heap *h) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Err err = {0};
    if (store_all(s, h, a, &err) == OK) return 0;
    return store_each(s, h, a);
}

static void gather(Aside *s) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += GATHER_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    while (!s->stop && !s->waiters && s->heaps[s->filling].n < QUEUE_MAX / 2)
        if (pthread_cond_timedwait(&s->some, &s->lock, &until) != 0) break;
}

static void *run(void *arg) {
    Aside *s = arg;
    pthread_mutex_lock(&s->lock);
    for (;;) {
        while (!s->heaps[s->filling].n && !s->stop) pthread_cond_wait(&s->some, &s->lock);
        if (!s->heaps[s->filling].n) break;
        gather(s);
        Heap *h = &s->heaps[s->filling];
        s->filling ^= 1;
        pthread_mutex_unlock(&s->lock);
        size_t dropped = store(s, h);
        pthread_mutex_lock(&s->lock);
        s->done += h->n;
        s->dropped += dropped;
        Arena *arena = h->arena;
        *h = (Heap){.arena = arena};
        arena_reset(arena);
        pthread_cond_broadcast(&s->stored);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

Status aside_open(Str url, const QuerySet *queries, Aside **ret, Err *err) {
    Db *db;
    TRY(db_open(url, &(DbHow){.role = DB_WRITER, .queries = queries}, &db, err));
    Aside *s = calloc(1, sizeof *s);
    ASSERT(s && "out of memory");
    s->db = db;
    s->heaps[0].arena = arena_new();
    s->heaps[1].arena = arena_new();
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->some, NULL);
    pthread_cond_init(&s->stored, NULL);
    ASSERT(pthread_create(&s->thread, NULL, run, s) == 0);
    *ret = s;
    return OK;
}

void aside_close(Aside *s) {
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_mutex_unlock(&s->lock);
    pthread_cond_broadcast(&s->some);
    pthread_join(s->thread, NULL);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->some);
    pthread_cond_destroy(&s->stored);
    arena_free(s->heaps[0].arena);
    arena_free(s->heaps[1].arena);
    db_close(s->db);
    free(s);
}

void aside_put(Aside *s, Query q, const Val *args, size_t n) {
    pthread_mutex_lock(&s->lock);
    while (s->heaps[s->filling].n >= QUEUE_MAX) pthread_cond_wait(&s->stored, &s->lock);
    Heap *h = &s->heaps[s->filling];
    Val *copy = arena_dup(h->arena, args, sizeof *args * n);
    for (size_t i = 0; i < n; i++)
        if (copy[i].kind == VAL_TEXT || copy[i].kind == VAL_BLOB) copy[i].s = str_dup(h->arena, copy[i].s);
    Put *p = PUSH(h->arena, h);
    *p = (Put){q, copy, n};
    s->put++;
    pthread_mutex_unlock(&s->lock);
    pthread_cond_signal(&s->some);
}

Status aside_sync(Aside *s, Err *err) {
    pthread_mutex_lock(&s->lock);
    uint64_t want = s->put, dropped = s->dropped;
    s->waiters++;
    pthread_cond_signal(&s->some);
    while (s->done < want) pthread_cond_wait(&s->stored, &s->lock);
    s->waiters--;
    bool lost = s->dropped != dropped;
    pthread_mutex_unlock(&s->lock);
    return lost ? FAIL(err, ERR_STORAGE, "aside.lost", "a row beside the log could not be stored") : OK;
}
