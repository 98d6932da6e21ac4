// SPDX-License-Identifier: Apache-2.0
#include "base/hex.h"

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void hex_encode(const uint8_t *in, size_t n, char *out) {
    static const char DIGITS[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = DIGITS[in[i] >> 4];
        out[2 * i + 1] = DIGITS[in[i] & 15];
    }
}

bool hex_decode(Str in, uint8_t *out, size_t n) {
    if (in.n != 2 * n) return false;
    for (size_t i = 0; i < in.n; i++)
        if (hex_digit(in.p[i]) < 0) return false;
    for (size_t i = 0; i < n; i++) out[i] = (uint8_t)(hex_digit(in.p[2 * i]) << 4 | hex_digit(in.p[2 * i + 1]));
    return true;
}

enum { ID_DIGITS = 13 };
static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

Str id_format(int64_t id, char buf[static ID_TEXT]) {
    uint64_t v = (uint64_t)id;
    for (int i = ID_DIGITS; i-- > 0; v >>= 5) buf[i] = ALPHABET[v & 31];
    buf[ID_DIGITS] = ALPHABET[(uint64_t)id % 37];
    buf[ID_DIGITS + 1] = 0;
    return str_n(buf, ID_DIGITS + 1);
}

/* A to Z as digits: I and L read as 1, O as 0; U stands for a check character only. */
static const int8_t LETTERS[26] = {10, 11, 12, 13, 14, 15, 16, 17, 1,  18, 19, 1,  20,
                                   21, 0,  22, 23, 24, 25, 26, 36, 27, 28, 29, 30, 31};

static int id_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'Z') return LETTERS[c - 'A'];
    if (c >= 'a' && c <= 'z') return LETTERS[c - 'a'];
    const char *at = c ? strchr(ALPHABET + 32, c) : NULL;
    return at ? (int)(at - ALPHABET) : -1;
}

bool id_parse(Str s, int64_t *ret) {
    uint64_t v = 0;
    int n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '-') continue;
        int d = id_digit(s.p[i]);
        if (d < 0 || n > ID_DIGITS) return false;
        if (n++ == ID_DIGITS) {
            if ((uint64_t)d != v % 37) return false;
        } else if (d > 31 || v >> 58) {
            return false;
        } else {
            v = v << 5 | (uint64_t)d;
        }
    }
    if (n != ID_DIGITS + 1 || v == 0 || v > INT64_MAX) return false;
    *ret = (int64_t)v;
    return true;
}
