// SPDX-License-Identifier: Apache-2.0
/*
 * The vault as a local folder: blobs/ab/cd/<64 hex digits>, read-only files; tmp/ for uploads under way; lock.
 *
 * A blob comes to be by write, fsync, rename, fsync of the folder. Its lease is the file's modification time. One
 * mutex makes "is it there? then begin its lease anew" and "is its lease over? then remove it" single steps; bytes are
 * written and synced outside of it. Folders are made and synced under it too, so that nobody can put a file into one
 * whose own name is not yet safe; what an earlier process may have left unsynced is synced once at opening.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vault/vault_ops.h"

typedef struct Folder {
    Vault base;
    Arena *arena;
    const char *dir;
    const VaultDisk *disk;
    int root, tmp, blobs, lock; /* open directories and the lock file; -1 if not open */
    unsigned puts;
    pthread_mutex_t mutex;
} Folder;

enum { NAME = 72, HEX = 64 };

static Folder *folder_of(Vault *v) {
    return (Folder *)(void *)v;
}

static Status fail_disk(const Folder *f, const char *what, int e, Err *err) {
    if (e == ENOSPC || e == EDQUOT || e == EFBIG)
        return FAIL(err, ERR_STORAGE, "vault.full", "%s: no room for %s", f->dir, what);
    if (e == EROFS || e == EACCES || e == EPERM)
        return FAIL(err, ERR_STORAGE, "vault.readonly", "%s: %s is refused: %s", f->dir, what, strerror(e));
    return FAIL(err, ERR_STORAGE, "vault.io", "%s: %s: %s", f->dir, what, strerror(e));
}

static Status fail_sync(const Folder *f, const char *what, int e, Err *err) {
    return FAIL(err, ERR_STORAGE, "vault.sync", "%s: %s did not reach the disk: %s", f->dir, what, strerror(e));
}

static Status missing(Hash id, Err *err) {
    char text[HASH_TEXT];
    return FAIL(err, ERR_NOT_FOUND, "vault.missing", "no blob %s", hash_format(id, text).p);
}

/* "ab/cd/abcd..."; cut at 5 it is the folder's name, at 2 the shard's. */
static void blob_name(Hash id, char out[static NAME]) {
    char hex[HASH_TEXT];
    hash_format(id, hex);
    snprintf(out, NAME, "%.2s/%.2s/%s", hex, hex + 2, hex);
}

static void put_name(const VaultPut *p, char out[static NAME]) {
    snprintf(out, NAME, "%ld-%u", (long)getpid(), p->number);
}

static Time mtime(const struct stat *st) {
    return (Time)st->st_mtim.tv_sec * SECOND + st->st_mtim.tv_nsec / 1000;
}

