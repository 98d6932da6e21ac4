// SPDX-License-Identifier: Apache-2.0
/* Whether everybody can be reclassified who is not barred from it: see guide_pair in guide_check.h. */
#include "core/guide_graph.h"
#include "core/guide_map.h"
#include "node/json.h"

enum { BESIDE_MAX = 8 }; /* side parts here that are main there: each combination is tried */

typedef struct Beside {
    bool line, clock;
    int i;
} Beside;

typedef struct Pairing {
    const GuideGraph *from, *to;
    GuideMap map;
    Beside beside[BESIDE_MAX];
    int n_beside;
    Set lines, clocks, duties; /* side parts of `from` that have no place in `to` */
    PairReport *r;
    Arena *a;
} Pairing;

static Finding *said_before(PairReport *r, const char *code, Str part) {
    for (size_t i = 0; i < r->n; i++)
        if (!strcmp(r->v[i].code, code) && str_eq(r->v[i].part, part)) return &r->v[i];
    return NULL;
}

static void tell(Pairing *p, const char *code, size_t state, Str part, Str what, Str what_en) {
    Finding *f = said_before(p->r, code, part);
    p->r->total = false;
    if (f) {
        f->states++;
        return;
    }
    const Guide *s = p->map.from, *t = p->map.to;
    StrBuf zh, en;
    strbuf_init(&zh, p->a, KB(16));
    strbuf_init(&en, p->a, KB(16));
    path_words(p->from, state, &zh, &en);
    f = PUSH(p->a, p->r);
    *f = (Finding){.code = code, .level = FINDING_UNSOUND, .part = part, .states = 1, .path_zh = strbuf_str(&zh),
                   .path_en = strbuf_str(&en)};
    f->zh = str_format(p->a, "由“" STR_FMT "”变更为“" STR_FMT "”：“" STR_FMT "”在新的流转指引中没有位置，也没有写明此时不得变更",
                       STR_ARG(s->name), STR_ARG(t->name), STR_ARG(what));
    f->en = str_format(p->a, "from '" STR_FMT "' to '" STR_FMT "': '" STR_FMT "' has no place in the new guide, and no bar says so",
                       STR_ARG(s->id), STR_ARG(t->id), STR_ARG(what_en));
}

/* --- what is beside the main machine --- */

static void beside_add(Pairing *p, bool line, bool clock, int i) {
    ASSERT(p->n_beside < BESIDE_MAX && "guides too different in what is main");
    p->beside[p->n_beside++] = (Beside){line, clock, i};
}

static void sort_sides(Pairing *p) {
    const Guide *s = p->map.from, *t = p->map.to;
    for (int i = 0; i < s->n_acts; i++) {
        if (s->acts[i].kind != ACT_SEND || !s->acts[i].side) continue;
        if (p->map.act[i] < 0) set_add(&p->lines, i);
        else if (!t->acts[p->map.act[i]].side) beside_add(p, true, false, i);
    }
    for (int i = 0; i < s->n_clocks; i++) {
        if (!s->clocks[i].side) continue;
        if (p->map.clock[i] < 0) set_add(&p->clocks, i);
        else if (!t->clocks[p->map.clock[i]].side) beside_add(p, false, true, i);
    }
    for (int i = 0; i < s->n_duties; i++) {
        if (!s->duties[i].side || set_has(&p->map.ends, i)) continue;
        if (p->map.duty[i] < 0) set_add(&p->duties, i);
        else if (!t->duties[p->map.duty[i]].side) beside_add(p, false, false, i);
    }
}

static bool may_be(const Flow *f, const Beside *b) {
    return set_has(b->line ? &f->line : b->clock ? &f->run : &f->owe, b->i);
}

static void open_beside(Machine *m, const Beside *b) {
    if (b->line) m->line[b->i] = LINE_ACCEPTED;
    else set_add(b->clock ? &m->running : &m->owed, b->i);
}

