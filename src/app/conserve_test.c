// SPDX-License-Identifier: Apache-2.0
/* No page leaves a case without a reason; what a split or a merge makes holds nothing from elsewhere. */
#include "app/conserve.h"

#include <unistd.h>

#include "base/test.h"

typedef struct Desk {
    Arena *a;
    Vault *vault;
    char dir[40];
    Case c, other;
} Desk;

static Hash page(char name) {
    return hash_sha256(&(Str){&name, 1}, 1);
}

/* A dossier of one document whose pages are the letters. */
static Hash dossier(Desk *d, const char *pages) {
    DossierDocument doc = {.kind = S("interrogation"), .name = S("讯问笔录"), .dated = DAY_NONE};
    for (const char *p = pages; *p; p++) {
        char hex[HASH_TEXT];
        *PUSH(d->a, &doc.pages) = str_dup(d->a, hash_format(page(*p), hex));
    }
    DossierVolume v = {.name = S("证据卷"), .documents = {&doc, 1, 1}};
    Manifest m = {.volumes = {&v, 1, 1}};
    Hash id = {{0}};
    uint64_t size;
    Err err = {0};
    CHECK_OK(manifest_keep(d->vault, &m, d->a, &id, &size, &err), &err);
    return id;
}

static void desk_new(Desk *d) {
    *d = (Desk){.a = arena_new()};
    Err err = {0};
    snprintf(d->dir, sizeof d->dir, "/tmp/jindu-conserve-XXXXXX");
    ASSERT(mkdtemp(d->dir));
    CHECK_OK(vault_open(str_c(d->dir), VAULT_WRITE, &d->vault, &err), &err);
}

static void desk_done(Desk *d) {
    char cmd[80];
    vault_close(d->vault);
    snprintf(cmd, sizeof cmd, "rm -rf %s", d->dir);
    ASSERT(system(cmd) == 0);
    arena_free(d->a);
}

/* The code of the refusal, or "" */
static const char *judged(Desk *d, Command cmd, const Removals *removed) {
    static Err err;
    err = (Err){0};
    Conserving x = {.c = &d->c, .other = &d->other, .cmd = &cmd, .removed = removed, .vault = d->vault, .a = d->a};
    return dossier_conserved(&x, &err) == OK ? "" : err.code;
}

#define IS(cmd, removed, code) CHECK_STR(str_c(judged(&d, cmd, removed)), S(code))

TEST(a_page_is_taken_out_only_with_a_reason) {
    Desk d;
    desk_new(&d);
    d.c.manifest = dossier(&d, "abc");
    Hash fewer = dossier(&d, "ab"), more = dossier(&d, "abcd");
    Removal why = {page('c'), S("错入")}, other = {page('a'), S("错入")}, mute = {page('c'), {0}};
    IS(((Command){.kind = CMD_MANIFEST, .manifest = more}), NULL, "");
    IS(((Command){.kind = CMD_MANIFEST, .manifest = d.c.manifest}), NULL, "");
    IS(((Command){.kind = CMD_MANIFEST, .manifest = fewer}), NULL, "dossier.no_reason");
    IS(((Command){.kind = CMD_PUSH, .manifest = fewer}), (&(Removals){&other, 1, 1}), "dossier.no_reason");
    IS(((Command){.kind = CMD_PUSH, .manifest = fewer}), (&(Removals){&mute, 1, 1}), "dossier.no_reason");
    IS(((Command){.kind = CMD_PUSH, .manifest = fewer}), (&(Removals){&why, 1, 1}), "");
    IS(((Command){.kind = CMD_MANIFEST, .manifest = fewer, .note = S("错入一页")}), NULL, "");
    CHECK(str_find(removals_note(S("补正"), &(Removals){&why, 1, 1}, d.a), S("错入")) != SIZE_MAX);
    desk_done(&d);
}

TEST(after_a_return_a_page_is_replaced_without_another_word_but_none_is_lost) {
    Desk d;
    desk_new(&d);
    Transfer t = {.id = 5, .life = HEAD_RETURNED, .manifest = dossier(&d, "abc")};
    d.c.transfers.v = &t;
    d.c.transfers.n = 1;
    Hash better = dossier(&d, "axc"), fewer = dossier(&d, "ac");
    IS(((Command){.kind = CMD_PUSH, .transfer = 5, .manifest = better}), NULL, "");
    IS(((Command){.kind = CMD_PUSH, .transfer = 5, .manifest = fewer}), NULL, "dossier.no_reason");
    t.life = HEAD_ACCEPTED;
    IS(((Command){.kind = CMD_SUPPLY, .transfer = 5, .manifest = better}), NULL, "dossier.no_reason");
    desk_done(&d);
}

TEST(a_part_has_only_pages_of_the_whole) {
    Desk d;
    desk_new(&d);
    d.c.manifest = dossier(&d, "abc");
    IS(((Command){.kind = CMD_SPLIT, .manifest = dossier(&d, "bc")}), NULL, "");
    IS(((Command){.kind = CMD_SPLIT, .manifest = dossier(&d, "bz")}), NULL, "dossier.from_nowhere");
    IS(((Command){.kind = CMD_SPLIT}), NULL, "");
    desk_done(&d);
}

TEST(a_merger_has_every_page_of_both_and_no_other) {
    Desk d;
    desk_new(&d);
    d.c.manifest = dossier(&d, "abs");
    d.other.manifest = dossier(&d, "xys");
    Removal why = {page('a'), S("无关")};
    IS(((Command){.kind = CMD_MERGE, .manifest = dossier(&d, "abxys")}), NULL, ""); /* s once */
    IS(((Command){.kind = CMD_MERGE, .manifest = dossier(&d, "bxys")}), NULL, "dossier.lost");
    IS(((Command){.kind = CMD_MERGE, .manifest = dossier(&d, "bxys")}), (&(Removals){&why, 1, 1}), "");
    IS(((Command){.kind = CMD_MERGE, .manifest = dossier(&d, "abxysz")}), NULL, "dossier.from_nowhere");
    IS(((Command){.kind = CMD_MERGE}), NULL, "dossier.lost"); /* the pages of the one that goes would be nowhere */
    d.c.manifest = (Hash){{0}};
    IS(((Command){.kind = CMD_MERGE}), NULL, "");
    desk_done(&d);
}

TEST_MAIN()
