// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * A bounded ring of bytes between a loop thread, which never waits, and a worker, which may. One writer, one
 * reader. Ended: the writer has no more. Broken: the reader is gone, and what is put is dropped.
 */
#include "base/arena.h"
#include "base/str.h"

typedef struct Pipe Pipe;

typedef enum PipeState { PIPE_EMPTY, PIPE_SOME, PIPE_ENDED, PIPE_BROKEN } PipeState;

Pipe *pipe_new(size_t capacity, Arena *a);
void pipe_done(Pipe *p);

size_t pipe_offer(Pipe *p, Str bytes);      /* how much went in, without waiting; all of it if broken */
must_use bool pipe_put(Pipe *p, Str bytes); /* waits for room; false once broken */
PipeState pipe_look(Pipe *p, Str *ret);     /* a span to read; valid until pipe_drop */
bool pipe_drop(Pipe *p, size_t n);          /* true if the ring has just become half empty */
PipeState pipe_take(Pipe *p, char *to, size_t max, size_t *ret_n);
void pipe_end(Pipe *p);
void pipe_break(Pipe *p);
