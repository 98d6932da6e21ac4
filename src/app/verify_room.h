// SPDX-License-Identifier: Apache-2.0
#pragma once
/* What the parts of verify share; nobody else includes it. */
#include "app/verify.h"

enum { VERIFY_PAGE = 200 };

/* A table as a sum over its rows, whatever their order: equal tables have equal sums. */
typedef struct Sum {
    int64_t n;
    uint64_t sum;
} Sum;

typedef struct Verifying {
    Replay r;
    Vault *vault;
    const VerifyHow *how;
    Verified *ret;
    Sum counted, rolls; /* as the log says */
    int64_t until;      /* the log's end at the first pass: what came later is not counted */
    int64_t moment;     /* since when it is read */
    VerifyAt at;
} Verifying;

static inline bool verify_over(const Verifying *x) {
    return bad_is(&x->ret->bad) || x->ret->stopped;
}

uint64_t verify_row(Str text); /* a row in a sum */
void verify_part(Verifying *x, VerifyPart part, int64_t of);
/* To be called between two pages, which are done; asks whether to go on, and may begin the next moment. */
must_use Status verify_step(Verifying *x, int64_t done, Err *err);
must_use Status verify_next_moment(Verifying *x, Err *err);

void sum_row(Sum *s, Str text);
void verify_compare(Verifying *x, const char *what, Sum is, Sum should); /* tables by their name */
must_use Status verify_site_rows(Verifying *x, Err *err);
must_use Status sum_counted(void *ctx, int64_t pos, const CountedRows *rows, Err *err);
void shown_of_case(Verifying *x, StreamEnd *e, const Case *c, Arena *a);
must_use Status words_of_case(Verifying *x, const Case *c, Arena *a, Err *err);
void shown_of_subject(StreamEnd *e, const Subject *s, Arena *a);
must_use Status verify_shown(Verifying *x, Err *err);
must_use Status verify_files(Verifying *x, Err *err);
