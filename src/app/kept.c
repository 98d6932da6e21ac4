// SPDX-License-Identifier: Apache-2.0
#include "app/kept.h"

enum { BUCKETS = 1 << 14, ENTRY_LEAST = 17 << 10 };

struct Keep {
    Arena *arena;
    Kept **buckets;
    Kept *newest, *oldest, *touched, **touched_end;
    size_t n, bytes, bytes_max;
    int64_t gone; /* the latest change of anything that was dropped */
};

Keep *keep_new(size_t bytes_max) {
    Arena *a = arena_new();
    Keep *k = NEW(a, Keep);
    k->arena = a;
    k->bytes_max = bytes_max;
    k->buckets = NEW_N(a, Kept *, BUCKETS);
    k->touched_end = &k->touched;
    return k;
}

static Kept **bucket(Keep *k, int64_t id) {
    return &k->buckets[((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) >> 50];
}

static size_t size_of(const Kept *e) {
    size_t n = MAX(arena_used(e->arena), (size_t)ENTRY_LEAST);
    return e->shown_arena ? n + MAX(arena_used(e->shown_arena), (size_t)ENTRY_LEAST) : n;
}

static void unlink_use(Keep *k, Kept *e) {
    *(e->newer ? &e->newer->older : &k->newest) = e->older;
    *(e->older ? &e->older->newer : &k->oldest) = e->newer;
    e->newer = e->older = NULL;
}

static void link_use(Keep *k, Kept *e) {
    e->older = k->newest;
    if (k->newest) k->newest->newer = e;
    k->newest = e;
    if (!k->oldest) k->oldest = e;
}

static void drop(Keep *k, Kept *e) {
    Kept **at = bucket(k, e->id);
    while (*at != e) at = &(*at)->chain;
    *at = e->chain;
    unlink_use(k, e);
    k->gone = MAX(k->gone, e->pos);
    k->n--;
    k->bytes -= e->bytes;
    arena_free(e->shown_arena);
    arena_free(e->next_arena);
    arena_free(e->arena);
}

void keep_free(Keep *k) {
    if (!k) return;
    keep_drop_all(k, 0);
    arena_free(k->arena);
}

Kept *keep_find(Keep *k, int64_t id) {
    Kept *e = *bucket(k, id);
    while (e && e->id != id) e = e->chain;
    if (!e || e == k->newest) return e;
    unlink_use(k, e);
    link_use(k, e);
    return e;
}

static Kept *add(Keep *k, int64_t id, bool is_case) {
    Arena *a = arena_new();
    Kept *e = NEW(a, Kept);
    *e = (Kept){.id = id, .is_case = is_case, .arena = a, .chain = *bucket(k, id)};
    *bucket(k, id) = e;
    link_use(k, e);
    k->n++;
    return e;
}

Kept *keep_add_case(Keep *k, int64_t id) {
    Kept *e = add(k, id, true);
    e->c = NEW(e->arena, Case);
    shape_clear(&CASE_SHAPE, e->c);
    return e;
}

Kept *keep_add_subject(Keep *k, int64_t id) {
    Kept *e = add(k, id, false);
    e->s = NEW(e->arena, Subject);
    shape_clear(&SUBJECT_SHAPE, e->s);
    return e;
}

void keep_measure(Keep *k, Kept *e) {
    k->bytes -= e->bytes;
    e->bytes = size_of(e);
    k->bytes += e->bytes;
}

void keep_touch(Keep *k, Kept *e) {
    if (e->touched) return;
    e->touched = true;
    e->next_touched = NULL;
    *k->touched_end = e;
    k->touched_end = &e->next_touched;
}

Kept *keep_touched(Keep *k) {
    return k->touched;
}

/* Applying events leaves what they replaced behind in the arena; now and then the state moves to a new one. */
static void compact(Keep *k, Kept *e) {
    size_t used = arena_used(e->arena);
    if (!e->base) e->base = used;
    if (used < 3 * e->base + KB(64)) return;
    Kept *n = add(k, e->id, e->is_case);
    if (e->is_case) {
        n->c = NEW(n->arena, Case);
        shape_copy(&CASE_SHAPE, e->c, n->arena, n->c);
    } else {
        n->s = NEW(n->arena, Subject);
        shape_copy(&SUBJECT_SHAPE, e->s, n->arena, n->s);
    }
    n->head = e->head;
    n->shown = e->shown;
    n->shown_arena = TAKE(e->shown_arena);
    n->next_arena = TAKE(e->next_arena);
    n->base = arena_used(n->arena);
    n->pos = e->pos;
    e->pos = 0; /* it stays */
    drop(k, e);
    keep_measure(k, n);
}

void keep_settle(Keep *k, int64_t pos) {
    for (Kept *e = k->touched, *next; e; e = next) {
        next = e->next_touched;
        e->touched = e->fresh = false;
        e->pos = pos;
        e->next_touched = NULL;
        Arena *was = e->shown_arena;
        e->shown_arena = e->next_arena;
        e->shown = e->next;
        e->next_arena = was;
        if (was) arena_reset(was);
        keep_measure(k, e);
        compact(k, e);
    }
    k->touched = NULL;
    k->touched_end = &k->touched;
    while (k->bytes > k->bytes_max && k->oldest) drop(k, k->oldest);
}

void keep_drop_touched(Keep *k) {
    for (Kept *e = k->touched, *next; e; e = next) {
        next = e->next_touched;
        drop(k, e);
    }
    k->touched = NULL;
    k->touched_end = &k->touched;
}

void keep_drop_all(Keep *k, int64_t pos) {
    k->gone = MAX(k->gone, pos);
    k->touched = NULL;
    k->touched_end = &k->touched;
    while (k->newest) drop(k, k->newest);
}

bool keep_unchanged(const Keep *k, int64_t pos) {
    return k->gone <= pos;
}

size_t keep_count(const Keep *k) {
    return k->n;
}
