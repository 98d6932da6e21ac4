// SPDX-License-Identifier: Apache-2.0
/* The proofs that look at states: option to complete, another's silence, proper completion, custody. */
#include "core/codes.h"
#include "core/guide_graph.h"

Finding *finding_add(Proof *p, const char *code, FindingLevel level, size_t state) {
    Finding *f = PUSH(p->a, p->r);
    f->code = code;
    f->level = level;
    f->states = 1;
    if (level == FINDING_UNSOUND) p->r->sound = false;
    if (state == SIZE_MAX) return f;
    StrBuf zh, en;
    strbuf_init(&zh, p->a, KB(16));
    strbuf_init(&en, p->a, KB(16));
    path_words(p->gr, state, &zh, &en);
    f->path_zh = strbuf_str(&zh);
    f->path_en = strbuf_str(&en);
    return f;
}

static Str en_of(Str name_en, Str id) {
    return name_en.n ? name_en : id;
}

/* --- option to complete --- */

typedef struct Back { /* edges turned round */
    uint32_t *first, *from;
    uint16_t *step;
} Back;

static Back turn_round(const GuideGraph *gr, Arena *a) {
    Back b = {.first = NEW_N(a, uint32_t, gr->n + 2), .from = NEW_N(a, uint32_t, gr->edges.n + 1),
              .step = NEW_N(a, uint16_t, gr->edges.n + 1)};
    for (size_t i = 0; i < gr->edges.n; i++) b.first[gr->edges.v[i].to + 2]++;
    for (size_t s = 2; s < gr->n + 2; s++) b.first[s] += b.first[s - 1];
    for (size_t s = 0; s < gr->n; s++)
        for (uint32_t k = gr->first[s]; k < gr->first[s + 1]; k++) {
            uint32_t at = b.first[gr->edges.v[k].to + 1]++;
            b.from[at] = (uint32_t)s;
            b.step[at] = gr->edges.v[k].step;
        }
    return b;
}

static void rank_states(Proof *p) {
    GuideGraph *gr = p->gr;
    Back b = turn_round(gr, p->a);
    int32_t *d = NEW_N(p->a, int32_t, gr->n + 1);
    uint16_t *step = NEW_N(p->a, uint16_t, gr->n + 1);
    uint32_t *queue = NEW_N(p->a, uint32_t, gr->n + 1);
    size_t head = 0, tail = 0;
    for (size_t s = 0; s < gr->n; s++) {
        d[s] = -1;
        step[s] = NO_STEP;
        if (state_final(gr, s)) d[s] = 0, queue[tail++] = (uint32_t)s;
    }
    p->r->n_final = tail;
    while (head < tail) {
        uint32_t s = queue[head++];
        for (uint32_t k = b.first[s]; k < b.first[s + 1]; k++) {
            const Step *st = &gr->steps.v[b.step[k]];
            if (d[b.from[k]] >= 0 || st->chance || !st->staffed) continue;
            d[b.from[k]] = d[s] + 1;
            step[b.from[k]] = b.step[k];
            queue[tail++] = b.from[k];
        }
    }
    p->r->distance = d;
    p->r->step = step;
}

/* What kind of trap a lost state is. A dead end is named before a circle, a missing user before both. */
typedef enum Trap { TRAP_UNSTAFFED, TRAP_DEAD_END, TRAP_ONLY_LAPSE, TRAP_CIRCLE, TRAP_N } Trap;

static bool led_on(const GuideGraph *gr, size_t s, bool staffed) {
    for (uint32_t k = gr->first[s]; k < gr->first[s + 1]; k++) {
        const Step *st = &gr->steps.v[gr->edges.v[k].step];
        if (!st->chance && st->staffed == staffed) return true;
    }
    return false;
}

static Trap trap_of(const GuideGraph *gr, size_t s) {
    if (led_on(gr, s, true)) return TRAP_CIRCLE;
    if (led_on(gr, s, false)) return TRAP_UNSTAFFED;
    return gr->first[s] == gr->first[s + 1] ? TRAP_DEAD_END : TRAP_ONLY_LAPSE;
}

