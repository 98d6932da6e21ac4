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

#define BODY(d, T, ...) ((T *)arena_dup((d)->a, &(T){__VA_ARGS__}, sizeof(T)))

const Guide *guide_of(const Deciding *d, const Person *p) {
    const Guide *g = world_guide(d->w, p->guide);
    ASSERT(g && "a person is pinned to a guide the site keeps");
    return g;
}

bool person_held(const Deciding *d, const Person *p) {
    const Guide *g = guide_of(d, p);
    if (g->fact_custody < 0) return false;
    const Fact *f = &g->facts[g->fact_custody];
    int v = fact_value(f, person_fact(p, f->id));
    return v >= 0 && f->hold[v] != HOLD_FREE;
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

static Time alert_of(const ClockRule *r, TermEnd end) {
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

static void stop_clock(Deciding *d, const Clock *k, ClockLife how, Time effective) {
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
static Time duty_due(const Deciding *d, const Person *p, const Guide *g, const DutyRule *r, Time from) {
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

static void owe(Deciding *d, const Person *p, const Guide *g, int rule, Cause why) {
    const DutyRule *r = &g->duties[rule];
    if (owed_duty(d->c, p->id, r->id)) return;
    int64_t agency = holder(d, r->holder);
    const Assignment *as = case_assignment(d->c, agency);
    Duty *x = BODY(d, Duty, .id = take_id(d), .person = p->id, .transfer = why.transfer, .cause = why.id,
                   .agency = agency, .user = as ? as->user : 0, .rule = r->id, .life = DUTY_OPEN,
                   .opened = why.effective, .due = duty_due(d, p, g, r, why.effective), .red = r->red);
    for (int i = 0; i < r->n_roles; i++) *PUSH(d->a, &x->roles) = r->roles[i];
    emit(d, EV_DUTY_OPENED, why.effective, x);
}

static void clear(Deciding *d, const Person *p, const DutyRule *r, DutyLife how, Time effective) {
    const Duty *x = owed_duty(d->c, p->id, r->id);
    if (x) emit(d, EV_DUTY_CLOSED, effective, BODY(d, DutyStep, .duty = x->id, .life = (int)how));
}

static Ids one_id(Deciding *d, int64_t id) {
    return (Ids){arena_dup(d->a, &id, sizeof id), 1, 1};
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
        emit(d, EV_TRANSFER_ANSWERED, why.effective,
             BODY(d, TransferStep, .transfer = id, .persons = one_id(d, p->id), .answer = answer));
        bool open = false;
        const Transfer *now = case_transfer(d->c, id);
        for (size_t j = 0; j < now->lines.n; j++) open |= now->lines.v[j].life != LINE_NONE;
        if (!open) close_duties(d, "answer", id, DUTY_CLEARED, why.effective);
    }
}

static void set_facts(Deciding *d, const Person *p, const Guide *g, const Effects *e, const Machine *before, Time at) {
    FactsSet *f = BODY(d, FactsSet, .person = p->id);
    for (size_t i = 0; i < e->n; i++) {
        const Effect *x = &e->v[i];
        if (x->kind != EFFECT_SET || (x->when && !guard_holds(g, x->when, before))) continue;
        const Fact *fact = &g->facts[x->a];
        if (before->fact[x->a] == x->b && person_fact(p, fact->id).n) continue;
        *PUSH(d->a, &f->facts) = (FactValue){fact->id, fact->values[x->b]};
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
        case EFFECT_OWE: owe(d, p, g, x->a, why); break;
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
        const Transfer *t = case_transfer(d->c, id);
        bool open = false;
        for (size_t j = 0; j < t->lines.n; j++) open |= t->lines.v[j].life != LINE_NONE;
        if (!open)
            for (int r = 0; r < 4; r++)
                close_duties(d, (const char *const[]){"check", "answer", "correct", "supply"}[r], id, DUTY_ENDED,
                             why.effective);
    }
    emit(d, EV_PERSON_CLOSED, why.effective, BODY(d, PersonRef, .person = person));
    for (size_t i = 0; i < d->c->persons.n; i++)
        if (d->c->persons.v[i].closed == TIME_NONE && !d->c->persons.v[i].moved_to) return;
    emit(d, EV_CASE_CLOSED, why.effective, BODY(d, IdRef, .id = d->c->id));
}

static Subject *subject_of(const Deciding *d, const Person *p) {
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

/* Brings the subject's ledger to what the custody fact and the custody clocks now say. */
static void sync_custody(Deciding *d, int64_t person, const Guide *g, Time effective) {
    const Person *p = case_person(d->c, person);
    const Subject *s = subject_of(d, p);
    if (g->fact_custody < 0 || !s) return;
    const Fact *f = &g->facts[g->fact_custody];
    int v = fact_value(f, person_fact(p, f->id));
    Hold hold = v < 0 ? HOLD_FREE : f->hold[v];
    const HoldEntry *open = NULL;
    for (size_t i = 0; i < s->holds.n; i++) {
        const HoldEntry *h = &s->holds.v[i];
        if (h->person == person && h->case_id == d->c->id && h->until == TIME_NONE) open = h;
    }
    Time due = custody_due(d, person);
    bool serving = hold == HOLD_SERVING;
    if (hold == HOLD_FREE) {
        if (open) emit_subject(d, EV_HOLD_CLOSED, s->id, effective, BODY(d, HoldStep, .hold = open->id));
    } else if (!open) {
        emit_subject(d, EV_HOLD_OPENED, s->id, effective,
                     BODY(d, HoldEntry, .id = take_id(d), .case_id = d->c->id, .person = person,
                          .agency = holder(d, S("")), .house = holder(d, S("detention_house")),
                          .measure = f->values[v], .serving = serving, .from = effective, .due = due));
    } else if (hold == HOLD_OVERDUE) {
        if (open->overdue == TIME_NONE)
            emit_subject(d, EV_HOLD_OVERDUE_, s->id, effective, BODY(d, HoldStep, .hold = open->id));
    } else if (!str_eq(open->measure, f->values[v]) || open->due != due) {
        emit_subject(d, EV_HOLD_MOVED, s->id, effective,
                     BODY(d, HoldStep, .hold = open->id, .measure = f->values[v], .serving = serving, .due = due,
                          .overdue = open->overdue));
    }
}

void step(Deciding *d, Person *p, const Effects *e, Cause why) {
    if (d->refused || p->closed != TIME_NONE) return;
    const Guide *g = guide_of(d, p);
    int64_t person = p->id;
    Machine before, after;
    machine_of(g, d->c, p, &before);
    set_facts(d, p, g, e, &before, why.effective);
    other_effects(d, person, g, e, &before, why);
    p = case_person(d->c, person);
    machine_of(g, d->c, p, &after);
    if (machine_final(g, &after)) end_person(d, person, why);
    sync_custody(d, person, g, why.effective);
}

static void lapse_clock(Deciding *d, int64_t id) {
    const Clock *k = case_clock(d->c, id);
    Person *p = case_person(d->c, k->person);
    const Guide *g = guide_of(d, p);
    int rule = guide_clock(g, k->rule);
    const Effects *e = rule >= 0 ? &g->clocks[rule].on_end : &(Effects){0};
    Time due = k->due;
    if (k->period) {
        stop_clock(d, k, CLOCK_ENDED, due);
    } else {
        ClockStep *s = BODY(d, ClockStep, .clock = id, .life = CLOCK_LAPSED);
        for (size_t i = 0; i < e->n; i++)
            if (e->v[i].kind == EFFECT_SET) {
                Str fact = g->facts[e->v[i].a].id;
                *PUSH(d->a, &s->before) = (FactValue){fact, person_fact(p, fact)};
            }
        emit(d, EV_CLOCK_LAPSED_, due, s);
    }
    step(d, case_person(d->c, p->id), e, (Cause){id, 0, due});
}

static void breach_duty(Deciding *d, int64_t id) {
    const Duty *x = case_duty(d->c, id);
    Time due = x->due;
    emit(d, EV_DUTY_BREACHED, due, BODY(d, DutyStep, .duty = id));
    Person *p = x->person ? case_person(d->c, x->person) : NULL;
    if (!p || p->closed != TIME_NONE) return;
    const Guide *g = guide_of(d, p);
    int rule = guide_duty(g, S("supervise_lapse"));
    Effect owe_it = {.kind = EFFECT_OWE, .a = rule};
    if (rule >= 0) step(d, p, &(Effects){&owe_it, 1, 1}, (Cause){id, 0, due});
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

Duty *open_duty(Deciding *d, const char *rule, int64_t agency, int64_t transfer, Time due) {
    const Assignment *as = case_assignment(d->c, agency);
    Duty *x = BODY(d, Duty, .id = take_id(d), .transfer = transfer, .cause = transfer, .agency = agency,
                   .user = as ? as->user : 0, .rule = str_c(rule), .life = DUTY_OPEN, .opened = d->effective,
                   .due = due);
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

Time earliest_due(const Deciding *d, int64_t transfer, int64_t agency) {
    Time first = TIME_NONE;
    for (size_t i = 0; i < d->c->clocks.n; i++) {
        const Clock *k = &d->c->clocks.v[i];
        if (k->transfer == transfer && k->agency == agency && k->life == CLOCK_RUNNING && k->due != TIME_NONE &&
            (first == TIME_NONE || k->due < first))
            first = k->due;
    }
    return first;
}
