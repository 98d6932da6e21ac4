// SPDX-License-Identifier: Apache-2.0
#include "app/verifier.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "db/queries.h"

enum { HELD_US = 250000, UNREAD = -1 };

struct Verifier {
    Site *site;
    Aside *aside;
    Audit *audit;
    pthread_mutex_t lock;
    pthread_t thread;
    bool started, running, stop; /* started: there is a thread to be joined */
    int64_t id;
    VerifyAsk ask;
    VerifyAt at;
};

static bool step(void *ctx, const VerifyAt *at) {
    Verifier *v = ctx;
    pthread_mutex_lock(&v->lock);
    v->at = *at;
    bool on = !v->stop;
    pthread_mutex_unlock(&v->lock);
    return on;
}

static Status verify(Verifier *v, Verified *ret, Err *err) {
    _cleanup_(db_closep) Db *db = NULL;
    TRY(db_open(site_url(v->site), &(DbHow){.role = DB_READER, .queries = &JINDU_QUERIES}, &db, err));
    const VerifyHow how = {.step = step, .ctx = v, .held_us = HELD_US};
    return site_verify(db, v->ask.files ? site_vault(v->site) : NULL, &how, ret, err);
}

/* On disk before the next may begin. */
static void keep(Verifier *v, const Verified *x, const char *outcome) {
    Err err = {0};
    Time now = site_now(v->site);
    aside_keep(v->aside, Q_VERIFICATION_END,
               ARGS(VAL(v->id), VAL(now), VAL(str_c(outcome)), VAL(x->records), VAL(x->commits), VAL(x->cases), VAL(x->subjects),
                    VAL(v->ask.files ? x->blobs : UNREAD), VAL(x->moved), VAL(str_c(x->bad.code)), VAL(x->bad.pos),
                    VAL(x->bad.stream), VAL(str_c(x->bad.text)), VAL(x->head)));
    audit_note(v->audit, &(AuditNote){.at = now, .user = v->ask.user, .post = v->ask.post, .agency = v->ask.agency, .what = "verify",
                                      .outcome = outcome, .detail = str_c(x->bad.code)});
    if (aside_sync(v->aside, &err) != OK) log_err(LOG_ERROR, "verification", &err);
}

static void *run(void *arg) {
    Verifier *v = arg;
    Verified x = {0};
    Err err = {0};
    (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 19); /* on Linux a thread has its own niceness */
    Status s = verify(v, &x, &err);
    if (s != OK) log_err(LOG_ERROR, "verification", &err);
    if (s != OK) bad_set(&x.bad, err.code, 0, 0, "%s", err.msg);
    else if (bad_is(&x.bad)) log_line(LOG_ERROR, "what=verification code=%s pos=%lld", x.bad.code, (long long)x.bad.pos);
    keep(v, &x, s != OK ? "failed" : x.stopped ? "stopped" : bad_is(&x.bad) ? "unsound" : "sound");
    pthread_mutex_lock(&v->lock);
    v->running = false;
    pthread_mutex_unlock(&v->lock);
    return NULL;
}

Status verifier_open(Site *site, Aside *aside, Audit *audit, Verifier **ret, Err *err) {
    Verifier *v = calloc(1, sizeof *v);
    ASSERT(v && "out of memory");
    *v = (Verifier){.site = site, .aside = aside, .audit = audit};
    pthread_mutex_init(&v->lock, NULL);
    aside_put(aside, Q_VERIFICATION_LEFT, NO_ARGS);
    *ret = v;
    return OK;
}

void verifier_close(Verifier *v) {
    pthread_mutex_lock(&v->lock);
    v->stop = true;
    bool started = v->started;
    pthread_mutex_unlock(&v->lock);
    if (started) pthread_join(v->thread, NULL);
    pthread_mutex_destroy(&v->lock);
    free(v);
}

/* Under the lock. The thread before has nothing left to do but to end. */
static Status start(Verifier *v, const VerifyAsk *ask, Err *err) {
    const Hash none = {0};
    if (v->running) return FAIL(err, ERR_CONFLICT, "verify.running", "a verification is running");
    if (v->started) pthread_join(v->thread, NULL);
    v->started = false;
    v->id = site_id(v->site);
    v->ask = *ask;
    v->stop = false;
    v->at = (VerifyAt){0};
    aside_keep(v->aside, Q_VERIFICATION_ADD,
               ARGS(VAL(v->id), VAL(site_now(v->site)), VAL(ask->user), VAL(ask->files ? 0 : UNREAD), VAL(none)));
    if (pthread_create(&v->thread, NULL, run, v) != 0) return FAIL(err, ERR_IO, "verify.thread", "its thread cannot be started");
    v->started = v->running = true;
    return OK;
}

Status verifier_begin(Verifier *v, const VerifyAsk *ask, int64_t *ret_id, Err *err) {
    pthread_mutex_lock(&v->lock);
    Status s = start(v, ask, err);
    if (s == OK) *ret_id = v->id;
    pthread_mutex_unlock(&v->lock);
    return s;
}

bool verifier_running(Verifier *v, int64_t *ret_id, VerifyAt *ret) {
    pthread_mutex_lock(&v->lock);
    bool running = v->running;
    *ret_id = v->id;
    *ret = v->at;
    pthread_mutex_unlock(&v->lock);
    return running;
}

bool verifier_stop(Verifier *v, int64_t id) {
    pthread_mutex_lock(&v->lock);
    bool running = v->running && v->id == id;
    v->stop |= running;
    pthread_mutex_unlock(&v->lock);
    return running;
}
