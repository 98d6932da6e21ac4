// SPDX-License-Identifier: Apache-2.0
/*
 * The past as it turns out to have been: what time alone did, undone when a late entry or a corrected date shows that
 * it never happened; and everything that counted from a wrong moment, counted again.
 */
#include "core/deciding.h"

static bool among(const Ids *ids, int64_t id) {
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == id) return true;
    return false;
}

static bool ended_by_time(const Clock *k) {
    return k->life == CLOCK_LAPSED || (k->life == CLOCK_ENDED && k->period);
}

/* Each fact the end set still has that value, or never got it; so nothing has been decided on top of it. */
static bool facts_untouched(const Guide *g, const Effects *e, const Person *p, const Clock *k) {
    for (size_t i = 0; i < e->n; i++) {
        if (e->v[i].kind != EFFECT_SET) continue;
        const Fact *f = &g->facts[e->v[i].a];
        Str now = person_fact(p, f->id);
        bool same = false;
        for (size_t j = 0; j < e->n; j++)
            same |= e->v[j].kind == EFFECT_SET && e->v[j].a == e->v[i].a && str_eq(now, f->values[e->v[j].b]);
        for (size_t j = 0; j < k->before.n; j++)
            same |= str_eq(k->before.v[j].fact, f->id) && str_eq(k->before.v[j].value, now);
        if (!same) return false;
    }
    return true;
}

/* Something was done for this person after a period ended: its effect has been relied on. */
static bool relied_on(const Case *c, int64_t person, Time since) {
    for (size_t i = 0; i < c->deeds.n; i++)
        for (size_t j = 0; j < c->deeds.v[i].persons.n; j++)
            if (c->deeds.v[i].persons.v[j] == person && c->deeds.v[i].effective > since && !c->deeds.v[i].taken_back)
                return true;
    for (size_t i = 0; i < c->transfers.n; i++)
        if (c->transfers.v[i].pushed != TIME_NONE && c->transfers.v[i].effective > since &&
            transfer_line(&c->transfers.v[i], person))
            return true;
    return false;
}

/* The same term was begun anew since, and that one counts: the old one is history. */
static bool begun_again(const Case *c, const Clock *k) {
    for (size_t i = 0; i < c->clocks.n; i++) {
        const Clock *x = &c->clocks.v[i];
        if (x->id > k->id && x->person == k->person && str_eq(x->rule, k->rule) && x->life != CLOCK_SUPERSEDED) return true;
    }
    return false;
}

static bool touches(const Guide *g, const Effects *e, Str rule) {
    for (size_t i = 0; e && i < e->n; i++) {
        EffectKind k = e->v[i].kind;
        if ((k == EFFECT_STOP || k == EFFECT_PAUSE || k == EFFECT_RESUME || k == EFFECT_EXTEND) &&
            str_eq(g->clocks[e->v[i].a].id, rule))
            return true;
    }
    return false;
}

/* Had the term still run, the step would have done something else: to it, or by what it asks of the facts. */
static bool would_differ(const Guide *g, const Effects *e, Str rule) {
    bool asks = false;
    for (size_t i = 0; i < e->n; i++) asks |= e->v[i].when != NULL;
    return asks || touches(g, e, rule);
}

static bool transfer_differs(const Guide *g, const Transfer *t, const Line *l, const Clock *k) {
    int act = guide_act(g, t->act), option = act < 0 ? -1 : guide_option(&g->acts[act], l->answer);
    if (act < 0 || t->pushed == TIME_NONE) return false;
    const Time came[PHASE_N] = {[PHASE_PUSH] = t->pushed, [PHASE_RECEIVE] = t->received, [PHASE_ACCEPT] = t->accepted,
                                [PHASE_RETURN] = t->returns.n ? t->returns.v[t->returns.n - 1].at : TIME_NONE};
    for (int ph = 0; ph < PHASE_N; ph++)
        if (came[ph] > k->closed && would_differ(g, &g->acts[act].on[ph], k->rule)) return true;
    return option >= 0 && l->answered_at > k->closed && would_differ(g, &g->acts[act].options[option].effects, k->rule);
}

