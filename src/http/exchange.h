// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * One request and its answer, from the first header to the last byte. Internal to this room.
 *
 * Ownership: the connection holds one reference, the running handler one, a token and an answer of parts one each;
 * the last to let go frees it. The request's arena is used by one of them at a time, in that order.
 */
#include <stdatomic.h>

#include "http/metrics.h"
#include "http/park.h"
#include "http/pipe.h"
#include "http/router.h"
#include "http/server.h"
#include "http/sse.h"
#include "http/workers.h"

typedef enum Phase { PHASE_HEAD, PHASE_BODY, PHASE_SWALLOW, PHASE_RUN, PHASE_SENT } Phase;

typedef struct PartsAt { /* how far an answer of parts has come; the loop thread's alone */
    size_t i;
    uint64_t from;
    int fd;
} PartsAt;

struct Token {
    Exchange *exchange;
};

typedef struct Upload {
    Pipe *pipe;
    Job job;
    atomic_bool scheduled;
    bool begun, over; /* the worker's alone */
    void *u;
} Upload;

struct Exchange {
    Server *server;
    Arena *arena; /* NULL once an event stream no longer needs it */
    Arena *spare; /* for an answer given while somebody else still holds the arena */
    atomic_int refs;
    Park park;
    Phase phase; /* loop thread only */
    Req req;
    Resp resp;
    Ctx ctx;
    Err err;
    Status result;
    atomic_bool done;     /* result, err and resp are final */
    atomic_bool deferred; /* a token is out: nobody but its holder finishes this */
    bool counted, site, authorized;
    bool close;    /* nothing more is to be read from this connection */
    bool too_long; /* the body went over its limit while it came */
    int status_sent;
    int64_t began_us;
    uint64_t body_seen, body_max, body_length; /* length: see framing.h */
    StrBuf body;
    Job job;
    Token token;
    Upload upload;
    PartsAt parts;
};

struct Server {
    HttpConfig config;
    Arena *arena;
    Router *router;
    Metrics *metrics;
    Site *site;
    Workers *workers;
    SseHub *hub;
    atomic_int_fast64_t next_id;
    atomic_size_t in_flight, n_connections;
    atomic_bool stopping, killed;
    struct Listener *listener;
};

Exchange *exchange_new(Server *s, void *connection, Str uri);
void exchange_ref(Exchange *ex);
void exchange_unref(Exchange *ex);
/* Routing, limits and, where it must come early, permission. On a fault the exchange is done. */
void exchange_admit(Exchange *ex);
void exchange_body(Exchange *ex, Str bytes); /* a piece of a body kept in memory */
void exchange_run(Exchange *ex);             /* the body is there: to a worker, or at once */
void exchange_refuse(Exchange *ex, Status status, const char *code, const char *msg);
void exchange_finish(Exchange *ex, Status status); /* from the handler's side; drops its reference */

void upload_start(Exchange *ex);
void upload_schedule(Exchange *ex);

/* The answer's head as it goes out, and which bytes of a file. */
typedef struct Answer {
    int status;
    Pairs headers;
    RespForm form;
    Str body;
    uint64_t from, size; /* of a file */
} Answer;
void answer_prepare(Exchange *ex, Answer *ret);
