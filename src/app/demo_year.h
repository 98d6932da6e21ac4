// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The pilot year of the demo county, 1 August 2020 to 24 August 2021: how many cases go which way, so that its balance
 * is the one the pilot reported. Each case's script is tried with other dates until what has to have happened by the
 * end of the year has, and nothing more. Same data, same year, on every machine.
 */
#include "app/demo_flow.h"
#include "db/batch.h"

typedef struct DemoPlot {
    DemoScript script;
    DemoWay way;
} DemoPlot;

typedef struct DemoYear {
    Time from, until;
    LIST_OF(DemoPlot) plots;
    LIST_OF(DemoTurn) turns; /* of all plots, in time, none after `until` */
} DemoYear;

#define DEMO_FROM S("2020-08-01T08:00")
#define DEMO_UNTIL S("2021-08-24T18:00")

/* `cut`: play no turn after it, if it is earlier than the end of the year; TIME_NONE: none. */
must_use Status demo_year_plan(const DemoCounty *c, const DemoClasses *k, const Calendar *cal, Time cut, Arena *a,
                               DemoYear *ret, Err *err);

/* One command of the year as the engine gets it, and what came of it. */
typedef struct DemoOrder {
    const DemoTurn *turn;
    Time at;
    int user, post, behalf; /* indices into the county; behalf -1: none */
    Command cmd;
    const BatchStmt *rows;
    size_t n_rows;
    int64_t case_id, made; /* the stage fills these in */
} DemoOrder;

typedef struct DemoStage { /* where the year is played: a site, or memory in a test */
    void *self;
    const int64_t *agencies, *users; /* ids, by index into the county */
    /* All commands of independent cases, in order; a refusal is an error that says which. */
    Status (*run)(void *self, DemoOrder *v, size_t n, Err *err);
    Status (*look)(void *self, int64_t case_id, Arena *a, const Case **ret, Err *err);
    /* Names the dossier that goes with an order: its manifest, and the rows that are stored with it. */
    Status (*dossier)(void *self, const DemoPlot *p, DemoOrder *o, Arena *a, Err *err);
} DemoStage;

typedef struct DemoPlayed {
    size_t commands, cases;
} DemoPlayed;
must_use Status demo_year_play(const DemoYear *y, const DemoCounty *c, const DemoStage *stage, DemoPlayed *ret, Err *err);
