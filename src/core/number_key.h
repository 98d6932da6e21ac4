// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What two writings of one number of an organ have in common. Cases are stored and found under it, so it is the
 * program's: rules/codes/numbers.yaml says the rule in words and data, and codes_load refuses a file that says another.
 */
#include "base/arena.h"
#include "base/str.h"

extern const char NUMBER_SPACES[], NUMBER_PARTS[]; /* characters that say nothing, and that part its members */

Str number_key(Str number, Arena *a);
/* The key of a number that may go on: the zeros before its last figures stay. */
Str number_begun(Str number, Arena *a);
