// SPDX-License-Identifier: Apache-2.0
#include "api/page_cache.h"

#include <pthread.h>
#include <stdatomic.h>

/* Larger cases are read each time: they would fill the memory. */
enum { SLOT_BITS = 10, SLOTS = 1 << SLOT_BITS, STATE_MAX = 64 << 10, BYTES_MAX = 24 << 20 };

typedef struct Entry {
    CasePage page;
    size_t bytes;
    atomic_int holders;
} Entry;

struct PageCache {
    pthread_mutex_t lock;
    Entry *slots[PAGE_KINDS][SLOTS];
    size_t bytes, hand; /* of all entries; the slot that is emptied next when they are too many */
};

PageCache *page_cache_new(void) {
    PageCache *p = calloc(1, sizeof *p);
    ASSERT(p && "out of memory");
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

void page_cache_free(PageCache *p) {
    for (int kind = 0; kind < PAGE_KINDS; kind++)
        for (size_t i = 0; i < SLOTS; i++)
            if (p->slots[kind][i]) page_drop(&p->slots[kind][i]->page);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

static Entry **slot_of(PageCache *p, PageKind kind, int64_t id) {
    return &p->slots[kind][((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - SLOT_BITS)];
}

bool page_any(PageCache *p, PageKind kind, int64_t id) {
    pthread_mutex_lock(&p->lock);
    const Entry *e = *slot_of(p, kind, id);
    bool any = e && e->page.id == id;
    pthread_mutex_unlock(&p->lock);
    return any;
}

CasePage *page_find(PageCache *p, PageKind kind, int64_t id, int64_t seq) {
    pthread_mutex_lock(&p->lock);
    Entry *e = *slot_of(p, kind, id);
    bool good = e && e->page.id == id && e->page.seq == seq;
    if (good) e->holders++;
    pthread_mutex_unlock(&p->lock);
    return good ? &e->page : NULL;
}

/* Under the lock. */
static Entry *take_out(PageCache *p, Entry **at) {
    Entry *was = *at;
    *at = NULL;
    if (was) p->bytes -= was->bytes;
    return was;
}

/* Under the lock. One that has to go so that the rest fits; NULL: all fits. */
static Entry *one_too_many(PageCache *p) {
    Entry *out = NULL;
    while (!out && p->bytes > BYTES_MAX) {
        out = take_out(p, &p->slots[p->hand % PAGE_KINDS][p->hand / PAGE_KINDS % SLOTS]);
        p->hand++;
    }
    return out;
}

CasePage *page_put(PageCache *p, PageKind kind, const CasePage *made) {
    Entry *e = calloc(1, sizeof *e), *out;
    ASSERT(e && "out of memory");
    e->page = *made;
    e->holders = 1;
    if (made->state.n + made->text.n > STATE_MAX) return &e->page;
    e->holders = 2;
    e->bytes = sizeof *e + arena_used(made->arena);
    pthread_mutex_lock(&p->lock);
    Entry **at = slot_of(p, kind, made->id), *was = take_out(p, at);
    *at = e;
    p->bytes += e->bytes;
    for (; (out = one_too_many(p)); pthread_mutex_lock(&p->lock)) {
        pthread_mutex_unlock(&p->lock);
        page_drop(&out->page);
    }
    pthread_mutex_unlock(&p->lock);
    if (was) page_drop(&was->page);
    return &e->page;
}

void page_drop(CasePage *page) {
    Entry *e = (Entry *)page; /* it is the first member */
    if (--e->holders) return;
    arena_free(e->page.arena);
    free(e);
}
