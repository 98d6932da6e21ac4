// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The dossier 电子卷宗 as a tree over content addresses: volume 卷, document 文书, page; and what is no page (video, sound,
 * data, a thing on a shelf). A page never changes; a corrected dossier is another manifest, and the difference is exact.
 *
 * It knows hashes and names, not where bytes lie and not who may read them. The unit of every count is the occurrence:
 * a page that stands in two documents is two.
 */
#include "core/codes.h"
#include "node/shape.h"

typedef struct DossierItem { /* video, sound, data, or a thing on a shelf, which has a place and no bytes */
    Str name, kind, place;
    Hash blob;
} DossierItem;

typedef struct DossierDocument {
    Str kind, name, number;
    Day dated;
    LIST_OF(Str) pages; /* content addresses in hex, in order */
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

enum { MANIFEST_BYTES = 16 << 20, MANIFEST_PAGES_MAX = 100000 };

/* The canonical text; a manifest's hash is that of this text. False: over MANIFEST_BYTES. */
must_use bool manifest_text(const Manifest *m, StrBuf *out);
Hash manifest_hash(const Manifest *m, HashFn *hash, Arena *a);
/* Reads a text; every page an address, every thing with a place, all else with bytes, pages bounded in all. */
must_use Status manifest_decode(Str text, Arena *a, Manifest *ret, Err *err);
/* The same of one that was decoded by another road (a request's body). */
must_use Status manifest_valid(const Manifest *m, Err *err);

typedef struct ManifestPlace { /* where an occurrence stands; indices from 0; document and page SIZE_MAX: not that deep */
    size_t volume, document, page;
    bool item; /* `page` counts the items */
} ManifestPlace;

typedef struct ManifestLeaf { /* one occurrence; a thing's key is the hash of its name and place */
    Hash key;
    ManifestPlace at;
} ManifestLeaf;
typedef LIST_OF(ManifestLeaf) ManifestLeaves;
/* All occurrences in order. */
void manifest_leaves(const Manifest *m, HashFn *hash, Arena *a, ManifestLeaves *ret);

typedef enum ChangeKind { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_MOVED, CHANGE_REPLACED } ChangeKind;
typedef struct ManifestChange {
    ChangeKind kind;
    Hash was, is;          /* added: no was; removed: no is; moved: the same twice */
    ManifestPlace from, to;
} ManifestChange;
typedef LIST_OF(ManifestChange) ManifestChanges;
/*
 * What happened between two manifests, each occurrence told once: one that is in both but in another document or
 * volume, or out of order there, has moved; a removed and an added one that stand at the same place of the same document are
 * one replacement. Nothing changed in pages and items: an empty list. Names and numbers are not compared.
 */
void manifest_diff(const Manifest *was, const Manifest *is, HashFn *hash, Arena *a, ManifestChanges *ret);

typedef struct Removal { /* an occurrence left out on purpose */
    Hash key;
    Str reason;
} Removal;
typedef LIST_OF(Removal) Removals;

typedef enum Conserved { CONSERVED, CONSERVED_LOST, CONSERVED_FROM_NOWHERE, CONSERVED_NO_REASON } Conserved;
/*
 * The conservation law of split, merge, transfer and return: every occurrence before stands in exactly one successor or
 * is removed with a reason, and none comes from nowhere. `key` names the first that breaks it. `copies`: occurrences
 * that split may put into several successors (a shared page is wanted in both); each must have been there before.
 */
Conserved manifest_conserved(const Manifest *const *before, size_t n_before, const Manifest *const *after, size_t n_after,
                             const Removals *removed, const Removals *copies, HashFn *hash, Arena *a, Hash *key);

typedef struct Missing { /* an item the catalogue asks for and the dossier has not */
    const CodeItem *item;
    bool required; /* otherwise only wanted: a hint */
} Missing;
typedef LIST_OF(Missing) Missings;
/* Judged by the kinds of documents. `class`: of the case; items with a `when` are asked for only if `applies` says so. */
void manifest_missing(const Manifest *m, const Codes *codes, Str catalogue, Str class,
                      bool (*applies)(const void *by, const CodeItem *item), const void *by, Arena *a, Missings *ret);
size_t manifest_pages(const Manifest *m); /* with the items: all occurrences */
