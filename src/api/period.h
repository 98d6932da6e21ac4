// SPDX-License-Identifier: Apache-2.0
#pragma once
/* The period and the agency a list of figures is asked for. Who sees cases sees his own agency's; who watches sees any. */
#include "api/api.h"
#include "api/bodies.h"

typedef struct Period {
    Time from, to; /* to: not included; INT64_MAX: up to now */
    int64_t agency; /* 0: all */
} Period;

must_use Status period_of(const Ask *k, const PageQuery *q, Period *p, Err *err);
