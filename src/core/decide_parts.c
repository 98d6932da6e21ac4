// SPDX-License-Identifier: Apache-2.0
/*
 * Persons change their case (split 拆案, merge 并案), a case changes its organ (变更管辖), a person changes the guide he
 * is pinned to (变更罪名). A person keeps his id and all that runs for him; nothing is counted a second time.
 */
#include "core/deciding.h"
#include "core/guide_map.h"

/* Everything emitted between is of the other case. */
static void swap_cases(Deciding *d) {
    Case *c = d->c;
    d->c = d->other;
    d->other = c;
}

static bool among(const Ids *ids, int64_t id) {
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == id) return true;
    return false;
}

/* Only what has arrived can move: a line on its way is accepted, returned or taken back first. */
static bool none_in_flight(Deciding *d, const Ids *persons) {
    for (size_t i = 0; i < d->c->transfers.n; i++) {
        const Transfer *t = &d->c->transfers.v[i];
        for (size_t j = 0; t->pushed != TIME_NONE && j < t->lines.n; j++) {
            const Line *l = &t->lines.v[j];
            bool flying = l->life != LINE_NONE && l->life != LINE_ACCEPTED;
            if (flying && among(persons, l->person)) return refuse(d, R_IN_FLIGHT, "persons", t->act, t->act);
        }
    }
    return true;
}

typedef struct Moved { /* ids of what is carried over, old and new */
    int64_t was, is;
} Moved;
typedef LIST_OF(Moved) Moves;

static int64_t moved_id(const Moves *m, int64_t id) {
    for (size_t i = 0; i < m->n; i++)
        if (m->v[i].was == id) return m->v[i].is;
    return id;
}

/* Accepted heads come along with the lines of those who move: a head of its own, which names where it is from. */
static void carry_heads(Deciding *d, const Ids *persons, Moves *moves, PersonJoined *first) {
    for (size_t i = 0; i < d->c->transfers.n; i++) {
        const Transfer *t = &d->c->transfers.v[i];
        Transfer part = *t;
        part.lines.v = NULL;
        part.lines.n = part.lines.cap = 0;
        for (size_t j = 0; j < t->lines.n; j++)
            if (t->lines.v[j].life == LINE_ACCEPTED && among(persons, t->lines.v[j].person))
                *PUSH(d->a, &part.lines) = t->lines.v[j];
        if (!part.lines.n) continue;
        part.origin = t->id;
        part.id = take_id(d);
        part.supply.v = NULL; /* what is still to be supplied stays owed where it was promised */
        part.supply.n = part.supply.cap = 0;
        part.paper = (Paper){0}; /* and so is the paper */
        *PUSH(d->a, moves) = (Moved){t->id, part.id};
        *PUSH(d->a, &first->transfers) = part;
    }
}

static void carry_person(Deciding *d, int64_t person, const Moves *moves, PersonJoined *b) {
    b->person = *case_person(d->c, person);
    b->person.moved_to = 0;
    for (size_t i = 0; i < d->c->deeds.n; i++) {
        const Deed *x = &d->c->deeds.v[i];
        if (!among(&x->persons, person)) continue;
        *PUSH(d->a, &b->deeds) = *x;
        if (!x->origin) b->deeds.v[b->deeds.n - 1].origin = d->c->id;
    }
    for (size_t i = 0; i < d->c->clocks.n; i++) {
        Clock k = d->c->clocks.v[i];
        if (k.person != person || (k.life != CLOCK_RUNNING && k.life != CLOCK_PAUSED)) continue;
        k.id = take_id(d);
        k.cause = moved_id(moves, k.cause);
        k.transfer = moved_id(moves, k.transfer);
        *PUSH(d->a, &b->clocks) = k;
    }
    for (size_t i = 0; i < d->c->duties.n; i++) {
        Duty x = d->c->duties.v[i];
        if (x.person != person || x.life != DUTY_OPEN) continue;
        x.id = take_id(d);
        x.cause = moved_id(moves, x.cause);
        x.transfer = moved_id(moves, x.transfer);
        *PUSH(d->a, &b->duties) = x;
    }
}

static bool nobody_twice(Deciding *d, const Ids *persons) {
    for (size_t i = 0; i < persons->n; i++) {
        const Person *p = case_person(d->c, persons->v[i]);
        for (size_t j = 0; j < d->other->persons.n; j++) {
            const Person *q = &d->other->persons.v[j];
            if (q->subject == p->subject && q->closed == TIME_NONE && !q->moved_to)
                return refuse(d, R_TWICE, "persons", p->name, p->name);
        }
    }
    return true;
}

