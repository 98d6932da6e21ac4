// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The balance 收结存: what was pushed, what became of it, and what is still there. Every figure is a sum over `counted`,
 * which is written in the same commits as the work; each has a unit, a definition and the query it comes from, and
 * docs/figures.md is this table in words (a test holds them together).
 *
 * Flows are those of a period; what waits and what is in hand is as of the period's end. A correction counts when it is
 * made, so a figure that was reported never moves.
 */
#include "app/access.h"
#include "db/db.h"
#include "node/json.h"

typedef enum BalanceFigure {
    BALANCE_PUSHED,
    BALANCE_RETURNED,
    BALANCE_TAKEN_BACK,
    BALANCE_ACCEPTED,
    BALANCE_WAITING,
    BALANCE_PROSECUTED,
    BALANCE_SENT_UP,
    BALANCE_WITHDRAWN,
    BALANCE_ARREST_REVIEWS,
    BALANCE_OTHER,
    BALANCE_IN_HAND,
    BALANCE_CUSTODY,
    BALANCE_N,
} BalanceFigure;

typedef struct BalanceColumn {
    const char *id, *zh, *en, *unit_zh, *unit_en, *definition_zh, *definition_en;
    const char *query;        /* named block of sql/, with its arguments; or how it follows from others */
    const char *col, *outcome; /* of `counted`; col NULL: follows from others; outcome "*": all that have no column */
    bool persons;             /* counts persons, not transfers */
} BalanceColumn;
extern const BalanceColumn BALANCE[BALANCE_N];

typedef struct Balance {
    Time from, to; /* TIME_NONE: from the beginning, up to the last record; `to` itself is outside */
    Scope of;
    int64_t figure[BALANCE_N];
    bool closes;    /* the two identities hold over all that was recorded before `to` */
} Balance;

/* `db`: any reader. */
must_use Status balance_read(Db *db, Time from, Time to, const Scope *of, Arena *a, Balance *ret, Err *err);
/* The flows of a period alone: what waits and what is in hand at its end is not counted. */
must_use Status balance_flows(Db *db, Time from, Time to, const Scope *of, Arena *a, int64_t ret[static BALANCE_N], Err *err);
int balance_figure(Str id); /* -1: there is none */
/* The figures as members of the object the writer stands in. */
void balance_json(const Balance *b, Json *j);
void balance_definitions(StrBuf *out); /* docs/figures.md */

/* What waits and what is in hand counted once more, from the cases as they stand: must equal the balance of today. */
typedef struct BalanceStanding {
    int64_t waiting, in_hand;
} BalanceStanding;
must_use Status balance_standing(Db *db, BalanceStanding *ret, Err *err);
