// SPDX-License-Identifier: Apache-2.0
/* Two subjects found to be one human being: one ledger is the union of both, and nothing is counted twice or lost. */
#include "base/test.h"
#include "core/fixture.h"

static int64_t named(Live *l, const char *name) {
    FactValue age = {S("age"), S("adult")};
    NewPerson p = {.name = str_c(name), .birth = DAY_NONE, .facts = {&age, 1, 1}};
    DO(l, HANDLER, CMD_OPEN, .class = S("试验案件"), .name = str_c(name), .people = {&p, 1, 1});
    return l->c.persons.v[0].subject;
}

static void detained(Live *l) {
    live_checked(l, &HANDLER, &LEGAL, (Command){.act = S("INV-02"), .docs = docs_of(l->a, "detention_warrant")});
}

/* Two cases with a man each; the second is the first. */
typedef struct Pair {
    Live l, m;
    int64_t one, two;
} Pair;

static void pair_new(Pair *x) {
    live_begin(&x->l, "2021-03-01T10:00");
    x->one = named(&x->l, "张一");
    detained(&x->l);
    live_begin(&x->m, "2021-03-02T10:00");
    x->m.next_id = 900000;
    x->two = named(&x->m, "身份不明男子");
    detained(&x->m);
    *PUSH(x->m.a, &x->m.subjects) = live_subject(&x->l, x->one);
}

static void pair_done(Pair *x) {
    live_end(&x->m);
    live_end(&x->l);
}

TEST(an_unknown_man_found_to_be_another_takes_his_holds_into_that_ledger) {
    Pair x;
    pair_new(&x);
    Subject *one = live_subject(&x.m, x.one), *two = live_subject(&x.m, x.two);
    size_t before = one->holds.n + two->holds.n;
    CHECK_EQ(subject_at(one, x.m.now).live, 1);
    CHECK_EQ(subject_at(two, x.m.now).live, 1);
    int64_t p = x.m.c.persons.v[0].id;
    NO(&x.m, HANDLER, "reason.needed", CMD_IDENTIFY, .person = p, .target = x.one);
    NO(&x.m, HANDLER, "person.none", CMD_IDENTIFY, .person = p, .target = 12345, .note = S("指纹比中"));
    NO(&x.m, HANDLER, "person.none", CMD_IDENTIFY, .person = 12345, .target = x.one, .note = S("指纹比中"));
    NO(&x.m, HANDLER, "person.twice", CMD_IDENTIFY, .person = p, .target = x.two, .note = S("指纹比中"));
    NO(&x.m, CITY_FILING, "act.not_yours", CMD_IDENTIFY, .person = p, .target = x.one, .note = S("指纹比中"));
    DO(&x.m, HANDLER, CMD_IDENTIFY, .person = p, .target = x.one, .note = S("指纹比中"));
    one = live_subject(&x.m, x.one), two = live_subject(&x.m, x.two);
    CHECK_EQ(x.m.c.persons.v[0].subject, x.one);
    CHECK_EQ(one->holds.n, before);
    CHECK_EQ(two->holds.n, 0);
    CHECK_EQ(two->merged_into, x.one);
    CHECK_EQ(subject_at(one, x.m.now).live, 2);
    CHECK_EQ(subject_at(two, x.m.now).hold, HOLD_FREE);
    CHECK_EQ(one->names.n, 1);
    CHECK_STR(one->names.v[0], S("身份不明男子"));
    CHECK_EQ(x.m.failures, 0);
    pair_done(&x);
}

TEST(afterwards_a_release_in_one_case_leaves_him_held_for_the_other) {
    Pair x;
    pair_new(&x);
    DO(&x.m, HANDLER, CMD_IDENTIFY, .person = x.m.c.persons.v[0].id, .target = x.one, .note = S("指纹比中"));
    live_at(&x.m, "2021-03-02T12:00");
    DO(&x.m, HANDLER, CMD_DO, .act = S("MEA-11"), .option = S("release"));
    Standing st = subject_at(live_subject(&x.m, x.one), x.m.now);
    CHECK_EQ(st.live, 1);
    CHECK_EQ(st.basis->case_id, x.l.c.id);
    CHECK_EQ(subject_at(live_subject(&x.m, x.two), x.m.now).live, 0);
    pair_done(&x);
}

/* At every hour the one ledger says what the two said together. */
TEST(the_union_holds_at_every_moment) {
    Pair x;
    pair_new(&x);
    live_at(&x.m, "2021-03-03T12:00");
    DO(&x.m, HANDLER, CMD_DO, .act = S("MEA-11"), .option = S("release"));
    enum { HOURS = 24 * 5 };
    int were[HOURS];
    Time from = x.m.now - 3 * DAY_US;
    for (int h = 0; h < HOURS; h++) {
        Time t = from + h * HOUR;
        were[h] = subject_at(live_subject(&x.m, x.one), t).live + subject_at(live_subject(&x.m, x.two), t).live;
    }
    DO(&x.m, HANDLER, CMD_IDENTIFY, .person = x.m.c.persons.v[0].id, .target = x.one, .note = S("指纹比中"));
    for (int h = 0; h < HOURS; h++) CHECK_EQ(subject_at(live_subject(&x.m, x.one), from + h * HOUR).live, were[h]);
    pair_done(&x);
}

static void count(const Subject *s, int at[], Time from, int hours) {
    for (int h = 0; h < hours; h++) at[h] = subject_at(s, from + h * HOUR).live;
}

