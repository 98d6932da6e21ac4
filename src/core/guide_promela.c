// SPDX-License-Identifier: Apache-2.0
/*
 * The main machine as Promela, written from the rules and not from the explored graph, so that SPIN judges the same
 * rules by its own exploring. One d_step is one step. SPIN stores one state more than we: before the given facts are
 * chosen. Names: f fact, l line, c clock, d duty, by their numbers in the guide.
 */
#include "core/guide_graph.h"

typedef struct Pml {
    const GuideReport *r;
    const GuideGraph *gr;
    const Guide *g;
    StrBuf *out;
    bool commit;
} Pml;

static void put_set_test(Pml *p, const Set *set, const Cell *main, char name, const char *test) {
    for (int i = 0; i < SET_MAX; i++)
        if (set_has(set, i) && main[i].bits) strbuf_f(p->out, " && %c%d%s", name, i, test);
}

static void put_guard(Pml *p, const Guard *g) { /* continues a conjunction */
    for (int i = 0; i < p->g->n_facts; i++) {
        uint16_t all = (uint16_t)((1u << p->g->facts[i].n) - 1);
        if ((g->allow[i] & all) == all) continue;
        strbuf_put(p->out, S(" && ("));
        bool first = true;
        for (int v = 0; v < p->g->facts[i].n; v++) {
            if (!(g->allow[i] >> v & 1)) continue;
            strbuf_f(p->out, "%sf%d == %d", first ? "" : " || ", i, v);
            first = false;
        }
        strbuf_putc(p->out, ')');
    }
    put_set_test(p, &g->open, p->gr->line, 'l', " != 0");
    put_set_test(p, &g->not_open, p->gr->line, 'l', " == 0");
    put_set_test(p, &g->running, p->gr->clock, 'c', " == 1");
    put_set_test(p, &g->not_running, p->gr->clock, 'c', " == 0");
    put_set_test(p, &g->owed, p->gr->duty, 'd', " == 1");
    put_set_test(p, &g->not_owed, p->gr->duty, 'd', " == 0");
}

static bool put_effect(Pml *p, const Effect *e) {
    const GuideGraph *gr = p->gr;
    switch (e->kind) {
    case EFFECT_SET: strbuf_f(p->out, "f%d = %d", e->a, e->b); return true;
    case EFFECT_START:
    case EFFECT_STOP:
        if (!gr->clock[e->a].bits) return false;
        strbuf_f(p->out, "c%d = %d", e->a, e->kind == EFFECT_START);
        return true;
    case EFFECT_OWE:
    case EFFECT_CLEAR:
        if (!gr->duty[e->a].bits) return false;
        strbuf_f(p->out, "d%d = %d", e->a, e->kind == EFFECT_OWE);
        return true;
    case EFFECT_ANSWER:
        if (!gr->line[e->a].bits) return false;
        strbuf_f(p->out, "l%d = 0", e->a);
        return true;
    case EFFECT_PAUSE:
    case EFFECT_RESUME:
    case EFFECT_EXTEND: break;
    }
    return false;
}

static bool is_main(const Pml *p, const Effect *e) {
    StrBuf none;
    strbuf_init(&none, p->out->arena, KB(1));
    Pml dry = *p;
    dry.out = &none;
    bool yes = put_effect(&dry, e);
    strbuf_done(&none);
    return yes;
}

/* All guards are read before anything is moved. */
static int put_reads(Pml *p, const Effects *e, int t) {
    for (size_t i = 0; e && i < e->n; i++) {
        if (!e->v[i].when || !is_main(p, &e->v[i])) continue;
        strbuf_f(p->out, " t%d = (true", t++);
        put_guard(p, e->v[i].when);
        strbuf_put(p->out, S(");"));
    }
    return t;
}

static int put_moves(Pml *p, const Effects *e, int t) {
    for (size_t i = 0; e && i < e->n; i++) {
        if (!is_main(p, &e->v[i])) continue;
        if (e->v[i].when) strbuf_f(p->out, " if :: t%d -> ", t++);
        else strbuf_putc(p->out, ' ');
        put_effect(p, &e->v[i]);
        strbuf_put(p->out, e->v[i].when ? S(" :: else -> skip fi;") : S(";"));
    }
    return t;
}

