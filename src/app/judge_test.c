// SPDX-License-Identifier: Apache-2.0
/* The guides in force are judged with the people who are there, whenever they change. */
#include "app/certificate.h"
#include "app/judge.h"
#include "app/testsite.h"
#include "db/queries.h"

static int pass(County *c) {
    Err err = {0};
    int n = -1;
    CHECK_OK(judge_pass(c->site, &n, &err), &err);
    return n;
}

static Verdicts verdicts(County *c) {
    Verdicts v = {0};
    Err err = {0};
    Db *db;
    CHECK_OK(db_pool_take(site_readers(c->site), 5000, &db, &err), &err);
    CHECK_OK(verdicts_read(db, c->a, &v, &err), &err);
    db_pool_give(site_readers(c->site), db);
    return v;
}

static size_t audited(County *c, const char *outcome) {
    int64_t any = 0, most = INT64_MAX;
    Rows *r = county_ask(c, Q_AUDIT_PAGE, ARGS(VAL(most), VAL(most), VAL(INT64_MIN), VAL(any), VAL(any), VAL(any),
                                               VAL(S("guide")), VAL(str_c(outcome)), VAL((int64_t)100)));
    return r->n;
}

static void set_disabled(County *c, const Actor *who, bool disabled) {
    const SiteView *v = site_view(c->site);
    User u = *site_user(v->state, who->user);
    u.disabled = disabled;
    county_set(c, (SiteCommand){.kind = SITE_USER, .user = u});
    site_view_drop(v);
}

COUNTY_BOTH(a_guide_turns_unsound_with_the_last_prosecutor_and_sound_again_with_him) {
    Str justice = S("legal_aid"), committee = S("supervisor");
    county_user(c, "aid", c->justice, &justice);
    county_user(c, "supervisor", c->committee, &committee);
    CHECK(pass(c) > 0);
    Verdicts v = verdicts(c);
    CHECK_EQ(v.n, 1);
    CHECK(v.n && v.v[0].sound && v.v[0].near == c->police);
    CHECK_EQ(pass(c), 0); /* nothing changed: nothing is judged */
    set_disabled(c, &c->prosecutor, true);
    CHECK_EQ(pass(c), 1);
    v = verdicts(c);
    CHECK(v.n == 1 && !v.v[0].sound);
    CHECK(v.n == 1 && str_find(v.v[0].findings, S("\"level\":\"unsound\"")) != SIZE_MAX);
    CHECK_EQ(audited(c, "unsound"), 1);
    set_disabled(c, &c->prosecutor, false);
    CHECK_EQ(pass(c), 1);
    v = verdicts(c);
    CHECK(v.n == 1 && v.v[0].sound);
    CHECK_EQ(audited(c, "sound"), 1);
}

COUNTY_BOTH(what_nobody_can_do_any_more_is_said_at_once) {
    const SiteView *was = site_view(c->site);
    set_disabled(c, &c->prosecutor, true);
    const SiteView *is = site_view(c->site);
    Losses lost = {0}, none = {0};
    judge_losses(&(Change){was, is, site_now(c->site), NULL}, c->a, &lost);
    judge_losses(&(Change){is, is, site_now(c->site), NULL}, c->a, &none);
    CHECK(lost.n > 0);
    CHECK(lost.n && str_eq(lost.v[0].agency, S("县公安局")));
    CHECK_EQ(none.n, 0);
    site_view_drop(was);
    site_view_drop(is);
}

COUNTY_BOTH(a_certificate_is_kept_deflated_and_unpacks_to_what_its_guide_names) {
    Err err = {0};
    Rows *r = county_ask(c, Q_GUIDE_CERTIFICATES, NO_ARGS);
    Str text = {0};
    CHECK_EQ(r->n, 1);
    Certificate cert = {.hash = row_hash(r, 0, 2), .packed = str_dup(c->a, row_blob(r, 0, 3))};
    CHECK_OK(certificate_text(&cert, c->a, &text, &err), &err);
    CHECK(str_starts(text, S("{\"format\":\"jindu-certificate-1\"")));
    CHECK(str_find(text, S("\"pairs\":[")) != SIZE_MAX);
    CHECK(cert.packed.n * 4 < text.n);
    ((char *)(uintptr_t)cert.packed.p)[cert.packed.n / 2] ^= 1;
    CHECK_EQ(certificate_text(&cert, c->a, &text, &err), ERR_STORAGE);
}

COUNTY_BOTH(a_state_is_looked_up_as_the_whole_graph_has_it) {
    const SiteView *v = site_view(c->site);
    const Guide *g = v->world.guides[0];
    Machine m;
    CHECK(site_certify(c->site, g->id));
    GuideGraph *whole = guide_explore(g, c->a);
    for (size_t s = 0; s < 20; s++) {
        guide_state_machine(whole, s, &m);
        CHECK(v->world.certified(v->world.certified_by, g, &m));
    }
    for (int i = 0; i < g->n_clocks; i++) set_add(&m.running, i);
    CHECK(guide_state(whole, &m) < 0);
    CHECK(!v->world.certified(v->world.certified_by, g, &m));
    site_view_drop(v);
}

COUNTY_BOTH(a_site_that_is_left_explores_nothing_more) {
    Err err;
    WriteResult r;
    const SiteView *v = site_view(c->site);
    Command open = {.kind = CMD_TICK, .opening = true, .class = v->world.guides[0]->id};
    site_view_drop(v);
    site_leave(c->site);
    CHECK(!site_certify(c->site, open.class));
    CHECK_EQ(writer_run(site_writer(c->site), &(WriteAsk){.cmd = &open}, c->a, &r, &err), ERR_STORAGE);
    CHECK_STR(str_c(err.code), S("writer.stopped"));
}

TEST_MAIN()
