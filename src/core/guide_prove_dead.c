// SPDX-License-Identifier: Apache-2.0
/* No dead part: every act possible, every value reached, every duty cleared, every fact read, no paper too early. */
#include "core/codes.h"
#include "core/guide_graph.h"

typedef struct Reach { /* what was seen over all states */
    bool *step;             /* possible somewhere */
    bool *known;            /* nothing more can be learnt of it */
    uint16_t value[FACT_MAX];
    Set run, owe, cleared;  /* clocks that run somewhere, duties owed somewhere, cleared where they were owed */
    uint64_t *papers;       /* of each act's or option's step: papers that may be there at one of its states */
} Reach;

static void reach_effects(const Effects *e, const Machine *m, const Flow *may, Reach *r) {
    for (size_t i = 0; e && i < e->n; i++) {
        const Effect *f = &e->v[i];
        if (f->kind == EFFECT_CLEAR && (set_has(&m->owed, f->a) || set_has(&may->owe, f->a))) set_add(&r->cleared, f->a);
    }
}

static bool all_cleared(const Effects *e, const Reach *r) {
    for (size_t i = 0; e && i < e->n; i++)
        if (e->v[i].kind == EFFECT_CLEAR && !set_has(&r->cleared, e->v[i].a)) return false;
    return true;
}

static void reach_state(const GuideGraph *gr, size_t s, Reach *r) {
    const Guide *g = gr->g;
    Machine m;
    guide_state_machine(gr, s, &m);
    const Flow *may = &gr->may[s];
    for (int i = 0; i < g->n_facts; i++) r->value[i] |= (uint16_t)(1u << m.fact[i]);
    for (size_t w = 0; w < LEN(r->run.w); w++) {
        r->run.w[w] |= m.running.w[w] | may->run.w[w];
        r->owe.w[w] |= m.owed.w[w] | may->owe.w[w];
    }
    if (state_final(gr, s)) return;
    for (size_t i = 0; i < gr->steps.n; i++) {
        const Step *st = &gr->steps.v[i];
        if (r->known[i] || !step_may(gr, st, &m, may)) continue;
        const Effects *also, *e = step_effects(g, st, &also);
        r->step[i] = true;
        r->papers[i] |= may->papers;
        reach_effects(e, &m, may, r);
        reach_effects(also, &m, may, r);
        r->known[i] = !gr->n_papers && all_cleared(e, r) && all_cleared(also, r);
    }
}

static Finding *dead(Proof *p, const char *code, FindingLevel level, Str part) {
    Finding *f = finding_add(p, code, level, SIZE_MAX);
    f->part = part;
    return f;
}

static void dead_steps(Proof *p, const Reach *r) {
    const Guide *g = p->g;
    for (size_t i = 0; i < p->gr->steps.n; i++) {
        const Step *s = &p->gr->steps.v[i];
        if (r->step[i] || s->kind == STEP_END) continue;
        const Act *act = &g->acts[s->act];
        if (s->kind == STEP_PHASE && s->phase != PHASE_PUSH && s->phase != PHASE_DONE) continue;
        if (s->kind == STEP_OPTION && act->kind == ACT_SEND && !r->step[i - 1 - (size_t)s->option]) {
            bool pushed = false; /* an act that is never begun is one finding, not one for each answer */
            for (size_t k = 0; k < i; k++)
                pushed |= p->gr->steps.v[k].act == s->act && p->gr->steps.v[k].phase == PHASE_PUSH && r->step[k];
            if (!pushed) continue;
        }
        StrBuf zh, en;
        strbuf_init(&zh, p->a, KB(4));
        strbuf_init(&en, p->a, KB(4));
        step_words(g, s, &zh, &en);
        Finding *f = dead(p, s->kind == STEP_OPTION ? "dead.option" : "dead.act", FINDING_UNSOUND, act->id);
        f->zh = str_format(p->a, "“" STR_FMT "”在任何状态下都不能办理", STR_ARG(strbuf_str(&zh)));
        f->en = str_format(p->a, "'" STR_FMT "' is possible in no state", STR_ARG(strbuf_str(&en)));
    }
}

