// SPDX-License-Identifier: Apache-2.0
/*
 * Entering running cases. Every state the checker reaches can be entered, whole: JINDU_GUIDE chooses the shipped guide,
 * JINDU_STATES how many of its states are tried (all).
 */
#include "core/fixture.h"
#include "core/guide_graph.h"

#include "base/test.h"

typedef LIST_OF(Subject *) Subjects;

typedef struct Entry { /* a guide with its states, and a county with two organs of each kind and one above them */
    Arena *a, *work;
    const Guide *g;
    const GuideGraph *graph;
    World w;
} Entry;

static bool in_graph(const void *by, const Guide *g, const Machine *m) {
    return guide_state(by, m) >= 0;
}

static void add_kind(Entry *e, Str kind) {
    if (!kind.n || str_eqz(kind, "any")) return;
    for (size_t i = 0; i < e->w.agencies.n; i++)
        if (str_eq(e->w.agencies.v[i].kind, kind)) return;
    int64_t id = 1000 + 10 * (int64_t)e->w.agencies.n;
    for (int i = 0; i < 2; i++)
        *PUSH(e->a, &e->w.agencies) = (Agency){.id = id + i, .parent = id + 2, .name = kind, .kind = kind,
                                               .region = i ? S("620821") : S("620802"), .level = 3, .on_from = 1};
    *PUSH(e->a, &e->w.agencies) = (Agency){.id = id + 2, .name = kind, .kind = kind, .region = S("620800"), .level = 2, .on_from = 1};
}

static Entry entry_new(void) {
    Entry e = {.a = arena_new(), .work = arena_new()};
    const Site *s = fixture_site();
    e.g = s->guides[s->shipped ? 2 : 0];
    e.graph = guide_explore(e.g, e.a);
    e.w = s->w;
    e.w.agencies = (Agencies){0};
    e.w.certified = in_graph;
    e.w.certified_by = e.graph;
    add_kind(&e, S("police"));
    for (int i = 0; i < e.g->n_acts; i++) {
        add_kind(&e, e.g->acts[i].by.kind);
        add_kind(&e, e.g->acts[i].to.kind);
        for (int o = 0; o < e.g->acts[i].n_options; o++) add_kind(&e, e.g->acts[i].options[o].by.kind);
    }
    for (int i = 0; i < e.g->n_clocks; i++) add_kind(&e, e.g->clocks[i].holder);
    for (int i = 0; i < e.g->n_duties; i++) add_kind(&e, e.g->duties[i].holder);
    return e;
}

static void entry_done(Entry *e) {
    arena_free(e->work);
    arena_free(e->a);
}

/* The n-th agency of the kind; any kind: a committee of its own. */
static int64_t agency_of(const Entry *e, Str kind, int n) {
    for (size_t i = 0; i < e->w.agencies.n; i++)
        if (str_eqz(kind, "any") || str_eq(e->w.agencies.v[i].kind, kind)) return e->w.agencies.v[i + (size_t)n].id;
    return 0;
}

/* What somebody would write down of a person in that state; `when` for every date. */
static NewPerson described(const Entry *e, const Machine *m, Time when, Arena *a) {
    const Guide *g = e->g;
    char buf[TIME_TEXT];
    NewPerson n = {.name = S("张一"), .birth = DAY_NONE};
    Str start = str_dup(a, time_format(when, buf));
    for (int f = 0; f < g->n_facts; f++) *PUSH(a, &n.facts) = (FactValue){g->facts[f].id, g->facts[f].values[m->fact[f]]};
    for (int i = 0; i < g->n_clocks; i++)
        if (set_has(&m->running, i)) *PUSH(a, &n.clocks) = (OpenClock){.fact = g->clocks[i].id, .value = start};
    for (int i = 0; i < g->n_duties; i++)
        if (set_has(&m->owed, i)) *PUSH(a, &n.duties) = (OpenDuty){.rule = g->duties[i].id, .opened = when};
    for (int i = 0; i < g->n_acts; i++) {
        const Act *act = &g->acts[i];
        if (m->line[i] == LINE_NONE) continue;
        bool upper = str_eqz(act->to.level, "upper");
        *PUSH(a, &n.lines) = (OpenLine){.act = act->id, .life = m->line[i], .pushed = when, .from = agency_of(e, act->by.kind, 0),
                                        .to = agency_of(e, act->to.kind, upper ? 2 : 1)};
    }
    return n;
}

