// SPDX-License-Identifier: Apache-2.0
/* What deciding costs: one push of a small case, and one command of a great one. JSON lines, microseconds. */
#include "core/fixture.h"

#include "base/clock.h"

static const Hash DOSSIER = {{1}};

static int64_t must(Live *l, const Actor *who, Command cmd) {
    Decision d = live_try(l, who, &cmd);
    if (d.refused) fprintf(stderr, "refused: %s %.*s\n", d.refusal.code, STR_ARG(d.refusal.en));
    ASSERT(!d.refused);
    return d.made;
}

/* Decide, encode, apply to a copy of the state: what the writer does for one command. */
static void one_command(const char *what, Live *l, const Actor *who, const Command *cmd, int rounds) {
    Arena *a = arena_new();
    Loaded st = {.c = &l->c, .subjects = (const Subject *const *)l->subjects.v, .n_subjects = l->subjects.n};
    int64_t decide = 0, encode = 0, apply = 0, worst = 0;
    size_t events = 0, bytes = 0;
    for (int i = 0; i < rounds; i++) {
        arena_reset(a);
        Case copy;
        case_copy(&l->c, a, &copy);
        int64_t t0 = clock_monotonic_us();
        Decision d = case_decide(&fixture_site()->w, &st, cmd, who, (Now){l->now, l->next_id}, a);
        int64_t t1 = clock_monotonic_us();
        ASSERT(!d.refused);
        StrBuf b;
        strbuf_init(&b, a, MB(1));
        events_encode(d.events.v, d.events.n, &b);
        int64_t t2 = clock_monotonic_us();
        for (size_t e = 0; e < d.events.n; e++)
            if (!EVENTS[d.events.v[e].kind].subject) case_apply(&copy, &d.events.v[e], a);
        int64_t t3 = clock_monotonic_us();
        decide += t1 - t0;
        encode += t2 - t1;
        apply += t3 - t2;
        worst = MAX(worst, t1 - t0);
        events = d.events.n;
        bytes = b.n;
    }
    printf("{\"bench\":\"decide\",\"what\":\"%s\",\"persons\":%zu,\"seq\":%lld,\"rounds\":%d,\"decide_us\":%.2f,\"encode_us\":%.2f,"
           "\"apply_us\":%.2f,\"worst_decide_us\":%lld,\"events\":%zu,\"bytes\":%zu}\n",
           what, l->c.persons.n, (long long)l->c.seq, rounds, (double)decide / rounds, (double)encode / rounds,
           (double)apply / rounds, (long long)worst, events, bytes);
    arena_free(a);
}

static void small(void) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 1);
    Command push = CMD(CMD_PUSH, .act = S("PRO-01"), .docs = docs_of(l.a, "prosecution_opinion"), .manifest = DOSSIER);
    one_command("push", &l, &HANDLER, &push, 100000);
    int64_t t = must(&l, &HANDLER, push);
    Command accept = CMD(CMD_ACCEPT, .transfer = t);
    one_command("accept", &l, &DESK, &accept, 100000);
    Command number = CMD(CMD_NUMBER, .system = S("x"), .number = S("1"));
    one_command("number", &l, &HANDLER, &number, 100000);
    live_end(&l);
}

static void great(void) {
    Live l;
    live_begin(&l, "2021-03-01T10:00");
    live_open(&l, 60);
    for (size_t i = 0; l.log.n < 5000; i++) {
        int64_t p = l.c.persons.v[i % 60].id;
        l.now += HOUR;
        Ids one = {&p, 1, 1};
        int64_t t = live_checked(&l, &HANDLER, &LEGAL, (Command){.act = S("ARR-01"), .persons = one, .docs = docs_of(l.a, "arrest_request"), .manifest = DOSSIER});
        must(&l, &DESK, CMD(CMD_ACCEPT, .transfer = t));
        must(&l, &PROSECUTOR, CMD(CMD_ANSWER, .transfer = t, .option = S("refuse"), .reason = S("no_crime")));
    }
    l.now += 30 * DAY_US;
    must(&l, &HANDLER, CMD(CMD_TICK));
    Command push = CMD(CMD_PUSH, .act = S("PRO-01"), .docs = docs_of(l.a, "prosecution_opinion"), .manifest = DOSSIER);
    one_command("push_60_persons", &l, &HANDLER, &push, 500);
    Command number = CMD(CMD_NUMBER, .system = S("x"), .number = S("1"));
    one_command("number_in_a_great_case", &l, &HANDLER, &number, 500);
    live_end(&l);
}

int main(void) {
    small();
    great();
    return 0;
}
