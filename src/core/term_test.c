// SPDX-License-Identifier: Apache-2.0
#include "core/term.h"

#include "base/test.h"
#include "node/yaml.h"

static Day day(const char *text) {
    Day d = DAY_NONE;
    if (!day_parse(str_c(text), &d)) TEST_FAIL("%s is no day", text);
    return d;
}

static Time at(const char *text) {
    Time t = TIME_NONE;
    if (!time_parse(str_c(text), &t)) TEST_FAIL("%s is no time", text);
    return t;
}

static void same_day(const char *what, Day got, Day due) {
    char a[DAY_TEXT], b[DAY_TEXT];
    if (got != due) TEST_FAIL("%s: %s, expected %s", what, day_format(got, a).p, day_format(due, b).p);
}

/* Holidays enough for the tests: May Day 2026 and National Day 2026 with their make-up days. */
static Calendar calendar_2026(Arena *a) {
    static const struct {
        const char *from, *to, *name;
    } FREE[] = {{"2026-01-01", "2026-01-03", "元旦"},
                {"2026-05-01", "2026-05-05", "劳动节"},
                {"2026-10-01", "2026-10-07", "国庆节"},
                {"2027-01-01", "2027-01-01", "元旦"}};
    static const char *const WORKED[] = {"2026-01-04", "2026-05-09", "2026-09-20", "2026-10-10"};
    Calendar c = {.known_from = day("2026-01-01"), .known_to = day("2026-12-24")};
    for (Day d = day("2026-01-01"); d <= day("2027-01-01"); d++) {
        for (size_t i = 0; i < LEN(FREE); i++)
            if (day(FREE[i].from) <= d && d <= day(FREE[i].to))
                *PUSH(a, &c) = (CalendarDay){d, false, str_c(FREE[i].name)};
        for (size_t i = 0; i < LEN(WORKED); i++)
            if (d == day(WORKED[i])) *PUSH(a, &c) = (CalendarDay){d, true, (Str){0}};
    }
    return c;
}

static TermEnd held(const char *from, TermLength l) {
    Calendar none = {.known_to = -1};
    return term_period_end(
        &(Term){.start = at(from), .length = l, .flags = {.custody = true, .roll = true}, .in_custody = true},
        &none, NULL);
}

static Day held_until(Day from, int months) {
    Calendar none = {.known_to = -1};
    Term t = {.start = day_start(from),
              .length = {.months = months},
              .flags = {.custody = true},
              .in_custody = true};
    return term_period_end(&t, &none, NULL).end_day;
}

typedef struct Row {
    const char *start;
    TermLength length;
    const char *end;
} Row;

static void check_rows(const Row *rows, size_t n) {
    for (size_t i = 0; i < n; i++) {
        TermEnd e = held(rows[i].start, rows[i].length);
        same_day(rows[i].start, e.end_day, day(rows[i].end));
        CHECK(e.due == day_end(e.end_day));
        CHECK(!e.rolled && !e.uncertain);
        CHECK(e.alert_day < e.end_day);
    }
}

TEST(days_are_counted_from_the_day_after_and_never_roll_in_custody) {
    static const Row ROWS[] = {
        {"2026-04-29T22:10", {.days = 3}, "2026-05-02"}, {"2026-04-29", {.days = 7}, "2026-05-06"},
        {"2028-02-27", {.days = 3}, "2028-03-01"},       {"2028-02-27", {.days = 7}, "2028-03-05"},
        {"2027-02-27", {.days = 3}, "2027-03-02"},       {"2026-12-30", {.days = 3}, "2027-01-02"},
        {"2026-12-30", {.days = 7}, "2027-01-06"},
    };
    check_rows(ROWS, LEN(ROWS));
}

TEST(thirty_days_and_seven_are_days_and_an_early_request_ends_early) {
    static const Row ROWS[] = {
        {"2026-03-31", {.days = 30}, "2026-04-30"}, {"2026-04-30", {.days = 7}, "2026-05-07"},
        {"2026-03-31", {.days = 37}, "2026-05-07"}, {"2028-01-30", {.days = 30}, "2028-02-29"},
        {"2028-02-29", {.days = 7}, "2028-03-07"},  {"2028-01-30", {.days = 37}, "2028-03-07"},
        {"2027-01-30", {.days = 30}, "2027-03-01"}, {"2027-03-01", {.days = 7}, "2027-03-08"},
        {"2027-01-30", {.days = 37}, "2027-03-08"}, {"2026-12-15", {.days = 30}, "2027-01-14"},
        {"2027-01-04", {.days = 7}, "2027-01-11"},  {"2026-12-15", {.days = 37}, "2027-01-21"},
    };
    check_rows(ROWS, LEN(ROWS));
}

