// SPDX-License-Identifier: Apache-2.0
/* Serves a site over HTTP until it is told to stop; then what was begun is finished and answered. */
#include "api/api.h"
#include "app/demo_site.h"
#include "cmd/cmd.h"

#include <getopt.h>
#include <limits.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

static const char HELP[] =
    "usage: jindu serve --site DIR [--db URL] [--listen HOST:PORT] [--clock TIME] [--web DIR] [--practice DIR]\n\n"
    "Serves the site and prints the address. SIGTERM or Ctrl-C stops it: running requests are answered first.\n\n"
    "  --site DIR          the folder of the site (jindu init or jindu demo makes one)\n"
    "  --db URL            sqlite:PATH or postgresql://... (default: sqlite:DIR/site.db)\n"
    "  --listen HOST:PORT  a numeric address; port 0 takes a free one (default: 127.0.0.1:8600)\n"
    "  --clock TIME        what time it is for the site, as 2021-08-24T09:00; it runs on from there\n"
    "  --web DIR           the built client (default: $JINDU_WEB, build/web, web beside the program)\n"
    "  --practice DIR      a copy to practise on, served beside the site on the next port: a demo site, made if it is not there\n"
    "  --rules DIR         the folder of rules\n"
    "  --secure            session cookies only over TLS (behind a proxy that speaks it)\n"
    "  --copied            PostgreSQL: a copy of the database was made; an older one may be upgraded\n"
    "  --upload-max MB     the largest file that may be uploaded (default: 2048)\n";

typedef struct Wish {
    SiteHow site;
    ApiHow api;
    const char *listen, *practice;
    char host[64];
} Wish;

static bool listen_parse(Wish *w) {
    const char *colon = strrchr(w->listen, ':');
    int64_t port;
    size_t n = colon ? (size_t)(colon - w->listen) : 0;
    if (!colon || n == 0 || n >= sizeof w->host || !str_i64(str_c(colon + 1), &port) || port < 0 || port > 65535) {
        fprintf(stderr, "jindu serve: --listen %s is no HOST:PORT\n", w->listen);
        return false;
    }
    memcpy(w->host, w->listen, n);
    w->api.host = w->host;
    w->api.port = (int)port;
    return true;
}

