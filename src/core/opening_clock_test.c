// SPDX-License-Identifier: Apache-2.0
/*
 * A running term is entered with what had happened to it: the end is the law's own, counted once from the first start.
 * The worked examples need a shipped guide (JINDU_GUIDE); the scenarios are the small one's.
 */
#include "core/fixture.h"

#include "base/test.h"

static Time at(const char *text) {
    Time t;
    ASSERT(time_parse(str_c(text), &t));
    return t;
}

static NewPerson held(Live *l, Str stage, Str custody) {
    NewPerson n = {.name = S("张一"), .birth = DAY_NONE};
    *PUSH(l->a, &n.facts) = (FactValue){S("stage"), stage};
    *PUSH(l->a, &n.facts) = (FactValue){S("custody"), custody};
    *PUSH(l->a, &n.facts) = (FactValue){S("age"), S("adult")};
    return n;
}

static OpenClock *clock_from(Live *l, NewPerson *n, const char *rule, const char *start) {
    OpenClock *k = PUSH(l->a, &n->clocks);
    *k = (OpenClock){.fact = str_c(rule), .value = str_c(start)};
    return k;
}

static void granted(Live *l, OpenClock *k, const char *extension, const char *day) {
    *PUSH(l->a, &k->extensions) = (ClockGrant){.extension = str_c(extension), .authority = S("某市人民检察院"),
                                               .number = S("某检延〔2026〕1号"), .granted = at(day)};
}

static void stood_still(Live *l, OpenClock *k, const char *from, const char *to) {
    *PUSH(l->a, &k->pauses) = (Pause){.from = at(from), .to = to ? at(to) : TIME_NONE, .reason = S("精神病鉴定")};
}

static Decision enter(Live *l, NewPerson *n) {
    const Site *s = fixture_site();
    Command c = CMD(CMD_OPEN, .class = s->guides[s->shipped ? 2 : 0]->id, .name = S("在办案件"), .opening = true, .people = {n, 1, 1});
    return live_try(l, &HANDLER, &c);
}

static void refused_with(Live *l, NewPerson *n, const char *code) {
    Decision d = enter(l, n);
    if (!d.refused) TEST_FAIL("not refused: %s", code);
    else CHECK_STR(str_c(d.refusal.code), str_c(code));
    CHECK(!l->open);
}

static void same_day(const char *what, Time due, const char *day) {
    char is[TIME_TEXT];
    Time want = at(day) + DAY_US - 1;
    if (due != want) TEST_FAIL("%s: due %.*s, expected the end of %s", what, (int)time_format(due, is).n, is, day);
}

/* The examples of the law: days, a month and its fifteen days, two months and one as one term of three. */
TEST(an_extended_term_ends_as_the_worked_examples_say) {
    if (!fixture_site()->shipped) SKIP("the law's own terms");
    static const struct {
        const char *stage, *custody, *rule, *start, *extension, *granted, *base, *end;
    } ROWS[] = {
        {"investigation", "detained", "custody_detention", "2026-04-29", "seven", "2026-04-30", "2026-05-02", "2026-05-06"},
        {"investigation", "detained", "custody_detention", "2028-02-27", "seven", "2028-02-28", "2028-03-01", "2028-03-05"},
        {"investigation", "detained", "custody_detention", "2026-12-30", "seven", "2026-12-31", "2027-01-02", "2027-01-06"},
        {"investigation", "detained", "custody_detention", "2026-03-31", "thirty", "2026-04-01", "2026-04-03", "2026-04-30"},
        {"investigation", "detained", "custody_detention", "2028-01-30", "thirty", "2028-01-31", "2028-02-02", "2028-02-29"},
        {"review", "arrested", "custody_review", "2026-04-30", "half_month", "2026-05-20", "2026-05-31", "2026-06-15"},
        {"review", "arrested", "custody_review", "2028-01-30", "half_month", "2028-02-20", "2028-02-29", "2028-03-15"},
        {"review", "arrested", "custody_review", "2026-12-31", "half_month", "2027-01-20", "2027-01-31", "2027-02-15"},
        {"investigation", "arrested", "custody_investigation", "2026-08-31", "first", "2026-10-24", "2026-10-31", "2026-11-30"},
        {"investigation", "arrested", "custody_investigation", "2027-12-29", "first", "2028-02-20", "2028-02-29", "2028-03-29"},
        {"investigation", "arrested", "custody_investigation", "2026-12-30", "first", "2027-02-20", "2027-02-28", "2027-03-30"},
        {"investigation", "arrested", "custody_investigation", "2026-12-28", "first", "2027-02-20", "2027-02-28", "2027-03-28"},
    };
    for (size_t i = 0; i < LEN(ROWS); i++)
        for (int extended = 0; extended < 2; extended++) {
            Live l;
            live_begin(&l, "2020-01-01T10:00");
            l.now = at(extended ? ROWS[i].granted : ROWS[i].start) + 10 * HOUR;
            NewPerson n = held(&l, str_c(ROWS[i].stage), str_c(ROWS[i].custody));
            OpenClock *k = clock_from(&l, &n, ROWS[i].rule, ROWS[i].start);
            if (extended) granted(&l, k, ROWS[i].extension, ROWS[i].granted);
            Decision d = enter(&l, &n);
            if (d.refused) TEST_FAIL("%s: %s " STR_FMT, ROWS[i].start, d.refusal.code, STR_ARG(d.refusal.en));
            else {
                const Clock *c = clock_of(&l.c, l.c.persons.v[0].id, ROWS[i].rule);
                same_day(ROWS[i].start, c->due, extended ? ROWS[i].end : ROWS[i].base);
                CHECK_EQ(subject_at(live_subject(&l, l.c.persons.v[0].subject), l.now).basis->due, c->due);
                CHECK_EQ(c->extensions.n, (size_t)extended);
            }
            live_end(&l);
        }
}

