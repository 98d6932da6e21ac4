// SPDX-License-Identifier: Apache-2.0
#include "province.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/hex.h"
#include "db/queries.h"

enum { WAVE = 1024, FLIGHT = 256, WAL_EVERY = 16 };

static Str HANDLER = {"handler", 7}, LEGAL = {"legal_section", 13}, DESK = {"case_desk", 9}, PROSECUTOR = {"prosecutor", 10};

static void die(const char *what, const char *code, Str msg) {
    fprintf(stderr, "province: %s: %s %.*s\n", what, code, STR_ARG(msg));
    exit(1);
}

static void need(Status s, const Err *err, const char *what) {
    if (s != OK) die(what, err->code, str_c(err->msg));
}

/* ---- commands in flight */

typedef struct Flight {
    pthread_mutex_t lock;
    pthread_cond_t less;
    size_t open;
} Flight;

typedef struct Flying {
    WriteAsk ask;
    ProvinceAsk *of;
    Flight *flight;
} Flying;

static void landed(void *ctx, const WriteResult *r) {
    Flying *f = ctx;
    const char *what = COMMAND_NAMES[f->of->cmd.kind];
    if (r->status != OK) die(what, r->err.code, str_c(r->err.msg));
    if (r->refused) die(what, r->refusal.code, r->refusal.en);
    f->of->made = r->made;
    f->of->case_id = r->case_id;
    pthread_mutex_lock(&f->flight->lock);
    f->flight->open--;
    pthread_cond_signal(&f->flight->less);
    pthread_mutex_unlock(&f->flight->lock);
}

void province_run(Province *p, ProvinceAsk *v, size_t n, size_t flight) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Flying *flying = NEW_N(a, Flying, n);
    long long run = (long long)clock_now(); /* keys are kept for days: no run may repeat another's */
    Flight fl = {.lock = PTHREAD_MUTEX_INITIALIZER, .less = PTHREAD_COND_INITIALIZER};
    for (size_t i = 0; i < n; i++) {
        p->commands++;
        Flying *f = &flying[i];
        *f = (Flying){.of = &v[i], .flight = &fl};
        f->ask = (WriteAsk){.cmd = &v[i].cmd, .who = *v[i].who, .done = landed, .ctx = f,
                            .key = str_format(a, "%lld-%llu", run, (unsigned long long)p->commands)};
        f->ask.request = hash_sha256(&f->ask.key, 1);
        pthread_mutex_lock(&fl.lock);
        while (fl.open >= flight) pthread_cond_wait(&fl.less, &fl.lock);
        fl.open++;
        pthread_mutex_unlock(&fl.lock);
        Err err;
        need(writer_submit(site_writer(p->site), &f->ask, &err), &err, "submit");
    }
    pthread_mutex_lock(&fl.lock);
    while (fl.open) pthread_cond_wait(&fl.less, &fl.lock);
    pthread_mutex_unlock(&fl.lock);
}

/* ---- the organs and their people */

static const Actor NOBODY = {.user = 1};

static int64_t set(Province *p, SiteCommand cmd, const BatchStmt *rows, size_t n_rows) {
    WriteAsk ask = {.site = &cmd, .who = NOBODY, .rows = rows, .n_rows = n_rows};
    WriteResult r;
    Err err;
    need(writer_run(site_writer(p->site), &ask, p->arena, &r, &err), &err, SITE_COMMAND_NAMES[cmd.kind]);
    if (r.refused) die(SITE_COMMAND_NAMES[cmd.kind], r.refusal.code, r.refusal.en);
    return r.made;
}

static int64_t agency(Province *p, int i, const char *name, const char *kind) {
    Agency a = {.name = str_format(p->arena, "第%d县%s", i, name), .kind = str_c(kind), .level = 3,
                .region = str_format(p->arena, "6299%02d", i + 1), .on_from = day_start(day_from_ymd(2020, 1, 1))};
    return set(p, (SiteCommand){.kind = SITE_AGENCY, .agency = a}, NULL, 0);
}

