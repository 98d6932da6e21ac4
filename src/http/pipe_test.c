// SPDX-License-Identifier: Apache-2.0
#include "http/pipe.h"

#include <pthread.h>
#include <sched.h>

#include "base/test.h"

TEST(bytes_come_out_in_order_over_the_end_of_the_ring) {
    Arena *a = arena_new();
    Pipe *p = pipe_new(7, a);
    char in = 0, out = 0;
    for (int round = 0; round < 200; round++) {
        char piece[4];
        for (int i = 0; i < 4; i++) piece[i] = (char)(in + i);
        in = (char)(in + (char)pipe_offer(p, str_n(piece, 4)));
        size_t want = (size_t)round % 5 + 1;
        Str span;
        while (want && pipe_look(p, &span) == PIPE_SOME) { /* twice where the ring ends */
            size_t n = MIN(want, span.n);
            for (size_t i = 0; i < n; i++) CHECK_EQ(span.p[i], out++);
            (void)pipe_drop(p, n);
            want -= n;
        }
    }
    CHECK(in != out || in);
    pipe_done(p);
    arena_free(a);
}

TEST(a_full_ring_takes_no_more_and_says_when_half_is_free) {
    Arena *a = arena_new();
    Pipe *p = pipe_new(8, a);
    CHECK_EQ(pipe_offer(p, S("0123456789")), 8);
    CHECK_EQ(pipe_offer(p, S("x")), 0);
    Str span;
    CHECK_EQ(pipe_look(p, &span), PIPE_SOME);
    CHECK_STR(span, S("01234567"));
    CHECK(!pipe_drop(p, 3));
    CHECK(pipe_drop(p, 1));
    CHECK(!pipe_drop(p, 1));
    pipe_end(p);
    CHECK_EQ(pipe_look(p, &span), PIPE_SOME);
    (void)pipe_drop(p, 3);
    CHECK_EQ(pipe_look(p, &span), PIPE_ENDED);
    pipe_break(p);
    CHECK_EQ(pipe_look(p, &span), PIPE_BROKEN);
    CHECK_EQ(pipe_offer(p, S("dropped and counted")), 19);
    pipe_done(p);
    arena_free(a);
}

typedef struct Passed {
    Pipe *pipe;
    char next;
    size_t n;
    bool right;
} Passed;

static void *reads(void *arg) {
    Passed *r = arg;
    Str span;
    for (PipeState s = pipe_look(r->pipe, &span); s != PIPE_ENDED; s = pipe_look(r->pipe, &span)) {
        if (s == PIPE_EMPTY) sched_yield();
        if (s != PIPE_SOME) continue;
        for (size_t i = 0; i < span.n; i++) r->right &= span.p[i] == r->next++;
        r->n += span.n;
        (void)pipe_drop(r->pipe, span.n);
    }
    return NULL;
}

TEST(what_one_thread_puts_another_gets_whole) {
    Arena *a = arena_new();
    Passed r = {.pipe = pipe_new(64, a), .right = true};
    pthread_t t;
    CHECK_EQ(pthread_create(&t, NULL, reads, &r), 0);
    char next = 0;
    size_t left = 100000;
    while (left) {
        char piece[48];
        size_t n = MIN(left, sizeof piece);
        for (size_t i = 0; i < n; i++) piece[i] = (char)(next + (char)i);
        size_t went = pipe_offer(r.pipe, str_n(piece, n));
        if (!went) sched_yield();
        next = (char)(next + (char)went);
        left -= went;
    }
    pipe_end(r.pipe);
    pthread_join(t, NULL);
    CHECK_EQ(r.n, 100000);
    CHECK(r.right);
    pipe_done(r.pipe);
    arena_free(a);
}

TEST_MAIN()
