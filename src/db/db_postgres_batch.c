// SPDX-License-Identifier: Apache-2.0
/*
 * A batch is one pipeline; its INSERTs of one kind are one statement over arrays. If a statement fails, the batch runs once
 * more as it was given, which tells the one at fault. The client does not block while sending, or both ends could wait for
 * each other with full sockets.
 */
#include "db/db_postgres.h"

#include <errno.h>
#include <poll.h>

#include "db/db_postgres_array.h"

/* The next result, sending what is still to be sent while waiting for it. */
static PGresult *next_result(PGconn *c) {
    int unsent = PQflush(c);
    while (unsent >= 0 && PQisBusy(c)) {
        struct pollfd fd = {.fd = PQsocket(c), .events = (short)(POLLIN | (unsent ? POLLOUT : 0))};
        if (poll(&fd, 1, -1) < 0 && errno != EINTR) break;
        if ((fd.revents & ~POLLOUT) && !PQconsumeInput(c)) break;
        unsent = PQflush(c);
    }
    return PQgetResult(c);
}

static bool send_stmt(Pg *p, Query q, const Val *args) {
    Params in;
    pg_params(&in, args, db_query(&p->base, q)->params);
    char name[16];
    pg_stmt_name(q, name);
    return PQsendQueryPrepared(p->c, name, in.n, in.v, in.len, in.format, 1);
}

/* ---- many statements as one */

static void many_learn(Pg *p, Query q, Many *m) {
    InsertForm form;
    char name[16];
    int n = db_query(&p->base, q)->params;
    m->known = true;
    if (!gather_form(p->gatherer, q, &form) || n > PARAMS_MAX || pg_prepare(&p->base, q, NULL) != OK) return;
    pg_stmt_name(q, name);
    PGresult *r = PQdescribePrepared(p->c, name);
    m->can = pg_succeeded(r) && PQnparams(r) == n;
    for (int i = 0; m->can && i < n; i++) {
        m->types[i] = PQparamtype(r, i);
        m->can = pg_array_type(m->types[i]) != NULL;
    }
    PQclear(r);
}

static Many *many_of(Pg *p, Query q) {
    Many **m = &p->many[db_query_slot(q)];
    if (!*m) *m = NEW(p->base.arena, Many);
    if (!(*m)->known) many_learn(p, q, *m);
    return *m;
}

static bool many_fits(void *ctx, const BatchStmt *s) {
    Pg *p = ctx;
    const Many *m = many_of(p, s->q);
    if (!m->can) return false;
    for (int i = 0; i < db_query(&p->base, s->q)->params; i++)
        if (!pg_array_takes(m->types[i], &s->args[i])) return false;
    return true;
}

static void many_name(Query q, char out[static 16]) {
    snprintf(out, 16, "m%zu", db_query_slot(q));
}

static Status many_prepare(Pg *p, Query q, Err *err) {
    Many *m = many_of(p, q);
    InsertForm form;
    if (m->prepared) return OK;
    _cleanup_(arena_freep) Arena *a = arena_new();
    StrBuf b;
    char name[16];
    (void)gather_form(p->gatherer, q, &form);
    strbuf_init(&b, a, KB(64));
    strbuf_put(&b, form.head);
    for (int i = 0; i < db_query(&p->base, q)->params; i++)
        strbuf_f(&b, "%s$%d::%s", i ? ", " : " SELECT * FROM unnest(", i + 1, pg_array_type(m->types[i]));
    strbuf_putc(&b, ')');
    strbuf_put(&b, form.tail);
    many_name(q, name);
    PGresult *r = PQprepare(p->c, name, str_cstr(a, strbuf_str(&b)), 0, NULL);
    Status s = pg_succeeded(r) ? OK : pg_fail(p, r, db_query(&p->base, q)->name, err);
    PQclear(r);
    m->prepared = s == OK;
    return s;
}

static bool send_many(Pg *p, const BatchRun *run, const Group *g) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    const Many *m = many_of(p, g->q);
    Params in = {.n = db_query(&p->base, g->q)->params};
    char name[16];
    for (int i = 0; i < in.n; i++) {
        Str v = pg_array(m->types[i], run, g, i, a);
        in.v[i] = v.p;
        in.len[i] = (int)v.n;
        in.format[i] = 1;
    }
    many_name(g->q, name);
    return PQsendQueryPrepared(p->c, name, in.n, in.v, in.len, in.format, 1);
}

static bool send_text(Pg *p, const char *sql) {
    return PQsendQueryParams(p->c, sql, 0, NULL, NULL, NULL, NULL, 1);
}

