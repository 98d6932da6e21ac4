// SPDX-License-Identifier: Apache-2.0
#include "http/pipe.h"

#include <pthread.h>

#include "base/test.h"

TEST(bytes_come_out_in_order_over_the_end_of_the_ring) {
    Arena *a = arena_new();
    Pipe *p = pipe_new(7, a);
    char in = 0, out = 0, buf[5];
    for (int round = 0; round < 200; round++) {
        char piece[4];
        for (int i = 0; i < 4; i++) piece[i] = (char)(in + i);
        in = (char)(in + (char)pipe_offer(p, str_n(piece, 4)));
        size_t n;
        (void)pipe_take(p, buf, (size_t)round % 5 + 1, &n);
        for (size_t i = 0; i < n; i++) CHECK_EQ(buf[i], out++);
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

static void *reader_leaves(void *arg) {
    pipe_break(arg);
    return NULL;
}

TEST(a_waiting_writer_is_freed_when_the_reader_leaves) {
    Arena *a = arena_new();
    Pipe *p = pipe_new(4, a);
    pthread_t t;
    CHECK_EQ(pthread_create(&t, NULL, reader_leaves, p), 0);
    CHECK(!pipe_put(p, S("more than four bytes")));
    pthread_join(t, NULL);
    pipe_done(p);
    arena_free(a);
}

TEST_MAIN()
