// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The folder rules/ as one value: the one place that reads rule files, for the server and for commands alike.
 * Everything lives in the arena given and never changes. What a rule means is core's knowledge, not this file's.
 *
 *   facts.yaml transfers.yaml clocks.yaml duties.yaml   needed
 *   guides/, each .yaml                                 every guide that is no overlay is loaded
 *   codes/, holidays.yaml                               if there; acts may then name only what the tables have
 */
#include "core/calendar.h"
#include "core/codes.h"
#include "core/guide.h"

typedef struct Rules {
    const char *dir;
    GuideSource source; /* the files, without a guide chosen */
    const Codes *codes; /* NULL: this folder has no code tables */
    const Calendar *calendar; /* NULL: it has no holidays.yaml */
    const char **guide_files; /* beside source.bases, in the order of their names */
    const Guide **guides;     /* classes and bases; rules_read leaves this empty, rules_tables has the bases alone */
    size_t n_guides;
} Rules;

/* Reads the files and the tables; guides stay trees. */
must_use Status rules_read(const char *dir, Arena *a, Rules **ret, Err *err);
/* And loads all guides. err->where says file:line:column. */
must_use Status rules_open(const char *dir, Arena *a, Rules **ret, Err *err);
/* Reads and resolves everything, so that any fault is found, and keeps the tables, the calendar and the base guides. */
must_use Status rules_tables(const char *dir, Arena *a, Rules **ret, Err *err);
/* Loads one guide file, of the folder or any other. */
must_use Status rules_guide_file(const Rules *r, const char *path, Arena *a, Guide **ret, Err *err);
/* Loads the guide of that class; ERR_NOT_FOUND with the nearest name. */
must_use Status rules_guide(const Rules *r, Str class, Arena *a, Guide **ret, Err *err);
