// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The entries every figure is a sum of. They are written from the same events as the work and never changed, so the
 * balance closes by construction and a figure already reported never moves: what is taken back counts with the opposite
 * sign in its own period.
 *
 * Columns: `pushed` and whatever else an act or an option of the guide names in `balance`. For acts whose balance is
 * `pushed` also `returned`, `accepted`, `answered` (outcome: the column of the answer, or of the later act that was it;
 * `other` if it names none), `taken_back` (given up before it was accepted), `joined` and `left` (came to or went from
 * this case by split or merge while accepted).
 *   waiting = pushed - returned - accepted - taken_back
 *   in hand = accepted + joined - left - answered
 * heads counts transfers (a head counts as answered with its last line), persons counts lines.
 */
#include "core/decide.h"

typedef struct CountedRow {
    Time at;
    Str col, outcome;
    int64_t heads, persons, case_id, transfer, from, to;
    Str act, class;
} CountedRow;
typedef LIST_OF(CountedRow) CountedRows;

/* What one event counts for; `before` is the case as it was. Texts point into the guide, the case and the event. */
void count_event(const World *w, const Case *before, const Event *e, Arena *a, CountedRows *ret);
