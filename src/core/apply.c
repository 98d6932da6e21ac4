// SPDX-License-Identifier: Apache-2.0
/*
 * How a stored event changes the state. Total: it judges nothing, asks no guide and cannot fail. An event that names
 * something the state does not have is a bug of decide, caught here by ASSERT before it could be stored.
 */
#include "core/event.h"

static Ids ids_copy(Ids from, Arena *a) {
    return (Ids){arena_dup(a, from.v, from.n * sizeof *from.v), from.n, from.n};
}

#define COPY(shape, from, a, to) shape_copy(&(shape), (from), (a), (to))

static void facts_put(FactValues *facts, const FactValues *set, Arena *a) {
    for (size_t i = 0; i < set->n; i++) {
        FactValue *at = NULL;
        for (size_t j = 0; j < facts->n; j++)
            if (str_eq(facts->v[j].fact, set->v[i].fact)) at = &facts->v[j];
        if (!at) {
            at = PUSH(a, facts);
            at->fact = str_dup(a, set->v[i].fact);
        }
        at->value = str_dup(a, set->v[i].value);
    }
}

static void case_opened(Case *c, const Event *e, const CaseOpened *b, Arena *a) {
    c->id = b->id;
    c->agency = b->agency;
    c->name = str_dup(a, b->name);
    c->class = str_dup(a, b->class);
    c->opening = b->opening;
    c->manifest = b->manifest;
    c->opened = e->effective;
}

static void organ_set(Case *c, const Organ *o, Arena *a) {
    for (size_t i = 0; i < c->organs.n; i++)
        if (str_eq(c->organs.v[i].kind, o->kind)) {
            c->organs.v[i].agency = o->agency;
            return;
        }
    *PUSH(a, &c->organs) = (Organ){str_dup(a, o->kind), o->agency};
}

static void lines_live(Transfer *t, const Ids *persons, LineLife life) {
    for (size_t i = 0; i < t->lines.n; i++) {
        bool named = persons->n == 0;
        for (size_t j = 0; j < persons->n; j++) named |= persons->v[j] == t->lines.v[i].person;
        if (named && t->lines.v[i].life != LINE_NONE) t->lines.v[i].life = (int)life;
    }
}

static bool lines_all(const Transfer *t, LineLife life) {
    for (size_t i = 0; i < t->lines.n; i++)
        if (t->lines.v[i].life != (int)life) return false;
    return true;
}

static void pushed(Transfer *t, const Event *e, const TransferStep *s, Arena *a) {
    t->life = HEAD_PUSHED;
    t->round = s->round;
    t->pushed = e->at;
    t->effective = e->effective;
    t->pushed_by = e->by;
    t->received = t->accepted = TIME_NONE;
    t->received_effective = t->accepted_effective = t->returned_effective = TIME_NONE;
    t->received_by = t->accepted_by = 0;
    if (s->to) t->to = s->to;
    t->withdraw_asked = 0;
    t->manifest = s->manifest;
    for (size_t i = 0; i < s->docs.n; i++) COPY(DOC_SHAPE, &s->docs.v[i], a, PUSH(a, &t->docs));
    for (size_t i = 0; i < s->data.n; i++) COPY(DATUM_SHAPE, &s->data.v[i], a, PUSH(a, &t->data));
    if (s->note.n) t->note = str_dup(a, s->note);
    t->late = s->late;
    t->late_reason = str_dup(a, s->late_reason);
    for (size_t i = 0; i < s->persons.n; i++) {
        Line *l = transfer_line(t, s->persons.v[i]);
        if (!l) {
            l = PUSH(a, &t->lines);
            l->person = s->persons.v[i];
        }
        l->life = LINE_PUSHED;
    }
}

typedef LIST_OF(BeforeFact) BeforeFacts;

/* What undoing would need: the facts of those concerned, as they are now. */
static void remember(const Case *c, const Ids *persons, Arena *a, void *list) {
    BeforeFacts before = {0};
    for (size_t i = 0; i < persons->n; i++) {
        const Person *p = case_person(c, persons->v[i]);
        for (size_t j = 0; p && j < p->facts.n; j++)
            *PUSH(a, &before) = (BeforeFact){p->id, p->facts.v[j].fact, p->facts.v[j].value};
    }
    memcpy(list, &before, sizeof before);
}

