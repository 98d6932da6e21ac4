// SPDX-License-Identifier: Apache-2.0
#include "db/db.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/db_pool.h"
#include "db/db_trace.h"
#include "db/testsql.h"

static Err err;

static Status add(Db *db, Arena *a, int64_t id, int64_t stream, int64_t seq, Str body) {
    return db_run(db, TQ_ENTRY_ADD, ARGS(VAL(id), VAL(stream), VAL(seq), VAL(body), VAL((Hash){{(uint8_t)id}})), a, NULL,
        &err);
}

TEST_BOTH(what_is_stored_comes_back_as_it_was) {
    _cleanup_(db_closep) Db *db = test_open(test_site(dialect, a), DB_WRITER, NULL);
    Str odd = S("津渡 'quoted' \\ \"x\" $1");
    CHECK_OK(add(db, a, 7, INT64_MAX, INT64_MIN, odd), &err);
    CHECK_OK(db_run(db, TQ_ENTRY_ADD, ARGS(VAL(8), VAL(1), VAL(-1), val_null(), val_blob((Str){0})), a, NULL, &err), &err);
    CHECK_OK(add(db, a, 9, 1, 2, (Str){0}), &err);
    Rows *r;
    CHECK_OK(db_run(db, TQ_ENTRY_GET, ARGS(VAL(7)), a, &r, &err), &err);
    CHECK_EQ(r->n, 1);
    CHECK_EQ(r->cols, 5);
    CHECK_EQ(row_i64(r, 0, 0), 7);
    CHECK_EQ(row_i64(r, 0, 1), INT64_MAX);
    CHECK_EQ(row_i64(r, 0, 2), INT64_MIN);
    CHECK_STR(row_str(r, 0, 3), odd);
    CHECK_EQ(row_hash(r, 0, 4).b[0], 7);
    CHECK_OK(db_run(db, TQ_ENTRY_GET, ARGS(VAL(8)), a, &r, &err), &err);
    CHECK(row_is_null(r, 0, 3));
    CHECK(!row_is_null(r, 0, 4));
    CHECK_EQ(row_blob(r, 0, 4).n, 0);
    CHECK_OK(db_run(db, TQ_ENTRY_GET, ARGS(VAL(9)), a, &r, &err), &err);
    CHECK(!row_is_null(r, 0, 3));
    CHECK_OK(db_run(db, TQ_ENTRY_GET, ARGS(VAL(10)), a, &r, &err), &err);
    CHECK_EQ(r->n, 0);
}

TEST_BOTH(arguments_are_bound_by_their_number_not_by_their_place) {
    _cleanup_(db_closep) Db *db = test_open(test_site(dialect, a), DB_WRITER, NULL);
    CHECK_OK(add(db, a, 1, 5, 1, S("x")), &err);
    CHECK_OK(add(db, a, 2, 5, 2, S("y")), &err);
    Rows *r;
    CHECK_OK(db_run(db, TQ_ENTRY_FIND, ARGS(VAL(5), VAL(S("y"))), a, &r, &err), &err);
    CHECK_EQ(r->n, 1);
    CHECK_EQ(row_i64(r, 0, 0), 2);
    CHECK_OK(db_run(db, TQ_ENTRY_FIND, ARGS(VAL(5), val_null()), a, &r, &err), &err);
    CHECK_EQ(r->n, 2);
    CHECK_OK(db_run(db, TQ_ENTRY_RENAME, ARGS(VAL(2), VAL(S("z"))), a, &r, &err), &err);
    CHECK_EQ(r->changed, 1);
    CHECK_EQ(row_i64(r, 0, 0), 2);
    CHECK_OK(db_run(db, TQ_DIALECT, ARGS(VAL(S("t"))), a, &r, &err), &err);
    CHECK_STR(row_str(r, 0, 0), dialect == DB_SQLITE ? S("sqlite") : S("postgres"));
}