TEST(one_month_ends_on_the_same_day_the_last_day_or_the_last_there_is) {
    static const Row ROWS[] = {
        {"2026-04-30", {.months = 1}, "2026-05-31"}, {"2028-01-30", {.months = 1}, "2028-02-29"},
        {"2026-12-31", {.months = 1}, "2027-01-31"}, {"2026-01-31", {.months = 1}, "2026-02-28"},
        {"2027-02-28", {.months = 1}, "2027-03-31"}, {"2028-02-28", {.months = 1}, "2028-03-28"},
        {"2028-02-29", {.months = 1}, "2028-03-31"}, {"2026-11-30", {.months = 1}, "2026-12-31"},
        {"2026-08-30", {.months = 1}, "2026-09-30"}, {"2026-08-31", {.months = 1}, "2026-09-30"},
        {"2026-12-15", {.months = 1}, "2027-01-15"},
    };
    check_rows(ROWS, LEN(ROWS));
}

TEST(fifteen_days_after_a_month_are_added_to_its_end_as_days) {
    static const Row ROWS[] = {
        {"2026-04-30", {.months = 1, .days = 15}, "2026-06-15"},
        {"2028-01-30", {.months = 1, .days = 15}, "2028-03-15"},
        {"2026-12-31", {.months = 1, .days = 15}, "2027-02-15"},
        {"2026-12-31", {.months = 1, .half_months = 1}, "2027-02-15"}, /* 一个半月 */
    };
    check_rows(ROWS, LEN(ROWS));
    TermLength l = term_length_add((TermLength){.months = 1}, (TermLength){.days = 15});
    same_day("by extension", held("2028-01-30", l).end_day, day("2028-03-15"));
}

TEST(two_months_and_one_more_are_one_term_of_three) {
    static const struct {
        const char *arrest, *base, *request, *extended;
    } ROWS[] = {
        {"2026-08-31", "2026-10-31", "2026-10-24", "2026-11-30"},
        {"2027-12-29", "2028-02-29", "2028-02-22", "2028-03-29"},
        {"2026-12-30", "2027-02-28", "2027-02-21", "2027-03-30"},
        {"2026-01-13", "2026-03-13", NULL, "2026-04-13"},
        {"2026-11-30", "2027-01-31", NULL, "2027-02-28"},
        {"2026-12-31", "2027-02-28", NULL, "2027-03-31"},
        {"2028-02-29", "2028-04-30", NULL, "2028-05-31"},
        {"2026-12-28", "2027-02-28", NULL, "2027-03-28"},
    };
    for (size_t i = 0; i < LEN(ROWS); i++) {
        TermEnd base = held(ROWS[i].arrest, (TermLength){.months = 2});
        TermLength both = term_length_add((TermLength){.months = 2}, (TermLength){.months = 1});
        same_day(ROWS[i].arrest, base.end_day, day(ROWS[i].base));
        same_day(ROWS[i].arrest, held(ROWS[i].arrest, both).end_day, day(ROWS[i].extended));
        if (ROWS[i].request) same_day("request", term_request(base.end_day, 7).latest, day(ROWS[i].request));
        CHECK_EQ(base.end_day - term_request(base.end_day, 7).warn, 10);
    }
    same_day("2026-01-29", held_until(day("2026-01-29"), 2), day("2026-03-29"));
}

