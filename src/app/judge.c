// SPDX-License-Identifier: Apache-2.0
#include "app/judge.h"

#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "app/staffing.h"
#include "app/writer.h"
#include "base/log.h"
#include "db/queries.h"
#include "node/json.h"

/* Changes come in bursts; and an agency goes on the platform by the calendar alone. */
enum { QUIET_MS = 500, LOOK_EVERY_S = 600, COUNTY = 3, TOLD_MAX = 50, FINDINGS_MAX = 400 };

struct Judge {
    Site *site;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t some;
    bool stopping, woken;
};

Status verdicts_read(Db *db, Arena *a, Verdicts *ret, Err *err) {
    Rows *r;
    TRY(db_run(db, Q_VERDICT_ALL, NO_ARGS, a, &r, err));
    for (size_t i = 0; i < r->n; i++)
        *PUSH(a, ret) = (Verdict){.guide = row_hash(r, i, 0), .near = row_i64(r, i, 1), .staffing = row_hash(r, i, 2),
                                  .sound = row_i64(r, i, 3) != 0, .findings = row_str(r, i, 4), .at = row_i64(r, i, 5)};
    return OK;
}

static const Verdict *verdict_of(const Verdicts *v, Hash guide, int64_t near) {
    for (size_t i = 0; i < v->n; i++)
        if (v->v[i].near == near && hash_eq(v->v[i].guide, guide)) return &v->v[i];
    return NULL;
}

static bool in_force(const SiteState *s, const Guide *g) {
    const GuideUse *u = site_guide(s, g->hash);
    return u && u->life == GUIDE_IN_FORCE;
}

bool judge_sees(const SiteState *s, const Agency *x) {
    if (!str_eqz(x->kind, "police") || x->level != COUNTY) return false;
    for (size_t i = 0; i < s->posts.n; i++)
        if (s->posts.v[i].agency == x->id) return true;
    return false;
}

static Str findings_json(const Finding *v, size_t n, Arena *a) {
    StrBuf b;
    Json j;
    strbuf_init(&b, a, MB(4));
    json_init(&j, &b);
    json_arr(&j);
    for (size_t i = 0; i < n && i < FINDINGS_MAX; i++) {
        json_obj(&j);
        json_key(&j, "code"), json_strz(&j, v[i].code);
        json_key(&j, "level"), json_strz(&j, v[i].level == FINDING_UNSOUND ? "unsound" : "note");
        json_key(&j, "part"), json_str(&j, v[i].part);
        json_key(&j, "zh"), json_str(&j, v[i].zh);
        json_key(&j, "en"), json_str(&j, v[i].en);
        json_key(&j, "path_zh"), json_str(&j, v[i].path_zh);
        json_key(&j, "path_en"), json_str(&j, v[i].path_en);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    return strbuf_str(&b);
}

typedef struct Pass {
    Site *site;
    const SiteView *view;
    Time now;
    Arena *a, *work; /* work: one guide's graph, let go before the next */
    GuideGraph *graph;
    Verdicts was;
    LIST_OF(BatchStmt) rows;
    int changed;
} Pass;

static void put_row(Pass *p, Query q, const Val *args, size_t n) {
    *PUSH(p->a, &p->rows) = (BatchStmt){q, arena_dup(p->a, args, n * sizeof *args), n};
}

static void judge_county(Pass *p, const Guide *g, const Agency *near) {
    Staffing staff = staffing_of(p->view->state, near, g, p->now, p->a);
    staff.codes = site_rules(p->site)->codes;
    Verdict v = {.guide = g->hash, .near = near->id, .staffing = staffing_hash(&staff, hash_sha256), .sound = true};
    const Verdict *was = verdict_of(&p->was, g->hash, near->id);
    if (was && hash_eq(was->staffing, v.staffing)) return;
    Finding *found;
    size_t n = guide_unstaffed(g, &staff, p->a, &found);
    if (n) {
        const atomic_bool *leaving = site_leaving(p->site);
        if (!p->graph) p->graph = guide_explore_unless(g, leaving, p->work);
        GuideReport r = guide_judge(p->graph, &staff, hash_sha256, p->work);
        if (*leaving) return; /* what it says is worth nothing; the next start judges this county again */
        v.sound = r.sound;
        found = r.v, n = r.n;
    }
    v.findings = findings_json(found, n, p->a);
    put_row(p, Q_VERDICT_PUT, ARGS(VAL(v.guide), VAL(v.near), VAL(v.staffing), VAL(v.sound), VAL(v.findings), VAL(p->now)));
    p->changed++;
    if (v.sound == (was ? was->sound : true)) return;
    Str detail = str_format(p->a, "%.*s %.*s", STR_ARG(g->id), STR_ARG(near->name));
    put_row(p, Q_AUDIT_ADD_NEXT,
            ARGS(VAL(p->now), VAL(near->id), VAL(S("guide")), VAL(detail), VAL(v.sound ? S("sound") : S("unsound"))));
    log_line(LOG_WARN, "what=guide class=%.*s agency=%lld sound=%d", STR_ARG(g->id), (long long)near->id, v.sound);
}

static void judge_guide(Pass *p, const Guide *g) {
    for (size_t i = 0; i < p->view->state->agencies.n; i++) {
        const Agency *near = &p->view->state->agencies.v[i];
        if (*site_leaving(p->site)) break;
        if (judge_sees(p->view->state, near)) judge_county(p, g, near);
    }
    p->graph = NULL;
    arena_reset(p->work);
}

/* Verdicts on what is no longer in force, or nobody's county any more, are let go. */
static void drop_old(Pass *p) {
    for (size_t i = 0; i < p->was.n; i++) {
        const Verdict *v = &p->was.v[i];
        const GuideUse *u = site_guide(p->view->state, v->guide);
        const Agency *near = world_agency(&p->view->world, v->near);
        if (u && u->life == GUIDE_IN_FORCE && near && judge_sees(p->view->state, near)) continue;
        put_row(p, Q_VERDICT_DROP, ARGS(VAL(v->guide), VAL(v->near)));
    }
}

static Status pass_run(Pass *p, Err *err) {
    Db *db;
    TRY(db_pool_take(site_readers(p->site), 5000, &db, err));
    Status st = verdicts_read(db, p->a, &p->was, err);
    db_pool_give(site_readers(p->site), db);
    TRY(st);
    for (size_t i = 0; i < p->view->world.n_guides; i++)
        if (in_force(p->view->state, p->view->world.guides[i])) judge_guide(p, p->view->world.guides[i]);
    drop_old(p);
    if (!p->rows.n) return OK;
    WriteAsk ask = {.rows = p->rows.v, .n_rows = p->rows.n};
    WriteResult r;
    return writer_run(site_writer(p->site), &ask, p->a, &r, err);
}

Status judge_pass(Site *s, int *ret, Err *err) {
    Pass p = {.site = s, .view = site_view(s), .now = site_now(s), .a = arena_new(), .work = arena_new()};
    Status st = pass_run(&p, err);
    *ret = p.changed;
    site_view_drop(p.view);
    arena_free(p.a);
    arena_free(p.work);
    if (p.changed) malloc_trim(0); /* a graph is some tens of megabytes that are not soon wanted again */
    return st;
}

/* ---- what a change took away */

static bool told(const Finding *v, size_t n, Str part) {
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i].part, part)) return true;
    return false;
}

