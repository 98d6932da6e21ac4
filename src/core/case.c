// SPDX-License-Identifier: Apache-2.0
#include "core/case.h"

#define FIND(list, id_)                                                                                           \
    do {                                                                                                          \
        for (size_t i = 0; i < (list).n; i++)                                                                     \
            if ((list).v[i].id == (id_)) return &(list).v[i];                                                     \
        return NULL;                                                                                              \
    } while (0)

Person *case_person(const Case *c, int64_t id) {
    FIND(c->persons, id);
}
Transfer *case_transfer(const Case *c, int64_t id) {
    FIND(c->transfers, id);
}
Duty *case_duty(const Case *c, int64_t id) {
    FIND(c->duties, id);
}
Clock *case_clock(const Case *c, int64_t id) {
    FIND(c->clocks, id);
}
Deed *case_deed(const Case *c, int64_t id) {
    FIND(c->deeds, id);
}
Participant *case_participant(const Case *c, int64_t id) {
    FIND(c->participants, id);
}

Line *transfer_line(const Transfer *t, int64_t person) {
    for (size_t i = 0; i < t->lines.n; i++)
        if (t->lines.v[i].person == person) return &t->lines.v[i];
    return NULL;
}

int64_t case_organ(const Case *c, Str kind) {
    for (size_t i = 0; i < c->organs.n; i++)
        if (str_eq(c->organs.v[i].kind, kind)) return c->organs.v[i].agency;
    return 0;
}

Assignment *case_assignment(const Case *c, int64_t agency) {
    for (size_t i = 0; i < c->assignments.n; i++)
        if (c->assignments.v[i].agency == agency) return &c->assignments.v[i];
    return NULL;
}

Str person_fact(const Person *p, Str fact) {
    for (size_t i = 0; i < p->facts.n; i++)
        if (str_eq(p->facts.v[i].fact, fact)) return p->facts.v[i].value;
    return (Str){0};
}

bool case_has_part(const Case *c, int64_t agency) {
    if (c->agency == agency) return true;
    for (size_t i = 0; i < c->organs.n; i++)
        if (c->organs.v[i].agency == agency) return true;
    for (size_t i = 0; i < c->transfers.n; i++) {
        const Transfer *t = &c->transfers.v[i];
        if (t->from == agency || (t->to == agency && t->pushed != TIME_NONE)) return true;
    }
    for (size_t i = 0; i < c->notices.n; i++)
        if (c->notices.v[i].agency == agency) return true;
    for (size_t i = 0; i < c->duties.n; i++) /* what it owes it must be able to do: a house takes in whom it is brought */
        if (c->duties.v[i].agency == agency) return true;
    return false;
}

void machine_of(const Guide *g, const Case *c, const Person *p, Machine *m) {
    *m = (Machine){0};
    for (int f = 0; f < g->n_facts; f++) {
        int v = fact_value(&g->facts[f], person_fact(p, g->facts[f].id));
        m->fact[f] = (uint8_t)(v < 0 ? MAX(g->facts[f].first, 0) : v);
    }
    if (p->closed != TIME_NONE) return; /* what its end closed is closed */
    for (size_t i = 0; i < c->transfers.n; i++) {
        const Transfer *t = &c->transfers.v[i];
        const Line *l = t->pushed == TIME_NONE ? NULL : transfer_line(t, p->id);
        int act = l && l->life != LINE_NONE ? guide_act(g, t->act) : -1;
        if (act >= 0) m->line[act] = (uint8_t)l->life;
    }
    for (size_t i = 0; i < c->clocks.n; i++) {
        const Clock *k = &c->clocks.v[i];
        if (k->person != p->id || (k->life != CLOCK_RUNNING && k->life != CLOCK_PAUSED)) continue;
        int rule = guide_clock(g, k->rule);
        if (rule >= 0) set_add(&m->running, rule);
    }
    for (size_t i = 0; i < c->duties.n; i++) {
        const Duty *d = &c->duties.v[i];
        if (d->person != p->id || d->life != DUTY_OPEN) continue;
        int rule = guide_duty(g, d->rule);
        if (rule >= 0) set_add(&m->owed, rule);
    }
}

void case_copy_deep(const Case *from, Arena *a, Case *to) {
    shape_copy(&CASE_SHAPE, from, a, to);
}

#define OWN(list) own_list(a, &(list), sizeof *(list).v)
static void own_list(Arena *a, void *list, size_t size) {
    List l;
    memcpy(&l, list, sizeof l);
    if (l.n) l.v = arena_dup(a, l.v, l.n * size);
    else l.v = NULL;
    l.cap = l.n;
    memcpy(list, &l, sizeof l);
}

/* Every list that an event may change; texts, and lists that only ever are replaced whole, stay shared. */
void case_copy(const Case *from, Arena *a, Case *to) {
    *to = *from;
    OWN(to->organs);
    OWN(to->persons);
    for (size_t i = 0; i < to->persons.n; i++) OWN(to->persons.v[i].facts);
    OWN(to->transfers);
    for (size_t i = 0; i < to->transfers.n; i++) {
        Transfer *t = &to->transfers.v[i];
        OWN(t->docs);
        OWN(t->data);
        OWN(t->lines);
        OWN(t->returns);
        OWN(t->supply);
        OWN(t->paper.received);
    }
    OWN(to->deeds);
    for (size_t i = 0; i < to->deeds.n; i++) OWN(to->deeds.v[i].data);
    OWN(to->duties);
    OWN(to->clocks);
    for (size_t i = 0; i < to->clocks.n; i++) {
        Clock *k = &to->clocks.v[i];
        OWN(k->extensions);
        OWN(k->pauses);
        OWN(k->before);
    }
    OWN(to->numbers);
    OWN(to->notices);
    OWN(to->corrections);
    OWN(to->assignments);
    OWN(to->grants);
    OWN(to->seals);
    OWN(to->participants);
}
