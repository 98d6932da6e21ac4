// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * A fault travels up as a Status with an Err filled in where it arose. An answer of the trade ("this act is not
 * possible now") is not a fault: it is a value (see core/decide.h). A bug is an ASSERT.
 *
 * No allocation on the error path. `code` is a stable string literal such as "field.unknown"; `where` is a place the
 * reader can go to ("rules/clocks.yaml:14:7" or "/persons/0/name"); `msg` is fit to show a person, in English;
 * the Chinese text of a code stands in the message catalogue.
 */
#include "base/base.h"
#include "base/str.h"

typedef enum Status {
    OK = 0,
    ERR_INVALID,   /* the input is wrong: the sender can mend it */
    ERR_NOT_FOUND, /* also what a stranger sees when he may not look */
    ERR_DENIED,
    ERR_CONFLICT, /* somebody else was first; look again */
    ERR_LIMIT,    /* over a stated bound */
    ERR_BUSY,     /* try again */
    ERR_STORAGE,  /* the database or the disk failed */
    ERR_IO,       /* any other failure outside this process */
} Status;

typedef struct Err {
    Status status;
    const char *code;
    const char *file; /* where it arose, for the log only */
    int line;
    char where[160];
    char msg[360];
} Err;

/* Fills *err (which may be NULL) and returns status. */
Status err_set_at(Err *err, Status status, const char *code, const char *file, int line, const char *fmt, ...)
    printf_like(6, 7);
#define FAIL(err, status, code, ...) err_set_at((err), (status), (code), __FILE__, __LINE__, __VA_ARGS__)

/* Names the place of the fault, if none is named yet. */
void err_where(Err *err, const char *fmt, ...) printf_like(2, 3);
const char *status_name(Status s);

/* Returns from the caller on a fault. Everything it may leave behind has _cleanup_. */
#define TRY(expr)                                                                                                 \
    do {                                                                                                          \
        Status try_ = (expr);                                                                                     \
        if (try_ != OK) return try_;                                                                              \
    } while (0)
