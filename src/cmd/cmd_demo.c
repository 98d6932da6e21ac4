// SPDX-License-Identifier: Apache-2.0
/* Makes a demo site: a county with a year of cases. */
#include "app/demo_county.h"
#include "app/demo_site.h"
#include "base/log.h"
#include "cmd/cmd.h"

#include <getopt.h>

static const char HELP[] =
    "usage: jindu demo --dir DIR [--db URL] [--clock TIME] [--rules DIR]\n"
    "       jindu demo --accounts [--rules DIR]\n\n"
    "Makes a demo site in DIR: a county with its organs and users, and the cases of a pilot year, played through the\n"
    "engine from 1 August 2020 to 24 August 2021. Persons, numbers and papers in it are made up. A demo site says so\n"
    "everywhere and can never become a real one; it cannot be made where a site is already.\n\n"
    "  --dir DIR      the folder to make; it may be moved afterwards\n"
    "  --db URL       the database: sqlite:PATH or postgresql://... (default: sqlite:DIR/site.db)\n"
    "  --clock TIME   where the site's time stands when it is ready (default: 2021-08-24T18:00); an earlier one stops\n"
    "                 the year there, a later one lets time pass in which nobody works\n"
    "  --accounts     only print the accounts\n"
    "  --rules DIR    the folder of the rules (default: $JINDU_RULES, ./rules, the installed one)\n";

static Status print_accounts(const char *rules, Arena *a, Err *err) {
    DemoCounty *c;
    DemoClasses *k;
    TRY(demo_county_read(rules, a, &c, &k, err));
    printf("accounts (password of all: " STR_FMT ")\n", STR_ARG(c->password));
    for (size_t i = 0; i < c->users.n; i++) {
        const DemoUser *u = &c->users.v[i];
        const DemoPost *p = &u->posts.v[0];
        const DemoAgency *g = &c->agencies.v[demo_agency(c, p->agency)];
        printf("  %-12.*s " STR_FMT "  " STR_FMT " " STR_FMT "  [", STR_ARG(u->login), STR_ARG(u->name), STR_ARG(g->name),
               STR_ARG(p->section));
        for (size_t j = 0; j < p->roles.n; j++) printf("%s" STR_FMT, j ? " " : "", STR_ARG(p->roles.v[j]));
        printf("]\n");
    }
    return OK;
}

static int complain(const Err *err) {
    fprintf(stderr, "jindu demo: %s%s%s (%s)\n", err->where, *err->where ? ": " : "", err->msg, err->code ? err->code : "");
    return EXIT_FAULT;
}

int cmd_demo(int argc, char **argv) {
    static const struct option OPTIONS[] = {{"dir", required_argument, NULL, 'd'},   {"db", required_argument, NULL, 'b'},
                                            {"clock", required_argument, NULL, 'c'}, {"rules", required_argument, NULL, 'r'},
                                            {"accounts", no_argument, NULL, 'a'},    {"help", no_argument, NULL, 'h'},
                                            {0}};
    _cleanup_(arena_freep) Arena *a = arena_new();
    DemoHow how = {0};
    Err err = {0};
    bool accounts = false;
    const char *rules = NULL;
    for (int c; (c = getopt_long(argc, argv, "h", OPTIONS, NULL)) != -1;) {
        switch (c) {
        case 'd': how.dir = optarg; break;
        case 'b': how.db = optarg; break;
        case 'c':
            if (time_parse(str_c(optarg), &how.clock)) break;
            fprintf(stderr, "jindu demo: --clock %s is no time such as 2021-08-24T18:00\n", optarg);
            return EXIT_USAGE;
        case 'r': rules = optarg; break;
        case 'a': accounts = true; break;
        case 'h': fputs(HELP, stdout); return EXIT_DONE;
        default: return EXIT_USAGE;
        }
    }
    if (accounts == (how.dir != NULL) || optind < argc) {
        fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    how.rules = rules_dir(rules, a);
    if (!accounts) {
        DemoMade made;
        char now[TIME_TEXT];
        log_level(LOG_WARN);
        if (demo_make(&how, &made, &err) != OK) return complain(&err);
        printf("demo site %s: %zu organs, %zu users, %zu cases, %zu commands, %zu page images, in %lld.%lld s\n", how.dir,
               made.agencies, made.users, made.cases, made.commands, made.pages, (long long)(made.seconds_ms / 1000),
               (long long)(made.seconds_ms % 1000 / 100));
        printf("its time is " STR_FMT "\n", STR_ARG(time_format(made.now, now)));
    }
    if (print_accounts(how.rules, a, &err) != OK) return complain(&err);
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAULT;
}
