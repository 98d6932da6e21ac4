// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * SHA-256 over OpenSSL. The core takes a HashFn as an argument and so knows no library.
 * NEEDSWORK: the site profile `gm` (SM3) chooses another HashFn when the trust room comes.
 */
#include "base/base.h"
#include "base/str.h"

typedef struct Hash {
    uint8_t b[32];
} Hash;

typedef Hash HashFn(const Str *parts, size_t n); /* of the parts one after another */

Hash hash_sha256(const Str *parts, size_t n);
static inline bool hash_eq(Hash a, Hash b) {
    return memcmp(a.b, b.b, sizeof a.b) == 0;
}
enum { HASH_TEXT = 65 };
Str hash_format(Hash h, char buf[static HASH_TEXT]);
bool hash_parse(Str s, Hash *ret);

typedef struct Hasher Hasher; /* for streams */
Hasher *hasher_new(void);
void hasher_put(Hasher *h, Str bytes);
Hash hasher_end(Hasher *h); /* once */
void hasher_free(Hasher *h);
DEFINE_CLEANUP(Hasher, hasher_free)
