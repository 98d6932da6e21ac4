// SPDX-License-Identifier: Apache-2.0
#include "app/certificate.h"

#include <zlib.h>

enum { TEXT_MAX = 64 << 20, LEVEL = 6, PIECE = 64 << 10 };

Certificate certificate_of(const GuideReport *r, PairReports pairs, Arena *a) {
    StrBuf plain;
    strbuf_init(&plain, NULL, TEXT_MAX);
    guide_certificate(r, pairs, &plain);
    ASSERT(!plain.overflow); /* the states of a guide are bounded */
    Str text = strbuf_str(&plain);
    uLongf n = compressBound(text.n);
    Bytef *packed = malloc(n);
    ASSERT(packed && "out of memory");
    int done = compress2(packed, &n, (const Bytef *)text.p, text.n, LEVEL);
    ASSERT(done == Z_OK);
    Certificate c = {.hash = hash_sha256(&text, 1), .packed = str_n(arena_dup(a, packed, n), n)};
    free(packed);
    strbuf_done(&plain);
    return c;
}

Status certificate_text(const Certificate *c, Arena *a, Str *ret, Err *err) {
    z_stream z = {.next_in = (Bytef *)(uintptr_t)c->packed.p, .avail_in = (uInt)c->packed.n};
    StrBuf b;
    strbuf_init(&b, a, TEXT_MAX);
    int done = inflateInit(&z);
    ASSERT(done == Z_OK);
    char piece[PIECE];
    while (done == Z_OK && !b.overflow) {
        z.next_out = (Bytef *)piece;
        z.avail_out = sizeof piece;
        done = inflate(&z, Z_NO_FLUSH);
        strbuf_put(&b, str_n(piece, sizeof piece - z.avail_out));
    }
    inflateEnd(&z);
    if (done != Z_STREAM_END || b.overflow)
        return FAIL(err, ERR_STORAGE, "certificate.packed", "the stored certificate cannot be unpacked");
    *ret = strbuf_str(&b);
    if (!hash_eq(hash_sha256(ret, 1), c->hash))
        return FAIL(err, ERR_STORAGE, "certificate.changed", "the stored certificate is not the one it was");
    return OK;
}
