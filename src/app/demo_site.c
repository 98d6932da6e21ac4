// SPDX-License-Identifier: Apache-2.0
#include "app/demo_site.h"

#include <pthread.h>

#include "app/demo_pages.h"
#include "app/demo_year.h"
#include "app/dossier.h"
#include "app/password.h"
#include "app/ticker.h"
#include "app/writer.h"
#include "base/clock.h"
#include "db/queries.h"
#include "store/stream_store.h"

enum { AGENCIES_MOST = 64, USERS_MOST = 128 };
typedef LIST_OF(BatchStmt) Stmts;

typedef struct Making {
    Site *site;
    Arena *a;
    const DemoCounty *county;
    const DemoClasses *classes;
    const Codes *codes;
    DemoYear year;
    int64_t agencies[AGENCIES_MOST], users[USERS_MOST], posts[USERS_MOST];
    struct { /* by plot: the dossier as last made */
        Hash manifest;
        int made;
    } *dossiers;
    Time ticked; /* how far time has been let pass */
    DemoMade made;
} Making;

/* ---- the county */

static Status site_set(Making *m, SiteCommand cmd, int64_t *ret, Err *err) {
    WriteAsk ask = {.site = &cmd};
    WriteResult r;
    TRY(writer_run(site_writer(m->site), &ask, m->a, &r, err));
    if (r.refused)
        return FAIL(err, ERR_INVALID, r.refusal.code, "%s: " STR_FMT, SITE_COMMAND_NAMES[cmd.kind], STR_ARG(r.refusal.en));
    *ret = r.made;
    return OK;
}

static Status set_agency(Making *m, size_t i, Err *err) {
    const DemoAgency *d = &m->county->agencies.v[i];
    if (m->agencies[i]) return OK;
    int parent = d->parent.n ? demo_agency(m->county, d->parent) : -1;
    if (parent >= 0) TRY(set_agency(m, (size_t)parent, err));
    Agency g = {.name = d->name, .kind = d->kind, .region = d->region, .level = d->level,
                .parent = parent >= 0 ? m->agencies[parent] : 0,
                .on_from = day_start(d->on_from == DAY_NONE ? day_of(m->year.from) - 30 : d->on_from)};
    return site_set(m, (SiteCommand){.kind = SITE_AGENCY, .agency = g}, &m->agencies[i], err);
}

static Status set_user(Making *m, size_t i, Err *err) {
    const DemoUser *u = &m->county->users.v[i];
    TRY(site_set(m, (SiteCommand){.kind = SITE_USER, .user = {.login = u->login, .name = u->name}}, &m->users[i], err));
    for (size_t j = u->posts.n; j-- > 0;) { /* the first post is kept in mind */
        const DemoPost *p = &u->posts.v[j];
        UserPost post = {.user = m->users[i], .agency = m->agencies[demo_agency(m->county, p->agency)], .roles = p->roles,
                         .section = p->section};
        TRY(site_set(m, (SiteCommand){.kind = SITE_POST, .post = post}, &m->posts[i], err));
    }
    return OK;
}

static Status set_passwords(Making *m, Err *err) {
    Stmts rows = {0};
    char made[PASSWORD_TEXT];
    TRY(password_hash(m->county->password, made, err)); /* printed for everybody, so one hash does for all */
    for (size_t i = 0; i < m->county->users.n; i++) {
        Val args[] = {VAL(m->users[i]), VAL(str_dup(m->a, str_c(made))), VAL(clock_now()), VAL(0)};
        *PUSH(m->a, &rows) = (BatchStmt){Q_SECRET_PUT, arena_dup(m->a, args, sizeof args)};
    }
    WriteAsk ask = {.rows = rows.v, .n_rows = rows.n};
    WriteResult r;
    return writer_run(site_writer(m->site), &ask, m->a, &r, err);
}

/* ---- dossiers */

static bool pictured(const DemoPlot *p, const DemoPlot *plots) {
    static const char *const SHOWN[] = {"危险驾驶", "盗窃", "故意伤害"};
    if (p->way.opening) return false;
    for (size_t i = 0; i < LEN(SHOWN); i++) { /* the first of three classes; of the first class, the first returned one */
        if (!str_eqz(p->script.class->class, SHOWN[i])) continue;
        bool want = i ? true : p->way.returned && strcmp(p->way.returned, "resolution") == 0;
        for (const DemoPlot *q = plots; q < p; q++) {
            bool same = !q->way.opening && str_eqz(q->script.class->class, SHOWN[i]);
            if (same && (i || (q->way.returned && strcmp(q->way.returned, "resolution") == 0))) want = false;
        }
        return want;
    }
    return false;
}

