// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"
#include "base/hex.h"
#include "base/test.h"
#include "base/civil.h"

TEST(civil_days_and_back_agree_over_four_centuries) {
    for (Day d = day_from_ymd(1899, 12, 31); d < day_from_ymd(2301, 1, 1); d++) {
        Ymd y = day_ymd(d);
        if (day_from_ymd(y.year, y.month, y.day) != d) {
            CHECK_EQ(day_from_ymd(y.year, y.month, y.day), d);
            return;
        }
    }
    CHECK_EQ(day_from_ymd(1970, 1, 1), 0);
    CHECK_EQ(day_weekday(day_from_ymd(2021, 8, 24)), 1);
}

TEST(a_civil_day_begins_at_sixteen_hours_utc_of_the_day_before) {
    Time t;
    CHECK(time_parse(S("2021-08-23T16:00:00Z"), &t));
    CHECK_EQ(day_of(t), day_from_ymd(2021, 8, 24));
    CHECK_EQ(day_of(t - 1), day_from_ymd(2021, 8, 23));
    CHECK_EQ(day_start(day_of(t)), t);
    char b[TIME_TEXT];
    CHECK_STR(time_format(t, b), S("2021-08-24T00:00:00+08:00"));
    CHECK_STR(time_format(t + 5, b), S("2021-08-24T00:00:00.000005+08:00"));
    Time back;
    CHECK(time_parse(S("2021-08-24T00:00:00.000005+08:00"), &back) && back == t + 5);
}

TEST(a_date_that_is_none_is_refused) {
    Day d;
    Time t;
    CHECK(!day_parse(S("2021-02-29"), &d));
    CHECK(!day_parse(S("2021-13-01"), &d));
    CHECK(!day_parse(S("2021-1-01"), &d));
    CHECK(!time_parse(S("2021-01-01T24:00"), &t));
    CHECK(!time_parse(S("2021-01-01T10:00+09:00"), &t));
    CHECK(!time_parse(S("2021-01-01T1"), &t));
    CHECK(day_parse(S("2024-02-29"), &d));
}

TEST(an_id_survives_being_read_aloud) {
    char b[ID_TEXT];
    int64_t id = 0;
    CHECK(id_parse(id_format(INT64_MAX, b), &id) && id == INT64_MAX);
    CHECK(id_parse(id_format(1234567890123456789, b), &id) && id == 1234567890123456789);
    for (int i = 0; i < 13; i++) { /* every single wrong digit is noticed */
        char c = b[i];
        b[i] = c == '7' ? '8' : '7';
        CHECK(!id_parse(str_n(b, 14), &id));
        b[i] = c;
    }
    CHECK(!id_parse(S("0000000000000" "0"), &id));
}

TEST(integers_are_read_whole_or_not_at_all) {
    int64_t v;
    CHECK(str_i64(S("-9223372036854775808"), &v) && v == INT64_MIN);
    CHECK(!str_i64(S("9223372036854775808"), &v));
    CHECK(!str_i64(S("12a"), &v) && !str_i64(S(""), &v) && !str_i64(S("-"), &v));
}

TEST(utf8_is_checked_to_the_last_byte) {
    CHECK(str_utf8(S("津渡 Jindu")));
    CHECK(!str_utf8(S("\xC0\x80")) && !str_utf8(S("\xED\xA0\x80")) && !str_utf8(S("\xE6\xB4")));
    CHECK(!str_utf8(str_n("a\0b", 3)));
    CHECK_EQ(str_utf8_len(S("津渡")), 2);
    Str s = S("津渡");
    CHECK_EQ(str_utf8_next(&s), 0x6D25);
}

TEST(a_full_string_buffer_says_so_and_keeps_its_prefix) {
    StrBuf b;
    strbuf_init(&b, NULL, 5);
    strbuf_put(&b, S("abc"));
    strbuf_put(&b, S("defg"));
    CHECK(b.overflow);
    CHECK_STR(strbuf_str(&b), S("abcde"));
    strbuf_done(&b);
}

TEST(the_nearest_word_is_offered_and_a_far_one_is_not) {
    Str words[] = {S("agency"), S("custody"), S("role")};
    CHECK_STR(str_nearest(S("agencey"), words, 3), S("agency"));
    CHECK_EQ(str_nearest(S("zzzzzz"), words, 3).n, 0);
}

TEST(sha256_of_abc_is_the_published_one) {
    char b[HASH_TEXT];
    Str parts[] = {S("a"), S("bc")};
    CHECK_STR(hash_format(hash_sha256(parts, 2), b),
              S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

TEST(an_arena_array_grows_and_keeps_its_content) {
    Arena *a = arena_new();
    struct {
        int *v;
        size_t n, cap;
    } list = {0};
    for (int i = 0; i < 1000; i++) *PUSH(a, &list) = i;
    CHECK_EQ(list.n, 1000);
    CHECK_EQ(list.v[999], 999);
    arena_free(a);
}

TEST_MAIN()
