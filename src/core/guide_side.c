// SPDX-License-Identifier: Apache-2.0
/* What is side: everything, until something that moves a fact depends on it. */
#include "core/guide_check.h"

typedef struct Sides {
    Guide *g;
    bool changed;
} Sides;

static void main_clock(Sides *s, int i) {
    if (!s->g->clocks[i].side) return;
    s->g->clocks[i].side = false;
    s->changed = true;
}

static void main_duty(Sides *s, int i) {
    if (!s->g->duties[i].side) return;
    s->g->duties[i].side = false;
    s->changed = true;
}

static void main_act(Sides *s, int i) {
    if (!s->g->acts[i].side) return;
    s->g->acts[i].side = false;
    s->changed = true;
}

static void main_guard(Sides *s, const Guard *guard) {
    for (int i = 0; i < s->g->n_acts; i++)
        if (set_has(&guard->open, i) || set_has(&guard->not_open, i)) main_act(s, i);
    for (int i = 0; i < s->g->n_clocks; i++)
        if (set_has(&guard->running, i) || set_has(&guard->not_running, i)) main_clock(s, i);
    for (int i = 0; i < s->g->n_duties; i++)
        if (set_has(&guard->owed, i) || set_has(&guard->not_owed, i)) main_duty(s, i);
}

static bool effect_main(const Guide *g, const Effect *e) {
    switch (e->kind) {
    case EFFECT_SET: return true;
    case EFFECT_START:
    case EFFECT_STOP: return !g->clocks[e->a].side;
    case EFFECT_OWE:
    case EFFECT_CLEAR: return !g->duties[e->a].side;
    case EFFECT_ANSWER: return !g->acts[e->a].side;
    case EFFECT_PAUSE:
    case EFFECT_RESUME:
    case EFFECT_EXTEND: break;
    }
    return false;
}

/* Guards of main effects are read by the main machine; true if there is a main effect. */
static bool main_effects(Sides *s, const Effects *e) {
    bool any = false;
    for (size_t i = 0; i < e->n; i++) {
        if (!effect_main(s->g, &e->v[i])) continue;
        any = true;
        if (e->v[i].when) main_guard(s, e->v[i].when);
    }
    return any;
}

static void visit_act(Sides *s, int i) {
    Act *act = &s->g->acts[i];
    bool any = !act->side;
    for (int ph = 0; ph < PHASE_N; ph++) any |= main_effects(s, &act->on[ph]);
    for (int o = 0; o < act->n_options; o++) any |= main_effects(s, &act->options[o].effects);
    if (!any) return;
    main_act(s, i);
    main_guard(s, &act->when);
    for (int o = 0; o < act->n_options; o++) main_guard(s, &act->options[o].when);
}

void guide_sides(Guide *g) {
    Sides s = {.g = g};
    for (int i = 0; i < g->n_acts; i++) g->acts[i].side = true;
    for (int i = 0; i < g->n_clocks; i++) g->clocks[i].side = !g->clocks[i].custody;
    for (int i = 0; i < g->n_duties; i++) g->duties[i].side = i != g->duty_overdue;
    do {
        s.changed = false;
        for (int i = 0; i < g->n_acts; i++) visit_act(&s, i);
        for (int i = 0; i < g->n_clocks; i++)
            if (main_effects(&s, &g->clocks[i].on_end)) main_clock(&s, i);
    } while (s.changed);
}
