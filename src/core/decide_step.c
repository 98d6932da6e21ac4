// SPDX-License-Identifier: Apache-2.0
/*
 * One step of a guide on a live person, as events: the same effects that guide_machine.c runs for the checker, with
 * their dates, terms and ledger entries. decide_test.c holds the two together.
 */
#include "core/deciding.h"

int64_t take_id(Deciding *d) {
    return d->now.next_id + d->ids++;
}

static void stamp(Deciding *d, Event *ev) {
    ev->at = d->now.time;
    ev->by = d->by_clock ? 0 : d->who->user;
    ev->agency = d->by_clock ? 0 : d->who->agency;
    ev->behalf = d->by_clock ? 0 : d->who->behalf;
    ev->for_user = d->by_clock ? 0 : d->who->for_user;
}

void emit(Deciding *d, EventKind kind, Time effective, const void *body) {
    Event *ev = PUSH(d->a, &d->events);
    *ev = (Event){.kind = kind, .stream = d->c->id, .effective = effective, .body = body};
    stamp(d, ev);
    if (kind == EV_CASE_OPENED) ev->stream = ((const CaseOpened *)body)->id;
    case_apply(d->c, ev, d->a);
}

void emit_subject(Deciding *d, EventKind kind, int64_t subject, Time effective, const void *body) {
    Subject *s = NULL;
    for (size_t i = 0; i < d->subjects.n; i++)
        if (d->subjects.v[i]->id == subject) s = d->subjects.v[i];
    if (!s) *PUSH(d->a, &d->subjects) = s = NEW(d->a, Subject);
    Event *ev = PUSH(d->a, &d->events);
    *ev = (Event){.kind = kind, .stream = subject, .effective = effective, .body = body};
    stamp(d, ev);
    subject_apply(s, ev, d->a);
}

const Guide *guide_of(const Deciding *d, const Person *p) {
    const Guide *g = world_guide(d->w, p->guide);
    ASSERT(g && "a person is pinned to a guide the site keeps");
    return g;
}

Hold person_hold(const Deciding *d, const Person *p) {
    const Guide *g = guide_of(d, p);
    if (g->fact_custody < 0) return HOLD_FREE;
    const Fact *f = &g->facts[g->fact_custody];
    int v = fact_value(f, person_fact(p, f->id));
    return v < 0 ? HOLD_FREE : f->hold[v];
}

bool person_held(const Deciding *d, const Person *p) {
    return person_hold(d, p) != HOLD_FREE;
}

TermEnd clock_end(const Deciding *d, const Clock *k) {
    const Person *p = case_person(d->c, k->person);
    TermPause *pauses = NEW_N(d->a, TermPause, k->pauses.n);
    for (size_t i = 0; i < k->pauses.n; i++) pauses[i] = (TermPause){k->pauses.v[i].from, k->pauses.v[i].to};
    Term t = {.start = k->start,
              .length = k->length,
              .flags = k->flags,
              .in_custody = p && person_held(d, p),
              .pauses = pauses,
              .n_pauses = k->pauses.n};
    return term_period_end(&t, d->w->calendar, NULL);
}

Time alert_of(const ClockRule *r, TermEnd end) {
    Time warn = end.due - r->warn_days * DAY_US;
    return r->warn_days > 0 ? MIN(warn, end.alert) : end.alert;
}

static int64_t holder(const Deciding *d, Str kind) {
    if (!kind.n) return d->c->agency;
    int64_t agency = case_organ(d->c, kind);
    return agency ? agency : world_serving(d->w, kind, world_agency(d->w, d->c->agency));
}

static Clock *running_clock(const Case *c, int64_t person, Str rule) {
    for (size_t i = 0; i < c->clocks.n; i++) {
        Clock *k = &c->clocks.v[i];
        if (k->person == person && str_eq(k->rule, rule) && (k->life == CLOCK_RUNNING || k->life == CLOCK_PAUSED))
            return k;
    }
    return NULL;
}

void stop_clock(Deciding *d, const Clock *k, ClockLife how, Time effective) {
    if (effective < k->start) refuse(d, R_BEFORE, "effective", k->rule, k->rule);
    emit(d, EV_CLOCK_STOPPED, effective, BODY(d, ClockStep, .clock = k->id, .life = (int)how));
}

