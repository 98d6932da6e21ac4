// SPDX-License-Identifier: Apache-2.0
#include "app/writer.h"

#include "app/testsite.h"
#include "app/verify.h"
#include "db/db_fault.h"

COUNTY_BOTH(a_case_travels_and_its_balance_closes) {
    int64_t id = county_case(c, "张三");
    CHECK(id > 0);
    county_arrest(c, id);
    Case k;
    Rows *r = county_ask(c, Q_CASE_GET, ARGS(VAL(id)));
    Err err;
    CHECK_OK(case_unpack(row_str(r, 0, 3), c->a, &k, &err), &err);
    CHECK_STR(person_fact(&k.persons.v[0], S("custody")), S("arrested"));
    r = county_ask(c, Q_COUNTED_SUM, ARGS(VAL(0), VAL(INT64_MAX), VAL(0), VAL(S("")), VAL(S(""))));
    int64_t pushed = 0, returned = 0, accepted = 0, answered = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (str_eqz(row_str(r, i, 0), "pushed")) pushed += row_i64(r, i, 2);
        if (str_eqz(row_str(r, i, 0), "returned")) returned += row_i64(r, i, 2);
        if (str_eqz(row_str(r, i, 0), "accepted")) accepted += row_i64(r, i, 2);
        if (str_eqz(row_str(r, i, 0), "answered")) {
            answered += row_i64(r, i, 2);
            CHECK_STR(row_str(r, i, 1), S("arrest_reviews_ended"));
        }
    }
    CHECK_EQ(pushed, 2);
    CHECK_EQ(returned, 1);
    CHECK_EQ(accepted, 1);
    CHECK_EQ(answered, 1);
    r = county_ask(c, Q_AGENDA_BY_DUE, ARGS(VAL(c->police), VAL(0), VAL(0), VAL(10)));
    CHECK_EQ(r->n, 1);
    CHECK_EQ(row_i64(r, 0, 0), id);
    CHECK_EQ(row_i64(r, 0, 1), c->handler.user);
    CHECK_EQ(county_ask(c, Q_PART_HAS, ARGS(VAL(c->procuratorate), VAL(id)))->n, 1);
    CHECK_EQ(county_ask(c, Q_PART_HAS, ARGS(VAL(c->house), VAL(id)))->n, 0);
}

COUNTY_BOTH(a_key_gives_the_stored_answer_and_nothing_twice) {
    Command open = county_opening(c, "李四");
    WriteResult first = county_run(c, &c->handler, &open, "k1");
    CHECK_EQ(first.status, OK);
    CHECK(!first.refused && !first.repeated && first.pos > 0);
    WriteResult again = county_run(c, &c->handler, &open, "k1");
    CHECK(again.repeated);
    CHECK_EQ(again.made, first.made);
    CHECK_EQ(again.pos, first.pos);
    CHECK_STR(again.answer, first.answer);
    Command other = county_opening(c, "王五");
    WriteResult clash = county_run(c, &c->handler, &other, "k1");
    CHECK_EQ(clash.status, ERR_CONFLICT);
    CHECK_STR(str_c(clash.err.code), S("idempotency.other_body"));
    WriteResult stranger = county_run(c, &c->legal, &open, "k1"); /* another user's keys are his own */
    CHECK(!stranger.repeated);
    county_reopen(c);
    again = county_run(c, &c->handler, &open, "k1");
    CHECK(again.repeated);
    CHECK_EQ(again.made, first.made);
    site_clock(c->site, site_now(c->site) + 8 * DAY_US);
    int64_t forgotten;
    Err err;
    CHECK_OK(ticker_sweep(c->site, &forgotten, &err), &err);
    CHECK(forgotten > 0);
    again = county_run(c, &c->handler, &open, "k1");
    CHECK(!again.repeated && !again.refused && again.status == OK);
    CHECK(again.made != first.made);
}

COUNTY_BOTH(a_refusal_is_not_kept_and_writes_nothing) {
    int64_t id = county_case(c, "赵六");
    Rows *before = county_ask(c, Q_LOG_LAST, NO_ARGS);
    Command det = {.kind = CMD_DO, .case_id = id, .act = S("DET-01")};
    WriteResult no = county_run(c, &c->handler, &det, "d1");
    CHECK(no.refused);
    CHECK_STR(str_c(no.refusal.code), S("act.not_possible"));
    CHECK_EQ(row_i64(county_ask(c, Q_LOG_LAST, NO_ARGS), 0, 0), row_i64(before, 0, 0));
    county_checked(c, id, (Command){.act = S("FIL-01")});
    WriteResult yes = county_run(c, &c->handler, &det, "d1");
    CHECK(!yes.refused && !yes.repeated && yes.pos > 0);
    WriteResult none = county_run(c, &c->handler, &(Command){.kind = CMD_TICK, .case_id = 12345}, NULL);
    CHECK(none.refused);
}

