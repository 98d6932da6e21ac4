// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Where a request's body ends (RFC 9112, section 6). Stricter than the HTTP library: what two readers could
 * cut differently is refused, or a proxy before us and we might see different requests. Pure.
 */
#include "http/query.h"

#define BODY_UNSAID UINT64_MAX /* chunked */

/* False: not to be trusted; answer 400 and close. */
must_use bool framing_read(const Pairs *headers, uint64_t *ret_length);