static void add_row(Stmts *rows, Arena *a, Query q, const Val *args, size_t n) {
    *PUSH(a, rows) = (BatchStmt){q, arena_dup(a, args, n * sizeof *args)};
}

static void add_blob(Stmts *rows, Arena *a, Hash id, uint64_t size, Str type) {
    Time now = clock_now();
    add_row(rows, a, Q_BLOB_PUT, ARGS(VAL(id), VAL(size), VAL(type), VAL(now), VAL(now + 7 * DAY_US)));
    add_row(rows, a, Q_BLOB_KEEP, ARGS(VAL(id), VAL(size), VAL(now)));
}

static Status keep_page(Making *m, Str png, Hash *ret, Err *err) {
    _cleanup_(vault_put_freep) VaultPut *put = NULL;
    TRY(vault_put_new(site_vault(m->site), MB(8), &put, err));
    TRY(vault_put_feed(put, png, err));
    return vault_put_keep(put, ret, err);
}

typedef struct Pages { /* what the pages of one dossier share */
    int dpi, number;
    uint64_t seed;
    Stmts *rows;
} Pages;

static Status put_pages(Making *m, DossierDocument *doc, int pages, Pages *x, Arena *a, Err *err) {
    for (int i = 0; i < pages; i++) {
        _cleanup_(arena_freep) Arena *work = arena_new();
        DemoPage page = {.dpi = x->dpi, .number = ++x->number, .sealed = i == pages - 1};
        page.seed = x->seed + (uint64_t)x->number;
        Hash h;
        char hex[HASH_TEXT];
        Str png = demo_page_png(&page, work);
        TRY(keep_page(m, png, &h, err));
        add_blob(x->rows, a, h, png.n, S("image/png"));
        *PUSH(a, &doc->pages) = str_dup(a, str_c(hash_format(h, hex).p));
        m->made.pages++;
    }
    return OK;
}

static Str document_name(const Making *m, Str kind) {
    const Code *c = m->codes ? codes_find(m->codes, CODE_DOCUMENT, kind) : NULL;
    return c ? c->name : kind;
}

/* Procedure and evidence; with page images in a few cases, as an index of papers in the others. */
static Status fill_manifest(Making *m, const DemoPlot *p, int round, Stmts *rows, Manifest *ret, Arena *a, Err *err) {
    static const char *const VOLUMES[][2] = {{"procedure", "诉讼文书卷"}, {"evidence", "证据材料卷"}};
    bool images = pictured(p, m->year.plots.v);
    bool poor = p->way.returned && strcmp(p->way.returned, "resolution") == 0 && round == 0;
    size_t plot = (size_t)(p - m->year.plots.v);
    Pages pages = {.seed = plot * 1000 + (poor ? 500 : 0), .rows = rows};
    ret->note = str_format(a, STR_FMT "，第%d版", STR_ARG(p->script.names), round + 1);
    for (size_t v = 0; v < LEN(VOLUMES); v++) {
        DossierVolume *volume = PUSH(a, &ret->volumes);
        volume->kind = str_c(VOLUMES[v][0]);
        volume->name = str_c(VOLUMES[v][1]);
        for (size_t i = 0; i < m->classes->papers.n; i++) {
            const DemoPaper *paper = &m->classes->papers.v[i];
            bool evidence = str_ends(paper->document, S("_statement")) || str_eqz(paper->document, "identity_proof");
            if (evidence != (v == 1)) continue;
            DossierDocument *doc = PUSH(a, &volume->documents);
            doc->kind = paper->document;
            doc->name = document_name(m, paper->document);
            doc->dated = day_of(p->script.turns.v[0].at);
            pages.dpi = poor && evidence ? 120 : 200;
            if (images) TRY(put_pages(m, doc, paper->pages, &pages, a, err));
        }
    }
    return OK;
}

