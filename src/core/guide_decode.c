// SPDX-License-Identifier: Apache-2.0
/* From the merged tree to tables of indices: facts, guards and effects. Acts stand in guide_decode_act.c. */
#include "core/guide_build.h"

const char *const EFFECT_KEYS[] = {"then", "starts", "stops", "pauses", "resumes", "extends", "owes", "clears",
                                   "cases", NULL};

Str guide_decode_basis(Decode *d, const Node *n) {
    StrBuf b;
    strbuf_init(&b, d->a, KB(8));
    for (size_t i = 0; i < node_count(n); i++) {
        if (i) strbuf_put(&b, S("; "));
        strbuf_put(&b, node_text(node_item(n, i), d->a));
    }
    return strbuf_str(&b);
}

Status guide_decode_mark(Decode *d, const Node *n, Mark *ret) {
    static const Str MARKS[] = {{"law", 3}, {"know", 4}, {"inf", 3}};
    *ret = MARK_LAW;
    if (node_is_null(n)) return OK;
    Str s = node_text(n, d->a);
    for (size_t i = 0; i < LEN(MARKS); i++)
        if (str_eq(s, MARKS[i])) {
            *ret = (Mark)i;
            return OK;
        }
    return node_unknown(n, "mark", s, (Words){MARKS, LEN(MARKS)}, d->err);
}

Status guide_decode_strs(Decode *d, const Node *n, Words known, const char *what, Str *v, int max, int *ret_n) {
    size_t count = node_count(n);
    if (count > (size_t)max) return NODE_FAIL(n, d->err, "guide.limit", "at most %d of %s", max, what);
    for (size_t i = 0; i < count; i++) {
        const Node *at = node_item(n, i);
        v[i] = node_text(at, d->a);
        if (!v[i].n) return NODE_FAIL(at, d->err, "guide.shape", "here stands the id of a %s", what);
        size_t k = 0;
        while (k < known.n && !str_eq(known.v[k], v[i])) k++;
        if (known.n && k == known.n) return node_unknown(at, what, v[i], known, d->err);
    }
    *ret_n = (int)count;
    return OK;
}

static Node pair_place(const NodePair *p) {
    return (Node){.file = p->value->file, .line = p->line, .col = p->col};
}

static Status decode_holds(Decode *d, const Node *n, Fact *f) {
    static const Str HOLDS[] = {{"free", 4}, {"held", 4}, {"overdue", 7}, {"serving", 7}};
    if (n->kind != NODE_MAP) return NODE_FAIL(n, d->err, "guide.shape", "hold is a map from value to what it means");
    uint32_t seen = 0;
    for (size_t i = 0; i < n->map.n; i++) {
        const NodePair *p = &n->map.v[i];
        Node at = pair_place(p);
        int v = fact_value(f, p->key);
        if (v < 0) return node_unknown(&at, "value", p->key, (Words){f->values, (size_t)f->n}, d->err);
        Str word = node_text(p->value, d->a);
        size_t h = 0;
        while (h < LEN(HOLDS) && !str_eq(HOLDS[h], word)) h++;
        if (h == LEN(HOLDS)) return node_unknown(p->value, "meaning", word, (Words){HOLDS, LEN(HOLDS)}, d->err);
        f->hold[v] = (Hold)h;
        seen |= 1u << v;
    }
    if (seen != (1u << f->n) - 1) return NODE_FAIL(n, d->err, "guide.hold", "hold says what every value means");
    f->custody = true;
    return OK;
}

static Status decode_values(Decode *d, const Node *n, Fact *f) {
    size_t count = !n ? 0 : n->kind == NODE_MAP ? n->map.n : node_count(n);
    if (!count || count > VALUE_MAX)
        return NODE_FAIL(n ? n : d->tree, d->err, "guide.values", "a fact has 1 to %d values", VALUE_MAX);
    for (size_t i = 0; i < count; i++) {
        f->values[i] = n->kind == NODE_MAP ? str_dup(d->a, n->map.v[i].key) : node_text(node_item(n, i), d->a);
        f->names[i] = n->kind == NODE_MAP ? node_text(n->map.v[i].value, d->a) : f->values[i];
    }
    f->n = (int)count;
    return OK;
}

