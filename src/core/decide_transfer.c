// SPDX-License-Identifier: Apache-2.0
/* The life of a transfer: draft, check, push, receive, accept or return, answer, supply, take back. */
#include "core/deciding.h"

static Transfer *the_transfer(Deciding *d) {
    Transfer *t = case_transfer(d->c, d->cmd->transfer);
    if (!t) refuse(d, R_NO_TRANSFER, "transfer", S(""), S(""));
    return t;
}

static bool in_life(Deciding *d, const Transfer *t, HeadLife a, HeadLife b) {
    if (t->life == (int)a || t->life == (int)b) return true;
    return refuse(d, R_LIFE, "transfer", str_c(HEAD_LIFE[t->life]), str_c(HEAD_LIFE[t->life]));
}

static const Act *act_for(const Deciding *d, Str id, int64_t person, const Guide **ret) {
    const Person *p = case_person(d->c, person);
    *ret = guide_of(d, p);
    int act = guide_act(*ret, id);
    return act < 0 ? NULL : &(*ret)->acts[act];
}

static Ids line_persons(Deciding *d, const Transfer *t, LineLife life) {
    Ids ids = {0};
    for (size_t i = 0; i < t->lines.n; i++)
        if (t->lines.v[i].life == (int)life) *PUSH(d->a, &ids) = t->lines.v[i].person;
    return ids;
}

static Machine *machines(Deciding *d, const Ids *persons) {
    Machine *m = NEW_N(d->a, Machine, persons->n);
    for (size_t i = 0; i < persons->n; i++) machine_now(d, persons->v[i], &m[i]);
    return m;
}

/* `before`: the machines as they were before the event that moved the lines. */
static void step_all(Deciding *d, const Ids *persons, Str act, Phase phase, const Machine *before, int64_t transfer) {
    for (size_t i = 0; i < persons->n; i++) {
        const Guide *g;
        const Act *a = act_for(d, act, persons->v[i], &g);
        if (a) step(d, persons->v[i], &a->on[phase], &before[i], (Cause){transfer, transfer, d->effective});
    }
}

/* A late entry may show that what time did meanwhile never happened. */
static void relive_all(Deciding *d, const Ids *persons, Str act, Phase phase) {
    for (size_t i = 0; i < persons->n; i++) {
        const Guide *g;
        const Act *a = act_for(d, act, persons->v[i], &g);
        if (a)
            relive(d, persons->v[i], (const Guard *[2]){phase == PHASE_PUSH ? &a->when : NULL, NULL},
                   (const Effects *[2]){&a->on[phase], NULL});
    }
}

static int64_t receiver(Deciding *d, const Act *a, int64_t to);

bool decide_draft(Deciding *d) {
    Ids persons;
    const Guide *g;
    if (!effective_ok(d) || !named_persons(d, &d->cmd->persons, &persons)) return false;
    const Act *a = act_for(d, d->cmd->act, persons.v[0], &g);
    if (!a) return refuse(d, R_ACT, "act", d->cmd->act, d->cmd->act);
    if (!actor_fits(d, &a->by, false)) return false;
    int64_t to = a->kind == ACT_SEND ? receiver(d, a, d->cmd->to) : 0;
    if (a->kind == ACT_SEND && !to) return false;
    if (a->n_options && a->kind != ACT_SEND && guide_option(a, d->cmd->option) < 0)
        return refuse(d, R_OUTCOME, "option", d->cmd->option, d->cmd->option);
    Transfer *t = BODY(d, Transfer, .id = take_id(d), .act = a->id, .to = to,
                       .from = d->who->behalf ? d->who->behalf : d->who->agency, .life = HEAD_DRAFT, .drafted = d->now.time, .effective = d->cmd->effective,
                       .drafted_by = d->who->user, .manifest = d->cmd->manifest, .docs = d->cmd->docs,
                       .data = d->cmd->data, .outcome = d->cmd->option, .note = d->cmd->note,
                       .reason = d->cmd->reason);
    for (size_t i = 0; i < persons.n; i++) *PUSH(d->a, &t->lines) = (Line){.person = persons.v[i]};
    emit(d, EV_TRANSFER_DRAFTED, d->effective, t);
    d->made = t->id;
    return true;
}