typedef struct Load { /* many commands at once */
    County *c;
    WriteResult r[256];
    Command cmd[256];
    WriteAsk ask[256];
    char key[256][16];
    pthread_mutex_t lock;
    pthread_cond_t done;
    int open;
} Load;
typedef struct LoadOne {
    Load *l;
    int i;
} LoadOne;

static void load_done(void *ctx, const WriteResult *r) {
    LoadOne *x = ctx;
    pthread_mutex_lock(&x->l->lock);
    x->l->r[x->i] = *r;
    x->l->open--;
    pthread_cond_signal(&x->l->done);
    pthread_mutex_unlock(&x->l->lock);
}

/* The first is a stopper: while its turn lasts, the rest queue up and become one batch. */
typedef struct Stopper {
    pthread_mutex_t lock;
} Stopper;
static Status stop_here(void *ctx, Site *site, Err *err) {
    pthread_mutex_t *gate = ctx;
    pthread_mutex_lock(gate);
    pthread_mutex_unlock(gate);
    return OK;
}

static void load_run(County *c, Load *l, int n, DbFault *fault, size_t fail) {
    LoadOne one[256];
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    WriteAsk stopper = {.check = stop_here, .check_ctx = &gate};
    Err err;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->done, NULL);
    pthread_mutex_lock(&gate);
    CHECK_OK(writer_submit(site_writer(c->site), &stopper, &err), &err);
    while (writer_stats(site_writer(c->site)).queued) usleep(100);
    l->open = n;
    for (int i = 0; i < n; i++) {
        one[i] = (LoadOne){l, i};
        l->ask[i] = (WriteAsk){.cmd = &l->cmd[i], .who = c->handler, .key = str_c(l->key[i]), .done = load_done, .ctx = &one[i]};
        CHECK_OK(writer_submit(site_writer(c->site), &l->ask[i], &err), &err);
    }
    if (fault) fault->fail_statement = fail;
    pthread_mutex_unlock(&gate);
    pthread_mutex_lock(&l->lock);
    while (l->open) pthread_cond_wait(&l->done, &l->lock);
    pthread_mutex_unlock(&l->lock);
}

COUNTY_BOTH(a_push_stays_within_its_budget_of_rows) {
    int64_t id = county_case(c, "钱丁");
    county_checked(c, id, (Command){.act = S("FIL-01")});
    int64_t t = county_do(c, &c->handler, (Command){.kind = CMD_DRAFT, .case_id = id, .act = S("ARR-01"),
                                                    .docs = county_docs(c, "arrest_request"),
                                                    .manifest = county_dossier(c, "page", NULL)});
    county_do(c, &c->legal, (Command){.kind = CMD_CHECK, .case_id = id, .transfer = t, .approve = true});
    WriterStats before = writer_stats(site_writer(c->site));
    county_do(c, &c->handler, (Command){.kind = CMD_PUSH, .case_id = id, .transfer = t});
    /* the log, the case, two desks and their totals, the receiver's part, the figure: eight; and the commit */
    CHECK_EQ(writer_stats(site_writer(c->site)).statements - before.statements, 9);
}

COUNTY_BOTH(commands_of_one_batch_see_each_other_and_a_queued_key_waits_for_the_first) {
    Load *l = NEW(c->a, Load);
    int64_t id = county_case(c, "孙七");
    for (int i = 0; i < 40; i++) {
        l->cmd[i] = (Command){.kind = CMD_NUMBER, .case_id = id, .system = S("x"), .number = str_format(c->a, "n%d", i)};
        snprintf(l->key[i], 16, "n%d", i / 2); /* every key twice */
    }
    WriterStats before = writer_stats(site_writer(c->site));
    load_run(c, l, 40, NULL, 0);
    int repeated = 0;
    for (int i = 0; i < 40; i++) {
        CHECK_EQ(l->r[i].status, OK);
        repeated += l->r[i].repeated;
        if (i % 2) CHECK_EQ(l->r[i].made, l->r[i - 1].made);
    }
    CHECK_EQ(repeated, 20);
    CHECK_EQ(writer_stats(site_writer(c->site)).commits - before.commits, 1);
    Case k;
    Err err;
    Rows *r = county_ask(c, Q_CASE_GET, ARGS(VAL(id)));
    CHECK_OK(case_unpack(row_str(r, 0, 3), c->a, &k, &err), &err);
    CHECK_EQ(k.numbers.n, 21);
    CHECK_EQ(k.seq, row_i64(r, 0, 1));
}

