// SPDX-License-Identifier: Apache-2.0
/* The figures follow the work: whatever happens to cases, both identities of docs/figures.md close over all of them. */
#include "store/counted.h"

#include "core/fixture.h"

#include "base/test.h"

static const Hash DOSSIER = {{1}};

typedef struct Figures { /* heads, and persons where that is asked */
    int64_t pushed, opened, returned, taken_back, accepted, joined, left, answered;
    int64_t joined_persons, left_persons;
    int64_t waiting, in_hand; /* counted from the cases as they stand */
} Figures;

static void add(Figures *f, const CountedRow *r) {
    const struct {
        const char *col;
        int64_t *sum;
    } COLS[] = {{"pushed", &f->pushed},         {"opened", &f->opened},     {"returned", &f->returned}, {"taken_back", &f->taken_back},
                {"accepted", &f->accepted},     {"joined", &f->joined},     {"left", &f->left},         {"answered", &f->answered}};
    for (size_t i = 0; i < LEN(COLS); i++)
        if (str_eqz(r->col, COLS[i].col)) *COLS[i].sum += r->heads;
    if (str_eqz(r->col, "joined")) f->joined_persons += r->persons;
    if (str_eqz(r->col, "left")) f->left_persons += r->persons;
}

/* The whole history of one case once more, counted event by event; then what is open at its end. */
static void count(Figures *f, const Live *l) {
    const World *w = &fixture_site()->w;
    Arena *a = arena_new();
    Case c = {0};
    CountedRows rows = {0};
    for (size_t i = 0; i < l->log.n; i++) {
        count_event(w, &c, &l->log.v[i], a, &rows);
        case_apply(&c, &l->log.v[i], a);
    }
    for (size_t i = 0; i < rows.n; i++) add(f, &rows.v[i]);
    const Guide *g = fixture_site()->guides[0];
    for (size_t i = 0; i < c.transfers.n; i++) {
        const Transfer *t = &c.transfers.v[i];
        bool open = false, counts = str_eqz(g->acts[guide_act(g, t->act)].balance, "pushed");
        for (size_t k = 0; k < t->lines.n; k++) open |= t->lines.v[k].life != LINE_NONE;
        f->waiting += counts && open && (t->life == HEAD_PUSHED || t->life == HEAD_RECEIVED);
        f->in_hand += counts && open && t->life == HEAD_ACCEPTED;
    }
    arena_free(a);
}

static Figures figures(const Live *l, const Live *m) {
    Figures f = {0};
    count(&f, l);
    if (m) count(&f, m);
    CHECK_EQ(f.pushed + f.opened, f.returned + f.taken_back + f.accepted + f.waiting);
    CHECK_EQ(f.accepted + f.joined - f.left, f.answered + f.in_hand);
    return f;
}

static int64_t person(const Live *l, size_t i) {
    return l->c.persons.v[i].id;
}

static void two_in_review(Live *l) {
    live_begin(l, "2021-03-01T10:00");
    live_open(l, 2);
    int64_t t = DO(l, HANDLER, CMD_PUSH, .act = S("PRO-01"), .docs = docs_of(l->a, "prosecution_opinion"), .manifest = DOSSIER);
    DO(l, DESK, CMD_ACCEPT, .transfer = t);
}

/* From now on m takes commands of its own. */
static void go_on(Live *m, const Live *l) {
    m->a = l->a;
    m->last_arena = l->last_arena;
    m->now = l->now;
    m->next_id = l->next_id;
    m->subjects.v = l->subjects.v;
    m->subjects.n = m->subjects.cap = l->subjects.n;
}

TEST(a_split_leaves_and_joins_and_both_cases_close) {
    Live l, m = {0};
    two_in_review(&l);
    int64_t p = person(&l, 0);
    Figures f = figures(&l, NULL);
    CHECK_EQ(f.accepted, 1);
    CHECK_EQ(f.in_hand, 1);
    l.beside = &m;
    DO(&l, PROSECUTOR, CMD_SPLIT, .persons = {&p, 1, 1}, .name = S("分案"), .note = S("另案处理"), .manifest = DOSSIER);
    f = figures(&l, &m);
    CHECK_EQ(f.left, 0); /* the head stays with who stays */
    CHECK_EQ(f.joined, 1);
    CHECK_EQ(f.left_persons, 1);
    CHECK_EQ(f.joined_persons, 1);
    CHECK_EQ(f.in_hand, 2);
    go_on(&m, &l);
    int64_t x = DO(&m, PROSECUTOR, CMD_PUSH, .act = S("TRI-01"), .docs = docs_of(l.a, "indictment"));
    DO(&m, FILING, CMD_ACCEPT, .transfer = x);
    f = figures(&l, &m);
    CHECK_EQ(f.answered, 1);
    CHECK_EQ(f.joined_persons, f.left_persons);
    live_end(&l);
}

