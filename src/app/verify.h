// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Proves a site against itself: the log by its hashes and its order, the states and all that is shown by a replay of
 * the log, the stored bytes by their names. Reads one moment of the database; a serving process may go on.
 */
#include "app/replay.h"

typedef struct Verified {
    Bad bad; /* code empty: all is as it was stored */
    int64_t records, commits, cases, subjects, blobs;
    Hash head; /* of the last commit: what a copy elsewhere can be compared with */
} Verified;

/* vault: NULL leaves the bytes out. A fault is one of reading; a finding is an answer. */
must_use Status site_verify(Db *db, Vault *vault, Verified *ret, Err *err);

typedef struct Rebuilt {
    Bad bad; /* the log itself does not hold: nothing was changed */
    int64_t cases, subjects, rows;
} Rebuilt;

/* Makes all states and everything shown anew from the log, in one transaction. The writer's place must be free. */
must_use Status site_rebuild(Db *db, Time now, Rebuilt *ret, Err *err);
