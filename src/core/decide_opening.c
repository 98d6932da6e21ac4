// SPDX-License-Identifier: Apache-2.0
/*
 * A running case enters where it stands: besides facts, the transfers under way with their heads' own duties, the
 * clocks that run and the duties that are owed. Nothing is replayed, so nothing is counted or told a second time;
 * what comes out must be a state of the certificate, person by person.
 */
#include "core/deciding.h"

bool bad_part(Deciding *d, Str what, Str value) {
    return refusef(d, R_FACT, "people", "%.*s: %.*s", STR_ARG(what), STR_ARG(value));
}

static Time first_of(Time a, Time b) {
    return a != TIME_NONE ? a : b;
}

/* Fills in the times that follow from the others. False if they contradict each other, the life, or the clock. */
static bool times_fit(Deciding *d, OpenLine *l) {
    bool in = l->life != LINE_PUSHED, accepted = l->life == LINE_ACCEPTED, returned = l->life == LINE_RETURNED;
    if ((l->received != TIME_NONE && !in) || (l->accepted != TIME_NONE && !accepted) || (l->returned != TIME_NONE && !returned))
        return false;
    Time last = first_of(l->accepted, l->returned);
    l->pushed = first_of(l->pushed, first_of(l->received, first_of(last, d->effective)));
    if (in) l->received = first_of(l->received, first_of(last, l->pushed));
    if (accepted) l->accepted = first_of(l->accepted, l->received);
    if (returned) l->returned = first_of(l->returned, l->received);
    last = accepted ? l->accepted : returned ? l->returned : in ? l->received : l->pushed;
    return (!in || l->pushed <= l->received) && (!in || l->received <= last) && last <= d->now.time;
}

/* Who stands on one side of it: the one named, or whoever acts for that kind near the other. */
static int64_t side_of(Deciding *d, const Party *p, int64_t named, const Agency *near, const Act *act) {
    bool any = str_eqz(p->kind, "any"), upper = str_eqz(p->level, "upper");
    int64_t id = named;
    if (!id && near && (any || str_eq(p->kind, near->kind)) && near->id == d->c->agency) id = near->id;
    if (!id && near) {
        int64_t bound = case_organ(d->c, p->kind);
        if (!bound || (bound == near->id && !upper)) bound = world_serving(d->w, p->kind, near);
        const Agency *there = world_agency(d->w, bound);
        id = there && upper ? there->parent : bound;
    }
    const Agency *a = world_agency(d->w, id);
    if (a && (any || str_eq(a->kind, p->kind))) return id;
    refuse(d, R_RECEIVER, "people", act->name, act->name_en);
    return 0;
}

static bool read_line(Deciding *d, const Guide *g, const OpenLine *given, OpenLine *ret, const Act **ret_act) {
    int i = guide_act(g, given->act);
    const Act *act = i < 0 ? NULL : &g->acts[i];
    if (!act || act->kind != ACT_SEND) return refuse(d, R_ACT, "people", given->act, given->act);
    bool life = given->life > LINE_NONE && given->life <= LINE_RETURNED;
    *ret = *given;
    if (!life || given->round < 0 || (act->ends_on_accept && given->life == LINE_ACCEPTED) || !times_fit(d, ret))
        return bad_part(d, act->name, life ? str_c(LINE_LIFE[given->life]) : S("?"));
    ret->act = act->id;
    ret->round = MAX(given->round, 1);
    ret->from = side_of(d, &act->by, given->from, world_agency(d->w, d->c->agency), act);
    if (!ret->from) return false;
    Party to = act->to;
    const Agency *from = world_agency(d->w, ret->from);
    if (!given->to && (str_eq(to.kind, from->kind) || str_eqz(to.kind, "any")) && !str_eqz(to.level, "upper"))
        return refuse(d, R_RECEIVER, "people", act->name, act->name_en); /* which other one is not to be guessed */
    ret->to = side_of(d, &to, given->to, from, act);
    if (ret->to == ret->from) return refuse(d, R_RECEIVER, "people", act->name, act->name_en);
    *ret_act = act;
    return ret->to != 0;
}

static bool same_head(const OpenLine *x, const OpenLine *y) {
    return str_eq(x->act, y->act) && x->life == y->life && x->from == y->from && x->to == y->to && x->round == y->round &&
           x->pushed == y->pushed && x->received == y->received && x->accepted == y->accepted && x->returned == y->returned;
}

static Transfer *head_of(Deciding *d, const OpenLine *l) {
    static const HeadLife LIFE[] = {[LINE_PUSHED] = HEAD_PUSHED, [LINE_RECEIVED] = HEAD_RECEIVED,
                                    [LINE_ACCEPTED] = HEAD_ACCEPTED, [LINE_RETURNED] = HEAD_RETURNED};
    Transfer *t = BODY(d, Transfer, .id = take_id(d), .act = l->act, .from = l->from, .to = l->to, .life = (int)LIFE[l->life],
                       .round = l->round, .pushed = l->pushed, .effective = l->pushed, .received = l->received,
                       .received_effective = l->received, .accepted = l->accepted, .accepted_effective = l->accepted,
                       .returned_effective = l->returned, .manifest = d->cmd->manifest, .late = d->late,
                       .late_reason = d->cmd->late_reason);
    if (l->life == LINE_RETURNED) *PUSH(d->a, &t->returns) = (Return){.round = l->round, .at = l->returned};
    return t;
}