/* A step was taken since, on a deadline that had lapsed, and it took no account of it. */
static bool built_on(const Case *c, const Guide *g, const Clock *k) {
    for (size_t i = 0; i < c->transfers.n; i++) {
        const Line *l = transfer_line(&c->transfers.v[i], k->person);
        if (l && transfer_differs(g, &c->transfers.v[i], l, k)) return true;
    }
    for (size_t i = 0; i < c->deeds.n; i++) {
        const Deed *x = &c->deeds.v[i];
        int act = guide_act(g, x->act), option = act < 0 ? -1 : guide_option(&g->acts[act], x->option);
        if (act < 0 || x->at <= k->closed || x->taken_back || x->unlawful.n || !among(&x->persons, k->person)) continue;
        if (would_differ(g, &g->acts[act].on[PHASE_DONE], k->rule)) return true;
        if (option >= 0 && would_differ(g, &g->acts[act].options[option].effects, k->rule)) return true;
    }
    return false;
}

static void undo_followers(Deciding *d, int64_t clock, int64_t person, Time closed) {
    for (size_t i = 0; i < d->c->duties.n; i++) {
        const Duty *x = &d->c->duties.v[i];
        if (x->cause == clock && x->life == DUTY_OPEN)
            emit(d, EV_DUTY_CLOSED, d->now.time, BODY(d, DutyStep, .duty = x->id, .life = DUTY_ENDED));
        else if (x->person == person && x->life == DUTY_CLEARED && x->cleared == closed)
            reopen_duty(d, x);
    }
    for (size_t i = 0; i < d->c->clocks.n; i++) {
        const Clock *k = &d->c->clocks.v[i];
        if (k->cause == clock && (k->life == CLOCK_RUNNING || k->life == CLOCK_PAUSED))
            stop_clock(d, k, CLOCK_SUPERSEDED, d->now.time);
        else if (k->person == person && k->life == CLOCK_CLOSED && k->closed == closed)
            emit(d, EV_CLOCK_REVIVED, d->now.time, BODY(d, ClockStep, .clock = k->id));
    }
    const Person *p = case_person(d->c, person);
    const Subject *s = subject_of(d, p);
    for (size_t i = 0; s && i < s->holds.n; i++) {
        const HoldEntry *h = &s->holds.v[i];
        if (h->person == person && h->until == TIME_NONE && h->overdue == closed)
            emit_subject(d, EV_HOLD_MOVED, s->id, d->now.time, BODY(d, HoldStep, .hold = h->id, .due = h->due));
    }
}

bool revive(Deciding *d, int64_t clock, Time start, TermEnd end) {
    const Clock *k = case_clock(d->c, clock);
    const Person *p = case_person(d->c, k->person);
    if (p->closed != TIME_NONE || p->moved_to || !ended_by_time(k) || begun_again(d->c, k)) return false;
    const Guide *g = guide_of(d, p);
    int rule = guide_clock(g, k->rule);
    const Effects *e = rule < 0 ? &(Effects){0} : &g->clocks[rule].on_end;
    if (!facts_untouched(g, e, p, k) || (k->period ? relied_on(d->c, p->id, k->closed) : built_on(d->c, g, k))) return false;
    Time closed = k->closed;
    int64_t person = p->id;
    FactsSet *back = BODY(d, FactsSet, .person = person);
    for (size_t i = 0; i < k->before.n; i++)
        if (!str_eq(person_fact(p, k->before.v[i].fact), k->before.v[i].value)) *PUSH(d->a, &back->facts) = k->before.v[i];
    emit(d, EV_CLOCK_REVIVED, d->now.time,
         BODY(d, ClockStep, .clock = clock, .start = start, .due = end.due,
              .alert = rule < 0 ? end.alert : alert_of(&g->clocks[rule], end)));
    if (back->facts.n) emit(d, EV_FACTS_SET, d->now.time, back);
    undo_followers(d, clock, person, closed);
    return true;
}

static bool possible(const Deciding *d, const Guide *g, int64_t person, const Guard *const guards[2]) {
    Machine m;
    machine_now(d, person, &m);
    return (!guards[0] || guard_holds(g, guards[0], &m)) && (!guards[1] || guard_holds(g, guards[1], &m));
}

