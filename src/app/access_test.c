// SPDX-License-Identifier: Apache-2.0
/* The rule of access, case by case: part, assignment, section, deputy, grant, committee, administrators, off-line organs. */
#include "app/access.h"

#include "base/test.h"

enum { POLICE = 1, COURT, COMMITTEE, CITY, ADMIN, OFFLINE, ELSEWHERE };
enum { ANN = 11, BEN, CAI, DESK, WATCH, ROOT, FAR };
static const Time NOW = 1000 * DAY_US;

static Str HANDLER = {"handler", 7}, LEGAL = {"legal_section", 13}, JUDGE = {"judge", 5}, STATION = {"station_officer", 15};

typedef struct Town {
    Agency agencies[7];
    User users[7];
    UserPost posts[7];
    Deputy deputy;
    SiteState site;
    Organ organ;
    Assignment as;
    Grant grant;
    Case c;
} Town;

static void town(Town *t) {
    memset(t, 0, sizeof *t);
    const char *kinds[] = {"police", "court", "committee", "committee", "administration", "police", "police"};
    const char *regions[] = {"620503", "620503", "620503", "620500", "620500", "620503", "620502"};
    const int levels[] = {3, 3, 3, 2, 2, 3, 3};
    for (int i = 0; i < 7; i++)
        t->agencies[i] = (Agency){.id = i + 1, .kind = str_c(kinds[i]), .region = str_c(regions[i]), .level = levels[i],
                                  .on_from = i + 1 == OFFLINE ? TIME_NONE : 1};
    Str *roles[] = {&HANDLER, &HANDLER, &STATION, &LEGAL, &JUDGE, &JUDGE, &HANDLER};
    const int64_t of[] = {POLICE, POLICE, POLICE, POLICE, COMMITTEE, ADMIN, ELSEWHERE};
    for (int i = 0; i < 7; i++) {
        t->users[i] = (User){.id = ANN + i};
        t->posts[i] = (UserPost){.id = 100 + i, .user = ANN + i, .agency = of[i], .roles = {roles[i], 1, 1}};
    }
    t->organ = (Organ){S("police"), POLICE};
    t->as = (Assignment){.agency = POLICE, .user = ANN};
    t->c = (Case){.id = 1, .agency = POLICE, .organs = {&t->organ, 1, 1}, .assignments = {&t->as, 1, 1}};
    t->site = (SiteState){.agencies = {t->agencies, 7, 7}, .users = {t->users, 7, 7}, .posts = {t->posts, 7, 7},
                          .deputies = {&t->deputy, 0, 1}};
}

static Asker asker(Town *t, int64_t user, Sees sees, unsigned rank) {
    UserPost *p = &t->posts[user - ANN];
    return (Asker){.user = &t->users[user - ANN], .post = p, .agency = &t->agencies[p->agency - 1], .sees = sees,
                   .ranks = 1u << rank};
}

TEST(a_case_is_its_handlers_and_not_every_colleagues) {
    Town t;
    town(&t);
    Asker ann = asker(&t, ANN, SEES_CONTENT, RANK_STAFF), ben = asker(&t, BEN, SEES_CONTENT, RANK_STAFF);
    CHECK_EQ(access_case(&t.site, &ann, &t.c, NOW), ACCESS_ACT);
    CHECK_EQ(access_case(&t.site, &ben, &t.c, NOW), ACCESS_NONE);
    t.c.assignments.n = 0;
    CHECK_EQ(access_case(&t.site, &ben, &t.c, NOW), ACCESS_ACT);
}

TEST(helpers_section_deputies_and_who_oversees_see_it_too) {
    Town t;
    town(&t);
    int64_t helper = BEN;
    Asker ben = asker(&t, BEN, SEES_CONTENT, RANK_STAFF), legal = asker(&t, DESK, SEES_CONTENT, RANK_REVIEW);
    CHECK_EQ(access_case(&t.site, &legal, &t.c, NOW), ACCESS_ACT);
    t.as.helpers = (Ids){&helper, 1, 1};
    CHECK_EQ(access_case(&t.site, &ben, &t.c, NOW), ACCESS_ACT);
    t.as.helpers.n = 0;
    t.as.section = S("一中队");
    t.posts[1].section = S("一中队");
    CHECK_EQ(access_case(&t.site, &ben, &t.c, NOW), ACCESS_ACT);
    t.posts[1].section = S("二中队");
    CHECK_EQ(access_case(&t.site, &ben, &t.c, NOW), ACCESS_NONE);
    t.deputy = (Deputy){.user = BEN, .stands_for = ANN, .agency = POLICE, .from = NOW - HOUR, .until = NOW + HOUR};
    t.site.deputies.n = 1;
    CHECK_EQ(access_case(&t.site, &ben, &t.c, NOW), ACCESS_ACT);
    CHECK_EQ(access_stands_for(&t.site, &ben, &t.c, NOW), ANN);
    CHECK_EQ(access_case(&t.site, &ben, &t.c, NOW + 2 * HOUR), ACCESS_NONE);
}

