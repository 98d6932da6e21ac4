// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The audit: who signed in, read, exported, was refused. Rows go through app/aside.h, so noting never delays a read;
 * but when they cannot be stored for long, content of cases is not shown any more.
 * It holds numbers and words of our own, never a document's content.
 */
#include "app/aside.h"

typedef struct Audit Audit;

typedef struct AuditNote {
    Time at;
    int64_t user, post, agency, case_id;
    const char *what;    /* sign_in sign_out read export print find command admin ask */
    const char *outcome; /* ok refused denied failed */
    Str detail;
} AuditNote;

must_use Status audit_open(Db *db, Aside *aside, Audit **ret, Err *err);
void audit_close(Audit *a);
void audit_note(Audit *a, const AuditNote *n); /* not lost while the disk is full: it waits, and is tried again */
bool audit_behind(Audit *a); /* so much waits that nobody may read on */
