// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * A guide 流转指引 after loading: what may happen to one person in a case, by whom, with which papers, within which
 * term. Everything is an index into a table of the guide; the words of the trade stand in the tables, not in this code.
 *
 * The machine runs per person. Its state is a Machine: one value of each fact, the life of each send act's line, and
 * which clocks run and which duties are owed. The checker explores Machines; decide.c judges the same Guards on the
 * Machine of a live person. There is no second interpreter.
 *
 * Pure: loading gets trees, never files. The language is described in docs/guide-language.md.
 */
#include "base/hash.h"
#include "core/mark.h"
#include "core/term.h"
#include "node/node.h"

enum {
    FACT_MAX = 24,
    VALUE_MAX = 16,
    SET_MAX = 256, /* acts, clocks, duties of one guide: at most so many of each */
    OPTION_MAX = 16,
    LENGTH_MAX = 8,
    ROLE_MAX = 8,
    BAR_MAX = 8, /* bars of one direction */
    BAR_NAMES = 8,
    TURN_MAX = 16,
};

typedef struct Set { /* of acts, clocks or duties, by index */
    uint64_t w[SET_MAX / 64];
} Set;

static inline bool set_has(const Set *s, int i) {
    return s->w[i >> 6] >> (i & 63) & 1;
}
static inline void set_add(Set *s, int i) {
    s->w[i >> 6] |= UINT64_C(1) << (i & 63);
}
static inline void set_drop(Set *s, int i) {
    s->w[i >> 6] &= ~(UINT64_C(1) << (i & 63));
}
bool set_empty(const Set *s);

/* What a value of the custody fact means for the ledger. */
typedef enum Hold { HOLD_FREE, HOLD_HELD, HOLD_OVERDUE, HOLD_SERVING } Hold;

typedef struct Fact {
    Str id, name, name_en;
    int n;
    Str values[VALUE_MAX], names[VALUE_MAX];
    int first;            /* the value at the start; -1 for a given fact: every value is tried by the checker */
    uint16_t final;       /* values that end the proceeding, one bit each; 0 for most facts */
    bool custody;         /* this is the custody fact: */
    Hold hold[VALUE_MAX]; /* what each value means */
    Str basis;
} Fact;

/* A conjunction. A part that asks nothing is all ones (allow) or empty (sets). */
typedef struct Guard {
    uint16_t allow[FACT_MAX]; /* allowed values of each fact, one bit a value */
    Set open, not_open;       /* send acts: the person's line is / is not open (from push to answer) */
    Set running, not_running; /* clocks */
    Set owed, not_owed;       /* duties */
} Guard;

typedef enum EffectKind {
    EFFECT_SET,    /* fact a = value b */
    EFFECT_START,  /* clock a, from `effective`; a running one of the same rule is closed "superseded" */
    EFFECT_STOP,   /* clock a */
    EFFECT_PAUSE,  /* clock a */
    EFFECT_RESUME, /* clock a */
    EFFECT_EXTEND, /* clock a by its extension b */
    EFFECT_OWE,    /* duty a */
    EFFECT_CLEAR,  /* duty a */
    EFFECT_ANSWER, /* closes the person's open line of send act a: this act is its outcome */
} EffectKind;

typedef struct Effect {
    EffectKind kind;
    int a, b;
    const Guard *when; /* NULL: always. All guards of one step are read on the state before the step */
} Effect;

typedef struct Effects {
    Effect *v;
    size_t n, cap;
} Effects;

typedef struct Party {
    Str kind; /* agency kind id; "any" allows all (reports) */
    int n_roles, n_review;
    Str roles[ROLE_MAX], review[ROLE_MAX]; /* review: a second, different user must approve */
    Str level;                             /* "same" (default), "upper", "other_county", "any" */
} Party;

typedef struct Needs {
    int n_documents, n_reasons, n_fields, n_makes;
    Str documents[8]; /* document ids of rules/codes/documents.yaml; all must be attached */
    Str makes[8];     /* documents that come into being by this step; another act may need them afterwards */
    Str reasons[16];  /* if any: one must be chosen */
    Str fields[16];   /* data the act must carry, e.g. sentence_months */
    bool dossier;     /* a manifest must be named */
    Str catalogue;    /* the dossier is judged against this catalogue; empty: none */
} Needs;

