// SPDX-License-Identifier: Apache-2.0
/*
 * Random histories, lawful, unlawful, late and corrected, of several persons; after every command everything that must
 * always hold is looked at. The seed is printed; JINDU_SEED and JINDU_COMMANDS choose another run.
 */
#include "core/fixture.h"
#include "core/guide_check.h"

#include "base/test.h"

enum { CASE_COMMANDS = 60, DEFAULT_COMMANDS = 20000 };

static uint64_t state;

static uint64_t rnd(uint64_t n) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return n ? state % n : 0;
}

static const Actor *const ACTORS[] = {&HANDLER, &LEGAL,  &DESK,       &PROSECUTOR, &PROSECUTOR_B,    &LEADER,
                                      &FILING,  &JUDGE,  &HOUSE_DESK, &SUPERVISOR, &CITY_PROSECUTOR, &CITY_FILING};

/* The guide under test: the small one, or with JINDU_GUIDE one that is shipped. */
static const Guide *the_guide(void) {
    const Site *s = fixture_site();
    return s->guides[s->shipped ? 2 : 0];
}

/* Every state the checker reaches, once for the program. */
static const GuideGraph *graph_of(const Guide *g) {
    static const GuideGraph *graph;
    static Arena *a;
    if (!graph) {
        a = arena_new();
        graph = guide_explore(g, a);
    }
    return graph;
}

static bool certified(const Person *p, const Case *c) {
    const Guide *g = the_guide();
    Machine m;
    if (p->closed != TIME_NONE) return true;
    machine_of(g, c, p, &m);
    return guide_state(graph_of(g), &m) >= 0;
}

typedef struct Tally {
    size_t done, refused, cases, closed, late, unlawful, events;
} Tally;

/* Somebody of that agency with the roles asked for; one of three users, so that the same person turns up again. */
static const Actor *made_actor(Arena *a, int64_t agency, const Str *roles, int n) {
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

typedef struct Move { /* a command and who gives it */
    Command cmd;
    const Actor *who;
} Move;

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
    const Guide *g = the_guide();
    const Person *p = &l->c.persons.v[rnd(l->c.persons.n)];
    int act = (int)rnd((uint64_t)g->n_acts);
    Machine m;
    machine_of(g, &l->c, p, &m);
    for (int i = 0; i < g->n_acts && rnd(30); i++, act = (act + 1) % g->n_acts)
        if (act_possible(g, act, &m) && !str_eqz(g->acts[act].by.kind, "any") && (rnd(3) || !g->acts[act].side)) break;
    const Act *x = &g->acts[act];
    if (str_eqz(x->by.kind, "any") && rnd(10)) return (Move){CMD(CMD_TICK), &HANDLER};
    const Option *o = x->n_options && x->kind != ACT_SEND ? &x->options[rnd((uint64_t)x->n_options)] : NULL;
    Move v = {CMD(x->by.n_review ? CMD_DRAFT : x->kind == ACT_SEND ? CMD_PUSH : CMD_DO, .act = x->id), who_fits(a, &x->by, false)};
    if (o) v.cmd.option = o->id;
    fill_needs(a, &v.cmd, &x->needs, o ? &o->needs : NULL);
    if (rnd(3)) *PUSH(a, &v.cmd.persons) = p->id;
    else some_persons(l, a, &v.cmd);
    return v;
}

