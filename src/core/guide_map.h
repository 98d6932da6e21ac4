// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Reclassification 变更罪名: where a person of one guide stands in another. By name: the same fact, value, transfer, term
 * and duty. What the guides declare under `reclassify` comes on top: values told by another name, duties that end with
 * the class, and bars, the states in which nobody changes his class, each with what to do first and its article.
 *
 * decide_reclassify and the checker (guide_pairs) both go through machine_map; there is no second way.
 */
#include "core/guide.h"

enum { MAP_BAR_MAX = 2 * BAR_MAX };

typedef struct MapBar {
    const Bar *bar;
    Guard when; /* facts, in the guide left */
    Set open, running, owed;
} MapBar;

typedef struct GuideMap { /* from one guide to another; big: keep it in an arena */
    const Guide *from, *to;
    int fact[FACT_MAX];             /* of each fact of `to`, the same of `from`; -1: it has none */
    int value[FACT_MAX][VALUE_MAX]; /* of each fact of `to`, by the value in `from`; -1: none */
    int act[SET_MAX], clock[SET_MAX], duty[SET_MAX]; /* of each of `from`, the same of `to`; -1: none */
    Set ends;                       /* duties of `from` that end with it */
    int n_bars;
    MapBar bars[MAP_BAR_MAX];
} GuideMap;

typedef enum MapEnd {
    MAP_PLACED,
    MAP_BARRED,  /* bar says why */
    MAP_NO_PLACE, /* name says for what: a fact, transfer, term or duty */
    MAP_NO_STATE  /* said by person_mapped alone: it has a place, and no certificate lists that state */
} MapEnd;

typedef struct Mapped {
    MapEnd end;
    const Bar *bar;
    Str id, name, name_en;
    Machine m; /* placed: in `to`. It is for the caller to ask whether that state is certified */
} Mapped;

void guide_map_make(const Guide *from, const Guide *to, GuideMap *ret);
/* given: of each fact of `to` that `from` has not and that is given at filing, its value; -1 where nobody said one. */
void machine_map(const GuideMap *map, const Machine *m, const int given[FACT_MAX], Mapped *ret);
bool map_bar_holds(const GuideMap *map, int bar, const Machine *m);
/* The first bar that holds in this state, or NULL. */
const Bar *machine_barred(const GuideMap *map, const Machine *m);
