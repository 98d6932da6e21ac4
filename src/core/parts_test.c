// SPDX-License-Identifier: Apache-2.0
/* Persons and organs change places; a desk's own affairs. */
#include "core/fixture.h"

#include "base/test.h"

static const Hash DOSSIER = {{1}}, PART = {{3}};

static int64_t person(const Live *l, size_t i) {
    return l->c.persons.v[i].id;
}

/* Two persons in review, one of them arrested, the dossier accepted. */
static int64_t two_in_review(Live *l) {
    live_begin(l, "2021-03-01T10:00");
    live_open(l, 2);
    int64_t p = person(l, 0);
    int64_t t = live_checked(l, &HANDLER, &LEGAL,
                             (Command){.act = S("ARR-01"), .persons = {&p, 1, 1}, .docs = docs_of(l->a, "arrest_request"), .manifest = DOSSIER});
    DO(l, DESK, CMD_ACCEPT, .transfer = t);
    DO(l, PROSECUTOR, CMD_ANSWER, .transfer = t, .option = S("approve"), .docs = docs_of(l->a, "arrest_decision"));
    live_at(l, "2021-03-20T10:00");
    t = DO(l, HANDLER, CMD_PUSH, .act = S("PRO-01"), .docs = docs_of(l->a, "prosecution_opinion"), .manifest = DOSSIER);
    DO(l, DESK, CMD_ACCEPT, .transfer = t);
    return t;
}

TEST(a_person_split_off_goes_on_with_all_that_runs_for_him) {
    Live l, m = {0};
    int64_t t = two_in_review(&l), p = person(&l, 0), q = person(&l, 1);
    l.beside = &m;
    NO(&l, PROSECUTOR, "name.missing", CMD_SPLIT, .persons = {&p, 1, 1}, .note = S("另案处理"));
    NO(&l, PROSECUTOR, "person.needed", CMD_SPLIT, .name = S("分案"), .note = S("另案处理"));
    NO(&l, JUDGE, "act.not_yours", CMD_SPLIT, .persons = {&p, 1, 1}, .name = S("分案"), .note = S("另案处理"));
    int64_t id = DO(&l, PROSECUTOR, CMD_SPLIT, .persons = {&p, 1, 1}, .name = S("分案"), .note = S("另案处理"), .manifest = PART);
    CHECK_EQ(m.c.id, id);
    CHECK_EQ(m.c.persons.n, 1);
    CHECK_EQ(m.c.persons.v[0].id, p);
    CHECK_EQ(case_person(&l.c, p)->moved_to, id);
    CHECK(hash_eq(m.c.manifest, PART));
    CHECK_EQ(case_organ(&m.c, S("procuratorate")), PROCURATORATE);
    CHECK_EQ(clock_of(&l.c, p, "custody_review")->life, CLOCK_SUPERSEDED);
    CHECK_EQ(clock_of(&m.c, p, "custody_review")->life, CLOCK_RUNNING);
    CHECK_EQ(clock_of(&m.c, p, "custody_review")->due, clock_of(&l.c, p, "custody_review")->due);
    CHECK_EQ(duty_of(&m.c, p, "decide_prosecution")->life, DUTY_OPEN);
    CHECK_EQ(m.c.transfers.n, 1);
    CHECK_EQ(m.c.transfers.v[0].origin, t);
    CHECK_EQ(m.c.transfers.v[0].lines.v[0].life, LINE_ACCEPTED);
    CHECK_EQ(transfer_line(case_transfer(&l.c, t), q)->life, LINE_ACCEPTED);
    Standing st = subject_at(live_subject(&l, m.c.persons.v[0].subject), l.now);
    CHECK_EQ(st.live, 1);
    CHECK_EQ(st.basis->case_id, id);
    NO(&l, PROSECUTOR, "person.none", CMD_DO, .act = S("PRO-10"), .persons = {&p, 1, 1});
    /* the new case goes on alone */
    m.a = l.a;
    m.last_arena = l.last_arena;
    m.now = l.now;
    m.next_id = l.next_id;
    m.subjects.v = l.subjects.v;
    m.subjects.n = m.subjects.cap = l.subjects.n;
    int64_t x = DO(&m, PROSECUTOR, CMD_PUSH, .act = S("TRI-01"), .docs = docs_of(l.a, "indictment"));
    DO(&m, FILING, CMD_ACCEPT, .transfer = x);
    CHECK_EQ(m.c.transfers.v[0].lines.v[0].life, LINE_NONE);
    FACT(&m.c, p, "stage", "trial1");
    /* and comes back */
    l.next_id = m.next_id;
    m.next_id += 1000;
    Live *old = &l;
    m.beside = old;
    l.beside = NULL;
    NO(&m, PROSECUTOR, "person.needed", CMD_MERGE, .persons = {&p, 1, 1}, .note = S("并案"));
    DO(&m, PROSECUTOR, CMD_MERGE, .target = l.c.id, .note = S("并案"));
    CHECK_EQ(m.c.merged_into, l.c.id);
    CHECK(m.c.closed != TIME_NONE);
    CHECK_EQ(l.c.persons.n, 2);
    CHECK_EQ(case_person(&l.c, p)->moved_to, 0);
    CHECK_EQ(clock_of(&l.c, p, "custody_trial")->life, CLOCK_RUNNING);
    CHECK_EQ(subject_at(live_subject(&m, case_person(&l.c, p)->subject), m.now).basis->case_id, l.c.id);
    NO(&m, PROSECUTOR, "case.closed", CMD_MERGE, .target = l.c.id, .note = S("并案"));
    live_end(&l);
}

