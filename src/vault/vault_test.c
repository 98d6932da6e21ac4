// SPDX-License-Identifier: Apache-2.0
#include "vault/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/test.h"
#include "vault/vault_ops.h"

static Err err;
static uint32_t crc;

typedef struct Room {
    char dir[64];
    Vault *v;
} Room;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at) {
    return remove(path);
}

static void room_done(Room *r) {
    vault_close(r->v);
    nftw(r->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void room_open(Room *r, const VaultDisk *disk) {
    if (!r->dir[0]) {
        snprintf(r->dir, sizeof r->dir, "/tmp/jindu-vault-XXXXXX");
        ASSERT(mkdtemp(r->dir));
    }
    Status s = disk ? vault_open_on(str_c(r->dir), VAULT_WRITE, disk, &r->v, &err)
                    : vault_open(str_c(r->dir), VAULT_WRITE, &r->v, &err);
    CHECK_OK(s, &err);
    ASSERT(s == OK);
}

static Status put(Vault *v, Str bytes, Hash *id) {
    if (!bytes.p) bytes = S(""); /* an empty Str may point nowhere, which no offset may be added to */
    _cleanup_(vault_put_freep) VaultPut *p = NULL;
    TRY(vault_put_new(v, MB(1), &p, &err));
    TRY(vault_put_feed(p, str_n(bytes.p, bytes.n / 2), &err));
    TRY(vault_put_feed(p, str_n(bytes.p + bytes.n / 2, bytes.n - bytes.n / 2), &err));
    return vault_put_keep(p, id, &err);
}

static bool has(Vault *v, Hash id) {
    int fd;
    uint64_t size;
    Status s = vault_find(v, id, &fd, &size, &err);
    if (s == OK) close(fd);
    return s == OK;
}

static int files_seen;
static int count_file(const char *path, const struct stat *st, int type, struct FTW *at) {
    if (type == FTW_F && !strstr(path, "/lock")) files_seen++;
    return 0;
}

static int files_in(const char *dir) {
    files_seen = 0;
    nftw(dir, count_file, 16, FTW_PHYS);
    return files_seen;
}

static const char *path_of(const Room *r, Hash id, char out[static 200]) {
    char hex[HASH_TEXT];
    hash_format(id, hex);
    snprintf(out, 200, "%s/blobs/%.2s/%.2s/%s", r->dir, hex, hex + 2, hex);
    return out;
}

static void make_old(const Room *r, Hash id) {
    char path[200];
    CHECK(utimensat(AT_FDCWD, path_of(r, id, path), (const struct timespec[]){{.tv_sec = 1000}, {.tv_sec = 1000}}, 0) == 0);
}

static Status none_referred(void *user, const Hash *ids, size_t n, bool *ret, Err *e) {
    return OK;
}

static uint64_t sweep_all(Vault *v, Time older_than, VaultReferredFn *fn, void *user) {
    uint64_t removed = 0;
    for (int shard = 0; shard < VAULT_SHARDS; shard++) {
        VaultSwept swept = {0};
        CHECK_OK(vault_sweep(v, shard, older_than, fn, user, &swept, &err), &err);
        removed += swept.removed;
    }
    return removed;
}

TEST(what_is_put_is_found_under_its_hash_and_stored_once) {
    _cleanup_(room_done) Room r = {0};
    room_open(&r, NULL);
    Hash id, again, empty;
    Str text = S("a page of a dossier");
    CHECK_OK(put(r.v, text, &id), &err);
    CHECK_OK(put(r.v, text, &again), &err);
    CHECK(hash_eq(id, again));
    CHECK(hash_eq(id, hash_sha256(&text, 1)));
    CHECK_OK(put(r.v, (Str){0}, &empty), &err);
    CHECK_EQ(files_in(r.dir), 2);
    int fd;
    uint64_t size;
    char buf[64];
    CHECK_OK(vault_find(r.v, id, &fd, &size, &err), &err);
    CHECK_EQ(size, text.n);
    ssize_t n = read(fd, buf, sizeof buf);
    CHECK_STR(str_n(buf, (size_t)MAX(n, 0)), text);
    close(fd);
    CHECK_OK(vault_verify(r.v, id, &crc, &err), &err);
    CHECK_EQ(vault_verify(r.v, (Hash){{1}}, &crc, &err), ERR_NOT_FOUND);
    CHECK_EQ(vault_find(r.v, (Hash){{1}}, &fd, &size, &err), ERR_NOT_FOUND);
    CHECK_STR(str_c(err.code), S("vault.missing"));
}

/* The check value of CRC-32 is that of these nine digits. */
TEST(the_sum_a_zip_asks_for_is_taken_while_bytes_come_and_found_again) {
    _cleanup_(room_done) Room r = {0};
    room_open(&r, NULL);
    _cleanup_(vault_put_freep) VaultPut *p = NULL;
    Hash id;
    CHECK_OK(vault_put_new(r.v, 10, &p, &err), &err);
    CHECK_EQ(vault_put_crc(p), 0);
    CHECK_OK(vault_put_feed(p, S("1234"), &err), &err);
    CHECK_OK(vault_put_feed(p, (Str){0}, &err), &err);
    CHECK_OK(vault_put_feed(p, S("56789"), &err), &err);
    CHECK_EQ(vault_put_crc(p), 0xCBF43926);
    CHECK_OK(vault_put_keep(p, &id, &err), &err);
    CHECK_OK(vault_verify(r.v, id, &crc, &err), &err);
    CHECK_EQ(crc, 0xCBF43926);
}

TEST(an_upload_over_its_limit_or_given_up_leaves_no_trace) {
    _cleanup_(room_done) Room r = {0};
    room_open(&r, NULL);
    VaultPut *p;
    CHECK_OK(vault_put_new(r.v, 10, &p, &err), &err);
    CHECK_OK(vault_put_feed(p, S("0123456789"), &err), &err);
    CHECK_EQ(vault_put_feed(p, S("x"), &err), ERR_LIMIT);
    CHECK_EQ(vault_put_size(p), 10);
    CHECK_EQ(files_in(r.dir), 1);
    vault_put_free(p);
    CHECK_EQ(files_in(r.dir), 0);
}

TEST(a_changed_byte_is_found) {
    _cleanup_(room_done) Room r = {0};
    room_open(&r, NULL);
    Hash id;
    char path[200];
    CHECK_OK(put(r.v, S("evidence"), &id), &err);
    CHECK(chmod(path_of(&r, id, path), 0600) == 0);
    int fd = open(path, O_WRONLY);
    CHECK(pwrite(fd, "E", 1, 0) == 1);
    close(fd);
    CHECK_EQ(vault_verify(r.v, id, &crc, &err), ERR_STORAGE);
    CHECK_STR(str_c(err.code), S("vault.changed"));
    CHECK_EQ(strlen(err.where), 64);
    /* Cut short, it is healed by the next upload of the same bytes. */
    CHECK(truncate(path, 3) == 0);
    CHECK_OK(put(r.v, S("evidence"), &id), &err);
    CHECK_OK(vault_verify(r.v, id, &crc, &err), &err);
}

static Status refer_to(void *user, const Hash *ids, size_t n, bool *ret, Err *e) {
    for (size_t i = 0; i < n; i++) ret[i] = hash_eq(ids[i], *(const Hash *)user);
    return OK;
}

TEST(a_sweep_spares_what_is_leased_or_referred_to) {
    _cleanup_(room_done) Room r = {0};
    room_open(&r, NULL);
    Hash leased, kept, gone, renewed;
    CHECK_OK(put(r.v, S("leased"), &leased), &err);
    CHECK_OK(put(r.v, S("kept"), &kept), &err);
    CHECK_OK(put(r.v, S("gone"), &gone), &err);
    CHECK_OK(put(r.v, S("renewed"), &renewed), &err);
    make_old(&r, kept);
    make_old(&r, gone);
    make_old(&r, renewed);
    uint64_t size = 0;
    CHECK_OK(vault_lease(r.v, renewed, &size, &err), &err);
    CHECK_EQ(size, 7);
    CHECK_EQ(sweep_all(r.v, clock_now() - HOUR, refer_to, &kept), 1);
    CHECK(has(r.v, leased));
    CHECK(has(r.v, kept));
    CHECK(has(r.v, renewed));
    CHECK(!has(r.v, gone));
    CHECK_EQ(vault_lease(r.v, gone, &size, &err), ERR_NOT_FOUND);
}

static Status cannot_say(void *user, const Hash *ids, size_t n, bool *ret, Err *e) {
    return FAIL(e, ERR_STORAGE, "db.io", "the disk failed");
}

TEST(a_sweep_that_cannot_ask_removes_nothing) {
    _cleanup_(room_done) Room r = {0};
    room_open(&r, NULL);
    Hash id;
    CHECK_OK(put(r.v, S("page"), &id), &err);
    make_old(&r, id);
    VaultSwept swept;
    CHECK_EQ(vault_sweep(r.v, id.b[0], clock_now(), cannot_say, NULL, &swept, &err), ERR_STORAGE);
    CHECK(has(r.v, id));
}

/* Between the sweep's question and its removal the same bytes are put again. */
typedef struct Meanwhile {
    Vault *v;
    Hash id;
} Meanwhile;

static Status put_meanwhile(void *user, const Hash *ids, size_t n, bool *ret, Err *e) {
    Meanwhile *m = user;
    return put(m->v, S("page"), &m->id);
}

TEST(a_blob_put_again_while_a_sweep_is_asking_stays) {
    _cleanup_(room_done) Room r = {0};
    room_open(&r, NULL);
    Meanwhile m = {.v = r.v};
    CHECK_OK(put(r.v, S("page"), &m.id), &err);
    make_old(&r, m.id);
    CHECK_EQ(sweep_all(r.v, clock_now() - HOUR, put_meanwhile, &m), 0);
    CHECK(has(r.v, m.id));
}

typedef struct Sweeper {
    Vault *v;
    int shard;
    bool stop;
} Sweeper;

static void *sweep_on(void *arg) {
    Sweeper *s = arg;
    Err e;
    VaultSwept swept;
    while (!__atomic_load_n(&s->stop, __ATOMIC_RELAXED))
        ASSERT(vault_sweep(s->v, s->shard, clock_now() - HOUR, none_referred, NULL, &swept, &e) == OK);
    return NULL;
}

TEST(a_sweep_never_wins_against_a_put_that_was_acknowledged) {
    _cleanup_(room_done) Room r = {0};
    room_open(&r, NULL);
    Hash id;
    CHECK_OK(put(r.v, S("page"), &id), &err);
    Sweeper s = {.v = r.v, .shard = id.b[0]};
    pthread_t t;
    pthread_create(&t, NULL, sweep_on, &s);
    char path[200];
    path_of(&r, id, path);
    for (int i = 0; i < 200; i++) {
        utimensat(AT_FDCWD, path, (const struct timespec[]){{.tv_sec = 1000}, {.tv_sec = 1000}}, 0);
        CHECK_OK(put(r.v, S("page"), &id), &err);
        CHECK(has(r.v, id));
    }
    __atomic_store_n(&s.stop, true, __ATOMIC_RELAXED);
    pthread_join(t, NULL);
}

TEST(one_process_writes_and_any_number_read) {
    _cleanup_(room_done) Room r = {0};
    room_open(&r, NULL);
    Hash id;
    CHECK_OK(put(r.v, S("page"), &id), &err);
    Vault *second = NULL;
    CHECK_EQ(vault_open(str_c(r.dir), VAULT_WRITE, &second, &err), ERR_BUSY);
    CHECK_STR(str_c(err.code), S("vault.taken"));
    CHECK_OK(vault_open(str_c(r.dir), VAULT_READ, &second, &err), &err);
    CHECK(has(second, id));
    vault_close(second);
    CHECK_EQ(vault_open(S("/nowhere/at/all"), VAULT_READ, &second, &err), ERR_STORAGE);
}

/* The disk fails at the n-th call of each kind, once. */
static struct {
    int write_in, sync_in, rename_in, with;
} fault;

static bool strikes(int *in) {
    if (*in == 0 || --*in > 0) return false;
    errno = fault.with;
    return true;
}

static ssize_t faulty_write(int fd, const void *p, size_t n) {
    return strikes(&fault.write_in) ? -1 : write(fd, p, MIN(n, (size_t)3)); /* short writes, too */
}

static int faulty_sync(int fd) {
    return strikes(&fault.sync_in) ? -1 : fsync(fd);
}

static int faulty_rename(int a, const char *from, int b, const char *to) {
    return strikes(&fault.rename_in) ? -1 : renameat(a, from, b, to);
}

static const VaultDisk FAULTY = {faulty_write, faulty_sync, faulty_rename};

static void check_fault(Vault *v, const char *dir, const char *code) {
    Hash id;
    CHECK_EQ(put(v, S("page of a dossier"), &id), ERR_STORAGE);
    CHECK_STR(str_c(err.code), str_c(code));
    CHECK_EQ(files_in(dir), 0);
    Str text = S("page of a dossier");
    CHECK(!has(v, hash_sha256(&text, 1)));
}

TEST(a_failing_disk_is_named_and_leaves_no_trace) {
    static const struct {
        int with;
        const char *code;
    } CASES[] = {{ENOSPC, "vault.full"}, {EDQUOT, "vault.full"}, {EROFS, "vault.readonly"}, {EIO, "vault.io"}};
    _cleanup_(room_done) Room r = {0};
    memset(&fault, 0, sizeof fault);
    room_open(&r, &FAULTY);
    for (size_t i = 0; i < LEN(CASES); i++) {
        fault.with = CASES[i].with;
        for (int nth = 1; nth <= 6; nth++) {
            fault.write_in = nth;
            check_fault(r.v, r.dir, CASES[i].code);
        }
        fault.rename_in = 1;
        check_fault(r.v, r.dir, CASES[i].code);
    }
    Hash id;
    CHECK_OK(put(r.v, S("page of a dossier"), &id), &err);
    CHECK_OK(vault_verify(r.v, id, &crc, &err), &err);
}

static void drop_shards(const char *dir) {
    for (unsigned i = 0; i < 256; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/blobs/%02x", dir, i);
        CHECK_EQ(rmdir(path), 0);
    }
}

/* The first put into a new place syncs the file, its folder's folder and the blob's folder; in a vault of before also the
 * one above: each may fail. */
TEST(a_sync_that_fails_at_any_place_is_named_and_leaves_no_trace) {
    for (int i = 0; i < 7; i++) {
        bool old = i >= 3;
        int nth = old ? i - 2 : i + 1;
        _cleanup_(room_done) Room r = {0};
        memset(&fault, 0, sizeof fault);
        room_open(&r, &FAULTY);
        if (old) drop_shards(r.dir);
        fault.with = EIO;
        fault.sync_in = nth;
        check_fault(r.v, r.dir, "vault.sync");
        CHECK_EQ(fault.sync_in, 0);
        Hash id;
        CHECK_OK(put(r.v, S("page of a dossier"), &id), &err);
        /* Put again: the file's sync and the lease's. */
        fault.sync_in = 2;
        CHECK_EQ(put(r.v, S("page of a dossier"), &id), ERR_STORAGE);
        CHECK_STR(str_c(err.code), S("vault.sync"));
        CHECK_OK(vault_verify(r.v, id, &crc, &err), &err);
        CHECK_EQ(files_in(r.dir), 1);
    }
}

TEST(a_file_size_limit_of_the_system_is_a_full_vault) {
    _cleanup_(room_done) Room r = {0};
    room_open(&r, NULL);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){1000, 1000});
        VaultPut *p;
        char page[4096] = {1};
        if (vault_put_new(r.v, MB(1), &p, &err) != OK) _exit(2);
        Status s = vault_put_feed(p, str_n(page, sizeof page), &err);
        vault_put_free(p);
        _exit(s == ERR_STORAGE && !strcmp(err.code, "vault.full") ? 0 : 1);
    }
    int status;
    waitpid(child, &status, 0);
    CHECK_EQ(status, 0);
    CHECK_EQ(files_in(r.dir), 0);
}

