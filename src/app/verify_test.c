// SPDX-License-Identifier: Apache-2.0
#include "app/verify.h"

#include "app/testsite.h"
#include "base/clock.h"
#include "store/find.h"

static Verified verify_how(County *c, const VerifyHow *how) {
    Verified v;
    Err err = {0};
    _cleanup_(db_closep) Db *db = NULL;
    CHECK_OK(db_open(site_url(c->site), &(DbHow){.role = DB_READER, .queries = &JINDU_QUERIES}, &db, &err), &err);
    CHECK_OK(site_verify(db, site_vault(c->site), how, &v, &err), &err);
    return v;
}

static bool go_on(void *ctx, const VerifyAt *at) {
    (*(int *)ctx)++;
    return true;
}

/* In one moment, and in as many as there can be: both find the same. */
static Verified verify(County *c) {
    int steps = 0;
    Verified v = verify_how(c, NULL), w = verify_how(c, &(VerifyHow){.step = go_on, .ctx = &steps});
    CHECK_STR(str_c(v.bad.code), str_c(w.bad.code));
    CHECK_EQ(v.bad.pos, w.bad.pos);
    CHECK_EQ(v.bad.stream, w.bad.stream);
    CHECK_EQ(v.records, w.records);
    CHECK_EQ(v.cases, w.cases);
    CHECK_EQ(w.moved, 0);
    if (!bad_is(&v.bad)) CHECK(steps > 8);
    return v;
}

/* The text of a block of testdata/tamper.sql, with $1 and $2 put in. */
static Str tampering(County *c, const char *name, int64_t number, const char *text) {
    char *all = arena_alloc(c->a, KB(64));
    FILE *f = fopen(TAMPER, "rbe");
    ASSERT(f);
    Str file = str_n(all, fread(all, 1, KB(64), f));
    fclose(f);
    Str head = str_format(c->a, "-- name: %s\n", name);
    size_t at = str_find(file, head);
    ASSERT(at != SIZE_MAX);
    Str body = str_n(file.p + at + head.n, file.n - at - head.n);
    size_t end = str_find(body, S("-- name:"));
    if (end != SIZE_MAX) body.n = end;
    StrBuf out;
    strbuf_init(&out, c->a, KB(64));
    for (size_t i = 0; i < body.n; i++) {
        bool hole = body.p[i] == '$' && i + 1 < body.n;
        if (hole && body.p[++i] == '1') strbuf_i64(&out, number);
        else if (hole) strbuf_put(&out, str_c(text));
        else strbuf_putc(&out, body.p[i]);
    }
    return strbuf_str(&out);
}

static void tamper(County *c, const char *name, int64_t number, const char *text) {
    Err err = {0};
    _cleanup_(db_closep) Db *db = NULL;
    CHECK_OK(db_open(site_url(c->site), &(DbHow){.role = DB_ADMIN, .queries = &JINDU_QUERIES}, &db, &err), &err);
    CHECK_OK(db_exec_script(db, tampering(c, name, number, text), &err), &err);
}

static void expect(County *c, const char *code, int64_t pos) {
    Verified v = verify(c);
    if (strcmp(v.bad.code, code) != 0) TEST_FAIL("found \"%s\" (%s), expected \"%s\"", v.bad.code, v.bad.text, code);
    if (pos) CHECK_EQ(v.bad.pos, pos);
}

static void clean(County *c) {
    Verified v = verify(c);
    if (bad_is(&v.bad)) TEST_FAIL("%s: %s", v.bad.code, v.bad.text);
}

static Rebuilt rebuild(County *c) {
    Rebuilt r;
    Err err = {0};
    site_close(TAKE(c->site));
    {
        _cleanup_(db_closep) Db *db = NULL;
        CHECK_OK(db_open(c->url, &(DbHow){.role = DB_ADMIN, .queries = &JINDU_QUERIES}, &db, &err), &err);
        CHECK_OK(site_rebuild(db, 1, &r, &err), &err);
    }
    county_reopen(c);
    return r;
}

static int64_t worked(County *c) {
    int64_t id = county_case(c, "张三");
    county_arrest(c, id);
    county_case(c, "李四");
    return id;
}

COUNTY_BOTH(an_untouched_site_is_clean_and_says_what_it_has) {
    worked(c);
    Verified v = verify(c);
    CHECK_STR(str_c(v.bad.code), S(""));
    CHECK_STR(str_c(v.bad.text), S(""));
    CHECK_EQ(v.cases, 2);
    CHECK_EQ(v.subjects, 2);
    CHECK_EQ(v.records, live_last(site_live(c->site)));
    CHECK(v.commits > 20 && v.commits <= v.records);
    CHECK(!hash_eq(v.head, (Hash){0}));
    site_clock(c->site, site_now(c->site) + 100 * DAY_US);
    int64_t n;
    Err err;
    CHECK_OK(ticker_pass(c->site, &n, &err), &err);
    CHECK_EQ(n, 1);
    clean(c);
}

