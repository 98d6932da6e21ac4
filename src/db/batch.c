// SPDX-License-Identifier: Apache-2.0
#include "db/batch.h"

#include "db/db_ops.h"

Status writer_claim(Db *db, Str holder, Time now, int64_t *ret_epoch, Err *err) {
    ASSERT(!db->in_tx);
    if (holder.n > BATCH_HOLDER_MAX) holder.n = BATCH_HOLDER_MAX;
    TRY(db->ops->writer_lock(db, err));
    _cleanup_(arena_freep) Arena *a = arena_new();
    Rows *rows;
    Status s = db_run(db, DBQ_EPOCH_TAKE, ARGS(VAL(holder), VAL(now)), a, &rows, err);
    if (s == OK && rows->n != 1)
        s = FAIL(err, ERR_STORAGE, "db.corrupt", "the table writer_epoch has lost its row");
    if (s != OK) {
        db->ops->writer_unlock(db);
        return s;
    }
    *ret_epoch = row_i64(rows, 0, 0);
    return OK;
}

void writer_release(Db *db) {
    db->ops->writer_unlock(db);
}

void batch_begin(Batch *b, Db *db, int64_t epoch, Arena *a) {
    ASSERT(epoch > 0);
    *b = (Batch){.db = db, .arena = a, .epoch = epoch};
}

void batch_add(Batch *b, Query q, const Val *args, size_t n) {
    ASSERT((size_t)db_query(b->db, q)->params == n);
    BatchStmt *s = PUSH(b->arena, b);
    *s = (BatchStmt){.q = q, .args = n ? arena_dup(b->arena, args, n * sizeof *args) : NULL, .n = n};
}

Status batch_commit(Batch *b, size_t *ret_failed, Err *err) {
    ASSERT(!b->db->in_tx);
    BatchRun run = {.epoch = b->epoch, .v = b->v, .n = b->n};
    size_t failed = BATCH_NONE;
    Status s = b->db->ops->batch(b->db, &run, &failed, err);
    if (s != OK && ret_failed) *ret_failed = failed;
    b->n = 0;
    return s;
}
