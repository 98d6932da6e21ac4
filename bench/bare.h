// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Bare SQLite storing the recorded rows: prepared statements, one thread, nothing decided, nothing checked. What a
 * server made of SQLite can at best come near to.
 */
#include "recording.h"

typedef struct Bare Bare;
Bare *bare_open(const char *path, bool sync);
void bare_close(Bare *b);
/* Commands [from, to) of the recording, `group` in each transaction, in the order the writer stores a batch. */
void bare_replay(Bare *b, const Recording *r, size_t from, size_t to, size_t group);
/* Moves the WAL into the database and empties it; before that, its size. */
int64_t bare_wal(Bare *b);

typedef struct BareCost {
    double rows, trees, entries, bytes; /* a command; trees: different ones; entries: written in all of them */
} BareCost;
BareCost bare_cost(Bare *b, const Recording *r);
