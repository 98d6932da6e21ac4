// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What a place for blobs must be able to do, so that an object store can stand where the folder does. Included by this
 * room only. A put owns its half-done state; the hash and the limit are kept in vault.c, the same for every place.
 */
#include "base/arena.h"
#include "vault/vault.h"

typedef struct VaultOps {
    Status (*put_begin)(Vault *, VaultPut *, Err *);
    Status (*put_write)(VaultPut *, Str bytes, Err *);
    Status (*put_keep)(VaultPut *, Hash id, Err *); /* durable, leased; the same blob may be there already */
    void (*put_drop)(VaultPut *);                   /* after keep, too: releases what keep left */
    Status (*find)(Vault *, Hash id, int *ret_fd, uint64_t *ret_size, Err *);
    Status (*lease)(Vault *, Hash id, uint64_t *ret_size, Err *);
    Status (*list)(Vault *, int shard, VaultListFn *, void *user, Err *);
    /* Unless its lease began at or after older_than, looked at in one step with the removal. A removal need not be
     * durable: what comes back after a loss of power is swept again. */
    Status (*remove)(Vault *, Hash id, Time older_than, bool *ret_removed, Err *);
    void (*close)(Vault *);
} VaultOps;

struct Vault {
    const VaultOps *ops;
};

struct VaultPut {
    Arena *arena;
    Vault *vault;
    Hasher *hasher;
    uint64_t size, max;
    uint32_t crc;
    int fd; /* the folder's */
    unsigned number;
};

/* The system calls whose failing must be tried. The folder's own are used unless a test gives others. */
typedef struct VaultDisk {
    ssize_t (*write)(int fd, const void *p, size_t n);
    int (*sync)(int fd);
    int (*rename)(int from_dir, const char *from, int to_dir, const char *to);
} VaultDisk;
must_use Status vault_open_on(Str dir, VaultMode mode, const VaultDisk *disk, Vault **ret, Err *err);