static void start_clock(Deciding *d, const Person *p, const Guide *g, int rule, Cause why) {
    const ClockRule *r = &g->clocks[rule];
    const Clock *old = running_clock(d->c, p->id, r->id);
    if (old) stop_clock(d, old, CLOCK_SUPERSEDED, why.effective);
    Machine m;
    machine_of(g, d->c, p, &m);
    TermLength length = {0};
    for (int i = 0; i < r->n_lengths; i++)
        if (guard_holds(g, &r->lengths[i].when, &m)) {
            length = r->lengths[i].length;
            break;
        }
    TermFlags flags = r->flags;
    flags.custody |= r->custody;
    Clock *k = BODY(d, Clock, .id = take_id(d), .person = p->id, .transfer = why.transfer, .cause = why.id,
                    .agency = holder(d, r->holder), .rule = r->id, .life = CLOCK_RUNNING,
                    .period = r->kind == CLOCK_PERIOD, .length = length, .flags = flags, .start = why.effective);
    TermEnd end = clock_end(d, k);
    k->due = end.due;
    k->alert = alert_of(r, end);
    emit(d, EV_CLOCK_STARTED, why.effective, k);
}

static void extend_clock(Deciding *d, const Person *p, const Guide *g, const Effect *e, Cause why) {
    const ClockRule *r = &g->clocks[e->a];
    const Extension *x = &r->extensions[e->b];
    const Clock *k = running_clock(d->c, p->id, r->id);
    if (!k) {
        refuse(d, R_NO_CLOCK, "act", r->name, r->name_en);
        return;
    }
    int used = 0;
    for (size_t i = 0; i < k->extensions.n; i++) used += str_eq(k->extensions.v[i], x->id);
    if (x->times && used >= x->times) {
        refuse(d, R_EXTENDED, "act", r->name, r->name_en);
        return;
    }
    Clock longer = *k;
    longer.length = term_length_add(k->length, x->length);
    TermEnd end = clock_end(d, &longer);
    emit(d, EV_CLOCK_MOVED, why.effective,
         BODY(d, ClockStep, .clock = k->id, .due = end.due, .alert = alert_of(r, end), .length = longer.length,
              .extension = x->id));
}

static void pause_clock(Deciding *d, const Person *p, const ClockRule *r, Cause why) {
    const Clock *k = running_clock(d->c, p->id, r->id);
    if (k && k->life == CLOCK_RUNNING) emit(d, EV_CLOCK_PAUSED, why.effective, BODY(d, ClockStep, .clock = k->id));
}

static void resume_clock(Deciding *d, const Person *p, const ClockRule *r, Cause why) {
    const Clock *k = running_clock(d->c, p->id, r->id);
    if (!k || k->life != CLOCK_PAUSED) return;
    Clock on = *k;
    on.pauses.v = arena_dup(d->a, k->pauses.v, k->pauses.n * sizeof *k->pauses.v);
    on.pauses.v[on.pauses.n - 1].to = why.effective;
    TermEnd end = clock_end(d, &on);
    emit(d, EV_CLOCK_RESUMED, why.effective,
         BODY(d, ClockStep, .clock = k->id, .due = end.due, .alert = alert_of(r, end)));
}

static Duty *owed_duty(const Case *c, int64_t person, Str rule) {
    for (size_t i = 0; i < c->duties.n; i++) {
        Duty *x = &c->duties.v[i];
        if (x->person == person && x->life == DUTY_OPEN && str_eq(x->rule, rule)) return x;
    }
    return NULL;
}

/* When a duty opened now is due: its clock rule gives the length; the clock itself does not run in the machine. */
Time duty_due(const Deciding *d, const Person *p, const Guide *g, const DutyRule *r, Time from) {
    if (r->clock < 0) return TIME_NONE;
    const ClockRule *k = &g->clocks[r->clock];
    Machine m;
    machine_of(g, d->c, p, &m);
    for (int i = 0; i < k->n_lengths; i++)
        if (guard_holds(g, &k->lengths[i].when, &m)) {
            Clock like = {.person = p->id, .length = k->lengths[i].length, .flags = k->flags, .start = from};
            return clock_end(d, &like).due;
        }
    return TIME_NONE;
}

