// SPDX-License-Identifier: Apache-2.0
#include "app/sweeper.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "app/testsite.h"
#include "app/verify.h"
#include "base/clock.h"

static Hash put(County *c, Str bytes) {
    _cleanup_(vault_put_freep) VaultPut *p = NULL;
    Hash id = {0};
    Err err = {0};
    CHECK_OK(vault_put_new(site_vault(c->site), MB(1), &p, &err), &err);
    CHECK_OK(vault_put_feed(p, bytes, &err), &err);
    CHECK_OK(vault_put_keep(p, &id, &err), &err);
    return id;
}

static bool there(County *c, Hash id) {
    int fd;
    uint64_t size;
    Err none;
    if (vault_find(site_vault(c->site), id, &fd, &size, &none) != OK) return false;
    close(fd);
    return true;
}

/* Its lease began three days ago. */
static void age(const County *c, Hash id) {
    char hex[HASH_TEXT], path[300];
    hash_format(id, hex);
    snprintf(path, sizeof path, "%s/vault/blobs/%.2s/%.2s/%.64s", c->dir, hex, hex + 2, hex);
    time_t then = (clock_now() - 3 * DAY_US) / SECOND;
    (void)utimensat(AT_FDCWD, path, (const struct timespec[]){{.tv_sec = then}, {.tv_sec = then}}, 0); /* it may be gone */
}

static void store_rows(County *c, const BatchStmt *rows, size_t n) {
    WriteAsk ask = {.rows = rows, .n_rows = n};
    WriteResult r;
    Err err = {0};
    CHECK_OK(writer_run(site_writer(c->site), &ask, c->a, &r, &err), &err);
}

/* The row of an upload three days ago. */
static void uploaded(County *c, Hash id) {
    Time then = clock_now() - 3 * DAY_US;
    const Val args[] = {VAL(id), VAL((int64_t)5), VAL(S("image/png")), VAL(then), VAL(then + VAULT_LEASE), val_null()};
    store_rows(c, &(BatchStmt){Q_BLOB_PUT, args, LEN(args)}, 1);
    age(c, id);
}

static void named(County *c, Hash id) {
    const Val args[] = {VAL(id), VAL((int64_t)5), VAL(clock_now())};
    store_rows(c, &(BatchStmt){Q_BLOB_KEEP, args, LEN(args)}, 1);
}

static Hash manifest_of(County *c, const char *text, Hash page) {
    Hash m = put(c, str_c(text));
    uploaded(c, m);
    const Val row[] = {VAL(m), VAL((int64_t)0), VAL(clock_now()), VAL((int64_t)1), VAL((int64_t)1), VAL((int64_t)1), VAL((int64_t)1),
                       VAL((int64_t)5)};
    const Val of[] = {VAL(m), VAL(page)};
    store_rows(c, (BatchStmt[]){{Q_MANIFEST_ADD, row, LEN(row)}, {Q_MANIFEST_BLOB_ADD, of, LEN(of)}}, 2);
    return m;
}

static uint64_t sweep_all(County *c) {
    uint64_t n = 0;
    for (int shard = 0; shard < VAULT_SHARDS; shard++) {
        VaultSwept swept;
        Err err = {0};
        CHECK_OK(sweep_shard(c->site, shard, clock_now() - VAULT_LEASE, &swept, &err), &err);
        n += swept.removed;
    }
    return n;
}

static Hash numbered(County *c, const char *what, int i) {
    return put(c, str_format(c->a, "%s %d", what, i));
}

static bool has_row(County *c, Hash id) {
    return county_ask(c, Q_BLOB_GET, ARGS(VAL(id)))->n > 0;
}

COUNTY_BOTH(an_upload_nobody_named_in_time_goes) {
    Hash old = put(c, S("orphan")), young = put(c, S("young")), rowless = put(c, S("without a row"));
    uploaded(c, old);
    age(c, rowless);
    CHECK_EQ(sweep_all(c), 2);
    CHECK(!there(c, old) && !there(c, rowless) && there(c, young));
    CHECK(!has_row(c, old));
    CHECK_EQ(site_sweeps(c->site).removed, 2);
    CHECK_EQ(sweep_all(c), 0);
}

