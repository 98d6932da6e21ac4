// SPDX-License-Identifier: Apache-2.0
#include "app/rules.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "node/yaml.h"

enum { FILE_BYTES_MAX = 8 << 20, FILES_MAX = 256 };

static Status read_text(const char *path, Arena *a, Str *ret, Err *err) {
    FILE *f = fopen(path, "rbe");
    if (!f)
        return FAIL(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "rules.file", "%s: %s", path, strerror(errno));
    struct stat st;
    bool bad = fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode);
    bool large = !bad && st.st_size > FILE_BYTES_MAX;
    size_t n = bad || large ? 0 : (size_t)st.st_size;
    char *text = arena_alloc(a, n + 1);
    bad |= fread(text, 1, n, f) != n;
    fclose(f);
    if (large) return FAIL(err, ERR_LIMIT, "rules.file", "%s is over 8 MB", path);
    if (bad) return FAIL(err, ERR_IO, "rules.file", "%s cannot be read", path);
    *ret = str_n(text, n);
    return OK;
}

static Status read_tree(const char *path, Arena *a, const Node **ret, Err *err) {
    Str text;
    Node *tree;
    TRY(read_text(path, a, &text, err));
    TRY(yaml_read(text, path, a, &tree, err));
    *ret = tree;
    return OK;
}

