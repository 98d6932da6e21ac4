// SPDX-License-Identifier: Apache-2.0
/*
 * SQLite in WAL mode, every commit synced. One connection writes, any number read.
 *
 * SQLite numbers $2,$1 in the order they appear, so arguments are bound by name, never by position.
 * Page caches are small on purpose (8 MB for the writer, 2 MB for a reader) and no file is mapped: the system's page
 * cache is shared by all connections, and an error of the disk stays an error instead of a signal.
 */
#include "db/db_ops.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_MS = 5000, CHECKPOINT_MS = 100, WAL_KEPT_BYTES = 64 << 20, FRAME = 4096 + 24 };

typedef struct Stmt {
    sqlite3_stmt *s;
    int at[]; /* where $1, $2 ... are bound */
} Stmt;

typedef struct Sqlite {
    Db base;
    sqlite3 *c;
    Stmt **stmts; /* by db_query_slot, compiled on first use */
    size_t n_stmts;
    const char *path;
    int lock_fd; /* of PATH.writer, -1 when not the writer */
} Sqlite;

static Sqlite *sqlite_of(Db *db) {
    return (Sqlite *)(void *)db;
}

static Status fail_sqlite(Sqlite *d, const char *what, Err *err) {
    int ext = sqlite3_extended_errcode(d->c);
    const char *msg = sqlite3_errmsg(d->c);
    Status s;
    switch (ext & 0xff) {
    case SQLITE_CONSTRAINT: {
        bool unique = ext == SQLITE_CONSTRAINT_UNIQUE || ext == SQLITE_CONSTRAINT_PRIMARYKEY ||
                      ext == SQLITE_CONSTRAINT_ROWID;
        s = unique ? FAIL(err, ERR_CONFLICT, "db.unique", "%s", msg) : FAIL(err, ERR_INVALID, "db.constraint", "%s", msg);
        break;
    }
    case SQLITE_BUSY:
    case SQLITE_LOCKED: s = FAIL(err, ERR_BUSY, "db.busy", "the database is in use: %s", msg); break;
    case SQLITE_FULL: s = FAIL(err, ERR_STORAGE, "db.full", "the disk of %s is full", d->path); break;
    case SQLITE_READONLY: s = FAIL(err, ERR_STORAGE, "db.readonly", "%s cannot be written: %s", d->path, msg); break;
    case SQLITE_IOERR:
        s = FAIL(err, ERR_STORAGE, "db.io", "the disk of %s failed: %s (SQLite code %d)", d->path, msg, ext);
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: s = FAIL(err, ERR_STORAGE, "db.corrupt", "%s is damaged: %s", d->path, msg); break;
    case SQLITE_CANTOPEN: /* also what a read-only disk gives */
        if (access(d->path, W_OK) < 0 && errno != ENOENT) {
            s = FAIL(err, ERR_STORAGE, "db.readonly", "%s cannot be written: %s", d->path, strerror(errno));
            break;
        }
        s = FAIL(err, ERR_STORAGE, "db.open", "%s cannot be opened: %s", d->path, msg); break;
    default: s = FAIL(err, ERR_STORAGE, "db.sql", "%s (SQLite code %d)", msg, ext);
    }
    err_where(err, "%s", what);
    return s;
}

