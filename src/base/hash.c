// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <openssl/evp.h>

#include "base/hex.h"

struct Hasher {
    EVP_MD_CTX *ctx;
};

Hasher *hasher_new(void) {
    Hasher *h = calloc(1, sizeof *h);
    ASSERT(h);
    h->ctx = EVP_MD_CTX_new();
    ASSERT(h->ctx && EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL) == 1);
    return h;
}

void hasher_put(Hasher *h, Str bytes) {
    ASSERT(EVP_DigestUpdate(h->ctx, bytes.p, bytes.n) == 1);
}

Hash hasher_end(Hasher *h) {
    Hash out;
    unsigned n = sizeof out.b;
    ASSERT(EVP_DigestFinal_ex(h->ctx, out.b, &n) == 1 && n == sizeof out.b);
    return out;
}

void hasher_free(Hasher *h) {
    if (!h) return;
    EVP_MD_CTX_free(h->ctx);
    free(h);
}

Hash hash_sha256(const Str *parts, size_t n) {
    static _Thread_local EVP_MD_CTX *ctx; /* one per thread, kept: setting one up costs more than hashing an event */
    static _Thread_local EVP_MD *md;
    if (!ctx) {
        ctx = EVP_MD_CTX_new();
        md = EVP_MD_fetch(NULL, "SHA256", NULL);
        ASSERT(ctx && md);
    }
    Hash out;
    unsigned len = sizeof out.b;
    ASSERT(EVP_DigestInit_ex(ctx, md, NULL) == 1);
    for (size_t i = 0; i < n; i++) ASSERT(EVP_DigestUpdate(ctx, parts[i].p, parts[i].n) == 1);
    ASSERT(EVP_DigestFinal_ex(ctx, out.b, &len) == 1 && len == sizeof out.b);
    return out;
}

Str hash_format(Hash h, char buf[static HASH_TEXT]) {
    hex_encode(h.b, sizeof h.b, buf);
    buf[HASH_TEXT - 1] = 0;
    return str_n(buf, HASH_TEXT - 1);
}

bool hash_parse(Str s, Hash *ret) {
    Hash h;
    if (!hex_decode(s, h.b, sizeof h.b)) return false;
    *ret = h;
    return true;
}