static void accepted(Transfer *t, const Event *e, const TransferStep *s, Arena *a) {
    t->life = HEAD_ACCEPTED;
    t->accepted = e->at;
    t->accepted_effective = e->effective;
    t->accepted_by = e->by;
    lines_live(t, &s->persons, LINE_ACCEPTED);
    for (size_t i = 0; i < s->supply.n; i++) COPY(SUPPLY_SHAPE, &s->supply.v[i], a, PUSH(a, &t->supply));
}

static void returned(Transfer *t, const Event *e, const TransferStep *s, Arena *a) {
    t->life = HEAD_RETURNED;
    t->returned_effective = e->effective;
    lines_live(t, &s->persons, LINE_RETURNED);
    Return *r = PUSH(a, &t->returns);
    *r = (Return){.round = t->round, .at = e->at, .by = e->by, .note = str_dup(a, s->note)};
    for (size_t i = 0; i < s->marks.n; i++) COPY(RETURN_MARK_SHAPE, &s->marks.v[i], a, PUSH(a, &r->marks));
}

static void answered(const Case *c, Transfer *t, const Event *e, const TransferStep *s, Arena *a) {
    for (size_t i = 0; i < s->persons.n; i++) {
        Line *l = transfer_line(t, s->persons.v[i]);
        ASSERT(l);
        l->life = LINE_NONE;
        l->answer = str_dup(a, s->answer);
        l->answered_at = e->at;
        l->answered_effective = e->effective;
        l->answered_by = e->by;
        l->answered_agency = e->agency;
        const Person *p = s->by_line ? case_person(c, l->person) : NULL;
        l->before = (FactValues){0};
        for (size_t j = 0; p && j < p->facts.n; j++) *PUSH(a, &l->before) = p->facts.v[j];
    }
    for (size_t i = 0; i < s->docs.n; i++) COPY(DOC_SHAPE, &s->docs.v[i], a, PUSH(a, &t->docs));
    for (size_t i = 0; i < s->data.n; i++) COPY(DATUM_SHAPE, &s->data.v[i], a, PUSH(a, &t->data));
    if (s->reason.n) t->reason = str_dup(a, s->reason);
}

static void ended(Transfer *t, const TransferStep *s) {
    lines_live(t, &s->persons, LINE_NONE);
    if (lines_all(t, LINE_NONE) && t->life != HEAD_ACCEPTED) t->life = HEAD_ENDED;
}

/* An answer taken back leaves its persons accepted; an accept or return taken back leaves them received. */
static void answer_undone(Transfer *t, const Ids *persons) {
    for (size_t i = 0; i < persons->n; i++) {
        Line *l = transfer_line(t, persons->v[i]);
        ASSERT(l);
        *l = (Line){.person = l->person, .life = LINE_ACCEPTED};
    }
}

static void undone(Transfer *t) {
    if (t->life == HEAD_RETURNED && t->returns.n) t->returns.n--; /* the event keeps what was said */
    t->life = HEAD_RECEIVED;
    t->accepted = t->accepted_effective = t->returned_effective = TIME_NONE;
    t->accepted_by = 0;
    lines_live(t, &(Ids){0}, LINE_RECEIVED);
}

static void transfer_step(Case *c, const Event *e, const TransferStep *s, Arena *a) {
    Transfer *t = case_transfer(c, s->transfer);
    ASSERT(t);
    if (e->kind == EV_TRANSFER_CHECKED) {
        t->life = s->approved ? HEAD_CHECKED : HEAD_REFUSED;
        t->checked_by = e->by;
    } else if (e->kind == EV_TRANSFER_PUSHED) {
        pushed(t, e, s, a);
    } else if (e->kind == EV_TRANSFER_RECEIVED) {
        t->life = HEAD_RECEIVED;
        t->received = e->at;
        t->received_effective = e->effective;
        t->received_by = e->by;
        lines_live(t, &s->persons, LINE_RECEIVED);
    } else if (e->kind == EV_TRANSFER_ACCEPTED) {
        remember(c, &s->persons, a, &t->before);
        accepted(t, e, s, a);
    } else if (e->kind == EV_TRANSFER_RETURNED) {
        remember(c, &s->persons, a, &t->before);
        returned(t, e, s, a);
    } else if (e->kind == EV_TRANSFER_ANSWERED) {
        if (!s->by_line) remember(c, &s->persons, a, &t->before);
        answered(c, t, e, s, a);
    } else if (e->kind == EV_TRANSFER_SUPPLIED) {
        t->manifest = s->manifest;
        for (size_t i = 0; i < t->supply.n; i++)
            for (size_t j = 0; j < s->items.n; j++)
                if (t->supply.v[i].id == s->items.v[j]) t->supply.v[i].done = e->at;
        for (size_t i = 0; i < s->docs.n; i++) COPY(DOC_SHAPE, &s->docs.v[i], a, PUSH(a, &t->docs));
    } else if (e->kind == EV_WITHDRAW_ASKED) {
        t->withdraw_asked = e->by;
    } else if (e->kind == EV_TRANSFER_WITHDRAWN) {
        t->life = HEAD_WITHDRAWN;
        lines_live(t, &(Ids){0}, LINE_NONE);
    } else if (e->kind == EV_TRANSFER_UNDONE) {
        if (s->persons.n) answer_undone(t, &s->persons);
        else undone(t);
    } else if (e->kind == EV_TRANSFER_REBOUND) {
        if (s->from) t->from = s->from;
        if (s->to) t->to = s->to;
    } else if (e->kind == EV_LINES_ENDED) {
        ended(t, s);
    } else {
        ASSERT(!"a transfer event without an effect");
    }
}

