// SPDX-License-Identifier: Apache-2.0
/* Paper volumes beside a push: expected from acceptance, received one by one, owed by their sender until the last is there. */
#include "core/fixture.h"

#include "base/test.h"

static const Hash DOSSIER = {{1}};

static int64_t push_with(Live *l, int volumes) {
    int64_t t = DO(l, HANDLER, CMD_DRAFT, .act = S("ARR-01"), .docs = docs_of(l->a, "arrest_request"), .manifest = DOSSIER);
    DO(l, LEGAL, CMD_CHECK, .transfer = t, .approve = true);
    NO(l, HANDLER, "paper.no_volume", CMD_PUSH, .transfer = t, .volumes = PAPER_MAX + 1);
    DO(l, HANDLER, CMD_PUSH, .transfer = t, .volumes = volumes);
    return t;
}

static int64_t begun(Live *l, int volumes) {
    live_begin(l, "2021-03-01T10:00");
    live_open(l, 1);
    return push_with(l, volumes);
}

TEST(paper_is_owed_from_acceptance_until_the_last_volume_has_come) {
    Live l;
    int64_t t = begun(&l, 3);
    CHECK_EQ(case_transfer(&l.c, t)->paper.volumes, 3);
    CHECK(!duty_of(&l.c, 0, "paper"));
    DO(&l, DESK, CMD_PAPER, .transfer = t, .volume = 2); /* it was brought before anybody had looked at the dossier */
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    Day due;
    ASSERT(day_parse(S("2021-03-04"), &due));
    CHECK_EQ(duty_of(&l.c, 0, "paper")->agency, POLICE);
    CHECK_EQ(day_of(duty_of(&l.c, 0, "paper")->due), due);
    CHECK_EQ(duty_of(&l.c, 0, "paper_in")->agency, PROCURATORATE);
    CHECK_EQ(duty_of(&l.c, 0, "paper_in")->due, TIME_NONE);
    NO(&l, HANDLER, "act.not_yours", CMD_PAPER, .transfer = t, .volume = 1);
    NO(&l, DESK, "paper.no_volume", CMD_PAPER, .transfer = t, .volume = 0);
    NO(&l, DESK, "paper.no_volume", CMD_PAPER, .transfer = t, .volume = 4);
    NO(&l, DESK, "paper.received_twice", CMD_PAPER, .transfer = t, .volume = 2);
    NO(&l, DESK, "transfer.none", CMD_PAPER, .transfer = 1, .volume = 1);
    DO(&l, DESK, CMD_PAPER, .transfer = t, .volume = 3);
    CHECK_EQ(duty_of(&l.c, 0, "paper")->life, DUTY_OPEN);
    live_at(&l, "2021-03-05T10:00");
    DO(&l, DESK, CMD_PAPER, .transfer = t, .volume = 1);
    CHECK(duty_of(&l.c, 0, "paper")->breached != TIME_NONE); /* late is late, also when it came */
    CHECK_EQ(duty_of(&l.c, 0, "paper")->life, DUTY_CLEARED);
    CHECK_EQ(duty_of(&l.c, 0, "paper_in")->life, DUTY_CLEARED);
    CHECK_EQ(duty_of(&l.c, 0, "paper_in")->breached, TIME_NONE);
    const Paper *p = &case_transfer(&l.c, t)->paper;
    CHECK_EQ(p->received.n, 3);
    CHECK_EQ(p->received.v[2].volume, 1);
    CHECK_EQ(p->received.v[2].at, l.now);
    live_end(&l);
}

TEST(no_paper_no_duty_and_none_when_all_came_before) {
    Live l;
    int64_t t = begun(&l, 0);
    NO(&l, DESK, "paper.no_volume", CMD_PAPER, .transfer = t, .volume = 1);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    CHECK(!duty_of(&l.c, 0, "paper") && !duty_of(&l.c, 0, "paper_in"));
    live_end(&l);
    t = begun(&l, 1);
    DO(&l, DESK, CMD_PAPER, .transfer = t, .volume = 1);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    CHECK(!duty_of(&l.c, 0, "paper") && !duty_of(&l.c, 0, "paper_in"));
    live_end(&l);
}

TEST(what_is_pushed_again_names_its_paper_again) {
    Live l;
    int64_t t = begun(&l, 2);
    DO(&l, DESK, CMD_PAPER, .transfer = t, .volume = 1);
    ReturnMark mark = {.code = S("missing")};
    DO(&l, DESK, CMD_RETURN, .transfer = t, .marks = {&mark, 1, 1});
    NO(&l, DESK, "transfer.not_now", CMD_PAPER, .transfer = t, .volume = 2);
    DO(&l, HANDLER, CMD_PUSH, .transfer = t, .volumes = 1);
    CHECK_EQ(case_transfer(&l.c, t)->paper.volumes, 1);
    CHECK_EQ(case_transfer(&l.c, t)->paper.received.n, 0);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    DO(&l, DESK, CMD_UNDO, .transfer = t, .note = S("误受理"));
    CHECK_EQ(duty_of(&l.c, 0, "paper")->life, DUTY_ENDED);
    CHECK_EQ(duty_of(&l.c, 0, "paper_in")->life, DUTY_ENDED);
    DO(&l, DESK, CMD_ACCEPT, .transfer = t);
    CHECK_EQ(duty_of(&l.c, 0, "paper")->life, DUTY_OPEN);
    live_end(&l);
}

TEST_MAIN()
