// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Lets time pass in cases nobody touches: it looks which of them have something due and sends each the command "tick".
 * When it runs never changes a result, only when it is seen. Also lets old idempotency keys and uploads nobody named go.
 */
#include "app/site.h"

must_use Status ticker_start(Site *s, Ticker **ret, Err *err);
void ticker_stop(Ticker *t);
/* One pass, in the caller's thread: ticks every case due by now; how many, in *ret. For tests and simulated sites. */
must_use Status ticker_pass(Site *s, int64_t *ret, Err *err);
/* Lets go the idempotency keys older than seven days; how many records it looked through, in *ret. */
must_use Status ticker_sweep(Site *s, int64_t *ret, Err *err);
