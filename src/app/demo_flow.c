// SPDX-License-Identifier: Apache-2.0
/* From the filing to the end of the review; what follows stands in demo_flow_court.c. */
#include "app/demo_flow.h"

#define TERM(...) ((TermLength){__VA_ARGS__})

Time demo_term(const DemoScript *s, Time start, TermLength length, bool custody) {
    Term t = {.start = start, .length = length, .flags = {.custody = custody, .roll = !custody}, .in_custody = custody};
    return term_period_end(&t, s->calendar, NULL).due;
}

/* The justice bureau is not on the platform from the beginning: until then the sender's desk enters its acts. */
DemoTurn *demo_by_justice(DemoScript *s, int sender, const char *login, CommandKind kind, int slot) {
    const DemoAgency *j = &s->county->agencies.v[demo_agency(s->county, S("justice"))];
    bool off = j->on_from != DAY_NONE && day_of(s->t) < j->on_from;
    DemoTurn *t = demo_say(s, off ? sender : demo_who(s, login), kind, NULL);
    t->from = slot;
    if (off) t->behalf = demo_agency(s->county, S("justice"));
    return t;
}

void demo_legal_aid(DemoScript *s, int user, const char *act) {
    if (!s->juvenile) return;
    ASIDE(s, demo_work_by(s, 1, 8, s->t + 2 * DAY_US);
          int slot = demo_sent(s, user, (DemoAct){.act = act, .docs = "legal_aid_notice", .to = "justice"});
          Time due = demo_term(s, s->t, TERM(.days = 3), true); demo_work_by(s, 2, 8, s->t + DAY_US);
          demo_by_justice(s, user, "yuanzhu", CMD_ACCEPT, slot); demo_work_by(s, 8, 30, due);
          DemoTurn *t = demo_by_justice(s, user, "yuanzhu", CMD_ANSWER, slot); t->cmd.option = S("assigned");
          t->cmd.docs = demo_docs(s, "legal_aid_assign"));
}

static void open_case(DemoScript *s, const DemoWay *w) {
    DemoTurn *t = demo_say(s, s->handler, CMD_OPEN, NULL);
    NewPerson *first = NULL;
    Ymd now = day_ymd(day_of(s->t));
    for (int i = 0; i < s->persons; i++) {
        int youngest = s->juvenile ? 15 : 19, oldest = s->juvenile ? 17 : 62;
        NewPerson *p = PUSH(s->a, &t->cmd.people);
        *p = demo_person(s->county, s->class, &s->people, s->a, day_from_ymd(now.year - oldest, now.month, 1),
                         day_from_ymd(now.year - youngest, now.month, 1));
        *PUSH(s->a, &p->facts) = (FactValue){S("age"), s->juvenile ? S("juvenile") : S("adult")};
        if (!first) first = p;
    }
    first = &t->cmd.people.v[0];
    s->names = s->persons > 1 ? str_format(s->a, STR_FMT "等%d人", STR_ARG(first->name), s->persons) : first->name;
    s->facts = demo_facts(s->county, s->class, &s->people, s->a, s->names, s->t);
    t->cmd.class = s->class->class;
    Str crime = s->class->class;
    t->cmd.name = str_format(s->a, STR_FMT "涉嫌" STR_FMT "案", STR_ARG(s->names), STR_ARG(crime));
    t->cmd.system = S("police_case");
    t->cmd.number = S("?"); /* numbers are given in the order of the year, while it is played */
    (void)w;
}

void demo_filing(DemoScript *s, const DemoWay *w) {
    open_case(s, w);
    demo_pause(s, 30, 180);
    demo_checked(s, s->handler, s->legal, (DemoAct){.act = "INV-01", .option = "file", .docs = "filing_decision"});
    demo_legal_aid(s, s->handler, "AID-01");
    if (demo_chance(&s->random, 30))
        ASIDE(s, demo_work(s, 2, 30); int slot = demo_sent(s, s->handler, (DemoAct){.act = "FIL-01", .docs = "filing_decision"});
              demo_work(s, 1, 6); demo_taken(s, "anguan2", slot));
}

