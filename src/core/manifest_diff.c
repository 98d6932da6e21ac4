// SPDX-License-Identifier: Apache-2.0
/* The exact difference of two manifests, and the law that nothing is lost between them. */
#include "core/manifest.h"

typedef struct Side { /* the occurrences of one manifest, sorted by key and then by place */
    ManifestLeaves leaves;
    bool *paired;
} Side;

static int by_key(const void *x, const void *y) {
    const ManifestLeaf *a = x, *b = y;
    int c = memcmp(a->key.b, b->key.b, sizeof a->key.b);
    if (c) return c;
    if (a->at.volume != b->at.volume) return a->at.volume < b->at.volume ? -1 : 1;
    if (a->at.document != b->at.document) return a->at.document < b->at.document ? -1 : 1;
    if (a->at.item != b->at.item) return a->at.item ? 1 : -1;
    return a->at.page < b->at.page ? -1 : a->at.page > b->at.page;
}

/* A stable merge sort in the arena: the library's own may allocate behind our back. */
static void sort(void *v, size_t n, size_t size, int (*cmp)(const void *, const void *), Arena *a) {
    if (n < 2) return;
    char *from = v, *to = arena_alloc(a, n * size);
    for (size_t run = 1; run < n; run *= 2) {
        for (size_t lo = 0; lo < n; lo += 2 * run) {
            size_t i = lo, mid = MIN(lo + run, n), j = mid, hi = MIN(lo + 2 * run, n);
            for (size_t k = lo; k < hi; k++) {
                bool left = i < mid && (j == hi || cmp(from + i * size, from + j * size) <= 0);
                memcpy(to + k * size, from + (left ? i++ : j++) * size, size);
            }
        }
        char *swap = from;
        from = to;
        to = swap;
    }
    if (from != v) memcpy(v, from, n * size);
}

static Side side_of(const Manifest *m, HashFn *hash, Arena *a) {
    Side s = {0};
    manifest_leaves(m, hash, a, &s.leaves);
    sort(s.leaves.v, s.leaves.n, sizeof *s.leaves.v, by_key, a);
    s.paired = NEW_N(a, bool, s.leaves.n);
    return s;
}

static size_t run_end(const Side *s, size_t i) {
    size_t j = i;
    while (j < s->leaves.n && hash_eq(s->leaves.v[j].key, s->leaves.v[i].key)) j++;
    return j;
}

typedef struct Pair {
    ManifestLeaf from, to;
} Pair;
typedef LIST_OF(Pair) Pairs;

static bool same_paper(ManifestPlace x, ManifestPlace y) {
    return x.volume == y.volume && x.document == y.document && x.item == y.item;
}

typedef struct Run { /* the occurrences of one key on both sides */
    size_t i, i_end, j, j_end;
} Run;

/* Occurrences of one key: first those that stayed in their document, in order; what is left over has moved. */
static void pair_run(Side *x, Side *y, const Run *run, Arena *a, Pairs *stay, Pairs *moved) {
    size_t i = run->i, i_end = run->i_end, j = run->j, j_end = run->j_end;
    for (size_t p = i, q = j; p < i_end && q < j_end;) {
        const ManifestLeaf *l = &x->leaves.v[p], *r = &y->leaves.v[q];
        if (same_paper(l->at, r->at)) {
            *PUSH(a, stay) = (Pair){*l, *r};
            x->paired[p++] = y->paired[q++] = true;
            continue;
        }
        ManifestLeaf a_paper = *l, b_paper = *r;
        a_paper.at.page = b_paper.at.page = 0;
        if (by_key(&a_paper, &b_paper) < 0) p++;
        else q++;
    }
    for (size_t p = i, q = j; p < i_end && q < j_end;) {
        if (x->paired[p]) p++;
        else if (y->paired[q]) q++;
        else {
            *PUSH(a, moved) = (Pair){x->leaves.v[p], y->leaves.v[q]};
            x->paired[p++] = y->paired[q++] = true;
        }
    }
}

static int by_from(const void *x, const void *y) {
    const Pair *a = x, *b = y;
    ManifestLeaf l = a->from, r = b->from;
    l.key = r.key = (Hash){0};
    return by_key(&l, &r);
}

/* Of those that stayed in their document, the longest row that kept its order has not moved; the others have. */
static void order_moved(Pair *v, size_t n, Arena *a, Pairs *moved) {
    size_t *tail = NEW_N(a, size_t, n + 1), *prev = NEW_N(a, size_t, n), len = 0;
    bool *kept = NEW_N(a, bool, n);
    for (size_t i = 0; i < n; i++) {
        size_t lo = 0, hi = len;
        while (lo < hi) {
            size_t mid = (lo + hi) / 2;
            if (v[tail[mid]].to.at.page < v[i].to.at.page) lo = mid + 1;
            else hi = mid;
        }
        prev[i] = lo ? tail[lo - 1] : SIZE_MAX;
        tail[lo] = i;
        len = MAX(len, lo + 1);
    }
    for (size_t i = len ? tail[len - 1] : SIZE_MAX; i != SIZE_MAX; i = prev[i]) kept[i] = true;
    for (size_t i = 0; i < n; i++)
        if (!kept[i]) *PUSH(a, moved) = v[i];
}

