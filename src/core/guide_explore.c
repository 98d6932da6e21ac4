// SPDX-License-Identifier: Apache-2.0
/* Breadth first over the main machine. A state is packed into words; the hash table holds state numbers. */
#include "core/guide_graph.h"

static Cell cell(GuideGraph *gr, int *bit, int bits) {
    if (*bit % 64 + bits > 64) *bit = (*bit / 64 + 1) * 64;
    Cell c = {.word = (uint16_t)(*bit / 64), .shift = (uint16_t)(*bit % 64), .bits = (uint16_t)bits};
    *bit += bits;
    gr->words = c.word + 1;
    ASSERT(gr->words <= STATE_WORDS);
    return c;
}

static void lay_out(GuideGraph *gr) {
    const Guide *g = gr->g;
    int bit = 0;
    for (int i = 0; i < g->n_facts; i++) gr->fact[i] = cell(gr, &bit, 4);
    for (int i = 0; i < g->n_acts; i++)
        if (g->acts[i].kind == ACT_SEND && !g->acts[i].side)
            gr->line[i] = cell(gr, &bit, 3), gr->lines[gr->n_lines++] = (uint16_t)i;
    for (int i = 0; i < g->n_clocks; i++)
        if (!g->clocks[i].side) gr->clock[i] = cell(gr, &bit, 1), gr->clocks[gr->n_clocks++] = (uint16_t)i;
    for (int i = 0; i < g->n_duties; i++)
        if (!g->duties[i].side) gr->duty[i] = cell(gr, &bit, 1), gr->duties[gr->n_duties++] = (uint16_t)i;
}

static void put(uint64_t *w, Cell c, uint64_t v) {
    if (c.bits) w[c.word] |= v << c.shift;
}

static uint64_t get(const uint64_t *w, Cell c) {
    return c.bits ? w[c.word] >> c.shift & ((UINT64_C(1) << c.bits) - 1) : 0;
}

static void pack(const GuideGraph *gr, const Machine *m, uint64_t *w) {
    memset(w, 0, sizeof *w * (size_t)gr->words);
    for (int i = 0; i < gr->g->n_facts; i++) put(w, gr->fact[i], m->fact[i]);
    for (int k = 0; k < gr->n_lines; k++) put(w, gr->line[gr->lines[k]], m->line[gr->lines[k]]);
    for (int k = 0; k < gr->n_clocks; k++) put(w, gr->clock[gr->clocks[k]], set_has(&m->running, gr->clocks[k]));
    for (int k = 0; k < gr->n_duties; k++) put(w, gr->duty[gr->duties[k]], set_has(&m->owed, gr->duties[k]));
}

void guide_state_machine(const GuideGraph *gr, size_t state, Machine *m) {
    const uint64_t *w = gr->states + state * (size_t)gr->words;
    *m = (Machine){0};
    for (int i = 0; i < gr->g->n_facts; i++) m->fact[i] = (uint8_t)get(w, gr->fact[i]);
    for (int k = 0; k < gr->n_lines; k++) m->line[gr->lines[k]] = (uint8_t)get(w, gr->line[gr->lines[k]]);
    for (int k = 0; k < gr->n_clocks; k++)
        if (get(w, gr->clock[gr->clocks[k]])) set_add(&m->running, gr->clocks[k]);
    for (int k = 0; k < gr->n_duties; k++)
        if (get(w, gr->duty[gr->duties[k]])) set_add(&m->owed, gr->duties[k]);
}

static uint64_t hash_words(const uint64_t *w, int n) {
    uint64_t h = 0x9E3779B97F4A7C15u;
    for (int i = 0; i < n; i++) {
        h = (h ^ w[i]) * 0xD6E8FEB86659FD93u;
        h ^= h >> 32;
    }
    return h;
}

/* The slot of the state in the table: filled if it is known. */
static uint32_t *slot_of(const GuideGraph *gr, const uint64_t *w) {
    size_t mask = gr->table_size - 1, i = hash_words(w, gr->words) & mask;
    for (;; i = (i + 1) & mask) {
        uint32_t s = gr->table[i];
        if (s == NO_STATE || !memcmp(gr->states + s * (size_t)gr->words, w, sizeof *w * (size_t)gr->words))
            return &gr->table[i];
    }
}

static void *grow(Arena *a, void *old, size_t n, size_t cap, size_t size) {
    void *p = arena_alloc(a, cap * size);
    if (n) memcpy(p, old, n * size);
    return p;
}

