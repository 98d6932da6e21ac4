// SPDX-License-Identifier: Apache-2.0
#include "app/import_run.h"

#include <pthread.h>

#include "store/find.h"

enum { AT_ONCE = 256, WHY_MAX = 400 };

typedef struct Window Window;
typedef struct Slot {
    Window *w;
    ImportCase *c;
    WriteAsk ask;
    char why[WHY_MAX];
} Slot;

struct Window {
    pthread_mutex_t lock;
    pthread_cond_t done;
    size_t open;
    Slot slots[AT_ONCE];
};

Status import_known(void *ctx, Str number, int64_t agency, int64_t *ret_case, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Site *site = ctx;
    Db *db;
    TRY(db_pool_take(site_readers(site), 5000, &db, err));
    Status s = find_number(db, number, agency, a, ret_case, err);
    db_pool_give(site_readers(site), db);
    return s;
}

static void told(Slot *x, const WriteResult *r) {
    x->c->life = IMPORT_FAILED;
    if (r->status != OK)
        snprintf(x->why, sizeof x->why, "%s: %s", r->err.code, r->err.msg);
    else if (r->refused)
        snprintf(x->why, sizeof x->why, "%s: " STR_FMT, r->refusal.code, STR_ARG(r->refusal.zh));
    else {
        x->c->life = r->repeated ? IMPORT_REPEATED : IMPORT_DONE;
        x->c->case_id = r->case_id ? r->case_id : r->made;
    }
}

static void done(void *ctx, const WriteResult *r) {
    Slot *x = ctx;
    pthread_mutex_lock(&x->w->lock);
    told(x, r);
    x->w->open--;
    pthread_cond_signal(&x->w->done);
    pthread_mutex_unlock(&x->w->lock);
}

static void wait_for(Window *w, size_t at_most) {
    pthread_mutex_lock(&w->lock);
    while (w->open > at_most) pthread_cond_wait(&w->done, &w->lock);
    pthread_mutex_unlock(&w->lock);
}

/* The writer's queue may be full of others' commands: then one waits for one's own and tries again. */
static Status submit(Site *site, Window *w, Slot *x, Err *err) {
    for (;;) {
        pthread_mutex_lock(&w->lock);
        w->open++;
        pthread_mutex_unlock(&w->lock);
        Err full = {0};
        Status s = writer_submit(site_writer(site), &x->ask, &full);
        if (s == OK) return OK;
        pthread_mutex_lock(&w->lock);
        w->open--;
        pthread_mutex_unlock(&w->lock);
        if (s != ERR_BUSY) {
            if (err) *err = full;
            return s;
        }
        wait_for(w, 0);
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
}

static Status run_window(Site *site, Window *w, size_t n, Arena *a, Err *err) {
    Status s = OK;
    for (size_t i = 0; i < n && s == OK; i++) s = submit(site, w, &w->slots[i], err);
    wait_for(w, 0);
    for (size_t i = 0; i < n; i++)
        if (w->slots[i].why[0]) w->slots[i].c->why = str_dup(a, str_c(w->slots[i].why));
    return s;
}

static void slot_fill(Slot *x, Window *w, ImportCase *c, Arena *a) {
    *x = (Slot){.w = w, .c = c};
    x->ask = (WriteAsk){.cmd = &c->cmd, .who = c->who, .post = c->post, .request = c->request, .done = done, .ctx = x};
    x->ask.key = str_format(a, "%lld/%lld/" STR_FMT, (long long)c->who.user, (long long)c->post, STR_ARG(c->key));
}

Status import_run(Site *site, ImportPlan *p, Arena *a, Err *err) {
    Window *w = NEW(a, Window);
    size_t n = 0;
    Status s = OK;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->done, NULL);
    for (size_t i = 0; i < p->cases.n && s == OK; i++) {
        if (*site_leaving(site)) {
            s = FAIL(err, ERR_STORAGE, "writer.stopped", "this process is ending; send the file again: what is entered stays");
            break;
        }
        if (p->cases.v[i].life != IMPORT_READY) continue;
        slot_fill(&w->slots[n++], w, &p->cases.v[i], a);
        if (n < AT_ONCE) continue;
        s = run_window(site, w, n, a, err);
        n = 0;
    }
    if (s == OK && n) s = run_window(site, w, n, a, err);
    pthread_cond_destroy(&w->done);
    pthread_mutex_destroy(&w->lock);
    return s;
}
