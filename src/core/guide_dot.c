// SPDX-License-Identifier: Apache-2.0
/* A guide as a drawing: the values of the fact that ends the proceeding, and the steps that lead from one to another. */
#include "core/guide_graph.h"

static void dot_edges(const Guide *g, const Guard *outer, const Guard *own, const Effects *e, const Step *s, StrBuf *out) {
    int f = g->fact_final;
    for (size_t i = 0; e && i < e->n; i++) {
        if (e->v[i].kind != EFFECT_SET || e->v[i].a != f) continue;
        uint16_t from = (uint16_t)((outer ? outer->allow[f] : UINT16_MAX) & (own ? own->allow[f] : UINT16_MAX) &
                                   (e->v[i].when ? e->v[i].when->allow[f] : UINT16_MAX));
        bool anywhere = (from & ((1u << g->facts[f].n) - 1)) == (1u << g->facts[f].n) - 1;
        StrBuf zh, en;
        strbuf_init(&zh, out->arena, KB(4));
        strbuf_init(&en, out->arena, KB(4));
        step_words(g, s, &zh, &en);
        for (int v = 0; v < g->facts[f].n; v++) {
            if (anywhere ? v > 0 : !(from >> v & 1) || v == e->v[i].b) continue;
            if (anywhere) strbuf_f(out, "  any -> v%d [label=\"" STR_FMT "\"];\n", e->v[i].b, STR_ARG(strbuf_str(&zh)));
            else strbuf_f(out, "  v%d -> v%d [label=\"" STR_FMT "\"];\n", v, e->v[i].b, STR_ARG(strbuf_str(&zh)));
        }
        strbuf_done(&zh);
        strbuf_done(&en);
    }
}

void guide_dot(const Guide *g, StrBuf *out) {
    const Fact *f = &g->facts[g->fact_final];
    strbuf_f(out, "digraph \"" STR_FMT "\" {\n  rankdir=LR; node [shape=box, style=rounded]; any [label=\"任何阶段\", style=dotted];\n",
             STR_ARG(g->id));
    for (int v = 0; v < f->n; v++)
        strbuf_f(out, "  v%d [label=\"" STR_FMT "\"%s];\n", v, STR_ARG(f->names[v]), f->final >> v & 1 ? ", peripheries=2" : "");
    for (int i = 0; i < g->n_acts; i++) {
        const Act *a = &g->acts[i];
        for (int ph = 0; ph < PHASE_N; ph++) {
            Step s = {.kind = STEP_PHASE, .act = i, .option = -1, .clock = -1, .phase = (Phase)ph};
            dot_edges(g, &a->when, NULL, &a->on[ph], &s, out);
        }
        for (int o = 0; o < a->n_options; o++) {
            Step s = {.kind = STEP_OPTION, .act = i, .option = o, .clock = -1, .phase = PHASE_N};
            dot_edges(g, &a->when, &a->options[o].when, &a->options[o].effects, &s, out);
        }
    }
    for (int i = 0; i < g->n_clocks; i++) {
        Step s = {.kind = STEP_END, .act = -1, .option = -1, .clock = i, .phase = PHASE_N, .lapse = g->clocks[i].kind == CLOCK_DEADLINE};
        dot_edges(g, NULL, NULL, &g->clocks[i].on_end, &s, out);
    }
    strbuf_put(out, S("}\n"));
}
