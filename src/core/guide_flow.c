// SPDX-License-Identifier: Apache-2.0
/*
 * Side parts over the main graph: in each main state, which may be open and which surely are. One pass of a data flow
 * for all side parts at once, instead of multiplying each into the states. `may` errs on the side of open, `must` on
 * the side of closed. A deadline that lapsed counts as still there in `must`: its duty took its place.
 */
#include "core/guide_graph.h"

static bool sets_may(const Set *asked, const Set *is, const Set *may) {
    for (size_t w = 0; w < LEN(asked->w); w++)
        if (asked->w[w] & ~(is->w[w] | may->w[w])) return false;
    return true;
}

static bool sets_clash(const Set *forbidden, const Set *is) {
    for (size_t w = 0; w < LEN(is->w); w++)
        if (forbidden->w[w] & is->w[w]) return true;
    return false;
}

/* A test that a side part is not open always may hold; that of a main part is exact. */
bool guard_may(const GuideGraph *gr, const Guard *guard, const Machine *m, const Flow *may) {
    for (int i = 0; i < gr->g->n_facts; i++)
        if (!(guard->allow[i] >> m->fact[i] & 1)) return false;
    if (!sets_may(&guard->running, &m->running, &may->run) || sets_clash(&guard->not_running, &m->running)) return false;
    if (!sets_may(&guard->owed, &m->owed, &may->owe) || sets_clash(&guard->not_owed, &m->owed)) return false;
    for (size_t w = 0; w < LEN(guard->open.w); w++) {
        for (uint64_t b = guard->not_open.w[w]; b; b &= b - 1)
            if (line_open(m->line[w * 64 + (size_t)__builtin_ctzll(b)])) return false;
        for (uint64_t b = guard->open.w[w] & ~may->line.w[w]; b; b &= b - 1)
            if (!line_open(m->line[w * 64 + (size_t)__builtin_ctzll(b)])) return false;
    }
    return true;
}

static bool tests_side(const GuideGraph *gr, const Guard *guard) {
    const Flow *side = &gr->side;
    for (size_t w = 0; w < LEN(side->run.w); w++)
        if (((guard->open.w[w] | guard->not_open.w[w]) & side->line.w[w]) |
            ((guard->running.w[w] | guard->not_running.w[w]) & side->run.w[w]) |
            ((guard->owed.w[w] | guard->not_owed.w[w]) & side->owe.w[w]))
            return true;
    return false;
}

/* Whether side parts that may be open allow the guard, the rest of it being known to hold. */
static bool beside_may(const Guard *guard, const Machine *m, const Flow *may) {
    if (!sets_may(&guard->running, &m->running, &may->run) || !sets_may(&guard->owed, &m->owed, &may->owe)) return false;
    for (size_t w = 0; w < LEN(guard->open.w); w++)
        for (uint64_t b = guard->open.w[w] & ~may->line.w[w]; b; b &= b - 1)
            if (!line_open(m->line[w * 64 + (size_t)__builtin_ctzll(b)])) return false;
    return true;
}

typedef bool Allows(const GuideGraph *gr, const Guard *guard, const Machine *m, const Flow *may);

static bool only_beside(const GuideGraph *gr, const Guard *guard, const Machine *m, const Flow *may) {
    return beside_may(guard, m, may);
}

static bool side_step_may(const GuideGraph *gr, const Step *s, const Machine *m, const Flow *may, Allows *allows) {
    if (s->kind == STEP_END) return set_has(&may->run, s->clock);
    const Act *act = &gr->g->acts[s->act];
    if (act->kind != ACT_SEND || s->phase == PHASE_PUSH) {
        if (!allows(gr, &act->when, m, may)) return false;
    } else if (!set_has(&may->line, s->act)) {
        return false;
    }
    return s->kind != STEP_OPTION || allows(gr, &act->options[s->option].when, m, may);
}

bool step_may(const GuideGraph *gr, const Step *s, const Machine *m, const Flow *may) {
    if (s->main) return step_possible(gr->g, s, m);
    return !machine_final(gr->g, m) && side_step_may(gr, s, m, may, guard_may);
}

static void open_part(Set *may, Set *must, int i, bool sure) {
    set_add(may, i);
    if (sure) set_add(must, i);
}

static void close_part(Set *may, Set *must, int i, bool sure) {
    if (sure) set_drop(may, i);
    set_drop(must, i);
}

