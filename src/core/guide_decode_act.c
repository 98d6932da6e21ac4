// SPDX-License-Identifier: Apache-2.0
/* Acts and clocks of a guide, and what refers across them: who clears a duty, whose outcome an act is. */
#include "core/guide_build.h"

static const char *const STEP_KEYS[] = {"then", "starts", "stops", "pauses", "resumes", "extends", "owes", "clears",
                                        "cases", "note", "basis", NULL};
static const char *const PHASE_KEYS[PHASE_N] = {"on_push", "on_receive", "on_accept", "on_return", "on_withdraw",
                                                "done"};

static Words words_or_none(const Decode *d, const Words *w) {
    return d->words ? *w : (Words){0};
}

static Status decode_party(Decode *d, const Node *n, const Party *otherwise, Party *ret) {
    static const char *const KEYS[] = {"agency", "role", "review", "level", "note", NULL};
    static const Str LEVELS[] = {{"same", 4}, {"upper", 5}, {"other_county", 12}, {"any", 3}};
    *ret = otherwise ? *otherwise : (Party){.level = S("same")};
    if (node_is_null(n)) return OK;
    if (n->kind != NODE_MAP) return NODE_FAIL(n, d->err, "guide.shape", "a party is {agency: …, role: […]}");
    TRY(node_map_check(n, "a party", KEYS, d->err));
    const Node *kind = node_find(n, S("agency")), *level = node_find(n, S("level"));
    int one;
    Words kinds = d->words ? d->words->agency_kinds : (Words){0}, roles = d->words ? d->words->roles : (Words){0};
    if (kind && str_eq(node_text(kind, d->a), S("any"))) ret->kind = S("any");
    else if (kind) TRY(guide_decode_strs(d, kind, kinds, "agency kind", &ret->kind, 1, &one));
    if (node_find(n, S("role")))
        TRY(guide_decode_strs(d, node_find(n, S("role")), roles, "role", ret->roles, ROLE_MAX, &ret->n_roles));
    if (node_find(n, S("review")))
        TRY(guide_decode_strs(d, node_find(n, S("review")), roles, "role", ret->review, ROLE_MAX, &ret->n_review));
    else if (otherwise) ret->n_review = 0;
    if (level) {
        ret->level = node_text(level, d->a);
        size_t i = 0;
        while (i < LEN(LEVELS) && !str_eq(LEVELS[i], ret->level)) i++;
        if (i == LEN(LEVELS)) return node_unknown(level, "level", ret->level, (Words){LEVELS, LEN(LEVELS)}, d->err);
    }
    return OK;
}

static Status decode_needs(Decode *d, const Node *n, Needs *ret) {
    static const char *const KEYS[] = {"documents", "reasons", "fields", "makes", "dossier", "catalogue", NULL};
    if (node_is_null(n)) return OK;
    if (n->kind != NODE_MAP) return NODE_FAIL(n, d->err, "guide.shape", "needs is a map of keys");
    TRY(node_map_check(n, "needs", KEYS, d->err));
    const GuideSource *w = d->words;
    Words papers = words_or_none(d, w ? &w->documents : NULL), reasons = words_or_none(d, w ? &w->reasons : NULL);
    TRY(guide_decode_strs(d, node_find(n, S("documents")), papers, "document", ret->documents,
                          (int)LEN(ret->documents), &ret->n_documents));
    TRY(guide_decode_strs(d, node_find(n, S("makes")), papers, "document", ret->makes, (int)LEN(ret->makes),
                          &ret->n_makes));
    TRY(guide_decode_strs(d, node_find(n, S("reasons")), reasons, "reason", ret->reasons, (int)LEN(ret->reasons),
                          &ret->n_reasons));
    TRY(guide_decode_strs(d, node_find(n, S("fields")), (Words){0}, "field", ret->fields, (int)LEN(ret->fields),
                          &ret->n_fields));
    TRY(node_bool(node_find(n, S("dossier")), false, &ret->dossier, d->err));
    const Node *cat = node_find(n, S("catalogue"));
    int one;
    if (!node_is_null(cat))
        TRY(guide_decode_strs(d, cat, words_or_none(d, w ? &w->catalogues : NULL), "catalogue", &ret->catalogue, 1, &one));
    return OK;
}