void judge_losses(const Change *c, Arena *a, Losses *ret) {
    const SiteView *was = c->was, *is = c->is;
    for (size_t i = 0; i < is->state->agencies.n; i++) {
        const Agency *near = &is->state->agencies.v[i];
        const Agency *before = world_agency(&was->world, near->id);
        if (!before || !judge_sees(was->state, before)) continue;
        for (size_t k = 0; k < is->world.n_guides; k++) {
            const Guide *g = is->world.guides[k];
            Finding *x, *y;
            if (!in_force(is->state, g) || !in_force(was->state, g)) continue;
            Staffing sx = staffing_of(was->state, before, g, c->now, a), sy = staffing_of(is->state, near, g, c->now, a);
            sy.codes = c->codes;
            if (hash_eq(staffing_hash(&sx, hash_sha256), staffing_hash(&sy, hash_sha256))) continue;
            size_t nx = guide_unstaffed(g, &sx, a, &x), ny = guide_unstaffed(g, &sy, a, &y);
            for (size_t f = 0; f < ny && ret->n < TOLD_MAX; f++)
                if (!told(x, nx, y[f].part)) *PUSH(a, ret) = (Lost){g->id, near->name, y[f].zh, y[f].en};
        }
    }
}

/* ---- the thread */

static void wait_until(Judge *j, int64_t ms) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&j->some, &j->lock, &until);
}

static void *run(void *arg) {
    Judge *j = arg;
    /* On Linux a thread has its own niceness: proving is work for cores nobody else wants. Failing to is no fault. */
    (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 19);
    pthread_mutex_lock(&j->lock);
    while (!j->stopping) {
        if (!j->woken) wait_until(j, INT64_C(1000) * LOOK_EVERY_S);
        while (j->woken && !j->stopping) { /* until nothing came for a while */
            j->woken = false;
            wait_until(j, QUIET_MS);
        }
        if (j->stopping) break;
        pthread_mutex_unlock(&j->lock);
        Err err = {0};
        int n;
        if (judge_pass(j->site, &n, &err) != OK) log_err(LOG_WARN, "judge", &err);
        pthread_mutex_lock(&j->lock);
    }
    pthread_mutex_unlock(&j->lock);
    return NULL;
}

Status judge_start(Site *s, Judge **ret, Err *err) {
    Judge *j = calloc(1, sizeof *j);
    ASSERT(j && "out of memory");
    j->site = s;
    j->woken = true;
    pthread_mutex_init(&j->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&j->some, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&j->thread, NULL, run, j) != 0) {
        free(j);
        return FAIL(err, ERR_IO, "judge.thread", "the judge's thread cannot be started");
    }
    *ret = j;
    return OK;
}

void judge_wake(Judge *j) {
    pthread_mutex_lock(&j->lock);
    j->woken = true;
    pthread_cond_signal(&j->some);
    pthread_mutex_unlock(&j->lock);
}

void judge_stop(Judge *j) {
    pthread_mutex_lock(&j->lock);
    j->stopping = true;
    pthread_cond_signal(&j->some);
    pthread_mutex_unlock(&j->lock);
    pthread_join(j->thread, NULL);
    pthread_mutex_destroy(&j->lock);
    pthread_cond_destroy(&j->some);
    free(j);
}