/* What the old heads still owed for those who left, and the case itself when nobody stays. */
static void leave_tidy(Deciding *d) {
    for (size_t i = 0; i < d->c->transfers.n; i++) {
        const Transfer *t = &d->c->transfers.v[i];
        bool open = t->pushed == TIME_NONE;
        for (size_t j = 0; j < t->lines.n; j++) open |= t->lines.v[j].life != LINE_NONE;
        if (open) continue;
        close_duties(d, "answer", t->id, DUTY_ENDED, d->effective);
        close_duties(d, "supply", t->id, DUTY_ENDED, d->effective);
    }
    for (size_t i = 0; i < d->c->persons.n; i++)
        if (d->c->persons.v[i].closed == TIME_NONE && !d->c->persons.v[i].moved_to) return;
    for (size_t i = 0; i < d->c->transfers.n; i++) end_paper(d, d->c->transfers.v[i].id, DUTY_ENDED, d->effective);
    emit(d, EV_CASE_CLOSED, d->effective, BODY(d, IdRef, .id = d->c->id));
}

static void move_persons(Deciding *d, const Ids *persons) {
    int64_t from = d->c->id, to = d->other->id;
    PersonJoined **joined = NEW_N(d->a, PersonJoined *, persons->n);
    Moves moves = {0};
    for (size_t i = 0; i < persons->n; i++) joined[i] = BODY(d, PersonJoined, .from = from);
    carry_heads(d, persons, &moves, joined[0]);
    for (size_t i = 0; i < persons->n; i++) carry_person(d, persons->v[i], &moves, joined[i]);
    for (size_t i = 0; i < persons->n; i++)
        emit(d, EV_PERSON_LEFT, d->effective, BODY(d, PersonRef, .person = persons->v[i], .to = to));
    leave_tidy(d);
    swap_cases(d);
    for (size_t i = 0; i < persons->n; i++) emit(d, EV_PERSON_JOINED, d->effective, joined[i]);
    for (size_t i = 0; i < moves.n; i++) {
        const Transfer *t = case_transfer(d->c, moves.v[i].is);
        open_duty(d, "answer", t->to, t->id, TIME_NONE, false);
    }
    for (size_t i = 0; i < persons->n; i++) /* the ledger names the case that now holds him */
        step(d, persons->v[i], &(Effects){0}, NULL, (Cause){to, 0, d->effective});
    swap_cases(d);
}

static bool in_charge(Deciding *d) {
    for (size_t i = 0; i < d->c->organs.n; i++)
        if (actor_in(d, d->c->organs.v[i].agency)) return true;
    return refuse(d, R_NOT_YOURS, "case", S(""), S(""));
}

static bool begin(Deciding *d, Ids *persons) {
    if (d->c->closed != TIME_NONE) return refuse(d, R_CASE_CLOSED, "case", S(""), S(""));
    if (!in_charge(d)) return false;
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    return effective_ok(d) && named_persons(d, &d->cmd->persons, persons);
}

/* A new case with the same organs; its dossier is named by the command, judged against the old one where pages are known. */
static void open_part(Deciding *d) {
    const Case *old = d->c;
    d->other = NEW(d->a, Case);
    d->other->id = take_id(d);
    swap_cases(d);
    emit(d, EV_CASE_OPENED, d->effective,
         BODY(d, CaseOpened, .id = d->c->id, .agency = old->agency, .name = d->cmd->name, .class = old->class,
              .manifest = d->cmd->manifest));
    for (size_t i = 0; i < old->organs.n; i++)
        emit(d, EV_ORGAN_SET, d->effective, BODY(d, Organ, old->organs.v[i].kind, old->organs.v[i].agency));
    for (size_t i = 0; i < old->assignments.n; i++)
        emit(d, EV_ASSIGNMENT_SET, d->effective, arena_dup(d->a, &old->assignments.v[i], sizeof *old->assignments.v));
    swap_cases(d);
}

static bool takes_part(const Case *c, const Participant *x) {
    for (size_t i = 0; i < c->participants.n; i++) {
        const Participant *y = &c->participants.v[i];
        if (y->removed == TIME_NONE && str_eq(y->kind, x->kind) && str_eq(y->name, x->name) && str_eq(y->id_number, x->id_number))
            return true;
    }
    return false;
}

/* Who takes part because of somebody who went over takes part there as well, under the same protection. */
static void participants_along(Deciding *d) {
    for (size_t i = 0, n = d->c->participants.n; i < n; i++) {
        Participant *x = arena_dup(d->a, &d->c->participants.v[i], sizeof *x);
        Ids there = {0};
        for (size_t k = 0; k < x->persons.n; k++)
            if (case_person(d->other, x->persons.v[k])) *PUSH(d->a, &there) = x->persons.v[k];
        if (x->removed != TIME_NONE || (x->persons.n && !there.n) || takes_part(d->other, x)) continue;
        x->id = take_id(d);
        x->persons = there;
        swap_cases(d);
        emit(d, EV_PARTICIPANT_ADDED, d->effective, x);
        swap_cases(d);
    }
}