static void user(Province *p, int county, const char *login, int64_t at, Str *role, ProvinceUser *ret) {
    Str name = str_format(p->arena, "%s%d", login, county);
    int64_t id = set(p, (SiteCommand){.kind = SITE_USER, .user = {.login = name, .name = name}}, NULL, 0);
    UserPost post = {.user = id, .agency = at, .roles = {role, 1, 1}};
    ret->post = set(p, (SiteCommand){.kind = SITE_POST, .post = post}, NULL, 0);
    ret->who = (Actor){.user = id, .agency = at, .roles = role, .n_roles = 1};
    hash_format(hash_sha256(&name, 1), ret->token); /* anybody can make it up: this site is for measuring */
    Str text = str_c(ret->token);
    const Val args[] = {VAL(site_id(p->site)), VAL(hash_sha256(&text, 1)), VAL(id), VAL(ret->post), VAL(S("bench")),
                        VAL(clock_now()), VAL(clock_now() + 365 * DAY_US), VAL((int64_t)0)};
    const BatchStmt row = {Q_TOKEN_ADD, args, LEN(args)};
    WriteAsk ask = {.who = NOBODY, .rows = &row, .n_rows = 1};
    WriteResult r;
    Err err;
    need(writer_run(site_writer(p->site), &ask, p->arena, &r, &err), &err, "token");
}

void province_new(Province *p, const char *dir, const char *db, const char *rules, int counties) {
    ASSERT(counties <= PROVINCE_COUNTIES_MAX);
    *p = (Province){.arena = arena_new(), .n_counties = counties};
    SiteHow how = {.dir = dir, .db = db, .rules = rules, .clock = TIME_NONE};
    Err err;
    need(site_create(&how, &(SiteNew){.name = S("测量"), .number = 9}, &p->site, &err), &err, "site_create");
    need(db_open(site_url(p->site), &(DbHow){.role = DB_ADMIN, .queries = &JINDU_QUERIES}, &p->admin, &err), &err, "db_open");
    for (int i = 0; i < counties; i++) {
        ProvinceCounty *c = &p->counties[i];
        c->police = agency(p, i, "公安局", "police");
        c->procuratorate = agency(p, i, "人民检察院", "procuratorate");
        c->court = agency(p, i, "人民法院", "court");
        c->house = agency(p, i, "看守所", "detention_house");
        user(p, i, "handler", c->police, &HANDLER, &c->handler);
        user(p, i, "legal", c->police, &LEGAL, &c->legal);
        user(p, i, "desk", c->procuratorate, &DESK, &c->desk);
        user(p, i, "prosecutor", c->procuratorate, &PROSECUTOR, &c->prosecutor);
    }
}

void province_done(Province *p) {
    site_close(p->site);
    db_close(p->admin);
    arena_free(p->arena);
}

/* ---- cases */

static const char *const SURNAMES[] = {"赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨",
                                       "朱", "秦", "尤", "许", "何", "吕", "施", "张", "孔", "曹", "严", "华", "金", "魏", "陶", "姜"};
static const char *const GIVEN[] = {"安", "宁", "平", "远", "山", "路", "行", "法", "正", "页", "渡", "明", "清", "和", "文", "武",
                                    "春", "夏", "秋", "冬", "东", "南", "西", "北", "江", "河", "湖", "海", "天", "地", "云", "雷"};

static Str person_name(uint64_t i, Arena *a) {
    uint64_t h = i * UINT64_C(0x9E3779B97F4A7C15);
    return str_format(a, "%s%s%s", SURNAMES[h >> 59], GIVEN[h >> 54 & 31], GIVEN[h >> 49 & 31]);
}

static Command opening(uint64_t i, bool detained, Arena *a) {
    NewPerson *n = NEW(a, NewPerson);
    *n = (NewPerson){.name = person_name(i, a), .id_kind = S("citizen"), .sex = S("male"), .birth = day_from_ymd(1990, 1, 1),
                     .id_number = str_format(a, "629901199001%06llu", (unsigned long long)i % 1000000)};
    *PUSH(a, &n->charges) = S("盗窃罪");
    *PUSH(a, &n->facts) = (FactValue){S("age"), S("adult")};
    *PUSH(a, &n->facts) = (FactValue){S("stage"), S("investigation")};
    if (detained) {
        char day[40];
        *PUSH(a, &n->facts) = (FactValue){S("custody"), S("detained")};
        *PUSH(a, &n->clocks) = (OpenClock){.fact = S("custody_detention"), .value = str_dup(a, day_format(day_of(clock_now()), day))};
    }
    Command c = {.kind = CMD_OPEN, .class = S("盗窃"), .opening = true, .system = S("police_case"),
                 .name = str_format(a, STR_FMT "涉嫌盗窃案", STR_ARG(n->name)),
                 .number = str_format(a, "A6299010000002026%08llu", (unsigned long long)i)};
    *PUSH(a, &c.people) = *n;
    return c;
}

static Docs paper(const char *kind, Arena *a) {
    Docs d = {0};
    *PUSH(a, &d) = (Doc){.kind = str_c(kind), .number = S("望公刑字〔2026〕17号"), .dated = day_of(clock_now()), .pages = 2};
    return d;
}

