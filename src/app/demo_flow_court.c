// SPDX-License-Identifier: Apache-2.0
/* From the indictment to the end of a case, and the entries in mid-course. */
#include "app/demo_flow.h"

#define TERM(...) ((TermLength){__VA_ARGS__})

static DemoTurn *by_justice(DemoScript *s, const char *sender, CommandKind kind, int slot) {
    return demo_by_justice(s, demo_who(s, sender), "jiaozheng", kind, slot);
}

/* Two cases go to the city: its prosecutor and its court take them on. */
static void sent_up(DemoScript *s) {
    int slot = demo_checked(s, s->prosecutor, demo_who(s, "bumen1"),
                            (DemoAct){.act = "PRO-04", .docs = "jurisdiction_letter", .dossier = true, .to = "city_procuratorate"});
    demo_work_by(s, 2, 10, s->held_due);
    demo_taken(s, "shi_anguan", slot);
    s->marks[MARK_PRO_ENDED] = s->t;
    s->at_city = true;
    s->prosecutor = demo_who(s, "shi_jiancha");
    s->judge = demo_who(s, "shi_faguan");
    s->held_due = demo_term(s, s->t, TERM(.months = 1), true);
    if (s->arrested) ASIDE(s, demo_pause(s, 30, 300); demo_custody(s, s->prosecutor, "CUS-09"));
    DemoTurn *t = demo_say(s, demo_who(s, "shi_anguan"), CMD_ASSIGN, NULL);
    t->assign = s->prosecutor;
}

static void proposal(DemoScript *s) {
    ASIDE(s, demo_pause(s, 20, 90);
          int slot = demo_sent(s, s->prosecutor, (DemoAct){.act = "TRI-05", .docs = "sentencing_proposal", .to = "court"});
          demo_work(s, 2, 8); demo_taken(s, "lian", slot); demo_work(s, 20, 40);
          demo_answered(s, s->judge, slot, (DemoAct){.option = demo_chance(&s->random, 85) ? "adopt" : "adjust"}));
}

static void late_custody(DemoScript *s) {
    size_t first = s->turns.n;
    s->t += 2 * DAY_US + 3 * HOUR;
    demo_custody(s, s->prosecutor, "CUS-04");
    s->turns.v[first].cmd.effective = s->turns.v[first].at - 2 * DAY_US - HOUR;
    s->turns.v[first].cmd.late_reason = S("平台专线检修，换押证已当日线下送达，次日后补录");
}

void demo_prosecution(DemoScript *s, const DemoWay *w) {
    if (w->overdue == 2) return;
    if (w->sent_up) {
        sent_up(s);
        demo_work_by(s, 24 * 10, 24 * 20, s->held_due - 3 * DAY_US);
    } else if (!w->longer_review && demo_chance(&s->random, 60)) {
        if (!w->fast)
            demo_done(s, s->prosecutor, (DemoAct){.act = "REV-02", .option = demo_chance(&s->random, 60) || s->juvenile ? "summary" : "fast"});
        demo_pause(s, 10, 60);
        demo_done(s, s->prosecutor, (DemoAct){.act = "REV-12", .docs = "plea_statement"});
        demo_pause(s, 30, 200);
    }
    int leader = demo_who(s, "bumen1");
    if (s->at_city) leader = demo_who(s, "shi_zhuren");
    Time before = s->t;
    int slot = demo_checked(s, s->prosecutor, leader,
                            (DemoAct){.act = "TRI-01", .docs = "indictment", .dossier = true, .to = s->at_city ? "city_court" : "court"});
    (void)before;
    demo_work_by(s, 3, 30, MIN(s->held_due, demo_term(s, s->t, TERM(.days = 7), true)));
    demo_taken(s, s->at_city ? "shi_lian" : "lian", slot);
    if (!s->at_city) s->marks[MARK_PRO_ENDED] = s->t;
    DemoTurn *t = demo_say(s, demo_who(s, s->at_city ? "shi_lian" : "lian"), CMD_NUMBER, NULL);
    t->from = slot;
    t->cmd.system = S("court_case");
    t->cmd.number = S("?");
    if (w->corrected)
        ASIDE(s, demo_work(s, 2, 20); t = demo_say(s, demo_who(s, "lian"), CMD_CORRECT, NULL); t->look = LOOK_NUMBER;
              t->cmd.reason = S("录入案号时顺序号有误"));
    demo_pause(s, 5, 30);
    t = demo_say(s, demo_who(s, s->at_city ? "shi_lian" : "lian"), CMD_ASSIGN, NULL);
    t->assign = s->judge;
    if (s->arrested && w->late_custody) ASIDE(s, late_custody(s));
    else if (s->arrested) ASIDE(s, demo_pause(s, 30, 300); demo_custody(s, s->prosecutor, "CUS-04"));
    demo_legal_aid(s, s->judge, "AID-01F");
    if (!s->arrested)
        ASIDE(s, demo_work(s, 4, 40); demo_checked(s, s->judge, demo_who(s, "tingzhang"),
                                                   (DemoAct){.act = "MEA-13", .option = "bail", .docs = "bail_decision"});
              demo_signed(s, "gongan1 kanshou1 anguan2"));
    if (!s->at_city && demo_chance(&s->random, 45)) proposal(s);
    demo_trial(s, w);
}

