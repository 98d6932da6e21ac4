// SPDX-License-Identifier: Apache-2.0
#include "db/queries.h"

#include "db/db_gather.h"
#include "db/db_ops.h"
#include "db/testsql.h"

static Db *product_site(Dialect dialect, Arena *a) {
    Err err;
    Db *db = NULL;
    Migrated m;
    CHECK_OK(db_open(testdb_url(dialect, a), &(DbHow){.role = DB_ADMIN, .queries = &JINDU_QUERIES}, &db, &err), &err);
    CHECK_OK(db_migrate(db, &JINDU_MIGRATIONS, &(MigrateHow){.now = 1}, a, &m, &err), &err);
    CHECK_EQ(m.to, JINDU_MIGRATIONS.n);
    return db;
}

/* A slip in sql/ cannot reach a user: each statement is compiled against the schema the migrations make. */
TEST_BOTH(every_query_of_the_product_can_be_prepared) {
    Err err;
    _cleanup_(db_closep) Db *db = product_site(dialect, a);
    for (Query q = 0; q < QUERY_COUNT; q++) CHECK_OK(db_prepare(db, q, &err), &err);
}

/* What db_gather.h rests on. */
TEST(no_table_of_postgres_watches_another) {
    if (!testdb_has(DB_POSTGRES)) SKIP("needs tools/with_postgres.sh");
    _cleanup_(arena_freep) Arena *a = arena_new();
    _cleanup_(db_closep) Db *db = product_site(DB_POSTGRES, a);
    Err err = {0};
    CHECK_OK(db_exec_script(db, S("DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f') OR EXISTS "
                                  "(SELECT 1 FROM pg_trigger WHERE NOT tgisinternal) THEN "
                                  "RAISE EXCEPTION 'foreign keys or triggers'; END IF; END $$"), &err), &err);
}

TEST(what_is_written_most_can_be_gathered) {
    static const Query MOST[] = {Q_LOG_ADD, Q_CASE_PUT, Q_AGENDA_PUT, Q_COUNTED_ADD, Q_PART_ADD, Q_FIND_WORD_ADD, Q_DESK_MOVE};
    _cleanup_(arena_freep) Arena *a = arena_new();
    Db db = {.dialect = DB_POSTGRES, .queries = &JINDU_QUERIES};
    Gatherer *g = gatherer_new(&db, a);
    InsertForm form;
    for (size_t i = 0; i < LEN(MOST); i++) CHECK(gather_form(g, MOST[i], &form));
    CHECK(!gather_form(g, Q_AGENDA_DROP, &form));
    CHECK(!gather_form(g, Q_AUDIT_ADD_NEXT, &form));
    CHECK(gather_form(g, Q_AGENDA_PUT, &form));
    CHECK(str_ends(form.head, S("waits, rule, unit)")) && str_starts(str_trim(form.tail), S("ON CONFLICT (agency, case_id)")));
}

TEST_MAIN()
