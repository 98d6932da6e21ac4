// SPDX-License-Identifier: Apache-2.0
#include "app/writer.h"

#include "app/checkpointer.h"
#include "app/writer_room.h"
#include "base/clock.h"
#include "base/log.h"

static void *run(void *arg) {
    Writer *w = arg;
    WriteAsk **asks = malloc(w->how.batch_max * sizeof *asks);
    ASSERT(asks && "out of memory");
    for (;;) {
        size_t n = 0;
        pthread_mutex_lock(&w->lock);
        while (!w->first && !w->stopping) pthread_cond_wait(&w->some, &w->lock);
        /* A command on the site changes what all others are decided in: it goes alone. */
        while (w->first && n < w->how.batch_max && !(n && (w->first->site || asks[0]->site))) {
            asks[n++] = w->first;
            w->first = w->first->next;
        }
        if (!w->first) w->last = &w->first;
        w->queued -= n;
        bool done = !n && w->stopping;
        pthread_mutex_unlock(&w->lock);
        if (done) break;
        batch_carry_out(w, asks, n);
    }
    free(asks);
    return NULL;
}

static Status claim(Writer *w, Err *err) {
    char holder[64];
    int n = snprintf(holder, sizeof holder, "jindu writer");
    TRY(writer_claim(w->db, str_n(holder, (size_t)n), clock_now(), &w->epoch, err));
    return writer_resume(w, err);
}

Status writer_open(Site *site, const WriterHow *how, Writer **ret, Err *err) {
    Writer *w = calloc(1, sizeof *w);
    ASSERT(w && "out of memory");
    w->site = site;
    w->how = how ? *how : (WriterHow){0};
    if (!w->how.queue_max) w->how.queue_max = 4096;
    if (!w->how.batch_max) w->how.batch_max = 256;
    if (!w->how.keep_bytes) w->how.keep_bytes = MB(32);
    w->last = &w->first;
    w->a = arena_new();
    w->state_arena = arena_new();
    w->keep = keep_new(w->how.keep_bytes);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->some, NULL);
    w->db = w->how.db;
    ids_init(&w->ids);
    Status s = OK;
    if (!w->db) s = db_open(site_url(site), &(DbHow){.role = DB_WRITER, .queries = &JINDU_QUERIES}, &w->db, err);
    if (s == OK) s = claim(w, err);
    if (s == OK && pthread_create(&w->thread, NULL, run, w) != 0)
        s = FAIL(err, ERR_IO, "writer.thread", "the writer's thread cannot be started");
    if (s != OK) {
        w->dead = true;
        writer_close(w);
        return s;
    }
    *ret = w;
    return OK;
}

void writer_close(Writer *w) {
    if (!w) return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_broadcast(&w->some);
    pthread_mutex_unlock(&w->lock);
    if (w->thread) pthread_join(w->thread, NULL);
    if (w->db) {
        writer_release(w->db);
        db_close(w->db);
    }
    keep_free(w->keep);
    arena_free(w->a);
    arena_free(w->state_arena);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->some);
    free(w);
}

Status writer_submit(Writer *w, WriteAsk *ask, Err *err) {
    ASSERT(ask->key.n <= WRITE_KEY_MAX);
    bool asks_guide = ask->cmd && (ask->cmd->opening || ask->cmd->kind == CMD_RECLASSIFY);
    bool leaving = asks_guide && !site_certify(w->site, ask->cmd->class);
    ask->next = NULL;
    pthread_mutex_lock(&w->lock);
    Status s = OK;
    if (w->stopping || w->dead || leaving)
        s = FAIL(err, ERR_STORAGE, "writer.stopped", "this process no longer writes; try again in a moment");
    else if (w->queued >= w->how.queue_max || site_wal(w->site) > WAL_FULL)
        s = FAIL(err, ERR_BUSY, "writer.full", "too much is waiting to be stored; try again in a moment");
    else {
        *w->last = ask;
        w->last = &ask->next;
        w->queued++;
        if (w->queued == 1) pthread_cond_signal(&w->some);
    }
    pthread_mutex_unlock(&w->lock);
    return s;
}

typedef struct Waiting {
    pthread_mutex_t lock;
    pthread_cond_t done;
    bool is_done;
    Arena *a;
    WriteResult *ret;
} Waiting;

static void wake(void *ctx, const WriteResult *r) {
    Waiting *x = ctx;
    pthread_mutex_lock(&x->lock);
    *x->ret = *r;
    x->ret->answer = str_dup(x->a, r->answer);
    x->ret->said_zh = str_dup(x->a, r->said_zh);
    x->ret->said_en = str_dup(x->a, r->said_en);
    x->ret->refusal.zh = str_dup(x->a, r->refusal.zh);
    x->ret->refusal.en = str_dup(x->a, r->refusal.en);
    x->is_done = true;
    pthread_cond_signal(&x->done);
    pthread_mutex_unlock(&x->lock);
}

Status writer_run(Writer *w, WriteAsk *ask, Arena *a, WriteResult *ret, Err *err) {
    Waiting x = {.a = a, .ret = ret};
    pthread_mutex_init(&x.lock, NULL);
    pthread_cond_init(&x.done, NULL);
    ask->done = wake;
    ask->ctx = &x;
    Status s = writer_submit(w, ask, err);
    if (s == OK) {
        pthread_mutex_lock(&x.lock);
        while (!x.is_done) pthread_cond_wait(&x.done, &x.lock);
        pthread_mutex_unlock(&x.lock);
        s = ret->status;
        if (s != OK && err) *err = ret->err;
    }
    pthread_mutex_destroy(&x.lock);
    pthread_cond_destroy(&x.done);
    return s;
}

WriterStats writer_stats(Writer *w) {
    pthread_mutex_lock(&w->lock);
    WriterStats s = w->stats;
    s.queued = w->queued;
    pthread_mutex_unlock(&w->lock);
    return s;
}

int64_t writer_stored(const Writer *w) {
    return w->stored;
}

int64_t writer_id(Writer *w) {
    return ids_take(&w->ids, clock_now(), 1);
}