static void say_unstaffed(Proof *p, size_t s, Finding *f) {
    for (uint32_t k = p->gr->first[s]; k < p->gr->first[s + 1]; k++) {
        const Step *st = &p->gr->steps.v[p->gr->edges.v[k].step];
        if (st->chance || st->staffed) continue;
        StrBuf zh, en;
        strbuf_init(&zh, p->a, KB(4));
        strbuf_init(&en, p->a, KB(4));
        step_words(p->g, st, &zh, &en);
        const Act *act = &p->g->acts[st->act];
        const Party *by = st->kind == STEP_OPTION ? &act->options[st->option].by
                          : str_eq(st->organ, act->by.kind) && st->phase != PHASE_RECEIVE ? &act->by
                                                                                          : &act->to;
        Str role = by->n_roles ? by->roles[0] : S("any");
        f->part = act->id;
        f->zh = str_format(p->a, "到不了终点：“" STR_FMT "”需要“" STR_FMT "”的“" STR_FMT "”岗位，没有可用的用户",
                           STR_ARG(strbuf_str(&zh)), STR_ARG(code_zh(p, CODE_AGENCY_KIND, by->kind)),
                           STR_ARG(code_zh(p, CODE_ROLE, role)));
        f->en = str_format(p->a, "no end can be reached: '" STR_FMT "' needs role '" STR_FMT "' at " STR_FMT
                           " (and whoever must be another person), which has no user", STR_ARG(strbuf_str(&en)),
                           STR_ARG(code_en(p, CODE_ROLE, role)), STR_ARG(code_en(p, CODE_AGENCY_KIND, by->kind)));
        return;
    }
}

void prove_option(Proof *p) {
    static const struct {
        const char *code, *zh, *en;
    } TRAPS[TRAP_N] = {
        [TRAP_UNSTAFFED] = {"option.unstaffed", "", ""},
        [TRAP_DEAD_END] = {"option.dead_end", "此后无事可做，案件无法终结", "no act is possible, and this is no end"},
        [TRAP_ONLY_LAPSE] = {"option.only_lapse", "此后只有逾期或意外，无人能办", "nothing but a lapse or a chance can happen here"},
        [TRAP_CIRCLE] = {"option.circle", "此后只能循环往复，到不了终点", "whatever is done from here, no end can be reached"},
    };
    rank_states(p);
    size_t first[TRAP_N], count[TRAP_N] = {0}, lost = 0;
    for (size_t s = 0; s < p->gr->n; s++) {
        if (p->r->distance[s] >= 0) continue;
        Trap t = trap_of(p->gr, s);
        if (!count[t]++) first[t] = s;
        lost++;
    }
    for (int t = 0; t < TRAP_N; t++) {
        /* A state that only runs into another trap is no finding of its own. */
        if (!count[t] || (t == TRAP_CIRCLE && count[t] < lost)) continue;
        Finding *f = finding_add(p, TRAPS[t].code, FINDING_UNSOUND, first[t]);
        f->states = t == TRAP_CIRCLE ? lost : count[t];
        f->zh = str_c(TRAPS[t].zh);
        f->en = str_c(TRAPS[t].en);
        if (t == TRAP_UNSTAFFED) say_unstaffed(p, first[t], f);
    }
}

/* --- another's silence --- */

static bool holds_other(const Guide *g, const Set *owed, Str organ) {
    for (int i = 0; i < g->n_duties; i++)
        if (set_has(owed, i) && !str_eq(g->duties[i].holder, organ)) return true;
    return false;
}

/* The lapse of this clock opens a duty on somebody else. */
static bool lapse_wakes(const Guide *g, int clock, Str organ) {
    const Effects *e = &g->clocks[clock].on_end;
    for (size_t i = 0; i < e->n; i++)
        if (e->v[i].kind == EFFECT_OWE && !str_eq(g->duties[e->v[i].a].holder, organ)) return true;
    return false;
}

static bool others_act(const GuideGraph *gr, size_t s, Str organ) {
    for (uint32_t k = gr->first[s]; k < gr->first[s + 1]; k++) {
        const Step *st = &gr->steps.v[gr->edges.v[k].step];
        if (st->kind != STEP_END && !st->report && st->staffed && !str_eq(st->organ, organ)) return true;
    }
    return false;
}