COUNTY_BOTH(a_changed_byte_of_any_column_of_the_log_is_found) {
    static const struct {
        const char *set, *back, *code;
    } CHANGES[] = {
        {"body = replace(body, 'DET-01', 'DET-02')", "body = replace(body, 'DET-02', 'DET-01')", "record.hash"},
        {"at = at + 1", "at = at - 1", "record.hash"},
        {"user_id = user_id + 1", "user_id = user_id - 1", "record.hash"},
        {"agency = agency + 1", "agency = agency - 1", "record.hash"},
        {"command = 'done'", "command = 'do'", "record.hash"},
        {"behalf = 5", "behalf = 0", "record.hash"},
        {"for_user = 5", "for_user = 0", "record.hash"},
        {"kind = 3", "kind = 2", "record.hash"},
        {"events = events + 1", "events = events - 1", "record.hash"},
    };
    worked(c);
    Rows *r = county_ask(c, Q_LOG_PAGE, ARGS(VAL(0), VAL(1000)));
    int64_t pos = 0;
    for (size_t i = 0; i < r->n; i++)
        if (str_find(row_str(r, i, 11), S("DET-01")) != SIZE_MAX) pos = row_i64(r, i, 0);
    CHECK(pos > 0);
    for (size_t i = 0; i < LEN(CHANGES); i++) {
        tamper(c, "log_set", pos, CHANGES[i].set);
        expect(c, CHANGES[i].code, pos);
        tamper(c, "log_set", pos, CHANGES[i].back);
    }
    clean(c);
}

COUNTY_BOTH(a_removed_record_commit_or_case_is_found) {
    int64_t id = worked(c);
    int64_t last = live_last(site_live(c->site));
    tamper(c, "keep", 0, "");
    tamper(c, "record_drop", last, ""); /* the last record */
    expect(c, "record.gone", last);
    tamper(c, "back", 0, "");
    tamper(c, "record_drop", 9, "");
    expect(c, "record.gone", 9);
    tamper(c, "back", 0, "");
    tamper(c, "commit_drop", 0, "");
    expect(c, "commit.gone", 0);
    tamper(c, "back", 0, "");
    tamper(c, "commit_drop_whole", 0, ""); /* the last commit, with its records */
    expect(c, "state.stray", 0);
    tamper(c, "back", 0, "");
    tamper(c, "case_drop", id, "");
    expect(c, "case.gone", 0);
    CHECK_EQ(verify(c).bad.stream, id);
    tamper(c, "back", 0, "");
    tamper(c, "stream_cut", id, "");
    expect(c, "record.gone", 0);
    tamper(c, "back", 0, "");
    tamper(c, "commit_chain", 0, "");
    expect(c, "commit.chain", 0);
    tamper(c, "back", 0, "");
    clean(c);
}

COUNTY_BOTH(a_record_changed_with_its_own_hash_breaks_the_chain_after_it) {
    int64_t id = worked(c);
    Rows *r = county_ask(c, Q_LOG_STREAM, ARGS(VAL(id), VAL(0), VAL(100)));
    Record x;
    record_from_row(r, 1, &x);
    x.at += 1;
    Hash h = record_hash(&x, hash_sha256);
    char hex[HASH_TEXT];
    char lit[80];
    Str text = hash_format(h, hex);
    bool sqlite = str_starts(c->url, S("sqlite:"));
    snprintf(lit, sizeof lit, "%s'%s%.64s'", sqlite ? "x" : "", sqlite ? "" : "\\x", text.p);
    tamper(c, "log_set", x.pos, str_format(c->a, "at = at + 1, hash = %s", lit).p);
    expect(c, "commit.hash", 0);
}

COUNTY_BOTH(what_is_shown_is_compared_and_made_anew) {
    int64_t id = worked(c);
    static const char *const CHANGES[] = {
        "agenda_more", "agenda_none", "desks_more", "desks_none", "desks_stray", "counted_more", "counted_stray", "parts_none", "parts_stray",
        "words_other", "words_none", "agency_region", "user_login", "user_none", "post_roles", "deputy_stray",
        "case_due", "case_state", "case_stage", "subject_state",
    };
    for (size_t i = 0; i < LEN(CHANGES); i++) {
        tamper(c, CHANGES[i], 0, "");
        Verified v = verify(c);
        if (!bad_is(&v.bad)) TEST_FAIL("not found: %s", CHANGES[i]);
        Rebuilt r = rebuild(c);
        CHECK(!bad_is(&r.bad));
        CHECK_EQ(r.cases, 2);
        clean(c);
    }
    tamper(c, "all_shown", 0, "");
    rebuild(c);
    clean(c);
    county_do(c, &c->handler, (Command){.kind = CMD_NUMBER, .case_id = id, .number = S("after")});
    clean(c);
    tamper(c, "log_set", 3, "at = at + 1");
    Rebuilt r = rebuild(c);
    CHECK_STR(str_c(r.bad.code), S("record.hash")); /* nothing is rebuilt from a log that does not hold */
}

