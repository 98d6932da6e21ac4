// SPDX-License-Identifier: Apache-2.0
/*
 * Who somebody is. Two who were entered apart are found to be one human being: the person of this case goes over to the
 * other's ledger, with every hold that came from it. Or one who was taken for another is found not to be him, and goes
 * back to his own ledger. Either way each case is put right by its own organs, nothing of a ledger is lost or doubled, and
 * both histories keep what was.
 */
#include "core/deciding.h"

static const Subject *known_subject(const Deciding *d, int64_t id) {
    for (size_t i = 0; i < d->subjects.n; i++)
        if (d->subjects.v[i]->id == id) return d->subjects.v[i];
    return NULL;
}

static bool begin(Deciding *d, const Person **ret, const Subject **ret_from) {
    const Person *p = case_person(d->c, d->cmd->person);
    *ret = p;
    *ret_from = p ? subject_of(d, p) : NULL;
    if (!case_has_part(d->c, d->who->agency)) return refuse(d, R_NOT_YOURS, "case", S(""), S(""));
    if (!p || p->moved_to || !*ret_from) return refuse(d, R_NO_PERSON, "person", S(""), S(""));
    return true;
}

/* No human being is twice in one case. */
static bool once_here(Deciding *d, const Person *p, int64_t subject) {
    for (size_t i = 0; i < d->c->persons.n; i++) {
        const Person *q = &d->c->persons.v[i];
        if (q->id != p->id && q->subject == subject && q->closed == TIME_NONE && !q->moved_to)
            return refuse(d, R_TWICE, "target", q->name, q->name);
    }
    return true;
}

/* What of a ledger came from this person, also before he was split off or joined: he keeps his id. */
static SubjectMerged *share(Deciding *d, const Person *p, const Subject *from, int64_t other, Str name) {
    SubjectMerged *b = BODY(d, SubjectMerged, .other = other, .case_id = d->c->id, .person = p->id, .name = name);
    for (size_t i = 0; i < from->holds.n; i++)
        if (from->holds.v[i].person == p->id) *PUSH(d->a, &b->holds) = from->holds.v[i];
    return b;
}

static void tell(Deciding *d, Ids *told, int64_t agency, int64_t about) {
    for (size_t i = 0; i < told->n; i++)
        if (told->v[i] == agency) return;
    if (!agency || actor_in(d, agency)) return;
    *PUSH(d->a, told) = agency;
    emit(d, EV_NOTICE_GIVEN, d->effective, BODY(d, Notice, .id = take_id(d), .deed = about, .agency = agency, .at = d->now.time));
}

/* Every organ that saw him as the one or as the other: those of the case, whoever was sent something of him, his houses. */
static void tell_all(Deciding *d, int64_t person, const SubjectMerged *b) {
    Ids told = {0};
    for (size_t i = 0; i < d->c->organs.n; i++) tell(d, &told, d->c->organs.v[i].agency, person);
    for (size_t i = 0; i < d->c->transfers.n; i++) {
        const Transfer *t = &d->c->transfers.v[i];
        if (t->pushed == TIME_NONE || !transfer_line(t, person)) continue;
        int64_t from = t->from, to = t->to;
        tell(d, &told, from, person);
        tell(d, &told, to, person);
    }
    for (size_t i = 0; i < b->holds.n; i++) tell(d, &told, b->holds.v[i].house, person);
}

bool decide_identify(Deciding *d) {
    const Person *p;
    const Subject *from, *into = known_subject(d, d->cmd->target);
    if (!begin(d, &p, &from)) return false;
    if (!into) return refuse(d, R_NO_PERSON, "target", S(""), S(""));
    if (into == from) return refuse(d, R_TWICE, "target", into->name, into->name);
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    if (!once_here(d, p, into->id)) return false;
    int64_t person = p->id, was = from->id, is = into->id;
    SubjectMerged *goes = share(d, p, from, is, from->name), *comes = share(d, p, from, was, from->name);
    emit(d, EV_PERSON_IDENTIFIED, d->effective,
         BODY(d, PersonIdentified, .person = person, .was = was, .subject = is, .reason = d->cmd->note));
    emit_subject(d, EV_SUBJECT_MERGED, was, d->effective, goes);
    emit_subject(d, EV_SUBJECT_JOINED, is, d->effective, comes);
    tell_all(d, person, goes);
    d->made = is;
    return true;
}

/* Another one known by the number of his own paper; NULL: nobody. */
static const Subject *own_number(const Deciding *d, const Person *p, Str number, const Subject *not) {
    const Subject *first = NULL;
    for (size_t i = 0; i < d->subjects.n; i++) {
        const Subject *s = d->subjects.v[i];
        if (s != not && subject_is(s, p->id_kind, number) && (!first || s->id < first->id)) first = s;
    }
    return first;
}

bool decide_part(Deciding *d) {
    const Person *p;
    const Subject *from, *into = NULL;
    if (!begin(d, &p, &from)) return false;
    Str number = id_number_plain(p->id_number, d->a);
    if (d->cmd->target) into = known_subject(d, d->cmd->target);
    if (d->cmd->target && !into) return refuse(d, R_NO_PERSON, "target", S(""), S(""));
    if (into == from || (!into && subject_is(from, p->id_kind, number))) return refuse(d, R_SAME_SELF, "person", p->name, p->name);
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    if (!into) into = own_number(d, p, number, from);
    if (into && !once_here(d, p, into->id)) return false;
    int64_t person = p->id, was = from->id, is = into ? into->id : take_id(d);
    SubjectMerged *goes = share(d, p, from, is, p->name), *comes = share(d, p, from, was, p->name);
    if (!into)
        emit_subject(d, EV_SUBJECT_OPENED, is, d->effective,
                     BODY(d, SubjectOpened, .id = is, .name = p->name, .id_kind = p->id_kind, .id_number = number, .sex = p->sex,
                          .birth = p->birth));
    emit(d, EV_PERSON_PARTED, d->effective,
         BODY(d, PersonIdentified, .person = person, .was = was, .subject = is, .reason = d->cmd->note));
    emit_subject(d, EV_SUBJECT_PARTED, was, d->effective, goes);
    emit_subject(d, EV_SUBJECT_REGAINED, is, d->effective, comes);
    tell_all(d, person, goes);
    d->made = is;
    return true;
}
