// SPDX-License-Identifier: Apache-2.0
/* Taking back one's own wrong accept, return, answer or deed, as long as nothing has followed from it. */
#include "core/deciding.h"

typedef struct Undoing {
    int64_t cause, transfer;
    Time recorded, effective;
    Ids persons;
    const BeforeFact *before;
    size_t n_before;
} Undoing;

static const char *where(const Undoing *u) {
    return u->transfer ? "transfer" : "target";
}

/* Which extension an act granted, and whose outcome it was, nobody can tell later from the act itself. */
static bool reversible(const Effects *e) {
    for (size_t i = 0; i < e->n; i++)
        if (e->v[i].kind == EFFECT_EXTEND || e->v[i].kind == EFFECT_ANSWER) return false;
    return true;
}

static Str fact_before(const Undoing *u, int64_t person, Str fact) {
    for (size_t i = 0; i < u->n_before; i++)
        if (u->before[i].person == person && str_eq(u->before[i].fact, fact)) return u->before[i].value;
    return (Str){0};
}

/* Facts go back to what they were: only a step whose facts nobody changed since is undone. */
static bool facts_back(Deciding *d, const Undoing *u, const Person *p, const Guide *g, const Effects *e) {
    FactsSet *back = BODY(d, FactsSet, .person = p->id);
    for (size_t i = 0; i < e->n; i++) {
        if (e->v[i].kind != EFFECT_SET) continue;
        const Fact *f = &g->facts[e->v[i].a];
        Str was = fact_before(u, p->id, f->id), now = person_fact(p, f->id);
        if (!was.n || str_eq(was, now)) continue;
        bool set_here = false;
        for (size_t j = 0; j < e->n; j++)
            set_here |=
                e->v[j].kind == EFFECT_SET && e->v[j].a == e->v[i].a && str_eq(now, f->values[e->v[j].b]);
        if (!set_here) return refuse(d, R_FOLLOWED, where(u), p->name, p->name);
        *PUSH(d->a, &back->facts) = (FactValue){f->id, was};
    }
    if (back->facts.n) emit(d, EV_FACTS_SET, d->now.time, back);
    return true;
}

static void pause_again(Deciding *d, const Clock *k, Time at) {
    emit(d, EV_CLOCK_PAUSED, at, BODY(d, ClockStep, .clock = k->id));
}

/* A pause of no length: nothing drops out of the count. */
static void resume_again(Deciding *d, const Clock *k, Time at) {
    Clock on = *k;
    on.pauses.v = arena_dup(d->a, k->pauses.v, k->pauses.n * sizeof *k->pauses.v);
    on.pauses.v[on.pauses.n - 1].to = at;
    TermEnd end = clock_end(d, &on);
    emit(d, EV_CLOCK_RESUMED, at, BODY(d, ClockStep, .clock = k->id, .due = end.due, .alert = end.alert));
}

/* At most one clock of the rule goes back: the latest that bears the mark of the step. */
static void clock_back(Deciding *d, const Undoing *u, int64_t person, EffectKind kind, Str rule) {
    for (size_t i = d->c->clocks.n; i-- > 0;) {
        const Clock *k = &d->c->clocks.v[i];
        if (k->person != person || !str_eq(k->rule, rule)) continue;
        bool live = k->life == CLOCK_RUNNING || k->life == CLOCK_PAUSED, ours = k->cause == u->cause;
        const Pause *last = k->pauses.n ? &k->pauses.v[k->pauses.n - 1] : NULL;
        ClockLife stopped = kind == EFFECT_STOP ? CLOCK_CLOSED : CLOCK_SUPERSEDED;
        if (kind == EFFECT_START && live && ours && k->start == u->effective) {
            stop_clock(d, k, CLOCK_SUPERSEDED, d->now.time);
            continue; /* the one whose place it took may lie before it */
        }
        if (live && (kind == EFFECT_START || kind == EFFECT_STOP)) return;
        bool gave_way = kind == EFFECT_STOP || (kind == EFFECT_START && !ours);
        if (gave_way && k->life == (int)stopped && k->closed == u->effective)
            emit(d, EV_CLOCK_REVIVED, d->now.time, BODY(d, ClockStep, .clock = k->id));
        else if (kind == EFFECT_RESUME && k->life == CLOCK_RUNNING && last && last->to == u->effective)
            pause_again(d, k, u->effective);
        else if (kind == EFFECT_PAUSE && k->life == CLOCK_PAUSED && last && last->from == u->effective)
            resume_again(d, k, u->effective);
        else continue;
        return;
    }
}

