// SPDX-License-Identifier: Apache-2.0
/*
 * The worker's half of an upload. The loop fills a ring and schedules a turn; a turn feeds what is there and
 * ends, so a slow client never holds a worker.
 */
#include "http/exchange.h"

enum { TURN_BYTES = 2 << 20, RING_BYTES = 256 << 10 };

static void upload_over(Exchange *ex, Status status) {
    ex->upload.over = true;
    exchange_ref(ex);
    exchange_finish(ex, status);
}

static void upload_fail(Exchange *ex, Status status) {
    if (ex->upload.begun) ex->req.route->upload->abort(&ex->ctx, ex->upload.u);
    pipe_break(ex->upload.pipe); /* what still comes is dropped */
    upload_over(ex, status);
}

static void upload_end(Exchange *ex) {
    ex->upload.over = true;
    exchange_ref(ex);
    Status s = ex->req.route->upload->end(&ex->ctx, &ex->req, ex->upload.u, &ex->resp, &ex->err);
    if (ex->deferred) exchange_unref(ex); /* the token keeps its own reference, or is void */
    if (!ex->deferred || s != OK) exchange_finish(ex, s);
}

static void upload_cut(Exchange *ex) {
    ex->upload.over = true;
    if (ex->upload.begun) ex->req.route->upload->abort(&ex->ctx, ex->upload.u);
}

static void upload_turn(Exchange *ex) {
    const UploadOps *ops = ex->req.route->upload;
    Upload *up = &ex->upload;
    size_t budget = TURN_BYTES;
    while (!up->over && budget) {
        Str bytes;
        PipeState state = pipe_look(up->pipe, &bytes);
        if (state == PIPE_BROKEN) {
            upload_cut(ex);
            return;
        }
        if (!up->begun) {
            Status s = ops->begin(&ex->ctx, &ex->req, &up->u, &ex->err);
            if (s != OK) {
                upload_fail(ex, s);
                return;
            }
            up->begun = true;
        }
        if (state == PIPE_EMPTY) return;
        if (state == PIPE_ENDED) {
            upload_end(ex);
            return;
        }
        Status s = ops->feed(up->u, bytes, &ex->err);
        if (s != OK) {
            upload_fail(ex, s);
            return;
        }
        budget -= MIN(budget, bytes.n);
        if (pipe_drop(up->pipe, bytes.n)) park_wake(&ex->park);
    }
}

static void upload_work(Job *job, void *local) {
    Exchange *ex = (Exchange *)((char *)job - offsetof(Exchange, upload.job));
    ex->ctx.local = local;
    upload_turn(ex);
    ex->upload.scheduled = false;
    Str bytes;
    if (!ex->upload.over && pipe_look(ex->upload.pipe, &bytes) != PIPE_EMPTY) upload_schedule(ex);
    exchange_unref(ex);
}

void upload_schedule(Exchange *ex) {
    if (atomic_exchange(&ex->upload.scheduled, true)) return;
    exchange_ref(ex);
    ex->upload.job.run = upload_work;
    if (workers_push(ex->server->workers, &ex->upload.job)) return;
    upload_work(&ex->upload.job, NULL); /* the pool has stopped: only to abort */
}

void upload_start(Exchange *ex) {
    ex->upload.pipe = pipe_new(RING_BYTES, ex->arena);
    ex->ctx.app = ex->server->config.hooks.app;
    upload_schedule(ex);
}
