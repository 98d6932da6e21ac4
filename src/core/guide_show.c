// SPDX-License-Identifier: Apache-2.0
/* A guide on paper: each act with who, when, what follows, and the article beside it. */
#include "core/codes.h"
#include "core/guide_check.h"
static void put_list(StrBuf *out, const Str *v, int n) {
    for (int i = 0; i < n; i++) {
        if (i) strbuf_put(out, S("、"));
        strbuf_put(out, v[i]);
    }
}

/* A name of the code tables; the id itself where there are none. */
static void put_code(StrBuf *out, const Codes *codes, CodeKind kind, Str id) {
    const Code *c = codes ? codes_find(codes, kind, id) : NULL;
    strbuf_put(out, c ? c->name : str_eqz(id, "any") ? S("任何单位") : id);
}

static void put_codes(StrBuf *out, const Codes *codes, CodeKind kind, const Str *v, int n) {
    for (int i = 0; i < n; i++) {
        if (i) strbuf_put(out, S("、"));
        put_code(out, codes, kind, v[i]);
    }
}

static Str level_name(Str level) {
    return str_eqz(level, "upper") ? S("上级") : str_eqz(level, "other_county") ? S("异地") : S("任意");
}

static void put_party(StrBuf *out, const Codes *codes, const Party *p) {
    if (p->level.n && !str_eqz(p->level, "same")) strbuf_put(out, level_name(p->level));
    put_code(out, codes, CODE_AGENCY_KIND, p->kind);
    if (p->n_roles) {
        strbuf_put(out, S("（"));
        put_codes(out, codes, CODE_ROLE, p->roles, p->n_roles);
        strbuf_put(out, S("）"));
    }
    if (p->n_review) {
        strbuf_put(out, S("，复核："));
        put_codes(out, codes, CODE_ROLE, p->review, p->n_review);
    }
}

static void put_names(StrBuf *out, const char *word, const Set *set, int n, Str (*name)(const Guide *, int), const Guide *g) {
    if (set_empty(set)) return;
    strbuf_put(out, S("；"));
    strbuf_put(out, str_c(word));
    bool first = true;
    for (int i = 0; i < n; i++) {
        if (!set_has(set, i)) continue;
        if (!first) strbuf_put(out, S("、"));
        first = false;
        strbuf_put(out, name(g, i));
    }
}

static Str act_name(const Guide *g, int i) {
    return g->acts[i].name;
}

static Str clock_name(const Guide *g, int i) {
    return g->clocks[i].name;
}

static Str duty_name(const Guide *g, int i) {
    return g->duties[i].name;
}

static void put_guard(StrBuf *out, const Guide *g, const Guard *guard) {
    StrBuf b;
    strbuf_init(&b, out->arena, KB(16));
    for (int i = 0; i < g->n_facts; i++) {
        const Fact *f = &g->facts[i];
        if (guard->allow[i] == UINT16_MAX) continue;
        strbuf_f(&b, "；" STR_FMT "为", STR_ARG(f->name));
        bool first = true;
        for (int v = 0; v < f->n; v++) {
            if (!(guard->allow[i] >> v & 1)) continue;
            if (!first) strbuf_put(&b, S("、"));
            first = false;
            strbuf_put(&b, f->names[v]);
        }
    }
    put_names(&b, "办理中：", &guard->open, g->n_acts, act_name, g);
    put_names(&b, "无未办结：", &guard->not_open, g->n_acts, act_name, g);
    put_names(&b, "在计算：", &guard->running, g->n_clocks, clock_name, g);
    put_names(&b, "不在计算：", &guard->not_running, g->n_clocks, clock_name, g);
    put_names(&b, "负有：", &guard->owed, g->n_duties, duty_name, g);
    put_names(&b, "不负有：", &guard->not_owed, g->n_duties, duty_name, g);
    Str s = strbuf_str(&b);
    if (s.n) s.p += 3, s.n -= 3; /* the first separator */
    strbuf_put(out, s.n ? s : S("随时"));
    strbuf_done(&b);
}

static void put_effect(StrBuf *out, const Guide *g, const Effect *e) {
    static const char *const WORDS[] = {[EFFECT_START] = "起算", [EFFECT_STOP] = "停止", [EFFECT_PAUSE] = "中止计算",
                                        [EFFECT_RESUME] = "恢复计算", [EFFECT_OWE] = "产生义务", [EFFECT_CLEAR] = "履行",
                                        [EFFECT_ANSWER] = "办结", [EFFECT_EXTEND] = "延长"};
    if (e->when) {
        strbuf_put(out, S("若"));
        put_guard(out, g, e->when);
        strbuf_put(out, S("，则"));
    }
    if (e->kind == EFFECT_SET) {
        strbuf_f(out, STR_FMT "→" STR_FMT, STR_ARG(g->facts[e->a].name), STR_ARG(g->facts[e->a].names[e->b]));
        return;
    }
    bool duty = e->kind == EFFECT_OWE || e->kind == EFFECT_CLEAR;
    Str name = duty ? g->duties[e->a].name : e->kind == EFFECT_ANSWER ? g->acts[e->a].name : g->clocks[e->a].name;
    strbuf_f(out, "%s“" STR_FMT "”", WORDS[e->kind], STR_ARG(name));
    if (e->kind == EFFECT_EXTEND) strbuf_f(out, "（" STR_FMT "）", STR_ARG(g->clocks[e->a].extensions[e->b].name));
}

