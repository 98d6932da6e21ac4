// SPDX-License-Identifier: Apache-2.0
/*
 * kill9 RULES [KILLS] [SEED]: commands run through the writer in a child that is killed at a random moment, again and
 * again on the same site. What the child had acknowledged must be there exactly once, also when it is asked for again
 * under its key; what it had not may be there or not, but whole; and the site must verify.
 *
 * An acknowledgement is a line the child writes to a pipe after the writer answered: "key made".
 */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/verify.h"
#include "app/writer.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/queries.h"

enum { THREADS = 8, CASES = 12, ACKS_MAX = 200000 };

typedef struct Ack {
    int64_t key, made;
} Ack;

typedef struct Run {
    Site *site;
    int out;
    int64_t round;
    Actor who;
    const int64_t *cases;
    int thread;
} Run;

static void stop_on(Status s, const Err *err, const char *what) {
    if (s == OK) return;
    fprintf(stderr, "%s: %s %s: %s\n", what, err->code, err->where, err->msg);
    exit(3);
}

static uint64_t next(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static Command number_command(int64_t key, int64_t case_id, Arena *a) {
    return (Command){.kind = CMD_NUMBER, .case_id = case_id, .system = S("k"), .number = str_format(a, "%lld", (long long)key)};
}

static Status ask_number(Site *site, const Actor *who, int64_t key, const int64_t *cases, WriteResult *r, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Command cmd = number_command(key, cases[key % CASES], a);
    WriteAsk ask = {.cmd = &cmd, .who = *who, .key = cmd.number, .request = hash_sha256(&cmd.number, 1)};
    return writer_run(site_writer(site), &ask, a, r, err);
}

static void *work(void *arg) {
    Run *x = arg;
    for (int64_t i = 0;; i++) {
        int64_t key = (x->round * THREADS + x->thread) * 1000000 + i;
        WriteResult r;
        Err err = {0};
        if (ask_number(x->site, &x->who, key, x->cases, &r, &err) != OK) continue;
        Ack ack = {key, r.made};
        if (write(x->out, &ack, sizeof ack) != sizeof ack) _exit(4);
    }
    return NULL;
}

static void child(const SiteHow *how, int out, int64_t round, const Actor *who, const int64_t *cases) {
    Site *site = NULL;
    Err err = {0};
    for (int i = 0; site_open(how, &site, &err) != OK; i++) { /* the killed one's lock goes with it, a moment later */
        if (i > 200) stop_on(err.status, &err, "open");
        usleep(5000);
    }
    Run runs[THREADS];
    pthread_t t[THREADS];
    for (int i = 0; i < THREADS; i++) {
        runs[i] = (Run){site, out, round, *who, cases, i};
        pthread_create(&t[i], NULL, work, &runs[i]);
    }
    for (;;) pause();
}

static size_t read_acks(int in, Ack *acks, size_t n) {
    Ack ack;
    ssize_t got;
    while ((got = read(in, &ack, sizeof ack)) == sizeof ack) /* writes of this size are whole */
        if (n < ACKS_MAX) acks[n++] = ack;
    return n;
}

/* One child from its birth to its violent end. */
static size_t one_round(const SiteHow *how, int64_t round, const Actor *who, const int64_t *cases, Ack *acks, size_t n, uint64_t *seed) {
    int pipes[2];
    if (pipe(pipes) != 0) exit(3);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        close(pipes[0]);
        child(how, pipes[1], round, who, cases);
    }
    close(pipes[1]);
    usleep((useconds_t)(60000 + next(seed) % 500000));
    kill(pid, SIGKILL);
    n = read_acks(pipes[0], acks, n);
    close(pipes[0]);
    int status;
    waitpid(pid, &status, 0);
    return n;
}

static int64_t agency(Site *s, Arena *a, const Actor *admin, Err *err) {
    SiteCommand cmd = {.kind = SITE_AGENCY, .agency = {.name = S("县公安局"), .kind = S("police"), .region = S("620102"), .level = 3, .on_from = 1}};
    WriteAsk ask = {.site = &cmd, .who = *admin};
    WriteResult r;
    stop_on(writer_run(site_writer(s), &ask, a, &r, err), err, "agency");
    return r.made;
}

