// SPDX-License-Identifier: Apache-2.0
#include "core/record.h"

enum { HEADER_MAX = 400 };

Hash record_hash(const Record *r, HashFn *hash) {
    char header[HEADER_MAX];
    int n = snprintf(header, sizeof header, "jindu.record.1 %lld %d %lld %lld %lld %lld %lld %lld %lld %lld %.*s",
                     (long long)r->pos, r->kind, (long long)r->stream, (long long)r->seq, (long long)r->events,
                     (long long)r->at, (long long)r->user, (long long)r->agency, (long long)r->behalf,
                     (long long)r->for_user, STR_ARG(r->command));
    ASSERT(n > 0 && n < HEADER_MAX);
    return chain_next(r->prev, str_n(header, (size_t)n), r->body, hash);
}

Hash commit_hash(const Commit *c, const Hash *records, size_t n, HashFn *hash) {
    char header[HEADER_MAX];
    int len = snprintf(header, sizeof header, "jindu.commit.1 %lld %lld %lld %lld %lld", (long long)c->n,
                       (long long)c->first_pos, (long long)c->last_pos, (long long)c->last_id, (long long)c->at);
    ASSERT(len > 0 && len < HEADER_MAX);
    return chain_next(c->prev, str_n(header, (size_t)len), str_n((const char *)records, n * sizeof *records), hash);
}
