// SPDX-License-Identifier: Apache-2.0
/*
 * Cases that split and merge, persons who are found to be another or not to be him, through the writer and its database:
 * what is kept is what the log says, also when the process is killed at any moment. JINDU_SEED chooses another run.
 */
#include <signal.h>
#include <sys/wait.h>

#include "app/testsite.h"
#include "app/verify.h"

enum { MOVES = 250, KILLS = 3 };

typedef struct Mixed {
    County *c;
    uint64_t seed;
    Ids cases;
    size_t done, by[CMD_N];
} Mixed;

static uint64_t next(Mixed *m, uint64_t n) {
    m->seed ^= m->seed << 13;
    m->seed ^= m->seed >> 7;
    m->seed ^= m->seed << 17;
    return m->seed % n;
}

static uint64_t seed_of(uint64_t otherwise) {
    int64_t n;
    const char *text = getenv("JINDU_SEED");
    return text && str_i64(str_c(text), &n) && n > 0 ? (uint64_t)n : otherwise;
}

static Case case_of(Mixed *m, int64_t id) {
    Case x = {0};
    Err err = {0};
    Db *db = NULL;
    CHECK_OK(db_pool_take(site_readers(m->c->site), 5000, &db, &err), &err);
    CHECK_OK(case_read(db, id, m->c->a, &x, &err), &err);
    db_pool_give(site_readers(m->c->site), db);
    return x;
}

/* Of one to three persons, filed and detained. */
static void open_one(Mixed *m) {
    static const char *const NAMES[] = {"张某", "李某某", "王某"};
    Command open = county_opening(m->c, "张某");
    NewPerson first = open.people.v[0];
    for (uint64_t k = 1 + next(m, 3); open.people.n < k;) {
        NewPerson n = first;
        n.name = str_c(NAMES[open.people.n]);
        *PUSH(m->c->a, &open.people) = n;
    }
    int64_t id = county_do(m->c, &m->c->handler, open);
    *PUSH(m->c->a, &m->cases) = id;
    county_checked(m->c, id, (Command){.act = S("FIL-01")});
    county_do(m->c, &m->c->handler, (Command){.kind = CMD_DO, .case_id = id, .act = S("DET-01")});
}

static Command some_move(Mixed *m) {
    int64_t id = m->cases.v[next(m, m->cases.n)], beside = m->cases.v[next(m, m->cases.n)];
    Case c = case_of(m, id), other = case_of(m, beside);
    const Person *p = &c.persons.v[next(m, c.persons.n)], *q = &other.persons.v[next(m, other.persons.n)];
    Command cmd = {.case_id = id, .name = S("分案"), .note = S("办案需要")};
    switch (next(m, 8)) {
    case 0:
    case 1: cmd.kind = CMD_SPLIT; cmd.target = next(m, 2) ? beside : 0; *PUSH(m->c->a, &cmd.persons) = p->id; break;
    case 2: cmd.kind = CMD_MERGE; cmd.target = beside; break;
    case 3:
    case 4: cmd.kind = CMD_IDENTIFY; cmd.person = p->id; cmd.target = q->subject; break;
    case 5: cmd.kind = CMD_PART; cmd.person = p->id; cmd.target = next(m, 2) ? q->subject : 0; break;
    case 6: cmd.kind = CMD_DO; cmd.act = S("REL-01"); *PUSH(m->c->a, &cmd.persons) = p->id; break;
    default:
        cmd.kind = CMD_RECLASSIFY;
        cmd.class = S("细线");
        *PUSH(m->c->a, &cmd.charges) = next(m, 2) ? S("盗窃罪") : S("诈骗罪");
        break;
    }
    return cmd;
}

static void move(Mixed *m) {
    if (m->cases.n < 2 || !next(m, 12)) {
        open_one(m);
        return;
    }
    Command cmd = some_move(m);
    WriteResult r = county_run(m->c, &m->c->handler, &cmd, NULL);
    if (r.status != OK) TEST_FAIL("%s: fault %s %s", COMMAND_NAMES[cmd.kind], r.err.code, r.err.msg);
    m->done += r.status == OK && !r.refused;
    m->by[cmd.kind] += r.status == OK && !r.refused;
    if (r.status == OK && !r.refused && cmd.kind == CMD_SPLIT && !cmd.target) *PUSH(m->c->a, &m->cases) = r.made;
}

