// SPDX-License-Identifier: Apache-2.0
#include "http/pack.h"

#include "base/hash.h"
#include "base/hex.h"
#include "http/conditional.h"

#include <zlib.h>

enum { WORTH = 4096, GZIP = 15 + 16, FAST = 2 };

static bool gzip(Str in, Arena *a, Str *ret) {
    z_stream z = {.next_in = (Bytef *)(uintptr_t)in.p, .avail_in = (uInt)in.n};
    if (deflateInit2(&z, FAST, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY) != Z_OK) return false;
    size_t room = deflateBound(&z, (uLong)in.n);
    char *out = arena_alloc(a, room);
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    bool whole = deflate(&z, Z_FINISH) == Z_STREAM_END;
    *ret = str_n(out, room - z.avail_out);
    deflateEnd(&z);
    return whole;
}

void pack(const Req *req, Resp *r) {
    Str body = strbuf_str(&r->body), packed;
    char hex[HASH_TEXT];
    if (r->form != RESP_BODY || r->status != 200 || r->body.overflow || body.n < WORTH) return;
    Str tag = hash_format(hash_sha256(&body, 1), hex);
    r->etag = str_format(req->arena, "W/\"%.*s\"", 32, tag.p);
    r->cache = S("private, no-cache");
    resp_header(r, "Vary", S("Accept-Encoding"));
    if (!coding_accepted(req_header(req, "accept-encoding"), S("gzip")) || !gzip(body, req->arena, &packed)) return;
    strbuf_init(&r->body, req->arena, packed.n + 1);
    strbuf_put(&r->body, packed);
    resp_header(r, "Content-Encoding", S("gzip"));
}
