// SPDX-License-Identifier: Apache-2.0
#include "http/conditional.h"

static bool number(Str s, uint64_t *ret) {
    if (!s.n || s.n > 18) return false;
    uint64_t v = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        v = v * 10 + (uint64_t)(s.p[i] - '0');
    }
    *ret = v;
    return true;
}

RangeKind range_parse(Str header, uint64_t size, uint64_t *from, uint64_t *n) {
    Str unit, set, first, last;
    if (!str_cut(header, '=', &unit, &set) || !str_eq(str_trim(unit), S("bytes"))) return RANGE_WHOLE;
    set = str_trim(set);
    if (!str_cut(set, '-', &first, &last)) return RANGE_WHOLE;
    uint64_t a = 0, b = 0;
    if (!first.n) { /* the last b bytes */
        if (!number(last, &b)) return RANGE_WHOLE;
        if (!b || !size) return RANGE_OUTSIDE;
        *n = MIN(b, size);
        *from = size - *n;
        return RANGE_PART;
    }
    if (!number(first, &a)) return RANGE_WHOLE;
    if (last.n && (!number(last, &b) || b < a)) return RANGE_WHOLE;
    if (a >= size) return RANGE_OUTSIDE;
    uint64_t end = last.n ? MIN(b, size - 1) : size - 1;
    *from = a;
    *n = end - a + 1;
    return RANGE_PART;
}

static Str strong(Str tag) {
    return str_starts(tag, S("W/")) ? str_n(tag.p + 2, tag.n - 2) : tag;
}

bool etag_listed(Str header, Str etag) {
    if (!etag.n) return false;
    while (header.n) {
        Str item, rest;
        if (!str_cut(header, ',', &item, &rest)) item = header, rest = (Str){0};
        header = rest;
        item = str_trim(item);
        if (str_eq(item, S("*")) || str_eq(strong(item), strong(etag))) return true;
    }
    return false;
}

bool etag_if_range(Str header, Str etag) {
    return !header.n || (etag.n && etag.p[0] == '"' && str_eq(str_trim(header), etag));
}

bool coding_accepted(Str header, Str coding) {
    while (header.n) {
        Str item, rest, name, weight = {0};
        if (!str_cut(header, ',', &item, &rest)) item = header, rest = (Str){0};
        header = rest;
        name = item;
        (void)str_cut(item, ';', &name, &weight);
        if (!str_eq(str_trim(name), coding)) continue;
        weight = str_trim(weight);
        if (!str_starts(weight, S("q="))) return true;
        for (size_t i = 2; i < weight.n; i++)
            if (weight.p[i] >= '1' && weight.p[i] <= '9') return true;
        return false;
    }
    return false;
}