TEST_BOTH(a_second_row_of_the_same_key_is_a_conflict_and_a_failed_check_is_not) {
    _cleanup_(db_closep) Db *db = test_open(test_site(dialect, a), DB_WRITER, NULL);
    CHECK_OK(add(db, a, 1, 5, 1, S("x")), &err);
    CHECK_EQ(add(db, a, 2, 5, 1, S("y")), ERR_CONFLICT);
    CHECK_STR(str_c(err.code), S("db.unique"));
    CHECK_STR(str_c(err.where), S("entry_add"));
    CHECK_EQ(add(db, a, 1, 6, 1, S("y")), ERR_CONFLICT);
    CHECK_EQ(db_run(db, TQ_TOTAL_ADD, ARGS(VAL(1), VAL(2000000)), a, NULL, &err), ERR_INVALID);
    CHECK_STR(str_c(err.code), S("db.constraint"));
    Rows *r;
    CHECK_OK(db_run(db, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &err), &err);
    CHECK_EQ(row_i64(r, 0, 0), 1);
}

TEST_BOTH(a_transaction_is_stored_whole_or_not_at_all) {
    _cleanup_(db_closep) Db *db = test_open(test_site(dialect, a), DB_WRITER, NULL);
    Rows *r;
    CHECK_OK(db_begin(db, TX_WRITE, &err), &err);
    CHECK_OK(add(db, a, 1, 1, 1, S("x")), &err);
    db_rollback(db);
    CHECK_OK(db_begin(db, TX_WRITE, &err), &err);
    CHECK_OK(add(db, a, 2, 1, 1, S("x")), &err);
    CHECK_OK(db_commit(db, &err), &err);
    /* A commit that cannot be: the note's entry is not there. */
    CHECK_OK(db_begin(db, TX_WRITE, &err), &err);
    CHECK_OK(db_run(db, TQ_NOTE_ADD, ARGS(VAL(1), VAL(99)), a, NULL, &err), &err);
    CHECK_EQ(db_commit(db, &err), ERR_INVALID);
    CHECK(!db_in_tx(db));
    CHECK_OK(db_run(db, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &err), &err);
    CHECK_EQ(row_i64(r, 0, 0), 1);
}

TEST_BOTH(a_commit_after_a_failed_statement_never_claims_more_than_was_stored) {
    _cleanup_(db_closep) Db *db = test_open(test_site(dialect, a), DB_WRITER, NULL);
    CHECK_OK(add(db, a, 1, 1, 1, S("x")), &err);
    CHECK_OK(db_begin(db, TX_WRITE, &err), &err);
    CHECK_OK(add(db, a, 2, 1, 2, S("x")), &err);
    CHECK_EQ(add(db, a, 3, 1, 1, S("x")), ERR_CONFLICT);
    Status s = db_commit(db, &err);
    Rows *r;
    CHECK_OK(db_run(db, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &err), &err);
    CHECK_EQ(row_i64(r, 0, 0), s == OK ? 2 : 1);
    if (dialect == DB_POSTGRES) {
        CHECK_EQ(s, ERR_STORAGE);
        CHECK_STR(str_c(err.code), S("db.rolled-back"));
    }
}

TEST_BOTH(a_reader_cannot_write) {
    _cleanup_(db_closep) Db *db = test_open(test_site(dialect, a), DB_READER, NULL);
    CHECK_EQ(add(db, a, 1, 1, 1, S("x")), ERR_STORAGE);
    CHECK_STR(str_c(err.code), S("db.readonly"));
}

TEST_BOTH(every_test_query_can_be_prepared) {
    _cleanup_(db_closep) Db *db = test_open(test_site(dialect, a), DB_WRITER, NULL);
    for (Query q = 0; q < TQ_COUNT; q++) CHECK_OK(db_prepare(db, q, &err), &err);
}

typedef struct Walk {
    int64_t n, last;
    Db *meanwhile;
    Arena *a;
} Walk;

static Status walk_one(void *user, const Rows *rows, size_t row, Err *e) {
    Walk *w = user;
    CHECK(row_i64(rows, row, 0) > w->last);
    w->last = row_i64(rows, row, 0);
    if (w->n++ == 700 && w->meanwhile) CHECK_OK(add(w->meanwhile, w->a, 5000, 9, 9, S("late")), &err);
    return w->n == 1100 ? FAIL(e, ERR_LIMIT, "test.enough", "enough") : OK;
}