static Status decode_value(Decode *d, const Fact *f, const Node *n, int *ret) {
    Str s = node_text(n, d->a);
    *ret = fact_value(f, s);
    if (*ret < 0) return node_unknown(n, "value", s, (Words){f->values, (size_t)f->n}, d->err);
    return OK;
}

static Status decode_fact(Decode *d, const NodePair *p, Fact *f) {
    static const char *const KEYS[] = {"name", "name_en", "values", "first", "given", "final", "hold",
                                       "overdue_duty", "basis", "mark", "note", NULL};
    const Node *n = p->value;
    if (n->kind != NODE_MAP) return NODE_FAIL(n, d->err, "guide.shape", "a fact is a map of keys");
    TRY(node_map_check(n, "a fact", KEYS, d->err));
    f->id = str_dup(d->a, p->key);
    f->name = node_text(node_find(n, S("name")), d->a);
    if (!f->name.n) f->name = f->id;
    f->name_en = node_text(node_find(n, S("name_en")), d->a);
    f->basis = guide_decode_basis(d, node_find(n, S("basis")));
    TRY(decode_values(d, node_find(n, S("values")), f));
    const Node *first = node_find(n, S("first")), *given = node_find(n, S("given"));
    f->first = -1;
    if (!first == !given) {
        Node at = pair_place(p);
        return NODE_FAIL(&at, d->err, "guide.first", "a fact has either `first` or `given`");
    }
    if (first) TRY(decode_value(d, f, first, &f->first));
    const Node *final = node_find(n, S("final"));
    for (size_t i = 0; i < node_count(final); i++) {
        int v;
        TRY(decode_value(d, f, node_item(final, i), &v));
        f->final |= (uint16_t)(1u << v);
    }
    const Node *hold = node_find(n, S("hold"));
    return hold ? decode_holds(d, hold, f) : OK;
}

static Status decode_facts(Decode *d, const Node *n) {
    Guide *g = d->g;
    if (!n || n->kind != NODE_MAP || n->map.n > FACT_MAX)
        return NODE_FAIL(n, d->err, "guide.limit", "a guide uses at most %d facts", FACT_MAX);
    g->n_facts = (int)n->map.n;
    g->facts = NEW_N(d->a, Fact, n->map.n);
    g->fact_custody = g->fact_final = -1;
    for (int i = 0; i < g->n_facts; i++) {
        Fact *f = &g->facts[i];
        const NodePair *p = &n->map.v[i];
        TRY(decode_fact(d, p, f));
        Node at = pair_place(p);
        if (f->final && g->fact_final >= 0)
            return NODE_FAIL(&at, d->err, "guide.final", "only one fact has final values");
        if (f->custody && g->fact_custody >= 0)
            return NODE_FAIL(&at, d->err, "guide.custody", "only one fact says who is held");
        if (f->final) g->fact_final = i;
        if (f->custody) g->fact_custody = i;
    }
    if (g->fact_final < 0) return NODE_FAIL(n, d->err, "guide.final", "no fact has final values");
    return OK;
}

static Status ids_of(Decode *d, const Node *n, const char *what, int *ret) {
    if (n && n->kind == NODE_MAP && n->map.n <= SET_MAX) {
        *ret = (int)n->map.n;
        return OK;
    }
    return NODE_FAIL(n, d->err, "guide.limit", "a guide has at most %d %s", SET_MAX, what);
}

static Words act_words(Decode *d) {
    Str *v = NEW_N(d->a, Str, d->g->n_acts + 1);
    for (int i = 0; i < d->g->n_acts; i++) v[i] = d->g->acts[i].id;
    return (Words){v, (size_t)d->g->n_acts};
}

static Words clock_words(Decode *d) {
    Str *v = NEW_N(d->a, Str, d->g->n_clocks + 1);
    for (int i = 0; i < d->g->n_clocks; i++) v[i] = d->g->clocks[i].id;
    return (Words){v, (size_t)d->g->n_clocks};
}

static Words duty_words(Decode *d) {
    Str *v = NEW_N(d->a, Str, d->g->n_duties + 1);
    for (int i = 0; i < d->g->n_duties; i++) v[i] = d->g->duties[i].id;
    return (Words){v, (size_t)d->g->n_duties};
}

