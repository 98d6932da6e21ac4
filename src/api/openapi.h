// SPDX-License-Identifier: Apache-2.0
#pragma once
/* The description of the API in OpenAPI 3.1, made from the route table and its shapes: what is not in the table does
 * not exist, and what is in it is told. */
#include "http/route.h"

/* keyed: it asks for an idempotency key. */
typedef bool RouteFn(const Route *r);
void openapi_write(const Route *routes, size_t n, RouteFn *keyed, StrBuf *out);