static Move transfer_move(const Live *l, Arena *a) {
    const Transfer *t = &l->c.transfers.v[l->c.transfers.n - 1 - rnd(MIN(l->c.transfers.n, (size_t)4))];
    const Guide *g = the_guide();
    const Act *x = &g->acts[guide_act(g, t->act)];
    Move v = {CMD(CMD_TICK, .transfer = t->id), &HANDLER};
    ReturnMark *mark = NEW(a, ReturnMark);
    mark->code = S("missing");
    switch (t->life) {
    case HEAD_DRAFT:
        v = (Move){CMD(CMD_CHECK, .transfer = t->id, .approve = rnd(8) > 0, .note = S("x")), who_fits(a, &x->by, true)};
        break;
    case HEAD_CHECKED:
        v = (Move){CMD(CMD_PUSH, .transfer = t->id, .volumes = (int)rnd(3)), who_fits(a, &x->by, false)};
        break;
    case HEAD_PUSHED:
        v = (Move){CMD(rnd(2) ? CMD_RECEIVE : rnd(4) ? CMD_ACCEPT : CMD_WITHDRAW, .transfer = t->id, .note = S("x")), who_in(a, t->to, &x->to)};
        if (v.cmd.kind == CMD_WITHDRAW) v.who = who_in(a, t->from, &x->by);
        break;
    case HEAD_RECEIVED:
        v = (Move){CMD(rnd(3) ? CMD_ACCEPT : rnd(2) ? CMD_RETURN : t->withdraw_asked ? CMD_CONSENT : CMD_WITHDRAW, .transfer = t->id, .note = S("x")),
                   who_in(a, t->to, &x->to)};
        if (v.cmd.kind == CMD_RETURN) *PUSH(a, &v.cmd.marks) = *mark;
        if (v.cmd.kind == CMD_WITHDRAW) v.who = who_in(a, t->from, &x->by);
        if (v.cmd.kind == CMD_ACCEPT && !rnd(4)) *PUSH(a, &v.cmd.supply) = S("鉴定意见");
        break;
    case HEAD_RETURNED:
        v = (Move){CMD(rnd(4) ? CMD_PUSH : rnd(2) ? CMD_UNDO : CMD_WITHDRAW, .transfer = t->id, .note = S("x")), who_in(a, t->from, &x->by)};
        if (v.cmd.kind == CMD_UNDO) v.who = who_in(a, t->to, &x->to);
        break;
    case HEAD_ACCEPTED: {
        if (t->paper.volumes && !rnd(4))
            return (Move){CMD(CMD_PAPER, .transfer = t->id, .volume = 1 + (int)rnd(3)), who_in(a, t->to, &x->to)};
        if (t->supply.n && t->supply.v[0].done == TIME_NONE && rnd(2)) {
            v = (Move){CMD(CMD_SUPPLY, .transfer = t->id), who_in(a, t->from, &x->by)};
            *PUSH(a, &v.cmd.items) = t->supply.v[0].id;
        } else if (!rnd(6) || !x->n_options) {
            v = (Move){CMD(CMD_UNDO, .transfer = t->id, .note = S("x")), who_in(a, t->to, &x->to)};
        } else {
            const Option *o = &x->options[rnd((uint64_t)x->n_options)];
            v = (Move){CMD(CMD_ANSWER, .transfer = t->id, .option = o->id), who_in(a, t->to, o->by.n_roles ? &o->by : &x->to)};
            fill_needs(a, &v.cmd, &o->needs, &o->needs);
            some_persons(l, a, &v.cmd);
        }
        break;
    }
    default: break;
    }
    return v;
}

static Str time_text(Arena *a, Time t) {
    char buf[TIME_TEXT];
    return str_dup(a, time_format(t, buf));
}

