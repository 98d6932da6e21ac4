// SPDX-License-Identifier: Apache-2.0
/* What a desk does besides the acts of the guide: sign, number, assign, hand over, grant, seal, fulfil by hand. */
#include "core/deciding.h"

bool decide_sign(Deciding *d) {
    for (size_t i = 0; i < d->c->notices.n; i++) {
        const Notice *n = &d->c->notices.v[i];
        if (n->id != d->cmd->target || n->signed_at != TIME_NONE) continue;
        if (!actor_in(d, n->agency)) return refuse(d, R_NOT_YOURS, "target", S(""), S(""));
        emit(d, EV_NOTICE_SIGNED, d->effective, BODY(d, IdRef, .id = n->id));
        return true;
    }
    return refuse(d, R_NO_DUTY, "target", S(""), S(""));
}

/* By hand go only the duties no act of the guide clears: supervision, and what the engine itself opened. */
bool decide_fulfil(Deciding *d) {
    const Duty *x = case_duty(d->c, d->cmd->target);
    if (!x || x->life != DUTY_OPEN) return refuse(d, R_NO_DUTY, "target", S(""), S(""));
    if (!actor_in(d, x->agency)) return refuse(d, R_NOT_YOURS, "target", S(""), S(""));
    if (!str_eqz(x->rule, "supervise_lapse") && !str_eqz(x->rule, "examine_unlawful"))
        return refuse(d, R_BY_ACT, "target", x->rule, x->rule);
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    emit(d, EV_DUTY_CLOSED, d->effective, BODY(d, DutyStep, .duty = x->id, .life = DUTY_CLEARED));
    return true;
}

bool of_the_case(Deciding *d) {
    bool part = case_has_part(d->c, d->who->agency) || (d->who->behalf && case_has_part(d->c, d->who->behalf));
    return part || refuse(d, R_NOT_YOURS, "case", S(""), S(""));
}

int64_t add_number(Deciding *d, int64_t transfer) {
    int64_t id = take_id(d);
    emit(d, EV_NUMBER_ADDED, d->effective,
         BODY(d, Number, .id = id, .transfer = transfer, .agency = d->who->behalf ? d->who->behalf : d->who->agency, .user = d->who->user,
              .system = d->cmd->system, .number = d->cmd->number, .at = d->now.time));
    return id;
}

bool decide_number(Deciding *d) {
    if (!of_the_case(d)) return false;
    if (!d->cmd->number.n) return refuse(d, R_FIELD, "number", S("number"), S("number"));
    if (d->cmd->transfer && !case_transfer(d->c, d->cmd->transfer))
        return refuse(d, R_NO_TRANSFER, "transfer", S(""), S(""));
    d->made = add_number(d, d->cmd->transfer);
    return true;
}

bool running(Deciding *d) {
    return d->c->closed == TIME_NONE || refuse(d, R_CASE_CLOSED, "case", S(""), S(""));
}

bool decide_manifest(Deciding *d) {
    if (!of_the_case(d) || !running(d)) return false;
    if (hash_eq(d->cmd->manifest, (Hash){0})) return refuse(d, R_DOSSIER, "manifest", S(""), S(""));
    emit(d, EV_MANIFEST_SET, d->effective, BODY(d, ManifestSet, d->cmd->manifest, d->cmd->note));
    return true;
}

static void assign(Deciding *d, int64_t agency, int64_t user, Ids helpers, Str section) {
    emit(d, EV_ASSIGNMENT_SET, d->effective,
         BODY(d, Assignment, .agency = agency, .user = user, .helpers = helpers, .section = section,
              .at = d->now.time));
}

/* A case handed to a section is given to one of its people by the end of the next working day: the platform's own target. */
static Time section_due(const Deciding *d) {
    return day_end(calendar_add_workdays(d->w->calendar, day_of(d->now.time), 1));
}

bool decide_assign(Deciding *d) {
    if (!of_the_case(d) || !running(d)) return false;
    int64_t agency = d->who->agency;
    if (!d->cmd->user && !d->cmd->section.n) return refuse(d, R_FIELD, "user", S("user"), S("user"));
    for (size_t i = 0, n = d->c->duties.n; i < n; i++) {
        const Duty *x = &d->c->duties.v[i];
        if (x->agency == agency && x->life == DUTY_OPEN && str_eqz(x->rule, "assign"))
            emit(d, EV_DUTY_CLOSED, d->effective, BODY(d, DutyStep, .duty = x->id, .life = DUTY_CLEARED));
    }
    assign(d, agency, d->cmd->user, d->cmd->helpers, d->cmd->section);
    if (!d->cmd->user) open_duty(d, "assign", agency, 0, section_due(d), false);
    return true;
}

