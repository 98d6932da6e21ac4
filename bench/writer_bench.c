// SPDX-License-Identifier: Apache-2.0
/*
 * writer_bench RULES [SECONDS]: the smallest durable command (one event on one case) through the writer, asked for by
 * 64 threads at once, and the same rows put into a bare database in batches of 64, in turn in one run. One JSON line each.
 */
#include <pthread.h>
#include <unistd.h>

#include "app/writer.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/queries.h"
#include "store/stream_store.h"

enum { SUBMITTERS = 64, CASES = 512, SAMPLES = 1 << 16, BATCH = 64 };

typedef struct Bench {
    Site *site;
    Actor who;
    int64_t cases[CASES];
    _Atomic bool stop;
    _Atomic int64_t done, faults;
    int64_t run;
    int64_t us[SAMPLES];
} Bench;

typedef struct One {
    Bench *b;
    int thread;
} One;

static void must(Status s, const Err *err, const char *what) {
    if (s == OK) return;
    fprintf(stderr, "%s: %s: %s\n", what, err->code, err->msg);
    exit(3);
}

static void *submit(void *arg) {
    One *one = arg;
    Bench *b = one->b;
    Arena *a = arena_new();
    for (int64_t i = 0; !b->stop; i++) {
        arena_reset(a);
        Command cmd = {.kind = CMD_MANIFEST, .case_id = b->cases[(i * SUBMITTERS + one->thread) % CASES]};
        memcpy(cmd.manifest.b, &i, sizeof i);
        cmd.manifest.b[31] = 1;
        Str key = str_format(a, "%lld-%d-%lld", (long long)b->run, one->thread, (long long)i);
        WriteAsk ask = {.cmd = &cmd, .who = b->who, .post = one->thread, .key = key, .request = hash_sha256(&key, 1)};
        WriteResult r;
        Err err = {0};
        int64_t from = clock_monotonic_us();
        if (writer_run(site_writer(b->site), &ask, a, &r, &err) != OK || r.refused) b->faults++;
        int64_t n = b->done++;
        b->us[n % SAMPLES] = clock_monotonic_us() - from;
    }
    arena_free(a);
    return NULL;
}

