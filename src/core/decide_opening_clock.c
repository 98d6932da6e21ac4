// SPDX-License-Identifier: Apache-2.0
/*
 * Clocks of a case entered in mid-course: extensions that were granted and time that did not count, before the case came
 * here. The end is counted as if all of it had happened here: one term from its first start, whole (term.h).
 */
#include "core/deciding.h"

static int extension_of(const ClockRule *r, Str id) {
    for (int i = 0; i < r->n_extensions; i++)
        if (str_eq(r->extensions[i].id, id)) return i;
    return -1;
}

static bool grants(const Effects *e, int clock, int extension) {
    for (size_t i = 0; i < e->n; i++)
        if (e->v[i].kind == EFFECT_EXTEND && e->v[i].a == clock && e->v[i].b == extension) return true;
    return false;
}

/* The act, and its outcome (-1: none), that grants this extension; `id` empty: the first that does. */
static bool granted_by(const Guide *g, int clock, int extension, Str id, int *ret_act, int *ret_option) {
    for (int i = 0; i < g->n_acts; i++) {
        const Act *act = &g->acts[i];
        if (id.n && !str_eq(act->id, id)) continue;
        *ret_act = i;
        *ret_option = -1;
        if (grants(&act->on[PHASE_DONE], clock, extension)) return true;
        for (int o = 0; o < act->n_options; o++) {
            *ret_option = o;
            if (grants(&act->options[o].effects, clock, extension)) return true;
        }
    }
    return false;
}

static Str set_by(const Guide *g, const Effects *e, int fact) {
    for (size_t i = e->n; i-- > 0;)
        if (e->v[i].kind == EFFECT_SET && e->v[i].a == fact && !e->v[i].when) return g->facts[fact].values[e->v[i].b];
    return (Str){0};
}

Str granted_value(const Guide *g, const NewPerson *n, int fact) {
    Str value = {0};
    for (size_t i = 0; i < n->clocks.n; i++) {
        const OpenClock *k = &n->clocks.v[i];
        int clock = guide_clock(g, k->fact), act, option;
        for (size_t j = 0; clock >= 0 && j < k->extensions.n; j++) {
            int x = extension_of(&g->clocks[clock], k->extensions.v[j].extension);
            if (x < 0 || !granted_by(g, clock, x, k->extensions.v[j].act, &act, &option)) continue;
            Str said = set_by(g, option < 0 ? &g->acts[act].on[PHASE_DONE] : &g->acts[act].options[option].effects, fact);
            if (said.n) value = said;
        }
    }
    return value;
}

bool read_clocks(Deciding *d, const Guide *g, const NewPerson *n, Runnings *ret) {
    for (size_t i = 0; i < n->clocks.n; i++) {
        const OpenClock *k = &n->clocks.v[i];
        Running r = {.rule = guide_clock(g, k->fact), .given = k};
        if (r.rule < 0 || !time_parse(k->value, &r.start) || r.start > d->now.time) return bad_part(d, k->fact, k->value);
        size_t at = ret->n;
        (void)PUSH(d->a, ret);
        for (; at && ret->v[at - 1].start > r.start; at--) ret->v[at] = ret->v[at - 1];
        ret->v[at] = r;
    }
    return true;
}

/* ---- pauses */

/* Whether anything in the guide makes this clock stand still. */
static bool may_pause(const Guide *g, int clock) {
    for (int i = 0; i < g->n_acts; i++) {
        const Act *act = &g->acts[i];
        for (int ph = 0; ph < PHASE_N + act->n_options; ph++) {
            const Effects *e = ph < PHASE_N ? &act->on[ph] : &act->options[ph - PHASE_N].effects;
            for (size_t k = 0; k < e->n; k++)
                if (e->v[k].kind == EFFECT_PAUSE && e->v[k].a == clock) return true;
        }
    }
    return false;
}

static bool bad_pause(Deciding *d, const ClockRule *r, const char *zh, const char *en) {
    return refuse(d, R_FACT, "people", str_format(d->a, STR_FMT "：%s", STR_ARG(r->name), zh),
                  str_format(d->a, STR_FMT ": %s", STR_ARG(r->name_en.n ? r->name_en : r->id), en));
}

