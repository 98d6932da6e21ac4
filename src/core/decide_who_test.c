// SPDX-License-Identifier: Apache-2.0
/* Who acts for whom, who has a part, and who somebody is: organs off the platform, deputies, one human being in two cases. */
#include "core/fixture.h"

#include "base/test.h"

static const Hash DOSSIER = {{1}}, DOSSIER_2 = {{2}};

static int64_t person(const Live *l, size_t i) {
    return l->c.persons.v[i].id;
}

static void detain(Live *l, int64_t p) {
    Ids ids = {&p, 1, 1};
    live_checked(l, &HANDLER, &LEGAL, (Command){.act = S("INV-02"), .persons = ids, .docs = docs_of(l->a, "detention_warrant")});
}

static int64_t request_arrest(Live *l) {
    return live_checked(l, &HANDLER, &LEGAL, (Command){.act = S("ARR-01"), .docs = docs_of(l->a, "arrest_request"), .manifest = DOSSIER});
}

static Day day(const char *text) {
    Day d;
    ASSERT(day_parse(str_c(text), &d));
    return d;
}

TEST(the_counterpart_enters_what_an_organ_off_the_platform_did) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t t = request_arrest(&l);
    Actor for_them = HANDLER;
    for_them.behalf = PROCURATORATE;
    DO(&l, for_them, CMD_ACCEPT, .transfer = t);
    DO(&l, for_them, CMD_ANSWER, .transfer = t, .option = S("approve"), .docs = docs_of(l.a, "arrest_decision"));
    FACT(&l.c, person(&l, 0), "custody", "arrested");
    const Event *last = &l.log.v[l.log.n - 1];
    CHECK_EQ(last->behalf, PROCURATORATE);
    CHECK_EQ(last->agency, POLICE);
    live_end(&l);
}

TEST(a_deputy_acts_and_the_record_says_for_whom) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    Actor deputy = HANDLER;
    deputy.user = 1009;
    deputy.for_user = HANDLER.user;
    int64_t p = person(&l, 0);
    int64_t deed = DO(&l, deputy, CMD_DO, .act = S("REP-02"), .persons = {&p, 1, 1});
    CHECK_EQ(case_deed(&l.c, deed)->by, 1009);
    CHECK_EQ(case_deed(&l.c, deed)->behalf, HANDLER.user);
    CHECK_EQ(l.log.v[l.log.n - 1].for_user, HANDLER.user);
    live_end(&l);
}

TEST(a_case_is_entered_in_mid_course_with_its_running_clock) {
    Live l;
    live_begin(&l, "2021-04-01T10:00");
    FactValue facts[] = {{S("custody"), S("arrested")}, {S("age"), S("adult")}};
    OpenClock clock = {.fact = S("custody_investigation"), .value = S("2021-03-10")};
    NewPerson p = {.name = S("张一"), .birth = DAY_NONE, .facts = {facts, 2, 2}, .clocks = {&clock, 1, 1}};
    DO(&l, HANDLER, CMD_OPEN, .class = S("试验案件"), .name = S("在办案件"), .opening = true, .people = {&p, 1, 1});
    int64_t id = person(&l, 0);
    CHECK_EQ(day_of(clock_of(&l.c, id, "custody_investigation")->due), day("2021-05-10"));
    Standing st = subject_at(live_subject(&l, l.c.persons.v[0].subject), l.now);
    CHECK_EQ(st.hold, HOLD_HELD);
    CHECK_EQ(day_of(st.basis->due), day("2021-05-10"));
    CHECK_EQ(day_of(st.basis->from), day("2021-03-10"));
    live_end(&l);
}

TEST(two_cases_hold_one_human_being_and_he_is_free_only_without_both) {
    Live l, m;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    detain(&l, person(&l, 0));
    live_begin(&m, "2021-03-02T10:00");
    m.next_id = 900000;
    int64_t subject = l.c.persons.v[0].subject;
    *PUSH(m.a, &m.subjects) = live_subject(&l, subject);
    FactValue age = {S("age"), S("adult")};
    NewPerson p = {.name = S("张一"), .birth = DAY_NONE, .subject = subject, .facts = {&age, 1, 1}};
    DO(&m, HANDLER, CMD_OPEN, .class = S("试验案件"), .name = S("另案"), .people = {&p, 1, 1});
    detain(&m, person(&m, 0));
    CHECK_EQ(subject_at(live_subject(&m, subject), m.now).live, 2);
    live_at(&l, "2021-03-02T11:00");
    DO(&l, HANDLER, CMD_DO, .act = S("MEA-11"), .option = S("release"));
    Standing st = subject_at(live_subject(&l, subject), l.now);
    CHECK_EQ(st.hold, HOLD_HELD);
    CHECK_EQ(st.live, 1);
    CHECK_EQ(st.basis->case_id, m.c.id);
    live_end(&m);
    live_end(&l);
}

static NewPerson numbered(Live *l, const char *name, const char *number) {
    FactValue *age = arena_dup(l->a, &(FactValue){S("age"), S("adult")}, sizeof *age);
    return (NewPerson){.name = str_c(name), .id_kind = S("citizen"), .id_number = str_c(number), .birth = DAY_NONE, .facts = {age, 1, 1}};
}

