// SPDX-License-Identifier: Apache-2.0
/* What was entered wrongly, late or unlawfully, and how it is put right. */
#include "core/fixture.h"
#include "core/foreseen.h"

#include "base/test.h"

static const Hash DOSSIER = {{1}};

static int64_t person(const Live *l, size_t i) {
    return l->c.persons.v[i].id;
}

static Time at(const char *text) {
    Time t;
    ASSERT(time_parse(str_c(text), &t));
    return t;
}

static int64_t detain(Live *l) {
    return live_checked(l, &HANDLER, &LEGAL, (Command){.act = S("INV-02"), .docs = docs_of(l->a, "detention_warrant")});
}

static int64_t request_arrest(Live *l) {
    return live_checked(l, &HANDLER, &LEGAL, (Command){.act = S("ARR-01"), .docs = docs_of(l->a, "arrest_request"), .manifest = DOSSIER});
}

static void begin(Live *l) {
    live_begin(l, "2021-03-01T10:00");
    live_open(l, 1);
}

static Standing standing(Live *l) {
    return subject_at(live_subject(l, l->c.persons.v[0].subject), l->now);
}

static Day due_day(const Live *l, const char *rule) {
    return day_of(clock_of(&l->c, person(l, 0), rule)->due);
}

static Day the_day(const char *text) {
    Day d;
    ASSERT(day_parse(str_c(text), &d));
    return d;
}

TEST(a_wrong_accept_is_taken_back_and_the_paper_waits_again) {
    Live l;
    begin(&l);
    detain(&l);
    int64_t t = request_arrest(&l), p = person(&l, 0);
    l.now += HOUR;
    DO(&l, DESK, CMD_RECEIVE, .transfer = t);
    l.now += HOUR;
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    NO(&l, DESK, "reason.needed", CMD_UNDO, .transfer = t);
    NO(&l, HANDLER, "act.not_yours", CMD_UNDO, .transfer = t, .note = S("点错"));
    DO(&l, DESK, CMD_UNDO, .transfer = t, .note = S("点错"));
    CHECK_EQ(case_transfer(&l.c, t)->life, HEAD_RECEIVED);
    CHECK_EQ(duty_of(&l.c, 0, "check")->life, DUTY_OPEN);
    CHECK_EQ(duty_of(&l.c, 0, "answer")->life, DUTY_ENDED);
    CHECK_EQ(clock_of(&l.c, p, "custody_arrest_review")->life, CLOCK_RUNNING);
    ReturnMark mark = {.code = S("order")};
    DO(&l, DESK, CMD_RETURN, .transfer = t, .marks = {&mark, 1, 1});
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_RUNNING);
    l.now += HOUR;
    DO(&l, DESK, CMD_UNDO, .transfer = t, .note = S("误退"));
    CHECK_EQ(case_transfer(&l.c, t)->life, HEAD_RECEIVED);
    CHECK_EQ(case_transfer(&l.c, t)->returns.n, 0);
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_PAUSED);
    CHECK_EQ(clock_of(&l.c, p, "custody_arrest_review")->life, CLOCK_RUNNING);
    CHECK_EQ(clock_of(&l.c, p, "correction")->life, CLOCK_SUPERSEDED);
    CHECK_EQ(duty_of(&l.c, 0, "correct")->life, DUTY_ENDED);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    live_end(&l);
}

TEST(an_answer_is_taken_back_only_while_nothing_has_followed) {
    Live l;
    begin(&l);
    detain(&l);
    int64_t t = request_arrest(&l), p = person(&l, 0);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    l.now += HOUR;
    DO(&l, PROSECUTOR, CMD_ANSWER, .transfer = t, .option = S("refuse"), .reason = S("no_crime"));
    CHECK_EQ(standing(&l).live, 0);
    l.now += HOUR;
    DO(&l, PROSECUTOR, CMD_UNDO, .transfer = t, .note = S("选错结果"));
    FACT(&l.c, p, "custody", "detained");
    CHECK_EQ(clock_of(&l.c, p, "custody_arrest_review")->life, CLOCK_RUNNING);
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_PAUSED);
    CHECK_EQ(duty_of(&l.c, p, "release_now")->life, DUTY_ENDED);
    CHECK_EQ(duty_of(&l.c, 0, "answer")->life, DUTY_OPEN);
    CHECK_EQ(standing(&l).hold, HOLD_HELD);
    DO(&l, PROSECUTOR, CMD_ANSWER, .transfer = t, .option = S("approve"), .docs = docs_of(l.a, "arrest_decision"));
    FACT(&l.c, p, "custody", "arrested");
    l.now += HOUR;
    DO(&l, HANDLER, CMD_PUSH, .act = S("ARR-05"));
    NO(&l, PROSECUTOR, "undo.followed", CMD_UNDO, .transfer = t, .note = S("选错结果"));
    live_end(&l);
}

