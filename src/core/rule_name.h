// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What the ids of a case are called: acts, clocks and duties by the guide the person is pinned to, and what the engine
 * itself opens by one table here. A client shows these names and guesses none.
 */
#include "core/guide.h"
#include "core/term.h"

typedef struct RuleName {
    Str id, zh, en;
} RuleName;

/* g NULL: only what is the engine's own. False: no such id. */
bool duty_name(const Guide *g, Str id, RuleName *ret);
/* The unit its day was counted in. False: no such id, or it has no day of its own. */
bool duty_unit(const Guide *g, Str id, LeftUnit *ret);
bool clock_name(const Guide *g, Str id, RuleName *ret);
bool act_name(const Guide *g, Str id, RuleName *ret);