static void wal_emptied(Province *p) {
    DbWal wal;
    Err err;
    need(db_checkpoint(p->admin, DB_CHECKPOINT_PASSIVE, &wal, &err), &err, "checkpoint");
}

/* One wave of cases: each step for all of them, so that commands of one case never wait for one another. */
typedef struct Wave {
    Province *p;
    Arena *a;
    ProvinceAsk *v;
    ProvinceCase *cases;
    size_t n, from;
} Wave;

static ProvinceCounty *county_of(Wave *w, size_t i) {
    return &w->p->counties[w->cases[i].county];
}

static void open_all(Wave *w, bool detained) {
    for (size_t i = 0; i < w->n; i++) {
        w->cases[i].county = (int)((w->from + i) % (size_t)w->p->n_counties);
        w->v[i] = (ProvinceAsk){.cmd = opening(w->from + i, detained, w->a), .who = &county_of(w, i)->handler.who};
    }
    province_run(w->p, w->v, w->n, FLIGHT);
    for (size_t i = 0; i < w->n; i++) w->cases[i].id = w->v[i].case_id;
}

static void draft_all(Wave *w) {
    for (size_t i = 0; i < w->n; i++) {
        Command c = {.kind = CMD_DRAFT, .case_id = w->cases[i].id, .act = S("ARR-01"), .docs = paper("arrest_request", w->a),
                     .manifest = {{9}}, .note = S("事实清楚，提请批准逮捕")};
        *PUSH(w->a, &c.data) = (Datum){S("charge"), S("盗窃罪")};
        *PUSH(w->a, &c.data) = (Datum){S("facts"), S("2026年3月某日夜，犯罪嫌疑人在县城一居民小区内撬锁进入住宅，窃得现金及首饰，价值人民币"
                                                     "八千六百元，次日在车站被抓获，所窃物品已发还。")};
        w->v[i] = (ProvinceAsk){.cmd = c, .who = &county_of(w, i)->handler.who};
    }
    province_run(w->p, w->v, w->n, FLIGHT);
    for (size_t i = 0; i < w->n; i++) {
        w->cases[i].transfer = w->v[i].made;
        Command c = {.kind = CMD_CHECK, .case_id = w->cases[i].id, .transfer = w->cases[i].transfer, .approve = true};
        w->v[i] = (ProvinceAsk){.cmd = c, .who = &county_of(w, i)->legal.who};
    }
    province_run(w->p, w->v, w->n, FLIGHT);
}

static void filed_all(Wave *w) {
    for (size_t i = 0; i < w->n; i++) {
        Command c = {.kind = CMD_PUSH, .case_id = w->cases[i].id, .act = S("FIL-01"), .docs = paper("filing_decision", w->a)};
        w->v[i] = (ProvinceAsk){.cmd = c, .who = &county_of(w, i)->handler.who};
    }
    province_run(w->p, w->v, w->n, FLIGHT);
    for (size_t i = 0; i < w->n; i++) w->cases[i].transfer = w->v[i].made;
}

static void waves(Province *p, size_t n, ProvinceCase *ret, bool ready) {
    Wave w = {.p = p, .a = arena_new()};
    for (size_t i = 0, turn = 0; i < n; i += WAVE, turn++) {
        arena_reset(w.a);
        w.v = NEW_N(w.a, ProvinceAsk, WAVE);
        w.cases = ret + i;
        w.n = MIN(n - i, (size_t)WAVE);
        w.from = i;
        open_all(&w, ready);
        if (ready) draft_all(&w);
        else filed_all(&w);
        if (turn % WAL_EVERY == 0) wal_emptied(p);
    }
    wal_emptied(p);
    arena_free(w.a);
}

void province_ready(Province *p, size_t n, ProvinceCase *ret) {
    waves(p, n, ret, true);
}

void province_waiting(Province *p, size_t n, ProvinceCase *ret) {
    waves(p, n, ret, false);
}

Command province_push(const ProvinceCase *c) {
    return (Command){.kind = CMD_PUSH, .case_id = c->id, .transfer = c->transfer,
                     .note = S("材料齐备")};
}

Command province_number(const ProvinceCase *c, int64_t i, Arena *a) {
    return (Command){.kind = CMD_NUMBER, .case_id = c->id, .system = S("procuratorate_case"),
                     .number = str_format(a, "望检刑受〔2026〕%lld号", (long long)i)};
}

Command province_assign(const ProvinceCase *c, const Actor *who) {
    return (Command){.kind = CMD_ASSIGN, .case_id = c->id, .user = who->user};
}
