// SPDX-License-Identifier: Apache-2.0
/* Makes anew, from the log alone, everything that follows from it. */
#include "app/verify.h"
#include "base/clock.h"
#include "cmd/cmd.h"

#include <getopt.h>

static const char HELP[] =
    "usage: jindu rebuild --site DIR [--db URL]\n\n"
    "Replays the log and writes all states and lists anew, in one transaction: cases, persons, desks, figures and the\n"
    "words cases are found by. The log itself is never changed; if it does not hold, nothing is. The site must not be\n"
    "in use.\n\n"
    "  --site DIR   the folder of the site\n"
    "  --db URL     its database, if it is not sqlite:DIR/site.db\n";

int cmd_rebuild(int argc, char **argv) {
    static const struct option OPTIONS[] = {{"site", required_argument, NULL, 's'},
                                            {"db", required_argument, NULL, 'd'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    const char *site = NULL, *url = NULL;
    for (int c; (c = getopt_long(argc, argv, "h", OPTIONS, NULL)) != -1;) {
        if (c == 's') site = optarg;
        else if (c == 'd') url = optarg;
        else if (c == 'h') return fputs(HELP, stdout) < 0 ? EXIT_FAULT : EXIT_DONE;
        else return EXIT_USAGE;
    }
    if (!site || optind < argc) {
        fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    _cleanup_(arena_freep) Arena *a = arena_new();
    _cleanup_(db_closep) Db *db = NULL;
    Rebuilt r = {0};
    Err err = {0};
    Status s = db_open(url ? str_c(url) : str_format(a, "sqlite:%s/site.db", site),
                       &(DbHow){.role = DB_WRITER, .queries = &JINDU_QUERIES}, &db, &err);
    if (s == OK) s = db_schema_check(db, &JINDU_MIGRATIONS, &err);
    if (s == OK) s = site_rebuild(db, clock_now(), &r, &err);
    if (s != OK) {
        fprintf(stderr, "jindu rebuild: %s: %s\n", err.code, err.msg);
        return EXIT_FAULT;
    }
    if (bad_is(&r.bad)) {
        fprintf(stderr, "jindu rebuild: the log does not hold, nothing was changed: %s: %s\n", r.bad.code, r.bad.text);
        return EXIT_FAULT;
    }
    printf("%lld cases, %lld persons, %lld rows written\n", (long long)r.cases, (long long)r.subjects, (long long)r.rows);
    return EXIT_DONE;
}
