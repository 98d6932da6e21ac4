// SPDX-License-Identifier: Apache-2.0
#include "vault/vault.h"

#include <errno.h>
#include <unistd.h>
#include <zlib.h>

#include "vault/vault_ops.h"

void vault_close(Vault *v) {
    if (v) v->ops->close(v);
}

Status vault_put_new(Vault *v, uint64_t max_bytes, VaultPut **ret, Err *err) {
    Arena *a = arena_new();
    VaultPut *p = NEW(a, VaultPut);
    *p = (VaultPut){.arena = a, .vault = v, .hasher = hasher_new(), .max = max_bytes, .fd = -1};
    Status s = v->ops->put_begin(v, p, err);
    if (s != OK) {
        vault_put_free(p);
        return s;
    }
    *ret = p;
    return OK;
}

static uint32_t sum(uint32_t crc, Str bytes) {
    return bytes.n ? (uint32_t)crc32_z(crc, (const Bytef *)bytes.p, bytes.n) : crc; /* no bytes would begin it anew */
}

Status vault_put_feed(VaultPut *p, Str bytes, Err *err) {
    if (bytes.n > p->max - p->size)
        return FAIL(err, ERR_LIMIT, "vault.too-large", "more than %llu bytes", (unsigned long long)p->max);
    TRY(p->vault->ops->put_write(p, bytes, err));
    hasher_put(p->hasher, bytes);
    p->crc = sum(p->crc, bytes);
    p->size += bytes.n;
    return OK;
}

Status vault_put_keep(VaultPut *p, Hash *ret_id, Err *err) {
    ASSERT(p->hasher && "a put is kept once");
    Hash id = hasher_end(p->hasher);
    hasher_free(TAKE(p->hasher));
    TRY(p->vault->ops->put_keep(p, id, err));
    *ret_id = id;
    return OK;
}

uint64_t vault_put_size(const VaultPut *p) {
    return p->size;
}

uint32_t vault_put_crc(const VaultPut *p) {
    return p->crc;
}

void vault_put_free(VaultPut *p) {
    if (!p) return;
    p->vault->ops->put_drop(p);
    hasher_free(p->hasher);
    arena_free(p->arena);
}

Status vault_find(Vault *v, Hash id, int *ret_fd, uint64_t *ret_size, Err *err) {
    return v->ops->find(v, id, ret_fd, ret_size, err);
}

Status vault_lease(Vault *v, Hash id, uint64_t *ret_size, Err *err) {
    return v->ops->lease(v, id, ret_size, err);
}

Status vault_list(Vault *v, int shard, VaultListFn *fn, void *user, Err *err) {
    ASSERT(shard >= 0 && shard < VAULT_SHARDS);
    return v->ops->list(v, shard, fn, user, err);
}

typedef struct Bytes { /* what reading a blob has found */
    uint64_t size;
    uint32_t crc;
    Hash hash;
} Bytes;

static Status read_fd(int fd, Bytes *ret, Err *err) {
    enum { CHUNK = 256 << 10 };
    _cleanup_(arena_freep) Arena *a = arena_new();
    _cleanup_(hasher_freep) Hasher *h = hasher_new();
    char *buf = arena_alloc(a, CHUNK);
    Bytes x = {0};
    for (;;) {
        ssize_t n = read(fd, buf, CHUNK);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return FAIL(err, ERR_STORAGE, "vault.io", "reading: %s", strerror(errno));
        if (n == 0) break;
        hasher_put(h, str_n(buf, (size_t)n));
        x.crc = sum(x.crc, str_n(buf, (size_t)n));
        x.size += (uint64_t)n;
    }
    x.hash = hasher_end(h);
    *ret = x;
    return OK;
}

Status vault_verify(Vault *v, Hash id, uint32_t *ret_crc, Err *err) {
    int fd;
    uint64_t size = 0;
    Bytes is = {0};
    char name[HASH_TEXT];
    hash_format(id, name);
    TRY(vault_find(v, id, &fd, &size, err));
    Status s = read_fd(fd, &is, err);
    close(fd);
    if (s == OK && (!hash_eq(is.hash, id) || is.size != size))
        s = FAIL(err, ERR_STORAGE, "vault.changed", "the stored bytes are no longer those that were put");
    if (s != OK) err_where(err, "%s", name);
    else *ret_crc = is.crc;
    return s;
}

enum { SWEEP_ASK = 256 };

typedef struct Sweep {
    Vault *v;
    Time older_than;
    VaultReferredFn *referred;
    void *user;
    VaultSwept swept;
    size_t n;
    Hash ids[SWEEP_ASK];
    uint64_t sizes[SWEEP_ASK];
} Sweep;

static Status sweep_asked(Sweep *w, Err *err) {
    bool referred[SWEEP_ASK] = {0};
    if (!w->n) return OK;
    TRY(w->referred(w->user, w->ids, w->n, referred, err));
    for (size_t i = 0; i < w->n; i++) {
        if (referred[i]) continue;
        bool removed = false;
        TRY(w->v->ops->remove(w->v, w->ids[i], w->older_than, &removed, err));
        w->swept.removed += removed;
        w->swept.removed_bytes += removed ? w->sizes[i] : 0;
    }
    w->n = 0;
    return OK;
}

static Status sweep_one(void *user, const VaultBlob *b, Err *err) {
    Sweep *w = user;
    w->swept.seen++;
    if (b->leased >= w->older_than) return OK;
    w->ids[w->n] = b->id;
    w->sizes[w->n++] = b->size;
    return w->n == SWEEP_ASK ? sweep_asked(w, err) : OK;
}

Status vault_sweep(
    Vault *v, int shard, Time older_than, VaultReferredFn *referred, void *user, VaultSwept *ret, Err *err) {
    Sweep w = {.v = v, .older_than = older_than, .referred = referred, .user = user};
    TRY(vault_list(v, shard, sweep_one, &w, err));
    TRY(sweep_asked(&w, err));
    *ret = w.swept;
    return OK;
}
