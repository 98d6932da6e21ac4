// SPDX-License-Identifier: Apache-2.0
/* The table of contents: what `jindu` can do, one line and one file each. */
#include "cmd/cmd.h"

typedef struct Command {
    const char *name, *help;
    int (*run)(int argc, char **argv);
} Command;

static const Command COMMANDS[] = {
    {"balance", "the figures of a site, each with its definition", cmd_balance},
    {"clock", "when a term ends, with each step of the count and its article", cmd_clock},
    {"demo", "make a demo site: a county with a year of cases", cmd_demo},
    {"guide", "prove guides, print them, export them", cmd_guide},
    {"import", "enter running cases, users or agencies from a sheet", cmd_import},
    {"init", "make a new site with its three administrators", cmd_init},
    {"openapi", "print the description of the API", cmd_openapi},
    {"rebuild", "make anew from the log what is shown of the cases", cmd_rebuild},
    {"serve", "serve a site over HTTP", cmd_serve},
    {"tour", "walk a fresh case through every organ of a demo site over HTTP", cmd_tour},
    {"verify", "prove that nothing of a site was changed or removed", cmd_verify},
    {"workday", "which days are working days, with holidays and make-up days", cmd_workday},
};

static void usage(FILE *out) {
    fputs("usage: jindu COMMAND [options]\n\n", out);
    for (size_t i = 0; i < LEN(COMMANDS); i++)
        fprintf(out, "  %-12s %s\n", COMMANDS[i].name, COMMANDS[i].help);
    fputs("\n`jindu COMMAND --help` says more.\n", out);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        usage(stderr);
        return EXIT_USAGE;
    }
    Str name = str_c(argv[1]);
    if (str_eqz(name, "--help") || str_eqz(name, "-h") || str_eqz(name, "help")) {
        usage(stdout);
        return EXIT_DONE;
    }
    Str names[LEN(COMMANDS)];
    for (size_t i = 0; i < LEN(COMMANDS); i++) {
        names[i] = str_c(COMMANDS[i].name);
        if (str_eq(name, names[i])) return COMMANDS[i].run(argc - 1, argv + 1);
    }
    Str near = str_nearest(name, names, LEN(names));
    fprintf(stderr, "jindu: no command %s", argv[1]);
    if (near.n) fprintf(stderr, " (did you mean " STR_FMT "?)", STR_ARG(near));
    fputs("\n", stderr);
    return EXIT_USAGE;
}
