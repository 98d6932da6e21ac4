// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What makes a removed or altered record show: the chain of a stream, and the tree (RFC 6962) over all records.
 *
 * It knows hashes and texts, not what a record says and not where it is kept. Leaves, nodes and links begin with
 * different bytes (0, 1, 2), so none can be passed off as another.
 */
#include "base/hash.h"

/* The hash of a record: of the one before it, of its header (stream, seq, time, user …) and of its body as stored. */
Hash chain_next(Hash prev, Str header, Str body, HashFn *hash);

Hash merkle_leaf(Str record, HashFn *hash);
Hash merkle_node(Hash left, Hash right, HashFn *hash);
Hash merkle_root(const Hash *leaves, size_t n, HashFn *hash); /* n = 0: the hash of nothing */

/* The same root, one leaf at a time, without keeping the leaves. Zeroed, it is the empty tree. */
typedef struct Merkle {
    uint64_t n;
    Hash peak[64]; /* peak[i] is the root of a full tree of 2^i leaves, if bit i of n is set */
} Merkle;
void merkle_add(Merkle *m, Hash leaf, HashFn *hash);
Hash merkle_head(const Merkle *m, HashFn *hash);

/* Proofs; a proof has at most MERKLE_PROOF_MAX hashes. The number of hashes is returned. */
enum { MERKLE_PROOF_MAX = 64 };
size_t merkle_inclusion(const Hash *leaves, size_t n, size_t i, HashFn *hash, Hash proof[static MERKLE_PROOF_MAX]);
/* That the tree of the first n1 leaves is the beginning of the tree of n; 1 <= n1 <= n. */
size_t merkle_consistency(const Hash *leaves, size_t n, size_t n1, HashFn *hash, Hash proof[static MERKLE_PROOF_MAX]);

bool merkle_included(Hash leaf, uint64_t i, uint64_t n, const Hash *proof, size_t len, Hash root, HashFn *hash);
/* An empty first tree proves nothing and is refused. */
bool merkle_consistent(uint64_t n1, uint64_t n2, const Hash *proof, size_t len, Hash root1, Hash root2, HashFn *hash);
