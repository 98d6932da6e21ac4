// SPDX-License-Identifier: Apache-2.0
#include "app/sessions.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/test.h"
#include "db/queries.h"
#include "db/testdb.h"

typedef struct Desk {
    Arena *a;
    Db *db;
    Aside *aside;
    Sessions *s;
    Str url;
} Desk;

static void desk_open(Desk *d, SessionsHow how) {
    Err err = {0};
    Migrated m;
    *d = (Desk){.a = arena_new()};
    d->url = testdb_url(getenv("JINDU_TEST_PG") ? DB_POSTGRES : DB_SQLITE, d->a);
    CHECK_OK(db_open(d->url, &(DbHow){.role = DB_ADMIN, .queries = &JINDU_QUERIES}, &d->db, &err), &err);
    CHECK_OK(db_migrate(d->db, &JINDU_MIGRATIONS, &(MigrateHow){.now = clock_now(), .copied = true}, d->a, &m, &err), &err);
    CHECK_OK(aside_open(d->url, &JINDU_QUERIES, &d->aside, &err), &err);
    CHECK_OK(sessions_open(d->db, d->aside, &how, &d->s, &err), &err);
}

static void desk_restart(Desk *d) {
    Err err = {0};
    CHECK_OK(aside_sync(d->aside, &err), &err);
    sessions_close(d->s);
    CHECK_OK(sessions_open(d->db, d->aside, &(SessionsHow){0}, &d->s, &err), &err);
}

static void desk_close(Desk *d) {
    sessions_close(d->s);
    aside_close(d->aside);
    db_close(d->db);
    arena_free(d->a);
}

TEST(a_session_is_known_by_its_cookie_until_it_is_ended) {
    Desk d;
    Session s, found;
    char cookie[SECRET_TEXT];
    desk_open(&d, (SessionsHow){0});
    session_begin(d.s, 7, 8, true, cookie, &s);
    CHECK(session_find(d.s, str_c(cookie), &found) == SESSION_LIVE);
    CHECK_EQ(found.user, 7);
    CHECK(found.must_change);
    CHECK(session_find(d.s, S("0000000000000000000000000000000000000000000000000000000000000000"), &found) == SESSION_NONE);
    CHECK(session_find(d.s, S(""), &found) == SESSION_NONE);
    CHECK(token_find(d.s, str_c(cookie), &found) == SESSION_NONE);
    session_switch(d.s, s.token, 9);
    CHECK(session_find(d.s, str_c(cookie), &found) == SESSION_LIVE && found.post == 9);
    session_end(d.s, s.token);
    CHECK(session_find(d.s, str_c(cookie), &found) == SESSION_NONE);
    desk_close(&d);
}

TEST(a_session_outlives_a_restart_and_only_its_hash_is_kept) {
    Desk d;
    Session s, found;
    char cookie[SECRET_TEXT];
    Rows *r;
    Err err = {0};
    desk_open(&d, (SessionsHow){0});
    session_begin(d.s, 7, 8, false, cookie, &s);
    session_switch(d.s, s.token, 9);
    desk_restart(&d);
    CHECK(session_find(d.s, str_c(cookie), &found) == SESSION_LIVE);
    CHECK_EQ(found.post, 9);
    CHECK_STR(str_c(found.csrf), str_c(s.csrf));
    CHECK_OK(db_run(d.db, Q_SESSION_GET, ARGS(VAL(s.token)), d.a, &r, &err), &err);
    CHECK_EQ(r->n, 1);
    session_end(d.s, s.token);
    desk_restart(&d);
    CHECK(session_find(d.s, str_c(cookie), &found) == SESSION_NONE);
    desk_close(&d);
}

TEST(a_session_ends_when_idle_and_at_the_latest_when_its_day_is_over) {
    Desk d;
    Session s, found;
    char idle[SECRET_TEXT], old[SECRET_TEXT];
    desk_open(&d, (SessionsHow){.idle = 300000, .absolute = 500000});
    session_begin(d.s, 1, 2, false, idle, &s);
    session_begin(d.s, 1, 2, false, old, &s);
    int seen = 0;
    for (int i = 0; i < 14; i++) { /* kept busy, it still ends */
        usleep(50000);
        seen += session_find(d.s, str_c(old), &found) == SESSION_LIVE;
    }
    CHECK(seen > 0 && seen < 14);
    CHECK(session_find(d.s, str_c(idle), &found) == SESSION_EXPIRED);
    CHECK(session_find(d.s, str_c(idle), &found) == SESSION_NONE);
    desk_close(&d);
}

TEST(all_sessions_of_a_user_end_but_the_one_that_asked) {
    Desk d;
    Session mine, other, found;
    char a[SECRET_TEXT], b[SECRET_TEXT], c[SECRET_TEXT];
    desk_open(&d, (SessionsHow){0});
    session_begin(d.s, 1, 2, false, a, &mine);
    session_begin(d.s, 1, 2, false, b, &other);
    session_begin(d.s, 3, 4, false, c, &other);
    Err err = {0};
    CHECK_OK(sessions_end_user(d.s, 1, mine.token, &err), &err);
    CHECK(session_find(d.s, str_c(a), &found) == SESSION_LIVE);
    CHECK(session_find(d.s, str_c(b), &found) == SESSION_NONE);
    CHECK(session_find(d.s, str_c(c), &found) == SESSION_LIVE);
    desk_close(&d);
}