static int by_name(const void *x, const void *y) {
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The .yaml files of a folder, by name; none if there is no such folder. */
static Status list_files(const char *dir, Arena *a, const char ***ret, size_t *ret_n, Err *err) {
    const char **v = NEW_N(a, const char *, FILES_MAX);
    size_t n = 0;
    DIR *d = opendir(dir);
    *ret = v;
    *ret_n = 0;
    if (!d) return errno == ENOENT ? OK : FAIL(err, ERR_IO, "rules.file", "%s: %s", dir, strerror(errno));
    for (struct dirent *e; (e = readdir(d));) {
        Str name = str_c(e->d_name);
        if (!str_ends(name, S(".yaml")) || name.p[0] == '.') continue;
        if (n == FILES_MAX) {
            closedir(d);
            return FAIL(err, ERR_LIMIT, "rules.file", "%s has more than %d files", dir, FILES_MAX);
        }
        v[n++] = str_format(a, "%s/" STR_FMT, dir, STR_ARG(name)).p;
    }
    closedir(d);
    qsort(v, n, sizeof *v, by_name);
    *ret_n = n;
    return OK;
}

static Words words_of(const Codes *c, CodeKind kind, Arena *a) {
    CodeWords w = codes_ids(c, kind, a);
    return (Words){w.v, w.n};
}

static Status read_codes(Rules *r, Arena *a, Err *err) {
    const char **paths;
    size_t n;
    TRY(list_files(str_format(a, "%s/codes", r->dir).p, a, &paths, &n, err));
    if (!n) return OK;
    CodesFile *files = NEW_N(a, CodesFile, n);
    for (size_t i = 0; i < n; i++) {
        files[i].name = paths[i];
        TRY(read_tree(paths[i], a, &files[i].tree, err));
    }
    Codes *codes;
    TRY(codes_load(files, n, a, &codes, err));
    r->codes = codes;
    r->source.agency_kinds = words_of(codes, CODE_AGENCY_KIND, a);
    r->source.roles = words_of(codes, CODE_ROLE, a);
    r->source.documents = words_of(codes, CODE_DOCUMENT, a);
    r->source.catalogues = words_of(codes, CODE_CATALOGUE, a);
    return OK;
}

static Status read_calendar(Rules *r, Arena *a, Err *err) {
    const char *path = str_format(a, "%s/holidays.yaml", r->dir).p;
    const Node *tree;
    Err none = {0};
    Status s = read_tree(path, a, &tree, &none);
    if (s == ERR_NOT_FOUND) return OK;
    if (s != OK) {
        if (err) *err = none;
        return s;
    }
    Calendar *c = NEW(a, Calendar);
    TRY(calendar_decode(tree, path, a, c, err));
    r->calendar = c;
    return OK;
}

Status rules_read(const char *dir, Arena *a, Rules **ret, Err *err) {
    Rules *r = NEW(a, Rules);
    r->dir = str_cstr(a, str_c(dir));
    static const char *const NAMES[] = {"facts", "transfers", "clocks", "duties"};
    const Node **trees[] = {&r->source.facts, &r->source.transfers, &r->source.clocks, &r->source.duties};
    for (size_t i = 0; i < LEN(NAMES); i++)
        TRY(read_tree(str_format(a, "%s/%s.yaml", dir, NAMES[i]).p, a, trees[i], err));
    TRY(read_codes(r, a, err));
    TRY(read_calendar(r, a, err));
    size_t n;
    TRY(list_files(str_format(a, "%s/guides", dir).p, a, &r->guide_files, &n, err));
    const Node **bases = NEW_N(a, const Node *, n + 1);
    for (size_t i = 0; i < n; i++) TRY(read_tree(r->guide_files[i], a, &bases[i], err));
    r->source.bases = bases;
    r->source.n_bases = n;
    *ret = r;
    return OK;
}

static bool is_overlay(const Node *guide) {
    const Node *n = node_find(guide, S("overlay"));
    return n && ((n->kind == NODE_BOOL && n->b) || (n->kind == NODE_STR && str_eqz(n->s, "true")));
}

static Status load(const Rules *r, const Node *tree, Arena *a, Guide **ret, Err *err) {
    GuideSource src = r->source;
    src.guide = tree;
    return guide_load(&src, hash_sha256, a, ret, err);
}

Status rules_open(const char *dir, Arena *a, Rules **ret, Err *err) {
    Rules *r;
    TRY(rules_read(dir, a, &r, err));
    r->guides = NEW_N(a, const Guide *, r->source.n_bases + 1);
    for (size_t i = 0; i < r->source.n_bases; i++) {
        if (is_overlay(r->source.bases[i])) continue;
        Guide *g;
        TRY(load(r, r->source.bases[i], a, &g, err));
        for (size_t k = 0; k < r->n_guides; k++)
            if (str_eq(r->guides[k]->id, g->id))
                return FAIL(err, ERR_INVALID, "guide.twice", "%s: there is a guide '" STR_FMT "' already",
                            r->guide_files[i], STR_ARG(g->id));
        r->guides[r->n_guides++] = g;
    }
    *ret = r;
    return OK;
}

Status rules_tables(const char *dir, Arena *a, Rules **ret, Err *err) {
    _cleanup_(arena_freep) Arena *scratch = arena_new();
    Rules *all;
    TRY(rules_open(dir, scratch, &all, err));
    Rules *r = NEW(a, Rules);
    r->dir = str_cstr(a, str_c(dir));
    if (all->codes) r->codes = codes_copy(all->codes, a);
    if (all->calendar) r->calendar = calendar_copy(all->calendar, a);
    r->guides = NEW_N(a, const Guide *, all->n_guides + 1);
    for (size_t i = 0; i < all->n_guides; i++) {
        Guide *g;
        if (!all->guides[i]->base) continue;
        TRY(guide_from_text(str_dup(a, all->guides[i]->text), hash_sha256, scratch, a, &g, err));
        r->guides[r->n_guides++] = g;
    }
    *ret = r;
    return OK;
}

Status rules_guide_file(const Rules *r, const char *path, Arena *a, Guide **ret, Err *err) {
    const Node *tree;
    TRY(read_tree(path, a, &tree, err));
    return load(r, tree, a, ret, err);
}

Status rules_guide(const Rules *r, Str class, Arena *a, Guide **ret, Err *err) {
    Str *known = NEW_N(a, Str, r->source.n_bases + 1);
    for (size_t i = 0; i < r->source.n_bases; i++) {
        const Node *n = node_find(r->source.bases[i], S("guide"));
        if (n && n->kind == NODE_STR) known[i] = n->s;
        if (str_eq(known[i], class)) return load(r, r->source.bases[i], a, ret, err);
    }
    Str near = str_nearest(class, known, r->source.n_bases);
    return FAIL(err, ERR_NOT_FOUND, "guide.none", "there is no guide '" STR_FMT "'%s" STR_FMT "%s", STR_ARG(class),
                near.n ? " (did you mean '" : "", STR_ARG(near), near.n ? "'?)" : "");
}
