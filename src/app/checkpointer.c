// SPDX-License-Identifier: Apache-2.0
#include "app/checkpointer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/log.h"
#include "db/queries.h"

enum { LOOK_EVERY_MS = 50, LOOKS_AT_REST = 20, YIELD_US = 100000 };

struct Checkpointer {
    Db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t stop;
    bool stopping;
    _Atomic int64_t wal, log; /* not yet moved, at the last look; the log's length as the writer left it */
    int64_t moved;            /* of the log */
    int waited;               /* looks that did nothing */
    const char *told; /* the fault last logged: a full disk is said once, not at every look */
};

/* Of what is in the log how much is not yet in the database decides; the file itself is used again from its start. */
static bool due(Checkpointer *c) {
    int64_t log = c->log;
    if (log < c->moved) c->moved = 0; /* it began anew */
    return log - c->moved >= WAL_MOVE || c->wal > WAL_MOVE || ++c->waited >= LOOKS_AT_REST;
}

static void look(Checkpointer *c) {
    if (!due(c)) return;
    c->waited = 0;
    int64_t log = c->log;
    DbWal wal = {0};
    Err err = {0};
    Status s = db_checkpoint(c->db, DB_CHECKPOINT_PASSIVE, &wal, &err);
    if (s == OK && wal.file_bytes > WAL_RESTART) s = db_checkpoint(c->db, DB_CHECKPOINT_RESTART, &wal, &err);
    if (s == OK && wal.file_bytes > WAL_PRESSED && !wal.pending_bytes)
        s = db_checkpoint(c->db, DB_CHECKPOINT_TRUNCATE, &wal, &err);
    if (s != OK && err.code != c->told) log_err(LOG_WARN, "checkpoint", &err);
    c->told = s == OK ? NULL : err.code;
    if (s != OK) return;
    c->wal = wal.pending_bytes;
    c->moved = MAX(log - wal.pending_bytes, 0);
}

static void *run(void *arg) {
    Checkpointer *c = arg;
    pthread_mutex_lock(&c->lock);
    while (!c->stopping) {
        pthread_mutex_unlock(&c->lock);
        look(c);
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += LOOK_EVERY_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        pthread_mutex_lock(&c->lock);
        if (!c->stopping) pthread_cond_timedwait(&c->stop, &c->lock, &until);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

Status checkpointer_start(Str url, Checkpointer **ret, Err *err) {
    *ret = NULL;
    if (!str_starts(url, S("sqlite:"))) return OK;
    Db *db;
    TRY(db_open(url, &(DbHow){.role = DB_ADMIN, .queries = &JINDU_QUERIES}, &db, err));
    Checkpointer *c = calloc(1, sizeof *c);
    ASSERT(c && "out of memory");
    c->db = db;
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&c->stop, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&c->thread, NULL, run, c) != 0) {
        db_close(db);
        free(c);
        return FAIL(err, ERR_IO, "checkpoint.thread", "the checkpoint thread cannot be started");
    }
    *ret = c;
    return OK;
}

void checkpointer_stop(Checkpointer *c) {
    if (!c) return;
    pthread_mutex_lock(&c->lock);
    c->stopping = true;
    pthread_cond_signal(&c->stop);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    DbWal wal;
    Err err = {0};
    if (db_checkpoint(c->db, DB_CHECKPOINT_TRUNCATE, &wal, &err) != OK) log_err(LOG_WARN, "checkpoint", &err);
    db_close(c->db);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->stop);
    free(c);
}

int64_t checkpointer_wal(Checkpointer *c) {
    return c ? c->wal : 0;
}

void checkpointer_yield(Checkpointer *c, int64_t log_bytes) {
    if (!c) return;
    c->log = log_bytes;
    if (c->wal > WAL_PRESSED) usleep(YIELD_US);
}
