// SPDX-License-Identifier: Apache-2.0
#include "app/ids.h"

#include "base/clock.h"
#include "base/test.h"

static const Time NOW = INT64_C(1700000000) * SECOND;

TEST(ids_only_grow_whatever_the_clock_does) {
    IdMaker m;
    ids_init(&m);
    ids_raise(&m, 7, 0);
    int64_t last = 0;
    for (int i = 0; i < 100000; i++) {
        Time now = NOW + (i % 7 - 3) * HOUR;
        int64_t id = ids_take(&m, now, 1 + i % 40);
        CHECK(id > last);
        last = id + i % 40;
        CHECK_EQ(ids_last(&m), last);
        CHECK_EQ(id >> 14 & 0xff, 7);
        CHECK_EQ(last >> 14, id >> 14); /* a row of ids stays within one millisecond of one site */
    }
}

TEST(ids_go_on_after_a_restart_with_a_clock_set_back) {
    IdMaker m, again;
    ids_init(&m);
    ids_raise(&m, 1, 0);
    int64_t last = ids_take(&m, NOW, IDS_AT_ONCE) + IDS_AT_ONCE - 1;
    ids_init(&again);
    ids_raise(&again, 1, last);
    CHECK(ids_take(&again, NOW - 400 * DAY_US, 1) > last);
    ids_raise(&again, 1, 5);
    CHECK(ids_take(&again, NOW - 400 * DAY_US, 1) > last);
}

TEST(what_was_taken_and_not_used_is_given_back_once) {
    IdMaker m;
    ids_init(&m);
    ids_raise(&m, 1, 0);
    int64_t first = ids_take(&m, NOW, IDS_AT_ONCE);
    ids_give_back(&m, first, 3);
    CHECK_EQ(ids_take(&m, NOW, 1), first + 3);
    ids_give_back(&m, first, 0); /* others were taken since */
    CHECK_EQ(ids_last(&m), first + 3);
}

TEST(ids_of_two_sites_never_meet) {
    IdMaker a, b;
    ids_init(&a);
    ids_init(&b);
    ids_raise(&a, 1, 0);
    ids_raise(&b, 2, 0);
    for (int i = 0; i < 1000; i++) CHECK(ids_take(&a, NOW + i, 3) >> 14 != ids_take(&b, NOW + i, 3) >> 14);
}

TEST_MAIN()
