// SPDX-License-Identifier: Apache-2.0
/* One case on its way: each command, what it brings, and what is refused. */
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

static void approve(Live *l, int64_t t) {
    DO(l, DESK, CMD_ACCEPT, .transfer = t);
    DO(l, PROSECUTOR, CMD_ANSWER, .transfer = t, .option = S("approve"), .docs = docs_of(l->a, "arrest_decision"));
}

static int64_t push(Live *l, const Actor *who, const char *act, const char *docs) {
    return DO(l, *who, CMD_PUSH, .act = str_c(act), .docs = docs_of(l->a, docs), .manifest = DOSSIER);
}

/* Arrested, with the dossier accepted for review. */
static int64_t into_review(Live *l) {
    live_begin(l, "2021-03-01T10:00");
    live_open(l, 1);
    detain(l, person(l, 0));
    live_at(l, "2021-03-03T10:00");
    approve(l, request_arrest(l));
    live_at(l, "2021-04-20T10:00");
    int64_t t = push(l, &HANDLER, "PRO-01", "prosecution_opinion");
    live_at(l, "2021-04-21T10:00");
    DO(l, DESK, CMD_ACCEPT, .transfer = t);
    return t;
}

static int64_t day(const char *text) {
    Day d;
    ASSERT(day_parse(str_c(text), &d));
    return d;
}

TEST(nobody_new_is_pinned_to_a_retired_guide) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    World w = fixture_site()->w;
    NewPerson p = {.name = S("后来人"), .birth = DAY_NONE};
    Command open = CMD(CMD_OPEN, .class = S("试验案件"), .name = S("案"), .people = {&p, 1, 1});
    Command join = CMD(CMD_ADD_PERSON, .case_id = l.c.id, .people = {&p, 1, 1});
    w.n_retired = w.n_guides;
    Loaded none = {0}, st = {.c = &l.c};
    CHECK_STR(str_c(case_decide(&w, &none, &open, &HANDLER, (Now){l.now, l.next_id}, l.a).refusal.code), S("class.unknown"));
    CHECK_STR(str_c(case_decide(&w, &st, &join, &HANDLER, (Now){l.now, l.next_id}, l.a).refusal.code), S("class.unknown"));
    live_end(&l);
}

TEST(a_case_is_opened_with_its_persons_organ_and_handler) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    int64_t id = live_open(&l, 2);
    CHECK_EQ(l.c.id, id);
    CHECK_EQ(l.c.persons.n, 2);
    CHECK_EQ(case_organ(&l.c, S("police")), POLICE);
    CHECK_EQ(case_assignment(&l.c, POLICE)->user, HANDLER.user);
    CHECK_EQ(l.subjects.n, 2);
    FACT(&l.c, person(&l, 0), "stage", "investigation");
    FACT(&l.c, person(&l, 0), "age", "adult");
    CHECK_EQ(l.c.seq, l.log.n);
    live_end(&l);
}

TEST(a_case_without_name_class_person_or_with_a_wrong_fact_is_not_opened) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    NewPerson p = {.name = S("张一"), .birth = DAY_NONE};
    NO(&l, HANDLER, "class.unknown", CMD_OPEN, .class = S("无此类"), .name = S("案"), .people = {&p, 1, 1});
    NO(&l, HANDLER, "name.missing", CMD_OPEN, .class = S("试验案件"), .people = {&p, 1, 1});
    NO(&l, HANDLER, "person.needed", CMD_OPEN, .class = S("试验案件"), .name = S("案"));
    FactValue wrong = {S("custody"), S("arrested")};
    p.facts = (FactValues){&wrong, 1, 1};
    NO(&l, HANDLER, "fact.invalid", CMD_OPEN, .class = S("试验案件"), .name = S("案"), .people = {&p, 1, 1});
    NO(&l, HANDLER, "case.none", CMD_TICK);
    CHECK(!l.open);
    live_end(&l);
}

