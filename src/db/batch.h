// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The batch protocol: what the writer decided for many commands is stored in one commit or not at all.
 *
 * There is one writer per database. It claims its place and gets an epoch; each batch first proves, inside its own
 * transaction, that the epoch still stands, so a writer that was replaced while it slept cannot store anything.
 * SQLite: one BEGIN IMMEDIATE ... COMMIT. PostgreSQL: the whole batch goes out in one pipeline, and is stored only if
 * the answer to COMMIT is the tag COMMIT; rows of one kind go as one statement (db_gather.h).
 *
 * It knows nothing of what is written. Statements are queued, nothing is sent before batch_commit; refusals of the
 * trade never get here.
 */
#include "db/db.h"

enum { BATCH_HOLDER_MAX = 120 };
#define BATCH_NONE SIZE_MAX

/*
 * Becomes the one writer. ERR_BUSY writer.taken while another process (or connection) is it. The place is given back
 * by db_close, by writer_release and by the end of the process.
 */
must_use Status writer_claim(Db *db, Str holder, Time now, int64_t *ret_epoch, Err *err);
void writer_release(Db *db);

typedef struct BatchStmt {
    Query q;
    const Val *args;
    size_t n; /* of args: a row made by hand with one too few is a bug that aborts, not a wrong row */
} BatchStmt;

typedef struct BatchRun {
    int64_t epoch;
    const BatchStmt *v;
    size_t n;
} BatchRun;

typedef struct Batch {
    Db *db;
    Arena *arena;
    int64_t epoch;
    BatchStmt *v;
    size_t n, cap;
} Batch;

void batch_begin(Batch *b, Db *db, int64_t epoch, Arena *a);
/* The values are copied; the bytes that text and blobs point to must live until batch_commit returns. */
void batch_add(Batch *b, Query q, const Val *args, size_t n);
/*
 * OK: all is durable. Otherwise nothing is stored (but see db.outcome-unknown) and *ret_failed, which may be NULL, is
 * the index of the statement at fault, or BATCH_NONE when it was none of them: ERR_DENIED writer.fenced, a failing
 * commit, a lost connection. An empty batch only proves the epoch. The batch is then empty and may be filled again.
 */
must_use Status batch_commit(Batch *b, size_t *ret_failed, Err *err);
