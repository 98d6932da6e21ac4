// SPDX-License-Identifier: Apache-2.0
/* jindu guide check | show: proves guides, and prints them. */
#include "app/judge.h"
#include "app/rules.h"
#include "app/staffing.h"
#include "base/clock.h"
#include "cmd/cmd.h"
#include "core/guide_check.h"
#include "db/queries.h"
#include "node/json.h"
#include "node/yaml.h"
#include "store/stream_store.h"

static const char HELP[] =
    "usage: jindu guide check [--rules DIR] [--site DIR|--staff FILE] [--json] [--certificate FILE] FILE...|--all\n"
    "       jindu guide check --site DIR [--db URL]\n"
    "       jindu guide show [--rules DIR] [--dot|--promela|--promela-commit|--json] CLASS|FILE\n\n"
    "check proves that no person can get stuck: exit 0 sound, 1 unsound, 2 cannot be read.\n"
    "  --site DIR          judges who is there in that site, once for each county's police; without FILE or --all: prints\n"
    "                      what the running site itself found of the guides in force\n"
    "  --db URL            the site's database, if it is not DIR/site.db\n"
    "  --staff FILE        who is there: a YAML list `posts: [{user: 1, agency: police, role: handler}]`\n"
    "  --json              one JSON value a guide, a line each\n"
    "  --certificate FILE  writes the certificates, a line for each guide, with the proof that a person may change his\n"
    "                      class to and from each other guide that is checked with it\n"
    "show prints a guide for people, as a drawing (dot), as Promela models for SPIN, or as the resolved data.\n";

enum { EXIT_UNREADABLE = 2, OUT_MAX = 256 << 20 };

typedef struct Wish {
    const char *rules, *staff, *site, *db, *certificate, *form;
    bool json, all;
    const char *files[64];
    size_t n_files;
} Wish;

static int complain(const Err *err) {
    fprintf(stderr, "jindu guide: %s%s%s\n", err->where, err->where[0] ? ": " : "", err->msg);
    return EXIT_UNREADABLE;
}

/* An option's value stands in the next word. */
static bool wish_parse(int argc, char **argv, Wish *w) {
    for (int i = 2; i < argc; i++) {
        Str s = str_c(argv[i]);
        const char **value = str_eqz(s, "--rules")         ? &w->rules
                             : str_eqz(s, "--staff")       ? &w->staff
                             : str_eqz(s, "--site")        ? &w->site
                             : str_eqz(s, "--db")          ? &w->db
                             : str_eqz(s, "--certificate") ? &w->certificate
                                                           : NULL;
        if (value) {
            if (++i == argc) return false;
            *value = argv[i];
        } else if (str_eqz(s, "--all")) {
            w->all = true;
        } else if (str_eqz(s, "--json")) {
            w->json = true;
        } else if (str_eqz(s, "--dot") || str_eqz(s, "--promela") || str_eqz(s, "--promela-commit")) {
            w->form = argv[i] + 2;
        } else if (s.p[0] == '-' || w->n_files == LEN(w->files)) {
            return false;
        } else {
            w->files[w->n_files++] = argv[i];
        }
    }
    return true;
}

static Status staff_post(const Node *n, Arena *a, StaffPost *ret, Err *err) {
    const Node *user = node_find(n, S("user")), *kind = node_find(n, S("agency")), *role = node_find(n, S("role"));
    const Node *level = node_find(n, S("level"));
    if (!user || !kind || !role || user->kind != NODE_STR || kind->kind != NODE_STR || role->kind != NODE_STR ||
        !str_i64(user->s, &ret->user))
        return FAIL(err, ERR_INVALID, "staff.post", "line %d: a post is {user: 1, agency: police, role: handler}", n->line);
    ret->kind = kind->s;
    ret->role = role->s;
    ret->level = level && level->kind == NODE_STR ? level->s : (Str){0};
    return OK;
}