static Command opening_of(County *c, const char *name, const char *case_name) {
    Command cmd = county_opening(c, name);
    cmd.name = str_c(case_name);
    cmd.people.v[0].id_kind = S("citizen");
    cmd.people.v[0].id_number = S("11010519491231002x");
    return cmd;
}

static Person first_person(County *c, int64_t id) {
    Case k;
    Err err;
    Rows *r = county_ask(c, Q_CASE_GET, ARGS(VAL(id)));
    CHECK_OK(case_unpack(row_str(r, 0, 3), c->a, &k, &err), &err);
    return k.persons.v[0];
}

static Standing standing(County *c, int64_t subject) {
    Subject *s = NEW(c->a, Subject);
    Err err;
    Rows *r = county_ask(c, Q_SUBJECT_GET, ARGS(VAL(subject)));
    CHECK_OK(subject_unpack(row_str(r, 0, 3), c->a, s, &err), &err);
    return subject_at(s, site_now(c->site));
}

COUNTY_BOTH(a_person_in_two_cases_has_one_ledger_and_is_free_only_without_both) {
    Load *l = NEW(c->a, Load);
    static const char *const NAMES[] = {"张三", "张三", "张叁"};
    for (int i = 0; i < 3; i++) {
        l->cmd[i] = opening_of(c, NAMES[i], NAMES[i]);
        snprintf(l->key[i], 16, "one%d", i);
    }
    load_run(c, l, 2, NULL, 0); /* one batch: the second finds whom the first opened */
    county_reopen(c);           /* nothing is kept: the third finds him in the database */
    WriteResult third = county_run(c, &c->handler, &l->cmd[2], "one2");
    int64_t cases[] = {l->r[0].made, l->r[1].made, third.made};
    int64_t subject = first_person(c, cases[0]).subject;
    for (int i = 0; i < 3; i++) {
        CHECK(cases[i] > 0);
        CHECK_EQ(first_person(c, cases[i]).subject, subject);
        county_checked(c, cases[i], (Command){.act = S("FIL-01")});
    }
    CHECK(!l->r[1].said_zh.n);
    CHECK(third.said_zh.n && str_find(third.answer, S("said_zh")) != SIZE_MAX);
    WriteResult again = county_run(c, &c->handler, &l->cmd[2], "one2");
    CHECK(again.repeated);
    CHECK_STR(again.answer, third.answer);
    for (int i = 0; i < 2; i++) county_do(c, &c->handler, (Command){.kind = CMD_DO, .case_id = cases[i], .act = S("DET-01")});
    CHECK_EQ(standing(c, subject).live, 2);
    county_do(c, &c->handler, (Command){.kind = CMD_DO, .case_id = cases[0], .act = S("REL-01")});
    CHECK_EQ(standing(c, subject).hold, HOLD_HELD);
    CHECK_EQ(standing(c, subject).basis->case_id, cases[1]);
    county_do(c, &c->handler, (Command){.kind = CMD_DO, .case_id = cases[1], .act = S("REL-01")});
    CHECK_EQ(standing(c, subject).hold, HOLD_FREE);
    Db *db = NULL;
    Err err = {0};
    Verified v;
    CHECK_OK(db_pool_take(site_readers(c->site), 5000, &db, &err), &err);
    CHECK_OK(site_verify(db, site_vault(c->site), NULL, &v, &err), &err);
    db_pool_give(site_readers(c->site), db);
    if (bad_is(&v.bad)) TEST_FAIL("%s %s", v.bad.code, v.bad.text);
}

/* Puts a failing database under the writer. */
static void with_fault(County *c, DbFault *fault) {
    Err err = {0};
    Db *db = NULL;
    CHECK_OK(db_open(site_url(c->site), &(DbHow){.role = DB_WRITER, .queries = &JINDU_QUERIES}, &db, &err), &err);
    Status s = site_writer_replace(c->site, &(WriterHow){.db = db_fault_new(db, fault)}, &err);
    CHECK_OK(s, &err);
}

