// SPDX-License-Identifier: Apache-2.0
#include "app/assign.h"

#include "db/queries.h"

typedef struct Candidate {
    int64_t user, turn, open, cases;
} Candidate;
typedef LIST_OF(Candidate) Candidates;

static bool handles(const AssignAsk *ask, const UserPost *p) {
    const User *u = site_user(ask->site, p->user);
    if (p->ended || p->agency != ask->agency || !u || u->disabled) return false;
    if (ask->section.n && !str_eq(p->section, ask->section)) return false;
    for (size_t i = 0; i < p->roles.n; i++) {
        const CodeRole *r = codes_find_role(ask->codes, p->roles.v[i]);
        if (r && r->rank == RANK_STAFF) return true;
    }
    return false;
}

static Candidate *candidate(Candidates *v, int64_t user) {
    for (size_t i = 0; i < v->n; i++)
        if (v->v[i].user == user) return &v->v[i];
    return NULL;
}

static Status weigh(Db *db, const AssignAsk *ask, Arena *a, Candidates *v, Err *err) {
    Rows *turns, *loads;
    TRY(db_run(db, Q_TURN_ALL, ARGS(VAL(ask->agency)), a, &turns, err));
    TRY(db_run(db, Q_AGENDA_LOADS, ARGS(VAL(ask->agency)), a, &loads, err));
    for (size_t i = 0; i < turns->n; i++) {
        Candidate *c = candidate(v, row_i64(turns, i, 0));
        if (c) c->turn = row_i64(turns, i, 1);
    }
    for (size_t i = 0; i < loads->n; i++) {
        Candidate *c = candidate(v, row_i64(loads, i, 0));
        if (c) c->open = row_i64(loads, i, 1), c->cases = row_i64(loads, i, 2);
    }
    return OK;
}

/* Whoever comes before: least work first when that is asked for, then the oldest turn, then the oldest account. */
static bool before(const Candidate *x, const Candidate *y, bool by_load) {
    if (by_load && x->open != y->open) return x->open < y->open;
    if (by_load && x->cases != y->cases) return x->cases < y->cases;
    if (x->turn != y->turn) return x->turn < y->turn;
    return x->user < y->user;
}

Status assign_choose(Db *db, const AssignAsk *ask, Arena *a, int64_t *ret, Err *err) {
    Candidates v = {0};
    bool by_load = str_eqz(ask->how, "load");
    if (!by_load && !str_eqz(ask->how, "rotation"))
        return FAIL(err, ERR_INVALID, "assign.how", "work is assigned by `rotation` or by `load`");
    for (size_t i = 0; i < ask->site->posts.n; i++) {
        const UserPost *p = &ask->site->posts.v[i];
        if (handles(ask, p) && !candidate(&v, p->user)) *PUSH(a, &v) = (Candidate){.user = p->user};
    }
    if (!v.n) return FAIL(err, ERR_INVALID, "assign.nobody", "no enabled handler is in that section");
    TRY(weigh(db, ask, a, &v, err));
    const Candidate *best = &v.v[0];
    for (size_t i = 1; i < v.n; i++)
        if (before(&v.v[i], best, by_load)) best = &v.v[i];
    *ret = best->user;
    return OK;
}
