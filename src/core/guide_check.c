// SPDX-License-Identifier: Apache-2.0
/* One judging of an explored guide, and what is written of it. */
#include "core/guide_check.h"

#include "core/codes.h"
#include "core/guide_graph.h"
#include "node/json.h"

static const char *const LINE_WORDS[] = {"none", "pushed", "received", "accepted", "returned"};

static void count_parts(GuideReport *r, const Guide *g) {
    for (int i = 0; i < g->n_acts; i++)
        if (g->acts[i].kind == ACT_SEND) (*(g->acts[i].side ? &r->side_lines : &r->main_lines))++;
    for (int i = 0; i < g->n_clocks; i++) (*(g->clocks[i].side ? &r->side_clocks : &r->main_clocks))++;
    for (int i = 0; i < g->n_duties; i++) (*(g->duties[i].side ? &r->side_duties : &r->main_duties))++;
}

static void staff_all(Proof *p) {
    int told = -1;
    for (size_t i = 0; i < p->gr->steps.n; i++) {
        Step *s = &p->gr->steps.v[i];
        s->staffed = staff_step(p->g, s, p->staff);
        if (s->staffed || s->act == told) continue;
        told = s->act;
        StrBuf zh, en;
        strbuf_init(&zh, p->a, KB(4));
        strbuf_init(&en, p->a, KB(4));
        step_words(p->g, s, &zh, &en);
        Finding *f = finding_add(p, "staff.none", FINDING_NOTE, SIZE_MAX);
        f->part = p->g->acts[s->act].id;
        f->zh = str_format(p->a, "“" STR_FMT "”没有足够的用户办理（" STR_FMT "）", STR_ARG(strbuf_str(&zh)),
                           STR_ARG(code_zh(p, CODE_AGENCY_KIND, s->organ)));
        f->en = str_format(p->a, "nobody can do '" STR_FMT "' at " STR_FMT, STR_ARG(strbuf_str(&en)), STR_ARG(code_en(p, CODE_AGENCY_KIND, s->organ)));
    }
}

size_t guide_unstaffed(const Guide *g, const Staffing *staff, Arena *a, Finding **ret) {
    GuideGraph steps = {.g = g, .a = a};
    GuideReport r = {.guide = g, .graph = &steps};
    graph_steps(&steps);
    staff_all(&(Proof){.gr = &steps, .g = g, .staff = staff, .a = a, .r = &r});
    *ret = r.v;
    return r.n;
}

GuideReport guide_judge(GuideGraph *graph, const Staffing *staff, HashFn *hash, Arena *a) {
    GuideReport r = {.sound = true, .guide = graph->g, .graph = graph, .n_states = graph->n, .n_edges = graph->edges.n,
                     .staffing = staffing_hash(staff, hash)};
    Proof p = {.gr = graph, .g = graph->g, .staff = staff, .a = a, .r = &r};
    count_parts(&r, graph->g);
    if (graph->cut) {
        Finding *f = finding_add(&p, "budget.states", FINDING_UNSOUND, SIZE_MAX);
        f->zh = str_format(a, "状态超过 %d 个，无法检查完全", GUIDE_STATES_MAX);
        f->en = str_format(a, "more than %d states: not all can be looked at", GUIDE_STATES_MAX);
        return r;
    }
    staff_all(&p);
    prove_option(&p);
    prove_silence(&p);
    prove_completion(&p);
    prove_custody(&p);
    prove_no_dead_part(&p);
    return r;
}

GuideReport guide_check(const Guide *g, const Staffing *staff, HashFn *hash, Arena *a) {
    return guide_judge(guide_explore(g, a), staff, hash, a);
}

/* --- what is written --- */

static void put_parts(Json *j, const Guide *g, bool side) {
    json_obj(j);
    json_key(j, "lines");
    json_arr(j);
    for (int i = 0; i < g->n_acts; i++)
        if (g->acts[i].kind == ACT_SEND && g->acts[i].side == side) json_str(j, g->acts[i].id);
    json_end_arr(j);
    json_key(j, "clocks");
    json_arr(j);
    for (int i = 0; i < g->n_clocks; i++)
        if (g->clocks[i].side == side) json_str(j, g->clocks[i].id);
    json_end_arr(j);
    json_key(j, "duties");
    json_arr(j);
    for (int i = 0; i < g->n_duties; i++)
        if (g->duties[i].side == side) json_str(j, g->duties[i].id);
    json_end_arr(j);
    json_end_obj(j);
}

