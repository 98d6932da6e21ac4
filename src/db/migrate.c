// SPDX-License-Identifier: Apache-2.0
#include "db/migrate.h"

#include "db/db_ops.h"

static const char *const SEAM_TABLES[DIALECTS] = {
    [DB_SQLITE] =
        "CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL,"
        " checksum BLOB NOT NULL, applied_at INTEGER NOT NULL) STRICT;"
        "CREATE TABLE IF NOT EXISTS writer_epoch (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL,"
        " holder TEXT NOT NULL, claimed_at INTEGER NOT NULL) STRICT;"
        "INSERT INTO writer_epoch VALUES (1, 0, '', 0) ON CONFLICT DO NOTHING;",
    [DB_POSTGRES] =
        "CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT PRIMARY KEY, name TEXT NOT NULL,"
        " checksum BYTEA NOT NULL, applied_at BIGINT NOT NULL);"
        "CREATE TABLE IF NOT EXISTS writer_epoch (one BIGINT PRIMARY KEY CHECK (one = 1), epoch BIGINT NOT NULL,"
        " holder TEXT NOT NULL, claimed_at BIGINT NOT NULL);"
        "INSERT INTO writer_epoch VALUES (1, 0, '', 0) ON CONFLICT DO NOTHING;",
};

static Hash checksum(const Migration *m, Dialect dialect) {
    Str text = str_c(m->sql[dialect]);
    return hash_sha256(&text, 1);
}

/* How many migrations the database has, each compared with what this program knows. */
static Status applied(Db *db, const MigrationSet *set, size_t *ret, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Rows *rows;
    TRY(db_run(db, DBQ_MIGRATION_LIST, NO_ARGS, a, &rows, err));
    if (rows->n > set->n)
        return FAIL(err, ERR_INVALID, "schema.newer",
            "the database has version %zu, this program knows %zu: it was made by a newer program, use that one", rows->n,
            set->n);
    for (size_t i = 0; i < rows->n; i++) {
        const Migration *m = &set->v[i];
        if (row_i64(rows, i, 0) != (int64_t)i + 1 || !str_eqz(row_str(rows, i, 1), m->name) ||
            !hash_eq(row_hash(rows, i, 2), checksum(m, db->dialect)))
            return FAIL(err, ERR_INVALID, "schema.changed",
                "migration %04zu_%s is not the one that was applied to this database: the program was altered", i + 1,
                m->name);
    }
    *ret = rows->n;
    return OK;
}

static Status apply_due(Db *db, const MigrationSet *set, size_t from, Time now, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    for (size_t i = from; i < set->n; i++) {
        const Migration *m = &set->v[i];
        Status s = db_exec_script(db, str_c(m->sql[db->dialect]), err);
        if (s == OK)
            s = db_run(db, DBQ_MIGRATION_ADD,
                ARGS(VAL((int64_t)i + 1), VAL(str_c(m->name)), VAL(checksum(m, db->dialect)), VAL(now)), a, NULL,
                err);
        if (s != OK) {
            if (err) snprintf(err->where, sizeof err->where, "migration %04zu_%s", i + 1, m->name);
            return s;
        }
    }
    return OK;
}

static Status copy_first(Db *db, size_t from, const MigrateHow *how, Arena *a, Migrated *m, Err *err) {
    if (db->dialect == DB_SQLITE)
        return db->ops->copy(db, str_format(a, "v%04zu-%lld.copy", from, (long long)(how->now / SECOND)), a, &m->copy,
            err);
    if (how->copied) return OK;
    return FAIL(err, ERR_INVALID, "schema.copy-needed",
        "upgrading from version %zu: make a copy of the database (pg_dump) and say so", from);
}

static Status migrate_locked(
    Db *db, const MigrationSet *set, const MigrateHow *how, Arena *a, Migrated *ret, Err *err) {
    TRY(db_exec_script(db, str_c(SEAM_TABLES[db->dialect]), err));
    size_t from;
    TRY(applied(db, set, &from, err));
    Migrated m = {.from = (int)from, .to = (int)set->n};
    if (from < set->n) {
        if (from > 0) TRY(copy_first(db, from, how, a, &m, err));
        TRY(db_begin(db, TX_WRITE, err));
        Status s = apply_due(db, set, from, how->now, err);
        if (s != OK) {
            db_rollback(db);
            return s;
        }
        TRY(db_commit(db, err));
    }
    *ret = m;
    return OK;
}

Status db_migrate(Db *db, const MigrationSet *set, const MigrateHow *how, Arena *a, Migrated *ret, Err *err) {
    TRY(db->ops->writer_lock(db, err));
    Status s = migrate_locked(db, set, how, a, ret, err);
    db->ops->writer_unlock(db);
    return s;
}

Status db_schema_check(Db *db, const MigrationSet *set, Err *err) {
    size_t have;
    TRY(applied(db, set, &have, err));
    if (have == set->n) return OK;
    return FAIL(err, ERR_INVALID, "schema.older",
        "the database has version %zu, this program needs %zu: run the migration first", have, set->n);
}