TEST(a_detention_needs_a_second_person_and_its_paper) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    NO(&l, HANDLER, "act.check_first", CMD_DO, .act = S("INV-02"), .docs = docs_of(l.a, "detention_warrant"));
    int64_t t = DO(&l, HANDLER, CMD_DRAFT, .act = S("INV-02"));
    NO(&l, HANDLER, "act.not_yours", CMD_CHECK, .transfer = t, .approve = true);
    Actor both = LEGAL;
    both.user = HANDLER.user;
    NO(&l, both, "act.same_person", CMD_CHECK, .transfer = t, .approve = true);
    NO(&l, HANDLER, "transfer.not_now", CMD_PUSH, .transfer = t);
    NO(&l, LEGAL, "reason.needed", CMD_CHECK, .transfer = t);
    DO(&l, LEGAL, CMD_CHECK, .transfer = t, .note = S("文书不全"));
    NO(&l, HANDLER, "transfer.not_now", CMD_PUSH, .transfer = t);
    DO(&l, LEGAL, CMD_CHECK, .transfer = t, .approve = true);
    NO(&l, HANDLER, "document.missing", CMD_PUSH, .transfer = t);
    DO(&l, HANDLER, CMD_PUSH, .transfer = t, .docs = docs_of(l.a, "detention_warrant"));
    FACT(&l.c, person(&l, 0), "custody", "detained");
    const Clock *k = clock_of(&l.c, person(&l, 0), "custody_detention");
    CHECK_EQ(day_of(k->due), day("2021-03-04"));
    CHECK_EQ(l.c.notices.n, 1);
    CHECK_EQ(l.c.notices.v[0].agency, HOUSE);
    Standing st = subject_at(live_subject(&l, l.c.persons.v[0].subject), l.now);
    CHECK_EQ(st.hold, HOLD_HELD);
    CHECK_EQ(st.basis->due, k->due);
    CHECK_EQ(st.basis->house, HOUSE);
    NO(&l, DESK, "act.not_yours", CMD_SIGN, .target = l.c.notices.v[0].id);
    DO(&l, HOUSE_DESK, CMD_SIGN, .target = l.c.notices.v[0].id);
    CHECK_EQ(l.c.notices.v[0].by, HOUSE_DESK.user);
    NO(&l, HOUSE_DESK, "duty.none", CMD_SIGN, .target = l.c.notices.v[0].id);
    live_end(&l);
}