TEST(a_merge_carries_everything_over_and_is_counted_once) {
    Live l, m = {0};
    two_in_review(&l);
    int64_t p = person(&l, 0);
    l.beside = &m;
    DO(&l, PROSECUTOR, CMD_SPLIT, .persons = {&p, 1, 1}, .name = S("分案"), .note = S("另案处理"), .manifest = DOSSIER);
    go_on(&m, &l);
    m.next_id += 1000;
    m.beside = &l;
    l.beside = NULL;
    DO(&m, PROSECUTOR, CMD_MERGE, .target = l.c.id, .note = S("并案"));
    Figures f = figures(&l, &m);
    CHECK_EQ(f.joined, 2); /* out and back: two heads came into a case, one left whole */
    CHECK_EQ(f.left, 1);
    CHECK_EQ(f.joined_persons, 2);
    CHECK_EQ(f.left_persons, 2);
    CHECK_EQ(f.in_hand, 2);
    CHECK_EQ(f.answered, 0);
    live_end(&l);
}

TEST(a_head_split_off_with_nobody_left_leaves_whole) {
    Live l, m = {0};
    two_in_review(&l);
    l.beside = &m;
    int64_t p = person(&l, 0), q = person(&l, 1);
    DO(&l, PROSECUTOR, CMD_SPLIT, .persons = {&p, 1, 1}, .name = S("分案"), .note = S("另案处理"), .manifest = DOSSIER);
    go_on(&m, &l);
    l.next_id += 1000;
    int64_t t = l.c.transfers.v[0].id;
    CHECK_EQ(transfer_line(case_transfer(&l.c, t), q)->life, LINE_ACCEPTED);
    DO(&l, PROSECUTOR, CMD_MERGE, .target = m.c.id, .note = S("并案"));
    Figures f = figures(&l, &m);
    CHECK_EQ(f.left, 1);
    CHECK_EQ(f.left_persons, 2);
    CHECK_EQ(f.joined_persons, 2);
    live_end(&l);
}

TEST(what_a_case_brings_with_it_is_in_hand_but_was_not_pushed_here) {
    static const int LIVES[] = {LINE_PUSHED, LINE_RECEIVED, LINE_ACCEPTED, LINE_RETURNED};
    for (size_t i = 0; i < LEN(LIVES); i++) {
        Live l;
        live_begin(&l, "2021-03-05T10:00");
        FactValue facts[] = {{S("custody"), S("detained")}, {S("age"), S("adult")}};
        OpenLine line = {.act = S("ARR-01"), .life = LIVES[i]};
        NewPerson p = {.name = S("张一"), .birth = DAY_NONE, .facts = {facts, 2, 2}, .lines = {&line, 1, 1}};
        DO(&l, HANDLER, CMD_OPEN, .class = S("试验案件"), .name = S("在办案件"), .opening = true, .people = {&p, 1, 1});
        Figures f = figures(&l, NULL);
        CHECK_EQ(f.pushed + f.accepted + f.returned, 0);
        CHECK_EQ(f.waiting, LIVES[i] == LINE_PUSHED || LIVES[i] == LINE_RECEIVED);
        CHECK_EQ(f.in_hand, LIVES[i] == LINE_ACCEPTED);
        int64_t t = l.c.transfers.v[0].id;
        if (LIVES[i] == LINE_RETURNED) DO(&l, HANDLER, CMD_PUSH, .transfer = t, .docs = docs_of(l.a, "arrest_request"), .manifest = DOSSIER);
        if (LIVES[i] != LINE_ACCEPTED) DO(&l, DESK, CMD_ACCEPT, .transfer = t);
        f = figures(&l, NULL);
        CHECK_EQ(f.in_hand, 1);
        DO(&l, PROSECUTOR, CMD_ANSWER, .transfer = t, .option = S("approve"), .docs = docs_of(l.a, "arrest_decision"));
        f = figures(&l, NULL);
        CHECK_EQ(f.answered, 1);
        CHECK_EQ(f.in_hand, 0);
        live_end(&l);
    }
}

TEST_MAIN()