/* All three extensions of the investigation are one term of seven months; what they say of the person goes with them. */
TEST(seven_months_of_investigation_are_counted_whole) {
    if (!fixture_site()->shipped) SKIP("the law's own terms");
    Live l;
    live_begin(&l, "2026-08-01T10:00");
    NewPerson n = held(&l, S("investigation"), S("arrested"));
    OpenClock *k = clock_from(&l, &n, "custody_investigation", "2026-01-30");
    granted(&l, k, "first", "2026-03-25");
    granted(&l, k, "second", "2026-04-25");
    granted(&l, k, "third", "2026-06-25");
    CHECK(!enter(&l, &n).refused);
    int64_t p = l.c.persons.v[0].id;
    const Clock *c = clock_of(&l.c, p, "custody_investigation");
    same_day("seven months", c->due, "2026-08-30");
    CHECK_EQ(c->grants.n, 3);
    CHECK_STR(c->grants.v[0].act, S("EXT-01"));
    CHECK_STR(c->grants.v[2].act, S("EXT-03"));
    CHECK_STR(c->grants.v[2].authority, S("某市人民检察院"));
    FACT(&l.c, p, "extended", "third"); /* said by the last extension, although nobody filled it in */
    FACT(&l.c, p, "custody", "arrested");
    live_end(&l);
}

TEST(time_that_did_not_count_moves_the_end_by_as_many_days) {
    if (!fixture_site()->shipped) SKIP("the law's own terms");
    Live l;
    live_begin(&l, "2026-03-10T10:00");
    NewPerson n = held(&l, S("investigation"), S("arrested"));
    OpenClock *k = clock_from(&l, &n, "custody_investigation", "2026-01-13");
    stood_still(&l, k, "2026-02-01", "2026-03-03"); /* thirty days of a psychiatric examination, 刑事诉讼法 149 */
    CHECK(!enter(&l, &n).refused);
    const Clock *c = clock_of(&l.c, l.c.persons.v[0].id, "custody_investigation");
    same_day("thirty days", c->due, "2026-04-12");
    CHECK_EQ(c->life, CLOCK_RUNNING);
    CHECK_STR(c->pauses.v[0].reason, S("精神病鉴定"));
    live_end(&l);
}

TEST(a_term_that_stands_still_when_it_is_entered_does_not_lapse) {
    if (!fixture_site()->shipped) SKIP("the law's own terms");
    Live l;
    live_begin(&l, "2026-06-10T10:00");
    NewPerson n = held(&l, S("investigation"), S("arrested"));
    stood_still(&l, clock_from(&l, &n, "custody_investigation", "2026-01-13"), "2026-02-01", NULL);
    CHECK(!enter(&l, &n).refused);
    int64_t p = l.c.persons.v[0].id;
    CHECK_EQ(clock_of(&l.c, p, "custody_investigation")->life, CLOCK_PAUSED);
    FACT(&l.c, p, "custody", "arrested");
    live_end(&l);
}