TEST_BOTH(a_long_walk_sees_each_row_once_and_holds_no_snapshot) {
    Str url = test_site(dialect, a);
    _cleanup_(db_closep) Db *db = test_open(url, DB_WRITER, NULL);
    _cleanup_(db_closep) Db *reader = test_open(url, DB_READER, NULL);
    CHECK_OK(db_begin(db, TX_WRITE, &err), &err);
    for (int i = 1; i <= 1050; i++) CHECK_OK(add(db, a, i, 1, i, S("x")), &err);
    CHECK_OK(db_commit(db, &err), &err);
    Walk w = {.meanwhile = db, .a = a};
    CHECK_OK(db_each(reader, TQ_ENTRY_PAGE, 0, NO_ARGS, walk_one, &w, &err), &err);
    CHECK_EQ(w.n, 1051);
    CHECK_EQ(w.last, 5000);
    w = (Walk){.n = 90};
    CHECK_EQ(db_each(reader, TQ_ENTRY_PAGE, 0, NO_ARGS, walk_one, &w, &err), ERR_LIMIT);
}

TEST_BOTH(a_read_transaction_sees_one_moment) {
    Str url = test_site(dialect, a);
    _cleanup_(db_closep) Db *db = test_open(url, DB_WRITER, NULL);
    _cleanup_(db_closep) Db *reader = test_open(url, DB_READER, NULL);
    Rows *r;
    CHECK_OK(db_begin(reader, TX_READ, &err), &err);
    CHECK_OK(db_run(reader, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &err), &err);
    CHECK_OK(add(db, a, 1, 1, 1, S("x")), &err);
    CHECK_OK(db_run(reader, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &err), &err);
    CHECK_EQ(row_i64(r, 0, 0), 0);
    CHECK_OK(db_commit(reader, &err), &err);
    CHECK_OK(db_run(reader, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &err), &err);
    CHECK_EQ(row_i64(r, 0, 0), 1);
}

TEST(an_unknown_url_and_a_missing_file_are_named) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Db *db = NULL;
    DbHow how = {.role = DB_WRITER, .queries = &TEST_QUERIES};
    CHECK_EQ(db_open(S("mysql://x"), &how, &db, &err), ERR_INVALID);
    CHECK_STR(str_c(err.code), S("db.url"));
    CHECK_EQ(db_open(testdb_url(DB_SQLITE, a), &how, &db, &err), ERR_STORAGE);
    CHECK_STR(str_c(err.code), S("db.open"));
    CHECK_EQ(db_open(S("postgresql:///x?host=/nowhere"), &how, &db, &err), ERR_STORAGE);
    CHECK_STR(str_c(err.code), S("db.open"));
    CHECK(!db);
}

static void count_trace(void *user, const DbTraced *t) {
    size_t *seen = user;
    if (!strcmp(t->name, "entry_count")) seen[0] += t->rows;
    if (t->status != OK) seen[1]++;
    CHECK(t->us >= 0);
}

TEST_BOTH(a_trace_names_each_statement_and_its_rows) {
    size_t seen[2] = {0};
    _cleanup_(db_closep) Db *db = db_trace_new(test_open(test_site(dialect, a), DB_WRITER, NULL), count_trace, seen);
    Rows *r;
    CHECK_OK(db_run(db, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &err), &err);
    CHECK_OK(add(db, a, 1, 1, 1, S("x")), &err);
    CHECK_EQ(add(db, a, 1, 1, 1, S("x")), ERR_CONFLICT);
    CHECK_EQ(seen[0], 1);
    CHECK_EQ(seen[1], 1);
}

static void *read_much(void *arg) {
    DbPool *pool = arg;
    for (int i = 0; i < 50; i++) {
        Db *db;
        Err e;
        _cleanup_(arena_freep) Arena *a = arena_new();
        Rows *r;
        ASSERT(db_pool_take(pool, 10000, &db, &e) == OK);
        ASSERT(db_run(db, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &e) == OK);
        db_pool_give(pool, db);
    }
    return NULL;
}

TEST_BOTH(a_pool_lends_each_connection_to_one_thread) {
    DbPool *pool;
    CHECK_OK(db_pool_open(test_site(dialect, a), &TEST_QUERIES, 2, &pool, &err), &err);
    pthread_t t[4];
    for (size_t i = 0; i < LEN(t); i++) pthread_create(&t[i], NULL, read_much, pool);
    for (size_t i = 0; i < LEN(t); i++) pthread_join(t[i], NULL);
    Db *one, *two, *three;
    CHECK_OK(db_pool_take(pool, 0, &one, &err), &err);
    CHECK_OK(db_pool_take(pool, 0, &two, &err), &err);
    CHECK_EQ(db_pool_take(pool, 20, &three, &err), ERR_BUSY);
    CHECK_OK(db_begin(one, TX_READ, &err), &err);
    db_pool_give(pool, one);
    CHECK(!db_in_tx(one));
    db_pool_give(pool, two);
    db_pool_close(pool);
}

