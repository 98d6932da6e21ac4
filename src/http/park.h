// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * One side (a loop thread) stops looking at a connection until any other side wakes it. A wake that comes
 * first is kept, so none is lost; a wake too many only makes the sleeper look once more. What sleeping and
 * waking do to the socket is the listener's: see listen.c.
 */
#include <stdatomic.h>

typedef struct Park {
    atomic_int state; /* 0 awake, 1 parked, 2 awake with a wake in hand */
    void *connection;
} Park;

void park(Park *p);      /* loop thread only, from a callback of that connection */
void park_wake(Park *p); /* any thread, while *p is known to live */