TEST(another_kind_of_work_in_the_same_agency_goes_on) {
    Town t;
    town(&t);
    Asker station = asker(&t, CAI, SEES_CONTENT, RANK_STAFF);
    CHECK_EQ(access_case(&t.site, &station, &t.c, NOW), ACCESS_ACT);
}

TEST(an_agency_without_a_part_sees_nothing_until_it_is_granted_for_a_time) {
    Town t;
    town(&t);
    Asker far = asker(&t, FAR, SEES_CONTENT, RANK_LEADER);
    CHECK_EQ(access_case(&t.site, &far, &t.c, NOW), ACCESS_NONE);
    t.grant = (Grant){.user = FAR, .until = NOW + HOUR};
    t.c.grants.v = &t.grant;
    t.c.grants.n = 1;
    CHECK_EQ(access_case(&t.site, &far, &t.c, NOW), ACCESS_READ);
    CHECK_EQ(access_case(&t.site, &far, &t.c, NOW + HOUR), ACCESS_NONE);
}

TEST(a_transfer_gives_its_receiver_a_part_only_once_it_is_pushed) {
    Town t;
    town(&t);
    Transfer x = {.from = POLICE, .to = ELSEWHERE};
    t.c.transfers.v = &x;
    t.c.transfers.n = 1;
    Asker far = asker(&t, FAR, SEES_CONTENT, RANK_STAFF);
    CHECK_EQ(access_case(&t.site, &far, &t.c, NOW), ACCESS_NONE);
    x.pushed = NOW;
    CHECK_EQ(access_case(&t.site, &far, &t.c, NOW), ACCESS_ACT);
}

TEST(a_committee_sees_the_progress_of_its_region_and_administrators_nothing) {
    Town t;
    town(&t);
    Asker watch = asker(&t, WATCH, SEES_PROGRESS, RANK_LEADER), root = asker(&t, ROOT, SEES_NONE, RANK_ADMIN);
    CHECK_EQ(access_case(&t.site, &watch, &t.c, NOW), ACCESS_PROGRESS);
    watch.agency = &t.agencies[CITY - 1];
    CHECK_EQ(access_case(&t.site, &watch, &t.c, NOW), ACCESS_PROGRESS);
    t.c.agency = ELSEWHERE;
    CHECK_EQ(access_case(&t.site, &watch, &t.c, NOW), ACCESS_PROGRESS);
    watch.agency = &t.agencies[COMMITTEE - 1];
    CHECK_EQ(access_case(&t.site, &watch, &t.c, NOW), ACCESS_NONE);
    CHECK_EQ(access_case(&t.site, &root, &t.c, NOW), ACCESS_NONE);
}

static bool told(Town *t, const Asker *who, int64_t asked, Scope *ret) {
    *ret = (Scope){.agency = -1};
    return access_scope(&t->site, who, asked, ret);
}

TEST(figures_are_told_of_a_watchers_region_and_of_a_workers_own_agency) {
    Town t;
    town(&t);
    Asker watch = asker(&t, WATCH, SEES_PROGRESS, RANK_LEADER), ann = asker(&t, ANN, SEES_CONTENT, RANK_LEADER);
    Asker root = asker(&t, ROOT, SEES_NONE, RANK_ADMIN);
    Scope s;
    CHECK(told(&t, &watch, 0, &s));
    CHECK_STR(s.region, S("620503"));
    CHECK_EQ(s.agency, 0);
    CHECK(scope_has(&s, &t.agencies[COURT - 1]) && !scope_has(&s, &t.agencies[ELSEWHERE - 1]) && !scope_has(&s, NULL));
    CHECK(told(&t, &watch, COURT, &s));
    CHECK_EQ(s.agency, COURT);
    CHECK(scope_has(&s, &t.agencies[COURT - 1]) && !scope_has(&s, &t.agencies[POLICE - 1]));
    CHECK(!told(&t, &watch, ELSEWHERE, &s) && !told(&t, &watch, CITY, &s) && !told(&t, &watch, 99, &s));
    CHECK_EQ(s.agency, -1); /* untouched by a refusal */
    watch.agency = &t.agencies[CITY - 1];
    CHECK(told(&t, &watch, 0, &s));
    CHECK_STR(s.region, S("6205"));
    CHECK(scope_has(&s, &t.agencies[ELSEWHERE - 1]) && told(&t, &watch, ELSEWHERE, &s));
    t.agencies[CITY - 1].level = 0; /* the centre watches all */
    CHECK(told(&t, &watch, 0, &s));
    CHECK_EQ(s.region.n, 0);
    CHECK(scope_has(&s, &t.agencies[ELSEWHERE - 1]));
    t.agencies[CITY - 1].level = 3;
    t.agencies[CITY - 1].region = S("6205"); /* no county's code: nobody is watched by it, least of all everybody */
    CHECK(!told(&t, &watch, 0, &s));
    CHECK(told(&t, &ann, ELSEWHERE, &s)); /* whatever he asks for */
    CHECK_EQ(s.agency, POLICE);
    ann.sees = SEES_PROGRESS;
    ann.only_own = true;
    CHECK(told(&t, &ann, 0, &s));
    CHECK_EQ(s.agency, POLICE);
    CHECK(!told(&t, &root, 0, &s));
}