TEST(one_number_is_one_human_being) {
    Live l, m;
    live_begin(&l, "2021-03-01T10:00");
    NewPerson two[] = {numbered(&l, "张一", "11010519491231002X"), numbered(&l, "张一", "１１０１０５ 19491231002x")};
    DO(&l, HANDLER, CMD_OPEN, .class = S("试验案件"), .name = S("一案"), .people = {two, 2, 2});
    int64_t subject = l.c.persons.v[0].subject;
    CHECK_EQ(l.c.persons.v[1].subject, subject);
    CHECK_STR(l.c.persons.v[1].id_number, S("11010519491231002X"));
    CHECK_EQ(l.subjects.n, 1);
    CHECK(!l.last.said_zh.n);
    detain(&l, person(&l, 0));

    live_begin(&m, "2021-03-02T10:00");
    m.next_id = 900000;
    *PUSH(m.a, &m.subjects) = live_subject(&l, subject);
    NewPerson others[] = {numbered(&m, "张大", "11010519491231002X"), numbered(&m, "李二", "110105194912310038"),
                          {.name = S("身份不明男子"), .id_kind = S("none"), .id_number = S("11010519491231002X"), .birth = DAY_NONE, .facts = two[0].facts},
                          {.name = S("张一"), .id_kind = S("passport"), .id_number = S("11010519491231002X"), .birth = DAY_NONE, .facts = two[0].facts},
                          {.name = S("张一"), .birth = DAY_NONE, .facts = two[0].facts}};
    DO(&m, HANDLER, CMD_OPEN, .class = S("试验案件"), .name = S("另案"), .people = {others, 5, 5});
    CHECK_EQ(m.c.persons.v[0].subject, subject);
    CHECK(m.last.said_zh.n && m.last.said_en.n); /* another name: kept, and told */
    CHECK_EQ(live_subject(&m, subject)->names.n, 1);
    CHECK_STR(live_subject(&m, subject)->names.v[0], S("张大"));
    CHECK_STR(live_subject(&m, subject)->name, S("张一"));
    for (size_t i = 1; i < 5; i++)
        for (size_t k = 0; k < i; k++) CHECK(m.c.persons.v[i].subject != m.c.persons.v[k].subject);
    int64_t held = person(&m, 0);
    detain(&m, held);
    CHECK_EQ(subject_at(live_subject(&m, subject), m.now).live, 2);
    NewPerson again = numbered(&m, "张大", "11010519491231002X"); /* told once */
    DO(&m, HANDLER, CMD_ADD_PERSON, .people = {&again, 1, 1});
    CHECK(!m.last.said_zh.n);
    CHECK_EQ(live_subject(&m, subject)->names.n, 1);
    live_end(&m);
    live_end(&l);
}

TEST(texts_that_could_not_be_read_back_are_refused) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    char *text = arena_alloc(l.a, 3000);
    memset(text, 'x', 3000);
    NO(&l, HANDLER, "field.too_long", CMD_NUMBER, .number = str_n(text, 200), .system = S("s"));
    NO(&l, HANDLER, "field.too_long", CMD_MANIFEST, .manifest = DOSSIER, .note = str_n(text, 3000));
    DO(&l, HANDLER, CMD_NUMBER, .number = S("公(刑)立字〔2021〕1号"), .system = S("police"));
    CHECK_EQ(l.c.numbers.n, 1);
    live_end(&l);
}

TEST(only_an_agency_with_a_part_numbers_assigns_grants_and_changes_the_dossier) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    NO(&l, JUDGE, "act.not_yours", CMD_NUMBER, .system = S("court"), .number = S("1"));
    NO(&l, JUDGE, "act.not_yours", CMD_MANIFEST, .manifest = DOSSIER_2);
    NO(&l, JUDGE, "act.not_yours", CMD_ASSIGN, .user = JUDGE.user);
    NO(&l, JUDGE, "act.not_yours", CMD_GRANT, .user = JUDGE.user, .until = l.now + DAY_US, .note = S("x"));
    Actor behalf = JUDGE;
    behalf.behalf = POLICE;
    DO(&l, behalf, CMD_NUMBER, .system = S("police"), .number = S("2"));
    CHECK_EQ(l.c.numbers.n, 1);
    CHECK_EQ(l.c.numbers.v[0].agency, POLICE);
    live_end(&l);
}

TEST(the_number_of_the_receiver_is_given_in_the_act_of_acceptance) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    live_checked(&l, &HANDLER, &LEGAL, (Command){.act = S("INV-02"), .docs = docs_of(l.a, "detention_warrant")});
    int64_t t = live_checked(&l, &HANDLER, &LEGAL, (Command){.act = S("ARR-01"), .docs = docs_of(l.a, "arrest_request"), .manifest = DOSSIER});
    NO(&l, DESK, "field.missing", CMD_ACCEPT, .transfer = t, .number = S("望检刑受〔2021〕1号"));
    CHECK_EQ(case_transfer(&l.c, t)->accepted, TIME_NONE);
    int64_t made = DO(&l, DESK, CMD_ACCEPT, .transfer = t, .number = S("望检刑受〔2021〕1号"), .system = S("procuratorate_case"));
    CHECK_EQ(made, t);
    CHECK_EQ(l.c.numbers.n, 1);
    CHECK_EQ(l.c.numbers.v[0].transfer, t);
    CHECK_EQ(l.c.numbers.v[0].agency, PROCURATORATE);
    live_end(&l);
}

TEST_MAIN()