/* Two were answered one after the other: each answer goes back to what was before it. */
TEST(answers_are_taken_back_one_by_one) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 2);
    detain(&l);
    int64_t t = request_arrest(&l), p = person(&l, 0), q = person(&l, 1);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    l.now += HOUR;
    DO(&l, PROSECUTOR, CMD_ANSWER, .transfer = t, .persons = {&p, 1, 1}, .option = S("approve"), .docs = docs_of(l.a, "arrest_decision"));
    l.now += HOUR;
    DO(&l, PROSECUTOR, CMD_ANSWER, .transfer = t, .persons = {&q, 1, 1}, .option = S("refuse"), .reason = S("no_crime"));
    l.now += HOUR;
    DO(&l, PROSECUTOR, CMD_UNDO, .transfer = t, .note = S("选错结果"));
    FACT(&l.c, q, "custody", "detained");
    FACT(&l.c, p, "custody", "arrested");
    DO(&l, PROSECUTOR, CMD_UNDO, .transfer = t, .note = S("选错结果"));
    FACT(&l.c, p, "custody", "detained");
    CHECK_EQ(clock_of(&l.c, p, "custody_arrest_review")->life, CLOCK_RUNNING);
    CHECK_EQ(clock_of(&l.c, p, "custody_investigation")->life, CLOCK_SUPERSEDED);
    CHECK_EQ(standing(&l).hold, HOLD_HELD);
    live_end(&l);
}

TEST(a_deed_is_taken_back_and_whoever_was_told_is_told_again) {
    Live l;
    begin(&l);
    int64_t deed = detain(&l), p = person(&l, 0);
    CHECK_EQ(l.c.notices.n, 1);
    l.now += HOUR;
    NO(&l, DESK, "act.not_yours", CMD_UNDO, .target = deed, .note = S("错人"));
    DO(&l, HANDLER, CMD_UNDO, .target = deed, .note = S("错人"));
    CHECK(case_deed(&l.c, deed)->taken_back);
    FACT(&l.c, p, "custody", "none");
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_SUPERSEDED);
    CHECK_EQ(standing(&l).live, 0);
    CHECK_EQ(l.c.notices.n, 2);
    NO(&l, HANDLER, "correct.no_target", CMD_UNDO, .target = deed, .note = S("错人"));
    DO(&l, HANDLER, CMD_TICK);
    live_end(&l);
}

TEST(a_name_is_corrected_by_whoever_entered_it_and_the_old_one_stays_readable) {
    Live l;
    begin(&l);
    int64_t p = person(&l, 0);
    request_arrest(&l);
    NO(&l, DESK, "correct.not_yours", CMD_CORRECT, .target = p, .field = S("name"), .value = S("张二"), .reason = S("笔误"));
    NO(&l, HANDLER, "reason.needed", CMD_CORRECT, .target = p, .field = S("name"), .value = S("张二"));
    NO(&l, HANDLER, "correct.same", CMD_CORRECT, .target = p, .field = S("name"), .value = S("张一"), .reason = S("笔误"));
    NO(&l, HANDLER, "correct.no_target", CMD_CORRECT, .target = p, .field = S("colour"), .value = S("x"), .reason = S("笔误"));
    NO(&l, HANDLER, "correct.value", CMD_CORRECT, .target = p, .field = S("birth"), .value = S("yesterday"), .reason = S("笔误"));
    DO(&l, HANDLER, CMD_CORRECT, .target = p, .field = S("name"), .value = S("张二"), .reason = S("笔误"));
    CHECK_STR(case_person(&l.c, p)->name, S("张二"));
    CHECK_STR(l.c.corrections.v[0].was, S("张一"));
    CHECK_EQ(l.c.notices.v[l.c.notices.n - 1].agency, PROCURATORATE);
    live_end(&l);
}

