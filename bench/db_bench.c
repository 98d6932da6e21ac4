// SPDX-License-Identifier: Apache-2.0
/*
 * What the SQL seam costs: durable commands a second in batches, through db/batch.h and by hand on bare SQLite, on the
 * same rows, taking turns in one run. A command is one log row of 180 bytes with a unique (stream, seq) and two updates
 * of small tables. One JSON line per measurement.
 *
 *     db_bench [milliseconds per measurement] [rounds]
 */
#include <sqlite3.h>
#include <unistd.h>

#include "base/clock.h"
#include "db/batch.h"
#include "db/migrate.h"
#include "db/testdb.h"

enum { STREAMS = 2000, BATCH_MAX = 256, SAMPLES = 1 << 16 };

enum { B_LOG, B_CASE, B_TOTAL, B_QUERIES };
#define BOTH(text) {text, text}
static const QueryText QUERIES[] = {
    [B_LOG] = {"log_add", 4, BOTH("INSERT INTO log (pos, stream, seq, body) VALUES ($1, $2, $3, $4)")},
    [B_CASE] = {"case_set", 3, BOTH("UPDATE kase SET seq = $2, state = $3 WHERE id = $1")},
    [B_TOTAL] = {"total_add", 1, BOTH("UPDATE total SET n = n + 1 WHERE desk = $1")},
};
static const QuerySet SET = {QUERIES, LEN(QUERIES)};

#define TABLES(INT, BYTES, END)                                                                                   \
    "CREATE TABLE log (pos " INT " PRIMARY KEY, stream " INT " NOT NULL, seq " INT " NOT NULL, body " BYTES         \
    " NOT NULL, UNIQUE (stream, seq))" END "CREATE TABLE kase (id " INT " PRIMARY KEY, seq " INT                    \
    " NOT NULL, state " BYTES " NOT NULL)" END "CREATE TABLE total (desk " INT " PRIMARY KEY, n " INT " NOT NULL)" END
static const Migration TABLES_MADE[] = {{"bench",
    {TABLES("INTEGER", "BLOB", " STRICT;") "WITH RECURSIVE i(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM i WHERE x < 1999)"
         " INSERT INTO kase SELECT x, 0, zeroblob(100) FROM i; INSERT INTO total SELECT id, 0 FROM kase WHERE id < 50;",
        TABLES("BIGINT", "BYTEA", ";") "INSERT INTO kase SELECT x, 0, decode(repeat('00', 100), 'hex') FROM "
                                       "generate_series(0, 1999) x; INSERT INTO total SELECT id, 0 FROM kase WHERE id < 50;"}}};

typedef struct Load {
    int64_t pos, seq[STREAMS];
    uint64_t random;
    char body[180];
    int64_t *us;
    size_t n_us;
} Load;

typedef struct Command {
    int64_t pos, stream, seq, desk;
} Command;

static Command next_command(Load *l) {
    l->random = l->random * 6364136223846793005u + 1442695040888963407u;
    int64_t stream = (int64_t)((l->random >> 33) % STREAMS);
    return (Command){.pos = ++l->pos, .stream = stream, .seq = ++l->seq[stream], .desk = (int64_t)(l->random >> 40) % 50};
}

static void need(Status s, const Err *err) {
    if (s == OK) return;
    fprintf(stderr, "db_bench: %s %s: %s\n", err->code, err->where, err->msg);
    exit(1);
}

typedef void CommitFn(void *user, Load *l, size_t n);

typedef struct Seam {
    Db *db;
    int64_t epoch;
    Arena *arena;
} Seam;

static void seam_commit(void *user, Load *l, size_t n) {
    Seam *s = user;
    Batch b;
    Err err;
    arena_reset(s->arena);
    batch_begin(&b, s->db, s->epoch, s->arena);
    Str body = str_n(l->body, sizeof l->body);
    for (size_t i = 0; i < n; i++) {
        Command c = next_command(l);
        batch_add(&b, B_LOG, ARGS(VAL(c.pos), VAL(c.stream), VAL(c.seq), val_blob(body)));
        batch_add(&b, B_CASE, ARGS(VAL(c.stream), VAL(c.seq), val_blob(str_n(body.p, 100))));
        batch_add(&b, B_TOTAL, ARGS(VAL(c.desk)));
    }
    need(batch_commit(&b, NULL, &err), &err);
}

/* ?n, not $n: bare SQLite numbers $2, $1 in the order they appear. */
static const char *const BARE[] = {
    [B_LOG] = "INSERT INTO log (pos, stream, seq, body) VALUES (?1, ?2, ?3, ?4)",
    [B_CASE] = "UPDATE kase SET seq = ?2, state = ?3 WHERE id = ?1",
    [B_TOTAL] = "UPDATE total SET n = n + 1 WHERE desk = ?1",
};

typedef struct Bare {
    sqlite3 *c;
    sqlite3_stmt *s[B_QUERIES];
} Bare;

static void bare_exec(sqlite3 *c, const char *sql) {
    if (sqlite3_exec(c, sql, NULL, NULL, NULL) == SQLITE_OK) return;
    fprintf(stderr, "db_bench: %s: %s\n", sql, sqlite3_errmsg(c));
    exit(1);
}

static void bare_step(sqlite3_stmt *s) {
    ASSERT(sqlite3_step(s) == SQLITE_DONE && sqlite3_changes(sqlite3_db_handle(s)) == 1);
    sqlite3_reset(s);
}

