// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Inside of decide: the working copy a command is tried on, and the steps its parts share. Only decide*.c include it.
 * Every emitted event is applied to the copy at once, so what follows sees it; a refusal throws the copy away.
 */
#include "core/decide.h"
#include "core/refusal.h"

/* A body for emit: it lives as long as the decision. */
#define BODY(d, T, ...) ((T *)arena_dup((d)->a, &(T){__VA_ARGS__}, sizeof(T)))

typedef struct Deciding {
    const World *w;
    const Command *cmd;
    const Actor *who;
    Now now;
    Arena *a;
    Case *c, *other; /* other: the second case of a split or merge, NULL in every other command */
    LIST_OF(Subject *) subjects;
    Events events;
    int64_t ids, made;
    Time effective;
    bool late;
    bool by_clock; /* what is emitted now comes from time, not from the actor */
    bool refused;
    Refusal refusal;
    Str said_zh, said_en;
} Deciding;

int64_t take_id(Deciding *d);
void emit(Deciding *d, EventKind kind, Time effective, const void *body);
void emit_subject(Deciding *d, EventKind kind, int64_t subject, Time effective, const void *body);
/* Notes the refusal (the first one stands) and returns false. */
bool refuse(Deciding *d, RefusalId why, const char *where, Str zh, Str en);
bool refusef(Deciding *d, RefusalId why, const char *where, const char *fmt, ...) printf_like(4, 5);

typedef struct Cause { /* what a step comes from */
    int64_t id, transfer;
    Time effective;
} Cause;

/*
 * Runs the effects on one person: facts, clocks, duties, lines, the custody ledger, and the end of the proceeding.
 * Guards are read on `before`: the Machine as it was before the event that carries the step; NULL: as it is now.
 */
void step(Deciding *d, int64_t person, const Effects *e, const Machine *before, Cause why);
void machine_now(const Deciding *d, int64_t person, Machine *m);
/* Emits every lapse and breach due by `until`, in due order. */
void lapse_all(Deciding *d, Time until);
TermEnd clock_end(const Deciding *d, const Clock *k);
Time alert_of(const ClockRule *r, TermEnd end);
Time duty_due(const Deciding *d, const Person *p, const Guide *g, const DutyRule *r, Time from);
Hold person_hold(const Deciding *d, const Person *p); /* by his guide's custody fact; none: free */
bool person_held(const Deciding *d, const Person *p);
void stop_clock(Deciding *d, const Clock *k, ClockLife how, Time effective);
void reopen_duty(Deciding *d, const Duty *x);
Subject *subject_of(const Deciding *d, const Person *p);
void rebind_holds(Deciding *d, int64_t was, int64_t is); /* the house of this case's live holds */
/* Writes a hold that no lawful basis carries, or ends one, when an unlawful fact is recorded. */
void record_unlawful(Deciding *d, int64_t person, const Effects *e, Str why, Time effective);

/*
 * The past as it now turns out (decide_past.c). A lapse or a period's end that a late entry or a corrected date shows
 * to be wrong is undone: the clock runs on, and what followed from its end goes back. False: something has built on it.
 */
bool revive(Deciding *d, int64_t clock, Time start, TermEnd end);
/* Before a late entry is judged: undoes what time alone did after `effective`, where the act needs it undone. */
void relive(Deciding *d, int64_t person, const Guard *const guards[2], const Effects *const effects[2]);
/* Everything that counted from `was` now counts from `is`. */
void recount(Deciding *d, int64_t cause, const Ids *persons, Time was, Time is);

/* A duty of the guide, once; due TIME_NONE: as its clock rule counts. */
void owe(Deciding *d, const Person *p, const Guide *g, int rule, Cause why, Time due);
Duty *open_duty(Deciding *d, const char *rule, int64_t agency, int64_t transfer, Time due, bool red);
void close_duties(Deciding *d, const char *rule, int64_t transfer, DutyLife how, Time effective);

const Guide *guide_of(const Deciding *d, const Person *p);
Ids each_once(Deciding *d, const Ids *ids); /* whoever is named twice is meant once */
/* The persons a command names, each once; by default all whose proceeding runs. False after refusing. */
bool named_persons(Deciding *d, const Ids *ids, Ids *ret);
bool actor_fits(Deciding *d, const Party *party, bool review);
bool actor_in(const Deciding *d, int64_t agency);
bool needs_met(Deciding *d, const Needs *n, const Transfer *head);
bool other_user(Deciding *d, const Guide *g, const Act *act, const Person *p);
bool effective_ok(Deciding *d);

bool do_act(Deciding *d, const Transfer *draft);
/* The effects of a done act with its outcome, as one list. */
Effects done_effects(Deciding *d, const Act *act, int option);

/* Entered in mid-course: what is under way for the persons just added, and that their states are lawful ones. */
bool enter_states(Deciding *d, const Guide *g, const Ids *persons);
/* Its parts about clocks (decide_opening_clock.c): with extensions granted and pauses that lie before. */
typedef struct Running { /* a clock as it was entered */
    int rule;
    Time start;
    const OpenClock *given;
} Running;
typedef LIST_OF(Running) Runnings;
bool read_clocks(Deciding *d, const Guide *g, const NewPerson *n, Runnings *ret);
void enter_past(Deciding *d, const Guide *g, const Running *r, int64_t person);
/* What the extensions entered say of a fact; empty: nothing. */
Str granted_value(const Guide *g, const NewPerson *n, int fact);
bool bad_part(Deciding *d, Str what, Str value);

bool decide_open(Deciding *d);
bool decide_add_person(Deciding *d);
bool decide_draft(Deciding *d);
bool decide_check(Deciding *d);
bool decide_push(Deciding *d);
bool decide_receive(Deciding *d);
bool decide_accept(Deciding *d);
bool decide_return(Deciding *d);
bool decide_answer(Deciding *d);
bool decide_supply(Deciding *d);
bool decide_withdraw(Deciding *d);
bool decide_consent(Deciding *d);
bool decide_undo(Deciding *d);
bool decide_correct(Deciding *d);
bool decide_agree(Deciding *d);
bool decide_sign(Deciding *d);
bool decide_fulfil(Deciding *d);
bool decide_number(Deciding *d);
bool decide_manifest(Deciding *d);
bool decide_assign(Deciding *d);
bool decide_hand_over(Deciding *d);
bool decide_grant(Deciding *d);
bool decide_grant_end(Deciding *d);
bool decide_grant_refuse(Deciding *d);
bool decide_seal(Deciding *d);
bool decide_split(Deciding *d);
bool decide_merge(Deciding *d);
bool decide_rebind(Deciding *d);
bool decide_identify(Deciding *d);
bool decide_part(Deciding *d);
bool decide_reclassify(Deciding *d);

/* Paper volumes (decide_paper.c): named with a push, owed from acceptance until the last has come or the case is closed. */
bool send_paper(Deciding *d, int64_t transfer);
void owe_paper(Deciding *d, int64_t transfer);
int64_t add_number(Deciding *d, int64_t transfer); /* the command's, for the organ it is given for; its id */
void end_paper(Deciding *d, int64_t transfer, DutyLife how, Time effective);
bool decide_paper(Deciding *d);

/* decide_desk.c: the agency, or the off-line organ it enters for, has a part in the case; it is not closed. */
bool of_the_case(Deciding *d);
bool running(Deciding *d);
bool decide_participant(Deciding *d);
bool decide_shield(Deciding *d);
bool decide_participant_end(Deciding *d);