static void put_effects(StrBuf *out, const Guide *g, const char *head, const Effects *e) {
    if (!e->n) return;
    strbuf_put(out, str_c(head));
    for (size_t i = 0; i < e->n; i++) {
        if (i) strbuf_put(out, S("；"));
        put_effect(out, g, &e->v[i]);
    }
    strbuf_putc(out, '\n');
}

static void put_needs(StrBuf *out, const Codes *codes, const Needs *n, const char *pad) {
    if (n->n_documents) {
        strbuf_f(out, "%s文书：", pad);
        put_codes(out, codes, CODE_DOCUMENT, n->documents, n->n_documents);
        strbuf_putc(out, '\n');
    }
    if (n->dossier || n->catalogue.n) {
        strbuf_f(out, "%s卷宗：", pad);
        if (n->catalogue.n) put_code(out, codes, CODE_CATALOGUE, n->catalogue);
        else strbuf_put(out, S("须附"));
        strbuf_putc(out, '\n');
    }
    if (n->n_reasons) strbuf_f(out, "%s理由：", pad), put_codes(out, codes, CODE_OUTCOME, n->reasons, n->n_reasons), strbuf_putc(out, '\n');
    if (n->n_fields) strbuf_f(out, "%s数据：", pad), put_list(out, n->fields, n->n_fields), strbuf_putc(out, '\n');
}

static void put_basis(StrBuf *out, Str basis, Mark mark) {
    if (basis.n) strbuf_f(out, "    依据：" STR_FMT, STR_ARG(basis));
    if (mark != MARK_LAW) strbuf_f(out, "%s（%s）", basis.n ? "" : "    依据：", mark == MARK_KNOW ? "通行做法" : "推定");
    if (basis.n || mark != MARK_LAW) strbuf_putc(out, '\n');
}

static bool same_party(const Party *x, const Party *y) {
    bool same = str_eq(x->kind, y->kind) && x->n_roles == y->n_roles && x->n_review == y->n_review;
    for (int i = 0; same && i < x->n_roles; i++) same = str_eq(x->roles[i], y->roles[i]);
    for (int i = 0; same && i < x->n_review; i++) same = str_eq(x->review[i], y->review[i]);
    return same;
}

static void put_act(StrBuf *out, const Codes *codes, const Guide *g, const Act *a) {
    static const char *const KINDS[] = {"移送", "决定", "报告"};
    static const char *const PHASES[PHASE_N] = {"    推送时：", "    签收时：", "    接收后：", "    退回后：", "    撤回后：", "    其后："};
    strbuf_f(out, "\n  " STR_FMT " " STR_FMT " [%s]%s\n    ", STR_ARG(a->id), STR_ARG(a->name), KINDS[a->kind], a->scope_case ? "（全案）" : "");
    put_party(out, codes, &a->by);
    if (a->kind == ACT_SEND) strbuf_put(out, S(" → ")), put_party(out, codes, &a->to);
    strbuf_put(out, S("\n    条件："));
    put_guard(out, g, &a->when);
    strbuf_putc(out, '\n');
    for (int i = 0; i < a->n_other_than; i++) {
        const Act *o = &g->acts[a->other_than[i].act];
        strbuf_f(out, "    办理人不得为办理“" STR_FMT "”的人\n", STR_ARG(o->name));
    }
    put_needs(out, codes, &a->needs, "    ");
    for (int ph = 0; ph < PHASE_N; ph++) put_effects(out, g, PHASES[ph], &a->on[ph]);
    for (int i = 0; i < a->n_options; i++) {
        const Option *o = &a->options[i];
        strbuf_f(out, "    ▸ " STR_FMT, STR_ARG(o->name));
        if (!same_party(&o->by, a->kind == ACT_SEND ? &a->to : &a->by)) {
            strbuf_put(out, S("（"));
            put_party(out, codes, &o->by);
            strbuf_put(out, S("）"));
        }
        strbuf_put(out, S("，条件："));
        put_guard(out, g, &o->when);
        strbuf_putc(out, '\n');
        put_needs(out, codes, &o->needs, "      ");
        put_effects(out, g, "      其后：", &o->effects);
        if (o->basis.n) strbuf_f(out, "      依据：" STR_FMT "\n", STR_ARG(o->basis));
    }
    if (a->n_tell) strbuf_put(out, S("    告知：")), put_codes(out, codes, CODE_AGENCY_KIND, a->tell, a->n_tell), strbuf_putc(out, '\n');
    put_basis(out, a->basis, a->mark);
}

