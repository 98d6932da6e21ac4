// SPDX-License-Identifier: Apache-2.0
#include "core/house.h"

#include "core/deciding.h"

const char *const HOUSE_COMMAND_NAMES[] = {"house_enter",   "house_leave",           "house_hand", "house_notice",
                                           "house_appoint", "house_appointment_end", "house_roll", NULL};

static Subject *known(Deciding *d, const HouseLine *l) {
    Str number = id_number_plain(l->id_number, d->a);
    Subject *first = NULL;
    for (size_t i = 0; i < d->subjects.n; i++) {
        Subject *s = d->subjects.v[i];
        bool is = l->subject ? s->id == l->subject : subject_is(s, l->id_kind, number);
        if (is && (!first || s->id < first->id)) first = s;
    }
    return first;
}

/* A hold the house entered itself; one of a case is not its to change. */
static HoldEntry *entered_hold(Deciding *d, const HouseLine *l) {
    const Subject *s = known(d, l);
    HoldEntry *h = s ? subject_hold(s, l->hold) : NULL;
    if (!h || h->house != d->who->agency || h->until != TIME_NONE) return refuse(d, R_NO_HOLD, "lines", l->name, l->name), NULL;
    return h;
}

static bool line_fits(Deciding *d, const HouseLine *l) {
    if (!l->name.n || !l->measure.n) return refuse(d, R_NAME, "lines", S(""), S(""));
    if (l->from == TIME_NONE || l->from > d->now.time) return refuse(d, R_FUTURE, "lines", l->name, l->name);
    if (l->from < d->now.time - 100 * 366 * DAY_US) return refuse(d, R_TOO_OLD, "lines", l->name, l->name);
    if (l->due != TIME_NONE && l->due < l->from) return refuse(d, R_HOLD_TERM, "lines", l->name, l->name);
    return true;
}

static bool same_hold(const HoldEntry *x, const HoldEntry *y) {
    return str_eq(x->measure, y->measure) && x->serving == y->serving && x->agency == y->agency && str_eq(x->organ, y->organ) &&
           str_eq(x->charge, y->charge) && str_eq(x->number, y->number) && x->from == y->from && x->due == y->due;
}

static void say_known(Deciding *d, const HouseLine *l, const char *zh, const char *en) {
    d->said_zh = str_format(d->a, STR_FMT STR_FMT "%s", STR_ARG(d->said_zh), STR_ARG(l->name), zh);
    d->said_en = str_format(d->a, STR_FMT STR_FMT "%s", STR_ARG(d->said_en), STR_ARG(l->name), en);
}

static const HoldEntry *live_in(const Subject *s, int64_t house, bool of_case) {
    const HoldEntry *best = NULL;
    for (size_t i = 0; s && i < s->holds.n; i++) {
        const HoldEntry *h = &s->holds.v[i];
        if (h->house == house && h->until == TIME_NONE && (h->case_id != 0) == of_case) best = h;
    }
    return best;
}

static const Subject *person_of(Deciding *d, const HouseLine *l) {
    const Subject *s = known(d, l);
    if (s) {
        bool goes_by = str_eq(s->name, l->name);
        for (size_t i = 0; i < s->names.n; i++) goes_by |= str_eq(s->names.v[i], l->name);
        if (!goes_by) emit_subject(d, EV_SUBJECT_NAMED, s->id, d->effective, BODY(d, SubjectNamed, .name = l->name));
        return s;
    }
    SubjectOpened *o = BODY(d, SubjectOpened, .id = take_id(d), .name = l->name, .id_kind = l->id_kind, .sex = l->sex,
                            .id_number = id_number_plain(l->id_number, d->a), .birth = l->birth);
    emit_subject(d, EV_SUBJECT_OPENED, o->id, d->effective, o);
    return known(d, &(HouseLine){.subject = o->id});
}

/* Entered again he is not entered twice: what differs is put right, and a hold of a case says all itself. */
static bool enter(Deciding *d, const HouseLine *l) {
    if (!line_fits(d, l)) return false;
    const Subject *s = person_of(d, l);
    const HoldEntry *of_case = live_in(s, d->who->agency, true), *was = live_in(s, d->who->agency, false);
    if (l->hold) was = subject_hold(s, l->hold);
    if (l->hold && (!was || was->case_id)) return refuse(d, was ? R_HOLD_OF_CASE : R_NO_HOLD, "lines", l->name, l->name);
    if (of_case && !was) {
        say_known(d, l, "已由平台上的案件列为在押。", " is held by a case on the platform already. ");
        return true;
    }
    HoldEntry h = {.id = was ? was->id : 0, .agency = l->agency, .house = d->who->agency, .measure = l->measure,
                   .serving = l->serving, .from = l->from, .due = l->due, .until = TIME_NONE, .overdue = TIME_NONE,
                   .organ = l->organ, .charge = l->charge, .number = l->number,
                   .noticed = was && was->due == l->due ? was->noticed : TIME_NONE, .handed = TIME_NONE};
    if (was && same_hold(was, &h)) return true;
    if (!h.id) h.id = take_id(d);
    emit_subject(d, was ? EV_HOLD_CHANGED : EV_HOLD_ENTERED, s->id, was ? d->effective : l->from,
                 arena_dup(d->a, &h, sizeof h));
    d->made = s->id;
    return true;
}

