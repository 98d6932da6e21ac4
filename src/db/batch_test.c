// SPDX-License-Identifier: Apache-2.0
#include "db/batch.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/db_fault.h"
#include "db/testsql.h"

static Err err;

static int64_t claim(Db *db) {
    int64_t epoch = 0;
    CHECK_OK(writer_claim(db, S("test:1"), 5, &epoch, &err), &err);
    return epoch;
}

static void add(Batch *b, int64_t id) {
    batch_add(b, TQ_ENTRY_ADD, ARGS(VAL(id), VAL(1), VAL(id), VAL(S("body")), VAL((Hash){{1}})));
}

static int64_t count(Db *db, Arena *a) {
    Rows *r = NULL;
    CHECK_OK(db_run(db, TQ_ENTRY_COUNT, NO_ARGS, a, &r, &err), &err);
    return r ? row_i64(r, 0, 0) : -1;
}

enum { FULL = 64 };

TEST_BOTH(a_batch_is_stored_whole) {
    Str url = test_site(dialect, a);
    _cleanup_(db_closep) Db *db = test_open(url, DB_WRITER, NULL);
    _cleanup_(db_closep) Db *reader = test_open(url, DB_READER, NULL);
    Batch b;
    batch_begin(&b, db, claim(db), a);
    CHECK_OK(batch_commit(&b, NULL, &err), &err);
    for (int i = 1; i <= FULL; i++) add(&b, i);
    CHECK_EQ(count(reader, a), 0);
    CHECK_OK(batch_commit(&b, NULL, &err), &err);
    CHECK_EQ(count(reader, a), FULL);
    add(&b, FULL + 1);
    batch_add(&b, TQ_TOTAL_ADD, ARGS(VAL(1), VAL(3)));
    batch_add(&b, TQ_ENTRY_RENAME, ARGS(VAL(1), VAL(S("named"))));
    CHECK_OK(batch_commit(&b, NULL, &err), &err);
    CHECK_EQ(count(reader, a), FULL + 1);
}

/* A driver may bring statements together and change their order: not so that anybody could tell. */
typedef struct Any {
    uint64_t seed;
    int64_t next; /* entry: those after it are named before they are there */
} Any;

static void any_statement(Batch *b, Any *x, Arena *a) {
    uint64_t r = x->seed = x->seed * 6364136223846793005u + 1442695040888963407u;
    int64_t near = x->next - 3 + (int64_t)(r >> 40 & 7);
    Str text = str_format(a, "%lld", (long long)(r >> 33));
    switch (r >> 60) {
    case 0 ... 4: batch_add(b, TQ_TOTAL_ADD, ARGS(VAL(near & 3), VAL((int64_t)(r >> 50 & 7)))); break;
    case 5 ... 7: batch_add(b, TQ_ENTRY_RENAME, ARGS(VAL(near), VAL(text))); break;
    case 8: batch_add(b, TQ_ENTRY_GET, ARGS(VAL(near))); break;
    case 9: batch_add(b, TQ_ENTRY_DROP, ARGS(VAL(near))); break;
    default:
        batch_add(b, TQ_ENTRY_ADD, ARGS(VAL(x->next), VAL(7), VAL(x->next), val_some(r & 1, VAL(text)),
                                        val_some(r & 2, VAL((Hash){{(uint8_t)r}}))));
        x->next++;
    }
}

static Str all_rows(Db *db, int64_t to, Arena *a) {
    Rows *totals = NULL, *r = NULL;
    StrBuf b;
    strbuf_init(&b, a, MB(1));
    CHECK_OK(db_run(db, TQ_TOTAL_LIST, NO_ARGS, a, &totals, &err), &err);
    for (size_t i = 0; i < totals->n; i++)
        strbuf_f(&b, "%lld=%lld ", (long long)row_i64(totals, i, 0), (long long)row_i64(totals, i, 1));
    for (int64_t id = 0; id < to; id++) {
        CHECK_OK(db_run(db, TQ_ENTRY_GET, ARGS(VAL(id)), a, &r, &err), &err);
        for (size_t i = 0; i < r->n; i++)
            strbuf_f(&b, "%lld:" STR_FMT ":%d ", (long long)id, STR_ARG(row_str(r, i, 3)),
                     row_is_null(r, i, 4) ? -1 : row_hash(r, i, 4).b[0]);
    }
    return strbuf_str(&b);
}