static void put_clock(StrBuf *out, const Codes *codes, const Guide *g, const ClockRule *c) {
    strbuf_f(out, "\n  " STR_FMT "（" STR_FMT "）[%s]%s ", STR_ARG(c->name), STR_ARG(c->id),
             c->kind == CLOCK_PERIOD ? "期间" : "期限", c->custody ? "（羁押）" : "");
    put_code(out, codes, CODE_AGENCY_KIND, c->holder);
    strbuf_putc(out, '\n');
    for (int i = 0; i < c->n_lengths; i++) {
        strbuf_put(out, S("    "));
        term_length_format(&c->lengths[i].length, TERM_ZH, out);
        if (i + 1 < c->n_lengths) strbuf_put(out, S("，条件：")), put_guard(out, g, &c->lengths[i].when);
        if (c->lengths[i].basis.n) strbuf_f(out, "，依据：" STR_FMT, STR_ARG(c->lengths[i].basis));
        strbuf_putc(out, '\n');
    }
    for (int i = 0; i < c->n_extensions; i++) {
        strbuf_f(out, "    延长 " STR_FMT "：", STR_ARG(c->extensions[i].name));
        term_length_format(&c->extensions[i].length, TERM_ZH, out);
        strbuf_f(out, "，至多 %d 次，依据：" STR_FMT "\n", c->extensions[i].times, STR_ARG(c->extensions[i].basis));
    }
    put_effects(out, g, "    届满：", &c->on_end);
    put_basis(out, c->basis, c->mark);
}

static void put_bars(StrBuf *out, const char *head, const Bar *v, int n) {
    for (int i = 0; i < n; i++) {
        strbuf_f(out, "  %s " STR_FMT "（" STR_FMT "）\n", head, STR_ARG(v[i].name), STR_ARG(v[i].id));
        put_basis(out, v[i].basis, v[i].mark);
    }
}

static void put_reclassify(StrBuf *out, const Guide *g, const Reclassify *r) {
    strbuf_put(out, S("\n变更罪名\n"));
    put_bars(out, "不得变出：", r->out, r->n_out);
    put_bars(out, "不得变入：", r->in, r->n_in);
    for (int i = 0; i < r->n_turns; i++)
        strbuf_f(out, "  变入时 " STR_FMT "：" STR_FMT " → " STR_FMT "\n", STR_ARG(r->turns[i].fact), STR_ARG(r->turns[i].from),
                 STR_ARG(r->turns[i].to));
    for (int i = 0; i < r->n_ends; i++)
        strbuf_f(out, "  变出时终止义务：“" STR_FMT "”\n", STR_ARG(g->duties[guide_duty(g, r->ends[i])].name));
}

void guide_show(const Guide *g, const Codes *codes, StrBuf *out) {
    strbuf_f(out, STR_FMT "（" STR_FMT "）版本 " STR_FMT "\n\n事实\n", STR_ARG(g->name), STR_ARG(g->id), STR_ARG(g->version));
    for (int i = 0; i < g->n_facts; i++) {
        const Fact *f = &g->facts[i];
        strbuf_f(out, "  " STR_FMT "：", STR_ARG(f->name));
        put_list(out, f->names, f->n);
        if (f->first >= 0) strbuf_f(out, "；开始时为" STR_FMT, STR_ARG(f->names[f->first]));
        else strbuf_put(out, S("；立案时给定"));
        strbuf_putc(out, '\n');
    }
    for (int i = 0; i < g->n_acts; i++) {
        bool shown = false; /* each group once, where its first act stands */
        for (int k = 0; k < i; k++) shown |= str_eq(g->acts[k].group, g->acts[i].group);
        if (shown) continue;
        strbuf_f(out, "\n" STR_FMT "\n", STR_ARG(g->acts[i].group.n ? g->acts[i].group : S("其他")));
        for (int k = i; k < g->n_acts; k++)
            if (str_eq(g->acts[k].group, g->acts[i].group)) put_act(out, codes, g, &g->acts[k]);
    }
    strbuf_put(out, S("\n期限与期间\n"));
    for (int i = 0; i < g->n_clocks; i++) put_clock(out, codes, g, &g->clocks[i]);
    strbuf_put(out, S("\n义务\n"));
    for (int i = 0; i < g->n_duties; i++) {
        const DutyRule *d = &g->duties[i];
        strbuf_f(out, "\n  " STR_FMT "（" STR_FMT "）", STR_ARG(d->name), STR_ARG(d->id));
        put_code(out, codes, CODE_AGENCY_KIND, d->holder);
        strbuf_put(out, d->red ? S("，红色\n") : S("\n"));
        if (d->clock >= 0) strbuf_f(out, "    期限：“" STR_FMT "”\n", STR_ARG(g->clocks[d->clock].name));
        put_basis(out, d->basis, d->mark);
    }
    if (g->reclassify) put_reclassify(out, g, g->reclassify);
}