static Status decode_set(Decode *d, const NodePair *p, Guard *ret) {
    Str key = p->key;
    Set *set = str_eqz(key, "open")          ? &ret->open
               : str_eqz(key, "not_open")    ? &ret->not_open
               : str_eqz(key, "running")     ? &ret->running
               : str_eqz(key, "not_running") ? &ret->not_running
               : str_eqz(key, "owed")        ? &ret->owed
                                             : &ret->not_owed;
    bool acts = set == &ret->open || set == &ret->not_open;
    bool clocks = set == &ret->running || set == &ret->not_running;
    for (size_t i = 0; i < node_count(p->value); i++) {
        const Node *at = node_item(p->value, i);
        Str id = node_text(at, d->a);
        int k = acts ? guide_act(d->g, id) : clocks ? guide_clock(d->g, id) : guide_duty(d->g, id);
        if (k < 0)
            return node_unknown(at, acts ? "act" : clocks ? "clock" : "duty", id,
                                acts     ? act_words(d)
                                : clocks ? clock_words(d)
                                         : duty_words(d), d->err);
        if (acts && d->g->acts[k].kind != ACT_SEND)
            return NODE_FAIL(at, d->err, "guide.open", "only a send act is ever open; '" STR_FMT "' is none", STR_ARG(id));
        set_add(set, k);
    }
    return OK;
}

static bool guard_word(Str key) {
    return str_eqz(key, "open") || str_eqz(key, "not_open") || str_eqz(key, "running") ||
           str_eqz(key, "not_running") || str_eqz(key, "owed") || str_eqz(key, "not_owed");
}

Status guide_decode_guard(Decode *d, const Node *when, const Guard *outer, Guard *ret) {
    *ret = outer ? *outer : (Guard){0};
    if (!outer)
        for (int i = 0; i < FACT_MAX; i++) ret->allow[i] = UINT16_MAX;
    if (node_is_null(when)) return OK;
    if (when->kind != NODE_MAP) return NODE_FAIL(when, d->err, "guide.shape", "a guard is a map of tests");
    for (size_t i = 0; i < when->map.n; i++) {
        const NodePair *p = &when->map.v[i];
        if (guard_word(p->key)) {
            TRY(decode_set(d, p, ret));
            continue;
        }
        int f = guide_fact(d->g, p->key);
        Node at = pair_place(p);
        if (f < 0) {
            Str known[FACT_MAX];
            for (int k = 0; k < d->g->n_facts; k++) known[k] = d->g->facts[k].id;
            return node_unknown(&at, "fact", p->key, (Words){known, (size_t)d->g->n_facts}, d->err);
        }
        uint16_t allow = 0;
        for (size_t k = 0; k < node_count(p->value); k++) {
            int v;
            TRY(decode_value(d, &d->g->facts[f], node_item(p->value, k), &v));
            allow |= (uint16_t)(1u << v);
        }
        ret->allow[f] &= allow;
        if (!ret->allow[f])
            return NODE_FAIL(&at, d->err, "guide.never", "no value of '" STR_FMT "' is left: this never holds",
                             STR_ARG(p->key));
    }
    return OK;
}

static bool guard_asks_nothing(const Guard *g) {
    for (int i = 0; i < FACT_MAX; i++)
        if (g->allow[i] != UINT16_MAX) return false;
    const Set *sets[] = {&g->open, &g->not_open, &g->running, &g->not_running, &g->owed, &g->not_owed};
    for (size_t i = 0; i < LEN(sets); i++)
        if (!set_empty(sets[i])) return false;
    return true;
}

static Effect *effect_add(Decode *d, Effects *e, EffectKind kind, int a, int b) {
    Effect *f = PUSH(d->a, e);
    *f = (Effect){.kind = kind, .a = a, .b = b};
    return f;
}

static const Guard *keep_guard(Decode *d, const Guard *g) {
    return !g || guard_asks_nothing(g) ? NULL : arena_dup(d->a, g, sizeof *g);
}

static Status decode_then(Decode *d, const Node *n, const Guard *when, Effects *ret) {
    if (node_is_null(n)) return OK;
    if (n->kind != NODE_MAP) return NODE_FAIL(n, d->err, "guide.shape", "then is a map from fact to value");
    for (size_t i = 0; i < n->map.n; i++) {
        const NodePair *p = &n->map.v[i];
        Node at = pair_place(p);
        int f = guide_fact(d->g, p->key), v;
        if (f < 0) return NODE_FAIL(&at, d->err, "guide.unknown", "there is no fact '" STR_FMT "'", STR_ARG(p->key));
        TRY(decode_value(d, &d->g->facts[f], p->value, &v));
        effect_add(d, ret, EFFECT_SET, f, v)->when = keep_guard(d, when);
    }
    return OK;
}