TEST(an_arrest_request_pauses_the_detention_and_its_approval_opens_the_investigation_term) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t p = person(&l, 0);
    detain(&l, p);
    live_at(&l, "2021-03-03T10:00");
    int64_t t = request_arrest(&l);
    CHECK_EQ(case_transfer(&l.c, t)->to, PROCURATORATE);
    CHECK_EQ(case_organ(&l.c, S("procuratorate")), PROCURATORATE);
    CHECK_EQ(duty_of(&l.c, 0, "check")->agency, PROCURATORATE);
    NO(&l, HANDLER, "act.not_yours", CMD_RECEIVE, .transfer = t);
    DO(&l, DESK, CMD_RECEIVE, .transfer = t);
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_PAUSED);
    CHECK_EQ(day_of(clock_of(&l.c, p, "custody_arrest_review")->due), day("2021-03-10"));
    NO(&l, HANDLER, "act.check_first", CMD_PUSH, .act = S("ARR-01"), .docs = docs_of(l.a, "arrest_request"), .manifest = DOSSIER);
    NO(&l, PROSECUTOR, "transfer.not_now", CMD_ANSWER, .transfer = t, .option = S("approve"));
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    CHECK_EQ(duty_of(&l.c, 0, "check")->life, DUTY_CLEARED);
    CHECK_EQ(duty_of(&l.c, 0, "answer")->due, TIME_NONE); /* the term is the clock */
    NO(&l, DESK, "act.not_yours", CMD_ANSWER, .transfer = t, .option = S("approve"), .docs = docs_of(l.a, "arrest_decision"));
    NO(&l, PROSECUTOR, "outcome.unknown", CMD_ANSWER, .transfer = t, .option = S("perhaps"));
    NO(&l, PROSECUTOR, "document.missing", CMD_ANSWER, .transfer = t, .option = S("approve"));
    NO(&l, PROSECUTOR, "reason.missing", CMD_ANSWER, .transfer = t, .option = S("refuse"), .reason = S("tired"));
    live_at(&l, "2021-03-08T15:00");
    DO(&l, PROSECUTOR, CMD_ANSWER, .transfer = t, .option = S("approve"), .docs = docs_of(l.a, "arrest_decision"));
    FACT(&l.c, p, "custody", "arrested");
    CHECK_EQ(day_of(clock_of(&l.c, p, "custody_investigation")->due), day("2021-05-08"));
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_CLOSED);
    CHECK_EQ(duty_of(&l.c, 0, "answer")->life, DUTY_CLEARED);
    CHECK_EQ(duty_of(&l.c, p, "arrest_receipt")->agency, POLICE);
    Standing st = subject_at(live_subject(&l, l.c.persons.v[0].subject), l.now);
    CHECK_EQ(st.live, 1);
    CHECK_STR(st.basis->measure, S("arrested"));
    int64_t r = DO(&l, HANDLER, CMD_PUSH, .act = S("ARR-05"));
    DO(&l, DESK, CMD_ACCEPT, .transfer = r);
    CHECK_EQ(duty_of(&l.c, p, "arrest_receipt")->life, DUTY_CLEARED);
    CHECK_EQ(case_transfer(&l.c, r)->lines.v[0].life, LINE_NONE);
    live_end(&l);
}

TEST(a_refused_arrest_frees_and_another_prosecutor_answers_the_reconsideration) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t p = person(&l, 0);
    detain(&l, p);
    int64_t t = request_arrest(&l);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    DO(&l, PROSECUTOR, CMD_ANSWER, .transfer = t, .option = S("refuse"), .reason = S("insufficient"));
    FACT(&l.c, p, "custody", "none");
    CHECK_EQ(subject_at(live_subject(&l, l.c.persons.v[0].subject), l.now + 1).hold, HOLD_FREE);
    CHECK(duty_of(&l.c, p, "release_now")->red);
    NO(&l, HOUSE_DESK, "duty.by_act_only", CMD_FULFIL, .target = duty_of(&l.c, p, "release_now")->id, .note = S("已放"));
    DO(&l, HOUSE_DESK, CMD_DO, .act = S("HSE-01"));
    CHECK_EQ(duty_of(&l.c, p, "release_now")->life, DUTY_CLEARED);
    live_at(&l, "2021-03-05T10:00");
    int64_t r = DO(&l, HANDLER, CMD_PUSH, .act = S("ARR-06"));
    DO(&l, DESK, CMD_ACCEPT, .transfer = r);
    NO(&l, PROSECUTOR, "act.same_person", CMD_ANSWER, .transfer = r, .option = S("uphold"));
    DO(&l, PROSECUTOR_B, CMD_ANSWER, .transfer = r, .option = S("uphold"));
    CHECK_EQ(clock_of(&l.c, p, "ask_reconsideration")->life, CLOCK_CLOSED);
    live_end(&l);
}

TEST(a_right_ends_with_its_period) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t t = request_arrest(&l);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    DO(&l, PROSECUTOR, CMD_ANSWER, .transfer = t, .option = S("refuse"), .reason = S("no_crime"));
    live_at(&l, "2021-03-20T10:00");
    NO(&l, HANDLER, "act.not_possible", CMD_PUSH, .act = S("ARR-06"));
    CHECK(l.last.refusal.zh.n && l.last.refusal.en.n);
    CHECK_EQ(clock_of(&l.c, person(&l, 0), "ask_reconsideration")->life, CLOCK_RUNNING); /* a refusal records nothing */
    DO(&l, HANDLER, CMD_TICK);
    CHECK_EQ(clock_of(&l.c, person(&l, 0), "ask_reconsideration")->life, CLOCK_ENDED);
    live_end(&l);
}

