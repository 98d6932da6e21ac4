// SPDX-License-Identifier: Apache-2.0
/* The moves in one case: most often something that is possible for somebody just now, and any nonsense besides. */
#include "core/prop.h"

static uint64_t *state(void) {
    static uint64_t v;
    return &v;
}

void dice(uint64_t seed) {
    *state() = seed * 0x9e3779b97f4a7c15u + 1;
}

uint64_t rnd(uint64_t n) {
    uint64_t v = *state();
    v ^= v << 13;
    v ^= v >> 7;
    v ^= v << 17;
    *state() = v;
    return n ? v % n : 0;
}

static const Actor *const ACTORS[] = {&HANDLER, &LEGAL,  &DESK,       &PROSECUTOR, &PROSECUTOR_B,    &LEADER,
                                      &FILING,  &JUDGE,  &HOUSE_DESK, &SUPERVISOR, &CITY_PROSECUTOR, &CITY_FILING};

const Actor *any_actor(void) {
    return ACTORS[rnd(LEN(ACTORS))];
}

const Actor *actor_of(int64_t agency) {
    const Actor *who = NULL;
    for (size_t i = 0; i < LEN(ACTORS); i++)
        if (ACTORS[i]->agency == agency) who = ACTORS[i];
    return who;
}

const Actor *made_actor(Arena *a, int64_t agency, const Str *roles, int n) {
    Actor *who = NEW(a, Actor);
    *who = (Actor){.user = agency * 10 + (int64_t)rnd(3), .agency = agency, .roles = roles, .n_roles = (size_t)n};
    return who;
}

static const Actor *who_fits(Arena *a, const Party *p, bool review) {
    const Agencies *all = &fixture_site()->w.agencies;
    size_t from = rnd(all->n);
    for (size_t i = 0; i < all->n; i++) {
        const Agency *own = &all->v[(from + i) % all->n];
        if (str_eqz(p->kind, "any") || str_eq(p->kind, own->kind))
            return made_actor(a, own->id, review ? p->review : p->roles, review ? p->n_review : p->n_roles);
    }
    return &HANDLER;
}

static const Actor *who_in(Arena *a, int64_t agency, const Party *p) {
    return made_actor(a, agency, p->roles, p->n_roles);
}

static Docs all_docs(Arena *a, const Needs *x, const Needs *y) {
    Docs docs = {0};
    for (int i = 0; i < x->n_documents; i++) *PUSH(a, &docs) = (Doc){.kind = x->documents[i], .dated = DAY_NONE};
    for (int i = 0; y && i < y->n_documents; i++) *PUSH(a, &docs) = (Doc){.kind = y->documents[i], .dated = DAY_NONE};
    return docs;
}

static void fill_needs(Arena *a, Command *c, const Needs *x, const Needs *y) {
    c->docs = all_docs(a, x, y);
    if (y && y->n_reasons) c->reason = y->reasons[0];
    for (int i = 0; y && i < y->n_fields; i++) *PUSH(a, &c->data) = (Datum){y->fields[i], S("8")};
    c->manifest = (Hash){{9}};
}

static void some_persons(const Live *l, Arena *a, Command *c) {
    if (l->c.persons.n < 2 || rnd(2)) return;
    *PUSH(a, &c->persons) = l->c.persons.v[rnd(l->c.persons.n)].id;
}

/* An act, most often one that is possible for some person just now. */
static Move act_move(const Live *l, Arena *a) {
    const Person *p = &l->c.persons.v[rnd(l->c.persons.n)];
    const Guide *g = guide_here(p);
    int act = (int)rnd((uint64_t)g->n_acts);
    Machine m;
    machine_of(g, &l->c, p, &m);
    for (int i = 0; i < g->n_acts && rnd(30); i++, act = (act + 1) % g->n_acts) {
        const Act *x = &g->acts[act];
        if (act_possible(g, act, &m) && !str_eqz(x->by.kind, "any") && (rnd(3) || !x->side)) break;
    }
    const Act *x = &g->acts[act];
    if (str_eqz(x->by.kind, "any") && rnd(10)) return (Move){.cmd = CMD(CMD_TICK), .who = &HANDLER};
    const Option *o = x->n_options && x->kind != ACT_SEND ? &x->options[rnd((uint64_t)x->n_options)] : NULL;
    CommandKind kind = x->by.n_review ? CMD_DRAFT : x->kind == ACT_SEND ? CMD_PUSH : CMD_DO;
    Move v = {.cmd = CMD(kind, .act = x->id), .who = who_fits(a, &x->by, false)};
    if (o) v.cmd.option = o->id;
    fill_needs(a, &v.cmd, &x->needs, o ? &o->needs : NULL);
    if (rnd(3)) *PUSH(a, &v.cmd.persons) = p->id;
    else some_persons(l, a, &v.cmd);
    return v;
}

