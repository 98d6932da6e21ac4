// SPDX-License-Identifier: Apache-2.0
/* The readers of small texts: dates, times, ids, numbers, hex, UTF-8. What is read must write back to the same value. */
#include "base/arena.h"
#include "base/civil.h"
#include "base/hash.h"
#include "base/hex.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_back(Str s) {
    Day d, d2;
    Time t, t2;
    int64_t id, id2;
    Hash h, h2;
    char day[DAY_TEXT], time[TIME_TEXT], text[ID_TEXT], hash[HASH_TEXT];
    if (day_parse(s, &d)) ASSERT(day_parse(day_format(d, day), &d2) && d2 == d);
    if (time_parse(s, &t)) ASSERT(time_parse(time_format(t, time), &t2) && t2 == t);
    if (id_parse(s, &id)) ASSERT(id_parse(id_format(id, text), &id2) && id2 == id);
    if (hash_parse(s, &h)) ASSERT(hash_parse(hash_format(h, hash), &h2) && hash_eq(h, h2));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str s = str_n((const char *)data, size), before, after;
    int64_t v;
    uint8_t bytes[8];
    read_back(s);
    read_back(str_trim(s));
    (void)str_i64(s, &v);
    (void)hex_decode(s, bytes, sizeof bytes);
    if (str_cut(s, '\n', &before, &after)) ASSERT(before.n + 1 + after.n == s.n);
    if (str_utf8(s)) {
        size_t n = 0;
        for (Str rest = s; rest.n; n++) (void)str_utf8_next(&rest);
        ASSERT(n == str_utf8_len(s));
    }
    if (size < 64) {
        Str words[] = {S("stage"), S("stages"), S("return_reason"), S("")};
        (void)str_nearest(s, words, LEN(words));
    }
    Arena *a = arena_new();
    ASSERT(str_eq(str_dup(a, s), s));
    arena_free(a);
    return 0;
}