TEST_BOTH(a_batch_leaves_what_its_statements_leave_one_by_one) {
    _cleanup_(db_closep) Db *whole = test_open(test_site(dialect, a), DB_WRITER, NULL);
    _cleanup_(db_closep) Db *single = test_open(test_site(dialect, a), DB_WRITER, NULL);
    Batch b, one;
    Any x = {.seed = 20261123}, y = x;
    batch_begin(&b, whole, claim(whole), a);
    batch_begin(&one, single, claim(single), a);
    for (int round = 0; round < 40; round++) {
        for (int i = 0; i < FULL; i++) any_statement(&b, &x, a);
        CHECK_OK(batch_commit(&b, NULL, &err), &err);
        for (int i = 0; i < FULL; i++) {
            any_statement(&one, &y, a);
            CHECK_OK(batch_commit(&one, NULL, &err), &err);
        }
    }
    Str got = all_rows(whole, x.next, a);
    CHECK(got.n > 200);
    CHECK_STR(got, all_rows(single, x.next, a));
}

TEST_BOTH(a_batch_larger_than_the_sockets_does_not_stall) {
    Str url = test_site(dialect, a);
    _cleanup_(db_closep) Db *db = test_open(url, DB_WRITER, NULL);
    Str big = str_n(arena_alloc(a, 20000), 20000);
    memset((char *)(uintptr_t)big.p, 'x', big.n);
    Batch b;
    batch_begin(&b, db, claim(db), a);
    for (int i = 1; i <= 600; i++)
        batch_add(&b, TQ_ENTRY_ADD, ARGS(VAL(i), VAL(1), VAL(i), VAL(big), val_null()));
    for (int i = 1; i <= 600; i++) batch_add(&b, TQ_ENTRY_GET, ARGS(VAL(i)));
    CHECK_OK(batch_commit(&b, NULL, &err), &err);
    CHECK_EQ(count(db, a), 600);
}

TEST_BOTH(an_error_at_any_statement_of_a_full_batch_stores_nothing_and_is_found) {
    Str url = test_site(dialect, a);
    DbFault fault = {0};
    _cleanup_(db_closep) Db *db = db_fault_new(test_open(url, DB_WRITER, NULL), &fault);
    Batch b;
    batch_begin(&b, db, claim(db), a);
    for (size_t k = 1; k <= FULL; k++) {
        for (int i = 1; i <= FULL; i++) add(&b, i);
        fault.fail_statement = k;
        size_t failed = BATCH_NONE;
        CHECK_EQ(batch_commit(&b, &failed, &err), ERR_INVALID);
        CHECK_STR(str_c(err.code), S("db.constraint"));
        CHECK_EQ(failed, k - 1);
        CHECK_EQ(count(db, a), 0);
    }
    for (int i = 1; i <= FULL; i++) add(&b, i);
    CHECK_OK(batch_commit(&b, NULL, &err), &err);
    CHECK_EQ(count(db, a), FULL);
}

TEST_BOTH(a_unique_key_in_a_batch_is_a_conflict_at_its_statement) {
    _cleanup_(db_closep) Db *db = test_open(test_site(dialect, a), DB_WRITER, NULL);
    Batch b;
    batch_begin(&b, db, claim(db), a);
    for (int i = 1; i <= 5; i++) add(&b, i == 4 ? 2 : i);
    size_t failed;
    CHECK_EQ(batch_commit(&b, &failed, &err), ERR_CONFLICT);
    CHECK_EQ(failed, 3);
    CHECK_EQ(count(db, a), 0);
}

