// SPDX-License-Identifier: Apache-2.0
#include "http/query.h"

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool percent_decode(Str text, bool plus, Arena *a, Str *ret) {
    bool plain = !text.n || (!memchr(text.p, '%', text.n) && !(plus && memchr(text.p, '+', text.n)));
    Str out = text;
    if (!plain) {
        char *to = arena_alloc(a, text.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < text.n; i++) {
            char c = text.p[i];
            if (c == '%') {
                if (text.n - i < 3) return false;
                int hi = hex_digit(text.p[i + 1]), lo = hex_digit(text.p[i + 2]);
                if (hi < 0 || lo < 0) return false;
                c = (char)(hi << 4 | lo);
                i += 2;
            } else if (c == '+' && plus) {
                c = ' ';
            }
            to[n++] = c;
        }
        out = str_n(to, n);
    }
    if (out.n && !str_utf8(out)) return false;
    *ret = out;
    return true;
}

static bool is_unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void percent_encode(Str text, StrBuf *out) {
    static const char DIGITS[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (is_unreserved((char)c)) {
            strbuf_putc(out, (char)c);
            continue;
        }
        char escape[3] = {'%', DIGITS[c >> 4], DIGITS[c & 15]};
        strbuf_put(out, str_n(escape, 3));
    }
}

Status query_parse(Str text, Arena *a, Pairs *ret, Err *err) {
    Pairs q = {0};
    while (text.n) {
        Str item, rest;
        if (!str_cut(text, '&', &item, &rest)) item = text, rest = (Str){0};
        text = rest;
        if (!item.n) continue;
        Str name = item, value = {0};
        (void)str_cut(item, '=', &name, &value);
        if (q.n == QUERY_MAX)
            return FAIL(err, ERR_LIMIT, "query.too_many", "more than %d query parameters", QUERY_MAX);
        Pair p;
        if (!percent_decode(name, true, a, &p.name) || !percent_decode(value, true, a, &p.value))
            return FAIL(err, ERR_INVALID, "query.encoding", "the query is not percent-encoded UTF-8");
        if (!p.value.n) continue;
        *PUSH(a, &q) = p;
    }
    *ret = q;
    return OK;
}

static Node *plain_scalar(Arena *a, Str s) {
    Node *n = node_str(a, s);
    n->plain = true;
    return n;
}

Node *query_node(const Pairs *q, Arena *a) {
    Node *map = node_map(a);
    for (size_t i = 0; i < q->n; i++) {
        Node *value = plain_scalar(a, q->v[i].value), *there = NULL;
        size_t at = 0;
        for (; at < map->map.n; at++) {
            if (!str_eq(map->map.v[at].key, q->v[i].name)) continue;
            there = map->map.v[at].value;
            break;
        }
        if (!there) {
            node_put(a, map, q->v[i].name, value);
            continue;
        }
        if (there->kind != NODE_LIST) {
            Node *list = node_list(a);
            node_add(a, list, there);
            map->map.v[at].value = there = list;
        }
        node_add(a, there, value);
    }
    return map;
}