static Status make_dossier(void *self, const DemoPlot *p, DemoOrder *o, Arena *a, Err *err) {
    Making *m = self;
    int plot = o->turn->plot, user = o->user;
    bool again = o->cmd.kind == CMD_PUSH; /* the corrected dossier of a returned push */
    if (m->dossiers[plot].made && !again) {
        o->cmd.manifest = m->dossiers[plot].manifest;
        return OK;
    }
    Manifest x = {0};
    Stmts rows = {0};
    Hashes blobs = {0};
    Hash id;
    uint64_t size;
    TRY(fill_manifest(m, p, m->dossiers[plot].made++, &rows, &x, a, err));
    TRY(manifest_keep(site_vault(m->site), &x, a, &id, &size, err));
    TRY(manifest_blobs(&x, a, &blobs, err));
    add_blob(&rows, a, id, size, S("application/json"));
    int64_t agency = m->agencies[demo_agency(m->county, m->county->users.v[user].posts.v[0].agency)];
    add_row(&rows, a, Q_MANIFEST_ADD,
            ARGS(VAL(id), VAL(o->cmd.case_id), VAL(o->at), VAL(m->users[user]), VAL(agency), VAL(manifest_documents(&x)),
                 VAL(blobs.n), VAL(size)));
    for (size_t i = 0; i < blobs.n; i++) add_row(&rows, a, Q_MANIFEST_BLOB_ADD, ARGS(VAL(id), VAL(blobs.v[i])));
    o->cmd.manifest = m->dossiers[plot].manifest = id;
    o->rows = rows.v;
    o->n_rows = rows.n;
    return OK;
}

/* ---- the year */

typedef struct Wave { /* commands under way */
    pthread_mutex_t lock;
    pthread_cond_t done;
    size_t open;
    Status status;
    Err err;
} Wave;

typedef struct One {
    WriteAsk ask;
    Wave *wave;
    DemoOrder *order;
    const DemoUser *user;
} One;

static void one_done(void *ctx, const WriteResult *r) {
    One *x = ctx;
    char at[TIME_TEXT];
    pthread_mutex_lock(&x->wave->lock);
    if (r->status != OK && x->wave->status == OK) {
        x->wave->status = r->status;
        x->wave->err = r->err;
    } else if (r->refused && x->wave->status == OK) {
        x->wave->status = FAIL(&x->wave->err, ERR_INVALID, r->refusal.code, "%s " STR_FMT " by " STR_FMT " at " STR_FMT ": " STR_FMT,
                               COMMAND_NAMES[x->order->cmd.kind], STR_ARG(x->order->cmd.act), STR_ARG(x->user->login),
                               STR_ARG(time_format(x->order->at, at)), STR_ARG(r->refusal.zh));
    }
    x->order->made = r->made;
    if (r->case_id) x->order->case_id = r->case_id;
    if (--x->wave->open == 0) pthread_cond_signal(&x->wave->done);
    pthread_mutex_unlock(&x->wave->lock);
}

static Status tick_to(Making *m, Time t, Err *err) {
    int64_t n;
    site_clock(m->site, t);
    m->ticked = t;
    return ticker_pass(m->site, &n, err);
}

static Status run_wave(void *self, DemoOrder *v, size_t n, Err *err) {
    Making *m = self;
    while (day_of(v[0].at) > day_of(m->ticked)) TRY(tick_to(m, day_start(day_of(m->ticked) + 1), err)); /* each midnight */
    Wave w = {.open = n};
    pthread_mutex_init(&w.lock, NULL);
    pthread_cond_init(&w.done, NULL);
    One *all = calloc(n, sizeof *all);
    ASSERT(all && "out of memory");
    Status s = OK;
    for (size_t i = 0; i < n && s == OK; i++) {
        DemoOrder *o = &v[i];
        const DemoUser *u = &m->county->users.v[o->user];
        const DemoPost *post = &u->posts.v[o->post];
        all[i] = (One){.wave = &w, .order = o, .user = u};
        all[i].ask = (WriteAsk){.cmd = &o->cmd, .now = o->at, .rows = o->rows, .n_rows = o->n_rows, .post = m->posts[o->user], .done = one_done, .ctx = &all[i],
                                .who = {.user = m->users[o->user], .agency = m->agencies[demo_agency(m->county, post->agency)],
                                        .behalf = o->behalf >= 0 ? m->agencies[o->behalf] : 0,
                                        .roles = post->roles.v, .n_roles = post->roles.n}};
        s = writer_submit(site_writer(m->site), &all[i].ask, err);
        if (s == OK) continue;
        pthread_mutex_lock(&w.lock);
        w.open -= n - i;
        pthread_mutex_unlock(&w.lock);
    }
    pthread_mutex_lock(&w.lock);
    while (w.open) pthread_cond_wait(&w.done, &w.lock);
    pthread_mutex_unlock(&w.lock);
    pthread_mutex_destroy(&w.lock);
    pthread_cond_destroy(&w.done);
    free(all);
    if (s == OK && w.status != OK) *err = w.err;
    return s == OK ? w.status : s;
}

