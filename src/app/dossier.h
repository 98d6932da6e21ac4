// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The dossier's manifest 卷宗目录: volumes, their documents, their pages by content address, and things that are no
 * pages. Its canonical text is kept in the vault like any other bytes; a case names it by hash.
 *
 * It knows how a manifest is written and whether what it names is in the vault. Which catalogue a dossier must fill, and
 * who may read it, is not known here.
 */
#include "base/arena.h"
#include "node/shape.h"
#include "vault/vault.h"

typedef struct DossierItem { /* video, data, or a thing on a shelf */
    Str name, kind, place;
    Hash blob;
} DossierItem;

typedef struct DossierDocument {
    Str kind, name, number;
    Day dated;
    LIST_OF(Str) pages; /* content addresses, in order */
    LIST_OF(DossierItem) items;
} DossierDocument;

typedef struct DossierVolume {
    Str kind, name;
    LIST_OF(DossierDocument) documents;
} DossierVolume;

typedef struct Manifest {
    Str note;
    LIST_OF(DossierVolume) volumes;
} Manifest;

extern const Shape MANIFEST_SHAPE;

typedef LIST_OF(Hash) Hashes;
/* Every blob it names, once each, in order; ERR_INVALID manifest.page for what is no address. */
must_use Status manifest_blobs(const Manifest *m, Arena *a, Hashes *ret, Err *err);
size_t manifest_documents(const Manifest *m);
/* Its canonical text in the vault; ret: its hash. */
must_use Status manifest_keep(Vault *v, const Manifest *m, Arena *a, Hash *ret, uint64_t *ret_size, Err *err);
must_use Status manifest_read(Vault *v, Hash id, Arena *a, Manifest *ret, Err *err);