/* An act beside the main machine that another organ may begin: a supervision, a notice. */
static bool others_begin(const GuideGraph *gr, const Machine *m, const Flow *may, Str organ) {
    for (size_t i = 0; i < gr->steps.n; i++) {
        const Step *st = &gr->steps.v[i];
        if (st->main || st->kind == STEP_END || st->report || !st->staffed || str_eq(st->organ, organ)) continue;
        bool begins = st->phase == PHASE_PUSH || gr->g->acts[st->act].kind != ACT_SEND;
        if (begins && step_may(gr, st, m, may)) return true;
    }
    return false;
}

static bool others_wake(const GuideGraph *gr, size_t s, Str organ) {
    const Guide *g = gr->g;
    Machine m;
    guide_state_machine(gr, s, &m);
    if (holds_other(g, &m.owed, organ) || holds_other(g, &gr->must[s].owe, organ)) return true;
    for (int i = 0; i < g->n_clocks; i++)
        if ((set_has(&m.running, i) || set_has(&gr->must[s].run, i)) && lapse_wakes(g, i, organ)) return true;
    return others_begin(gr, &m, &gr->may[s], organ);
}

static void silence_of(Proof *p, Str organ) {
    GuideGraph *gr = p->gr;
    bool *awake = NEW_N(p->a, bool, gr->n + 1), more = true;
    for (size_t s = 0; s < gr->n && !graph_stopped(gr); s++)
        awake[s] = state_final(gr, s) || others_act(gr, s, organ) || others_wake(gr, s, organ);
    while (more && !graph_stopped(gr)) { /* time passes without anybody */
        more = false;
        for (size_t s = 0; s < gr->n; s++)
            for (uint32_t k = gr->first[s]; !awake[s] && k < gr->first[s + 1]; k++)
                if (gr->steps.v[gr->edges.v[k].step].kind == STEP_END && awake[gr->edges.v[k].to]) awake[s] = more = true;
    }
    size_t first = SIZE_MAX, count = 0;
    for (size_t s = 0; s < gr->n; s++)
        if (!awake[s] && !count++) first = s;
    if (!count) return;
    Finding *f = finding_add(p, "silence.stuck", FINDING_UNSOUND, first);
    f->part = organ;
    f->states = count;
    f->zh = str_format(p->a, "“" STR_FMT "”不作为时，无人可办、无人负有义务，也没有期限会提醒任何人",
                       STR_ARG(code_zh(p, CODE_AGENCY_KIND, organ)));
    f->en = str_format(p->a, "while " STR_FMT " is silent nobody else can act, owes anything, or is woken by a clock",
                       STR_ARG(code_en(p, CODE_AGENCY_KIND, organ)));
}

void prove_silence(Proof *p) {
    Str organs[64];
    size_t n = 0;
    for (size_t i = 0; i < p->gr->steps.n; i++) {
        Str organ = p->gr->steps.v[i].organ;
        if (!organ.n || str_eqz(organ, "any") || !p->gr->steps.v[i].main) continue;
        size_t k = 0;
        while (k < n && !str_eq(organs[k], organ)) k++;
        if (k == n && n < LEN(organs)) organs[n++] = organ;
    }
    for (size_t i = 0; i < n; i++) silence_of(p, organs[i]);
}

/* --- proper completion --- */

