// SPDX-License-Identifier: Apache-2.0
#include "node/node.h"

#include "node/json.h"
#include "node/place.h"

const Node *node_find(const Node *n, Str key) {
    if (!n || n->kind != NODE_MAP) return NULL;
    for (size_t i = 0; i < n->map.n; i++)
        if (str_eq(n->map.v[i].key, key)) return n->map.v[i].value;
    return NULL;
}

static Node *node_new(Arena *a, NodeKind kind) {
    Node *n = NEW(a, Node);
    n->kind = kind;
    return n;
}

Node *node_str(Arena *a, Str s) {
    Node *n = node_new(a, NODE_STR);
    n->s = s;
    return n;
}

Node *node_int(Arena *a, int64_t i) {
    Node *n = node_new(a, NODE_INT);
    n->i = i;
    return n;
}

Node *node_map(Arena *a) {
    return node_new(a, NODE_MAP);
}

Node *node_list(Arena *a) {
    return node_new(a, NODE_LIST);
}

void node_put(Arena *a, Node *map, Str key, Node *value) {
    ASSERT(map->kind == NODE_MAP);
    *PUSH(a, &map->map) = (NodePair){.key = key, .value = value};
}

void node_add(Arena *a, Node *list, Node *value) {
    ASSERT(list->kind == NODE_LIST);
    *PUSH(a, &list->list) = value;
}

void node_write(const Node *n, StrBuf *out) {
    Json j;
    json_init(&j, out);
    json_node(&j, n);
}

typedef struct Pen {
    char *p;
    size_t n;
} Pen;

static void put(Pen *pen, const char *p, size_t n) {
    n = MIN(n, PLACE_TEXT - 1 - pen->n);
    if (n) memcpy(pen->p + pen->n, p, n);
    pen->n += n;
}

static void put_place(Pen *pen, const Place *at) {
    if (!at || !at->up) return;
    put_place(pen, at->up);
    put(pen, "/", 1);
    if (!at->key.p) {
        char digits[24];
        put(pen, digits, (size_t)snprintf(digits, sizeof digits, "%zu", at->index));
        return;
    }
    for (size_t i = 0; i < at->key.n; i++) {
        char c = at->key.p[i];
        if (c == '~')
            put(pen, "~0", 2);
        else if (c == '/')
            put(pen, "~1", 2);
        else
            put(pen, &c, 1);
    }
}

const char *place_pointer(const Place *at, char buf[static PLACE_TEXT]) {
    Pen pen = {.p = buf};
    put_place(&pen, at);
    buf[pen.n] = 0;
    return buf;
}