static void put_head(Json *j, const GuideReport *r) {
    json_key(j, "guide");
    json_str(j, r->guide->id);
    json_key(j, "version");
    json_str(j, r->guide->version);
    json_key(j, "hash");
    json_hash(j, r->guide->hash);
    json_key(j, "staffing");
    json_hash(j, r->staffing);
    json_key(j, "sound");
    json_bool(j, r->sound);
    json_key(j, "states");
    json_i64(j, (int64_t)r->n_states);
    json_key(j, "edges");
    json_i64(j, (int64_t)r->n_edges);
    json_key(j, "final");
    json_i64(j, (int64_t)r->n_final);
    json_key(j, "main");
    put_parts(j, r->guide, false);
    json_key(j, "side");
    put_parts(j, r->guide, true);
}

void guide_findings_json(const Finding *v, size_t n, Json *j) {
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        const Finding *f = &v[i];
        json_obj(j);
        json_key(j, "code"), json_strz(j, f->code);
        json_key(j, "level"), json_strz(j, f->level == FINDING_UNSOUND ? "unsound" : "note");
        json_key(j, "part"), json_str(j, f->part);
        json_key(j, "zh"), json_str(j, f->zh);
        json_key(j, "en"), json_str(j, f->en);
        json_key(j, "path_zh"), json_str(j, f->path_zh);
        json_key(j, "path_en"), json_str(j, f->path_en);
        json_key(j, "states"), json_i64(j, (int64_t)f->states);
        json_end_obj(j);
    }
    json_end_arr(j);
}

void guide_report_json(const GuideReport *r, StrBuf *out) {
    Json j;
    json_init(&j, out);
    json_obj(&j);
    put_head(&j, r);
    json_key(&j, "findings");
    guide_findings_json(r->v, r->n, &j);
    json_end_obj(&j);
}

static void put_state(Json *j, const Guide *g, const Machine *m) {
    json_obj(j);
    json_key(j, "facts");
    json_obj(j);
    for (int i = 0; i < g->n_facts; i++) {
        json_keys(j, g->facts[i].id);
        json_str(j, g->facts[i].values[m->fact[i]]);
    }
    json_end_obj(j);
    json_key(j, "lines");
    json_obj(j);
    for (int i = 0; i < g->n_acts; i++) {
        if (m->line[i] == LINE_NONE) continue;
        json_keys(j, g->acts[i].id);
        json_strz(j, LINE_WORDS[m->line[i]]);
    }
    json_end_obj(j);
    json_key(j, "running");
    json_arr(j);
    for (int i = 0; i < g->n_clocks; i++)
        if (set_has(&m->running, i)) json_str(j, g->clocks[i].id);
    json_end_arr(j);
    json_key(j, "owed");
    json_arr(j);
    for (int i = 0; i < g->n_duties; i++)
        if (set_has(&m->owed, i)) json_str(j, g->duties[i].id);
    json_end_arr(j);
    json_end_obj(j);
}

static void put_pairs(Json *j, const Guide *g, PairReports pairs) {
    json_key(j, "pairs");
    json_arr(j);
    for (size_t i = 0; i < pairs.n; i++) {
        const PairReport *p = &pairs.v[i];
        if (p->from != g && p->to != g) continue;
        json_obj(j);
        guide_pair_members(p, j);
        json_key(j, "other"), json_hash(j, p->from == g ? p->to->hash : p->from->hash);
        json_end_obj(j);
    }
    json_end_arr(j);
}

void guide_certificate(const GuideReport *r, PairReports pairs, StrBuf *out) {
    const GuideGraph *gr = r->graph;
    Json j;
    json_init(&j, out);
    json_obj(&j);
    json_key(&j, "format");
    json_strz(&j, "jindu-certificate-1");
    put_head(&j, r);
    put_pairs(&j, r->guide, pairs);
    json_key(&j, "ranking");
    json_arr(&j);
    for (size_t s = 0; r->distance && s < gr->n; s++) {
        Machine m;
        guide_state_machine(gr, s, &m);
        json_obj(&j);
        json_key(&j, "state");
        put_state(&j, gr->g, &m);
        json_key(&j, "d");
        json_i64(&j, r->distance[s]);
        json_key(&j, "step");
        if (r->step[s] == NO_STEP) {
            json_raw(&j, S("null"));
        } else {
            char room[256];
            StrBuf id = {.p = room, .cap = sizeof room, .max = sizeof room};
            step_id(gr->g, &gr->steps.v[r->step[s]], &id);
            json_str(&j, strbuf_str(&id));
        }
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    strbuf_putc(out, '\n');
}
