// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * A closure certificate 结案证书 as it is kept: deflated, named by the hash of its plain text. One of some 17,000 states
 * is 5 MB of JSON and a thirtieth of that on the disk.
 */
#include "core/guide_check.h"

typedef struct Certificate {
    Hash hash; /* of the plain text */
    Str packed;
} Certificate;

Certificate certificate_of(const GuideReport *r, PairReports pairs, Arena *a);
/* ERR_STORAGE certificate.packed, certificate.changed: these bytes are not that certificate's. */
must_use Status certificate_text(const Certificate *c, Arena *a, Str *ret, Err *err);
