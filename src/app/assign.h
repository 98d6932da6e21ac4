// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Who gets the next case: by rotation (whose turn is longest ago) or by load (who has least to do), among the enabled
 * handlers of an agency or one section of it. The choice is made before the command and stands in it by name, so that
 * history never asks how it was made.
 */
#include "core/codes.h"
#include "core/site.h"
#include "db/db.h"

typedef struct AssignTurns AssignTurns; /* the last turns given, also to commands not committed yet; any thread */

AssignTurns *assign_turns_new(void);
void assign_turns_free(AssignTurns *t);

typedef struct AssignAsk {
    const SiteState *site;
    const Codes *codes;
    int64_t agency;
    Str section; /* empty: the whole agency */
    Str how;     /* "rotation" or "load" */
    Time now;
    AssignTurns *turns;
} AssignAsk;

typedef struct Assigned {
    int64_t user;
    Time turn; /* for the row of turns: later than every turn before it, also within one millisecond */
} Assigned;

/*
 * Two who ask at once are given two users, in turn. A turn counts from here on, also when its command is refused: then
 * he waits a little longer for the next. ERR_INVALID assign.how: no such way; assign.nobody: no enabled handler is there.
 */
must_use Status assign_choose(Db *db, const AssignAsk *ask, Arena *a, Assigned *ret, Err *err);
