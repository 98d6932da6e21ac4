// SPDX-License-Identifier: Apache-2.0
#include "bare.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include "db/queries.h"

struct Bare {
    sqlite3 *c;
    char path[512];
    sqlite3_stmt *stmts[512];
    int at[512][24];
};

static void need(Bare *b, bool good, const char *what) {
    if (good) return;
    fprintf(stderr, "bare: %s: %s\n", what, sqlite3_errmsg(b->c));
    exit(1);
}

static void exec(Bare *b, const char *sql) {
    need(b, sqlite3_exec(b->c, sql, NULL, NULL, NULL) == SQLITE_OK, sql);
}

Bare *bare_open(const char *path, bool sync) {
    Bare *b = calloc(1, sizeof *b);
    ASSERT(b && JINDU_QUERIES.n < LEN(b->stmts));
    snprintf(b->path, sizeof b->path, "%s", path);
    need(b, sqlite3_open(path, &b->c) == SQLITE_OK, path);
    exec(b, "PRAGMA journal_mode=WAL; PRAGMA cache_size=-8000; PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=ON");
    exec(b, sync ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
    return b;
}

void bare_close(Bare *b) {
    for (size_t i = 0; i < LEN(b->stmts); i++) sqlite3_finalize(b->stmts[i]);
    sqlite3_close(b->c);
    free(b);
}

static sqlite3_stmt *stmt(Bare *b, Query q, int params) {
    if (b->stmts[q]) return b->stmts[q];
    need(b, sqlite3_prepare_v2(b->c, JINDU_QUERIES.v[q].sql[DB_SQLITE], -1, &b->stmts[q], NULL) == SQLITE_OK, "prepare");
    for (int i = 0; i < params; i++) {
        char name[8];
        snprintf(name, sizeof name, "$%d", i + 1);
        b->at[q][i] = sqlite3_bind_parameter_index(b->stmts[q], name);
    }
    return b->stmts[q];
}

static void run(Bare *b, const BatchStmt *x, int params) {
    sqlite3_stmt *s = stmt(b, x->q, params);
    for (int i = 0; i < params; i++) {
        const Val *v = &x->args[i];
        int at = b->at[x->q][i];
        switch (v->kind) {
        case VAL_NULL: sqlite3_bind_null(s, at); break;
        case VAL_I64: sqlite3_bind_int64(s, at, v->i); break;
        case VAL_TEXT: sqlite3_bind_text(s, at, v->s.p, (int)v->s.n, SQLITE_STATIC); break;
        case VAL_BLOB: sqlite3_bind_blob(s, at, v->s.p, (int)v->s.n, SQLITE_STATIC); break;
        case VAL_HASH: sqlite3_bind_blob(s, at, v->h.b, sizeof v->h.b, SQLITE_STATIC); break;
        }
    }
    need(b, sqlite3_step(s) == SQLITE_DONE, JINDU_QUERIES.v[x->q].name);
    sqlite3_reset(s);
}

/* The writer queues the log's rows first, then each case's, and one row for the batch. */
static int turn_of(Query q) {
    return q == Q_LOG_ADD || q == Q_COUNTED_ADD ? 0 : q == Q_BATCH_ADD ? 2 : 1;
}

enum { DESKS_MAX = 1024 };
typedef struct Desks { /* totals of desks, which the writer too adds up and writes once a commit */
    Val v[DESKS_MAX][5];
    size_t n;
} Desks;

static void gather(Desks *d, const Val *args) {
    size_t at = 0;
    while (at < d->n && d->v[at][0].i != args[0].i) at++;
    if (at == d->n) {
        ASSERT(d->n < DESKS_MAX);
        memcpy(d->v[d->n++], args, sizeof d->v[0]);
        return;
    }
    for (int i = 1; i < 5; i++) d->v[at][i].i += args[i].i;
}

static void replay_one(Bare *b, const Recorded *r, int turn, Desks *desks) {
    for (size_t k = 0; k < r->n; k++) {
        if (turn_of(r->v[k].q) != turn) continue;
        if (r->v[k].q == Q_DESK_MOVE) gather(desks, r->v[k].args);
        else run(b, &r->v[k], r->args[k]);
    }
}

void bare_replay(Bare *b, const Recording *r, size_t from, size_t to, size_t group) {
    static Desks desks; /* too large for a stack */
    for (size_t at = from; at < to; at += group) {
        size_t end = MIN(at + group, to);
        desks.n = 0;
        exec(b, "BEGIN IMMEDIATE");
        for (int turn = 0; turn < 3; turn++) {
            for (size_t i = turn == 2 ? end - 1 : at; i < end; i++)
                replay_one(b, &r->v[i], turn, &desks);
            for (size_t i = 0; turn == 1 && i < desks.n; i++) run(b, &(BatchStmt){Q_DESK_MOVE, desks.v[i]}, 5);
        }
        exec(b, "COMMIT");
    }
}

int64_t bare_wal(Bare *b) {
    char path[600];
    struct stat st = {0};
    snprintf(path, sizeof path, "%s-wal", b->path);
    if (stat(path, &st) != 0) st.st_size = 0;
    need(b, sqlite3_wal_checkpoint_v2(b->c, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) == SQLITE_OK, "checkpoint");
    return st.st_size;
}

/* Which b-trees a statement opens for writing, as SQLite's own program for it says. */
static size_t trees(Bare *b, Query q, int64_t *ret, size_t max) {
    char sql[4096];
    sqlite3_stmt *s;
    size_t n = 0;
    snprintf(sql, sizeof sql, "EXPLAIN %s", JINDU_QUERIES.v[q].sql[DB_SQLITE]);
    need(b, sqlite3_prepare_v2(b->c, sql, -1, &s, NULL) == SQLITE_OK, "explain");
    while (sqlite3_step(s) == SQLITE_ROW)
        if (strcmp((const char *)sqlite3_column_text(s, 1), "OpenWrite") == 0 && n < max) ret[n++] = sqlite3_column_int64(s, 3);
    sqlite3_finalize(s);
    return n;
}

static size_t different(int64_t *v, size_t n) {
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        bool known = false;
        for (size_t k = 0; k < m; k++) known |= v[k] == v[i];
        if (!known) v[m++] = v[i];
    }
    return m;
}

BareCost bare_cost(Bare *b, const Recording *r) {
    BareCost c = {0};
    for (size_t i = 0; i < r->n; i++) {
        int64_t all[256];
        size_t n = 0;
        for (size_t k = 0; k < r->v[i].n; k++) {
            const BatchStmt *x = &r->v[i].v[k];
            if (x->q == Q_BATCH_ADD) continue; /* one a batch, not one a command */
            n += trees(b, x->q, all + n, LEN(all) - n);
            c.rows++;
            for (int p = 0; p < r->v[i].args[k]; p++) {
                const Val *v = &x->args[p];
                c.bytes += v->kind == VAL_HASH ? 32 : v->kind == VAL_I64 ? 8 : v->kind == VAL_NULL ? 0 : (double)v->s.n;
            }
        }
        c.entries += (double)n;
        c.trees += (double)different(all, n);
    }
    double k = r->n ? (double)r->n : 1;
    return (BareCost){c.rows / k, c.trees / k, c.entries / k, c.bytes / k};
}