static Move other_move(const Live *l, Arena *a) {
    Move v = {CMD(CMD_TICK), ACTORS[rnd(LEN(ACTORS))]};
    const Deed *d = l->c.deeds.n ? &l->c.deeds.v[rnd(l->c.deeds.n)] : NULL;
    const Transfer *t = l->c.transfers.n ? &l->c.transfers.v[rnd(l->c.transfers.n)] : NULL;
    switch (rnd(12)) {
    case 0:
        if (d) v = (Move){CMD(CMD_CORRECT, .target = d->id, .field = S("effective"), .reason = S("x"),
                              .value = time_text(a, d->effective + ((int64_t)rnd(9) - 6) * DAY_US / 2)), &HANDLER};
        if (d) for (size_t i = 0; i < LEN(ACTORS); i++) if (ACTORS[i]->agency == d->agency) v.who = ACTORS[i];
        break;
    case 1:
        if (t && t->received_effective) v = (Move){CMD(CMD_CORRECT, .target = t->id, .field = rnd(2) ? S("received") : S("accepted"), .reason = S("x"),
                                               .value = time_text(a, t->received_effective - (int64_t)rnd(3) * DAY_US)), &DESK};
        break;
    case 2:
        if (d) v = (Move){CMD(CMD_UNDO, .target = d->id, .note = S("x")), &HANDLER};
        if (d) for (size_t i = 0; i < LEN(ACTORS); i++) if (ACTORS[i]->agency == d->agency) v.who = ACTORS[i];
        break;
    case 3: v = (Move){CMD(CMD_CORRECT, .target = l->c.persons.v[0].id, .field = S("name"), .value = S("改名"), .reason = S("x")), &HANDLER}; break;
    case 4: if (l->c.notices.n) v.cmd = CMD(CMD_SIGN, .target = l->c.notices.v[rnd(l->c.notices.n)].id); break;
    case 5: v.cmd = CMD(CMD_ASSIGN, .user = 3000 + (int64_t)rnd(5)); break;
    case 6: if (l->c.corrections.n) v = (Move){CMD(CMD_AGREE, .target = l->c.corrections.v[rnd(l->c.corrections.n)].id), &DESK}; break;
    case 7: v.cmd = CMD(CMD_MANIFEST, .manifest = {{(uint8_t)rnd(255), 1}}); break;
    case 8: if (l->c.duties.n) v.cmd = CMD(CMD_FULFIL, .target = l->c.duties.v[rnd(l->c.duties.n)].id, .note = S("x")); break;
    case 9: v.cmd = CMD(CMD_NUMBER, .number = S("1"), .system = S("x")); break;
    default: break;
    }
    return v;
}

static Move any_move(const Live *l, Arena *a) {
    uint64_t dice = rnd(10);
    Move v = dice < 4 || !l->c.transfers.n ? act_move(l, a) : dice < 9 ? transfer_move(l, a) : other_move(l, a);
    if (!rnd(15)) v.who = ACTORS[rnd(LEN(ACTORS))];
    if (!rnd(7)) { /* entered afterwards */
        v.cmd.effective = l->now - (int64_t)rnd(8 * 24) * HOUR;
        if (rnd(5)) v.cmd.late_reason = S("补录");
    }
    return v;
}

/* ---- what must always hold */

static bool custody_agrees(const Live *l, const Person *p, Time now) {
    const Guide *g = world_guide(&fixture_site()->w, p->guide);
    const Fact *f = &g->facts[g->fact_custody];
    Hold hold = f->hold[fact_value(f, person_fact(p, f->id))];
    const Subject *s = NULL;
    for (size_t i = 0; i < l->subjects.n; i++)
        if (l->subjects.v[i]->id == p->subject) s = l->subjects.v[i];
    int lawful = 0;
    for (size_t i = 0; i < s->holds.n; i++) {
        const HoldEntry *h = &s->holds.v[i];
        if (h->unlawful.n || h->person != p->id) continue;
        if (h->until != TIME_NONE && h->until < h->from) return false;
        if (h->until != TIME_NONE) continue;
        lawful++;
        if (h->serving != (hold == HOLD_SERVING)) return false;
        if (hold == HOLD_OVERDUE && h->overdue == TIME_NONE) return false;
    }
    (void)now;
    return lawful == (hold != HOLD_FREE);
}

/* Held: a custody clock runs, or (overdue) the red duty is open. */
static bool basis_stands(const Live *l, const Person *p) {
    const Guide *g = the_guide();
    const Fact *f = &g->facts[g->fact_custody];
    Hold hold = f->hold[fact_value(f, person_fact(p, f->id))];
    bool clock = false, duty = false;
    for (size_t i = 0; i < l->c.clocks.n; i++) {
        const Clock *k = &l->c.clocks.v[i];
        clock |= k->person == p->id && k->life <= CLOCK_PAUSED && k->flags.custody;
    }
    for (size_t i = 0; i < l->c.duties.n; i++)
        duty |= l->c.duties.v[i].person == p->id && l->c.duties.v[i].life == DUTY_OPEN &&
                str_eq(l->c.duties.v[i].rule, g->duties[g->duty_overdue].id);
    return hold == HOLD_HELD ? clock : hold != HOLD_OVERDUE || duty;
}

