// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * One arena per request, job or loaded rule set: everything decoded, queried or rendered lives there and goes in one
 * call. arena_alloc never returns NULL: sizes are bounded at the door, so real exhaustion aborts.
 * Memory is zeroed. An arena is used by one thread at a time.
 */
#include "base/base.h"

typedef struct Arena Arena;

Arena *arena_new(void);
void arena_free(Arena *a);
void arena_reset(Arena *a); /* as after arena_new, keeping one block */
void *arena_alloc(Arena *a, size_t n);
void *arena_dup(Arena *a, const void *p, size_t n);
size_t arena_used(const Arena *a);

#define NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define NEW_N(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))

/* Appends to an array {v, n, cap} that lives in the arena; yields a pointer to the new, zeroed element. */
#define PUSH(a, arr)                                                                                              \
    ((__typeof__((arr)->v))arena_push((a), (void **)&(arr)->v, &(arr)->n, &(arr)->cap, sizeof(*(arr)->v)))
void *arena_push(Arena *a, void **v, size_t *n, size_t *cap, size_t size);

DEFINE_CLEANUP(Arena, arena_free)
