// SPDX-License-Identifier: Apache-2.0
/*
 * A strange text as a dossier: refused with a code, or else it has one text and one hash, differs in nothing from
 * itself, and obeys the conservation law with itself; against half of itself the law names what is lost.
 */
#include "core/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *a = arena_new();
    Manifest m, again;
    Err err = {0};
    if (manifest_decode(str_n((const char *)data, MIN(size, KB(64))), a, &m, &err) != OK) {
        ASSERT(err.code && err.msg[0]);
        arena_free(a);
        return 0;
    }
    StrBuf x, y;
    strbuf_init(&x, a, MB(4));
    strbuf_init(&y, a, MB(4));
    ASSERT(manifest_text(&m, &x));
    ASSERT(manifest_decode(strbuf_str(&x), a, &again, &err) == OK && manifest_text(&again, &y));
    ASSERT(str_eq(strbuf_str(&x), strbuf_str(&y)));
    ManifestChanges none = {0}, some = {0};
    manifest_diff(&m, &again, hash_sha256, a, &none);
    ASSERT(!none.n);
    const Manifest *whole = &m;
    Hash key;
    ASSERT(manifest_conserved(&whole, 1, &whole, 1, NULL, NULL, hash_sha256, a, &key) == CONSERVED);
    size_t pages = manifest_pages(&m);
    Manifest half = again;
    half.volumes.n = (again.volumes.n + 1) / 2;
    const Manifest *part = &half;
    size_t left = manifest_pages(&half);
    manifest_diff(&m, &half, hash_sha256, a, &some);
    ASSERT(some.n >= pages - left);
    ASSERT((manifest_conserved(&whole, 1, &part, 1, NULL, NULL, hash_sha256, a, &key) == CONSERVED) == (pages == left));
    arena_free(a);
    return 0;
}