static void duty_back(Deciding *d, const Undoing *u, int64_t person, EffectKind kind, Str rule) {
    for (size_t i = d->c->duties.n; i-- > 0;) {
        const Duty *x = &d->c->duties.v[i];
        if (x->person != person || !str_eq(x->rule, rule)) continue;
        if (kind == EFFECT_OWE && x->life == DUTY_OPEN && x->cause == u->cause && x->opened == u->effective)
            emit(d, EV_DUTY_CLOSED, d->now.time, BODY(d, DutyStep, .duty = x->id, .life = DUTY_ENDED));
        else if (kind == EFFECT_CLEAR && x->life == DUTY_CLEARED && x->cleared == u->effective)
            reopen_duty(d, x);
        else if (x->life != DUTY_OPEN) continue;
        return;
    }
}

/* The duties of the head itself: what the step opened ends, what it fulfilled is owed again. */
static void head_duties_back(Deciding *d, const Undoing *u, const char *owed_again) {
    const Duty *last = NULL;
    for (size_t i = 0; i < d->c->duties.n; i++) {
        const Duty *x = &d->c->duties.v[i];
        if (x->person || x->transfer != u->transfer) continue;
        if (x->life == DUTY_OPEN && !str_eqz(x->rule, "check") && x->opened == u->effective)
            emit(d, EV_DUTY_CLOSED, d->now.time, BODY(d, DutyStep, .duty = x->id, .life = DUTY_ENDED));
        if (str_eqz(x->rule, owed_again)) last = x;
    }
    if (last && last->life == DUTY_CLEARED) reopen_duty(d, last);
}

static bool reverse(Deciding *d, const Undoing *u, int64_t person, const Effects *e) {
    const Person *p = case_person(d->c, person);
    if (p->closed != TIME_NONE || p->moved_to) return refuse(d, R_FOLLOWED, where(u), p->name, p->name);
    const Guide *g = guide_of(d, p);
    if (!reversible(e)) return refuse(d, R_FOLLOWED, where(u), p->name, p->name);
    if (!facts_back(d, u, p, g, e)) return false;
    for (size_t i = 0; i < e->n; i++) {
        EffectKind k = e->v[i].kind;
        if (k == EFFECT_START || k == EFFECT_STOP || k == EFFECT_PAUSE || k == EFFECT_RESUME)
            clock_back(d, u, person, k, g->clocks[e->v[i].a].id);
        if (k == EFFECT_OWE || k == EFFECT_CLEAR) duty_back(d, u, person, k, g->duties[e->v[i].a].id);
    }
    return true;
}

static bool shares(const Ids *a, int64_t person) {
    for (size_t i = 0; i < a->n; i++)
        if (a->v[i] == person) return true;
    return false;
}

static bool transfer_moved(const Transfer *t, const Undoing *u) {
    bool ours = false;
    for (size_t i = 0; i < t->lines.n; i++) ours |= shares(&u->persons, t->lines.v[i].person);
    if (!ours) return false;
    bool own = t->id == u->transfer;
    for (size_t i = 0; i < t->lines.n; i++)
        if (t->lines.v[i].answered_at >= u->recorded + own) return true;
    for (size_t i = 0; i < t->supply.n; i++)
        if (t->supply.v[i].done != TIME_NONE && own) return true;
    if (own) return false;
    return t->pushed >= u->recorded || t->received >= u->recorded || t->accepted >= u->recorded ||
           (t->returns.n && t->returns.v[t->returns.n - 1].at >= u->recorded); /* one instant may be after */
}

/* A term ran out since and changed what is true of them. */
static bool time_moved(const Case *c, const Undoing *u) {
    for (size_t i = 0; i < c->clocks.n; i++) {
        const Clock *k = &c->clocks.v[i];
        bool over = k->life == CLOCK_LAPSED || (k->life == CLOCK_ENDED && k->period);
        if (over && k->closed > u->effective && k->before.n && shares(&u->persons, k->person)) return true;
    }
    return false;
}

