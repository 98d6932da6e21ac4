// SPDX-License-Identifier: Apache-2.0
/* The year played on the engine alone, in memory: every command is lawful, and what it comes to is known. */
#include "app/demo_year.h"
#include "app/rules.h"
#include "base/test.h"

#include "core/event.h"

enum { CASES_MOST = 1000, SUBJECTS_MOST = 4000 };

typedef struct Memory {
    Arena *a;
    const DemoCounty *county;
    World world;
    int64_t agencies[64], users[64];
    int64_t next_id;
    Case *cases[CASES_MOST];
    size_t n_cases;
    Subject *subjects[SUBJECTS_MOST];
    size_t n_subjects;
    size_t refused;
    int pushed, returned, accepted, outcomes[8], custody, breaches, overdue, closed;
} Memory;

static Case *memory_case(Memory *m, int64_t id) {
    for (size_t i = 0; i < m->n_cases; i++)
        if (m->cases[i]->id == id) return m->cases[i];
    return NULL;
}

static Subject *memory_subject(Memory *m, int64_t id) {
    for (size_t i = 0; i < m->n_subjects; i++)
        if (m->subjects[i]->id == id) return m->subjects[i];
    return m->subjects[m->n_subjects++] = NEW(m->a, Subject);
}

static bool is_request(Str act) {
    return str_eqz(act, "ARR-01") || str_eqz(act, "PRO-01");
}

static const char *const OUTCOMES[] = {"approve", "refuse", "TRI-01", "PRO-04", "FIL-05"};

static void count(Memory *m, const Case *c, const Event *e) {
    if (e->kind == EV_CLOCK_LAPSED_ || e->kind == EV_DUTY_BREACHED) m->breaches++;
    if (e->kind == EV_CASE_CLOSED) m->closed++;
    if (e->kind != EV_TRANSFER_PUSHED && e->kind != EV_TRANSFER_RETURNED && e->kind != EV_TRANSFER_ACCEPTED &&
        e->kind != EV_TRANSFER_ANSWERED)
        return;
    const TransferStep *s = e->body;
    const Transfer *t = case_transfer(c, s->transfer);
    if (e->kind == EV_TRANSFER_PUSHED && str_starts(t->act, S("CUS-0"))) m->custody += (int)s->persons.n;
    if (!is_request(t->act)) return;
    m->pushed += e->kind == EV_TRANSFER_PUSHED;
    m->returned += e->kind == EV_TRANSFER_RETURNED;
    m->accepted += e->kind == EV_TRANSFER_ACCEPTED;
    bool open = false;
    for (size_t i = 0; i < t->lines.n; i++) {
        bool named = !s->persons.n;
        for (size_t j = 0; j < s->persons.n; j++) named |= s->persons.v[j] == t->lines.v[i].person;
        open |= t->lines.v[i].life != LINE_NONE && !named;
    }
    for (size_t i = 0; i < LEN(OUTCOMES) && e->kind == EV_TRANSFER_ANSWERED && !open; i++)
        m->outcomes[i] += str_eqz(s->answer, OUTCOMES[i]);
}

static Status memory_run(void *self, DemoOrder *v, size_t n, Err *err) {
    Memory *m = self;
    for (size_t i = 0; i < n; i++) {
        DemoOrder *o = &v[i];
        const DemoPost *post = &m->county->users.v[o->user].posts.v[o->post];
        Actor who = {.user = m->users[o->user], .agency = m->agencies[demo_agency(m->county, post->agency)],
                     .behalf = o->behalf >= 0 ? m->agencies[o->behalf] : 0, .roles = post->roles.v, .n_roles = post->roles.n};
        Case *c = o->cmd.case_id ? memory_case(m, o->cmd.case_id) : NULL;
        const Subject *subjects[64];
        Loaded st = {.c = c, .subjects = subjects};
        for (size_t j = 0; c && j < c->persons.n; j++) subjects[st.n_subjects++] = memory_subject(m, c->persons.v[j].subject);
        _cleanup_(arena_freep) Arena *a = arena_new();
        Decision d = case_decide(&m->world, &st, &o->cmd, &who, (Now){o->at, m->next_id}, a);
        if (d.refused) {
            char at[TIME_TEXT];
            if (m->refused++ < 10)
                printf("# %s %s plot %d " STR_FMT " by " STR_FMT " at " STR_FMT ": " STR_FMT " (" STR_FMT ")\n", d.refusal.code,
                       COMMAND_NAMES[o->cmd.kind], o->turn->plot, STR_ARG(o->cmd.act), STR_ARG(m->county->users.v[o->user].login),
                       STR_ARG(time_format(o->at, at)), STR_ARG(d.refusal.zh), STR_ARG(c ? c->name : S("")));
            return FAIL(err, ERR_INVALID, "test.refused", "%s", d.refusal.code);
        }
        m->next_id += d.ids + 1;
        for (size_t j = 0; j < d.events.n; j++) {
            const Event *e = &d.events.v[j];
            if (EVENTS[e->kind].subject) {
                m->overdue += e->kind == EV_HOLD_OVERDUE_;
                subject_apply(memory_subject(m, e->stream), e, m->a);
                continue;
            }
            if (!c) {
                m->cases[m->n_cases++] = c = NEW(m->a, Case);
                shape_clear(&CASE_SHAPE, c);
            }
            count(m, c, e);
            case_apply(c, e, m->a);
        }
        o->case_id = c->id;
        o->made = d.made;
    }
    return OK;
}

