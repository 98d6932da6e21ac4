// SPDX-License-Identifier: Apache-2.0
#pragma once
/* Tells what a Db is asked: the name of the statement, rows and microseconds; never an argument or a value. */
#include "db/db.h"

typedef struct DbTraced {
    const char *name; /* of the statement; "batch", "begin", "commit" */
    size_t rows;      /* read; of a batch, its statements */
    int64_t us;
    Status status;
} DbTraced;

typedef void DbTraceFn(void *user, const DbTraced *t);

/* Takes over `inner`; close the result instead. */
Db *db_trace_new(Db *inner, DbTraceFn *fn, void *user);