/* In order of time, each begun after the term did; only the last may still last. */
static bool read_pauses(Deciding *d, const Guide *g, const Running *given, ClockEntered *b) {
    const ClockRule *r = &g->clocks[given->rule];
    if (given->given->pauses.n && !may_pause(g, given->rule))
        return bad_pause(d, r, "指引中没有停止计算该期限的事项", "nothing in the guide makes this term stand still");
    for (size_t i = 0; i < given->given->pauses.n; i++) {
        Pause p = given->given->pauses.v[i];
        bool fits = p.from != TIME_NONE && p.from >= given->start && p.from <= d->now.time &&
                    (p.to == TIME_NONE || (p.to > p.from && p.to <= d->now.time));
        if (!fits) return bad_pause(d, r, "停止计算的起止时间不对", "a pause does not lie between its start and now");
        if (!p.reason.n) return bad_pause(d, r, "停止计算须写明原因", "a pause must say why");
        size_t at = b->pauses.n;
        (void)PUSH(d->a, &b->pauses);
        for (; at && b->pauses.v[at - 1].from > p.from; at--) b->pauses.v[at] = b->pauses.v[at - 1];
        b->pauses.v[at] = p;
    }
    for (size_t i = 1; i < b->pauses.n; i++)
        if (b->pauses.v[i - 1].to == TIME_NONE || b->pauses.v[i - 1].to > b->pauses.v[i].from)
            return bad_pause(d, r, "停止计算的时间重叠", "two pauses overlap");
    return true;
}

/* ---- extensions */

static TermEnd end_with(const Deciding *d, const Clock *k, const ClockEntered *b) {
    Clock like = *k;
    like.length = b->length;
    like.pauses.v = b->pauses.v;
    like.pauses.n = like.pauses.cap = b->pauses.n;
    return clock_end(d, &like);
}

static bool grant_fits(Deciding *d, const Guide *g, const Running *given, const Clock *k, ClockGrant x, ClockEntered *b) {
    const ClockRule *r = &g->clocks[given->rule];
    int e = extension_of(r, x.extension), act, option, used = 0;
    if (e < 0 || x.granted == TIME_NONE || x.granted < given->start || x.granted > d->now.time)
        return bad_part(d, r->name, e < 0 ? x.extension : r->extensions[e].name);
    if (!granted_by(g, given->rule, e, x.act, &act, &option)) return bad_part(d, r->extensions[e].name, x.act);
    for (size_t i = 0; i < b->grants.n; i++) {
        used += str_eq(b->grants.v[i].extension, x.extension);
        if (b->grants.v[i].granted > x.granted) return bad_part(d, r->name, r->extensions[e].name);
    }
    if (r->extensions[e].times && used >= r->extensions[e].times) return refuse(d, R_EXTENDED, "people", r->name, r->name_en);
    TermEnd end = end_with(d, k, b);
    if (!end.paused && end.due < x.granted) return refuse(d, R_GRANTED_LATE, "people", r->name, r->name_en);
    x.act = g->acts[act].id;
    b->length = term_length_add(b->length, r->extensions[e].length);
    *PUSH(d->a, &b->grants) = x;
    return true;
}

void enter_past(Deciding *d, const Guide *g, const Running *r, int64_t person) {
    const ClockRule *rule = &g->clocks[r->rule];
    const Clock *k = NULL;
    if (!r->given->extensions.n && !r->given->pauses.n) return;
    for (size_t i = 0; i < d->c->clocks.n; i++)
        if (d->c->clocks.v[i].person == person && str_eq(d->c->clocks.v[i].rule, rule->id)) k = &d->c->clocks.v[i];
    ASSERT(k);
    ClockEntered *b = BODY(d, ClockEntered, .clock = k->id, .length = k->length);
    if (!read_pauses(d, g, r, b)) return;
    for (size_t i = 0; i < r->given->extensions.n; i++)
        if (!grant_fits(d, g, r, k, r->given->extensions.v[i], b)) return;
    TermEnd end = end_with(d, k, b);
    b->due = end.due;
    b->alert = alert_of(rule, end);
    emit(d, EV_CLOCK_ENTERED, d->effective, b);
    step(d, person, &(Effects){0}, NULL, (Cause){d->c->id, 0, r->start}); /* the hold ends with its term */
}
