// SPDX-License-Identifier: Apache-2.0
#include "store/counted.h"

#include "store/measured.h"

typedef struct Counting {
    const World *w;
    const Case *c;
    const Event *e;
    Arena *a;
    CountedRows *ret;
} Counting;

static const Act *act_of(const Counting *x, int64_t person, Str act) {
    const Person *p = case_person(x->c, person);
    const Guide *g = p ? world_guide(x->w, p->guide) : NULL;
    int i = g ? guide_act(g, act) : -1;
    return i < 0 ? NULL : &g->acts[i];
}

static CountedRow *row(const Counting *x, Str col, int64_t heads, int64_t persons) {
    CountedRow *r = PUSH(x->a, x->ret);
    *r = (CountedRow){.at = x->e->at, .col = col, .heads = heads, .persons = persons, .case_id = x->c->id, .class = x->c->class};
    return r;
}

static void row_of(const Counting *x, const Transfer *t, Str col, int64_t heads, int64_t persons) {
    CountedRow *r = row(x, col, heads, persons);
    r->transfer = t->id;
    r->act = t->act;
    r->from = t->from;
    r->to = t->to;
}

static bool is_open(const Line *l) {
    return l->life != LINE_NONE;
}

static bool named(const Ids *ids, int64_t person) {
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == person) return true;
    return ids->n == 0;
}

/* The column of what ended a line: its own option, or the later act that was the outcome. */
static Str outcome_of(const Counting *x, const Act *act, int64_t person, Str answer) {
    int option = guide_option(act, answer);
    if (option >= 0) return act->options[option].balance.n ? act->options[option].balance : S("other");
    const Act *later = act_of(x, person, answer);
    if (!later) return S("other");
    for (size_t i = x->c->deeds.n; i-- > 0;) {
        const Deed *d = &x->c->deeds.v[i];
        if (!str_eq(d->act, answer)) continue;
        int chosen = guide_option(later, d->option);
        if (chosen >= 0 && later->options[chosen].balance.n) return later->options[chosen].balance;
        break;
    }
    return later->balance.n ? later->balance : S("other");
}

typedef struct Ending { /* how many lines an event ends, and whether they are the last of the head */
    int64_t lines;
    bool last;
    int64_t person; /* one of them */
} Ending;

static Ending ending(const Transfer *t, const Ids *persons) {
    Ending x = {.last = true};
    for (size_t i = 0; i < t->lines.n; i++) {
        const Line *l = &t->lines.v[i];
        if (!is_open(l)) continue;
        if (named(persons, l->person)) x.lines++, x.person = l->person;
        else x.last = false;
    }
    return x;
}

static void ended(const Counting *x, const Transfer *t, const TransferStep *s) {
    Ending end = ending(t, &s->persons);
    const Act *act = end.lines ? act_of(x, end.person, t->act) : NULL;
    if (!act || !str_eqz(act->balance, "pushed")) return;
    bool waiting = t->life == HEAD_PUSHED || t->life == HEAD_RECEIVED;
    if (t->life == HEAD_ACCEPTED) {
        row_of(x, t, S("answered"), end.last, end.lines);
        x->ret->v[x->ret->n - 1].outcome = x->e->kind == EV_TRANSFER_ANSWERED ? outcome_of(x, act, end.person, s->answer)
                                           : x->e->kind == EV_TRANSFER_WITHDRAWN ? S("withdrawn")
                                                                                 : S("ended");
    } else if (waiting) {
        row_of(x, t, S("taken_back"), end.last, end.lines);
    }
}

static void transfer_step(const Counting *x) {
    const TransferStep *s = x->e->body;
    const Transfer *t = case_transfer(x->c, s->transfer);
    if (!t) return;
    EventKind k = x->e->kind;
    if (k == EV_TRANSFER_ANSWERED || k == EV_TRANSFER_WITHDRAWN || k == EV_LINES_ENDED) {
        ended(x, t, s);
        return;
    }
    int64_t first = s->persons.n ? s->persons.v[0] : t->lines.n ? t->lines.v[0].person : 0;
    int64_t persons = (int64_t)(s->persons.n ? s->persons.n : t->lines.n);
    const Act *act = act_of(x, first, t->act);
    if (!act || !act->balance.n) return;
    if (k == EV_TRANSFER_PUSHED) {
        row_of(x, t, act->balance, 1, persons);
        if (s->to) x->ret->v[x->ret->n - 1].to = s->to;
    }
    if (!str_eqz(act->balance, "pushed")) return;
    if (k == EV_TRANSFER_ACCEPTED) row_of(x, t, S("accepted"), 1, persons);
    if (k == EV_TRANSFER_RETURNED) row_of(x, t, S("returned"), 1, persons);
    if (k == EV_TRANSFER_UNDONE && t->life == HEAD_ACCEPTED) row_of(x, t, S("accepted"), -1, -persons);
    if (k == EV_TRANSFER_UNDONE && t->life == HEAD_RETURNED) row_of(x, t, S("returned"), -1, -persons);
}