static Status staff_read(const char *path, Arena *a, Staffing *ret, Err *err) {
    *ret = (Staffing){.full = true};
    if (!path) return OK;
    Str text;
    Node *tree;
    TRY(path[0] == '/' ? rules_file("", path + 1, MB(8), a, &text, err) : rules_file(".", path, MB(8), a, &text, err));
    TRY(yaml_read(text, path, a, &tree, err));
    const Node *posts = node_find(tree, S("posts"));
    if (!posts || posts->kind != NODE_LIST) return FAIL(err, ERR_INVALID, "staff.post", "%s has no list `posts`", path);
    StaffPost *v = NEW_N(a, StaffPost, posts->list.n + 1);
    for (size_t i = 0; i < posts->list.n; i++) TRY(staff_post(posts->list.v[i], a, &v[i], err));
    *ret = (Staffing){.v = v, .n = posts->list.n};
    return OK;
}

static void print_finding(const Finding *f) {
    printf("  %s %s: " STR_FMT "\n    " STR_FMT, f->level == FINDING_UNSOUND ? "!" : "-", f->code, STR_ARG(f->zh), STR_ARG(f->en));
    if (f->states > 1) printf(" (%zu states)", f->states);
    printf("\n");
    if (f->path_zh.n) printf("    " STR_FMT "\n    " STR_FMT "\n", STR_ARG(f->path_zh), STR_ARG(f->path_en));
}

static void print_report(const GuideReport *r) {
    printf(STR_FMT " " STR_FMT ": %s; %zu states, %zu steps, %zu ends; main: %d transfers %d clocks %d duties; "
           "beside: %d transfers %d clocks %d duties\n", STR_ARG(r->guide->id), STR_ARG(r->guide->version),
           r->sound ? "sound 可行" : "UNSOUND 不可行", r->n_states, r->n_edges, r->n_final, r->main_lines, r->main_clocks,
           r->main_duties, r->side_lines, r->side_clocks, r->side_duties);
    for (size_t i = 0; i < r->n; i++) print_finding(&r->v[i]);
}

/* What is checked together, for the pairs of them and their certificates. */
typedef struct Checked {
    LIST_OF(const Guide *) guides; /* bases left out: nobody is pinned to one */
    LIST_OF(GuideGraph *) graphs;
    LIST_OF(GuideReport) reports;
    PairReport *pairs;
    size_t n_pairs;
} Checked;

static Status write_certificates(const char *path, const Checked *all, Err *err) {
    FILE *f = fopen(path, "wbe");
    bool done = f != NULL;
    for (size_t i = 0; done && i < all->reports.n; i++) {
        StrBuf b;
        strbuf_init(&b, NULL, OUT_MAX);
        guide_certificate(&all->reports.v[i], (PairReports){all->pairs, all->n_pairs}, &b);
        done = !b.overflow && fwrite(b.p, 1, b.n, f) == b.n;
        strbuf_done(&b);
    }
    if (f && fclose(f) != 0) done = false;
    return done ? OK : FAIL(err, ERR_IO, "certificate.write", "%s cannot be written", path);
}

static void check_one(const Wish *w, GuideGraph *graph, const Staffing *staff, Checked *all, Arena *a, bool *sound) {
    GuideReport r = *PUSH(a, &all->reports) = guide_judge(graph, staff, hash_sha256, a);
    if (!r.sound) *sound = false;
    if (w->json) {
        StrBuf b;
        strbuf_init(&b, a, OUT_MAX);
        guide_report_json(&r, &b);
        printf(STR_FMT "\n", STR_ARG(strbuf_str(&b)));
    } else {
        print_report(&r);
    }
}

static Status site_db(const Wish *w, Arena *a, Db **ret, Err *err) {
    Str url = w->db ? str_c(w->db) : str_format(a, "sqlite:%s/site.db", w->site);
    return db_open(url, &(DbHow){.role = DB_READER, .queries = &JINDU_QUERIES}, ret, err);
}

