// SPDX-License-Identifier: Apache-2.0
#include "core/number_key.h"

const char NUMBER_SPACES[] = " \t·•・　";
const char NUMBER_PARTS[] = "()[]{}<>〔〕【】〖〗〈〉《》「」『』﹝﹞﹙﹚第号號.。,，、:：;；-－—–_/\\";

static bool among(uint32_t c, const char *set) {
    for (Str s = str_c(set); s.n;)
        if (str_utf8_next(&s) == c) return true;
    return false;
}

static bool is_digit(uint32_t c) {
    return c >= '0' && c <= '9';
}

static bool is_part(uint32_t c) {
    bool letter = is_digit(c) || (c >= 'A' && c <= 'Z');
    return !letter && among(c, NUMBER_PARTS);
}

/* Folded runes without spaces; whether any is Chinese. */
static size_t runes_of(Str s, uint32_t *v, bool *ret_chinese) {
    size_t n = 0;
    *ret_chinese = false;
    while (s.n) {
        uint32_t c = str_utf8_next(&s);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
        if (rune_blank(c) || (!is_digit(c) && among(c, NUMBER_SPACES))) continue;
        *ret_chinese |= c >= 0x4E00 && c <= 0x9FFF;
        v[n++] = c;
    }
    return n;
}

/* Where the last run of digits begins once its leading zeros are gone; those are taken out. */
static size_t drop_zeros(uint32_t *v, size_t n) {
    size_t end = n;
    while (end && !is_digit(v[end - 1])) end--;
    size_t from = end, zeros = 0;
    while (from && is_digit(v[from - 1])) from--;
    while (from + zeros + 1 < end && v[from + zeros] == '0') zeros++;
    memmove(v + from, v + from + zeros, (n - from - zeros) * sizeof *v);
    return n - zeros;
}

static Str key(Str s, bool whole, Arena *a) {
    uint32_t *v = NEW_N(a, uint32_t, s.n + 1);
    bool chinese;
    size_t n = runes_of(s, v, &chinese);
    StrBuf b;
    strbuf_init(&b, a, s.n * 2 + 8);
    if (chinese && whole) n = drop_zeros(v, n);
    for (size_t i = 0; i < n; i++) {
        if (!chinese) {
            if (is_digit(v[i]) || (v[i] >= 'A' && v[i] <= 'Z')) strbuf_rune(&b, v[i]);
            continue;
        }
        if (!is_part(v[i])) {
            strbuf_rune(&b, v[i]);
            continue;
        }
        size_t end = i;
        while (end < n && is_part(v[end])) end++;
        if (i && end < n && is_digit(v[i - 1]) && is_digit(v[end])) strbuf_putc(&b, '/');
        i = end - 1;
    }
    return strbuf_str(&b);
}

Str number_key(Str number, Arena *a) {
    return key(number, true, a);
}

Str number_begun(Str number, Arena *a) {
    return key(number, false, a);
}
