// SPDX-License-Identifier: Apache-2.0
#include "app/assign.h"

#include <pthread.h>
#include <stdlib.h>

#include "db/queries.h"

enum { TURNS_KEPT = 1024 }; /* far more than can be on their way to the writer */

typedef struct Turn {
    int64_t agency, user;
    Time at;
} Turn;

struct AssignTurns {
    pthread_mutex_t lock;
    Turn v[TURNS_KEPT];
    size_t n; /* given so far; the latest stand in v */
    Time last;
};

AssignTurns *assign_turns_new(void) {
    AssignTurns *t = calloc(1, sizeof *t);
    ASSERT(t && "out of memory");
    pthread_mutex_init(&t->lock, NULL);
    return t;
}

void assign_turns_free(AssignTurns *t) {
    if (!t) return;
    pthread_mutex_destroy(&t->lock);
    free(t);
}

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

/* Of the cases given and of those on their way; the caller holds the turns. */
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
    const AssignTurns *t = ask->turns;
    for (size_t i = 0; i < MIN(t->n, TURNS_KEPT); i++) {
        Candidate *c = t->v[i].agency == ask->agency ? candidate(v, t->v[i].user) : NULL;
        if (c) c->turn = MAX(c->turn, t->v[i].at);
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

static Status choose(Db *db, const AssignAsk *ask, Arena *a, Candidates *v, Assigned *ret, Err *err) {
    bool by_load = str_eqz(ask->how, "load");
    TRY(weigh(db, ask, a, v, err));
    const Candidate *best = &v->v[0];
    Time latest = MAX(ask->now, ask->turns->last);
    for (size_t i = 0; i < v->n; i++) {
        if (before(&v->v[i], best, by_load)) best = &v->v[i];
        latest = MAX(latest, v->v[i].turn);
    }
    *ret = (Assigned){best->user, latest + 1};
    ask->turns->last = ret->turn;
    ask->turns->v[ask->turns->n++ % TURNS_KEPT] = (Turn){ask->agency, ret->user, ret->turn};
    return OK;
}

Status assign_choose(Db *db, const AssignAsk *ask, Arena *a, Assigned *ret, Err *err) {
    Candidates v = {0};
    if (!str_eqz(ask->how, "load") && !str_eqz(ask->how, "rotation"))
        return FAIL(err, ERR_INVALID, "assign.how", "work is assigned by `rotation` or by `load`");
    for (size_t i = 0; i < ask->site->posts.n; i++) {
        const UserPost *p = &ask->site->posts.v[i];
        if (handles(ask, p) && !candidate(&v, p->user)) *PUSH(a, &v) = (Candidate){.user = p->user};
    }
    if (!v.n) return FAIL(err, ERR_INVALID, "assign.nobody", "no enabled handler is in that section");
    pthread_mutex_lock(&ask->turns->lock);
    Status s = choose(db, ask, a, &v, ret, err);
    pthread_mutex_unlock(&ask->turns->lock);
    return s;
}
