// SPDX-License-Identifier: Apache-2.0
#include "app/password.h"

#include <argon2.h>
#include <pthread.h>
#include <sys/random.h>

#include "base/hex.h"

const char PASSWORD_OF_NOBODY[] = "$argon2id$v=19$m=19456,t=2,p=1$Kkak2r2wLfT1wbYkOF3SRw"
                                  "$rDktiJ0INLUGz8zxo+xuBSV9xRSQX0S7B/WUXC2YJtI";

enum { PASSES = 2, MEMORY_KB = 19 * 1024, LANES = 1, SALT = 16, TAG = 32, THREADS_MAX = 8 };

static void random_bytes(void *p, size_t n) {
    size_t got = 0;
    while (got < n) {
        ssize_t k = getrandom((char *)p + got, n - got, 0);
        if (k > 0) got += (size_t)k;
    }
}

Status password_hash(Str password, char ret[static PASSWORD_TEXT], Err *err) {
    uint8_t salt[SALT];
    random_bytes(salt, sizeof salt);
    int code = argon2id_hash_encoded(PASSES, MEMORY_KB, LANES, password.p ? password.p : "", password.n, salt, SALT, TAG,
                                     ret, PASSWORD_TEXT);
    if (code == ARGON2_OK) return OK;
    return FAIL(err, ERR_IO, "password.hash", "%s", argon2_error_message(code));
}

bool password_matches(Str password, const char *encoded) {
    return argon2id_verify(encoded, password.p ? password.p : "", password.n) == ARGON2_OK;
}

bool password_weak(Str password, Str login) {
    if (str_utf8_len(password) < PASSWORD_LEAST) return true;
    bool same = true;
    for (size_t i = 1; i < password.n; i++) same &= password.p[i] == password.p[0];
    return same || str_eq(password, login) || (login.n >= 4 && str_find(password, login) != SIZE_MAX);
}

void secret_make(char ret[static SECRET_TEXT]) {
    uint8_t b[(SECRET_TEXT - 1) / 2];
    random_bytes(b, sizeof b);
    hex_encode(b, sizeof b, ret);
    ret[SECRET_TEXT - 1] = 0;
}

void password_make(char ret[static PASSWORD_TEXT]) {
    static const char DIGITS[] = "abcdefghjkmnpqrstuvwxyz23456789X"; /* 32 of them: no bias */
    uint8_t b[16];
    random_bytes(b, sizeof b);
    for (size_t i = 0; i < sizeof b; i++) ret[i] = DIGITS[b[i] & 31];
    ret[sizeof b] = 0;
}

struct Passwords {
    pthread_mutex_t lock;
    pthread_cond_t some;
    PasswordJob *first, **last;
    size_t n, max;
    bool stop;
    int threads;
    pthread_t thread[THREADS_MAX];
};

static void work(PasswordJob *job) {
    job->matched = !job->encoded || password_matches(job->password, job->encoded);
    job->status = OK;
    if (job->matched && job->make.n) job->status = password_hash(job->make, job->made, NULL);
    job->done(job);
}

static void *run(void *arg) {
    Passwords *p = arg;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (!p->first && !p->stop) pthread_cond_wait(&p->some, &p->lock);
        PasswordJob *job = p->first;
        if (!job) break;
        p->first = job->next;
        if (!p->first) p->last = &p->first;
        p->n--;
        pthread_mutex_unlock(&p->lock);
        work(job);
        pthread_mutex_lock(&p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

Passwords *passwords_new(int threads, size_t queue_max) {
    Passwords *p = calloc(1, sizeof *p);
    ASSERT(p && threads <= THREADS_MAX);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->some, NULL);
    p->last = &p->first;
    p->max = queue_max;
    p->threads = threads;
    for (int i = 0; i < threads; i++) ASSERT(pthread_create(&p->thread[i], NULL, run, p) == 0);
    return p;
}

bool passwords_offer(Passwords *p, PasswordJob *job) {
    pthread_mutex_lock(&p->lock);
    bool room = p->n < p->max && !p->stop;
    if (room) {
        job->next = NULL;
        *p->last = job;
        p->last = &job->next;
        p->n++;
    }
    pthread_mutex_unlock(&p->lock);
    if (room) pthread_cond_signal(&p->some);
    return room;
}

void passwords_free(Passwords *p) {
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_mutex_unlock(&p->lock);
    pthread_cond_broadcast(&p->some);
    for (int i = 0; i < p->threads; i++) pthread_join(p->thread[i], NULL);
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->some);
    free(p);
}
