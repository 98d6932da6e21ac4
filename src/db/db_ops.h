// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What a driver must be able to do. Only the files of this room include it: drivers, the wrappers that stand before a
 * driver (trace, fault), and the verbs built on both.
 */
#include "db/batch.h"
#include "db/db.h"

typedef struct DbOps {
    /* begin/commit/rollback are never called nested; commit ends the transaction whatever it answers. */
    Status (*begin)(Db *, TxKind, Err *);
    Status (*commit)(Db *, Err *);
    void (*rollback)(Db *);
    Status (*run)(Db *, Query, const Val *args, Arena *, Rows **ret, Err *);
    /* All or nothing, in one transaction; *ret_failed is the statement that failed or BATCH_NONE. */
    Status (*batch)(Db *, const BatchRun *, size_t *ret_failed, Err *);
    Status (*exec_script)(Db *, Str sql, Err *);
    Status (*prepare)(Db *, Query, Err *);
    Status (*checkpoint)(Db *, DbCheckpoint, DbWal *, Err *);
    /* Takes or gives back the place of the one writer; taking twice is harmless. ERR_BUSY writer.taken. */
    Status (*writer_lock)(Db *, Err *);
    void (*writer_unlock)(Db *);
    /* Makes a durable copy beside the database and names it; a copy of PostgreSQL is the administrator's work. */
    Status (*copy)(Db *, Str suffix, Arena *, Str *ret_path, Err *);
    void (*close)(Db *);
} DbOps;

struct Db {
    const DbOps *ops;
    Dialect dialect;
    const QuerySet *queries;
    Arena *arena; /* the handle itself and all it keeps */
    bool in_tx;
    int64_t log_bytes; /* see db_log_bytes */
};

/* The seam's own statements. */
enum {
    DBQ_EPOCH_CHECK = -1,
    DBQ_EPOCH_TAKE = -2,
    DBQ_MIGRATION_LIST = -3,
    DBQ_MIGRATION_ADD = -4,
    DBQ_FAULT = -5, /* always fails when run, by a check of the table; for fault tests */
    DBQ_OWN = 5,
};

const QueryText *db_query(const Db *db, Query q);
static inline size_t db_query_slot(Query q) {
    return (size_t)(q + DBQ_OWN);
}

Status db_sqlite_open(Str path, const DbHow *how, Db **ret, Err *err);
Status db_postgres_open(Str url, const DbHow *how, Db **ret, Err *err);
