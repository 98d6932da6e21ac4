// SPDX-License-Identifier: Apache-2.0
#pragma once
/* The small schema in testdata/ as this room's tests use it: each test file includes this once. */
#include "base/test.h"
#include "db/migrate.h"
#include "db/testdb.h"

enum {
#define QUERY(id, name, params, sqlite, postgres) TQ_##id,
#include "db/test_queries.def"
#undef QUERY
    TQ_COUNT
};

static const QueryText TEST_QUERY_TEXTS[] = {
#define QUERY(id, name, params, sqlite, postgres) {name, params, {sqlite, postgres}},
#include "db/test_queries.def"
#undef QUERY
};
static const QuerySet TEST_QUERIES = {TEST_QUERY_TEXTS, LEN(TEST_QUERY_TEXTS)};

static const Migration TEST_MIGRATION_TEXTS[] = {
#define MIGRATION(name, sqlite, postgres) {name, {sqlite, postgres}},
#include "db/test_migrations.def"
#undef MIGRATION
};
static const MigrationSet TEST_MIGRATIONS = {TEST_MIGRATION_TEXTS, LEN(TEST_MIGRATION_TEXTS)};

static inline Db *test_open(Str url, DbRole role, const char *vfs) {
    Db *db = NULL;
    Err err;
    DbHow how = {.role = role, .queries = &TEST_QUERIES, .vfs = vfs};
    Status s = db_open(url, &how, &db, &err);
    if (s != OK) fprintf(stderr, "%s: %s\n", err.code, err.msg);
    ASSERT(s == OK);
    return db;
}

/* A new database with the whole small schema. */
static inline Str test_site(Dialect dialect, Arena *a) {
    Str url = testdb_url(dialect, a);
    _cleanup_(db_closep) Db *db = test_open(url, DB_ADMIN, NULL);
    Migrated m;
    Err err;
    Status s = db_migrate(db, &TEST_MIGRATIONS, &(MigrateHow){.now = 1}, a, &m, &err);
    if (s != OK) fprintf(stderr, "%s %s: %s\n", err.code, err.where, err.msg);
    ASSERT(s == OK);
    return url;
}

/* Each test of the seam is written once and run on both back ends. */
#define TEST_BOTH(sentence)                                                                                       \
    static void both_##sentence(Dialect dialect, Arena *a);                                                       \
    TEST(sentence##_on_sqlite) {                                                                                  \
        if (getenv("JINDU_TEST_PG")) SKIP("this run is for PostgreSQL");                                          \
        _cleanup_(arena_freep) Arena *a = arena_new();                                                            \
        both_##sentence(DB_SQLITE, a);                                                                            \
    }                                                                                                             \
    TEST(sentence##_on_postgres) {                                                                                \
        if (!testdb_has(DB_POSTGRES)) SKIP("needs tools/with_postgres.sh");                                       \
        _cleanup_(arena_freep) Arena *a = arena_new();                                                            \
        both_##sentence(DB_POSTGRES, a);                                                                          \
    }                                                                                                             \
    static void both_##sentence(Dialect dialect, Arena *a)
