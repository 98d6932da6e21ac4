// SPDX-License-Identifier: Apache-2.0
#pragma once
/* Range and entity tags (RFC 9110, sections 8.8.3, 13 and 14). Pure. One range at a time: a list is answered
 * whole. */
#include "base/str.h"

typedef enum RangeKind {
    RANGE_WHOLE, /* none asked, or one that may be ignored */
    RANGE_PART,
    RANGE_OUTSIDE, /* 416 */
} RangeKind;

/* `size` is that of the whole; for RANGE_PART the part begins at *from and has *n > 0 bytes. */
RangeKind range_parse(Str header, uint64_t size, uint64_t *from, uint64_t *n);
/* Whether a list of tags (If-None-Match) names this one; weak comparison; * names every one. */
bool etag_listed(Str header, Str etag);
/* Whether a range may be served: If-Range is absent or is this very tag, strongly compared. */
bool etag_if_range(Str header, Str etag);
/* Whether a header like Accept-Encoding names the coding without forbidding it (q=0). */
bool coding_accepted(Str header, Str coding);
