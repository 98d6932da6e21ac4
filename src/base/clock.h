// SPDX-License-Identifier: Apache-2.0
#pragma once
/* What the machine says the time is. The core never asks: "now" is an input there. */
#include "base/civil.h"

Time clock_now(void);
int64_t clock_monotonic_us(void); /* for measuring only */