static size_t live_clocks(const Case *c, int64_t p) {
    size_t n = 0;
    for (size_t i = 0; i < c->clocks.n; i++) n += c->clocks.v[i].person == p && c->clocks.v[i].life == CLOCK_RUNNING;
    return n;
}

TEST(whoever_is_named_twice_is_meant_once) {
    Live l, m = {0};
    two_in_review(&l);
    int64_t p = person(&l, 0), twice[] = {p, p};
    size_t clocks = live_clocks(&l.c, p);
    l.beside = &m;
    DO(&l, PROSECUTOR, CMD_SPLIT, .persons = {twice, 2, 2}, .name = S("分案"), .note = S("另案处理"));
    CHECK_EQ(m.c.persons.n, 1);
    CHECK_EQ(live_clocks(&m.c, p), clocks);
    CHECK_EQ(m.c.transfers.v[0].lines.n, 1);
    l.beside = NULL;
    int64_t q = person(&l, 1), again[] = {q, q};
    DO(&l, PROSECUTOR, CMD_DO, .act = S("PRO-10"), .persons = {again, 2, 2});
    FACT(&l.c, q, "supplement", "one");
    live_end(&l);

    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 2);
    int64_t t = live_checked(&l, &HANDLER, &LEGAL, (Command){.act = S("ARR-01"), .docs = docs_of(l.a, "arrest_request"), .manifest = DOSSIER});
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    int64_t r = person(&l, 0), both[] = {r, r};
    DO(&l, PROSECUTOR, CMD_ANSWER, .transfer = t, .option = S("approve"), .persons = {both, 2, 2}, .docs = docs_of(l.a, "arrest_decision"));
    CHECK_EQ(live_clocks(&l.c, r), 1);
    CHECK_EQ(clock_of(&l.c, r, "custody_investigation")->life, CLOCK_RUNNING);
    for (size_t i = 0; i < l.c.clocks.n; i++) CHECK(l.c.clocks.v[i].life != CLOCK_SUPERSEDED);
    live_end(&l);
}

/* The terms a deed ended stay in the case it was done in: beside them alone it could be taken back. */
TEST(a_deed_that_came_along_is_not_taken_back) {
    Live l, m = {0};
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 2);
    int64_t p = person(&l, 0);
    Ids ids = {&p, 1, 1};
    live_checked(&l, &HANDLER, &LEGAL, (Command){.act = S("INV-02"), .persons = ids, .docs = docs_of(l.a, "detention_warrant")});
    l.now += HOUR;
    int64_t bail = DO(&l, HANDLER, CMD_DO, .act = S("MEA-11"), .option = S("bail"), .persons = ids);
    l.beside = &m;
    int64_t id = DO(&l, HANDLER, CMD_SPLIT, .persons = ids, .name = S("分案"), .note = S("另案处理"));
    CHECK_EQ(case_deed(&m.c, bail)->origin, l.c.id);
    CHECK_EQ(case_deed(&l.c, bail)->origin, 0);
    m.a = l.a;
    m.last_arena = l.last_arena;
    m.now = l.now;
    m.next_id = l.next_id;
    m.subjects = l.subjects;
    l.beside = NULL;
    NO(&m, HANDLER, "undo.followed", CMD_UNDO, .target = bail, .note = S("误录"));
    NO(&l, HANDLER, "undo.followed", CMD_UNDO, .target = bail, .note = S("误录"));
    FACT(&m.c, p, "custody", "bail");
    CHECK_EQ(subject_at(live_subject(&m, m.c.persons.v[0].subject), m.now).live, 0);
    CHECK_EQ(m.c.id, id);
    live_end(&l);
}