bool decide_split(Deciding *d) {
    Ids persons;
    if (!begin(d, &persons) || !none_in_flight(d, &persons)) return false;
    size_t stay = 0;
    for (size_t i = 0; i < d->c->persons.n; i++)
        stay += d->c->persons.v[i].closed == TIME_NONE && !d->c->persons.v[i].moved_to;
    if (!d->cmd->persons.n || persons.n >= stay) return refuse(d, R_PERSON_NEEDED, "persons", S(""), S(""));
    if (!d->other && !d->cmd->name.n) return refuse(d, R_NAME, "name", S(""), S(""));
    if (!d->other) open_part(d);
    if (d->other->closed != TIME_NONE) return refuse(d, R_CASE_CLOSED, "target", S(""), S(""));
    if (!nobody_twice(d, &persons)) return false;
    move_persons(d, &persons);
    participants_along(d);
    d->made = d->other->id;
    return !d->refused;
}

bool decide_merge(Deciding *d) {
    Ids persons;
    if (!d->other || d->other->id == d->c->id) return refuse(d, R_OTHER_CASE, "target", S(""), S(""));
    if (d->cmd->persons.n) return refuse(d, R_PERSON_NEEDED, "persons", S(""), S(""));
    if (!begin(d, &persons) || !none_in_flight(d, &persons) || !nobody_twice(d, &persons)) return false;
    if (d->other->closed != TIME_NONE) return refuse(d, R_CASE_CLOSED, "target", S(""), S(""));
    bool part = false;
    for (size_t i = 0; i < d->other->organs.n; i++) part |= actor_in(d, d->other->organs.v[i].agency);
    if (!part) return refuse(d, R_NOT_YOURS, "target", S(""), S(""));
    emit(d, EV_CASE_MERGED, d->effective, BODY(d, IdRef, .id = d->other->id));
    move_persons(d, &persons);
    participants_along(d);
    swap_cases(d);
    if (!hash_eq(d->cmd->manifest, (Hash){0}))
        emit(d, EV_MANIFEST_SET, d->effective, BODY(d, ManifestSet, d->cmd->manifest, d->cmd->note));
    swap_cases(d);
    d->made = d->other->id;
    return !d->refused;
}

static void rebind_work(Deciding *d, int64_t was, int64_t is) {
    for (size_t i = 0; i < d->c->transfers.n; i++) {
        const Transfer *t = &d->c->transfers.v[i];
        bool live = t->life == HEAD_ACCEPTED || t->life == HEAD_DRAFT || t->life == HEAD_CHECKED || t->life == HEAD_RETURNED;
        if (live && (t->from == was || t->to == was))
            emit(d, EV_TRANSFER_REBOUND, d->effective,
                 BODY(d, TransferStep, .transfer = t->id, .from = t->from == was ? is : 0, .to = t->to == was ? is : 0));
    }
    const Assignment *as = case_assignment(d->c, is);
    for (size_t i = 0; i < d->c->duties.n; i++)
        if (d->c->duties.v[i].life == DUTY_OPEN && d->c->duties.v[i].agency == was)
            emit(d, EV_DUTY_MOVED, d->effective,
                 BODY(d, DutyStep, .duty = d->c->duties.v[i].id, .agency = is, .user = as ? as->user : 0));
    for (size_t i = 0; i < d->c->clocks.n; i++) {
        const Clock *k = &d->c->clocks.v[i];
        if ((k->life == CLOCK_RUNNING || k->life == CLOCK_PAUSED) && k->agency == was)
            emit(d, EV_CLOCK_MOVED, d->effective, BODY(d, ClockStep, .clock = k->id, .agency = is));
    }
}

void rebind_holds(Deciding *d, int64_t was, int64_t is) {
    for (size_t i = 0; i < d->subjects.n; i++) {
        const Subject *s = d->subjects.v[i];
        for (size_t j = 0; j < s->holds.n; j++) {
            const HoldEntry *h = &s->holds.v[j];
            if (h->case_id == d->c->id && h->until == TIME_NONE && h->house == was)
                emit_subject(d, EV_HOLD_MOVED, s->id, d->effective,
                             BODY(d, HoldStep, .hold = h->id, .house = is, .due = h->due, .overdue = h->overdue));
        }
    }
}

