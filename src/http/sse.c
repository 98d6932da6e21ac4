// SPDX-License-Identifier: Apache-2.0
#include "http/sse.h"

#include <pthread.h>

#include "base/clock.h"

struct Sse {
    SseHub *hub;
    Sse *prev, *next; /* in the hub, while connected */
    pthread_mutex_t lock;
    StrBuf pending; /* on the heap; freed whenever all is sent */
    size_t sent;    /* of pending */
    int64_t last_us;
    bool closing;
    atomic_int refs;
    Park park;
    void (*closed)(void *u);
    void *u;
};

struct SseHub {
    pthread_mutex_t lock;
    Sse *first;
    size_t n;
    int64_t heartbeat_us;
};

SseHub *sse_hub_new(int heartbeat_ms) {
    SseHub *h = calloc(1, sizeof *h);
    ASSERT(h && "out of memory");
    pthread_mutex_init(&h->lock, NULL);
    h->heartbeat_us = (int64_t)heartbeat_ms * 1000;
    return h;
}

void sse_hub_free(SseHub *h) {
    ASSERT(!h->first);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

size_t sse_hub_count(SseHub *h) {
    pthread_mutex_lock(&h->lock);
    size_t n = h->n;
    pthread_mutex_unlock(&h->lock);
    return n;
}

/* Not in an arena: a stream lives for hours and must cost little. */
Sse *sse_new(SseHub *h, void (*closed)(void *u), void *u) {
    Sse *s = calloc(1, sizeof *s);
    ASSERT(s && "out of memory");
    s->hub = h;
    s->closed = closed;
    s->u = u;
    s->refs = 2;
    s->last_us = clock_monotonic_us();
    pthread_mutex_init(&s->lock, NULL);
    strbuf_init(&s->pending, NULL, SSE_PENDING_MAX);
    strbuf_put(&s->pending, S("retry: 3000\n\n"));
    pthread_mutex_lock(&h->lock);
    s->next = h->first;
    if (h->first) h->first->prev = s;
    h->first = s;
    h->n++;
    pthread_mutex_unlock(&h->lock);
    return s;
}

Park *sse_park(Sse *s) {
    return &s->park;
}

void sse_unref(Sse *s) {
    if (--s->refs) return;
    strbuf_done(&s->pending);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

void sse_gone(Sse *s) {
    SseHub *h = s->hub;
    pthread_mutex_lock(&h->lock);
    if (s->prev) s->prev->next = s->next;
    if (s->next) s->next->prev = s->prev;
    if (h->first == s) h->first = s->next;
    h->n--;
    pthread_mutex_unlock(&h->lock);
    pthread_mutex_lock(&s->lock);
    s->closing = true;
    pthread_mutex_unlock(&s->lock);
    if (s->closed) s->closed(s->u);
    sse_unref(s);
}

static void field(StrBuf *b, Str name, Str value) {
    strbuf_put(b, name);
    strbuf_put(b, value);
    strbuf_putc(b, '\n');
}

/* A line of data each, since a line end would end the field. */
static void fields(StrBuf *b, Str id, Str event, Str data) {
    if (id.n) field(b, S("id: "), id);
    if (event.n) field(b, S("event: "), event);
    Str line, rest;
    while (str_cut(data, '\n', &line, &rest)) {
        field(b, S("data: "), line);
        data = rest;
    }
    field(b, S("data: "), data);
    strbuf_putc(b, '\n');
}

static bool one_line(Str s) {
    return !s.n || (!memchr(s.p, '\n', s.n) && !memchr(s.p, '\r', s.n));
}

bool sse_send(Sse *s, Str id, Str event, Str data) {
    if (!one_line(id) || !one_line(event) || (data.n && memchr(data.p, '\r', data.n))) return false;
    pthread_mutex_lock(&s->lock);
    bool ok = !s->closing;
    if (ok) {
        size_t before = s->pending.n;
        fields(&s->pending, id, event, data);
        if (s->pending.overflow) { /* the reader lags: no half event, and a new start */
            s->pending.n = before;
            s->closing = true;
            ok = false;
        }
    }
    pthread_mutex_unlock(&s->lock);
    park_wake(&s->park);
    return ok;
}

void sse_close(Sse *s) {
    pthread_mutex_lock(&s->lock);
    s->closing = true;
    pthread_mutex_unlock(&s->lock);
    park_wake(&s->park);
}

SseRead sse_read(Sse *s, char *to, size_t max, size_t *ret_n) {
    SseRead r = SSE_BYTES;
    pthread_mutex_lock(&s->lock);
    size_t n = MIN(max, s->pending.n - s->sent);
    if (n) {
        memcpy(to, s->pending.p + s->sent, n);
        s->sent += n;
        s->last_us = clock_monotonic_us();
    } else {
        r = s->closing ? SSE_END : SSE_WAIT;
    }
    if (s->sent == s->pending.n && s->pending.p) {
        strbuf_done(&s->pending);
        strbuf_init(&s->pending, NULL, SSE_PENDING_MAX);
        s->sent = 0;
    }
    pthread_mutex_unlock(&s->lock);
    *ret_n = n;
    return r;
}

void sse_hub_tick(SseHub *h, int64_t now_us) {
    pthread_mutex_lock(&h->lock);
    for (Sse *s = h->first; s; s = s->next) {
        pthread_mutex_lock(&s->lock);
        bool due = now_us - s->last_us >= h->heartbeat_us;
        if (due) {
            s->last_us = now_us;
            if (!s->closing && !s->pending.n) strbuf_put(&s->pending, S(": still here\n\n"));
        }
        pthread_mutex_unlock(&s->lock);
        if (due) park_wake(&s->park);
    }
    pthread_mutex_unlock(&h->lock);
}

void sse_hub_close(SseHub *h, bool at_once) {
    pthread_mutex_lock(&h->lock);
    for (Sse *s = h->first; s; s = s->next) {
        pthread_mutex_lock(&s->lock);
        if (!s->closing && s->pending.max - s->pending.n > 64)
            strbuf_put(&s->pending, S("event: stop\ndata: {}\n\n"));
        s->closing = true;
        if (at_once) s->sent = s->pending.n;
        pthread_mutex_unlock(&s->lock);
        park_wake(&s->park);
    }
    pthread_mutex_unlock(&h->lock);
}
