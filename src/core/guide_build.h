// SPDX-License-Identifier: Apache-2.0
#pragma once
/* What the files that load a guide share: reading nodes leniently, and errors with a place. For this room only. */
#include "core/guide.h"

/* A fault at a node: err->where is file:line:column. */
#define NODE_FAIL(at, err, code, ...) (FAIL((err), ERR_INVALID, (code), __VA_ARGS__), node_where((at), (err)))
Status node_where(const Node *at, Err *err); /* always ERR_INVALID */

/* "there is no clock 'x' (did you mean 'y'?)" */
Status node_unknown(const Node *at, const char *what, Str word, Words known, Err *err);

bool node_is_null(const Node *n); /* absent, null, ~ */
/* A scalar's text; numbers and truth values as written. Empty for lists and maps. */
Str node_text(const Node *n, Arena *a); /* copied: a guide may outlive its tree */
/* A single value stands for a list of one. */
size_t node_count(const Node *n);
const Node *node_item(const Node *n, size_t i);
must_use Status node_map_check(const Node *n, const char *what, const char *const *keys, Err *err);
must_use Status node_bool(const Node *n, bool otherwise, bool *ret, Err *err);
must_use Status node_number(const Node *n, int64_t max, int *ret, Err *err);

/* One tree of all a class uses. */
must_use Status guide_merge(const GuideSource *src, Arena *a, Node **ret, Err *err);
/* The tree as tables; `words` may be NULL. */
must_use Status guide_decode(const Node *tree, const GuideSource *words, Arena *a, Guide *g, Err *err);

typedef struct Decode {
    const Node *tree;
    const GuideSource *words; /* NULL: the names were checked when the guide was first loaded */
    Arena *a;
    Guide *g;
    Err *err;
} Decode;
must_use Status guide_decode_guard(Decode *d, const Node *when, const Guard *outer, Guard *ret);
must_use Status guide_decode_effects(Decode *d, const Node *n, const Guard *outer, Effects *ret);
must_use Status guide_decode_act(Decode *d, const NodePair *p, Act *act);
must_use Status guide_decode_clock(Decode *d, const NodePair *p, ClockRule *c);
must_use Status guide_decode_reclassify(Decode *d, const Node *n);
must_use Status guide_decode_refs(Decode *d, const Node *tree); /* cleared_by, outcome_by, other_than, lapses */
must_use Status guide_decode_strs(Decode *d, const Node *n, Words known, const char *what, Str *v, int max, int *ret_n);
Str guide_decode_basis(Decode *d, const Node *n);
must_use Status guide_decode_mark(Decode *d, const Node *n, Mark *ret);
extern const char *const EFFECT_KEYS[]; /* ends with NULL */