static void room(GuideGraph *gr) {
    if (gr->n < gr->cap) return;
    gr->cap = gr->cap ? gr->cap * 2 : 1024;
    gr->states = grow(gr->a, gr->states, gr->n * (size_t)gr->words, gr->cap * (size_t)gr->words, sizeof *gr->states);
    gr->parent = grow(gr->a, gr->parent, gr->n, gr->cap, sizeof *gr->parent);
    gr->parent_step = grow(gr->a, gr->parent_step, gr->n, gr->cap, sizeof *gr->parent_step);
    gr->first = grow(gr->a, gr->first, gr->n, gr->cap + 1, sizeof *gr->first);
    gr->table_size = gr->cap * 2;
    gr->table = NEW_N(gr->a, uint32_t, gr->table_size);
    memset(gr->table, 0xFF, gr->table_size * sizeof *gr->table);
    for (size_t i = 0; i < gr->n; i++) *slot_of(gr, gr->states + i * (size_t)gr->words) = (uint32_t)i;
}

static uint32_t state_add(GuideGraph *gr, const Machine *m, uint32_t parent, uint16_t step) {
    uint64_t w[STATE_WORDS];
    room(gr);
    pack(gr, m, w);
    uint32_t *slot = slot_of(gr, w);
    if (*slot != NO_STATE) return *slot;
    if (gr->n >= GUIDE_STATES_MAX) {
        gr->cut = true;
        return NO_STATE;
    }
    uint32_t s = (uint32_t)gr->n++;
    memcpy(gr->states + s * (size_t)gr->words, w, sizeof *w * (size_t)gr->words);
    gr->parent[s] = parent;
    gr->parent_step[s] = step;
    return *slot = s;
}

int64_t guide_state(const GuideGraph *gr, const Machine *m) {
    uint64_t w[STATE_WORDS];
    pack(gr, m, w);
    uint32_t s = gr->n ? *slot_of(gr, w) : NO_STATE;
    return s == NO_STATE ? -1 : (int64_t)s;
}

GuideGraph *guide_states(const GuideGraph *gr, Arena *a) {
    GuideGraph *few = arena_dup(a, gr, sizeof *gr);
    few->a = a;
    few->states = arena_dup(a, gr->states, gr->n * (size_t)gr->words * sizeof *gr->states);
    few->table = arena_dup(a, gr->table, gr->table_size * sizeof *gr->table);
    few->parent = few->first = NULL;
    few->parent_step = few->busy = NULL;
    few->may = few->must = NULL;
    few->steps.v = NULL, few->steps.n = 0;
    few->edges.v = NULL, few->edges.n = 0;
    return few;
}

bool state_final(const GuideGraph *gr, size_t state) {
    int f = gr->g->fact_final;
    return gr->g->facts[f].final >> get(gr->states + state * (size_t)gr->words, gr->fact[f]) & 1;
}

Hold state_hold(const GuideGraph *gr, const Machine *m) {
    int f = gr->g->fact_custody;
    return f < 0 ? HOLD_FREE : gr->g->facts[f].hold[m->fact[f]];
}

/* --- steps --- */

static void step_add(GuideGraph *gr, Step s) {
    const Guide *g = gr->g;
    if (s.kind == STEP_END) {
        s.lapse = s.chance = g->clocks[s.clock].kind == CLOCK_DEADLINE;
        s.main = !g->clocks[s.clock].side;
    } else {
        const Act *act = &g->acts[s.act];
        bool receiver = s.phase == PHASE_RECEIVE || s.phase == PHASE_ACCEPT || s.phase == PHASE_RETURN;
        s.main = !act->side;
        s.report = act->kind == ACT_REPORT;
        s.chance = act->chance;
        s.organ = s.kind == STEP_OPTION ? act->options[s.option].by.kind : receiver ? act->to.kind : act->by.kind;
    }
    s.staffed = true;
    *PUSH(gr->a, &gr->steps) = s;
}

void graph_steps(GuideGraph *gr) {
    const Guide *g = gr->g;
    for (int i = 0; i < g->n_acts; i++) {
        const Act *act = &g->acts[i];
        if (act->kind == ACT_SEND)
            for (int ph = PHASE_PUSH; ph < PHASE_DONE; ph++)
                step_add(gr, (Step){.kind = STEP_PHASE, .act = i, .option = -1, .clock = -1, .phase = (Phase)ph});
        else if (!act->n_options)
            step_add(gr, (Step){.kind = STEP_PHASE, .act = i, .option = -1, .clock = -1, .phase = PHASE_DONE});
        for (int o = 0; o < act->n_options; o++)
            step_add(gr, (Step){.kind = STEP_OPTION, .act = i, .option = o, .clock = -1, .phase = PHASE_N});
    }
    for (int i = 0; i < g->n_clocks; i++)
        step_add(gr, (Step){.kind = STEP_END, .act = -1, .option = -1, .clock = i, .phase = PHASE_N});
}