static void on_bail(DemoScript *s) {
    demo_checked(s, s->handler, s->legal, (DemoAct){.act = "MEA-11", .option = "bail", .docs = "bail_decision"});
    demo_signed(s, "anguan2 kanshou1");
}

static void told_and_questioned(DemoScript *s) {
    ASIDE(s, demo_pause(s, 60, 600); demo_done(s, s->handler, (DemoAct){.act = "INV-12", .docs = "suspect_statement"}));
    ASIDE(s, demo_pause(s, 60, 900); demo_done(s, s->handler, (DemoAct){.act = "INV-11"}));
}

static void detain(DemoScript *s, const DemoWay *w) {
    demo_checked(s, s->handler, s->legal, (DemoAct){.act = "INV-02", .docs = "detention_warrant"});
    told_and_questioned(s);
    ASIDE(s, demo_pause(s, 90, 1000); demo_done(s, demo_who(s, "kanshou1"), (DemoAct){.act = "CUS-13", .docs = "health_form"}));
    Time start = s->t;
    demo_work_by(s, 20, 40, demo_term(s, start, TERM(.days = 3), true));
    DemoAct x = {.act = "INV-03", .option = w->long_detention ? "thirty" : "seven", .docs = "detention_extension",
                 .reason = w->long_detention ? (s->persons > 1 ? "gang" : "repeated") : NULL};
    demo_checked(s, s->handler, s->legal, x);
    s->held_due = demo_term(s, start, TERM(.days = w->long_detention ? 30 : 7), true);
    ASIDE(s, demo_work_by(s, 1, 10, s->held_due);
          int slot = demo_sent(s, s->handler, (DemoAct){.act = "EXT-06", .docs = "term_notice", .to = "house"});
          demo_pause(s, 20, 120); demo_taken(s, "kanshou1", slot));
}

static Data case_facts(DemoScript *s) {
    Data d = {0};
    *PUSH(s->a, &d) = (Datum){S("facts"), s->facts};
    *PUSH(s->a, &d) = (Datum){S("charge"), s->class->charge};
    return d;
}

static void assign(DemoScript *s, const char *desk, int user) {
    DemoTurn *t = demo_say(s, demo_who(s, desk), CMD_ASSIGN, NULL);
    t->assign = user;
    t->cmd.section = s->county->users.v[user].posts.v[0].section;
}

static void number(DemoScript *s, const char *desk, const char *system, int slot) {
    DemoTurn *t = demo_say(s, demo_who(s, desk), CMD_NUMBER, NULL);
    t->from = slot;
    t->cmd.system = str_c(system);
    t->cmd.number = S("?");
}

static void refused(DemoScript *s) {
    ASIDE(s, demo_pause(s, 60, 240);
          demo_done(s, demo_who(s, "kanshou1"), (DemoAct){.act = "CUS-14", .docs = "release_certificate"}));
    ASIDE(s, demo_work(s, 4, 30); int slot = demo_sent(s, s->handler, (DemoAct){.act = "ARR-05B", .docs = "execution_receipt"});
          demo_work(s, 1, 6); demo_taken(s, "anguan1", slot));
    demo_pause(s, 250, 500);
    on_bail(s);
}

static void execute(DemoScript *s, Time due) {
    demo_work_by(s, 2, 12, due);
    demo_done(s, s->handler, (DemoAct){.act = "INV-04", .docs = "arrest_warrant"});
    s->marks[MARK_ARRESTED] = s->t;
    s->arrested = true;
    s->held_due = demo_term(s, s->t, TERM(.months = 2), true);
    told_and_questioned(s);
    ASIDE(s, demo_work(s, 4, 30); int slot = demo_sent(s, s->handler, (DemoAct){.act = "ARR-05", .docs = "execution_receipt"});
          demo_work(s, 1, 6); demo_taken(s, "anguan1", slot));
}