TEST_BOTH(a_failing_commit_stores_nothing_and_blames_no_statement) {
    DbFault fault = {.commit_breaker = TQ_NOTE_ADD};
    _cleanup_(db_closep) Db *db = db_fault_new(test_open(test_site(dialect, a), DB_WRITER, NULL), &fault);
    Batch b;
    batch_begin(&b, db, claim(db), a);
    Val args[] = {VAL(1), VAL(-1)};
    fault.breaker_args = args;
    for (int i = 1; i <= FULL; i++) add(&b, i);
    size_t failed = 0;
    CHECK_EQ(batch_commit(&b, &failed, &err), ERR_INVALID);
    CHECK(failed == BATCH_NONE);
    CHECK_EQ(count(db, a), 0);
    for (int i = 1; i <= FULL; i++) add(&b, i);
    CHECK_OK(batch_commit(&b, NULL, &err), &err);
    CHECK_EQ(count(db, a), FULL);
}

TEST_BOTH(there_is_one_writer_at_a_time) {
    Str url = test_site(dialect, a);
    _cleanup_(db_closep) Db *second = test_open(url, DB_WRITER, NULL);
    int64_t epoch = 0;
    {
        _cleanup_(db_closep) Db *first = test_open(url, DB_WRITER, NULL);
        CHECK_EQ(claim(first), 1);
        CHECK_EQ(writer_claim(second, S("test:2"), 5, &epoch, &err), ERR_BUSY);
        CHECK_STR(str_c(err.code), S("writer.taken"));
        Migrated m;
        CHECK_EQ(db_migrate(second, &TEST_MIGRATIONS, &(MigrateHow){0}, a, &m, &err), ERR_BUSY);
    }
    for (int i = 0; i < 100 && writer_claim(second, S("test:2"), 5, &epoch, &err) != OK; i++) usleep(10000);
    CHECK_EQ(epoch, 2);
}

/* The lock is lost without the first writer's knowing: its file is deleted, or the session's locks are. */
TEST_BOTH(a_writer_that_was_replaced_can_store_nothing_more) {
    Str url = test_site(dialect, a);
    _cleanup_(db_closep) Db *first = test_open(url, DB_WRITER, NULL);
    _cleanup_(db_closep) Db *second = test_open(url, DB_WRITER, NULL);
    Batch b1, b2;
    batch_begin(&b1, first, claim(first), a);
    add(&b1, 1);
    CHECK_OK(batch_commit(&b1, NULL, &err), &err);
    if (dialect == DB_SQLITE)
        CHECK(unlink(str_format(a, "%s.writer", testdb_path(url, a)).p) == 0);
    else
        CHECK_OK(db_exec_script(first, S("SELECT pg_advisory_unlock_all()"), &err), &err);
    batch_begin(&b2, second, claim(second), a);
    add(&b1, 2);
    size_t failed = 0;
    CHECK_EQ(batch_commit(&b1, &failed, &err), ERR_DENIED);
    CHECK_STR(str_c(err.code), S("writer.fenced"));
    CHECK(failed == BATCH_NONE);
    CHECK_EQ(batch_commit(&b1, NULL, &err), ERR_DENIED);
    add(&b2, 3);
    CHECK_OK(batch_commit(&b2, NULL, &err), &err);
    CHECK_EQ(count(second, a), 2);
}

TEST(a_full_or_failing_disk_is_named_and_stores_nothing) {
    if (getenv("JINDU_TEST_PG")) SKIP("this run is for PostgreSQL");
    static const struct {
        DiskFault fault;
        const char *code;
    } CASES[] = {{DISK_FULL, "db.full"}, {DISK_SYNC_FAILS, "db.io"}, {DISK_READ_ONLY, "db.readonly"}};
    for (size_t c = 0; c < LEN(CASES); c++) {
        _cleanup_(arena_freep) Arena *a = arena_new();
        Str url = test_site(DB_SQLITE, a);
        db_fault_disk(DISK_WELL);
        _cleanup_(db_closep) Db *db = test_open(url, DB_WRITER, DB_FAULT_VFS);
        Batch b;
        batch_begin(&b, db, claim(db), a);
        add(&b, 1);
        CHECK_OK(batch_commit(&b, NULL, &err), &err);
        db_fault_disk(CASES[c].fault);
        for (int round = 0; round < 3; round++) {
            for (int i = 2; i <= FULL; i++) add(&b, i);
            CHECK_EQ(batch_commit(&b, NULL, &err), ERR_STORAGE);
            CHECK_STR(str_c(err.code), str_c(CASES[c].code));
            CHECK_EQ(count(db, a), 1);
        }
        db_fault_disk(DISK_WELL);
        for (int i = 2; i <= FULL; i++) add(&b, i);
        CHECK_OK(batch_commit(&b, NULL, &err), &err);
        _cleanup_(db_closep) Db *reader = test_open(url, DB_READER, NULL);
        CHECK_EQ(count(reader, a), FULL);
    }
}

