// SPDX-License-Identifier: Apache-2.0
/* What one person's case may lawfully do next, and what each step still lacks: the page's list, and the proof of it. */
#include "core/decide.h"

static bool kind_fits(const World *w, const Case *c, const Party *by, const Actor *who) {
    const Agency *own = world_agency(w, who->agency);
    if (!own || !case_has_part(c, own->id)) return false;
    if (!str_eqz(by->kind, "any") && !str_eq(by->kind, own->kind)) return false;
    if (!by->n_roles) return true;
    for (int i = 0; i < by->n_roles; i++)
        for (size_t j = 0; j < who->n_roles; j++)
            if (str_eq(by->roles[i], who->roles[j])) return true;
    return false;
}

size_t case_next(const World *w, const Case *c, const Person *p, const Actor *who, Arena *a, NextStep **ret) {
    const Guide *g = world_guide(w, p->guide);
    *ret = NULL;
    if (!g || p->closed != TIME_NONE || p->moved_to) return 0;
    Machine m;
    machine_of(g, c, p, &m);
    NextStep *v = NEW_N(a, NextStep, g->n_acts);
    for (int i = 0; i < g->n_acts; i++) {
        StrBuf zh, en;
        strbuf_init(&zh, a, KB(2));
        strbuf_init(&en, a, KB(2));
        bool open = g->acts[i].kind == ACT_SEND && line_open((LineLife)m.line[i]);
        v[i] = (NextStep){.act = i, .possible = !open && act_possible(g, i, &m), .mine = kind_fits(w, c, &g->acts[i].by, who)};
        if (v[i].possible) continue;
        if (open) {
            strbuf_put(&zh, S("该事项正在办理中"));
            strbuf_put(&en, S("the same act is still open"));
        } else {
            guard_why(g, &g->acts[i].when, &m, &zh, &en);
        }
        v[i].why_zh = strbuf_str(&zh);
        v[i].why_en = strbuf_str(&en);
    }
    *ret = v;
    return (size_t)g->n_acts;
}