COUNTY_BOTH(what_a_commit_named_stays_also_if_its_upload_left_no_row) {
    Hash paper = put(c, S("paper")), bare = put(c, S("bare"));
    uploaded(c, paper);
    named(c, paper);
    age(c, bare);
    named(c, bare);
    CHECK_EQ(sweep_all(c), 0);
    CHECK(there(c, paper) && there(c, bare));
    uploaded(c, bare); /* the row of the upload comes late, and takes nothing back */
    CHECK_EQ(sweep_all(c), 0);
    CHECK_STR(row_str(county_ask(c, Q_BLOB_GET, ARGS(VAL(bare))), 0, 1), S("image/png"));
}

COUNTY_BOTH(pages_stay_as_long_as_a_manifest_lists_them) {
    Hash page = put(c, S("page")), lost = put(c, S("page of nothing"));
    uploaded(c, page);
    uploaded(c, lost);
    Hash kept = manifest_of(c, "manifest 1", page), dropped = manifest_of(c, "manifest 2", lost);
    named(c, kept);
    while (sweep_all(c)) {}
    CHECK(there(c, kept) && there(c, page));
    CHECK(!there(c, dropped) && !there(c, lost));
    CHECK(!has_row(c, dropped) && !has_row(c, lost));
    CHECK_EQ(county_ask(c, Q_MANIFEST_HAS, ARGS(VAL(dropped)))->n, 0);
    CHECK_EQ(county_ask(c, Q_MANIFESTS_OF_BLOB, ARGS(VAL(lost)))->n, 0);
}

COUNTY_BOTH(a_manifest_that_is_only_waiting_keeps_pages_of_an_older_lease) {
    Hash page = put(c, S("page"));
    uploaded(c, page);
    Hash waiting = manifest_of(c, "manifest", page);
    CHECK_EQ(put(c, S("manifest")).b[0], waiting.b[0]); /* put again: its lease begins anew, the page's does not */
    CHECK_EQ(sweep_all(c), 0);
    CHECK(there(c, page));
}

typedef struct Sweeps {
    County *c;
    int shard;
    bool stop;
} Sweeps;

static void *sweeps(void *arg) {
    Sweeps *x = arg;
    while (!__atomic_load_n(&x->stop, __ATOMIC_ACQUIRE)) {
        VaultSwept swept;
        Err err = {0};
        CHECK_OK(sweep_shard(x->c->site, x->shard, clock_now() - VAULT_LEASE, &swept, &err), &err);
    }
    return NULL;
}

static Status lease_it(void *ctx, Site *site, Err *err) {
    uint64_t size;
    return vault_lease(site_vault(site), *(const Hash *)ctx, &size, err);
}

/* Uploads and commands against a sweep that never rests: what was acknowledged is there. */
COUNTY_BOTH(a_put_or_a_command_during_the_sweep_wins_or_is_told) {
    Hash id = put(c, S("again and again")), other = put(c, S("named in a race"));
    Sweeps x = {.c = c, .shard = id.b[0]}, y = {.c = c, .shard = other.b[0]};
    pthread_t t, u;
    CHECK_EQ(pthread_create(&t, NULL, sweeps, &x), 0);
    CHECK_EQ(pthread_create(&u, NULL, sweeps, &y), 0);
    int gone = 0, lost = 0;
    for (int i = 0; i < 150; i++) {
        age(c, id);
        usleep((useconds_t)(i % 7) * 300);
        gone += !there(c, id);
        put(c, S("again and again"));
        usleep((useconds_t)(i % 5) * 300);
        lost += !there(c, id);
    }
    CHECK_EQ(lost, 0);
    CHECK(gone > 0); /* else nothing was tried */
    bool was_named = false;
    for (int i = 0; i < 60 && !was_named; i++) {
        put(c, S("named in a race"));
        age(c, other);
        const Val keep[] = {VAL(other), VAL((int64_t)5), VAL(clock_now())};
        BatchStmt row = {Q_BLOB_KEEP, keep, LEN(keep)};
        WriteAsk ask = {.check = lease_it, .check_ctx = &other, .rows = &row, .n_rows = 1};
        WriteResult r;
        Err err = {0};
        was_named = writer_run(site_writer(c->site), &ask, c->a, &r, &err) == OK;
        if (!was_named) CHECK_STR(str_c(err.code), S("vault.missing"));
    }
    age(c, other);
    usleep(20000);
    CHECK_EQ(there(c, other), was_named);
    __atomic_store_n(&x.stop, true, __ATOMIC_RELEASE);
    __atomic_store_n(&y.stop, true, __ATOMIC_RELEASE);
    pthread_join(t, NULL);
    pthread_join(u, NULL);
}