static bool ends_closed(const Live *l, const Person *p) {
    if (p->closed == TIME_NONE) return true;
    for (size_t i = 0; i < l->c.clocks.n; i++)
        if (l->c.clocks.v[i].person == p->id && l->c.clocks.v[i].life <= CLOCK_PAUSED) return false;
    for (size_t i = 0; i < l->c.duties.n; i++)
        if (l->c.duties.v[i].person == p->id && l->c.duties.v[i].life == DUTY_OPEN) return false;
    return true;
}

static bool due_by(const Live *l) {
    for (size_t i = 0; i < l->c.clocks.n; i++)
        if (l->c.clocks.v[i].life == CLOCK_RUNNING && l->c.clocks.v[i].due != TIME_NONE && l->c.clocks.v[i].due < l->now) return false;
    return true;
}

/* pushed = returned + accepted + waiting (+ taken back, + ended with the person), round by round, from the events alone. */
static bool balance_closes(const Live *l) {
    for (size_t i = 0; i < l->c.transfers.n; i++) {
        const Transfer *t = &l->c.transfers.v[i];
        int pushed = 0, settled = 0;
        for (size_t j = 0; j < l->log.n; j++) {
            const Event *e = &l->log.v[j];
            if (e->kind != EV_TRANSFER_PUSHED && e->kind != EV_TRANSFER_ACCEPTED && e->kind != EV_TRANSFER_RETURNED &&
                e->kind != EV_TRANSFER_WITHDRAWN && e->kind != EV_TRANSFER_UNDONE)
                continue;
            const TransferStep *s = e->body;
            if (s->transfer != t->id) continue;
            if (e->kind == EV_TRANSFER_PUSHED) pushed++;
            else if (e->kind == EV_TRANSFER_UNDONE) settled -= s->persons.n == 0;
            else if (e->kind != EV_TRANSFER_WITHDRAWN) settled++;
            else if (settled < pushed) settled++; /* a returned round given up was settled by its return */
        }
        int waiting = t->life == HEAD_PUSHED || t->life == HEAD_RECEIVED;
        if (t->life == HEAD_ENDED || !pushed) continue;
        if (pushed != settled + waiting) return false;
    }
    return true;
}

static bool one_line_open(const Live *l) {
    for (size_t i = 0; i < l->c.transfers.n; i++)
        for (size_t k = 0; k < l->c.transfers.v[i].lines.n; k++) {
            const Line *x = &l->c.transfers.v[i].lines.v[k];
            for (size_t j = i + 1; x->life != LINE_NONE && j < l->c.transfers.n; j++) {
                const Line *y = transfer_line(&l->c.transfers.v[j], x->person);
                if (y && y->life != LINE_NONE && str_eq(l->c.transfers.v[i].act, l->c.transfers.v[j].act)) return false;
            }
        }
    return true;
}

/* Head duties: owed exactly while the head is in the state that owes them. */
static bool head_duties_fit(const Live *l) {
    for (size_t i = 0; i < l->c.transfers.n; i++) {
        const Transfer *t = &l->c.transfers.v[i];
        int check = 0, correct = 0;
        for (size_t j = 0; j < l->c.duties.n; j++) {
            const Duty *x = &l->c.duties.v[j];
            if (x->person || x->transfer != t->id || x->life != DUTY_OPEN) continue;
            check += str_eqz(x->rule, "check");
            correct += str_eqz(x->rule, "correct");
        }
        if (check != (t->life == HEAD_PUSHED || t->life == HEAD_RECEIVED)) return false;
        if (correct != (t->life == HEAD_RETURNED)) return false;
    }
    return true;
}

