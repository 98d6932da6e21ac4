// SPDX-License-Identifier: Apache-2.0
/* When a term of the rules ends that begins at a given moment, with each step of the count and its article. */
#include "app/rules.h"
#include "cmd/cmd.h"
#include "node/json.h"

#include <getopt.h>

static const char HELP[] =
    "usage: jindu clock due --rule ID --from TIME [--class CLASS] [--fact FACT=VALUE]... [--extend ID]...\n"
    "                       [--pause FROM/TO]... [--json] [--rules DIR]\n\n"
    "Prints the last moment of a term and how it is counted, with the articles.\n\n"
    "  --rule ID           a clock of rules/clocks.yaml, such as custody_review\n"
    "  --from TIME         the event the term counts from, as 2021-03-01 or 2021-03-01T09:30\n"
    "  --class CLASS       whose guide says the length (default: 普通刑事案件)\n"
    "  --fact FACT=VALUE   a fact of the person, as procedure=fast or custody=arrested; the others stand at\n"
    "                      their first value\n"
    "  --extend ID         a granted extension of the rule, as half_month; several add up\n"
    "  --pause FROM/TO     time that does not count; without TO it lasts still\n"
    "  --json              one JSON object instead of text\n"
    "  --rules DIR         the folder of the rules (default: $JINDU_RULES, ./rules, the installed one)\n";

typedef struct Ask {
    const char *rules, *class, *rule;
    Time from;
    bool json;
    LIST_OF(Str) facts, extensions;
    LIST_OF(TermPause) pauses;
} Ask;

static bool ask_pause(Ask *ask, const char *text, Arena *a) {
    Str from, to;
    TermPause p = {TIME_NONE, TIME_NONE};
    bool closed = str_cut(str_c(text), '/', &from, &to);
    if (!closed) from = str_c(text);
    if (!time_parse(from, &p.from) || (closed && !time_parse(to, &p.to))) return false;
    *PUSH(a, &ask->pauses) = p;
    return true;
}

/* -1: go on; otherwise the exit code. */
static int ask_parse(int argc, char **argv, Ask *ask, Arena *a) {
    static const struct option OPTIONS[] = {
        {"rule", required_argument, NULL, 'i'},  {"from", required_argument, NULL, 'f'},
        {"class", required_argument, NULL, 'c'}, {"fact", required_argument, NULL, 'v'},
        {"pause", required_argument, NULL, 'p'}, {"extend", required_argument, NULL, 'e'},
        {"json", no_argument, NULL, 'j'},        {"rules", required_argument, NULL, 'r'},
        {"help", no_argument, NULL, 'h'},        {0}};
    bool due = argc > 1 && str_eqz(str_c(argv[1]), "due");
    for (int c; (c = getopt_long(argc - due, argv + due, "h", OPTIONS, NULL)) != -1;) {
        switch (c) {
        case 'i': ask->rule = optarg; break;
        case 'f':
            if (time_parse(str_c(optarg), &ask->from)) break;
            fprintf(stderr, "jindu clock: --from %s is no time such as 2021-03-01T09:30\n", optarg);
            return EXIT_USAGE;
        case 'c': ask->class = optarg; break;
        case 'v': *PUSH(a, &ask->facts) = str_c(optarg); break;
        case 'e': *PUSH(a, &ask->extensions) = str_c(optarg); break;
        case 'p':
            if (ask_pause(ask, optarg, a)) break;
            fprintf(stderr, "jindu clock: --pause %s is no FROM/TO of two times\n", optarg);
            return EXIT_USAGE;
        case 'j': ask->json = true; break;
        case 'r': ask->rules = optarg; break;
        case 'h': fputs(HELP, stdout); return EXIT_DONE;
        default: return EXIT_USAGE;
        }
    }
    if (due && ask->rule && ask->from != TIME_NONE && optind >= argc - due) return -1;
    fputs(HELP, stderr);
    return EXIT_USAGE;
}

