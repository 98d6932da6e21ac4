// SPDX-License-Identifier: Apache-2.0
/*
 * 诉讼参与人 other than the accused: victims, witnesses, defenders and the rest of 刑事诉讼法 108. They have no machine of
 * their own: they are recorded, corrected, removed if they were entered by mistake, and protected 刑事诉讼法 64 by an alias.
 */
#include "core/deciding.h"

static const Participant *participant_of(Deciding *d) {
    const Participant *x = case_participant(d->c, d->cmd->target);
    if (x && x->removed == TIME_NONE) return x;
    (void)refuse(d, R_NO_PARTICIPANT, "participant", S(""), S(""));
    return NULL;
}

bool decide_participant(Deciding *d) {
    if (!of_the_case(d) || !running(d)) return false;
    if (!d->cmd->option.n) return refuse(d, R_FIELD, "kind", S("kind"), S("kind"));
    if (!d->cmd->name.n) return refuse(d, R_FIELD, "name", S("name"), S("name"));
    for (size_t i = 0; i < d->cmd->persons.n; i++)
        if (!case_person(d->c, d->cmd->persons.v[i])) return refuse(d, R_NO_PERSON, "persons", S(""), S(""));
    int64_t id = take_id(d);
    emit(d, EV_PARTICIPANT_ADDED, d->effective,
         BODY(d, Participant, .id = id, .agency = d->who->behalf ? d->who->behalf : d->who->agency, .by = d->who->user,
              .kind = d->cmd->option, .name = d->cmd->name, .id_number = d->cmd->number,
              .birth = d->cmd->birth ? d->cmd->birth : DAY_NONE, .persons = d->cmd->persons, .note = d->cmd->note,
              .at = d->now.time, .removed = TIME_NONE));
    d->made = id;
    return true;
}

/* Each organ of the case protects, also after its end; without a new name the protection is lifted. */
bool decide_shield(Deciding *d) {
    if (!of_the_case(d)) return false;
    const Participant *x = participant_of(d);
    if (!x) return false;
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    if (str_eq(x->alias, d->cmd->name) || str_eq(x->name, d->cmd->name))
        return refuse(d, R_ALIAS, "alias", d->cmd->name, d->cmd->name);
    int64_t id = x->id;
    emit(d, EV_PARTICIPANT_SHIELDED, d->effective,
         BODY(d, ParticipantStep, .id = id, .alias = d->cmd->name, .reason = d->cmd->note));
    d->made = id;
    return true;
}

bool decide_participant_end(Deciding *d) {
    if (!of_the_case(d) || !running(d)) return false;
    const Participant *x = participant_of(d);
    if (!x) return false;
    if (!actor_in(d, x->agency)) return refuse(d, R_CORRECT_OTHER, "participant", S(""), S(""));
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    int64_t id = x->id;
    emit(d, EV_PARTICIPANT_REMOVED, d->effective, BODY(d, ParticipantStep, .id = id, .reason = d->cmd->note));
    d->made = id;
    return true;
}