TEST(a_corrected_date_counts_its_clocks_again_and_the_ledger_follows) {
    Live l;
    begin(&l);
    int64_t deed = detain(&l);
    CHECK_EQ(due_day(&l, "custody_detention"), the_day("2021-03-04"));
    live_at(&l, "2021-03-02T10:00");
    NO(&l, HANDLER, "effective.future", CMD_CORRECT, .target = deed, .field = S("effective"), .value = S("2021-03-05T10:00"), .reason = S("笔误"));
    DO(&l, HANDLER, CMD_CORRECT, .target = deed, .field = S("effective"), .value = S("2021-02-28T22:00"), .reason = S("笔误"));
    CHECK_EQ(due_day(&l, "custody_detention"), the_day("2021-03-03"));
    CHECK_EQ(day_of(standing(&l).basis->due), the_day("2021-03-03"));
    CHECK_EQ(standing(&l).basis->from, at("2021-02-28T22:00"));
    live_end(&l);
}

static Foreseen foresee(Live *l, const Actor *who, Command cmd) {
    Case *c = NEW(l->a, Case);
    Subject **subjects = NEW_N(l->a, Subject *, l->subjects.n);
    for (size_t i = 0; i < l->log.n; i++) case_apply(c, &l->log.v[i], l->a);
    for (size_t i = 0; i < l->subjects.n; i++) {
        subjects[i] = NEW(l->a, Subject);
        for (size_t j = 0; j < l->ledgers.n; j++)
            if (l->ledgers.v[j].stream == l->subjects.v[i]->id) subject_apply(subjects[i], &l->ledgers.v[j], l->a);
    }
    cmd.kind = CMD_CORRECT;
    cmd.case_id = l->c.id;
    ForeseeAsk ask = {&fixture_site()->w, c, subjects, l->subjects.n, &cmd, who, {l->now, l->next_id}};
    return correction_foreseen(&ask, l->a);
}

static const Change *change_of(const Foreseen *f, const char *rule) {
    for (size_t i = 0; i < f->changes.n; i++)
        if (str_eqz(f->changes.v[i].rule, rule)) return &f->changes.v[i];
    return NULL;
}

TEST(what_a_correction_will_change_is_told_before_and_nothing_is_changed_by_telling) {
    Live l;
    begin(&l);
    int64_t deed = detain(&l), p = person(&l, 0);
    live_at(&l, "2021-03-02T10:00");
    Str before = case_text(&l.c, l.a);
    CHECK(foresee(&l, &HANDLER, (Command){.target = deed, .field = S("effective"), .value = S("2021-03-05T10:00"), .reason = S("笔误")}).refused);
    Foreseen f = foresee(&l, &HANDLER, (Command){.target = deed, .field = S("effective"), .value = S("2021-02-24T22:00"), .reason = S("笔误")});
    const Change *term = change_of(&f, "custody_detention"), *over = change_of(&f, "overdue_custody");
    CHECK(!f.refused && !f.agree && term && over);
    CHECK_EQ(day_of(term->due_was), the_day("2021-03-04"));
    CHECK_EQ(day_of(term->due), the_day("2021-02-27"));
    CHECK(!term->missed_was && term->missed && over->open && over->person == p);
    CHECK_STR(case_text(&l.c, l.a), before);
    DO(&l, HANDLER, CMD_CORRECT, .target = deed, .field = S("effective"), .value = S("2021-02-24T22:00"), .reason = S("笔误"));
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->due, term->due);
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_LAPSED);
    f = foresee(&l, &HANDLER, (Command){.target = p, .field = S("name"), .value = S("张二"), .reason = S("笔误")});
    CHECK(!f.refused && !f.changes.n);
    live_end(&l);
}