static Ids helpers_after(Deciding *d, const Assignment *as, int64_t from, int64_t to) {
    Ids helpers = {0};
    int64_t handler = as->user == from ? to : as->user;
    for (size_t i = 0; i < as->helpers.n; i++) {
        int64_t h = as->helpers.v[i] == from ? to : as->helpers.v[i];
        bool twice = h == handler;
        for (size_t j = 0; j < helpers.n; j++) twice |= helpers.v[j] == h;
        if (!twice) *PUSH(d->a, &helpers) = h;
    }
    return helpers;
}

/* One case of a hand-over of everything: whoever asks for it runs it over all cases of the user. */
bool decide_hand_over(Deciding *d) {
    int64_t from = d->cmd->user, to = d->cmd->to;
    const Assignment *as = case_assignment(d->c, d->who->agency);
    bool helps = false;
    for (size_t i = 0; as && i < as->helpers.n; i++) helps |= as->helpers.v[i] == from;
    if (!from || !to || from == to) return refuse(d, R_FIELD, "to", S("to"), S("to"));
    if (!as || (as->user != from && !helps)) return refuse(d, R_NO_DUTY, "user", S(""), S(""));
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    assign(d, as->agency, as->user == from ? to : as->user, helpers_after(d, as, from, to), as->section);
    return true;
}

/* The last of its days counts whole. */
static bool not_too_long(Deciding *d) {
    Day last = day_of(d->now.time) + GRANT_DAYS_MAX;
    char text[DAY_TEXT];
    if (d->cmd->until <= day_start(last + 1)) return true;
    Str day = day_format(last, text);
    return refuse(d, R_GRANT_LONG, "until", str_format(d->a, "最长%d日，最迟至" STR_FMT, GRANT_DAYS_MAX, STR_ARG(day)),
                  str_format(d->a, "%d days at most, until " STR_FMT, GRANT_DAYS_MAX, STR_ARG(day)));
}

bool decide_grant(Deciding *d) {
    if (!of_the_case(d)) return false;
    if (!d->cmd->user) return refuse(d, R_FIELD, "user", S("user"), S("user"));
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    if (d->cmd->until <= d->now.time) return refuse(d, R_FIELD, "until", S("until"), S("until"));
    if (!not_too_long(d)) return false;
    int64_t id = take_id(d);
    emit(d, EV_GRANT_GIVEN, d->effective,
         BODY(d, Grant, .id = id, .user = d->cmd->user, .by = d->who->user, .at = d->now.time,
              .until = d->cmd->until, .reason = d->cmd->note));
    d->made = id;
    return true;
}

bool decide_grant_end(Deciding *d) {
    if (!of_the_case(d)) return false;
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    for (size_t i = 0; i < d->c->grants.n; i++) {
        const Grant *g = &d->c->grants.v[i];
        if (g->id != d->cmd->target || g->until <= d->now.time) continue;
        emit(d, EV_GRANT_ENDED, d->effective,
             BODY(d, Grant, .id = g->id, .user = g->user, .by = d->who->user, .at = d->now.time, .until = d->now.time,
                  .reason = d->cmd->note));
        d->made = g->id;
        return true;
    }
    return refuse(d, R_NO_GRANT, "target", S(""), S(""));
}

bool decide_grant_refuse(Deciding *d) {
    if (!of_the_case(d)) return false;
    if (!d->cmd->user) return refuse(d, R_FIELD, "user", S("user"), S("user"));
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    emit(d, EV_GRANT_REFUSED, d->effective,
         BODY(d, Grant, .id = d->cmd->target, .user = d->cmd->user, .by = d->who->user, .at = d->now.time, .until = TIME_NONE,
              .reason = d->cmd->note));
    d->made = d->cmd->target;
    return true;
}

/* A page that belongs to another case is closed off, not removed: one person asks, a second one does it. */
bool decide_seal(Deciding *d) {
    for (size_t i = 0; d->cmd->target && i < d->c->seals.n; i++) {
        const Seal *s = &d->c->seals.v[i];
        if (s->id != d->cmd->target || s->sealed != TIME_NONE) continue;
        if (!actor_in(d, s->agency)) return refuse(d, R_NOT_YOURS, "target", S(""), S(""));
        if (s->asked_by == d->who->user) return refuse(d, R_SAME_USER, "target", S(""), S(""));
        emit(d, EV_PAGE_SEALED, d->effective, BODY(d, IdRef, .id = s->id));
        d->made = s->id;
        return true;
    }
    if (d->cmd->target) return refuse(d, R_NO_SEAL, "target", S(""), S(""));
    if (!of_the_case(d)) return false;
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    if (hash_eq(d->cmd->manifest, (Hash){0})) return refuse(d, R_FIELD, "manifest", S("page"), S("page"));
    int64_t id = take_id(d);
    emit(d, EV_SEAL_ASKED, d->effective,
         BODY(d, Seal, .id = id, .agency = d->who->agency, .asked_by = d->who->user, .volume = d->cmd->name,
              .document = d->cmd->value, .page = d->cmd->page, .blob = d->cmd->manifest, .reason = d->cmd->note,
              .at = d->now.time));
    d->made = id;
    return true;
}
