// SPDX-License-Identifier: Apache-2.0
/*
 * Makes a province, records what its commands store, and replays that on bare SQLite. One JSON line a measurement.
 *
 *     push_bench make DIR RULES [--db URL] [--ready N] [--waiting N] [--counties K]
 *         a new site; DIR/requests/ has prepared HTTP requests for bench/load.c, DIR/cases their ids
 *     push_bench record DIR RULES FILE push|number|assign N    the first N ready cases, one command at a time, on this site
 *     push_bench writer DIR RULES push|number|assign FROM TO FLIGHT    through the writer, without HTTP
 *     push_bench bare DB FILE FROM TO GROUP
 *     push_bench cost DB FILE
 */
#include <errno.h>
#include <sys/stat.h>
#include <time.h>

#include "bare.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/log.h"
#include "db/queries.h"
#include "province.h"

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void die(const char *what) {
    fprintf(stderr, "push_bench: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t file_size(const char *dir, const char *name) {
    char path[600];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return stat(path, &st) == 0 ? st.st_size : 0;
}

static FILE *file_in(const char *dir, const char *name, const char *mode) {
    char path[600];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, mode);
    if (!f) die(path);
    return f;
}

/* ---- make */

typedef struct KeptCase { /* what later runs need: cases and who works on them */
    ProvinceCase c;
    Actor handler, desk;
} KeptCase;

static void write_request(FILE *f, const char *token, const char *method, const char *path, const char *body) {
    fprintf(f, "%s\t%s\t%s\t%s\n", method, path, token, body);
}

static void write_requests(const Province *p, const char *dir, const ProvinceCase *v, size_t n, const char *what, bool push) {
    char name[64], id[ID_TEXT], transfer[ID_TEXT], path[200], body[200];
    snprintf(name, sizeof name, "requests/%s", what);
    FILE *f = file_in(dir, name, "w");
    for (size_t i = 0; i < n; i++) {
        const ProvinceCounty *c = &p->counties[v[i].county];
        id_format(v[i].id, id);
        if (push) {
            snprintf(path, sizeof path, "/api/v1/cases/%s/transfers/%s/push", id, id_format(v[i].transfer, transfer).p);
            write_request(f, c->handler.token, "POST", path, "{\"note\":\"材料齐备\"}");
        } else if (strcmp(what, "number") == 0) {
            snprintf(path, sizeof path, "/api/v1/cases/%s/numbers", id);
            snprintf(body, sizeof body, "{\"system\":\"procuratorate_case\",\"number\":\"望检刑受〔2026〕%zu号\"}", i);
            write_request(f, c->handler.token, "POST", path, body);
        } else if (strcmp(what, "assign") == 0) {
            snprintf(path, sizeof path, "/api/v1/cases/%s/assignment", id);
            snprintf(body, sizeof body, "{\"user\":\"%s\"}", id_format(c->handler.who.user, transfer).p);
            write_request(f, c->handler.token, "POST", path, body);
        } else {
            snprintf(path, sizeof path, "/api/v1/cases/%s", id);
            write_request(f, c->handler.token, "GET", path, "");
        }
    }
    fclose(f);
}

static void write_desks(const Province *p, const char *dir) {
    FILE *inbox = file_in(dir, "requests/inbox", "w"), *find = file_in(dir, "requests/find", "w");
    static const char *const ASKED[] = {"%E7%8E%8B", "%E8%B5%B5%E5%AE%89%E5%AE%81", "%E6%9D%8E%E5%B9%B3", "zan", "00000123",
                                        "629901199001000077", "%E6%98%A5%E5%A4%8F", "wyd"};
    for (int i = 0; i < p->n_counties; i++) {
        const ProvinceCounty *c = &p->counties[i];
        write_request(inbox, c->desk.token, "GET", "/api/v1/inbox?desk=agency&limit=50", "");
        for (size_t k = 0; k < LEN(ASKED); k++) {
            char path[200];
            snprintf(path, sizeof path, "/api/v1/find?q=%s&limit=20", ASKED[k]);
            write_request(find, c->handler.token, "GET", path, "");
        }
    }
    fclose(inbox);
    fclose(find);
}

static void write_cases(const Province *p, const char *dir, const ProvinceCase *v, size_t n) {
    FILE *f = file_in(dir, "cases", "wb");
    for (size_t i = 0; i < n; i++) {
        const ProvinceCounty *c = &p->counties[v[i].county];
        KeptCase k = {v[i], c->handler.who, c->desk.who};
        if (fwrite(&k, sizeof k, 1, f) != 1) die("cases");
    }
    fclose(f);
}

