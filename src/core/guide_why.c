// SPDX-License-Identifier: Apache-2.0
/* Why a guard does not hold, in words for the person who was refused. */
#include "core/guide.h"

static Str en_of(Str name_en, Str id) {
    return name_en.n ? name_en : id;
}

static void fact_why(const Fact *f, uint16_t allow, int now, StrBuf *zh, StrBuf *en) {
    bool first = true;
    strbuf_put(zh, f->name);
    strbuf_put(zh, S("须为"));
    strbuf_put(en, en_of(f->name_en, f->id));
    strbuf_put(en, S(" must be "));
    for (int v = 0; v < f->n; v++) {
        if (!(allow >> v & 1)) continue;
        if (!first) strbuf_put(zh, S("、")), strbuf_put(en, S(" or "));
        first = false;
        strbuf_put(zh, f->names[v]);
        strbuf_put(en, f->values[v]);
    }
    strbuf_put(zh, S("，现为"));
    strbuf_put(zh, f->names[now]);
    strbuf_put(en, S(", and is "));
    strbuf_put(en, f->values[now]);
}

/* The first member of `asked` that is (`present`) or is not in the set of what there is. */
static int first_of(const Set *asked, const Set *there, bool present) {
    for (int i = 0; i < SET_MAX; i++)
        if (set_has(asked, i) && set_has(there, i) == present) return i;
    return -1;
}

static void say(StrBuf *zh, Str name, const char *zh_rest, StrBuf *en, Str name_en, const char *en_rest) {
    strbuf_put(zh, S("“"));
    strbuf_put(zh, name);
    strbuf_put(zh, S("”"));
    strbuf_put(zh, str_c(zh_rest));
    strbuf_put(en, name_en);
    strbuf_put(en, str_c(en_rest));
}

bool guard_why(const Guide *g, const Guard *guard, const Machine *m, StrBuf *zh, StrBuf *en) {
    for (int i = 0; i < g->n_facts; i++)
        if (!(guard->allow[i] >> m->fact[i] & 1)) {
            fact_why(&g->facts[i], guard->allow[i], m->fact[i], zh, en);
            return true;
        }
    Set open = {0};
    for (int i = 0; i < g->n_acts; i++)
        if (line_open(m->line[i])) set_add(&open, i);
    int i;
    if ((i = first_of(&guard->open, &open, false)) >= 0)
        say(zh, g->acts[i].name, "尚未移送", en, en_of(g->acts[i].name_en, g->acts[i].id), " is not under way");
    else if ((i = first_of(&guard->not_open, &open, true)) >= 0)
        say(zh, g->acts[i].name, "尚未办结", en, en_of(g->acts[i].name_en, g->acts[i].id), " is still under way");
    else if ((i = first_of(&guard->running, &m->running, false)) >= 0)
        say(zh, g->clocks[i].name, "不在计算中", en, en_of(g->clocks[i].name_en, g->clocks[i].id), " is not running");
    else if ((i = first_of(&guard->not_running, &m->running, true)) >= 0)
        say(zh, g->clocks[i].name, "尚在计算中", en, en_of(g->clocks[i].name_en, g->clocks[i].id), " is still running");
    else if ((i = first_of(&guard->owed, &m->owed, false)) >= 0)
        say(zh, g->duties[i].name, "并无此项义务", en, en_of(g->duties[i].name_en, g->duties[i].id), " is not owed");
    else if ((i = first_of(&guard->not_owed, &m->owed, true)) >= 0)
        say(zh, g->duties[i].name, "尚未履行", en, en_of(g->duties[i].name_en, g->duties[i].id), " is still owed");
    return i >= 0;
}
