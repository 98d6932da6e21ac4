// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * One seam to SQL, cut at the driver: the same named statements run on SQLite and on PostgreSQL.
 *
 * It knows connections, statements, rows and transactions. It knows no table of the trade: which statements there are
 * is a QuerySet given at opening (the product's is in db/queries.h). Nothing here logs, retries a write or starts a
 * thread. A Db is one connection and belongs to one thread at a time.
 *
 * Statements say $1, $2 ... on both. What may cross the seam: 64-bit integers, UTF-8 text, bytes and NULL. A sum of
 * integers is a NUMERIC on PostgreSQL: write CAST(SUM(x) AS BIGINT).
 *
 * Faults: db.unique (ERR_CONFLICT); db.constraint (ERR_INVALID); db.busy (ERR_BUSY, nothing stored, may be tried
 * again); db.full, db.readonly, db.io, db.corrupt, db.lost, db.open, db.sql (ERR_STORAGE); db.outcome-unknown
 * (ERR_STORAGE): the connection went while committing, so only reading back tells. A writer that meets db.lost or
 * db.outcome-unknown opens anew, claims and loads again. db.io at a commit of SQLite has undone it for everybody; should
 * the machine stop before the next commit, the batch may yet be found, whole.
 */
#include "base/arena.h"
#include "base/civil.h"
#include "base/err.h"
#include "base/hash.h"

typedef enum Dialect { DB_SQLITE, DB_POSTGRES, DIALECTS } Dialect;

typedef struct QueryText {
    const char *name;
    int params; /* $1 .. $params */
    const char *sql[DIALECTS];
} QueryText;

typedef struct QuerySet {
    const QueryText *v;
    size_t n;
} QuerySet;

typedef int Query; /* an index into the QuerySet; below zero stand the seam's own statements */

typedef enum ValKind { VAL_NULL, VAL_I64, VAL_TEXT, VAL_BLOB, VAL_HASH } ValKind;

/* One argument or one cell. Text and bytes are views; a hash is carried whole and is bytes to the database. */
typedef struct Val {
    ValKind kind;
    union {
        int64_t i;
        Str s;
        Hash h;
    };
} Val;

static inline Val val_i64(int64_t i) {
    return (Val){.kind = VAL_I64, .i = i};
}
static inline Val val_u64(uint64_t u) {
    ASSERT(u <= INT64_MAX);
    return (Val){.kind = VAL_I64, .i = (int64_t)u};
}
static inline Val val_text(Str s) {
    return (Val){.kind = VAL_TEXT, .s = s};
}
static inline Val val_blob(Str s) {
    return (Val){.kind = VAL_BLOB, .s = s};
}
static inline Val val_hash(Hash h) {
    return (Val){.kind = VAL_HASH, .h = h};
}
static inline Val val_null(void) {
    return (Val){.kind = VAL_NULL};
}
static inline Val val_some(bool has, Val v) {
    return has ? v : val_null();
}
static inline Val val_same(Val v) {
    return v;
}

/* An integer of any width, a bool, a Str (text), a Hash (bytes), or a Val as it is. */
#define VAL(x)                                                                                                    \
    _Generic((x), bool: val_i64, int: val_i64, short: val_i64, long: val_i64, long long: val_i64,                  \
        unsigned char: val_i64, unsigned short: val_i64, unsigned: val_i64, unsigned long: val_u64,               \
        unsigned long long: val_u64, Str: val_text, Hash: val_hash, Val: val_same)(x)

/* The two arguments "array, length" of the functions below. */
#define ARGS(...) (const Val[]){__VA_ARGS__}, sizeof((const Val[]){__VA_ARGS__}) / sizeof(Val)
#define NO_ARGS NULL, 0

/* A whole result, in the caller's arena. Reading a cell as what it is not is a bug and aborts. */
typedef struct Rows {
    size_t n, cols;
    const Val *cells;
    int64_t changed; /* rows an INSERT, UPDATE or DELETE touched */
} Rows;

const Val *row_val(const Rows *rows, size_t row, size_t col);
bool row_is_null(const Rows *rows, size_t row, size_t col);
int64_t row_i64(const Rows *rows, size_t row, size_t col);
int64_t row_i64_or(const Rows *rows, size_t row, size_t col, int64_t if_null);
Str row_str(const Rows *rows, size_t row, size_t col);  /* text; empty if NULL */
Str row_blob(const Rows *rows, size_t row, size_t col); /* bytes; empty if NULL */
Hash row_hash(const Rows *rows, size_t row, size_t col);

typedef struct Db Db;

typedef enum DbRole {
    DB_READER, /* may not write */
    DB_WRITER, /* the one writer: leaves checkpoints to db_checkpoint */
    DB_ADMIN,  /* migrations, tools, the checkpoint thread; creates the database file if there is none */
} DbRole;

typedef struct DbHow {
    DbRole role;
    const QuerySet *queries;
    const char *vfs; /* SQLite: another file layer, for fault tests; NULL for the ordinary one */
    bool unsynced;   /* commits do not wait for the disk: for a database in the making that is thrown away if it fails */
} DbHow;

/* "sqlite:PATH" or "postgresql://...". */
must_use Status db_open(Str url, const DbHow *how, Db **ret, Err *err);
void db_close(Db *db);
DEFINE_CLEANUP(Db, db_close)

Dialect db_dialect(const Db *db);
const char *db_query_name(const Db *db, Query q);

/* The rows of a result live in `a`. ret may be NULL. */
must_use Status db_run(Db *db, Query q, const Val *args, size_t n, Arena *a, Rows **ret, Err *err);

/*
 * Walks a result of any length in pages, each a read of its own: no snapshot is held while fn works, so a slow
 * consumer never keeps SQLite's WAL from being emptied. The statement takes $1 "after this key", $2 "at most so many
 * rows", then args; its first column is an ascending, unique integer key. Rows committed meanwhile at a higher key are
 * seen: exact for the log, which only grows. Stops at the first fault fn returns.
 */
typedef Status DbRowFn(void *user, const Rows *rows, size_t row, Err *err);
must_use Status db_each(Db *db, Query q, int64_t after, const Val *args, size_t n, DbRowFn *fn, void *user, Err *err);

/*
 * Several reads of one moment, or several writes as one. The log's writer uses db/batch.h instead.
 * Unless db_commit answers OK nothing was stored (but see db.outcome-unknown).
 */
typedef enum TxKind { TX_READ, TX_WRITE } TxKind;
must_use Status db_begin(Db *db, TxKind kind, Err *err);
must_use Status db_commit(Db *db, Err *err);
void db_rollback(Db *db); /* harmless without a transaction */
bool db_in_tx(const Db *db);

/* Any number of statements without arguments: migrations and tests. */
must_use Status db_exec_script(Db *db, Str sql, Err *err);

/* Compiles a statement without running it. */
must_use Status db_prepare(Db *db, Query q, Err *err);

/*
 * SQLite: moves the WAL into the database. PASSIVE waits for nobody; RESTART waits, keeping the writer out for at most
 * 100 ms, until the WAL can be written from its start again; TRUNCATE also gives the space back. A reader in the way is
 * not a fault: what stays is in *ret. To be called on a connection of its own (DB_ADMIN). PostgreSQL does this itself:
 * all zero.
 */
typedef enum DbCheckpoint { DB_CHECKPOINT_PASSIVE, DB_CHECKPOINT_RESTART, DB_CHECKPOINT_TRUNCATE } DbCheckpoint;
typedef struct DbWal {
    int64_t file_bytes;    /* size of the WAL file */
    int64_t pending_bytes; /* of it, not yet in the database */
} DbWal;
/* SQLite: how long the WAL was after this connection's last commit; else 0. Costs nothing. */
int64_t db_log_bytes(const Db *db);
must_use Status db_checkpoint(Db *db, DbCheckpoint mode, DbWal *ret, Err *err);
