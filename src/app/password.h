// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Passwords as argon2id (19 MiB, two passes, one lane), and the random texts of sessions and tokens.
 *
 * One hash takes tens of milliseconds and much memory on purpose, so hashing happens on a small pool of its own: many
 * sign-ins at once neither hold up the workers of requests nor take more memory than the pool has threads.
 */
#include "base/err.h"
#include "base/str.h"

enum { PASSWORD_TEXT = 128, PASSWORD_LEAST = 12, SECRET_TEXT = 65 };

/* A hash that was never made of a password: what is compared for logins that do not exist, at the same cost. */
extern const char PASSWORD_OF_NOBODY[];

must_use Status password_hash(Str password, char ret[static PASSWORD_TEXT], Err *err);
bool password_matches(Str password, const char *encoded);
/* Too short, the login itself, or one character over and over. */
bool password_weak(Str password, Str login);
/* 32 random bytes as hex. */
void secret_make(char ret[static SECRET_TEXT]);
/* A password to hand to a person once: 16 characters without look-alikes. */
void password_make(char ret[static PASSWORD_TEXT]);

typedef struct Passwords Passwords;
typedef struct PasswordJob PasswordJob;
struct PasswordJob {
    Str password;
    const char *encoded; /* what it must match; NULL: nothing is compared */
    Str make;            /* if not empty and the comparison held: this is hashed into `made` */
    bool matched;
    Status status; /* of making */
    char made[PASSWORD_TEXT];
    void (*done)(PasswordJob *job); /* on a thread of the pool */
    PasswordJob *next;
};

Passwords *passwords_new(int threads, size_t queue_max);
must_use bool passwords_offer(Passwords *p, PasswordJob *job); /* false: too many wait */
void passwords_free(Passwords *p);                             /* does what is queued first */
DEFINE_CLEANUP(Passwords, passwords_free)
