// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Running cases from a sheet, one row a person: rows become commands that open a case in mid-course, and each is
 * decided as if it were entered, so that a state no guide leads to is found before anything is stored.
 *
 * Planning is pure: it reads the site as it stands and writes nothing. What a fact or a clock means is the guide's
 * knowledge; columns are their names. Entering is import_run's.
 */
#include "app/access.h"
#include "app/import_sheet.h"
#include "base/hash.h"

enum { IMPORT_PERSONS_MAX = 500 }; /* of one case */

/* Whether a number of a case is on the platform already; *ret_case 0: no. */
typedef Status ImportKnown(void *ctx, Str number, int64_t agency, int64_t *ret_case, Err *err);

typedef struct ImportHow {
    const SiteState *site;
    const World *world;
    const Codes *codes;
    const Asker *who; /* enters the cases, in the post whose agency rows without 单位 belong to */
    Time now;
    ImportKnown *known; /* may be NULL */
    void *known_ctx;
} ImportHow;

typedef enum ImportLife {
    IMPORT_READY,
    IMPORT_BAD,   /* one of its cells is */
    IMPORT_KNOWN, /* its number is on the platform: left alone */
    IMPORT_DONE,
    IMPORT_REPEATED, /* entered by an earlier run of the same rows */
    IMPORT_FAILED,   /* see `why` */
} ImportLife;
extern const char *const IMPORT_LIFE[];

typedef struct ImportCase {
    ImportLife life;
    Command cmd;
    Actor who;
    int64_t post;
    int64_t case_id; /* once known or done */
    int first_row;
    LIST_OF(const TableRow *) rows; /* one for each person of cmd.people */
    Str key;      /* of the content of its rows: the same case is entered once */
    Hash request;
    Str why;
} ImportCase;

typedef struct ImportPlan {
    BadCells bad;
    LIST_OF(ImportCase) cases;
    size_t persons, rows;
    Str sheet, charset;
} ImportPlan;

/* A fault is of the machine (a lookup failed); what is wrong in the sheet stands in ret->bad. */
must_use Status import_plan(const Table *t, const ImportHow *how, Arena *a, ImportPlan *ret, Err *err);
size_t import_count(const ImportPlan *p, ImportLife life);
void import_plan_text(const ImportPlan *p, bool dry, StrBuf *out);
void import_plan_json(const ImportPlan *p, bool dry, Json *j);

/* An empty sheet as CSV for one class: the headings, then rows of remarks with what each column takes. */
void import_template(const Guide *g, const Codes *codes, Arena *a, StrBuf *out);

/* ---- inside: columns of a sheet of cases, and help with states */
typedef enum CaseColumn {
    COLUMN_CASE_NAME = COLUMN_NOTE + 1,
    COLUMN_CLASS,
    COLUMN_NUMBER,
    COLUMN_SYSTEM,
    COLUMN_FILED,
    COLUMN_AGENCY,
    COLUMN_LATE,
    COLUMN_REMARK,
    COLUMN_NAME,
    COLUMN_ID_KIND,
    COLUMN_ID_NUMBER,
    COLUMN_SEX,
    COLUMN_BIRTH,
    COLUMN_CHARGES,
    COLUMN_FACT,
    COLUMN_CLOCK,
    COLUMN_LINES,
    COLUMN_DUTIES,
    COLUMN_EXTENSIONS,
    COLUMN_PAUSES,
} CaseColumn;
#define CLOCK_HEADING "起算日" /* what a clock's column adds to its name */

void case_headings(const Guide *const *guides, size_t n, Arena *a, Headings *ret);
/*
 * The smallest changes to facts and clocks that make the state one of the certificate: "加『一审羁押期限』起算日". Empty
 * if two changes do not suffice.
 */
Str state_hint(const World *w, const Guide *g, const Machine *m, Arena *a);