TEST(chained_ends_differ_from_anchored_ones_exactly_on_the_named_arrest_days) {
    for (Day x = day("2024-01-01"); x <= day("2031-12-31"); x++) {
        Ymd y = day_ymd(x);
        bool before_common = days_in_month(y.year + 1, 2) == 28, common = days_in_month(y.year, 2) == 28;
        bool extension = (y.month == 7 && y.day == 30) || (y.month == 12 && (y.day == 29 || y.day == 30)) ||
                         (y.month == 12 && y.day == 28 && before_common);
        bool by_month = (y.month == 1 && (y.day == 30 || y.day == 29 || (y.day == 28 && common))) ||
                        (y.day == 30 && (y.month == 3 || y.month == 5 || y.month == 8 || y.month == 10));
        Day two = held_until(x, 2), three = held_until(x, 3);
        if ((held_until(two, 1) != three) != extension)
            TEST_FAIL("extension from %d-%d-%d", y.year, y.month, y.day);
        if ((held_until(held_until(x, 1), 1) != two) != by_month)
            TEST_FAIL("base term from %d-%d-%d", y.year, y.month, y.day);
    }
}

TEST(an_anchored_end_is_never_later_than_a_chained_one) {
    for (Day x = day("2024-01-01"); x <= day("2031-12-31"); x++) {
        Day chained = x;
        for (int n = 1; n <= 24; n++) {
            Day anchored = held_until(x, n);
            chained = held_until(chained, 1);
            if (anchored > chained) TEST_FAIL("%d months from day %d", n, (int)x);
            for (int k = 1; k < n; k++)
                if (anchored > held_until(held_until(x, k), n - k))
                    TEST_FAIL("%d + %d months from %d", k, n - k, (int)x);
        }
    }
}

TEST(a_later_start_never_ends_earlier) {
    for (int n = 1; n <= 14; n++)
        for (Day x = day("2024-01-01"); x <= day("2031-12-30"); x++) {
            Day end = held_until(x, n), next = held_until(x + 1, n);
            if (next < end || next - end > 4)
                TEST_FAIL("%d months: day %d and the next end %d days apart", n, (int)x, (int)(next - end));
        }
}

TEST(where_the_last_day_rule_stretches_the_alert_stands_on_the_plain_day) {
    same_day("stretched", held("2027-02-28", (TermLength){.months = 1}).alert_day, day("2027-03-28"));
    same_day("plain", held("2026-01-13", (TermLength){.months = 2}).alert_day, day("2026-03-12"));
    same_day("days", held("2026-04-29", (TermLength){.days = 3}).alert_day, day("2026-05-01"));
    same_day("after", held("2027-02-28", (TermLength){.months = 1, .days = 15}).alert_day, day("2027-04-12"));
}

TEST(a_last_day_on_a_holiday_rolls_except_for_a_held_person) {
    Arena *a = arena_new();
    Calendar c = calendar_2026(a);
    Term bail = {
        .start = at("2026-12-31"), .length = {.months = 1}, .flags = {.custody = true, .roll = true}};
    TermEnd e = term_period_end(&bail, &c, a);
    same_day("bail", e.end_day, day("2027-02-01"));
    CHECK(e.rolled);
    CHECK(e.uncertain); /* 2027 is not published: that Monday might be free */
    bail.in_custody = true;
    e = term_period_end(&bail, &c, a);
    same_day("held", e.end_day, day("2027-01-31"));
    CHECK(!e.rolled && !e.uncertain);

    /* An appeal is no custody term: it rolls for the held too. May Day 2026 is free until the 5th. */
    Term appeal = {
        .start = at("2026-04-21"), .length = {.days = 10}, .flags = {.roll = true}, .in_custody = true};
    e = term_period_end(&appeal, &c, a);
    same_day("appeal", e.end_day, day("2026-05-06"));
    CHECK(e.rolled && !e.uncertain);
    same_day("appeal alert", e.alert_day, day("2026-04-30"));

    /* A Saturday that is worked is a working day. */
    Term worked = {.start = at("2026-05-06"), .length = {.days = 3}, .flags = {.roll = true}};
    e = term_period_end(&worked, &c, a);
    same_day("worked Saturday", e.end_day, day("2026-05-09"));
    CHECK(!e.rolled);
    Term sunday = {.start = at("2026-05-07"), .length = {.days = 3}, .flags = {.roll = true}};
    same_day("Sunday", term_period_end(&sunday, &c, a).end_day, day("2026-05-11"));
    sunday.flags.roll = false;
    same_day("no roll", term_period_end(&sunday, &c, a).end_day, day("2026-05-10"));
    arena_free(a);
}

