// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * For tests: a small county with its organs, a guide of a few acts, and a live case that takes commands the way the
 * writer does: decided, encoded, decoded again, applied. What a test sees has been through the stored form.
 */
#include "core/decide.h"

enum { /* agencies, ascending */
    POLICE = 101,
    STATION = 102,
    PROCURATORATE = 110,
    COURT = 120,
    JUSTICE = 130,
    HOUSE = 140,
    OTHER_HOUSE = 141,
    LAWYERS = 142,
    PROPERTY = 143,
    ADMINISTRATION = 144,
    COMMITTEE = 150,
    CITY_PROCURATORATE = 210,
    CITY_COURT = 220,
};

extern const Actor HANDLER, LEGAL, DESK, PROSECUTOR, PROSECUTOR_B, LEADER, FILING, JUDGE, HOUSE_DESK, SUPERVISOR,
    CITY_PROSECUTOR, CITY_FILING;

typedef struct Site { /* read only, shared by all cases of a test program */
    Arena *a;
    World w, later;
    Calendar calendar;
    const Guide *guides[3]; /* the trial class, its minor class; with JINDU_GUIDE a shipped one */
    const Guide *then[3];   /* the one under test, retired; another class; the one under test in its next version */
    bool shipped;
} Site;
const Site *fixture_site(void); /* made at the first call; aborts with the place of the fault */
/*
 * The same county later: a new version of the guide under test is in force and the old one retired, and beside it a guide
 * of another class, which cases may change over to.
 */
const World *fixture_later(void);
/* Which states both worlds hold for certified from now on; until then every state passes. */
void fixture_certify(bool (*certified)(const void *by, const Guide *g, const Machine *m), const void *by);

typedef struct Live {
    Arena *a;
    const World *w; /* NULL: the site's */
    Case c;
    bool open;
    LIST_OF(Subject *) subjects;
    LIST_OF(Event) log; /* all of the case, as decoded */
    LIST_OF(Event) ledgers; /* all of the subjects */
    Time now, last_at;
    int64_t next_id;
    struct Live *beside; /* the second case of a split or merge; gets its events */
    Decision last;
    Arena *last_arena;
    int failures; /* of the stored form: what was written did not read back alike */
    size_t commands;
} Live;

void live_begin(Live *l, const char *now);
void live_end(Live *l);
void live_at(Live *l, const char *now);
/* Decides and, unless refused, applies. The decision holds until the next call. */
Decision live_try(Live *l, const Actor *who, const Command *cmd);
Subject *live_subject(Live *l, int64_t id);

/* A case of n persons, adults, opened by the police handler, of the shipped class if there is one. */
int64_t live_open(Live *l, int n);
/* A draft by `by`, checked by `checker`, pushed; the id of what came of it. */
int64_t live_checked(Live *l, const Actor *by, const Actor *checker, Command draft);

Docs docs_of(Arena *a, const char *kinds); /* "a,b" */
const Clock *clock_of(const Case *c, int64_t person, const char *rule); /* the latest of the rule; NULL: none */
const Duty *duty_of(const Case *c, int64_t person, const char *rule);
/* All of the case as one text: the stored form of the state. */
Str case_text(const Case *c, Arena *a);

#define CMD(k, ...) ((Command){.kind = (k), ##__VA_ARGS__})
/* The command goes through; yields what it made. */
#define DO(l, who, ...)                                                                                           \
    ({                                                                                                            \
        Decision d_ = live_try((l), &(who), &CMD(__VA_ARGS__));                                                   \
        if (d_.refused)                                                                                           \
            TEST_FAIL("refused: %s (%.*s) at %s", d_.refusal.code, STR_ARG(d_.refusal.en), d_.refusal.where);     \
        d_.made;                                                                                                  \
    })
/* The command is refused with this code. */
#define NO(l, who, why, ...)                                                                                      \
    do {                                                                                                          \
        Decision d_ = live_try((l), &(who), &CMD(__VA_ARGS__));                                                   \
        if (!d_.refused) TEST_FAIL("not refused: %s", why);                                                       \
        else CHECK_STR(str_c(d_.refusal.code), str_c(why));                                                       \
    } while (0)
#define FACT(c, p, f, v) CHECK_STR(person_fact(case_person((c), (p)), S(f)), S(v))