static void put(Arena *a, ManifestChanges *ret, ChangeKind kind, const ManifestLeaf *from, const ManifestLeaf *to) {
    static const ManifestPlace NOWHERE = {SIZE_MAX, SIZE_MAX, SIZE_MAX, false};
    ManifestChange *c = PUSH(a, ret);
    c->kind = kind;
    if (from) c->was = from->key;
    if (to) c->is = to->key;
    c->from = from ? from->at : NOWHERE;
    c->to = to ? to->at : NOWHERE;
}

static int by_place(const void *x, const void *y) {
    ManifestLeaf l = *(const ManifestLeaf *)x, r = *(const ManifestLeaf *)y;
    l.key = r.key = (Hash){0};
    return by_key(&l, &r);
}

static ManifestLeaves unpaired(const Side *s, Arena *a) {
    ManifestLeaves left = {0};
    for (size_t i = 0; i < s->leaves.n; i++)
        if (!s->paired[i]) *PUSH(a, &left) = s->leaves.v[i];
    sort(left.v, left.n, sizeof *left.v, by_place, a);
    return left;
}

void manifest_diff(const Manifest *was, const Manifest *is, HashFn *hash, Arena *a, ManifestChanges *ret) {
    Side x = side_of(was, hash, a), y = side_of(is, hash, a);
    Pairs stay = {0}, moved = {0};
    for (size_t i = 0, j = 0; i < x.leaves.n && j < y.leaves.n;) {
        int c = memcmp(x.leaves.v[i].key.b, y.leaves.v[j].key.b, sizeof(Hash));
        size_t i_end = run_end(&x, i), j_end = run_end(&y, j);
        if (c == 0) pair_run(&x, &y, &(Run){i, i_end, j, j_end}, a, &stay, &moved);
        if (c <= 0) i = i_end;
        if (c >= 0) j = j_end;
    }
    sort(stay.v, stay.n, sizeof *stay.v, by_from, a);
    for (size_t i = 0, j; i < stay.n; i = j) {
        for (j = i; j < stay.n && same_paper(stay.v[j].from.at, stay.v[i].from.at); j++) continue;
        order_moved(&stay.v[i], j - i, a, &moved);
    }
    for (size_t i = 0; i < moved.n; i++) put(a, ret, CHANGE_MOVED, &moved.v[i].from, &moved.v[i].to);
    ManifestLeaves gone = unpaired(&x, a), fresh = unpaired(&y, a);
    for (size_t i = 0, j = 0; i < gone.n || j < fresh.n;) {
        int c = i == gone.n ? 1 : j == fresh.n ? -1 : by_place(&gone.v[i], &fresh.v[j]);
        if (c == 0) put(a, ret, CHANGE_REPLACED, &gone.v[i++], &fresh.v[j++]);
        else if (c < 0) put(a, ret, CHANGE_REMOVED, &gone.v[i++], NULL);
        else put(a, ret, CHANGE_ADDED, NULL, &fresh.v[j++]);
    }
}

static ManifestLeaves all_leaves(const Manifest *const *m, size_t n, HashFn *hash, Arena *a) {
    ManifestLeaves all = {0};
    for (size_t i = 0; i < n; i++) manifest_leaves(m[i], hash, a, &all);
    sort(all.v, all.n, sizeof *all.v, by_key, a);
    return all;
}

static size_t named(const Removals *r, Hash key, bool *reasons) {
    size_t n = 0;
    for (size_t i = 0; r && i < r->n; i++) {
        if (!hash_eq(r->v[i].key, key)) continue;
        n++;
        *reasons &= r->v[i].reason.n > 0;
    }
    return n;
}

static bool was_there(const ManifestLeaves *all, Hash key) {
    ManifestLeaf probe = {.key = key};
    size_t lo = 0, hi = all->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (memcmp(all->v[mid].key.b, probe.key.b, sizeof(Hash)) < 0) lo = mid + 1;
        else hi = mid;
    }
    return lo < all->n && hash_eq(all->v[lo].key, key);
}

Conserved manifest_conserved(const Manifest *const *before, size_t n_before, const Manifest *const *after, size_t n_after,
                             const Removals *removed, const Removals *copies, HashFn *hash, Arena *a, Hash *key) {
    ManifestLeaves x = all_leaves(before, n_before, hash, a), y = all_leaves(after, n_after, hash, a);
    for (size_t i = 0; removed && i < removed->n; i++) /* what was never there cannot be removed */
        if (!was_there(&x, removed->v[i].key)) return *key = removed->v[i].key, CONSERVED_FROM_NOWHERE;
    for (size_t i = 0, j = 0; i < x.n || j < y.n;) {
        int c = i == x.n ? 1 : j == y.n ? -1 : memcmp(x.v[i].key.b, y.v[j].key.b, sizeof(Hash));
        *key = c <= 0 ? x.v[i].key : y.v[j].key;
        size_t had = 0, has = 0;
        for (; i < x.n && hash_eq(x.v[i].key, *key); i++) had++;
        for (; j < y.n && hash_eq(y.v[j].key, *key); j++) has++;
        bool reasons = true;
        size_t out = named(removed, *key, &reasons), more = had ? named(copies, *key, &reasons) : 0;
        if (!reasons) return CONSERVED_NO_REASON;
        if (had + more < has + out) return CONSERVED_FROM_NOWHERE;
        if (had + more > has + out) return CONSERVED_LOST;
    }
    *key = (Hash){0};
    return CONSERVED;
}