void prove_completion(Proof *p) {
    static const struct {
        uint8_t bit;
        const char *code, *zh, *en;
    } LEFT[] = {{LEFT_LINE, "completion.line", "终结时还有未办结的移送", "the proceeding ends while a transfer is still open"},
                {LEFT_DUTY, "completion.duty", "终结时还有未履行的义务", "the proceeding ends while a duty is still owed"},
                {LEFT_CLOCK, "completion.clock", "终结时羁押期限还在计算", "the proceeding ends while a custody clock runs"}};
    const GuideGraph *gr = p->gr;
    for (size_t i = 0; i < LEN(LEFT); i++) {
        size_t first = SIZE_MAX, count = 0;
        uint16_t step = 0;
        for (size_t s = 0; s < gr->n; s++)
            for (uint32_t k = gr->first[s]; k < gr->first[s + 1]; k++) {
                const Edge *e = &gr->edges.v[k];
                if (!(e->left & LEFT[i].bit) || gr->steps.v[e->step].report) continue;
                if (!count++) first = s, step = e->step;
            }
        if (!count) continue;
        Finding *f = finding_add(p, LEFT[i].code, FINDING_UNSOUND, first);
        StrBuf zh, en;
        strbuf_init(&zh, p->a, KB(4));
        strbuf_init(&en, p->a, KB(4));
        step_words(p->g, &gr->steps.v[step], &zh, &en);
        f->states = count;
        f->part = gr->steps.v[step].act >= 0 ? p->g->acts[gr->steps.v[step].act].id : p->g->clocks[gr->steps.v[step].clock].id;
        f->zh = str_format(p->a, "%s（“" STR_FMT "”）", LEFT[i].zh, STR_ARG(strbuf_str(&zh)));
        f->en = str_format(p->a, "%s (by '" STR_FMT "')", LEFT[i].en, STR_ARG(strbuf_str(&en)));
    }
}

/* --- custody --- */

typedef enum Breach { BREACH_NO_CLOCK, BREACH_FREE_CLOCK, BREACH_NO_DUTY, BREACH_SERVING_CLOCK, BREACH_N } Breach;

static Breach custody_breach(const GuideGraph *gr, const Machine *m) {
    const Guide *g = gr->g;
    bool clock = false;
    for (int i = 0; i < g->n_clocks; i++) clock |= g->clocks[i].custody && set_has(&m->running, i);
    bool duty = g->duty_overdue >= 0 && set_has(&m->owed, g->duty_overdue);
    switch (state_hold(gr, m)) {
    case HOLD_FREE: return clock ? BREACH_FREE_CLOCK : BREACH_N;
    case HOLD_HELD: return clock ? BREACH_N : BREACH_NO_CLOCK;
    case HOLD_OVERDUE: return duty ? BREACH_N : BREACH_NO_DUTY;
    case HOLD_SERVING: return clock ? BREACH_SERVING_CLOCK : BREACH_N;
    }
    return BREACH_N;
}

void prove_custody(Proof *p) {
    static const struct {
        const char *code, *zh, *en;
    } BREACHES[BREACH_N] = {
        [BREACH_NO_CLOCK] = {"custody.no_clock", "被羁押而没有羁押期限在计算", "held, and no custody clock is running"},
        [BREACH_FREE_CLOCK] = {"custody.free_clock", "未被羁押而羁押期限还在计算", "not held, and a custody clock is running"},
        [BREACH_NO_DUTY] = {"custody.no_duty", "超期羁押而无人负有处置义务", "overdue, and nobody owes to end it"},
        [BREACH_SERVING_CLOCK] = {"custody.serving_clock", "服刑中而羁押期限还在计算", "serving, and a custody clock is running"},
    };
    const Guide *g = p->g;
    if (g->fact_custody < 0) return;
    size_t first[BREACH_N], count[BREACH_N] = {0};
    for (size_t s = 0; s < p->gr->n && !graph_stopped(p->gr); s++) {
        Machine m;
        if (state_final(p->gr, s)) continue;
        guide_state_machine(p->gr, s, &m);
        Breach b = custody_breach(p->gr, &m);
        if (b != BREACH_N && !count[b]++) first[b] = s;
    }
    for (int b = 0; b < BREACH_N; b++) {
        if (!count[b]) continue;
        Finding *f = finding_add(p, BREACHES[b].code, FINDING_UNSOUND, first[b]);
        f->states = count[b];
        f->zh = str_c(BREACHES[b].zh);
        f->en = str_c(BREACHES[b].en);
    }
    if (g->duty_overdue < 0 || g->duties[g->duty_overdue].red) return;
    Finding *f = finding_add(p, "custody.not_red", FINDING_UNSOUND, SIZE_MAX);
    f->part = g->duties[g->duty_overdue].id;
    f->zh = str_format(p->a, "“" STR_FMT "”应为红色义务", STR_ARG(g->duties[g->duty_overdue].name));
    f->en = str_format(p->a, "'" STR_FMT "' must be a red duty", STR_ARG(en_of(g->duties[g->duty_overdue].name_en, f->part)));
}