TEST(an_extended_clock_does_not_lapse_and_is_not_extended_twice) {
    if (fixture_site()->shipped) SKIP("the small guide's scenario");
    Live l;
    live_begin(&l, "2021-05-05T10:00");
    NewPerson n = held(&l, S("investigation"), S("arrested"));
    OpenClock *k = clock_from(&l, &n, "custody_investigation", "2021-03-01");
    Live plain;
    live_begin(&plain, "2021-05-05T10:00");
    CHECK(!enter(&plain, &n).refused);
    FACT(&plain.c, plain.c.persons.v[0].id, "custody", "overdue"); /* the two months are over */
    live_end(&plain);
    granted(&l, k, "first", "2021-04-25");
    CHECK(!enter(&l, &n).refused);
    int64_t p = l.c.persons.v[0].id;
    const Clock *c = clock_of(&l.c, p, "custody_investigation");
    CHECK_EQ(c->life, CLOCK_RUNNING);
    same_day("three months", c->due, "2021-06-01");
    FACT(&l.c, p, "extended", "once");
    live_at(&l, "2021-06-03T10:00");
    DO(&l, HANDLER, CMD_TICK);
    FACT(&l.c, p, "custody", "overdue");
    live_end(&l);
}

TEST(what_the_guide_or_the_calendar_does_not_bear_out_is_not_entered) {
    if (fixture_site()->shipped) SKIP("the small guide's scenario");
    static const struct {
        const char *extension, *act, *granted, *code;
    } WRONG[] = {{"second", NULL, "2021-04-25", "fact.invalid"},
                 {"first", "INV-03", "2021-04-25", "fact.invalid"}, /* extends another clock */
                 {"first", NULL, "2021-02-25", "fact.invalid"},     /* before its start */
                 {"first", NULL, "2021-05-25", "fact.invalid"},     /* after now */
                 {"first", NULL, "2021-05-03", "clock.granted_late"}};
    for (size_t i = 0; i < LEN(WRONG); i++) {
        Live l;
        live_begin(&l, "2021-05-05T10:00");
        NewPerson n = held(&l, S("investigation"), S("arrested"));
        OpenClock *k = clock_from(&l, &n, "custody_investigation", "2021-03-01");
        granted(&l, k, WRONG[i].extension, WRONG[i].granted);
        if (WRONG[i].act) k->extensions.v[0].act = str_c(WRONG[i].act);
        refused_with(&l, &n, WRONG[i].code);
        live_end(&l);
    }
    Live l;
    live_begin(&l, "2021-05-05T10:00");
    NewPerson n = held(&l, S("investigation"), S("arrested"));
    OpenClock *k = clock_from(&l, &n, "custody_investigation", "2021-03-01");
    granted(&l, k, "first", "2021-04-20");
    granted(&l, k, "first", "2021-04-25");
    refused_with(&l, &n, "clock.extended_enough");
    k->extensions.n = 0;
    stood_still(&l, k, "2021-03-10", "2021-03-20");
    refused_with(&l, &n, "fact.invalid"); /* nothing in this guide makes it stand still */
    live_end(&l);
}

TEST(pauses_lie_between_the_start_and_now_in_order_and_say_why) {
    if (fixture_site()->shipped) SKIP("the small guide's scenario");
    static const struct {
        const char *from, *to, *from2, *to2;
    } WRONG[] = {{"2021-02-27", "2021-03-01", NULL, NULL},
                 {"2021-03-02", "2021-03-02", NULL, NULL},
                 {"2021-03-02", "2021-03-09", NULL, NULL},
                 {"2021-03-01T09:00", NULL, "2021-03-02", "2021-03-03"},
                 {"2021-03-01T09:00", "2021-03-02T10:00", "2021-03-02", "2021-03-03"}};
    for (size_t i = 0; i <= LEN(WRONG); i++) {
        Live l;
        live_begin(&l, "2021-03-03T10:00");
        NewPerson n = held(&l, S("investigation"), S("detained"));
        OpenClock *k = clock_from(&l, &n, "custody_detention", "2021-03-01");
        bool last = i == LEN(WRONG);
        stood_still(&l, k, last ? "2021-03-02" : WRONG[i].from, last ? "2021-03-03" : WRONG[i].to);
        if (!last && WRONG[i].from2) stood_still(&l, k, WRONG[i].from2, WRONG[i].to2);
        if (last) k->pauses.v[0].reason = (Str){0};
        refused_with(&l, &n, "fact.invalid");
        live_end(&l);
    }
}

TEST_MAIN()
