// SPDX-License-Identifier: Apache-2.0
#include "core/guide_build.h"
#include "core/guide_check.h"
#include "node/json.h"

enum { TEXT_MAX_BYTES = 8 << 20 };

Status guide_load(const GuideSource *src, HashFn *hash, Arena *a, Guide **ret, Err *err) {
    Node *tree;
    TRY(guide_merge(src, a, &tree, err));
    Guide *g = NEW(a, Guide);
    TRY(guide_decode(tree, src, a, g, err));
    guide_sides(g);
    StrBuf b;
    strbuf_init(&b, a, TEXT_MAX_BYTES);
    node_write(tree, &b);
    if (b.overflow) return NODE_FAIL(src->guide, err, "guide.limit", "the guide is over 8 MB");
    g->text = strbuf_str(&b);
    g->hash = hash(&g->text, 1);
    *ret = g;
    return OK;
}

Status guide_from_text(Str json, HashFn *hash, Arena *scratch, Arena *a, Guide **ret, Err *err) {
    Node *tree;
    TRY(json_read(json, (JsonLimits){.bytes_max = TEXT_MAX_BYTES, .nodes_max = 1000000}, scratch, &tree, err));
    Guide *g = NEW(a, Guide);
    TRY(guide_decode(tree, NULL, a, g, err));
    guide_sides(g);
    g->text = json;
    g->hash = hash(&g->text, 1);
    *ret = g;
    return OK;
}

int guide_act(const Guide *g, Str id) {
    for (int i = 0; i < g->n_acts; i++)
        if (str_eq(g->acts[i].id, id)) return i;
    return -1;
}

int guide_clock(const Guide *g, Str id) {
    for (int i = 0; i < g->n_clocks; i++)
        if (str_eq(g->clocks[i].id, id)) return i;
    return -1;
}

int guide_duty(const Guide *g, Str id) {
    for (int i = 0; i < g->n_duties; i++)
        if (str_eq(g->duties[i].id, id)) return i;
    return -1;
}

int guide_fact(const Guide *g, Str id) {
    for (int i = 0; i < g->n_facts; i++)
        if (str_eq(g->facts[i].id, id)) return i;
    return -1;
}

int guide_option(const Act *act, Str id) {
    for (int i = 0; i < act->n_options; i++)
        if (str_eq(act->options[i].id, id)) return i;
    return -1;
}

int fact_value(const Fact *f, Str value) {
    for (int i = 0; i < f->n; i++)
        if (str_eq(f->values[i], value)) return i;
    return -1;
}
