// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The writer's memory of cases and persons: the state at their last event, so that a command on a case that is being
 * worked on reads nothing. Bounded; what was not used for longest goes. One thread.
 *
 * A case changed in a batch is `touched` until the batch is stored: then it is kept, or dropped if the batch failed.
 */
#include "store/project.h"

typedef struct Kept {
    int64_t id;
    bool is_case, fresh, touched; /* fresh: the database does not have it yet */
    Arena *arena;                 /* this entry and its state */
    Case *c;
    Subject *s;
    Hash head;
    int64_t pos;  /* of the last batch that changed it, since it is here */
    size_t base;  /* bytes when the state was last copied together */
    size_t bytes; /* counted for it */
    Arena *shown_arena, *next_arena;
    Projection shown, next; /* as the database has it; as the batch writes it */
    struct Kept *chain, *older, *newer, *next_touched;
} Kept;

typedef struct Keep Keep;

Keep *keep_new(size_t bytes_max);
void keep_free(Keep *k);
Kept *keep_find(Keep *k, int64_t id); /* and it was used */
Kept *keep_add_case(Keep *k, int64_t id);
Kept *keep_add_subject(Keep *k, int64_t id);
void keep_measure(Keep *k, Kept *e); /* it was read from the database and is whole */
void keep_touch(Keep *k, Kept *e);
Kept *keep_touched(Keep *k); /* the first of this batch, in the order they were touched */
/* The batch was stored: what it wrote is what the database has. Then the bound is kept. */
void keep_settle(Keep *k, int64_t pos);
void keep_drop_touched(Keep *k);
void keep_drop_all(Keep *k, int64_t pos); /* pos: the log's end, as far as it is known */
/*
 * Whether a case that is not here was not changed after pos: all that changed later is here, or went after it was
 * changed, which is remembered as one number for all that went.
 */
bool keep_unchanged(const Keep *k, int64_t pos);
size_t keep_count(const Keep *k);
DEFINE_CLEANUP(Keep, keep_free)
