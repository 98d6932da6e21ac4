// SPDX-License-Identifier: Apache-2.0
/* What time alone does: clocks that run out, periods that end, duties that are not done by their day. */
#include "core/deciding.h"

static FactValues facts_at_end(Deciding *d, const Guide *g, const Person *p, const Effects *e) {
    FactValues was = {0};
    for (size_t i = 0; i < e->n; i++) {
        bool twice = e->v[i].kind != EFFECT_SET;
        Str fact = twice ? (Str){0} : g->facts[e->v[i].a].id;
        for (size_t j = 0; j < was.n; j++) twice |= str_eq(was.v[j].fact, fact);
        if (!twice) *PUSH(d->a, &was) = (FactValue){fact, person_fact(p, fact)};
    }
    return was;
}

static void lapse_clock(Deciding *d, int64_t id) {
    const Clock *k = case_clock(d->c, id);
    const Person *p = case_person(d->c, k->person);
    int64_t person = p->id;
    const Guide *g = guide_of(d, p);
    int rule = guide_clock(g, k->rule);
    const Effects *e = rule >= 0 ? &g->clocks[rule].on_end : &(Effects){0};
    Time due = k->due;
    Machine before;
    machine_of(g, d->c, p, &before);
    emit(d, k->period ? EV_CLOCK_STOPPED : EV_CLOCK_LAPSED_, due,
         BODY(d, ClockStep, .clock = id, .life = k->period ? CLOCK_ENDED : CLOCK_LAPSED,
              .before = facts_at_end(d, g, p, e)));
    step(d, person, e, &before, (Cause){id, 0, due});
}

static void breach_duty(Deciding *d, int64_t id) {
    const Duty *x = case_duty(d->c, id);
    Time due = x->due;
    const Person *p = x->person ? case_person(d->c, x->person) : NULL;
    emit(d, EV_DUTY_BREACHED, due, BODY(d, DutyStep, .duty = id));
    if (!p || p->closed != TIME_NONE) return;
    const Guide *g = guide_of(d, p);
    int rule = guide_duty(g, S("supervise_lapse"));
    Effect owe_it = {.kind = EFFECT_OWE, .a = rule};
    if (rule >= 0) step(d, p->id, &(Effects){&owe_it, 1, 1}, NULL, (Cause){id, 0, due});
}

void lapse_all(Deciding *d, Time until) {
    d->by_clock = true;
    for (;;) {
        Time first = TIME_NONE;
        int64_t id = 0;
        bool is_clock = false;
        for (size_t i = 0; i < d->c->clocks.n; i++) {
            const Clock *k = &d->c->clocks.v[i];
            if (k->life != CLOCK_RUNNING || k->due == TIME_NONE || k->due >= until) continue;
            if (!id || k->due < first || (k->due == first && k->id < id)) first = k->due, id = k->id, is_clock = true;
        }
        for (size_t i = 0; i < d->c->duties.n; i++) {
            const Duty *x = &d->c->duties.v[i];
            if (x->life != DUTY_OPEN || x->breached != TIME_NONE || x->due == TIME_NONE || x->due >= until) continue;
            if (!id || x->due < first || (x->due == first && x->id < id)) first = x->due, id = x->id, is_clock = false;
        }
        if (!id) break;
        if (is_clock) lapse_clock(d, id);
        else breach_duty(d, id);
    }
    d->by_clock = false;
}

Time case_next_due(const Case *c) {
    Time first = TIME_NONE;
    for (size_t i = 0; i < c->clocks.n; i++) {
        const Clock *k = &c->clocks.v[i];
        if (k->life == CLOCK_RUNNING && k->due != TIME_NONE && (first == TIME_NONE || k->due < first)) first = k->due;
    }
    for (size_t i = 0; i < c->duties.n; i++) {
        const Duty *x = &c->duties.v[i];
        if (x->life == DUTY_OPEN && x->breached == TIME_NONE && x->due != TIME_NONE &&
            (first == TIME_NONE || x->due < first))
            first = x->due;
    }
    return first;
}