static Status decode_option(Decode *d, const NodePair *p, const Party *by, Option *o) {
    static const char *const KEYS[] = {"name", "name_en", "by", "when", "needs", "balance", "basis", "mark", "note",
                                       "then", "starts", "stops", "pauses", "resumes", "extends", "owes", "clears",
                                       "cases", NULL};
    const Node *n = p->value;
    o->id = str_dup(d->a, p->key);
    if (!node_is_null(n) && n->kind != NODE_MAP)
        return NODE_FAIL(n, d->err, "guide.shape", "an answer or outcome is a map of keys");
    TRY(node_map_check(n, "an answer or outcome", KEYS, d->err));
    o->name = node_text(node_find(n, S("name")), d->a);
    if (!o->name.n) o->name = o->id;
    o->name_en = node_text(node_find(n, S("name_en")), d->a);
    o->balance = node_text(node_find(n, S("balance")), d->a);
    o->basis = guide_decode_basis(d, node_find(n, S("basis")));
    TRY(decode_party(d, node_find(n, S("by")), by, &o->by));
    TRY(guide_decode_guard(d, node_find(n, S("when")), NULL, &o->when));
    TRY(decode_needs(d, node_find(n, S("needs")), &o->needs));
    return guide_decode_effects(d, n, NULL, &o->effects);
}

static Status decode_options(Decode *d, const Node *n, Act *act) {
    const Node *list = node_find(n, S("answers")), *outcomes = node_find(n, S("outcomes"));
    if (list && outcomes) return NODE_FAIL(outcomes, d->err, "guide.options", "an act has answers or outcomes, not both");
    if (list && act->kind != ACT_SEND)
        return NODE_FAIL(list, d->err, "guide.options", "only a send act has answers; others have outcomes");
    if (outcomes && act->kind == ACT_SEND)
        return NODE_FAIL(outcomes, d->err, "guide.options", "a send act has answers; others have outcomes");
    if (!list) list = outcomes;
    if (node_is_null(list)) return OK;
    if (list->kind != NODE_MAP || list->map.n > OPTION_MAX)
        return NODE_FAIL(list, d->err, "guide.options", "answers are a map of at most %d", OPTION_MAX);
    act->n_options = (int)list->map.n;
    act->options = NEW_N(d->a, Option, list->map.n);
    const Party *by = act->kind == ACT_SEND ? &act->to : &act->by;
    for (size_t i = 0; i < list->map.n; i++) TRY(decode_option(d, &list->map.v[i], by, &act->options[i]));
    return OK;
}

static Status decode_kind(Decode *d, const NodePair *p, Act *act) {
    static const Str KINDS[] = {{"send", 4}, {"decide", 6}, {"report", 6}};
    const Node *kind = node_find(p->value, S("kind"));
    Str word = node_text(kind, d->a);
    for (size_t i = 0; i < LEN(KINDS); i++)
        if (str_eq(word, KINDS[i])) {
            act->kind = (ActKind)i;
            return OK;
        }
    if (kind) return node_unknown(kind, "kind of act", word, (Words){KINDS, LEN(KINDS)}, d->err);
    Node at = {.file = p->value->file, .line = p->line, .col = p->col};
    return NODE_FAIL(&at, d->err, "guide.kind", "act '" STR_FMT "' has no kind: send, decide or report", STR_ARG(p->key));
}

static Status decode_phases(Decode *d, const Node *n, Act *act) {
    for (int ph = 0; ph < PHASE_N; ph++) {
        const Node *step = node_find(n, str_c(PHASE_KEYS[ph]));
        if (node_is_null(step)) continue;
        if ((act->kind == ACT_SEND) == (ph == PHASE_DONE))
            return NODE_FAIL(step, d->err, "guide.phase", "%s is not a step of this kind of act", PHASE_KEYS[ph]);
        TRY(node_map_check(step, PHASE_KEYS[ph], STEP_KEYS, d->err));
        TRY(guide_decode_effects(d, step, NULL, &act->on[ph]));
    }
    return OK;
}

