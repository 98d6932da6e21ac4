// SPDX-License-Identifier: Apache-2.0
/*
 * A folder of rules as one text, its files parted by lines of %%: facts, transfers, clocks, duties, a guide, and bases.
 * A guide or a refusal that names its place; a guide must be the same again from its stored text, and the checker must
 * come to an end with it.
 */
#include "base/hash.h"
#include "core/guide_check.h"
#include "node/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILES = 10, RULES = 4, SMALL = 1500 };

static size_t files_read(Str text, Arena *a, const Node **ret) {
    static const char *const NAMES[FILES] = {"facts.yaml", "transfers.yaml", "clocks.yaml", "duties.yaml", "guide.yaml",
                                             "base1.yaml", "base2.yaml",     "base3.yaml",  "base4.yaml",  "base5.yaml"};
    size_t n = 0;
    while (text.n && n < FILES) {
        char *at = memmem(text.p, text.n, "\n%%\n", 4);
        Str file = at ? str_n(text.p, (size_t)(at + 1 - text.p)) : text;
        text = at ? str_n(at + 4, text.n - file.n - 3) : (Str){0};
        Node *tree;
        Err err = {0};
        if (yaml_read(file, NAMES[n], a, &tree, &err) != OK) {
            ASSERT(strncmp(err.where, NAMES[n], strlen(NAMES[n])) == 0);
            return 0;
        }
        ret[n++] = tree;
    }
    return n;
}

/* How many states there can be at most, capped: the graph is explored in full only where it is small. */
static bool is_small(const Guide *g) {
    size_t n = 1;
    for (int i = 0; i < g->n_facts && n < SMALL; i++) n *= (size_t)g->facts[i].n;
    for (int i = 0; i < g->n_clocks && n < SMALL; i++) n *= 2;
    for (int i = 0; i < g->n_acts && n < SMALL; i++) n += 4;
    return n < SMALL;
}

static void check(const Guide *g, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, MB(8));
    guide_show(g, NULL, &b);
    guide_dot(g, &b);
    if (!is_small(g)) return;
    GuideReport r = guide_check(g, &(Staffing){.full = true}, hash_sha256, a);
    for (size_t i = 0; i < r.n; i++) ASSERT(r.v[i].code && r.v[i].en.n && r.v[i].zh.n);
    guide_report_json(&r, &b);
    guide_certificate(&r, (PairReports){0}, &b);
    guide_promela(&r, PROMELA_REACH, &b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const Node *files[FILES];
    Guide *g, *again;
    Err err = {0};
    if (size > KB(32)) return 0;
    Arena *a = arena_new();
    size_t n = files_read(str_n((const char *)data, size), a, files);
    if (n > RULES) {
        GuideSource src = {.facts = files[0], .transfers = files[1], .clocks = files[2], .duties = files[3],
                           .guide = files[RULES], .bases = files + RULES, .n_bases = n - RULES};
        if (guide_load(&src, hash_sha256, a, &g, &err) == OK) {
            Status s = guide_from_text(g->text, hash_sha256, a, a, &again, &err);
            if (s != OK) fprintf(stderr, "%s %s: %s\n", err.code, err.where, err.msg);
            ASSERT(s == OK && hash_eq(g->hash, again->hash));
            check(again, a);
        } else {
            ASSERT(err.code && err.msg[0]);
        }
    }
    arena_free(a);
    return 0;
}
