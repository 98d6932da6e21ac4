// SPDX-License-Identifier: Apache-2.0
/* Taking back one's own wrong accept or return, as long as nothing has followed from it. */
#include "core/deciding.h"

#define BODY(d, T, ...) ((T *)arena_dup((d)->a, &(T){__VA_ARGS__}, sizeof(T)))

/* What the step of that moment opened is closed again; what it closed is opened again. */
static void reverse_clocks(Deciding *d, int64_t transfer, Time at) {
    for (size_t i = 0; i < d->c->clocks.n; i++) {
        const Clock *k = &d->c->clocks.v[i];
        if (k->cause == transfer && k->start == at && k->life == CLOCK_RUNNING)
            emit(d, EV_CLOCK_STOPPED, d->now.time, BODY(d, ClockStep, .clock = k->id, .life = CLOCK_SUPERSEDED));
        else if (k->transfer == transfer && k->closed == at && k->life == CLOCK_CLOSED)
            emit(d, EV_CLOCK_REVIVED, d->now.time, BODY(d, ClockStep, .clock = k->id));
    }
}

static void reverse_duties(Deciding *d, int64_t transfer, Time at) {
    for (size_t i = 0; i < d->c->duties.n; i++) {
        const Duty *x = &d->c->duties.v[i];
        if (x->transfer == transfer && x->opened == at && x->life == DUTY_OPEN)
            emit(d, EV_DUTY_CLOSED, d->now.time, BODY(d, DutyStep, .duty = x->id, .life = DUTY_ENDED));
    }
}

/* Facts the accept or return set go back to what they were: only steps whose facts nobody changed since are undone. */
static bool reverse_facts(Deciding *d, const Transfer *t, Phase phase) {
    for (size_t i = 0; i < t->lines.n; i++) {
        Person *p = case_person(d->c, t->lines.v[i].person);
        const Guide *g = guide_of(d, p);
        int act = guide_act(g, t->act);
        const Effects *e = act < 0 ? &(Effects){0} : &g->acts[act].on[phase];
        FactsSet *back = BODY(d, FactsSet, .person = p->id);
        for (size_t k = 0; k < e->n; k++) {
            if (e->v[k].kind != EFFECT_SET) continue;
            Str fact = g->facts[e->v[k].a].id, was = {0};
            for (size_t j = 0; j < t->before.n; j++)
                if (t->before.v[j].person == p->id && str_eq(t->before.v[j].fact, fact)) was = t->before.v[j].value;
            if (!was.n) continue;
            if (!str_eq(person_fact(p, fact), g->facts[e->v[k].a].values[e->v[k].b]))
                return refuse(d, R_FOLLOWED, "transfer", p->name, p->name);
            *PUSH(d->a, &back->facts) = (FactValue){fact, was};
        }
        if (back->facts.n) emit(d, EV_FACTS_SET, d->now.time, back);
    }
    return true;
}

static bool followed(const Case *c, const Transfer *t, Time at) {
    for (size_t i = 0; i < t->lines.n; i++)
        if (t->lines.v[i].answered_at != TIME_NONE && t->lines.v[i].answered_at >= at) return true;
    for (size_t i = 0; i < t->supply.n; i++)
        if (t->supply.v[i].done != TIME_NONE) return true;
    for (size_t i = 0; i < c->deeds.n; i++)
        if (c->deeds.v[i].at > at && !c->deeds.v[i].taken_back) return true;
    for (size_t i = 0; i < c->transfers.n; i++)
        if (c->transfers.v[i].id != t->id && c->transfers.v[i].pushed > at) return true;
    return false;
}

bool decide_undo(Deciding *d) {
    const Transfer *t = case_transfer(d->c, d->cmd->transfer);
    if (!t) return refuse(d, R_NO_TRANSFER, "transfer", S(""), S(""));
    if (!actor_in(d, t->to)) return refuse(d, R_NOT_YOURS, "transfer", S(""), S(""));
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    bool accept = t->life == HEAD_ACCEPTED;
    if (!accept && t->life != HEAD_RETURNED)
        return refuse(d, R_LIFE, "transfer", str_c(HEAD_LIFE[t->life]), str_c(HEAD_LIFE[t->life]));
    Time recorded = accept ? t->accepted : t->returns.v[t->returns.n - 1].at;
    if (followed(d->c, t, recorded)) return refuse(d, R_FOLLOWED, "transfer", S(""), S(""));
    int64_t id = t->id, to = t->to;
    Time effective = t->step_effective;
    if (!reverse_facts(d, t, accept ? PHASE_ACCEPT : PHASE_RETURN)) return false;
    reverse_clocks(d, id, effective);
    reverse_duties(d, id, effective);
    emit(d, EV_TRANSFER_UNDONE, d->now.time, BODY(d, TransferStep, .transfer = id, .reason = d->cmd->note));
    d->effective = d->now.time;
    open_duty(d, "check", to, id, TIME_NONE);
    d->made = id;
    t = case_transfer(d->c, id);
    for (size_t i = 0; i < t->lines.n; i++)
        step(d, case_person(d->c, t->lines.v[i].person), &(Effects){0}, (Cause){id, id, d->now.time});
    return !d->refused;
}