static void one_side(Pairing *p, size_t state, const Machine *m, const Beside *b, Str id, Str name, Str name_en) {
    Machine open = *m;
    if (!may_be(&p->from->may[state], b)) return;
    open_beside(&open, b);
    if (!machine_barred(&p->map, &open)) tell(p, "reclassify.no_place", state, id, name, name_en.n ? name_en : id);
}

static void homeless(Pairing *p, size_t state, const Machine *m) {
    const Guide *s = p->map.from;
    for (int i = 0; i < s->n_acts; i++)
        if (set_has(&p->lines, i))
            one_side(p, state, m, &(Beside){.line = true, .i = i}, s->acts[i].id, s->acts[i].name, s->acts[i].name_en);
    for (int i = 0; i < s->n_clocks; i++)
        if (set_has(&p->clocks, i))
            one_side(p, state, m, &(Beside){.clock = true, .i = i}, s->clocks[i].id, s->clocks[i].name, s->clocks[i].name_en);
    for (int i = 0; i < s->n_duties; i++)
        if (set_has(&p->duties, i))
            one_side(p, state, m, &(Beside){.i = i}, s->duties[i].id, s->duties[i].name, s->duties[i].name_en);
}

/* --- one state --- */

/* In what the two states differ most for a reader: the stage and how he is held. */
static Str words_of(const Pairing *p, const Machine *m, bool en) {
    const Guide *g = p->map.from;
    const Fact *stage = &g->facts[g->fact_final], *hold = g->fact_custody < 0 ? NULL : &g->facts[g->fact_custody];
    int v = m->fact[g->fact_final], h = hold ? m->fact[g->fact_custody] : 0;
    Str x = en ? stage->values[v] : stage->names[v], y = !hold ? S("") : en ? hold->values[h] : hold->names[h];
    return str_format(p->a, STR_FMT "%s" STR_FMT, STR_ARG(x), hold ? en ? ", " : "、" : "", STR_ARG(y));
}

static void try_one(Pairing *p, size_t state, const Machine *m, const int given[FACT_MAX], bool *placed, bool *barred) {
    Mapped to;
    machine_map(&p->map, m, given, &to);
    if (to.end == MAP_BARRED) {
        *barred = true;
    } else if (to.end == MAP_NO_PLACE) {
        tell(p, "reclassify.no_place", state, to.id, to.name, to.name_en);
    } else if (guide_state(p->to, &to.m) < 0) {
        tell(p, "reclassify.no_state", state, words_of(p, m, true), words_of(p, m, false), words_of(p, m, true));
    } else {
        *placed = true;
    }
}

/* Every value of what only the new guide asks for at filing. */
static void try_given(Pairing *p, size_t state, const Machine *m, bool *placed, bool *barred) {
    int given[FACT_MAX] = {0};
    const Guide *t = p->map.to;
    for (;;) {
        try_one(p, state, m, given, placed, barred);
        int i = 0;
        for (; i < t->n_facts; i++) {
            if (t->facts[i].first >= 0 || p->map.fact[i] >= 0) continue;
            if (++given[i] < t->facts[i].n) break;
            given[i] = 0;
        }
        if (i == t->n_facts) return;
    }
}

/* With all open that may be open beside it. */
static void note_bars(Pairing *p, size_t state, const Machine *m) {
    const Flow *may = &p->from->may[state];
    const Reclassify *out = p->map.from->reclassify, *in = p->map.to->reclassify;
    Machine most = *m;
    for (size_t w = 0; w < LEN(may->run.w); w++) most.running.w[w] |= may->run.w[w], most.owed.w[w] |= may->owe.w[w];
    for (int i = 0; i < p->map.from->n_acts; i++)
        if (set_has(&may->line, i)) most.line[i] = LINE_ACCEPTED;
    for (int i = 0; i < p->map.n_bars; i++) {
        const Bar *b = p->map.bars[i].bar;
        if (!map_bar_holds(&p->map, i, &most)) continue;
        for (int k = 0; out && k < out->n_out; k++) p->r->out_holds[k] |= b == &out->out[k];
        for (int k = 0; in && k < in->n_in; k++) p->r->in_holds[k] |= b == &in->in[k];
    }
}