TEST(nobody_is_split_off_while_his_paper_is_on_its_way) {
    Live l, m = {0};
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 2);
    int64_t p = person(&l, 0);
    DO(&l, HANDLER, CMD_PUSH, .act = S("PRO-01"), .docs = docs_of(l.a, "prosecution_opinion"), .manifest = DOSSIER);
    l.beside = &m;
    NO(&l, HANDLER, "transfer.in_flight", CMD_SPLIT, .persons = {&p, 1, 1}, .name = S("分案"), .note = S("另案处理"));
    NO(&l, HANDLER, "case.other", CMD_MERGE, .note = S("并案"));
    live_end(&l);
}

TEST(another_organ_takes_over_with_its_duties_clocks_and_holds) {
    Live l;
    int64_t t = two_in_review(&l), p = person(&l, 0);
    NO(&l, HANDLER, "act.not_yours", CMD_REBIND, .target = PROCURATORATE, .to = CITY_PROCURATORATE, .note = S("指定管辖"));
    NO(&l, PROSECUTOR, "receiver.wrong", CMD_REBIND, .target = PROCURATORATE, .to = CITY_COURT, .note = S("指定管辖"));
    DO(&l, CITY_PROSECUTOR, CMD_REBIND, .target = PROCURATORATE, .to = CITY_PROCURATORATE, .note = S("指定管辖"));
    CHECK_EQ(case_organ(&l.c, S("procuratorate")), CITY_PROCURATORATE);
    CHECK_EQ(duty_of(&l.c, p, "decide_prosecution")->agency, CITY_PROCURATORATE);
    CHECK_EQ(clock_of(&l.c, p, "custody_review")->agency, CITY_PROCURATORATE);
    CHECK_EQ(case_transfer(&l.c, t)->to, CITY_PROCURATORATE);
    live_end(&l);
}

TEST(the_house_of_a_held_person_changes_with_the_case) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    live_checked(&l, &HANDLER, &LEGAL, (Command){.act = S("INV-02"), .docs = docs_of(l.a, "detention_warrant")});
    Actor house = HOUSE_DESK;
    NO(&l, house, "receiver.wrong", CMD_REBIND, .target = HOUSE, .to = OTHER_HOUSE, .note = S("异地羁押"));
    Standing st = subject_at(live_subject(&l, l.c.persons.v[0].subject), l.now);
    CHECK_EQ(st.basis->house, HOUSE); /* the house is no organ of the case until something was sent to it */
    live_end(&l);
}

TEST(a_changed_charge_takes_the_state_along_by_name) {
    Live l;
    int64_t p, q;
    two_in_review(&l);
    p = person(&l, 0), q = person(&l, 1);
    Str charge = S("故意伤害罪");
    NO(&l, PROSECUTOR, "class.unknown", CMD_RECLASSIFY, .class = S("无"), .persons = {&q, 1, 1}, .note = S("变更罪名"));
    DO(&l, PROSECUTOR, CMD_RECLASSIFY, .class = S("试验轻案"), .persons = {&q, 1, 1}, .charges = {&charge, 1, 1}, .note = S("变更罪名"));
    CHECK(hash_eq(case_person(&l.c, q)->guide, fixture_site()->guides[1]->hash));
    CHECK(hash_eq(case_person(&l.c, p)->guide, fixture_site()->guides[0]->hash));
    CHECK_STR(case_person(&l.c, q)->charges.v[0], charge);
    FACT(&l.c, q, "stage", "review");
    CHECK_EQ(person_fact(case_person(&l.c, q), S("extended")).n, 0);
    DO(&l, PROSECUTOR, CMD_PUSH, .act = S("TRI-01"), .docs = docs_of(l.a, "indictment"));
    live_end(&l);
}

