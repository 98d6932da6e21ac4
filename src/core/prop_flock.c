// SPDX-License-Identifier: Apache-2.0
/* Cases of a random history beside one another, and the moves in which persons, cases, organs and guides change places. */
#include "core/prop.h"

#include "core/guide_graph.h"

enum { PERSONS_MOST = 8 };

Time flock_now(const Flock *f) {
    return f->v[f->at].now;
}

void flock_wait(Flock *f, Time until) {
    f->v[f->at].now = until;
}

Live *flock_turn(Flock *f, size_t at) {
    Live *is = &f->v[f->at], *l = &f->v[at];
    l->now = is->now;
    l->beside = NULL;
    if (at == f->at) return l;
    l->a = is->a;
    l->w = is->w;
    l->last_arena = is->last_arena;
    l->next_id = is->next_id;
    l->subjects = is->subjects;
    l->ledgers = is->ledgers;
    f->at = at;
    return l;
}

void flock_begin(Flock *f, int persons) {
    *f = (Flock){.n = 1};
    live_begin(&f->v[0], "2021-03-01T10:00");
    live_open(&f->v[0], persons);
    f->v[0].w = fixture_later(); /* the guide they were opened under has a successor from the first day on */
    f->persons = f->v[0].c.persons.n;
}

void flock_end(Flock *f) {
    live_end(&f->v[f->at]);
}

Decision flock_try(Flock *f, const Actor *who, const Command *cmd, size_t at, size_t beside) {
    Live *l = flock_turn(f, at);
    if (beside < FLOCK_MAX) l->beside = &f->v[beside];
    Decision d = live_try(l, who, cmd);
    if (f->n < FLOCK_MAX && f->v[f->n].open) f->n++;
    for (size_t i = 0; !d.refused && i < d.events.n; i++) {
        f->holds += d.events.v[i].kind == EV_HOLD_OPENED;
        f->persons += d.events.v[i].kind == EV_PERSON_ADDED;
    }
    if (beside < FLOCK_MAX) f->v[beside].now = l->now;
    return d;
}

/* A case that still runs, if there is one; rarely one that is closed. */
static size_t some_case(const Flock *f) {
    size_t at = (size_t)rnd(f->n);
    for (size_t i = 0; i < f->n && f->v[at].c.closed != TIME_NONE && rnd(20); i++) at = (at + 1) % f->n;
    return at;
}

static int64_t some_person(const Live *l) {
    return l->c.persons.v[rnd(l->c.persons.n)].id;
}

static int64_t some_subject(const Live *l) {
    return l->subjects.v[rnd(l->subjects.n)]->id;
}

static const Actor *in_charge(Arena *a, const Live *l) {
    return made_actor(a, l->c.organs.v[rnd(l->c.organs.n)].agency, HANDLER.roles, 1);
}

static Move split_move(const Flock *f, Arena *a, Move v) {
    const Live *l = &f->v[v.at];
    v.beside = f->n < FLOCK_MAX && (f->n == 1 || rnd(2)) ? f->n : (size_t)rnd(f->n);
    v.cmd = CMD(CMD_SPLIT, .name = S("分案"), .note = S("另案处理"));
    if (v.beside < f->n) v.cmd.target = f->v[v.beside].c.id;
    for (uint64_t k = 1 + rnd(2); k; k--) *PUSH(a, &v.cmd.persons) = some_person(l);
    return v;
}

static Move merge_move(const Flock *f, Move v) {
    v.beside = (size_t)rnd(f->n);
    v.cmd = CMD(CMD_MERGE, .target = f->v[v.beside].c.id, .note = S("并案"));
    return v;
}

static Move rebind_move(const Live *l, Move v) {
    bool down = case_organ(&l->c, S("procuratorate")) == CITY_PROCURATORATE;
    v.who = &CITY_PROSECUTOR;
    v.cmd = CMD(CMD_REBIND, .target = down ? CITY_PROCURATORATE : PROCURATORATE,
                .to = down ? PROCURATORATE : CITY_PROCURATORATE, .note = S("指定管辖"));
    return v;
}

