// SPDX-License-Identifier: Apache-2.0
#include "db/db_fault.h"

#include <sqlite3.h>
#include <stdatomic.h>

#include "db/db_wrap.h"

typedef struct Faulty {
    DbWrap wrap;
    DbFault *fault;
} Faulty;

static Status fault_batch(Db *db, const BatchRun *run, size_t *ret_failed, Err *err) {
    DbFault *f = ((Faulty *)(void *)db)->fault;
    _cleanup_(arena_freep) Arena *a = arena_new();
    BatchStmt *v = NEW_N(a, BatchStmt, run->n + 1);
    if (run->n) memcpy(v, run->v, run->n * sizeof *v);
    BatchRun altered = {.epoch = run->epoch, .v = v, .n = run->n};
    if (f->fail_statement && f->fail_statement <= run->n) {
        v[f->fail_statement - 1] = (BatchStmt){.q = DBQ_FAULT};
        f->fail_statement = 0;
    }
    if (f->breaker_args) {
        v[altered.n++] = (BatchStmt){.q = f->commit_breaker, .args = f->breaker_args};
        f->breaker_args = NULL;
    }
    return wrap_batch(db, &altered, ret_failed, err);
}

static const DbOps FAULT = {
    .begin = wrap_begin,
    .commit = wrap_commit,
    .rollback = wrap_rollback,
    .run = wrap_run,
    .batch = fault_batch,
    .exec_script = wrap_exec_script,
    .prepare = wrap_prepare,
    .checkpoint = wrap_checkpoint,
    .writer_lock = wrap_writer_lock,
    .writer_unlock = wrap_writer_unlock,
    .copy = wrap_copy,
    .close = wrap_close,
};

Db *db_fault_new(Db *inner, DbFault *f) {
    Faulty *w = (Faulty *)(void *)wrap_new(inner, sizeof *w, &FAULT);
    w->fault = f;
    return &w->wrap.base;
}

/*
 * The file layer: SQLite's own, with write and sync replaced. SQLite takes its file methods from a table per file, so
 * each kind of table met is copied once and the two entries changed.
 */
static atomic_int disk_fault;
static sqlite3_vfs vfs;
static sqlite3_vfs *real;

enum { TABLES = 4 };
static struct {
    const sqlite3_io_methods *own;
    sqlite3_io_methods copy;
} tables[TABLES];

static const sqlite3_io_methods *own_methods(sqlite3_file *f) {
    for (int i = 0; i < TABLES; i++)
        if (f->pMethods == &tables[i].copy) return tables[i].own;
    return f->pMethods;
}

static int faulty_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at) {
    if (disk_fault == DISK_FULL) return SQLITE_FULL;
    if (disk_fault == DISK_READ_ONLY) return SQLITE_READONLY;
    return own_methods(f)->xWrite(f, p, n, at);
}

static int faulty_sync(sqlite3_file *f, int flags) {
    if (disk_fault == DISK_SYNC_FAILS) return SQLITE_IOERR_FSYNC;
    return own_methods(f)->xSync(f, flags);
}

static int faulty_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out) {
    int rc = real->xOpen(real, name, f, flags, out);
    if (!f->pMethods) return rc;
    int i = 0;
    while (i < TABLES && tables[i].own && tables[i].own != f->pMethods) i++;
    ASSERT(i < TABLES);
    if (!tables[i].own) {
        tables[i].own = f->pMethods;
        tables[i].copy = *f->pMethods;
        tables[i].copy.xWrite = faulty_write;
        tables[i].copy.xSync = faulty_sync;
    }
    f->pMethods = &tables[i].copy;
    return rc;
}

void db_fault_disk(DiskFault f) {
    if (!real) {
        real = sqlite3_vfs_find(NULL);
        vfs = *real;
        vfs.zName = DB_FAULT_VFS;
        vfs.xOpen = faulty_open;
        ASSERT(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
    }
    disk_fault = (int)f;
}
