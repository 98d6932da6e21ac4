// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What a correction would change, told before it is made: it is carried out on a copy of the case, and what counts
 * otherwise afterwards is listed. As pure as decide.
 */
#include "core/decide.h"

typedef struct Change { /* of a term or a duty that the corrected fact moves */
    int64_t id, person;  /* person: 0 for what concerns the transfer itself */
    Str rule;
    bool duty;
    Time due_was, due; /* TIME_NONE: without an end */
    bool missed_was, missed;
    bool open; /* still counts afterwards */
} Change;
typedef LIST_OF(Change) Changes;

typedef struct Foreseen {
    bool refused;
    Refusal refusal;
    int64_t agree; /* the organ that must agree before any of it holds; 0: none */
    Changes changes;
} Foreseen;

typedef struct ForeseeAsk {
    const World *world;
    Case *c; /* the caller's copies: both are changed */
    Subject **subjects;
    size_t n_subjects;
    const Command *cmd; /* CMD_CORRECT */
    const Actor *who;
    Now now;
} ForeseeAsk;

Foreseen correction_foreseen(const ForeseeAsk *ask, Arena *a);
