// SPDX-License-Identifier: Apache-2.0
/* Work finds its hands: by rotation, by load, by section; and nobody is switched off while work waits for him alone. */
#include "app/assign.h"
#include "app/rules.h"
#include "app/testsite.h"
#include "app/verify.h"
#include "db/queries.h"

static const Codes *codes(County *c) {
    Rules *r = NULL;
    Err err = {0};
    CHECK_OK(rules_tables(RULES_DIR, c->a, &r, &err), &err);
    return r->codes;
}

static Assigned chosen(County *c, const Codes *k, const char *how, AssignTurns *turns, const char *section) {
    const SiteView *v = site_view(c->site);
    AssignAsk ask = {v->state, k, c->police, str_c(section), str_c(how), site_now(c->site), turns};
    Db *db = NULL;
    Err err = {0};
    Assigned to = {0};
    CHECK_OK(db_pool_take(site_readers(c->site), 5000, &db, &err), &err);
    if (assign_choose(db, &ask, c->a, &to, &err) != OK) to.user = strcmp(err.code, "assign.nobody") ? -2 : -1;
    db_pool_give(site_readers(c->site), db);
    site_view_drop(v);
    return to;
}

/* As after a start: of the turns only those in the table are known. */
static int64_t choose(County *c, const char *how, const char *section) {
    AssignTurns *turns = assign_turns_new();
    int64_t user = chosen(c, codes(c), how, turns, section).user;
    assign_turns_free(turns);
    return user;
}

static int64_t officer(County *c, const char *login, const char *section) {
    int64_t user = county_set(c, (SiteCommand){.kind = SITE_USER, .user = {.login = str_c(login), .name = str_c(login)}});
    county_set(c, (SiteCommand){.kind = SITE_POST, .post = {.user = user, .agency = c->police, .section = str_c(section),
                                                            .roles = {&ROLE_HANDLER, 1, 1}}});
    return user;
}

/* As the API does: the turn is noted in the commit of the assignment. */
static WriteResult give(County *c, int64_t id, int64_t user, const char *section) {
    Command cmd = {.kind = CMD_ASSIGN, .case_id = id, .user = user, .section = str_c(section)};
    BatchStmt turn = {Q_TURN_PUT, ARGS(VAL(c->police), VAL(user), VAL(site_now(c->site)))};
    WriteAsk ask = {.cmd = &cmd, .who = c->handler, .rows = &turn, .n_rows = user != 0};
    WriteResult r;
    Err err = {0};
    CHECK_OK(writer_run(site_writer(c->site), &ask, c->a, &r, &err), &err);
    return r;
}

static size_t open_duties(County *c, int64_t id, Time *due) {
    Rows *r = county_ask(c, Q_CASE_GET, ARGS(VAL(id)));
    Case x;
    Err err = {0};
    size_t n = 0;
    CHECK_OK(case_unpack(row_str(r, 0, r->cols - 1), c->a, &x, &err), &err);
    for (size_t i = 0; i < x.duties.n; i++)
        if (x.duties.v[i].life == DUTY_OPEN && str_eqz(x.duties.v[i].rule, "assign")) n++, *due = x.duties.v[i].due;
    return n;
}

COUNTY_BOTH(rotation_gives_to_whoever_waited_longest) {
    int64_t ann = officer(c, "ann", "一中队"), ben = officer(c, "ben", "一中队"), cai = officer(c, "cai", "一中队");
    int64_t id = county_case(c, "褚甲");
    CHECK_EQ(choose(c, "rotation", "一中队"), ann);
    give(c, id, ann, "一中队");
    CHECK_EQ(choose(c, "rotation", "一中队"), ben);
    give(c, id, ben, "一中队");
    CHECK_EQ(choose(c, "rotation", "一中队"), cai);
    give(c, id, cai, "一中队");
    CHECK_EQ(choose(c, "rotation", "一中队"), ann);
    CHECK_EQ(choose(c, "rotation", "二中队"), -1);
    CHECK_EQ(choose(c, "by lot", "一中队"), -2);
}

COUNTY_BOTH(two_who_ask_before_either_commits_are_given_two_users) {
    int64_t ann = officer(c, "ann", "一中队"), ben = officer(c, "ben", "一中队");
    AssignTurns *turns = assign_turns_new();
    const Codes *k = codes(c);
    Assigned one = chosen(c, k, "rotation", turns, "一中队"), two = chosen(c, k, "rotation", turns, "一中队");
    CHECK_EQ(one.user, ann);
    CHECK_EQ(two.user, ben);
    CHECK(two.turn > one.turn);
    CHECK_EQ(chosen(c, k, "load", turns, "一中队").user, ann);
    CHECK_EQ(chosen(c, k, "load", turns, "一中队").user, ben);
    for (int i = 0; i < 1200; i++) CHECK_EQ(chosen(c, k, "rotation", turns, "一中队").user, i % 2 ? ben : ann);
    assign_turns_free(turns);
}

