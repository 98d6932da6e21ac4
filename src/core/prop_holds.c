// SPDX-License-Identifier: Apache-2.0
/* What must always hold of one case of a random history. */
#include "core/prop.h"

#include "core/guide_check.h"

const GuideGraph *graph_of(const Guide *g) {
    static struct {
        Arena *a;
        const Guide *of[8];
        const GuideGraph *v[8];
    } made;
    size_t i = 0;
    while (made.of[i] && made.of[i] != g) i++;
    if (!made.a) made.a = arena_new();
    if (!made.of[i]) made.v[i] = guide_explore(g, made.a);
    made.of[i] = g;
    ASSERT(i + 1 < LEN(made.of));
    return made.v[i];
}

const Guide *guide_here(const Person *p) {
    return world_guide(fixture_later(), p->guide);
}

bool certificate_has(const void *by, const Guide *g, const Machine *m) {
    (void)by;
    return guide_state(graph_of(g), m) >= 0;
}

bool certified(const Person *p, const Case *c) {
    const Guide *g = guide_here(p);
    Machine m;
    if (p->closed != TIME_NONE || p->moved_to) return true;
    machine_of(g, c, p, &m);
    return guide_state(graph_of(g), &m) >= 0;
}

static Hold hold_of(const Person *p) {
    const Guide *g = guide_here(p);
    const Fact *f = &g->facts[g->fact_custody];
    return f->hold[fact_value(f, person_fact(p, f->id))];
}

bool custody_agrees(const Live *l, const Person *p) {
    Hold hold = hold_of(p);
    const Subject *s = NULL;
    for (size_t i = 0; i < l->subjects.n; i++)
        if (l->subjects.v[i]->id == p->subject) s = l->subjects.v[i];
    int lawful = 0;
    for (size_t i = 0; s && i < s->holds.n; i++) {
        const HoldEntry *h = &s->holds.v[i];
        if (h->unlawful.n || h->person != p->id) continue;
        if (h->until != TIME_NONE && h->until < h->from) return false;
        if (h->until != TIME_NONE) continue;
        lawful++;
        if (h->serving != (hold == HOLD_SERVING)) return false;
        if (hold == HOLD_OVERDUE && (h->overdue == TIME_NONE || h->due == TIME_NONE || h->due > l->now)) return false;
    }
    return s && lawful == (hold != HOLD_FREE);
}

/* Held: a custody clock runs, or (overdue) the red duty is open. */
bool basis_stands(const Live *l, const Person *p) {
    const Guide *g = guide_here(p);
    Hold hold = hold_of(p);
    bool clock = false, duty = false;
    for (size_t i = 0; i < l->c.clocks.n; i++) {
        const Clock *k = &l->c.clocks.v[i];
        clock |= k->person == p->id && k->life <= CLOCK_PAUSED && k->flags.custody;
    }
    for (size_t i = 0; i < l->c.duties.n; i++)
        duty |= l->c.duties.v[i].person == p->id && l->c.duties.v[i].life == DUTY_OPEN &&
                str_eq(l->c.duties.v[i].rule, g->duties[g->duty_overdue].id);
    return p->closed != TIME_NONE || (hold == HOLD_HELD ? clock : hold != HOLD_OVERDUE || duty);
}

bool ends_closed(const Live *l, const Person *p) {
    if (p->closed == TIME_NONE && !p->moved_to) return true;
    for (size_t i = 0; i < l->c.clocks.n; i++)
        if (l->c.clocks.v[i].person == p->id && l->c.clocks.v[i].life <= CLOCK_PAUSED) return false;
    for (size_t i = 0; i < l->c.duties.n; i++)
        if (l->c.duties.v[i].person == p->id && l->c.duties.v[i].life == DUTY_OPEN) return false;
    for (size_t i = 0; i < l->c.transfers.n; i++) {
        const Line *x = transfer_line(&l->c.transfers.v[i], p->id);
        if (x && x->life != LINE_NONE) return false;
    }
    return true;
}

bool due_by(const Live *l) {
    for (size_t i = 0; i < l->c.clocks.n; i++) {
        const Clock *k = &l->c.clocks.v[i];
        if (k->life == CLOCK_RUNNING && k->due != TIME_NONE && k->due < l->now) return false;
    }
    return true;
}

typedef struct Count { /* rounds of one transfer */
    int pushed, settled;
} Count;

static void count(Count *x, const Event *e, int64_t transfer) {
    if (e->kind == EV_TRANSFER_OPENED && ((const Transfer *)e->body)->id == transfer) { /* entered under way */
        int life = ((const Transfer *)e->body)->life;
        x->pushed++;
        x->settled += life == HEAD_ACCEPTED || life == HEAD_RETURNED;
        return;
    }
    if (e->kind != EV_TRANSFER_PUSHED && e->kind != EV_TRANSFER_ACCEPTED && e->kind != EV_TRANSFER_RETURNED &&
        e->kind != EV_TRANSFER_WITHDRAWN && e->kind != EV_TRANSFER_UNDONE)
        return;
    const TransferStep *s = e->body;
    if (s->transfer != transfer) return;
    if (e->kind == EV_TRANSFER_PUSHED) x->pushed++;
    else if (e->kind == EV_TRANSFER_UNDONE) x->settled -= s->persons.n == 0;
    else if (e->kind != EV_TRANSFER_WITHDRAWN) x->settled++;
    else if (x->settled < x->pushed) x->settled++; /* a returned round given up was settled by its return */
}