static void assessment(DemoScript *s) {
    ASIDE(s, demo_work(s, 10, 30);
          int slot = demo_sent(s, s->judge, (DemoAct){.act = "EXE-03", .docs = "assess_request", .to = "justice"});
          demo_work(s, 4, 20); by_justice(s, "shuji1", CMD_ACCEPT, slot); demo_work(s, 24, 60);
          DemoTurn *t = by_justice(s, "shuji1", CMD_ANSWER, slot); t->cmd.option = S("fit");
          t->cmd.docs = demo_docs(s, "assess_opinion"));
}

static Data sentence(DemoScript *s, bool fine_only) {
    Data d = {0};
    int months = (int)demo_between(&s->random, s->class->months_min, s->class->months_max);
    *PUSH(s->a, &d) = (Datum){S("penalty"), months < 6 ? S("detention") : S("imprisonment")};
    *PUSH(s->a, &d) = (Datum){S("sentence_months"), str_format(s->a, "%d", months)};
    if (fine_only || demo_chance(&s->random, 50))
        *PUSH(s->a, &d) = (Datum){S("fine_yuan"), str_format(s->a, "%d", (int)demo_between(&s->random, 1, 20) * 1000)};
    return d;
}

static void appeal(DemoScript *s, Time effect) {
    ASIDE(s, demo_work_by(s, 24 * 3, 24 * 7, effect - DAY_US); demo_done(s, demo_who(s, "shuji1"), (DemoAct){.act = "APP-00", .docs = "appeal"}));
    s->t = effect + 9 * HOUR;
    demo_work(s, 1, 6);
    int slot = demo_sent(s, s->judge, (DemoAct){.act = "APP-01", .docs = "appeal_letter", .dossier = true, .to = "city_court"});
    demo_work(s, 4, 30);
    demo_taken(s, "shi_lian", slot);
    int judge = demo_who(s, "shi_faguan");
    if (s->arrested) ASIDE(s, demo_pause(s, 30, 300); demo_custody(s, judge, "CUS-06"));
    demo_work(s, 24 * 15, 24 * 40);
    demo_checked(s, judge, demo_who(s, "shi_tingzhang"), (DemoAct){.act = "JUD-05", .option = "uphold", .docs = "ruling"});
    demo_signed(s, "anguan2 gongan1 kanshou1");
}

static void execution(DemoScript *s, const DemoWay *w) {
    int desk = demo_who(s, "zhixing");
    demo_work(s, 2, 24);
    if (w->community) {
        int slot = demo_sent(s, desk, (DemoAct){.act = "EXE-04", .docs = "judgment execution_notice correction_letter", .to = "justice"});
        demo_work(s, 2, 20);
        by_justice(s, "zhixing", CMD_ACCEPT, slot);
        demo_work(s, 4, 30);
        DemoTurn *t = by_justice(s, "zhixing", CMD_ANSWER, slot);
        t->cmd.option = S("taken_in");
        t->cmd.docs = demo_docs(s, "correction_receipt");
    } else if (s->arrested) {
        int slot = demo_sent(s, desk, (DemoAct){.act = "EXE-01", .docs = "judgment execution_notice closing_form", .to = s->house});
        demo_work(s, 2, 12);
        demo_taken(s, demo_house_desk(s), slot);
    } else {
        int slot = demo_sent(s, desk, (DemoAct){.act = "EXE-01G", .docs = "judgment execution_notice closing_form", .to = "police"});
        demo_work(s, 2, 12);
        DemoTurn *t = demo_say(s, s->handler, CMD_ACCEPT, NULL);
        t->from = slot;
        demo_pause(s, 100, 600);
        demo_answered(s, s->handler, slot, (DemoAct){.option = "taken", .docs = "execution_notice_receipt"});
        demo_pause(s, 60, 600);
        demo_done(s, demo_who(s, "kanshou1"), (DemoAct){.act = "CUS-13", .docs = "health_form"});
    }
    demo_work(s, 20, 90);
    demo_done(s, demo_who(s, "shuji1"), (DemoAct){.act = "CLS-01F"});
}