static void clean(County *c) {
    Verified v;
    Err err = {0};
    _cleanup_(db_closep) Db *db = NULL;
    CHECK_OK(db_open(c->url, &(DbHow){.role = DB_READER, .queries = &JINDU_QUERIES}, &db, &err), &err);
    CHECK_OK(site_verify(db, site_vault(c->site), NULL, &v, &err), &err);
    if (bad_is(&v.bad)) TEST_FAIL("%s: %s", v.bad.code, v.bad.text);
}

static void reopen(County *c) { /* a killed one's lock goes with it, a moment later */
    SiteHow how = county_how(c);
    Err err = {0};
    for (int i = 0; i < 400 && site_open(&how, &c->site, &err) != OK; i++) usleep(5000);
    if (!c->site) fprintf(stderr, "%s %s\n", err.code, err.msg);
    ASSERT(c->site);
}

static void rebuilt(County *c) {
    Rebuilt r;
    Err err = {0};
    site_close(TAKE(c->site));
    {
        _cleanup_(db_closep) Db *db = NULL;
        CHECK_OK(db_open(c->url, &(DbHow){.role = DB_ADMIN, .queries = &JINDU_QUERIES}, &db, &err), &err);
        CHECK_OK(site_rebuild(db, 1, &r, &err), &err);
    }
    if (bad_is(&r.bad)) TEST_FAIL("%s: %s", r.bad.code, r.bad.text);
    reopen(c);
    clean(c);
}

/* Everybody who was entered stands in exactly one case that he has not left. */
static void nobody_lost(Mixed *m) {
    Ids all = {0}, here = {0};
    for (size_t i = 0; i < m->cases.n; i++) {
        Case c = case_of(m, m->cases.v[i]);
        for (size_t k = 0; k < c.persons.n; k++) {
            const Person *p = &c.persons.v[k];
            bool known = false;
            for (size_t j = 0; j < all.n; j++) known |= all.v[j] == p->id;
            if (!known) *PUSH(m->c->a, &all) = p->id;
            if (!p->moved_to) *PUSH(m->c->a, &here) = p->id;
        }
    }
    CHECK_EQ(here.n, all.n);
    for (size_t i = 0; i < here.n; i++)
        for (size_t k = 0; k < i; k++) CHECK(here.v[i] != here.v[k]);
}

COUNTY_BOTH(what_splits_merges_and_parts_is_kept_as_the_log_says) {
    static const CommandKind MOVED[] = {CMD_SPLIT, CMD_MERGE, CMD_IDENTIFY, CMD_PART, CMD_RECLASSIFY};
    Mixed m = {.c = c, .seed = seed_of(20210824)};
    for (size_t i = 0; i < MOVES; i++) {
        move(&m);
        if (i % 60 != 59) continue;
        int64_t n;
        Err err = {0};
        site_clock(c->site, site_now(c->site) + 2 * DAY_US);
        CHECK_OK(ticker_pass(c->site, &n, &err), &err);
    }
    for (size_t i = 0; i < LEN(MOVED); i++) CHECK(m.by[MOVED[i]] > 0);
    nobody_lost(&m);
    clean(c);
    rebuilt(c);
    nobody_lost(&m);
}

/* The child's site is its own: it is opened there, and dies with it. */
static void killed_at_work(Mixed *m) {
    fflush(stdout);
    pid_t pid = fork();
    ASSERT(pid >= 0);
    if (pid == 0) {
        reopen(m->c);
        for (;;) move(m);
    }
    usleep((useconds_t)(200000 + next(m, 400000)));
    kill(pid, SIGKILL);
    int status;
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK(WIFSIGNALED(status));
}

TEST(killed_at_any_moment_it_is_the_old_state_or_the_new_one) {
    if (getenv("JINDU_TEST_PG")) SKIP("this run is for PostgreSQL");
    County c;
    county_new(&c, DB_SQLITE);
    Mixed m = {.c = &c, .seed = seed_of(7)};
    for (int i = 0; i < 20; i++) move(&m);
    int64_t before = live_last(site_live(c.site));
    for (int i = 0; i < KILLS; i++) {
        site_close(TAKE(c.site));
        killed_at_work(&m);
        reopen(&c);
        clean(&c);
    }
    CHECK(live_last(site_live(c.site)) > before); /* they did work */
    rebuilt(&c);
    county_done(&c);
}

TEST_MAIN()
