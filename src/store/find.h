// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Finding cases. The rule of access stands in the question: what an agency has no part in is never read.
 */
#include "store/find_words.h"
#include "store/stream_store.h"

typedef struct FoundCase {
    int64_t case_id, person; /* person: 0 if the case itself was found */
    FindKind kind;
    Str name, class, stage, person_name;
    Time opened, closed;
} FoundCase;
typedef LIST_OF(FoundCase) FoundList;

typedef struct FindAsk {
    Str q;
    int64_t agency;
    const Ids *granted; /* cases opened to the asker alone; may be NULL */
    int64_t max;
} FindAsk;

/* The newest case of the agency's part with that number, however it is written; 0: none. */
must_use Status find_number(Db *db, Str number, int64_t agency, Arena *a, int64_t *ret_case, Err *err);

/* The newest cases with exactly that number, at most `max`, whoever has a part in them: rights are the caller's to judge. */
must_use Status find_number_any(Db *db, Str number, int64_t max, Arena *a, Ids *ret, Err *err);

/* Newest first; a case stands once, by the closest of what was found in it. */
must_use Status find(Db *db, const FindAsk *ask, Arena *a, FoundList *ret, Err *err);
