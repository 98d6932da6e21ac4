// SPDX-License-Identifier: Apache-2.0
#include "store/measured.h"

typedef struct Measuring {
    const Case *c;
    const Event *e;
    Arena *a;
    CountedRows *ret;
} Measuring;

static CountedRow *row(const Measuring *x, const char *col, Str outcome, int64_t persons) {
    CountedRow *r = PUSH(x->a, x->ret);
    *r = (CountedRow){.at = x->e->at, .col = str_c(col), .outcome = outcome, .heads = 1, .persons = persons,
                      .case_id = x->c->id, .class = x->c->class};
    return r;
}

static Str value_of(const FactValues *facts, const char *fact) {
    for (size_t i = 0; i < facts->n; i++)
        if (str_eqz(facts->v[i].fact, fact)) return facts->v[i].value;
    return (Str){0};
}

/* A stage already reached is not reached again; the judgment may have come with it. */
static void stage(const Measuring *x, int64_t person, const FactValues *was, const FactValues *is) {
    Str to = value_of(is, "stage"), judged = value_of(is, "judgment");
    if (!to.n || (was && str_eq(to, value_of(was, "stage")))) return;
    CountedRow *r = row(x, "stage", to, 1);
    r->heads = 0;
    r->act = judged.n || !was ? judged : value_of(was, "judgment");
    r->from = x->c->agency;
    r->transfer = person;
}

static void returned(const Measuring *x, const Transfer *t, const TransferStep *s) {
    for (size_t i = 0; i < s->marks.n; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++) again |= str_eq(s->marks.v[k].code, s->marks.v[i].code);
        if (again) continue;
        CountedRow *r = row(x, "return_reason", s->marks.v[i].code, (int64_t)t->lines.n);
        r->transfer = t->id, r->act = t->act, r->from = t->from, r->to = t->to;
    }
}

static void told(const Measuring *x, Str act, int64_t id, int64_t from, int64_t persons) {
    bool same = x->e->effective == TIME_NONE || day_of(x->e->at) <= day_of(x->e->effective);
    CountedRow *r = row(x, "told", same ? S("same_day") : S("later"), persons);
    r->transfer = id, r->act = act, r->from = from;
}

static void transfer_step(const Measuring *x, Str balance) {
    const TransferStep *s = x->e->body;
    const Transfer *t = case_transfer(x->c, s->transfer);
    if (!t) return;
    int64_t persons = (int64_t)(s->persons.n ? s->persons.n : t->lines.n);
    if (x->e->kind == EV_TRANSFER_PUSHED) {
        for (int off = balance.n ? 1 : 0; off <= (x->e->behalf ? 1 : 0); off++) {
            CountedRow *r = row(x, off ? "offline" : "sent", (Str){0}, persons);
            r->transfer = t->id, r->act = t->act, r->from = t->from, r->to = s->to ? s->to : t->to;
        }
    }
    if (x->e->kind == EV_TRANSFER_RETURNED && str_eqz(balance, "pushed")) returned(x, t, s);
    if (x->e->kind == EV_TRANSFER_ANSWERED) told(x, t->act, t->id, x->e->behalf ? x->e->behalf : x->e->agency, persons);
}

static void duty(const Measuring *x, const DutyStep *s) {
    const Duty *d = case_duty(x->c, s->duty);
    if (!d) return;
    CountedRow *r = row(x, "breached", d->rule, d->person ? 1 : 0);
    r->transfer = d->id, r->from = d->agency;
}

/* A deadline ran out, or was kept; a period ends by itself and is neither. */
static void term(const Measuring *x, const ClockStep *s) {
    const Clock *c = case_clock(x->c, s->clock);
    bool lapsed = x->e->kind == EV_CLOCK_LAPSED_;
    if (!c || c->period || (!lapsed && s->life != CLOCK_CLOSED)) return;
    CountedRow *r = row(x, lapsed ? "lapsed" : "kept", c->rule, c->person ? 1 : 0);
    r->transfer = c->id, r->from = c->agency;
}

void measure_event(const Case *before, const Event *e, Str balance, Arena *a, CountedRows *ret) {
    Measuring x = {before, e, a, ret};
    EventKind k = e->kind;
    if (k == EV_PERSON_ADDED) {
        const Person *p = e->body;
        stage(&x, p->id, NULL, &p->facts);
    }
    if (k == EV_FACTS_SET) {
        const FactsSet *f = e->body;
        const Person *p = case_person(before, f->person);
        if (p) stage(&x, p->id, &p->facts, &f->facts);
    }
    if (k == EV_TRANSFER_PUSHED || k == EV_TRANSFER_RETURNED || k == EV_TRANSFER_ANSWERED) transfer_step(&x, balance);
    if (k == EV_DEED_DONE) {
        const Deed *d = e->body;
        told(&x, d->act, d->id, d->agency, (int64_t)d->persons.n);
    }
    if (k == EV_DUTY_BREACHED) duty(&x, e->body);
    if (k == EV_CLOCK_LAPSED_ || k == EV_CLOCK_STOPPED) term(&x, e->body);
}