typedef struct Heads {
    LIST_OF(OpenLine) lines;
    LIST_OF(Transfer *) v; /* beside lines */
} Heads;

/* Persons whose transfer is the same one stand on one head. */
static bool gather(Deciding *d, const Guide *g, const Ids *persons, Heads *ret) {
    for (size_t i = 0; i < persons->n; i++) {
        const NewPerson *n = &d->cmd->people.v[i];
        for (size_t k = 0; k < n->lines.n; k++) {
            OpenLine l;
            const Act *act = NULL;
            Transfer *t = NULL;
            if (!read_line(d, g, &n->lines.v[k], &l, &act)) return false;
            for (size_t j = 0; j < k; j++)
                if (str_eq(n->lines.v[j].act, l.act)) return bad_part(d, act->name, n->name);
            for (size_t j = 0; j < ret->v.n; j++)
                if (same_head(&ret->lines.v[j], &l)) t = ret->v.v[j];
            if (!t) {
                *PUSH(d->a, &ret->v) = t = head_of(d, &l);
                *PUSH(d->a, &ret->lines) = l;
            }
            *PUSH(d->a, &t->lines) = (Line){.person = persons->v[i], .life = l.life};
        }
    }
    return true;
}

static void bind_receiver(Deciding *d, const Guide *g, const Transfer *t) {
    const Act *act = &g->acts[guide_act(g, t->act)];
    const Agency *to = world_agency(d->w, t->to);
    int64_t was = case_organ(d->c, to->kind);
    bool binds = t->life == HEAD_ACCEPTED && act->binds;
    if (was == to->id || (was && !binds) || (!binds && (act->side || str_eqz(act->to.level, "upper")))) return;
    emit(d, EV_ORGAN_SET, t->pushed, BODY(d, Organ, to->kind, to->id));
}

/* When a head under way came to a step; TIME_NONE: it has not. */
static Time came_to(const Transfer *t, int phase) {
    switch ((Phase)phase) {
    case PHASE_PUSH: return t->effective;
    case PHASE_RECEIVE: return t->received_effective;
    case PHASE_ACCEPT: return t->accepted_effective;
    case PHASE_RETURN: return t->returned_effective;
    case PHASE_WITHDRAW:
    case PHASE_DONE:
    case PHASE_N: break;
    }
    return TIME_NONE;
}

static int act_open(const Guide *g, const Transfer *t, int64_t person) {
    const Line *l = transfer_line(t, person);
    return l && l->life != LINE_NONE ? guide_act(g, t->act) : -1;
}

/* Which of his transfers under way would have brought this about; 0: none. */
static int64_t source_of(const Deciding *d, const Guide *g, int64_t person, EffectKind kind, int rule) {
    for (size_t i = 0; i < d->c->transfers.n; i++) {
        const Transfer *t = &d->c->transfers.v[i];
        int act = act_open(g, t, person);
        for (int ph = 0; act >= 0 && ph < PHASE_N; ph++) {
            const Effects *e = &g->acts[act].on[ph];
            for (size_t k = 0; came_to(t, ph) != TIME_NONE && k < e->n; k++)
                if (e->v[k].kind == kind && e->v[k].a == rule) return t->id;
        }
    }
    return 0;
}

static Cause cause_of(const Deciding *d, const Guide *g, int64_t person, EffectKind kind, int rule, Time effective) {
    int64_t transfer = source_of(d, g, person, kind, rule);
    return (Cause){transfer ? transfer : d->c->id, transfer, effective};
}

/* By their start: the hold begins with the first clock of custody. */
static bool enter_clocks(Deciding *d, const Guide *g, const Runnings *clocks, int64_t person, bool custody) {
    for (size_t i = 0; i < clocks->n; i++) {
        const Running *r = &clocks->v[i];
        if (g->clocks[r->rule].custody != custody) continue;
        Effect e = {.kind = EFFECT_START, .a = r->rule};
        step(d, person, &(Effects){&e, 1, 1}, NULL, cause_of(d, g, person, EFFECT_START, r->rule, r->start));
        if (!d->refused) enter_past(d, g, r, person);
    }
    return !d->refused;
}

static const Clock *open_clock(const Case *c, int64_t person, Str rule) {
    for (size_t i = 0; i < c->clocks.n; i++) {
        const Clock *k = &c->clocks.v[i];
        if (k->person == person && str_eq(k->rule, rule) && (k->life == CLOCK_RUNNING || k->life == CLOCK_PAUSED)) return k;
    }
    return NULL;
}

