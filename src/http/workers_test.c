// SPDX-License-Identifier: Apache-2.0
#include "http/workers.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/test.h"

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static atomic_int ran, begun, ended;

static void step(Job *job, void *local) {
    pthread_mutex_lock(&gate);
    ran += local != NULL;
    pthread_mutex_unlock(&gate);
}

static void *begin(void *app, int index) {
    begun++;
    return app;
}

static void end(void *app, void *local) {
    ended++;
}

TEST(a_full_queue_refuses_new_work_but_not_work_already_begun_and_a_stop_loses_none) {
    Workers *w =
        workers_new(&(WorkersConfig){.threads = 2, .queue_max = 3, .app = &gate, .begin = begin, .end = end});
    Job jobs[20] = {0};
    int taken = 0;
    pthread_mutex_lock(&gate);
    for (int i = 0; i < 10; i++) {
        jobs[i].run = step;
        taken += workers_offer(w, &jobs[i]);
    }
    CHECK(taken >= 3 && taken <= 5); /* three wait, up to two are being done */
    for (int i = 10; i < 20; i++) {
        jobs[i].run = step;
        CHECK(workers_push(w, &jobs[i]));
    }
    pthread_mutex_unlock(&gate);
    workers_stop(w);
    CHECK_EQ(ran, taken + 10);
    CHECK_EQ(begun, 2);
    CHECK_EQ(ended, 2);
    CHECK(!workers_push(w, &jobs[0]));
    CHECK(!workers_offer(w, &jobs[0]));
    workers_free(w);
}

TEST_MAIN()
