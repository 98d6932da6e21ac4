// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What a detention house is shown, as rows: one for each human being it holds, his appointments, its roll calls. All of it
 * follows from the log and can be made again.
 *
 * It knows subjects and rows. It does not know who may see them.
 */
#include "core/event.h"
#include "db/batch.h"
#include "db/queries.h"

typedef struct HeldRow { /* one human being in one house, by the basis that outlasts the others */
    int64_t house, subject, hold, case_id, person, agency, handed_to, entered; /* entered: a live hold without a case; 0 */
    Str name, id_number, sex, measure, organ, charge, number;
    bool serving, unlawful;
    int bases;
    Time from, due, noticed; /* due HELD_NO_TERM: none runs */
} HeldRow;
#define HELD_NO_TERM INT64_MAX
typedef LIST_OF(HeldRow) HeldRows;

void held_rows(const Subject *s, Arena *a, HeldRows *ret);
void held_from_row(const Rows *r, size_t i, HeldRow *ret);
Str held_text(const HeldRow *r, Arena *a); /* all of it, to compare */
Str appointment_text(int64_t subject, Str name, const Appointment *x, Arena *a);

/* Replaces what the tables say of one subject. */
void house_write(Batch *b, const Subject *s);
void roll_write(Batch *b, Time at, int64_t user, const RollCalled *roll);
Str roll_text(Time at, int64_t user, const RollCalled *roll, Arena *a);
Str roll_names_json(const RollName *v, size_t n, Arena *a);