const Effects *step_effects(const Guide *g, const Step *s, const Effects **also) {
    *also = NULL;
    if (s->kind == STEP_END) return &g->clocks[s->clock].on_end;
    const Act *act = &g->acts[s->act];
    if (s->kind == STEP_PHASE) return &act->on[s->phase];
    if (act->kind != ACT_SEND) *also = &act->on[PHASE_DONE];
    return &act->options[s->option].effects;
}

bool step_possible(const Guide *g, const Step *s, const Machine *m) {
    switch (s->kind) {
    case STEP_PHASE: return phase_possible(g, s->act, s->phase, m);
    case STEP_OPTION: return option_possible(g, s->act, s->option, m);
    case STEP_END: return set_has(&m->running, s->clock);
    }
    return false;
}

void step_run_open(const Guide *g, const Step *s, Machine *m) {
    switch (s->kind) {
    case STEP_PHASE: phase_run_open(g, s->act, s->phase, m); break;
    case STEP_OPTION: option_run_open(g, s->act, s->option, m); break;
    case STEP_END: clock_end_run_open(g, s->clock, m); break;
    }
}

/* What of the main machine a final step leaves open. */
static uint8_t left_open(const Guide *g, const Machine *m) {
    uint8_t left = 0;
    for (int i = 0; i < g->n_acts; i++)
        if (!g->acts[i].side && line_open(m->line[i])) left |= LEFT_LINE;
    for (int i = 0; i < g->n_duties; i++)
        if (!g->duties[i].side && set_has(&m->owed, i)) left |= LEFT_DUTY;
    for (int i = 0; i < g->n_clocks; i++)
        if (g->clocks[i].custody && set_has(&m->running, i)) left |= LEFT_CLOCK;
    return left;
}

static void expand(GuideGraph *gr, uint32_t state) {
    const Guide *g = gr->g;
    Machine m;
    gr->first[state] = (uint32_t)gr->edges.n;
    if (state_final(gr, state)) return;
    guide_state_machine(gr, state, &m);
    for (size_t i = 0; i < gr->steps.n; i++) {
        const Step *s = &gr->steps.v[i];
        if (!s->main || !step_possible(g, s, &m)) continue;
        Machine next = m;
        uint8_t left = 0;
        step_run_open(g, s, &next);
        if (machine_final(g, &next)) {
            left = left_open(g, &next);
            machine_close(&next);
        }
        uint32_t to = state_add(gr, &next, state, (uint16_t)i);
        if (to == NO_STATE) return;
        *PUSH(gr->a, &gr->edges) = (Edge){.to = to, .step = (uint16_t)i, .left = left};
    }
}

/* Every combination of given facts is a start. */
static void add_starts(GuideGraph *gr) {
    const Guide *g = gr->g;
    uint8_t given[FACT_MAX] = {0};
    for (;;) {
        Machine m;
        machine_first(g, given, &m);
        state_add(gr, &m, NO_STATE, NO_STEP);
        int i = 0;
        for (; i < g->n_facts; i++) {
            if (g->facts[i].first >= 0) continue;
            if (++given[i] < g->facts[i].n) break;
            given[i] = 0;
        }
        if (i == g->n_facts || gr->cut) return;
    }
}

GuideGraph *guide_explore_unless(const Guide *g, const atomic_bool *stop, Arena *a) {
    GuideGraph *gr = NEW(a, GuideGraph);
    gr->g = g;
    gr->a = a;
    gr->stop = stop;
    lay_out(gr);
    graph_steps(gr);
    add_starts(gr);
    for (size_t s = 0; s < gr->n && !gr->cut; s++) {
        expand(gr, (uint32_t)s);
        gr->cut |= graph_stopped(gr);
    }
    gr->first[gr->n] = (uint32_t)gr->edges.n;
    if (!gr->cut) guide_flow(gr);
    gr->cut |= graph_stopped(gr);
    return gr;
}

GuideGraph *guide_explore(const Guide *g, Arena *a) {
    return guide_explore_unless(g, NULL, a);
}