TEST(a_lapse_that_came_only_of_a_wrong_date_is_undone_with_all_it_brought) {
    Live l;
    begin(&l);
    live_at(&l, "2021-03-05T10:00");
    int64_t deed = live_checked(&l, &HANDLER, &LEGAL,
                                (Command){.act = S("INV-02"), .docs = docs_of(l.a, "detention_warrant"),
                                          .effective = at("2021-03-01T11:00"), .late_reason = S("网络不通")});
    int64_t p = person(&l, 0);
    FACT(&l.c, p, "custody", "overdue");
    CHECK_EQ(standing(&l).hold, HOLD_OVERDUE);
    CHECK_EQ(duty_of(&l.c, p, "overdue_custody")->life, DUTY_OPEN);
    CHECK(case_deed(&l.c, deed)->late);
    DO(&l, HANDLER, CMD_CORRECT, .target = deed, .field = S("effective"), .value = S("2021-03-04T11:00"), .reason = S("日期录错"));
    FACT(&l.c, p, "custody", "detained");
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_RUNNING);
    CHECK_EQ(due_day(&l, "custody_detention"), the_day("2021-03-07"));
    CHECK_EQ(duty_of(&l.c, p, "overdue_custody")->life, DUTY_ENDED);
    Standing st = standing(&l);
    CHECK_EQ(st.hold, HOLD_HELD);
    CHECK_EQ(st.basis->overdue, TIME_NONE);
    CHECK_EQ(day_of(st.basis->due), the_day("2021-03-07"));
    live_at(&l, "2021-03-08T10:00");
    DO(&l, HANDLER, CMD_TICK);
    FACT(&l.c, p, "custody", "overdue");
    live_end(&l);
}

TEST(a_receiver_who_has_acted_on_a_date_must_agree_to_its_correction) {
    Live l;
    begin(&l);
    int64_t deed = detain(&l);
    l.now += HOUR;
    int64_t t = request_arrest(&l);
    l.now += HOUR;
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    l.now += HOUR;
    Foreseen f = foresee(&l, &HANDLER, (Command){.target = deed, .field = S("effective"), .value = S("2021-02-28T22:00"), .reason = S("笔误")});
    CHECK_EQ(f.agree, PROCURATORATE);
    CHECK(!change_of(&f, "agree_correction"));
    int64_t k = DO(&l, HANDLER, CMD_CORRECT, .target = deed, .field = S("effective"), .value = S("2021-02-28T22:00"), .reason = S("笔误"));
    CHECK_EQ(due_day(&l, "custody_detention"), the_day("2021-03-04"));
    CHECK_EQ(duty_of(&l.c, 0, "agree_correction")->agency, PROCURATORATE);
    NO(&l, HANDLER, "act.not_yours", CMD_AGREE, .target = k);
    DO(&l, DESK, CMD_AGREE, .target = k);
    CHECK_EQ(case_deed(&l.c, deed)->effective, at("2021-02-28T22:00"));
    CHECK_EQ(clock_of(&l.c, person(&l, 0), "custody_detention")->start, at("2021-02-28T22:00"));
    CHECK_EQ(duty_of(&l.c, 0, "agree_correction")->life, DUTY_CLEARED);
    NO(&l, DESK, "duty.none", CMD_AGREE, .target = k);
    live_end(&l);
}

TEST(the_receiver_corrects_his_own_dates) {
    Live l;
    begin(&l);
    detain(&l);
    l.now += 4 * HOUR;
    int64_t t = request_arrest(&l);
    live_at(&l, "2021-03-02T15:00");
    DO(&l, DESK, CMD_RECEIVE, .transfer = t);
    CHECK_EQ(due_day(&l, "custody_arrest_review"), the_day("2021-03-09"));
    NO(&l, HANDLER, "correct.not_yours", CMD_CORRECT, .target = t, .field = S("received"), .value = S("2021-03-01T16:00"), .reason = S("笔误"));
    DO(&l, DESK, CMD_CORRECT, .target = t, .field = S("received"), .value = S("2021-03-01T16:00"), .reason = S("笔误"));
    CHECK_EQ(due_day(&l, "custody_arrest_review"), the_day("2021-03-08"));
    CHECK_EQ(case_transfer(&l.c, t)->received_effective, at("2021-03-01T16:00"));
    live_end(&l);
}

