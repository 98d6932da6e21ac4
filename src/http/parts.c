// SPDX-License-Identifier: Apache-2.0
#include "http/parts.h"

#include <errno.h>
#include <unistd.h>

static Status file_read(Exchange *ex, char *buf, size_t n, Err *err) {
    const RespParts *p = &ex->resp.parts;
    PartsAt *at = &ex->parts;
    if (at->fd < 0) TRY(p->open(p->u, at->i, &at->fd, err));
    while (n) {
        ssize_t got = read(at->fd, buf, n);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return FAIL(err, ERR_IO, "part.read", "%s", strerror(errno));
        if (!got) return FAIL(err, ERR_IO, "part.short", "a file ends before its time");
        buf += got;
        n -= (size_t)got;
    }
    return OK;
}

static void part_over(PartsAt *at) {
    if (at->fd >= 0) close(at->fd);
    *at = (PartsAt){.i = at->i + 1, .fd = -1};
}

static Status fill(Exchange *ex, char *buf, size_t max, size_t *ret_n, Err *err) {
    const RespParts *p = &ex->resp.parts;
    PartsAt *at = &ex->parts;
    size_t done = 0;
    while (done < max && at->i < p->n) {
        const RespPart *part = &p->v[at->i];
        uint64_t left = part_size(part) - at->from;
        size_t n = (size_t)MIN(left, max - done);
        if (part->text.n) memcpy(buf + done, part->text.p + at->from, n);
        else if (n) TRY(file_read(ex, buf + done, n, err));
        at->from += n;
        done += n;
        if (n == left) part_over(at);
    }
    *ret_n = done;
    return OK;
}

bool parts_read(Exchange *ex, char *buf, size_t max, size_t *ret_n) {
    const HttpHooks *h = &ex->server->config.hooks;
    Err err = {0};
    if (ex->server->killed) return false;
    if (fill(ex, buf, max, ret_n, &err) == OK) return true;
    if (h->fault) h->fault(h->app, ex->req.id, ex->req.route->pattern, &err);
    return false;
}