static Status decode_scope(Decode *d, const Node *n, bool *ret) {
    static const Str SCOPES[] = {{"person", 6}, {"case", 4}};
    Str s = node_text(n, d->a);
    *ret = str_eq(s, SCOPES[1]);
    if (node_is_null(n) || *ret || str_eq(s, SCOPES[0])) return OK;
    return node_unknown(n, "scope", s, (Words){SCOPES, LEN(SCOPES)}, d->err);
}

Status guide_decode_act(Decode *d, const NodePair *p, Act *act) {
    static const char *const KEYS[] = {
        "name", "name_en", "kind", "group", "by", "to", "when", "needs", "on_push", "on_receive", "on_accept",
        "on_return", "on_withdraw", "done", "answers", "outcomes", "outcome_by", "outcome_duty", "tell", "other_than",
        "balance", "scope", "binds", "chance", "basis", "mark", "note", NULL};
    const Node *n = p->value;
    TRY(node_map_check(n, "an act", KEYS, d->err));
    act->name = node_text(node_find(n, S("name")), d->a);
    if (!act->name.n) act->name = act->id;
    act->name_en = node_text(node_find(n, S("name_en")), d->a);
    act->group = node_text(node_find(n, S("group")), d->a);
    act->balance = node_text(node_find(n, S("balance")), d->a);
    act->basis = guide_decode_basis(d, node_find(n, S("basis")));
    TRY(guide_decode_mark(d, node_find(n, S("mark")), &act->mark));
    TRY(decode_kind(d, p, act));
    TRY(node_bool(node_find(n, S("binds")), false, &act->binds, d->err));
    TRY(decode_scope(d, node_find(n, S("scope")), &act->scope_case));
    TRY(decode_party(d, node_find(n, S("by")), NULL, &act->by));
    TRY(decode_party(d, node_find(n, S("to")), NULL, &act->to));
    Node at = {.file = n->file, .line = p->line, .col = p->col};
    if (!act->by.kind.n) return NODE_FAIL(&at, d->err, "guide.by", "act '" STR_FMT "' does not say by whom", STR_ARG(act->id));
    if ((act->kind == ACT_SEND) != (act->to.kind.n > 0))
        return NODE_FAIL(&at, d->err, "guide.to", "a send act says to whom, and no other act does ('" STR_FMT "')",
                         STR_ARG(act->id));
    TRY(guide_decode_guard(d, node_find(n, S("when")), NULL, &act->when));
    TRY(decode_needs(d, node_find(n, S("needs")), &act->needs));
    TRY(decode_phases(d, n, act));
    TRY(decode_options(d, n, act));
    Words kinds = d->words ? d->words->agency_kinds : (Words){0};
    TRY(guide_decode_strs(d, node_find(n, S("tell")), kinds, "agency kind", act->tell, ROLE_MAX, &act->n_tell));
    TRY(node_bool(node_find(n, S("chance")), false, &act->chance, d->err));
    if (act->kind == ACT_REPORT && str_eqz(act->by.kind, "any")) act->chance = true; /* what anybody may report, nobody is bound to bring about */
    if (act->chance && act->kind != ACT_REPORT)
        return NODE_FAIL(&at, d->err, "guide.chance", "only a report tells what happened by chance ('" STR_FMT "')",
                         STR_ARG(act->id));
    if (act->binds && act->kind != ACT_SEND)
        return NODE_FAIL(&at, d->err, "guide.binds", "only a send act binds its receiver ('" STR_FMT "')", STR_ARG(act->id));
    act->duty_answer = -1;
    act->ends_on_accept = act->kind == ACT_SEND && !act->n_options && !node_count(node_find(n, S("outcome_by")));
    return OK;
}

/* --- clocks --- */