static void try_state(Pairing *p, size_t state) {
    Machine m;
    bool placed = false, barred = false;
    guide_state_machine(p->from, state, &m);
    p->r->n_states++;
    homeless(p, state, &m);
    note_bars(p, state, &m);
    for (uint32_t some = 0; some < 1u << p->n_beside; some++) {
        Machine with = m;
        bool can = true;
        for (int i = 0; i < p->n_beside; i++) {
            bool open = some >> i & 1;
            if (open) open_beside(&with, &p->beside[i]);
            can &= open ? may_be(&p->from->may[state], &p->beside[i]) : !may_be(&p->from->must[state], &p->beside[i]);
        }
        if (can) try_given(p, state, &with, &placed, &barred);
    }
    p->r->n_placed += placed;
    p->r->n_barred += barred;
}

PairReport guide_pair(const GuideGraph *from, const GuideGraph *to, Arena *a) {
    PairReport r = {.from = from->g, .to = to->g, .total = true};
    Pairing *p = NEW(a, Pairing);
    *p = (Pairing){.from = from, .to = to, .r = &r, .a = a};
    guide_map_make(from->g, to->g, &p->map);
    sort_sides(p);
    for (size_t s = 0; s < from->n && !graph_stopped(from); s++)
        if (!state_final(from, s)) try_state(p, s);
    return r;
}

static void idle_bar(const Guide *g, const Bar *b, Arena *a, PairReport *r) {
    Finding *f = PUSH(a, r);
    *f = (Finding){.code = "reclassify.idle", .level = FINDING_NOTE, .part = b->id, .states = 1};
    f->zh = str_format(a, "“" STR_FMT "”的变更限制“" STR_FMT "”在任何状态下都不成立", STR_ARG(g->name), STR_ARG(b->name));
    f->en = str_format(a, "bar '" STR_FMT "' of '" STR_FMT "' holds in no state", STR_ARG(b->id), STR_ARG(g->id));
}

size_t guide_idle_bars(const Guide *g, const PairReport *v, size_t n, Arena *a, Finding **ret) {
    PairReport found = {0};
    const Reclassify *x = g->reclassify;
    bool out[BAR_MAX] = {0}, in[BAR_MAX] = {0};
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < BAR_MAX; k++) {
            out[k] |= v[i].from == g && v[i].out_holds[k];
            in[k] |= v[i].to == g && v[i].in_holds[k];
        }
    for (int k = 0; x && k < x->n_out; k++)
        if (!out[k]) idle_bar(g, &x->out[k], a, &found);
    for (int k = 0; x && k < x->n_in; k++)
        if (!in[k]) idle_bar(g, &x->in[k], a, &found);
    *ret = found.v;
    return found.n;
}

void guide_pair_text(const PairReport *r, StrBuf *out) {
    strbuf_f(out, STR_FMT " → " STR_FMT ": %s; %zu states, %zu have their place, %zu are barred", STR_ARG(r->from->id),
                  STR_ARG(r->to->id), r->total ? "total 无遗漏" : "NOT TOTAL 有遗漏", r->n_states, r->n_placed, r->n_barred);
}

void guide_pair_members(const PairReport *r, Json *j) {
    json_key(j, "from"), json_str(j, r->from->id);
    json_key(j, "to"), json_str(j, r->to->id);
    json_key(j, "total"), json_bool(j, r->total);
    json_key(j, "states"), json_i64(j, (int64_t)r->n_states);
    json_key(j, "placed"), json_i64(j, (int64_t)r->n_placed);
    json_key(j, "barred"), json_i64(j, (int64_t)r->n_barred);
    json_key(j, "findings");
    guide_findings_json(r->v, r->n, j);
}

void guide_pair_json(const PairReport *r, StrBuf *out) {
    Json j;
    json_init(&j, out);
    json_obj(&j);
    guide_pair_members(r, &j);
    json_end_obj(&j);
}