static void told(const char *what, size_t n, double s, uint64_t commands, const char *dir) {
    printf("{\"bench\":\"province\",\"what\":\"%s\",\"cases\":%zu,\"seconds\":%.2f,\"commands\":%llu,"
           "\"commands_per_s\":%.0f,\"site_bytes\":%lld}\n",
           what, n, s, (unsigned long long)commands, (double)commands / s, (long long)file_size(dir, "site.db"));
    fflush(stdout);
}

static int make(int argc, char **argv) {
    const char *dir = argv[2], *rules = argv[3], *db = NULL;
    size_t ready = 0, waiting = 0;
    int counties = 8;
    for (int i = 4; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], "--db")) db = argv[i + 1];
        if (!strcmp(argv[i], "--ready")) ready = strtoul(argv[i + 1], NULL, 10);
        if (!strcmp(argv[i], "--waiting")) waiting = strtoul(argv[i + 1], NULL, 10);
        if (!strcmp(argv[i], "--counties")) counties = (int)strtol(argv[i + 1], NULL, 10);
    }
    Province p;
    province_new(&p, dir, db, rules, counties);
    char requests[600];
    snprintf(requests, sizeof requests, "%s/requests", dir);
    if (mkdir(requests, 0700) != 0 && errno != EEXIST) die(requests);
    ProvinceCase *v = calloc(ready + waiting + 1, sizeof *v);
    ASSERT(v);
    double t = now_s();
    province_waiting(&p, waiting, v + ready);
    if (waiting) told("waiting", waiting, now_s() - t, p.commands, dir);
    uint64_t before = p.commands;
    t = now_s();
    province_ready(&p, ready, v);
    if (ready) told("ready", ready, now_s() - t, p.commands - before, dir);
    size_t page = MIN(ready + waiting, (size_t)20000), some = MIN(ready + waiting, (size_t)200000);
    write_requests(&p, dir, v, ready, "push", true);
    write_requests(&p, dir, v, some, "number", false);
    write_requests(&p, dir, v, some, "assign", false);
    write_requests(&p, dir, v, page, "page", false);
    write_desks(&p, dir);
    write_cases(&p, dir, v, ready ? ready : page);
    free(v);
    province_done(&p);
    return 0;
}

/* ---- record, and the writer alone */

typedef struct Opened {
    Province p;
    KeptCase *v;
    size_t n;
    ProvinceAsk *asks;
} Opened;

static void open_site(Opened *o, const char *dir, const char *rules, const char *kind) {
    Err err;
    *o = (Opened){.p = {.arena = arena_new()}};
    SiteHow how = {.dir = dir, .rules = rules, .clock = TIME_NONE};
    if (site_open(&how, &o->p.site, &err) != OK) {
        fprintf(stderr, "push_bench: %s: %s %s\n", dir, err.code, err.msg);
        exit(1);
    }
    o->n = (size_t)file_size(dir, "cases") / sizeof *o->v;
    o->v = calloc(o->n + 1, sizeof *o->v);
    o->asks = calloc(o->n + 1, sizeof *o->asks);
    ASSERT(o->v && o->asks);
    FILE *f = file_in(dir, "cases", "rb");
    if (fread(o->v, sizeof *o->v, o->n, f) != o->n) die("cases");
    fclose(f);
    for (size_t i = 0; i < o->n; i++) {
        const KeptCase *k = &o->v[i];
        o->asks[i].cmd = !strcmp(kind, "push")     ? province_push(&k->c)
                         : !strcmp(kind, "assign") ? province_assign(&k->c, &k->handler)
                                                   : province_number(&k->c, (int64_t)i, o->p.arena);
        o->asks[i].who = &o->v[i].handler;
    }
}

