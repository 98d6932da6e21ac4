// SPDX-License-Identifier: Apache-2.0
/* 变更罪名: where a person would stand in another class, for the command that changes it and for whoever asks beforehand. */
#include "core/deciding.h"
#include "core/guide_map.h"

/* The checker of pairs proves that what has a place is a certified state; of a retired guide nobody has proven it. */
void person_mapped(const World *w, const Case *c, const Person *p, const Guide *to, const int given[FACT_MAX], Arena *a,
                   Mapped *ret) {
    const Guide *was = world_guide(w, p->guide);
    *ret = (Mapped){.end = MAP_NO_PLACE, .id = p->name, .name = p->name, .name_en = p->name};
    if (!was) return;
    GuideMap *map = NEW(a, GuideMap);
    Machine m;
    guide_map_make(was, to, map);
    machine_of(was, c, p, &m);
    machine_map(map, &m, given, ret);
    if (ret->end == MAP_PLACED && w->certified && !w->certified(w->certified_by, to, &ret->m)) {
        ret->end = MAP_NO_STATE;
        ret->id = ret->name = ret->name_en = p->name;
    }
}

/* The facts the new class asks for at filing and the old one has not: somebody has to say them. */
static void facts_asked(const Guide *was, const Guide *to, ClassChoice *ret) {
    for (int f = 0; f < to->n_facts; f++)
        if (to->facts[f].first < 0 && (!was || guide_fact(was, to->facts[f].id) < 0)) ret->asks[ret->n_asks++] = f;
}

/* The next combination of what is asked for; false when all were tried. */
static bool other_answers(const ClassChoice *c, int given[FACT_MAX]) {
    for (int i = 0; i < c->n_asks; i++) {
        if (++given[c->asks[i]] < c->guide->facts[c->asks[i]].n) return true;
        given[c->asks[i]] = 0;
    }
    return false;
}

size_t case_classes(const World *w, const Case *c, const Person *p, Arena *a, ClassChoice **ret) {
    const Guide *was = world_guide(w, p->guide);
    ClassChoice *list = NEW_N(a, ClassChoice, w->n_guides + 1);
    size_t n = 0;
    for (size_t i = w->n_retired; i < w->n_guides; i++) {
        const Guide *g = w->guides[i];
        if (was && str_eq(g->id, was->id)) continue;
        ClassChoice *x = &list[n++];
        int given[FACT_MAX] = {0};
        x->guide = g;
        facts_asked(was, g, x);
        do person_mapped(w, c, p, g, given, a, &x->to);
        while (x->to.end != MAP_PLACED && other_answers(x, given));
    }
    *ret = list;
    return n;
}
