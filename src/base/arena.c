// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#if defined(__SANITIZE_ADDRESS__)
#define ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN 1
#endif
#endif
#ifdef ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION(p, n)
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

enum { BLOCK_MIN = 4 << 10, BLOCK_MAX = 1 << 20, ALIGN = 16 };

typedef struct Block {
    struct Block *next;
    size_t size, used;
    _Alignas(16) unsigned char data[];
} Block;

struct Arena {
    Block *head;
    size_t total;
};

static Block *block_new(size_t size) {
    Block *b = malloc(sizeof(Block) + size);
    ASSERT(b && "out of memory");
    b->next = NULL;
    b->size = size;
    b->used = 0;
    POISON(b->data, size);
    return b;
}

Arena *arena_new(void) {
    Arena *a = calloc(1, sizeof *a);
    ASSERT(a && "out of memory");
    return a;
}

static void blocks_free(Block *b) {
    while (b) {
        Block *next = b->next;
        UNPOISON(b->data, b->size);
        free(b);
        b = next;
    }
}

void arena_free(Arena *a) {
    if (!a) return;
    blocks_free(a->head);
    free(a);
}

void arena_reset(Arena *a) {
    a->total = 0;
    if (!a->head) return;
    blocks_free(a->head->next);
    a->head->next = NULL;
    if (a->head->size > BLOCK_MAX) {
        blocks_free(a->head);
        a->head = NULL;
        return;
    }
    a->head->used = 0;
    POISON(a->head->data, a->head->size);
}

void *arena_alloc(Arena *a, size_t n) {
    ASSERT(n < SIZE_MAX / 4);
    n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (!n) n = ALIGN;
    Block *b = a->head;
    if (!b || b->size - b->used < n) {
        size_t size = b ? MIN(b->size * 2, (size_t)BLOCK_MAX) : (size_t)BLOCK_MIN;
        Block *fresh = block_new(MAX(size, n));
        fresh->next = a->head;
        a->head = b = fresh;
    }
    void *p = b->data + b->used;
    b->used += n;
    a->total += n;
    UNPOISON(p, n);
    return memset(p, 0, n);
}

void *arena_dup(Arena *a, const void *p, size_t n) {
    void *q = arena_alloc(a, n);
    if (n) memcpy(q, p, n);
    return q;
}

size_t arena_used(const Arena *a) {
    return a->total;
}

void *arena_push(Arena *a, void **v, size_t *n, size_t *cap, size_t size) {
    if (*n == *cap) {
        size_t wide = *cap ? *cap * 2 : 8;
        void *grown = arena_alloc(a, wide * size);
        if (*n) memcpy(grown, *v, *n * size);
        *v = grown;
        *cap = wide;
    }
    void *slot = (char *)*v + (*n)++ * size;
    memset(slot, 0, size);
    return slot;
}