TEST(a_return_names_its_pages_and_the_next_round_goes_out_within_three_days) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t p = person(&l, 0);
    detain(&l, p);
    int64_t t = request_arrest(&l);
    NO(&l, DESK, "return.no_reason", CMD_RETURN, .transfer = t);
    ReturnMark mark = {.code = S("resolution"), .volume = S("evidence"), .document = S("讯问笔录"), .page = 3, .measured = 96};
    live_at(&l, "2021-03-02T10:00");
    DO(&l, DESK, CMD_RETURN, .transfer = t, .marks = {&mark, 1, 1});
    const Transfer *x = case_transfer(&l.c, t);
    CHECK_EQ(x->life, HEAD_RETURNED);
    CHECK_EQ(x->returns.v[0].marks.v[0].measured, 96);
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_RUNNING);
    CHECK_EQ(clock_of(&l.c, p, "custody_arrest_review")->life, CLOCK_CLOSED);
    CHECK_EQ(day_of(clock_of(&l.c, p, "correction")->due), day("2021-03-05"));
    CHECK_EQ(duty_of(&l.c, 0, "correct")->agency, POLICE);
    CHECK_EQ(duty_of(&l.c, 0, "correct")->due, TIME_NONE);
    DO(&l, HANDLER, CMD_PUSH, .transfer = t, .manifest = DOSSIER_2);
    x = case_transfer(&l.c, t);
    CHECK_EQ(x->round, 2);
    CHECK(hash_eq(x->manifest, DOSSIER_2));
    CHECK_EQ(duty_of(&l.c, 0, "correct")->life, DUTY_CLEARED);
    CHECK_EQ(clock_of(&l.c, p, "correction")->life, CLOCK_CLOSED);
    approve(&l, t);
    FACT(&l.c, p, "custody", "arrested");
    live_end(&l);
}

TEST(a_missed_correction_term_is_a_breach_and_the_work_goes_on) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t t = request_arrest(&l);
    ReturnMark mark = {.code = S("missing")};
    DO(&l, DESK, CMD_RETURN, .transfer = t, .marks = {&mark, 1, 1});
    live_at(&l, "2021-03-06T10:00");
    DO(&l, HANDLER, CMD_PUSH, .transfer = t);
    CHECK_EQ(clock_of(&l.c, person(&l, 0), "correction")->life, CLOCK_LAPSED);
    CHECK(clock_of(&l.c, person(&l, 0), "correction")->closed != TIME_NONE);
    CHECK_EQ(duty_of(&l.c, 0, "correct")->life, DUTY_CLEARED);
    const Duty *s = duty_of(&l.c, person(&l, 0), "supervise_lapse");
    CHECK(s && s->agency == COMMITTEE && s->red);
    NO(&l, SUPERVISOR, "reason.needed", CMD_FULFIL, .target = s->id);
    DO(&l, SUPERVISOR, CMD_DO, .act = S("SUP-09"));
    CHECK_EQ(duty_of(&l.c, person(&l, 0), "supervise_lapse")->life, DUTY_CLEARED);
    live_end(&l);
}

