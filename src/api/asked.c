// SPDX-License-Identifier: Apache-2.0
#include "api/asked.h"

#include <pthread.h>

enum { KEYS = 4096 };

typedef struct AskedKey {
    bool used;
    Hash key, request;
} AskedKey;

struct AskedKeys {
    pthread_mutex_t lock;
    AskedKey v[KEYS];
    size_t next;
};

AskedKeys *asked_new(void) {
    AskedKeys *k = calloc(1, sizeof *k);
    ASSERT(k && "out of memory");
    pthread_mutex_init(&k->lock, NULL);
    return k;
}

void asked_free(AskedKeys *k) {
    if (!k) return;
    pthread_mutex_destroy(&k->lock);
    free(k);
}

static AskedKey *key_at(AskedKeys *k, Hash key) {
    for (size_t i = 0; i < KEYS; i++)
        if (k->v[i].used && hash_eq(k->v[i].key, key)) return &k->v[i];
    return NULL;
}

Status asked_take(AskedKeys *k, Str key, Hash request, bool *ret_again, Err *err) {
    Hash h = hash_sha256(&key, 1);
    pthread_mutex_lock(&k->lock);
    const AskedKey *was = key_at(k, h);
    bool other = was && !hash_eq(was->request, request);
    *ret_again = was != NULL;
    if (!was) k->v[k->next++ % KEYS] = (AskedKey){true, h, request};
    pthread_mutex_unlock(&k->lock);
    return other ? FAIL(err, ERR_CONFLICT, "idempotency.other_body", "this key was used for another request; choose a new key") : OK;
}

void asked_give_back(AskedKeys *k, Str key) {
    Hash h = hash_sha256(&key, 1);
    pthread_mutex_lock(&k->lock);
    AskedKey *was = key_at(k, h);
    if (was) was->used = false;
    pthread_mutex_unlock(&k->lock);
}
