// SPDX-License-Identifier: Apache-2.0
#pragma once
/* A sheet of cases while it is read. For import_cases.c and import_row.c. */
#include "app/import_cases.h"
#include "app/spelled.h"
#include "core/refusal.h"

typedef struct Draft { /* one case as far as its rows have told */
    ImportCase c;
    size_t index;
    Str number; /* as numbers are compared */
    const TableRow *first;
    const Guide *guide;
    bool bad;
    const TableRow *told[COLUMN_FACT]; /* which row said it first, of the columns about the case */
} Draft;

typedef struct Name {
    Str word;
    size_t draft;
    bool many; /* several cases have it */
} Name;
typedef struct Names {
    Name *v;
    size_t n, size;
} Names;

typedef struct Reading {
    const ImportHow *how;
    const Sheet *s;
    Arena *a, *work;
    LIST_OF(Draft *) drafts;
    Names by_number, by_name;
    int hints;
} Reading;

/* Reads one row into its case: what it says of the case, and its person. */
void draft_read(Reading *r, Draft *d, const TableRow *row);
/* After the last row: what must be there at all. */
void draft_finish(Reading *r, Draft *d);

typedef struct OpenFault { /* what is wrong in a cell of things under way */
    ImportFault fault;
    Str about, near;
} OpenFault;
/* 提请批准逮捕 已受理 2021-03-01，2021-03-03；… : pushed, and come to this step. False: see ret_fault. */
bool lines_read(const Guide *g, Str text, Time now, Arena *a, NewPerson *p, OpenFault *ret_fault);
/* 通知家属 2021-03-05，2021-03-06；… : since when, and due. */
bool duties_read(const Guide *g, Str text, Time now, Arena *a, NewPerson *p, OpenFault *ret_fault);
/* 侦查羁押期限 一延 2021-03-05，批准机关，文号；… : of the clocks read before. */
bool extensions_read(const Guide *g, Str text, Time now, Arena *a, NewPerson *p, OpenFault *ret_fault);
/* 侦查羁押期限 2021-03-01，2021-03-20，精神病鉴定；… : without a second date it stands still yet. */
bool pauses_read(const Guide *g, Str text, Time now, Arena *a, NewPerson *p, OpenFault *ret_fault);
const char *life_word(int life); /* 已受理 */

void machine_of_new(const Guide *g, const NewPerson *p, Machine *m);
