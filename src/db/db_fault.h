// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * For tests only: a database that fails when told to. Nothing is pretended above the database: the k-th statement of a
 * batch is replaced by one the database itself refuses, and the disk under SQLite really answers with an error, so what
 * is tried is the true rollback.
 */
#include "db/db.h"

typedef struct DbFault {
    size_t fail_statement; /* of the next batch, from 1; 0: none. Back to 0 once it has struck */
    Query commit_breaker;  /* with breaker_args: added to the next batch, so that its COMMIT fails; a deferred */
    const Val *breaker_args; /* constraint of the test's own schema does it. NULL: none; NULL again once it has struck */
} DbFault;

/* Takes over `inner`; close the result instead. `f` is read at each batch and must outlive it. */
Db *db_fault_new(Db *inner, DbFault *f);

/* What the disk under SQLite answers from now on, for all files opened through DB_FAULT_VFS; set from one thread. */
typedef enum DiskFault { DISK_WELL, DISK_FULL, DISK_SYNC_FAILS, DISK_READ_ONLY } DiskFault;
#define DB_FAULT_VFS "fault"
void db_fault_disk(DiskFault f);
