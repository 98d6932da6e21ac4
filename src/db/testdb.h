// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * For tests: a fresh, empty database on either back end, gone with the process. SQLite lies in a new temporary folder;
 * PostgreSQL is a new schema in the cluster that JINDU_TEST_PG names (tools/with_postgres.sh starts one).
 */
#include "db/db.h"

bool testdb_has(Dialect dialect);                /* whether this back end can be tried here */
Str testdb_url(Dialect dialect, Arena *a);       /* a new one at each call */
const char *testdb_path(Str sqlite_url, Arena *a);
