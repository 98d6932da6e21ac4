// SPDX-License-Identifier: Apache-2.0
#include "core/chain.h"

static Str bytes(const Hash *h) {
    return str_n((const char *)h->b, sizeof h->b);
}

Hash chain_next(Hash prev, Str header, Str body, HashFn *hash) {
    char len[8];
    for (int i = 0; i < 8; i++) len[i] = (char)((uint64_t)header.n >> (56 - 8 * i) & 0xff);
    return hash((Str[]){S("\2"), bytes(&prev), str_n(len, sizeof len), header, body}, 5);
}

Hash merkle_leaf(Str record, HashFn *hash) {
    return hash((Str[]){str_n("\0", 1), record}, 2);
}

Hash merkle_node(Hash left, Hash right, HashFn *hash) {
    return hash((Str[]){S("\1"), bytes(&left), bytes(&right)}, 3);
}

/* The greatest power of two below n, n > 1. */
static uint64_t split_at(uint64_t n) {
    return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

Hash merkle_root(const Hash *leaves, size_t n, HashFn *hash) {
    if (n == 0) return hash(NULL, 0);
    if (n == 1) return leaves[0];
    size_t k = split_at(n);
    return merkle_node(merkle_root(leaves, k, hash), merkle_root(leaves + k, n - k, hash), hash);
}

void merkle_add(Merkle *m, Hash leaf, HashFn *hash) {
    int i = 0;
    for (; m->n >> i & 1; i++) leaf = merkle_node(m->peak[i], leaf, hash);
    m->peak[i] = leaf;
    m->n++;
}

Hash merkle_head(const Merkle *m, HashFn *hash) {
    if (!m->n) return hash(NULL, 0);
    int i = __builtin_ctzll(m->n);
    Hash h = m->peak[i];
    for (i++; i < 64 && m->n >> i; i++)
        if (m->n >> i & 1) h = merkle_node(m->peak[i], h, hash);
    return h;
}

size_t merkle_inclusion(const Hash *leaves, size_t n, size_t i, HashFn *hash, Hash proof[static MERKLE_PROOF_MAX]) {
    ASSERT(i < n);
    if (n == 1) return 0;
    size_t k = split_at(n);
    bool left = i < k;
    size_t len = left ? merkle_inclusion(leaves, k, i, hash, proof) : merkle_inclusion(leaves + k, n - k, i - k, hash, proof);
    proof[len] = left ? merkle_root(leaves + k, n - k, hash) : merkle_root(leaves, k, hash);
    return len + 1;
}

/* whole: the verifier knows the root of these n1 leaves already, if they are all of n. */
static size_t consistency(const Hash *leaves, size_t n, size_t n1, bool whole, HashFn *hash, Hash *proof) {
    if (n1 == n) {
        if (whole) return 0;
        proof[0] = merkle_root(leaves, n, hash);
        return 1;
    }
    size_t k = split_at(n), len;
    if (n1 <= k) {
        len = consistency(leaves, k, n1, whole, hash, proof);
        proof[len] = merkle_root(leaves + k, n - k, hash);
    } else {
        len = consistency(leaves + k, n - k, n1 - k, false, hash, proof);
        proof[len] = merkle_root(leaves, k, hash);
    }
    return len + 1;
}

size_t merkle_consistency(const Hash *leaves, size_t n, size_t n1, HashFn *hash, Hash proof[static MERKLE_PROOF_MAX]) {
    ASSERT(n1 >= 1 && n1 <= n);
    return consistency(leaves, n, n1, true, hash, proof);
}

bool merkle_included(Hash leaf, uint64_t i, uint64_t n, const Hash *proof, size_t len, Hash root, HashFn *hash) {
    if (i >= n) return false;
    uint64_t last = n - 1; /* the right edge at the same height as i */
    Hash h = leaf;
    for (size_t p = 0; p < len; p++) {
        if (!last) return false; /* more hashes than there are levels */
        if (i & 1 || i == last) {
            h = merkle_node(proof[p], h, hash);
            while (!(i & 1) && i) i >>= 1, last >>= 1; /* levels where the right edge has no brother */
        } else {
            h = merkle_node(h, proof[p], hash);
        }
        i >>= 1;
        last >>= 1;
    }
    return !last && hash_eq(h, root);
}

bool merkle_consistent(uint64_t n1, uint64_t n2, const Hash *proof, size_t len, Hash root1, Hash root2, HashFn *hash) {
    if (n1 > n2 || !n1) return false;
    if (n1 == n2) return !len && hash_eq(root1, root2);
    bool power = !(n1 & (n1 - 1)); /* then the first tree is itself a node of the second */
    if (!power && !len) return false;
    Hash h1 = power ? root1 : proof[0], h2 = h1;
    uint64_t i = n1 - 1, last = n2 - 1;
    for (; i & 1; i >>= 1) last >>= 1;
    for (size_t p = power ? 0 : 1; p < len; p++) {
        if (!last) return false;
        if (i & 1 || i == last) {
            h1 = merkle_node(proof[p], h1, hash);
            h2 = merkle_node(proof[p], h2, hash);
            while (!(i & 1) && i) i >>= 1, last >>= 1;
        } else {
            h2 = merkle_node(h2, proof[p], hash);
        }
        i >>= 1;
        last >>= 1;
    }
    return !last && hash_eq(h1, root1) && hash_eq(h2, root2);
}
