// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * A fixed number of threads and one queue. Jobs are embedded in what they belong to, so queueing allocates
 * nothing. New work is refused when the queue is full (back-pressure shows at the door); work already begun
 * always gets in.
 */
#include "base/base.h"

typedef struct Workers Workers;
typedef struct Job Job;
struct Job {
    void (*run)(Job *job, void *local); /* local: the thread's own, from begin */
    Job *next;
};

typedef struct WorkersConfig {
    int threads;
    size_t queue_max;
    void *app;
    void *(*begin)(void *app, int index); /* may be NULL */
    void (*end)(void *app, void *local);
} WorkersConfig;

Workers *workers_new(const WorkersConfig *config);
must_use bool workers_offer(Workers *w, Job *job); /* false: full or stopping */
must_use bool workers_push(Workers *w, Job *job);  /* false: the pool has stopped */
size_t workers_waiting(const Workers *w);
void workers_stop(
    Workers *w); /* does what is queued, then joins; offers and pushes are refused from then on */
void workers_free(Workers *w); /* after workers_stop */