enum { ORPHANS = 60, KILLS = 3 };

static void put_orphans(County *c, int round) {
    for (int i = 0; i < ORPHANS; i++) {
        Hash page = numbered(c, "orphan", round * ORPHANS + i);
        uploaded(c, page);
        if (i % 4 == 0) manifest_of(c, str_format(c->a, "manifest %d %d", round, i).p, page);
    }
}

/* Says a byte after each shard it took something from. */
static void sweep_until_killed(County *c, int told) {
    SiteHow how = county_how(c);
    Err err = {0};
    if (site_open(&how, &c->site, &err) != OK) _exit(1);
    for (int shard = 0;; shard = (shard + 1) % VAULT_SHARDS) {
        VaultSwept swept;
        if (sweep_shard(c->site, shard, clock_now() - VAULT_LEASE, &swept, &err) != OK) _exit(2);
        if (swept.removed && write(told, "x", 1) != 1) _exit(3);
    }
}

static void kill_after(County *c, int shards) {
    int told[2], status;
    char byte;
    ASSERT(pipe(told) == 0);
    fflush(NULL);
    pid_t child = fork();
    ASSERT(child >= 0);
    if (!child) sweep_until_killed(c, told[1]);
    close(told[1]);
    for (int i = 0; i < shards; i++) CHECK_EQ(read(told[0], &byte, 1), 1);
    kill(child, SIGKILL);
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK(WIFSIGNALED(status));
    close(told[0]);
}

static void verified(County *c) {
    Verified v;
    Err err = {0};
    _cleanup_(db_closep) Db *db = NULL;
    CHECK_OK(db_open(site_url(c->site), &(DbHow){.role = DB_READER, .queries = &JINDU_QUERIES}, &db, &err), &err);
    CHECK_OK(site_verify(db, site_vault(c->site), NULL, &v, &err), &err);
    if (bad_is(&v.bad)) TEST_FAIL("%s: %s", v.bad.code, v.bad.text);
}

COUNTY_BOTH(a_kill_during_the_sweep_leaves_what_is_named_and_no_half_truth) {
    Hash page = put(c, S("kept page"));
    uploaded(c, page);
    Hash manifest = manifest_of(c, "kept manifest", page);
    named(c, manifest);
    for (int k = 0; k < KILLS; k++) {
        put_orphans(c, k);
        site_close(TAKE(c->site));
        kill_after(c, 3 + 5 * k);
        SiteHow how = county_how(c);
        Err err = {0};
        Status s = ERR_BUSY;
        for (int i = 0; i < 200 && s == ERR_BUSY; i++) { /* PostgreSQL takes a moment to see that the other is gone */
            s = site_open(&how, &c->site, &err);
            if (s == ERR_BUSY) usleep(50000);
        }
        CHECK_OK(s, &err);
        verified(c);
        CHECK(there(c, page) && there(c, manifest));
        CHECK(sweep_all(c) > 0); /* it was killed before it was done */
    }
    while (sweep_all(c)) {}
    verified(c);
    CHECK(there(c, page) && there(c, manifest));
    CHECK_EQ(county_ask(c, Q_BLOB_OVER, ARGS(val_blob(S("\x01")), val_blob(S("\xff\xff")), VAL(clock_now()), VAL((int64_t)10)))->n, 0);
    CHECK_EQ(county_ask(c, Q_MANIFESTS_OF_BLOB, ARGS(VAL(page)))->n, 1);
}

TEST_MAIN()