static int record(char **argv) {
    Opened o;
    open_site(&o, argv[2], argv[3], argv[5]);
    static Str handler[] = {{"handler", 7}};
    for (size_t i = 0; i < o.n; i++) o.v[i].handler.roles = handler;
    FILE *to = fopen(argv[4], "wb");
    if (!to) die(argv[4]);
    Db *db;
    Err err;
    if (db_open(site_url(o.p.site), &(DbHow){.role = DB_WRITER, .queries = &JINDU_QUERIES}, &db, &err) != OK ||
        db_exec_script(db, S("PRAGMA synchronous=OFF"), &err) != OK) die(err.msg);
    WriterHow how = {.db = recorder_new(db, to), .batch_max = 1};
    if (site_writer_replace(o.p.site, &how, &err) != OK) die(err.msg);
    size_t n = MIN(o.n, (size_t)strtoul(argv[6], NULL, 10));
    province_run(&o.p, o.asks, n, 16);
    site_close(o.p.site);
    fclose(to);
    printf("{\"bench\":\"record\",\"commands\":%zu,\"bytes\":%lld}\n", n, (long long)file_size(argv[4][0] == '/' ? "" : ".", argv[4]));
    return 0;
}

static int writer(char **argv) {
    Opened o;
    open_site(&o, argv[2], argv[3], argv[4]);
    static Str handler[] = {{"handler", 7}};
    for (size_t i = 0; i < o.n; i++) o.v[i].handler.roles = handler;
    size_t from = strtoul(argv[5], NULL, 10), to = MIN(o.n, (size_t)strtoul(argv[6], NULL, 10)), flight = strtoul(argv[7], NULL, 10);
    WriterStats was = writer_stats(site_writer(o.p.site));
    double t = now_s();
    province_run(&o.p, o.asks + from, to - from, flight);
    t = now_s() - t;
    WriterStats is = writer_stats(site_writer(o.p.site));
    printf("{\"bench\":\"writer\",\"what\":\"%s\",\"flight\":%zu,\"commands\":%zu,\"per_s\":%.0f,\"batch\":%.1f,"
           "\"statements\":%.2f}\n", argv[4], flight, to - from, (double)(to - from) / t,
           (double)(to - from) / (double)MAX(is.commits - was.commits, 1),
           (double)(is.statements - was.statements) / (double)(to - from));
    site_close(o.p.site);
    return 0;
}

/* ---- bare */

static int bare(char **argv) {
    Recording r = {0};
    Arena *a = arena_new();
    if (!recording_read(argv[3], a, &r)) die(argv[3]);
    size_t from = strtoul(argv[4], NULL, 10), to = MIN(r.n, (size_t)strtoul(argv[5], NULL, 10)), group = strtoul(argv[6], NULL, 10);
    Bare *b = bare_open(argv[2], true);
    double t = now_s();
    clock_t cpu = clock();
    bare_replay(b, &r, from, to, MAX(group, (size_t)1));
    t = now_s() - t;
    cpu = clock() - cpu;
    int64_t wal = bare_wal(b);
    printf("{\"bench\":\"bare\",\"group\":%zu,\"commands\":%zu,\"per_s\":%.0f,\"cpu_us\":%.1f,\"wal_bytes\":%.0f}\n", group,
           to - from, (double)(to - from) / t, (double)cpu * 1e6 / CLOCKS_PER_SEC / (double)(to - from),
           (double)wal / (double)(to - from));
    bare_close(b);
    arena_free(a);
    return 0;
}

static int cost(char **argv) {
    Recording r = {0};
    Arena *a = arena_new();
    if (!recording_read(argv[3], a, &r)) die(argv[3]);
    Bare *b = bare_open(argv[2], true);
    BareCost c = bare_cost(b, &r);
    printf("{\"bench\":\"cost\",\"commands\":%zu,\"rows\":%.2f,\"btrees\":%.2f,\"btree_entries\":%.2f,\"value_bytes\":%.0f,"
           "\"statements\":[", r.n, c.rows, c.trees, c.entries, c.bytes);
    for (size_t k = 0; r.n && k < r.v[0].n; k++) printf("%s\"%s\"", k ? "," : "", JINDU_QUERIES.v[r.v[0].v[k].q].name);
    printf("]}\n");
    bare_close(b);
    arena_free(a);
    return 0;
}

int main(int argc, char **argv) {
    log_level(LOG_WARN);
    const char *what = argc > 1 ? argv[1] : "";
    if (!strcmp(what, "make") && argc >= 4) return make(argc, argv);
    if (!strcmp(what, "record") && argc == 7) return record(argv);
    if (!strcmp(what, "writer") && argc == 8) return writer(argv);
    if (!strcmp(what, "bare") && argc == 7) return bare(argv);
    if (!strcmp(what, "cost") && argc == 4) return cost(argv);
    fprintf(stderr, "usage: see the head of bench/push_bench.c\n");
    return 2;
}