/* The site as its database has it; a server may be at work on it meanwhile. */
static Status site_staff(const Wish *w, Arena *a, SiteState *ret, Err *err) {
    _cleanup_(db_closep) Db *db = NULL;
    Hash head;
    TRY(site_db(w, a, &db, err));
    return site_read(db, a, ret, &head, err);
}

static Status check_guide(const Wish *w, const Guide *g, const Staffing *staff, Checked *all, Arena *a, bool *sound, Err *err) {
    GuideGraph *graph = guide_explore(g, a);
    if (!g->base) *PUSH(a, &all->guides) = g, *PUSH(a, &all->graphs) = graph;
    if (!w->site) {
        check_one(w, graph, staff, all, a, sound);
        return OK;
    }
    SiteState site = {0};
    TRY(site_staff(w, a, &site, err));
    for (size_t i = 0; i < site.agencies.n; i++) {
        const Agency *near = &site.agencies.v[i];
        if (!str_eqz(near->kind, "police") || near->level != 3) continue;
        Staffing there = staffing_of(&site, near, g, clock_now(), a);
        if (!w->json) printf(STR_FMT ": ", STR_ARG(near->name));
        check_one(w, graph, &there, all, a, sound);
    }
    return OK;
}

static void tell_pair(const Wish *w, const PairReport *r, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, MB(4));
    if (w->json) guide_pair_json(r, &b);
    else guide_pair_text(r, &b);
    printf(STR_FMT "\n", STR_ARG(strbuf_str(&b)));
    for (size_t f = 0; f < r->n && !w->json; f++) print_finding(&r->v[f]);
}

/* Whether a person may change his class from each of the guides checked to each other. */
static void check_pairs(const Wish *w, Checked *all, Arena *a, bool *sound) {
    GuideGraph **v = all->graphs.v;
    size_t n_all = all->graphs.n;
    all->pairs = NEW_N(a, PairReport, n_all * n_all + 1);
    for (size_t i = 0; i < n_all; i++)
        for (size_t k = 0; k < n_all; k++) {
            if (i == k) continue;
            PairReport *r = &all->pairs[all->n_pairs++];
            *r = guide_pair(v[i], v[k], a);
            if (!r->total) *sound = false;
            tell_pair(w, r, a);
        }
    for (size_t i = 0; w->all && i < n_all; i++) {
        Finding *idle;
        size_t found = guide_idle_bars(all->guides.v[i], all->pairs, all->n_pairs, a, &idle);
        for (size_t f = 0; f < found && !w->json; f++) print_finding(&idle[f]);
    }
}

static Status told_findings(Str json, Arena *a, Err *err) {
    Node *list;
    TRY(json_read(json, (JsonLimits){.bytes_max = MB(4)}, a, &list, err));
    for (size_t i = 0; list->kind == NODE_LIST && i < list->list.n; i++) {
        const Node *f = list->list.v[i];
        printf("  %s " STR_FMT ": " STR_FMT "\n    " STR_FMT "\n", str_eqz(node_find(f, S("level"))->s, "unsound") ? "!" : "-",
               STR_ARG(node_find(f, S("code"))->s), STR_ARG(node_find(f, S("zh"))->s), STR_ARG(node_find(f, S("en"))->s));
    }
    return OK;
}