static void clock_step(Case *c, const Event *e, const ClockStep *s, Arena *a) {
    Clock *k = case_clock(c, s->clock);
    ASSERT(k);
    if (s->due != TIME_NONE) k->due = s->due, k->alert = s->alert;
    if (e->kind == EV_CLOCK_MOVED) {
        if (s->start != TIME_NONE) k->start = s->start;
        if (!term_length_empty(&s->length)) k->length = s->length;
        if (s->extension.n) *PUSH(a, &k->extensions) = str_dup(a, s->extension);
        if (s->agency) k->agency = s->agency;
    } else if (e->kind == EV_CLOCK_PAUSED) {
        k->life = CLOCK_PAUSED;
        *PUSH(a, &k->pauses) = (Pause){.from = e->effective, .to = TIME_NONE};
    } else if (e->kind == EV_CLOCK_RESUMED) {
        k->life = CLOCK_RUNNING;
        k->pauses.v[k->pauses.n - 1].to = e->effective;
    } else if (e->kind == EV_CLOCK_STOPPED) {
        k->life = s->life;
        k->closed = e->effective;
        facts_put(&k->before, &s->before, a);
    } else if (e->kind == EV_CLOCK_LAPSED_) {
        k->life = CLOCK_LAPSED;
        k->closed = e->effective;
        facts_put(&k->before, &s->before, a);
    } else if (e->kind == EV_CLOCK_REVIVED) {
        if (s->start != TIME_NONE) k->start = s->start;
        k->life = k->pauses.n && k->pauses.v[k->pauses.n - 1].to == TIME_NONE ? CLOCK_PAUSED : CLOCK_RUNNING;
        k->closed = TIME_NONE;
        k->before = (FactValues){0};
    } else {
        ASSERT(!"a clock event without an effect");
    }
}

static void clock_entered(Case *c, const ClockEntered *b, Arena *a) {
    Clock *k = case_clock(c, b->clock);
    ASSERT(k);
    k->length = b->length;
    k->due = b->due;
    k->alert = b->alert;
    for (size_t i = 0; i < b->grants.n; i++) {
        COPY(CLOCK_GRANT_SHAPE, &b->grants.v[i], a, PUSH(a, &k->grants));
        *PUSH(a, &k->extensions) = k->grants.v[k->grants.n - 1].extension;
    }
    for (size_t i = 0; i < b->pauses.n; i++) COPY(PAUSE_SHAPE, &b->pauses.v[i], a, PUSH(a, &k->pauses));
    bool paused = k->pauses.n && k->pauses.v[k->pauses.n - 1].to == TIME_NONE;
    if (paused) k->life = CLOCK_PAUSED;
}

static void duty_step(Case *c, const Event *e, const DutyStep *s) {
    Duty *d = case_duty(c, s->duty);
    ASSERT(d);
    if (e->kind == EV_DUTY_BREACHED) {
        d->breached = e->effective;
    } else if (e->kind == EV_DUTY_MOVED) {
        if (s->agency) d->agency = s->agency, d->user = s->user;
        if (s->opened != TIME_NONE) d->opened = s->opened, d->due = s->due;
    } else {
        d->life = s->life;
        d->cleared = e->effective;
    }
}

