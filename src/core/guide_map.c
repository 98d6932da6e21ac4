// SPDX-License-Identifier: Apache-2.0
#include "core/guide_map.h"

static int turned(const Guide *to, Str fact, Str value) {
    for (int i = 0; to->reclassify && i < to->reclassify->n_turns; i++) {
        const ValueTurn *t = &to->reclassify->turns[i];
        if (str_eq(t->fact, fact) && str_eq(t->from, value)) return fact_value(&to->facts[guide_fact(to, fact)], t->to);
    }
    return -1;
}

static void map_fact(GuideMap *map, int f) {
    const Fact *t = &map->to->facts[f];
    map->fact[f] = guide_fact(map->from, t->id);
    if (map->fact[f] < 0) return;
    const Fact *s = &map->from->facts[map->fact[f]];
    for (int v = 0; v < s->n; v++) {
        int same = fact_value(t, s->values[v]);
        map->value[f][v] = same >= 0 ? same : turned(map->to, t->id, s->values[v]);
    }
}

/* A bar may speak of what this guide has not: then that part of it asks nothing here, or never holds. */
static bool bar_here(const Guide *g, const Bar *bar, MapBar *ret) {
    *ret = (MapBar){.bar = bar};
    for (int i = 0; i < FACT_MAX; i++) ret->when.allow[i] = UINT16_MAX;
    for (int i = 0; i < bar->n_facts; i++) {
        int f = guide_fact(g, bar->facts[i].fact);
        uint16_t allow = 0;
        for (int k = 0; f >= 0 && k < bar->facts[i].n; k++) {
            int v = fact_value(&g->facts[f], bar->facts[i].values[k]);
            if (v >= 0) allow |= (uint16_t)(1u << v);
        }
        if (!allow) return false;
        ret->when.allow[f] = allow;
    }
    int k;
    for (int i = 0; i < bar->n_open; i++)
        if ((k = guide_act(g, bar->open[i])) >= 0) set_add(&ret->open, k);
    for (int i = 0; i < bar->n_running; i++)
        if ((k = guide_clock(g, bar->running[i])) >= 0) set_add(&ret->running, k);
    for (int i = 0; i < bar->n_owed; i++)
        if ((k = guide_duty(g, bar->owed[i])) >= 0) set_add(&ret->owed, k);
    return (!bar->n_open || !set_empty(&ret->open)) && (!bar->n_running || !set_empty(&ret->running)) &&
           (!bar->n_owed || !set_empty(&ret->owed));
}

static void add_bars(GuideMap *map, const Bar *v, int n) {
    for (int i = 0; i < n; i++)
        if (bar_here(map->from, &v[i], &map->bars[map->n_bars])) map->n_bars++;
}

void guide_map_make(const Guide *from, const Guide *to, GuideMap *ret) {
    *ret = (GuideMap){.from = from, .to = to};
    for (int i = 0; i < to->n_facts; i++) map_fact(ret, i);
    for (int i = 0; i < from->n_acts; i++) ret->act[i] = guide_act(to, from->acts[i].id);
    for (int i = 0; i < from->n_clocks; i++) ret->clock[i] = guide_clock(to, from->clocks[i].id);
    for (int i = 0; i < from->n_duties; i++) ret->duty[i] = guide_duty(to, from->duties[i].id);
    const Reclassify *out = from->reclassify, *in = to->reclassify;
    for (int i = 0; out && i < out->n_ends; i++) {
        int d = guide_duty(from, out->ends[i]);
        if (d >= 0 && ret->duty[d] < 0) set_add(&ret->ends, d);
    }
    if (out) add_bars(ret, out->out, out->n_out);
    if (in) add_bars(ret, in->in, in->n_in);
}

static bool any_open(const Set *s, const Machine *m) {
    for (size_t w = 0; w < LEN(s->w); w++)
        for (uint64_t b = s->w[w]; b; b &= b - 1)
            if (line_open(m->line[w * 64 + (size_t)__builtin_ctzll(b)])) return true;
    return false;
}

static bool any_of(const Set *asked, const Set *is) {
    for (size_t w = 0; w < LEN(asked->w); w++)
        if (asked->w[w] & is->w[w]) return true;
    return false;
}

bool map_bar_holds(const GuideMap *map, int bar, const Machine *m) {
    const MapBar *b = &map->bars[bar];
    return guard_holds(map->from, &b->when, m) && (!b->bar->n_open || any_open(&b->open, m)) &&
           (!b->bar->n_running || any_of(&b->running, &m->running)) && (!b->bar->n_owed || any_of(&b->owed, &m->owed));
}

const Bar *machine_barred(const GuideMap *map, const Machine *m) {
    for (int i = 0; i < map->n_bars; i++)
        if (map_bar_holds(map, i, m)) return map->bars[i].bar;
    return NULL;
}

static bool no_place(Mapped *ret, Str id, Str name, Str name_en) {
    ret->end = MAP_NO_PLACE;
    ret->id = id, ret->name = name, ret->name_en = name_en.n ? name_en : name;
    return false;
}

static bool map_facts(const GuideMap *map, const Machine *m, const int given[FACT_MAX], Mapped *ret) {
    for (int i = 0; i < map->to->n_facts; i++) {
        const Fact *f = &map->to->facts[i];
        int v = map->fact[i] >= 0 ? map->value[i][m->fact[map->fact[i]]] : f->first >= 0 ? f->first : given[i];
        if (v < 0) return no_place(ret, f->id, f->name, f->name_en);
        ret->m.fact[i] = (uint8_t)v;
    }
    return true;
}

void machine_map(const GuideMap *map, const Machine *m, const int given[FACT_MAX], Mapped *ret) {
    const Guide *g = map->from;
    *ret = (Mapped){.bar = machine_barred(map, m)};
    if (ret->bar) {
        ret->end = MAP_BARRED;
        return;
    }
    if (!map_facts(map, m, given, ret)) return;
    for (int i = 0; i < g->n_acts; i++) {
        const Act *x = &g->acts[i];
        if (m->line[i] == LINE_NONE) continue;
        if (map->act[i] < 0 && !no_place(ret, x->id, x->name, x->name_en)) return;
        ret->m.line[map->act[i]] = m->line[i];
    }
    for (int i = 0; i < g->n_clocks; i++) {
        const ClockRule *x = &g->clocks[i];
        if (!set_has(&m->running, i)) continue;
        if (map->clock[i] < 0 && !no_place(ret, x->id, x->name, x->name_en)) return;
        set_add(&ret->m.running, map->clock[i]);
    }
    for (int i = 0; i < g->n_duties; i++) {
        const DutyRule *x = &g->duties[i];
        if (!set_has(&m->owed, i) || set_has(&map->ends, i)) continue;
        if (map->duty[i] < 0 && !no_place(ret, x->id, x->name, x->name_en)) return;
        set_add(&ret->m.owed, map->duty[i]);
    }
}