static Status unknown(Err *err, const char *what, Str word, const Str *near, size_t n) {
    Str like = str_nearest(word, near, n);
    return like.n ? FAIL(err, ERR_INVALID, "clock.unknown", "no %s " STR_FMT " (did you mean " STR_FMT "?)", what,
                         STR_ARG(word), STR_ARG(like))
                  : FAIL(err, ERR_INVALID, "clock.unknown", "no %s " STR_FMT, what, STR_ARG(word));
}

static Status set_facts(const Ask *ask, const Guide *g, Arena *a, Machine *m, Err *err) {
    uint8_t given[FACT_MAX] = {0};
    machine_first(g, given, m);
    Str *names = NEW_N(a, Str, g->n_facts);
    for (int i = 0; i < g->n_facts; i++) names[i] = g->facts[i].id;
    for (size_t i = 0; i < ask->facts.n; i++) {
        Str fact, value;
        if (!str_cut(ask->facts.v[i], '=', &fact, &value))
            return FAIL(err, ERR_INVALID, "clock.fact", "--fact " STR_FMT " is no FACT=VALUE", STR_ARG(ask->facts.v[i]));
        int f = guide_fact(g, fact);
        if (f < 0) return unknown(err, "fact", fact, names, (size_t)g->n_facts);
        int v = fact_value(&g->facts[f], value);
        if (v < 0) return unknown(err, "such value:", value, g->facts[f].values, (size_t)g->facts[f].n);
        m->fact[f] = (uint8_t)v;
    }
    return OK;
}

typedef struct Count {
    const Guide *guide;
    const ClockRule *rule;
    const Length *length;
    Term term;
    TermEnd end;
} Count;

static Status find(const Ask *ask, Arena *a, Count *ret, Err *err) {
    Rules *rules;
    Guide *g;
    Machine m;
    TRY(rules_read(rules_dir(ask->rules, a), a, &rules, err));
    if (!rules->calendar) return FAIL(err, ERR_NOT_FOUND, "clock.calendar", "the rules have no holidays.yaml");
    TRY(rules_guide(rules, str_c(ask->class), a, &g, err));
    Str *names = NEW_N(a, Str, g->n_clocks);
    for (int i = 0; i < g->n_clocks; i++) names[i] = g->clocks[i].id;
    int clock = guide_clock(g, str_c(ask->rule));
    if (clock < 0) return unknown(err, "clock rule", str_c(ask->rule), names, (size_t)g->n_clocks);
    TRY(set_facts(ask, g, a, &m, err));
    const ClockRule *r = &g->clocks[clock];
    const Length *length = NULL;
    for (int i = r->n_lengths - 1; i >= 0; i--)
        if (guard_holds(g, &r->lengths[i].when, &m)) length = &r->lengths[i];
    ASSERT(length && "the last length has no guard");
    Term t = {.start = ask->from, .length = length->length, .flags = r->flags, .pauses = ask->pauses.v,
              .n_pauses = ask->pauses.n};
    t.flags.custody |= r->custody;
    t.in_custody = g->fact_custody >= 0 && g->facts[g->fact_custody].hold[m.fact[g->fact_custody]] != HOLD_FREE;
    Str more[LEN(r->extensions)];
    for (int i = 0; i < r->n_extensions; i++) more[i] = r->extensions[i].id;
    for (size_t i = 0; i < ask->extensions.n; i++) {
        int x = 0;
        while (x < r->n_extensions && !str_eq(r->extensions[x].id, ask->extensions.v[i])) x++;
        if (x == r->n_extensions) return unknown(err, "extension", ask->extensions.v[i], more, (size_t)r->n_extensions);
        t.length = term_length_add(t.length, r->extensions[x].length);
    }
    *ret = (Count){g, r, length, t, term_period_end(&t, rules->calendar, a)};
    return OK;
}

