// SPDX-License-Identifier: Apache-2.0
/*
 * Random histories, lawful, unlawful, late and corrected, of several persons in cases that split, merge, are entered in
 * mid-course and change organs and guides; after every command everything that must always hold is looked at. The seed is
 * printed; JINDU_SEED and JINDU_COMMANDS choose another run, JINDU_TRACE prints each command.
 */
#include "core/prop.h"

#include "base/test.h"

enum { CASE_COMMANDS = 60, DEFAULT_COMMANDS = 20000 };

typedef struct Tally {
    size_t done, refused, cases, closed, late, unlawful, events, offers, by[CMD_N];
} Tally;

#define HOLDS(x)                                                                                                  \
    do {                                                                                                          \
        if (!(x)) {                                                                                               \
            Str what = v->cmd.act.n ? v->cmd.act : v->cmd.option.n ? v->cmd.option : S("-");                      \
            TEST_FAIL("%s after %s %.*s (case of seed %llu, command %zu)", #x, COMMAND_NAMES[v->cmd.kind],        \
                      STR_ARG(what), (unsigned long long)seed, i);                                                \
            return false;                                                                                         \
        }                                                                                                         \
    } while (0)

/* What holds of one case after a command that went through. */
static bool case_holds(const Flock *f, size_t at, const Move *v, uint64_t seed, size_t i) {
    const Live *l = &f->v[at];
    HOLDS(l->c.seq == (int64_t)l->log.n);
    HOLDS(due_by(l));
    HOLDS(one_line_open(l));
    HOLDS(head_duties_fit(l));
    HOLDS(nothing_twice(&l->c));
    for (size_t p = 0; p < l->c.persons.n; p++) {
        const Person *x = &l->c.persons.v[p];
        HOLDS(ends_closed(l, x));
        if (x->moved_to) continue;
        HOLDS(custody_agrees(&f->v[f->at], x));
        HOLDS(basis_stands(l, x));
        HOLDS(certified(x, &l->c));
    }
    return true;
}

typedef struct Before { /* how things stood before a command */
    Machine *was;
    size_t log[2], breaches[2]; /* of the case, and of the one beside it */
    bool closed;
    Str text[2], ledgers; /* looked at now and then */
    Offer offer;
} Before;

static Before look(const Flock *f, const Move *v, Arena *a) {
    const size_t at[] = {v->at, v->beside};
    const Live *l = &f->v[v->at];
    Before b = {.was = NEW_N(a, Machine, l->c.persons.n), .closed = l->c.closed != TIME_NONE};
    bool whole = !rnd(20);
    for (size_t k = 0; k < LEN(at); k++) {
        if (at[k] >= f->n) continue;
        b.log[k] = f->v[at[k]].log.n;
        b.breaches[k] = breaches(&f->v[at[k]].c);
        if (whole) b.text[k] = case_text(&f->v[at[k]].c, a);
    }
    if (whole) b.ledgers = ledgers_text(f, a);
    for (size_t p = 0; p < l->c.persons.n; p++) machine_of(guide_here(&l->c.persons.v[p]), &l->c, &l->c.persons.v[p], &b.was[p]);
    if (v->at < f->n) b.offer = offer_of(l, v, a);
    return b;
}

static bool nothing_changed(const Flock *f, const Move *v, const Before *b, Arena *a) {
    const size_t at[] = {v->at, v->beside};
    for (size_t k = 0; k < LEN(at); k++) {
        if (at[k] >= f->n) continue;
        if (b->log[k] != f->v[at[k]].log.n) return false;
        if (b->text[k].n && !str_eq(b->text[k], case_text(&f->v[at[k]].c, a))) return false;
    }
    return !b->ledgers.n || str_eq(b->ledgers, ledgers_text(f, a));
}

static bool command_holds(const Flock *f, const Move *v, const Before *b, const Decision *d, Arena *a, uint64_t seed, size_t i) {
    const Live *l = &f->v[v->at];
    HOLDS(offer_agrees(b->offer, d));
    if (d->refused) {
        HOLDS(nothing_changed(f, v, b, a));
        return true;
    }
    HOLDS(!b->closed || closed_events(l, b->log[0]));
    HOLDS(persons_conserved(f));
    HOLDS(ledgers_whole(f));
    HOLDS(breaches(&l->c) >= b->breaches[0]);
    if (!case_holds(f, v->at, v, seed, i)) return false;
    if (v->beside < f->n && v->beside != v->at) {
        HOLDS(breaches(&f->v[v->beside].c) >= b->breaches[1]);
        if (!case_holds(f, v->beside, v, seed, i)) return false;
    }
    HOLDS(steps_agree(l, b->was, v, d));
    return true;
}

