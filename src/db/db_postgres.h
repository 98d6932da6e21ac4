// SPDX-License-Identifier: Apache-2.0
#pragma once
/* One connection to PostgreSQL, for the two files that use it: single statements (db_postgres.c) and batches. */
#include <libpq-fe.h>

#include "db/db_gather.h"
#include "db/db_ops.h"

enum { PARAMS_MAX = 64, INT_TEXT = 24 };

typedef struct Many { /* a statement over arrays */
    bool known, can, prepared;
    unsigned types[PARAMS_MAX];
} Many;

typedef struct Pg {
    Db base;
    PGconn *c;
    bool *prepared; /* by db_query_slot */
    Many **many;    /* the same */
    Gatherer *gatherer;
    size_t n_prepared;
    DbRole role;
} Pg;

static inline Pg *pg_of(Db *db) {
    return (Pg *)(void *)db;
}

typedef struct Params {
    int n;
    const char *v[PARAMS_MAX];
    int len[PARAMS_MAX], format[PARAMS_MAX];
    char ints[PARAMS_MAX][INT_TEXT];
} Params;

Status pg_fail(Pg *p, const PGresult *r, const char *what, Err *err);
bool pg_succeeded(const PGresult *r);
void pg_stmt_name(Query q, char out[static 16]);
Status pg_prepare(Db *db, Query q, Err *err);
void pg_params(Params *out, const Val *args, int n);
void pg_rollback(Db *db);
Status pg_outcome_unknown(Err *err);
Status pg_commit_answer(Pg *p, PGresult *r, Err *err); /* only the tag of COMMIT says that it is stored */
Status pg_batch(Db *db, const BatchRun *run, size_t *ret_failed, Err *err);
