// SPDX-License-Identifier: Apache-2.0
/* Who can take a step: distinct users must fill the doer's post, the reviewer's, and those of acts he must not have done. */
#include "core/guide_graph.h"

enum { SEATS_MAX = 8 };

typedef struct Seat {
    Str kind, level;
    const Str *roles;
    int n_roles; /* 0: anybody of the kind */
} Seat;

static bool fits(const Seat *seat, const StaffPost *p) {
    bool level = str_eqz(seat->level, "any") || !seat->level.n || !p->level.n || str_eq(seat->level, p->level);
    if (!level || (!str_eqz(seat->kind, "any") && !str_eq(seat->kind, p->kind))) return false;
    for (int i = 0; i < seat->n_roles; i++)
        if (str_eq(seat->roles[i], p->role)) return true;
    return !seat->n_roles;
}

/* Seats are few, so each is tried with every post, and the rest after it. */
static bool seat_all(const Seat *seats, size_t n, const Staffing *staff, int64_t *taken, size_t at) {
    if (at == n) return true;
    for (size_t i = 0; i < staff->n; i++) {
        if (!fits(&seats[at], &staff->v[i])) continue;
        bool used = false;
        for (size_t k = 0; k < at; k++) used |= taken[k] == staff->v[i].user;
        if (used) continue;
        taken[at] = staff->v[i].user;
        if (seat_all(seats, n, staff, taken, at + 1)) return true;
    }
    return false;
}

static void seat_party(Seat *seats, size_t *n, const Party *p) {
    if (*n < SEATS_MAX) seats[(*n)++] = (Seat){p->kind, p->level, p->roles, p->n_roles};
}

bool staff_step(const Guide *g, const Step *s, const Staffing *staff) {
    if (staff->full || s->kind == STEP_END) return true;
    const Act *act = &g->acts[s->act];
    Seat seats[SEATS_MAX];
    size_t n = 0;
    bool receiver = s->phase == PHASE_RECEIVE || s->phase == PHASE_ACCEPT || s->phase == PHASE_RETURN;
    bool begins = s->phase == PHASE_PUSH || act->kind != ACT_SEND;
    const Party *by = s->kind == STEP_OPTION ? &act->options[s->option].by : receiver ? &act->to : &act->by;
    seat_party(seats, &n, by);
    if (begins || s->kind == STEP_OPTION)
        if (by->n_review && n < SEATS_MAX) seats[n++] = (Seat){by->kind, by->level, by->review, by->n_review};
    for (int i = 0; begins && i < act->n_other_than; i++) {
        const Act *other = &g->acts[act->other_than[i].act];
        int o = act->other_than[i].option;
        seat_party(seats, &n, o >= 0 ? &other->options[o].by : other->kind == ACT_SEND ? &other->to : &other->by);
    }
    int64_t taken[SEATS_MAX];
    return seat_all(seats, n, staff, taken, 0);
}

Hash staffing_hash(const Staffing *staff, HashFn *hash) {
    if (staff->full) return hash(&(Str){"full", 4}, 1);
    Hash h = hash(&(Str){"staffing.2", 10}, 1); /* a new number: what is found reads otherwise, so all is judged again */
    for (size_t i = 0; i < staff->n; i++) {
        const StaffPost *p = &staff->v[i];
        Str parts[] = {{(const char *)h.b, sizeof h.b}, {(const char *)&p->user, sizeof p->user}, p->kind, S("|"),
                       p->role, S("|"), p->level};
        h = hash(parts, LEN(parts));
    }
    return h;
}