static bool effect_side(const Guide *g, const Effect *e) {
    switch (e->kind) {
    case EFFECT_START:
    case EFFECT_STOP: return g->clocks[e->a].side;
    case EFFECT_OWE:
    case EFFECT_CLEAR: return g->duties[e->a].side;
    case EFFECT_ANSWER: return g->acts[e->a].side;
    case EFFECT_SET:
    case EFFECT_PAUSE:
    case EFFECT_RESUME:
    case EFFECT_EXTEND: break;
    }
    return false;
}

/* `in` is what was known before the step; its guards are read on that. */
static void flow_effects(const GuideGraph *gr, const Step *s, const Machine *m, const Flow *in, Flow *may, Flow *must) {
    for (size_t i = 0; i < s->beside.n; i++) {
        const Effect *f = &s->beside.v[i];
        if (f->when && !guard_may(gr, f->when, m, in)) continue;
        bool sure = !f->when || !tests_side(gr, f->when);
        switch (f->kind) {
        case EFFECT_START: open_part(&may->run, &must->run, f->a, sure); break;
        case EFFECT_STOP: close_part(&may->run, &must->run, f->a, sure); break;
        case EFFECT_OWE: open_part(&may->owe, &must->owe, f->a, sure); break;
        case EFFECT_CLEAR: close_part(&may->owe, &must->owe, f->a, sure); break;
        case EFFECT_ANSWER: close_part(&may->line, &must->line, f->a, sure); break;
        case EFFECT_SET:
        case EFFECT_PAUSE:
        case EFFECT_RESUME:
        case EFFECT_EXTEND: break;
        }
    }
}

static int paper_of(const GuideGraph *gr, Str id) {
    for (int i = 0; i < gr->n_papers; i++)
        if (str_eq(gr->papers[i], id)) return i;
    return -1;
}

static void flow_papers(const GuideGraph *gr, const Needs *n, Flow *may) {
    for (int i = 0; i < n->n_makes; i++) {
        int k = paper_of(gr, n->makes[i]);
        if (k >= 0) may->papers |= UINT64_C(1) << k;
    }
}

static void flow_step(const GuideGraph *gr, const Step *s, const Machine *m, const Flow *in, Flow *may, Flow *must) {
    flow_effects(gr, s, m, in, may, must);
    if (s->kind == STEP_END) return;
    const Act *act = &gr->g->acts[s->act];
    if (s->phase == PHASE_PUSH || act->kind != ACT_SEND) flow_papers(gr, &act->needs, may);
    if (s->kind == STEP_OPTION) flow_papers(gr, &act->options[s->option].needs, may);
    if (act->side && s->phase == PHASE_PUSH) set_add(&may->line, s->act);
}

static void set_or(Set *to, const Set *from) {
    for (size_t w = 0; w < LEN(to->w); w++) to->w[w] |= from->w[w];
}

static void set_and(Set *to, const Set *from) {
    for (size_t w = 0; w < LEN(to->w); w++) to->w[w] &= from->w[w];
}

static void flow_or(Flow *to, const Flow *from) {
    set_or(&to->line, &from->line);
    set_or(&to->run, &from->run);
    set_or(&to->owe, &from->owe);
    to->papers |= from->papers;
}

static void flow_and(Flow *to, const Flow *from) {
    set_and(&to->line, &from->line);
    set_and(&to->run, &from->run);
    set_and(&to->owe, &from->owe);
}

static bool flow_same(const Flow *x, const Flow *y) {
    return !memcmp(x, y, sizeof *x);
}

typedef struct Around { /* of one main state: the side steps that its main part allows */
    uint16_t *steps;
    size_t n;
} Around;

static Around around_of(GuideGraph *gr, const Machine *m) {
    uint16_t *found = NEW_N(gr->a, uint16_t, gr->n_busy);
    size_t n = 0;
    for (size_t i = 0; i < gr->n_busy; i++)
        if (side_step_may(gr, &gr->steps.v[gr->busy[i]], m, &gr->side, guard_may)) found[n++] = gr->busy[i];
    return (Around){found, n};
}

/* Side steps happen without moving the main state: what they open may be open, what they close is not sure. */
static void settle(GuideGraph *gr, size_t state, const Machine *m, Around *around) {
    Flow *may = &gr->may[state], *must = &gr->must[state];
    if (machine_final(gr->g, m)) return;
    if (!around[state].steps) around[state] = around_of(gr, m);
    for (Flow before;;) {
        before = *may;
        for (size_t i = 0; i < around[state].n; i++) {
            const Step *s = &gr->steps.v[around[state].steps[i]];
            if (!side_step_may(gr, s, m, may, only_beside)) continue;
            Flow after = *may, sure = *must;
            flow_step(gr, s, m, may, &after, &sure);
            if (s->kind == STEP_END && !s->lapse) set_drop(&sure.run, s->clock);
            flow_or(may, &after);
            flow_and(must, &sure);
        }
        if (flow_same(&before, may)) return;
    }
}