static void put_enabled(Pml *p, const Step *s) {
    if (s->kind == STEP_END) {
        strbuf_f(p->out, " && c%d == 1", s->clock);
        return;
    }
    const Act *act = &p->g->acts[s->act];
    if (act->kind != ACT_SEND || s->phase == PHASE_PUSH) put_guard(p, &act->when);
    if (act->kind == ACT_SEND) {
        static const char *const TESTS[PHASE_N + 1] = {
            [PHASE_PUSH] = " && (l%d == 0 || l%d == 4)", [PHASE_RECEIVE] = " && (l%d == 1 && l%d == 1)",
            [PHASE_ACCEPT] = " && (l%d == 2 && l%d == 2)", [PHASE_RETURN] = " && (l%d == 2 && l%d == 2)",
            [PHASE_WITHDRAW] = " && (l%d == 1 || l%d == 4)", [PHASE_N] = " && (l%d == 3 && l%d == 3)"};
        Str form = str_c(TESTS[s->phase]);
        for (size_t i = 0; i < form.n; i++) {
            if (form.p[i] == '%') strbuf_i64(p->out, s->act), i++;
            else strbuf_putc(p->out, form.p[i]);
        }
    }
    if (s->kind == STEP_OPTION) put_guard(p, &act->options[s->option].when);
}

static void put_line(Pml *p, const Step *s) {
    static const int AFTER[PHASE_N + 1] = {[PHASE_PUSH] = LINE_PUSHED, [PHASE_RECEIVE] = LINE_RECEIVED,
                                           [PHASE_ACCEPT] = LINE_ACCEPTED, [PHASE_RETURN] = LINE_RETURNED};
    if (s->kind == STEP_END) {
        strbuf_f(p->out, " c%d = 0;", s->clock);
        return;
    }
    const Act *act = &p->g->acts[s->act];
    if (act->kind != ACT_SEND) return;
    int after = s->phase == PHASE_ACCEPT && act->ends_on_accept ? LINE_NONE : AFTER[s->phase];
    strbuf_f(p->out, " l%d = %d;", s->act, after);
}

static void put_step(Pml *p, size_t i) {
    const Step *s = &p->gr->steps.v[i];
    const Effects *also, *e = step_effects(p->g, s, &also);
    strbuf_put(p->out, S("  /* "));
    step_id(p->g, s, p->out);
    strbuf_put(p->out, S(" */ :: d_step { !final"));
    put_enabled(p, s);
    if (p->commit) strbuf_f(p->out, " && (!commit || c_expr { IS(%zu) })", i);
    strbuf_put(p->out, S(" ->"));
    if (!p->commit) strbuf_f(p->out, " c_code { SEEN(%zu) };", i);
    int t = put_reads(p, also, 0);
    put_reads(p, e, t);
    put_line(p, s);
    t = put_moves(p, also, 0);
    put_moves(p, e, t);
    strbuf_put(p->out, s->report || p->commit ? S(" SETTLE_ALL }\n") : S(" SETTLE }\n"));
}

static void put_variables(Pml *p) {
    const Guide *g = p->g;
    for (int i = 0; i < g->n_facts; i++)
        strbuf_f(p->out, "byte f%d = %d; /* " STR_FMT " */\n", i, MAX(g->facts[i].first, 0), STR_ARG(g->facts[i].id));
    for (int i = 0; i < g->n_acts; i++)
        if (p->gr->line[i].bits) strbuf_f(p->out, "byte l%d; /* " STR_FMT " */\n", i, STR_ARG(g->acts[i].id));
    for (int i = 0; i < g->n_clocks; i++)
        if (p->gr->clock[i].bits) strbuf_f(p->out, "bit c%d; /* " STR_FMT " */\n", i, STR_ARG(g->clocks[i].id));
    for (int i = 0; i < g->n_duties; i++)
        if (p->gr->duty[i].bits) strbuf_f(p->out, "bit d%d; /* " STR_FMT " */\n", i, STR_ARG(g->duties[i].id));
    for (int i = 0; i < 64; i++) strbuf_f(p->out, "hidden byte t%d;%s", i, i % 8 == 7 ? "\n" : " ");
    strbuf_put(p->out, S("#define final ("));
    bool first = true;
    for (int v = 0; v < g->facts[g->fact_final].n; v++) {
        if (!(g->facts[g->fact_final].final >> v & 1)) continue;
        strbuf_f(p->out, "%sf%d == %d", first ? "" : " || ", g->fact_final, v);
        first = false;
    }
    strbuf_put(p->out, S(")\n"));
}

static void put_any(Pml *p, const Cell *cells, int n, char name, bool (*want)(const Guide *, int)) {
    strbuf_put(p->out, S("(false"));
    for (int i = 0; i < n; i++)
        if (cells[i].bits && want(p->g, i)) strbuf_f(p->out, " || %c%d != 0", name, i);
    strbuf_putc(p->out, ')');
}

static bool all(const Guide *g, int i) {
    return true;
}

static bool custody_clock(const Guide *g, int i) {
    return g->clocks[i].custody;
}