static Status memory_look(void *self, int64_t id, Arena *a, const Case **ret, Err *err) {
    (void)a;
    (void)err;
    *ret = memory_case(self, id);
    return OK;
}

static Status memory_dossier(void *self, const DemoPlot *p, DemoOrder *o, Arena *a, Err *err) {
    (void)self, (void)p, (void)a, (void)err;
    memset(&o->cmd.manifest, 7, sizeof o->cmd.manifest);
    return OK;
}

static void found(Memory *m) {
    const DemoCounty *c = m->county;
    for (size_t i = 0; i < c->agencies.n; i++) m->agencies[i] = 100 + (int64_t)i;
    for (size_t i = 0; i < c->users.n; i++) m->users[i] = 500 + (int64_t)i;
    for (size_t i = 0; i < c->agencies.n; i++) {
        const DemoAgency *d = &c->agencies.v[i];
        Agency *g = PUSH(m->a, &m->world.agencies);
        *g = (Agency){.id = m->agencies[i], .name = d->name, .kind = d->kind, .region = d->region, .level = d->level,
                      .on_from = d->on_from == DAY_NONE ? 1 : day_start(d->on_from)};
        if (d->parent.n) g->parent = m->agencies[demo_agency(c, d->parent)];
    }
    m->next_id = 10000;
}

TEST(the_year_is_lawful_and_comes_to_what_the_pilot_reported) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Err err = {0};
    DemoCounty *county;
    DemoClasses *classes;
    Rules *rules;
    DemoYear year;
    CHECK_OK(rules_open(RULES, a, &rules, &err), &err);
    CHECK_OK(demo_county_read(RULES, a, &county, &classes, &err), &err);
    if (err.status) return;
    CHECK_OK(demo_year_plan(county, classes, rules->calendar, TIME_NONE, a, &year, &err), &err);
    if (err.status) return;
    Memory *m = NEW(a, Memory);
    *m = (Memory){.a = a, .county = county};
    m->world = (World){.calendar = rules->calendar, .guides = (const Guide *const *)rules->guides, .n_guides = rules->n_guides,
                       .late_after = DAY_US};
    found(m);
    DemoStage stage = {.self = m, .agencies = m->agencies, .users = m->users, .run = memory_run, .look = memory_look,
                       .dossier = memory_dossier};
    DemoPlayed played = {0};
    CHECK_OK(demo_year_play(&year, county, &stage, &played, &err), &err);
    if (err.status) return;
    for (size_t i = 0; i < m->n_cases; i++) { /* time passes in what nobody touched */
        const Subject *subjects[64];
        Loaded st = {.c = m->cases[i], .subjects = subjects};
        for (size_t j = 0; j < st.c->persons.n; j++) subjects[st.n_subjects++] = memory_subject(m, st.c->persons.v[j].subject);
        Command tick = {.kind = CMD_TICK, .case_id = st.c->id};
        Decision d = case_decide(&m->world, &st, &tick, &(Actor){0}, (Now){year.until, m->next_id}, a);
        m->next_id += d.ids + 1;
        for (size_t j = 0; j < d.events.n; j++) {
            m->overdue += d.events.v[j].kind == EV_HOLD_OVERDUE_;
            if (EVENTS[d.events.v[j].kind].subject) continue;
            count(m, m->cases[i], &d.events.v[j]);
            case_apply(m->cases[i], &d.events.v[j], a);
        }
    }
    printf("# %zu commands, %zu cases, %d closed, %d breaches, %d overdue\n", played.commands, played.cases, m->closed,
           m->breaches, m->overdue);
    for (size_t i = 0; i < m->n_cases; i++)
        for (size_t j = 0; j < m->cases[i]->duties.n; j++) {
            const Duty *x = &m->cases[i]->duties.v[j];
            if (x->breached != TIME_NONE && getenv("VERBOSE"))
                printf("# breach " STR_FMT " " STR_FMT "\n", STR_ARG(x->rule), STR_ARG(m->cases[i]->name));
        }
    for (size_t i = 0; i < m->n_cases && getenv("VERBOSE"); i++)
        for (size_t j = 0; j < m->cases[i]->clocks.n; j++) {
            const Clock *k = &m->cases[i]->clocks.v[j];
            if (k->life == CLOCK_LAPSED) printf("# lapse " STR_FMT " " STR_FMT "\n", STR_ARG(k->rule), STR_ARG(m->cases[i]->name));
        }
    CHECK_EQ(m->pushed, 323);
    CHECK_EQ(m->returned, 7);
    CHECK_EQ(m->accepted, 316);
    CHECK_EQ(m->outcomes[0] + m->outcomes[1], 104);
    CHECK_EQ(m->outcomes[2], 140);
    CHECK_EQ(m->outcomes[3], 2);
    CHECK_EQ(m->outcomes[4], 1);
    CHECK_EQ(m->custody, 164);
    CHECK_EQ(m->overdue, 2);
}

TEST_MAIN()