TEST(a_late_entry_says_why_and_is_shown_as_late) {
    Live l;
    begin(&l);
    live_at(&l, "2021-03-05T10:00");
    int64_t p = person(&l, 0);
    NO(&l, HANDLER, "late.reason_needed", CMD_DO, .act = S("REP-02"), .persons = {&p, 1, 1}, .effective = at("2021-03-01T12:00"));
    NO(&l, HANDLER, "effective.future", CMD_DO, .act = S("REP-02"), .persons = {&p, 1, 1}, .effective = at("2021-03-06T12:00"));
    NO(&l, HANDLER, "effective.too_old", CMD_DO, .act = S("REP-02"), .persons = {&p, 1, 1}, .effective = at("1902-03-06T12:00"));
    int64_t deed = DO(&l, HANDLER, CMD_DO, .act = S("REP-02"), .persons = {&p, 1, 1}, .effective = at("2021-03-01T12:00"), .late_reason = S("停电"));
    CHECK(case_deed(&l.c, deed)->late);
    CHECK_STR(case_deed(&l.c, deed)->late_reason, S("停电"));
    CHECK_EQ(case_deed(&l.c, deed)->at, l.now);
    live_end(&l);
}

TEST(a_release_entered_late_was_in_time_and_leaves_no_overdue_custody) {
    Live l;
    begin(&l);
    detain(&l);
    int64_t p = person(&l, 0);
    live_at(&l, "2021-03-06T10:00");
    DO(&l, HANDLER, CMD_TICK);
    FACT(&l.c, p, "custody", "overdue");
    DO(&l, HANDLER, CMD_DO, .act = S("MEA-11"), .option = S("bail"), .effective = at("2021-03-03T09:00"), .late_reason = S("补录"));
    FACT(&l.c, p, "custody", "bail");
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_CLOSED);
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->closed, at("2021-03-03T09:00"));
    CHECK(duty_of(&l.c, p, "overdue_custody")->life == DUTY_ENDED);
    const HoldEntry *h = &live_subject(&l, l.c.persons.v[0].subject)->holds.v[0];
    CHECK_EQ(h->until, at("2021-03-03T09:00"));
    CHECK_EQ(h->overdue, TIME_NONE);
    live_end(&l);
}

/* The late release had undone the lapse; without it the term has run out after all, and the next step of time says so. */
TEST(a_late_release_taken_back_leaves_the_term_that_ran_out) {
    Live l;
    begin(&l);
    detain(&l);
    int64_t p = person(&l, 0);
    live_at(&l, "2021-03-06T10:00");
    DO(&l, HANDLER, CMD_TICK);
    DO(&l, HANDLER, CMD_DO, .act = S("MEA-11"), .option = S("bail"), .effective = at("2021-03-03T09:00"), .late_reason = S("补录"));
    CHECK_EQ(standing(&l).hold, HOLD_FREE);
    DO(&l, HANDLER, CMD_UNDO, .target = l.c.deeds.v[l.c.deeds.n - 1].id, .note = S("误录"));
    CHECK(standing(&l).hold != HOLD_FREE);
    DO(&l, HANDLER, CMD_TICK);
    FACT(&l.c, p, "custody", "overdue");
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_LAPSED);
    CHECK_EQ(duty_of(&l.c, p, "overdue_custody")->life, DUTY_OPEN);
    CHECK_EQ(day_of(standing(&l).basis->overdue), the_day("2021-03-04"));
    live_end(&l);
}

TEST(a_late_entry_after_the_lapse_leaves_the_breach_standing) {
    Live l;
    begin(&l);
    detain(&l);
    int64_t p = person(&l, 0);
    live_at(&l, "2021-03-09T10:00");
    DO(&l, HANDLER, CMD_DO, .act = S("MEA-11"), .option = S("bail"), .effective = at("2021-03-06T09:00"), .late_reason = S("补录"));
    FACT(&l.c, p, "custody", "bail");
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_LAPSED);
    CHECK(live_subject(&l, l.c.persons.v[0].subject)->holds.v[0].overdue != TIME_NONE);
    CHECK_EQ(duty_of(&l.c, p, "overdue_custody")->life, DUTY_CLEARED);
    live_end(&l);
}

