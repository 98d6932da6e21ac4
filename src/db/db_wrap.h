// SPDX-License-Identifier: Apache-2.0
#pragma once
/* A Db that stands before another and passes everything on; a wrapper replaces the operations it is about. */
#include "db/db_ops.h"

typedef struct DbWrap {
    Db base;
    Db *inner; /* owned */
} DbWrap;

/* `size` bytes, beginning with a DbWrap, in an arena of their own. */
DbWrap *wrap_new(Db *inner, size_t size, const DbOps *ops);

Status wrap_begin(Db *db, TxKind kind, Err *err);
Status wrap_commit(Db *db, Err *err);
void wrap_rollback(Db *db);
Status wrap_run(Db *db, Query q, const Val *args, Arena *a, Rows **ret, Err *err);
Status wrap_batch(Db *db, const BatchRun *run, size_t *ret_failed, Err *err);
Status wrap_exec_script(Db *db, Str sql, Err *err);
Status wrap_prepare(Db *db, Query q, Err *err);
Status wrap_checkpoint(Db *db, DbCheckpoint mode, DbWal *ret, Err *err);
Status wrap_writer_lock(Db *db, Err *err);
void wrap_writer_unlock(Db *db);
Status wrap_copy(Db *db, Str suffix, Arena *a, Str *ret_path, Err *err);
void wrap_close(Db *db);
