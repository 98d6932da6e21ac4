// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Proves a site against itself: the log by its hashes and its order, the states and all that is shown by a replay of
 * the log, the stored bytes by their names. A serving process may go on.
 *
 * It reads one moment of the database, or, for a serving process that must not hold one for long, one short moment after
 * the other: each begins by reading on in the log, so that every state is compared with the log as it stands in the same
 * moment. What is shown of a case or person that changed meanwhile is not compared, but counted in `moved`.
 */
#include "app/replay.h"

typedef struct Verified {
    Bad bad; /* code empty: all is as it was stored */
    bool stopped;
    int64_t records, commits, cases, subjects, blobs, moved;
    Hash head; /* of the last commit: what a copy elsewhere can be compared with */
} Verified;

#define VERIFY_PARTS(X) X(LOG, "log") X(SITE, "site") X(CASES, "cases") X(PERSONS, "persons") X(SHOWN, "shown") X(FILES, "files")
typedef enum VerifyPart {
#define X(name, text) VERIFY_##name,
    VERIFY_PARTS(X)
#undef X
} VerifyPart;
extern const char *const VERIFY_PART_NAMES[];

typedef struct VerifyAt { /* how far it is in one part; of: 0 where nobody has counted */
    VerifyPart part;
    int64_t done, of;
} VerifyAt;

typedef struct VerifyHow {
    bool (*step)(void *ctx, const VerifyAt *at); /* between two moments; false: stop */
    void *ctx;
    int64_t held_us; /* how long a moment may be held before the next begins, but for one page or one file */
} VerifyHow;

/* vault: NULL leaves the bytes out. how: NULL reads one moment. A fault is one of reading; a finding is an answer. */
must_use Status site_verify(Db *db, Vault *vault, const VerifyHow *how, Verified *ret, Err *err);

typedef struct Rebuilt {
    Bad bad; /* the log itself does not hold: nothing was changed */
    int64_t cases, subjects, rows;
} Rebuilt;

/* Makes all states and everything shown anew from the log, in one transaction. The writer's place must be free. */
must_use Status site_rebuild(Db *db, Time now, Rebuilt *ret, Err *err);
