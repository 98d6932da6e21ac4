// SPDX-License-Identifier: Apache-2.0
#include "db/db_pool.h"

#include <errno.h>
#include <pthread.h>

struct DbPool {
    Arena *arena;
    pthread_mutex_t lock;
    pthread_cond_t given;
    size_t n, n_free;
    Db **free; /* a stack: the connection used last has the warmest cache */
};

Status db_pool_open(Str url, const QuerySet *queries, size_t n, DbPool **ret, Err *err) {
    Arena *a = arena_new();
    DbPool *p = NEW(a, DbPool);
    p->arena = a;
    p->free = NEW_N(a, Db *, n);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&p->given, &attr);
    pthread_condattr_destroy(&attr);
    pthread_mutex_init(&p->lock, NULL);
    DbHow how = {.role = DB_READER, .queries = queries};
    for (; p->n < n; p->n++, p->n_free++) {
        Status s = db_open(url, &how, &p->free[p->n], err);
        if (s != OK) {
            db_pool_close(p);
            return s;
        }
    }
    *ret = p;
    return OK;
}

void db_pool_close(DbPool *p) {
    if (!p) return;
    ASSERT(p->n_free == p->n);
    for (size_t i = 0; i < p->n; i++) db_close(p->free[i]);
    pthread_cond_destroy(&p->given);
    pthread_mutex_destroy(&p->lock);
    arena_free(p->arena);
}

Status db_pool_take(DbPool *p, int wait_ms, Db **ret, Err *err) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
    pthread_mutex_lock(&p->lock);
    int rc = 0;
    while (!p->n_free && rc != ETIMEDOUT) rc = pthread_cond_timedwait(&p->given, &p->lock, &until);
    Db *db = p->n_free ? p->free[--p->n_free] : NULL;
    pthread_mutex_unlock(&p->lock);
    if (!db) return FAIL(err, ERR_BUSY, "db.pool-empty", "all %zu read connections are at work", p->n);
    *ret = db;
    return OK;
}

void db_pool_give(DbPool *p, Db *db) {
    db_rollback(db);
    pthread_mutex_lock(&p->lock);
    ASSERT(p->n_free < p->n);
    p->free[p->n_free++] = db;
    pthread_cond_signal(&p->given);
    pthread_mutex_unlock(&p->lock);
}
