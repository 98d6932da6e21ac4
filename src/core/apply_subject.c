// SPDX-License-Identifier: Apache-2.0
/* How a stored event changes the ledger of one human being. Total, as apply.c is. */
#include "core/event.h"

#define COPY(shape, from, a, to) shape_copy(&(shape), (from), (a), (to))

static void holds_go(Subject *s, const SubjectMerged *b) {
    size_t n = 0;
    for (size_t i = 0; i < s->holds.n; i++) {
        bool goes = false;
        for (size_t j = 0; j < b->holds.n; j++) goes |= b->holds.v[j].id == s->holds.v[i].id;
        if (!goes) s->holds.v[n++] = s->holds.v[i];
    }
    s->holds.n = n;
}

/* He was never called that: the name came with the one he was taken for. */
static void name_goes(Subject *s, Str name) {
    size_t n = 0;
    for (size_t i = 0; i < s->names.n; i++)
        if (!str_eq(s->names.v[i], name)) s->names.v[n++] = s->names.v[i];
    s->names.n = n;
}

static void subject_joined(Subject *s, const SubjectMerged *b, Arena *a) {
    bool known = str_eq(s->name, b->name);
    for (size_t i = 0; i < s->names.n; i++) known |= str_eq(s->names.v[i], b->name);
    if (!known) *PUSH(a, &s->names) = str_dup(a, b->name);
    for (size_t i = 0; i < b->holds.n; i++) COPY(HOLD_SHAPE, &b->holds.v[i], a, PUSH(a, &s->holds));
}

/* What the house itself enters; false: the event is none of these. */
static bool house_apply(Subject *s, const Event *e, Arena *a) {
    const HoldLeft *left = e->body;
    const AppointmentEnd *end = e->body;
    const HoldNoticed *told = e->body;
    HoldEntry *h = NULL;
    if (e->kind == EV_HOLD_ENTERED) {
        COPY(HOLD_SHAPE, e->body, a, PUSH(a, &s->holds));
    } else if (e->kind == EV_HOLD_CHANGED) {
        h = subject_hold(s, ((const HoldEntry *)e->body)->id);
        COPY(HOLD_SHAPE, e->body, a, h);
    } else if (e->kind == EV_HOLD_LEFT) {
        h = subject_hold(s, left->hold);
        h->until = MAX(e->effective, h->from);
        h->how = str_dup(a, left->how);
        h->note = str_dup(a, left->note);
    } else if (e->kind == EV_HOLD_HANDED) {
        h = subject_hold(s, left->hold);
        h->handed = e->effective;
        h->handed_to = left->to;
    } else if (e->kind == EV_HOLD_NOTICED) {
        subject_hold(s, told->hold)->noticed = told->due;
    } else if (e->kind == EV_APPOINTED) {
        COPY(APPOINTMENT_SHAPE, e->body, a, PUSH(a, &s->appointments));
    } else if (e->kind == EV_APPOINTMENT_CLOSED) {
        for (size_t i = 0; i < s->appointments.n; i++) {
            if (s->appointments.v[i].id != end->id) continue;
            s->appointments.v[i].how = str_dup(a, end->how);
            s->appointments.v[i].closed = e->at;
        }
    } else {
        return false;
    }
    return true;
}

void subject_apply(Subject *s, const Event *e, Arena *a) {
    s->seq++;
    if (house_apply(s, e, a)) return;
    const SubjectMerged *ledger = e->body;
    if (e->kind == EV_SUBJECT_MERGED) {
        holds_go(s, ledger);
        s->merged_into = ledger->other;
        return;
    }
    if (e->kind == EV_SUBJECT_PARTED) {
        holds_go(s, ledger);
        name_goes(s, ledger->name);
        return;
    }
    if (e->kind == EV_SUBJECT_JOINED || e->kind == EV_SUBJECT_REGAINED) {
        subject_joined(s, ledger, a);
        if (e->kind == EV_SUBJECT_REGAINED && s->merged_into == ledger->other) s->merged_into = 0;
        return;
    }
    if (e->kind == EV_SUBJECT_OPENED) {
        const SubjectOpened *b = e->body;
        s->id = b->id;
        s->name = str_dup(a, b->name);
        s->id_kind = str_dup(a, b->id_kind);
        s->id_number = str_dup(a, b->id_number);
        s->sex = str_dup(a, b->sex);
        s->birth = b->birth;
        return;
    }
    if (e->kind == EV_SUBJECT_NAMED) {
        *PUSH(a, &s->names) = str_dup(a, ((const SubjectNamed *)e->body)->name);
        return;
    }
    if (e->kind == EV_HOLD_OPENED) {
        COPY(HOLD_SHAPE, e->body, a, PUSH(a, &s->holds));
        return;
    }
    const HoldStep *b = e->body;
    HoldEntry *h = subject_hold(s, b->hold);
    ASSERT(h);
    if (e->kind == EV_HOLD_MOVED) {
        if (b->measure.n) h->measure = str_dup(a, b->measure), h->serving = b->serving;
        if (b->from != TIME_NONE) h->from = b->from;
        if (b->house && b->house != h->house) h->house = b->house, h->handed = TIME_NONE, h->handed_to = 0;
        if (b->case_id) h->case_id = b->case_id;
        h->due = b->due;
        h->overdue = b->overdue;
    } else if (e->kind == EV_HOLD_OVERDUE_) {
        h->overdue = e->effective;
    } else if (e->kind == EV_HOLD_CLOSED) {
        h->until = e->effective;
        if (h->overdue > h->until) h->overdue = TIME_NONE; /* entered late: he had left before the term ran out */
    } else {
        ASSERT(!"no event of a subject");
    }
}