TEST(a_token_is_good_until_it_is_revoked_also_after_a_restart) {
    Desk d;
    Session found;
    char text[SECRET_TEXT], over[SECRET_TEXT];
    desk_open(&d, (SessionsHow){0});
    token_add(d.s, &(NewToken){.id = 11, .user = 1, .post = 2, .name = S("machine"), .until = clock_now() + HOUR}, text);
    token_add(d.s, &(NewToken){.id = 12, .user = 1, .post = 2, .name = S("machine"), .until = clock_now() - HOUR}, over);
    CHECK(token_find(d.s, str_c(text), &found) == SESSION_LIVE && found.machine);
    CHECK(token_find(d.s, str_c(over), &found) == SESSION_EXPIRED);
    CHECK(session_find(d.s, str_c(text), &found) == SESSION_NONE);
    desk_restart(&d);
    CHECK(token_find(d.s, str_c(text), &found) == SESSION_LIVE);
    CHECK(token_revoke(d.s, 11));
    CHECK(!token_revoke(d.s, 11));
    desk_restart(&d);
    CHECK(token_find(d.s, str_c(text), &found) == SESSION_NONE);
    desk_close(&d);
}

TEST(wrong_passwords_lock_a_login_for_longer_and_longer) {
    Desk d;
    Time until, first;
    desk_open(&d, (SessionsHow){.failures = 3, .lock = 400000});
    for (int i = 0; i < 2; i++) login_failed(d.s, S("liu"));
    CHECK(!login_locked(d.s, S("liu"), &until));
    login_failed(d.s, S("liu"));
    CHECK(login_locked(d.s, S("liu"), &first));
    CHECK(!login_locked(d.s, S("wang"), &until));
    login_failed(d.s, S("liu"));
    CHECK(login_locked(d.s, S("liu"), &until));
    CHECK(until - first > 300000);
    usleep(900000);
    CHECK(!login_locked(d.s, S("liu"), &until));
    login_matched(d.s, S("liu"));
    for (int i = 0; i < 2; i++) login_failed(d.s, S("liu"));
    CHECK(!login_locked(d.s, S("liu"), &until));
    desk_close(&d);
}

TEST(a_lock_outlives_a_restart) {
    Desk d;
    Time until, before;
    Arena *a = arena_new();
    desk_open(&d, (SessionsHow){.failures = 3});
    Err err = {0};
    CHECK_OK(db_begin(d.db, TX_WRITE, &err), &err);
    CHECK_OK(db_run(d.db, Q_USER_PUT, ARGS(VAL((int64_t)7), VAL(S("liu")), VAL(S("x")), VAL((int64_t)0)), a, NULL, &err), &err);
    CHECK_OK(db_commit(d.db, &err), &err);
    aside_put(d.aside, Q_SECRET_PUT, ARGS(VAL((int64_t)7), VAL(S("hash")), VAL(clock_now()), VAL((int64_t)0)));
    for (int i = 0; i < 3; i++) {
        Time t = login_failed(d.s, S("liu"));
        aside_put(d.aside, Q_SECRET_FAILED, ARGS(VAL((int64_t)7), t == TIME_NONE ? val_null() : VAL(t)));
    }
    CHECK(login_locked(d.s, S("liu"), &before));
    desk_restart(&d);
    CHECK(login_locked(d.s, S("liu"), &until));
    CHECK_EQ(until, before);
    CHECK(login_matched(d.s, S("liu")));
    aside_put(d.aside, Q_SECRET_MATCHED, ARGS(VAL((int64_t)7)));
    desk_restart(&d);
    CHECK(!login_locked(d.s, S("liu"), &until));
    CHECK(!login_matched(d.s, S("liu")));
    arena_free(a);
    desk_close(&d);
}

TEST(a_password_is_matched_by_its_own_hash_only) {
    char hash[PASSWORD_TEXT], made[PASSWORD_TEXT];
    Err err = {0};
    CHECK_OK(password_hash(S("渡口-Crossing-2026"), hash, &err), &err);
    CHECK(str_starts(str_c(hash), S("$argon2id$v=19$m=19456,t=2,p=1$")));
    CHECK(password_matches(S("渡口-Crossing-2026"), hash));
    CHECK(!password_matches(S("渡口-Crossing-2027"), hash));
    CHECK(!password_matches(S(""), hash));
    CHECK(password_weak(S("short"), S("liu")));
    CHECK(password_weak(S("aaaaaaaaaaaaaaaa"), S("liu")));
    CHECK(password_weak(S("officer-liu-2026"), S("officer-liu")));
    CHECK(!password_weak(S("渡口-Crossing-2026"), S("officer-liu")));
    password_make(made);
    CHECK(!password_weak(str_c(made), S("liu")));
}
TEST_MAIN()