static bool closed_events(const Live *l, size_t from) {
    if (!from || l->c.closed == TIME_NONE) return true;
    for (size_t i = from; i < l->log.n; i++)
        switch ((int)l->log.v[i].kind) {
        case EV_CORRECTION_MADE: case EV_CORRECTION_AGREED: case EV_NOTICE_GIVEN: case EV_NOTICE_SIGNED: case EV_NUMBER_ADDED:
        case EV_DUTY_OPENED: case EV_DUTY_CLOSED: case EV_DUTY_MOVED: case EV_DUTY_BREACHED: case EV_CLOCK_MOVED: case EV_CLOCK_STOPPED:
        case EV_GRANT_GIVEN: case EV_GRANT_ENDED: case EV_GRANT_REFUSED: case EV_PAPER_RECEIVED: case EV_TRANSFER_WITHDRAWN: break; /* a draft left over may be thrown away */
        default: printf("# after the close: %s\n", EVENTS[l->log.v[i].kind].name); return false;
        }
    return true;
}

static Case replayed(const Live *l, Arena *a) {
    Case c = {0};
    for (size_t i = 0; i < l->log.n; i++) case_apply(&c, &l->log.v[i], a);
    return c;
}

/* The machine of a live person moves exactly as the guide's own step says. */
static bool steps_agree(const Live *l, const Machine *was, const Move *v, const Decision *d) {
    const Guide *g = the_guide();
    if (v->cmd.effective != TIME_NONE || d->refused) return true;
    for (size_t i = 0; i < d->events.n; i++) {
        EventKind k = d->events.v[i].kind;
        if (d->events.v[i].by == 0 && d->events.v[i].kind != EV_NONE) return true; /* time has moved it too */
        if (k == EV_DEED_DONE && ((const Deed *)d->events.v[i].body)->unlawful.n) return true;
    }
    for (size_t i = 0; i < l->c.persons.n; i++) {
        const Person *p = &l->c.persons.v[i];
        Machine now, want = was[i];
        machine_of(g, &l->c, p, &now);
        bool done = false;
        for (size_t j = 0; j < d->events.n; j++) {
            const Event *e = &d->events.v[j];
            const TransferStep *s = e->body;
            const Deed *deed = e->body;
            if (e->kind == EV_DEED_DONE) {
                for (size_t n = 0; n < deed->persons.n; n++)
                    if (deed->persons.v[n] == p->id) {
                        int act = guide_act(g, deed->act);
                        if (deed->option.n) option_run(g, act, guide_option(&g->acts[act], deed->option), &want);
                        else phase_run(g, act, PHASE_DONE, &want);
                        done = true;
                    }
                continue;
            }
            Phase ph = e->kind == EV_TRANSFER_PUSHED     ? PHASE_PUSH
                       : e->kind == EV_TRANSFER_RECEIVED ? PHASE_RECEIVE
                       : e->kind == EV_TRANSFER_ACCEPTED ? PHASE_ACCEPT
                       : e->kind == EV_TRANSFER_RETURNED ? PHASE_RETURN
                                                         : PHASE_N;
            bool answer = e->kind == EV_TRANSFER_ANSWERED && v->cmd.kind == CMD_ANSWER && s->transfer == v->cmd.transfer;
            if ((ph == PHASE_N && !answer) || done) continue;
            const Transfer *t = case_transfer(&l->c, s->transfer);
            for (size_t n = 0; n < s->persons.n; n++) {
                if (s->persons.v[n] != p->id) continue;
                int act = guide_act(g, t->act);
                if (answer) option_run(g, act, guide_option(&g->acts[act], s->answer), &want);
                else phase_run(g, act, ph, &want);
            }
        }
        bool moved = v->cmd.kind == CMD_DO || v->cmd.kind == CMD_PUSH || v->cmd.kind == CMD_RECEIVE || v->cmd.kind == CMD_ACCEPT ||
                     v->cmd.kind == CMD_RETURN || v->cmd.kind == CMD_ANSWER;
        if (moved && memcmp(&now, &want, sizeof now) != 0) return false;
    }
    return true;
}

#define HOLDS(x)                                                                                                  \
    do {                                                                                                          \
        if (!(x)) {                                                                                               \
            Str what = v.cmd.act.n ? v.cmd.act : v.cmd.option.n ? v.cmd.option : S("-");                          \
            TEST_FAIL("%s after %s %.*s (case of seed %llu, command %zu)", #x, COMMAND_NAMES[v.cmd.kind],         \
                      STR_ARG(what), (unsigned long long)seed, i);                                                \
            return false;                                                                                         \
        }                                                                                                         \
    } while (0)

