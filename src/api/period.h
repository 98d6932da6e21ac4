// SPDX-License-Identifier: Apache-2.0
#pragma once
/* The period a list of figures is asked for, and of whom: what of that the asker may read, app/access.h says. */
#include "api/api.h"
#include "api/bodies.h"
#include "app/access.h"

typedef struct Period {
    Time from, to; /* to: not included; INT64_MAX: up to now */
    Scope of;
} Period;

/* An agency that is not his to watch is refused as one that is not there: agency.none. */
must_use Status period_of(const Ask *k, const PageQuery *q, Period *p, Err *err);
void put_scope(const Scope *of, Json *j); /* `agency`, and `region` if it is a region's */
