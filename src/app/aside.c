// SPDX-License-Identifier: Apache-2.0
#include "app/aside.h"

#include <pthread.h>

#include "base/log.h"

enum { QUEUE_MAX = 4096, GATHER_MS = 40, TRIES = 5, RETRY_MS = 500, BEHIND = 256, LATE_MAX = 20000 };

typedef struct Put {
    Query q;
    Val *args;
    size_t n;
    bool keep;
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
    Arena *arena;
    Str url;
    const QuerySet *queries;
    Heap heaps[2]; /* one is filled while the other is stored */
    Heap late;     /* kept rows the database could not take yet; the thread's own */
    size_t behind; /* how many they are */
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

/* Another connection is tried when this one is gone; it may take a while until there is one. */
static void reconnect(Aside *s, const Err *err) {
    Db *db;
    Err none;
    if (strcmp(err->code, "db.lost") != 0) return;
    if (db_open(s->url, &(DbHow){.role = DB_WRITER, .queries = s->queries}, &db, &none) != OK) return;
    db_close(s->db);
    s->db = db;
}

static Put put_copy(Arena *a, Query q, const Val *args, size_t n) {
    Val *copy = arena_dup(a, args, sizeof *args * n);
    for (size_t i = 0; i < n; i++)
        if (copy[i].kind == VAL_TEXT || copy[i].kind == VAL_BLOB) copy[i].s = str_dup(a, copy[i].s);
    return (Put){.q = q, .args = copy, .n = n};
}

/* So that not even a kill loses it without a trace. */
static void tell_late(const Aside *s, const Put *p) {
    char text[400];
    size_t at = 0;
    for (size_t i = 0; i < p->n && at < sizeof text; i++) {
        const Val *v = &p->args[i];
        int n = v->kind == VAL_I64    ? snprintf(text + at, sizeof text - at, " %lld", (long long)v->i)
                : v->kind == VAL_TEXT ? snprintf(text + at, sizeof text - at, " %.*s", (int)MIN(v->s.n, (size_t)80), v->s.p)
                                      : snprintf(text + at, sizeof text - at, " -");
        at += (size_t)MAX(n, 0);
    }
    log_line(LOG_WARN, "not stored yet %s%s", s->queries->v[p->q].name, text);
}

static bool keep_late(Aside *s, const Put *p, Status status) {
    bool passing = status == ERR_STORAGE || status == ERR_BUSY || status == ERR_IO;
    if (!p->keep || !passing || s->late.n >= LATE_MAX) return false;
    Put copy = put_copy(s->late.arena, p->q, p->args, p->n);
    copy.keep = true;
    *PUSH(s->late.arena, &s->late) = copy;
    tell_late(s, &copy);
    return true;
}

static size_t store_each(Aside *s, const Heap *h, Arena *a) {
    size_t dropped = 0;
    for (size_t i = 0; i < h->n; i++) {
        Err err = {0};
        Heap one = {.v = &h->v[i], .n = 1};
        Status status = ERR_BUSY;
        for (int k = 0; k < TRIES && status == ERR_BUSY; k++) status = store_all(s, &one, a, &err);
        if (status == OK || keep_late(s, &h->v[i], status)) continue;
        log_err(LOG_ERROR, "aside", &err);
        dropped++;
    }
    return dropped;
}

static size_t store(Aside *s, const Heap *h) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Err err = {0};
    if (store_all(s, h, a, &err) == OK) return 0;
    reconnect(s, &err);
    return store_each(s, h, a);
}

/* All of them in one go, or none: they wait for the same disk. */
static void store_late(Aside *s) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Err err = {0};
    if (!s->late.n) return;
    if (store_all(s, &s->late, a, &err) != OK) {
        reconnect(s, &err);
        return;
    }
    Arena *arena = s->late.arena;
    log_line(LOG_WARN, "stored at last %zu", s->late.n);
    s->late = (Heap){.arena = arena};
    arena_reset(arena);
}

static void pause_ms(struct timespec *ret, int64_t ms) {
    clock_gettime(CLOCK_REALTIME, ret);
    ret->tv_nsec += ms % 1000 * 1000000L;
    ret->tv_sec += ms / 1000 + ret->tv_nsec / 1000000000L;
    ret->tv_nsec %= 1000000000L;
}

static void gather(Aside *s) {
    struct timespec until;
    pause_ms(&until, GATHER_MS);
    while (!s->stop && !s->waiters && s->heaps[s->filling].n < QUEUE_MAX / 2)
        if (pthread_cond_timedwait(&s->some, &s->lock, &until) != 0) break;
}

/* Under the lock. Until there is something to store, or to try again. */
static void await_some(Aside *s) {
    struct timespec until;
    pause_ms(&until, RETRY_MS);
    while (!s->heaps[s->filling].n && !s->stop) {
        if (!s->late.n) pthread_cond_wait(&s->some, &s->lock);
        else if (pthread_cond_timedwait(&s->some, &s->lock, &until) != 0) break;
    }
}

static void *run(void *arg) {
    Aside *s = arg;
    pthread_mutex_lock(&s->lock);
    for (bool last = false; !last;) {
        await_some(s);
        last = s->stop && !s->heaps[s->filling].n;
        if (s->heaps[s->filling].n) gather(s);
        Heap *h = &s->heaps[s->filling];
        s->filling ^= 1;
        pthread_mutex_unlock(&s->lock);
        store_late(s);
        size_t dropped = h->n ? store(s, h) : 0;
        pthread_mutex_lock(&s->lock);
        s->behind = s->late.n;
        s->done += h->n;
        s->dropped += dropped;
        Arena *arena = h->arena;
        *h = (Heap){.arena = arena};
        arena_reset(arena);
        pthread_cond_broadcast(&s->stored);
    }
    pthread_mutex_unlock(&s->lock);
    if (s->late.n) log_line(LOG_ERROR, "never stored %zu", s->late.n);
    return NULL;
}

Status aside_open(Str url, const QuerySet *queries, Aside **ret, Err *err) {
    Db *db;
    TRY(db_open(url, &(DbHow){.role = DB_WRITER, .queries = queries}, &db, err));
    Aside *s = calloc(1, sizeof *s);
    ASSERT(s && "out of memory");
    s->db = db;
    s->arena = arena_new();
    s->url = str_dup(s->arena, url);
    s->queries = queries;
    s->late.arena = arena_new();
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
    arena_free(s->arena);
    arena_free(s->late.arena);
    arena_free(s->heaps[0].arena);
    arena_free(s->heaps[1].arena);
    db_close(s->db);
    free(s);
}

static void put(Aside *s, Query q, const Val *args, size_t n, bool keep) {
    pthread_mutex_lock(&s->lock);
    while (s->heaps[s->filling].n >= QUEUE_MAX) pthread_cond_wait(&s->stored, &s->lock);
    Heap *h = &s->heaps[s->filling];
    Put p = put_copy(h->arena, q, args, n);
    p.keep = keep;
    *PUSH(h->arena, h) = p;
    s->put++;
    pthread_mutex_unlock(&s->lock);
    pthread_cond_signal(&s->some);
}

void aside_put(Aside *s, Query q, const Val *args, size_t n) {
    put(s, q, args, n, false);
}

void aside_keep(Aside *s, Query q, const Val *args, size_t n) {
    put(s, q, args, n, true);
}

bool aside_behind(Aside *s) {
    pthread_mutex_lock(&s->lock);
    bool behind = s->behind && s->behind + (s->put - s->done) > BEHIND;
    pthread_mutex_unlock(&s->lock);
    return behind;
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
