// SPDX-License-Identifier: Apache-2.0
/*
 * PostgreSQL through libpq. Statements are prepared on first use per connection; integers go out as text (the server
 * chooses the width), text and bytes as they are; everything comes back binary.
 */
#include "db/db_postgres.h"

#include <endian.h>

#include "db/db_postgres_array.h"

/* The key of the advisory lock: "JINDU" and the schema, so several sites may share a database. */
#define LOCK_KEY "1246645844, hashtext(current_schema())"

static void quiet(void *arg, const char *message) {
}

/* libpq's message without its line breaks; never the DETAIL line, which quotes values. */
static void first_line(const char *msg, char *out, size_t max) {
    size_t n = strcspn(msg, "\n");
    snprintf(out, max, "%.*s", (int)n, msg);
}

Status pg_fail(Pg *p, const PGresult *r, const char *what, Err *err) {
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *primary = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    char msg[300];
    first_line(primary ? primary : PQerrorMessage(p->c), msg, sizeof msg);
    Status s;
    if (!state || PQstatus(p->c) == CONNECTION_BAD || !strncmp(state, "08", 2) || !strncmp(state, "57P", 3))
        s = FAIL(err, ERR_STORAGE, "db.lost", "the connection to PostgreSQL is lost: %s", msg);
    else if (!strcmp(state, "23505"))
        s = FAIL(err, ERR_CONFLICT, "db.unique", "%s", msg);
    else if (!strncmp(state, "23", 2))
        s = FAIL(err, ERR_INVALID, "db.constraint", "%s", msg);
    else if (!strcmp(state, "40001") || !strcmp(state, "40P01") || !strcmp(state, "55P03"))
        s = FAIL(err, ERR_BUSY, "db.busy", "the database is in use: %s", msg);
    else if (!strcmp(state, "53100"))
        s = FAIL(err, ERR_STORAGE, "db.full", "the disk of PostgreSQL is full: %s", msg);
    else if (!strcmp(state, "25006"))
        s = FAIL(err, ERR_STORAGE, "db.readonly", "the database cannot be written: %s", msg);
    else if (!strncmp(state, "58", 2))
        s = FAIL(err, ERR_STORAGE, "db.io", "the disk of PostgreSQL failed: %s", msg);
    else if (!strncmp(state, "XX", 2))
        s = FAIL(err, ERR_STORAGE, "db.corrupt", "PostgreSQL reports damage: %s", msg);
    else
        s = FAIL(err, ERR_STORAGE, "db.sql", "%s (SQLSTATE %s)", msg, state);
    err_where(err, "%s", what);
    return s;
}

bool pg_succeeded(const PGresult *r) {
    ExecStatusType t = PQresultStatus(r);
    return t == PGRES_COMMAND_OK || t == PGRES_TUPLES_OK;
}

static Status exec(Pg *p, const char *sql, const char *what, Err *err) {
    PGresult *r = PQexec(p->c, sql);
    Status s = pg_succeeded(r) ? OK : pg_fail(p, r, what, err);
    PQclear(r);
    return s;
}

void pg_stmt_name(Query q, char out[static 16]) {
    snprintf(out, 16, "q%zu", db_query_slot(q));
}

Status pg_prepare(Db *db, Query q, Err *err) {
    Pg *p = pg_of(db);
    bool *done = &p->prepared[db_query_slot(q)];
    if (*done) return OK;
    const QueryText *text = db_query(db, q);
    char name[16];
    pg_stmt_name(q, name);
    PGresult *r = PQprepare(p->c, name, text->sql[DB_POSTGRES], 0, NULL);
    Status s = pg_succeeded(r) ? OK : pg_fail(p, r, text->name, err);
    PQclear(r);
    *done = s == OK;
    return s;
}

void pg_params(Params *out, const Val *args, int n) {
    ASSERT(n <= PARAMS_MAX);
    out->n = n;
    for (int i = 0; i < n; i++) {
        const Val *a = &args[i];
        out->format[i] = 1;
        switch (a->kind) {
        case VAL_NULL: out->v[i] = NULL; break;
        case VAL_I64:
            snprintf(out->ints[i], INT_TEXT, "%lld", (long long)a->i);
            out->v[i] = out->ints[i];
            out->format[i] = 0;
            break;
        case VAL_TEXT:
        case VAL_BLOB:
            ASSERT(a->s.n <= INT32_MAX);
            out->v[i] = a->s.p ? a->s.p : "";
            out->len[i] = (int)a->s.n;
            break;
        case VAL_HASH:
            out->v[i] = (const char *)a->h.b;
            out->len[i] = sizeof a->h.b;
            break;
        }
    }
}