void demo_arrest(DemoScript *s, const DemoWay *w) {
    demo_work(s, 2, 40);
    if (!w->arrest) {
        on_bail(s);
        return;
    }
    detain(s, w);
    demo_work_by(s, w->long_detention ? 24 * 12 : 40, w->long_detention ? 24 * 22 : 80, s->held_due - 10 * HOUR);
    int slot = demo_checked(s, s->handler, s->legal,
                            (DemoAct){.act = "ARR-01", .docs = "arrest_request", .dossier = true, .to = "procuratorate", .data = case_facts(s)});
    demo_work_by(s, 1, 5, s->held_due);
    Time received = s->t, due = demo_term(s, received, TERM(.days = 7), true);
    demo_taken(s, "anguan1", slot);
    s->marks[MARK_ARR_ACCEPTED] = s->t;
    demo_pause(s, 10, 40);
    assign(s, "anguan1", s->prosecutor);
    demo_work_by(s, 50, 100, due - 30 * HOUR);
    DemoAct yes = {.option = "approve", .docs = "approve_arrest"};
    DemoAct no = {.option = "refuse", .docs = "refuse_arrest refuse_arrest_reasons",
                  .reason = demo_chance(&s->random, 70) ? "arrest_refused_conditions" : "arrest_refused_minor"};
    demo_answered(s, s->prosecutor, slot, w->refused ? no : yes);
    s->marks[MARK_ARR_ANSWERED] = s->t;
    if (w->refused) refused(s);
    else execute(s, due);
}

static void extend(DemoScript *s) {
    Time start = s->marks[MARK_ARRESTED];
    s->t = MAX(s->t, start + 44 * DAY_US);
    demo_work_by(s, 1, 60, s->held_due - 24 * 8 * HOUR);
    int slot = demo_checked(s, s->handler, s->legal, (DemoAct){.act = "EXT-01", .docs = "extend_request", .to = "procuratorate"});
    demo_work(s, 1, 6);
    demo_taken(s, "anguan1", slot);
    demo_work_by(s, 20, 70, s->held_due);
    demo_answered(s, s->prosecutor, slot, (DemoAct){.option = "approve", .docs = "extend_decision"});
    s->held_due = demo_term(s, start, TERM(.months = 3), true);
    ASIDE(s, demo_work(s, 1, 8); slot = demo_sent(s, s->handler, (DemoAct){.act = "EXT-06", .docs = "term_notice", .to = "house"});
          demo_pause(s, 20, 120); demo_taken(s, "kanshou1", slot));
}

static void returned(DemoScript *s, const DemoWay *w, int slot) {
    DemoTurn *t = demo_say(s, demo_who(s, "anguan1"), CMD_RETURN, NULL);
    const DemoNotes *n = &s->county->return_notes;
    Str code = str_c(w->returned);
    bool resolution = str_eqz(code, "resolution"), order = str_eqz(code, "order");
    ReturnMark *m = PUSH(s->a, &t->cmd.marks);
    *m = (ReturnMark){.code = code, .volume = order ? S("procedure") : S("evidence"),
                      .document = resolution ? S("suspect_statement") : order ? S("index") : S("identity_proof"),
                      .page = resolution ? (int)demo_between(&s->random, 1, 4) : 0,
                      .measured = resolution ? (int)demo_between(&s->random, 96, 168) : 0,
                      .note = resolution ? n->resolution : order ? n->order : n->missing};
    t->from = slot;
    t->cmd.note = m->note;
    demo_work_by(s, 18, 40, demo_term(s, s->t, TERM(.days = 3), false)); /* corrected within three days */
    t = demo_say(s, s->handler, CMD_PUSH, NULL);
    t->from = slot;
    t->cmd.note = S("已按退回意见整改，重新推送");
    t->dossier = true;
    demo_work(s, 1, 5);
}

static void accept_transfer(DemoScript *s, const DemoWay *w, int slot) {
    demo_say(s, demo_who(s, "anguan1"), CMD_RECEIVE, NULL)->from = slot;
    demo_pause(s, 20, 100);
    if (w->returned) {
        returned(s, w, slot);
        demo_say(s, demo_who(s, "anguan1"), CMD_RECEIVE, NULL)->from = slot;
        demo_pause(s, 20, 100);
    }
    DemoTurn *t = demo_say(s, demo_who(s, "anguan1"), CMD_ACCEPT, NULL);
    t->from = slot;
    s->marks[MARK_PRO_ACCEPTED] = s->t;
    if (!w->supply) return;
    *PUSH(s->a, &t->cmd.supply) = S("鉴定机构及鉴定人资质证书复印件");
    *PUSH(s->a, &t->cmd.supply) = S("被害人户籍证明");
    ASIDE(s, demo_work(s, 16, 30); t = demo_say(s, s->handler, CMD_SUPPLY, NULL); t->from = slot; t->look = LOOK_SUPPLY);
}