static Status exec(Sqlite *d, const char *sql, const char *what, Err *err) {
    return sqlite3_exec(d->c, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : fail_sqlite(d, what, err);
}

static Status stmt_get(Sqlite *d, Query q, Stmt **ret, Err *err) {
    Stmt **slot = &d->stmts[db_query_slot(q)];
    if (*slot) {
        *ret = *slot;
        return OK;
    }
    const QueryText *text = db_query(&d->base, q);
    const char *tail;
    sqlite3_stmt *s;
    if (sqlite3_prepare_v3(d->c, text->sql[DB_SQLITE], -1, SQLITE_PREPARE_PERSISTENT, &s, &tail) != SQLITE_OK)
        return fail_sqlite(d, text->name, err);
    Stmt *stmt = arena_alloc(d->base.arena, sizeof *stmt + sizeof(int) * (size_t)text->params);
    stmt->s = s;
    for (int i = 0; i < text->params; i++) {
        char name[16];
        snprintf(name, sizeof name, "$%d", i + 1);
        stmt->at[i] = sqlite3_bind_parameter_index(s, name);
        ASSERT(stmt->at[i] > 0);
    }
    *slot = *ret = stmt;
    return OK;
}

/* Bytes are lent to SQLite until the statement is reset; an empty text must not become NULL. */
static int bind(sqlite3_stmt *s, int at, const Val *v) {
    switch (v->kind) {
    case VAL_NULL: return sqlite3_bind_null(s, at);
    case VAL_I64: return sqlite3_bind_int64(s, at, v->i);
    case VAL_TEXT: return sqlite3_bind_text64(s, at, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC, SQLITE_UTF8);
    case VAL_BLOB: return sqlite3_bind_blob64(s, at, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC);
    case VAL_HASH: return sqlite3_bind_blob64(s, at, v->h.b, sizeof v->h.b, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

static Status bind_all(Sqlite *d, Query q, const Val *args, Stmt **ret, Err *err) {
    TRY(stmt_get(d, q, ret, err));
    const QueryText *text = db_query(&d->base, q);
    for (int i = 0; i < text->params; i++)
        if (bind((*ret)->s, (*ret)->at[i], &args[i]) != SQLITE_OK) {
            Status st = fail_sqlite(d, text->name, err);
            sqlite3_reset((*ret)->s);
            return st;
        }
    return OK;
}

typedef struct Cells {
    Val *v;
    size_t n, cap;
} Cells;

static Status read_row(sqlite3_stmt *s, int cols, Arena *a, Cells *cells, Err *err) {
    for (int c = 0; c < cols; c++) {
        Val *v = PUSH(a, cells);
        switch (sqlite3_column_type(s, c)) {
        case SQLITE_NULL: *v = val_null(); break;
        case SQLITE_INTEGER: *v = val_i64(sqlite3_column_int64(s, c)); break;
        case SQLITE_TEXT: {
            const char *p = (const char *)sqlite3_column_text(s, c);
            *v = val_text(str_dup(a, str_n(p, (size_t)sqlite3_column_bytes(s, c))));
            break;
        }
        case SQLITE_BLOB: {
            const char *p = sqlite3_column_blob(s, c);
            *v = val_blob(str_dup(a, str_n(p, (size_t)sqlite3_column_bytes(s, c))));
            break;
        }
        default:
            return FAIL(err, ERR_STORAGE, "db.type", "column %s is a fraction: cast it", sqlite3_column_name(s, c));
        }
    }
    return OK;
}

static Status sqlite_run(Db *db, Query q, const Val *args, Arena *a, Rows **ret, Err *err) {
    Sqlite *d = sqlite_of(db);
    Stmt *stmt;
    TRY(bind_all(d, q, args, &stmt, err));
    int cols = sqlite3_column_count(stmt->s), rc;
    Rows *rows = NEW(a, Rows);
    Cells cells = {0};
    Status st = OK;
    while ((rc = sqlite3_step(stmt->s)) == SQLITE_ROW && st == OK) {
        st = read_row(stmt->s, cols, a, &cells, err);
        rows->n++;
    }
    if (st == OK && rc != SQLITE_DONE) st = fail_sqlite(d, db_query(db, q)->name, err);
    sqlite3_reset(stmt->s);
    TRY(st);
    rows->cols = (size_t)cols;
    rows->cells = cells.v;
    rows->changed = sqlite3_stmt_readonly(stmt->s) ? 0 : sqlite3_changes64(d->c);
    *ret = rows;
    return OK;
}

static Status sqlite_begin(Db *db, TxKind kind, Err *err) {
    return exec(sqlite_of(db), kind == TX_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", "begin", err);
}

static void sqlite_rollback(Db *db) {
    Sqlite *d = sqlite_of(db);
    /* Some faults (a full disk) have rolled back already. */
    if (!sqlite3_get_autocommit(d->c)) sqlite3_exec(d->c, "ROLLBACK", NULL, NULL, NULL);
}

static Status sqlite_commit(Db *db, Err *err) {
    Sqlite *d = sqlite_of(db);
    if (sqlite3_get_autocommit(d->c))
        return FAIL(err, ERR_STORAGE, "db.rolled-back", "the database had undone the transaction before its commit");
    Status s = exec(d, "COMMIT", "commit", err);
    if (s != OK) sqlite_rollback(db);
    return s;
}

static Status step_done(Sqlite *d, Query q, const Val *args, Err *err) {
    Stmt *stmt;
    TRY(bind_all(d, q, args, &stmt, err));
    int rc;
    do rc = sqlite3_step(stmt->s);
    while (rc == SQLITE_ROW);
    Status st = rc == SQLITE_DONE ? OK : fail_sqlite(d, db_query(&d->base, q)->name, err);
    sqlite3_reset(stmt->s);
    return st;
}

static Status epoch_check(Sqlite *d, int64_t epoch, Err *err) {
    Stmt *stmt;
    Val arg = VAL(epoch);
    TRY(bind_all(d, DBQ_EPOCH_CHECK, &arg, &stmt, err));
    int rc = sqlite3_step(stmt->s);
    Status st = OK;
    if (rc == SQLITE_DONE)
        st = FAIL(err, ERR_DENIED, "writer.fenced", "another writer has taken over this database; this one must stop");
    else if (rc != SQLITE_ROW)
        st = fail_sqlite(d, "epoch_check", err);
    sqlite3_reset(stmt->s);
    return st;
}

static Status batch_body(Sqlite *d, const BatchRun *run, size_t *ret_failed, Err *err) {
    TRY(epoch_check(d, run->epoch, err));
    for (size_t i = 0; i < run->n; i++) {
        Status st = step_done(d, run->v[i].q, run->v[i].args, err);
        if (st != OK) {
            *ret_failed = i;
            return st;
        }
    }
    return OK;
}

static Status sqlite_batch(Db *db, const BatchRun *run, size_t *ret_failed, Err *err) {
    Sqlite *d = sqlite_of(db);
    TRY(exec(d, "BEGIN IMMEDIATE", "begin", err));
    Status st = batch_body(d, run, ret_failed, err);
    if (st == OK) return sqlite_commit(db, err);
    sqlite_rollback(db);
    return st;
}

static Status sqlite_script(Db *db, Str sql, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    return exec(sqlite_of(db), str_cstr(a, sql), "script", err);
}

static Status sqlite_prepare(Db *db, Query q, Err *err) {
    Stmt *stmt;
    return stmt_get(sqlite_of(db), q, &stmt, err);
}

static Status sqlite_checkpoint(Db *db, DbCheckpoint mode, DbWal *ret, Err *err) {
    static const int MODES[] = {SQLITE_CHECKPOINT_PASSIVE, SQLITE_CHECKPOINT_RESTART, SQLITE_CHECKPOINT_TRUNCATE};
    Sqlite *d = sqlite_of(db);
    int frames = 0, moved = 0;
    sqlite3_busy_timeout(d->c, CHECKPOINT_MS); /* it keeps the writer out while it waits for readers */
    int rc = sqlite3_wal_checkpoint_v2(d->c, "main", MODES[mode], &frames, &moved);
    sqlite3_busy_timeout(d->c, BUSY_MS);
    if (rc != SQLITE_OK && rc != SQLITE_BUSY) return fail_sqlite(d, "checkpoint", err);
    _cleanup_(arena_freep) Arena *a = arena_new();
    struct stat st = {0};
    if (stat(str_format(a, "%s-wal", d->path).p, &st) < 0 && errno != ENOENT)
        return FAIL(err, ERR_STORAGE, "db.io", "%s-wal: %s", d->path, strerror(errno));
    *ret = (DbWal){.file_bytes = st.st_size, .pending_bytes = (int64_t)MAX(frames - moved, 0) * FRAME};
    return OK;
}

/*
 * The place of the writer is a lock on a file beside the database, given back by the kernel however the process ends.
 * Not a lock inside SQLite: that would stand in the way of migrations and of a tool that only wants to look.
 */
static Status sqlite_writer_lock(Db *db, Err *err) {
    Sqlite *d = sqlite_of(db);
    if (d->lock_fd >= 0) return OK;
    _cleanup_(arena_freep) Arena *a = arena_new();
    const char *path = str_format(a, "%s.writer", d->path).p;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return FAIL(err, ERR_STORAGE, "writer.lock", "%s: %s", path, strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        int e = errno;
        close(fd);
        if (e == EWOULDBLOCK)
            return FAIL(err, ERR_BUSY, "writer.taken", "%s is being written by another process; stop that one first",
                d->path);
        return FAIL(err, ERR_STORAGE, "writer.lock", "%s: %s", path, strerror(e));
    }
    d->lock_fd = fd;
    return OK;
}

static void sqlite_writer_unlock(Db *db) {
    Sqlite *d = sqlite_of(db);
    if (d->lock_fd >= 0) close(d->lock_fd);
    d->lock_fd = -1;
}

static int sync_path(const char *path, int flags) {
    int fd = open(path, flags | O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    int rc = fsync(fd), e = errno;
    close(fd);
    errno = e;
    return rc;
}

/*
 * Made by us and not by SQLite, so that nobody else may read it. One that is there is not even opened: closing it again
 * would give up the locks all connections of this process hold on it, and the next program to look at the database
 * would take itself for the only one and remove the log under us.
 */
static Status create_private(const char *path, bool may_exist, Err *err) {
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST && may_exist) return OK;
    if (fd < 0) return FAIL(err, ERR_STORAGE, "db.open", "%s cannot be made: %s", path, strerror(errno));
    close(fd);
    return OK;
}

static Status sqlite_copy(Db *db, Str suffix, Arena *a, Str *ret_path, Err *err) {
    Sqlite *d = sqlite_of(db);
    Str to = str_format(a, "%s.%.*s", d->path, STR_ARG(suffix));
    TRY(create_private(to.p, false, err));
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(d->c, "VACUUM INTO $1", -1, &s, NULL) != SQLITE_OK) return fail_sqlite(d, "copy", err);
    sqlite3_bind_text(s, 1, to.p, -1, SQLITE_STATIC);
    Status st = sqlite3_step(s) == SQLITE_DONE ? OK : fail_sqlite(d, to.p, err);
    sqlite3_finalize(s);
    TRY(st);
    const char *slash = strrchr(to.p, '/');
    const char *dir = !slash ? "." : slash == to.p ? "/" : str_cstr(a, str_n(to.p, (size_t)(slash - to.p)));
    if (sync_path(to.p, 0) < 0 || sync_path(dir, O_DIRECTORY) < 0)
        return FAIL(err, ERR_STORAGE, "db.io", "the copy %s: %s", to.p, strerror(errno));
    *ret_path = to;
    return OK;
}

static void sqlite_close(Db *db) {
    Sqlite *d = sqlite_of(db);
    for (size_t i = 0; i < d->n_stmts; i++)
        if (d->stmts[i]) sqlite3_finalize(d->stmts[i]->s);
    ASSERT(sqlite3_close(d->c) == SQLITE_OK);
    sqlite_writer_unlock(db);
    arena_free(db->arena);
}

static const DbOps SQLITE = {
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .run = sqlite_run,
    .batch = sqlite_batch,
    .exec_script = sqlite_script,
    .prepare = sqlite_prepare,
    .checkpoint = sqlite_checkpoint,
    .writer_lock = sqlite_writer_lock,
    .writer_unlock = sqlite_writer_unlock,
    .copy = sqlite_copy,
    .close = sqlite_close,
};

static int committed(void *db, sqlite3 *c, const char *name, int frames) {
    ((Sqlite *)db)->base.log_bytes = (int64_t)frames * FRAME;
    return SQLITE_OK;
}

static Status configure(Sqlite *d, DbRole role, Err *err) {
    sqlite3_extended_result_codes(d->c, 1);
    sqlite3_busy_timeout(d->c, BUSY_MS);
    sqlite3_db_config(d->c, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    TRY(exec(d,
        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
        "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0",
        "open", err));
    if (role == DB_READER) return exec(d, "PRAGMA query_only=ON; PRAGMA cache_size=-2000", "open", err);
    char sql[160];
    snprintf(sql, sizeof sql, "PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=%d; PRAGMA cache_size=-8000;%s",
        WAL_KEPT_BYTES, role == DB_WRITER ? "PRAGMA wal_autocheckpoint=0" : "");
    TRY(exec(d, sql, "open", err));
    if (role == DB_WRITER) sqlite3_wal_hook(d->c, committed, d);
    return OK;
}

Status db_sqlite_open(Str path, const DbHow *how, Db **ret, Err *err) {
    Arena *a = arena_new();
    Sqlite *d = NEW(a, Sqlite);
    d->n_stmts = how->queries->n + DBQ_OWN;
    d->base = (Db){.ops = &SQLITE, .dialect = DB_SQLITE, .queries = how->queries, .arena = a};
    d->stmts = NEW_N(a, Stmt *, d->n_stmts);
    d->path = str_cstr(a, path);
    d->lock_fd = -1;
    Status st = how->role == DB_ADMIN ? create_private(d->path, true, err) : OK;
    if (st == OK) {
        int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
        int rc = sqlite3_open_v2(d->path, &d->c, flags, how->vfs);
        ASSERT(d->c);
        st = rc == SQLITE_OK ? configure(d, how->role, err) : fail_sqlite(d, d->path, err);
        if (st == OK && how->unsynced) st = exec(d, "PRAGMA synchronous=OFF", "open", err);
    }
    if (st != OK) {
        sqlite_close(&d->base);
        return st;
    }
    *ret = &d->base;
    return OK;
}