/* Decides, and goes through the stored form. */
static bool enter(const Entry *e, const Command *cmd, Case *c, Subjects *subjects, Decision *ret) {
    Actor who = HANDLER;
    who.agency = agency_of(e, S("police"), 0);
    *ret = case_decide(&e->w, &(Loaded){0}, cmd, &who, (Now){day_start(day_from_ymd(2021, 3, 1)) + 10 * HOUR, 5000}, e->work);
    if (ret->refused) return false;
    *c = (Case){0};
    for (size_t i = 0; i < ret->events.n; i++) {
        const Event *v = &ret->events.v[i];
        StrBuf text;
        Events back = {0};
        Err err = {0};
        strbuf_init(&text, e->work, MB(1));
        events_encode(v, 1, &text);
        CHECK_OK(events_decode(strbuf_str(&text), v, e->work, &back, &err), &err);
        if (!EVENTS[v->kind].subject) {
            case_apply(c, &back.v[0], e->work);
            continue;
        }
        Subject *s = NULL;
        for (size_t k = 0; k < subjects->n; k++)
            if (subjects->v[k]->id == v->stream) s = subjects->v[k];
        if (!s) *PUSH(e->work, subjects) = s = NEW(e->work, Subject);
        subject_apply(s, &back.v[0], e->work);
    }
    return true;
}

static Command opening(const Entry *e, NewPerson *people, size_t n) {
    return (Command){.kind = CMD_OPEN, .class = e->g->id, .name = S("在办案件"), .opening = true, .people = {people, n, n}};
}

static bool head_duties_fit(const Case *c) {
    for (size_t i = 0; i < c->transfers.n; i++) {
        const Transfer *t = &c->transfers.v[i];
        int check = 0, correct = 0;
        for (size_t k = 0; k < c->duties.n; k++) {
            const Duty *x = &c->duties.v[k];
            if (x->person || x->transfer != t->id || x->life != DUTY_OPEN) continue;
            check += str_eqz(x->rule, "check") && x->agency == t->to;
            correct += str_eqz(x->rule, "correct") && x->agency == t->from;
        }
        if (check != (t->life == HEAD_PUSHED || t->life == HEAD_RECEIVED) || correct != (t->life == HEAD_RETURNED)) return false;
    }
    return true;
}

TEST(every_state_of_the_certificate_can_be_entered) {
    Entry e = entry_new();
    size_t n = e.graph->n, most = n, tried = 0, lines = 0, overdue = 0;
    int64_t asked;
    const char *env = getenv("JINDU_STATES");
    if (env && str_i64(str_c(env), &asked) && asked > 0) most = (size_t)asked;
    size_t stride = n > most ? n / most : 1;
    for (size_t s = 0; s < n; s += stride, tried++) {
        Machine want, is;
        Case c;
        Subjects subjects = {0};
        Decision d;
        arena_reset(e.work);
        guide_state_machine(e.graph, s, &want);
        NewPerson p = described(&e, &want, day_start(day_from_ymd(2021, 3, 1)), e.work);
        Command cmd = opening(&e, &p, 1);
        if (!enter(&e, &cmd, &c, &subjects, &d)) {
            TEST_FAIL("state %zu refused: %s " STR_FMT, s, d.refusal.code, STR_ARG(d.refusal.en));
            break;
        }
        machine_of(e.g, &c, &c.persons.v[0], &is);
        if (memcmp(&is, &want, sizeof is) != 0 || guide_state(e.graph, &is) != (int64_t)s) {
            TEST_FAIL("state %zu was entered as %lld", s, (long long)guide_state(e.graph, &is));
            break;
        }
        Standing st = subject_at(subjects.v[0], day_start(day_from_ymd(2021, 3, 1)) + 10 * HOUR);
        const Fact *f = &e.g->facts[e.g->fact_custody];
        Hold hold = f->hold[want.fact[e.g->fact_custody]];
        bool over = machine_final(e.g, &want) || st.hold == hold;
        if (!over) TEST_FAIL("state %zu: the ledger says %d, the fact %d", s, st.hold, hold);
        overdue += hold == HOLD_OVERDUE;
        lines += c.transfers.n;
        if (!head_duties_fit(&c)) TEST_FAIL("state %zu: the heads' duties", s);
    }
    printf("# " STR_FMT ": %zu of %zu states entered, %zu transfers under way, %zu overdue\n", STR_ARG(e.g->id), tried, n, lines, overdue);
    CHECK(lines > 0);
    entry_done(&e);
}

static Time at(const char *text) {
    Time t;
    ASSERT(time_parse(str_c(text), &t));
    return t;
}

static NewPerson detained(Live *l, const char *name, OpenLine line) {
    static FactValue facts[] = {{{"custody", 7}, {"detained", 8}}, {{"age", 3}, {"adult", 5}}};
    NewPerson n = {.name = str_c(name), .birth = DAY_NONE, .facts = {facts, 2, 2}};
    *PUSH(l->a, &n.lines) = line;
    return n;
}

static void with_clock(Live *l, NewPerson *n, Str rule, Str start) {
    *PUSH(l->a, &n->clocks) = (OpenClock){.fact = rule, .value = start};
}