COUNTY_BOTH(an_error_at_any_statement_of_a_batch_costs_no_command) {
    DbFault fault = {0};
    Load *l = NEW(c->a, Load);
    with_fault(c, &fault);
    int64_t ids[64];
    for (int i = 0; i < 64; i++) ids[i] = county_case(c, "周八");
    for (size_t k = 1; k <= 64; k += testdb_has(DB_POSTGRES) ? 7 : 1) {
        for (int i = 0; i < 64; i++) {
            l->cmd[i] = (Command){.kind = CMD_NUMBER, .case_id = ids[i], .system = S("x"), .number = str_format(c->a, "n%zu", k)};
            snprintf(l->key[i], 16, "f%zu-%d", k, i);
        }
        WriterStats before = writer_stats(site_writer(c->site));
        load_run(c, l, 64, &fault, k);
        for (int i = 0; i < 64; i++) CHECK(l->r[i].status == OK && !l->r[i].repeated && !l->r[i].refused);
        CHECK_EQ(writer_stats(site_writer(c->site)).commits - before.commits, 64); /* each alone, after the batch fell */
        CHECK_EQ(fault.fail_statement, 0);
        Rows *r = county_ask(c, Q_LOG_STREAM, ARGS(VAL(ids[63]), VAL(0), VAL(1000)));
        int64_t seq = 0;
        for (size_t i = 0; i < r->n; i++) {
            CHECK_EQ(row_i64(r, i, 3), seq);
            seq += row_i64(r, i, 4);
        }
    }
}

COUNTY_BOTH(a_bad_command_alone_gets_the_fault) {
    Load *l = NEW(c->a, Load);
    int64_t id = county_case(c, "吴九");
    for (int i = 0; i < 8; i++) l->cmd[i] = (Command){.kind = CMD_NUMBER, .case_id = id, .number = str_format(c->a, "b%d", i)};
    Val args[] = {VAL(SITE_STREAM), VAL(1)}; /* a second user of a taken login */
    (void)args;
    BatchStmt bad = {Q_USER_PUT, ARGS(VAL(999), VAL(S("handler")), VAL(S("x")), VAL(0))};
    LoadOne one[9];
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    WriteAsk stopper = {.check = stop_here, .check_ctx = &gate};
    Err err;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->done, NULL);
    pthread_mutex_lock(&gate);
    CHECK_OK(writer_submit(site_writer(c->site), &stopper, &err), &err);
    l->open = 8;
    for (int i = 0; i < 8; i++) {
        one[i] = (LoadOne){l, i};
        l->ask[i] = (WriteAsk){.cmd = &l->cmd[i], .who = c->handler, .done = load_done, .ctx = &one[i]};
        if (i == 4) l->ask[i].rows = &bad, l->ask[i].n_rows = 1;
        CHECK_OK(writer_submit(site_writer(c->site), &l->ask[i], &err), &err);
    }
    pthread_mutex_unlock(&gate);
    pthread_mutex_lock(&l->lock);
    while (l->open) pthread_cond_wait(&l->done, &l->lock);
    pthread_mutex_unlock(&l->lock);
    for (int i = 0; i < 8; i++) CHECK_EQ(l->r[i].status, i == 4 ? ERR_CONFLICT : OK);
    Case k;
    Rows *r = county_ask(c, Q_CASE_GET, ARGS(VAL(id)));
    CHECK_OK(case_unpack(row_str(r, 0, 3), c->a, &k, &err), &err);
    CHECK_EQ(k.numbers.n, 8);
}

COUNTY_BOTH(a_writer_that_was_replaced_stores_nothing_more) {
    DbFault none = {0};
    with_fault(c, &none);
    int64_t id = county_case(c, "郑十");
    Rows *epoch = county_ask(c, Q_EPOCH_READ, NO_ARGS);
    CHECK(row_i64(epoch, 0, 0) > 0);
    Err err;
    _cleanup_(db_closep) Db *db = NULL; /* what a failover does: the place is taken without asking */
    CHECK_OK(db_open(site_url(c->site), &(DbHow){.role = DB_WRITER, .queries = &JINDU_QUERIES}, &db, &err), &err);
    CHECK_OK(db_run(db, Q_EPOCH_RAISE, NO_ARGS, c->a, NULL, &err), &err);
    WriteResult r = county_run(c, &c->handler, &(Command){.kind = CMD_NUMBER, .case_id = id, .number = S("late")}, NULL);
    CHECK_EQ(r.status, ERR_DENIED);
    CHECK_STR(str_c(r.err.code), S("writer.fenced"));
    r = county_run(c, &c->handler, &(Command){.kind = CMD_NUMBER, .case_id = id, .number = S("later")}, NULL);
    CHECK_EQ(county_ask(c, Q_LOG_STREAM, ARGS(VAL(id), VAL(0), VAL(100)))->n, 1);
}