static Status folder_put_begin(Vault *v, VaultPut *p, Err *err) {
    Folder *f = folder_of(v);
    ASSERT(f->tmp >= 0 && "opened for reading");
    p->number = __atomic_add_fetch(&f->puts, 1, __ATOMIC_RELAXED);
    char name[NAME];
    put_name(p, name);
    p->fd = openat(f->tmp, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
    return p->fd < 0 ? fail_disk(f, "an upload", errno, err) : OK;
}

static Status folder_put_write(VaultPut *p, Str bytes, Err *err) {
    const Folder *f = folder_of(p->vault);
    while (bytes.n) {
        ssize_t n = f->disk->write(p->fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail_disk(f, "an upload", errno, err);
        bytes = str_n(bytes.p + n, bytes.n - (size_t)n);
    }
    return OK;
}

static void folder_put_drop(VaultPut *p) {
    if (p->fd < 0) return;
    char name[NAME];
    put_name(p, name);
    unlinkat(folder_of(p->vault)->tmp, name, 0);
    close(p->fd);
    p->fd = -1;
}

/* Opens the folder `name` below blobs/, making it and the shard's above it if need be. Under the mutex. */
static Status open_home(Folder *f, const char *blob, int *ret, Err *err) {
    char name[NAME];
    snprintf(name, sizeof name, "%.5s", blob);
    int fd = openat(f->blobs, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        char shard[3] = {blob[0], blob[1], 0};
        if (mkdirat(f->blobs, shard, 0700) == 0) {
            if (f->disk->sync(f->blobs) < 0) {
                int e = errno;
                unlinkat(f->blobs, shard, AT_REMOVEDIR);
                return fail_sync(f, "a folder", e, err);
            }
        } else if (errno != EEXIST) {
            return fail_disk(f, "a folder", errno, err);
        }
        int up = openat(f->blobs, shard, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (up < 0) return fail_disk(f, "a folder", errno, err);
        int e = mkdirat(up, name + 3, 0700) < 0 && errno != EEXIST ? errno : 0;
        if (!e && f->disk->sync(up) < 0) {
            e = errno;
            unlinkat(up, name + 3, AT_REMOVEDIR);
            close(up);
            return fail_sync(f, "a folder", e, err);
        }
        close(up);
        if (e) return fail_disk(f, "a folder", e, err);
        fd = openat(f->blobs, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (fd < 0) return fail_disk(f, "a folder", errno, err);
    *ret = fd;
    return OK;
}

/* Begins the lease of a blob that is there, durably. Under the mutex. Not there: *ret_there false. */
static Status lease_there(Folder *f, const char *name, bool *ret_there, uint64_t *ret_size, Err *err) {
    struct stat st;
    int fd = openat(f->blobs, name, O_RDONLY | O_CLOEXEC);
    *ret_there = fd >= 0;
    if (fd < 0) return errno == ENOENT ? OK : fail_disk(f, "a lease", errno, err);
    Status s = OK;
    if (fstat(fd, &st) < 0 || futimens(fd, (const struct timespec[]){{.tv_nsec = UTIME_OMIT}, {.tv_nsec = UTIME_NOW}}) < 0)
        s = fail_disk(f, "a lease", errno, err);
    else if (f->disk->sync(fd) < 0)
        s = fail_sync(f, "a lease", errno, err);
    close(fd);
    if (s == OK) *ret_size = (uint64_t)st.st_size;
    return s;
}

/* Gives the written file its name. A blob of the right name and a wrong size was damaged, and is replaced. */
static Status settle_name(Folder *f, VaultPut *p, const char *name, Err *err) {
    bool there;
    uint64_t size = 0;
    TRY(lease_there(f, name, &there, &size, err));
    if (there && size == p->size) return OK;
    int home = -1;
    TRY(open_home(f, name, &home, err));
    char from[NAME];
    put_name(p, from);
    Status s = OK;
    if (f->disk->rename(f->tmp, from, home, name + 6) < 0) {
        s = fail_disk(f, "a blob", errno, err);
    } else if (f->disk->sync(home) < 0) {
        s = fail_sync(f, "a blob", errno, err);
        unlinkat(home, name + 6, 0); /* it cannot be promised, so it must not be seen */
    }
    close(home);
    return s;
}

static Status folder_put_keep(VaultPut *p, Hash id, Err *err) {
    Folder *f = folder_of(p->vault);
    char name[NAME];
    blob_name(id, name);
    /* The lease begins when the upload ends, not when its last byte came. */
    if (futimens(p->fd, (const struct timespec[]){{.tv_nsec = UTIME_OMIT}, {.tv_nsec = UTIME_NOW}}) < 0)
        return fail_disk(f, "an upload", errno, err);
    if (f->disk->sync(p->fd) < 0) return fail_sync(f, "an upload", errno, err);
    pthread_mutex_lock(&f->mutex);
    Status s = settle_name(f, p, name, err);
    pthread_mutex_unlock(&f->mutex);
    folder_put_drop(p);
    return s;
}

static Status folder_find(Vault *v, Hash id, int *ret_fd, uint64_t *ret_size, Err *err) {
    Folder *f = folder_of(v);
    char name[NAME];
    blob_name(id, name);
    int fd = openat(f->blobs, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == ENOENT ? missing(id, err) : fail_disk(f, "a blob", errno, err);
    struct stat st;
    if (fstat(fd, &st) < 0) {
        Status s = fail_disk(f, "a blob", errno, err);
        close(fd);
        return s;
    }
    *ret_fd = fd;
    *ret_size = (uint64_t)st.st_size;
    return OK;
}

static Status folder_lease(Vault *v, Hash id, uint64_t *ret_size, Err *err) {
    Folder *f = folder_of(v);
    char name[NAME];
    blob_name(id, name);
    bool there;
    pthread_mutex_lock(&f->mutex);
    Status s = lease_there(f, name, &there, ret_size, err);
    pthread_mutex_unlock(&f->mutex);
    TRY(s);
    return there ? OK : missing(id, err);
}

static Status folder_remove(Vault *v, Hash id, Time older_than, bool *ret_removed, Err *err) {
    Folder *f = folder_of(v);
    char name[NAME];
    blob_name(id, name);
    struct stat st;
    pthread_mutex_lock(&f->mutex);
    bool over = fstatat(f->blobs, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && mtime(&st) < older_than;
    int rc = over ? unlinkat(f->blobs, name, 0) : 0, e = errno;
    pthread_mutex_unlock(&f->mutex);
    if (rc < 0) return fail_disk(f, "a sweep", e, err);
    *ret_removed = over;
    return OK;
}

static Status list_home(Folder *f, int dir, VaultListFn *fn, void *user, Err *err) {
    DIR *d = fdopendir(dir);
    if (!d) {
        close(dir);
        return fail_disk(f, "a list", errno, err);
    }
    Status s = OK;
    struct dirent *e;
    while (s == OK && (errno = 0, e = readdir(d))) {
        VaultBlob b;
        struct stat st;
        if (!hash_parse(str_c(e->d_name), &b.id)) continue;
        if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode)) continue;
        b.size = (uint64_t)st.st_size;
        b.leased = mtime(&st);
        s = fn(user, &b, err);
    }
    if (s == OK && errno) s = fail_disk(f, "a list", errno, err);
    closedir(d);
    return s;
}

static Status folder_list(Vault *v, int shard, VaultListFn *fn, void *user, Err *err) {
    Folder *f = folder_of(v);
    for (int second = 0; second < 256; second++) {
        char name[16];
        snprintf(name, sizeof name, "%02x/%02x", (unsigned)shard & 0xff, (unsigned)second);
        int dir = openat(f->blobs, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (dir < 0 && errno == ENOENT) continue;
        if (dir < 0) return fail_disk(f, "a list", errno, err);
        TRY(list_home(f, dir, fn, user, err));
    }
    return OK;
}

static void folder_close(Vault *v) {
    Folder *f = folder_of(v);
    const int fds[] = {f->tmp, f->blobs, f->root, f->lock};
    for (size_t i = 0; i < LEN(fds); i++)
        if (fds[i] >= 0) close(fds[i]);
    pthread_mutex_destroy(&f->mutex);
    arena_free(f->arena);
}

static const VaultOps FOLDER = {
    .put_begin = folder_put_begin,
    .put_write = folder_put_write,
    .put_keep = folder_put_keep,
    .put_drop = folder_put_drop,
    .find = folder_find,
    .lease = folder_lease,
    .list = folder_list,
    .remove = folder_remove,
    .close = folder_close,
};

static void empty_tmp(int tmp) {
    int fd = openat(tmp, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d) return;
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.') unlinkat(tmp, e->d_name, 0);
    closedir(d);
}

static Status open_dir(Folder *f, int at, const char *name, bool make, int *ret, Err *err) {
    if (make && mkdirat(at, name, 0700) < 0 && errno != EEXIST) return fail_disk(f, name, errno, err);
    *ret = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *ret < 0 ? FAIL(err, ERR_STORAGE, "vault.io", "%s: %s: %s", f->dir, name, strerror(errno)) : OK;
}

/* All shards at once, so that the first upload into each needs one sync less; the last of them says they are there. */
static Status make_shards(Folder *f, Err *err) {
    if (faccessat(f->blobs, "ff", F_OK, 0) == 0) return OK;
    for (unsigned i = 0; i < 256; i++) {
        char shard[8];
        snprintf(shard, sizeof shard, "%02x", i);
        if (mkdirat(f->blobs, shard, 0700) < 0 && errno != EEXIST) return fail_disk(f, "a folder", errno, err);
    }
    return OK;
}

static Status open_folder(Folder *f, VaultMode mode, Err *err) {
    bool make = mode == VAULT_WRITE;
    TRY(open_dir(f, AT_FDCWD, f->dir, make, &f->root, err));
    TRY(open_dir(f, f->root, "blobs", make, &f->blobs, err));
    if (!make) return OK;
    f->lock = openat(f->root, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (f->lock < 0) return fail_disk(f, "lock", errno, err);
    if (flock(f->lock, LOCK_EX | LOCK_NB) < 0)
        return FAIL(err, ERR_BUSY, "vault.taken", "%s is used by another process; stop that one first", f->dir);
    TRY(open_dir(f, f->root, "tmp", true, &f->tmp, err));
    empty_tmp(f->tmp);
    TRY(make_shards(f, err));
    if (syncfs(f->root) < 0) return fail_sync(f, "what was there", errno, err);
    return OK;
}

Status vault_open_on(Str dir, VaultMode mode, const VaultDisk *disk, Vault **ret, Err *err) {
    Arena *a = arena_new();
    Folder *f = NEW(a, Folder);
    *f = (Folder){.base = {&FOLDER}, .arena = a, .dir = str_cstr(a, dir), .disk = disk, .root = -1, .tmp = -1,
        .blobs = -1, .lock = -1};
    pthread_mutex_init(&f->mutex, NULL);
    Status s = open_folder(f, mode, err);
    if (s != OK) {
        folder_close(&f->base);
        return s;
    }
    *ret = &f->base;
    return OK;
}

static const VaultDisk SYSTEM = {write, fsync, renameat};

Status vault_open(Str dir, VaultMode mode, Vault **ret, Err *err) {
    return vault_open_on(dir, mode, &SYSTEM, ret, err);
}