#define ARREST(...) ((OpenLine){.act = S("ARR-01"), ##__VA_ARGS__})
#define OPENING(...) CMD_OPEN, .class = S("试验案件"), .name = S("在办案件"), .opening = true, .people = {__VA_ARGS__}

TEST(a_case_under_review_is_entered_and_goes_on) {
    if (fixture_site()->shipped) SKIP("the small guide's scenario");
    Live l;
    live_begin(&l, "2021-03-05T10:00");
    OpenLine line = ARREST(.life = LINE_ACCEPTED, .pushed = at("2021-03-03T09:00"), .received = at("2021-03-03T15:00"));
    NewPerson two[] = {detained(&l, "张一", line), detained(&l, "李二", line)};
    for (int i = 0; i < 2; i++) {
        with_clock(&l, &two[i], S("custody_arrest_review"), S("2021-03-03"));
        with_clock(&l, &two[i], S("custody_detention"), S("2021-03-01"));
    }
    DO(&l, HANDLER, OPENING(two, 2, 2));
    CHECK_EQ(l.c.transfers.n, 1); /* one request for both */
    const Transfer *t = &l.c.transfers.v[0];
    CHECK_EQ(t->lines.n, 2);
    CHECK_EQ(t->from, POLICE);
    CHECK_EQ(t->to, PROCURATORATE);
    CHECK_EQ(t->accepted_effective, at("2021-03-03T15:00"));
    CHECK_EQ(case_organ(&l.c, S("procuratorate")), PROCURATORATE);
    int64_t id = t->id, first = l.c.persons.v[0].id;
    CHECK_EQ(clock_of(&l.c, first, "custody_arrest_review")->transfer, id);
    const Clock *k = clock_of(&l.c, first, "custody_detention"); /* it stands still since the other organ has the request */
    CHECK_EQ(k->life, CLOCK_PAUSED);
    CHECK_EQ(k->pauses.v[0].from, at("2021-03-03T15:00"));
    const Duty *answer = duty_of(&l.c, 0, "answer");
    CHECK(answer && answer->agency == PROCURATORATE && answer->life == DUTY_OPEN);
    Standing st = subject_at(live_subject(&l, l.c.persons.v[0].subject), l.now);
    CHECK_EQ(st.hold, HOLD_HELD);
    CHECK_EQ(st.basis->from, at("2021-03-01"));
    NO(&l, DESK, "undo.followed", CMD_UNDO, .transfer = id, .note = S("误录")); /* what was before is not known */
    DO(&l, PROSECUTOR, CMD_ANSWER, .transfer = id, .option = S("approve"), .docs = docs_of(l.a, "arrest_decision"));
    FACT(&l.c, first, "custody", "arrested");
    CHECK_EQ(duty_of(&l.c, 0, "answer")->life, DUTY_CLEARED);
    CHECK_EQ(clock_of(&l.c, first, "custody_detention")->life, CLOCK_CLOSED);
    DO(&l, PROSECUTOR, CMD_UNDO, .transfer = id, .note = S("选错结果"));
    FACT(&l.c, first, "custody", "detained");
    NO(&l, DESK, "undo.followed", CMD_UNDO, .transfer = id, .note = S("误录")); /* an answer taken back tells nothing of it */
    live_end(&l);
}

TEST(a_returned_transfer_is_entered_and_pushed_again) {
    if (fixture_site()->shipped) SKIP("the small guide's scenario");
    Live l;
    live_begin(&l, "2021-03-03T10:00");
    NewPerson p = detained(&l, "张一", ARREST(.life = LINE_RETURNED, .round = 2, .pushed = at("2021-03-01T16:00"),
                                              .returned = at("2021-03-02T09:00")));
    with_clock(&l, &p, S("custody_detention"), S("2021-03-01"));
    with_clock(&l, &p, S("correction"), S("2021-03-02T09:00"));
    DO(&l, HANDLER, OPENING(&p, 1, 1));
    int64_t id = l.c.transfers.v[0].id;
    CHECK_EQ(duty_of(&l.c, 0, "correct")->agency, POLICE);
    CHECK_EQ(clock_of(&l.c, l.c.persons.v[0].id, "custody_detention")->life, CLOCK_RUNNING);
    DO(&l, HANDLER, CMD_PUSH, .transfer = id, .docs = docs_of(l.a, "arrest_request"), .manifest = {{9}});
    CHECK_EQ(l.c.transfers.v[0].round, 3);
    CHECK_EQ(duty_of(&l.c, 0, "correct")->life, DUTY_CLEARED);
    CHECK_EQ(duty_of(&l.c, 0, "check")->agency, PROCURATORATE);
    live_end(&l);
}

