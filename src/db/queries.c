// SPDX-License-Identifier: Apache-2.0
#include "db/queries.h"

static const QueryText QUERIES[] = {
#define QUERY(id, name, params, sqlite, postgres) {name, params, {sqlite, postgres}},
#include "db/queries.def"
#undef QUERY
};

static const Migration MIGRATIONS[] = {
#define MIGRATION(name, sqlite, postgres) {name, {sqlite, postgres}},
#include "db/migrations.def"
#undef MIGRATION
};

const QuerySet JINDU_QUERIES = {QUERIES, LEN(QUERIES)};
const MigrationSet JINDU_MIGRATIONS = {MIGRATIONS, LEN(MIGRATIONS)};
