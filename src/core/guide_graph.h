// SPDX-License-Identifier: Apache-2.0
#pragma once
/* The explored graph, for the files that prove, print and export it. For this room only. */
#include "core/guide_check.h"
#include "node/json.h"

typedef enum StepKind { STEP_PHASE, STEP_OPTION, STEP_END } StepKind;

typedef struct Step {
    StepKind kind;
    int act, option, clock; /* those that do not apply are -1 */
    Phase phase;
    bool main;   /* moves the main machine */
    bool lapse;  /* the end of a deadline */
    bool chance; /* a lapse, or a report of what nobody decides: never a way out */
    Str organ;   /* who takes it; empty for the end of a clock, "any" for reports by anybody */
    bool report;
    bool staffed;
    Effects beside; /* its effects on side parts, in order */
} Step;

typedef struct Edge {
    uint32_t to;
    uint16_t step;
    uint8_t left; /* LEFT_*: what was open when this step ended the proceeding */
} Edge;

enum { LEFT_LINE = 1, LEFT_DUTY = 2, LEFT_CLOCK = 4 };
enum { NO_STATE = UINT32_MAX, NO_STEP = UINT16_MAX, STATE_WORDS = 20 };

typedef struct Cell { /* where a part stands in a packed state */
    uint16_t word, shift, bits;
} Cell;

typedef struct Flow { /* side parts, as bits */
    Set line, run, owe;
    uint64_t papers;
} Flow;

struct GuideGraph {
    const Guide *g;
    Arena *a;
    int words;
    Cell fact[FACT_MAX], line[SET_MAX], clock[SET_MAX], duty[SET_MAX]; /* bits 0: side, not packed */
    uint16_t lines[SET_MAX], clocks[SET_MAX], duties[SET_MAX]; /* the main ones */
    int n_lines, n_clocks, n_duties;
    struct {
        Step *v;
        size_t n, cap;
    } steps;
    size_t n, cap;
    uint64_t *states;
    uint32_t *parent, *table;
    uint16_t *parent_step;
    size_t table_size;
    struct {
        Edge *v;
        size_t n, cap;
    } edges;
    uint32_t *first; /* edges of state i: first[i] .. first[i+1]-1 */
    size_t first_cap;
    bool cut; /* over the budget, or stopped */
    const atomic_bool *stop; /* may be NULL */
    Flow side;        /* all side parts */
    uint16_t *busy;   /* side steps that open, close or make something */
    size_t n_busy;
    Flow *may, *must; /* of each state: side parts that may be open, that surely are */
    Str papers[64];   /* papers that some act makes */
    int n_papers;
};

static inline bool graph_stopped(const GuideGraph *gr) {
    return gr->stop && atomic_load_explicit(gr->stop, memory_order_relaxed);
}
void graph_steps(GuideGraph *gr); /* lists what can be done at all */
const Effects *step_effects(const Guide *g, const Step *s, const Effects **also); /* also: `done` of an outcome, or NULL */
bool step_possible(const Guide *g, const Step *s, const Machine *m);
void step_run_open(const Guide *g, const Step *s, Machine *m);
void step_id(const Guide *g, const Step *s, StrBuf *out);                /* ARR-01.push, clock:x */
void step_words(const Guide *g, const Step *s, StrBuf *zh, StrBuf *en);
void path_words(const GuideGraph *gr, size_t state, StrBuf *zh, StrBuf *en);
void guide_flow(GuideGraph *gr);
/* Whether the guard may hold in a state, given what side parts may be open there. */
bool guard_may(const GuideGraph *gr, const Guard *guard, const Machine *m, const Flow *may);
bool step_may(const GuideGraph *gr, const Step *s, const Machine *m, const Flow *may);
bool state_final(const GuideGraph *gr, size_t state);
Hold state_hold(const GuideGraph *gr, const Machine *m);

typedef struct Proof { /* one judging */
    GuideGraph *gr;
    const Guide *g;
    const Staffing *staff;
    Arena *a;
    GuideReport *r;
} Proof;
/* What a code is called; its id without the tables. */
Str code_zh(const Proof *p, int kind, Str id);
Str code_en(const Proof *p, int kind, Str id);
Finding *finding_add(Proof *p, const char *code, FindingLevel level, size_t state); /* state: SIZE_MAX for none */
void prove_option(Proof *p);
void prove_silence(Proof *p);
void prove_completion(Proof *p);
void prove_custody(Proof *p);
void prove_no_dead_part(Proof *p);
void guide_findings_json(const Finding *v, size_t n, Json *j); /* an array */
void guide_pair_members(const PairReport *r, Json *j); /* of an object */
bool staff_step(const Guide *g, const Step *s, const Staffing *staff);