TEST(another_charge_of_the_same_class_changes_nothing_else_and_nothing_bars_it) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t p = person(&l, 0);
    Ids ids = {&p, 1, 1};
    live_checked(&l, &HANDLER, &LEGAL, (Command){.act = S("INV-02"), .persons = ids, .docs = docs_of(l.a, "detention_warrant")});
    Str charge = S("侵占罪"), was = person_fact(case_person(&l.c, p), S("custody"));
    size_t clocks = l.c.clocks.n;
    NO(&l, HANDLER, "field.missing", CMD_RECLASSIFY, .class = S("试验案件"), .persons = ids, .note = S("查明"));
    DO(&l, HANDLER, CMD_RECLASSIFY, .class = S("试验案件"), .persons = ids, .charges = {&charge, 1, 1}, .note = S("查明"));
    CHECK_STR(case_person(&l.c, p)->charges.v[0], charge);
    CHECK_EQ(case_person(&l.c, p)->charges.n, 1);
    CHECK_STR(person_fact(case_person(&l.c, p), S("custody")), was);
    CHECK_EQ(l.c.clocks.n, clocks);
    CHECK(hash_eq(case_person(&l.c, p)->guide, fixture_site()->guides[0]->hash));
    live_end(&l);
}

TEST(who_may_not_change_his_class_now_is_told_what_to_do_first) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t p = person(&l, 0);
    Ids ids = {&p, 1, 1};
    live_checked(&l, &HANDLER, &LEGAL, (Command){.act = S("INV-02"), .persons = ids, .docs = docs_of(l.a, "detention_warrant")});
    Command to = {.kind = CMD_RECLASSIFY, .class = S("试验轻案"), .persons = ids, .note = S("变更罪名")};
    Decision no = live_try(&l, &HANDLER, &to);
    CHECK(no.refused);
    CHECK_STR(str_c(no.refusal.code), S("reclassify.not_now"));
    CHECK_STR(no.refusal.zh, S("先变更强制措施"));
    ClassChoice *list;
    CHECK_EQ(case_classes(&fixture_site()->w, &l.c, case_person(&l.c, p), l.a, &list), 1);
    CHECK_STR(list[0].guide->id, S("试验轻案"));
    CHECK_EQ(list[0].to.end, MAP_BARRED);
    CHECK_STR(list[0].to.bar->name, no.refusal.zh);
    l.now += HOUR;
    DO(&l, HANDLER, CMD_DO, .act = S("MEA-11"), .option = S("bail"), .persons = ids);
    CHECK(!live_try(&l, &HANDLER, &to).refused);
    CHECK_EQ(case_classes(&fixture_site()->w, &l.c, case_person(&l.c, p), l.a, &list), 1);
    CHECK_EQ(list[0].to.end, MAP_PLACED);
    CHECK(hash_eq(case_person(&l.c, p)->guide, fixture_site()->guides[1]->hash));
    live_end(&l);
}

TEST(a_duty_of_the_class_alone_ends_when_the_class_is_left) {
    Live l;
    two_in_review(&l);
    int64_t q = person(&l, 1);
    Ids ids = {&q, 1, 1};
    DO(&l, PROSECUTOR, CMD_RECLASSIFY, .class = S("试验轻案"), .persons = ids, .note = S("变更罪名"));
    DO(&l, PROSECUTOR, CMD_DO, .act = S("MIN-01"), .persons = ids);
    CHECK_EQ(duty_of(&l.c, q, "minor_note")->life, DUTY_OPEN);
    DO(&l, PROSECUTOR, CMD_RECLASSIFY, .class = S("试验案件"), .persons = ids, .note = S("变更罪名"));
    CHECK_EQ(duty_of(&l.c, q, "minor_note")->life, DUTY_ENDED);
    CHECK_EQ(duty_of(&l.c, q, "decide_prosecution")->life, DUTY_OPEN);
    live_end(&l);
}

TEST(all_that_one_user_handles_or_helps_with_is_handed_over) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t t = live_checked(&l, &HANDLER, &LEGAL, (Command){.act = S("ARR-01"), .docs = docs_of(l.a, "arrest_request"), .manifest = DOSSIER});
    int64_t helpers[] = {PROSECUTOR_B.user, LEADER.user};
    DO(&l, DESK, CMD_ASSIGN, .user = PROSECUTOR.user, .helpers = {helpers, 2, 2}, .section = S("第一检察部"));
    CHECK_EQ(duty_of(&l.c, 0, "check")->user, PROSECUTOR.user);
    NO(&l, DESK, "duty.none", CMD_HAND_OVER, .user = 999, .to = PROSECUTOR_B.user, .note = S("调离"));
    NO(&l, DESK, "reason.needed", CMD_HAND_OVER, .user = PROSECUTOR.user, .to = PROSECUTOR_B.user);
    DO(&l, DESK, CMD_HAND_OVER, .user = PROSECUTOR.user, .to = PROSECUTOR_B.user, .note = S("调离"));
    const Assignment *as = case_assignment(&l.c, PROCURATORATE);
    CHECK_EQ(as->user, PROSECUTOR_B.user);
    CHECK_EQ(as->helpers.n, 1);
    CHECK_EQ(as->helpers.v[0], LEADER.user);
    CHECK_EQ(duty_of(&l.c, 0, "check")->user, PROSECUTOR_B.user);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    CHECK_EQ(duty_of(&l.c, 0, "answer")->user, PROSECUTOR_B.user);
    live_end(&l);
}

