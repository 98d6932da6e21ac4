// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The dossiers of the demo: each holds what the catalogue of the act asks for in that case, with real page images, and
 * grows from act to act. One that is returned lacks first what it is returned for. The images are few and shared by all
 * dossiers, so that a county of them is small.
 */
#include "app/demo_year.h"
#include "app/site.h"

typedef struct DemoDossiers DemoDossiers;
DemoDossiers *demo_dossiers_new(Site *site, const DemoClasses *classes, const Codes *codes, size_t plots, Arena *a);
size_t demo_dossiers_pages(const DemoDossiers *d); /* images made so far */

typedef struct DemoDossierAsk {
    size_t plot;
    const DemoWay *way;
    Str names;      /* of the persons, for the note */
    Day begun;      /* when the case was filed */
    const Case *c;  /* as it stands */
    Str catalogue;  /* empty: the act has none, the dossier goes on as it is */
    bool again;     /* the corrected dossier of a returned push */
    Time at;
    int64_t user, agency;
} DemoDossierAsk;
/* Names it in the order, with the rows to be stored beside the command. */
must_use Status demo_dossier(DemoDossiers *d, const DemoDossierAsk *q, Arena *a, DemoOrder *o, Err *err);