bool decide_check(Deciding *d) {
    const Guide *g;
    const Transfer *t = the_transfer(d);
    if (!t || !in_life(d, t, HEAD_DRAFT, HEAD_REFUSED)) return false;
    if (d->c->closed != TIME_NONE) return refuse(d, R_CASE_CLOSED, "transfer", S(""), S(""));
    const Act *a = act_for(d, t->act, t->lines.v[0].person, &g);
    if (!a) return refuse(d, R_ACT, "act", t->act, t->act);
    if (!actor_in(d, t->from) || !actor_fits(d, &a->by, true)) return refuse(d, R_NOT_YOURS, "transfer", S(""), S(""));
    if (t->drafted_by == d->who->user) return refuse(d, R_SAME_USER, "transfer", a->name, a->name_en);
    if (!d->cmd->approve && !d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    emit(d, EV_TRANSFER_CHECKED, d->effective,
         BODY(d, TransferStep, .transfer = t->id, .approved = d->cmd->approve, .note = d->cmd->note));
    return true;
}

/* The guard is judged at every push, also of a later round; then the person's own open line of this act is left out. */
static bool push_possible(Deciding *d, const Ids *persons, Str act, bool again) {
    StrBuf zh, en;
    strbuf_init(&zh, d->a, KB(4));
    strbuf_init(&en, d->a, KB(4));
    for (size_t i = 0; i < persons->n; i++) {
        const Person *p = case_person(d->c, persons->v[i]);
        const Guide *g;
        const Act *a = act_for(d, act, p->id, &g);
        if (!a) return refuse(d, R_ACT, "act", act, act);
        if (!other_user(d, g, a, p)) return false;
        Machine m;
        machine_of(g, d->c, p, &m);
        int index = guide_act(g, act);
        if ((m.line[index] == LINE_NONE || again) && act_possible(g, index, &m)) continue;
        strbuf_f(&zh, "%s%.*s：", zh.n ? "；" : "", STR_ARG(p->name));
        strbuf_f(&en, "%s%.*s: ", en.n ? "; " : "", STR_ARG(p->name));
        if (!guard_why(g, &a->when, &m, &zh, &en)) {
            strbuf_put(&zh, S("该事项正在办理中"));
            strbuf_put(&en, S("the same act is still open"));
        }
    }
    return !zh.n || refuse(d, R_NOT_POSSIBLE, "act", strbuf_str(&zh), strbuf_str(&en));
}

/* Whoever the act names, at the level it asks: as said by the sender, else the organ of the case, else by the region. */
static int64_t receiver(Deciding *d, const Act *a, int64_t to) {
    const Agency *own = world_agency(d->w, d->who->behalf ? d->who->behalf : d->who->agency);
    if (!own) return refuse(d, R_NOT_YOURS, "agency", S(""), S("")), 0;
    bool upper = str_eqz(a->to.level, "upper");
    int64_t bound = case_organ(d->c, a->to.kind);
    if (!bound || (bound == own->id && !upper)) bound = world_serving(d->w, a->to.kind, own);
    const Agency *near = world_agency(d->w, bound);
    if (!to && near) to = upper ? near->parent : near->id;
    const Agency *r = world_agency(d->w, to);
    bool fits = r && (str_eqz(a->to.kind, "any") || str_eq(r->kind, a->to.kind)) && r->id != own->id;
    if (fits && upper && near) fits = r->level < near->level || r->id == near->parent;
    if (fits) return to;
    refuse(d, R_RECEIVER, "to", a->to.kind, a->to.kind);
    return 0;
}

static bool emit_push(Deciding *d, const Transfer *head, const Ids *persons, const Act *a, int64_t to) {
    int round = head->round + 1;
    Hash manifest = hash_eq(d->cmd->manifest, (Hash){0}) ? head->manifest : d->cmd->manifest;
    if (hash_eq(manifest, (Hash){0})) manifest = d->c->manifest;
    int64_t id = head->id, from = head->to;
    if (!to) to = from;
    Machine *before = machines(d, persons);
    if (round > 1) close_duties(d, "correct", id, DUTY_CLEARED, d->effective);
    emit(d, EV_TRANSFER_PUSHED, d->effective,
         BODY(d, TransferStep, .transfer = id, .round = round, .persons = *persons, .manifest = manifest,
              .docs = head->round || head->drafted != TIME_NONE ? d->cmd->docs : (Docs){0},
              .data = head->round || head->drafted != TIME_NONE ? d->cmd->data : (Data){0}, .note = d->cmd->note,
              .to = to == from ? 0 : to, .late = d->late, .late_reason = d->cmd->late_reason));
    const Agency *r = world_agency(d->w, to);
    if (!case_organ(d->c, r->kind) && !a->side && !str_eqz(a->to.level, "upper"))
        emit(d, EV_ORGAN_SET, d->effective, BODY(d, Organ, r->kind, to));
    step_all(d, persons, a->id, PHASE_PUSH, before, id);
    open_duty(d, "check", to, id, TIME_NONE, false);
    d->made = id;
    return send_paper(d, id);
}

static bool push_new(Deciding *d) {
    Ids persons;
    const Guide *g;
    if (!named_persons(d, &d->cmd->persons, &persons)) return false;
    const Act *a = act_for(d, d->cmd->act, persons.v[0], &g);
    if (!a) return refuse(d, R_ACT, "act", d->cmd->act, d->cmd->act);
    if (a->kind != ACT_SEND) return refuse(d, R_KIND, "act", a->name, a->name_en);
    if (!actor_fits(d, &a->by, false)) return false;
    if (a->by.n_review && !d->who->behalf) return refuse(d, R_CHECK_FIRST, "act", a->name, a->name_en);
    if (!needs_met(d, &a->needs, NULL)) return false;
    relive_all(d, &persons, a->id, PHASE_PUSH);
    if (!push_possible(d, &persons, a->id, false)) return false;
    int64_t to = receiver(d, a, d->cmd->to);
    if (!to) return false;
    Transfer *t = BODY(d, Transfer, .id = take_id(d), .act = a->id, .life = HEAD_DRAFT, .to = to,
                       .from = d->who->behalf ? d->who->behalf : d->who->agency, .manifest = d->cmd->manifest,
                       .docs = d->cmd->docs, .data = d->cmd->data, .note = d->cmd->note, .reason = d->cmd->reason);
    for (size_t i = 0; i < persons.n; i++) *PUSH(d->a, &t->lines) = (Line){.person = persons.v[i]};
    emit(d, EV_TRANSFER_DRAFTED, d->effective, t);
    return emit_push(d, case_transfer(d->c, t->id), &persons, a, to);
}

static bool push_draft(Deciding *d, const Transfer *t) {
    const Guide *g;
    if (!in_life(d, t, HEAD_CHECKED, HEAD_RETURNED)) return false;
    if (!actor_in(d, t->from)) return refuse(d, R_NOT_YOURS, "transfer", S(""), S(""));
    bool again = t->life == HEAD_RETURNED;
    Ids named = {0}, persons;
    for (size_t i = 0; i < t->lines.n; i++)
        if (!again || t->lines.v[i].life == LINE_RETURNED) *PUSH(d->a, &named) = t->lines.v[i].person;
    if (!named.n) return refuse(d, R_PERSON_NEEDED, "persons", S(""), S(""));
    if (!named_persons(d, &named, &persons)) return false; /* what was checked is for all of them, or to be drafted anew */
    const Act *a = act_for(d, t->act, persons.v[0], &g);
    if (!a) return refuse(d, R_ACT, "act", t->act, t->act);
    if (a->kind != ACT_SEND) return do_act(d, t) && (emit(d, EV_LINES_ENDED, d->effective,
                                                          BODY(d, TransferStep, .transfer = t->id)), true);
    if (!actor_fits(d, &a->by, false) || !needs_met(d, &a->needs, t)) return false;
    relive_all(d, &persons, a->id, PHASE_PUSH);
    t = case_transfer(d->c, d->cmd->transfer);
    if (!push_possible(d, &persons, a->id, again)) return false;
    int64_t to = again ? t->to : receiver(d, a, d->cmd->to ? d->cmd->to : t->to);
    if (!to) return false;
    return emit_push(d, t, &persons, a, to);
}

bool decide_push(Deciding *d) {
    if (!effective_ok(d)) return false;
    if (!d->cmd->transfer) return push_new(d);
    const Transfer *t = the_transfer(d);
    return t && push_draft(d, t);
}

bool decide_receive(Deciding *d) {
    const Transfer *t = the_transfer(d);
    if (!t || !in_life(d, t, HEAD_PUSHED, HEAD_PUSHED)) return false;
    if (!actor_in(d, t->to)) return refuse(d, R_NOT_YOURS, "transfer", S(""), S(""));
    if (!effective_ok(d)) return false;
    int64_t id = t->id;
    Str act = t->act;
    Ids persons = line_persons(d, t, LINE_PUSHED);
    relive_all(d, &persons, act, PHASE_RECEIVE);
    Machine *before = machines(d, &persons);
    emit(d, EV_TRANSFER_RECEIVED, d->effective,
         BODY(d, TransferStep, .transfer = id, .persons = persons, .late = d->late, .late_reason = d->cmd->late_reason));
    step_all(d, &persons, act, PHASE_RECEIVE, before, id);
    d->made = id;
    return true;
}

/* Accepting or returning signs for what was not signed for yet, in the same act. */
static const Transfer *received_transfer(Deciding *d) {
    const Transfer *t = the_transfer(d);
    if (!t || !in_life(d, t, HEAD_PUSHED, HEAD_RECEIVED)) return NULL;
    if (!actor_in(d, t->to)) return refuse(d, R_NOT_YOURS, "transfer", S(""), S("")), NULL;
    const Guide *g;
    const Act *a = act_for(d, t->act, t->lines.v[0].person, &g);
    if (!a) return refuse(d, R_ACT, "act", t->act, t->act), NULL;
    if (!actor_fits(d, &a->to, false)) return NULL;
    int64_t id = t->id;
    if (t->life == HEAD_PUSHED && !decide_receive(d)) return NULL;
    if (!effective_ok(d)) return NULL;
    return case_transfer(d->c, id);
}

/* A house takes the persons it accepts; true if this case leaves nobody in another. */
static bool take_in(Deciding *d, const Ids *persons, int64_t house) {
    bool others = false;
    for (size_t i = 0; i < d->c->persons.n; i++) {
        const Subject *s = subject_of(d, &d->c->persons.v[i]);
        bool named = false;
        for (size_t k = 0; k < persons->n; k++) named |= persons->v[k] == d->c->persons.v[i].id;
        for (size_t k = 0; s && k < s->holds.n; k++) {
            const HoldEntry *h = &s->holds.v[k];
            if (h->case_id != d->c->id || h->person != d->c->persons.v[i].id || h->until != TIME_NONE || h->house == house) continue;
            if (named)
                emit_subject(d, EV_HOLD_MOVED, s->id, d->effective,
                             BODY(d, HoldStep, .hold = h->id, .house = house, .due = h->due, .overdue = h->overdue));
            others |= !named;
        }
    }
    return !others;
}

/* Who accepts such an act is the case's organ of its kind from now on; a house as soon as it has all whom the case holds. */
static void bind_organ(Deciding *d, const Ids *persons, int64_t to) {
    const Agency *r = world_agency(d->w, to);
    if (r && str_eqz(r->kind, "detention_house") && !take_in(d, persons, to)) return;
    if (r && case_organ(d->c, r->kind) != to) emit(d, EV_ORGAN_SET, d->effective, BODY(d, Organ, r->kind, to));
}

bool decide_accept(Deciding *d) {
    const Transfer *t = received_transfer(d);
    if (!t) return false;
    if (d->cmd->number.n && !d->cmd->system.n) return refuse(d, R_FIELD, "system", S("system"), S("system"));
    int64_t id = t->id, from = t->from, to = t->to;
    Str act = t->act;
    const Guide *g;
    Ids persons = line_persons(d, t, LINE_RECEIVED);
    const Act *a = act_for(d, act, persons.n ? persons.v[0] : t->lines.v[0].person, &g);
    relive_all(d, &persons, act, PHASE_ACCEPT);
    Machine *before = machines(d, &persons);
    TransferStep *s = BODY(d, TransferStep, .transfer = id, .persons = persons, .note = d->cmd->note, .late = d->late,
                           .late_reason = d->cmd->late_reason);
    for (size_t i = 0; i < d->cmd->supply.n; i++) { /* each thing still missing is a duty with a date */
        Clock like = {.length = {.working_days = 3}, .flags = {.roll = true}, .start = d->effective};
        Duty *x = open_duty(d, "supply", from, id, clock_end(d, &like).due, false);
        *PUSH(d->a, &s->supply) = (SupplyItem){.id = take_id(d), .duty = x->id, .what = d->cmd->supply.v[i]};
    }
    emit(d, EV_TRANSFER_ACCEPTED, d->effective, s);
    close_duties(d, "check", id, DUTY_CLEARED, d->effective);
    if (a->ends_on_accept)
        emit(d, EV_TRANSFER_ANSWERED, d->effective,
             BODY(d, TransferStep, .transfer = id, .persons = persons, .answer = S("accepted")));
    if (a->binds) bind_organ(d, &persons, to);
    step_all(d, &persons, act, PHASE_ACCEPT, before, id);
    bool open = false;
    t = case_transfer(d->c, id);
    for (size_t i = 0; i < t->lines.n; i++) open |= t->lines.v[i].life != LINE_NONE;
    if (open && a->duty_answer < 0) open_duty(d, "answer", to, id, TIME_NONE, false); /* its terms are clocks of their own and may restart */
    owe_paper(d, id);
    if (d->cmd->number.n) add_number(d, id); /* the register entry 收案登记 is one act with the acceptance */
    d->made = id;
    return true;
}

bool decide_return(Deciding *d) {
    if (!d->cmd->marks.n) return refuse(d, R_MARKS, "marks", S(""), S(""));
    const Transfer *t = received_transfer(d);
    if (!t) return false;
    int64_t id = t->id, from = t->from;
    Str act = t->act;
    Ids persons = line_persons(d, t, LINE_RECEIVED);
    relive_all(d, &persons, act, PHASE_RETURN);
    Machine *before = machines(d, &persons);
    TransferStep *s = BODY(d, TransferStep, .transfer = id, .persons = persons, .note = d->cmd->note, .late = d->late,
                           .late_reason = d->cmd->late_reason);
    for (size_t i = 0; i < d->cmd->marks.n; i++) *PUSH(d->a, &s->marks) = d->cmd->marks.v[i];
    emit(d, EV_TRANSFER_RETURNED, d->effective, s);
    close_duties(d, "check", id, DUTY_CLEARED, d->effective);
    step_all(d, &persons, act, PHASE_RETURN, before, id);
    open_duty(d, "correct", from, id, TIME_NONE, false);
    d->made = id;
    return true;
}

static bool answer_possible(Deciding *d, const Transfer *t, const Ids *persons) {
    for (size_t i = 0; i < persons->n; i++) {
        const Person *p = case_person(d->c, persons->v[i]);
        if (!p) return refuse(d, R_NO_PERSON, "persons", S(""), S(""));
        const Line *l = transfer_line(t, p->id);
        const Guide *g;
        const Act *a = act_for(d, t->act, p->id, &g);
        int option = a ? guide_option(a, d->cmd->option) : -1;
        if (!l || l->life != LINE_ACCEPTED) return refuse(d, R_LIFE, "persons", p->name, p->name);
        if (option < 0) return refuse(d, R_OUTCOME, "option", d->cmd->option, d->cmd->option);
        const Option *o = &a->options[option];
        if (i == 0 && !actor_fits(d, o->by.n_roles ? &o->by : &a->to, false)) return false;
        if (i == 0 && !needs_met(d, &o->needs, NULL)) return false;
        Machine m;
        StrBuf zh, en;
        strbuf_init(&zh, d->a, KB(4));
        strbuf_init(&en, d->a, KB(4));
        machine_of(g, d->c, p, &m);
        if (guard_why(g, &o->when, &m, &zh, &en))
            return refuse(d, R_NOT_POSSIBLE, "option", strbuf_str(&zh), strbuf_str(&en));
        if (!other_user(d, g, a, p)) return false;
    }
    return true;
}

static void relive_answers(Deciding *d, Str act, const Ids *persons) {
    for (size_t i = 0; i < persons->n; i++) {
        const Guide *g;
        if (!case_person(d->c, persons->v[i])) continue;
        const Act *a = act_for(d, act, persons->v[i], &g);
        int option = a ? guide_option(a, d->cmd->option) : -1;
        if (option >= 0)
            relive(d, persons->v[i], (const Guard *[2]){&a->options[option].when, NULL},
                   (const Effects *[2]){&a->options[option].effects, NULL});
    }
}

bool decide_answer(Deciding *d) {
    const Transfer *t = the_transfer(d);
    if (!t || !in_life(d, t, HEAD_ACCEPTED, HEAD_ACCEPTED)) return false;
    if (!actor_in(d, t->to)) return refuse(d, R_NOT_YOURS, "transfer", S(""), S(""));
    if (!effective_ok(d)) return false;
    Ids persons = d->cmd->persons.n ? each_once(d, &d->cmd->persons) : line_persons(d, t, LINE_ACCEPTED);
    if (!persons.n) return refuse(d, R_PERSON_NEEDED, "persons", S(""), S(""));
    int64_t id = t->id;
    Str act = t->act;
    relive_answers(d, act, &persons);
    if (!answer_possible(d, case_transfer(d->c, id), &persons)) return false;
    Machine *before = machines(d, &persons);
    emit(d, EV_TRANSFER_ANSWERED, d->effective,
         BODY(d, TransferStep, .transfer = id, .persons = persons, .answer = d->cmd->option, .docs = d->cmd->docs,
              .data = d->cmd->data, .reason = d->cmd->reason, .late = d->late, .late_reason = d->cmd->late_reason,
              .by_line = true));
    for (size_t i = 0; i < persons.n; i++) {
        const Guide *g;
        const Act *a = act_for(d, act, persons.v[i], &g);
        step(d, persons.v[i], &a->options[guide_option(a, d->cmd->option)].effects, &before[i],
             (Cause){id, id, d->effective});
    }
    bool open = false;
    t = case_transfer(d->c, id);
    for (size_t i = 0; i < t->lines.n; i++) open |= t->lines.v[i].life != LINE_NONE;
    if (!open) close_duties(d, "answer", id, DUTY_CLEARED, d->effective);
    d->made = id;
    return true;
}

bool decide_supply(Deciding *d) {
    const Transfer *t = the_transfer(d);
    if (!t || !in_life(d, t, HEAD_ACCEPTED, HEAD_ACCEPTED)) return false;
    if (d->c->closed != TIME_NONE) return refuse(d, R_CASE_CLOSED, "transfer", S(""), S(""));
    if (!actor_in(d, t->from)) return refuse(d, R_NOT_YOURS, "transfer", S(""), S(""));
    if (!d->cmd->items.n) return refuse(d, R_FIELD, "items", S("items"), S("items"));
    for (size_t i = 0; i < d->cmd->items.n; i++) {
        bool open = false;
        for (size_t j = 0; j < t->supply.n; j++)
            open |= t->supply.v[j].id == d->cmd->items.v[i] && t->supply.v[j].done == TIME_NONE;
        if (!open) return refuse(d, R_NO_DUTY, "items", S(""), S(""));
    }
    if (!effective_ok(d)) return false;
    int64_t id = t->id;
    Hash manifest = hash_eq(d->cmd->manifest, (Hash){0}) ? t->manifest : d->cmd->manifest;
    emit(d, EV_TRANSFER_SUPPLIED, d->effective,
         BODY(d, TransferStep, .transfer = id, .round = t->round, .items = d->cmd->items, .manifest = manifest,
              .docs = d->cmd->docs, .note = d->cmd->note));
    t = case_transfer(d->c, id);
    for (size_t i = 0; i < t->supply.n; i++) {
        const Duty *x = t->supply.v[i].done == TIME_NONE ? NULL : case_duty(d->c, t->supply.v[i].duty);
        if (x && x->life == DUTY_OPEN)
            emit(d, EV_DUTY_CLOSED, d->effective, BODY(d, DutyStep, .duty = x->id, .life = DUTY_CLEARED));
    }
    d->made = id;
    return true;
}

static void withdraw(Deciding *d, const Transfer *t) {
    int64_t id = t->id;
    Str act = t->act;
    Ids persons = {0};
    for (size_t i = 0; i < t->lines.n; i++)
        if (t->lines.v[i].life != LINE_NONE) *PUSH(d->a, &persons) = t->lines.v[i].person;
    Machine *before = machines(d, &persons);
    emit(d, EV_TRANSFER_WITHDRAWN, d->effective, BODY(d, TransferStep, .transfer = id, .note = d->cmd->note));
    close_duties(d, "check", id, DUTY_ENDED, d->effective);
    close_duties(d, "correct", id, DUTY_ENDED, d->effective);
    step_all(d, &persons, act, PHASE_WITHDRAW, before, id);
    d->made = id;
}

bool decide_withdraw(Deciding *d) {
    const Transfer *t = the_transfer(d);
    if (!t) return false;
    if (!actor_in(d, t->from)) return refuse(d, R_NOT_YOURS, "transfer", S(""), S(""));
    if (!d->cmd->note.n) return refuse(d, R_ASK_REASON, "note", S(""), S(""));
    if (t->life == HEAD_RECEIVED) {
        emit(d, EV_WITHDRAW_ASKED, d->effective, BODY(d, TransferStep, .transfer = t->id, .note = d->cmd->note));
        return true;
    }
    if (t->life == HEAD_DRAFT || t->life == HEAD_CHECKED || t->life == HEAD_REFUSED || t->life == HEAD_PUSHED ||
        t->life == HEAD_RETURNED) {
        withdraw(d, t);
        return true;
    }
    return in_life(d, t, HEAD_PUSHED, HEAD_RECEIVED);
}

bool decide_consent(Deciding *d) {
    const Transfer *t = the_transfer(d);
    if (!t || !in_life(d, t, HEAD_RECEIVED, HEAD_RECEIVED)) return false;
    if (!actor_in(d, t->to)) return refuse(d, R_NOT_YOURS, "transfer", S(""), S(""));
    if (!t->withdraw_asked) return refuse(d, R_LIFE, "transfer", S(""), S(""));
    withdraw(d, t);
    return true;
}
