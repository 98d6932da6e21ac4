// SPDX-License-Identifier: Apache-2.0
#include "core/decide.h"

#include "core/deciding.h"

#include <stdarg.h>

#define X(id, code, zh, en, todo_zh, todo_en) {code, zh, en, todo_zh, todo_en},
const RefusalText REFUSAL_TEXTS[R_N] = {REFUSALS(X)};
#undef X

const char *const COMMAND_NAMES[] = {"open",     "add_person", "do",       "draft",  "check",  "push",   "receive", "accept",
                                     "return",   "answer",     "supply",   "withdraw", "consent", "undo", "sign",
                                     "fulfil",   "number",     "manifest", "assign", "correct", "agree",  "grant",   "tick", NULL};

#define BODY(d, T, ...) ((T *)arena_dup((d)->a, &(T){__VA_ARGS__}, sizeof(T)))

bool refuse(Deciding *d, RefusalId why, const char *where, Str zh, Str en) {
    if (d->refused) return false;
    d->refused = true;
    d->refusal = (Refusal){.code = REFUSAL_TEXTS[why].code, .zh = str_dup(d->a, zh), .en = str_dup(d->a, en)};
    snprintf(d->refusal.where, sizeof d->refusal.where, "%s", where);
    return false;
}

bool refusef(Deciding *d, RefusalId why, const char *where, const char *fmt, ...) {
    char text[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return refuse(d, why, where, str_c(text), str_c(text));
}

bool actor_in(const Deciding *d, int64_t agency) {
    return agency == d->who->agency || (d->who->behalf && agency == d->who->behalf);
}

static bool has_role(const Actor *who, const Str *roles, int n) {
    if (!n) return true;
    for (int i = 0; i < n; i++)
        for (size_t j = 0; j < who->n_roles; j++)
            if (str_eq(roles[i], who->roles[j])) return true;
    return false;
}

static Str acting_kind(const Deciding *d) {
    const Agency *a = world_agency(d->w, d->who->behalf ? d->who->behalf : d->who->agency);
    return a ? a->kind : (Str){0};
}

/* An off-line organ's act is entered by its counterpart's desk: then kind follows the organ, roles are not asked. */
static bool fits(const Deciding *d, const Party *party, bool review) {
    if (!str_eqz(party->kind, "any") && !str_eq(party->kind, acting_kind(d))) return false;
    if (d->who->behalf) return true;
    return review ? has_role(d->who, party->review, party->n_review) : has_role(d->who, party->roles, party->n_roles);
}

bool actor_fits(Deciding *d, const Party *party, bool review) {
    if (fits(d, party, review)) return true;
    const Str *roles = review ? party->review : party->roles;
    return refusef(d, R_NOT_YOURS, "act", "%.*s: %.*s", STR_ARG(party->kind),
                   (review ? party->n_review : party->n_roles) ? (int)roles[0].n : 0, roles[0].p);
}

bool effective_ok(Deciding *d) {
    Time at = d->cmd->effective;
    d->effective = at == TIME_NONE ? d->now.time : at;
    if (at == TIME_NONE) return true;
    if (at > d->now.time) return refuse(d, R_FUTURE, "effective", S(""), S(""));
    if (at < d->now.time - 100 * 366 * DAY_US) return refuse(d, R_TOO_OLD, "effective", S(""), S(""));
    d->late = d->w->late_after && d->now.time - at > d->w->late_after;
    if (d->late && !d->cmd->late_reason.n) return refuse(d, R_LATE, "late_reason", S(""), S(""));
    return true;
}

bool named_persons(Deciding *d, const Ids *ids, Ids *ret) {
    *ret = (Ids){0};
    for (size_t i = 0; i < ids->n; i++) {
        const Person *p = case_person(d->c, ids->v[i]);
        if (!p || p->moved_to) return refuse(d, R_NO_PERSON, "persons", S(""), S(""));
        if (p->closed != TIME_NONE) return refuse(d, R_PERSON_CLOSED, "persons", p->name, p->name);
        *PUSH(d->a, ret) = p->id;
    }
    for (size_t i = 0; !ids->n && i < d->c->persons.n; i++) {
        const Person *p = &d->c->persons.v[i];
        if (p->closed == TIME_NONE && !p->moved_to) *PUSH(d->a, ret) = p->id;
    }
    return ret->n ? true : refuse(d, R_PERSON_NEEDED, "persons", S(""), S(""));
}

static bool has_doc(const Docs *docs, Str kind) {
    for (size_t i = 0; docs && i < docs->n; i++)
        if (str_eq(docs->v[i].kind, kind)) return true;
    return false;
}

static bool has_datum(const Data *data, Str key) {
    for (size_t i = 0; data && i < data->n; i++)
        if (str_eq(data->v[i].key, key) && data->v[i].value.n) return true;
    return false;
}

bool needs_met(Deciding *d, const Needs *n, const Transfer *head) {
    for (int i = 0; i < n->n_documents; i++)
        if (!has_doc(&d->cmd->docs, n->documents[i]) && !has_doc(head ? &head->docs : NULL, n->documents[i]))
            return refuse(d, R_DOCUMENT, "docs", n->documents[i], n->documents[i]);
    for (int i = 0; i < n->n_fields; i++)
        if (!has_datum(&d->cmd->data, n->fields[i]) && !has_datum(head ? &head->data : NULL, n->fields[i]))
            return refuse(d, R_FIELD, "data", n->fields[i], n->fields[i]);
    if (n->n_reasons) {
        bool known = false;
        Str reason = d->cmd->reason.n || !head ? d->cmd->reason : head->reason;
        for (int i = 0; i < n->n_reasons; i++) known |= str_eq(n->reasons[i], reason);
        if (!known) return refuse(d, R_REASON, "reason", n->reasons[0], n->reasons[0]);
    }
    bool manifest = !hash_eq(d->cmd->manifest, (Hash){0}) || !hash_eq(d->c->manifest, (Hash){0}) ||
                    (head && !hash_eq(head->manifest, (Hash){0}));
    if (n->dossier && !manifest) return refuse(d, R_DOSSIER, "manifest", S(""), S(""));
    return true;
}

bool other_user(Deciding *d, const Guide *g, const Act *act, const Person *p) {
    for (int i = 0; i < act->n_other_than; i++) {
        const Act *was = &g->acts[act->other_than[i].act];
        int option = act->other_than[i].option;
        Str opt = option < 0 ? (Str){0} : was->options[option].id;
        for (size_t j = 0; j < d->c->transfers.n; j++) {
            const Transfer *t = &d->c->transfers.v[j];
            const Line *l = str_eq(t->act, was->id) ? transfer_line(t, p->id) : NULL;
            if (l && l->answered_by == d->who->user && (option < 0 || str_eq(l->answer, opt)))
                return refuse(d, R_SAME_USER, "act", was->name, was->name_en);
        }
        for (size_t j = 0; j < d->c->deeds.n; j++) {
            const Deed *x = &d->c->deeds.v[j];
            if (x->by == d->who->user && str_eq(x->act, was->id) && (option < 0 || str_eq(x->option, opt)))
                return refuse(d, R_SAME_USER, "act", was->name, was->name_en);
        }
    }
    return true;
}

typedef struct Doing { /* one decide or report act under way */
    Str act, option;
    Ids persons;
    Str unlawful;
    const Transfer *draft;
} Doing;

/* All or nothing: the refusal lists who cannot, and why. A report's fact is never refused: it is judged. */
static bool judge(Deciding *d, Doing *x) {
    StrBuf zh, en;
    strbuf_init(&zh, d->a, KB(4));
    strbuf_init(&en, d->a, KB(4));
    bool report = false, all = true;
    for (size_t i = 0; i < x->persons.n; i++) {
        const Person *p = case_person(d->c, x->persons.v[i]);
        const Guide *g = guide_of(d, p);
        int act = guide_act(g, x->act);
        if (act < 0) return refuse(d, R_ACT, "act", x->act, x->act);
        const Act *a = &g->acts[act];
        if (a->kind == ACT_SEND) return refuse(d, R_KIND, "act", a->name, a->name_en);
        report |= a->kind == ACT_REPORT;
        if (i == 0 && !actor_fits(d, &a->by, false)) return false;
        if (a->by.n_review && !x->draft && !d->who->behalf) return refuse(d, R_CHECK_FIRST, "act", a->name, a->name_en);
        int option = guide_option(a, x->option);
        if (a->n_options && option < 0) return refuse(d, R_OUTCOME, "option", x->option, x->option);
        if (!other_user(d, g, a, p)) return false;
        if (i == 0 && (!needs_met(d, &a->needs, x->draft) ||
                       (option >= 0 && !needs_met(d, &a->options[option].needs, x->draft))))
            return false;
        Machine m;
        machine_of(g, d->c, p, &m);
        const Guard *opt = option >= 0 ? &a->options[option].when : NULL;
        if (act_possible(g, act, &m) && (!opt || guard_holds(g, opt, &m))) continue;
        all = false;
        strbuf_f(&zh, "%s%.*s：", zh.n ? "；" : "", STR_ARG(p->name));
        strbuf_f(&en, "%s%.*s: ", en.n ? "; " : "", STR_ARG(p->name));
        if (!guard_why(g, &a->when, &m, &zh, &en) && opt) guard_why(g, opt, &m, &zh, &en);
    }
    if (all) return true;
    if (!report) return refuse(d, R_NOT_POSSIBLE, "act", strbuf_str(&zh), strbuf_str(&en));
    x->unlawful = strbuf_str(&zh);
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

bool do_act(Deciding *d, const Transfer *draft) {
    Doing x = {.act = draft ? draft->act : d->cmd->act, .option = draft ? draft->outcome : d->cmd->option, .draft = draft};
    Ids named = d->cmd->persons;
    for (size_t i = 0; draft && i < draft->lines.n; i++) *PUSH(d->a, &named) = draft->lines.v[i].person;
    if (!effective_ok(d) || !named_persons(d, &named, &x.persons) || !judge(d, &x)) return false;
    Deed *deed = BODY(d, Deed, .id = take_id(d), .act = x.act, .option = x.option, .reason = d->cmd->reason,
                      .persons = x.persons, .at = d->now.time, .effective = d->effective, .by = d->who->user,
                      .agency = d->who->agency, .behalf = d->who->behalf ? d->who->behalf : d->who->for_user,
                      .docs = d->cmd->docs, .data = d->cmd->data, .late = d->late,
                      .late_reason = d->cmd->late_reason, .unlawful = x.unlawful);
    if (draft) {
        deed->reason = draft->reason;
        for (size_t i = 0; i < draft->docs.n; i++) *PUSH(d->a, &deed->docs) = draft->docs.v[i];
        for (size_t i = 0; i < draft->data.n; i++) *PUSH(d->a, &deed->data) = draft->data.v[i];
    }
    emit(d, EV_DEED_DONE, d->effective, deed);
    d->made = deed->id;
    if (x.unlawful.n) {
        int64_t j = world_serving(d->w, S("procuratorate"), world_agency(d->w, d->c->agency));
        open_duty(d, "examine_unlawful", j ? j : d->c->agency, 0, TIME_NONE)->red = true;
        return true;
    }
    for (size_t i = 0; i < x.persons.n; i++) {
        Person *p = case_person(d->c, x.persons.v[i]);
        const Guide *g = guide_of(d, p);
        const Act *a = &g->acts[guide_act(g, x.act)];
        int option = guide_option(a, x.option);
        Effects both = {0};
        for (size_t k = 0; k < a->on[PHASE_DONE].n; k++) *PUSH(d->a, &both) = a->on[PHASE_DONE].v[k];
        for (size_t k = 0; option >= 0 && k < a->options[option].effects.n; k++)
            *PUSH(d->a, &both) = a->options[option].effects.v[k];
        step(d, p, &both, (Cause){deed->id, 0, d->effective});
        if (i == 0) tell_others(d, a, deed->id);
    }
    return true;
}

static bool decide_sign(Deciding *d) {
    for (size_t i = 0; i < d->c->notices.n; i++) {
        const Notice *n = &d->c->notices.v[i];
        if (n->id != d->cmd->target || n->signed_at != TIME_NONE) continue;
        if (!actor_in(d, n->agency)) return refuse(d, R_NOT_YOURS, "target", S(""), S(""));
        emit(d, EV_NOTICE_SIGNED, d->effective, BODY(d, IdRef, .id = n->id));
        return true;
    }
    return refuse(d, R_NO_DUTY, "target", S(""), S(""));
}

/* By hand go only the duties no act of the guide clears: supervision, and what the engine itself opened. */
static bool decide_fulfil(Deciding *d) {
    const Duty *x = case_duty(d->c, d->cmd->target);
    if (!x || x->life != DUTY_OPEN) return refuse(d, R_NO_DUTY, "target", S(""), S(""));
    if (!actor_in(d, x->agency)) return refuse(d, R_NOT_YOURS, "target", S(""), S(""));
    if (!str_eqz(x->rule, "supervise_lapse") && !str_eqz(x->rule, "examine_unlawful"))
        return refuse(d, R_BY_ACT, "target", x->rule, x->rule);
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    emit(d, EV_DUTY_CLOSED, d->effective, BODY(d, DutyStep, .duty = x->id, .life = DUTY_CLEARED));
    return true;
}

static bool decide_number(Deciding *d) {
    if (!d->cmd->number.n) return refuse(d, R_FIELD, "number", S("number"), S("number"));
    int64_t id = take_id(d);
    emit(d, EV_NUMBER_ADDED, d->effective,
         BODY(d, Number, .id = id, .transfer = d->cmd->transfer, .agency = d->who->agency, .user = d->who->user,
              .system = d->cmd->system, .number = d->cmd->number, .at = d->now.time));
    d->made = id;
    return true;
}

static bool decide_manifest(Deciding *d) {
    if (hash_eq(d->cmd->manifest, (Hash){0})) return refuse(d, R_DOSSIER, "manifest", S(""), S(""));
    emit(d, EV_MANIFEST_SET, d->effective, BODY(d, ManifestSet, d->cmd->manifest, d->cmd->note));
    return true;
}

static bool decide_assign(Deciding *d) {
    emit(d, EV_ASSIGNMENT_SET, d->effective,
         BODY(d, Assignment, .agency = d->who->agency, .user = d->cmd->user, .helpers = d->cmd->helpers,
              .section = d->cmd->section, .at = d->now.time));
    return true;
}

static bool decide_grant(Deciding *d) {
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    if (d->cmd->until <= d->now.time) return refuse(d, R_FIELD, "until", S("until"), S("until"));
    int64_t id = take_id(d);
    emit(d, EV_GRANT_GIVEN, d->effective,
         BODY(d, Grant, .id = id, .user = d->cmd->user, .by = d->who->user, .at = d->now.time,
              .until = d->cmd->until, .reason = d->cmd->note));
    d->made = id;
    return true;
}

static bool command(Deciding *d) {
    switch (d->cmd->kind) {
    case CMD_OPEN: return decide_open(d);
    case CMD_ADD_PERSON: return decide_add_person(d);
    case CMD_DO: return do_act(d, NULL);
    case CMD_DRAFT: return decide_draft(d);
    case CMD_CHECK: return decide_check(d);
    case CMD_PUSH: return decide_push(d);
    case CMD_RECEIVE: return decide_receive(d);
    case CMD_ACCEPT: return decide_accept(d);
    case CMD_RETURN: return decide_return(d);
    case CMD_ANSWER: return decide_answer(d);
    case CMD_SUPPLY: return decide_supply(d);
    case CMD_WITHDRAW: return decide_withdraw(d);
    case CMD_CONSENT: return decide_consent(d);
    case CMD_UNDO: return decide_undo(d);
    case CMD_SIGN: return decide_sign(d);
    case CMD_FULFIL: return decide_fulfil(d);
    case CMD_NUMBER: return decide_number(d);
    case CMD_MANIFEST: return decide_manifest(d);
    case CMD_ASSIGN: return decide_assign(d);
    case CMD_CORRECT: return decide_correct(d);
    case CMD_AGREE: return decide_agree(d);
    case CMD_GRANT: return decide_grant(d);
    case CMD_TICK: return true;
    case CMD_N: break;
    }
    ASSERT(!"a command without a decision");
    return false;
}

Decision case_decide(const World *w, const Loaded *st, const Command *cmd, const Actor *who, Now now, Arena *a) {
    Case copy = {0};
    if (st->c) case_copy(st->c, a, &copy);
    Deciding d = {.w = w, .cmd = cmd, .who = who, .now = now, .a = a, .c = &copy, .effective = now.time};
    for (size_t i = 0; i < st->n_subjects; i++) {
        Subject *s = NEW(a, Subject);
        shape_copy(&SUBJECT_SHAPE, st->subjects[i], a, s);
        *PUSH(a, &d.subjects) = s;
    }
    if (!st->c && cmd->kind != CMD_OPEN) {
        refuse(&d, R_NO_CASE, "case", S(""), S(""));
    } else {
        if (st->c) lapse_all(&d, now.time);
        if (command(&d) && !d.refused) lapse_all(&d, now.time);
    }
    if (d.refused) return (Decision){.refused = true, .refusal = d.refusal, .case_id = copy.id};
    return (Decision){.events = d.events, .case_id = copy.id, .made = d.made, .ids = d.ids};
}
