// SPDX-License-Identifier: Apache-2.0
/* Prints the balance of a site, each figure with its unit and definition; fails if it does not close. */
#include "app/balance.h"
#include "app/figures.h"
#include "base/hex.h"
#include "cmd/cmd.h"
#include "db/queries.h"

#include <getopt.h>

static const char HELP[] =
    "usage: jindu balance --site DIR [--db URL] [--from DATE] [--to DATE] [--agency ID] [--json]\n"
    "       jindu balance --definitions\n\n"
    "Prints what was pushed, what became of it and what is still in hand. Reads only: the site may be in service.\n\n"
    "  --site DIR       the folder of the site\n"
    "  --db URL         its database, if it is not DIR/site.db\n"
    "  --from DATE      the first day of the period, as 2020-08-01 (default: the beginning)\n"
    "  --to DATE        its last day (default: the last record)\n"
    "  --agency ID      only what this agency sent or received\n"
    "  --json           one JSON object with a whole number for each figure\n"
    "  --definitions    the table of figures, as docs/figures.md has it\n\n"
    "Exit code 1 if pushed = returned + taken back + accepted + waiting, or accepted = outcomes + in hand, does not\n"
    "hold, or if the cases as they stand say otherwise.\n";

typedef struct Wish {
    const char *site, *db;
    Time from, to;
    Scope of;
    bool json;
} Wish;

static bool wish_day(const char *option, const char *text, Day *ret) {
    if (day_parse(str_c(text), ret)) return true;
    fprintf(stderr, "jindu balance: %s %s is no date such as 2020-08-01\n", option, text);
    return false;
}

static int definitions(void) {
    StrBuf b;
    strbuf_init(&b, NULL, MB(1));
    balance_definitions(&b);
    figures_rates_text(&b);
    bool done = fwrite(b.p, 1, b.n, stdout) == b.n && fflush(stdout) == 0;
    strbuf_done(&b);
    return done ? EXIT_DONE : EXIT_FAULT;
}

/* -1: go on; otherwise the exit code. */
static int wish_parse(int argc, char **argv, Wish *w) {
    static const struct option OPTIONS[] = {
        {"site", required_argument, NULL, 's'},  {"db", required_argument, NULL, 'd'},
        {"from", required_argument, NULL, 'f'},  {"to", required_argument, NULL, 't'},
        {"agency", required_argument, NULL, 'a'}, {"json", no_argument, NULL, 'j'},
        {"definitions", no_argument, NULL, 'D'}, {"help", no_argument, NULL, 'h'}, {0}};
    Day day;
    for (int c; (c = getopt_long(argc, argv, "h", OPTIONS, NULL)) != -1;) {
        switch (c) {
        case 's': w->site = optarg; break;
        case 'd': w->db = optarg; break;
        case 'f':
            if (!wish_day("--from", optarg, &day)) return EXIT_USAGE;
            w->from = day_start(day);
            break;
        case 't':
            if (!wish_day("--to", optarg, &day)) return EXIT_USAGE;
            w->to = day_start(day + 1);
            break;
        case 'a':
            if (id_parse(str_c(optarg), &w->of.agency)) break;
            fprintf(stderr, "jindu balance: --agency %s is no id of an agency\n", optarg);
            return EXIT_USAGE;
        case 'j': w->json = true; break;
        case 'D': return definitions();
        case 'h': fputs(HELP, stdout); return EXIT_DONE;
        default: return EXIT_USAGE;
        }
    }
    if ((w->site || w->db) && optind == argc) return -1;
    fputs(HELP, stderr);
    return EXIT_USAGE;
}

static void print_json(const Balance *b, bool closes, Arena *a) {
    StrBuf out;
    Json j;
    strbuf_init(&out, a, KB(64));
    json_init(&j, &out);
    json_obj(&j);
    balance_json(b, &j);
    json_key(&j, "closes");
    json_bool(&j, closes);
    json_key(&j, "from");
    json_time(&j, b->from);
    json_key(&j, "to");
    json_time(&j, b->to);
    json_key(&j, "agency");
    json_id(&j, b->of.agency);
    json_end_obj(&j);
    printf(STR_FMT "\n", STR_ARG(strbuf_str(&out)));
}

static void print_text(const Balance *b) {
    for (int i = 0; i < BALANCE_N; i++) {
        const BalanceColumn *c = &BALANCE[i];
        printf("%8lld %s  %s (%s)\n           %s\n           %s\n           [%s]\n", (long long)b->figure[i], c->unit_zh,
               c->zh, c->id, c->definition_zh, c->definition_en, c->query);
    }
}

static Status balance(const Wish *w, Arena *a, bool *closes, Err *err) {
    Str url = w->db ? str_c(w->db) : str_format(a, "sqlite:%s/site.db", w->site);
    _cleanup_(db_closep) Db *db = NULL;
    Balance b;
    BalanceStanding now;
    TRY(db_open(url, &(DbHow){.role = DB_READER, .queries = &JINDU_QUERIES}, &db, err));
    TRY(db_begin(db, TX_READ, err));
    TRY(balance_read(db, w->from, w->to, &w->of, a, &b, err));
    *closes = b.closes;
    if (w->to == TIME_NONE && !w->of.agency) {
        TRY(balance_standing(db, &now, err));
        *closes &= now.waiting == b.figure[BALANCE_WAITING] && now.in_hand == b.figure[BALANCE_IN_HAND];
        if (!*closes)
            fprintf(stderr, "jindu balance: the cases as they stand have %lld waiting and %lld in hand\n",
                    (long long)now.waiting, (long long)now.in_hand);
    }
    db_rollback(db);
    if (w->json) print_json(&b, *closes, a);
    else print_text(&b);
    if (!*closes) fprintf(stderr, "jindu balance: the balance does not close; see `jindu verify`\n");
    return OK;
}

int cmd_balance(int argc, char **argv) {
    Wish w = {0};
    int code = wish_parse(argc, argv, &w);
    if (code >= 0) return code;
    _cleanup_(arena_freep) Arena *a = arena_new();
    Err err = {0};
    bool closes = false;
    if (balance(&w, a, &closes, &err) != OK) {
        fprintf(stderr, "jindu balance: %s%s%s\n", err.where, *err.where ? ": " : "", err.msg);
        return EXIT_FAULT;
    }
    return closes && fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAULT;
}
