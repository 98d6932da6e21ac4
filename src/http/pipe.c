// SPDX-License-Identifier: Apache-2.0
#include "http/pipe.h"

#include <pthread.h>

struct Pipe {
    pthread_mutex_t lock;
    size_t cap, head, n;
    bool ended, broken;
    char *ring;
};

Pipe *pipe_new(size_t capacity, Arena *a) {
    Pipe *p = NEW(a, Pipe);
    p->ring = arena_alloc(a, capacity);
    p->cap = capacity;
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

void pipe_done(Pipe *p) {
    pthread_mutex_destroy(&p->lock);
}

static size_t fill(Pipe *p, Str bytes) {
    size_t done = 0;
    while (done < bytes.n && p->n < p->cap) {
        size_t tail = (p->head + p->n) % p->cap;
        size_t run = MIN(p->cap - p->n, tail >= p->head || !p->n ? p->cap - tail : p->head - tail);
        run = MIN(run, bytes.n - done);
        memcpy(p->ring + tail, bytes.p + done, run);
        p->n += run;
        done += run;
    }
    return done;
}

size_t pipe_offer(Pipe *p, Str bytes) {
    pthread_mutex_lock(&p->lock);
    size_t n = p->broken ? bytes.n : fill(p, bytes);
    pthread_mutex_unlock(&p->lock);
    return n;
}

static PipeState state(const Pipe *p) {
    if (p->broken) return PIPE_BROKEN;
    return p->n ? PIPE_SOME : p->ended ? PIPE_ENDED : PIPE_EMPTY;
}

PipeState pipe_look(Pipe *p, Str *ret) {
    pthread_mutex_lock(&p->lock);
    PipeState s = state(p);
    *ret = str_n(p->ring + p->head, MIN(p->n, p->cap - p->head));
    pthread_mutex_unlock(&p->lock);
    return s;
}

bool pipe_drop(Pipe *p, size_t n) {
    pthread_mutex_lock(&p->lock);
    bool was_full = p->n > p->cap / 2;
    p->head = (p->head + n) % p->cap;
    p->n -= n;
    bool half = was_full && p->n <= p->cap / 2;
    pthread_mutex_unlock(&p->lock);
    return half;
}

void pipe_end(Pipe *p) {
    pthread_mutex_lock(&p->lock);
    p->ended = true;
    pthread_mutex_unlock(&p->lock);
}

void pipe_break(Pipe *p) {
    pthread_mutex_lock(&p->lock);
    p->broken = true;
    pthread_mutex_unlock(&p->lock);
}
