// SPDX-License-Identifier: Apache-2.0
/*
 * Correction 更正: a recorded field gets its right value, by the organ that entered it, with a reason; the old value
 * stays readable. A corrected date counts its clocks again: one that had lapsed only by the wrong date runs on.
 */
#include "core/deciding.h"

typedef struct Found { /* the field a correction speaks of */
    int64_t agency;    /* who entered it */
    Str was;
    bool date, day; /* the value must be a time / a day */
    bool known;
} Found;

static Str time_text(Deciding *d, Time t) {
    char buf[TIME_TEXT];
    return str_dup(d->a, time_format(t, buf));
}

static Found person_field(Deciding *d, const Person *p, Str field) {
    char buf[DAY_TEXT];
    Found f = {.agency = d->c->agency, .known = true};
    if (str_eq(field, S("name"))) f.was = p->name;
    else if (str_eq(field, S("id_number"))) f.was = p->id_number;
    else if (str_eq(field, S("id_kind"))) f.was = p->id_kind;
    else if (str_eq(field, S("sex"))) f.was = p->sex;
    else if (str_eq(field, S("charges"))) f.was = p->charges.n ? p->charges.v[0] : (Str){0};
    else if (str_eq(field, S("birth"))) {
        f.was = p->birth == DAY_NONE ? (Str){0} : str_dup(d->a, day_format(p->birth, buf));
        f.day = true;
    } else f.known = false;
    return f;
}

static Found participant_field(Deciding *d, const Participant *x, Str field) {
    char buf[DAY_TEXT];
    Found f = {.agency = x->agency, .known = x->removed == TIME_NONE};
    if (str_eq(field, S("name"))) f.was = x->name;
    else if (str_eq(field, S("id_number"))) f.was = x->id_number;
    else if (str_eq(field, S("birth"))) {
        f.was = x->birth == DAY_NONE ? (Str){0} : str_dup(d->a, day_format(x->birth, buf));
        f.day = true;
    } else f.known = false;
    return f;
}

static Found datum_field(const Data *data, Str field, int64_t agency) {
    if (str_starts(field, S("data.")))
        for (size_t i = 0; i < data->n; i++)
            if (str_eq(data->v[i].key, str_n(field.p + 5, field.n - 5)))
                return (Found){.agency = agency, .was = data->v[i].value, .known = true};
    return (Found){0};
}

/* When the receiver did something, as the law counts it; TIME_NONE: he has not, or the field is no such moment. */
static Time moment(const Transfer *t, Str field) {
    if (str_eq(field, S("received"))) return t->received_effective;
    if (str_eq(field, S("accepted"))) return t->accepted_effective;
    if (str_eq(field, S("returned"))) return t->returned_effective;
    for (size_t i = 0; str_eq(field, S("answered")) && i < t->lines.n; i++)
        if (t->lines.v[i].answer.n) return t->lines.v[i].answered_effective;
    return TIME_NONE;
}

static Found find_field(Deciding *d, int64_t target, Str field) {
    const Person *p = case_person(d->c, target);
    const Deed *x = case_deed(d->c, target);
    const Transfer *t = case_transfer(d->c, target);
    const Participant *part = case_participant(d->c, target);
    if (p) return person_field(d, p, field);
    if (part) return participant_field(d, part, field);
    if (x && str_eq(field, S("effective")))
        return (Found){.agency = x->agency, .was = time_text(d, x->effective), .date = true, .known = true};
    if (x) return datum_field(&x->data, field, x->agency);
    if (t && str_eq(field, S("effective")))
        return (Found){.agency = t->from, .was = time_text(d, t->effective), .date = true, .known = true};
    if (t && moment(t, field))
        return (Found){.agency = t->to, .was = time_text(d, moment(t, field)), .date = true, .known = true};
    if (t) return datum_field(&t->data, field, t->from);
    if (target == d->c->id && str_eq(field, S("name")))
        return (Found){.agency = d->c->agency, .was = d->c->name, .known = true};
    for (size_t i = 0; i < d->c->numbers.n; i++)
        if (d->c->numbers.v[i].id == target && str_eq(field, S("number")))
            return (Found){.agency = d->c->numbers.v[i].agency, .was = d->c->numbers.v[i].number, .known = true};
    return (Found){0};
}

