// SPDX-License-Identifier: Apache-2.0
#pragma once
/* A fixed number of read connections, lent to one thread at a time. */
#include "db/db.h"

typedef struct DbPool DbPool;

must_use Status db_pool_open(Str url, const QuerySet *queries, size_t n, DbPool **ret, Err *err);
void db_pool_close(DbPool *p); /* all connections must be back */
/* Waits for a free one at most wait_ms: then ERR_BUSY db.pool-empty. */
must_use Status db_pool_take(DbPool *p, int wait_ms, Db **ret, Err *err);
void db_pool_give(DbPool *p, Db *db); /* ends a transaction left open */
DEFINE_CLEANUP(DbPool, db_pool_close)