/* Every guard of the guide, one after another. */
static void each_guard(const Guide *g, void (*see)(void *ctx, const Guard *guard), void *ctx) {
    for (int i = 0; i < g->n_acts; i++) {
        const Act *act = &g->acts[i];
        see(ctx, &act->when);
        for (int ph = 0; ph < PHASE_N; ph++)
            for (size_t k = 0; k < act->on[ph].n; k++)
                if (act->on[ph].v[k].when) see(ctx, act->on[ph].v[k].when);
        for (int o = 0; o < act->n_options; o++) {
            see(ctx, &act->options[o].when);
            for (size_t k = 0; k < act->options[o].effects.n; k++)
                if (act->options[o].effects.v[k].when) see(ctx, act->options[o].effects.v[k].when);
        }
    }
    for (int i = 0; i < g->n_clocks; i++) {
        for (int k = 0; k < g->clocks[i].n_lengths; k++) see(ctx, &g->clocks[i].lengths[k].when);
        for (size_t k = 0; k < g->clocks[i].on_end.n; k++)
            if (g->clocks[i].on_end.v[k].when) see(ctx, g->clocks[i].on_end.v[k].when);
    }
}

static void each_effects(const Guide *g, void (*see)(void *ctx, const Effects *e), void *ctx) {
    for (int i = 0; i < g->n_acts; i++) {
        for (int ph = 0; ph < PHASE_N; ph++) see(ctx, &g->acts[i].on[ph]);
        for (int o = 0; o < g->acts[i].n_options; o++) see(ctx, &g->acts[i].options[o].effects);
    }
    for (int i = 0; i < g->n_clocks; i++) see(ctx, &g->clocks[i].on_end);
}

typedef struct Named { /* what the rules speak of */
    const Guide *g;
    uint16_t tested[FACT_MAX], set[FACT_MAX];
    bool read[FACT_MAX];
    Set clocks_tested, clocks_started, duties_owed, duties_cleared;
} Named;

static void see_guard(void *ctx, const Guard *guard) {
    Named *n = ctx;
    for (int i = 0; i < n->g->n_facts; i++) {
        if (guard->allow[i] == UINT16_MAX) continue;
        n->read[i] = true;
        n->tested[i] |= guard->allow[i];
    }
    for (size_t w = 0; w < LEN(guard->running.w); w++) n->clocks_tested.w[w] |= guard->running.w[w] | guard->not_running.w[w];
}

static void see_effects(void *ctx, const Effects *e) {
    Named *n = ctx;
    for (size_t i = 0; i < e->n; i++) {
        const Effect *f = &e->v[i];
        if (f->kind == EFFECT_SET) n->set[f->a] |= (uint16_t)(1u << f->b);
        if (f->kind == EFFECT_START) set_add(&n->clocks_started, f->a);
        if (f->kind == EFFECT_OWE) set_add(&n->duties_owed, f->a);
        if (f->kind == EFFECT_CLEAR) set_add(&n->duties_cleared, f->a);
    }
}

static void dead_values(Proof *p, const Reach *r, const Named *n) {
    for (int i = 0; i < p->g->n_facts; i++) {
        const Fact *f = &p->g->facts[i];
        if (!n->read[i] && i != p->g->fact_final && i != p->g->fact_custody) {
            Finding *d = dead(p, "dead.fact", FINDING_UNSOUND, f->id);
            d->zh = str_format(p->a, "没有任何规则读取“" STR_FMT "”", STR_ARG(f->name));
            d->en = str_format(p->a, "no rule reads the fact '" STR_FMT "'", STR_ARG(f->id));
        }
        for (int v = 0; v < f->n; v++) {
            bool set = n->set[i] >> v & 1, tested = n->tested[i] >> v & 1;
            if (r->value[i] >> v & 1 || (!set && !tested)) continue;
            bool bad = set || i == p->g->fact_final;
            Finding *d = dead(p, "dead.value", bad ? FINDING_UNSOUND : FINDING_NOTE, f->id);
            d->zh = str_format(p->a, "“" STR_FMT "”永远不会是“" STR_FMT "”", STR_ARG(f->name), STR_ARG(f->names[v]));
            d->en = str_format(p->a, "'" STR_FMT "' is never '" STR_FMT "'", STR_ARG(f->id), STR_ARG(f->values[v]));
        }
    }
}