COUNTY_BOTH(load_gives_to_whoever_has_least_and_never_to_one_switched_off) {
    int64_t ann = officer(c, "ann", "一中队"), ben = officer(c, "ben", "一中队");
    int64_t one = county_case(c, "褚甲"), two = county_case(c, "褚乙"), three = county_case(c, "褚丙");
    give(c, one, ann, "一中队");
    give(c, two, ann, "一中队");
    give(c, three, ben, "一中队");
    county_do(c, &c->handler, (Command){.kind = CMD_DRAFT, .case_id = one, .act = S("FIL-01")});
    CHECK_EQ(choose(c, "load", "一中队"), ben);
    county_set(c, (SiteCommand){.kind = SITE_USER, .user = {.id = ben, .login = S("ben"), .name = S("ben"), .disabled = true}});
    CHECK_EQ(choose(c, "load", "一中队"), ann);
}

COUNTY_BOTH(a_section_takes_a_case_over_with_a_term_to_give_it_to_somebody) {
    int64_t ann = officer(c, "ann", "一中队"), id = county_case(c, "褚甲");
    Time due = TIME_NONE, now = site_now(c->site);
    WriteResult r = give(c, id, 0, "一中队");
    CHECK(!r.refused);
    CHECK_EQ(open_duties(c, id, &due), 1);
    CHECK(due > now && due < now + 12 * DAY_US);
    r = give(c, id, 0, "二中队"); /* handed on: the new section owes it now, and only once */
    CHECK_EQ(open_duties(c, id, &due), 1);
    give(c, id, ann, "二中队");
    CHECK_EQ(open_duties(c, id, &due), 0);
    CHECK(give(c, id, 0, "").refused);
}

COUNTY_BOTH(nobody_is_switched_off_while_work_waits_for_him_alone) {
    int64_t ann = officer(c, "ann", "一中队"), ben = officer(c, "ben", "一中队"), id = county_case(c, "褚甲");
    give(c, id, ann, "一中队");
    int64_t t = county_do(c, &c->handler, (Command){.kind = CMD_DRAFT, .case_id = id, .act = S("FIL-01")});
    SiteCommand off = {.kind = SITE_USER, .user = {.id = ann, .login = S("ann"), .name = S("ann"), .disabled = true}};
    WriteAsk ask = {.site = &off, .who = c->admin};
    WriteResult r;
    Err err = {0};
    CHECK(t != 0);
    CHECK_OK(writer_run(site_writer(c->site), &ask, c->a, &r, &err), &err);
    CHECK(r.refused);
    CHECK_STR(str_c(r.refusal.code), S("user.waiting"));
    county_do(c, &c->handler, (Command){.kind = CMD_HAND_OVER, .case_id = id, .user = ann, .to = ben, .note = S("调离")});
    CHECK_OK(writer_run(site_writer(c->site), &ask, c->a, &r, &err), &err);
    CHECK(!r.refused);
}

static Case case_of(County *c, int64_t id) {
    Rows *r = county_ask(c, Q_CASE_GET, ARGS(VAL(id)));
    Case x = {0};
    Err err = {0};
    CHECK_OK(case_unpack(row_str(r, 0, r->cols - 1), c->a, &x, &err), &err);
    return x;
}

static Subject subject_of_site(County *c, int64_t id) {
    Subject s = {0};
    Db *db = NULL;
    Err err = {0};
    CHECK_OK(db_pool_take(site_readers(c->site), 5000, &db, &err), &err);
    CHECK_OK(subject_read(db, id, c->a, &s, &err), &err);
    db_pool_give(site_readers(c->site), db);
    return s;
}

/* The writer loads the other ledger, and what it stored is what a replay gives. */
COUNTY_BOTH(two_found_to_be_one_are_one_in_the_store_too) {
    int64_t one = county_case(c, "褚甲"), two = county_case(c, "身份不明男子");
    county_arrest(c, one);
    county_arrest(c, two);
    int64_t known = case_of(c, one).persons.v[0].subject, was = case_of(c, two).persons.v[0].subject;
    county_reopen(c); /* nothing is kept: all is read */
    county_do(c, &c->handler, (Command){.kind = CMD_IDENTIFY, .case_id = two, .person = case_of(c, two).persons.v[0].id,
                                        .target = known, .note = S("指纹比中")});
    CHECK_EQ(case_of(c, two).persons.v[0].subject, known);
    CHECK_EQ(subject_of_site(c, known).holds.n, 2);
    CHECK_EQ(subject_of_site(c, was).holds.n, 0);
    CHECK_EQ(subject_of_site(c, was).merged_into, known);
    county_reopen(c); /* and wrongly so: the ledgers are parted again */
    county_do(c, &c->handler, (Command){.kind = CMD_PART, .case_id = two, .person = case_of(c, two).persons.v[0].id,
                                        .target = was, .note = S("DNA比对不符")});
    CHECK_EQ(case_of(c, two).persons.v[0].subject, was);
    CHECK_EQ(subject_of_site(c, known).holds.n, 1);
    CHECK_EQ(subject_of_site(c, was).holds.n, 1);
    CHECK_EQ(subject_of_site(c, was).merged_into, 0);
    Verified v;
    Err err = {0};
    Db *db = NULL;
    CHECK_OK(db_open(c->url, &(DbHow){.role = DB_READER, .queries = &JINDU_QUERIES}, &db, &err), &err);
    CHECK_OK(site_verify(db, NULL, NULL, &v, &err), &err);
    CHECK_STR(str_c(v.bad.code), S(""));
    db_close(db);
}

TEST_MAIN()
