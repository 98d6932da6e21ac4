// SPDX-License-Identifier: Apache-2.0
/* 诉讼参与人: recorded by an organ of the case, corrected and removed by the one that entered them, protected by any of them. */
#include "core/fixture.h"

#include "base/test.h"

static int64_t begun(Live *l) {
    live_begin(l, "2021-03-01T10:00");
    live_open(l, 2);
    return DO(l, HANDLER, CMD_PARTICIPANT, .option = S("witness"), .name = S("周某"), .number = S("1101"), .note = S("目击"));
}

TEST(a_participant_is_recorded_with_whom_he_concerns) {
    Live l;
    int64_t id = begun(&l);
    const Participant *x = case_participant(&l.c, id);
    CHECK(x && str_eqz(x->kind, "witness") && str_eqz(x->name, "周某") && str_eqz(x->id_number, "1101"));
    CHECK_EQ(x->agency, POLICE);
    CHECK_EQ(x->removed, TIME_NONE);
    CHECK_EQ(x->birth, DAY_NONE);
    Ids one = {0};
    *PUSH(l.a, &one) = l.c.persons.v[1].id;
    id = DO(&l, HANDLER, CMD_PARTICIPANT, .option = S("defender"), .name = S("吴某"), .persons = one);
    CHECK_EQ(case_participant(&l.c, id)->persons.v[0], l.c.persons.v[1].id);
    one.v[0] = 1;
    NO(&l, HANDLER, "person.none", CMD_PARTICIPANT, .option = S("defender"), .name = S("吴某"), .persons = one);
    NO(&l, HANDLER, "field.missing", CMD_PARTICIPANT, .option = S("defender"));
    NO(&l, HANDLER, "field.missing", CMD_PARTICIPANT, .name = S("吴某"));
    NO(&l, FILING, "act.not_yours", CMD_PARTICIPANT, .option = S("witness"), .name = S("郑某")); /* the court has no part yet */
    live_end(&l);
}

TEST(protection_gives_an_alias_and_is_lifted_with_a_reason) {
    Live l;
    int64_t id = begun(&l);
    NO(&l, HANDLER, "reason.needed", CMD_SHIELD, .target = id, .name = S("证人甲"));
    NO(&l, HANDLER, "participant.alias", CMD_SHIELD, .target = id, .name = S("周某"), .note = S("x"));
    NO(&l, HANDLER, "participant.none", CMD_SHIELD, .target = 1, .name = S("证人甲"), .note = S("x"));
    DO(&l, HANDLER, CMD_SHIELD, .target = id, .name = S("证人甲"), .note = S("本人申请"));
    CHECK(str_eqz(case_participant(&l.c, id)->alias, "证人甲"));
    CHECK(str_eqz(case_participant(&l.c, id)->name, "周某")); /* kept: who may see it is the door's question */
    NO(&l, HANDLER, "participant.alias", CMD_SHIELD, .target = id, .name = S("证人甲"), .note = S("x"));
    DO(&l, HANDLER, CMD_SHIELD, .target = id, .note = S("危险消除"));
    CHECK(!case_participant(&l.c, id)->alias.n);
    live_end(&l);
}

TEST(who_takes_part_because_of_somebody_goes_along_with_him_under_the_same_protection) {
    Live l;
    int64_t id = begun(&l), gone = l.c.persons.v[0].id, stays = l.c.persons.v[1].id;
    DO(&l, HANDLER, CMD_SHIELD, .target = id, .name = S("证人甲"), .note = S("本人申请"));
    DO(&l, HANDLER, CMD_PARTICIPANT, .option = S("defender"), .name = S("吴某"), .persons = {&stays, 1, 1});
    DO(&l, HANDLER, CMD_PARTICIPANT, .option = S("defender"), .name = S("郑某"), .persons = {&gone, 1, 1});
    Live other = {0};
    l.beside = &other;
    DO(&l, HANDLER, CMD_SPLIT, .persons = {&gone, 1, 1}, .name = S("分案"), .note = S("另案处理"), .manifest = {{1}});
    CHECK_EQ(other.c.participants.n, 2);
    CHECK(str_eqz(other.c.participants.v[0].alias, "证人甲") && str_eqz(other.c.participants.v[1].name, "郑某"));
    CHECK_EQ(other.c.participants.v[1].persons.v[0], gone);
    CHECK_EQ(l.c.participants.n, 3); /* the old case knows of all of them still */
    live_end(&l);
}

TEST(what_was_entered_wrong_is_corrected_or_removed_by_who_entered_it) {
    Live l;
    int64_t id = begun(&l);
    DO(&l, HANDLER, CMD_CORRECT, .target = id, .field = S("name"), .value = S("周某某"), .reason = S("笔误"));
    CHECK(str_eqz(case_participant(&l.c, id)->name, "周某某"));
    CHECK(str_eqz(l.c.corrections.v[0].was, "周某"));
    DO(&l, HANDLER, CMD_CORRECT, .target = id, .field = S("birth"), .value = S("2008-05-01"), .reason = S("补充"));
    Day day;
    CHECK(day_parse(S("2008-05-01"), &day) && case_participant(&l.c, id)->birth == day);
    NO(&l, HANDLER, "correct.value", CMD_CORRECT, .target = id, .field = S("birth"), .value = S("昨天"), .reason = S("x"));
    NO(&l, HANDLER, "reason.needed", CMD_PARTICIPANT_END, .target = id);
    DO(&l, HANDLER, CMD_PARTICIPANT_END, .target = id, .note = S("录错案件"));
    CHECK(case_participant(&l.c, id)->removed != TIME_NONE); /* nothing recorded is lost */
    NO(&l, HANDLER, "participant.none", CMD_PARTICIPANT_END, .target = id, .note = S("x"));
    NO(&l, HANDLER, "participant.none", CMD_SHIELD, .target = id, .name = S("证人甲"), .note = S("x"));
    live_end(&l);
}

TEST_MAIN()