COUNTY_BOTH(bytes_that_are_not_those_of_their_name_are_found) {
    Err err;
    VaultPut *p;
    Hash id;
    CHECK_OK(vault_put_new(site_vault(c->site), 100, &p, &err), &err);
    CHECK_OK(vault_put_feed(p, S("page one"), &err), &err);
    CHECK_OK(vault_put_keep(p, &id, &err), &err);
    vault_put_free(p);
    clean(c);
    CHECK_EQ(verify(c).blobs, 1);
    char cmd[300];
    char hex[HASH_TEXT];
    snprintf(cmd, sizeof cmd, "f=$(find %s/vault/blobs -name %.64s); chmod u+w $f && printf 'page two' >$f", c->dir,
             hash_format(id, hex).p);
    CHECK_EQ(system(cmd), 0);
    expect(c, "blob.hash", 0);
}

static void of_page(County *c, const char *what, Hash page) {
    char cmd[300], hex[HASH_TEXT];
    snprintf(cmd, sizeof cmd, "f=$(find %s/vault/blobs -name %.64s\\*); %s", c->dir, hash_format(page, hex).p, what);
    CHECK_EQ(system(cmd), 0);
}

COUNTY_BOTH(every_page_of_a_dossier_is_there_and_kept_from_the_sweep) {
    Hash page;
    int64_t id = county_case(c, "张三");
    county_do(c, &c->handler, (Command){.kind = CMD_MANIFEST, .case_id = id, .manifest = county_dossier(c, "first", &page)});
    county_do(c, &c->handler, (Command){.kind = CMD_MANIFEST, .case_id = id, .manifest = county_dossier(c, "second", NULL)});
    clean(c);
    of_page(c, "mv $f $f.gone", page); /* of a dossier that another has taken the place of */
    expect(c, "blob.gone", 0);
    of_page(c, "mv $f ${f%.gone}", page);
    clean(c);
}

COUNTY_BOTH(a_dossier_nothing_keeps_is_named) {
    static const char *const CHANGES[] = {"pages_none", "manifests_none"};
    for (size_t i = 0; i < LEN(CHANGES); i++) {
        int64_t id = county_case(c, "张三");
        county_do(c, &c->handler, (Command){.kind = CMD_MANIFEST, .case_id = id, .manifest = county_dossier(c, CHANGES[i], NULL)});
        if (!i) clean(c);
        tamper(c, CHANGES[i], 0, "");
        expect(c, "blob.unkept", 0);
    }
}

static void store_row(County *c, const BatchStmt *row) {
    Err err;
    WriteResult r;
    CHECK_OK(writer_run(site_writer(c->site), &(WriteAsk){.rows = row, .n_rows = 1}, c->a, &r, &err), &err);
}

COUNTY_BOTH(a_kept_sum_that_is_not_that_of_the_bytes_is_found) {
    Err err;
    VaultPut *p;
    Hash id;
    CHECK_OK(vault_put_new(site_vault(c->site), 100, &p, &err), &err);
    CHECK_OK(vault_put_feed(p, S("page one"), &err), &err);
    CHECK_OK(vault_put_keep(p, &id, &err), &err);
    uint32_t crc = vault_put_crc(p);
    vault_put_free(p);
    Time at = clock_now();
    store_row(c, &(BatchStmt){Q_BLOB_PUT, ARGS(VAL(id), VAL(8), VAL(S("image/png")), VAL(at), VAL(at + DAY_US), val_null())});
    clean(c); /* put before sums were kept */
    store_row(c, &(BatchStmt){Q_BLOB_SUM, ARGS(VAL(id), VAL(crc))});
    clean(c);
    store_row(c, &(BatchStmt){Q_BLOB_SUM, ARGS(VAL(id), VAL(crc ^ 1))});
    expect(c, "blob.sum", 0);
}

typedef struct Meanwhile { /* what goes on between two moments */
    County *c;
    int64_t id;
    int step, stop_at, made;
    VerifyPart last;
} Meanwhile;

