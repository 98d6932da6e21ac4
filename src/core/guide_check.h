// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Proves a guide: explores every state a person can come to, and looks back from the ends. Five proofs (see
 * docs/guide-language.md): option to complete, another's silence, proper completion, custody, no dead part.
 *
 * A line, clock or duty is main when something that moves a fact depends on it; the rest is side and is followed by a
 * data flow over the main graph, not multiplied into it. Exploring does not know who is there; judging gets a Staffing,
 * and for another Staffing only judging is repeated.
 */
#include <stdatomic.h>

#include "core/guide.h"

enum { GUIDE_STATES_MAX = 100000 }; /* main states of one guide */

typedef struct Codes Codes;

typedef struct StaffPost { /* one enabled user in one post; for an off-line agency its counterpart's desk */
    int64_t user;
    Str kind, role, level; /* level: as seen from the acting organ ("same", "upper", "other_county") */
} StaffPost;

typedef struct Staffing {
    bool full; /* every post is filled by as many as are asked for; `v` is not read */
    const StaffPost *v;
    size_t n;
    const Codes *codes; /* names of organs, posts and papers for what is found; NULL: their ids stand for them */
} Staffing;

typedef enum FindingLevel { FINDING_UNSOUND, FINDING_NOTE } FindingLevel;

typedef struct Finding {
    const char *code; /* stable: "option.dead_end" */
    FindingLevel level;
    Str part;             /* the act, clock, duty, fact or paper it speaks of; may be empty */
    Str zh, en;           /* what is wrong */
    Str path_zh, path_en; /* the shortest way there; empty where there is none to show */
    size_t states;        /* in how many states */
} Finding;

typedef struct GuideGraph GuideGraph; /* all reachable states and steps of one guide */

typedef struct GuideReport {
    bool sound;
    const Guide *guide;
    const GuideGraph *graph;
    Finding *v;
    size_t n, cap;
    size_t n_states, n_edges, n_final;
    int main_lines, main_clocks, main_duties, side_lines, side_clocks, side_duties;
    Hash staffing;
    const int32_t *distance; /* of each state to a final one; -1: none is reachable */
    const uint16_t *step;    /* the step that lowers it */
} GuideReport;

/* Marks what is side (Act.side, ClockRule.side, DutyRule.side). Loading a guide does this. */
void guide_sides(Guide *g);
/* Over the budget the graph is cut and the report says so. */
GuideGraph *guide_explore(const Guide *g, Arena *a);
/* For the background: once *stop is set, it and every judging of its graph end at once and say nothing of the guide. */
GuideGraph *guide_explore_unless(const Guide *g, const atomic_bool *stop, Arena *a);
GuideReport guide_judge(GuideGraph *graph, const Staffing *staff, HashFn *hash, Arena *a);
GuideReport guide_check(const Guide *g, const Staffing *staff, HashFn *hash, Arena *a); /* both */
/*
 * The acts that nobody can do, one finding each; none: the proof for full staffing stands here too. Explores nothing.
 */
size_t guide_unstaffed(const Guide *g, const Staffing *staff, Arena *a, Finding **ret);

/* Which state a live person is in; -1 if no guide leads there. Only the main parts are compared. */
int64_t guide_state(const GuideGraph *graph, const Machine *m);
/* The states alone: all that guide_state and guide_state_machine need, without the way between them. */
GuideGraph *guide_states(const GuideGraph *graph, Arena *a);
void guide_state_machine(const GuideGraph *graph, size_t state, Machine *m);

/*
 * Reclassification from one guide to another is total: in each state of the first a bar holds (a declared exclusion, with
 * its article and what to do first), or the state the person is mapped to is a state of the second. Side parts follow
 * the data flow: whatever may be open must have its place, or a bar while it is open.
 */
typedef struct PairReport {
    const Guide *from, *to;
    bool total;
    size_t n_states, n_placed, n_barred; /* states of `from` that are no ends; one may be both, by what is open beside it */
    bool out_holds[BAR_MAX], in_holds[BAR_MAX]; /* of each bar of the two guides: somewhere it holds */
    Finding *v;
    size_t n, cap;
} PairReport;
PairReport guide_pair(const GuideGraph *from, const GuideGraph *to, Arena *a);
/* Of all pairs of a release: the bars of a guide that never hold, one note each. What speaks of nothing is a mistake. */
size_t guide_idle_bars(const Guide *g, const PairReport *v, size_t n, Arena *a, Finding **ret);
void guide_pair_json(const PairReport *r, StrBuf *out);
void guide_pair_text(const PairReport *r, StrBuf *out); /* one line, without the findings */

Hash staffing_hash(const Staffing *staff, HashFn *hash);
void guide_report_json(const GuideReport *r, StrBuf *out);
/*
 * JSON; give the buffer some 300 bytes a state. Of `pairs` those from or to the guide are told, each with the hash of the
 * other guide: to which classes, and from which, the change was proven.
 */
typedef struct PairReports {
    const PairReport *v;
    size_t n;
} PairReports;
void guide_certificate(const GuideReport *r, PairReports pairs, StrBuf *out);

/* Exports and the page for people. */
void guide_show(const Guide *g, const Codes *codes, StrBuf *out); /* codes NULL: ids stand for names */
void guide_dot(const Guide *g, StrBuf *out); /* acts between the values of the final fact */
typedef enum PromelaModel { PROMELA_REACH, PROMELA_COMMIT } PromelaModel;
/* REACH: every step, assertions, dead ends. COMMIT: once a switch is on, the ranking chooses; [](commit -> <> final). */
void guide_promela(const GuideReport *r, PromelaModel model, StrBuf *out);
