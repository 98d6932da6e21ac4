// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Makes a demo site: the county, its accounts, and the pilot year played through the writer, each command at its own
 * time, with what lapses lapsing as time goes. The site says for ever that it is one.
 *
 * The clock of a demo site stands still while nobody has it open, and runs on from its last record when it is opened
 * (app/site). So the cases in hand stay in hand, whenever the demo is shown.
 */
#include "app/site.h"

typedef struct DemoHow {
    const char *dir, *db, *rules; /* db NULL: sqlite:DIR/site.db */
    Time clock;                   /* where the site's time is to stand; TIME_NONE: the end of the pilot year */
} DemoHow;

typedef struct DemoMade {
    size_t agencies, users, cases, commands, pages;
    Time now;
    int64_t seconds_ms; /* how long it took */
} DemoMade;

must_use Status demo_make(const DemoHow *how, DemoMade *ret, Err *err);
