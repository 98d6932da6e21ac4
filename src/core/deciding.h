// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Inside of decide: the working copy a command is tried on, and the steps its parts share. Only decide*.c include it.
 * Every emitted event is applied to the copy at once, so what follows sees it; a refusal throws the copy away.
 */
#include "core/decide.h"
#include "core/refusal.h"

typedef struct Deciding {
    const World *w;
    const Command *cmd;
    const Actor *who;
    Now now;
    Arena *a;
    Case *c;
    LIST_OF(Subject *) subjects;
    Events events;
    int64_t ids, made;
    Time effective;
    bool late;
    bool by_clock; /* what is emitted now comes from time, not from the actor */
    bool refused;
    Refusal refusal;
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

/* Runs the effects on one person: facts, clocks, duties, lines, the custody ledger, and the end of the proceeding. */
void step(Deciding *d, Person *p, const Effects *e, Cause why);
/* Emits every lapse and breach due by `until`, in due order. */
void lapse_all(Deciding *d, Time until);
TermEnd clock_end(const Deciding *d, const Clock *k);
bool person_held(const Deciding *d, const Person *p);

Duty *open_duty(Deciding *d, const char *rule, int64_t agency, int64_t transfer, Time due);
void close_duties(Deciding *d, const char *rule, int64_t transfer, DutyLife how, Time effective);
Time earliest_due(const Deciding *d, int64_t transfer, int64_t agency);

const Guide *guide_of(const Deciding *d, const Person *p);
/* The persons a command names; by default all whose proceeding runs. False after refusing. */
bool named_persons(Deciding *d, const Ids *ids, Ids *ret);
bool actor_fits(Deciding *d, const Party *party, bool review);
bool actor_in(const Deciding *d, int64_t agency);
bool needs_met(Deciding *d, const Needs *n, const Transfer *head);
bool other_user(Deciding *d, const Guide *g, const Act *act, const Person *p);
bool effective_ok(Deciding *d);

bool do_act(Deciding *d, const Transfer *draft);

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