/* A term that stands still while the other organ has the matter: it does so from when that organ had it. */
static void enter_pauses(Deciding *d, const Guide *g, int64_t person) {
    for (size_t i = 0; i < d->c->transfers.n; i++)
        for (int ph = 0, act = act_open(g, &d->c->transfers.v[i], person); act >= 0 && ph < PHASE_N; ph++) {
            const Transfer *t = &d->c->transfers.v[i];
            const Effects *e = &g->acts[act].on[ph];
            Time at = came_to(t, ph);
            for (size_t k = 0; at != TIME_NONE && k < e->n; k++) {
                if (e->v[k].kind != EFFECT_PAUSE && e->v[k].kind != EFFECT_RESUME) continue;
                const Clock *clock = open_clock(d->c, person, g->clocks[e->v[k].a].id);
                if (clock && clock->start <= at) step(d, person, &(Effects){&e->v[k], 1, 1}, NULL, (Cause){t->id, t->id, at});
            }
        }
}

static bool overdue(const Guide *g, const Person *p) {
    if (g->fact_custody < 0) return false;
    const Fact *f = &g->facts[g->fact_custody];
    int v = fact_value(f, person_fact(p, f->id));
    return v >= 0 && f->hold[v] == HOLD_OVERDUE;
}

static bool enter_duties(Deciding *d, const Guide *g, const NewPerson *n, int64_t person, Time *ret_overdue) {
    *ret_overdue = d->effective;
    for (size_t i = 0; i < n->duties.n; i++) {
        const OpenDuty *x = &n->duties.v[i];
        int rule = guide_duty(g, x->rule);
        Time opened = first_of(x->opened, d->effective);
        if (rule < 0 || opened > d->now.time || (x->due != TIME_NONE && x->due < opened))
            return bad_part(d, S("duty"), x->rule);
        owe(d, case_person(d->c, person), g, rule, cause_of(d, g, person, EFFECT_OWE, rule, opened), x->due);
        if (rule == g->duty_overdue) *ret_overdue = opened;
    }
    if (g->duty_overdue >= 0 && overdue(g, case_person(d->c, person))) /* it cannot be left out */
        owe(d, case_person(d->c, person), g, g->duty_overdue, (Cause){d->c->id, 0, *ret_overdue}, TIME_NONE);
    return true;
}

static bool enter_state(Deciding *d, const Guide *g, const NewPerson *n, int64_t person) {
    Time since;
    Runnings clocks = {0};
    if (!read_clocks(d, g, n, &clocks) || !enter_duties(d, g, n, person, &since)) return false;
    if (!enter_clocks(d, g, &clocks, person, true)) return false;
    if (!overdue(g, case_person(d->c, person))) since = d->effective;
    step(d, person, &(Effects){0}, NULL, (Cause){person, 0, since}); /* the ledger learns what he is held on */
    if (d->refused || !enter_clocks(d, g, &clocks, person, false)) return false;
    enter_pauses(d, g, person);
    return !d->refused;
}

/* What the head itself owes. */
static void owe_for_head(Deciding *d, const Guide *g, const Transfer *t) {
    int64_t id = t->id, from = t->from, to = t->to;
    const Act *act = &g->acts[guide_act(g, t->act)];
    Time entered = d->effective;
    bool waits = t->life == HEAD_PUSHED || t->life == HEAD_RECEIVED;
    d->effective = waits ? t->pushed : t->life == HEAD_ACCEPTED ? t->accepted : t->returned_effective;
    if (waits) open_duty(d, "check", to, id, TIME_NONE, false);
    else if (t->life == HEAD_RETURNED) open_duty(d, "correct", from, id, TIME_NONE, false);
    else if (act->duty_answer < 0) open_duty(d, "answer", to, id, TIME_NONE, false);
    d->effective = entered;
}

bool enter_states(Deciding *d, const Guide *g, const Ids *persons) {
    Heads heads = {0};
    if (!gather(d, g, persons, &heads)) return false;
    for (size_t i = 0; i < heads.v.n; i++) {
        emit(d, EV_TRANSFER_OPENED, heads.v.v[i]->pushed, heads.v.v[i]);
        bind_receiver(d, g, heads.v.v[i]);
    }
    for (size_t i = 0; i < persons->n; i++)
        if (!enter_state(d, g, &d->cmd->people.v[i], persons->v[i])) return false;
    for (size_t i = 0; i < heads.v.n; i++) owe_for_head(d, g, case_transfer(d->c, heads.v.v[i]->id));
    for (size_t i = 0; i < persons->n; i++) {
        const Person *p = case_person(d->c, persons->v[i]);
        Machine m;
        machine_of(g, d->c, p, &m);
        if (d->w->certified && !d->w->certified(d->w->certified_by, g, &m)) return refuse(d, R_STATE, "people", p->name, p->name);
    }
    return true;
}
