// SPDX-License-Identifier: Apache-2.0
#pragma once
/* Where in a tree a reader stands: a chain on the stack, spelled as a JSON pointer (RFC 6901) only when
 * needed. */
#include "base/str.h"

typedef struct Place {
    const struct Place *up; /* NULL at the root */
    Str key;                /* in a map; p is NULL in a list */
    size_t index;
} Place;

enum { PLACE_TEXT = 160 };
/* A place too long for the buffer loses its tail. */
const char *place_pointer(const Place *at, char buf[static PLACE_TEXT]);