void owe(Deciding *d, const Person *p, const Guide *g, int rule, Cause why, Time due) {
    const DutyRule *r = &g->duties[rule];
    if (owed_duty(d->c, p->id, r->id)) return;
    int64_t agency = holder(d, r->holder);
    const Assignment *as = case_assignment(d->c, agency);
    Duty *x = BODY(d, Duty, .id = take_id(d), .person = p->id, .transfer = why.transfer, .cause = why.id,
                   .agency = agency, .user = as ? as->user : 0, .rule = r->id, .life = DUTY_OPEN,
                   .opened = why.effective, .due = due != TIME_NONE ? due : duty_due(d, p, g, r, why.effective), .red = r->red);
    for (int i = 0; i < r->n_roles; i++) *PUSH(d->a, &x->roles) = r->roles[i];
    emit(d, EV_DUTY_OPENED, why.effective, x);
}

static bool done_in_time(const Duty *x) {
    return x->life == DUTY_CLEARED && x->due != TIME_NONE && x->cleared <= x->due;
}

/* A duty that was cleared by mistake is owed again, by the same date. */
void reopen_duty(Deciding *d, const Duty *x) {
    Duty *again = arena_dup(d->a, x, sizeof *x);
    again->id = take_id(d);
    again->life = DUTY_OPEN;
    if (done_in_time(x)) again->breached = TIME_NONE; /* not done after all: it is missed anew */
    again->cleared = TIME_NONE;
    emit(d, EV_DUTY_OPENED, x->opened, again);
}

static bool missed_since(const Case *c, int64_t person, Time since) {
    for (size_t i = 0; i < c->duties.n; i++) {
        const Duty *x = &c->duties.v[i];
        if (x->person == person && x->breached != TIME_NONE && x->breached >= since && !done_in_time(x)) return true;
    }
    for (size_t i = 0; i < c->clocks.n; i++) {
        const Clock *k = &c->clocks.v[i];
        if (k->person == person && k->life == CLOCK_LAPSED && k->closed >= since) return true;
    }
    return false;
}

/* Done by its day and entered after it: that it was missed stays in the record, but nobody has to see to it any more. */
static void nothing_missed(Deciding *d, int64_t person) {
    const Duty *s = owed_duty(d->c, person, S("supervise_lapse"));
    if (s && !missed_since(d->c, person, s->opened))
        emit(d, EV_DUTY_CLOSED, d->now.time, BODY(d, DutyStep, .duty = s->id, .life = DUTY_ENDED));
}

static void clear(Deciding *d, const Person *p, const DutyRule *r, DutyLife how, Time effective) {
    const Duty *x = owed_duty(d->c, p->id, r->id);
    if (!x) return;
    int64_t person = p->id;
    bool in_time = how == DUTY_CLEARED && x->breached != TIME_NONE && x->due != TIME_NONE && effective <= x->due;
    emit(d, EV_DUTY_CLOSED, effective, BODY(d, DutyStep, .duty = x->id, .life = (int)how));
    if (in_time) nothing_missed(d, person);
}

static Ids one_id(Deciding *d, int64_t id) {
    return (Ids){arena_dup(d->a, &id, sizeof id), 1, 1};
}

static bool lines_over(const Transfer *t) {
    for (size_t i = 0; i < t->lines.n; i++)
        if (t->lines.v[i].life != LINE_NONE) return false;
    return true;
}

/* Nothing of the head is open any more: neither is what it owes. */
static void end_head_duties(Deciding *d, int64_t transfer, DutyLife answer, Time effective) {
    static const char *const RULES[] = {"check", "correct", "supply"};
    if (!lines_over(case_transfer(d->c, transfer))) return;
    close_duties(d, "answer", transfer, answer, effective);
    for (size_t i = 0; i < LEN(RULES); i++) close_duties(d, RULES[i], transfer, DUTY_ENDED, effective);
}

/* A later act is the outcome of an open transfer: its line ends, and the answer names the act. */
static void answer_line(Deciding *d, const Person *p, const Act *act, Cause why) {
    for (size_t i = 0; i < d->c->transfers.n; i++) {
        const Transfer *t = &d->c->transfers.v[i];
        const Line *l = str_eq(t->act, act->id) && t->pushed != TIME_NONE ? transfer_line(t, p->id) : NULL;
        if (!l || l->life == LINE_NONE) continue;
        const Deed *by_deed = case_deed(d->c, why.id);
        const Transfer *by_transfer = case_transfer(d->c, why.id);
        Str answer = by_deed ? by_deed->act : by_transfer ? by_transfer->act : act->id;
        int64_t id = t->id;
        bool accepted = l->life == LINE_ACCEPTED;
        emit(d, accepted ? EV_TRANSFER_ANSWERED : EV_LINES_ENDED, why.effective,
             BODY(d, TransferStep, .transfer = id, .persons = one_id(d, p->id), .answer = answer));
        end_head_duties(d, id, accepted ? DUTY_CLEARED : DUTY_ENDED, why.effective);
    }
}

