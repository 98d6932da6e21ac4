// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What is shown of a case in lists: what waits at which desk, which agencies have a part in it, by which words it is
 * found. All of it follows from the case alone, so it can be made again at any time; only what changed is written.
 */
#include "store/stream_store.h"

typedef struct AgendaRow { /* one desk and this case */
    int64_t agency, user;
    Str section;
    Time due, alert, newest;
    int64_t open, breached, red;
    Str waits; /* JSON: the first WAITS_MAX of what is open, by due time */
    Str rule;  /* of the clock or duty that `due` is the end of */
    Str unit;  /* of that clock; empty if a duty's rule tells it */
} AgendaRow;

enum { WAITS_MAX = 12 };
/* Counted up by whoever changes what a case, a person or a site is shown as: a site of another version is made anew when it is opened. */
enum { SHOWN_VERSION = 2 };

typedef struct Projection {
    LIST_OF(AgendaRow) agenda; /* by agency */
    Ids parts;                 /* ascending */
    uint64_t words;            /* a mark of all that find words come from */
    size_t numbers;            /* how many of the case's numbers that counts in */
} Projection;

typedef struct DeskMove { /* by how much the totals of one desk change in a commit */
    int64_t agency, cases, open, breached, red;
} DeskMove;
typedef LIST_OF(DeskMove) DeskMoves;

void project(const Case *c, Arena *a, Projection *ret);
/* `was` is what the database has: empty for a new case. */
void projection_write(Batch *b, const Case *c, const Projection *was, const Projection *is);
/* The same of the desks' totals: gathered over all cases of a commit, then written. */
void desks_move(DeskMoves *m, Arena *a, const Projection *was, const Projection *is);
void desks_write(Batch *b, const DeskMoves *m);