TEST(a_request_made_and_received_in_time_and_entered_after_the_lapse_leaves_nobody_overdue) {
    Live l;
    begin(&l);
    int64_t p = person(&l, 0);
    live_at(&l, "2021-03-09T10:00");
    live_checked(&l, &HANDLER, &LEGAL, (Command){.act = S("INV-02"), .docs = docs_of(l.a, "detention_warrant"),
                                                 .effective = at("2021-03-01T11:00"), .late_reason = S("补录")});
    FACT(&l.c, p, "custody", "overdue");
    int64_t t = live_checked(&l, &HANDLER, &LEGAL, (Command){.act = S("ARR-01"), .docs = docs_of(l.a, "arrest_request"),
                             .manifest = DOSSIER, .effective = at("2021-03-02T11:00"), .late_reason = S("补录")});
    DO(&l, DESK, CMD_RECEIVE, .transfer = t, .effective = at("2021-03-02T15:00"), .late_reason = S("补录"));
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_PAUSED);
    CHECK_EQ(clock_of(&l.c, p, "custody_arrest_review")->start, at("2021-03-02T15:00"));
    FACT(&l.c, p, "custody", "detained");
    live_end(&l);
}

TEST(an_appeal_lodged_in_time_and_entered_after_the_period_takes_the_effect_back) {
    Live l;
    begin(&l);
    int64_t p = person(&l, 0);
    int64_t t = DO(&l, HANDLER, CMD_PUSH, .act = S("PRO-01"), .docs = docs_of(l.a, "prosecution_opinion"), .manifest = DOSSIER);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    t = DO(&l, PROSECUTOR, CMD_PUSH, .act = S("TRI-01"), .docs = docs_of(l.a, "indictment"));
    DO(&l, FILING, CMD_ACCEPT, .transfer = t);
    Datum months = {S("sentence_months"), S("8")};
    DO(&l, JUDGE, CMD_DO, .act = S("JUD-01"), .option = S("guilty"), .data = {&months, 1, 1});
    live_at(&l, "2021-03-15T10:00");
    DO(&l, JUDGE, CMD_TICK);
    FACT(&l.c, p, "stage", "effective");
    CHECK_EQ(duty_of(&l.c, p, "deliver_execution")->life, DUTY_OPEN);
    DO(&l, JUDGE, CMD_PUSH, .act = S("APP-01"), .effective = at("2021-03-10T17:00"), .late_reason = S("邮寄上诉状"));
    FACT(&l.c, p, "stage", "trial2");
    CHECK_EQ(duty_of(&l.c, p, "deliver_execution")->life, DUTY_ENDED);
    CHECK_EQ(clock_of(&l.c, p, "appeal_period")->life, CLOCK_CLOSED);
    live_end(&l);
}

TEST(a_fact_that_was_not_lawful_is_recorded_and_judged_not_refused) {
    Live l;
    begin(&l);
    int64_t p = person(&l, 0);
    int64_t deed = DO(&l, HOUSE_DESK, CMD_DO, .act = S("REP-01"));
    CHECK(case_deed(&l.c, deed)->unlawful.n > 0);
    CHECK_EQ(duty_of(&l.c, 0, "examine_unlawful")->agency, PROCURATORATE);
    CHECK(duty_of(&l.c, 0, "examine_unlawful")->red);
    DO(&l, DESK, CMD_FULFIL, .target = duty_of(&l.c, 0, "examine_unlawful")->id, .note = S("已核实"));
    /* somebody was locked up without a basis: the ledger says so, the machine does not move */
    int64_t t = request_arrest(&l);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    live_at(&l, "2021-03-10T10:00");
    deed = live_checked(&l, &HANDLER, &LEGAL,
                        (Command){.act = S("INV-02"), .docs = docs_of(l.a, "detention_warrant"),
                                  .effective = at("2021-03-05T11:00"), .late_reason = S("事后发现")});
    CHECK(case_deed(&l.c, deed)->unlawful.n > 0);
    FACT(&l.c, p, "custody", "none");
    CHECK_EQ(standing(&l).hold, HOLD_OVERDUE);
    CHECK(standing(&l).basis->unlawful.n > 0);
    live_end(&l);
}