typedef struct Option { /* an answer of a send act, or one outcome of a decide act */
    Str id, name, name_en;
    Party by; /* who gives it: of a send act the receiver's kind, of a decide act the doer's */
    Guard when;
    Needs needs;
    Effects effects;
    Str balance; /* the column of the balance this outcome counts in; empty: none */
    Str basis;
} Option;

typedef enum ActKind { ACT_SEND, ACT_DECIDE, ACT_REPORT } ActKind;
typedef enum Phase { PHASE_PUSH, PHASE_RECEIVE, PHASE_ACCEPT, PHASE_RETURN, PHASE_WITHDRAW, PHASE_DONE, PHASE_N } Phase;

typedef struct Act {
    Str id, name, name_en;
    ActKind kind;
    bool scope_case; /* for all persons named or none */
    Party by, to;    /* to: only for send */
    Guard when;
    Needs needs;
    Effects on[PHASE_N]; /* send: push, receive, accept, return, withdraw; decide and report: done */
    int n_options;
    Option *options; /* n_options of them; at most OPTION_MAX */
    int n_tell;
    Str tell[ROLE_MAX]; /* agency kinds that get notice of a decide or report act, each with a receipt to give */
    int n_other_than;
    struct {
        int act, option; /* option -1: any */
    } other_than[4];     /* whoever did that for this person may not do this */
    Str balance;         /* column counted at push ("pushed") */
    bool chance;         /* a report of what nobody decides (a death, a flight): never a way out for the checker */
    bool binds;          /* acceptance makes the receiver the case's organ of its kind */
    bool ends_on_accept; /* send without answers and later outcome: a notice that must be acknowledged */
    int duty_answer;     /* send with later outcome: the duty opened on accept and cleared by the outcome; -1 none */
    Str group;           /* family for the page: 逮捕, 起诉 … */
    Mark mark;
    Str basis;
    bool side; /* found by the checker's syntactic test: not part of the main machine */
} Act;

typedef enum ClockKind { CLOCK_DEADLINE, CLOCK_PERIOD } ClockKind;

typedef struct Length {
    Guard when;
    TermLength length;
    Str basis;
} Length;

typedef struct Extension {
    Str id, name;
    TermLength length;
    int times; /* how often at most */
    Str basis;
} Extension;

typedef struct ClockRule {
    Str id, name, name_en;
    ClockKind kind;
    Str holder; /* agency kind that must act, or whose custody it is */
    bool custody;
    TermFlags flags;
    int n_lengths; /* first whose guard holds on the state after the step that starts it; the last has no guard */
    Length *lengths; /* at most LENGTH_MAX */
    int n_extensions;
    Extension extensions[4];
    int warn_days; /* alert from so many days before the end */
    Effects on_end; /* deadline: what a lapse marks; period: what its end brings */
    Mark mark;
    Str basis;
    bool side;
} ClockRule;

typedef struct DutyRule {
    Str id, name, name_en;
    Str holder; /* agency kind */
    int n_roles;
    Str roles[ROLE_MAX];
    int clock;  /* gives it the due time; -1: none. Not part of Machine.running */
    bool red;   /* shown to the supervisor at once */
    Mark mark;
    Str basis;
    bool side;
} DutyRule;

/*
 * A state in which nobody changes his class, by the names of whatever guide he is in. All facts named hold, and of each
 * list that is there at least one is open, runs or is owed.
 */
typedef struct Bar {
    Str id, name, name_en; /* the name says what must be done first */
    Str basis;
    Mark mark;
    int n_facts, n_open, n_running, n_owed;
    struct {
        Str fact, values[VALUE_MAX];
        int n;
    } facts[BAR_NAMES];
    Str open[BAR_NAMES], running[BAR_NAMES], owed[BAR_NAMES];
} Bar;

typedef struct ValueTurn { /* a value this guide has not, and which it becomes here */
    Str fact, from, to;
} ValueTurn;

typedef struct Reclassify { /* 变更罪名 into this class, and out of it. See core/guide_map.h */
    int n_in, n_out, n_turns, n_ends;
    Bar in[BAR_MAX], out[BAR_MAX];
    ValueTurn turns[TURN_MAX];
    Str ends[BAR_NAMES]; /* duties of this class's own that end when it is left */
} Reclassify;

