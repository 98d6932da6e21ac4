// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Server-sent events. A stream holds a few KB only while something waits to be sent. One that does not keep
 * up is closed after what it has: the browser comes back with Last-Event-ID, and the api resumes from there.
 */
#include "base/str.h"
#include "http/park.h"

typedef struct Sse Sse;
typedef struct SseHub SseHub;

enum { SSE_PENDING_MAX = 16 << 10 };

/* For the api. False: the stream is closed or closing; the event is dropped. id, event may be empty. */
bool sse_send(Sse *s, Str id, Str event, Str data);
void sse_close(Sse *s); /* after what is pending */
void sse_unref(Sse *s);

/* For the listener. */
SseHub *sse_hub_new(int heartbeat_ms);
void sse_hub_free(SseHub *h);                 /* no stream is left */
void sse_hub_tick(SseHub *h, int64_t now_us); /* heartbeats; call a few times a second */
void sse_hub_close(SseHub *h, bool at_once);  /* a last event "stop" on every stream; at once: even unsent */
size_t sse_hub_count(SseHub *h);

Sse *sse_new(SseHub *h, void (*closed)(void *u),
             void *u); /* two references: the api's and the connection's */
Park *sse_park(Sse *s);
void sse_gone(Sse *s); /* the connection is no more: tells the api, drops the connection's reference */
typedef enum SseRead { SSE_BYTES, SSE_WAIT, SSE_END } SseRead;
SseRead sse_read(Sse *s, char *to, size_t max, size_t *ret_n);