static Status read_cell(const PGresult *r, int row, int col, Arena *a, Val *ret, Err *err) {
    if (PQgetisnull(r, row, col)) {
        *ret = val_null();
        return OK;
    }
    const char *p = PQgetvalue(r, row, col);
    size_t n = (size_t)PQgetlength(r, row, col);
    uint64_t b8;
    uint32_t b4;
    uint16_t b2;
    switch (PQftype(r, col)) {
    case OID_INT8:
        memcpy(&b8, p, 8);
        *ret = val_i64((int64_t)be64toh(b8));
        return OK;
    case OID_INT4:
        memcpy(&b4, p, 4);
        *ret = val_i64((int32_t)be32toh(b4));
        return OK;
    case OID_INT2:
        memcpy(&b2, p, 2);
        *ret = val_i64((int16_t)be16toh(b2));
        return OK;
    case OID_BOOL: *ret = val_i64(p[0] != 0); return OK;
    case OID_BYTEA: *ret = val_blob(str_dup(a, str_n(p, n))); return OK;
    case OID_TEXT:
    case OID_VARCHAR:
    case OID_BPCHAR:
    case OID_UNKNOWN: *ret = val_text(str_dup(a, str_n(p, n))); return OK;
    default:
        return FAIL(err, ERR_STORAGE, "db.type", "column %s has type %u: cast it to BIGINT, TEXT or BYTEA",
            PQfname(r, col), PQftype(r, col));
    }
}

static Status read_rows(const PGresult *r, Arena *a, Rows **ret, Err *err) {
    Rows *rows = NEW(a, Rows);
    rows->n = (size_t)PQntuples(r);
    rows->cols = (size_t)PQnfields(r);
    Val *cells = NEW_N(a, Val, rows->n * rows->cols);
    for (size_t i = 0; i < rows->n; i++)
        for (size_t c = 0; c < rows->cols; c++)
            TRY(read_cell(r, (int)i, (int)c, a, &cells[i * rows->cols + c], err));
    rows->cells = cells;
    if (strncmp(PQcmdStatus((PGresult *)(uintptr_t)r), "SELECT", 6) != 0)
        str_i64(str_c(PQcmdTuples((PGresult *)(uintptr_t)r)), &rows->changed);
    *ret = rows;
    return OK;
}

static Status run_once(Pg *p, Query q, const Val *args, Arena *a, Rows **ret, Err *err) {
    TRY(pg_prepare(&p->base, q, err));
    const QueryText *text = db_query(&p->base, q);
    Params in;
    pg_params(&in, args, text->params);
    char name[16];
    pg_stmt_name(q, name);
    PGresult *r = PQexecPrepared(p->c, name, in.n, in.v, in.len, in.format, 1);
    Status s = pg_succeeded(r) ? read_rows(r, a, ret, err) : pg_fail(p, r, text->name, err);
    PQclear(r);
    return s;
}

/* A reader that lost its connection (the server was restarted) may ask once more: it changed nothing. */
static Status pg_run(Db *db, Query q, const Val *args, Arena *a, Rows **ret, Err *err) {
    Pg *p = pg_of(db);
    Status s = run_once(p, q, args, a, ret, err);
    if (s == OK || p->role != DB_READER || db->in_tx || PQstatus(p->c) != CONNECTION_BAD) return s;
    PQreset(p->c);
    memset(p->prepared, 0, p->n_prepared * sizeof *p->prepared);
    return PQstatus(p->c) == CONNECTION_OK ? run_once(p, q, args, a, ret, err) : s;
}

