// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * An untyped value tree: what a YAML file or a JSON body says, with the place of every value.
 * Two readers make it (json_read.h, yaml_read.h), one decoder reads it (shape.h). Knows no word of the trade.
 *
 * YAML scalars stay text (NODE_STR with plain = true when unquoted) until a shape asks for a number or a
 * truth value, so NO is a word where a word is due. Map keys are unique; order is as read.
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

typedef enum NodeKind { NODE_NULL, NODE_BOOL, NODE_INT, NODE_STR, NODE_LIST, NODE_MAP } NodeKind;

typedef struct Node Node;
typedef struct NodePair {
    Str key;
    int line, col; /* of the key */
    Node *value;
} NodePair;

struct Node {
    NodeKind kind;
    bool plain;       /* an unquoted YAML scalar */
    const char *file; /* a copy of the name given to yaml_read; NULL for JSON and trees by hand */
    int line, col;    /* from 1; 0 where the source gives none (JSON) */
    union {
        bool b;
        int64_t i;
        Str s;
        struct {
            Node **v;
            size_t n, cap;
        } list;
        struct {
            NodePair *v;
            size_t n, cap;
        } map;
    };
};

/* The value under key of a map; NULL if the node is no map or has no such key. */
const Node *node_find(const Node *n, Str key);

/* A tree by hand, for tests and for views without a fixed shape. */
Node *node_str(Arena *a, Str s);
Node *node_int(Arena *a, int64_t i);
Node *node_map(Arena *a);
Node *node_list(Arena *a);
void node_put(Arena *a, Node *map, Str key, Node *value); /* the key is new */
void node_add(Arena *a, Node *list, Node *value);

/* Canonical JSON of a tree: keys in the order of the tree, no white space, integers only. */
#define NODE_DEPTH_MAX 32
void node_write(const Node *n, StrBuf *out);
