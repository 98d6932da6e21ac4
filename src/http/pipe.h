// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * A bounded ring of bytes from a loop thread to a worker; neither waits here. One writer, one reader.
 * Ended: the writer has no more. Broken: nobody wants it any more, and what is put is dropped.
 */
#include "base/arena.h"
#include "base/str.h"

typedef struct Pipe Pipe;

typedef enum PipeState { PIPE_EMPTY, PIPE_SOME, PIPE_ENDED, PIPE_BROKEN } PipeState;

Pipe *pipe_new(size_t capacity, Arena *a);
void pipe_done(Pipe *p);

size_t pipe_offer(Pipe *p, Str bytes);  /* how much went in; all of it if broken */
PipeState pipe_look(Pipe *p, Str *ret); /* a span to read; valid until pipe_drop */
bool pipe_drop(Pipe *p, size_t n);      /* true if the ring has just become half empty */
void pipe_end(Pipe *p);
void pipe_break(Pipe *p);