TEST(access_is_granted_for_a_time_and_with_a_reason) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    NO(&l, HANDLER, "reason.needed", CMD_GRANT, .user = 77, .until = l.now + DAY_US);
    NO(&l, HANDLER, "field.missing", CMD_GRANT, .user = 77, .until = l.now, .note = S("串案"));
    Time last = day_start(day_of(l.now) + GRANT_DAYS_MAX + 1);
    Command longer = {.kind = CMD_GRANT, .user = 77, .until = last + 1, .note = S("串案")};
    Decision no = live_try(&l, &HANDLER, &longer);
    CHECK(no.refused);
    CHECK_STR(str_c(no.refusal.code), S("grant.too_long"));
    CHECK_STR(no.refusal.zh, S("最长90日，最迟至2021-05-30"));
    DO(&l, HANDLER, CMD_GRANT, .user = 78, .until = last, .note = S("串案"));
    DO(&l, HANDLER, CMD_GRANT, .user = 77, .until = l.now + DAY_US, .note = S("串案"));
    CHECK_EQ(l.c.grants.v[1].user, 77);
    live_end(&l);
}

TEST(a_grant_ends_early_with_a_reason_and_no_second_time) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t id = DO(&l, HANDLER, CMD_GRANT, .user = 77, .until = l.now + DAY_US, .note = S("串案"));
    NO(&l, JUDGE, "act.not_yours", CMD_GRANT_END, .target = id, .note = S("已查完"));
    NO(&l, HANDLER, "reason.needed", CMD_GRANT_END, .target = id);
    NO(&l, HANDLER, "grant.none", CMD_GRANT_END, .target = id + 1, .note = S("已查完"));
    DO(&l, HANDLER, CMD_GRANT_END, .target = id, .note = S("已查完"));
    CHECK_EQ(l.c.grants.n, 1);
    CHECK_EQ(l.c.grants.v[0].until, l.now);
    NO(&l, HANDLER, "grant.none", CMD_GRANT_END, .target = id, .note = S("已查完"));
    live_end(&l);
}

TEST(a_refusal_to_grant_stands_in_the_history_and_changes_nothing) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    NO(&l, JUDGE, "act.not_yours", CMD_GRANT_REFUSE, .user = 77, .target = 5, .note = S("与该案无关"));
    NO(&l, HANDLER, "field.missing", CMD_GRANT_REFUSE, .target = 5, .note = S("与该案无关"));
    NO(&l, HANDLER, "reason.needed", CMD_GRANT_REFUSE, .user = 77, .target = 5);
    size_t before = l.log.n;
    DO(&l, HANDLER, CMD_GRANT_REFUSE, .user = 77, .target = 5, .note = S("与该案无关"));
    CHECK_EQ(l.log.n, before + 1);
    CHECK_EQ(l.log.v[before].kind, EV_GRANT_REFUSED);
    CHECK_EQ(l.c.grants.n, 0);
    live_end(&l);
}

TEST(a_page_of_another_case_is_sealed_by_two_persons) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    NO(&l, JUDGE, "act.not_yours", CMD_SEAL, .manifest = PART, .note = S("他案材料"));
    NO(&l, HANDLER, "field.missing", CMD_SEAL, .note = S("他案材料"));
    int64_t id = DO(&l, HANDLER, CMD_SEAL, .manifest = PART, .name = S("evidence"), .value = S("讯问笔录"), .page = 7, .note = S("他案材料"));
    CHECK_EQ(l.c.seals.v[0].sealed, TIME_NONE);
    NO(&l, HANDLER, "act.same_person", CMD_SEAL, .target = id);
    DO(&l, LEGAL, CMD_SEAL, .target = id);
    CHECK_EQ(l.c.seals.v[0].sealed_by, LEGAL.user);
    CHECK_EQ(l.c.seals.v[0].page, 7);
    NO(&l, LEGAL, "seal.none", CMD_SEAL, .target = id);
    live_end(&l);
}

TEST_MAIN()