COUNTY_BOTH(time_passes_by_the_ticker_as_it_would_by_hand) {
    int64_t id = county_case(c, "冯甲");
    county_arrest(c, id);
    site_clock(c->site, site_now(c->site) + 70 * DAY_US);
    int64_t n;
    Err err;
    CHECK_OK(ticker_pass(c->site, &n, &err), &err);
    CHECK_EQ(n, 1);
    CHECK_OK(ticker_pass(c->site, &n, &err), &err);
    CHECK_EQ(n, 0);
    Case k;
    Rows *r = county_ask(c, Q_CASE_GET, ARGS(VAL(id)));
    CHECK_OK(case_unpack(row_str(r, 0, 3), c->a, &k, &err), &err);
    CHECK_STR(person_fact(&k.persons.v[0], S("custody")), S("overdue"));
    r = county_ask(c, Q_AGENDA_COUNT, ARGS(VAL(c->procuratorate)));
    CHECK(row_i64(r, 0, 3) >= 1); /* red */
}

COUNTY_BOTH(what_is_published_follows_the_log_without_a_gap) {
    Live *live = site_live(c->site);
    int64_t from = live_last(live);
    int64_t id = county_case(c, "陈乙");
    county_checked(c, id, (Command){.act = S("FIL-01")});
    CHECK(live_wait(live, from, 1000, NULL));
    LiveRecord *v;
    size_t n;
    CHECK_EQ(live_read(live, from, 100, c->a, &v, &n), LIVE_SOME);
    CHECK_EQ(n, 5); /* the case, its person, draft, check, done */
    for (size_t i = 0; i < n; i++) CHECK_EQ(v[i].pos, from + 1 + (int64_t)i);
    CHECK_EQ(v[0].case_id, id);
    CHECK_EQ(v[0].agencies[0], c->police);
    CHECK_EQ(live_read(live, live_last(live), 100, c->a, &v, &n), LIVE_NONE);
    _cleanup_(live_freep) Live *other = live_new(4, 100);
    CHECK_EQ(live_read(other, 50, 1, c->a, &v, &n), LIVE_BEHIND);
    CHECK(!live_wait(live, live_last(live), 10, NULL));
}

COUNTY_BOTH(the_site_changes_by_commands_and_is_what_it_was_after_a_restart) {
    const SiteView *v = site_view(c->site);
    CHECK_EQ(v->state->agencies.n, 5);
    CHECK_EQ(v->world.n_guides, 1);
    CHECK_STR(v->world.guides[0]->id, S("细线"));
    SiteCommand twice = {.kind = SITE_USER, .user = {.login = S("handler"), .name = S("x")}};
    WriteAsk ask = {.site = &twice, .who = c->admin};
    WriteResult r;
    Err err;
    CHECK_OK(writer_run(site_writer(c->site), &ask, c->a, &r, &err), &err);
    CHECK(r.refused);
    CHECK_STR(str_c(r.refusal.code), S("user.login"));
    int64_t id = county_case(c, "褚丙");
    SiteCommand off = {.kind = SITE_USER, .user = *site_user(v->state, c->handler.user)};
    off.user.disabled = true;
    ask = (WriteAsk){.site = &off, .who = c->admin};
    CHECK_OK(writer_run(site_writer(c->site), &ask, c->a, &r, &err), &err);
    CHECK(!r.refused); /* a case alone is no waiting work */
    county_checked(c, id, (Command){.act = S("FIL-01")});
    Str was = state_pack(&SITE_SHAPE, v->state, c->a);
    site_view_drop(v);
    county_reopen(c);
    v = site_view(c->site);
    CHECK(!str_eq(state_pack(&SITE_SHAPE, v->state, c->a), was));
    CHECK(site_user(v->state, c->handler.user)->disabled);
    site_view_drop(v);
    Site *second;
    SiteHow how = county_how(c);
    CHECK(site_open(&how, &second, &err) != OK); /* it is being served */
}

TEST_MAIN()