static void assignment_set(Case *c, const Assignment *b, Arena *a) {
    Assignment *at = case_assignment(c, b->agency);
    if (!at) at = PUSH(a, &c->assignments);
    *at = (Assignment){b->agency, b->user, ids_copy(b->helpers, a), str_dup(a, b->section), b->at};
    for (size_t i = 0; i < c->duties.n; i++) /* his organ's open duties that had a handler move with him */
        if (c->duties.v[i].agency == b->agency && c->duties.v[i].life == DUTY_OPEN) c->duties.v[i].user = b->user;
}

/* The receiver's moments. Those that were one, because one act made them, stay one. */
static void moments_corrected(Transfer *t, const Correction *k) {
    static const char *const FIELDS[] = {"received", "accepted", "returned", "answered"};
    Time was, is;
    bool moment = false;
    for (size_t i = 0; i < LEN(FIELDS); i++) moment |= str_eqz(k->field, FIELDS[i]);
    if (!moment || !time_parse(k->was, &was) || !time_parse(k->is, &is)) return;
    Time *const AT[] = {&t->received_effective, &t->accepted_effective, &t->returned_effective};
    for (size_t i = 0; i < LEN(AT); i++)
        if (*AT[i] == was) *AT[i] = is;
    for (size_t i = 0; i < t->lines.n; i++)
        if (t->lines.v[i].answered_effective == was) t->lines.v[i].answered_effective = is;
}

/* What a correction changes beyond being on record: the field itself. Clocks and facts come as events of their own. */
static void corrected(Case *c, const Correction *k, Arena *a) {
    Person *p = case_person(c, k->target);
    Str is = str_dup(a, k->is);
    if (p && str_eq(k->field, S("name"))) p->name = is;
    else if (p && str_eq(k->field, S("id_number"))) p->id_number = is;
    else if (p && str_eq(k->field, S("id_kind"))) p->id_kind = is;
    else if (p && str_eq(k->field, S("sex"))) p->sex = is;
    else if (p && str_eq(k->field, S("birth"))) (void)day_parse(is, &p->birth);
    else if (p && str_eq(k->field, S("charges"))) {
        p->charges = (Strs){0};
        *PUSH(a, &p->charges) = is;
    }
    if (k->target == c->id && str_eq(k->field, S("name"))) c->name = is;
    Participant *part = case_participant(c, k->target);
    if (part && str_eq(k->field, S("name"))) part->name = is;
    else if (part && str_eq(k->field, S("id_number"))) part->id_number = is;
    else if (part && str_eq(k->field, S("birth"))) (void)day_parse(is, &part->birth);
    Deed *d = case_deed(c, k->target);
    Transfer *t = case_transfer(c, k->target);
    if (str_eq(k->field, S("effective"))) {
        if (d) (void)time_parse(is, &d->effective);
        if (t) (void)time_parse(is, &t->effective);
    }
    if (t) moments_corrected(t, k);
    Data *data = d ? &d->data : t ? &t->data : NULL;
    if (data && str_starts(k->field, S("data.")))
        for (size_t i = 0; i < data->n; i++)
            if (str_eq(data->v[i].key, str_n(k->field.p + 5, k->field.n - 5))) data->v[i].value = is;
    for (size_t i = 0; i < c->numbers.n; i++)
        if (c->numbers.v[i].id == k->target && str_eq(k->field, S("number"))) c->numbers.v[i].number = is;
}

static void participant_step(Case *c, const Event *e, const ParticipantStep *b, Arena *a) {
    Participant *x = case_participant(c, b->id);
    if (!x) return;
    if (e->kind == EV_PARTICIPANT_SHIELDED) x->alias = str_dup(a, b->alias);
    else x->removed = e->at;
}

static void correction_made(Case *c, const Event *e, const Correction *b, Arena *a) {
    Correction *k = NULL;
    for (size_t i = 0; i < c->corrections.n; i++)
        if (c->corrections.v[i].id == b->id) k = &c->corrections.v[i];
    if (!k) {
        k = PUSH(a, &c->corrections);
        COPY(CORRECTION_SHAPE, b, a, k);
    }
    if (e->kind == EV_CORRECTION_AGREED) k->agreed = e->at;
    if (!b->agree_agency || e->kind == EV_CORRECTION_AGREED) corrected(c, k, a);
}

