// SPDX-License-Identifier: Apache-2.0
/*
 * Two who were entered apart are found to be one human being: the person of this case goes over to the other's ledger, with
 * every hold that came from it. Each case in which the first was entered is put right by its own organs.
 */
#include "core/deciding.h"

static const Subject *known_subject(const Deciding *d, int64_t id) {
    for (size_t i = 0; i < d->subjects.n; i++)
        if (d->subjects.v[i]->id == id) return d->subjects.v[i];
    return NULL;
}

bool decide_identify(Deciding *d) {
    const Person *p = case_person(d->c, d->cmd->person);
    const Subject *into = known_subject(d, d->cmd->target), *from = p ? subject_of(d, p) : NULL;
    if (!case_has_part(d->c, d->who->agency)) return refuse(d, R_NOT_YOURS, "case", S(""), S(""));
    if (!p || p->moved_to || !from) return refuse(d, R_NO_PERSON, "person", S(""), S(""));
    if (!into) return refuse(d, R_NO_PERSON, "target", S(""), S(""));
    if (into == from) return refuse(d, R_TWICE, "target", into->name, into->name);
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    SubjectMerged *goes = BODY(d, SubjectMerged, .other = into->id, .case_id = d->c->id, .person = p->id, .name = from->name);
    for (size_t i = 0; i < from->holds.n; i++)
        if (from->holds.v[i].case_id == d->c->id && from->holds.v[i].person == p->id) *PUSH(d->a, &goes->holds) = from->holds.v[i];
    SubjectMerged *comes = BODY(d, SubjectMerged, .other = from->id, .case_id = d->c->id, .person = p->id, .name = from->name);
    comes->holds = goes->holds;
    int64_t was = from->id, is = into->id;
    emit(d, EV_PERSON_IDENTIFIED, d->effective,
         BODY(d, PersonIdentified, .person = p->id, .was = was, .subject = is, .reason = d->cmd->note));
    emit_subject(d, EV_SUBJECT_MERGED, was, d->effective, goes);
    emit_subject(d, EV_SUBJECT_JOINED, is, d->effective, comes);
    d->made = is;
    return true;
}
