// SPDX-License-Identifier: Apache-2.0
#include "app/ticker.h"

#include <pthread.h>

#include "app/sweeper.h"
#include "app/writer.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/queries.h"

enum { AT_ONCE = 128, LOOK_EVERY_S = 1, REST_S = 30, SWEEP_EVERY = 3600, SWEEP_RECORDS = 20000, KEY_DAYS = 7 };

struct Ticker {
    Site *site;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t stop;
    bool stopping;
    int shard; /* of the vault, looked through last */
};


static Status due_cases(Site *s, Arena *a, Ids *ret, Err *err) {
    Db *db;
    Rows *r;
    TRY(db_pool_take(site_readers(s), 5000, &db, err));
    Status st = db_run(db, Q_CASE_DUE, ARGS(VAL(site_now(s)), VAL(AT_ONCE)), a, &r, err);
    db_pool_give(site_readers(s), db);
    TRY(st);
    for (size_t i = 0; i < r->n; i++) *PUSH(a, ret) = row_i64(r, i, 0);
    return OK;
}

typedef struct Ticks { /* a handful of ticks under way */
    pthread_mutex_t lock;
    pthread_cond_t done;
    size_t open;
    int64_t changed;
    Status status;
    Err err;
} Ticks;

static void ticked(void *ctx, const WriteResult *r) {
    Ticks *t = ctx;
    pthread_mutex_lock(&t->lock);
    if (r->status != OK) t->status = r->status, t->err = r->err;
    t->changed += r->status == OK && r->pos != 0;
    if (--t->open == 0) pthread_cond_signal(&t->done);
    pthread_mutex_unlock(&t->lock);
}

static Status tick_all(Site *s, const Ids *ids, Arena *a, int64_t *ret_changed, Err *err) {
    Ticks t = {.open = 1};
    pthread_mutex_init(&t.lock, NULL);
    pthread_cond_init(&t.done, NULL);
    Status st = OK;
    for (size_t i = 0; i < ids->n && st == OK; i++) {
        Command *cmd = NEW(a, Command);
        *cmd = (Command){.kind = CMD_TICK, .case_id = ids->v[i]};
        WriteAsk *ask = NEW(a, WriteAsk);
        *ask = (WriteAsk){.cmd = cmd, .done = ticked, .ctx = &t};
        pthread_mutex_lock(&t.lock);
        t.open++;
        pthread_mutex_unlock(&t.lock);
        st = writer_submit(site_writer(s), ask, err);
        if (st != OK) ticked(&t, &(WriteResult){0});
    }
    pthread_mutex_lock(&t.lock);
    t.open--;
    while (t.open) pthread_cond_wait(&t.done, &t.lock);
    pthread_mutex_unlock(&t.lock);
    if (st == OK && t.status != OK) {
        st = t.status;
        if (err) *err = t.err;
    }
    *ret_changed = t.changed;
    pthread_mutex_destroy(&t.lock);
    pthread_cond_destroy(&t.done);
    return st;
}

Status ticker_pass(Site *s, int64_t *ret, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    *ret = 0;
    for (;;) {
        arena_reset(a);
        Ids ids = {0};
        int64_t changed;
        TRY(due_cases(s, a, &ids, err));
        if (!ids.n || *site_leaving(s)) return OK;
        TRY(tick_all(s, &ids, a, &changed, err));
        *ret += changed;
        if (!changed) return OK;
    }
}

/* Keys stand in the log's own rows, oldest first; each step clears a bounded stretch, in the writer's turn. */
Status ticker_sweep(Site *s, int64_t *ret, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Time before = site_now(s) - KEY_DAYS * DAY_US;
    BatchStmt aside = {Q_ASKED_SWEEP, ARGS(VAL(before))};
    WriteAsk others = {.rows = &aside, .n_rows = 1};
    WriteResult swept;
    *ret = 0;
    TRY(writer_run(site_writer(s), &others, a, &swept, err));
    for (;;) {
        Db *db;
        Rows *r;
        arena_reset(a);
        TRY(db_pool_take(site_readers(s), 5000, &db, err));
        Status st = db_run(db, Q_LOG_IDEM_OLD, ARGS(VAL(before), VAL(SWEEP_RECORDS)), a, &r, err);
        db_pool_give(site_readers(s), db);
        TRY(st);
        if (!r->n || row_is_null(r, 0, 0) || *site_leaving(s)) return OK;
        int64_t from = row_i64(r, 0, 0) - 1, to = row_i64(r, 0, 1);
        BatchStmt clear = {Q_LOG_IDEM_SWEEP, ARGS(VAL(from), VAL(to))};
        WriteAsk ask = {.rows = &clear, .n_rows = 1};
        WriteResult done;
        TRY(writer_run(site_writer(s), &ask, a, &done, err));
        *ret += to - from;
    }
}

/* A shard of the vault a minute. */
static Status vault_pass(Ticker *t, Err *err) {
    Time now = clock_now();
    int shard = sweep_shard_at(now);
    if (shard == t->shard) return OK;
    t->shard = shard;
    VaultSwept swept;
    TRY(sweep_shard(t->site, shard, now - VAULT_LEASE, &swept, err));
    if (swept.removed)
        log_line(LOG_INFO, "vault shard=%d uploads nobody named=%lld bytes=%lld", shard, (long long)swept.removed,
                 (long long)swept.removed_bytes);
    return OK;
}

static void *run(void *arg) {
    Ticker *t = arg;
    pthread_mutex_lock(&t->lock);
    for (int64_t pass = 0; !t->stopping; pass++) {
        pthread_mutex_unlock(&t->lock);
        Err err = {0};
        int64_t n;
        Status st = ticker_pass(t->site, &n, &err);
        if (st == OK && pass % SWEEP_EVERY == SWEEP_EVERY / 2) st = ticker_sweep(t->site, &n, &err);
        if (st == OK) st = vault_pass(t, &err);
        if (st != OK) log_err(LOG_WARN, "ticker", &err);
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += st == OK ? LOOK_EVERY_S : REST_S;
        pthread_mutex_lock(&t->lock);
        if (!t->stopping) pthread_cond_timedwait(&t->stop, &t->lock, &until);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

Status ticker_start(Site *s, Ticker **ret, Err *err) {
    Ticker *t = calloc(1, sizeof *t);
    ASSERT(t && "out of memory");
    t->site = s;
    t->shard = sweep_shard_at(clock_now());
    pthread_mutex_init(&t->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&t->stop, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&t->thread, NULL, run, t) != 0) {
        free(t);
        return FAIL(err, ERR_IO, "ticker.thread", "the ticker's thread cannot be started");
    }
    *ret = t;
    return OK;
}

void ticker_stop(Ticker *t) {
    pthread_mutex_lock(&t->lock);
    t->stopping = true;
    pthread_cond_signal(&t->stop);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->thread, NULL);
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->stop);
    free(t);
}
