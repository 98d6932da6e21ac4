// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What leaves no record in the log is done once under its key all the same: passwords reset, tokens, verifications. The
 * key is stored beside what was done under it.
 */
#include "api/api.h"

typedef struct Once {
    Str key;
    Hash request;
    bool again; /* it was done before: what was shown once is not shown again */
} Once;

must_use Status once_take(const Ask *k, Once *ret, Err *err);
Status once_done(const Ask *k, const Once *o, Status s); /* s: what became of it; a fault gives the key back */
void once_keep(const Ask *k, const Once *o); /* after what was done under it, and stored with that */
