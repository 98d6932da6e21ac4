// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The subcommands of `jindu`: one file each, named in the table of main.c. A subcommand gets its own words
 * (argv[0] is its name) and returns the exit code: 0 done, 1 could not, 2 wrongly called.
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

int cmd_balance(int argc, char **argv);
int cmd_clock(int argc, char **argv);
int cmd_demo(int argc, char **argv);
int cmd_guide(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_init(int argc, char **argv);
int cmd_openapi(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_rebuild(int argc, char **argv);
int cmd_tour(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_workday(int argc, char **argv);

enum { EXIT_DONE = 0, EXIT_FAULT = 1, EXIT_USAGE = 2 };

/*
 * The folder of the rules: `given` (--rules) if not NULL, else $JINDU_RULES, else ./rules, else the one
 * beside the build directory the program stands in, else the installed one.
 */
const char *rules_dir(const char *given, Arena *a);

/* The whole of DIR/name, at most max bytes. ERR_NOT_FOUND if there is no such file. */
must_use Status rules_file(const char *dir, const char *name, size_t max, Arena *a, Str *ret, Err *err);
