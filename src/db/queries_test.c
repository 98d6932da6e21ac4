// SPDX-License-Identifier: Apache-2.0
#include "db/queries.h"

#include "db/testsql.h"

/* A slip in sql/ cannot reach a user: each statement is compiled against the schema the migrations make. */
TEST_BOTH(every_query_of_the_product_can_be_prepared) {
    Err err;
    Db *opened = NULL;
    CHECK_OK(db_open(testdb_url(dialect, a), &(DbHow){.role = DB_ADMIN, .queries = &JINDU_QUERIES}, &opened, &err), &err);
    _cleanup_(db_closep) Db *db = opened;
    Migrated m;
    CHECK_OK(db_migrate(db, &JINDU_MIGRATIONS, &(MigrateHow){.now = 1}, a, &m, &err), &err);
    CHECK_EQ(m.to, JINDU_MIGRATIONS.n);
    for (Query q = 0; q < QUERY_COUNT; q++) CHECK_OK(db_prepare(db, q, &err), &err);
}

TEST_MAIN()
