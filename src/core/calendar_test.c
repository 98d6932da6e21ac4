// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.h"

#include "base/test.h"
#include "node/yaml.h"

static Day day(const char *text) {
    Day d = DAY_NONE;
    if (!day_parse(str_c(text), &d)) TEST_FAIL("%s is no day", text);
    return d;
}

static Status decode(Arena *a, Str text, Calendar *c, Err *err) {
    Node *n;
    TRY(yaml_read(text, "h.yaml", a, &n, err));
    return calendar_decode(n, "h.yaml", a, c, err);
}

/* The shipped file, found from the source folder the build names. */
static bool shipped(Arena *a, Calendar *c) {
    Err err = {0};
    char *text = arena_alloc(a, KB(64));
    FILE *f = fopen(RULES_DIR "/holidays.yaml", "rb");
    if (!f) {
        TEST_FAIL("%s", RULES_DIR "/holidays.yaml is missing");
        return false;
    }
    size_t n = fread(text, 1, KB(64), f);
    fclose(f);
    Status s = decode(a, str_n(text, n), c, &err);
    if (s != OK) TEST_FAIL("%s %s: %s", err.code, err.where, err.msg);
    return s == OK;
}

TEST(the_shipped_calendar_says_what_the_notices_say) {
    static const struct {
        const char *day;
        bool workday;
    } ROWS[] = {
        {"2018-12-29", true},  {"2018-12-31", false}, {"2019-05-05", true},  {"2019-05-03", false},
        {"2020-02-03", true},  {"2020-01-31", false}, {"2020-06-28", true},  {"2021-02-07", true},
        {"2021-08-24", true},  {"2021-10-04", false}, {"2022-01-30", true},  {"2022-12-31", false},
        {"2023-01-02", false}, {"2023-06-25", true},  {"2023-10-08", true},  {"2024-02-09", true},
        {"2024-05-11", true},  {"2024-05-12", false}, {"2024-09-16", false}, {"2025-01-26", true},
        {"2025-10-08", false}, {"2026-01-04", true},  {"2026-02-23", false}, {"2026-02-28", true},
        {"2026-09-25", false}, {"2026-10-08", true},  {"2027-01-01", false}, {"2027-02-08", false},
    };
    Arena *a = arena_new();
    Calendar c;
    if (shipped(a, &c))
        for (size_t i = 0; i < LEN(ROWS); i++)
            if (calendar_is_workday(&c, day(ROWS[i].day)) != ROWS[i].workday)
                TEST_FAIL("%s is %sa working day", ROWS[i].day, ROWS[i].workday ? "" : "not ");
    arena_free(a);
}

/*
 * Make-up days give back what bridging takes, so weekdays less working days must be the statutory days: 11,
 * and 13 since 2025. In 2020 the epidemic took two more: Friday 31 January, and Saturday 1 February, which
 * was to be worked.
 */
TEST(a_year_loses_exactly_its_statutory_days) {
    static const int LOST[] = {11, 13, 11, 11, 11, 11, 13, 13}; /* 2019 on */
    Arena *a = arena_new();
    Calendar c;
    if (shipped(a, &c))
        for (int y = 2019; y < 2019 + (int)LEN(LOST); y++) {
            Calendar none = {.known_to = -1};
            Day from = day_from_ymd(y, 1, 1) - 1, to = day_from_ymd(y, 12, 31);
            CHECK_EQ(calendar_workdays(&none, from, to) - calendar_workdays(&c, from, to), LOST[y - 2019]);
        }
    arena_free(a);
}

TEST(what_no_notice_has_settled_is_not_known) {
    Arena *a = arena_new();
    Calendar c;
    if (shipped(a, &c)) {
        CHECK(!calendar_known(&c, day("2018-12-31")));
        CHECK(calendar_known(&c, day("2019-01-01")));
        CHECK(calendar_known(&c, day("2026-11-22")));
        CHECK(!calendar_known(&c, day("2026-12-31")));
        CHECK(!calendar_known(&c, day("2027-03-01")));
        CHECK(calendar_is_workday(&c, day("2030-03-01")) && !calendar_is_workday(&c, day("2030-03-02")));
        CHECK(calendar_find(&c, day("2021-02-12")) &&
              str_eq(calendar_find(&c, day("2021-02-12"))->name, S("春节")));
        CHECK(!calendar_find(&c, day("2021-03-01")));
    }
    arena_free(a);
}