TEST(hours_begin_with_the_next_full_hour_and_strict_hours_with_the_minute) {
    Calendar none = {.known_to = -1};
    Term t = {.start = at("2026-04-29T15:20"), .length = {.hours = 24}};
    TermEnd e = term_period_end(&t, &none, NULL);
    CHECK(e.due == at("2026-04-30T16:00"));
    CHECK(e.alert == at("2026-04-30T15:20"));
    same_day("end", e.end_day, day("2026-04-30"));
    t.start = at("2026-04-29T15:00");
    CHECK(term_period_end(&t, &none, NULL).due == at("2026-04-30T16:00"));
    t.start = at("2026-04-29T23:59:59");
    CHECK(term_period_end(&t, &none, NULL).due == at("2026-05-01T00:00"));
    Term summons = {
        .start = at("2026-04-29T15:20"), .length = {.hours = 12}, .flags = {.strict_hours = true}};
    e = term_period_end(&summons, &none, NULL);
    CHECK(e.due == at("2026-04-30T03:20"));
    CHECK(e.alert == e.due);
}

TEST(working_days_skip_holidays_and_count_make_up_days) {
    Arena *a = arena_new();
    Calendar c = calendar_2026(a);
    Term t = {.start = at("2026-04-30T10:00"), .length = {.working_days = 3}, .flags = {.roll = true}};
    TermEnd e = term_period_end(&t, &c, a); /* 6, 7, 8 May */
    same_day("three", e.end_day, day("2026-05-08"));
    CHECK(!e.rolled && !e.uncertain);
    same_day("alert", e.alert_day, day("2026-05-07"));
    t.length.working_days = 4; /* Saturday the 9th is worked */
    same_day("four", term_period_end(&t, &c, a).end_day, day("2026-05-09"));
    t.start = at("2026-12-23");
    e = term_period_end(&t, &c, a);
    same_day("near the end of what is known", e.end_day, day("2026-12-29"));
    CHECK(e.uncertain);
    CHECK(term_period_end(&t, &c, a).alert_day < e.end_day);
    arena_free(a);
}

TEST(what_is_due_the_same_day_ends_that_day_at_24_00) {
    Calendar none = {.known_to = -1};
    Term t = {.start = at("2026-05-02T09:00"), .flags = {.same_day = true, .roll = true}};
    TermEnd e = term_period_end(&t, &none, NULL);
    same_day("same day", e.end_day, day("2026-05-02"));
    CHECK(e.due == at("2026-05-03T00:00") - 1);
    same_day("alert", e.alert_day, day("2026-05-02"));
    CHECK(!e.uncertain);
}

static Day paused(const char *start, TermLength l, const TermPause *p, size_t n, TermEnd *ret) {
    Calendar none = {.known_to = -1};
    Term t = {.start = at(start),
              .length = l,
              .flags = {.custody = true},
              .in_custody = true,
              .pauses = p,
              .n_pauses = n};
    *ret = term_period_end(&t, &none, NULL);
    return ret->end_day;
}

TEST(paused_days_move_the_end_by_as_many) {
    TermEnd e;
    TermLength two = {.months = 2};
    TermPause one[] = {{at("2026-02-01T10:00"), at("2026-03-03T09:00")}};
    same_day("thirty days", paused("2026-01-13", two, one, 1, &e), day("2026-04-12"));
    same_day("alert too", e.alert_day, day("2026-04-11"));

    TermPause overlap[] = {{at("2026-02-20"), at("2026-03-03")}, {at("2026-02-01"), at("2026-02-25")}};
    same_day("overlaps count once, in any order", paused("2026-01-13", two, overlap, 2, &e),
             day("2026-04-12"));

    TermPause same_hours[] = {{at("2026-02-01T08:00"), at("2026-02-01T20:00")}};
    same_day("within a day", paused("2026-01-13", two, same_hours, 1, &e), day("2026-03-13"));

    TermPause early[] = {{at("2026-01-01"), at("2026-01-15")}};
    same_day("only what lies in the term", paused("2026-01-13", two, early, 1, &e), day("2026-03-15"));

    TermPause late[] = {{at("2026-03-13T08:00"), at("2026-04-01")}};
    same_day("begun on the last day or later", paused("2026-01-13", two, late, 1, &e), day("2026-03-13"));

    TermPause second_in_shift[] = {{at("2026-02-01"), at("2026-03-03")},
                                   {at("2026-04-01"), at("2026-04-11")}};
    same_day("a pause in the days won", paused("2026-01-13", two, second_in_shift, 2, &e), day("2026-04-22"));

    TermPause open[] = {{at("2026-02-01"), TIME_NONE}};
    same_day("open: a lower bound", paused("2026-01-13", two, open, 1, &e), day("2026-03-13"));
    CHECK(e.paused);

    TermPause hours[] = {{at("2026-01-13T18:00"), at("2026-01-13T20:30")}};
    paused("2026-01-13T15:20", (TermLength){.hours = 24}, hours, 1, &e);
    CHECK(e.due == at("2026-01-14T18:30"));
    CHECK(e.alert == at("2026-01-14T17:50"));
}