static Status look_at(void *self, int64_t case_id, Arena *a, const Case **ret, Err *err) {
    Making *m = self;
    Db *db;
    Rows *r;
    TRY(db_pool_take(site_readers(m->site), 5000, &db, err));
    Case *c = NEW(a, Case);
    Status s = db_run(db, Q_CASE_GET, ARGS(VAL(case_id)), a, &r, err);
    if (s == OK && !r->n) s = FAIL(err, ERR_NOT_FOUND, "demo.case", "a case of the demo is not there");
    if (s == OK) s = case_unpack(row_str(r, 0, 3), a, c, err);
    db_pool_give(site_readers(m->site), db);
    *ret = c;
    return s;
}

static Status make_all(Making *m, const DemoHow *how, Err *err) {
    for (size_t i = 0; i < m->county->agencies.n; i++) TRY(set_agency(m, i, err));
    for (size_t i = 0; i < m->county->users.n; i++) TRY(set_user(m, i, err));
    TRY(set_passwords(m, err));
    m->dossiers = arena_alloc(m->a, m->year.plots.n * sizeof *m->dossiers);
    m->ticked = m->year.from;
    DemoStage stage = {.self = m, .agencies = m->agencies, .users = m->users, .run = run_wave, .look = look_at,
                       .dossier = make_dossier};
    DemoPlayed played;
    TRY(demo_year_play(&m->year, m->county, &stage, &played, err));
    Time end = how->clock == TIME_NONE ? m->year.until : MAX(how->clock, m->year.until);
    for (Time t = day_start(day_of(m->ticked) + 1); t < end; t += DAY_US) TRY(tick_to(m, t, err));
    TRY(tick_to(m, end, err));
    m->made.agencies = m->county->agencies.n;
    m->made.users = m->county->users.n;
    m->made.cases = played.cases;
    m->made.commands = played.commands;
    m->made.now = end;
    return OK;
}

/* Nobody is promised anything while a site is being made, so its commits do not wait for the disk; closing it does. */
static Status in_haste(Site *site, Err *err) {
    Db *db;
    TRY(db_open(site_url(site), &(DbHow){.role = DB_WRITER, .queries = &JINDU_QUERIES, .unsynced = true}, &db, err));
    return site_writer_replace(site, &(WriterHow){.db = db}, err);
}

Status demo_make(const DemoHow *how, DemoMade *ret, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    _cleanup_(site_closep) Site *site = NULL;
    int64_t began = clock_monotonic_us();
    Rules *rules;
    DemoCounty *county;
    DemoClasses *classes;
    Making m = {.a = a};
    TRY(rules_read(how->rules, a, &rules, err));
    TRY(demo_county_read(how->rules, a, &county, &classes, err));
    if (!rules->calendar) return FAIL(err, ERR_NOT_FOUND, "demo.rules", "the rules have no holidays.yaml");
    ASSERT(county->agencies.n <= AGENCIES_MOST && county->users.n <= USERS_MOST);
    TRY(demo_year_plan(county, classes, rules->calendar, how->clock, a, &m.year, err));
    SiteHow open = {.dir = how->dir, .db = how->db, .rules = how->rules, .clock = m.year.from - 15 * DAY_US};
    TRY(site_create(&open, &(SiteNew){.name = county->site, .number = 1, .demo = true}, &site, err));
    m.site = site;
    m.county = county;
    m.classes = classes;
    m.codes = rules->codes;
    TRY(in_haste(site, err));
    TRY(make_all(&m, how, err));
    TRY(site_writer_replace(site, NULL, err));
    m.made.seconds_ms = (clock_monotonic_us() - began) / 1000;
    *ret = m.made;
    return OK;
}
