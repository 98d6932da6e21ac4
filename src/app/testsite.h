// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * For tests: a small county in a new folder, with the guide of the thin slice in force, and short ways to work on it.
 * Each test file includes it once. Actors are kept by name: POLICE, LEGAL, DESK, PROSECUTOR.
 */
#include <pthread.h>
#include <unistd.h>

#include "app/dossier.h"
#include "app/ticker.h"
#include "app/writer.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/test.h"
#include "db/testdb.h"
#include "store/stream_store.h"

typedef struct County {
    Arena *a;
    Site *site;
    char dir[64];
    Str url;
    int64_t police, procuratorate, house, justice, committee;
    Actor handler, legal, desk, prosecutor, admin;
} County;

static Str ROLE_HANDLER = {"handler", 7}, ROLE_LEGAL = {"legal_section", 13}, ROLE_DESK = {"case_desk", 9},
           ROLE_PROSECUTOR = {"prosecutor", 10};

static inline int64_t county_set(County *c, SiteCommand cmd) {
    WriteAsk ask = {.site = &cmd, .who = c->admin};
    WriteResult r;
    Err err = {0};
    CHECK_OK(writer_run(site_writer(c->site), &ask, c->a, &r, &err), &err);
    if (r.refused) TEST_FAIL("%s refused: %s", SITE_COMMAND_NAMES[cmd.kind], r.refusal.code);
    return r.made;
}

static inline int64_t county_agency(County *c, const char *name, const char *kind) {
    return county_set(c, (SiteCommand){.kind = SITE_AGENCY, .agency = {.name = str_c(name), .kind = str_c(kind),
                                       .region = S("620102"), .level = 3, .on_from = day_start(day_from_ymd(2020, 1, 1))}});
}

static inline Actor county_user(County *c, const char *login, int64_t agency, Str *role) {
    int64_t user = county_set(c, (SiteCommand){.kind = SITE_USER, .user = {.login = str_c(login), .name = str_c(login)}});
    county_set(c, (SiteCommand){.kind = SITE_POST, .post = {.user = user, .agency = agency, .roles = {role, 1, 1}}});
    return (Actor){.user = user, .agency = agency, .roles = role, .n_roles = 1};
}

static inline SiteHow county_how(const County *c) {
    return (SiteHow){.dir = c->dir, .db = c->url.p, .rules = COUNTY_RULES};
}

static inline void county_new(County *c, Dialect dialect) {
    log_level(LOG_ERROR);
    *c = (County){.a = arena_new()};
    snprintf(c->dir, sizeof c->dir, "/tmp/jindu-county-XXXXXX");
    ASSERT(mkdtemp(c->dir));
    c->url = dialect == DB_POSTGRES ? testdb_url(dialect, c->a) : str_format(c->a, "sqlite:%s/site.db", c->dir);
    SiteHow how = county_how(c);
    Err err = {0};
    Status s = site_create(&how, &(SiteNew){.name = S("测试县"), .number = 7}, &c->site, &err);
    if (s != OK) fprintf(stderr, "%s %s: %s\n", err.code, err.where, err.msg);
    ASSERT(s == OK);
    c->police = county_agency(c, "县公安局", "police");
    c->procuratorate = county_agency(c, "县检察院", "procuratorate");
    c->house = county_agency(c, "县看守所", "detention_house");
    c->justice = county_agency(c, "县司法局", "justice");
    c->committee = county_agency(c, "县委政法委", "committee");
    c->handler = county_user(c, "handler", c->police, &ROLE_HANDLER);
    c->legal = county_user(c, "legal", c->police, &ROLE_LEGAL);
    c->desk = county_user(c, "desk", c->procuratorate, &ROLE_DESK);
    c->prosecutor = county_user(c, "prosecutor", c->procuratorate, &ROLE_PROSECUTOR);
}

static inline void county_reopen(County *c) {
    SiteHow how = county_how(c);
    Err err = {0};
    site_close(TAKE(c->site));
    Status s = site_open(&how, &c->site, &err);
    if (s != OK) fprintf(stderr, "%s %s: %s\n", err.code, err.where, err.msg);
    ASSERT(s == OK);
}

static inline void county_remove(const char *dir) {
    char cmd[100];
    snprintf(cmd, sizeof cmd, "rm -rf %s", dir);
    ASSERT(system(cmd) == 0);
}

static inline void county_done(County *c) {
    site_close(c->site);
    county_remove(c->dir);
    arena_free(c->a);
}

static inline WriteResult county_run(County *c, const Actor *who, const Command *cmd, const char *key) {
    WriteAsk ask = {.cmd = cmd, .who = *who, .key = str_c(key), .request = hash_sha256(&cmd->name, 1)};
    WriteResult r = {0};
    Err err = {0};
    r.status = writer_run(site_writer(c->site), &ask, c->a, &r, &err);
    if (r.status != OK) r.err = err;
    return r;
}

/* Must go through. Returns what it made. */
static inline int64_t county_do(County *c, const Actor *who, Command cmd) {
    WriteResult r = county_run(c, who, &cmd, NULL);
    if (r.status != OK) TEST_FAIL("%s: fault %s %s", COMMAND_NAMES[cmd.kind], r.err.code, r.err.msg);
    if (r.refused) TEST_FAIL("%s refused: %s " STR_FMT, COMMAND_NAMES[cmd.kind], r.refusal.code, STR_ARG(r.refusal.en));
    return r.made;
}

static inline Command county_opening(County *c, const char *person) {
    FactValue *age = arena_dup(c->a, &(FactValue){S("age"), S("adult")}, sizeof(FactValue));
    NewPerson *p = NEW(c->a, NewPerson);
    *p = (NewPerson){.name = str_c(person), .birth = DAY_NONE, .facts = {age, 1, 1}};
    return (Command){.kind = CMD_OPEN, .class = S("细线"), .name = str_format(c->a, "%s盗窃案", person),
                     .people = {p, 1, 1}, .number = S("甘公刑立字〔2020〕123号"), .system = S("police")};
}

