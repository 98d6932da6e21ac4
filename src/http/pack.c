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

static Str tag_of(Str body, Arena *a) {
    char hex[HASH_TEXT];
    return str_format(a, "W/\"%.*s\"", 32, hash_format(hash_sha256(&body, 1), hex).p);
}

static bool tagged(const Req *req, Resp *r, Str etag) {
    r->etag = etag;
    r->cache = S("private, no-cache");
    resp_header(r, "Vary", S("Accept-Encoding"));
    return coding_accepted(req_header(req, "accept-encoding"), S("gzip"));
}

void packed_make(Str text, Arena *a, PackedText *ret) {
    Str gz;
    *ret = (PackedText){.text = text, .etag = tag_of(text, a)};
    _cleanup_(arena_freep) Arena *work = arena_new();
    if (gzip(text, work, &gz)) ret->gzip = str_dup(a, gz);
}

void packed_answer(const PackedText *p, const char *type, const Req *req, Resp *r) {
    bool small = tagged(req, r, p->etag) && p->gzip.n;
    resp_text(r, type, small ? p->gzip : p->text);
    if (small) resp_header(r, "Content-Encoding", S("gzip"));
}

void pack(const Req *req, Resp *r) {
    Str body = strbuf_str(&r->body), packed;
    if (r->form != RESP_BODY || r->status != 200 || r->body.overflow || body.n < WORTH) return;
    if (!tagged(req, r, tag_of(body, req->arena)) || !gzip(body, req->arena, &packed)) return;
    strbuf_init(&r->body, req->arena, packed.n + 1);
    strbuf_put(&r->body, packed);
    resp_header(r, "Content-Encoding", S("gzip"));
}