TEST(accepting_with_a_list_owes_each_thing_until_it_is_supplied) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t t = request_arrest(&l);
    Str things[] = {S("鉴定意见"), S("户籍证明")};
    DO(&l, DESK, CMD_ACCEPT, .transfer = t, .supply = {things, 2, 2});
    const Transfer *x = case_transfer(&l.c, t);
    CHECK_EQ(x->supply.n, 2);
    CHECK_EQ(day_of(duty_of(&l.c, 0, "supply")->due), day("2021-03-04"));
    int64_t item = x->supply.v[0].id;
    NO(&l, DESK, "act.not_yours", CMD_SUPPLY, .transfer = t, .items = {&item, 1, 1});
    DO(&l, HANDLER, CMD_SUPPLY, .transfer = t, .items = {&item, 1, 1}, .manifest = DOSSIER_2);
    x = case_transfer(&l.c, t);
    CHECK_EQ(case_duty(&l.c, x->supply.v[0].duty)->life, DUTY_CLEARED);
    CHECK_EQ(case_duty(&l.c, x->supply.v[1].duty)->life, DUTY_OPEN);
    CHECK_EQ(x->round, 1);
    CHECK(hash_eq(x->manifest, DOSSIER_2));
    NO(&l, HANDLER, "duty.none", CMD_SUPPLY, .transfer = t, .items = {&item, 1, 1});
    live_end(&l);
}

TEST(investigation_custody_is_extended_once_from_its_first_start) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t p = person(&l, 0);
    detain(&l, p);
    live_at(&l, "2021-03-03T10:00");
    approve(&l, request_arrest(&l));
    live_at(&l, "2021-04-25T10:00");
    int64_t t = DO(&l, HANDLER, CMD_PUSH, .act = S("EXT-01"));
    CHECK_EQ(case_transfer(&l.c, t)->to, CITY_PROCURATORATE);
    DO(&l, CITY_PROSECUTOR, CMD_ACCEPT, .transfer = t);
    DO(&l, CITY_PROSECUTOR, CMD_ANSWER, .transfer = t, .option = S("approve"));
    const Clock *k = clock_of(&l.c, p, "custody_investigation");
    CHECK_EQ(day_of(k->due), day("2021-06-03"));
    CHECK_EQ(k->extensions.n, 1);
    Standing st = subject_at(live_subject(&l, l.c.persons.v[0].subject), l.now);
    CHECK_EQ(st.basis->due, k->due);
    NO(&l, HANDLER, "act.not_possible", CMD_PUSH, .act = S("EXT-01"));
    live_end(&l);
}

TEST(a_lapse_of_custody_is_overdue_with_a_red_duty_that_only_a_measure_ends) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t p = person(&l, 0);
    detain(&l, p);
    CHECK_EQ(day_of(case_next_due(&l.c)), day("2021-03-04"));
    live_at(&l, "2021-03-07T10:00");
    DO(&l, HANDLER, CMD_TICK);
    FACT(&l.c, p, "custody", "overdue");
    const Duty *x = duty_of(&l.c, p, "overdue_custody");
    CHECK(x && x->red && x->agency == PROCURATORATE);
    CHECK_EQ(day_of(x->opened), day("2021-03-04"));
    Standing st = subject_at(live_subject(&l, l.c.persons.v[0].subject), l.now);
    CHECK_EQ(st.hold, HOLD_OVERDUE);
    CHECK_EQ(day_of(st.basis->overdue), day("2021-03-04"));
    DO(&l, HANDLER, CMD_DO, .act = S("MEA-11"), .option = S("release"));
    FACT(&l.c, p, "custody", "none");
    CHECK_EQ(duty_of(&l.c, p, "overdue_custody")->life, DUTY_CLEARED);
    st = subject_at(live_subject(&l, l.c.persons.v[0].subject), l.now);
    CHECK_EQ(st.hold, HOLD_FREE);
    CHECK(live_subject(&l, l.c.persons.v[0].subject)->holds.v[0].overdue != TIME_NONE); /* kept for ever */
    live_end(&l);
}

