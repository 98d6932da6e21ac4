// SPDX-License-Identifier: Apache-2.0
/* A decide or report act: judged, recorded, carried out. What has happened is recorded even when it was not lawful. */
#include "core/deciding.h"

typedef struct Doing { /* one decide or report act under way */
    Str act, option;
    Ids persons;
    Str unlawful;
    const Transfer *draft;
} Doing;

Effects done_effects(Deciding *d, const Act *act, int option) {
    Effects both = {0};
    for (size_t k = 0; k < act->on[PHASE_DONE].n; k++) *PUSH(d->a, &both) = act->on[PHASE_DONE].v[k];
    for (size_t k = 0; option >= 0 && k < act->options[option].effects.n; k++)
        *PUSH(d->a, &both) = act->options[option].effects.v[k];
    return both;
}

/* What does not depend on the person's state: the act, who does it, its papers. */
static bool judge_form(Deciding *d, const Doing *x, const Guide *g, const Act *a, int option) {
    if (a->kind == ACT_SEND) return refuse(d, R_KIND, "act", a->name, a->name_en);
    if (!actor_fits(d, &a->by, false)) return false;
    if (a->by.n_review && !x->draft && !d->who->behalf) return refuse(d, R_CHECK_FIRST, "act", a->name, a->name_en);
    if (a->n_options && option < 0) return refuse(d, R_OUTCOME, "option", x->option, x->option);
    return needs_met(d, &a->needs, x->draft) && (option < 0 || needs_met(d, &a->options[option].needs, x->draft));
}

/*
 * All or nothing: the refusal lists who cannot, and why. A fact, reported or entered after the event, is never refused:
 * it is judged, and nothing of the guide follows from it.
 */
static bool judge(Deciding *d, Doing *x) {
    StrBuf zh, en;
    strbuf_init(&zh, d->a, UNLAWFUL_MAX - 200);
    strbuf_init(&en, d->a, UNLAWFUL_MAX - 200);
    bool fact = d->late, all = true;
    for (size_t i = 0; i < x->persons.n; i++) {
        const Guide *g = guide_of(d, case_person(d->c, x->persons.v[i]));
        int act = guide_act(g, x->act);
        if (act < 0) return refuse(d, R_ACT, "act", x->act, x->act);
        const Act *a = &g->acts[act];
        int option = guide_option(a, x->option);
        if (i == 0 && !judge_form(d, x, g, a, option)) return false;
        if (a->n_options && option < 0) return refuse(d, R_OUTCOME, "option", x->option, x->option);
        fact |= a->kind == ACT_REPORT;
        if (!other_user(d, g, a, case_person(d->c, x->persons.v[i]))) return false;
        const Guard *opt = option >= 0 ? &a->options[option].when : NULL;
        relive(d, x->persons.v[i], (const Guard *[2]){&a->when, opt},
               (const Effects *[2]){&a->on[PHASE_DONE], option >= 0 ? &a->options[option].effects : NULL});
        const Person *p = case_person(d->c, x->persons.v[i]);
        Machine m;
        machine_of(g, d->c, p, &m);
        if (act_possible(g, act, &m) && (!opt || guard_holds(g, opt, &m))) continue;
        all = false;
        strbuf_f(&zh, "%s%.*s：", zh.n ? "；" : "", STR_ARG(p->name));
        strbuf_f(&en, "%s%.*s: ", en.n ? "; " : "", STR_ARG(p->name));
        if (!guard_why(g, &a->when, &m, &zh, &en) && opt) guard_why(g, opt, &m, &zh, &en);
    }
    if (all) return true;
    if (!fact) return refuse(d, R_NOT_POSSIBLE, "act", strbuf_str(&zh), strbuf_str(&en));
    x->unlawful = strbuf_str(&zh);
    if (zh.overflow) /* cut between two characters */
        while (x->unlawful.n && !str_utf8(x->unlawful)) x->unlawful.n--;
    return true;
}

static void tell_others(Deciding *d, const Act *a, int64_t deed) {
    for (int i = 0; i < a->n_tell; i++) {
        int64_t to = case_organ(d->c, a->tell[i]);
        if (!to) to = world_serving(d->w, a->tell[i], world_agency(d->w, d->c->agency));
        if (!to || actor_in(d, to)) continue;
        emit(d, EV_NOTICE_GIVEN, d->effective,
             BODY(d, Notice, .id = take_id(d), .deed = deed, .agency = to, .at = d->now.time));
    }
}

static Deed *record(Deciding *d, const Doing *x) {
    Deed *deed = BODY(d, Deed, .id = take_id(d), .act = x->act, .option = x->option, .reason = d->cmd->reason,
                      .persons = x->persons, .at = d->now.time, .effective = d->effective, .by = d->who->user,
                      .agency = d->who->agency, .behalf = d->who->behalf ? d->who->behalf : d->who->for_user,
                      .late = d->late, .late_reason = d->cmd->late_reason, .unlawful = x->unlawful);
    const Transfer *draft = x->draft;
    if (draft) deed->reason = draft->reason;
    for (size_t i = 0; draft && i < draft->docs.n; i++) *PUSH(d->a, &deed->docs) = draft->docs.v[i];
    for (size_t i = 0; draft && i < draft->data.n; i++) *PUSH(d->a, &deed->data) = draft->data.v[i];
    for (size_t i = 0; i < d->cmd->docs.n; i++) *PUSH(d->a, &deed->docs) = d->cmd->docs.v[i];
    for (size_t i = 0; i < d->cmd->data.n; i++) *PUSH(d->a, &deed->data) = d->cmd->data.v[i];
    emit(d, EV_DEED_DONE, d->effective, deed);
    d->made = deed->id;
    return deed;
}

static void carry_out(Deciding *d, const Doing *x, const Deed *deed) {
    for (size_t i = 0; i < x->persons.n; i++) {
        int64_t person = x->persons.v[i];
        const Guide *g = guide_of(d, case_person(d->c, person));
        const Act *a = &g->acts[guide_act(g, x->act)];
        Effects both = done_effects(d, a, guide_option(a, x->option));
        if (x->unlawful.n) {
            record_unlawful(d, person, &both, x->unlawful, d->effective);
            continue;
        }
        step(d, person, &both, NULL, (Cause){deed->id, 0, d->effective});
        if (i == 0) tell_others(d, a, deed->id);
    }
}

bool do_act(Deciding *d, const Transfer *draft) {
    Doing x = {.act = draft ? draft->act : d->cmd->act, .option = draft ? draft->outcome : d->cmd->option, .draft = draft};
    Ids named = draft ? (Ids){0} : d->cmd->persons;
    for (size_t i = 0; draft && i < draft->lines.n; i++) *PUSH(d->a, &named) = draft->lines.v[i].person;
    if (!effective_ok(d) || !named_persons(d, &named, &x.persons) || !judge(d, &x)) return false;
    const Deed *deed = record(d, &x);
    carry_out(d, &x, deed);
    if (x.unlawful.n) {
        int64_t j = world_serving(d->w, S("procuratorate"), world_agency(d->w, d->c->agency));
        open_duty(d, "examine_unlawful", j ? j : d->c->agency, 0, TIME_NONE, true);
    }
    return !d->refused;
}