/* Terms and duties are told apart by the moment they ended: what took effect at the same one cannot be. */
static bool same_moment(const Case *c, const Undoing *u) {
    for (size_t i = 0; i < c->deeds.n; i++) {
        const Deed *x = &c->deeds.v[i];
        if (x->id == u->cause || x->taken_back || x->unlawful.n || x->effective != u->effective) continue;
        for (size_t j = 0; j < x->persons.n; j++)
            if (shares(&u->persons, x->persons.v[j])) return true;
    }
    for (size_t i = 0; i < c->transfers.n; i++) {
        const Transfer *t = &c->transfers.v[i];
        bool then = t->effective == u->effective || t->received_effective == u->effective ||
                    t->accepted_effective == u->effective || t->returned_effective == u->effective;
        for (size_t j = 0; t->id != u->transfer && t->pushed != TIME_NONE && j < t->lines.n; j++) {
            const Line *l = &t->lines.v[j];
            if ((then || l->answered_effective == u->effective) && shares(&u->persons, l->person))
                return true;
        }
    }
    return false;
}

/* Whether anything was done for these persons since. */
static bool followed(const Case *c, const Undoing *u) {
    for (size_t i = 0; i < c->deeds.n; i++) {
        const Deed *x = &c->deeds.v[i];
        if (x->id == u->cause || x->taken_back || x->at < u->recorded ||
            (x->at == u->recorded && x->id < u->cause))
            continue;
        for (size_t j = 0; j < x->persons.n; j++)
            if (shares(&u->persons, x->persons.v[j])) return true;
    }
    for (size_t i = 0; i < c->transfers.n; i++)
        if (transfer_moved(&c->transfers.v[i], u)) return true;
    return time_moved(c, u) || same_moment(c, u);
}

/*
 * The ledger goes back as of the act's own moment, so a hold entered by mistake has no length. A term that
 * comes back may be over by now: it lapses with the next command or tick, as of its own end.
 */
static bool settle(Deciding *d, const Undoing *u) {
    for (size_t i = 0; i < u->persons.n; i++)
        step(d, u->persons.v[i], &(Effects){0}, NULL, (Cause){u->cause, u->transfer, u->effective});
    d->made = u->cause;
    return !d->refused;
}

static bool undo_deed(Deciding *d, const Deed *x) {
    if (!actor_in(d, x->agency) && !actor_in(d, x->behalf))
        return refuse(d, R_NOT_YOURS, "target", S(""), S(""));
    if (x->taken_back) return refuse(d, R_TARGET, "target", S(""), S(""));
    Undoing u = {.cause = x->id, .recorded = x->at, .effective = x->effective, .persons = x->persons,
                 .before = x->before.v, .n_before = x->before.n};
    /* one that came along: the terms it ended stayed in the other case */
    if (x->origin) return refuse(d, R_FOLLOWED, "target", S(""), S(""));
    for (size_t i = 0; i < u.persons.n; i++) { /* one who went to another case */
        const Person *p = case_person(d->c, u.persons.v[i]);
        if (!p || p->moved_to) return refuse(d, R_FOLLOWED, "target", S(""), S(""));
    }
    if (followed(d->c, &u)) return refuse(d, R_FOLLOWED, "target", S(""), S(""));
    Str act = x->act, option = x->option;
    bool lawful = !x->unlawful.n;
    for (size_t i = 0; lawful && i < u.persons.n; i++) {
        const Guide *g = guide_of(d, case_person(d->c, u.persons.v[i]));
        int a = guide_act(g, act);
        if (a < 0) return refuse(d, R_ACT, "target", act, act);
        Effects both = done_effects(d, &g->acts[a], guide_option(&g->acts[a], option));
        if (!reverse(d, &u, u.persons.v[i], &both)) return false;
    }
    emit(d, EV_DEED_TAKEN_BACK, d->now.time, BODY(d, IdRef, .id = u.cause));
    for (size_t i = 0, n = d->c->notices.n; i < n; i++) /* whoever was told of it is told again */
        if (d->c->notices.v[i].deed == u.cause)
            emit(d, EV_NOTICE_GIVEN, d->now.time,
                 BODY(d, Notice, .id = take_id(d), .deed = u.cause, .agency = d->c->notices.v[i].agency,
                      .at = d->now.time));
    return settle(d, &u);
}

/* The lines that were answered last, if by an answer of the act itself. */
static Ids last_answered(Deciding *d, const Transfer *t, Time *recorded, Time *effective) {
    Ids ids = {0};
    *recorded = TIME_NONE;
    for (size_t i = 0; i < t->lines.n; i++)
        if (t->lines.v[i].answer.n && t->lines.v[i].answered_at > *recorded) {
            *recorded = t->lines.v[i].answered_at;
            *effective = t->lines.v[i].answered_effective;
        }
    for (size_t i = 0; *recorded != TIME_NONE && i < t->lines.n; i++)
        if (t->lines.v[i].answer.n && t->lines.v[i].answered_at == *recorded)
            *PUSH(d->a, &ids) = t->lines.v[i].person;
    return ids;
}