static Status pg_begin(Db *db, TxKind kind, Err *err) {
    return exec(pg_of(db), kind == TX_READ ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN", "begin", err);
}

void pg_rollback(Db *db) {
    Pg *p = pg_of(db);
    if (PQstatus(p->c) == CONNECTION_OK && PQtransactionStatus(p->c) != PQTRANS_IDLE) PQclear(PQexec(p->c, "ROLLBACK"));
}

Status pg_outcome_unknown(Err *err) {
    return FAIL(err, ERR_STORAGE, "db.outcome-unknown",
        "the connection to PostgreSQL was lost while committing: read back what is stored before going on");
}

/* COMMIT of a failed transaction is answered "ok, ROLLBACK": only the tag says that it is stored. */
Status pg_commit_answer(Pg *p, PGresult *r, Err *err) {
    if (!pg_succeeded(r)) return PQstatus(p->c) == CONNECTION_BAD ? pg_outcome_unknown(err) : pg_fail(p, r, "commit", err);
    if (strcmp(PQcmdStatus(r), "COMMIT") == 0) return OK;
    return FAIL(err, ERR_STORAGE, "db.rolled-back", "PostgreSQL answered COMMIT with %s: nothing is stored", PQcmdStatus(r));
}

static Status pg_commit(Db *db, Err *err) {
    Pg *p = pg_of(db);
    PGresult *r = PQexec(p->c, "COMMIT");
    Status s = pg_commit_answer(p, r, err);
    PQclear(r);
    if (s != OK) pg_rollback(db);
    return s;
}

static Status pg_script(Db *db, Str sql, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    return exec(pg_of(db), str_cstr(a, sql), "script", err);
}

static Status pg_checkpoint(Db *db, DbCheckpoint mode, DbWal *ret, Err *err) {
    *ret = (DbWal){0};
    return OK;
}

/* Held by the session: it ends with the connection. What that cannot see (a failover) the epoch does. */
static Status pg_writer_lock(Db *db, Err *err) {
    Pg *p = pg_of(db);
    PGresult *r = PQexec(p->c,
        "SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) > 0 OR "
        "pg_try_advisory_lock(" LOCK_KEY ")");
    Status s = !pg_succeeded(r) ? pg_fail(p, r, "writer_lock", err) : OK;
    if (s == OK && strcmp(PQgetvalue(r, 0, 0), "t") != 0)
        s = FAIL(err, ERR_BUSY, "writer.taken", "the database is being written by another process; stop that one first");
    PQclear(r);
    return s;
}

static void pg_writer_unlock(Db *db) {
    PQclear(PQexec(pg_of(db)->c, "SELECT pg_advisory_unlock_all()"));
}

static Status pg_copy(Db *db, Str suffix, Arena *a, Str *ret_path, Err *err) {
    return FAIL(err, ERR_INVALID, "schema.copy-needed", "a copy of PostgreSQL is made with pg_dump");
}

static void pg_close(Db *db) {
    PQfinish(pg_of(db)->c);
    arena_free(db->arena);
}

static const DbOps POSTGRES = {
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .run = pg_run,
    .batch = pg_batch,
    .exec_script = pg_script,
    .prepare = pg_prepare,
    .checkpoint = pg_checkpoint,
    .writer_lock = pg_writer_lock,
    .writer_unlock = pg_writer_unlock,
    .copy = pg_copy,
    .close = pg_close,
};

/* Order and equality of text must be those of bytes, as in SQLite and in the core. */
static Status check_encoding(Pg *p, Err *err) {
    PGresult *r = PQexec(p->c,
        "SELECT pg_encoding_to_char(encoding) = 'UTF8' AND datcollate IN ('C', 'POSIX', 'C.UTF-8', 'C.utf8') "
        "FROM pg_database WHERE datname = current_database()");
    Status s = !pg_succeeded(r) ? pg_fail(p, r, "open", err) : OK;
    if (s == OK && strcmp(PQgetvalue(r, 0, 0), "t") != 0)
        s = FAIL(err, ERR_INVALID, "db.encoding",
            "the database must be UTF-8 with C collation: createdb -T template0 -E UTF8 --locale=C NAME");
    PQclear(r);
    return s;
}

static Status configure(Pg *p, Err *err) {
    if (PQstatus(p->c) != CONNECTION_OK) {
        char msg[300];
        first_line(PQerrorMessage(p->c), msg, sizeof msg);
        return FAIL(err, ERR_STORAGE, "db.open", "PostgreSQL: %s", msg);
    }
    PQsetNoticeProcessor(p->c, quiet, NULL);
    if (p->role == DB_READER) return exec(p, "SET default_transaction_read_only = on", "open", err);
    TRY(exec(p, "SET synchronous_commit = on", "open", err));
    TRY(exec(p, "SET plan_cache_mode = force_generic_plan", "open", err)); /* its statements find rows by their keys */
    PQclear(PQexec(p->c, "SET default_toast_compression = lz4")); /* cheaper than pglz; not in every build */
    return check_encoding(p, err);
}

Status db_postgres_open(Str url, const DbHow *how, Db **ret, Err *err) {
    Arena *a = arena_new();
    Pg *p = NEW(a, Pg);
    p->base = (Db){.ops = &POSTGRES, .dialect = DB_POSTGRES, .queries = how->queries, .arena = a};
    p->n_prepared = how->queries->n + DBQ_OWN;
    p->prepared = NEW_N(a, bool, p->n_prepared);
    p->many = NEW_N(a, Many *, p->n_prepared);
    p->gatherer = gatherer_new(&p->base, a);
    p->role = how->role;
    const char *const keys[] = {"dbname", "client_encoding", "fallback_application_name", "keepalives_idle", NULL};
    const char *const values[] = {str_cstr(a, url), "UTF8", "jindu", "30", NULL};
    p->c = PQconnectdbParams(keys, values, 1);
    Status s = configure(p, err);
    if (s == OK && how->unsynced) s = exec(p, "SET synchronous_commit = off", "open", err);
    if (s != OK) {
        pg_close(&p->base);
        return s;
    }
    *ret = &p->base;
    return OK;
}