/* What the facts come to, the last word on each; a fact that stays as it is makes no event. */
static void set_facts(Deciding *d, const Person *p, const Guide *g, const Effects *e, const Machine *before, Time at) {
    FactsSet *f = BODY(d, FactsSet, .person = p->id);
    uint8_t after[FACT_MAX];
    memcpy(after, before->fact, sizeof after);
    for (size_t i = 0; i < e->n; i++)
        if (e->v[i].kind == EFFECT_SET && (!e->v[i].when || guard_holds(g, e->v[i].when, before)))
            after[e->v[i].a] = (uint8_t)e->v[i].b;
    for (int i = 0; i < g->n_facts; i++) {
        Str is = g->facts[i].values[after[i]];
        if (after[i] != before->fact[i]) *PUSH(d->a, &f->facts) = (FactValue){g->facts[i].id, is};
    }
    if (f->facts.n) emit(d, EV_FACTS_SET, at, f);
}

static void other_effects(Deciding *d, int64_t person, const Guide *g, const Effects *e, const Machine *before, Cause why) {
    for (size_t i = 0; i < e->n && !d->refused; i++) {
        const Effect *x = &e->v[i];
        if (x->when && !guard_holds(g, x->when, before)) continue;
        const Person *p = case_person(d->c, person);
        const Clock *k;
        switch (x->kind) {
        case EFFECT_SET: break;
        case EFFECT_START: start_clock(d, p, g, x->a, why); break;
        case EFFECT_STOP:
            if ((k = running_clock(d->c, person, g->clocks[x->a].id))) stop_clock(d, k, CLOCK_CLOSED, why.effective);
            break;
        case EFFECT_PAUSE: pause_clock(d, p, &g->clocks[x->a], why); break;
        case EFFECT_RESUME: resume_clock(d, p, &g->clocks[x->a], why); break;
        case EFFECT_EXTEND: extend_clock(d, p, g, x, why); break;
        case EFFECT_OWE: owe(d, p, g, x->a, why, TIME_NONE); break;
        case EFFECT_CLEAR: clear(d, p, &g->duties[x->a], DUTY_CLEARED, why.effective); break;
        case EFFECT_ANSWER: answer_line(d, p, &g->acts[x->a], why); break;
        }
    }
}

/* The proceeding has ended: whatever is still open of this person ends with it. */
static void end_person(Deciding *d, int64_t person, Cause why) {
    for (size_t i = 0; i < d->c->clocks.n; i++) {
        const Clock *k = &d->c->clocks.v[i];
        if (k->person == person && (k->life == CLOCK_RUNNING || k->life == CLOCK_PAUSED))
            stop_clock(d, k, CLOCK_ENDED, why.effective);
    }
    for (size_t i = 0; i < d->c->duties.n; i++) {
        const Duty *x = &d->c->duties.v[i];
        if (x->person == person && x->life == DUTY_OPEN)
            emit(d, EV_DUTY_CLOSED, why.effective, BODY(d, DutyStep, .duty = x->id, .life = DUTY_ENDED));
    }
    for (size_t i = 0; i < d->c->transfers.n; i++) {
        int64_t id = d->c->transfers.v[i].id;
        const Line *l = transfer_line(&d->c->transfers.v[i], person);
        if (!l || l->life == LINE_NONE) continue;
        emit(d, EV_LINES_ENDED, why.effective, BODY(d, TransferStep, .transfer = id, .persons = one_id(d, person)));
        end_head_duties(d, id, DUTY_ENDED, why.effective);
    }
    emit(d, EV_PERSON_CLOSED, why.effective, BODY(d, PersonRef, .person = person));
    for (size_t i = 0; i < d->c->persons.n; i++)
        if (d->c->persons.v[i].closed == TIME_NONE && !d->c->persons.v[i].moved_to) return;
    for (size_t i = 0; i < d->c->transfers.n; i++) /* what was still to be supplied for those who are through */
        end_head_duties(d, d->c->transfers.v[i].id, DUTY_ENDED, why.effective);
    for (size_t i = 0; i < d->c->transfers.n; i++) end_paper(d, d->c->transfers.v[i].id, DUTY_ENDED, why.effective);
    emit(d, EV_CASE_CLOSED, why.effective, BODY(d, IdRef, .id = d->c->id));
}

