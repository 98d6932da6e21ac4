// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What is large and the same for many is tagged by its content, so that a browser which has it is told so in a line, and
 * goes out as gzip to whoever takes that. Runs on the worker. Only for answers without secrets: how far a text can be
 * pressed together tells what is in it.
 */
#include "http/request.h"
#include "http/response.h"

/* A text that never changes, tagged and compressed once. */
typedef struct PackedText {
    Str text, etag, gzip;
} PackedText;
void packed_make(Str text, Arena *a, PackedText *ret);
void packed_answer(const PackedText *p, const char *type, const Req *req, Resp *r);

void pack(const Req *req, Resp *r); /* leaves alone what is small, no plain 200, or in a form of its own */
