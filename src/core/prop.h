// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * For the random histories: a flock of cases that split, merge and share their persons' ledgers, the moves that are tried
 * on them, and what must always hold of them. Two runs of one seed give the same moves.
 */
#include "core/fixture.h"

enum { FLOCK_MAX = 6 };

typedef struct Flock { /* cases that share their persons' ledgers, their clock and their ids */
    Live v[FLOCK_MAX];
    size_t n, at;   /* how many are open; which one has the shared parts just now */
    size_t persons; /* entered in all of them */
    size_t holds;   /* opened in all ledgers */
} Flock;

void flock_begin(Flock *f, int persons);
void flock_end(Flock *f);
Live *flock_turn(Flock *f, size_t at); /* the case, with the shared parts in its hands */
Time flock_now(const Flock *f);
void flock_wait(Flock *f, Time until);

void dice(uint64_t seed);
uint64_t rnd(uint64_t n);

typedef struct Move { /* a command, who gives it, in which case (the next one: a new case), beside which (FLOCK_MAX: none) */
    Command cmd;
    const Actor *who;
    size_t at, beside;
} Move;
Move flock_move(Flock *f, Arena *a);
Move case_move(const Live *l, Arena *a); /* of one case: acts, transfers, corrections, a desk's affairs */
Decision flock_try(Flock *f, const Actor *who, const Command *cmd, size_t at, size_t beside);

/* For the moves: somebody with these roles; one of three users, so that the same person turns up again. */
const Actor *made_actor(Arena *a, int64_t agency, const Str *roles, int n);
const Actor *any_actor(void);
const Actor *actor_of(int64_t agency); /* NULL: nobody is known there */
Str time_text(Arena *a, Time t);
const Guide *guide_here(const Person *p); /* the one he is pinned to */

/* Every state the checker reaches, made at the first call for each guide. */
typedef struct GuideGraph GuideGraph;
const GuideGraph *graph_of(const Guide *g);
bool certificate_has(const void *by, const Guide *g, const Machine *m); /* for fixture_certify */

/* ---- what must hold of one case (prop_holds.c) */
bool certified(const Person *p, const Case *c);
bool custody_agrees(const Live *l, const Person *p); /* l: who has the ledgers */
bool basis_stands(const Live *l, const Person *p);
bool ends_closed(const Live *l, const Person *p);
bool due_by(const Live *l);
bool balance_closes(const Live *l);
bool one_line_open(const Live *l);
bool head_duties_fit(const Live *l);
bool closed_events(const Live *l, size_t from);
bool replay_equals(const Live *l, Arena *a);
bool nothing_twice(const Case *c);
size_t breaches(const Case *c); /* never fewer */

/* ---- of a step against the guide, and of the whole flock (prop_flock_holds.c) */
/* The machine of a live person moves exactly as the guide's own step says. `was`: beside persons */
bool steps_agree(const Live *l, const Machine *was, const Move *v, const Decision *d);
typedef struct Offer { /* what the page offered of the act just before, for the one person the command names */
    bool asked, possible, mine, report, barred; /* barred: but not with this outcome */
} Offer;
Offer offer_of(const Live *l, const Move *v, Arena *a);
bool offer_agrees(Offer o, const Decision *d);
/* Everybody is in exactly one case; nobody came from nowhere, or went. */
bool persons_conserved(const Flock *f);
/* Every hold stands once, in the ledger of whose it is, and a live one names the case he is in. */
bool ledgers_whole(const Flock *f);
bool ledgers_replay(const Flock *f, Arena *a);
Str ledgers_text(const Flock *f, Arena *a);

/* The same history once more with ticks at any moment between: whether it comes to the same (prop_twice.c). */
enum { WHY_MAX = 160 };
bool history_twice(uint64_t seed, size_t n, char why[WHY_MAX]);