static _Noreturn void put_for_ever(const char *dir, int out) {
    Vault *v;
    if (vault_open(str_c(dir), VAULT_WRITE, &v, &err) != OK) _exit(1);
    for (uint32_t i = 0;; i++) {
        char text[4000];
        memset(text, 'a' + (int)(i % 26), sizeof text);
        memcpy(text, &i, sizeof i);
        Hash id;
        if (put(v, str_n(text, sizeof text), &id) != OK) _exit(2);
        if (write(out, &id, sizeof id) != sizeof id) _exit(3);
    }
}

TEST(what_was_acknowledged_survives_kill_9_and_nothing_half_done_does) {
    _cleanup_(room_done) Room r = {0};
    room_open(&r, NULL);
    for (int round = 0; round < 5; round++) {
        vault_close(TAKE(r.v));
        int pipes[2];
        ASSERT(pipe(pipes) == 0);
        pid_t child = fork();
        if (child == 0) put_for_ever(r.dir, pipes[1]);
        close(pipes[1]);
        poll(&(struct pollfd){.fd = pipes[0], .events = POLLIN}, 1, 20000); /* not before it has acknowledged one */
        usleep((useconds_t)(10000 + round * 7000));
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        room_open(&r, NULL);
        Hash id;
        int n = 0;
        for (; read(pipes[0], &id, sizeof id) == sizeof id; n++) CHECK_OK(vault_verify(r.v, id, &crc, &err), &err);
        CHECK(n > 0);
        close(pipes[0]);
        char tmp[80];
        snprintf(tmp, sizeof tmp, "%s/tmp", r.dir);
        CHECK_EQ(files_in(tmp), 0);
        CHECK_EQ(sweep_all(r.v, clock_now() - MINUTE, none_referred, NULL), 0);
    }
}

static Status verify_one(void *user, const VaultBlob *b, Err *e) {
    return vault_verify(user, b->id, &crc, e);
}

TEST(every_blob_is_listed_in_its_shard) {
    _cleanup_(room_done) Room r = {0};
    room_open(&r, NULL);
    for (char c = 'a'; c <= 'z'; c++) {
        Hash id;
        CHECK_OK(put(r.v, str_n(&c, 1), &id), &err);
    }
    for (int shard = 0; shard < VAULT_SHARDS; shard++) CHECK_OK(vault_list(r.v, shard, verify_one, r.v, &err), &err);
    CHECK_EQ(sweep_all(r.v, clock_now() + HOUR, none_referred, NULL), 26);
    CHECK_EQ(files_in(r.dir), 0);
}

TEST_MAIN()