typedef struct Guide {
    Str id, name, name_en, version;
    bool base; /* only extended by others: no person is pinned to it */
    int n_facts, n_acts, n_clocks, n_duties;
    Fact *facts;
    Act *acts;
    ClockRule *clocks;
    DutyRule *duties;
    int fact_custody, fact_final; /* which fact is the custody fact, which one ends the proceeding */
    int duty_overdue;             /* the duty that must be open while custody is overdue; -1 none */
    const Reclassify *reclassify; /* NULL: nothing is declared, all goes by name */
    Str text;                     /* the resolved guide (base, class and all they use, merged) as canonical JSON: what is
                                     stored and hashed. Empty where the text is kept elsewhere */
    Hash hash;
} Guide;

typedef struct Words { /* ids of one code table */
    const Str *v;
    size_t n; /* 0: not checked */
} Words;

/* The rule files a guide is made of, as read; `guide` is the class guide (it may name a base in `bases`). */
typedef struct GuideSource {
    const Node *facts, *transfers, *clocks, *duties;
    const Node *guide;
    const Node *const *bases; /* all guides, for `extends` and `overlays` */
    size_t n_bases;
    Words agency_kinds, roles, documents, reasons, catalogues; /* what acts may name */
} GuideSource;

/* Merges, resolves every name, and hashes. Every error has file:line:column and the nearest right word. */
must_use Status guide_load(const GuideSource *src, HashFn *hash, Arena *a, Guide **ret, Err *err);
/* The same guide from its stored text, without any file. Only `text` of it points into the text given. */
must_use Status guide_from_text(Str json, HashFn *hash, Arena *scratch, Arena *a, Guide **ret, Err *err);

int guide_act(const Guide *g, Str id); /* -1 if there is none */
int guide_clock(const Guide *g, Str id);
int guide_duty(const Guide *g, Str id);
int guide_fact(const Guide *g, Str id);
int guide_option(const Act *act, Str id);
int fact_value(const Fact *f, Str value);

typedef enum LineLife { LINE_NONE, LINE_PUSHED, LINE_RECEIVED, LINE_ACCEPTED, LINE_RETURNED } LineLife;

typedef struct Machine {
    uint8_t fact[FACT_MAX];
    uint8_t line[SET_MAX]; /* LineLife of each act; only send acts are ever open */
    Set running, owed;
} Machine;

/* The state before anything happened; `given` has a value for each given fact (others are ignored). */
void machine_first(const Guide *g, const uint8_t given[FACT_MAX], Machine *m);
bool guard_holds(const Guide *g, const Guard *guard, const Machine *m);
/* The first part of the guard that fails, in words for a person; false if it holds. */
bool guard_why(const Guide *g, const Guard *guard, const Machine *m, StrBuf *zh, StrBuf *en);
/* Whether the act can be begun now: its guard holds and, for a send act, no line of it is open but a returned one. */
bool act_possible(const Guide *g, int act, const Machine *m);
/* Runs the effects; guards are read on the state as it was on entry. Reaching a final value closes what is left. */
void effects_run(const Guide *g, const Effects *e, Machine *m);
bool machine_final(const Guide *g, const Machine *m);

/*
 * The steps a machine is made of, whole: the move of the line and the effects. Everybody who moves a Machine uses these.
 *   push     line none or returned -> pushed, when the act is possible
 *   receive  pushed -> received          accept   received -> accepted, or none when the act ends on acceptance
 *   return   received -> returned        withdraw pushed or returned (the round is given up) -> none
 *   answer   accepted -> none, when the option's guard holds
 *   done     decide and report: the effects of `done`, and with an option also those of the option, as one step
 *   end      a running clock lapses or a period ends: it no longer runs, and on_end follows
 * Pausing, resuming and extending move no Machine: a paused clock still runs for the guards.
 */
bool phase_possible(const Guide *g, int act, Phase phase, const Machine *m); /* DONE: an act without options */
void phase_run(const Guide *g, int act, Phase phase, Machine *m);
bool option_possible(const Guide *g, int act, int option, const Machine *m);
void option_run(const Guide *g, int act, int option, Machine *m);
void clock_end_run(const Guide *g, int clock, Machine *m);
/* As the five above, before a final value closes what is left: what the proof of proper completion looks at. */
void phase_run_open(const Guide *g, int act, Phase phase, Machine *m);
void option_run_open(const Guide *g, int act, int option, Machine *m);
void clock_end_run_open(const Guide *g, int clock, Machine *m);
void machine_close(Machine *m); /* no line, clock or duty is left */
/* A line is open from push to answer; a returned one waits for its next round and is still open. */
static inline bool line_open(LineLife l) {
    return l != LINE_NONE;
}
