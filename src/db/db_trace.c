// SPDX-License-Identifier: Apache-2.0
#include "db/db_trace.h"

#include "base/clock.h"
#include "db/db_wrap.h"

typedef struct Trace {
    DbWrap wrap;
    DbTraceFn *fn;
    void *user;
} Trace;

static Status tell(Db *db, const char *name, size_t rows, int64_t since, Status s) {
    const Trace *t = (const Trace *)(void *)db;
    t->fn(t->user, &(DbTraced){.name = name, .rows = rows, .us = clock_monotonic_us() - since, .status = s});
    return s;
}

static Status trace_begin(Db *db, TxKind kind, Err *err) {
    int64_t t = clock_monotonic_us();
    return tell(db, "begin", 0, t, wrap_begin(db, kind, err));
}

static Status trace_commit(Db *db, Err *err) {
    int64_t t = clock_monotonic_us();
    return tell(db, "commit", 0, t, wrap_commit(db, err));
}

static Status trace_run(Db *db, Query q, const Val *args, Arena *a, Rows **ret, Err *err) {
    int64_t t = clock_monotonic_us();
    Status s = wrap_run(db, q, args, a, ret, err);
    return tell(db, db_query_name(db, q), s == OK ? (*ret)->n : 0, t, s);
}

static Status trace_batch(Db *db, const BatchRun *run, size_t *ret_failed, Err *err) {
    int64_t t = clock_monotonic_us();
    return tell(db, "batch", run->n, t, wrap_batch(db, run, ret_failed, err));
}

static const DbOps TRACE = {
    .begin = trace_begin,
    .commit = trace_commit,
    .rollback = wrap_rollback,
    .run = trace_run,
    .batch = trace_batch,
    .exec_script = wrap_exec_script,
    .prepare = wrap_prepare,
    .checkpoint = wrap_checkpoint,
    .writer_lock = wrap_writer_lock,
    .writer_unlock = wrap_writer_unlock,
    .copy = wrap_copy,
    .close = wrap_close,
};

Db *db_trace_new(Db *inner, DbTraceFn *fn, void *user) {
    Trace *t = (Trace *)(void *)wrap_new(inner, sizeof *t, &TRACE);
    t->fn = fn;
    t->user = user;
    return &t->wrap.base;
}