static Status decode_extension(Decode *d, const Node *at, int clock, int *ret) {
    const ClockRule *c = &d->g->clocks[clock];
    const Node *by = at->kind == NODE_MAP ? node_find(at, S("by")) : NULL;
    if (!by) return NODE_FAIL(at, d->err, "guide.extension", "extends asks for {clock: …, by: the extension's name}");
    Str id = node_text(by, d->a), known[LEN(c->extensions)];
    for (int i = 0; i < c->n_extensions; i++) {
        known[i] = c->extensions[i].id;
        if (str_eq(known[i], id)) {
            *ret = i;
            return OK;
        }
    }
    return node_unknown(by, "extension", id, (Words){known, (size_t)c->n_extensions}, d->err);
}

static Status decode_items(Decode *d, const Node *n, EffectKind kind, const Guard *outer, Effects *ret) {
    static const char *const KEYS[] = {"clock", "duty", "when", "by", NULL};
    bool duty = kind == EFFECT_OWE || kind == EFFECT_CLEAR;
    for (size_t i = 0; i < node_count(n); i++) {
        const Node *at = node_item(n, i), *name = at;
        Guard g;
        if (at->kind == NODE_MAP) {
            TRY(node_map_check(at, "an effect", KEYS, d->err));
            name = node_find(at, duty ? S("duty") : S("clock"));
            if (!name) return NODE_FAIL(at, d->err, "guide.shape", "this names no %s", duty ? "duty" : "clock");
        }
        TRY(guide_decode_guard(d, at->kind == NODE_MAP ? node_find(at, S("when")) : NULL, outer, &g));
        Str id = node_text(name, d->a);
        int k = duty ? guide_duty(d->g, id) : guide_clock(d->g, id), b = 0;
        if (k < 0) return node_unknown(name, duty ? "duty" : "clock", id, duty ? duty_words(d) : clock_words(d), d->err);
        if (kind == EFFECT_EXTEND) TRY(decode_extension(d, at, k, &b));
        effect_add(d, ret, kind, k, b)->when = keep_guard(d, &g);
    }
    return OK;
}

/* Closing comes before opening, so a step may end a clock or duty and begin it afresh. */
Status guide_decode_effects(Decode *d, const Node *n, const Guard *outer, Effects *ret) {
    static const struct {
        const char *key;
        EffectKind kind;
    } ITEMS[] = {{"stops", EFFECT_STOP}, {"clears", EFFECT_CLEAR}, {"starts", EFFECT_START}, {"pauses", EFFECT_PAUSE},
                 {"resumes", EFFECT_RESUME}, {"extends", EFFECT_EXTEND}, {"owes", EFFECT_OWE}};
    static const char *const CASE_KEYS[] = {"when", "then", "starts", "stops", "pauses", "resumes", "extends",
                                            "owes", "clears", "cases", "note", "basis", NULL};
    if (node_is_null(n)) return OK;
    if (n->kind != NODE_MAP) return NODE_FAIL(n, d->err, "guide.shape", "effects are a map of keys");
    TRY(decode_then(d, node_find(n, S("then")), outer, ret));
    for (size_t i = 0; i < LEN(ITEMS); i++)
        TRY(decode_items(d, node_find(n, str_c(ITEMS[i].key)), ITEMS[i].kind, outer, ret));
    const Node *cases = node_find(n, S("cases"));
    for (size_t i = 0; i < node_count(cases); i++) {
        const Node *c = node_item(cases, i);
        Guard g;
        if (c->kind != NODE_MAP) return NODE_FAIL(c, d->err, "guide.shape", "a case is a map with when and effects");
        TRY(node_map_check(c, "a case", CASE_KEYS, d->err));
        TRY(guide_decode_guard(d, node_find(c, S("when")), outer, &g));
        TRY(guide_decode_effects(d, c, &g, ret));
    }
    return OK;
}