static void property(DemoScript *s) {
    Str c = s->class->class;
    if (str_eqz(c, "交通肇事")) {
        ASIDE(s, demo_work(s, 10, 60); demo_done(s, s->prosecutor, (DemoAct){.act = "REC-01", .docs = "forgiveness"}));
    } else if (str_eqz(c, "盗窃") || str_starts(c, S("非法持有"))) {
        ASIDE(s, demo_work(s, 1, 8);
              int slot = demo_sent(s, demo_who(s, "saomiao"), (DemoAct){.act = "PRP-02", .docs = "transfer_list", .to = "procuratorate"});
              demo_work(s, 1, 6); demo_taken(s, "anguan2", slot));
    }
}

void demo_transfer(DemoScript *s, const DemoWay *w) {
    if (w->elsewhere) {
        demo_work(s, 20, 60);
        s->house = "near_house";
        ASIDE(s, demo_custody(s, s->handler, "CUS-10"));
    }
    if (s->arrested && w->extended) extend(s);
    if (s->arrested) demo_work_by(s, 24 * 9, 24 * 38, s->held_due - 3 * DAY_US);
    else demo_work(s, 24 * 6, 24 * 35);
    if (w->fast)
        demo_checked(s, s->handler, s->legal, (DemoAct){.act = "INV-08", .option = "suggest", .docs = "fast_advice"}), demo_work(s, 1, 5);
    int slot = demo_checked(s, s->handler, s->legal,
                            (DemoAct){.act = "PRO-01", .docs = "prosecution_opinion", .dossier = true, .to = "procuratorate", .data = case_facts(s)});
    s->marks[MARK_PRO_PUSHED] = s->t;
    demo_work_by(s, 1, 6, s->arrested ? s->held_due : s->t + 10 * DAY_US);
    accept_transfer(s, w, slot);
    s->held_due = demo_term(s, s->t, w->fast ? TERM(.days = 10) : TERM(.months = 1), true);
    if (s->arrested) ASIDE(s, demo_pause(s, 30, 400); demo_custody(s, s->handler, "CUS-01"));
    demo_pause(s, 10, 40);
    assign(s, "anguan1", s->prosecutor);
    number(s, "anguan1", "procuratorate_case", slot);
    ASIDE(s, demo_work(s, 4, 26); demo_done(s, demo_chance(&s->random, 50) ? s->assistant : s->prosecutor,
                                            (DemoAct){.act = "REV-11", .docs = "rights_notice_review"}));
    property(s);
    demo_legal_aid(s, s->prosecutor, "AID-01J");
    if (!s->arrested && !w->fast && demo_chance(&s->random, 50))
        ASIDE(s, demo_work(s, 8, 50);
              demo_checked(s, s->prosecutor, demo_who(s, "bumen1"), (DemoAct){.act = "MEA-12", .option = "bail", .docs = "bail_decision"});
              demo_signed(s, "gongan1 kanshou1"));
}

