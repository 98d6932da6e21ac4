// SPDX-License-Identifier: Apache-2.0
#include "http/conditional.h"

#include "base/test.h"

TEST(a_range_is_cut_to_the_size) {
    static const struct {
        const char *header;
        uint64_t size;
        RangeKind kind;
        uint64_t from, n;
    } ROWS[] = {
        {"bytes=0-9", 100, RANGE_PART, 0, 10},
        {"bytes=90-", 100, RANGE_PART, 90, 10},
        {"bytes=90-500", 100, RANGE_PART, 90, 10},
        {"bytes=-10", 100, RANGE_PART, 90, 10},
        {"bytes=-500", 100, RANGE_PART, 0, 100},
        {"bytes=99-99", 100, RANGE_PART, 99, 1},
        {"bytes=100-", 100, RANGE_OUTSIDE, 0, 0},
        {"bytes=-0", 100, RANGE_OUTSIDE, 0, 0},
        {"bytes=-5", 0, RANGE_OUTSIDE, 0, 0},
        {"bytes=0-0", 0, RANGE_OUTSIDE, 0, 0},
        {"bytes=9-3", 100, RANGE_WHOLE, 0, 0},
        {"bytes=1-2,4-5", 100, RANGE_WHOLE, 0, 0},
        {"bytes=a-b", 100, RANGE_WHOLE, 0, 0},
        {"bytes=-", 100, RANGE_WHOLE, 0, 0},
        {"lines=1-2", 100, RANGE_WHOLE, 0, 0},
        {"bytes=0-18446744073709551616", 100, RANGE_WHOLE, 0, 0},
        {"", 100, RANGE_WHOLE, 0, 0},
    };
    for (size_t i = 0; i < LEN(ROWS); i++) {
        uint64_t from = 0, n = 0;
        RangeKind kind = range_parse(str_c(ROWS[i].header), ROWS[i].size, &from, &n);
        if (kind != ROWS[i].kind || from != ROWS[i].from || n != ROWS[i].n)
            TEST_FAIL("%s: kind %d from %llu n %llu", ROWS[i].header, kind, (unsigned long long)from,
                      (unsigned long long)n);
    }
}

TEST(a_tag_is_known_again_in_a_list) {
    CHECK(etag_listed(S("\"a\", \"b\""), S("\"b\"")));
    CHECK(etag_listed(S("W/\"b\""), S("\"b\"")));
    CHECK(etag_listed(S("*"), S("\"b\"")));
    CHECK(!etag_listed(S("\"a\""), S("\"b\"")));
    CHECK(!etag_listed(S(""), S("\"b\"")));
    CHECK(!etag_listed(S("*"), S("")));
}

TEST(if_range_wants_the_very_tag) {
    CHECK(etag_if_range(S(""), S("\"b\"")));
    CHECK(etag_if_range(S("\"b\""), S("\"b\"")));
    CHECK(!etag_if_range(S("W/\"b\""), S("W/\"b\"")));
    CHECK(!etag_if_range(S("Wed, 21 Oct 2015 07:28:00 GMT"), S("\"b\"")));
}

TEST(a_coding_of_weight_zero_is_not_accepted) {
    CHECK(coding_accepted(S("gzip, deflate, br"), S("br")));
    CHECK(coding_accepted(S("br;q=0.1"), S("br")));
    CHECK(!coding_accepted(S("br;q=0, gzip"), S("br")));
    CHECK(!coding_accepted(S("br; q=0.000"), S("br")));
    CHECK(!coding_accepted(S("gzip"), S("br")));
    CHECK(!coding_accepted(S(""), S("br")));
}

TEST_MAIN()