/* His clocks, duties and lines go with him: they end here in the same event, and run on where he joins. */
static void person_left(Case *c, const Event *e, const PersonRef *b) {
    case_person(c, b->person)->moved_to = b->to;
    for (size_t i = 0; i < c->clocks.n; i++) {
        Clock *k = &c->clocks.v[i];
        if (k->person != b->person || (k->life != CLOCK_RUNNING && k->life != CLOCK_PAUSED)) continue;
        k->life = CLOCK_SUPERSEDED;
        k->closed = e->effective;
    }
    for (size_t i = 0; i < c->duties.n; i++) {
        Duty *d = &c->duties.v[i];
        if (d->person != b->person || d->life != DUTY_OPEN) continue;
        d->life = DUTY_ENDED;
        d->cleared = e->effective;
    }
    for (size_t i = 0; i < c->transfers.n; i++) {
        Line *l = transfer_line(&c->transfers.v[i], b->person);
        if (l) l->life = LINE_NONE;
    }
}

static void person_joined(Case *c, const PersonJoined *b, Arena *a) {
    Person *p = case_person(c, b->person.id); /* one who comes back keeps his place */
    COPY(PERSON_SHAPE, &b->person, a, p ? p : PUSH(a, &c->persons));
    for (size_t i = 0; i < b->transfers.n; i++) COPY(TRANSFER_SHAPE, &b->transfers.v[i], a, PUSH(a, &c->transfers));
    for (size_t i = 0; i < b->deeds.n; i++)
        if (!case_deed(c, b->deeds.v[i].id)) COPY(DEED_SHAPE, &b->deeds.v[i], a, PUSH(a, &c->deeds));
    for (size_t i = 0; i < b->clocks.n; i++) COPY(CLOCK_SHAPE, &b->clocks.v[i], a, PUSH(a, &c->clocks));
    for (size_t i = 0; i < b->duties.n; i++) COPY(DUTY_SHAPE, &b->duties.v[i], a, PUSH(a, &c->duties));
}

static void reclassified(Case *c, const Reclassified *b, Arena *a) {
    Person *p = case_person(c, b->person);
    p->guide = b->guide;
    p->facts = (FactValues){0};
    facts_put(&p->facts, &b->facts, a);
    if (b->charges.n) p->charges = (Strs){0};
    for (size_t i = 0; i < b->charges.n; i++) *PUSH(a, &p->charges) = str_dup(a, b->charges.v[i]);
}

static void page_sealed(Case *c, const Event *e, int64_t id) {
    for (size_t i = 0; i < c->seals.n; i++)
        if (c->seals.v[i].id == id) {
            c->seals.v[i].sealed = e->at;
            c->seals.v[i].sealed_by = e->by;
        }
}

/* Paper named with a later push takes the place of what went with the one before: that came back with the return. */
static void paper_step(Case *c, const Event *e, const PaperStep *s, Arena *a) {
    Transfer *t = case_transfer(c, s->transfer);
    ASSERT(t);
    if (e->kind == EV_PAPER_SENT) t->paper = (Paper){.volumes = s->volumes};
    else *PUSH(a, &t->paper.received) = (PaperVolume){s->volume, e->at, e->by};
}