static void step_json(Json *j, const TermStep *s, Arena *a) {
    json_obj(j);
    json_key(j, "kind");
    json_strz(j, term_step_name(s->kind));
    for (TermLang lang = TERM_ZH; lang <= TERM_EN; lang++) {
        StrBuf b;
        strbuf_init(&b, a, KB(4));
        term_step_format(s, lang, &b);
        json_key(j, lang == TERM_ZH ? "text_zh" : "text_en");
        json_str(j, strbuf_str(&b));
    }
    json_key(j, "basis");
    json_strz(j, term_basis_format(s->basis, TERM_ZH));
    json_end_obj(j);
}

static void print_json(const Count *f, Arena *a) {
    StrBuf b, length;
    Json j;
    strbuf_init(&b, a, MB(1));
    strbuf_init(&length, a, KB(1));
    term_length_format(&f->term.length, TERM_ZH, &length);
    json_init(&j, &b);
    json_obj(&j);
    json_key(&j, "rule");
    json_str(&j, f->rule->id);
    json_key(&j, "name");
    json_str(&j, f->rule->name);
    json_key(&j, "class");
    json_str(&j, f->guide->id);
    json_key(&j, "from");
    json_time(&j, f->term.start);
    json_key(&j, "length");
    json_str(&j, strbuf_str(&length));
    json_key(&j, "due");
    json_time(&j, f->end.due);
    json_key(&j, "end_day");
    json_day(&j, f->end.end_day);
    json_key(&j, "alert");
    json_time(&j, f->end.alert);
    json_key(&j, "custody");
    json_bool(&j, f->term.flags.custody);
    json_key(&j, "rolled");
    json_bool(&j, f->end.rolled);
    json_key(&j, "uncertain");
    json_bool(&j, f->end.uncertain);
    json_key(&j, "paused");
    json_bool(&j, f->end.paused);
    json_key(&j, "basis");
    json_str(&j, f->length->basis.n ? f->length->basis : f->rule->basis);
    json_key(&j, "steps");
    json_arr(&j);
    for (size_t i = 0; i < f->end.steps.n; i++) step_json(&j, &f->end.steps.v[i], a);
    json_end_arr(&j);
    json_end_obj(&j);
    printf(STR_FMT "\n", STR_ARG(strbuf_str(&b)));
}

static void print_text(const Count *f, Arena *a) {
    StrBuf b;
    char due[TIME_TEXT], from[TIME_TEXT];
    strbuf_init(&b, a, MB(1));
    strbuf_f(&b, STR_FMT " " STR_FMT " (" STR_FMT ")\n", STR_ARG(f->rule->id), STR_ARG(f->rule->name),
             STR_ARG(f->rule->name_en));
    strbuf_f(&b, "from   " STR_FMT "\nlength ", STR_ARG(time_format(f->term.start, from)));
    term_length_format(&f->term.length, TERM_ZH, &b);
    strbuf_f(&b, " / ");
    term_length_format(&f->term.length, TERM_EN, &b);
    strbuf_f(&b, "   " STR_FMT "\n", STR_ARG(f->length->basis.n ? f->length->basis : f->rule->basis));
    strbuf_f(&b, "due    " STR_FMT "%s%s\n\n", STR_ARG(time_format(f->end.due - f->end.due % SECOND, due)),
             f->end.paused ? "  (paused: the end is later)" : "",
             f->end.uncertain ? "  (uncertain: a holiday notice is still to come)" : "");
    term_steps_format(&f->end, TERM_ZH, &b);
    strbuf_putc(&b, '\n');
    term_steps_format(&f->end, TERM_EN, &b);
    fwrite(b.p, 1, b.n, stdout);
}

int cmd_clock(int argc, char **argv) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Ask ask = {.class = "普通刑事案件"};
    Count found = {0};
    Err err = {0};
    int code = ask_parse(argc, argv, &ask, a);
    if (code >= 0) return code;
    if (find(&ask, a, &found, &err) != OK) {
        fprintf(stderr, "jindu clock: %s%s%s\n", err.where, *err.where ? ": " : "", err.msg);
        return EXIT_FAULT;
    }
    if (ask.json) print_json(&found, a);
    else print_text(&found, a);
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAULT;
}
