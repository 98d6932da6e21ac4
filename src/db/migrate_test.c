// SPDX-License-Identifier: Apache-2.0
#include "db/migrate.h"

#include <unistd.h>

#include "db/testsql.h"

static Err err;
static const MigrateHow NOW = {.now = 1700000000 * SECOND};
static const MigrationSet FIRST_ONLY = {TEST_MIGRATION_TEXTS, 1};

TEST_BOTH(an_empty_database_gets_the_whole_schema_and_a_second_run_does_nothing) {
    _cleanup_(db_closep) Db *db = test_open(testdb_url(dialect, a), DB_ADMIN, NULL);
    Migrated m;
    CHECK_OK(db_migrate(db, &TEST_MIGRATIONS, &NOW, a, &m, &err), &err);
    CHECK_EQ(m.from, 0);
    CHECK_EQ(m.to, 2);
    CHECK_EQ(m.copy.n, 0);
    CHECK_OK(db_schema_check(db, &TEST_MIGRATIONS, &err), &err);
    CHECK_OK(db_migrate(db, &TEST_MIGRATIONS, &NOW, a, &m, &err), &err);
    CHECK_EQ(m.from, 2);
}

TEST_BOTH(an_older_database_is_upgraded_after_a_copy) {
    _cleanup_(db_closep) Db *db = test_open(testdb_url(dialect, a), DB_ADMIN, NULL);
    Migrated m;
    CHECK_OK(db_migrate(db, &FIRST_ONLY, &NOW, a, &m, &err), &err);
    CHECK_OK(db_run(db, TQ_ENTRY_ADD, ARGS(VAL(1), VAL(1), VAL(1), val_null(), val_null()), a, NULL, &err), &err);
    CHECK_EQ(db_schema_check(db, &TEST_MIGRATIONS, &err), ERR_INVALID);
    CHECK_STR(str_c(err.code), S("schema.older"));
    if (dialect == DB_POSTGRES) {
        CHECK_EQ(db_migrate(db, &TEST_MIGRATIONS, &NOW, a, &m, &err), ERR_INVALID);
        CHECK_STR(str_c(err.code), S("schema.copy-needed"));
    }
    MigrateHow how = {.now = NOW.now, .copied = dialect == DB_POSTGRES};
    CHECK_OK(db_migrate(db, &TEST_MIGRATIONS, &how, a, &m, &err), &err);
    CHECK_EQ(m.from, 1);
    CHECK_OK(db_schema_check(db, &TEST_MIGRATIONS, &err), &err);
    if (dialect == DB_POSTGRES) return;
    _cleanup_(db_closep) Db *copy = test_open(str_format(a, "sqlite:%s", m.copy.p), DB_READER, NULL);
    CHECK_OK(db_schema_check(copy, &FIRST_ONLY, &err), &err);
    Rows *r;
    CHECK_OK(db_run(copy, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &err), &err);
    CHECK_EQ(row_i64(r, 0, 0), 1);
}

TEST_BOTH(a_newer_database_is_refused) {
    _cleanup_(db_closep) Db *db = test_open(test_site(dialect, a), DB_ADMIN, NULL);
    Migrated m;
    CHECK_EQ(db_schema_check(db, &FIRST_ONLY, &err), ERR_INVALID);
    CHECK_STR(str_c(err.code), S("schema.newer"));
    CHECK(strstr(err.msg, "version 2"));
    CHECK_EQ(db_migrate(db, &FIRST_ONLY, &NOW, a, &m, &err), ERR_INVALID);
    CHECK_STR(str_c(err.code), S("schema.newer"));
}

TEST_BOTH(a_migration_whose_text_changed_after_it_ran_is_refused) {
    _cleanup_(db_closep) Db *db = test_open(test_site(dialect, a), DB_ADMIN, NULL);
    Migration altered[] = {TEST_MIGRATION_TEXTS[0], TEST_MIGRATION_TEXTS[1]};
    altered[0].sql[DB_SQLITE] = altered[0].sql[DB_POSTGRES] = "CREATE TABLE entry (id BIGINT)";
    CHECK_EQ(db_schema_check(db, &(MigrationSet){altered, 2}, &err), ERR_INVALID);
    CHECK_STR(str_c(err.code), S("schema.changed"));
    altered[0] = TEST_MIGRATION_TEXTS[0];
    altered[1].name = "renamed";
    CHECK_EQ(db_schema_check(db, &(MigrationSet){altered, 2}, &err), ERR_INVALID);
    CHECK_STR(str_c(err.code), S("schema.changed"));
}

TEST_BOTH(a_migration_that_fails_leaves_the_database_as_it_was) {
    _cleanup_(db_closep) Db *db = test_open(testdb_url(dialect, a), DB_ADMIN, NULL);
    Migration bad[] = {TEST_MIGRATION_TEXTS[0], TEST_MIGRATION_TEXTS[1], {"broken", {"CREATE TABLE x (", "CREATE TABLE x ("}}};
    Migrated m;
    CHECK_OK(db_migrate(db, &FIRST_ONLY, &NOW, a, &m, &err), &err);
    MigrateHow how = {.now = NOW.now, .copied = true};
    CHECK_EQ(db_migrate(db, &(MigrationSet){bad, 3}, &how, a, &m, &err), ERR_STORAGE);
    CHECK_STR(str_c(err.where), S("migration 0003_broken"));
    CHECK_OK(db_schema_check(db, &FIRST_ONLY, &err), &err);
    CHECK(db_prepare(db, TQ_TOTAL_ADD, &err) != OK);
    how.now += SECOND;
    CHECK_OK(db_migrate(db, &TEST_MIGRATIONS, &how, a, &m, &err), &err);
}

TEST_MAIN()