void case_apply(Case *c, const Event *e, Arena *a) {
    c->seq++;
    const void *b = e->body;
    switch (e->kind) {
    case EV_CASE_OPENED: case_opened(c, e, b, a); break;
    case EV_CASE_CLOSED: c->closed = e->effective; break;
    case EV_ORGAN_SET: organ_set(c, b, a); break;
    case EV_PERSON_ADDED: COPY(PERSON_SHAPE, b, a, PUSH(a, &c->persons)); break;
    case EV_PERSON_CLOSED: case_person(c, ((const PersonRef *)b)->person)->closed = e->effective; break;
    case EV_TRANSFER_OPENED:
    case EV_TRANSFER_DRAFTED: COPY(TRANSFER_SHAPE, b, a, PUSH(a, &c->transfers)); break;
    case EV_TRANSFER_CHECKED:
    case EV_TRANSFER_PUSHED:
    case EV_TRANSFER_RECEIVED:
    case EV_TRANSFER_ACCEPTED:
    case EV_TRANSFER_RETURNED:
    case EV_TRANSFER_ANSWERED:
    case EV_TRANSFER_SUPPLIED:
    case EV_WITHDRAW_ASKED:
    case EV_TRANSFER_WITHDRAWN:
    case EV_TRANSFER_UNDONE:
    case EV_TRANSFER_REBOUND:
    case EV_LINES_ENDED: transfer_step(c, e, b, a); break;
    case EV_DEED_DONE: {
        Deed *deed = PUSH(a, &c->deeds);
        COPY(DEED_SHAPE, b, a, deed);
        remember(c, &deed->persons, a, &deed->before);
        break;
    }
    case EV_DEED_TAKEN_BACK: case_deed(c, ((const IdRef *)b)->id)->taken_back = true; break;
    case EV_FACTS_SET: {
        const FactsSet *f = b;
        facts_put(&case_person(c, f->person)->facts, &f->facts, a);
        break;
    }
    case EV_CLOCK_STARTED: COPY(CLOCK_SHAPE, b, a, PUSH(a, &c->clocks)); break;
    case EV_CLOCK_ENTERED: clock_entered(c, b, a); break;
    case EV_CLOCK_MOVED:
    case EV_CLOCK_PAUSED:
    case EV_CLOCK_RESUMED:
    case EV_CLOCK_STOPPED:
    case EV_CLOCK_LAPSED_:
    case EV_CLOCK_REVIVED: clock_step(c, e, b, a); break;
    case EV_DUTY_OPENED: COPY(DUTY_SHAPE, b, a, PUSH(a, &c->duties)); break;
    case EV_DUTY_CLOSED:
    case EV_DUTY_MOVED:
    case EV_DUTY_BREACHED: duty_step(c, e, b); break;
    case EV_NOTICE_GIVEN: COPY(NOTICE_SHAPE, b, a, PUSH(a, &c->notices)); break;
    case EV_NOTICE_SIGNED:
        for (size_t i = 0; i < c->notices.n; i++)
            if (c->notices.v[i].id == ((const IdRef *)b)->id) {
                c->notices.v[i].signed_at = e->at;
                c->notices.v[i].by = e->by;
            }
        break;
    case EV_MANIFEST_SET: c->manifest = ((const ManifestSet *)b)->manifest; break;
    case EV_NUMBER_ADDED: COPY(NUMBER_SHAPE, b, a, PUSH(a, &c->numbers)); break;
    case EV_ASSIGNMENT_SET: assignment_set(c, b, a); break;
    case EV_CORRECTION_MADE:
    case EV_CORRECTION_AGREED: correction_made(c, e, b, a); break;
    case EV_GRANT_GIVEN: COPY(GRANT_SHAPE, b, a, PUSH(a, &c->grants)); break;
    case EV_GRANT_ENDED:
        for (size_t i = 0; i < c->grants.n; i++)
            if (c->grants.v[i].id == ((const Grant *)b)->id) c->grants.v[i].until = ((const Grant *)b)->until;
        break;
    case EV_GRANT_REFUSED: break; /* told in the history; the case is as it was */
    case EV_PERSON_LEFT: person_left(c, e, b); break;
    case EV_PERSON_JOINED: person_joined(c, b, a); break;
    case EV_PERSON_RECLASSIFIED: reclassified(c, b, a); break;
    case EV_PERSON_PARTED:
    case EV_PERSON_IDENTIFIED: {
        Person *p = case_person(c, ((const PersonIdentified *)b)->person);
        if (p) p->subject = ((const PersonIdentified *)b)->subject;
        break;
    }
    case EV_CASE_MERGED: c->merged_into = ((const IdRef *)b)->id; break;
    case EV_SEAL_ASKED: COPY(SEAL_SHAPE, b, a, PUSH(a, &c->seals)); break;
    case EV_PAGE_SEALED: page_sealed(c, e, ((const IdRef *)b)->id); break;
    case EV_PAPER_SENT:
    case EV_PAPER_RECEIVED: paper_step(c, e, b, a); break;
    case EV_PARTICIPANT_ADDED: COPY(PARTICIPANT_SHAPE, b, a, PUSH(a, &c->participants)); break;
    case EV_PARTICIPANT_SHIELDED:
    case EV_PARTICIPANT_REMOVED: participant_step(c, e, b, a); break;
    case EV_SUBJECT_OPENED:
    case EV_SUBJECT_NAMED:
    case EV_SUBJECT_MERGED:
    case EV_SUBJECT_JOINED:
    case EV_SUBJECT_PARTED:
    case EV_SUBJECT_REGAINED:
    case EV_HOLD_OPENED:
    case EV_HOLD_MOVED:
    case EV_HOLD_OVERDUE_:
    case EV_HOLD_CLOSED:
    case EV_HOLD_ENTERED:
    case EV_HOLD_CHANGED:
    case EV_HOLD_LEFT:
    case EV_HOLD_HANDED:
    case EV_HOLD_NOTICED:
    case EV_APPOINTED:
    case EV_APPOINTMENT_CLOSED:
    case EV_ROLL_CALLED:
    case EV_NONE:
    case EV_N: ASSERT(!"no event of a case");
    }
}