Subject *subject_of(const Deciding *d, const Person *p) {
    for (size_t i = 0; i < d->subjects.n; i++)
        if (d->subjects.v[i]->id == p->subject) return d->subjects.v[i];
    return NULL;
}

/* The custody clock whose term bounds the hold: the one that ends last. */
static Time custody_due(const Deciding *d, int64_t person) {
    Time due = TIME_NONE;
    for (size_t i = 0; i < d->c->clocks.n; i++) {
        const Clock *k = &d->c->clocks.v[i];
        if (k->person == person && k->life == CLOCK_RUNNING && k->flags.custody) due = MAX(due, k->due);
    }
    return due;
}

static const HoldEntry *live_hold(const Subject *s, int64_t person, bool unlawful) {
    const HoldEntry *open = NULL;
    for (size_t i = 0; i < s->holds.n; i++) {
        const HoldEntry *h = &s->holds.v[i];
        if (h->person == person && h->until == TIME_NONE && (h->unlawful.n > 0) == unlawful) open = h;
    }
    return open;
}

/* The basis has changed, its term, or the case it stands in; an overdue moment once recorded stays. */
static void move_hold(Deciding *d, const HoldEntry *h, int64_t subject, Str measure, bool serving, Time due, Time at) {
    if (str_eq(h->measure, measure) && h->serving == serving && h->due == due && h->case_id == d->c->id) return;
    emit_subject(d, EV_HOLD_MOVED, subject, at,
                 BODY(d, HoldStep, .hold = h->id, .case_id = h->case_id == d->c->id ? 0 : d->c->id,
                      .measure = measure, .serving = serving, .due = due, .overdue = h->overdue));
}

/*
 * What the house had entered of him before his case was here is this same hold: the ledger goes on with the case, in the
 * house he is in. A hold of another kind by another organ is another basis and stays. Returns that house, or 0.
 */
static int64_t take_over_entered(Deciding *d, const Subject *s, Str measure, bool serving, Time from) {
    int64_t house = 0;
    for (size_t i = 0; i < s->holds.n; i++) {
        const HoldEntry *h = &s->holds.v[i];
        bool same = str_eq(h->measure, measure) || (h->agency && case_has_part(d->c, h->agency));
        if (h->case_id || h->until != TIME_NONE || h->serving != serving || !same) continue;
        house = h->house;
        emit_subject(d, EV_HOLD_LEFT, s->id, MAX(from, h->from), BODY(d, HoldLeft, .hold = h->id, .how = S("joined")));
    }
    return house;
}

/* Brings the subject's ledger to what the custody fact and the custody clocks now say. */
static void sync_custody(Deciding *d, int64_t person, const Guide *g, Time effective) {
    const Person *p = case_person(d->c, person);
    const Subject *s = subject_of(d, p);
    if (g->fact_custody < 0 || !s) return;
    const Fact *f = &g->facts[g->fact_custody];
    int v = fact_value(f, person_fact(p, f->id));
    Hold hold = v < 0 ? HOLD_FREE : f->hold[v];
    const HoldEntry *open = live_hold(s, person, false);
    Time due = hold == HOLD_HELD ? custody_due(d, person) : TIME_NONE;
    if (open && effective < open->from && d->cmd->opening) effective = open->from; /* it began with its own clock */
    if (open && effective < open->from) refuse(d, R_BEFORE, "effective", f->name, f->name_en);
    if (hold == HOLD_FREE) {
        if (open) emit_subject(d, EV_HOLD_CLOSED, s->id, effective, BODY(d, HoldStep, .hold = open->id));
    } else if (!open) {
        bool over = hold == HOLD_OVERDUE; /* entered in mid-course: its term is over already */
        int64_t house = take_over_entered(d, s, f->values[v], hold == HOLD_SERVING, effective);
        emit_subject(d, EV_HOLD_OPENED, s->id, effective,
                     BODY(d, HoldEntry, .id = take_id(d), .case_id = d->c->id, .person = person,
                          .agency = holder(d, S("")), .house = house ? house : holder(d, S("detention_house")),
                          .measure = f->values[v], .serving = hold == HOLD_SERVING, .from = effective,
                          .due = over ? effective : due, .overdue = over ? effective : TIME_NONE));
    } else if (hold == HOLD_OVERDUE) {
        bool later = open->due == TIME_NONE || open->due > effective; /* its term is over with the one that ran out first */
        move_hold(d, open, s->id, open->measure, false, later ? effective : open->due, effective);
        if (open->overdue == TIME_NONE)
            emit_subject(d, EV_HOLD_OVERDUE_, s->id, effective, BODY(d, HoldStep, .hold = open->id));
    } else {
        move_hold(d, open, s->id, f->values[v], hold == HOLD_SERVING, due, effective);
    }
}

