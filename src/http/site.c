// SPDX-License-Identifier: Apache-2.0
#include "http/site.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "http/conditional.h"

enum { PLAIN, BR, GZ, CODINGS, DEPTH_MAX = 8, FILES_MAX = 20000 };
static const char *const SUFFIX[CODINGS] = {"", ".br", ".gz"};
static const char *const CODING[CODINGS] = {"", "br", "gzip"};

typedef struct SiteFile {
    Str path; /* "/assets/app.js" */
    const char *type;
    const char *disk[CODINGS]; /* NULL: not there in this coding */
    uint64_t size[CODINGS];
    Str etag[CODINGS];
    bool immutable;
} SiteFile;

struct Site {
    SiteConfig config;
    struct {
        SiteFile *v;
        size_t n, cap;
    } files; /* sorted by path */
};

static const struct {
    const char *end, *type;
} TYPES[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".txt", "text/plain; charset=utf-8"},
    {".pdf", "application/pdf"},
    {".bcmap", "application/octet-stream"},
};

static const char *type_of(Str path) {
    for (size_t i = 0; i < LEN(TYPES); i++)
        if (str_ends(path, str_c(TYPES[i].end))) return TYPES[i].type;
    return "application/octet-stream";
}

static void file_closep(int *fd) {
    if (*fd >= 0) close(*fd);
}

static Status file_hash(const char *disk, Arena *a, Str *ret, uint64_t *ret_size, Err *err) {
    _cleanup_(file_closep) int fd = open(disk, O_RDONLY | O_CLOEXEC);
    _cleanup_(hasher_freep) Hasher *h = hasher_new();
    char buf[16384];
    ssize_t n = -1;
    *ret_size = 0;
    while (fd >= 0 && (n = read(fd, buf, sizeof buf)) > 0) {
        hasher_put(h, str_n(buf, (size_t)n));
        *ret_size += (uint64_t)n;
    }
    if (n < 0) return FAIL(err, ERR_IO, "site.read", "%s: %s", disk, strerror(errno));
    char hex[HASH_TEXT];
    *ret = str_format(a, "\"%.20s\"", hash_format(hasher_end(h), hex).p);
    return OK;
}

static Status file_add(Site *s, Str path, const char *disk, Arena *a, Err *err) {
    if (s->files.n == FILES_MAX) return FAIL(err, ERR_LIMIT, "site.files", "more than %d files", FILES_MAX);
    SiteFile *f = PUSH(a, &s->files);
    f->path = path;
    f->type = type_of(path);
    f->disk[PLAIN] = disk;
    f->immutable = s->config.immutable && str_starts(path, str_c(s->config.immutable));
    return file_hash(disk, a, &f->etag[PLAIN], &f->size[PLAIN], err);
}

static void dir_closep(DIR **d) {
    if (*d) closedir(*d);
}

static Status folder_read(Site *s, const char *disk, Str path, int depth, Arena *a, Err *err) {
    _cleanup_(dir_closep) DIR *d = opendir(disk);
    if (!d) return FAIL(err, ERR_IO, "site.read", "%s: %s", disk, strerror(errno));
    for (struct dirent *e; (e = readdir(d));) {
        struct stat st;
        if (e->d_name[0] == '.') continue;
        const char *file = str_format(a, "%s/%s", disk, e->d_name).p;
        Str name = str_format(a, STR_FMT "/%s", STR_ARG(path), e->d_name);
        if (lstat(file, &st) != 0) return FAIL(err, ERR_IO, "site.read", "%s: %s", file, strerror(errno));
        if (S_ISDIR(st.st_mode)) {
            if (depth == DEPTH_MAX) return FAIL(err, ERR_LIMIT, "site.depth", "%s is too deep", file);
            TRY(folder_read(s, file, name, depth + 1, a, err));
        } else if (S_ISREG(st.st_mode)) {
            TRY(file_add(s, name, file, a, err));
        }
    }
    return OK;
}

static int by_path(const void *x, const void *y) {
    return str_cmp(((const SiteFile *)x)->path, ((const SiteFile *)y)->path);
}

static SiteFile *file_find(const Site *s, Str path) {
    SiteFile key = {.path = path};
    return s->files.n ? bsearch(&key, s->files.v, s->files.n, sizeof key, by_path) : NULL;
}

static void pack_pairs(Site *s, Arena *a) {
    for (size_t i = 0; i < s->files.n; i++) {
        SiteFile *f = &s->files.v[i];
        for (int c = BR; c < CODINGS; c++) {
            const SiteFile *packed = file_find(s, str_format(a, STR_FMT "%s", STR_ARG(f->path), SUFFIX[c]));
            if (!packed) continue;
            f->disk[c] = packed->disk[PLAIN];
            f->size[c] = packed->size[PLAIN];
            f->etag[c] = packed->etag[PLAIN];
        }
    }
}

Status site_new(const SiteConfig *config, Arena *a, Site **ret, Err *err) {
    Site *s = NEW(a, Site);
    s->config = *config;
    if (config->dir) TRY(folder_read(s, config->dir, (Str){0}, 0, a, err));
    if (s->files.n) qsort(s->files.v, s->files.n, sizeof *s->files.v, by_path);
    pack_pairs(s, a);
    *ret = s;
    return OK;
}

static bool is_page(const Site *s, const Req *req, Str path) {
    if (s->config.api && str_starts(path, str_c(s->config.api))) return false;
    size_t slash = path.n;
    while (slash && path.p[slash - 1] != '/') slash--;
    if (memchr(path.p + slash, '.', path.n - slash)) return false; /* a missing file is missing */
    return coding_accepted(req_header(req, "accept"), S("text/html"));
}

bool site_find(const Site *s, const Req *req, Resp *resp) {
    Str path;
    if (!s->files.n || !percent_decode(req->path, false, req->arena, &path) || !path.n) return false;
    if (str_eq(path, S("/"))) path = S("/index.html");
    const SiteFile *f = file_find(s, path);
    if (!f && is_page(s, req, path)) f = file_find(s, S("/index.html"));
    if (!f) return false;
    int coding = PLAIN;
    Str accepted = req_header(req, "accept-encoding");
    for (int c = BR; c < CODINGS && !coding; c++)
        if (f->disk[c] && coding_accepted(accepted, str_c(CODING[c]))) coding = c;
    int fd = open(f->disk[coding], O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0) return false;
    if (fstat(fd, &st) != 0 || (uint64_t)st.st_size != f->size[coding]) { /* changed under us */
        close(fd);
        return false;
    }
    resp_file(resp, fd, f->size[coding], str_c(f->type), f->etag[coding]);
    resp->cache = f->immutable ? S("public, max-age=31536000, immutable") : S("no-cache");
    if (coding) resp_header(resp, "Content-Encoding", str_c(CODING[coding]));
    if (f->disk[BR] || f->disk[GZ]) resp_header(resp, "Vary", S("Accept-Encoding"));
    if (s->config.csp && str_starts(str_c(f->type), S("text/html")))
        resp_header(resp, "Content-Security-Policy", str_c(s->config.csp));
    return true;
}
