// SPDX-License-Identifier: Apache-2.0
#include "db/db_wrap.h"

static Db *inner(Db *db) {
    return ((DbWrap *)(void *)db)->inner;
}

DbWrap *wrap_new(Db *db, size_t size, const DbOps *ops) {
    Arena *a = arena_new();
    DbWrap *w = arena_alloc(a, size);
    w->base = (Db){.ops = ops, .dialect = db->dialect, .queries = db->queries, .arena = a};
    w->inner = db;
    return w;
}

Status wrap_begin(Db *db, TxKind kind, Err *err) {
    return db_begin(inner(db), kind, err);
}

Status wrap_commit(Db *db, Err *err) {
    return db_commit(inner(db), err);
}

void wrap_rollback(Db *db) {
    db_rollback(inner(db));
}

Status wrap_run(Db *db, Query q, const Val *args, Arena *a, Rows **ret, Err *err) {
    return inner(db)->ops->run(inner(db), q, args, a, ret, err);
}

Status wrap_batch(Db *db, const BatchRun *run, size_t *ret_failed, Err *err) {
    return inner(db)->ops->batch(inner(db), run, ret_failed, err);
}

Status wrap_exec_script(Db *db, Str sql, Err *err) {
    return db_exec_script(inner(db), sql, err);
}

Status wrap_prepare(Db *db, Query q, Err *err) {
    return db_prepare(inner(db), q, err);
}

Status wrap_checkpoint(Db *db, DbCheckpoint mode, DbWal *ret, Err *err) {
    return db_checkpoint(inner(db), mode, ret, err);
}

Status wrap_writer_lock(Db *db, Err *err) {
    return inner(db)->ops->writer_lock(inner(db), err);
}

void wrap_writer_unlock(Db *db) {
    inner(db)->ops->writer_unlock(inner(db));
}

Status wrap_copy(Db *db, Str suffix, Arena *a, Str *ret_path, Err *err) {
    return inner(db)->ops->copy(inner(db), suffix, a, ret_path, err);
}

void wrap_close(Db *db) {
    db_close(inner(db));
    arena_free(db->arena);
}