/* An unlawful fact moves no machine, but if it locks somebody up or lets him go, the ledger says so. */
void record_unlawful(Deciding *d, int64_t person, const Effects *e, Str why, Time effective) {
    const Person *p = case_person(d->c, person);
    const Guide *g = guide_of(d, p);
    const Subject *s = subject_of(d, p);
    int v = -1;
    for (size_t i = 0; i < e->n; i++)
        if (e->v[i].kind == EFFECT_SET && e->v[i].a == g->fact_custody) v = e->v[i].b;
    if (!s || g->fact_custody < 0 || v < 0) return;
    const Fact *f = &g->facts[g->fact_custody];
    const HoldEntry *open = live_hold(s, person, true);
    if (f->hold[v] == HOLD_FREE && open)
        emit_subject(d, EV_HOLD_CLOSED, s->id, effective, BODY(d, HoldStep, .hold = open->id));
    else if (f->hold[v] == HOLD_HELD && !open && !person_held(d, p))
        emit_subject(d, EV_HOLD_OPENED, s->id, effective,
                     BODY(d, HoldEntry, .id = take_id(d), .case_id = d->c->id, .person = person,
                          .agency = d->who->agency, .house = holder(d, S("detention_house")), .measure = f->values[v],
                          .from = effective, .unlawful = str_n(why.p, MIN(why.n, (size_t)UNLAWFUL_MAX))));
}

void machine_now(const Deciding *d, int64_t person, Machine *m) {
    const Person *p = case_person(d->c, person);
    machine_of(guide_of(d, p), d->c, p, m);
}

void step(Deciding *d, int64_t person, const Effects *e, const Machine *before, Cause why) {
    const Person *p = case_person(d->c, person);
    if (d->refused || p->closed != TIME_NONE || p->moved_to) return;
    const Guide *g = guide_of(d, p);
    Machine now;
    if (!before) machine_of(g, d->c, p, &now);
    set_facts(d, p, g, e, before ? before : &now, why.effective);
    other_effects(d, person, g, e, before ? before : &now, why);
    machine_of(g, d->c, case_person(d->c, person), &now);
    if (machine_final(g, &now)) end_person(d, person, why);
    sync_custody(d, person, g, why.effective);
}

Duty *open_duty(Deciding *d, const char *rule, int64_t agency, int64_t transfer, Time due, bool red) {
    const Assignment *as = case_assignment(d->c, agency);
    Duty *x = BODY(d, Duty, .id = take_id(d), .transfer = transfer, .cause = transfer, .agency = agency,
                   .user = as ? as->user : 0, .rule = str_c(rule), .life = DUTY_OPEN, .opened = d->effective,
                   .due = due, .red = red);
    emit(d, EV_DUTY_OPENED, d->effective, x);
    return case_duty(d->c, x->id);
}

void close_duties(Deciding *d, const char *rule, int64_t transfer, DutyLife how, Time effective) {
    for (size_t i = 0; i < d->c->duties.n; i++) {
        const Duty *x = &d->c->duties.v[i];
        if (x->transfer == transfer && !x->person && x->life == DUTY_OPEN && str_eqz(x->rule, rule))
            emit(d, EV_DUTY_CLOSED, effective, BODY(d, DutyStep, .duty = x->id, .life = (int)how));
    }
}