static void supplement(DemoScript *s, const DemoWay *w) {
    demo_work_by(s, 24 * 12, 24 * 21, s->held_due);
    int slot = demo_checked(s, s->prosecutor, demo_who(s, "bumen1"),
                            (DemoAct){.act = "PRO-08", .docs = "supplement_decision supplement_outline", .dossier = true, .to = "police"});
    demo_work_by(s, 1, 5, s->held_due);
    demo_say(s, s->handler, CMD_RECEIVE, NULL)->from = slot;
    demo_pause(s, 10, 60);
    demo_say(s, s->handler, CMD_ACCEPT, NULL)->from = slot;
    Time due = demo_term(s, s->t, TERM(.months = 1), true);
    if (s->arrested) ASIDE(s, demo_pause(s, 30, 300); demo_custody(s, s->prosecutor, "CUS-02"));
    if (w->dropped) {
        demo_work_by(s, 24 * 10, 24 * 20, due);
        demo_checked(s, s->handler, s->legal, (DemoAct){.act = "FIL-05", .option = "drop", .docs = "drop_case"});
        s->marks[MARK_PRO_ENDED] = s->t;
        demo_signed(s, "anguan1");
        demo_pause(s, 30, 200);
        demo_done(s, s->handler, (DemoAct){.act = "INV-13"});
        return;
    }
    demo_work_by(s, 24 * 14, 24 * 26, due - 2 * DAY_US);
    slot = demo_checked(s, s->handler, s->legal, (DemoAct){.act = "PRO-09", .docs = "supplement_report", .dossier = true, .to = "procuratorate"});
    demo_work_by(s, 1, 6, due);
    demo_taken(s, "anguan1", slot);
    if (s->arrested) ASIDE(s, demo_pause(s, 30, 300); demo_custody(s, s->handler, "CUS-03"));
    s->held_due = demo_term(s, s->t, TERM(.months = 1), true);
}

static void overdue(DemoScript *s, const DemoWay *w) {
    s->t = s->held_due + 9 * HOUR;
    ASIDE(s, int slot = demo_sent(s, demo_who(s, "kanshou1"), (DemoAct){.act = "EXT-08", .docs = "overdue_report", .to = "procuratorate"});
          demo_pause(s, 20, 60); demo_taken(s, "zhusuo", slot));
    if (w->overdue == 2) {
        s->t += 400 * DAY_US; /* nobody has acted yet when the year ends */
        return;
    }
    demo_work(s, 6, 20);
    demo_checked(s, s->prosecutor, demo_who(s, "jianzhang"), (DemoAct){.act = "MEA-12", .option = "bail", .docs = "bail_decision"});
    s->arrested = false;
    demo_signed(s, "gongan1 kanshou1");
    demo_pause(s, 30, 120);
    demo_done(s, demo_who(s, "kanshou1"), (DemoAct){.act = "CUS-14", .docs = "release_certificate"});
    demo_work(s, 4, 20);
    demo_done(s, demo_who(s, "zhengfa1"), (DemoAct){.act = "SUP-09"});
    s->held_due = s->t + 20 * DAY_US;
}

void demo_review(DemoScript *s, const DemoWay *w) {
    for (int i = 0; i < w->supplements; i++) {
        supplement(s, w);
        if (w->dropped) return;
    }
    if (w->overdue) {
        overdue(s, w);
        return;
    }
    if (w->longer_review) {
        Time first = s->held_due;
        demo_work_by(s, 24 * 18, 24 * 24, first);
        demo_checked(s, s->prosecutor, demo_who(s, "bumen1"), (DemoAct){.act = "PRO-13", .option = "half_month", .docs = "review_extension"});
        demo_signed(s, "gongan1 kanshou1");
        if (s->arrested)
            ASIDE(s, demo_work_by(s, 1, 8, first);
                  int slot = demo_sent(s, s->prosecutor, (DemoAct){.act = "EXT-06J", .docs = "term_notice", .to = s->house});
                  demo_pause(s, 20, 100); demo_taken(s, demo_house_desk(s), slot));
        s->held_due = first + 14 * DAY_US;
        demo_work_by(s, 24, 24 * 10, s->held_due - 3 * DAY_US);
        return;
    }
    if (w->fast) demo_work_by(s, 24 * 2, 24 * 5, s->held_due - 2 * DAY_US);
    else demo_work_by(s, 24 * 9, 24 * 24, s->held_due - 3 * DAY_US);
}

void demo_flow(DemoScript *s, const DemoWay *w) {
    if (w->opening) {
        demo_opening(s, w);
        return;
    }
    demo_filing(s, w);
    demo_arrest(s, w);
    if (w->no_transfer) return;
    demo_transfer(s, w);
    demo_review(s, w);
    if (!w->dropped) demo_prosecution(s, w);
}
