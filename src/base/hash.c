// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <openssl/evp.h>
#include <pthread.h>

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

static pthread_key_t ctx_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static EVP_MD *sha256;

static void ctx_free(void *ctx) {
    EVP_MD_CTX_free(ctx);
}

static void make_key(void) {
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL); /* for the life of the process */
    ASSERT(sha256 && pthread_key_create(&ctx_key, ctx_free) == 0);
}

/* One context a thread, kept until it ends: setting one up costs more than hashing an event. */
static EVP_MD_CTX *thread_ctx(void) {
    pthread_once(&once, make_key);
    EVP_MD_CTX *ctx = pthread_getspecific(ctx_key);
    if (ctx) return ctx;
    ctx = EVP_MD_CTX_new();
    ASSERT(ctx && pthread_setspecific(ctx_key, ctx) == 0);
    return ctx;
}

Hash hash_sha256(const Str *parts, size_t n) {
    EVP_MD_CTX *ctx = thread_ctx();
    Hash out;
    unsigned len = sizeof out.b;
    ASSERT(EVP_DigestInit_ex(ctx, sha256, NULL) == 1);
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