static bool history(uint64_t seed, size_t n, Tally *tally) {
    state = seed * 0x9e3779b97f4a7c15u + 1;
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1 + (int)rnd(3));
    Arena *a = arena_new();
    bool good = false;
    for (size_t i = 0; i < n; i++) {
        arena_reset(a);
        l.now += rnd(3) ? (int64_t)rnd(36) * HOUR : rnd(4) ? 0 : (int64_t)rnd(20) * DAY_US;
        Move v = any_move(&l, a);
        if (getenv("JINDU_TRACE")) printf("# %zu %s %.*s %.*s\n", i, COMMAND_NAMES[v.cmd.kind], STR_ARG(v.cmd.act), STR_ARG(v.cmd.option));
        Machine was[8];
        for (size_t p = 0; p < l.c.persons.n; p++) machine_of(the_guide(), &l.c, &l.c.persons.v[p], &was[p]);
        size_t from = l.log.n;
        bool was_closed = l.c.closed != TIME_NONE;
        Str before = rnd(20) ? (Str){0} : case_text(&l.c, a);
        Decision d = live_try(&l, v.who, &v.cmd);
        tally->done += !d.refused;
        tally->refused += d.refused;
        tally->late += !d.refused && v.cmd.effective != TIME_NONE;
        if (getenv("JINDU_TRACE") && d.refused) printf("#   %s %.*s\n", d.refusal.code, STR_ARG(d.refusal.en));
        if (getenv("JINDU_TRACE") && !d.refused) for (size_t e = 0; e < d.events.n; e++) printf("#   %s\n", EVENTS[d.events.v[e].kind].name);
        good = false;
        if (d.refused) {
            if (before.n && !str_eq(before, case_text(&l.c, a))) HOLDS(!"a refused command changed something");
            good = true;
            continue;
        }
        if (l.c.seq != (int64_t)l.log.n) HOLDS(!"gap in seq");
        if (was_closed) { bool closed_well = closed_events(&l, from); HOLDS(closed_well); }
        HOLDS(due_by(&l));
        HOLDS(one_line_open(&l));
        HOLDS(head_duties_fit(&l));
        for (size_t p = 0; p < l.c.persons.n; p++) {
            HOLDS(custody_agrees(&l, &l.c.persons.v[p], l.now));
            HOLDS(basis_stands(&l, &l.c.persons.v[p]));
            HOLDS(ends_closed(&l, &l.c.persons.v[p]));
            HOLDS(certified(&l.c.persons.v[p], &l.c));
        }
        HOLDS(steps_agree(&l, was, &v, &d));
        good = true;
    }
    Move v = {CMD(CMD_TICK), &HANDLER};
    size_t i = n;
    HOLDS(balance_closes(&l));
    Case again = replayed(&l, a);
    HOLDS(str_eq(case_text(&again, a), case_text(&l.c, a)));
    Case shallow, deep;
    case_copy(&l.c, a, &shallow);
    case_copy_deep(&l.c, a, &deep);
    HOLDS(str_eq(case_text(&shallow, a), case_text(&deep, a)));
    tally->cases++;
    tally->closed += l.c.closed != TIME_NONE;
    tally->events += l.log.n;
    for (size_t k = 0; k < l.c.deeds.n; k++) tally->unlawful += l.c.deeds.v[k].unlawful.n > 0;
    arena_free(a);
    live_end(&l);
    return good;
}

static size_t number_of(const char *name, size_t otherwise) {
    int64_t n;
    const char *text = getenv(name);
    return text && str_i64(str_c(text), &n) && n > 0 ? (size_t)n : otherwise;
}