TEST(working_days_are_found_and_added_over_holidays) {
    Arena *a = arena_new();
    Calendar c;
    if (shipped(a, &c)) {
        CHECK_EQ(calendar_next_workday(&c, day("2024-05-01")), day("2024-05-06"));
        CHECK_EQ(calendar_next_workday(&c, day("2024-05-11")), day("2024-05-11"));
        CHECK_EQ(calendar_add_workdays(&c, day("2024-05-10"), 1), day("2024-05-11"));
        CHECK_EQ(calendar_add_workdays(&c, day("2024-05-10"), 2), day("2024-05-13"));
        CHECK_EQ(calendar_add_workdays(&c, day("2024-05-12"), 0), day("2024-05-12"));
        for (Day d = day("2021-01-01"); d < day("2021-12-01"); d++)
            CHECK_EQ(calendar_workdays(&c, d, calendar_add_workdays(&c, d, 5)), 5);
    }
    arena_free(a);
}

#define YEAR_2021 "years:\n- year: 2021\n  by: notice\n  source: x\n  mark: know\n"
#define NEW_YEAR "  holidays:\n  - {name: 元旦, from: 2021-01-01, to: 2021-01-03}\n"

TEST(a_wrong_calendar_is_refused_with_the_place) {
    static const struct {
        const char *text, *code, *where;
    } ROWS[] = {
        {YEAR_2021 NEW_YEAR "  - {name: 春节, from: 2021-01-03, to: 2021-01-04}\n", "calendar.overlap",
         "h.yaml:8:"},
        {YEAR_2021 "  holidays:\n  - {name: 元旦, from: 2021-01-03, to: 2021-01-01}\n", "calendar.range",
         "h.yaml:7:"},
        {YEAR_2021 "  holidays:\n  - {name: 元旦, from: 2021-01-01, to: 2021-02-01}\n", "calendar.range",
         "h.yaml:7:"},
        {YEAR_2021 "  holidays:\n  - {name: 元旦, from: 2022-01-01, to: 2022-01-03}\n", "calendar.year",
         "h.yaml:7:"},
        {YEAR_2021 NEW_YEAR "  workdays: [2021-01-02]\n", "calendar.overlap", "h.yaml:8:14"},
        {YEAR_2021 NEW_YEAR "  workdays: [2021-02-06, 2021-02-08]\n", "calendar.workday", "h.yaml:8:26"},
        {YEAR_2021 NEW_YEAR "  workdays: [2021-02-31]\n", "field.form", "h.yaml:8:14"},
        {YEAR_2021 NEW_YEAR "  workdays: 2021-02-06\n", "field.type", "h.yaml:8:13"},
        {YEAR_2021 NEW_YEAR "- {year: 2023, by: notice, source: x, mark: know, holidays: []}\n",
         "calendar.order", "h.yaml:8:3"},
        {"years:\n- {year: 2021, by: statute, source: x, mark: know, holidays: []}\n"
         "- {year: 2022, by: notice, source: x, mark: know, holidays: []}\n",
         "calendar.order", "h.yaml:3:3"},
        {YEAR_2021 "  holydays: []\n", "field.unknown", "h.yaml:6:3"},
    };
    for (size_t i = 0; i < LEN(ROWS); i++) {
        Arena *a = arena_new();
        Err err = {0};
        Calendar c = {.known_from = 77};
        CHECK(decode(a, str_c(ROWS[i].text), &c, &err) == ERR_INVALID);
        CHECK_EQ(c.known_from, 77);
        CHECK_STR(str_c(err.code), str_c(ROWS[i].code));
        if (!str_starts(str_c(err.where), str_c(ROWS[i].where)))
            TEST_FAIL("row %zu: %s, expected %s: %s", i, err.where, ROWS[i].where, err.msg);
        arena_free(a);
    }
}

TEST_MAIN()
