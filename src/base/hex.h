// SPDX-License-Identifier: Apache-2.0
#pragma once
/* Bytes as text: hex for hashes, base32 with a check character for ids a person may have to read aloud. */
#include "base/base.h"
#include "base/str.h"

void hex_encode(const uint8_t *in, size_t n, char *out); /* 2n characters, lower case, no zero byte */
bool hex_decode(Str in, uint8_t *out, size_t n);         /* exactly 2n hex digits of either case */

/*
 * An id is a positive 63-bit number. Its text is 13 base32 digits (Crockford's alphabet: no I L O U) and one check
 * character, modulo 37. Reading forgives lower case, hyphens, and i/l for 1, o for 0.
 */
enum { ID_TEXT = 15 };
Str id_format(int64_t id, char buf[static ID_TEXT]);
bool id_parse(Str s, int64_t *ret);