/* Merged by mistake, with a hold in each case; then parted again: each ledger is what it was, hour by hour. */
TEST(who_was_wrongly_taken_for_another_gets_his_own_ledger_back) {
    Pair x;
    pair_new(&x);
    int64_t p = x.m.c.persons.v[0].id;
    enum { HOURS = 24 * 5 };
    int one[HOURS], two[HOURS], again[HOURS];
    Time from = x.m.now - 3 * DAY_US;
    live_at(&x.m, "2021-03-03T12:00");
    DO(&x.m, HANDLER, CMD_DO, .act = S("MEA-11"), .option = S("release"));
    count(live_subject(&x.m, x.one), one, from, HOURS);
    count(live_subject(&x.m, x.two), two, from, HOURS);
    NO(&x.m, HANDLER, "person.none", CMD_PART, .person = p, .target = 12345, .note = S("DNA比对不符"));
    DO(&x.m, HANDLER, CMD_IDENTIFY, .person = p, .target = x.one, .note = S("照片相似"));
    NO(&x.m, HANDLER, "reason.needed", CMD_PART, .person = p, .target = x.two);
    NO(&x.m, HANDLER, "subject.same", CMD_PART, .person = p, .target = x.one, .note = S("DNA比对不符"));
    NO(&x.m, CITY_FILING, "act.not_yours", CMD_PART, .person = p, .target = x.two, .note = S("DNA比对不符"));
    DO(&x.m, HANDLER, CMD_PART, .person = p, .target = x.two, .note = S("DNA比对不符"));
    const Subject *first = live_subject(&x.m, x.one), *second = live_subject(&x.m, x.two);
    CHECK_EQ(x.m.c.persons.v[0].subject, x.two);
    CHECK_EQ(second->merged_into, 0);
    CHECK_EQ(first->names.n, 0); /* he never had that name */
    count(first, again, from, HOURS);
    for (int h = 0; h < HOURS; h++) CHECK_EQ(again[h], one[h]);
    count(second, again, from, HOURS);
    for (int h = 0; h < HOURS; h++) CHECK_EQ(again[h], two[h]);
    CHECK_EQ(x.m.failures, 0);
    pair_done(&x);
}

/* One number was written for two men. Corrected, the second has a ledger of his own with what came from his case. */
TEST(one_entered_with_anothers_number_is_parted_once_the_number_is_right) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    FactValue age = {S("age"), S("adult")};
    NewPerson wrong = {.name = S("李二"), .id_kind = S("citizen"), .id_number = S("620802199001010011"), .birth = DAY_NONE, .facts = {&age, 1, 1}};
    *PUSH(l.a, &l.subjects) = NEW(l.a, Subject);
    Subject *other = l.subjects.v[0];
    *other = (Subject){.id = 77, .name = S("张一"), .id_kind = S("citizen"), .id_number = wrong.id_number, .birth = DAY_NONE};
    DO(&l, HANDLER, CMD_OPEN, .class = S("试验案件"), .name = S("一案"), .people = {&wrong, 1, 1});
    detained(&l);
    int64_t p = l.c.persons.v[0].id;
    CHECK_EQ(l.c.persons.v[0].subject, 77);
    CHECK_EQ(other->holds.n, 1);
    CHECK_EQ(other->names.n, 1);
    NO(&l, HANDLER, "subject.same", CMD_PART, .person = p, .note = S("证件号码录错")); /* the number still says so */
    DO(&l, HANDLER, CMD_CORRECT, .target = p, .field = S("id_number"), .value = S("620802199102020022"), .reason = S("录错"));
    int64_t own = DO(&l, HANDLER, CMD_PART, .person = p, .note = S("证件号码录错"));
    CHECK(own != 77);
    CHECK_EQ(l.c.persons.v[0].subject, own);
    CHECK_STR(live_subject(&l, own)->id_number, S("620802199102020022"));
    CHECK_EQ(live_subject(&l, own)->holds.n, 1);
    CHECK_EQ(other->holds.n, 0);
    CHECK_EQ(other->names.n, 0);
    CHECK_EQ(subject_at(live_subject(&l, own), l.now).live, 1);
    live_end(&l);
}

static bool noticed(const Case *c, int64_t agency) {
    for (size_t i = 0; i < c->notices.n; i++)
        if (c->notices.v[i].agency == agency && c->notices.v[i].deed == c->persons.v[0].id) return true;
    return false;
}

TEST(every_organ_that_saw_him_is_told_once) {
    Pair x;
    pair_new(&x);
    int64_t p = x.m.c.persons.v[0].id;
    live_checked(&x.m, &HANDLER, &LEGAL, (Command){.act = S("ARR-01"), .docs = docs_of(x.m.a, "arrest_request"), .manifest = {{1}}});
    DO(&x.m, HANDLER, CMD_IDENTIFY, .person = p, .target = x.one, .note = S("照片相似"));
    CHECK(noticed(&x.m.c, PROCURATORATE));
    CHECK(noticed(&x.m.c, HOUSE));
    CHECK(!noticed(&x.m.c, POLICE)); /* whose act it is */
    size_t before = x.m.c.notices.n;
    DO(&x.m, HANDLER, CMD_PART, .person = p, .target = x.two, .note = S("DNA比对不符"));
    CHECK_EQ(x.m.c.notices.n, before + 2);
    pair_done(&x);
}

TEST(nobody_is_twice_in_one_case) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 2);
    NO(&l, HANDLER, "person.twice", CMD_IDENTIFY, .person = l.c.persons.v[0].id, .target = l.c.persons.v[1].subject, .note = S("指纹比中"));
    live_end(&l);
}

TEST_MAIN()
