// SPDX-License-Identifier: Apache-2.0
#include "core/foreseen.h"

static void carry_out(const ForeseeAsk *ask, const Decision *d, Arena *a) {
    for (size_t i = 0; i < d->events.n; i++) {
        const Event *e = &d->events.v[i];
        if (e->stream == ask->c->id) case_apply(ask->c, e, a);
        for (size_t j = 0; j < ask->n_subjects; j++)
            if (ask->subjects[j]->id == e->stream) subject_apply(ask->subjects[j], e, a);
    }
}

static Decision decided(const ForeseeAsk *ask, const Command *cmd, const Actor *who, Now now, Arena *a) {
    Loaded st = {.c = ask->c, .subjects = (const Subject *const *)ask->subjects, .n_subjects = ask->n_subjects};
    return case_decide(ask->world, &st, cmd, who, now, a);
}

static Change of_clock(const Clock *k) {
    return (Change){.id = k->id, .person = k->person, .rule = k->rule, .due = k->due, .missed = k->life == CLOCK_LAPSED,
                    .open = k->life == CLOCK_RUNNING || k->life == CLOCK_PAUSED};
}

static Change of_duty(const Duty *x) {
    return (Change){.id = x->id, .person = x->person, .rule = x->rule, .duty = true, .due = x->due,
                    .missed = x->breached != TIME_NONE, .open = x->life == DUTY_OPEN};
}

static Changes counted(const Case *c, Arena *a) {
    Changes all = {0};
    for (size_t i = 0; i < c->clocks.n; i++) *PUSH(a, &all) = of_clock(&c->clocks.v[i]);
    for (size_t i = 0; i < c->duties.n; i++) *PUSH(a, &all) = of_duty(&c->duties.v[i]);
    return all;
}

static const Change *find(const Changes *all, const Change *x) {
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].id == x->id && all->v[i].duty == x->duty) return &all->v[i];
    return NULL;
}

/* What is opened and closed on the way, as the duty to agree, is no change. */
static Changes changed(const Changes *was, const Changes *is, Arena *a) {
    Changes list = {0};
    for (size_t i = 0; i < is->n; i++) {
        Change x = is->v[i];
        const Change *old = find(was, &x);
        if (!old && !x.open) continue;
        if (old && old->due == x.due && old->missed == x.missed && old->open == x.open) continue;
        x.due_was = old ? old->due : TIME_NONE;
        x.missed_was = old && old->missed;
        *PUSH(a, &list) = x;
    }
    return list;
}

Foreseen correction_foreseen(const ForeseeAsk *ask, Arena *a) {
    Changes was = counted(ask->c, a);
    Decision d = decided(ask, ask->cmd, ask->who, ask->now, a);
    if (d.refused) return (Foreseen){.refused = true, .refusal = d.refusal};
    carry_out(ask, &d, a);
    const Correction *made = &ask->c->corrections.v[ask->c->corrections.n - 1];
    Foreseen ret = {.agree = made->agree_agency};
    if (ret.agree) { /* as it will stand once they have agreed */
        Command agree = {.kind = CMD_AGREE, .case_id = ask->c->id, .target = made->id};
        Now then = {ask->now.time, ask->now.next_id + d.ids};
        Decision second = decided(ask, &agree, &(Actor){.agency = ret.agree}, then, a);
        if (second.refused) return (Foreseen){.refused = true, .refusal = second.refusal};
        carry_out(ask, &second, a);
    }
    Changes is = counted(ask->c, a);
    ret.changes = changed(&was, &is, a);
    return ret;
}
