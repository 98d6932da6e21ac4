// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The product's statements and migrations, as sql/ has them: -- name: case_get is Q_CASE_GET. The build makes the lists;
 * tools/embed_sql.py says how the files are written.
 */
#include "db/db.h"
#include "db/migrate.h"

enum {
#define QUERY(id, name, params, sqlite, postgres) Q_##id,
#include "db/queries.def"
#undef QUERY
    QUERY_COUNT
};

extern const QuerySet JINDU_QUERIES;
extern const MigrationSet JINDU_MIGRATIONS;
