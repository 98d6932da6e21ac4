// SPDX-License-Identifier: Apache-2.0
#include "app/demo_script.h"

static Time at_hour(DemoScript *s, Day d, int from, int to) {
    return day_start(d) + demo_between(&s->random, from * 60, to * 60 - 1) * MINUTE;
}

/* Nine to twelve and half past two to six, on working days. */
static Time working(DemoScript *s, Time t) {
    Day d = day_of(t);
    int64_t minute = (t - day_start(d)) / MINUTE;
    if (!calendar_is_workday(s->calendar, d) || minute >= 18 * 60)
        return at_hour(s, calendar_next_workday(s->calendar, d + 1), 9, 11);
    if (minute < 9 * 60) return at_hour(s, d, 9, 11);
    if (minute >= 12 * 60 && minute < 14 * 60 + 30) return at_hour(s, d, 15, 16);
    return t;
}

void demo_pause(DemoScript *s, int64_t least, int64_t most) {
    s->t += demo_between(&s->random, least, most) * MINUTE;
}

void demo_work(DemoScript *s, int64_t least_hours, int64_t most_hours) {
    demo_pause(s, least_hours * 60, most_hours * 60);
    s->t = working(s, s->t);
}

void demo_work_by(DemoScript *s, int64_t least_hours, int64_t most_hours, Time until) {
    Time before = s->t;
    demo_work(s, least_hours, most_hours);
    if (s->t > until - 4 * HOUR) s->t = MAX(before + 20 * MINUTE, until - demo_between(&s->random, 5, 9) * HOUR);
}

int demo_who(const DemoScript *s, const char *login) {
    return demo_user(s->county, str_c(login));
}

DemoTurn *demo_say(DemoScript *s, int user, CommandKind kind, const char *act) {
    DemoTurn *t = PUSH(s->a, &s->turns);
    *t = (DemoTurn){.at = s->t, .order = (int)s->turns.n, .user = user, .behalf = -1, .to = -1, .assign = -1,
                    .from = -1, .makes = -1, .cmd = {.kind = kind, .act = str_c(act)}};
    return t;
}

Docs demo_docs(DemoScript *s, const char *kinds) {
    Docs docs = {0};
    Str rest = str_c(kinds), kind;
    while (rest.n) {
        if (!str_cut(rest, ' ', &kind, &rest)) kind = rest, rest = (Str){0};
        *PUSH(s->a, &docs) = (Doc){.kind = kind, .dated = day_of(s->t), .pages = (int)demo_between(&s->people, 1, 3)};
    }
    return docs;
}

static void fill(DemoScript *s, DemoTurn *t, const DemoAct *x) {
    t->cmd.option = str_c(x->option);
    t->cmd.reason = str_c(x->reason);
    t->cmd.docs = demo_docs(s, x->docs);
    t->cmd.data = x->data;
    t->dossier = x->dossier;
    if (x->to) t->to = demo_agency(s->county, str_c(x->to));
}

static int new_slot(DemoScript *s) {
    ASSERT(s->slots < DEMO_SLOTS);
    return s->slots++;
}

int demo_checked(DemoScript *s, int user, int checker, DemoAct x) {
    int draft = new_slot(s), slot = new_slot(s);
    DemoTurn *t = demo_say(s, user, CMD_DRAFT, x.act);
    fill(s, t, &x);
    t->makes = draft;
    demo_pause(s, 15, 70);
    t = demo_say(s, checker, CMD_CHECK, NULL);
    t->from = draft;
    t->cmd.approve = true;
    demo_pause(s, 5, 40);
    t = demo_say(s, user, CMD_PUSH, NULL);
    t->from = draft;
    t->makes = slot;
    return slot;
}

int demo_sent(DemoScript *s, int user, DemoAct x) {
    DemoTurn *t = demo_say(s, user, CMD_PUSH, x.act);
    fill(s, t, &x);
    return t->makes = new_slot(s);
}

void demo_done(DemoScript *s, int user, DemoAct x) {
    fill(s, demo_say(s, user, CMD_DO, x.act), &x);
}

void demo_taken(DemoScript *s, const char *desk, int slot) {
    int user = demo_who(s, desk);
    demo_say(s, user, CMD_RECEIVE, NULL)->from = slot;
    demo_pause(s, 10, 90);
    demo_say(s, user, CMD_ACCEPT, NULL)->from = slot;
}

void demo_answered(DemoScript *s, int user, int slot, DemoAct x) {
    DemoTurn *t = demo_say(s, user, CMD_ANSWER, NULL);
    fill(s, t, &x);
    t->from = slot;
}

void demo_signed(DemoScript *s, const char *logins) {
    Str rest = str_c(logins), login;
    while (rest.n) {
        if (!str_cut(rest, ' ', &login, &rest)) login = rest, rest = (Str){0};
        ASIDE(s, demo_work(s, 1, 12); demo_say(s, demo_user(s->county, login), CMD_SIGN, NULL)->look = LOOK_SIGN);
    }
}

const char *demo_house_desk(const DemoScript *s) {
    return strcmp(s->house, "house") == 0 ? "kanshou1" : "lin_kanshou";
}

void demo_custody(DemoScript *s, int user, const char *act) {
    const char *desk = demo_house_desk(s);
    bool far = strcmp(act, "CUS-10") == 0;
    if (s->n_custody < (int)LEN(s->custody_turns)) s->custody_turns[s->n_custody++] = s->t;
    int slot = demo_sent(s, user, (DemoAct){.act = act, .docs = far ? "custody_transfer escort_warrant" : "custody_transfer", .to = s->house});
    demo_pause(s, 20, 150);
    demo_taken(s, desk, slot);
    demo_pause(s, 5, 30);
    demo_done(s, demo_who(s, desk), (DemoAct){.act = "HSE-03"});
}