void demo_trial(DemoScript *s, const DemoWay *w) {
    bool community = w->community;
    if (community && w->assessed && !w->fast && !s->at_city) assessment(s);
    /* within ten days, the shortest of the three procedures, unless it is an ordinary trial of the longer kind */
    bool ordinary = w->longer_review || w->sent_up;
    if (ordinary) demo_work_by(s, 24 * 20, 24 * 40, s->t + 50 * DAY_US);
    else demo_work_by(s, 24 * 5, 24 * 7, s->t + 9 * DAY_US);
    demo_checked(s, s->judge, demo_who(s, s->at_city ? "shi_tingzhang" : "tingzhang"),
                 (DemoAct){.act = "JUD-01", .option = community ? "community" : "custodial", .docs = "judgment",
                           .data = sentence(s, false)});
    demo_signed(s, "anguan2 kanshou1");
    if (community && s->arrested) {
        ASIDE(s, demo_pause(s, 30, 200);
              demo_done(s, demo_who(s, "kanshou1"), (DemoAct){.act = "CUS-14", .docs = "release_certificate"}));
        s->arrested = false;
    }
    demo_work(s, 8, 50);
    demo_done(s, s->judge, (DemoAct){.act = "TRI-15", .docs = "judgment service_receipt"});
    demo_signed(s, "anguan2 gongan1 kanshou1");
    Time effect = demo_term(s, s->t, TERM(.days = 10), false) + MINUTE;
    if (s->at_city) return; /* an appeal from the city would leave the county */
    if (w->appeal) appeal(s, effect);
    else s->t = effect + DAY_US / 2;
    execution(s, w);
}

/* Cases that were before the court already when the platform began: entered as they stood, counted apart. */
void demo_opening(DemoScript *s, const DemoWay *w) {
    static const char *const STARTS[] = {"2020-07-20", "2020-07-22", "2020-07-23", "2020-07-24", "2020-07-27",
                                         "2020-07-27", "2020-07-28", "2020-07-29", "2020-07-30", "2020-07-31"};
    bool held = w->opening % 3 == 0;
    s->arrested = held;
    DemoTurn *t = demo_say(s, demo_who(s, "lian"), CMD_OPEN, NULL);
    NewPerson *p = PUSH(s->a, &t->cmd.people);
    *p = demo_person(s->county, s->class, &s->people, s->a, day_from_ymd(1965, 1, 1), day_from_ymd(1999, 12, 28));
    Str start = str_c(STARTS[(w->opening - 1) % (int)LEN(STARTS)]);
    *PUSH(s->a, &p->facts) = (FactValue){S("age"), S("adult")};
    *PUSH(s->a, &p->facts) = (FactValue){S("stage"), S("trial1")};
    *PUSH(s->a, &p->facts) = (FactValue){S("custody"), held ? S("arrested") : S("bail")};
    *PUSH(s->a, &p->clocks) = (OpenClock){.fact = S("trial1_term"), .value = start};
    if (w->opening == 2) /* the accused was ill for a week (刑事诉讼法 206): it does not count */
        *PUSH(s->a, &p->clocks.v[0].pauses) = (Pause){.from = day_start(day_from_ymd(2020, 7, 23)), .to = day_start(day_from_ymd(2020, 7, 30)),
                                                      .reason = S("被告人患有严重疾病，中止审理")};
    *PUSH(s->a, &p->clocks) = (OpenClock){.fact = held ? S("custody_trial1") : S("bail_term"), .value = start};
    s->names = p->name;
    s->facts = demo_facts(s->county, s->class, &s->people, s->a, s->names, s->t - 60 * DAY_US);
    t->cmd.opening = true;
    t->cmd.class = s->class->class;
    t->cmd.name = str_format(s->a, STR_FMT STR_FMT "案", STR_ARG(s->names), STR_ARG(s->class->class));
    t->cmd.system = S("court_case");
    t->cmd.number = S("?");
    demo_pause(s, 10, 60);
    t = demo_say(s, demo_who(s, "lian"), CMD_ASSIGN, NULL);
    t->assign = s->judge;
    demo_work(s, 24, 24 * 10);
    demo_trial(s, w);
}
