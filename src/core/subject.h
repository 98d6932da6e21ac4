// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The custody ledger of one human being: every hold on him, whichever case it comes from, also of cases that are not on
 * the platform. It records facts and judges them; it refuses none. At any second exactly one of four is true of him.
 */
#include "core/guide.h"
#include "node/shape.h"

typedef struct HoldEntry { /* one basis for holding him, from its start to its end */
    int64_t id, case_id, person, agency, house;
    Str measure; /* value of the custody fact: detained, arrested, serving … */
    bool serving;
    Time from, due, until; /* due: TIME_NONE if no term runs; until: TIME_NONE while it lasts */
    Time overdue;          /* when its term ran out unfilled; kept for ever */
    Str unlawful;          /* recorded without a lawful basis: why */
    /* what the house itself entered of somebody whose case is not on the platform: then case_id is 0 */
    Str organ, charge, number; /* organ: who holds him, where it is no agency here; number: the house's for him */
    Str how, note;             /* how it ended: released, moved, joined … */
    Time noticed;              /* the due that the holding organ was last told of in time */
    Time handed;               /* handed over at the gate to another house, which has not confirmed it yet */
    int64_t handed_to;
} HoldEntry;

typedef struct Appointment { /* he is to be brought before somebody: an interrogation, a hearing, a visit */
    int64_t id, house;
    Str kind, organ, note, how; /* how: done, cancelled; empty while it stands */
    Time at, closed;
} Appointment;

typedef struct Subject {
    int64_t id;
    Str name, id_kind, id_number, sex;
    Day birth;
    int64_t seq;
    LIST_OF(Str) names; /* other names he was entered under with the same number */
    int64_t merged_into; /* found to be that human being; 0 */
    LIST_OF(HoldEntry) holds;
    LIST_OF(Appointment) appointments;
} Subject;

extern const Shape SUBJECT_SHAPE, HOLD_SHAPE, APPOINTMENT_SHAPE;

typedef struct Standing { /* what holds of a subject at one moment */
    Hold hold;              /* free, held, overdue, serving */
    const HoldEntry *basis; /* the latest-ending live one; NULL when free */
    int live;               /* how many bases are live: a house frees only at 0 */
} Standing;

Standing subject_at(const Subject *s, Time t);
HoldEntry *subject_hold(const Subject *s, int64_t id);
/* The live basis that outlasts the others of those a house holds him on; NULL: it does not hold him. */
const HoldEntry *subject_in_house(const Subject *s, int64_t house);
/* Whether papers of this kind and number are his; a number tells nothing where there is none, or nobody knows who he is. */
bool subject_is(const Subject *s, Str id_kind, Str id_number);
bool subject_numbered(Str id_kind, Str id_number);
/* How a paper's number is kept and compared: half width, upper case, no blanks. */
Str id_number_plain(Str number, Arena *a);