/* -1: go on; otherwise the exit code. */
static int wish_parse(int argc, char **argv, Wish *w) {
    enum { SECURE = 256, COPIED, UPLOAD };
    int64_t mb;
    static const struct option SWITCHES[] = {{"site", required_argument, NULL, 's'},
                                            {"db", required_argument, NULL, 'd'},
                                            {"listen", required_argument, NULL, 'l'},
                                            {"clock", required_argument, NULL, 'c'},
                                            {"web", required_argument, NULL, 'w'},
                                            {"practice", required_argument, NULL, 'p'},
                                            {"rules", required_argument, NULL, 'r'},
                                            {"secure", no_argument, NULL, SECURE},
                                            {"copied", no_argument, NULL, COPIED},
                                            {"upload-max", required_argument, NULL, UPLOAD},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    for (int c; (c = getopt_long(argc, argv, "h", SWITCHES, NULL)) != -1;) {
        switch (c) {
        case 's': w->site.dir = optarg; break;
        case 'd': w->site.db = optarg; break;
        case 'l': w->listen = optarg; break;
        case 'c':
            if (!time_parse(str_c(optarg), &w->site.clock)) {
                fprintf(stderr, "jindu serve: --clock %s is no time such as 2021-08-24T09:00\n", optarg);
                return EXIT_USAGE;
            }
            w->site.onward = true;
            break;
        case 'w': w->api.web = optarg; break;
        case 'p': w->practice = optarg; break;
        case 'r': w->site.rules = optarg; break;
        case SECURE: w->api.secure = true; break;
        case COPIED: w->site.copied = true; break;
        case UPLOAD:
            if (!str_i64(str_c(optarg), &mb) || mb < 1 || mb > UPLOAD_MAX_MB) {
                fprintf(stderr, "jindu serve: --upload-max %s is no number of megabytes from 1 to %d\n", optarg, UPLOAD_MAX_MB);
                return EXIT_USAGE;
            }
            w->api.upload_max = MB(mb);
            break;
        case 'h': fputs(HELP, stdout); return EXIT_DONE;
        default: return EXIT_USAGE;
        }
    }
    if (optind < argc || !w->site.dir) {
        fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    return listen_parse(w) ? -1 : EXIT_USAGE;
}

static bool has_index(const char *dir, Arena *a) {
    struct stat st;
    return stat(str_format(a, "%s/index.html", dir).p, &st) == 0;
}

/* The built client lies beside the program (build/web), or where it was installed. */
static const char *web_dir(const char *given, Arena *a) {
    char exe[PATH_MAX];
    const char *env = getenv("JINDU_WEB");
    if (given) return given;
    if (env && *env) return env;
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    Str dir = n > 0 ? str_n(exe, (size_t)n) : S("./x/jindu");
    while (dir.n && dir.p[--dir.n] != '/') {
    }
    const char *tries[] = {"build/web", str_format(a, STR_FMT "/web", STR_ARG(dir)).p, RULES_INSTALLED "/../web"};
    for (size_t i = 0; i < LEN(tries); i++)
        if (has_index(tries[i], a)) return tries[i];
    return NULL;
}

static int complain(const Err *err) {
    fprintf(stderr, "jindu serve: %s%s%s (%s)\n", err->where, *err->where ? ": " : "", err->msg, err->code);
    return EXIT_FAULT;
}

static void wait_for_end(void) {
    sigset_t ends;
    int which;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    (void)sigwait(&ends, &which);
}

static void hold_signals(void) { /* in all threads; only wait_for_end takes them */
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is a full disk, told to whoever asked */
}

/* Large blocks (a password's 19 MiB, a big answer) go back to the system at once instead of staying with a thread. */
static void memory_goes_back(void) {
    mallopt(M_MMAP_THRESHOLD, 256 << 10);
    mallopt(M_TRIM_THRESHOLD, 256 << 10);
    mallopt(M_ARENA_MAX, 4);
}

/* A copy to practise on: a site of its own, whose cookie does not meet the other's. */
typedef struct PracticeCopy {
    Site *site;
    Api *api;
} PracticeCopy;

static Status practice_open(const Wish *w, Arena *a, PracticeCopy *ret, Err *err) {
    SiteHow how = {.dir = w->practice, .rules = w->site.rules, .readers = api_readers(), .tick = true};
    ApiHow api = {.host = w->host, .port = w->api.port ? w->api.port + 1 : 0, .web = w->api.web, .cookie = "jindu_practice",
                  .secure = w->api.secure, .upload_max = MB(64)};
    struct stat st;
    if (stat(w->practice, &st) != 0) {
        DemoMade made;
        fprintf(stderr, "making the copy to practise on in %s ...\n", w->practice);
        const char *part = str_format(a, "%s.part", w->practice).p;
        TRY(demo_make(&(DemoHow){.dir = part, .rules = w->site.rules}, &made, err));
        if (rename(part, w->practice) != 0) return FAIL(err, ERR_IO, "io.rename", "%s cannot be named %s", part, w->practice);
    }
    TRY(site_open(&how, &ret->site, err));
    const SiteView *v = site_view(ret->site);
    bool demo = v->state->demo;
    site_view_drop(v);
    if (!demo) return FAIL(err, ERR_INVALID, "practice.real", "%s is no demo site: nobody practises on real cases", w->practice);
    api.site = ret->site;
    return api_open(&api, &ret->api, err);
}

static void practice_close(PracticeCopy *c) {
    if (c->api) api_close(c->api);
    site_closep(&c->site);
}

int cmd_serve(int argc, char **argv) {
    Wish w = {.listen = "127.0.0.1:8600", .site = {.readers = api_readers(), .tick = true}};
    int code = wish_parse(argc, argv, &w);
    if (code >= 0) return code;
    _cleanup_(arena_freep) Arena *a = arena_new();
    _cleanup_(site_closep) Site *site = NULL;
    Api *api;
    Err err = {0};
    setlocale(LC_CTYPE, "C.UTF-8"); /* names of files in a ZIP */
    memory_goes_back();
    hold_signals();
    w.site.rules = rules_dir(w.site.rules, a);
    if (site_open(&w.site, &site, &err) != OK) return complain(&err);
    malloc_trim(0); /* what reading the rules needed */
    w.api.site = site;
    w.api.web = web_dir(w.api.web, a);
    _cleanup_(practice_close) PracticeCopy practice = {0};
    if (w.practice) {
        if (practice_open(&w, a, &practice, &err) != OK) return complain(&err);
        w.api.practice_port = api_port(practice.api);
    }
    if (api_open(&w.api, &api, &err) != OK) return complain(&err);
    printf("http://%s:%d/\n", w.host, api_port(api));
    fflush(stdout);
    wait_for_end();
    site_leave(site);
    if (practice.site) site_leave(practice.site);
    api_close(api);
    return EXIT_DONE;
}
