// SPDX-License-Identifier: Apache-2.0
#include "http/framing.h"

static bool named(Str name, const char *lower) {
    return name.n == strlen(lower) && strncasecmp(name.p, lower, name.n) == 0;
}

static bool is_token(Str s) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= 0x20 || c >= 0x7F || strchr("\"(),/:;<=>?@[\\]{}", c)) return false;
    }
    return s.n > 0;
}

static bool length_read(Str s, uint64_t *ret) {
    uint64_t n = 0;
    if (!s.n || s.n > 18) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        n = n * 10 + (uint64_t)(s.p[i] - '0');
    }
    *ret = n;
    return true;
}

bool framing_read(const Pairs *headers, uint64_t *ret_length) {
    int lengths = 0, codings = 0, hosts = 0;
    *ret_length = 0;
    for (size_t i = 0; i < headers->n; i++) {
        Pair h = headers->v[i];
        if (!is_token(h.name)) return false;
        if (named(h.name, "host") && hosts++) return false;
        if (named(h.name, "content-length") && (lengths++ || !length_read(h.value, ret_length))) return false;
        if (named(h.name, "transfer-encoding") && (codings++ || !named(h.value, "chunked"))) return false;
    }
    if (lengths && codings) return false;
    if (codings) *ret_length = BODY_UNSAID;
    return true;
}