static bool work_on(void *ctx, const VerifyAt *at) {
    Meanwhile *m = ctx;
    char name[40];
    CHECK(at->part >= m->last && (!at->of || at->done <= at->of));
    m->last = at->part;
    snprintf(name, sizeof name, "其间%d", m->made++);
    m->step++;
    county_arrest(m->c, county_case(m->c, name));
    county_do(m->c, &m->c->handler, (Command){.kind = CMD_NUMBER, .case_id = m->id, .number = str_c(name)});
    county_user(m->c, name, m->c->house, &ROLE_DESK); /* the site moves, too */
    return m->step != m->stop_at;
}

COUNTY_BOTH(work_that_goes_on_meanwhile_is_no_fault_and_is_counted) {
    Meanwhile m = {.c = c, .id = worked(c)};
    for (int i = 0; i < 510; i++) /* a log of several pages */
        county_do(c, &c->handler, (Command){.kind = CMD_NUMBER, .case_id = m.id, .number = str_format(c->a, "第%d号", i)});
    Verified v = verify_how(c, &(VerifyHow){.step = work_on, .ctx = &m});
    if (bad_is(&v.bad)) TEST_FAIL("%s: %s", v.bad.code, v.bad.text);
    CHECK(m.step > 8);
    CHECK_EQ(m.last, VERIFY_FILES);
    CHECK(v.moved > 2); /* the case that changed, and those that were opened when their turn was over */
    CHECK_EQ(v.records, live_last(site_live(c->site)));
    clean(c);
    m.last = VERIFY_LOG;
    tamper(c, "parts_none", 0, ""); /* a fault is found also while work goes on */
    CHECK_STR(str_c(verify_how(c, &(VerifyHow){.step = work_on, .ctx = &m}).bad.code), S("shown.differs"));
}

COUNTY_BOTH(it_stops_between_two_moments_when_told_to) {
    Meanwhile m = {.c = c, .id = worked(c)};
    int before = 0;
    for (m.stop_at = 1; m.stop_at < 6; m.stop_at++) {
        m.step = 0, m.last = VERIFY_LOG;
        Verified v = verify_how(c, &(VerifyHow){.step = work_on, .ctx = &m});
        CHECK(v.stopped && !bad_is(&v.bad));
        CHECK_EQ(m.step, m.stop_at);
        CHECK((int)m.last >= before);
        before = (int)m.last;
    }
    CHECK(before >= VERIFY_SHOWN);
    CHECK(!verify(c).stopped);
}

static FoundList look(County *c, const char *q, int64_t agency) {
    FoundList list = {0};
    Err err;
    Db *db = NULL;
    CHECK_OK(db_pool_take(site_readers(c->site), 1000, &db, &err), &err);
    CHECK_OK(find(db, &(FindAsk){.q = str_c(q), .agency = agency, .max = 20}, c->a, &list, &err), &err);
    db_pool_give(site_readers(c->site), db);
    return list;
}

COUNTY_BOTH(a_case_is_found_by_what_people_remember_of_it) {
    int64_t id = county_case(c, "欧阳建国");
    county_case(c, "单雄信");
    static const char *const ASKED[] = {"欧阳建国", "建国", "阳建", "oyjg", "OYJ", "甘公刑立字〔2020〕123号",
                                        "甘公刑立字(2020)123号", "甘公刑立字２０２０１２３", "2020", "123", "欧阳建国盗窃",
                                        "甘公 刑立字【２０２０】第 0123 号", "甘公刑立字[2020]123", "甘公刑立字2020-123", "甘公刑立字〔2020",
                                        "甘公刑立字〔2020〕1", "甘公刑立字{2020}0123", "甘公刑立字", "刑立字第", "第123号", "0123", "立字123",
                                        "刑立字第123号"};
    for (size_t i = 0; i < LEN(ASKED); i++) {
        FoundList f = look(c, ASKED[i], c->police);
        bool there = false;
        for (size_t k = 0; k < f.n; k++) there |= f.v[k].case_id == id;
        if (!there) TEST_FAIL("not found by %s", ASKED[i]);
    }
    CHECK_EQ(look(c, "sxx", c->police).n, 1); /* 单 as a surname */
    CHECK_EQ(look(c, "dxx", c->police).n, 1);
    CHECK_EQ(look(c, "国", c->police).n, 1);
    CHECK_STR(look(c, "建国", c->police).v[0].person_name, S("欧阳建国"));
    CHECK_EQ(look(c, "建国", c->procuratorate).n, 0); /* no part in it */
    CHECK_EQ(look(c, "国建", c->police).n, 0);
    CHECK_EQ(look(c, "", c->police).n, 0);
    CHECK_EQ(look(c, "%", c->police).n, 0);
    CHECK_EQ(look(c, "' OR 1=1", c->police).n, 0);
}

TEST_MAIN()
