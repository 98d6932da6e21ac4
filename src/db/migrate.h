// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Brings a database to the shape this program needs: forward only, by numbered scripts whose text is sealed once it
 * has been applied anywhere.
 *
 * All scripts that are due run in one transaction on both back ends, so an upgrade happens whole or not at all.
 * Before an existing database is changed there must be a copy: SQLite writes one beside the file (and syncs it);
 * PostgreSQL is copied by its administrator, who says so with `copied`, and is refused otherwise.
 * The place of the writer is held meanwhile: nothing is upgraded under a running service, and a claim comes after.
 *
 * Refusals (ERR_INVALID): schema.newer, schema.older (db_schema_check only), schema.changed, schema.copy-needed.
 */
#include "db/db.h"

typedef struct Migration {
    const char *name; /* words of the file name; its number is its place in the set, from 1 */
    const char *sql[DIALECTS];
} Migration;

typedef struct MigrationSet {
    const Migration *v;
    size_t n;
} MigrationSet;

typedef struct MigrateHow {
    Time now;
    bool copied; /* PostgreSQL: the administrator has made a copy */
} MigrateHow;

typedef struct Migrated {
    int from, to;
    Str copy; /* where the copy lies; empty if none was made */
} Migrated;

must_use Status db_migrate(Db *db, const MigrationSet *set, const MigrateHow *how, Arena *a, Migrated *ret, Err *err);

/* Whether this program may work on the database as it is. Changes nothing. */
must_use Status db_schema_check(Db *db, const MigrationSet *set, Err *err);