TEST(the_dossier_is_sent_back_for_supplement_twice_and_not_a_third_time) {
    Live l;
    into_review(&l);
    int64_t p = person(&l, 0);
    FACT(&l.c, p, "stage", "review");
    CHECK_EQ(clock_of(&l.c, p, "custody_investigation")->life, CLOCK_CLOSED);
    CHECK_EQ(day_of(clock_of(&l.c, p, "custody_review")->due), day("2021-05-21"));
    for (int i = 0; i < 2; i++) {
        DO(&l, PROSECUTOR, CMD_DO, .act = S("PRO-10"));
        FACT(&l.c, p, "stage", "supplement");
        CHECK_EQ(clock_of(&l.c, p, "custody_supplement")->life, CLOCK_RUNNING);
        l.now += 5 * DAY_US;
        int64_t t = DO(&l, HANDLER, CMD_PUSH, .act = S("PRO-11"));
        DO(&l, DESK, CMD_ACCEPT, .transfer = t);
        FACT(&l.c, p, "stage", "review");
    }
    FACT(&l.c, p, "supplement", "two");
    NO(&l, PROSECUTOR, "act.not_possible", CMD_DO, .act = S("PRO-10"));
    live_end(&l);
}

TEST(prosecution_judgment_effect_delivery_and_closure_follow_each_other) {
    Live l;
    int64_t pro = into_review(&l);
    int64_t p = person(&l, 0);
    int64_t t = push(&l, &PROSECUTOR, "TRI-01", "indictment");
    CHECK_EQ(duty_of(&l.c, p, "decide_prosecution")->life, DUTY_OPEN);
    DO(&l, FILING, CMD_ACCEPT, .transfer = t);
    FACT(&l.c, p, "stage", "trial1");
    CHECK_EQ(case_transfer(&l.c, pro)->lines.v[0].life, LINE_NONE);
    CHECK_STR(case_transfer(&l.c, pro)->lines.v[0].answer, S("TRI-01"));
    CHECK_EQ(duty_of(&l.c, p, "decide_prosecution")->life, DUTY_CLEARED);
    live_at(&l, "2021-05-10T10:00");
    NO(&l, JUDGE, "field.missing", CMD_DO, .act = S("JUD-01"), .option = S("guilty"));
    Datum months = {S("sentence_months"), S("8")};
    DO(&l, JUDGE, CMD_DO, .act = S("JUD-01"), .option = S("guilty"), .data = {&months, 1, 1});
    CHECK_EQ(case_transfer(&l.c, t)->lines.v[0].life, LINE_NONE);
    CHECK_EQ(duty_of(&l.c, p, "give_judgment")->life, DUTY_CLEARED);
    CHECK_EQ(day_of(clock_of(&l.c, p, "appeal_period")->due), day("2021-05-20"));
    NO(&l, JUDGE, "act.not_possible", CMD_PUSH, .act = S("EXE-01"), .to = HOUSE);
    live_at(&l, "2021-05-21T09:00");
    DO(&l, JUDGE, CMD_TICK);
    FACT(&l.c, p, "stage", "effective");
    const Duty *x = duty_of(&l.c, p, "deliver_execution");
    CHECK_EQ(day_of(x->opened), day("2021-05-20"));
    CHECK_EQ(day_of(x->due), day("2021-05-31")); /* the tenth day is a Sunday */
    NO(&l, JUDGE, "act.not_possible", CMD_DO, .act = S("CLS-01"));
    int64_t e = DO(&l, JUDGE, CMD_PUSH, .act = S("EXE-01"));
    DO(&l, HOUSE_DESK, CMD_ACCEPT, .transfer = e);
    FACT(&l.c, p, "custody", "serving");
    CHECK_EQ(subject_at(live_subject(&l, l.c.persons.v[0].subject), l.now).hold, HOLD_SERVING);
    DO(&l, JUDGE, CMD_DO, .act = S("CLS-01"));
    CHECK(l.c.closed != TIME_NONE && l.c.persons.v[0].closed != TIME_NONE);
    NO(&l, JUDGE, "person.needed", CMD_DO, .act = S("CLS-01"));
    NO(&l, HANDLER, "case.closed", CMD_MANIFEST, .manifest = DOSSIER_2);
    live_end(&l);
}