/* The child's disk does not sync, and the child is gone before anything else is written. */
TEST(a_batch_whose_sync_failed_is_whole_or_absent_after_a_crash) {
    if (getenv("JINDU_TEST_PG")) SKIP("this run is for PostgreSQL");
    _cleanup_(arena_freep) Arena *a = arena_new();
    Str url = test_site(DB_SQLITE, a);
    db_fault_disk(DISK_WELL);
    pid_t child = fork();
    if (child == 0) {
        Db *db = test_open(url, DB_WRITER, DB_FAULT_VFS);
        Batch b;
        batch_begin(&b, db, claim(db), a);
        db_fault_disk(DISK_SYNC_FAILS);
        for (int i = 1; i <= FULL; i++) add(&b, i);
        Status s = batch_commit(&b, NULL, &err);
        _exit(s == ERR_STORAGE && count(db, a) == 0 ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    CHECK_EQ(status, 0);
    _cleanup_(db_closep) Db *db = test_open(url, DB_WRITER, NULL);
    int64_t n = count(db, a);
    printf("# %lld of %d rows\n", (long long)n, FULL);
    CHECK(n == 0 || n == FULL);
}

TEST(a_database_and_its_files_are_for_their_owner_alone) {
    if (getenv("JINDU_TEST_PG")) SKIP("this run is for PostgreSQL");
    _cleanup_(arena_freep) Arena *a = arena_new();
    Str url = test_site(DB_SQLITE, a);
    _cleanup_(db_closep) Db *db = test_open(url, DB_WRITER, NULL);
    Batch b;
    batch_begin(&b, db, claim(db), a);
    add(&b, 1);
    CHECK_OK(batch_commit(&b, NULL, &err), &err);
    static const char *const ENDS[] = {"", "-wal", "-shm", ".writer"};
    for (size_t i = 0; i < LEN(ENDS); i++) {
        struct stat st = {0};
        CHECK(stat(str_format(a, "%s%s", testdb_path(url, a), ENDS[i]).p, &st) == 0);
        CHECK_EQ(st.st_mode & 0777, 0600);
    }
}

TEST(a_connection_of_postgres_lost_before_a_batch_is_a_fault_not_a_silence) {
    if (!testdb_has(DB_POSTGRES)) SKIP("needs tools/with_postgres.sh");
    _cleanup_(arena_freep) Arena *a = arena_new();
    Str url = test_site(DB_POSTGRES, a);
    _cleanup_(db_closep) Db *db = test_open(url, DB_WRITER, NULL);
    _cleanup_(db_closep) Db *other = test_open(url, DB_WRITER, NULL);
    Batch b;
    batch_begin(&b, db, claim(db), a);
    add(&b, 1);
    CHECK_OK(batch_commit(&b, NULL, &err), &err);
    CHECK_OK(db_exec_script(other, S("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
                                     "pg_backend_pid() AND application_name = 'jindu'"), &err), &err);
    add(&b, 2);
    CHECK_EQ(batch_commit(&b, NULL, &err), ERR_STORAGE);
    CHECK_STR(str_c(err.code), S("db.outcome-unknown"));
    CHECK_EQ(count(other, a), 1);
    for (int i = 0; i < 2; i++) CHECK_EQ(batch_commit(&b, NULL, &err), ERR_STORAGE);
}

TEST_MAIN()
