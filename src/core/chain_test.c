// SPDX-License-Identifier: Apache-2.0
#include "core/chain.h"

#include "base/test.h"
#include "node/json.h"

#include <dirent.h>

static Hash leaf_of(int i) {
    char text[16];
    snprintf(text, sizeof text, "record %d", i);
    return merkle_leaf(str_c(text), hash_sha256);
}

TEST(a_link_depends_on_the_link_before_the_header_and_the_body) {
    Hash zero = {0}, one = chain_next(zero, S("h"), S("b"), hash_sha256);
    CHECK(!hash_eq(one, chain_next(one, S("h"), S("b"), hash_sha256)));
    CHECK(!hash_eq(one, chain_next(zero, S("hb"), S(""), hash_sha256)));
    CHECK(!hash_eq(one, chain_next(zero, S(""), S("hb"), hash_sha256)));
    CHECK(hash_eq(one, chain_next(zero, S("h"), S("b"), hash_sha256)));
}

TEST(the_empty_tree_and_one_leaf_have_the_roots_of_the_standard) {
    Hash h;
    CHECK(hash_parse(S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), &h));
    CHECK(hash_eq(merkle_root(NULL, 0, hash_sha256), h));
    CHECK(hash_parse(S("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"), &h));
    CHECK(hash_eq(merkle_leaf(S(""), hash_sha256), h));
}

TEST(every_proof_of_every_small_tree_holds_and_no_altered_one_does) {
    enum { N = 40 };
    Hash leaves[N], proof[MERKLE_PROOF_MAX];
    Merkle m = {0};
    for (int i = 0; i < N; i++) {
        leaves[i] = leaf_of(i);
        merkle_add(&m, leaves[i], hash_sha256);
        CHECK(hash_eq(merkle_head(&m, hash_sha256), merkle_root(leaves, (size_t)i + 1, hash_sha256)));
    }
    for (size_t n = 1; n <= N; n++) {
        Hash root = merkle_root(leaves, n, hash_sha256);
        for (size_t i = 0; i < n; i++) {
            size_t len = merkle_inclusion(leaves, n, i, hash_sha256, proof);
            CHECK(merkle_included(leaves[i], i, n, proof, len, root, hash_sha256));
            CHECK(!merkle_included(leaves[i], i, n, proof, len + 1, root, hash_sha256));
            CHECK(!len || !merkle_included(leaves[i], i, n, proof, len - 1, root, hash_sha256));
            CHECK(!merkle_included(leaves[(i + 1) % N], i, n, proof, len, root, hash_sha256));
            if (!len) continue;
            proof[len / 2].b[7] ^= 1;
            CHECK(!merkle_included(leaves[i], i, n, proof, len, root, hash_sha256));
        }
        for (size_t n1 = 1; n1 <= n; n1++) {
            Hash old = merkle_root(leaves, n1, hash_sha256);
            size_t len = merkle_consistency(leaves, n, n1, hash_sha256, proof);
            CHECK(merkle_consistent(n1, n, proof, len, old, root, hash_sha256));
            old.b[0] ^= 1;
            CHECK(!merkle_consistent(n1, n, proof, len, old, root, hash_sha256));
        }
    }
}

/* ---- the published vectors */

static int from64(char c) {
    const char *abc = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(abc, c) : NULL;
    return at ? (int)(at - abc) : -1;
}

/* False if the text is empty or longer than a hash; one vector has short ones, which stand as they are. */
static bool hash64(Str text, Hash *ret) {
    *ret = (Hash){0};
    size_t n = 0;
    uint32_t bits = 0;
    int have = 0;
    for (size_t i = 0; i < text.n && text.p[i] != '='; i++) {
        bits = bits << 6 | (uint32_t)from64(text.p[i]);
        have += 6;
        if (have < 8) continue;
        have -= 8;
        if (n == sizeof ret->b) return false;
        ret->b[n++] = (uint8_t)(bits >> have);
    }
    return n > 0;
}

static bool hash_at(const Node *n, const char *key, Hash *ret) {
    const Node *v = node_find(n, str_c(key));
    return v && v->kind == NODE_STR && hash64(v->s, ret);
}

static uint64_t number_at(const Node *n, const char *key) {
    const Node *v = node_find(n, str_c(key));
    return v && v->kind == NODE_INT ? (uint64_t)v->i : 0;
}

static bool proof_of(const Node *n, Hash *proof, size_t *len) {
    const Node *v = node_find(n, S("proof"));
    *len = 0;
    if (!v || v->kind != NODE_LIST) return true;
    for (size_t i = 0; i < v->list.n; i++) {
        if (*len == MERKLE_PROOF_MAX || v->list.v[i]->kind != NODE_STR) return false;
        if (!hash64(v->list.v[i]->s, &proof[(*len)++])) return false;
    }
    return true;
}

static bool accepts(const Node *n) {
    Hash root1, root2, leaf, proof[MERKLE_PROOF_MAX];
    size_t len;
    if (!proof_of(n, proof, &len)) return false;
    if (node_find(n, S("leafIdx")))
        return hash_at(n, "root", &root1) && hash_at(n, "leafHash", &leaf) &&
               merkle_included(leaf, number_at(n, "leafIdx"), number_at(n, "treeSize"), proof, len, root1, hash_sha256);
    return hash_at(n, "root1", &root1) && hash_at(n, "root2", &root2) &&
           merkle_consistent(number_at(n, "size1"), number_at(n, "size2"), proof, len, root1, root2, hash_sha256);
}

static void one_vector(Arena *a, const char *path) {
    static char text[KB(64)];
    FILE *f = fopen(path, "rb");
    ASSERT(f);
    size_t n = fread(text, 1, sizeof text, f);
    fclose(f);
    Node *tree;
    Err err = {0};
    if (json_read(str_n(text, n), (JsonLimits){.bytes_max = sizeof text}, a, &tree, &err) != OK) {
        CHECK(str_eqz(str_c(err.code), "json.number")); /* sizes beyond 63 bits: no tree of ours */
        return;
    }
    const Node *want = node_find(tree, S("wantErr"));
    if (accepts(tree) == (want && want->kind == NODE_BOOL && want->b)) TEST_FAIL("%s", path);
}

static int all_vectors(Arena *a, const char *dir) {
    DIR *d = opendir(dir);
    int n = 0;
    for (struct dirent *e; d && (e = readdir(d));) {
        if (e->d_name[0] == '.') continue;
        Str path = str_format(a, "%s/%s", dir, e->d_name);
        if (str_ends(path, S(".json"))) {
            one_vector(a, path.p);
            n++;
        } else {
            n += all_vectors(a, path.p);
        }
    }
    if (d) closedir(d);
    return n;
}

TEST(the_published_vectors_of_tree_proofs_are_met) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    int n = all_vectors(a, VECTORS_DIR "/inclusion");
    if (!n) SKIP("the published vectors are not here");
    n += all_vectors(a, VECTORS_DIR "/consistency");
    printf("# %d vectors\n", n);
    CHECK(n > 150);
}

TEST_MAIN()
