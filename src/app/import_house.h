// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The roll of a detention house from a sheet: a row for each person it holds whose case is not on the platform. Every bad
 * cell is named; nothing is entered while one is bad.
 *
 * It knows cells and code tables. Whether somebody is on the board already is the engine's question (core/house.h).
 */
#include "app/import_sheet.h"
#include "core/codes.h"
#include "core/house.h"

typedef struct HouseSheet {
    HouseCommand cmd; /* HOUSE_ENTER */
    Ids rows;         /* row number of each line */
    BadCells bad;
} HouseSheet;

void house_sheet_read(const Table *t, const World *w, const Codes *codes, Time now, Arena *a, HouseSheet *ret);
void house_sheet_template(StrBuf *out); /* CSV: the headings and one row to follow */

/* 逮捕, 刑拘 or a code: the value of the custody fact, or the code's own id. False: no such measure holds anybody. */
bool house_measure(const Codes *codes, Str word, Str *ret, bool *ret_serving);
const CodeMeasure *house_measure_code(const Codes *codes, Str value); /* for its name; NULL if there is none */
/* An agency of that name, or the name itself. */
int64_t house_organ(const World *w, Str name);

typedef struct RollList { /* who was named at a roll call: numbers and names as they were written */
    LIST_OF(RollName) v;
} RollList;
/* Of each row the cell that is a number of papers, and a name; a heading is known by its words. */
void roll_list_read(const Table *t, Arena *a, RollList *ret);
/* Whom one side has and the other not. A number decides; where the roll has none, the name does, each once. */
void roll_compare(const RollList *roll, const RollName *board, size_t n, Arena *a, RollCalled *ret);
