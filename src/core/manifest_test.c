// SPDX-License-Identifier: Apache-2.0
#include "core/manifest.h"

#include "base/test.h"
#include "node/yaml.h"

/* A manifest in short: volumes by '|', documents by ',', a letter for each page. Documents are of kind k0, k1 … */
static Manifest made(Arena *a, const char *text) {
    Manifest m = {0};
    DossierVolume *v = PUSH(a, &m.volumes);
    v->name = S("卷");
    DossierDocument *d = NULL;
    int kinds = 0;
    for (const char *c = text; *c; c++) {
        if (*c == '|') {
            v = PUSH(a, &m.volumes);
            v->name = S("卷");
            d = NULL;
            continue;
        }
        if (*c == ',' || !d) {
            d = PUSH(a, &v->documents);
            d->kind = d->name = str_format(a, "k%d", kinds++);
            d->dated = DAY_NONE;
            if (*c == ',') continue;
        }
        if (*c == '#') {
            *PUSH(a, &d->items) = (DossierItem){.name = S("刀"), .kind = S("thing"), .place = S("A-1")};
            continue;
        }
        char buf[HASH_TEXT];
        Hash h = {{(uint8_t)*c}};
        *PUSH(a, &d->pages) = str_dup(a, hash_format(h, buf));
    }
    return m;
}

static Str diff(Arena *a, const char *was, const char *is) {
    Manifest x = made(a, was), y = made(a, is);
    ManifestChanges ch = {0};
    StrBuf b;
    strbuf_init(&b, a, KB(4));
    manifest_diff(&x, &y, hash_sha256, a, &ch);
    for (size_t i = 0; i < ch.n; i++) {
        const ManifestChange *c = &ch.v[i];
        static const char SIGN[] = "+-~=";
        strbuf_f(&b, "%s%c%c%c", i ? " " : "", SIGN[c->kind], c->was.b[0] ? c->was.b[0] : '.', c->is.b[0] ? c->is.b[0] : '.');
    }
    return strbuf_str(&b);
}

TEST(the_difference_of_two_dossiers_is_exact) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    CHECK_STR(diff(a, "abc", "abc"), S(""));
    CHECK_STR(diff(a, "abc", "abcd"), S("+.d"));
    CHECK_STR(diff(a, "abc", "bc"), S("-a."));
    CHECK_STR(diff(a, "abc", "axc"), S("=bx"));
    CHECK_STR(diff(a, "abc", "bca"), S("~aa"));
    CHECK_STR(diff(a, "ab,c", "a,bc"), S("~bb"));
    CHECK_STR(diff(a, "ab|c", "a|cb"), S("~bb"));
    CHECK_STR(diff(a, "aa", "a"), S("-a."));
    CHECK_STR(diff(a, "a", "aa"), S("+.a"));
    CHECK_STR(diff(a, "", "a"), S("+.a"));
    CHECK_STR(diff(a, "a#", "a#"), S(""));
}

TEST(a_text_is_canonical_and_reads_back) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Manifest m = made(a, "abc,d|e#"), back;
    StrBuf x, y;
    Err err = {0};
    strbuf_init(&x, a, MB(1));
    strbuf_init(&y, a, MB(1));
    CHECK(manifest_text(&m, &x));
    CHECK_OK(manifest_decode(strbuf_str(&x), a, &back, &err), &err);
    CHECK(manifest_text(&back, &y));
    CHECK_STR(strbuf_str(&x), strbuf_str(&y));
    CHECK(hash_eq(manifest_hash(&m, hash_sha256, a), manifest_hash(&back, hash_sha256, a)));
    CHECK_EQ(manifest_pages(&back), 6);
}

TEST(what_is_no_manifest_is_refused_with_its_place) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Manifest m;
    Err err = {0};
    CHECK_EQ(manifest_decode(S("{\"volumes\":[{\"name\":\"a\",\"documents\":[{\"name\":\"d\",\"pages\":[\"12\"]}]}]}"), a, &m, &err), ERR_INVALID);
    CHECK_STR(str_c(err.code), S("manifest.page"));
    CHECK_STR(str_c(err.where), S("/volumes/0/documents/0/pages/0"));
    err = (Err){0};
    CHECK_EQ(manifest_decode(S("{\"volumes\":[{\"name\":\"a\",\"documents\":[{\"name\":\"d\",\"items\":[{\"name\":\"x\",\"kind\":\"thing\"}]}]}]}"), a, &m, &err), ERR_INVALID);
    CHECK_STR(str_c(err.code), S("manifest.item"));
    CHECK_EQ(manifest_decode(S("[]"), a, &m, &err), ERR_INVALID);
}

static Conserved law(Arena *a, const char *before, const char *one, const char *two, const char *removed, const char *copied, char *which) {
    Manifest b = made(a, before), x = made(a, one), y = made(a, two ? two : "");
    const Manifest *was[] = {&b}, *is[] = {&x, &y};
    Removals gone = {0}, copies = {0};
    for (const char *c = removed; *c; c++) *PUSH(a, &gone) = (Removal){{{(uint8_t)*c}}, *c == 'z' ? S("") : S("他案材料")};
    for (const char *c = copied; *c; c++) *PUSH(a, &copies) = (Removal){{{(uint8_t)*c}}, S("共用")};
    Hash key;
    Conserved r = manifest_conserved(was, 1, is, two ? 2 : 1, &gone, &copies, hash_sha256, a, &key);
    *which = (char)key.b[0];
    return r;
}