static void list_papers(GuideGraph *gr) {
    const Guide *g = gr->g;
    for (int i = 0; i < g->n_acts; i++)
        for (int o = -1; o < g->acts[i].n_options; o++) {
            const Needs *n = o < 0 ? &g->acts[i].needs : &g->acts[i].options[o].needs;
            for (int k = 0; k < n->n_makes; k++)
                if (paper_of(gr, n->makes[k]) < 0 && gr->n_papers < (int)LEN(gr->papers))
                    gr->papers[gr->n_papers++] = n->makes[k];
        }
}

static void keep_side(GuideGraph *gr, Step *s, const Effects *e) {
    for (size_t i = 0; e && i < e->n; i++)
        if (effect_side(gr->g, &e->v[i])) *PUSH(gr->a, &s->beside) = e->v[i];
}

/* A side step that opens, closes and makes nothing cannot change what is known of a state. */
static bool step_idle(const GuideGraph *gr, const Step *s) {
    if (s->beside.n || (s->kind == STEP_END && !s->lapse)) return false;
    return s->kind == STEP_END || (s->phase != PHASE_PUSH && !gr->n_papers);
}

static void list_sides(GuideGraph *gr) {
    const Guide *g = gr->g;
    gr->busy = NEW_N(gr->a, uint16_t, gr->steps.n + 1);
    for (size_t i = 0; i < gr->steps.n; i++) {
        Step *s = &gr->steps.v[i];
        const Effects *also, *e = step_effects(g, s, &also);
        keep_side(gr, s, also);
        keep_side(gr, s, e);
        if (!s->main && !step_idle(gr, s)) gr->busy[gr->n_busy++] = (uint16_t)i;
    }
    for (int i = 0; i < g->n_acts; i++)
        if (g->acts[i].side) set_add(&gr->side.line, i);
    for (int i = 0; i < g->n_clocks; i++)
        if (g->clocks[i].side) set_add(&gr->side.run, i);
    for (int i = 0; i < g->n_duties; i++)
        if (g->duties[i].side) set_add(&gr->side.owe, i);
}

/* Carries a state's flow over one edge; true if the target learnt something. */
static bool carry(GuideGraph *gr, size_t state, const Machine *m, const Edge *e, bool *seen) {
    Flow may = gr->may[state], must = gr->must[state];
    flow_step(gr, &gr->steps.v[e->step], m, &gr->may[state], &may, &must);
    if (state_final(gr, e->to)) may = (Flow){.papers = may.papers}, must = (Flow){0};
    Flow old_may = gr->may[e->to], old_must = gr->must[e->to];
    flow_or(&gr->may[e->to], &may);
    if (seen[e->to]) flow_and(&gr->must[e->to], &must);
    else gr->must[e->to] = must;
    bool first = !seen[e->to];
    seen[e->to] = true;
    return first || !flow_same(&old_may, &gr->may[e->to]) || !flow_same(&old_must, &gr->must[e->to]);
}

void guide_flow(GuideGraph *gr) {
    list_papers(gr);
    list_sides(gr);
    Around *around = NEW_N(gr->a, Around, gr->n + 1);
    gr->may = NEW_N(gr->a, Flow, gr->n + 1);
    gr->must = NEW_N(gr->a, Flow, gr->n + 1);
    bool *seen = NEW_N(gr->a, bool, gr->n + 1), *due = NEW_N(gr->a, bool, gr->n + 1), any = true;
    for (size_t s = 0; s < gr->n; s++)
        if (gr->parent[s] == NO_STATE) seen[s] = due[s] = true;
    while (any) {
        any = false;
        for (size_t s = 0; s < gr->n && !graph_stopped(gr); s++) {
            if (!due[s]) continue;
            due[s] = false;
            Machine m;
            guide_state_machine(gr, s, &m);
            settle(gr, s, &m, around);
            for (uint32_t k = gr->first[s]; k < gr->first[s + 1]; k++) {
                const Edge *e = &gr->edges.v[k];
                if (carry(gr, s, &m, e, seen)) due[e->to] = true, any |= e->to <= s;
            }
        }
    }
}
