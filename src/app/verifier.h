// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * A verification on demand beside the work: one at a time, on a thread of the lowest rank with a connection of its own,
 * in short moments of the database. What it found is kept in the table `verifications` and in the audit, with who asked
 * for it and when. It ends between two moments when it is told to, or when the server stops.
 */
#include "app/audit.h"
#include "app/site.h"
#include "app/verify.h"

typedef struct Verifier Verifier;

must_use Status verifier_open(Site *site, Aside *aside, Audit *audit, Verifier **ret, Err *err);
void verifier_close(Verifier *v); /* ends what runs */

typedef struct VerifyAsk {
    int64_t user, post, agency;
    bool files; /* every kept file is read again, too */
} VerifyAsk;

/* ERR_CONFLICT verify.running while one runs. */
must_use Status verifier_begin(Verifier *v, const VerifyAsk *ask, int64_t *ret_id, Err *err);
bool verifier_running(Verifier *v, int64_t *ret_id, VerifyAt *ret);
bool verifier_stop(Verifier *v, int64_t id); /* false: it does not run */
