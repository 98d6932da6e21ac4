// SPDX-License-Identifier: Apache-2.0
#include "app/dossier.h"

#include <errno.h>
#include <unistd.h>

static int by_hash(const void *x, const void *y) {
    return memcmp(x, y, sizeof(Hash));
}

Status manifest_blobs(const Manifest *m, Arena *a, Hashes *ret, Err *err) {
    Hashes all = {0};
    for (size_t v = 0; v < m->volumes.n; v++) {
        for (size_t d = 0; d < m->volumes.v[v].documents.n; d++) {
            const DossierDocument *doc = &m->volumes.v[v].documents.v[d];
            for (size_t p = 0; p < doc->pages.n; p++)
                if (!hash_parse(doc->pages.v[p], PUSH(a, &all))) {
                    (void)FAIL(err, ERR_INVALID, "manifest.page", "a page is named by 64 hex digits");
                    err_where(err, "/volumes/%zu/documents/%zu/pages/%zu", v, d, p);
                    return ERR_INVALID;
                }
            for (size_t i = 0; i < doc->items.n; i++)
                if (!hash_eq(doc->items.v[i].blob, (Hash){0})) *PUSH(a, &all) = doc->items.v[i].blob;
        }
    }
    if (all.n) qsort(all.v, all.n, sizeof *all.v, by_hash);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (!n || !hash_eq(all.v[n - 1], all.v[i])) all.v[n++] = all.v[i];
    all.n = n;
    *ret = all;
    return OK;
}

size_t manifest_documents(const Manifest *m) {
    size_t n = 0;
    for (size_t v = 0; v < m->volumes.n; v++) n += m->volumes.v[v].documents.n;
    return n;
}

Status manifest_keep(Vault *v, const Manifest *m, Arena *a, Hash *ret, uint64_t *ret_size, Err *err) {
    _cleanup_(vault_put_freep) VaultPut *put = NULL;
    StrBuf b;
    Json j;
    strbuf_init(&b, a, MANIFEST_BYTES);
    json_init(&j, &b);
    shape_encode(&MANIFEST_SHAPE, m, &j);
    if (b.overflow) return FAIL(err, ERR_LIMIT, "manifest.large", "the manifest is over %d bytes", MANIFEST_BYTES);
    TRY(vault_put_new(v, MANIFEST_BYTES, &put, err));
    TRY(vault_put_feed(put, strbuf_str(&b), err));
    TRY(vault_put_keep(put, ret, err));
    *ret_size = b.n;
    return OK;
}

static void fd_closep(int *fd) {
    if (*fd >= 0) close(*fd);
}

Status manifest_read(Vault *v, Hash id, Arena *a, Manifest *ret, Err *err) {
    _cleanup_(fd_closep) int fd = -1;
    uint64_t size;
    TRY(vault_find(v, id, &fd, &size, err));
    if (size > MANIFEST_BYTES) return FAIL(err, ERR_INVALID, "manifest.invalid", "this is no manifest");
    char *text = arena_alloc(a, size + 1);
    size_t got = 0;
    while (got < size) {
        ssize_t n = read(fd, text + got, size - got);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return FAIL(err, ERR_STORAGE, "vault.io", "the manifest cannot be read");
        got += (size_t)n;
    }
    if (manifest_decode(str_n(text, size), a, ret, NULL) != OK)
        return FAIL(err, ERR_INVALID, "manifest.invalid", "this is no manifest");
    return OK;
}