TEST(the_wal_stays_until_a_checkpoint_and_a_reader_at_work_only_delays_it) {
    if (getenv("JINDU_TEST_PG")) SKIP("this run is for PostgreSQL");
    _cleanup_(arena_freep) Arena *a = arena_new();
    Str url = test_site(DB_SQLITE, a);
    _cleanup_(db_closep) Db *db = test_open(url, DB_WRITER, NULL);
    _cleanup_(db_closep) Db *keeper = test_open(url, DB_ADMIN, NULL);
    _cleanup_(db_closep) Db *reader = test_open(url, DB_READER, NULL);
    for (int i = 1; i <= 1200; i++) CHECK_OK(add(db, a, i, 1, i, S("x")), &err);
    Rows *r;
    CHECK_OK(db_begin(reader, TX_READ, &err), &err);
    CHECK_OK(db_run(reader, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &err), &err);
    for (int i = 2001; i <= 2100; i++) CHECK_OK(add(db, a, i, 1, i, S("x")), &err);
    DbWal wal;
    CHECK_OK(db_checkpoint(keeper, DB_CHECKPOINT_PASSIVE, &wal, &err), &err);
    CHECK(wal.file_bytes > 1200 * 4096);
    CHECK(wal.pending_bytes > 0);
    CHECK_OK(db_commit(reader, &err), &err);
    CHECK_OK(db_checkpoint(keeper, DB_CHECKPOINT_PASSIVE, &wal, &err), &err);
    CHECK_EQ(wal.pending_bytes, 0);
    CHECK_OK(db_checkpoint(keeper, DB_CHECKPOINT_TRUNCATE, &wal, &err), &err);
    CHECK_EQ(wal.file_bytes, 0);
}

/* Seen from another process: a process does not see its own locks. SQLite's shared lock lies on these bytes. */
static bool is_locked(const char *path) {
    enum { SHARED_FIRST = 0x40000002, SHARED_SIZE = 510 };
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        struct flock l = {.l_type = F_WRLCK, .l_start = SHARED_FIRST, .l_len = SHARED_SIZE};
        int fd = open(path, O_RDWR | O_CLOEXEC);
        _exit(fd < 0 || fcntl(fd, F_GETLK, &l) < 0 ? 2 : l.l_type == F_RDLCK);
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) < 2);
    return WEXITSTATUS(status) == 1;
}

TEST(another_connection_for_administration_takes_no_lock_away) {
    Arena *a = arena_new();
    Str url = test_site(DB_SQLITE, a);
    Db *db = test_open(url, DB_WRITER, NULL);
    CHECK_OK(add(db, a, 1, 1, 1, S("x")), &err);
    CHECK(is_locked(testdb_path(url, a)));
    Db *admin = test_open(url, DB_ADMIN, NULL);
    CHECK(is_locked(testdb_path(url, a)));
    db_close(admin);
    CHECK(is_locked(testdb_path(url, a)));
    db_close(db);
    CHECK(!is_locked(testdb_path(url, a)));
    arena_free(a);
}

TEST(a_reader_of_postgres_comes_back_after_the_server_dropped_it) {
    if (!testdb_has(DB_POSTGRES)) SKIP("needs tools/with_postgres.sh");
    _cleanup_(arena_freep) Arena *a = arena_new();
    Str url = test_site(DB_POSTGRES, a);
    _cleanup_(db_closep) Db *db = test_open(url, DB_ADMIN, NULL);
    _cleanup_(db_closep) Db *reader = test_open(url, DB_READER, NULL);
    Rows *r;
    CHECK_OK(db_run(reader, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &err), &err);
    CHECK_OK(db_exec_script(db, S("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                                  " AND application_name = 'jindu'"), &err), &err);
    CHECK_OK(db_run(reader, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &err), &err);
}

TEST_MAIN()