TEST(an_overdue_person_is_entered_with_his_red_duty) {
    if (fixture_site()->shipped) SKIP("the small guide's scenario");
    Live l;
    live_begin(&l, "2021-03-05T10:00");
    FactValue facts[] = {{S("custody"), S("overdue")}, {S("age"), S("adult")}};
    OpenDuty since = {.rule = S("overdue_custody"), .opened = at("2021-03-04")};
    NewPerson two[] = {{.name = S("张一"), .birth = DAY_NONE, .facts = {facts, 2, 2}, .duties = {&since, 1, 1}},
                       {.name = S("李二"), .birth = DAY_NONE, .facts = {facts, 2, 2}}};
    DO(&l, HANDLER, OPENING(two, 2, 2));
    for (size_t i = 0; i < 2; i++) {
        const Duty *red = duty_of(&l.c, l.c.persons.v[i].id, "overdue_custody");
        CHECK(red && red->red && red->life == DUTY_OPEN);
        Standing st = subject_at(live_subject(&l, l.c.persons.v[i].subject), l.now);
        CHECK_EQ(st.hold, i ? HOLD_HELD : HOLD_OVERDUE); /* without a date: from this very moment */
        CHECK_EQ(st.basis->overdue, i ? l.now : at("2021-03-04"));
    }
    live_end(&l);
}

/* Entered as one who serves, with a term of custody that has run out meanwhile. */
TEST(the_ledger_calls_nobody_serving_whose_hold_is_overdue) {
    if (fixture_site()->shipped) SKIP("the small guide's scenario");
    Live l;
    live_begin(&l, "2021-03-02T10:00");
    FactValue facts[] = {{S("stage"), S("judged")}, {S("custody"), S("serving")}, {S("judgment"), S("guilty")}, {S("age"), S("adult")}};
    NewPerson p = {.name = S("张一"), .birth = DAY_NONE, .facts = {facts, LEN(facts), LEN(facts)}};
    with_clock(&l, &p, S("custody_detention"), S("2021-03-01"));
    DO(&l, HANDLER, OPENING(&p, 1, 1));
    int64_t subject = l.c.persons.v[0].subject;
    CHECK_EQ(subject_at(live_subject(&l, subject), l.now).hold, HOLD_SERVING);
    live_at(&l, "2021-03-10T10:00");
    DO(&l, HANDLER, CMD_TICK);
    FACT(&l.c, l.c.persons.v[0].id, "custody", "overdue");
    CHECK(!live_subject(&l, subject)->holds.v[0].serving);
    CHECK_EQ(subject_at(live_subject(&l, subject), l.now).hold, HOLD_OVERDUE);
    live_end(&l);
}

TEST(what_contradicts_itself_is_not_entered) {
    if (fixture_site()->shipped) SKIP("the small guide's scenario");
    Live l;
    live_begin(&l, "2021-03-05T10:00");
    const struct {
        OpenLine line;
        const char *why;
    } WRONG[] = {{{.act = S("ARR-99"), .life = LINE_PUSHED}, "act.unknown"},
                 {{.act = S("INV-02"), .life = LINE_PUSHED}, "act.unknown"}, /* nothing is sent */
                 {ARREST(.life = LINE_NONE), "fact.invalid"},
                 {ARREST(.life = LINE_RETURNED + 1), "fact.invalid"},
                 {ARREST(.life = LINE_PUSHED, .pushed = at("2021-03-06")), "fact.invalid"},
                 {ARREST(.life = LINE_PUSHED, .received = at("2021-03-04")), "fact.invalid"},
                 {ARREST(.life = LINE_RECEIVED, .pushed = at("2021-03-04"), .received = at("2021-03-03")), "fact.invalid"},
                 {ARREST(.life = LINE_ACCEPTED, .returned = at("2021-03-03")), "fact.invalid"},
                 {ARREST(.life = LINE_PUSHED, .to = COURT), "receiver.wrong"},
                 {ARREST(.life = LINE_PUSHED, .to = 999), "receiver.wrong"},
                 {ARREST(.life = LINE_PUSHED, .from = COURT), "receiver.wrong"}};
    for (size_t i = 0; i < LEN(WRONG); i++) {
        NewPerson p = detained(&l, "张一", WRONG[i].line);
        NO(&l, HANDLER, WRONG[i].why, OPENING(&p, 1, 1));
    }
    NewPerson p = detained(&l, "张一", ARREST(.life = LINE_PUSHED));
    *PUSH(l.a, &p.lines) = ARREST(.life = LINE_RECEIVED);
    NO(&l, HANDLER, "fact.invalid", OPENING(&p, 1, 1));
    p.lines.n = 0;
    *PUSH(l.a, &p.duties) = (OpenDuty){.rule = S("no_such")};
    NO(&l, HANDLER, "fact.invalid", OPENING(&p, 1, 1));
    live_end(&l);
}

TEST_MAIN()