static void put_hold(Pml *p, Hold h) {
    const Guide *g = p->g;
    strbuf_put(p->out, S("(false"));
    for (int v = 0; g->fact_custody >= 0 && v < g->facts[g->fact_custody].n; v++)
        if (g->facts[g->fact_custody].hold[v] == h) strbuf_f(p->out, " || f%d == %d", g->fact_custody, v);
    strbuf_putc(p->out, ')');
}

static void put_settle(Pml *p) {
    const Guide *g = p->g;
    const GuideGraph *gr = p->gr;
    strbuf_put(p->out, S("#define HELD_CLOCK "));
    put_any(p, gr->clock, g->n_clocks, 'c', custody_clock);
    strbuf_put(p->out, S("\n#define LEFT ("));
    put_any(p, gr->line, g->n_acts, 'l', all);
    strbuf_put(p->out, S(" || HELD_CLOCK || "));
    put_any(p, gr->duty, g->n_duties, 'd', all);
    strbuf_put(p->out, S(")\n#define CUSTODY (!"));
    put_hold(p, HOLD_HELD);
    strbuf_put(p->out, S(" || HELD_CLOCK) && (!("));
    put_hold(p, HOLD_FREE);
    strbuf_put(p->out, S(" || "));
    put_hold(p, HOLD_SERVING);
    strbuf_put(p->out, S(") || !HELD_CLOCK) && (!"));
    put_hold(p, HOLD_OVERDUE);
    if (g->duty_overdue >= 0) strbuf_f(p->out, " || d%d == 1)\n", g->duty_overdue);
    else strbuf_put(p->out, S(")\n"));
    if (g->fact_custody < 0) strbuf_put(p->out, S("#undef CUSTODY\n#define CUSTODY (true)\n"));
    strbuf_put(p->out, S("#define CLOSE"));
    for (int i = 0; i < g->n_acts; i++)
        if (gr->line[i].bits) strbuf_f(p->out, " l%d = 0;", i);
    for (int i = 0; i < g->n_clocks; i++)
        if (gr->clock[i].bits) strbuf_f(p->out, " c%d = 0;", i);
    for (int i = 0; i < g->n_duties; i++)
        if (gr->duty[i].bits) strbuf_f(p->out, " d%d = 0;", i);
    Str asserts = p->commit ? S("skip") : S("assert(CUSTODY)");
    strbuf_f(p->out, " skip\n#define SETTLE_ALL if :: final -> CLOSE :: else -> " STR_FMT " fi\n", STR_ARG(asserts));
    strbuf_f(p->out, "#define SETTLE if :: final -> assert(!LEFT); CLOSE :: else -> " STR_FMT " fi\n", STR_ARG(asserts));
}

/* SPIN does not tell which d_step was never taken, so each step says its name the first time. */
static void put_seen(Pml *p) {
    const GuideGraph *gr = p->gr;
    strbuf_f(p->out, "c_decl {\n  static unsigned char seen_step[%zu];\n  static const char *const STEP[] = {\n", gr->steps.n + 1);
    for (size_t i = 0; i < gr->steps.n; i++) {
        strbuf_put(p->out, S("    \""));
        step_id(p->g, &gr->steps.v[i], p->out);
        strbuf_put(p->out, S("\",\n"));
    }
    strbuf_put(p->out, S("  };\n#define SEEN(i) if (!seen_step[i]) { seen_step[i] = 1; printf(\"seen %s\\n\", STEP[i]); }\n}\n"));
}

/* SPIN takes at most 64 KB in one block of C, so the table comes in chunks. */
static size_t put_rows(Pml *p) {
    const GuideGraph *gr = p->gr;
    size_t chunks = 0, from = 0;
    for (size_t s = 0; s < gr->n; s++) {
        if (s == 0 || p->out->n - from > 50000) {
            strbuf_f(p->out, "%sc_decl {\n  static const Row R%zu[] = {\n", s ? "  };\n}\n" : "", chunks++);
            from = p->out->n;
        }
        strbuf_put(p->out, S("{{"));
        for (int w = 0; w < gr->words; w++)
            strbuf_f(p->out, "%s%lluu", w ? "," : "", (unsigned long long)gr->states[s * (size_t)gr->words + (size_t)w]);
        strbuf_f(p->out, "},%d},\n", p->r->step[s] == NO_STEP ? -1 : p->r->step[s]);
    }
    strbuf_put(p->out, S("  };\n}\n"));
    return chunks;
}