static void dead_duties(Proof *p, const Reach *r, const Named *n) {
    const Guide *g = p->g;
    for (int i = 0; i < g->n_duties; i++) {
        const DutyRule *d = &g->duties[i];
        if (!set_has(&n->duties_owed, i) || !set_has(&r->owe, i)) {
            Finding *f = dead(p, "dead.duty_never", FINDING_NOTE, d->id);
            f->zh = str_format(p->a, "“" STR_FMT "”从不产生", STR_ARG(d->name));
            f->en = str_format(p->a, "the duty '" STR_FMT "' is never owed", STR_ARG(d->id));
        } else if (!set_has(&r->cleared, i)) {
            bool none = !set_has(&n->duties_cleared, i);
            Finding *f = dead(p, "dead.duty", FINDING_UNSOUND, d->id);
            f->zh = str_format(p->a, none ? "没有行为能履行“" STR_FMT "”" : "负有“" STR_FMT "”时，能履行它的行为都不能办理",
                               STR_ARG(d->name));
            f->en = str_format(p->a, none ? "nothing clears the duty '" STR_FMT "'"
                                          : "no act that clears the duty '" STR_FMT "' is possible while it is owed",
                               STR_ARG(d->id));
        }
    }
}

static void dead_clocks(Proof *p, const Reach *r, const Named *n) {
    const Guide *g = p->g;
    for (int i = 0; i < g->n_clocks; i++) {
        const ClockRule *c = &g->clocks[i];
        if (!set_has(&n->clocks_started, i) || !set_has(&r->run, i)) {
            bool duty = false;
            for (int k = 0; k < g->n_duties; k++) duty |= g->duties[k].clock == i;
            if (duty) continue;
            Finding *f = dead(p, "dead.clock_never", FINDING_NOTE, c->id);
            f->zh = str_format(p->a, "“" STR_FMT "”从不开始计算", STR_ARG(c->name));
            f->en = str_format(p->a, "the clock '" STR_FMT "' never runs", STR_ARG(c->id));
        } else if (!c->on_end.n && !set_has(&n->clocks_tested, i)) {
            Finding *f = dead(p, "dead.clock", FINDING_UNSOUND, c->id);
            f->zh = str_format(p->a, "“" STR_FMT "”届满没有任何后果", STR_ARG(c->name));
            f->en = str_format(p->a, "the end of the clock '" STR_FMT "' has no consequence", STR_ARG(c->id));
        }
    }
}

static uint64_t papers_of(const GuideGraph *gr, const Str *ids, int n) {
    uint64_t bits = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < gr->n_papers; k++)
            if (str_eq(ids[i], gr->papers[k])) bits |= UINT64_C(1) << k;
    return bits;
}

static void dead_papers(Proof *p, const Reach *r) {
    const GuideGraph *gr = p->gr;
    for (size_t i = 0; i < gr->steps.n; i++) {
        const Step *s = &gr->steps.v[i];
        if (s->kind == STEP_END || !r->step[i]) continue;
        const Act *act = &p->g->acts[s->act];
        const Needs *n = s->kind == STEP_OPTION ? &act->options[s->option].needs : &act->needs;
        if (s->kind == STEP_PHASE && s->phase != PHASE_PUSH && s->phase != PHASE_DONE) continue;
        uint64_t missing = papers_of(gr, n->documents, n->n_documents) & ~papers_of(gr, n->makes, n->n_makes) & ~r->papers[i];
        for (int k = 0; k < gr->n_papers; k++) {
            if (!(missing >> k & 1)) continue;
            Finding *f = dead(p, "dead.paper", FINDING_UNSOUND, act->id);
            f->zh = str_format(p->a, "“" STR_FMT "”需要《" STR_FMT "》，但在此之前无人能制作它", STR_ARG(act->name),
                               STR_ARG(code_zh(p, CODE_DOCUMENT, gr->papers[k])));
            f->en = str_format(p->a, "'" STR_FMT "' needs the paper " STR_FMT " before any act can make it", STR_ARG(act->id),
                               STR_ARG(code_en(p, CODE_DOCUMENT, gr->papers[k])));
        }
    }
}

void prove_no_dead_part(Proof *p) {
    Reach r = {.step = NEW_N(p->a, bool, p->gr->steps.n + 1), .known = NEW_N(p->a, bool, p->gr->steps.n + 1),
               .papers = NEW_N(p->a, uint64_t, p->gr->steps.n + 1)};
    Named n = {.g = p->g};
    for (size_t s = 0; s < p->gr->n && !graph_stopped(p->gr); s++) reach_state(p->gr, s, &r);
    each_guard(p->g, see_guard, &n);
    each_effects(p->g, see_effects, &n);
    dead_steps(p, &r);
    dead_values(p, &r, &n);
    dead_duties(p, &r, &n);
    dead_clocks(p, &r, &n);
    dead_papers(p, &r);
}