/* What the judge of the site found, as it is stored. */
static Status told(const Wish *w, bool *sound, Arena *a, Err *err) {
    _cleanup_(db_closep) Db *db = NULL;
    SiteState site = {0};
    Verdicts all = {0};
    Hash head;
    TRY(site_db(w, a, &db, err));
    TRY(site_read(db, a, &site, &head, err));
    TRY(verdicts_read(db, a, &all, err));
    if (!all.n) printf("nothing was judged yet: a site is judged while it is served\n");
    for (size_t i = 0; i < all.n; i++) {
        const Verdict *v = &all.v[i];
        const GuideUse *g = site_guide(&site, v->guide);
        const Agency *near = world_agency(&(World){.agencies = site.agencies}, v->near);
        char at[TIME_TEXT];
        time_format(v->at, at);
        printf(STR_FMT ", " STR_FMT ": %s (%s)\n", STR_ARG(near ? near->name : S("?")), STR_ARG(g ? g->class : S("?")),
               v->sound ? "sound 可行" : "UNSOUND 不可行", at);
        if (!v->sound) *sound = false;
        TRY(told_findings(v->findings, a, err));
    }
    return OK;
}

static Status check(const Wish *w, bool *sound, Arena *a, Err *err) {
    Rules *rules;
    Staffing staff;
    Checked all = {0};
    if (w->site && !w->all && !w->n_files) return told(w, sound, a, err);
    TRY(staff_read(w->staff, a, &staff, err));
    if (w->all) TRY(rules_open(rules_dir(w->rules, a), a, &rules, err));
    else TRY(rules_read(rules_dir(w->rules, a), a, &rules, err));
    for (size_t i = 0; w->all && i < rules->n_guides; i++)
        if (!w->site || !rules->guides[i]->base) TRY(check_guide(w, rules->guides[i], &staff, &all, a, sound, err));
    for (size_t i = 0; i < w->n_files; i++) {
        Guide *g;
        TRY(rules_guide_file(rules, w->files[i], a, &g, err));
        TRY(check_guide(w, g, &staff, &all, a, sound, err));
    }
    check_pairs(w, &all, a, sound);
    return w->certificate ? write_certificates(w->certificate, &all, err) : OK;
}

static Status show(const Wish *w, Arena *a, Err *err) {
    Rules *rules;
    Guide *g;
    TRY(rules_read(rules_dir(w->rules, a), a, &rules, err));
    Str name = str_c(w->files[0]);
    if (str_ends(name, S(".yaml"))) TRY(rules_guide_file(rules, w->files[0], a, &g, err));
    else TRY(rules_guide(rules, name, a, &g, err));
    StrBuf b;
    strbuf_init(&b, a, OUT_MAX);
    Str form = str_c(w->form);
    if (w->json) {
        strbuf_put(&b, g->text);
        strbuf_putc(&b, '\n');
    } else if (!form.n) {
        guide_show(g, rules->codes, &b);
    } else if (str_eqz(form, "dot")) {
        guide_dot(g, &b);
    } else {
        GuideReport r = guide_check(g, &(Staffing){.full = true}, hash_sha256, a);
        guide_promela(&r, str_eqz(form, "promela") ? PROMELA_REACH : PROMELA_COMMIT, &b);
    }
    fwrite(b.p, 1, b.n, stdout);
    return b.overflow ? FAIL(err, ERR_LIMIT, "guide.long", "this is too long to print") : OK;
}

int cmd_guide(int argc, char **argv) {
    Wish w = {0};
    Str verb = argc > 1 ? str_c(argv[1]) : (Str){0};
    bool checks = str_eqz(verb, "check"), shows = str_eqz(verb, "show");
    if (str_eqz(verb, "--help") || str_eqz(verb, "-h")) {
        fputs(HELP, stdout);
        return EXIT_DONE;
    }
    bool told = (checks || shows) && wish_parse(argc, argv, &w);
    if (!told || (shows && w.n_files != 1) || (checks && w.all && w.n_files) || (checks && !w.all && !w.n_files && !w.site) ||
        (w.certificate && w.site) || (w.site && w.staff)) {
        fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    _cleanup_(arena_freep) Arena *a = arena_new();
    Err err = {0};
    bool sound = true;
    if ((checks ? check(&w, &sound, a, &err) : show(&w, a, &err)) != OK) return complain(&err);
    return sound ? EXIT_DONE : EXIT_FAULT;
}
