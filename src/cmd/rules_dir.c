// SPDX-License-Identifier: Apache-2.0
#include "cmd/cmd.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_dir(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The tree a binary was built in, so that build/jindu works from anywhere: the rules beside the build
 * directory. */
static const char *beside_build(Arena *a) {
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);
    if (n <= 0 || (size_t)n >= sizeof exe) return NULL;
    Str dir = str_n(exe, (size_t)n);
    for (int up = 0; up < 2; up++)
        while (dir.n && dir.p[--dir.n] != '/') {
        }
    Str path = str_format(a, STR_FMT "/rules", STR_ARG(dir));
    return is_dir(path.p) ? path.p : NULL;
}

const char *rules_dir(const char *given, Arena *a) {
    if (given) return given;
    const char *env = getenv("JINDU_RULES");
    if (env && *env) return env;
    if (is_dir("rules")) return "rules";
    const char *built = beside_build(a);
    return built ? built : RULES_INSTALLED;
}

Status rules_file(const char *dir, const char *name, size_t max, Arena *a, Str *ret, Err *err) {
    Str path = str_format(a, "%s/%s", dir, name);
    FILE *f = fopen(path.p, "rbe");
    if (!f) {
        Status s = errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
        return FAIL(err, s, "rules.file", STR_FMT ": %s", STR_ARG(path), strerror(errno));
    }
    char *text = arena_alloc(a, max + 1);
    size_t n = fread(text, 1, max + 1, f);
    bool bad = ferror(f);
    fclose(f);
    if (bad) return FAIL(err, ERR_IO, "rules.file", STR_FMT " cannot be read", STR_ARG(path));
    if (n > max)
        return FAIL(err, ERR_LIMIT, "rules.file", STR_FMT " has more than %zu bytes", STR_ARG(path), max);
    *ret = str_n(text, n);
    return OK;
}