void relive(Deciding *d, int64_t person, const Guard *const guards[2], const Effects *const effects[2]) {
    if (d->effective >= d->now.time || case_person(d->c, person)->closed != TIME_NONE) return;
    const Guide *g = guide_of(d, case_person(d->c, person));
    for (;;) { /* the latest first: an earlier one may have begun it */
        bool able = possible(d, g, person, guards);
        const Clock *last = NULL;
        for (size_t i = 0; i < d->c->clocks.n; i++) {
            const Clock *k = &d->c->clocks.v[i];
            if (k->person != person || !ended_by_time(k) || k->closed <= d->effective) continue;
            if (able && !touches(g, effects[0], k->rule) && !touches(g, effects[1], k->rule)) continue;
            if (!last || k->closed >= last->closed) last = k;
        }
        if (!last || !revive(d, last->id, last->start, clock_end(d, last))) return;
    }
}

static void recount_clocks(Deciding *d, int64_t cause, const Ids *persons, Time was, Time is) {
    for (size_t i = 0; i < d->c->clocks.n; i++) {
        const Clock *k = &d->c->clocks.v[i];
        int64_t id = k->id;
        if (k->cause == cause && k->start == was) {
            Clock moved = *k;
            moved.start = is;
            TermEnd end = clock_end(d, &moved);
            const Guide *g = guide_of(d, case_person(d->c, k->person));
            int rule = guide_clock(g, k->rule);
            if (!ended_by_time(k) || !revive(d, id, is, end)) /* one that is over still shows the right dates */
                emit(d, EV_CLOCK_MOVED, d->now.time,
                     BODY(d, ClockStep, .clock = id, .start = is, .due = end.due,
                          .alert = rule < 0 ? end.alert : alert_of(&g->clocks[rule], end)));
        } else if (among(persons, k->person) && k->life == CLOCK_CLOSED && k->closed == was) {
            stop_clock(d, k, CLOCK_CLOSED, is);
        }
    }
}

static void recount_duties(Deciding *d, int64_t cause, const Ids *persons, Time was, Time is) {
    for (size_t i = 0; i < d->c->duties.n; i++) {
        const Duty *x = &d->c->duties.v[i];
        const Person *p = x->person ? case_person(d->c, x->person) : NULL;
        if (x->cause == cause && x->opened == was && p) {
            const Guide *g = guide_of(d, p);
            int rule = guide_duty(g, x->rule);
            Time due = rule < 0 ? x->due : duty_due(d, p, g, &g->duties[rule], is);
            emit(d, EV_DUTY_MOVED, d->now.time, BODY(d, DutyStep, .duty = x->id, .opened = is, .due = due));
        } else if (x->cause == cause && x->opened == was && x->life == DUTY_OPEN) { /* of the head itself */
            emit(d, EV_DUTY_MOVED, d->now.time, BODY(d, DutyStep, .duty = x->id, .opened = is, .due = x->due));
        }
        x = &d->c->duties.v[i];
        bool concerns = x->person ? among(persons, x->person) : x->transfer == cause;
        if (concerns && x->life == DUTY_CLEARED && x->cleared == was) {
            emit(d, EV_DUTY_CLOSED, is, BODY(d, DutyStep, .duty = x->id, .life = DUTY_CLEARED));
        }
    }
}

static void recount_holds(Deciding *d, const Ids *persons, Time was, Time is) {
    for (size_t i = 0; i < persons->n; i++) {
        const Person *p = case_person(d->c, persons->v[i]);
        const Subject *s = p ? subject_of(d, p) : NULL;
        for (size_t j = 0; s && j < s->holds.n; j++) {
            const HoldEntry *h = &s->holds.v[j];
            if (h->person != p->id) continue;
            if ((h->from == was && h->until != TIME_NONE && h->until < is) || (h->until == was && is < h->from)) {
                refuse(d, R_BEFORE, "value", p->name, p->name);
                return;
            }
            if (h->from == was)
                emit_subject(d, EV_HOLD_MOVED, s->id, d->now.time,
                             BODY(d, HoldStep, .hold = h->id, .from = is, .due = h->due, .overdue = h->overdue));
            h = &s->holds.v[j];
            if (h->until == was) emit_subject(d, EV_HOLD_CLOSED, s->id, is, BODY(d, HoldStep, .hold = h->id));
        }
    }
}

void recount(Deciding *d, int64_t cause, const Ids *persons, Time was, Time is) {
    recount_holds(d, persons, was, is);
    recount_clocks(d, cause, persons, was, is);
    recount_duties(d, cause, persons, was, is);
    for (size_t i = 0; i < persons->n; i++) /* the ledger's term follows the clocks */
        step(d, persons->v[i], &(Effects){0}, NULL, (Cause){cause, 0, d->now.time});
}
