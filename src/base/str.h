// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Str is a view of bytes somebody else owns; it is not zero-terminated and may be empty (p may then be NULL).
 * StrBuf is the one growing string: its maximum is given at birth, and going over it sets a flag that is checked once.
 */
#include "base/base.h"

typedef struct Arena Arena;

typedef struct Str {
    const char *p;
    size_t n;
} Str;

#define S(lit) ((Str){"" lit, sizeof(lit) - 1})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p

static inline Str str_c(const char *z) {
    return z ? (Str){z, strlen(z)} : (Str){0};
}
static inline Str str_n(const char *p, size_t n) {
    return (Str){p, n};
}
bool str_eq(Str a, Str b);
bool str_eqz(Str a, const char *z);
int str_cmp(Str a, Str b); /* by bytes; a prefix sorts first */
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
Str str_trim(Str s);                      /* ASCII white space at both ends */
size_t str_find(Str s, Str needle);       /* offset, or SIZE_MAX */
bool str_cut(Str s, char at, Str *before, Str *after); /* at the first `at`; false if there is none */
bool str_i64(Str s, int64_t *ret);        /* the whole text is one decimal integer that fits */
bool str_utf8(Str s);                     /* valid UTF-8, no surrogates, no NUL */
size_t str_utf8_len(Str s);               /* code points; the text is valid */
uint32_t str_utf8_next(Str *s);           /* takes one code point off a valid, non-empty text */
bool rune_blank(uint32_t c);              /* white space of any width, also what is not seen at all */
uint64_t str_hash(Str s);                 /* for tables in memory; not for proofs */
Str str_dup(Arena *a, Str s);             /* the copy is followed by a zero byte */
const char *str_cstr(Arena *a, Str s);
Str str_format(Arena *a, const char *fmt, ...) printf_like(2, 3);
/* The candidate nearest to `word` by edit distance, or an empty Str if none is near. */
Str str_nearest(Str word, const Str *candidates, size_t n);

typedef struct StrBuf {
    char *p;
    size_t n, cap, max;
    Arena *arena;  /* grows here; NULL: on the heap, freed by strbuf_done */
    bool overflow; /* sticky: more than max was put in; the content is then a prefix */
} StrBuf;

void strbuf_init(StrBuf *b, Arena *a, size_t max);
void strbuf_done(StrBuf *b); /* for heap buffers */
void strbuf_grow(StrBuf *b, Str s); /* strbuf_put when there is no room */
static inline void strbuf_put(StrBuf *b, Str s) {
    size_t end = b->cap < b->max ? b->cap : b->max;
    if (s.n > end - b->n || !s.n) {
        strbuf_grow(b, s);
        return;
    }
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
}
static inline void strbuf_putc(StrBuf *b, char c) {
    strbuf_put(b, (Str){&c, 1});
}
void strbuf_i64(StrBuf *b, int64_t v);
void strbuf_rune(StrBuf *b, uint32_t c); /* one code point as UTF-8 */
void strbuf_f(StrBuf *b, const char *fmt, ...) printf_like(2, 3);
static inline Str strbuf_str(const StrBuf *b) {
    return (Str){b->p, b->n};
}
