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
    bool custody = str_starts(t->act, S("CUS-0")) || str_eqz(t->act, "CUS-10"); /* the guide counts these */
    if (e->kind == EV_TRANSFER_PUSHED && custody) m->custody += (int)s->persons.n;
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

/* Time passes in what nobody touched. */
static void tick(Memory *m, Case *c, Time now) {
    const Subject *subjects[64];
    Loaded st = {.c = c, .subjects = subjects};
    for (size_t j = 0; j < c->persons.n; j++) subjects[st.n_subjects++] = memory_subject(m, c->persons.v[j].subject);
    Command cmd = {.kind = CMD_TICK, .case_id = c->id};
    Decision d = case_decide(&m->world, &st, &cmd, &(Actor){0}, (Now){now, m->next_id}, m->a);
    m->next_id += d.ids + 1;
    for (size_t j = 0; j < d.events.n; j++) {
        m->overdue += d.events.v[j].kind == EV_HOLD_OVERDUE_;
        if (EVENTS[d.events.v[j].kind].subject) {
            subject_apply(memory_subject(m, d.events.v[j].stream), &d.events.v[j], m->a);
            continue;
        }
        count(m, c, &d.events.v[j]);
        case_apply(c, &d.events.v[j], m->a);
    }
}

typedef struct Planned {
    Rules *rules;
    DemoCounty *county;
    DemoClasses *classes;
    DemoYear year;
    bool done;
} Planned;

static Planned planned(Arena *a) {
    Planned p = {0};
    Err err = {0};
    CHECK_OK(rules_open(RULES, a, &p.rules, &err), &err);
    if (!err.status) CHECK_OK(demo_county_read(RULES, a, &p.county, &p.classes, &err), &err);
    if (!err.status) CHECK_OK(demo_year_plan(p.county, p.classes, p.rules->calendar, TIME_NONE, a, &p.year, &err), &err);
    p.done = !err.status;
    return p;
}

static Memory *played(const Planned *p, Arena *a) {
    Memory *m = NEW(a, Memory);
    *m = (Memory){.a = a, .county = p->county};
    m->world = (World){.calendar = p->rules->calendar, .guides = (const Guide *const *)p->rules->guides,
                       .n_guides = p->rules->n_guides, .late_after = DAY_US};
    found(m);
    DemoStage stage = {.self = m, .agencies = m->agencies, .users = m->users, .run = memory_run, .look = memory_look,
                       .dossier = memory_dossier};
    DemoPlayed told = {0};
    Err err = {0};
    CHECK_OK(demo_year_play(&p->year, p->county, &stage, &told, &err), &err);
    if (err.status) return NULL;
    for (size_t i = 0; i < m->n_cases; i++) tick(m, m->cases[i], p->year.until);
    printf("# %zu commands, %zu cases, %d closed, %d breaches\n", told.commands, told.cases, m->closed, m->breaches);
    return m;
}

TEST(the_year_is_lawful_and_comes_to_what_the_pilot_reported) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Planned p = planned(a);
    Memory *m = p.done ? played(&p, a) : NULL;
    if (!m) return;
    CHECK_EQ(m->pushed, 323);
    CHECK_EQ(m->returned, 7);
    CHECK_EQ(m->accepted, 316);
    CHECK_EQ(m->outcomes[0] + m->outcomes[1], 104);
    CHECK_EQ(m->outcomes[2], 140);
    CHECK_EQ(m->outcomes[3], 2);
    CHECK_EQ(m->outcomes[4], 1);
    CHECK_EQ(m->custody, 164);
}

TEST(only_the_two_planted_custody_terms_run_out) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Planned p = planned(a);
    Memory *m = p.done ? played(&p, a) : NULL;
    if (!m) return;
    CHECK_EQ(m->overdue, 2);
    int now = 0;
    for (size_t i = 0; i < m->n_subjects; i++) now += subject_at(m->subjects[i], p.year.until).hold == HOLD_OVERDUE;
    CHECK_EQ(now, 1); /* the other was put right */
}

TEST(dossiers_are_returned_for_each_of_the_three_reasons) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Planned p = planned(a);
    Memory *m = p.done ? played(&p, a) : NULL;
    static const char *const REASONS[] = {"resolution", "missing", "order"};
    int seen[3] = {0};
    for (size_t i = 0; m && i < m->n_cases; i++)
        for (size_t j = 0; j < m->cases[i]->transfers.n; j++)
            for (size_t k = 0; k < m->cases[i]->transfers.v[j].returns.n; k++)
                for (size_t r = 0; r < LEN(REASONS); r++)
                    seen[r] += str_eqz(m->cases[i]->transfers.v[j].returns.v[k].marks.v[0].code, REASONS[r]);
    CHECK(seen[0] >= 2 && seen[1] >= 2 && seen[2] >= 2);
    CHECK_EQ(seen[0] + seen[1] + seen[2], 7);
}

TEST(all_six_classes_are_pushed_and_ten_cases_are_entered_in_mid_course) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Planned p = planned(a);
    int cases[16] = {0}, openings = 0;
    for (size_t i = 0; p.done && i < p.year.plots.n; i++) {
        bool opening = p.year.plots.v[i].way.opening;
        openings += opening;
        if (!opening) cases[p.year.plots.v[i].script.class - p.classes->classes.v]++;
    }
    CHECK_EQ(p.classes->classes.n, 6);
    for (int i = 0; i < 6; i++) CHECK(cases[i] > 0);
    CHECK_EQ(openings, 10);
}

TEST(the_same_data_give_the_same_year) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Planned p = planned(a), q = planned(a);
    CHECK_EQ(p.year.turns.n, q.year.turns.n);
    for (size_t i = 0; p.done && i < p.year.turns.n; i++) {
        const DemoTurn *x = &p.year.turns.v[i], *y = &q.year.turns.v[i];
        CHECK(x->at == y->at && x->user == y->user && x->cmd.kind == y->cmd.kind && str_eq(x->cmd.name, y->cmd.name));
        CHECK(i == 0 || x->at >= p.year.turns.v[i - 1].at);
    }
}

TEST(persons_are_plainly_made_up) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Planned p = planned(a);
    for (size_t i = 0; p.done && i < p.year.turns.n; i++)
        for (size_t j = 0; j < p.year.turns.v[i].cmd.people.n; j++) {
            const NewPerson *x = &p.year.turns.v[i].cmd.people.v[j];
            CHECK(str_find(x->name, S("某")) != SIZE_MAX);
            CHECK(x->id_number.n == 18 && str_starts(x->id_number, S("629901"))); /* a region that does not exist */
        }
}

TEST_MAIN()
