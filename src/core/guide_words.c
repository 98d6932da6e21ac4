// SPDX-License-Identifier: Apache-2.0
/* Steps and paths in words. */
#include "core/codes.h"
#include "core/guide_graph.h"

static const char *const PHASE_ID[PHASE_N] = {"push", "receive", "accept", "return", "withdraw", "done"};
static const char *const PHASE_ZH[PHASE_N] = {"", "·签收", "·接收", "·退回", "·撤回", ""};
static const char *const PHASE_EN[PHASE_N] = {"", " received", " accepted", " returned", " taken back", ""};

static Str either(Str first, Str second) {
    return first.n ? first : second;
}

static const Code *code_of(const Proof *p, int kind, Str id) {
    return p->staff->codes ? codes_find(p->staff->codes, (CodeKind)kind, id) : NULL;
}

/* `any` is a word of the guide language, not a code. */
Str code_zh(const Proof *p, int kind, Str id) {
    const Code *c = code_of(p, kind, id);
    if (!c && str_eqz(id, "any")) return S("任一");
    return c ? c->name : id;
}

Str code_en(const Proof *p, int kind, Str id) {
    const Code *c = code_of(p, kind, id);
    return c && c->en.n ? c->en : id;
}

void step_id(const Guide *g, const Step *s, StrBuf *out) {
    if (s->kind == STEP_END) {
        strbuf_put(out, S("clock:"));
        strbuf_put(out, g->clocks[s->clock].id);
        return;
    }
    const Act *act = &g->acts[s->act];
    strbuf_put(out, act->id);
    strbuf_putc(out, '.');
    strbuf_put(out, s->kind == STEP_OPTION ? act->options[s->option].id : str_c(PHASE_ID[s->phase]));
}

void step_words(const Guide *g, const Step *s, StrBuf *zh, StrBuf *en) {
    if (s->kind == STEP_END) {
        const ClockRule *c = &g->clocks[s->clock];
        strbuf_put(zh, c->name);
        strbuf_put(zh, s->lapse ? S("逾期") : S("届满"));
        strbuf_put(en, either(c->name_en, c->id));
        strbuf_put(en, s->lapse ? S(" lapses") : S(" ends"));
        return;
    }
    const Act *act = &g->acts[s->act];
    strbuf_put(zh, act->name);
    strbuf_put(en, either(act->name_en, act->id));
    if (s->kind == STEP_OPTION) {
        const Option *o = &act->options[s->option];
        strbuf_put(zh, S("·"));
        strbuf_put(zh, o->name);
        strbuf_put(en, S(": "));
        strbuf_put(en, either(o->name_en, o->id));
    } else {
        strbuf_put(zh, str_c(PHASE_ZH[s->phase]));
        strbuf_put(en, str_c(PHASE_EN[s->phase]));
    }
}

static void start_words(const GuideGraph *gr, size_t state, StrBuf *zh, StrBuf *en) {
    const Guide *g = gr->g;
    Machine m;
    guide_state_machine(gr, state, &m);
    strbuf_put(zh, S("开始"));
    strbuf_put(en, S("start"));
    for (int i = 0; i < g->n_facts; i++) {
        const Fact *f = &g->facts[i];
        if (f->first >= 0) continue;
        strbuf_f(zh, "（" STR_FMT "：" STR_FMT "）", STR_ARG(f->name), STR_ARG(f->names[m.fact[i]]));
        strbuf_f(en, " (" STR_FMT ": " STR_FMT ")", STR_ARG(either(f->name_en, f->id)), STR_ARG(f->values[m.fact[i]]));
    }
}

void path_words(const GuideGraph *gr, size_t state, StrBuf *zh, StrBuf *en) {
    size_t depth = 0;
    for (size_t s = state; gr->parent[s] != NO_STATE; s = gr->parent[s]) depth++;
    uint16_t *steps = NEW_N(gr->a, uint16_t, depth + 1);
    size_t at = state;
    for (size_t i = depth; i > 0; i--) {
        steps[i - 1] = gr->parent_step[at];
        at = gr->parent[at];
    }
    start_words(gr, at, zh, en);
    for (size_t i = 0; i < depth; i++) {
        strbuf_put(zh, S(" → "));
        strbuf_put(en, S(" → "));
        step_words(gr->g, &gr->steps.v[steps[i]], zh, en);
    }
}
