// SPDX-License-Identifier: Apache-2.0
/*
 * What a state lacks to be one of the certificate. Changes are tried singly, then in pairs: clocks that are needed or too
 * many, and facts other than the stage, which people know best. Only the certificate is asked, so no rule is guessed.
 */
#include "app/import_cases.h"

enum { CHANGES_MAX = 512, SHOWN_MAX = 3 };

typedef struct Change {
    int fact, value, clock; /* fact -1: the clock is put or taken away */
} Change;

typedef struct Search {
    const World *w;
    const Guide *g;
    const Machine *m;
    Change changes[CHANGES_MAX];
    size_t n;
    StrBuf out;
    int shown;
} Search;

static void change(Machine *m, const Change *c) {
    if (c->fact >= 0) m->fact[c->fact] = (uint8_t)c->value;
    else if (set_has(&m->running, c->clock)) set_drop(&m->running, c->clock);
    else set_add(&m->running, c->clock);
}

static void collect(Search *s) {
    const Guide *g = s->g;
    for (int i = 0; i < g->n_clocks && s->n < CHANGES_MAX; i++)
        if (!g->clocks[i].side) s->changes[s->n++] = (Change){-1, 0, i};
    for (int f = 0; f < g->n_facts; f++) {
        if (f == g->fact_final || g->facts[f].first < 0) continue;
        for (int v = 0; v < g->facts[f].n && s->n < CHANGES_MAX; v++)
            if (v != s->m->fact[f]) s->changes[s->n++] = (Change){f, v, 0};
    }
}

static void say(Search *s, const Change *c) {
    const Guide *g = s->g;
    if (c->fact >= 0) {
        const Fact *f = &g->facts[c->fact];
        strbuf_f(&s->out, "“" STR_FMT "”改为“" STR_FMT "”", STR_ARG(f->name), STR_ARG(f->names[c->value]));
        return;
    }
    bool has = set_has(&s->m->running, c->clock);
    strbuf_f(&s->out, "%s“" STR_FMT CLOCK_HEADING "”", has ? "清空" : "填写", STR_ARG(g->clocks[c->clock].name));
}

static void attempt(Search *s, const Change *x, const Change *y) {
    Machine m = *s->m;
    if (s->shown == SHOWN_MAX || (y && x->fact >= 0 && x->fact == y->fact)) return;
    change(&m, x);
    if (y) change(&m, y);
    if (!s->w->certified(s->w->certified_by, s->g, &m)) return;
    if (s->shown++) strbuf_put(&s->out, S("；或"));
    say(s, x);
    if (y) strbuf_put(&s->out, S("并")), say(s, y);
}

Str state_hint(const World *w, const Guide *g, const Machine *m, Arena *a) {
    Search *s = NEW(a, Search);
    if (!w->certified) return (Str){0};
    s->w = w;
    s->g = g;
    s->m = m;
    strbuf_init(&s->out, a, KB(4));
    collect(s);
    for (size_t i = 0; i < s->n; i++) attempt(s, &s->changes[i], NULL);
    for (size_t i = 0; !s->shown && i < s->n; i++)
        for (size_t k = i + 1; k < s->n; k++) attempt(s, &s->changes[i], &s->changes[k]);
    return strbuf_str(&s->out);
}
