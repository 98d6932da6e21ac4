// SPDX-License-Identifier: Apache-2.0
/* One random history twice, the second time with the ticker let loose between the commands, on whichever case. */
#include "core/prop.h"

#define N(x) ((long long)(x))

static void time_essence(const Case *c, StrBuf *b) {
    for (size_t i = 0; i < c->clocks.n; i++) {
        const Clock *k = &c->clocks.v[i];
        strbuf_f(b, "%.*s %d %lld %lld %lld %zu\n", STR_ARG(k->rule), k->life, N(k->start), N(k->due), N(k->closed), k->pauses.n);
    }
    for (size_t i = 0; i < c->duties.n; i++) {
        const Duty *x = &c->duties.v[i];
        strbuf_f(b, "%.*s %d %lld %lld %lld %lld\n", STR_ARG(x->rule), x->life, N(x->opened), N(x->due), N(x->breached), N(x->cleared));
    }
}

/* The state without what only says when and under which number something was written down. `ledgers`: who has them. */
static Str essence(const Case *c, const Live *ledgers, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, MB(1));
    for (size_t i = 0; i < c->persons.n; i++) {
        const Person *p = &c->persons.v[i];
        for (size_t j = 0; j < p->facts.n; j++) strbuf_f(&b, "%.*s=%.*s ", STR_ARG(p->facts.v[j].fact), STR_ARG(p->facts.v[j].value));
        strbuf_f(&b, "closed %lld moved %d\n", N(p->closed), p->moved_to != 0);
    }
    time_essence(c, &b);
    for (size_t i = 0; i < c->transfers.n; i++) {
        const Transfer *t = &c->transfers.v[i];
        for (size_t j = 0; j < t->lines.n; j++) strbuf_f(&b, "%.*s %d %d\n", STR_ARG(t->act), t->life, t->lines.v[j].life);
    }
    for (size_t i = 0; i < ledgers->subjects.n; i++)
        for (size_t j = 0; j < ledgers->subjects.v[i]->holds.n; j++) {
            const HoldEntry *h = &ledgers->subjects.v[i]->holds.v[j];
            if (h->case_id == c->id)
                strbuf_f(&b, "%zu %.*s %lld %lld %lld %lld\n", i, STR_ARG(h->measure), N(h->from), N(h->due), N(h->until), N(h->overdue));
        }
    return strbuf_str(&b);
}

/* What the second run calls what has this id in the first: each gives out its own. 0: this case has nothing of that id. */
#define SAME_PLACE(list)                                                                                          \
    for (size_t i = 0; i < l->list.n; i++)                                                                        \
        if (l->list.v[i].id == id) return m->list.v[i].id

static int64_t id_in(const Case *l, const Case *m, int64_t id) {
    if (l->id == id) return m->id;
    SAME_PLACE(persons);
    SAME_PLACE(transfers);
    SAME_PLACE(deeds);
    SAME_PLACE(duties);
    SAME_PLACE(notices);
    SAME_PLACE(corrections);
    SAME_PLACE(grants);
    SAME_PLACE(seals);
    SAME_PLACE(participants);
    for (size_t k = 0; k < l->transfers.n; k++)
        for (size_t j = 0; j < l->transfers.v[k].supply.n; j++)
            if (l->transfers.v[k].supply.v[j].id == id) return m->transfers.v[k].supply.v[j].id;
    return 0;
}

typedef struct Twin { /* the two runs */
    Flock f, g;
    Arena *a;
} Twin;

static int64_t other_id(const Twin *x, int64_t id) {
    for (size_t i = 0; id && i < x->f.n; i++) {
        int64_t is = id_in(&x->f.v[i].c, &x->g.v[i].c, id);
        if (is) return is;
    }
    const Live *l = &x->f.v[x->f.at], *m = &x->g.v[x->g.at];
    for (size_t i = 0; i < l->subjects.n; i++)
        if (l->subjects.v[i]->id == id) return m->subjects.v[i]->id;
    return id;
}

static Ids other_ids(const Twin *x, Ids ids) {
    Ids to = {0};
    for (size_t i = 0; i < ids.n; i++) *PUSH(x->a, &to) = other_id(x, ids.v[i]);
    return to;
}

static Command renamed(const Twin *x, const Command *c) {
    Command other = *c;
    other.transfer = other_id(x, c->transfer);
    other.target = other_id(x, c->target);
    other.person = other_id(x, c->person);
    other.persons = other_ids(x, c->persons);
    other.items = other_ids(x, c->items);
    other.people.v = arena_dup(x->a, c->people.v, c->people.n * sizeof *c->people.v);
    for (size_t i = 0; i < c->people.n; i++) other.people.v[i].subject = other_id(x, c->people.v[i].subject);
    return other;
}

static void tick(Flock *f, size_t at) {
    (void)flock_try(f, &HANDLER, &CMD(CMD_TICK), at, FLOCK_MAX);
}

/* When a case's own time has come to now; a refusal records no lapse, and the ticks were of any case. */
static bool same_case(Twin *x, size_t at) {
    if (at >= x->f.n) return true;
    tick(&x->f, at);
    tick(&x->g, at);
    return str_eq(essence(&x->f.v[at].c, &x->f.v[x->f.at], x->a), essence(&x->g.v[at].c, &x->g.v[x->g.at], x->a));
}

static void ticks_until(Flock *g, Time now) {
    Time from = flock_now(g), at = from;
    for (uint64_t k = rnd(4); k > 0; k--) {
        at = MAX(at, from + (int64_t)rnd((uint64_t)(now - from) + 1));
        flock_wait(g, at);
        tick(g, (size_t)rnd(g->n));
    }
    flock_wait(g, now);
}

static bool command_twice(Twin *x, Move *ret) {
    Time now = flock_now(&x->f) + (rnd(3) ? (int64_t)rnd(36) * HOUR : (int64_t)rnd(20) * DAY_US);
    flock_wait(&x->f, now);
    ticks_until(&x->g, now);
    Move v = *ret = flock_move(&x->f, x->a);
    Command other = renamed(x, &v.cmd);
    bool no = flock_try(&x->f, v.who, &v.cmd, v.at, v.beside).refused;
    bool neither = flock_try(&x->g, v.who, &other, v.at, v.beside).refused;
    return no == neither && x->f.n == x->g.n && same_case(x, v.at) && same_case(x, v.beside);
}

bool history_twice(uint64_t seed, size_t n, char why[WHY_MAX]) {
    Twin x = {.a = arena_new()};
    dice(seed);
    int persons = 1 + (int)rnd(3);
    flock_begin(&x.f, persons);
    flock_begin(&x.g, persons);
    bool same = true;
    for (size_t i = 0; same && i < n; i++) {
        Move v;
        arena_reset(x.a);
        same = command_twice(&x, &v);
        if (!same)
            snprintf(why, WHY_MAX, "ticks changed %s %.*s: seed %llu command %zu", COMMAND_NAMES[v.cmd.kind],
                     STR_ARG(v.cmd.act), (unsigned long long)seed, i);
    }
    for (size_t i = 0; same && i < x.f.n; i++) {
        same = same_case(&x, i);
        if (!same) snprintf(why, WHY_MAX, "ticks changed case %zu: seed %llu", i, (unsigned long long)seed);
    }
    arena_free(x.a);
    flock_end(&x.f);
    flock_end(&x.g);
    return same;
}