/* What the facts were before the answer; one that kept nothing by line left it with the head. */
static void before_answer(Deciding *d, const Transfer *t, Undoing *u) {
    LIST_OF(BeforeFact) before = {0};
    if (!transfer_line(t, u->persons.v[0])->before.n) return;
    for (size_t i = 0; i < u->persons.n; i++) {
        const Line *l = transfer_line(t, u->persons.v[i]);
        for (size_t k = 0; k < l->before.n; k++)
            *PUSH(d->a, &before) = (BeforeFact){l->person, l->before.v[k].fact, l->before.v[k].value};
    }
    u->before = before.v;
    u->n_before = before.n;
}

static const Effects *answer_effects(Deciding *d, const Transfer *t, int64_t person) {
    const Guide *g = guide_of(d, case_person(d->c, person));
    int a = guide_act(g, t->act);
    int o = a < 0 ? -1 : guide_option(&g->acts[a], transfer_line(t, person)->answer);
    return o < 0 ? NULL : &g->acts[a].options[o].effects;
}

/* Some of it went to another case, or it came from one: it cannot be taken back in parts. */
static bool divided(const Case *c, const Transfer *t) {
    bool part = t->origin != 0;
    for (size_t i = 0; i < t->lines.n; i++) {
        const Person *p = case_person(c, t->lines.v[i].person);
        part |= p && p->moved_to;
    }
    return part;
}

static bool undo_transfer(Deciding *d, const Transfer *t) {
    if (!actor_in(d, t->to)) return refuse(d, R_NOT_YOURS, "transfer", S(""), S(""));
    Time recorded = TIME_NONE, effective = TIME_NONE;
    Ids answered = last_answered(d, t, &recorded, &effective);
    bool accept = t->life == HEAD_ACCEPTED;
    if (!accept && t->life != HEAD_RETURNED)
        return refuse(d, R_LIFE, "transfer", str_c(HEAD_LIFE[t->life]), str_c(HEAD_LIFE[t->life]));
    Undoing u = {.cause = t->id, .transfer = t->id, .recorded = recorded, .effective = effective,
                 .persons = answered, .before = t->before.v, .n_before = t->before.n};
    if (answered.n) {
        before_answer(d, t, &u);
    } else {
        u.recorded = accept ? t->accepted : t->returns.v[t->returns.n - 1].at;
        u.effective = accept ? t->accepted_effective : t->returned_effective;
        for (size_t i = 0; i < t->lines.n; i++)
            if (t->lines.v[i].life != LINE_NONE) *PUSH(d->a, &u.persons) = t->lines.v[i].person;
    }
    bool entered = !u.n_before; /* it came with the case: what was before is not known */
    if (!u.persons.n || entered || divided(d->c, t) || followed(d->c, &u))
        return refuse(d, R_FOLLOWED, "transfer", S(""), S(""));
    for (size_t i = 0; i < u.persons.n; i++) {
        const Guide *g = guide_of(d, case_person(d->c, u.persons.v[i]));
        int a = guide_act(g, t->act);
        const Effects *e = answered.n ? answer_effects(d, t, u.persons.v[i])
                           : a < 0    ? NULL
                                      : &g->acts[a].on[accept ? PHASE_ACCEPT : PHASE_RETURN];
        if (!e) return refuse(d, R_FOLLOWED, "transfer", S(""), S(""));
        if (!reverse(d, &u, u.persons.v[i], e)) return false;
    }
    head_duties_back(d, &u, answered.n ? "answer" : "check");
    emit(d, EV_TRANSFER_UNDONE, d->now.time,
         BODY(d, TransferStep, .transfer = u.transfer, .persons = answered, .note = d->cmd->note));
    return settle(d, &u);
}

bool decide_undo(Deciding *d) {
    if (d->c->closed != TIME_NONE) return refuse(d, R_CASE_CLOSED, "case", S(""), S(""));
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    const Deed *x = d->cmd->target ? case_deed(d->c, d->cmd->target) : NULL;
    if (d->cmd->target) return x ? undo_deed(d, x) : refuse(d, R_TARGET, "target", S(""), S(""));
    const Transfer *t = case_transfer(d->c, d->cmd->transfer);
    return t ? undo_transfer(d, t) : refuse(d, R_NO_TRANSFER, "transfer", S(""), S(""));
}