static bool end_holds(const Flock *f, Arena *a, uint64_t seed, size_t i) {
    const Move *v = &(Move){.cmd = CMD(CMD_TICK)};
    for (size_t k = 0; k < f->n; k++) {
        HOLDS(balance_closes(&f->v[k]));
        HOLDS(replay_equals(&f->v[k], a));
    }
    HOLDS(ledgers_replay(f, a));
    return true;
}

static void trace(const Move *v, const Decision *d, size_t i) {
    if (!getenv("JINDU_TRACE")) return;
    printf("# %zu %s %.*s %.*s in %zu, %zu: %s\n", i, COMMAND_NAMES[v->cmd.kind], STR_ARG(v->cmd.act), STR_ARG(v->cmd.option), v->at,
           v->beside, d->refused ? d->refusal.code : "done");
    for (size_t e = 0; !d->refused && e < d->events.n; e++) printf("#   %s\n", EVENTS[d->events.v[e].kind].name);
}

static void count_one(Tally *t, const Move *v, const Decision *d, const Before *b) {
    t->done += !d->refused;
    t->refused += d->refused;
    t->by[v->cmd.kind] += !d->refused && !(v->cmd.kind == CMD_OPEN && !v->cmd.opening);
    t->late += !d->refused && v->cmd.effective != TIME_NONE;
    t->offers += b->offer.asked;
}

static bool history(uint64_t seed, size_t n, Tally *tally) {
    Flock f;
    dice(seed);
    flock_begin(&f, 1 + (int)rnd(3));
    Arena *a = arena_new();
    bool good = true;
    for (size_t i = 0; good && i < n; i++) {
        arena_reset(a);
        flock_wait(&f, flock_now(&f) + (rnd(3) ? (int64_t)rnd(36) * HOUR : rnd(4) ? 0 : (int64_t)rnd(20) * DAY_US));
        Move v = flock_move(&f, a);
        Before b = look(&f, &v, a);
        Decision d = flock_try(&f, v.who, &v.cmd, v.at, v.beside);
        trace(&v, &d, i);
        count_one(tally, &v, &d, &b);
        good = command_holds(&f, &v, &b, &d, a, seed, i);
    }
    good = good && end_holds(&f, a, seed, n);
    for (size_t k = 0; k < f.n; k++) {
        const Live *l = &f.v[k];
        tally->cases++;
        tally->closed += l->c.closed != TIME_NONE;
        tally->events += l->log.n;
        for (size_t x = 0; x < l->c.deeds.n; x++) tally->unlawful += l->c.deeds.v[x].unlawful.n > 0;
    }
    arena_free(a);
    flock_end(&f);
    return good;
}

static size_t number_of(const char *name, size_t otherwise) {
    int64_t n;
    const char *text = getenv(name);
    return text && str_i64(str_c(text), &n) && n > 0 ? (size_t)n : otherwise;
}

TEST(when_the_ticker_runs_changes_nothing) {
    fixture_certify(certificate_has, NULL);
    size_t commands = number_of("JINDU_COMMANDS", DEFAULT_COMMANDS) / 10, seed = number_of("JINDU_SEED", 20210824);
    char why[WHY_MAX] = "";
    for (size_t i = 0; i * CASE_COMMANDS < commands && !*why; i++) (void)history_twice(seed + i, CASE_COMMANDS, why);
    if (*why) TEST_FAIL("%s", why);
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
    CHECK(replay_equals(&l, a));
    arena_free(a);
    live_end(&l);
}

TEST(whatever_happens_what_must_hold_holds) {
    static const CommandKind MOVED[] = {CMD_SPLIT, CMD_MERGE, CMD_IDENTIFY, CMD_PART, CMD_REBIND, CMD_RECLASSIFY, CMD_OPEN, CMD_ADD_PERSON};
    fixture_certify(certificate_has, NULL);
    size_t commands = number_of("JINDU_COMMANDS", DEFAULT_COMMANDS), seed = number_of("JINDU_SEED", 20210824);
    Tally t = {0};
    for (size_t i = 0; i * CASE_COMMANDS < commands; i++)
        if (!history(seed + i, CASE_COMMANDS, &t)) break;
    printf("# seed %zu: %zu commands done, %zu refused, %zu late, %zu unlawful, %zu cases, %zu closed, %zu events\n", seed, t.done,
           t.refused, t.late, t.unlawful, t.cases, t.closed, t.events);
    printf("# %zu offers", t.offers);
    for (size_t i = 0; i < LEN(MOVED); i++) printf(", %s %zu", COMMAND_NAMES[MOVED[i]], t.by[MOVED[i]]);
    printf("\n");
    for (size_t i = 0; i < LEN(MOVED); i++) CHECK(t.by[MOVED[i]] > 0 || commands < 5000);
    CHECK(t.done > t.refused / 4);
    CHECK(t.closed > 0 || commands < 5000);
}

TEST_MAIN()
