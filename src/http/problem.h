// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * RFC 9457 answers, and the only place where a Status becomes an HTTP status. No text of a message is known
 * here: the api gives a lookup from code to text. Faults of storage and of the outside are shown only as an
 * incident.
 */
#include "base/err.h"
#include "node/json.h"

typedef struct ProblemText {
    const char *zh, *en;           /* what happened */
    const char *todo_zh, *todo_en; /* what to do; may be NULL */
    int http;                      /* 0: by the Status */
} ProblemText;

typedef const ProblemText *ProblemLookup(const char *code); /* NULL: no text for this code */

typedef struct Problem {
    int http;
    const char *code;
    Str where, detail;
    int64_t request_id;
    bool incident; /* hide detail and place */
    const ProblemText *text;
    Str extra; /* further members, JSON text beginning with a key, without braces; may be empty */
} Problem;

int problem_http(Status s, const char *code, ProblemLookup *lookup);
Problem problem_of(const Err *err, int64_t request_id, ProblemLookup *lookup);
void problem_write(const Problem *p, StrBuf *out);
const char *http_reason(int status);