static Status decode_length(Decode *d, const Node *n, TermLength *ret) {
    static const struct {
        const char *key;
        size_t at;
    } PARTS[] = {{"years", offsetof(TermLength, years)}, {"months", offsetof(TermLength, months)},
                 {"half_months", offsetof(TermLength, half_months)}, {"days", offsetof(TermLength, days)},
                 {"working_days", offsetof(TermLength, working_days)}, {"hours", offsetof(TermLength, hours)}};
    for (size_t i = 0; i < LEN(PARTS); i++) {
        int v = 0;
        TRY(node_number(node_find(n, str_c(PARTS[i].key)), TERM_PART_MAX, &v, d->err));
        *(int32_t *)((char *)ret + PARTS[i].at) = v;
    }
    if (!term_length_valid(ret)) return NODE_FAIL(n, d->err, "guide.length", "hours or working days stand alone");
    return OK;
}

static Status decode_lengths(Decode *d, const Node *n, ClockRule *c) {
    static const char *const KEYS[] = {"years", "months", "half_months", "days", "working_days", "hours", "when",
                                       "basis", "note", "mark", NULL};
    size_t count = node_count(n), empty = 0;
    if (count > LENGTH_MAX) return NODE_FAIL(n, d->err, "guide.limit", "at most %d lengths", LENGTH_MAX);
    c->lengths = NEW_N(d->a, Length, count);
    for (size_t i = 0; i < count; i++) {
        const Node *at = node_item(n, i);
        Length *l = &c->lengths[i];
        if (at->kind != NODE_MAP) return NODE_FAIL(at, d->err, "guide.length", "a length is {days: 3} or the like");
        TRY(node_map_check(at, "a length", KEYS, d->err));
        TRY(decode_length(d, at, &l->length));
        empty += term_length_empty(&l->length);
        if (i + 1 == count && !node_is_null(node_find(at, S("when"))))
            return NODE_FAIL(at, d->err, "guide.length", "the last length has no `when`: it stands for all other cases");
        TRY(guide_decode_guard(d, node_find(at, S("when")), NULL, &l->when));
        l->basis = guide_decode_basis(d, node_find(at, S("basis")));
    }
    if (empty && empty < count) return NODE_FAIL(n, d->err, "guide.length", "some lengths are empty and some are not");
    if (empty) c->flags.same_day = true; /* {days: 0}: by the end of the day itself */
    c->n_lengths = (int)count;
    return OK;
}

static Status decode_extensions(Decode *d, const Node *n, ClockRule *c) {
    static const char *const KEYS[] = {"years", "months", "half_months", "days", "working_days", "hours", "name",
                                       "name_en", "times", "basis", "note", "mark", NULL};
    if (node_is_null(n)) return OK;
    if (n->kind != NODE_MAP || n->map.n > LEN(c->extensions))
        return NODE_FAIL(n, d->err, "guide.limit", "extensions are a map of at most %d", (int)LEN(c->extensions));
    for (size_t i = 0; i < n->map.n; i++) {
        const Node *at = n->map.v[i].value;
        Extension *x = &c->extensions[i];
        if (at->kind != NODE_MAP) return NODE_FAIL(at, d->err, "guide.length", "an extension is {months: 1, …}");
        TRY(node_map_check(at, "an extension", KEYS, d->err));
        TRY(decode_length(d, at, &x->length));
        x->id = str_dup(d->a, n->map.v[i].key);
        x->name = node_text(node_find(at, S("name")), d->a);
        x->times = 1;
        TRY(node_number(node_find(at, S("times")), 1000, &x->times, d->err));
        x->basis = guide_decode_basis(d, node_find(at, S("basis")));
    }
    c->n_extensions = (int)n->map.n;
    return OK;
}