static void deed(const Counting *x, const Deed *d, int sign) {
    if (d->unlawful.n || !d->persons.n) return;
    const Act *act = act_of(x, d->persons.v[0], d->act);
    int option = act ? guide_option(act, d->option) : -1;
    Str col = option >= 0 && act->options[option].balance.n ? act->options[option].balance : act ? act->balance : S("");
    if (!col.n) return;
    CountedRow *r = row(x, col, sign, sign * (int64_t)d->persons.n);
    r->transfer = d->id;
    r->act = d->act;
    r->from = d->agency;
}

/* A split or merge carries what is in hand from one case to another; counted in both, so that each closes. */
static void left(const Counting *x, int64_t person) {
    for (size_t i = 0; i < x->c->transfers.n; i++) {
        const Transfer *t = &x->c->transfers.v[i];
        const Line *l = transfer_line(t, person);
        if (!l || !is_open(l) || t->life != HEAD_ACCEPTED) continue;
        const Act *act = act_of(x, person, t->act);
        Ids one = {&person, 1, 1};
        if (act && str_eqz(act->balance, "pushed")) row_of(x, t, S("left"), ending(t, &one).last, 1);
    }
}

static void joined(const Counting *x, const PersonJoined *b) {
    const Guide *g = world_guide(x->w, b->person.guide);
    for (size_t i = 0; g && i < b->transfers.n; i++) {
        const Transfer *t = &b->transfers.v[i];
        int act = guide_act(g, t->act);
        int64_t lines = ending(t, &(Ids){0}).lines;
        if (act >= 0 && lines && t->life == HEAD_ACCEPTED && str_eqz(g->acts[act].balance, "pushed"))
            row_of(x, t, S("joined"), 1, lines);
    }
}

/* Entered with its case: in hand or waiting from then on, but pushed and accepted before anybody counted here. */
static void opened(const Counting *x, const Transfer *t) {
    const Act *act = t->lines.n ? act_of(x, t->lines.v[0].person, t->act) : NULL;
    if (!act || !str_eqz(act->balance, "pushed")) return;
    if (t->life == HEAD_ACCEPTED) row_of(x, t, S("joined"), 1, (int64_t)t->lines.n);
    else if (t->life != HEAD_RETURNED) row_of(x, t, S("opened"), 1, (int64_t)t->lines.n);
}

static Str balance_of(const Counting *x) {
    const TransferStep *s = x->e->body;
    const Transfer *t = case_transfer(x->c, s->transfer);
    int64_t first = s->persons.n ? s->persons.v[0] : t && t->lines.n ? t->lines.v[0].person : 0;
    const Act *act = t ? act_of(x, first, t->act) : NULL;
    return act ? act->balance : S("");
}

void count_event(const World *w, const Case *before, const Event *e, Arena *a, CountedRows *ret) {
    Counting x = {w, before, e, a, ret};
    EventKind k = e->kind;
    if (k == EV_TRANSFER_PUSHED || k == EV_TRANSFER_ACCEPTED || k == EV_TRANSFER_RETURNED || k == EV_TRANSFER_ANSWERED ||
        k == EV_TRANSFER_WITHDRAWN || k == EV_TRANSFER_UNDONE || k == EV_LINES_ENDED)
        transfer_step(&x);
    if (k == EV_TRANSFER_OPENED) opened(&x, e->body);
    if (k == EV_DEED_DONE) deed(&x, e->body, 1);
    if (k == EV_DEED_TAKEN_BACK) {
        const Deed *d = case_deed(before, ((const IdRef *)e->body)->id);
        if (d) deed(&x, d, -1);
    }
    if (k == EV_PERSON_LEFT) left(&x, ((const PersonRef *)e->body)->person);
    if (k == EV_PERSON_JOINED) joined(&x, e->body);
    bool moves = k == EV_TRANSFER_PUSHED || k == EV_TRANSFER_RETURNED || k == EV_TRANSFER_ANSWERED;
    measure_event(before, e, moves ? balance_of(&x) : S(""), a, ret);
}
