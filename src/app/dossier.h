// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The dossier's manifest 卷宗目录: volumes, their documents, their pages by content address, and things that are no
 * pages. Its canonical text is kept in the vault like any other bytes; a case names it by hash.
 *
 * What a manifest is stands in core/manifest.h; here is only its way into the vault and out. Who may read it is not known.
 */
#include "base/arena.h"
#include "core/manifest.h"
#include "vault/vault.h"

typedef LIST_OF(Hash) Hashes;
/* Every blob it names, once each, in order; ERR_INVALID manifest.page for what is no address. */
must_use Status manifest_blobs(const Manifest *m, Arena *a, Hashes *ret, Err *err);
size_t manifest_documents(const Manifest *m);
/* Its canonical text in the vault; ret: its hash. */
must_use Status manifest_keep(Vault *v, const Manifest *m, Arena *a, Hash *ret, uint64_t *ret_size, Err *err);
must_use Status manifest_read(Vault *v, Hash id, Arena *a, Manifest *ret, Err *err);