Status guide_decode_clock(Decode *d, const NodePair *p, ClockRule *c) {
    static const char *const KEYS[] = {"name", "name_en", "kind", "holder", "custody", "roll", "strict_hours",
                                       "same_day", "lengths", "extensions", "warn_days", "on_end", "basis", "mark",
                                       "note", NULL};
    static const Str KINDS[] = {{"deadline", 8}, {"period", 6}};
    const Node *n = p->value;
    if (n->kind != NODE_MAP) return NODE_FAIL(n, d->err, "guide.shape", "a clock is a map of keys");
    TRY(node_map_check(n, "a clock", KEYS, d->err));
    c->name = node_text(node_find(n, S("name")), d->a);
    if (!c->name.n) c->name = c->id;
    c->name_en = node_text(node_find(n, S("name_en")), d->a);
    c->basis = guide_decode_basis(d, node_find(n, S("basis")));
    TRY(guide_decode_mark(d, node_find(n, S("mark")), &c->mark));
    Str kind = node_text(node_find(n, S("kind")), d->a);
    if (!str_eq(kind, KINDS[0]) && !str_eq(kind, KINDS[1]))
        return node_find(n, S("kind"))
                   ? node_unknown(node_find(n, S("kind")), "kind of clock", kind, (Words){KINDS, 2}, d->err)
                   : NODE_FAIL(n, d->err, "guide.kind", "a clock is a deadline or a period");
    c->kind = str_eq(kind, KINDS[1]) ? CLOCK_PERIOD : CLOCK_DEADLINE;
    int one = 0;
    const Node *holder = node_find(n, S("holder"));
    if (!node_is_null(holder))
        TRY(guide_decode_strs(d, holder, d->words ? d->words->agency_kinds : (Words){0}, "agency kind", &c->holder, 1, &one));
    TRY(node_bool(node_find(n, S("custody")), false, &c->custody, d->err));
    c->flags.custody = c->custody;
    TRY(node_bool(node_find(n, S("roll")), !c->custody, &c->flags.roll, d->err));
    if (c->custody && c->flags.roll) return NODE_FAIL(n, d->err, "guide.roll", "a custody term never moves by a holiday");
    TRY(node_bool(node_find(n, S("strict_hours")), false, &c->flags.strict_hours, d->err));
    TRY(node_bool(node_find(n, S("same_day")), false, &c->flags.same_day, d->err));
    TRY(decode_lengths(d, node_find(n, S("lengths")), c));
    TRY(decode_extensions(d, node_find(n, S("extensions")), c));
    TRY(node_number(node_find(n, S("warn_days")), 1000, &c->warn_days, d->err));
    TRY(node_map_check(node_find(n, S("on_end")), "on_end", STEP_KEYS, d->err));
    return guide_decode_effects(d, node_find(n, S("on_end")), NULL, &c->on_end);
}

/* --- references --- */

typedef struct Ref { /* a step of an act: an option, or a phase; neither: any completion */
    int act, option;
    Phase phase;
} Ref;

static Status decode_ref(Decode *d, const Node *n, Ref *ret) {
    Str text = node_text(n, d->a), id = text, step = {0};
    bool dotted = str_cut(text, '.', &id, &step);
    *ret = (Ref){.act = guide_act(d->g, id), .option = -1, .phase = PHASE_N};
    Str known[SET_MAX];
    size_t count = 0;
    if (ret->act < 0) {
        for (int i = 0; i < d->g->n_acts; i++) known[count++] = d->g->acts[i].id;
        return node_unknown(n, "act", id, (Words){known, count}, d->err);
    }
    if (!dotted) return OK;
    const Act *act = &d->g->acts[ret->act];
    ret->option = guide_option(act, step);
    if (ret->option >= 0) return OK;
    for (int i = 0; i < act->n_options; i++) known[count++] = act->options[i].id;
    for (int ph = 0; ph < PHASE_N; ph++) {
        if ((act->kind == ACT_SEND) == (ph == PHASE_DONE)) continue;
        const char *key = PHASE_KEYS[ph];
        known[count] = str_c(str_starts(str_c(key), S("on_")) ? key + 3 : key);
        if (str_eq(known[count], step)) {
            ret->phase = (Phase)ph;
            return OK;
        }
        count++;
    }
    return node_unknown(n, "answer, outcome or step", step, (Words){known, count}, d->err);
}

static void put_first(Decode *d, Effects *e, Effect effect) {
    for (size_t i = 0; i < e->n; i++)
        if (e->v[i].kind == effect.kind && e->v[i].a == effect.a && !e->v[i].when) return;
    (void)PUSH(d->a, e);
    memmove(e->v + 1, e->v, (e->n - 1) * sizeof *e->v);
    e->v[0] = effect;
}