/* The appeal was given back and the period ran out; taken back altogether, it runs anew. The first one is history. */
TEST(a_period_that_was_begun_anew_is_not_revived_beside_itself) {
    Live l;
    begin(&l);
    int64_t p = person(&l, 0), t = DO(&l, HANDLER, CMD_PUSH, .act = S("PRO-01"), .docs = docs_of(l.a, "prosecution_opinion"), .manifest = DOSSIER);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    t = DO(&l, PROSECUTOR, CMD_PUSH, .act = S("TRI-01"), .docs = docs_of(l.a, "indictment"));
    DO(&l, FILING, CMD_ACCEPT, .transfer = t);
    DO(&l, JUDGE, CMD_DO, .act = S("JUD-01"), .option = S("acquitted"));
    t = DO(&l, JUDGE, CMD_PUSH, .act = S("APP-01"));
    l.now += DAY_US;
    ReturnMark mark = {.code = S("order")};
    DO(&l, CITY_FILING, CMD_RETURN, .transfer = t, .marks = {&mark, 1, 1});
    const Clock *first = clock_of(&l.c, p, "appeal_period");
    int64_t id = first->id;
    CHECK_EQ(first->cause, t);
    l.now += 20 * DAY_US;
    DO(&l, JUDGE, CMD_WITHDRAW, .transfer = t, .note = S("撤回"));
    CHECK_EQ(case_clock(&l.c, id)->life, CLOCK_ENDED);
    CHECK_EQ(clock_of(&l.c, p, "appeal_period")->life, CLOCK_RUNNING);
    FACT(&l.c, p, "stage", "judged");
    char text[TIME_TEXT];
    Time was = case_transfer(&l.c, t)->returned_effective;
    DO(&l, CITY_FILING, CMD_CORRECT, .target = t, .field = S("returned"), .value = time_format(was - HOUR, text), .reason = S("录错"));
    CHECK_EQ(case_clock(&l.c, id)->life, CLOCK_ENDED);
    CHECK_EQ(case_clock(&l.c, id)->start, was - HOUR);
    CHECK_EQ(clock_of(&l.c, p, "appeal_period")->life, CLOCK_RUNNING);
    FACT(&l.c, p, "stage", "judged");
    live_end(&l);
}

/* The request came in while the term had lapsed, and so stopped none: an extension said to be older cannot undo the lapse. */
TEST(a_lapse_that_another_step_was_built_on_stays) {
    Live l;
    begin(&l);
    detain(&l);
    int64_t p = person(&l, 0);
    live_at(&l, "2021-03-06T10:00");
    int64_t t = request_arrest(&l);
    DO(&l, DESK, CMD_RECEIVE, .transfer = t);
    FACT(&l.c, p, "custody", "overdue");
    live_at(&l, "2021-03-06T12:00");
    DO(&l, HANDLER, CMD_DO, .act = S("INV-03"), .effective = at("2021-03-02T10:00"), .late_reason = S("补录"));
    CHECK(l.c.deeds.v[l.c.deeds.n - 1].unlawful.n > 0);
    FACT(&l.c, p, "custody", "overdue");
    CHECK_EQ(clock_of(&l.c, p, "custody_detention")->life, CLOCK_LAPSED);
    CHECK_EQ(duty_of(&l.c, p, "overdue_custody")->life, DUTY_OPEN);
    live_end(&l);
}

/* Whoever is overdue since is not put back to before: that is for a correction, which counts anew. */
TEST(nothing_is_taken_back_once_a_term_has_run_out_on_it) {
    Live l;
    begin(&l);
    int64_t deed = detain(&l);
    live_at(&l, "2021-03-02T10:00");
    int64_t t = request_arrest(&l);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    l.now += HOUR;
    DO(&l, PROSECUTOR, CMD_ANSWER, .transfer = t, .option = S("approve"), .docs = docs_of(l.a, "arrest_decision"));
    live_at(&l, "2021-06-01T10:00");
    NO(&l, PROSECUTOR, "undo.followed", CMD_UNDO, .transfer = t, .note = S("选错结果"));
    CHECK_STR(str_c(l.last.refusal.where), S("transfer"));
    NO(&l, HANDLER, "undo.followed", CMD_UNDO, .target = deed, .note = S("误录"));
    CHECK_STR(str_c(l.last.refusal.where), S("target"));
    DO(&l, HANDLER, CMD_TICK);
    CHECK_EQ(standing(&l).hold, HOLD_OVERDUE);
    live_end(&l);
}

TEST(of_two_deeds_of_one_moment_none_is_taken_back) {
    Live l;
    begin(&l);
    detain(&l);
    l.now += HOUR;
    DO(&l, HANDLER, CMD_DO, .act = S("MEA-11"), .option = S("bail"));
    int64_t again = detain(&l);
    NO(&l, HANDLER, "undo.followed", CMD_UNDO, .target = again, .note = S("误录"));
    live_end(&l);
}

TEST_MAIN()