static Status decode_duty(Decode *d, const NodePair *p, DutyRule *r) {
    static const char *const KEYS[] = {"name", "name_en", "holder", "role", "red", "cleared_by", "clock", "basis",
                                       "mark", "note", NULL};
    const Node *n = p->value;
    if (n->kind != NODE_MAP) return NODE_FAIL(n, d->err, "guide.shape", "a duty is a map of keys");
    TRY(node_map_check(n, "a duty", KEYS, d->err));
    r->name = node_text(node_find(n, S("name")), d->a);
    if (!r->name.n) r->name = r->id;
    r->name_en = node_text(node_find(n, S("name_en")), d->a);
    r->basis = guide_decode_basis(d, node_find(n, S("basis")));
    TRY(guide_decode_mark(d, node_find(n, S("mark")), &r->mark));
    TRY(node_bool(node_find(n, S("red")), false, &r->red, d->err));
    int one = 0;
    Words kinds = d->words ? d->words->agency_kinds : (Words){0}, roles = d->words ? d->words->roles : (Words){0};
    const Node *holder = node_find(n, S("holder"));
    if (!holder) return NODE_FAIL(n, d->err, "guide.holder", "a duty has a holder");
    TRY(guide_decode_strs(d, holder, kinds, "agency kind", &r->holder, 1, &one));
    TRY(guide_decode_strs(d, node_find(n, S("role")), roles, "role", r->roles, ROLE_MAX, &r->n_roles));
    const Node *clock = node_find(n, S("clock"));
    r->clock = node_is_null(clock) ? -1 : guide_clock(d->g, node_text(clock, d->a));
    if (r->clock < 0 && !node_is_null(clock))
        return node_unknown(clock, "clock", node_text(clock, d->a), clock_words(d), d->err);
    return OK;
}

static Status decode_head(Decode *d, const Node *tree) {
    Guide *g = d->g;
    g->id = node_text(node_find(tree, S("guide")), d->a);
    if (!g->id.n) return NODE_FAIL(tree, d->err, "guide.name", "`guide:` names the class");
    g->name = node_text(node_find(tree, S("name")), d->a);
    if (!g->name.n) g->name = g->id;
    g->name_en = node_text(node_find(tree, S("name_en")), d->a);
    g->version = node_text(node_find(tree, S("version")), d->a);
    TRY(node_bool(node_find(tree, S("base")), false, &g->base, d->err));
    if (!g->version.n) return NODE_FAIL(tree, d->err, "guide.version", "a guide has a version");
    return OK;
}

Status guide_decode(const Node *tree, const GuideSource *words, Arena *a, Guide *g, Err *err) {
    Decode d = {.tree = tree, .words = words, .a = a, .g = g, .err = err};
    TRY(decode_head(&d, tree));
    TRY(decode_facts(&d, node_find(tree, S("facts"))));
    const Node *acts = node_find(tree, S("acts")), *clocks = node_find(tree, S("clocks"));
    const Node *duties = node_find(tree, S("duties"));
    TRY(ids_of(&d, acts, "acts", &g->n_acts));
    TRY(ids_of(&d, clocks, "clocks", &g->n_clocks));
    TRY(ids_of(&d, duties, "duties", &g->n_duties));
    g->acts = NEW_N(a, Act, g->n_acts + 1);
    g->clocks = NEW_N(a, ClockRule, g->n_clocks + 1);
    g->duties = NEW_N(a, DutyRule, g->n_duties + 1);
    for (int i = 0; i < g->n_acts; i++) { /* names first: rules may speak of later ones */
        g->acts[i].id = str_dup(a, acts->map.v[i].key);
        g->acts[i].kind = str_eq(node_text(node_find(acts->map.v[i].value, S("kind")), a), S("send")) ? ACT_SEND : ACT_DECIDE;
    }
    for (int i = 0; i < g->n_clocks; i++) g->clocks[i].id = str_dup(a, clocks->map.v[i].key);
    for (int i = 0; i < g->n_duties; i++) g->duties[i].id = str_dup(a, duties->map.v[i].key);
    for (int i = 0; i < g->n_clocks; i++) TRY(guide_decode_clock(&d, &clocks->map.v[i], &g->clocks[i]));
    for (int i = 0; i < g->n_duties; i++) TRY(decode_duty(&d, &duties->map.v[i], &g->duties[i]));
    for (int i = 0; i < g->n_acts; i++) TRY(guide_decode_act(&d, &acts->map.v[i], &g->acts[i]));
    TRY(guide_decode_reclassify(&d, node_find(tree, S("reclassify"))));
    return guide_decode_refs(&d, tree);
}
