// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The demo county as data (rules/demo/): organs, users with their posts, made-up people, and how each class of case is
 * told. Nothing here knows of events or of time; what happens in the county is demo_script's and demo_year's.
 */
#include "core/decide.h"

typedef struct DemoAgency {
    Str key, name, kind, region, parent;
    int level;
    Day on_from; /* DAY_NONE: on the platform from the beginning */
} DemoAgency;

typedef struct DemoPost {
    Str agency; /* key */
    Strs roles;
    Str section;
} DemoPost;

typedef struct DemoUser {
    Str login, name;
    LIST_OF(DemoPost) posts; /* the first is the one he signs in with */
} DemoUser;

typedef struct DemoNotes { /* what is written beside a return reason */
    Str resolution, missing, order;
} DemoNotes;

typedef struct DemoCounty {
    Str site, password;
    LIST_OF(DemoAgency) agencies; /* a parent may stand after its children */
    LIST_OF(DemoUser) users;
    Strs surnames, givens, places;
    DemoNotes return_notes;
} DemoCounty;

typedef struct DemoSlot {
    Str slot;
    Strs values;
} DemoSlot;

typedef struct DemoClass {
    Str class, charge, section;
    int months_min, months_max; /* of a custodial sentence */
    Strs texts;
    LIST_OF(DemoSlot) slots;
} DemoClass;

typedef struct DemoPaper {
    Str document;
    int pages;
} DemoPaper;

typedef struct DemoClasses {
    LIST_OF(DemoClass) classes;
    LIST_OF(DemoPaper) papers;
} DemoClasses;

/* Reads DIR/demo/county.yaml and DIR/demo/classes.yaml; err->where says file:line:column. */
must_use Status demo_county_read(const char *rules_dir, Arena *a, DemoCounty **county, DemoClasses **classes, Err *err);

int demo_agency(const DemoCounty *c, Str key); /* the words of the data are fixed: a missing one is a bug */
int demo_user(const DemoCounty *c, Str login);
int demo_class(const DemoClasses *c, Str class);

/* Numbers that look random and are the same on every machine, for ever (splitmix64). */
typedef struct DemoRandom {
    uint64_t s;
} DemoRandom;
uint64_t demo_random(DemoRandom *r);
int64_t demo_between(DemoRandom *r, int64_t least, int64_t most); /* both included */
bool demo_chance(DemoRandom *r, int percent);
Str demo_pick(DemoRandom *r, const Strs *from);

/* A person who cannot exist: the region of his number is no place's, his name has 某 in it. */
NewPerson demo_person(const DemoCounty *c, const DemoClass *k, DemoRandom *r, Arena *a, Day born_from, Day born_to);
/* What he is said to have done, in the words of the class. */
Str demo_facts(const DemoCounty *c, const DemoClass *k, DemoRandom *r, Arena *a, Str names, Time when);
