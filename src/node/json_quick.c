// SPDX-License-Identifier: Apache-2.0
/*
 * One pass over one copy of the text: strings are views into the copy, ended where their closing quote stood.
 */
#include "node/json_quick.h"

enum { KEYS_MAX = 256, DIGITS_MAX = 18 };

typedef struct Quick {
    Arena *a;
    char *p, *end;
    size_t nodes, nodes_max;
    int depth;
} Quick;

static bool value(Quick *q, Node **ret);

static void blank(Quick *q) {
    while (q->p < q->end && (*q->p == ' ' || *q->p == '\n' || *q->p == '\r' || *q->p == '\t')) q->p++;
}

static bool take(Quick *q, char c) {
    blank(q);
    if (q->p == q->end || *q->p != c) return false;
    q->p++;
    return true;
}

static char unescaped(char c) {
    switch (c) {
    case '"': return '"';
    case '\\': return '\\';
    case '/': return '/';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

/* From an escape on: the rest moves up over what the escapes leave free. */
static bool string_rest(Quick *q, char *from, Str *ret) {
    char *to = q->p;
    for (; q->p < q->end && *q->p != '"'; q->p++) {
        char c = *q->p;
        if ((unsigned char)c < 0x20) return false;
        if (c == '\\' && (++q->p == q->end || !(c = unescaped(*q->p)))) return false;
        *to++ = c;
    }
    if (q->p == q->end) return false;
    q->p++;
    *to = 0;
    *ret = str_n(from, (size_t)(to - from));
    return str_utf8(*ret);
}

/* After the opening quote. */
static bool string(Quick *q, Str *ret) {
    char *from = q->p, *p = from;
    bool wide = false;
    while (p < q->end && *p != '"' && *p != '\\' && (unsigned char)*p >= 0x20) wide |= (unsigned char)*p++ >= 0x80;
    q->p = p;
    if (p == q->end || (unsigned char)*p < 0x20) return false;
    if (*p == '\\') return string_rest(q, from, ret);
    *p = 0;
    q->p++;
    *ret = str_n(from, (size_t)(p - from));
    return !wide || str_utf8(*ret);
}

static bool number(Quick *q, Node *n) {
    bool minus = *q->p == '-';
    if (minus) q->p++;
    char *from = q->p;
    int64_t v = 0;
    while (q->p < q->end && *q->p >= '0' && *q->p <= '9' && q->p - from < DIGITS_MAX) v = v * 10 + (*q->p++ - '0');
    size_t digits = (size_t)(q->p - from);
    if (!digits || (digits > 1 && *from == '0')) return false;
    if (q->p < q->end && ((*q->p >= '0' && *q->p <= '9') || *q->p == '.' || *q->p == 'e' || *q->p == 'E')) return false;
    n->kind = NODE_INT;
    n->i = minus ? -v : v;
    return true;
}

static bool word(Quick *q, const char *w) {
    size_t n = strlen(w);
    if ((size_t)(q->end - q->p) < n || memcmp(q->p, w, n) != 0) return false;
    q->p += n;
    return true;
}

static bool list(Quick *q, Node *n) {
    n->kind = NODE_LIST;
    if (take(q, ']')) return true;
    do {
        Node *item;
        if (!value(q, &item)) return false;
        *PUSH(q->a, &n->list) = item;
    } while (take(q, ','));
    return take(q, ']');
}

static bool twice(const Node *n, Str key) {
    for (size_t i = 0; i < n->map.n; i++)
        if (n->map.v[i].key.n == key.n && memcmp(n->map.v[i].key.p, key.p, key.n) == 0) return true;
    return false;
}

static bool map(Quick *q, Node *n) {
    n->kind = NODE_MAP;
    if (take(q, '}')) return true;
    do {
        NodePair p = {0};
        if (!take(q, '"') || !string(q, &p.key) || n->map.n == KEYS_MAX || twice(n, p.key)) return false;
        if (!take(q, ':') || !value(q, &p.value)) return false;
        *PUSH(q->a, &n->map) = p;
    } while (take(q, ','));
    return take(q, '}');
}

static bool value(Quick *q, Node **ret) {
    blank(q);
    if (q->p == q->end || ++q->nodes > q->nodes_max) return false;
    Node *n = *ret = NEW(q->a, Node);
    switch (*q->p) {
    case '{':
    case '[': {
        if (++q->depth > NODE_DEPTH_MAX) return false;
        bool good = *q->p++ == '{' ? map(q, n) : list(q, n);
        q->depth--;
        return good;
    }
    case '"':
        q->p++;
        n->kind = NODE_STR;
        return string(q, &n->s);
    case 't': n->kind = NODE_BOOL; n->b = true; return word(q, "true");
    case 'f': n->kind = NODE_BOOL; return word(q, "false");
    case 'n': return word(q, "null");
    default: return number(q, n);
    }
}

bool json_quick(Str text, JsonLimits lim, Arena *a, Node **ret) {
    if (!text.n || text.n > lim.bytes_max || lim.syntax_only) return false;
    char *p = arena_dup(a, text.p, text.n);
    Quick q = {.a = a, .p = p, .end = p + text.n, .nodes_max = lim.nodes_max ? lim.nodes_max : SIZE_MAX};
    Node *n;
    if (!value(&q, &n)) return false;
    blank(&q);
    if (q.p != q.end) return false;
    *ret = n;
    return true;
}
