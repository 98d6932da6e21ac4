// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

static int64_t read_us(clockid_t id) {
    struct timespec ts;
    clock_gettime(id, &ts);
    return ts.tv_sec * SECOND + ts.tv_nsec / 1000;
}

Time clock_now(void) {
    return read_us(CLOCK_REALTIME);
}

int64_t clock_monotonic_us(void) {
    return read_us(CLOCK_MONOTONIC);
}