TEST(paused_working_days_drop_out_and_free_days_in_the_pause_do_not_matter) {
    Arena *a = arena_new();
    Calendar c = calendar_2026(a);
    TermPause p[] = {{at("2026-04-30"), at("2026-05-06")}}; /* one working day: the 6th */
    Term t = {.start = at("2026-04-29"), .length = {.working_days = 3}, .pauses = p, .n_pauses = 1};
    same_day("pause over May Day", term_period_end(&t, &c, a).end_day, day("2026-05-08"));
    arena_free(a);
}

TEST(sentences_end_the_day_before) {
    static const struct {
        TermLength length;
        const char *start, *end;
    } ROWS[] = {
        {{.months = 6}, "2026-03-13", "2026-09-12"},
        {{.months = 6}, "2026-08-31", "2027-02-27"},
        {{.years = 1}, "2028-02-29", "2029-02-27"},
        {{.years = 1}, "2027-02-28", "2028-02-27"},
        {{.months = 1}, "2027-02-28", "2027-03-30"},
        {{.years = 1, .months = 6}, "2026-08-31", "2028-02-28"},
        {{.months = 1, .half_months = 1}, "2026-03-13", "2026-04-27"},
        {{.days = 15}, "2026-03-13", "2026-03-27"},
        {{.years = 3}, "2026-03-13", "2029-03-12"},
    };
    for (size_t i = 0; i < LEN(ROWS); i++) {
        Sentence s = {.penalty = PENALTY_IMPRISONMENT, .length = ROWS[i].length, .start = day(ROWS[i].start)};
        TermEnd e = sentence_end(&s, NULL);
        same_day(ROWS[i].start, e.end_day, day(ROWS[i].end));
        CHECK(e.due == day_end(e.end_day) && !e.rolled);
    }
}

TEST(earlier_custody_is_credited_by_the_kind_of_penalty) {
    static const struct {
        Penalty penalty;
        int32_t custody, residence, credit;
    } ROWS[] = {
        {PENALTY_IMPRISONMENT, 100, 0, 100}, {PENALTY_DETENTION, 10, 0, 10}, {PENALTY_CONTROL, 10, 0, 20},
        {PENALTY_IMPRISONMENT, 0, 60, 30},   {PENALTY_DETENTION, 0, 61, 30}, {PENALTY_CONTROL, 0, 60, 60},
        {PENALTY_IMPRISONMENT, 30, 21, 40},
    };
    for (size_t i = 0; i < LEN(ROWS); i++) {
        Sentence s = {ROWS[i].penalty, {.years = 1}, day("2026-03-13"), ROWS[i].custody, ROWS[i].residence};
        CHECK_EQ(sentence_credit(&s), ROWS[i].credit);
        CHECK_EQ(day("2027-03-12") - sentence_end(&s, NULL).end_day, ROWS[i].credit);
    }
}

TEST(a_sentence_is_one_day_shorter_than_the_period_of_the_same_months) {
    for (Day x = day("2024-01-01"); x <= day("2031-12-31"); x++)
        for (int n = 1; n <= 13; n++) {
            Sentence s = {.penalty = PENALTY_DETENTION, .length = {.months = n}, .start = x};
            if (sentence_end(&s, NULL).end_day != held_until(x, n) - 1)
                TEST_FAIL("%d months from %d", n, (int)x);
        }
}

