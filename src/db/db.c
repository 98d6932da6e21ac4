// SPDX-License-Identifier: Apache-2.0
#include "db/db.h"

#include "db/db_ops.h"

/*
 * PostgreSQL judges the epoch inside the pipeline, where the client cannot stop what follows: so a wrong epoch must be
 * an SQL error. The row lock makes a claim wait for a batch under way.
 */
static const QueryText OWN[DBQ_OWN] = {
    [-DBQ_EPOCH_CHECK - 1] = {"epoch_check", 1,
        {"SELECT epoch FROM writer_epoch WHERE one = 1 AND epoch = $1",
            "SELECT CASE WHEN epoch = $1 THEN 0 ELSE 1 / (epoch - epoch) END FROM writer_epoch WHERE one = 1 FOR SHARE"}},
    [-DBQ_EPOCH_TAKE - 1] = {"epoch_take", 2,
        {"UPDATE writer_epoch SET epoch = epoch + 1, holder = $1, claimed_at = $2 WHERE one = 1 RETURNING epoch",
            "UPDATE writer_epoch SET epoch = epoch + 1, holder = $1, claimed_at = $2 WHERE one = 1 RETURNING epoch"}},
    [-DBQ_MIGRATION_LIST - 1] = {"migration_list", 0,
        {"SELECT version, name, checksum FROM schema_migration ORDER BY version",
            "SELECT version, name, checksum FROM schema_migration ORDER BY version"}},
    [-DBQ_MIGRATION_ADD - 1] = {"migration_add", 4,
        {"INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
            "INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)"}},
    [-DBQ_FAULT - 1] = {"fault", 0,
        {"UPDATE writer_epoch SET one = 2 WHERE one = 1", "UPDATE writer_epoch SET one = 2 WHERE one = 1"}},
};

const QueryText *db_query(const Db *db, Query q) {
    if (q < 0) {
        ASSERT(q >= -DBQ_OWN);
        return &OWN[-q - 1];
    }
    ASSERT((size_t)q < db->queries->n);
    return &db->queries->v[q];
}

const Val *row_val(const Rows *rows, size_t row, size_t col) {
    ASSERT(row < rows->n && col < rows->cols);
    return &rows->cells[row * rows->cols + col];
}

bool row_is_null(const Rows *rows, size_t row, size_t col) {
    return row_val(rows, row, col)->kind == VAL_NULL;
}

int64_t row_i64(const Rows *rows, size_t row, size_t col) {
    const Val *v = row_val(rows, row, col);
    ASSERT(v->kind == VAL_I64);
    return v->i;
}

int64_t row_i64_or(const Rows *rows, size_t row, size_t col, int64_t if_null) {
    return row_is_null(rows, row, col) ? if_null : row_i64(rows, row, col);
}

static Str row_bytes(const Rows *rows, size_t row, size_t col, ValKind kind) {
    const Val *v = row_val(rows, row, col);
    if (v->kind == VAL_NULL) return (Str){0};
    ASSERT(v->kind == kind);
    return v->s;
}

Str row_str(const Rows *rows, size_t row, size_t col) {
    return row_bytes(rows, row, col, VAL_TEXT);
}

Str row_blob(const Rows *rows, size_t row, size_t col) {
    return row_bytes(rows, row, col, VAL_BLOB);
}

Hash row_hash(const Rows *rows, size_t row, size_t col) {
    Str s = row_blob(rows, row, col);
    Hash h = {0}; /* bytes somebody cut or lengthened are some other hash: whoever compares finds it */
    if (s.n) memcpy(h.b, s.p, MIN(s.n, sizeof h.b));
    if (s.n != sizeof h.b) h.b[31] ^= 0xFF;
    return h;
}

Status db_open(Str url, const DbHow *how, Db **ret, Err *err) {
    ASSERT(how->queries);
    Str sqlite = S("sqlite:");
    if (str_starts(url, sqlite) && url.n > sqlite.n)
        return db_sqlite_open(str_n(url.p + sqlite.n, url.n - sqlite.n), how, ret, err);
    if (str_starts(url, S("postgresql://")) || str_starts(url, S("postgres://")))
        return db_postgres_open(url, how, ret, err);
    return FAIL(err, ERR_INVALID, "db.url", "a database is named sqlite:PATH or postgresql://HOST/NAME");
}

void db_close(Db *db) {
    if (db) db->ops->close(db);
}

Dialect db_dialect(const Db *db) {
    return db->dialect;
}

const char *db_query_name(const Db *db, Query q) {
    return db_query(db, q)->name;
}

Status db_run(Db *db, Query q, const Val *args, size_t n, Arena *a, Rows **ret, Err *err) {
    ASSERT((size_t)db_query(db, q)->params == n);
    Rows *rows = NULL;
    TRY(db->ops->run(db, q, args, a, &rows, err));
    if (ret) *ret = rows;
    return OK;
}

enum { EACH_PAGE = 500, EACH_ARGS = 16 };

Status db_each(Db *db, Query q, int64_t after, const Val *args, size_t n, DbRowFn *fn, void *user, Err *err) {
    ASSERT(n + 2 <= EACH_ARGS);
    Val all[EACH_ARGS] = {VAL(after), VAL((int64_t)EACH_PAGE)};
    if (n) memcpy(all + 2, args, n * sizeof *args);
    _cleanup_(arena_freep) Arena *a = arena_new();
    for (;;) {
        Rows *rows;
        TRY(db_run(db, q, all, n + 2, a, &rows, err));
        for (size_t i = 0; i < rows->n; i++) TRY(fn(user, rows, i, err));
        if (rows->n < EACH_PAGE) return OK;
        int64_t last = row_i64(rows, rows->n - 1, 0);
        ASSERT(last > all[0].i && "the key must ascend");
        all[0].i = last;
        arena_reset(a);
    }
}

Status db_begin(Db *db, TxKind kind, Err *err) {
    ASSERT(!db->in_tx);
    TRY(db->ops->begin(db, kind, err));
    db->in_tx = true;
    return OK;
}

Status db_commit(Db *db, Err *err) {
    ASSERT(db->in_tx);
    db->in_tx = false;
    return db->ops->commit(db, err);
}

void db_rollback(Db *db) {
    if (!db->in_tx) return;
    db->in_tx = false;
    db->ops->rollback(db);
}

bool db_in_tx(const Db *db) {
    return db->in_tx;
}

Status db_exec_script(Db *db, Str sql, Err *err) {
    return db->ops->exec_script(db, sql, err);
}

Status db_prepare(Db *db, Query q, Err *err) {
    return db->ops->prepare(db, q, err);
}

int64_t db_log_bytes(const Db *db) {
    return db->log_bytes;
}

Status db_checkpoint(Db *db, DbCheckpoint mode, DbWal *ret, Err *err) {
    return db->ops->checkpoint(db, mode, ret, err);
}