/* The ranking as a table in C, looked up by the packed state. */
static void put_ranking(Pml *p) {
    const GuideGraph *gr = p->gr;
    const Guide *g = p->g;
    strbuf_f(p->out, "bit commit;\nc_decl {\n  enum { W = %d };\n  typedef struct Row { unsigned long long w[W]; int step; } Row;\n}\n", gr->words);
    size_t chunks = put_rows(p);
    strbuf_put(p->out, S("c_decl {\n  static const struct { const Row *v; int n; } CHUNK[] = {"));
    for (size_t i = 0; i < chunks; i++) strbuf_f(p->out, "{R%zu, sizeof R%zu / sizeof R%zu[0]}, ", i, i, i);
    strbuf_put(p->out, S("};\n  enum { T = 1 << 18 };\n  static const Row *slot[T];\n  static int filled;\n  int ranked(void);\n"
                         "#define IS(i) (ranked() == (i))\n}\nc_code {\n"
                         "  static unsigned long long mix(const unsigned long long *w) {\n"
                         "    unsigned long long h = 88172645463325252u; int i;\n"
                         "    for (i = 0; i < W; i++) { h = (h ^ w[i]) * 6364136223846793005u; h ^= h >> 29; }\n    return h;\n  }\n"
                         "  int ranked(void) {\n    unsigned long long k[W], h; int c, i;\n    if (!filled) {\n"
                         "      filled = 1;\n      for (c = 0; c < (int)(sizeof CHUNK / sizeof CHUNK[0]); c++)\n"
                         "        for (i = 0; i < CHUNK[c].n; i++) {\n"
                         "          for (h = mix(CHUNK[c].v[i].w) % T; slot[h]; h = (h + 1) % T) ;\n"
                         "          slot[h] = &CHUNK[c].v[i];\n        }\n    }\n    memset(k, 0, sizeof k);\n"));
    for (int i = 0; i < g->n_facts; i++)
        strbuf_f(p->out, "    k[%d] |= (unsigned long long)now.f%d << %d;\n", gr->fact[i].word, i, gr->fact[i].shift);
    for (int i = 0; i < g->n_acts; i++)
        if (gr->line[i].bits) strbuf_f(p->out, "    k[%d] |= (unsigned long long)now.l%d << %d;\n", gr->line[i].word, i, gr->line[i].shift);
    for (int i = 0; i < g->n_clocks; i++)
        if (gr->clock[i].bits) strbuf_f(p->out, "    k[%d] |= (unsigned long long)now.c%d << %d;\n", gr->clock[i].word, i, gr->clock[i].shift);
    for (int i = 0; i < g->n_duties; i++)
        if (gr->duty[i].bits) strbuf_f(p->out, "    k[%d] |= (unsigned long long)now.d%d << %d;\n", gr->duty[i].word, i, gr->duty[i].shift);
    strbuf_put(p->out, S("    for (h = mix(k) % T; slot[h]; h = (h + 1) % T)\n"
                         "      if (!memcmp(slot[h]->w, k, sizeof k)) return slot[h]->step;\n"
                         "    return -2;\n  }\n}\n"));
}

static void put_given(Pml *p) {
    const Guide *g = p->g;
    uint8_t given[FACT_MAX] = {0};
    strbuf_put(p->out, S("  if\n"));
    for (;;) {
        strbuf_put(p->out, S("  :: d_step { true;"));
        for (int i = 0; i < g->n_facts; i++)
            if (g->facts[i].first < 0) strbuf_f(p->out, " f%d = %d;", i, given[i]);
        strbuf_put(p->out, S(" skip }\n"));
        int i = 0;
        for (; i < g->n_facts; i++) {
            if (g->facts[i].first >= 0) continue;
            if (++given[i] < g->facts[i].n) break;
            given[i] = 0;
        }
        if (i == g->n_facts) break;
    }
    strbuf_put(p->out, S("  fi;\n"));
}

void guide_promela(const GuideReport *r, PromelaModel model, StrBuf *out) {
    Pml p = {.r = r, .gr = r->graph, .g = r->guide, .out = out, .commit = model == PROMELA_COMMIT};
    strbuf_f(out, "/* " STR_FMT " " STR_FMT ", %zu states (SPIN: one more). */\n", STR_ARG(r->guide->id),
             STR_ARG(r->guide->version), r->n_states);
    put_variables(&p);
    put_settle(&p);
    if (!p.commit) put_seen(&p);
    else if (r->step) put_ranking(&p);
    strbuf_put(out, S("active proctype person() {\n"));
    put_given(&p);
    strbuf_put(out, S("  do\n  :: d_step { final -> skip }\n"));
    if (p.commit) strbuf_put(out, S("  :: d_step { !commit -> commit = 1 }\n"));
    for (size_t i = 0; i < r->graph->steps.n; i++)
        if (r->graph->steps.v[i].main) put_step(&p, i);
    strbuf_put(out, S("  od\n}\n"));
    if (p.commit) strbuf_put(out, S("ltl ends { [] ((commit == 1) -> <> final) }\n"));
}