TEST(lengths_that_mix_units_or_go_out_of_bounds_are_invalid) {
    CHECK(term_length_valid(&(TermLength){.months = 1, .half_months = 1}));
    CHECK(term_length_valid(&(TermLength){0}));
    CHECK(!term_length_valid(&(TermLength){.months = 1, .hours = 12}));
    CHECK(!term_length_valid(&(TermLength){.days = 1, .working_days = 1}));
    CHECK(!term_length_valid(&(TermLength){.days = -1}));
    CHECK(!term_length_valid(&(TermLength){.years = 101}));
}

static void check_steps(const TermEnd *e, Arena *a, TermLang lang, const char *text) {
    StrBuf out;
    strbuf_init(&out, a, KB(8));
    term_steps_format(e, lang, &out);
    CHECK_STR(strbuf_str(&out), str_c(text));
}

TEST(the_steps_of_a_count_can_be_read_in_both_languages) {
    Arena *a = arena_new();
    Calendar c = calendar_2026(a);
    Term appeal = {.start = at("2026-04-21"), .length = {.days = 10}, .flags = {.roll = true}};
    TermEnd e = term_period_end(&appeal, &c, a);
    check_steps(&e, a, TERM_EN,
                "The day of the event, 2026-04-21 (Tue), is not counted; counting begins 2026-04-22 (Wed) "
                "[CPL 105 ¶2]\n"
                "10 days: 2026-04-21 (Tue) to 2026-05-01 (Fri)\n"
                "2026-05-01 (Fri) (劳动节) is a holiday: moved to 2026-05-06 (Wed) [CPL 105 ¶4]\n"
                "Ends 2026-05-06 (Wed), 24:00\n"
                "To be safe, finish by 2026-04-30 (Thu), 24:00 [not in the text; our reading]\n");
    Term held_one = {
        .start = at("2027-02-28"), .length = {.months = 1}, .flags = {.custody = true}, .in_custody = true};
    e = term_period_end(&held_one, &c, a);
    check_steps(&e, a, TERM_ZH,
                "2027-02-28（周日）当日不计入，自2027-03-01（周一）起算（刑事诉讼法第105条第2款）\n"
                "1个月：2027-02-28（周日）为当月最后一日，至2027-03-"
                "31（周三）（该月最后一日）（刑诉法解释第202条第1款）\n"
                "届满：2027-03-31（周三）24时\n"
                "稳妥起见，最迟于2027-03-28（周日）24时前办结（条文未定，按本系统理解）\n");
    StrBuf one;
    strbuf_init(&one, a, KB(1));
    for (size_t i = 0; i < e.steps.n; i++) term_step_format(&e.steps.v[i], TERM_EN, &one);
    CHECK(str_find(strbuf_str(&one), S("1 month: ")) != SIZE_MAX); /* one is not many */
    Term hours = {.start = at("2026-04-29T15:20"), .length = {.hours = 24}};
    e = term_period_end(&hours, &c, a);
    check_steps(&e, a, TERM_EN,
                "The hour of the event, 2026-04-29 15:20, is not counted; counting begins 2026-04-29 16:00 "
                "[CPL 105 ¶2]\n"
                "24 hours: 2026-04-29 16:00 to 2026-04-30 16:00\n"
                "Ends 2026-04-30 16:00\n"
                "To be safe, finish by 2026-04-30 15:20 [not in the text; our reading]\n");
    arena_free(a);
}

TEST(every_kind_of_step_has_a_name_and_words_in_both_languages) {
    Arena *a = arena_new();
    for (int k = 0; k <= TERM_STEP_UNCERTAIN; k++) {
        TermStep s = {.kind = (TermStepKind)k, .n = 1, .from = at("2026-01-01"), .to = at("2026-01-02")};
        for (int lang = 0; lang < 2; lang++) {
            StrBuf out;
            strbuf_init(&out, a, 500);
            term_step_format(&s, (TermLang)lang, &out);
            CHECK(out.n > 10 && str_find(strbuf_str(&out), S("{")) == SIZE_MAX);
        }
        CHECK(term_step_name((TermStepKind)k)[0]);
    }
    StrBuf out;
    strbuf_init(&out, a, 500);
    term_length_format(&(TermLength){.months = 1, .half_months = 1}, TERM_ZH, &out);
    strbuf_putc(&out, '|');
    term_length_format(&(TermLength){.years = 1, .months = 2}, TERM_EN, &out);
    CHECK_STR(strbuf_str(&out), S("1个月又半个月|1 year 2 months"));
    arena_free(a);
}