/* Another class, or the same one: then whoever is pinned to the old version goes on under the one in force. */
static Move reclassify_move(const Live *l, Arena *a, Move v) {
    const Guide *g = l->w->guides[rnd(l->w->n_guides)];
    v.cmd = CMD(CMD_RECLASSIFY, .class = g->id, .note = S("变更罪名"));
    if (rnd(2)) *PUSH(a, &v.cmd.persons) = some_person(l);
    for (int i = 0; i < g->n_facts && rnd(3); i++)
        if (g->facts[i].first < 0) *PUSH(a, &v.cmd.data) = (Datum){g->facts[i].id, g->facts[i].values[0]};
    return v;
}

/* Somebody in that state, as one would write him down: all of it since `when`. */
static NewPerson described(const Guide *g, const Machine *m, Time when, Arena *a) {
    NewPerson n = {.name = S("周某"), .birth = DAY_NONE};
    for (int f = 0; f < g->n_facts; f++) *PUSH(a, &n.facts) = (FactValue){g->facts[f].id, g->facts[f].values[m->fact[f]]};
    for (int i = 0; i < g->n_clocks; i++)
        if (set_has(&m->running, i)) *PUSH(a, &n.clocks) = (OpenClock){.fact = g->clocks[i].id, .value = time_text(a, when)};
    for (int i = 0; i < g->n_duties; i++)
        if (set_has(&m->owed, i)) *PUSH(a, &n.duties) = (OpenDuty){.rule = g->duties[i].id, .opened = when};
    for (int i = 0; i < g->n_acts; i++)
        if (m->line[i] != LINE_NONE) *PUSH(a, &n.lines) = (OpenLine){.act = g->acts[i].id, .life = m->line[i], .pushed = when};
    return n;
}

static const Guide *in_force(const World *w, uint64_t n) {
    return w->guides[w->n_retired + n % (w->n_guides - w->n_retired)];
}

/* A running case enters in mid-course, each of its persons in some state of the certificate. */
static Move opening_move(const Flock *f, Arena *a) {
    const Live *l = &f->v[f->at];
    const Guide *g = in_force(l->w, rnd(4));
    const GuideGraph *all = graph_of(g);
    Move v = {.cmd = CMD(CMD_OPEN, .class = g->id, .name = S("在办案件"), .opening = true), .who = &HANDLER, .at = f->n, .beside = FLOCK_MAX};
    for (uint64_t k = 1 + rnd(2); k; k--) {
        Machine m;
        guide_state_machine(all, rnd(all->n), &m);
        *PUSH(a, &v.cmd.people) = described(g, &m, l->now - (int64_t)rnd(6 * 24) * HOUR, a);
    }
    return v;
}

/* One more in the same case: new, or a human being who is known already. */
static Move joining_move(const Live *l, Arena *a, Move v) {
    const Guide *g = guide_here(&l->c.persons.v[0]);
    NewPerson n = {.name = S("吴某"), .birth = DAY_NONE, .subject = rnd(3) ? 0 : some_subject(l)};
    for (int f = 0; f < g->n_facts; f++)
        if (g->facts[f].first < 0) *PUSH(a, &n.facts) = (FactValue){g->facts[f].id, g->facts[f].values[0]};
    v.cmd = CMD(CMD_ADD_PERSON);
    *PUSH(a, &v.cmd.people) = n;
    v.who = &HANDLER;
    return v;
}

Move flock_move(Flock *f, Arena *a) {
    Move v = {.at = some_case(f), .beside = FLOCK_MAX};
    const Live *l = flock_turn(f, v.at);
    v.who = in_charge(a, l);
    int64_t person = some_person(l), subject = some_subject(l);
    switch (rnd(80)) {
    case 0:
    case 1: return split_move(f, a, v);
    case 2: return merge_move(f, v);
    case 3:
    case 4: v.cmd = CMD(CMD_IDENTIFY, .person = person, .target = subject, .note = S("指纹比中")); return v;
    case 5: v.cmd = CMD(CMD_PART, .person = person, .target = rnd(2) ? subject : 0, .note = S("比对不符")); return v;
    case 6: return rebind_move(l, v);
    case 7:
    case 8: return reclassify_move(l, a, v);
    case 9:
        if (f->n < FLOCK_MAX) return opening_move(f, a);
        break;
    case 10:
        if (l->c.persons.n < PERSONS_MOST) return joining_move(l, a, v);
        break;
    default: break;
    }
    size_t at = v.at;
    v = case_move(l, a);
    v.at = at;
    v.beside = FLOCK_MAX;
    return v;
}
