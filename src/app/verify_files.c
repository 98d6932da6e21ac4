// SPDX-License-Identifier: Apache-2.0
/* The bytes: those that are kept are there, and all that are there are those of their name. */
#include "app/dossier.h"
#include "app/verify_room.h"

#include <unistd.h>

/* What an export writes beside the bytes. */
static Status check_sum(Verifying *x, Hash id, uint32_t crc, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    char hex[HASH_TEXT];
    Rows *r;
    TRY(db_run(x->r.db, Q_BLOB_GET, ARGS(VAL(id)), a, &r, err));
    if (r->n && !row_is_null(r, 0, 5) && row_i64(r, 0, 5) != crc)
        bad_set(&x->ret->bad, "blob.sum", 0, 0, "the CRC-32 kept for %.*s is not that of its bytes", STR_ARG(hash_format(id, hex)));
    return OK;
}

static Status check_blob(void *ctx, const VaultBlob *b, Err *err) {
    Verifying *x = ctx;
    char hex[HASH_TEXT];
    Err why;
    uint32_t crc;
    if (verify_over(x)) return OK;
    Status s = vault_verify(x->vault, b->id, &crc, &why);
    if (s == ERR_NOT_FOUND) return OK; /* swept since it was listed: nothing named it */
    x->ret->blobs++;
    if (s != OK)
        bad_set(&x->ret->bad, "blob.hash", 0, 0, "the bytes of %.*s are not those of its name", STR_ARG(hash_format(b->id, hex)));
    else TRY(check_sum(x, b->id, crc, err));
    return verify_step(x, x->at.done, err);
}

static bool bytes_there(const Verifying *x, Hash id) {
    int fd;
    uint64_t size;
    Err none;
    Status s = vault_find(x->vault, id, &fd, &size, &none);
    if (s == OK) close(fd);
    return s == OK;
}

/* The sweep may have taken them after this moment began: asked again in the next one. */
static Status check_there(Verifying *x, Hash id, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    char hex[HASH_TEXT];
    Rows *r;
    if (bytes_there(x, id)) return OK;
    TRY(verify_next_moment(x, err));
    if (verify_over(x)) return OK;
    TRY(db_run(x->r.db, Q_BLOB_REFERRED, ARGS(VAL(id)), a, &r, err));
    if (row_i64(r, 0, 0))
        bad_set(&x->ret->bad, "blob.gone", 0, 0, "the bytes of %.*s are missing", STR_ARG(hash_format(id, hex)));
    return OK;
}

static Status check_kept(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Hash after = {0};
    for (size_t n = VERIFY_PAGE; n == VERIFY_PAGE && !verify_over(x);) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_BLOB_KEPT, ARGS(VAL(after), VAL(VERIFY_PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n && !verify_over(x); i++) TRY(check_there(x, after = row_hash(r, i, 0), err));
        n = r->n;
        if (!verify_over(x)) TRY(verify_step(x, 0, err));
    }
    return OK;
}

/* Every page of a dossier is there, and the sweep is told of it. A manifest whose own bytes are wrong is found by its name. */
static Status check_dossier(Verifying *x, Hash id, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Manifest m;
    Hashes all;
    Rows *told;
    Err none;
    if (manifest_read(x->vault, id, a, &m, &none) != OK || manifest_blobs(&m, a, &all, &none) != OK) return OK;
    TRY(db_run(x->r.db, Q_MANIFEST_BLOB_ROWS, ARGS(VAL(id)), a, &told, err));
    bool same = told->n == all.n;
    for (size_t i = 0; same && i < all.n; i++) same = hash_eq(row_hash(told, i, 0), all.v[i]);
    char hex[HASH_TEXT];
    if (!same)
        bad_set(&x->ret->bad, "blob.unkept", 0, 0, "not every page of the dossier %.*s is kept from the sweep",
                STR_ARG(hash_format(id, hex)));
    for (size_t i = 0; i < all.n && !verify_over(x); i++) TRY(check_there(x, all.v[i], err));
    return OK;
}

static Status check_dossiers(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Hash after = {0};
    for (size_t n = VERIFY_PAGE; n == VERIFY_PAGE && !verify_over(x);) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_MANIFEST_PAGE, ARGS(VAL(after), VAL(VERIFY_PAGE)), a, &r, err));
        n = r->n;
        for (size_t i = 0; i < r->n && !verify_over(x); i++) {
            TRY(check_dossier(x, after = row_hash(r, i, 0), err));
            if (!verify_over(x)) TRY(verify_step(x, 0, err));
        }
    }
    return OK;
}

Status verify_files(Verifying *x, Err *err) {
    TRY(check_kept(x, err));
    if (!verify_over(x)) TRY(check_dossiers(x, err));
    for (int shard = 0; shard < VAULT_SHARDS && !verify_over(x); shard++) {
        x->at.done = shard;
        TRY(vault_list(x->vault, shard, check_blob, x, err));
    }
    return OK;
}