static bool leave(Deciding *d, const HouseLine *l) {
    const HoldEntry *h = entered_hold(d, l);
    if (!h) return false;
    if (h->case_id) return refuse(d, R_HOLD_OF_CASE, "lines", l->name, l->name);
    if (d->effective < h->from) return refuse(d, R_BEFORE, "at", l->name, l->name);
    emit_subject(d, EV_HOLD_LEFT, known(d, l)->id, d->effective,
                 BODY(d, HoldLeft, .hold = h->id, .to = d->cmd->to, .how = d->cmd->reason, .note = d->cmd->note));
    return true;
}

static bool hand(Deciding *d, const HouseLine *l) {
    const Agency *to = world_agency(d->w, d->cmd->to);
    const HoldEntry *h = entered_hold(d, l);
    if (!h) return false;
    if (!to || !str_eqz(to->kind, "detention_house") || to->id == h->house) return refuse(d, R_NO_HOUSE, "to", S(""), S(""));
    emit_subject(d, EV_HOLD_HANDED, known(d, l)->id, d->effective,
                 BODY(d, HoldLeft, .hold = h->id, .to = to->id, .how = S("handed"), .note = d->cmd->note));
    return true;
}

static bool notice(Deciding *d, const HouseLine *l) {
    const HoldEntry *h = entered_hold(d, l);
    if (!h) return false;
    if (h->due == TIME_NONE || h->noticed == h->due) return true;
    HoldNoticed *b = BODY(d, HoldNoticed, .hold = h->id, .agency = h->agency, .organ = h->organ, .due = h->due);
    emit_subject(d, EV_HOLD_NOTICED, known(d, l)->id, d->effective, b);
    return true;
}

static bool appoint(Deciding *d, const HouseLine *l, const HouseCommand *cmd) {
    const Subject *s = known(d, l);
    if (!s || !subject_in_house(s, d->who->agency)) return refuse(d, R_NO_HOLD, "lines", l->name, l->name);
    Appointment *x = BODY(d, Appointment, .id = take_id(d), .house = d->who->agency, .kind = cmd->what, .organ = cmd->organ,
                          .note = cmd->note, .at = cmd->at, .closed = TIME_NONE);
    emit_subject(d, EV_APPOINTED, s->id, d->now.time, x);
    d->made = x->id;
    return true;
}

static bool end_appointment(Deciding *d, const HouseLine *l, const HouseCommand *cmd) {
    const Subject *s = known(d, l);
    for (size_t i = 0; s && i < s->appointments.n; i++) {
        const Appointment *x = &s->appointments.v[i];
        if (x->id != cmd->target || x->house != d->who->agency || x->closed != TIME_NONE) continue;
        emit_subject(d, EV_APPOINTMENT_CLOSED, s->id, d->now.time, BODY(d, AppointmentEnd, .id = x->id, .how = cmd->how));
        return true;
    }
    return refuse(d, R_APPOINTMENT, "target", S(""), S(""));
}

static bool call_roll(Deciding *d, const HouseCommand *cmd) {
    RollCalled *b = arena_dup(d->a, cmd->roll, sizeof *b);
    b->id = take_id(d);
    b->house = d->who->agency;
    *PUSH(d->a, &d->events) = (Event){.kind = EV_ROLL_CALLED, .stream = b->house, .at = d->now.time, .effective = d->now.time,
                                      .by = d->who->user, .agency = d->who->agency, .body = b};
    d->made = b->id;
    return true;
}

static bool line(Deciding *d, const HouseLine *l, const HouseCommand *cmd) {
    switch (cmd->kind) {
    case HOUSE_ENTER: return enter(d, l);
    case HOUSE_LEAVE: return leave(d, l);
    case HOUSE_HAND: return hand(d, l);
    case HOUSE_NOTICE: return notice(d, l);
    case HOUSE_APPOINT: return appoint(d, l, cmd);
    case HOUSE_APPOINTMENT_END: return end_appointment(d, l, cmd);
    case HOUSE_ROLL:
    case HOUSE_COMMAND_N: break;
    }
    ASSERT(!"a command without a decision");
    return false;
}

static Subject *own_copy(const Subject *from, Arena *a) {
    Subject *s = NEW(a, Subject);
    shape_copy(&SUBJECT_SHAPE, from, a, s);
    return s;
}

Decision house_decide(const World *w, const Subject *const *subjects, size_t n, const HouseCommand *cmd, const Actor *who,
                      Now now, Arena *a) {
    bool later = cmd->kind == HOUSE_APPOINT; /* the only one whose time may lie ahead */
    Command as = {.effective = later ? TIME_NONE : cmd->at, .reason = cmd->how, .note = cmd->note, .to = cmd->to,
                  .late_reason = S("house")}; /* a house enters what is on its paper; when it was entered is in the record */
    Case none = {0};
    Deciding d = {.w = w, .cmd = &as, .who = who, .now = now, .a = a, .effective = now.time, .c = &none};
    for (size_t i = 0; i < n; i++) *PUSH(a, &d.subjects) = own_copy(subjects[i], a);
    bool good = effective_ok(&d);
    if (good && cmd->kind == HOUSE_ROLL) good = call_roll(&d, cmd);
    for (size_t i = 0; good && i < cmd->lines.n; i++) good = line(&d, &cmd->lines.v[i], cmd);
    if (d.refused) return (Decision){.refused = true, .refusal = d.refusal};
    return (Decision){.events = d.events, .made = d.made, .ids = d.ids, .said_zh = d.said_zh, .said_en = d.said_en};
}
