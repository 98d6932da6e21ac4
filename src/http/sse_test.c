// SPDX-License-Identifier: Apache-2.0
#include "http/sse.h"

#include "base/clock.h"
#include "base/test.h"

static int closed;

static void on_closed(void *u) {
    closed++;
}

static char buf[SSE_PENDING_MAX * 2];

static Str all(Sse *s, SseRead *ret_last) {
    size_t n = 0, got;
    while ((*ret_last = sse_read(s, buf + n, 7, &got)) == SSE_BYTES) n += got;
    return str_n(buf, n);
}

TEST(an_event_is_written_line_by_line) {
    SseHub *h = sse_hub_new(1000);
    Sse *s = sse_new(h, on_closed, NULL);
    SseRead last;
    CHECK(sse_send(s, S("7"), S("inbox"), S("{\"a\":1}\nb")));
    CHECK_STR(all(s, &last), S("retry: 3000\n\nid: 7\nevent: inbox\ndata: {\"a\":1}\ndata: b\n\n"));
    CHECK_EQ(last, SSE_WAIT);
    CHECK(!sse_send(s, S("7\nevent: forged"), S("x"), S("")));
    CHECK(!sse_send(s, S("7"), S("x"), S("a\rb")));
    CHECK_STR(all(s, &last), S(""));
    closed = 0;
    sse_gone(s);
    CHECK_EQ(closed, 1);
    CHECK(!sse_send(s, S("8"), S("x"), S("late")));
    sse_unref(s);
    sse_hub_free(h);
}

TEST(a_stream_that_lags_ends_after_whole_events) {
    SseHub *h = sse_hub_new(1000);
    Sse *s = sse_new(h, NULL, NULL);
    SseRead last;
    static char kb[1000];
    memset(kb, 'x', sizeof kb);
    int sent = 0;
    while (sse_send(s, (Str){0}, S("e"), str_n(kb, sizeof kb))) sent++;
    CHECK(sent >= 15 && sent <= 16);
    Str text = all(s, &last);
    CHECK(text.n <= SSE_PENDING_MAX);
    CHECK(str_ends(text, S("xxx\n\n")));
    CHECK_EQ(last, SSE_END);
    sse_gone(s);
    sse_unref(s);
    sse_hub_free(h);
}

TEST(a_silent_stream_gets_a_heartbeat_and_a_stopping_one_a_last_event) {
    SseHub *h = sse_hub_new(1000);
    Sse *s = sse_new(h, NULL, NULL);
    SseRead last;
    (void)all(s, &last);
    int64_t now = clock_monotonic_us();
    sse_hub_tick(h, now + 500000);
    CHECK_STR(all(s, &last), S(""));
    sse_hub_tick(h, now + 1500000);
    CHECK_STR(all(s, &last), S(": still here\n\n"));
    CHECK_EQ(sse_hub_count(h), 1);
    sse_hub_close(h, false);
    CHECK_STR(all(s, &last), S("event: stop\ndata: {}\n\n"));
    CHECK_EQ(last, SSE_END);
    sse_gone(s);
    sse_unref(s);
    CHECK_EQ(sse_hub_count(h), 0);
    sse_hub_free(h);
}

TEST_MAIN()
