// SPDX-License-Identifier: Apache-2.0
#include "app/demo_site.h"

#include <pthread.h>

#include "app/demo_dossier.h"
#include "app/demo_year.h"
#include "app/password.h"
#include "app/ticker.h"
#include "app/writer.h"
#include "base/clock.h"
#include "core/catalogue.h"
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
    DemoDossiers *dossiers;
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
        *PUSH(m->a, &rows) = (BatchStmt){Q_SECRET_PUT, arena_dup(m->a, args, sizeof args), LEN(args)};
    }
    WriteAsk ask = {.rows = rows.v, .n_rows = rows.n};
    WriteResult r;
    return writer_run(site_writer(m->site), &ask, m->a, &r, err);
}

/* ---- dossiers */

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

static Status make_dossier(void *self, const DemoPlot *p, DemoOrder *o, Arena *a, Err *err) {
    Making *m = self;
    DemoDossierAsk ask = {.plot = (size_t)o->turn->plot, .way = &p->way, .names = p->script.names, .begun = day_of(p->script.turns.v[0].at),
                          .again = o->cmd.kind == CMD_PUSH, .at = o->at, .user = m->users[o->user],
                          .agency = m->agencies[demo_agency(m->county, m->county->users.v[o->user].posts.v[0].agency)]};
    TRY(look_at(m, o->cmd.case_id, a, &ask.c, err));
    const SiteView *view = site_view(m->site);
    ask.catalogue = str_dup(a, catalogue_of_act(&view->world, ask.c, o->cmd.act));
    site_view_drop(view);
    return demo_dossier(m->dossiers, &ask, a, o, err);
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

static Status make_all(Making *m, const DemoHow *how, Err *err) {
    for (size_t i = 0; i < m->county->agencies.n; i++) TRY(set_agency(m, i, err));
    for (size_t i = 0; i < m->county->users.n; i++) TRY(set_user(m, i, err));
    TRY(set_passwords(m, err));
    m->dossiers = demo_dossiers_new(m->site, m->classes, m->codes, m->year.plots.n, m->a);
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
    m->made.pages = demo_dossiers_pages(m->dossiers);
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
