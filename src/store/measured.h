// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What supervision measures beside the balance, as entries of the same table `counted`; the balance sums other columns.
 *
 *   stage          a person came to a stage: outcome the stage, act the judgment by then, from the case's agency, transfer the person
 *   sent           a round of any other act that was pushed (acts of the balance have their own column)
 *   offline        of all rounds pushed, those entered for an organ that is not on the platform
 *   return_reason  a return, once for each of its reasons: outcome the code
 *   told           a decision or an answer: outcome same_day or later, as it was entered on the day it was made or after
 *   breached       a duty was not done in time: outcome its rule
 *   lapsed, kept   a deadline ran out, or what it waited for was done before: outcome the clock's rule
 */
#include "store/counted.h"

void measure_event(const Case *before, const Event *e, Str balance, Arena *a, CountedRows *ret);
