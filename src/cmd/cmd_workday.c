// SPDX-License-Identifier: Apache-2.0
/* One line a day: "2024-05-11 workday". A day no notice has settled yet is told on stderr. */
#include "cmd/cmd.h"
#include "core/calendar.h"
#include "node/yaml.h"

#include <getopt.h>

static const char HELP[] =
    "usage: jindu workday [--rules DIR] DATE...\n"
    "       jindu workday [--rules DIR] --from DATE --to DATE\n\n"
    "Prints one line for each day: the date, then `workday` or `holiday`.\n"
    "A holiday is a weekend day that is not worked, or a day the State Council declared free.\n\n"
    "  --from DATE   the first day, as 2024-05-01\n"
    "  --to DATE     the last day, at most 100 years on\n"
    "  --rules DIR   the folder with holidays.yaml (default: $JINDU_RULES, ./rules, the installed one)\n\n"
    "Days in a year whose notice is not published are answered by weekends and the fixed holidays, with a\n"
    "warning on standard error.\n";

typedef struct Ask {
    const char *rules;
    Day from, to;
    int first; /* of the dates in argv */
} Ask;

static bool ask_day(const char *option, const char *text, Day *ret) {
    if (day_parse(str_c(text), ret)) return true;
    fprintf(stderr, "jindu workday: %s%s is no date such as 2024-05-11\n", option, text);
    return false;
}

/* -1: go on; otherwise the exit code. */
static int ask_parse(int argc, char **argv, Ask *ask) {
    static const struct option OPTIONS[] = {{"from", required_argument, NULL, 'f'},
                                            {"to", required_argument, NULL, 't'},
                                            {"rules", required_argument, NULL, 'r'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    for (int c; (c = getopt_long(argc, argv, "h", OPTIONS, NULL)) != -1;) {
        switch (c) {
        case 'f':
            if (!ask_day("--from ", optarg, &ask->from)) return EXIT_USAGE;
            break;
        case 't':
            if (!ask_day("--to ", optarg, &ask->to)) return EXIT_USAGE;
            break;
        case 'r': ask->rules = optarg; break;
        case 'h': fputs(HELP, stdout); return EXIT_DONE;
        default: return EXIT_USAGE;
        }
    }
    ask->first = optind;
    bool range = ask->from != DAY_NONE || ask->to != DAY_NONE, listed = optind < argc;
    if (range == listed || (range && (ask->from == DAY_NONE || ask->to == DAY_NONE))) {
        fputs(HELP, stderr);
        return EXIT_USAGE;
    }
    if (range && (ask->to < ask->from || ask->to - ask->from > 36525)) {
        fputs("jindu workday: --to lies before --from, or more than 100 years on\n", stderr);
        return EXIT_USAGE;
    }
    return -1;
}

static void tell(const Calendar *c, Day d) {
    char buf[DAY_TEXT];
    day_format(d, buf);
    printf("%s %s\n", buf, calendar_is_workday(c, d) ? "workday" : "holiday");
}

static void warn_unknown(const Calendar *c, Day from, Day to) {
    char buf[DAY_TEXT];
    if (calendar_known(c, from) && calendar_known(c, to)) return;
    day_format(calendar_known(c, from) ? to : from, buf);
    fprintf(stderr, "jindu workday: no holiday notice covers %s; answered by weekends and fixed holidays\n",
            buf);
}

static Status load(const char *dir, Arena *a, Calendar *ret, Err *err) {
    Str text;
    Node *n;
    TRY(rules_file(dir, "holidays.yaml", KB(256), a, &text, err));
    TRY(yaml_read(text, "holidays.yaml", a, &n, err));
    return calendar_decode(n, "holidays.yaml", a, ret, err);
}

int cmd_workday(int argc, char **argv) {
    Ask ask = {.from = DAY_NONE, .to = DAY_NONE};
    int code = ask_parse(argc, argv, &ask);
    if (code >= 0) return code;
    for (int i = ask.first; i < argc; i++) {
        Day d;
        if (!ask_day("", argv[i], &d)) return EXIT_USAGE;
    }
    _cleanup_(arena_freep) Arena *a = arena_new();
    Calendar c;
    Err err = {0};
    if (load(rules_dir(ask.rules, a), a, &c, &err) != OK) {
        fprintf(stderr, "jindu workday: %s%s%s\n", err.where, *err.where ? ": " : "", err.msg);
        return EXIT_FAULT;
    }
    if (ask.from != DAY_NONE) warn_unknown(&c, ask.from, ask.to);
    for (Day d = ask.from; ask.from != DAY_NONE && d <= ask.to; d++) tell(&c, d);
    for (int i = ask.first; i < argc; i++) {
        Day d = DAY_NONE;
        if (!day_parse(str_c(argv[i]), &d)) continue;
        warn_unknown(&c, d, d);
        tell(&c, d);
    }
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAULT;
}