/* pushed = returned + accepted + waiting (+ taken back, + ended with the person), round by round, from the events alone. */
bool balance_closes(const Live *l) {
    for (size_t i = 0; i < l->c.transfers.n; i++) {
        const Transfer *t = &l->c.transfers.v[i];
        Count x = {0};
        for (size_t j = 0; j < l->log.n; j++) count(&x, &l->log.v[j], t->id);
        int waiting = t->life == HEAD_PUSHED || t->life == HEAD_RECEIVED;
        if (t->life == HEAD_ENDED || !x.pushed) continue;
        if (x.pushed != x.settled + waiting) return false;
    }
    return true;
}

bool one_line_open(const Live *l) {
    for (size_t i = 0; i < l->c.transfers.n; i++)
        for (size_t k = 0; k < l->c.transfers.v[i].lines.n; k++) {
            const Line *x = &l->c.transfers.v[i].lines.v[k];
            for (size_t j = i + 1; x->life != LINE_NONE && j < l->c.transfers.n; j++) {
                const Line *y = transfer_line(&l->c.transfers.v[j], x->person);
                if (y && y->life != LINE_NONE && str_eq(l->c.transfers.v[i].act, l->c.transfers.v[j].act)) return false;
            }
        }
    return true;
}

/* Head duties: owed exactly while the head is in the state that owes them. */
bool head_duties_fit(const Live *l) {
    for (size_t i = 0; i < l->c.transfers.n; i++) {
        const Transfer *t = &l->c.transfers.v[i];
        int check = 0, correct = 0;
        for (size_t j = 0; j < l->c.duties.n; j++) {
            const Duty *x = &l->c.duties.v[j];
            if (x->person || x->transfer != t->id || x->life != DUTY_OPEN) continue;
            check += str_eqz(x->rule, "check");
            correct += str_eqz(x->rule, "correct");
        }
        if (check != (t->life == HEAD_PUSHED || t->life == HEAD_RECEIVED)) return false;
        if (correct != (t->life == HEAD_RETURNED)) return false;
    }
    return true;
}

/* A draft left over may be thrown away, a user may leave, and who somebody is may turn out at any time. */
bool closed_events(const Live *l, size_t from) {
    static const EventKind MAY[] = {EV_CORRECTION_MADE, EV_CORRECTION_AGREED, EV_NOTICE_GIVEN,    EV_NOTICE_SIGNED,
                                    EV_NUMBER_ADDED,    EV_DUTY_OPENED,       EV_DUTY_CLOSED,     EV_DUTY_MOVED,
                                    EV_DUTY_BREACHED,   EV_CLOCK_MOVED,       EV_CLOCK_STOPPED,   EV_GRANT_GIVEN,
                                    EV_GRANT_ENDED,     EV_GRANT_REFUSED,     EV_PAPER_RECEIVED,  EV_TRANSFER_WITHDRAWN,
                                    EV_PERSON_IDENTIFIED, EV_PERSON_PARTED,   EV_SEAL_ASKED,      EV_PAGE_SEALED,
                                    EV_ASSIGNMENT_SET,  EV_PARTICIPANT_SHIELDED};
    for (size_t i = from; i < l->log.n; i++) {
        bool may = false;
        for (size_t k = 0; k < LEN(MAY); k++) may |= l->log.v[i].kind == MAY[k];
        if (!may) printf("# after the close: %s\n", EVENTS[l->log.v[i].kind].name);
        if (!may) return false;
    }
    return true;
}

/* No person stands twice in one case, and nothing of one kind runs or is owed twice for him. */
bool nothing_twice(const Case *c) {
    for (size_t i = 0; i < c->persons.n; i++)
        for (size_t k = 0; k < i; k++)
            if (c->persons.v[i].id == c->persons.v[k].id) return false;
    for (size_t i = 0; i < c->clocks.n; i++)
        for (size_t k = 0; k < i && c->clocks.v[i].life <= CLOCK_PAUSED; k++) {
            const Clock *x = &c->clocks.v[i], *y = &c->clocks.v[k];
            if (y->life <= CLOCK_PAUSED && x->person == y->person && str_eq(x->rule, y->rule)) return false;
        }
    for (size_t i = 0; i < c->duties.n; i++)
        for (size_t k = 0; k < i && c->duties.v[i].person && c->duties.v[i].life == DUTY_OPEN; k++) {
            const Duty *x = &c->duties.v[i], *y = &c->duties.v[k];
            if (y->life == DUTY_OPEN && x->person == y->person && str_eq(x->rule, y->rule)) return false;
        }
    return true;
}

bool replay_equals(const Live *l, Arena *a) {
    Case c = {0}, shallow, deep;
    for (size_t i = 0; i < l->log.n; i++) case_apply(&c, &l->log.v[i], a);
    case_copy(&l->c, a, &shallow);
    case_copy_deep(&l->c, a, &deep);
    return str_eq(case_text(&c, a), case_text(&l->c, a)) && str_eq(case_text(&shallow, a), case_text(&deep, a));
}

size_t breaches(const Case *c) {
    size_t n = 0;
    for (size_t i = 0; i < c->duties.n; i++) n += c->duties.v[i].breached != TIME_NONE;
    return n;
}