TEST(no_page_is_lost_and_none_comes_from_nowhere) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    char c;
    CHECK_EQ(law(a, "abc,d", "ab", "cd", "", "", &c), CONSERVED);
    CHECK_EQ(law(a, "abc", "ab", NULL, "", "", &c), CONSERVED_LOST);
    CHECK_EQ(c, 'c');
    CHECK_EQ(law(a, "abc", "ab", NULL, "c", "", &c), CONSERVED);
    CHECK_EQ(law(a, "abz", "ab", NULL, "z", "", &c), CONSERVED_NO_REASON);
    CHECK_EQ(law(a, "ab", "abx", NULL, "", "", &c), CONSERVED_FROM_NOWHERE);
    CHECK_EQ(c, 'x');
    CHECK_EQ(law(a, "ab", "ab", "b", "", "", &c), CONSERVED_FROM_NOWHERE);
    CHECK_EQ(law(a, "ab", "ab", "b", "", "b", &c), CONSERVED);
    CHECK_EQ(law(a, "aab", "ab", NULL, "", "", &c), CONSERVED_LOST); /* occurrences, not contents */
    CHECK_EQ(law(a, "ab", "ab", NULL, "q", "", &c), CONSERVED_FROM_NOWHERE);
    CHECK_EQ(law(a, "a#", "a", NULL, "", "", &c), CONSERVED_LOST); /* a thing on a shelf counts like a page */
}

/* Whatever is done to it, the changes told add up: before - removed - replaced + added + replaced = after. */
TEST(random_dossiers_add_up) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    uint64_t state = 88172645463325252u;
    for (int round = 0; round < 400; round++) {
        arena_reset(a);
        char x[24] = {0}, y[24] = {0};
        for (int side = 0; side < 2; side++)
            for (int i = 0; i < 20; i++) {
                state ^= state << 13, state ^= state >> 7, state ^= state << 17;
                (side ? y : x)[i] = "abcdefg,|abcdef"[state % 15];
            }
        Manifest was = made(a, x), is = made(a, y);
        ManifestChanges ch = {0};
        manifest_diff(&was, &is, hash_sha256, a, &ch);
        int count[256] = {0};
        ManifestLeaves l = {0}, r = {0};
        manifest_leaves(&was, hash_sha256, a, &l);
        manifest_leaves(&is, hash_sha256, a, &r);
        for (size_t i = 0; i < l.n; i++) count[l.v[i].key.b[0]]++;
        for (size_t i = 0; i < r.n; i++) count[r.v[i].key.b[0]]--;
        for (size_t i = 0; i < ch.n; i++) {
            if (ch.v[i].kind == CHANGE_REMOVED || ch.v[i].kind == CHANGE_REPLACED) count[ch.v[i].was.b[0]]--;
            if (ch.v[i].kind == CHANGE_ADDED || ch.v[i].kind == CHANGE_REPLACED) count[ch.v[i].is.b[0]]++;
            if (ch.v[i].kind == CHANGE_MOVED) CHECK(hash_eq(ch.v[i].was, ch.v[i].is));
        }
        for (int i = 0; i < 256; i++)
            if (count[i]) TEST_FAIL("%s -> %s: %c is off by %d", x, y, i, count[i]);
    }
}

static const Node *code_file(Arena *a, const char *name) {
    char *text = arena_alloc(a, MB(1));
    FILE *f = fopen(str_format(a, RULES_DIR "/codes/%s", name).p, "rb");
    ASSERT(f);
    size_t n = fread(text, 1, MB(1), f);
    fclose(f);
    Node *tree;
    Err err = {0};
    if (yaml_read(str_n(text, n), name, a, &tree, &err) != OK) TEST_FAIL("%s %s", err.where, err.msg);
    return tree;
}

TEST(a_dossier_is_judged_against_its_catalogue) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    static const char *const FILES[] = {"agency_kinds.yaml", "catalogue.yaml", "charges.yaml", "documents.yaml", "id_kinds.yaml",
                                        "laws.yaml", "measures.yaml", "numbers.yaml", "outcomes.yaml", "regions.yaml",
                                        "participants.yaml", "return_reasons.yaml", "roles.yaml", "sex.yaml"};
    CodesFile files[LEN(FILES)];
    for (size_t i = 0; i < LEN(FILES); i++) files[i] = (CodesFile){FILES[i], code_file(a, FILES[i])};
    Codes *codes;
    Err err = {0};
    CHECK_OK(codes_load(files, LEN(FILES), a, &codes, &err), &err);
    Manifest m = made(a, "a");
    Missings all = {0}, rest = {0};
    manifest_missing(&m, codes, S("arrest"), S("ordinary"), NULL, NULL, a, &all);
    bool asked = false;
    for (size_t i = 0; i < all.n; i++) asked |= all.v[i].required && str_eqz(all.v[i].item->code.id, "arrest_request");
    CHECK(asked);
    m.volumes.v[0].documents.v[0].kind = S("arrest_request");
    manifest_missing(&m, codes, S("arrest"), S("ordinary"), NULL, NULL, a, &rest);
    CHECK_EQ(rest.n + 1, all.n);
}

TEST_MAIN()