typedef struct Flight { /* a batch under way */
    const BatchRun *run;
    Groups groups;
} Flight;

static bool send_group(Pg *p, const BatchRun *run, const Group *g) {
    return g->n > 1 ? send_many(p, run, g) : send_stmt(p, g->q, run->v[g->v[0]].args);
}

static bool send_batch(Pg *p, const Flight *f) {
    Val epoch = VAL(f->run->epoch);
    bool sent = send_text(p, "BEGIN") && send_stmt(p, DBQ_EPOCH_CHECK, &epoch);
    for (size_t i = 0; sent && i < f->groups.n; i++) sent = send_group(p, f->run, &f->groups.v[i]);
    return sent && send_text(p, "COMMIT") && PQpipelineSync(p->c);
}

static Status judge(Pg *p, const Flight *f, size_t at, PGresult *r, size_t *ret_failed, Err *err) {
    enum { BEGIN_AT, EPOCH_AT, FIRST_AT };
    bool stmt = at >= FIRST_AT && at < FIRST_AT + f->groups.n;
    if (at == FIRST_AT + f->groups.n) return pg_commit_answer(p, r, err);
    if (pg_succeeded(r)) return OK;
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    if (at == EPOCH_AT && state && !strcmp(state, "22012"))
        return FAIL(err, ERR_DENIED, "writer.fenced", "another writer has taken over this database; this one must stop");
    if (PQstatus(p->c) == CONNECTION_BAD) return pg_outcome_unknown(err); /* COMMIT is on its way already */
    if (stmt) *ret_failed = f->groups.v[at - FIRST_AT].v[0];
    return pg_fail(p, r, stmt ? db_query(&p->base, f->groups.v[at - FIRST_AT].q)->name : "begin", err);
}

/* Reads all answers up to the sync; the first fault is the one that counts. */
static Status read_batch(Pg *p, const Flight *f, size_t *ret_failed, Err *err) {
    Status st = OK;
    bool committed = false;
    for (size_t at = 0;;) {
        PGresult *r = next_result(p->c);
        if (PQstatus(p->c) == CONNECTION_BAD) {
            PQclear(r);
            return committed ? OK : pg_outcome_unknown(err);
        }
        if (!r) {
            at++;
            continue;
        }
        bool sync = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
        if (!sync && st == OK) {
            st = judge(p, f, at, r, ret_failed, err);
            committed = st == OK && at == f->groups.n + 2;
        }
        PQclear(r);
        if (sync) break;
    }
    ASSERT(st != OK || committed);
    return st;
}

static Status prepare_batch(Pg *p, const Flight *f, size_t *ret_failed, Err *err) {
    TRY(pg_prepare(&p->base, DBQ_EPOCH_CHECK, err));
    for (size_t i = 0; i < f->groups.n; i++) {
        const Group *g = &f->groups.v[i];
        Status s = g->n > 1 ? many_prepare(p, g->q, err) : pg_prepare(&p->base, g->q, err);
        if (s == OK) continue;
        *ret_failed = g->v[0];
        return s;
    }
    return OK;
}

static Status fly(Pg *p, const Flight *f, size_t *ret_failed, Err *err) {
    TRY(prepare_batch(p, f, ret_failed, err));
    if (PQsetnonblocking(p->c, 1) != 0 || !PQenterPipelineMode(p->c)) return pg_fail(p, NULL, "batch", err);
    Status s = send_batch(p, f) ? read_batch(p, f, ret_failed, err) : pg_outcome_unknown(err);
    if (PQstatus(p->c) == CONNECTION_OK) {
        while (!PQexitPipelineMode(p->c)) PQclear(PQgetResult(p->c));
        PQsetnonblocking(p->c, 0);
        if (s != OK) pg_rollback(&p->base);
    }
    return s;
}

static void each_alone(const BatchRun *run, Arena *a, Groups *ret) {
    *ret = (Groups){0};
    for (size_t i = 0; i < run->n; i++) {
        Group *g = PUSH(a, ret);
        g->q = run->v[i].q;
        *PUSH(a, g) = i;
    }
}

Status pg_batch(Db *db, const BatchRun *run, size_t *ret_failed, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Pg *p = pg_of(db);
    Flight f = {.run = run};
    gather(p->gatherer, run, many_fits, p, a, &f.groups);
    Status s = fly(p, &f, ret_failed, err);
    if (s == OK || *ret_failed == BATCH_NONE || f.groups.n == run->n || PQstatus(p->c) != CONNECTION_OK) return s;
    *ret_failed = BATCH_NONE;
    each_alone(run, a, &f.groups);
    return fly(p, &f, ret_failed, err);
}
