// SPDX-License-Identifier: Apache-2.0
#pragma once
/* The sockets: the only file of this room that knows the HTTP library. */
#include "http/exchange.h"

typedef struct Listener Listener;

must_use Status listener_start(Server *s, Err *err);
int listener_port(const Listener *l);
void listener_quiesce(Listener *l);               /* accepts no more */
void listener_sweep(Listener *l, int64_t now_us); /* cuts connections whose request takes too long to come */
void listener_wake(Listener *l);                  /* every parked request looks again */
void listener_cut(Listener *l);                   /* shuts every socket */
void listener_stop(Listener *l);                  /* nothing is parked any more */
