// SPDX-License-Identifier: Apache-2.0
/*
 * What a state lacks to be one of the certificate. Changes are tried singly, then in pairs: clocks that are needed or too
 * many, facts other than the stage, which people know best, duties and transfers under way. Only the certificate is asked, so no rule is guessed.
 */
#include "app/import_reading.h"

enum { CHANGES_MAX = 512, SHOWN_MAX = 3 };

typedef enum ChangeKind { CHANGE_FACT, CHANGE_CLOCK, CHANGE_LINE, CHANGE_DUTY } ChangeKind;
typedef struct Change {
    ChangeKind kind;
    int what, value; /* fact and its value, act and its life; a clock or duty is put or taken away */
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

static void turn(Set *set, int i) {
    if (set_has(set, i)) set_drop(set, i);
    else set_add(set, i);
}

static void change(Machine *m, const Change *c) {
    switch (c->kind) {
    case CHANGE_FACT: m->fact[c->what] = (uint8_t)c->value; break;
    case CHANGE_CLOCK: turn(&m->running, c->what); break;
    case CHANGE_LINE: m->line[c->what] = (uint8_t)c->value; break;
    case CHANGE_DUTY: turn(&m->owed, c->what); break;
    }
}

static void add(Search *s, ChangeKind kind, int what, int value) {
    if (s->n < CHANGES_MAX) s->changes[s->n++] = (Change){kind, what, value};
}

static void collect(Search *s) {
    const Guide *g = s->g;
    for (int i = 0; i < g->n_clocks; i++)
        if (!g->clocks[i].side) add(s, CHANGE_CLOCK, i, 0);
    for (int f = 0; f < g->n_facts; f++) {
        if (f == g->fact_final || g->facts[f].first < 0) continue;
        for (int v = 0; v < g->facts[f].n; v++)
            if (v != s->m->fact[f]) add(s, CHANGE_FACT, f, v);
    }
    for (int i = 0; i < g->n_duties; i++)
        if (!g->duties[i].side) add(s, CHANGE_DUTY, i, 0);
    for (int i = 0; i < g->n_acts; i++)
        for (int life = LINE_NONE; g->acts[i].kind == ACT_SEND && !g->acts[i].side && life <= LINE_RETURNED; life++)
            if (life != s->m->line[i]) add(s, CHANGE_LINE, i, life);
}

static void say(Search *s, const Change *c) {
    const Guide *g = s->g;
    bool has;
    switch (c->kind) {
    case CHANGE_FACT:
        strbuf_f(&s->out, "“" STR_FMT "”改为“" STR_FMT "”", STR_ARG(g->facts[c->what].name),
                 STR_ARG(g->facts[c->what].names[c->value]));
        break;
    case CHANGE_CLOCK:
        has = set_has(&s->m->running, c->what);
        strbuf_f(&s->out, "%s“" STR_FMT CLOCK_HEADING "”", has ? "清空" : "填写", STR_ARG(g->clocks[c->what].name));
        break;
    case CHANGE_DUTY:
        has = set_has(&s->m->owed, c->what);
        strbuf_f(&s->out, "“待办义务”%s“" STR_FMT "”", has ? "去掉" : "加上", STR_ARG(g->duties[c->what].name));
        break;
    case CHANGE_LINE:
        if (c->value == LINE_NONE) strbuf_f(&s->out, "“在办事项”去掉“" STR_FMT "”", STR_ARG(g->acts[c->what].name));
        else strbuf_f(&s->out, "“在办事项”填“" STR_FMT " %s”", STR_ARG(g->acts[c->what].name), life_word(c->value));
        break;
    }
}

static void attempt(Search *s, const Change *x, const Change *y) {
    Machine m = *s->m;
    if (s->shown == SHOWN_MAX || (y && x->kind == y->kind && x->what == y->what)) return;
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