/* What its two sides may do with a transfer that the receiver has not accepted yet. */
static Move open_move(const Transfer *t, const Act *x, Arena *a) {
    Command c = CMD(CMD_WITHDRAW, .transfer = t->id, .note = S("x"));
    const Actor *sender = who_in(a, t->from, &x->by), *receiver = who_in(a, t->to, &x->to), *who = sender;
    switch (t->life) {
    case HEAD_DRAFT:
        c.kind = CMD_CHECK;
        c.approve = rnd(8) > 0;
        who = who_fits(a, &x->by, true);
        break;
    case HEAD_CHECKED:
        c = CMD(CMD_PUSH, .transfer = t->id, .volumes = (int)rnd(3));
        who = who_fits(a, &x->by, false);
        break;
    case HEAD_PUSHED: c.kind = rnd(2) ? CMD_RECEIVE : rnd(4) ? CMD_ACCEPT : CMD_WITHDRAW; break;
    case HEAD_RECEIVED:
        c.kind = rnd(3) ? CMD_ACCEPT : rnd(2) ? CMD_RETURN : t->withdraw_asked ? CMD_CONSENT : CMD_WITHDRAW;
        if (c.kind == CMD_RETURN) *PUSH(a, &c.marks) = (ReturnMark){.code = S("missing")};
        if (c.kind == CMD_ACCEPT && !rnd(4)) *PUSH(a, &c.supply) = S("鉴定意见");
        break;
    default: c.kind = rnd(4) ? CMD_PUSH : rnd(2) ? CMD_UNDO : CMD_WITHDRAW; break;
    }
    bool sends = t->life <= HEAD_CHECKED || c.kind == CMD_WITHDRAW || c.kind == CMD_PUSH;
    return (Move){.cmd = c, .who = sends ? who : receiver};
}

static Move accepted_move(const Live *l, const Transfer *t, const Act *x, Arena *a) {
    if (t->paper.volumes && !rnd(4))
        return (Move){.cmd = CMD(CMD_PAPER, .transfer = t->id, .volume = 1 + (int)rnd(3)), .who = who_in(a, t->to, &x->to)};
    if (t->supply.n && t->supply.v[0].done == TIME_NONE && rnd(2)) {
        Move v = {.cmd = CMD(CMD_SUPPLY, .transfer = t->id), .who = who_in(a, t->from, &x->by)};
        *PUSH(a, &v.cmd.items) = t->supply.v[0].id;
        return v;
    }
    if (!rnd(6) || !x->n_options)
        return (Move){.cmd = CMD(CMD_UNDO, .transfer = t->id, .note = S("x")), .who = who_in(a, t->to, &x->to)};
    const Option *o = &x->options[rnd((uint64_t)x->n_options)];
    Move v = {.cmd = CMD(CMD_ANSWER, .transfer = t->id, .option = o->id),
              .who = who_in(a, t->to, o->by.n_roles ? &o->by : &x->to)};
    fill_needs(a, &v.cmd, &o->needs, &o->needs);
    some_persons(l, a, &v.cmd);
    return v;
}

static Move transfer_move(const Live *l, Arena *a) {
    const Transfer *t = &l->c.transfers.v[l->c.transfers.n - 1 - rnd(MIN(l->c.transfers.n, (size_t)4))];
    const Guide *g = guide_here(case_person(&l->c, t->lines.v[0].person));
    int act = guide_act(g, t->act);
    if (act < 0 || t->life == HEAD_REFUSED || t->life == HEAD_WITHDRAWN || t->life == HEAD_ENDED)
        return (Move){.cmd = CMD(CMD_TICK), .who = &HANDLER};
    return t->life == HEAD_ACCEPTED ? accepted_move(l, t, &g->acts[act], a) : open_move(t, &g->acts[act], a);
}

Str time_text(Arena *a, Time t) {
    char buf[TIME_TEXT];
    return str_dup(a, time_format(t, buf));
}

/* A deed's moment is put right, or the deed is taken back, by whoever did it. */
static Move deed_move(const Deed *x, bool undo, Arena *a) {
    const Actor *own = actor_of(x->agency);
    if (undo) return (Move){.cmd = CMD(CMD_UNDO, .target = x->id, .note = S("x")), .who = own ? own : &HANDLER};
    Str is = time_text(a, x->effective + ((int64_t)rnd(9) - 6) * DAY_US / 2);
    return (Move){.cmd = CMD(CMD_CORRECT, .target = x->id, .field = S("effective"), .reason = S("x"), .value = is),
                  .who = own ? own : &HANDLER};
}

/* The moment of a transfer that one of its sides is said to have got wrong. */
static Move moment_move(const Transfer *t, Arena *a) {
    static const char *const FIELDS[] = {"received", "accepted", "answered", "effective"};
    Str field = str_c(FIELDS[rnd(LEN(FIELDS))]);
    const Actor *own = actor_of(str_eqz(field, "effective") ? t->from : t->to);
    Time was = str_eqz(field, "effective") ? t->effective : t->received_effective;
    for (size_t i = 0; str_eqz(field, "answered") && i < t->lines.n; i++) was = MAX(was, t->lines.v[i].answered_effective);
    return (Move){.cmd = CMD(CMD_CORRECT, .target = t->id, .field = field, .reason = S("x"),
                             .value = time_text(a, was - (int64_t)rnd(3) * DAY_US)),
                  .who = own ? own : &DESK};
}

