// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"

#include <stdarg.h>

#include "base/arena.h"

bool str_eq(Str a, Str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eqz(Str a, const char *z) {
    if (!z) return a.n == 0;
    for (size_t i = 0; i < a.n; i++)
        if (a.p[i] != z[i] || !z[i]) return false;
    return !z[a.n];
}

int str_cmp(Str a, Str b) {
    size_t n = MIN(a.n, b.n);
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(Str s, Str prefix) {
    return s.n >= prefix.n && str_eq(str_n(s.p, prefix.n), prefix);
}

bool str_ends(Str s, Str suffix) {
    return s.n >= suffix.n && str_eq(str_n(s.p + s.n - suffix.n, suffix.n), suffix);
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

Str str_trim(Str s) {
    while (s.n && is_space(s.p[0])) s.p++, s.n--;
    while (s.n && is_space(s.p[s.n - 1])) s.n--;
    return s;
}

size_t str_find(Str s, Str needle) {
    if (!needle.n) return 0;
    if (s.n < needle.n) return SIZE_MAX;
    const char *hit = memmem(s.p, s.n, needle.p, needle.n);
    return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

bool str_cut(Str s, char at, Str *before, Str *after) {
    const char *hit = s.n ? memchr(s.p, at, s.n) : NULL;
    if (!hit) return false;
    size_t i = (size_t)(hit - s.p);
    *before = str_n(s.p, i);
    *after = str_n(hit + 1, s.n - i - 1);
    return true;
}

bool str_i64(Str s, int64_t *ret) {
    if (!s.n || s.n > 20) return false;
    bool neg = s.p[0] == '-';
    size_t i = neg;
    if (i == s.n) return false;
    int64_t v = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, s.p[i] - '0', &v)) return false;
    }
    if (!neg && __builtin_sub_overflow(0, v, &v)) return false;
    *ret = v;
    return true;
}

/* Length of the sequence at p, 0 if it is not valid UTF-8. */
static size_t utf8_seq(const unsigned char *p, size_t n) {
    if (p[0] < 0x80) return p[0] ? 1 : 0;
    size_t len = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || n < len) return 0;
    for (size_t i = 1; i < len; i++)
        if ((p[i] & 0xC0) != 0x80) return 0;
    if (p[0] == 0xE0 && p[1] < 0xA0) return 0;
    if (p[0] == 0xED && p[1] > 0x9F) return 0;
    if (p[0] == 0xF0 && p[1] < 0x90) return 0;
    if (p[0] == 0xF4 && p[1] > 0x8F) return 0;
    return len;
}

bool str_utf8(Str s) {
    for (size_t i = 0; i < s.n;) {
        size_t len = utf8_seq((const unsigned char *)s.p + i, s.n - i);
        if (!len) return false;
        i += len;
    }
    return true;
}

size_t str_utf8_len(Str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return n;
}

uint32_t str_utf8_next(Str *s) {
    const unsigned char *p = (const unsigned char *)s->p;
    size_t len = utf8_seq(p, s->n);
    ASSERT(len);
    static const unsigned char MASK[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = p[0] & MASK[len];
    for (size_t i = 1; i < len; i++) c = c << 6 | (p[i] & 0x3Fu);
    s->p += len;
    s->n -= len;
    return c;
}

bool rune_blank(uint32_t c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0x3000 || c == 0xA0 || c == 0xFEFF || c == 0x200B;
}

uint64_t str_hash(Str s) {
    uint64_t h = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return h ^ h >> 32;
}

Str str_dup(Arena *a, Str s) {
    char *p = arena_alloc(a, s.n + 1);
    if (s.n) memcpy(p, s.p, s.n);
    return (Str){p, s.n};
}

const char *str_cstr(Arena *a, Str s) {
    return str_dup(a, s).p;
}

Str str_format(Arena *a, const char *fmt, ...) {
    va_list ap, ap2;
    va_start(ap, fmt);
    va_copy(ap2, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    ASSERT(n >= 0);
    char *p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, ap2);
    va_end(ap2);
    return (Str){p, (size_t)n};
}

static size_t edit_distance(Str a, Str b) {
    enum { W = 64 };
    if (a.n >= W || b.n >= W) return SIZE_MAX;
    size_t row[W];
    for (size_t j = 0; j <= b.n; j++) row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diag = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t cost = diag + (a.p[i - 1] != b.p[j - 1]);
            diag = row[j];
            row[j] = MIN(cost, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[b.n];
}

Str str_nearest(Str word, const Str *candidates, size_t n) {
    Str best = {0};
    size_t least = MAX(word.n / 2, (size_t)2) + 1;
    for (size_t i = 0; i < n; i++) {
        size_t d = edit_distance(word, candidates[i]);
        if (d < least) least = d, best = candidates[i];
    }
    return best;
}

void strbuf_init(StrBuf *b, Arena *a, size_t max) {
    *b = (StrBuf){.arena = a, .max = max};
}

void strbuf_done(StrBuf *b) {
    if (!b->arena) free(b->p);
    *b = (StrBuf){0};
}

static void strbuf_room(StrBuf *b, size_t more) {
    if (b->cap - b->n >= more) return;
    size_t cap = b->cap ? b->cap : 256;
    while (cap - b->n < more) cap *= 2;
    if (b->arena) {
        char *p = arena_alloc(b->arena, cap);
        if (b->n) memcpy(p, b->p, b->n);
        b->p = p;
    } else {
        b->p = realloc(b->p, cap);
        ASSERT(b->p && "out of memory");
    }
    b->cap = cap;
}

void strbuf_grow(StrBuf *b, Str s) {
    size_t left = b->max - b->n;
    if (s.n > left) {
        b->overflow = true;
        s.n = left;
    }
    if (!s.n) return;
    strbuf_room(b, s.n);
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
}

void strbuf_rune(StrBuf *b, uint32_t c) {
    if (c < 0x80) {
        strbuf_putc(b, (char)c);
        return;
    }
    if (c < 0x800) {
        strbuf_putc(b, (char)(0xC0 | c >> 6));
    } else if (c < 0x10000) {
        strbuf_putc(b, (char)(0xE0 | c >> 12));
        strbuf_putc(b, (char)(0x80 | (c >> 6 & 0x3F)));
    } else {
        strbuf_putc(b, (char)(0xF0 | c >> 18));
        strbuf_putc(b, (char)(0x80 | (c >> 12 & 0x3F)));
        strbuf_putc(b, (char)(0x80 | (c >> 6 & 0x3F)));
    }
    strbuf_putc(b, (char)(0x80 | (c & 0x3F)));
}

void strbuf_i64(StrBuf *b, int64_t v) {
    char digits[20];
    size_t i = sizeof digits;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do {
        digits[--i] = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    if (v < 0) strbuf_putc(b, '-');
    strbuf_put(b, str_n(digits + i, sizeof digits - i));
}

void strbuf_f(StrBuf *b, const char *fmt, ...) {
    va_list ap, ap2;
    va_start(ap, fmt);
    va_copy(ap2, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    ASSERT(n >= 0);
    if ((size_t)n > b->max - b->n) {
        b->overflow = true;
    } else {
        strbuf_room(b, (size_t)n + 1);
        vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap2);
        b->n += (size_t)n;
    }
    va_end(ap2);
}
