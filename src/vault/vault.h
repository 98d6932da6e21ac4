// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The vault keeps bytes under the name of their own SHA-256, and never changes them.
 *
 * It knows nothing of cases, users or permissions: who may read a blob is app's question, and whether a blob is still
 * needed is its caller's. What is in the vault is whole: a name is visible only after its bytes are on the disk.
 * The layout on disk is promised in docs/format-vault.md; change both or neither.
 *
 * Leases. Between the upload of a blob and the commit of the event that names it nothing refers to it, so the vault
 * protects it for a time: putting a blob, also one that is there already, begins its lease, and the lease is on the
 * disk before vault_put_keep answers. A sweep removes only what nothing refers to and whose lease began before
 * `older_than`. The rule that makes this safe: the sweep runs in the writer's turn, and the writer calls vault_lease for
 * each blob a command names, in the turn that commits it. Then either the sweep came first and the command is refused
 * (upload again), or the event came first and the blob is referred to. Leases run on the machine's clock, not on a
 * site's simulated one.
 *
 * Threads may share a Vault. One process at a time may write to a folder (VAULT_WRITE); any number may read.
 *
 * Faults: vault.full, vault.readonly, vault.sync, vault.io, vault.changed (ERR_STORAGE), vault.too-large (ERR_LIMIT),
 * vault.missing (ERR_NOT_FOUND), vault.taken (ERR_BUSY). After a fault of a put nothing of it is left.
 */
#include "base/civil.h"
#include "base/err.h"
#include "base/hash.h"

typedef struct Vault Vault;
typedef struct VaultPut VaultPut; /* an upload under way; gone without a trace unless kept */

typedef enum VaultMode { VAULT_READ, VAULT_WRITE } VaultMode;

/* A local folder, made if it is not there (VAULT_WRITE). Leftovers of a process that was killed are removed. */
must_use Status vault_open(Str dir, VaultMode mode, Vault **ret, Err *err);
void vault_close(Vault *v);

/* Begin, feed any number of times, keep. Feeding past max_bytes is ERR_LIMIT. One thread at a time per put. */
must_use Status vault_put_new(Vault *v, uint64_t max_bytes, VaultPut **ret, Err *err);
must_use Status vault_put_feed(VaultPut *p, Str bytes, Err *err);
/* When this answers OK the bytes, their name and their lease are on the disk. */
must_use Status vault_put_keep(VaultPut *p, Hash *ret_id, Err *err);
uint64_t vault_put_size(const VaultPut *p);
uint32_t vault_put_crc(const VaultPut *p); /* CRC-32 of what was fed, as ZIP has it */
void vault_put_free(VaultPut *p);

/* Opens for reading; the caller closes *ret_fd. ERR_NOT_FOUND is an ordinary outcome. */
must_use Status vault_find(Vault *v, Hash id, int *ret_fd, uint64_t *ret_size, Err *err);

/* The blob is there, and its lease begins anew. ERR_NOT_FOUND if it is gone: the sender must upload it again. */
must_use Status vault_lease(Vault *v, Hash id, uint64_t *ret_size, Err *err);

/* Reads every byte again, compares it with its name and tells the CRC-32. Slow on purpose; for `jindu verify`. */
must_use Status vault_verify(Vault *v, Hash id, uint32_t *ret_crc, Err *err);

/* The blobs are divided into VAULT_SHARDS parts by the first byte of their names. */
enum { VAULT_SHARDS = 256 };
typedef struct VaultBlob {
    Hash id;
    uint64_t size;
    Time leased;
} VaultBlob;
typedef Status VaultListFn(void *user, const VaultBlob *b, Err *err);
must_use Status vault_list(Vault *v, int shard, VaultListFn *fn, void *user, Err *err);

/*
 * Removes from one shard what nothing refers to and whose lease began before older_than. To be called in the writer's
 * turn, one shard a turn. The callback says of n blobs which are referred to by anything committed.
 */
typedef Status VaultReferredFn(void *user, const Hash *ids, size_t n, bool *ret_referred, Err *err);
typedef struct VaultSwept {
    uint64_t seen, removed, removed_bytes;
} VaultSwept;
must_use Status vault_sweep(
    Vault *v, int shard, Time older_than, VaultReferredFn *referred, void *user, VaultSwept *ret, Err *err);

DEFINE_CLEANUP(Vault, vault_close)
DEFINE_CLEANUP(VaultPut, vault_put_free)