/* The organ that has already acted on what is to be corrected, and so must agree; 0: nobody. */
static int64_t who_must_agree(const Deciding *d, int64_t target, Str field, int64_t own) {
    const Transfer *t = case_transfer(d->c, target);
    if (t && t->accepted != TIME_NONE && t->to != own) return t->to;
    if (!str_eq(field, S("effective"))) return 0;
    for (size_t i = 0; i < d->c->transfers.n; i++) /* a receiver has accepted after the act took effect */
        if (d->c->transfers.v[i].accepted != TIME_NONE && d->c->transfers.v[i].from == own &&
            d->c->transfers.v[i].accepted > (case_deed(d->c, target) ? case_deed(d->c, target)->at : d->now.time))
            return d->c->transfers.v[i].to;
    return 0;
}

static Ids concerned(Deciding *d, int64_t target, Str field) {
    const Deed *x = case_deed(d->c, target);
    const Transfer *t = case_transfer(d->c, target);
    Ids ids = {0};
    for (size_t i = 0; x && i < x->persons.n; i++) /* a deed that came along speaks of some who stayed behind, too */
        if (case_person(d->c, x->persons.v[i])) *PUSH(d->a, &ids) = x->persons.v[i];
    for (size_t i = 0; t && i < t->lines.n; i++)
        if (!str_eq(field, S("answered")) || t->lines.v[i].answer.n) *PUSH(d->a, &ids) = t->lines.v[i].person;
    return ids;
}

static void carry_out(Deciding *d, int64_t target, Str field, Str was, Str is) {
    static const char *const DATES[] = {"effective", "received", "accepted", "returned", "answered"};
    Time from, to;
    Ids persons = concerned(d, target, field);
    for (size_t i = 0; i < LEN(DATES); i++)
        if (str_eqz(field, DATES[i]) && time_parse(was, &from) && time_parse(is, &to))
            recount(d, target, &persons, from, to);
}

bool decide_correct(Deciding *d) {
    const Command *cmd = d->cmd;
    Found f = find_field(d, cmd->target, cmd->field);
    Time t;
    Day day;
    if (!f.known) return refuse(d, R_TARGET, "field", cmd->field, cmd->field);
    if (!actor_in(d, f.agency)) return refuse(d, R_CORRECT_OTHER, "target", S(""), S(""));
    if (!cmd->reason.n) return refuse(d, R_ASK_REASON, "reason", S(""), S(""));
    if ((f.date && !time_parse(cmd->value, &t)) || (f.day && !day_parse(cmd->value, &day)) || !cmd->value.n)
        return refuse(d, R_CORRECT_VALUE, "value", cmd->value, cmd->value);
    if (f.date && t > d->now.time) return refuse(d, R_FUTURE, "value", cmd->value, cmd->value);
    Str is = f.date ? time_text(d, t) : cmd->value;
    if (str_eq(f.was, is)) return refuse(d, R_CORRECT_SAME, "value", S(""), S(""));
    int64_t id = take_id(d), agree = who_must_agree(d, cmd->target, cmd->field, f.agency);
    emit(d, EV_CORRECTION_MADE, d->now.time,
         BODY(d, Correction, .id = id, .target = cmd->target, .agency = f.agency, .by = d->who->user,
              .agree_agency = agree, .field = cmd->field, .was = f.was, .is = is, .reason = cmd->reason,
              .at = d->now.time));
    d->made = id;
    d->effective = d->now.time;
    if (agree) {
        open_duty(d, "agree_correction", agree, id, TIME_NONE, false);
    } else {
        carry_out(d, cmd->target, cmd->field, f.was, is);
        for (size_t i = 0; i < d->c->organs.n; i++) /* every organ of the case is told */
            if (!actor_in(d, d->c->organs.v[i].agency))
                emit(d, EV_NOTICE_GIVEN, d->now.time,
                     BODY(d, Notice, .id = take_id(d), .deed = id, .agency = d->c->organs.v[i].agency, .at = d->now.time));
    }
    return !d->refused;
}

bool decide_agree(Deciding *d) {
    for (size_t i = 0; i < d->c->corrections.n; i++) {
        const Correction *k = &d->c->corrections.v[i];
        if (k->id != d->cmd->target || !k->agree_agency || k->agreed != TIME_NONE) continue;
        if (!actor_in(d, k->agree_agency)) return refuse(d, R_NOT_YOURS, "target", S(""), S(""));
        Correction *b = arena_dup(d->a, k, sizeof *k);
        b->agreed = d->now.time;
        d->effective = d->now.time;
        emit(d, EV_CORRECTION_AGREED, d->now.time, b);
        close_duties(d, "agree_correction", b->id, DUTY_CLEARED, d->now.time);
        carry_out(d, b->target, b->field, b->was, b->is);
        d->made = b->id;
        return !d->refused;
    }
    return refuse(d, R_NO_DUTY, "target", S(""), S(""));
}