static int by_size(const void *x, const void *y) {
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

static void through_writer(Bench *b, int threads, int seconds) {
    pthread_t t[SUBMITTERS];
    One one[SUBMITTERS];
    b->stop = false;
    b->done = b->faults = 0;
    b->run++;
    WriterStats before = writer_stats(site_writer(b->site));
    int64_t from = clock_monotonic_us();
    for (int i = 0; i < threads; i++) {
        one[i] = (One){b, i};
        pthread_create(&t[i], NULL, submit, &one[i]);
    }
    usleep((useconds_t)seconds * 1000000);
    b->stop = true;
    for (int i = 0; i < threads; i++) pthread_join(t[i], NULL);
    double s = (double)(clock_monotonic_us() - from) / 1e6;
    WriterStats after = writer_stats(site_writer(b->site));
    size_t n = (size_t)MIN(b->done, (int64_t)SAMPLES);
    qsort(b->us, n, sizeof b->us[0], by_size);
    printf("{\"bench\":\"writer\",\"submitters\":%d,\"per_s\":%.0f,\"p50_us\":%lld,\"p99_us\":%lld,\"commits\":%lld,"
           "\"statements_per_command\":%.2f,\"faults\":%lld}\n",
           threads, (double)b->done / s, (long long)b->us[n / 2], (long long)b->us[n * 99 / 100],
           (long long)(after.commits - before.commits),
           (double)(after.statements - before.statements) / (double)MAX(b->done, (int64_t)1), (long long)b->faults);
}

/* The same rows: one of the log, one of the case, and one of the commit for each batch. */
static void bare(Bench *b, const char *dir, int seconds) {
    Arena *a = arena_new(), *keep = arena_new();
    Err err = {0};
    Db *db, *from;
    Case c;
    Migrated m;
    Str url = str_format(keep, "sqlite:%s/bare.db", dir);
    must(db_open(url, &(DbHow){.role = DB_ADMIN, .queries = &JINDU_QUERIES}, &db, &err), &err, "bare");
    must(db_migrate(db, &JINDU_MIGRATIONS, &(MigrateHow){.now = 1}, keep, &m, &err), &err, "migrate");
    db_close(db);
    must(db_open(url, &(DbHow){.role = DB_WRITER, .queries = &JINDU_QUERIES}, &db, &err), &err, "bare");
    must(db_pool_take(site_readers(b->site), 1000, &from, &err), &err, "reader");
    must(case_read(from, b->cases[0], keep, &c, &err), &err, "case");
    Rows *last;
    must(db_run(from, Q_LOG_STREAM, ARGS(VAL(c.id), VAL(c.seq - 1), VAL(1)), keep, &last, &err), &err, "log");
    db_pool_give(site_readers(b->site), from);
    int64_t epoch, pos = 0, n = 0;
    Record r;
    record_from_row(last, 0, &r);
    World none = {0};
    must(writer_claim(db, S("bench"), 1, &epoch, &err), &err, "claim");
    int64_t began = clock_monotonic_us();
    for (; clock_monotonic_us() - began < seconds * INT64_C(1000000); n++) {
        Batch batch;
        arena_reset(a);
        batch_begin(&batch, db, epoch, a);
        for (int i = 0; i < BATCH; i++) {
            r.pos = ++pos;
            r.stream = b->cases[pos % CASES];
            r.seq = pos;
            c.id = r.stream;
            record_write(&batch, &r, &(Asked){str_format(a, "%032lld", (long long)pos), r.hash, S("{\"case\":\"0123456789ABCD\",\"pos\":123456,\"at\":\"2021-03-01T10:00:00+08:00\"}")});
            case_write(&batch, &none, &c, r.hash);
        }
        commit_write(&batch, &(Commit){.n = n + 1, .first_pos = pos - BATCH + 1, .last_pos = pos});
        must(batch_commit(&batch, NULL, &err), &err, "commit");
        if (n % 64 == 63) {
            DbWal wal;
            must(db_checkpoint(db, DB_CHECKPOINT_PASSIVE, &wal, &err), &err, "checkpoint");
        }
    }
    double s = (double)(clock_monotonic_us() - began) / 1e6;
    printf("{\"bench\":\"bare\",\"batch\":%d,\"per_s\":%.0f,\"state_bytes\":%zu,\"body_bytes\":%zu}\n", BATCH,
           (double)(n * BATCH) / s, state_pack(&CASE_SHAPE, &c, a).n, r.body.n);
    db_close(db);
    arena_free(a);
    arena_free(keep);
}

static int64_t made(Bench *b, WriteAsk ask, Arena *a) {
    WriteResult r;
    Err err = {0};
    ask.who = b->who;
    must(writer_run(site_writer(b->site), &ask, a, &r, &err), &err, "begin");
    if (r.refused) fprintf(stderr, "refused: %s\n", r.refusal.code), exit(3);
    return r.made;
}

static void begin(Bench *b, const SiteHow *how, Arena *a) {
    Err err = {0};
    static Str role = {"handler", 7};
    must(site_create(how, &(SiteNew){.name = S("bench"), .number = 1}, &b->site, &err), &err, "create");
    SiteCommand cmd = {.kind = SITE_AGENCY, .agency = {.name = S("县公安局"), .kind = S("police"), .region = S("620102"), .level = 3, .on_from = 1}};
    b->who = (Actor){.user = 42, .roles = &role, .n_roles = 1};
    b->who.agency = made(b, (WriteAsk){.site = &cmd}, a);
    FactValue age = {S("age"), S("adult")};
    NewPerson p = {.name = S("张三"), .birth = DAY_NONE, .facts = {&age, 1, 1}};
    Command open = {.kind = CMD_OPEN, .class = S("细线"), .name = S("张三盗窃案"), .people = {&p, 1, 1}};
    for (int i = 0; i < CASES; i++) b->cases[i] = made(b, (WriteAsk){.cmd = &open}, a);
}

int main(int argc, char **argv) {
    int64_t seconds = 3;
    if (argc < 2 || (argc > 2 && !str_i64(str_c(argv[2]), &seconds))) return 2;
    char dir[] = "/tmp/jindu-bench-XXXXXX", sweep[80];
    if (!mkdtemp(dir)) return 3;
    log_level(LOG_ERROR);
    Arena *a = arena_new();
    Bench *b = NEW(a, Bench);
    SiteHow how = {.dir = dir, .rules = argv[1]};
    begin(b, &how, a);
    for (int i = 0; i < 2; i++) {
        through_writer(b, SUBMITTERS, (int)seconds);
        bare(b, dir, (int)seconds);
        snprintf(sweep, sizeof sweep, "rm -f %s/bare.db*", dir);
        if (system(sweep) != 0) return 3;
    }
    through_writer(b, 1, 1);
    site_close(b->site);
    arena_free(a);
    snprintf(sweep, sizeof sweep, "rm -rf %s", dir);
    return system(sweep) == 0 ? 0 : 3;
}
