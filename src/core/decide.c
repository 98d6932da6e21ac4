// SPDX-License-Identifier: Apache-2.0
#include "core/decide.h"

#include "core/deciding.h"

#include <stdarg.h>

#define X(id, code, zh, en, todo_zh, todo_en) {code, zh, en, todo_zh, todo_en},
const RefusalText REFUSAL_TEXTS[R_N] = {REFUSALS(X)};
#undef X

const char *const COMMAND_NAMES[] = {"open",     "add_person", "do",       "draft",  "check",  "push",   "receive", "accept",
                                     "return",   "answer",     "supply",   "withdraw", "consent", "undo", "sign",
                                     "fulfil",   "number",     "manifest", "assign", "correct", "agree",  "grant",   "grant_end", "grant_refuse", "hand_over",
                                     "seal",     "split",      "merge",    "rebind", "reclassify", "identify", "part", "paper",
                                     "participant", "shield", "participant_end", "tick", NULL};

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

static bool among(const Ids *ids, int64_t id) {
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == id) return true;
    return false;
}

Ids each_once(Deciding *d, const Ids *ids) {
    Ids once = {0};
    for (size_t i = 0; i < ids->n; i++)
        if (!among(&once, ids->v[i])) *PUSH(d->a, &once) = ids->v[i];
    return once;
}

bool named_persons(Deciding *d, const Ids *ids, Ids *ret) {
    *ret = (Ids){0};
    for (size_t i = 0; i < ids->n; i++) {
        if (among(ret, ids->v[i])) continue;
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
            if (x->by == d->who->user && !x->taken_back && str_eq(x->act, was->id) && (option < 0 || str_eq(x->option, opt)))
                return refuse(d, R_SAME_USER, "act", was->name, was->name_en);
        }
    }
    return true;
}

/* Texts are bounded here, so that whatever was recorded can be read back. */
static bool texts_fit(Deciding *d) {
    const Command *c = d->cmd;
    const struct {
        const char *where;
        Str text;
        size_t max;
    } TEXTS[] = {{"act", c->act, 40},          {"option", c->option, 60},     {"class", c->class, 120},
                 {"name", c->name, 400},       {"note", c->note, 2000},       {"late_reason", c->late_reason, 2000},
                 {"field", c->field, 60},      {"value", c->value, 2000},     {"system", c->system, 60},
                 {"number", c->number, 120},   {"section", c->section, 120},
                 {"reason", c->reason, c->kind == CMD_CORRECT ? 2000 : 60}};
    for (size_t i = 0; i < LEN(TEXTS); i++)
        if (TEXTS[i].text.n > TEXTS[i].max) return refusef(d, R_LONG, TEXTS[i].where, "%zu > %zu", TEXTS[i].text.n, TEXTS[i].max);
    for (size_t i = 0; i < c->supply.n; i++)
        if (c->supply.v[i].n > 2000) return refuse(d, R_LONG, "supply", S(""), S(""));
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
    case CMD_GRANT_END: return decide_grant_end(d);
    case CMD_GRANT_REFUSE: return decide_grant_refuse(d);
    case CMD_HAND_OVER: return decide_hand_over(d);
    case CMD_SEAL: return decide_seal(d);
    case CMD_SPLIT: return decide_split(d);
    case CMD_MERGE: return decide_merge(d);
    case CMD_REBIND: return decide_rebind(d);
    case CMD_RECLASSIFY: return decide_reclassify(d);
    case CMD_IDENTIFY: return decide_identify(d);
    case CMD_PART: return decide_part(d);
    case CMD_PAPER: return decide_paper(d);
    case CMD_PARTICIPANT: return decide_participant(d);
    case CMD_SHIELD: return decide_shield(d);
    case CMD_PARTICIPANT_END: return decide_participant_end(d);
    case CMD_TICK: return true;
    case CMD_N: break;
    }
    ASSERT(!"a command without a decision");
    return false;
}

/* Of both cases: what is due by now comes before and after the command. */
static void lapse_both(Deciding *d) {
    Case *c = d->c;
    lapse_all(d, d->now.time);
    if (!d->other || d->refused) return;
    d->c = d->other;
    d->other = c;
    lapse_all(d, d->now.time);
    d->other = d->c;
    d->c = c;
}

static Case *working_copy(const Case *from, Arena *a) {
    Case *c = NEW(a, Case);
    if (from) case_copy(from, a, c);
    return c;
}

Decision case_decide(const World *w, const Loaded *st, const Command *cmd, const Actor *who, Now now, Arena *a) {
    Deciding d = {.w = w, .cmd = cmd, .who = who, .now = now, .a = a, .effective = now.time};
    d.c = working_copy(st->c, a);
    d.other = st->other ? working_copy(st->other, a) : NULL;
    for (size_t i = 0; i < st->n_subjects; i++) {
        Subject *s = arena_dup(a, st->subjects[i], sizeof *s);
        s->holds.v = arena_dup(a, s->holds.v, s->holds.n * sizeof *s->holds.v);
        s->holds.cap = s->holds.n;
        s->names.v = arena_dup(a, s->names.v, s->names.n * sizeof *s->names.v);
        s->names.cap = s->names.n;
        *PUSH(a, &d.subjects) = s;
    }
    Case *c = d.c;
    if (!st->c && cmd->kind != CMD_OPEN) {
        refuse(&d, R_NO_CASE, "case", S(""), S(""));
    } else if (texts_fit(&d)) {
        if (st->c) lapse_both(&d);
        if (command(&d) && !d.refused) lapse_both(&d);
    }
    if (d.refused) return (Decision){.refused = true, .refusal = d.refusal, .case_id = c->id};
    return (Decision){.events = d.events, .case_id = c->id, .made = d.made, .ids = d.ids,
                      .said_zh = d.said_zh, .said_en = d.said_en};
}