static void effect_at(Decode *d, Ref r, Effect effect) {
    Act *act = &d->g->acts[r.act];
    if (r.option >= 0) put_first(d, &act->options[r.option].effects, effect);
    else if (r.phase != PHASE_N) put_first(d, &act->on[r.phase], effect);
    else if (act->kind != ACT_SEND) put_first(d, &act->on[PHASE_DONE], effect);
    else if (!act->n_options) put_first(d, &act->on[PHASE_ACCEPT], effect);
    else
        for (int i = 0; i < act->n_options; i++) put_first(d, &act->options[i].effects, effect);
}

static Status decode_outcomes(Decode *d, const Node *n, int a) {
    Act *act = &d->g->acts[a];
    const Node *duty = node_find(n, S("outcome_duty")), *by = node_find(n, S("outcome_by"));
    if (node_count(by) && act->kind != ACT_SEND)
        return NODE_FAIL(by, d->err, "guide.outcome", "only a send act has a later outcome");
    if (!node_is_null(duty)) {
        if (!node_count(by)) return NODE_FAIL(duty, d->err, "guide.outcome", "outcome_duty goes with outcome_by");
        act->duty_answer = guide_duty(d->g, node_text(duty, d->a));
        put_first(d, &act->on[PHASE_ACCEPT], (Effect){.kind = EFFECT_OWE, .a = act->duty_answer});
    }
    for (size_t i = 0; i < node_count(by); i++) {
        Ref r;
        TRY(decode_ref(d, node_item(by, i), &r));
        effect_at(d, r, (Effect){.kind = EFFECT_ANSWER, .a = a});
        if (act->duty_answer >= 0) effect_at(d, r, (Effect){.kind = EFFECT_CLEAR, .a = act->duty_answer});
    }
    return OK;
}

static Status decode_other_than(Decode *d, const Node *n, Act *act) {
    size_t count = node_count(n);
    if (count > LEN(act->other_than))
        return NODE_FAIL(n, d->err, "guide.limit", "other_than names at most %d", (int)LEN(act->other_than));
    for (size_t i = 0; i < count; i++) {
        Ref r;
        TRY(decode_ref(d, node_item(n, i), &r));
        act->other_than[i].act = r.act;
        act->other_than[i].option = r.option;
    }
    act->n_other_than = (int)count;
    return OK;
}

static bool owes_any(const Effects *e) {
    for (size_t i = 0; i < e->n; i++)
        if (e->v[i].kind == EFFECT_OWE) return true;
    return false;
}

Status guide_decode_refs(Decode *d, const Node *tree) {
    Guide *g = d->g;
    const Node *acts = node_find(tree, S("acts")), *duties = node_find(tree, S("duties"));
    for (int i = 0; i < g->n_acts; i++) {
        TRY(decode_outcomes(d, acts->map.v[i].value, i));
        TRY(decode_other_than(d, node_find(acts->map.v[i].value, S("other_than")), &g->acts[i]));
    }
    for (int i = 0; i < g->n_duties; i++) {
        const Node *by = node_find(duties->map.v[i].value, S("cleared_by"));
        for (size_t k = 0; k < node_count(by); k++) {
            Ref r;
            TRY(decode_ref(d, node_item(by, k), &r));
            effect_at(d, r, (Effect){.kind = EFFECT_CLEAR, .a = i});
        }
    }
    int lapse = guide_duty(g, S("supervise_lapse"));
    for (int i = 0; i < g->n_clocks; i++)
        if (g->clocks[i].kind == CLOCK_DEADLINE && !owes_any(&g->clocks[i].on_end) && lapse >= 0)
            *PUSH(d->a, &g->clocks[i].on_end) = (Effect){.kind = EFFECT_OWE, .a = lapse};
    g->duty_overdue = -1;
    if (g->fact_custody < 0) return OK;
    const Node *fact = node_find(tree, S("facts"))->map.v[g->fact_custody].value;
    const Node *duty = node_find(fact, S("overdue_duty"));
    if (!node_is_null(duty)) g->duty_overdue = guide_duty(g, node_text(duty, d->a));
    return OK;
}
