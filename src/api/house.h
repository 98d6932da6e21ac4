// SPDX-License-Identifier: Apache-2.0
#pragma once
/* What the two halves of a detention house's handlers share: what it sees, and what it does. */
#include "api/api.h"
#include "store/house_store.h"

/* Up to when a term that ends must be told of now: within the seven days before its end (人民检察院刑事诉讼规则 615). */
Time house_notice_until(Time now);
void house_put_held(const Ask *k, const HeldRow *r, Str case_name, Json *j);