static inline int64_t county_case(County *c, const char *person) {
    return county_do(c, &c->handler, county_opening(c, person));
}

static inline Docs county_docs(County *c, const char *kind) {
    Doc *d = arena_dup(c->a, &(Doc){.kind = str_c(kind), .dated = DAY_NONE}, sizeof(Doc));
    return (Docs){d, 1, 1};
}

/* A dossier of one page, handed in. `ret_page` may be NULL. */
static inline Hash county_dossier(County *c, const char *text, Hash *ret_page) {
    Hash page, id;
    uint64_t size;
    Err err = {0};
    VaultPut *put;
    char hex[HASH_TEXT];
    CHECK_OK(vault_put_new(site_vault(c->site), KB(1), &put, &err), &err);
    CHECK_OK(vault_put_feed(put, str_c(text), &err), &err);
    CHECK_OK(vault_put_keep(put, &page, &err), &err);
    vault_put_free(put);
    Str pages[] = {hash_format(page, hex)};
    DossierDocument doc = {.kind = S("evidence"), .name = S("材料"), .dated = DAY_NONE, .pages = {pages, 1, 1}};
    DossierVolume volume = {.kind = S("evidence"), .name = S("证据卷"), .documents = {&doc, 1, 1}};
    CHECK_OK(manifest_keep(site_vault(c->site), &(Manifest){.volumes = {&volume, 1, 1}}, c->a, &id, &size, &err), &err);
    const Val kept[] = {VAL(id), VAL(size), VAL(clock_now())}, of[] = {VAL(id), VAL(page)};
    const Val row[] = {VAL(id), VAL(0), VAL(clock_now()), VAL(1), VAL(1), VAL(1), VAL(1), VAL(size)};
    WriteAsk ask = {.rows = (BatchStmt[]){{Q_BLOB_KEEP, kept, LEN(kept)}, {Q_MANIFEST_ADD, row, LEN(row)}, {Q_MANIFEST_BLOB_ADD, of, LEN(of)}}, .n_rows = 3};
    WriteResult r;
    CHECK_OK(writer_run(site_writer(c->site), &ask, c->a, &r, &err), &err);
    if (ret_page) *ret_page = page;
    return id;
}

/* Drafted, checked by the second person, and done. */
static inline int64_t county_checked(County *c, int64_t id, Command cmd) {
    cmd.kind = CMD_DRAFT;
    cmd.case_id = id;
    int64_t t = county_do(c, &c->handler, cmd);
    county_do(c, &c->legal, (Command){.kind = CMD_CHECK, .case_id = id, .transfer = t, .approve = true});
    return county_do(c, &c->handler, (Command){.kind = CMD_PUSH, .case_id = id, .transfer = t, .docs = cmd.docs, .manifest = cmd.manifest});
}

/* Filed, detained, arrest asked for: returned once, then accepted and approved. Returns the transfer. */
static inline int64_t county_arrest(County *c, int64_t id) {
    county_checked(c, id, (Command){.act = S("FIL-01")});
    county_do(c, &c->handler, (Command){.kind = CMD_DO, .case_id = id, .act = S("DET-01")});
    int64_t t = county_checked(c, id, (Command){.act = S("ARR-01"), .docs = county_docs(c, "arrest_request"),
                                                    .manifest = county_dossier(c, "page of the first round", NULL)});
    ReturnMark mark = {.code = S("missing"), .volume = S("证据卷")};
    county_do(c, &c->desk, (Command){.kind = CMD_RETURN, .case_id = id, .transfer = t, .marks = {&mark, 1, 1}, .note = S("缺材料")});
    county_do(c, &c->handler, (Command){.kind = CMD_PUSH, .case_id = id, .transfer = t,
                                         .manifest = county_dossier(c, "page of the second round", NULL)});
    county_do(c, &c->desk, (Command){.kind = CMD_ACCEPT, .case_id = id, .transfer = t});
    county_do(c, &c->prosecutor, (Command){.kind = CMD_ANSWER, .case_id = id, .transfer = t, .option = S("approve"),
                                           .docs = county_docs(c, "arrest_approval")});
    return t;
}

/* Opens a reader of the county's database for one question. */
static inline Rows *county_ask(County *c, Query q, const Val *args, size_t n) {
    Db *db = NULL;
    Rows *r = NULL;
    Err err = {0};
    CHECK_OK(db_pool_take(site_readers(c->site), 5000, &db, &err), &err);
    CHECK_OK(db_run(db, q, args, n, c->a, &r, &err), &err);
    db_pool_give(site_readers(c->site), db);
    return r;
}

#define COUNTY_BOTH(sentence)                                                                                     \
    static void both_##sentence(County *c);                                                                       \
    TEST(sentence##_on_sqlite) {                                                                                  \
        if (getenv("JINDU_TEST_PG")) SKIP("this run is for PostgreSQL");                                          \
        County c;                                                                                                 \
        county_new(&c, DB_SQLITE);                                                                                \
        both_##sentence(&c);                                                                                      \
        county_done(&c);                                                                                          \
    }                                                                                                             \
    TEST(sentence##_on_postgres) {                                                                                \
        if (!testdb_has(DB_POSTGRES)) SKIP("needs tools/with_postgres.sh");                                       \
        County c;                                                                                                 \
        county_new(&c, DB_POSTGRES);                                                                              \
        both_##sentence(&c);                                                                                      \
        county_done(&c);                                                                                          \
    }                                                                                                             \
    static void both_##sentence(County *c)
