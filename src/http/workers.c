// SPDX-License-Identifier: Apache-2.0
#include "http/workers.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"

typedef struct Worker {
    Workers *pool;
    pthread_t thread;
    int index;
} Worker;

struct Workers {
    WorkersConfig config;
    Arena *arena;
    pthread_mutex_t lock;
    pthread_cond_t some;
    Job *first, **last;
    atomic_size_t n;
    int idle, live;
    int woken; /* called and not yet there: they call the next, so that a burst costs one call at a time */
    bool stopping;
    Worker *workers;
};

/* Whether to call somebody who waits. Under the lock; then it must be done. */
static bool wanted(Workers *w) {
    if (!w->idle || w->woken) return false;
    w->woken = 1;
    return true;
}

static Job *job_take(Workers *w) {
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stopping) {
        w->idle++;
        pthread_cond_wait(&w->some, &w->lock);
        w->idle--;
        w->woken = 0;
    }
    Job *job = w->first;
    if (job) {
        w->first = job->next;
        if (!w->first) w->last = &w->first;
        w->n--;
    } else {
        w->live--;
    }
    bool more = w->first && wanted(w);
    pthread_mutex_unlock(&w->lock);
    if (more) pthread_cond_signal(&w->some);
    return job;
}

static void *work(void *arg) {
    Worker *me = arg;
    Workers *w = me->pool;
    void *local = w->config.begin ? w->config.begin(w->config.app, me->index) : NULL;
    for (Job *job; (job = job_take(w));) job->run(job, local);
    if (w->config.end) w->config.end(w->config.app, local);
    return NULL;
}

Workers *workers_new(const WorkersConfig *config) {
    Arena *a = arena_new();
    Workers *w = NEW(a, Workers);
    w->config = *config;
    w->arena = a;
    w->last = &w->first;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->some, NULL);
    w->workers = NEW_N(a, Worker, config->threads);
    w->live = config->threads;
    for (int i = 0; i < config->threads; i++) {
        w->workers[i] = (Worker){.pool = w, .index = i};
        ASSERT(pthread_create(&w->workers[i].thread, NULL, work, &w->workers[i]) == 0);
    }
    return w;
}

static bool job_add(Workers *w, Job *job, size_t max) {
    pthread_mutex_lock(&w->lock);
    bool in = w->n < max && w->live && (max == SIZE_MAX || !w->stopping);
    if (in) {
        job->next = NULL;
        *w->last = job;
        w->last = &job->next;
        w->n++;
    }
    bool wake = in && wanted(w);
    pthread_mutex_unlock(&w->lock);
    if (wake) pthread_cond_signal(&w->some);
    return in;
}

bool workers_offer(Workers *w, Job *job) {
    return job_add(w, job, w->config.queue_max);
}

bool workers_push(Workers *w, Job *job) {
    return job_add(w, job, SIZE_MAX);
}

size_t workers_waiting(const Workers *w) {
    return w->n;
}

void workers_stop(Workers *w) {
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_mutex_unlock(&w->lock);
    pthread_cond_broadcast(&w->some);
    for (int i = 0; i < w->config.threads; i++) pthread_join(w->workers[i].thread, NULL);
}

void workers_free(Workers *w) {
    ASSERT(!w->live);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->some);
    arena_free(w->arena);
}