bool decide_rebind(Deciding *d) {
    int64_t was = d->cmd->target, is = d->cmd->to;
    const Agency *old = world_agency(d->w, was), *fresh = world_agency(d->w, is);
    if (d->c->closed != TIME_NONE) return refuse(d, R_CASE_CLOSED, "case", S(""), S(""));
    if (!old || !fresh || was == is || !str_eq(old->kind, fresh->kind) || case_organ(d->c, old->kind) != was)
        return refuse(d, R_RECEIVER, "to", S(""), S(""));
    if (!actor_in(d, was) && !(old->parent && actor_in(d, old->parent))) return refuse(d, R_NOT_YOURS, "target", S(""), S(""));
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    if (!effective_ok(d)) return false;
    for (size_t i = 0; i < d->c->transfers.n; i++) {
        const Transfer *t = &d->c->transfers.v[i];
        if ((t->life == HEAD_PUSHED || t->life == HEAD_RECEIVED) && (t->to == was || t->from == was))
            return refuse(d, R_IN_FLIGHT, "target", t->act, t->act);
    }
    emit(d, EV_ORGAN_SET, d->effective, BODY(d, Organ, fresh->kind, is));
    rebind_work(d, was, is);
    rebind_holds(d, was, is);
    d->made = d->c->id;
    return true;
}

static const Datum *given(const Deciding *d, Str fact) {
    for (size_t i = 0; i < d->cmd->data.n; i++)
        if (str_eq(d->cmd->data.v[i].key, fact)) return &d->cmd->data.v[i];
    return NULL;
}

/* What only the new guide asks for at filing; -1 where the command says nothing. */
static bool given_facts(Deciding *d, const Guide *g, int ret[FACT_MAX]) {
    for (int i = 0; i < g->n_facts; i++) {
        const Datum *said = given(d, g->facts[i].id);
        ret[i] = said ? fact_value(&g->facts[i], said->value) : -1;
        if (said && ret[i] < 0) return refuse(d, R_MAP, "data", g->facts[i].name, g->facts[i].name_en);
    }
    return true;
}

static bool map_person(Deciding *d, const Person *p, const Guide *g, const int given[FACT_MAX], Mapped *ret) {
    person_mapped(d->w, d->c, p, g, given, d->a, ret);
    if (ret->end == MAP_BARRED) return refuse(d, R_BARRED, "persons", ret->bar->name, ret->bar->name_en);
    if (ret->end == MAP_NO_PLACE) return refuse(d, R_MAP, "persons", ret->name, ret->name_en);
    return ret->end == MAP_PLACED || refuse(d, R_STATE, "persons", ret->name, ret->name_en);
}

static void end_duties(Deciding *d, int64_t person, const Guide *g) {
    for (size_t i = 0; i < d->c->duties.n; i++) {
        const Duty *x = &d->c->duties.v[i];
        if (x->person == person && x->life == DUTY_OPEN && guide_duty(g, x->rule) < 0)
            emit(d, EV_DUTY_CLOSED, d->effective, BODY(d, DutyStep, .duty = x->id, .life = DUTY_ENDED));
    }
}

/* Another charge of the class he is in: nothing of his state is touched, so nothing bars it. */
static bool same_class(Deciding *d, const Person *p) {
    if (!d->cmd->charges.n) return refuse(d, R_FIELD, "charges", S("charges"), S("charges"));
    emit(d, EV_PERSON_RECLASSIFIED, d->effective,
         BODY(d, Reclassified, .person = p->id, .guide = p->guide, .facts = p->facts, .charges = d->cmd->charges,
              .note = d->cmd->note, .late_reason = d->cmd->late_reason));
    return true;
}

bool decide_reclassify(Deciding *d) {
    Ids persons;
    const Guide *g = NULL;
    int given[FACT_MAX];
    if (!begin(d, &persons)) return false;
    for (size_t i = d->w->n_retired; i < d->w->n_guides; i++)
        if (str_eq(d->w->guides[i]->id, d->cmd->class)) g = d->w->guides[i];
    if (!g) return refuse(d, R_CLASS, "class", d->cmd->class, d->cmd->class);
    if (!given_facts(d, g, given)) return false;
    for (size_t i = 0; i < persons.n; i++) {
        const Person *p = case_person(d->c, persons.v[i]);
        Mapped to;
        d->made = p->id;
        if (hash_eq(p->guide, g->hash)) {
            if (!same_class(d, p)) return false;
            continue;
        }
        if (!map_person(d, p, g, given, &to)) return false;
        Reclassified *b = BODY(d, Reclassified, .person = p->id, .guide = g->hash, .charges = d->cmd->charges, .note = d->cmd->note,
                               .late_reason = d->cmd->late_reason);
        for (int f = 0; f < g->n_facts; f++)
            *PUSH(d->a, &b->facts) = (FactValue){g->facts[f].id, g->facts[f].values[to.m.fact[f]]};
        end_duties(d, p->id, g);
        emit(d, EV_PERSON_RECLASSIFIED, d->effective, b);
    }
    return true;
}