TEST(only_an_organ_that_is_not_on_the_platform_is_entered_for) {
    Town t;
    town(&t);
    Asker desk = asker(&t, DESK, SEES_CONTENT, RANK_DESK);
    desk.agency = &t.agencies[COURT - 1];
    CHECK(access_behalf(&t.site, &desk, OFFLINE, NOW));
    CHECK(!access_behalf(&t.site, &desk, POLICE, NOW));
    CHECK(!access_behalf(&t.site, &desk, 999, NOW));
    t.agencies[OFFLINE - 1].on_from = NOW + HOUR;
    CHECK(access_behalf(&t.site, &desk, OFFLINE, NOW));
    CHECK(!access_behalf(&t.site, &desk, OFFLINE, NOW + HOUR));
    t.c.agency = OFFLINE;
    t.c.organs.n = 0;
    CHECK_EQ(access_case(&t.site, &desk, &t.c, NOW), ACCESS_ACT);
    desk.ranks = 1u << RANK_STAFF;
    CHECK_EQ(access_case(&t.site, &desk, &t.c, NOW), ACCESS_NONE);
}

TEST(of_a_case_a_house_sees_its_own_part_unless_it_is_granted_the_rest) {
    Town t;
    town(&t);
    Arena *a = arena_new();
    Person persons[] = {{.id = 71}, {.id = 72}, {.id = 73}};
    Line to_him = {.person = 71}, other = {.person = 72};
    Transfer xs[] = {{.id = 81, .from = POLICE, .to = COURT, .pushed = NOW, .lines = {&other, 1, 1}},
                     {.id = 82, .from = POLICE, .to = ELSEWHERE, .pushed = NOW, .lines = {&to_him, 1, 1}}};
    Duty duties[] = {{.id = 91, .person = 73, .agency = ELSEWHERE}, {.id = 92, .person = 72, .agency = COURT}};
    int64_t who_was_named = 71;
    Datum datum = {S("x"), S("y")};
    Deed deeds[] = {{.id = 61, .agency = POLICE, .persons = {&who_was_named, 1, 1}, .data = {&datum, 1, 1}}, {.id = 62, .agency = POLICE}};
    Notice notice = {.id = 51, .deed = 61, .agency = ELSEWHERE};
    t.c.persons.v = persons, t.c.persons.n = 3;
    t.c.transfers.v = xs, t.c.transfers.n = 2;
    t.c.duties.v = duties, t.c.duties.n = 2;
    t.c.deeds.v = deeds, t.c.deeds.n = 2;
    t.c.notices.v = &notice, t.c.notices.n = 1;
    memset(t.c.manifest.b, 1, sizeof t.c.manifest.b);
    Asker far = asker(&t, FAR, SEES_CONTENT, RANK_DESK);
    CHECK_EQ(access_case(&t.site, &far, &t.c, NOW), ACCESS_ACT);
    far.only_own = true;
    CHECK_EQ(access_case(&t.site, &far, &t.c, NOW), ACCESS_OWN);
    CHECK(access_command(ACCESS_OWN, CMD_ACCEPT) && !access_command(ACCESS_OWN, CMD_MANIFEST));
    CHECK(access_command(ACCESS_ACT, CMD_MANIFEST) && !access_command(ACCESS_READ, CMD_ACCEPT));
    Case own;
    World w = {0};
    access_own(&w, &t.c, ELSEWHERE, a, &own);
    CHECK_EQ(own.persons.n, 2);
    CHECK(case_person(&own, 71) && case_person(&own, 73) && !case_person(&own, 72));
    CHECK(case_transfer(&own, 82) && !case_transfer(&own, 81));
    CHECK(case_duty(&own, 91) && !case_duty(&own, 92));
    CHECK(case_deed(&own, 61) && !case_deed(&own, 62));
    CHECK_EQ(case_deed(&own, 61)->data.n, 0);
    CHECK(hash_eq(own.manifest, (Hash){0}));
    Event sent = {.kind = EV_TRANSFER_PUSHED, .body = &(TransferStep){.transfer = 82}};
    Event elsewhere = {.kind = EV_TRANSFER_PUSHED, .body = &(TransferStep){.transfer = 81}};
    Event facts = {.kind = EV_FACTS_SET, .body = &(FactsSet){.person = 71}};
    CHECK(access_own_event(&own, &sent) && !access_own_event(&own, &elsewhere) && !access_own_event(&own, &facts));
    t.grant = (Grant){.user = FAR, .until = NOW + HOUR};
    t.c.grants.v = &t.grant;
    t.c.grants.n = 1;
    CHECK_EQ(access_case(&t.site, &far, &t.c, NOW), ACCESS_ACT);
    CHECK_EQ(access_case(&t.site, &far, &t.c, NOW + HOUR), ACCESS_OWN);
    arena_free(a);
}
TEST_MAIN()