/* The state without what only says when and under which number something was written down. */
static Str essence(const Live *l, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, MB(1));
    for (size_t i = 0; i < l->c.persons.n; i++) {
        const Person *p = &l->c.persons.v[i];
        for (size_t j = 0; j < p->facts.n; j++) strbuf_f(&b, "%.*s=%.*s ", STR_ARG(p->facts.v[j].fact), STR_ARG(p->facts.v[j].value));
        strbuf_f(&b, "closed %lld\n", (long long)p->closed);
    }
    for (size_t i = 0; i < l->c.clocks.n; i++) {
        const Clock *k = &l->c.clocks.v[i];
        strbuf_f(&b, "%.*s %d %lld %lld %lld %zu\n", STR_ARG(k->rule), k->life, (long long)k->start, (long long)k->due, (long long)k->closed, k->pauses.n);
    }
    for (size_t i = 0; i < l->c.duties.n; i++) {
        const Duty *x = &l->c.duties.v[i];
        strbuf_f(&b, "%.*s %d %lld %lld %lld %lld\n", STR_ARG(x->rule), x->life, (long long)x->opened, (long long)x->due, (long long)x->breached, (long long)x->cleared);
    }
    for (size_t i = 0; i < l->c.transfers.n; i++)
        for (size_t j = 0; j < l->c.transfers.v[i].lines.n; j++)
            strbuf_f(&b, "%.*s %d %d\n", STR_ARG(l->c.transfers.v[i].act), l->c.transfers.v[i].life, l->c.transfers.v[i].lines.v[j].life);
    for (size_t i = 0; i < l->subjects.n; i++)
        for (size_t j = 0; j < l->subjects.v[i]->holds.n; j++) {
            const HoldEntry *h = &l->subjects.v[i]->holds.v[j];
            strbuf_f(&b, "%.*s %lld %lld %lld %lld\n", STR_ARG(h->measure), (long long)h->from, (long long)h->due, (long long)h->until, (long long)h->overdue);
        }
    return strbuf_str(&b);
}

/* The same id means the same thing only where both runs gave it out alike: each run has its own names for them. */
static int64_t other_id(const Live *l, const Live *m, int64_t id) {
    for (size_t i = 0; i < l->c.persons.n; i++) if (l->c.persons.v[i].id == id) return m->c.persons.v[i].id;
    for (size_t i = 0; i < l->c.transfers.n; i++) {
        if (l->c.transfers.v[i].id == id) return m->c.transfers.v[i].id;
        for (size_t j = 0; j < l->c.transfers.v[i].supply.n; j++)
            if (l->c.transfers.v[i].supply.v[j].id == id) return m->c.transfers.v[i].supply.v[j].id;
    }
    for (size_t i = 0; i < l->c.deeds.n; i++) if (l->c.deeds.v[i].id == id) return m->c.deeds.v[i].id;
    for (size_t i = 0; i < l->c.duties.n; i++) if (l->c.duties.v[i].id == id) return m->c.duties.v[i].id;
    for (size_t i = 0; i < l->c.notices.n; i++) if (l->c.notices.v[i].id == id) return m->c.notices.v[i].id;
    for (size_t i = 0; i < l->c.corrections.n; i++) if (l->c.corrections.v[i].id == id) return m->c.corrections.v[i].id;
    return id;
}

static Ids other_ids(const Live *l, const Live *m, Arena *a, Ids ids) {
    Ids to = {0};
    for (size_t i = 0; i < ids.n; i++) *PUSH(a, &to) = other_id(l, m, ids.v[i]);
    return to;
}

