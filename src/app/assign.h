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

typedef struct AssignAsk {
    const SiteState *site;
    const Codes *codes;
    int64_t agency;
    Str section; /* empty: the whole agency */
    Str how;     /* "rotation" or "load" */
} AssignAsk;

/* ERR_INVALID assign.how: no such way; assign.nobody: no enabled handler is there. */
must_use Status assign_choose(Db *db, const AssignAsk *ask, Arena *a, int64_t *ret, Err *err);