static void bare_commit(void *user, Load *l, size_t n) {
    Bare *b = user;
    bare_exec(b->c, "BEGIN IMMEDIATE");
    for (size_t i = 0; i < n; i++) {
        Command c = next_command(l);
        sqlite3_bind_int64(b->s[B_LOG], 1, c.pos);
        sqlite3_bind_int64(b->s[B_LOG], 2, c.stream);
        sqlite3_bind_int64(b->s[B_LOG], 3, c.seq);
        sqlite3_bind_blob(b->s[B_LOG], 4, l->body, sizeof l->body, SQLITE_STATIC);
        bare_step(b->s[B_LOG]);
        sqlite3_bind_int64(b->s[B_CASE], 1, c.stream);
        sqlite3_bind_int64(b->s[B_CASE], 2, c.seq);
        sqlite3_bind_blob(b->s[B_CASE], 3, l->body, 100, SQLITE_STATIC);
        bare_step(b->s[B_CASE]);
        sqlite3_bind_int64(b->s[B_TOTAL], 1, c.desk);
        bare_step(b->s[B_TOTAL]);
    }
    bare_exec(b->c, "COMMIT");
}

static int64_t cpu_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * SECOND + t.tv_nsec / 1000;
}

static int by_us(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double measure(const char *name, CommitFn *commit, void *user, Load *l, size_t batch, int64_t for_us) {
    int64_t start = clock_monotonic_us(), t = start, cpu = cpu_us();
    size_t n = 0;
    l->n_us = 0;
    while (t - start < for_us && l->n_us < SAMPLES) {
        commit(user, l, batch);
        int64_t now = clock_monotonic_us();
        l->us[l->n_us++] = now - t;
        t = now;
        n += batch;
    }
    qsort(l->us, l->n_us, sizeof *l->us, by_us);
    double rate = (double)n * 1e6 / (double)(t - start);
    printf("{\"bench\":\"db\",\"on\":\"%s\",\"batch\":%zu,\"commands_per_s\":%.0f,\"commit_p50_us\":%lld,"
           "\"commit_p99_us\":%lld,\"cpu_us_per_command\":%.2f}\n",
        name, batch, rate, (long long)l->us[l->n_us / 2], (long long)l->us[l->n_us * 99 / 100],
        (double)(cpu_us() - cpu) / (double)n);
    fflush(stdout);
    return rate;
}

static Seam seam_open(Dialect dialect, Arena *a, Str *ret_url) {
    Err err;
    Seam s = {.arena = arena_new()};
    Str url = testdb_url(dialect, a);
    DbHow how = {.role = DB_ADMIN, .queries = &SET};
    Migrated m;
    need(db_open(url, &how, &s.db, &err), &err);
    need(db_migrate(s.db, &(MigrationSet){TABLES_MADE, 1}, &(MigrateHow){.now = 1}, a, &m, &err), &err);
    need(writer_claim(s.db, S("bench"), 1, &s.epoch, &err), &err);
    *ret_url = url;
    return s;
}

static void bare_open(Bare *b, const char *path) {
    ASSERT(sqlite3_open(path, &b->c) == SQLITE_OK);
    bare_exec(b->c, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-8000");
    bare_exec(b->c, TABLES_MADE[0].sql[DB_SQLITE]);
    for (int q = 0; q < B_QUERIES; q++)
        ASSERT(sqlite3_prepare_v2(b->c, BARE[q], -1, &b->s[q], NULL) == SQLITE_OK);
}

static Load *load_new(Arena *a, uint64_t seed) {
    Load *l = NEW(a, Load);
    l->random = seed;
    l->us = NEW_N(a, int64_t, SAMPLES);
    memset(l->body, 'x', sizeof l->body);
    return l;
}

int main(int argc, char **argv) {
    int64_t for_us = (argc > 1 ? strtol(argv[1], NULL, 10) : 500) * (SECOND / 1000);
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 6;
    static const size_t BATCHES[] = {1, 64, 256};
    _cleanup_(arena_freep) Arena *a = arena_new();
    Str url;
    Seam sqlite = seam_open(DB_SQLITE, a, &url), pg = {0};
    Bare bare = {0};
    bare_open(&bare, str_format(a, "%s.bare", testdb_path(url, a)).p);
    if (testdb_has(DB_POSTGRES)) pg = seam_open(DB_POSTGRES, a, &url);
    Load *on_seam = load_new(a, 1), *on_bare = load_new(a, 1), *on_pg = load_new(a, 1);
    double sum[LEN(BATCHES)][2] = {0};
    for (long r = 0; r < rounds; r++)
        for (size_t i = 0; i < LEN(BATCHES); i++) {
            size_t n = BATCHES[i];
            /* Who goes second pays for the write-back of the first: take turns. */
            if (r % 2) sum[i][1] += measure("seam_sqlite", seam_commit, &sqlite, on_seam, n, for_us);
            sum[i][0] += measure("bare_sqlite", bare_commit, &bare, on_bare, n, for_us);
            if (r % 2 == 0) sum[i][1] += measure("seam_sqlite", seam_commit, &sqlite, on_seam, n, for_us);
            if (pg.db) measure("seam_postgres", seam_commit, &pg, on_pg, n, for_us);
        }
    for (size_t i = 0; i < LEN(BATCHES); i++)
        printf("{\"bench\":\"db\",\"batch\":%zu,\"seam_to_bare\":%.2f}\n", BATCHES[i], sum[i][1] / sum[i][0]);
    for (int q = 0; q < B_QUERIES; q++) sqlite3_finalize(bare.s[q]);
    sqlite3_close(bare.c);
    db_close(sqlite.db);
    db_close(pg.db);
    arena_free(sqlite.arena);
    arena_free(pg.arena);
    return 0;
}
