// SPDX-License-Identifier: Apache-2.0
/* A new, empty site with its three administrators. Everything else is entered by them, over the API. */
#include "app/aside.h"
#include "app/password.h"
#include "app/writer.h"
#include "cmd/cmd.h"
#include "db/queries.h"

#include <getopt.h>

static const char HELP[] =
    "usage: jindu init --site DIR --name NAME --admin LOGIN [--region CODE] [--number N] [--db URL] [--rules DIR]\n\n"
    "Makes a site: its database, its vault, the guides of the rules in force, and three administrators, LOGIN for\n"
    "accounts, LOGIN-security for posts and access, LOGIN-audit for the audit. Their first passwords are printed once\n"
    "and must be changed at the first sign-in.\n\n"
    "  --region CODE  GB/T 2260 code of the site's region (default: 620000)\n"
    "  --number N     this site's number among all, 1 to 255 (default: 1)\n";

typedef struct Wish {
    SiteHow how;
    SiteNew site;
    const char *admin, *region;
} Wish;

static int wish_parse(int argc, char **argv, Wish *w) {
    static const struct option SWITCHES[] = {{"site", required_argument, NULL, 's'},
                                            {"name", required_argument, NULL, 'n'},
                                            {"admin", required_argument, NULL, 'a'},
                                            {"region", required_argument, NULL, 'g'},
                                            {"number", required_argument, NULL, 'i'},
                                            {"db", required_argument, NULL, 'd'},
                                            {"rules", required_argument, NULL, 'r'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    int64_t number = 1;
    for (int c; (c = getopt_long(argc, argv, "h", SWITCHES, NULL)) != -1;) {
        switch (c) {
        case 's': w->how.dir = optarg; break;
        case 'n': w->site.name = str_c(optarg); break;
        case 'a': w->admin = optarg; break;
        case 'g': w->region = optarg; break;
        case 'i':
            if (!str_i64(str_c(optarg), &number)) number = 0;
            break;
        case 'd': w->how.db = optarg; break;
        case 'r': w->how.rules = optarg; break;
        case 'h': fputs(HELP, stdout); return EXIT_DONE;
        default: return EXIT_USAGE;
        }
    }
    if (optind < argc || !w->how.dir || !w->site.name.n || !w->admin || number < 1 || number > 255) {
        fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    w->site.number = (int)number;
    return -1;
}

static Status told(Site *site, const SiteCommand *cmd, Arena *a, int64_t *ret, Err *err) {
    WriteResult r;
    WriteAsk ask = {.site = cmd};
    TRY(writer_run(site_writer(site), &ask, a, &r, err));
    if (r.refused) return FAIL(err, ERR_INVALID, r.refusal.code, STR_FMT, STR_ARG(r.refusal.en));
    *ret = r.made;
    return OK;
}

typedef struct Admin {
    const char *suffix, *role, *name;
} Admin;

static Status add_admin(Site *site, Aside *aside, const Wish *w, int64_t agency, const Admin *ad, Arena *a, Err *err) {
    char password[PASSWORD_TEXT], hash[PASSWORD_TEXT];
    int64_t user = 0, post = 0;
    Str login = str_format(a, "%s%s", w->admin, ad->suffix), role = str_c(ad->role);
    SiteCommand cmd = {.kind = SITE_USER, .user = {.login = login, .name = str_c(ad->name)}};
    TRY(told(site, &cmd, a, &user, err));
    cmd = (SiteCommand){.kind = SITE_POST, .post = {.user = user, .agency = agency, .roles = {&role, 1, 1}}};
    TRY(told(site, &cmd, a, &post, err));
    password_make(password);
    TRY(password_hash(str_c(password), hash, err));
    aside_put(aside, Q_SECRET_PUT, ARGS(VAL(user), VAL(str_c(hash)), VAL(site_now(site)), VAL((int64_t)1)));
    TRY(aside_sync(aside, err));
    printf("%-14s " STR_FMT "  %s\n", ad->role, STR_ARG(login), password);
    return OK;
}

static Status found(Site *site, const Wish *w, Arena *a, Err *err) {
    static const Admin ADMINS[] = {{"", "system_admin", "系统管理员"},
                                   {"-security", "security_admin", "安全保密管理员"},
                                   {"-audit", "audit_admin", "安全审计员"}};
    _cleanup_(aside_closep) Aside *aside = NULL;
    int64_t agency = 0;
    SiteCommand cmd = {.kind = SITE_AGENCY,
                       .agency = {.name = S("平台管理机构"), .kind = S("administration"), .region = str_c(w->region),
                                  .level = 1, .on_from = site_now(site)}};
    TRY(told(site, &cmd, a, &agency, err));
    TRY(aside_open(site_url(site), &JINDU_QUERIES, &aside, err));
    for (size_t i = 0; i < LEN(ADMINS); i++) TRY(add_admin(site, aside, w, agency, &ADMINS[i], a, err));
    return OK;
}

int cmd_init(int argc, char **argv) {
    Wish w = {.region = "620000"};
    int code = wish_parse(argc, argv, &w);
    if (code >= 0) return code;
    _cleanup_(arena_freep) Arena *a = arena_new();
    _cleanup_(site_closep) Site *site = NULL;
    Err err = {0};
    w.how.rules = rules_dir(w.how.rules, a);
    if (site_create(&w.how, &w.site, &site, &err) != OK || found(site, &w, a, &err) != OK) {
        fprintf(stderr, "jindu init: %s%s%s (%s)\n", err.where, *err.where ? ": " : "", err.msg, err.code);
        return EXIT_FAULT;
    }
    return EXIT_DONE;
}