/* One history twice, the second time with the ticker let loose between the commands. */
static bool ticked(uint64_t seed, size_t n) {
    Live l, m;
    Arena *a = arena_new();
    state = seed * 0x9e3779b97f4a7c15u + 1;
    int persons = 1 + (int)rnd(3);
    live_begin(&l, "2021-03-01T10:00");
    live_begin(&m, "2021-03-01T10:00");
    live_open(&l, persons);
    live_open(&m, persons);
    bool same = true;
    for (size_t i = 0; same && i < n; i++) {
        arena_reset(a);
        Time from = l.now;
        l.now += rnd(3) ? (int64_t)rnd(36) * HOUR : (int64_t)rnd(20) * DAY_US;
        for (uint64_t k = rnd(4); k > 0; k--) {
            m.now = MAX(m.now, from + (int64_t)rnd((uint64_t)(l.now - from) + 1));
            (void)live_try(&m, &HANDLER, &CMD(CMD_TICK));
        }
        m.now = l.now;
        Move v = any_move(&l, a);
        Command other = v.cmd; /* what l has, m has in the same places */
        other.transfer = other_id(&l, &m, v.cmd.transfer);
        other.target = other_id(&l, &m, v.cmd.target);
        other.persons = other_ids(&l, &m, a, v.cmd.persons);
        other.items = other_ids(&l, &m, a, v.cmd.items);
        bool x = live_try(&l, v.who, &v.cmd).refused, y = live_try(&m, v.who, &other).refused;
        if (x || y) { /* a refusal records no lapse either: let time do it in both */
            (void)live_try(&l, &HANDLER, &CMD(CMD_TICK));
            (void)live_try(&m, &HANDLER, &CMD(CMD_TICK));
        }
        same = x == y && str_eq(essence(&l, a), essence(&m, a));
        if (!same) TEST_FAIL("ticks changed %s %.*s: seed %llu command %zu", COMMAND_NAMES[v.cmd.kind], (int)v.cmd.act.n,
                             v.cmd.act.n ? v.cmd.act.p : "", (unsigned long long)seed, i);
    }
    arena_free(a);
    live_end(&l);
    live_end(&m);
    return same;
}

TEST(when_the_ticker_runs_changes_nothing) {
    size_t commands = number_of("JINDU_COMMANDS", DEFAULT_COMMANDS) / 10, seed = number_of("JINDU_SEED", 20210824);
    size_t i = 0;
    for (; i * CASE_COMMANDS < commands; i++)
        if (!ticked(seed + i, CASE_COMMANDS)) break;
    CHECK(i * CASE_COMMANDS >= commands);
}

TEST(a_case_of_sixty_persons_and_five_thousand_events_stays_right) {
    static const Hash DOSSIER = {{1}};
    if (fixture_site()->shipped) SKIP("for the small guide");
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 60);
    for (size_t i = 0; l.log.n < 5000; i++) {
        int64_t p = l.c.persons.v[i % 60].id;
        l.now += HOUR;
        int64_t t = live_checked(&l, &HANDLER, &LEGAL,
                                 (Command){.act = S("ARR-01"), .persons = {&p, 1, 1}, .docs = docs_of(l.a, "arrest_request"), .manifest = DOSSIER});
        DO(&l, DESK, CMD_ACCEPT, .transfer = t);
        DO(&l, PROSECUTOR, CMD_ANSWER, .transfer = t, .option = S("refuse"), .reason = S("no_crime"));
    }
    l.now += 30 * DAY_US;
    DO(&l, HANDLER, CMD_PUSH, .act = S("PRO-01"), .docs = docs_of(l.a, "prosecution_opinion"), .manifest = DOSSIER);
    CHECK_EQ(l.c.seq, l.log.n);
    CHECK_EQ(l.c.transfers.v[l.c.transfers.n - 1].lines.n, 60);
    for (size_t i = 0; i < 60; i++) CHECK(certified(&l.c.persons.v[i], &l.c));
    CHECK(one_line_open(&l) && head_duties_fit(&l) && balance_closes(&l) && due_by(&l));
    Arena *a = arena_new();
    Case again = replayed(&l, a);
    CHECK(str_eq(case_text(&again, a), case_text(&l.c, a)));
    arena_free(a);
    live_end(&l);
}

TEST(whatever_happens_what_must_hold_holds) {
    size_t commands = number_of("JINDU_COMMANDS", DEFAULT_COMMANDS), seed = number_of("JINDU_SEED", 20210824);
    Tally t = {0};
    for (size_t i = 0; i * CASE_COMMANDS < commands; i++)
        if (!history(seed + i, CASE_COMMANDS, &t)) break;
    printf("# seed %zu: %zu commands done, %zu refused, %zu late, %zu unlawful, %zu cases, %zu closed, %zu events\n", seed, t.done,
           t.refused, t.late, t.unlawful, t.cases, t.closed, t.events);
    CHECK(t.done > t.refused / 4);
    CHECK(t.closed > 0 || commands < 5000);
}

TEST_MAIN()
