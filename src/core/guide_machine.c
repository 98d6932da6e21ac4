// SPDX-License-Identifier: Apache-2.0
/* How a Machine moves. The checker and decide both call this; nobody else reads a guard or runs an effect. */
#include "core/guide.h"

bool set_empty(const Set *s) {
    uint64_t any = 0;
    for (size_t i = 0; i < LEN(s->w); i++) any |= s->w[i];
    return !any;
}

void machine_first(const Guide *g, const uint8_t given[FACT_MAX], Machine *m) {
    *m = (Machine){0};
    for (int i = 0; i < g->n_facts; i++) m->fact[i] = g->facts[i].first >= 0 ? (uint8_t)g->facts[i].first : given[i];
}

static bool lines_hold(const Guard *guard, const Machine *m) {
    for (size_t w = 0; w < SET_MAX / 64; w++) {
        for (uint64_t b = guard->open.w[w]; b; b &= b - 1)
            if (!line_open(m->line[w * 64 + (size_t)__builtin_ctzll(b)])) return false;
        for (uint64_t b = guard->not_open.w[w]; b; b &= b - 1)
            if (line_open(m->line[w * 64 + (size_t)__builtin_ctzll(b)])) return false;
    }
    return true;
}

bool guard_holds(const Guide *g, const Guard *guard, const Machine *m) {
    for (int i = 0; i < g->n_facts; i++)
        if (!(guard->allow[i] >> m->fact[i] & 1)) return false;
    for (size_t w = 0; w < SET_MAX / 64; w++)
        if ((guard->running.w[w] & ~m->running.w[w]) | (guard->not_running.w[w] & m->running.w[w]) |
            (guard->owed.w[w] & ~m->owed.w[w]) | (guard->not_owed.w[w] & m->owed.w[w]))
            return false;
    return lines_hold(guard, m);
}

bool machine_final(const Guide *g, const Machine *m) {
    return g->facts[g->fact_final].final >> m->fact[g->fact_final] & 1;
}

void machine_close(Machine *m) {
    memset(m->line, LINE_NONE, sizeof m->line);
    m->running = m->owed = (Set){0};
}

static void effect_run(const Effect *e, Machine *m) {
    switch (e->kind) {
    case EFFECT_SET: m->fact[e->a] = (uint8_t)e->b; break;
    case EFFECT_START: set_add(&m->running, e->a); break;
    case EFFECT_STOP: set_drop(&m->running, e->a); break;
    case EFFECT_OWE: set_add(&m->owed, e->a); break; /* its clock only gives it the due time: not in `running` */
    case EFFECT_CLEAR: set_drop(&m->owed, e->a); break;
    case EFFECT_ANSWER: m->line[e->a] = LINE_NONE; break;
    case EFFECT_PAUSE:
    case EFFECT_RESUME:
    case EFFECT_EXTEND: break;
    }
}

static void effects_run_on(const Guide *g, const Effects *e, const Machine *before, Machine *m) {
    for (size_t i = 0; i < e->n; i++)
        if (!e->v[i].when || guard_holds(g, e->v[i].when, before)) effect_run(&e->v[i], m);
}

void effects_run(const Guide *g, const Effects *e, Machine *m) {
    Machine before = *m;
    effects_run_on(g, e, &before, m);
    if (machine_final(g, m)) machine_close(m);
}

bool act_possible(const Guide *g, int act, const Machine *m) {
    const Act *a = &g->acts[act];
    if (a->kind == ACT_SEND && m->line[act] != LINE_NONE && m->line[act] != LINE_RETURNED) return false;
    return !machine_final(g, m) && guard_holds(g, &a->when, m);
}

bool phase_possible(const Guide *g, int act, Phase phase, const Machine *m) {
    const Act *a = &g->acts[act];
    uint8_t line = m->line[act];
    if ((a->kind == ACT_SEND) == (phase == PHASE_DONE)) return false;
    switch (phase) {
    case PHASE_PUSH: return act_possible(g, act, m);
    case PHASE_RECEIVE: return line == LINE_PUSHED;
    case PHASE_ACCEPT:
    case PHASE_RETURN: return line == LINE_RECEIVED;
    case PHASE_WITHDRAW: return line == LINE_PUSHED || line == LINE_RETURNED;
    case PHASE_DONE: return !a->n_options && act_possible(g, act, m);
    case PHASE_N: break;
    }
    return false;
}

bool option_possible(const Guide *g, int act, int option, const Machine *m) {
    const Act *a = &g->acts[act];
    bool due = a->kind == ACT_SEND ? m->line[act] == LINE_ACCEPTED : act_possible(g, act, m);
    return due && guard_holds(g, &a->options[option].when, m);
}

void phase_run_open(const Guide *g, int act, Phase phase, Machine *m) {
    const Act *a = &g->acts[act];
    static const uint8_t AFTER[PHASE_N] = {[PHASE_PUSH] = LINE_PUSHED, [PHASE_RECEIVE] = LINE_RECEIVED,
                                           [PHASE_ACCEPT] = LINE_ACCEPTED, [PHASE_RETURN] = LINE_RETURNED};
    Machine before = *m;
    if (a->kind == ACT_SEND) m->line[act] = phase == PHASE_ACCEPT && a->ends_on_accept ? LINE_NONE : AFTER[phase];
    effects_run_on(g, &a->on[phase], &before, m);
}

void option_run_open(const Guide *g, int act, int option, Machine *m) {
    const Act *a = &g->acts[act];
    Machine before = *m;
    if (a->kind == ACT_SEND) m->line[act] = LINE_NONE;
    else effects_run_on(g, &a->on[PHASE_DONE], &before, m);
    effects_run_on(g, &a->options[option].effects, &before, m);
}

void clock_end_run_open(const Guide *g, int clock, Machine *m) {
    Machine before = *m;
    set_drop(&m->running, clock);
    effects_run_on(g, &g->clocks[clock].on_end, &before, m);
}

void phase_run(const Guide *g, int act, Phase phase, Machine *m) {
    phase_run_open(g, act, phase, m);
    if (machine_final(g, m)) machine_close(m);
}

void option_run(const Guide *g, int act, int option, Machine *m) {
    option_run_open(g, act, option, m);
    if (machine_final(g, m)) machine_close(m);
}

void clock_end_run(const Guide *g, int clock, Machine *m) {
    clock_end_run_open(g, clock, m);
    if (machine_final(g, m)) machine_close(m);
}