/* Inside an organ: work goes to another, access for a time, a page of another case is sealed. */
static Move office_move(const Live *l, Move v) {
    const Case *c = &l->c;
    const Assignment *as = c->assignments.n ? &c->assignments.v[rnd(c->assignments.n)] : NULL;
    const Actor *own = actor_of(as ? as->agency : POLICE);
    if (own) v.who = own;
    switch (rnd(4)) {
    case 0:
        if (as) v.cmd = CMD(CMD_HAND_OVER, .user = as->user, .to = 3000 + (int64_t)rnd(5), .note = S("x"));
        break;
    case 1: v.cmd = CMD(CMD_GRANT, .user = 77, .until = l->now + (int64_t)rnd(10) * DAY_US, .note = S("x")); break;
    case 2:
        if (c->grants.n) v.cmd = CMD(CMD_GRANT_END, .target = c->grants.v[rnd(c->grants.n)].id, .note = S("x"));
        break;
    default:
        v.cmd = CMD(CMD_SEAL, .manifest = {{7}}, .note = S("x"));
        if (c->seals.n && rnd(2)) v.cmd = CMD(CMD_SEAL, .target = c->seals.v[rnd(c->seals.n)].id);
        v.who = rnd(2) ? &HANDLER : &LEGAL;
        break;
    }
    return v;
}

static Move participant_move(const Live *l, Move v) {
    const Case *c = &l->c;
    int64_t id = c->participants.n ? c->participants.v[rnd(c->participants.n)].id : 0;
    switch (rnd(4)) {
    case 0: v.cmd = CMD(CMD_PARTICIPANT_END, .target = id, .note = S("x")); break;
    case 1: v.cmd = CMD(CMD_SHIELD, .target = id, .name = rnd(2) ? S("证人甲") : (Str){0}, .note = S("x")); break;
    case 2:
        v.cmd = CMD(CMD_CORRECT, .target = id, .field = S("name"), .value = rnd(2) ? S("王某") : S("周某"), .reason = S("x"));
        break;
    default: v.cmd = CMD(CMD_PARTICIPANT, .option = S("witness"), .name = S("周某")); break;
    }
    v.who = rnd(2) ? &HANDLER : &DESK;
    return v;
}

static Move desk_move(const Live *l, Move v) {
    const Case *c = &l->c;
    switch (rnd(10)) {
    case 0:
        if (c->notices.n) v.cmd = CMD(CMD_SIGN, .target = c->notices.v[rnd(c->notices.n)].id);
        break;
    case 1: v.cmd = CMD(CMD_ASSIGN, .user = 3000 + (int64_t)rnd(5)); break;
    case 2:
        if (c->corrections.n) v.cmd = CMD(CMD_AGREE, .target = c->corrections.v[rnd(c->corrections.n)].id);
        v.who = rnd(2) ? &DESK : &FILING;
        break;
    case 3: v.cmd = CMD(CMD_MANIFEST, .manifest = {{(uint8_t)rnd(255), 1}}); break;
    case 4:
        if (c->duties.n) v.cmd = CMD(CMD_FULFIL, .target = c->duties.v[rnd(c->duties.n)].id, .note = S("x"));
        break;
    case 5: v.cmd = CMD(CMD_NUMBER, .number = S("1"), .system = S("x")); break;
    case 6:
        v.cmd = CMD(CMD_CORRECT, .target = c->persons.v[0].id, .field = S("name"), .value = S("改名"), .reason = S("x"));
        v.who = &HANDLER;
        break;
    case 7:
    case 8: return office_move(l, v);
    case 9: return participant_move(l, v);
    default: break;
    }
    return v;
}

static Move other_move(const Live *l, Arena *a) {
    const Deed *x = l->c.deeds.n ? &l->c.deeds.v[rnd(l->c.deeds.n)] : NULL;
    const Transfer *t = l->c.transfers.n ? &l->c.transfers.v[rnd(l->c.transfers.n)] : NULL;
    uint64_t n = rnd(12);
    if (x && n < 3) return deed_move(x, n == 2, a);
    if (t && t->received_effective && n == 3) return moment_move(t, a);
    return desk_move(l, (Move){.cmd = CMD(CMD_TICK), .who = any_actor()});
}

Move case_move(const Live *l, Arena *a) {
    uint64_t n = rnd(10);
    Move v = n < 4 || !l->c.transfers.n ? act_move(l, a) : n < 9 ? transfer_move(l, a) : other_move(l, a);
    if (!rnd(15)) v.who = any_actor();
    if (!rnd(7)) { /* entered afterwards */
        v.cmd.effective = l->now - (int64_t)rnd(8 * 24) * HOUR;
        if (rnd(5)) v.cmd.late_reason = S("补录");
    }
    return v;
}