TEST(lengths_and_flags_are_read_from_rule_files) {
    Arena *a = arena_new();
    Node *n;
    Err err = {0};
    TermLength l;
    TermFlags f;
    CHECK_OK(yaml_read(S("{months: 1, half_months: 1}"), "x.yaml", a, &n, &err), &err);
    CHECK_OK(shape_decode(&TERM_LENGTH_SHAPE, n, "x.yaml", a, &l, &err), &err);
    CHECK(l.months == 1 && l.half_months == 1 && l.years == 0 && l.hours == 0);
    CHECK_OK(yaml_read(S("{custody: true, roll: true}"), "x.yaml", a, &n, &err), &err);
    CHECK_OK(shape_decode(&TERM_FLAGS_SHAPE, n, "x.yaml", a, &f, &err), &err);
    CHECK(f.custody && f.roll && !f.same_day && !f.strict_hours);
    CHECK_OK(yaml_read(S("{month: 1}"), "x.yaml", a, &n, &err), &err);
    CHECK(shape_decode(&TERM_LENGTH_SHAPE, n, "x.yaml", a, &l, &err) == ERR_INVALID);
    CHECK_STR(str_c(err.code), S("field.unknown"));
    arena_free(a);
}

static void left_is(const char *what, TermLeft l, LeftUnit unit, int n, int days) {
    if (l.unit != unit || l.n != n || l.days != days) TEST_FAIL("%s: %d %s and %d days", what, l.n, left_unit_name(l.unit), l.days);
}

/* National Day 2026: 1 to 7 October are free, Sunday 20 September and Saturday 10 October are worked. */
TEST(what_is_left_is_counted_in_the_unit_of_the_law) {
    Arena *a = arena_new();
    Calendar c = calendar_2026(a);
    Time end = day_end(day("2026-10-12"));
    left_is("over the holiday and a worked Saturday", term_left(LEFT_WORKING_DAYS, end, at("2026-09-30T10:00"), &c), LEFT_WORKING_DAYS, 4, 0);
    left_is("in the holiday", term_left(LEFT_WORKING_DAYS, end, at("2026-10-05T10:00"), &c), LEFT_WORKING_DAYS, 4, 0);
    left_is("on the worked Saturday", term_left(LEFT_WORKING_DAYS, end, at("2026-10-10T10:00"), &c), LEFT_WORKING_DAYS, 1, 0);
    left_is("on its last day", term_left(LEFT_WORKING_DAYS, end, at("2026-10-12T23:00"), &c), LEFT_WORKING_DAYS, 0, 0);
    left_is("the same in days", term_left(LEFT_DAYS, end, at("2026-09-30T10:00"), &c), LEFT_DAYS, 12, 0);
    left_is("of 48 hours", term_left(LEFT_HOURS, at("2026-10-02T10:00"), at("2026-09-30T10:01"), &c), LEFT_HOURS, 47, 0);
    left_is("of months", term_left(LEFT_MONTHS, day_end(day("2026-03-05")), at("2026-01-31T10:00"), &c), LEFT_MONTHS, 1, 5);
    left_is("less than a month", term_left(LEFT_MONTHS, day_end(day("2026-02-27")), at("2026-01-31T10:00"), &c), LEFT_MONTHS, 0, 27);
    left_is("over", term_left(LEFT_WORKING_DAYS, end, at("2026-10-13T00:00"), &c), LEFT_WORKING_DAYS, 0, 0);
    CHECK_EQ(left_unit(&(TermLength){.working_days = 3}), LEFT_WORKING_DAYS);
    CHECK_EQ(left_unit(&(TermLength){.hours = 24}), LEFT_HOURS);
    CHECK_EQ(left_unit(&(TermLength){.months = 1, .days = 5}), LEFT_MONTHS);
    CHECK_EQ(left_unit(&(TermLength){.half_months = 1}), LEFT_DAYS);
    arena_free(a);
}

TEST_MAIN()