TEST(an_end_closes_everything_that_is_still_open) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 2);
    detain(&l, person(&l, 0));
    int64_t t = request_arrest(&l);
    int64_t p = person(&l, 0), q = person(&l, 1);
    DO(&l, DESK, CMD_RECEIVE, .transfer = t);
    DO(&l, HANDLER, CMD_DO, .act = S("REP-02"), .persons = {&p, 1, 1});
    CHECK_EQ(clock_of(&l.c, p, "custody_arrest_review")->life, CLOCK_ENDED);
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_ENDED);
    CHECK_EQ(transfer_line(case_transfer(&l.c, t), p)->life, LINE_NONE);
    CHECK_EQ(transfer_line(case_transfer(&l.c, t), q)->life, LINE_RECEIVED);
    CHECK_EQ(duty_of(&l.c, 0, "check")->life, DUTY_OPEN);
    CHECK_EQ(subject_at(live_subject(&l, l.c.persons.v[0].subject), l.now).hold, HOLD_FREE);
    CHECK_EQ(l.c.closed, TIME_NONE);
    DO(&l, HANDLER, CMD_DO, .act = S("REP-02"), .persons = {&q, 1, 1});
    CHECK_EQ(case_transfer(&l.c, t)->life, HEAD_ENDED);
    CHECK_EQ(duty_of(&l.c, 0, "check")->life, DUTY_ENDED);
    CHECK(l.c.closed != TIME_NONE);
    NO(&l, DESK, "transfer.not_now", CMD_ACCEPT, .transfer = t);
    live_end(&l);
}

TEST(a_paper_is_taken_back_alone_before_receipt_and_with_consent_after) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    int64_t p = person(&l, 0);
    detain(&l, p);
    int64_t t = request_arrest(&l);
    NO(&l, HANDLER, "reason.needed", CMD_WITHDRAW, .transfer = t);
    NO(&l, DESK, "act.not_yours", CMD_WITHDRAW, .transfer = t, .note = S("误推"));
    DO(&l, HANDLER, CMD_WITHDRAW, .transfer = t, .note = S("误推"));
    CHECK_EQ(case_transfer(&l.c, t)->life, HEAD_WITHDRAWN);
    CHECK_EQ(duty_of(&l.c, 0, "check")->life, DUTY_ENDED);
    t = request_arrest(&l);
    DO(&l, DESK, CMD_RECEIVE, .transfer = t);
    NO(&l, DESK, "transfer.not_now", CMD_CONSENT, .transfer = t);
    DO(&l, HANDLER, CMD_WITHDRAW, .transfer = t, .note = S("误推"));
    CHECK_EQ(case_transfer(&l.c, t)->life, HEAD_RECEIVED);
    NO(&l, HANDLER, "act.not_yours", CMD_CONSENT, .transfer = t);
    DO(&l, DESK, CMD_CONSENT, .transfer = t);
    CHECK_EQ(case_transfer(&l.c, t)->life, HEAD_WITHDRAWN);
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_RUNNING);
    t = request_arrest(&l);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    NO(&l, HANDLER, "transfer.not_now", CMD_WITHDRAW, .transfer = t, .note = S("误推"));
    live_end(&l);
}

TEST(an_act_for_the_whole_case_is_done_for_all_or_for_none) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 2);
    detain(&l, person(&l, 1));
    size_t before = l.log.n;
    NO(&l, HANDLER, "act.not_possible", CMD_PUSH, .act = S("PRO-01"), .docs = docs_of(l.a, "prosecution_opinion"), .manifest = DOSSIER);
    CHECK(str_find(l.last.refusal.zh, S("李二")) != SIZE_MAX && str_find(l.last.refusal.zh, S("张一")) == SIZE_MAX);
    CHECK_EQ(l.log.n, before);
    live_end(&l);
}

TEST_MAIN()