static void begin(const SiteHow *how, Arena *a, Actor *who, int64_t *cases) {
    Site *s;
    Err err = {0};
    stop_on(site_create(how, &(SiteNew){.name = S("kill9"), .number = 1}, &s, &err), &err, "create");
    static Str role = {"handler", 7};
    *who = (Actor){.user = 42, .agency = agency(s, a, who, &err), .roles = &role, .n_roles = 1};
    FactValue age = {S("age"), S("adult")};
    NewPerson p = {.name = S("张三"), .birth = DAY_NONE, .facts = {&age, 1, 1}};
    for (int i = 0; i < CASES; i++) {
        Command cmd = {.kind = CMD_OPEN, .class = S("细线"), .name = S("案"), .people = {&p, 1, 1}};
        WriteAsk ask = {.cmd = &cmd, .who = *who};
        WriteResult r;
        stop_on(writer_run(site_writer(s), &ask, a, &r, &err), &err, "open");
        if (r.refused) fprintf(stderr, "refused: %s\n", r.refusal.code), exit(3);
        cases[i] = r.made;
    }
    site_close(s);
}

/* How often each acknowledged number stands in its case; and whether asking again gives the same. */
static int check_acks(const SiteHow *how, const Actor *who, const int64_t *cases, const Ack *acks, size_t n, Arena *a) {
    Site *s;
    Err err = {0};
    int bad = 0;
    stop_on(site_open(how, &s, &err), &err, "reopen");
    Db *db;
    stop_on(db_pool_take(site_readers(s), 1000, &db, &err), &err, "reader");
    Case c[CASES];
    for (int i = 0; i < CASES; i++) stop_on(case_read(db, cases[i], a, &c[i], &err), &err, "case");
    for (size_t i = 0; i < n; i++) {
        const Case *k = &c[acks[i].key % CASES];
        int found = 0;
        for (size_t j = 0; j < k->numbers.n; j++) {
            int64_t v;
            bool same_id = k->numbers.v[j].id == acks[i].made;
            bool same_key = str_i64(k->numbers.v[j].number, &v) && v == acks[i].key;
            found += same_key;
            if (same_id != same_key) bad++;
        }
        bad += found != 1;
    }
    db_pool_give(site_readers(s), db);
    for (size_t i = n > 40 ? n - 40 : 0; i < n; i++) { /* the client that heard nothing asks again */
        WriteResult r;
        stop_on(ask_number(s, who, acks[i].key, cases, &r, &err), &err, "again");
        bad += !r.repeated || r.made != acks[i].made;
    }
    site_close(s);
    return bad;
}

static int check_site(const SiteHow *how, Str url, int64_t *ret_records) {
    Err err = {0};
    Verified v;
    _cleanup_(db_closep) Db *db = NULL;
    stop_on(db_open(url, &(DbHow){.role = DB_WRITER, .queries = &JINDU_QUERIES}, &db, &err), &err, "verify");
    stop_on(site_verify(db, NULL, NULL, &v, &err), &err, "verify");
    if (bad_is(&v.bad)) printf("# %s: %s\n", v.bad.code, v.bad.text);
    *ret_records = v.records;
    return bad_is(&v.bad);
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    int64_t kills = 50, seed_given = clock_now();
    if (argc > 2 && !str_i64(str_c(argv[2]), &kills)) return 2;
    if (argc > 3 && !str_i64(str_c(argv[3]), &seed_given)) return 2;
    uint64_t seed = (uint64_t)seed_given | 1;
    char dir[] = "/tmp/jindu-kill9-XXXXXX", sweep[80];
    if (!mkdtemp(dir)) return 3;
    log_level(LOG_ERROR);
    Arena *a = arena_new();
    SiteHow how = {.dir = dir, .rules = argv[1]};
    Str url = str_format(a, "sqlite:%s/site.db", dir);
    Actor who = {0};
    int64_t cases[CASES], records = 0;
    begin(&how, a, &who, cases);
    Ack *acks = NEW_N(a, Ack, ACKS_MAX);
    size_t n = 0;
    int bad = 0, unsound = 0;
    for (int64_t k = 0; k < kills; k++) {
        n = one_round(&how, k, &who, cases, acks, n, &seed);
        unsound += check_site(&how, url, &records);
    }
    bad = check_acks(&how, &who, cases, acks, n, a);
    unsound += check_site(&how, url, &records);
    printf("# seed %lld: %lld kills, %zu commands acknowledged, %lld records\n", (long long)seed_given, (long long)kills, n,
           (long long)records);
    printf("%s 1 - commands_were_acknowledged_between_the_kills\n", n > (size_t)kills ? "ok" : "not ok");
    printf("%s 2 - every_acknowledged_command_is_there_exactly_once\n", bad ? "not ok" : "ok");
    printf("%s 3 - the_site_verifies_after_every_kill\n1..3\n", unsound ? "not ok" : "ok");
    arena_free(a);
    snprintf(sweep, sizeof sweep, "rm -rf %s", dir);
    if (system(sweep) != 0) return 3;
    return bad || unsound || n <= (size_t)kills;
}
