// SPDX-License-Identifier: Apache-2.0
/*
 * A disk that fails when told to, for a whole program: preloaded (LD_PRELOAD), it stands between the program and the C
 * library. Files below JINDU_DISK are meant; the first byte of the file JINDU_DISK_FAULT says what is wrong, and may
 * change at any moment: 'f' full, 'r' read-only, 's' what was written does not reach the disk; anything else: nothing.
 */
#undef _FILE_OFFSET_BITS /* else open and open64 are one name here */
#undef _FORTIFY_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

static const volatile char *state;
static const char *below;

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("JINDU_DISK_FAULT");
    below = getenv("JINDU_DISK");
    int fd = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0 || !below) return;
    void *p = mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (p != MAP_FAILED) state = p;
}

static char now(int fd) {
    char link[64], path[4096];
    if (!state || (*state != 'f' && *state != 'r' && *state != 's')) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return strncmp(path, below, strlen(below)) == 0 ? *state : 0;
}

static int refuses(int fd) {
    char c = now(fd);
    if (c != 'f' && c != 'r') return 0;
    errno = c == 'f' ? ENOSPC : EROFS;
    return 1;
}

static int unsynced(int fd) {
    if (now(fd) != 's') return 0;
    errno = EIO;
    return 1;
}

#define REAL(ret, name, ...) ((ret(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *p, size_t n) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = REAL(ssize_t, write, int, const void *, size_t);
    return refuses(fd) ? -1 : real(fd, p, n);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) real = REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
    return refuses(fd) ? -1 : real(fd, p, n, at);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
    return refuses(fd) ? -1 : real(fd, p, n, at);
}

int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = REAL(int, fsync, int);
    return unsynced(fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = REAL(int, fdatasync, int);
    return unsynced(fd) ? -1 : real(fd);
}

/* A new file needs room, and a disk that can be written. */
static int no_new_file(const char *path, int flags) {
    if (!state || !(flags & O_CREAT) || path[0] != '/' || strncmp(path, below, strlen(below)) != 0) return 0;
    if (*state != 'r') return 0;
    errno = EROFS;
    return 1;
}

int open(const char *path, int flags, ...) {
    static int (*real)(const char *, int, ...);
    va_list ap;
    va_start(ap, flags);
    mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    if (!real) real = REAL(int, open, const char *, int, ...);
    return no_new_file(path, flags) ? -1 : real(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    static int (*real)(const char *, int, ...);
    va_list ap;
    va_start(ap, flags);
    mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    if (!real) real = REAL(int, open64, const char *, int, ...);
    return no_new_file(path, flags) ? -1 : real(path, flags, mode);
}
