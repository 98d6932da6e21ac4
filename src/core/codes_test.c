// SPDX-License-Identifier: Apache-2.0
#include "core/codes.h"

#include "base/test.h"
#include "core/catalogue.h"
#include "node/yaml.h"

static const char *const FILES[] = {"laws",     "charges",   "regions",       "agency_kinds", "roles",
                                    "measures", "documents", "catalogue",     "outcomes",     "numbers",
                                    "id_kinds", "sex",       "return_reasons", "participants"};

static Str read_text(Arena *a, const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) return (Str){0};
    char *text = arena_alloc(a, MB(1));
    size_t n = fread(text, 1, MB(1), f);
    fclose(f);
    return str_n(text, n);
}

/* `from` in one file reads `to` instead: what would the shipped tables be with this one mistake? */
typedef struct Mistake {
    const char *file, *from, *to;
} Mistake;

static Str with_mistake(Arena *a, Str text, const Mistake *m) {
    size_t at = str_find(text, str_c(m->from));
    if (at == SIZE_MAX) {
        TEST_FAIL("%s has no \"%s\"", m->file, m->from);
        return text;
    }
    size_t after = at + strlen(m->from);
    return str_format(a, STR_FMT "%s" STR_FMT, (int)at, text.p, m->to, (int)(text.n - after), text.p + after);
}

static Status load(Arena *a, const Mistake *m, Codes **ret, Err *err) {
    CodesFile files[LEN(FILES)];
    for (size_t i = 0; i < LEN(FILES); i++) {
        const char *name = str_cstr(a, str_format(a, "%s.yaml", FILES[i]));
        Str text = read_text(a, str_cstr(a, str_format(a, RULES_DIR "/codes/%s", name)));
        if (m && !strcmp(m->file, name)) text = with_mistake(a, text, m);
        Node *tree;
        TRY(yaml_read(text, name, a, &tree, err));
        files[i] = (CodesFile){name, tree};
    }
    return codes_load(files, LEN(FILES), a, ret, err);
}

static Codes *shipped(Arena *a) {
    Codes *c = NULL;
    Err err = {0};
    CHECK_OK(load(a, NULL, &c, &err), &err);
    return c;
}

TEST(the_shipped_tables_load_and_have_their_rows) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    const Codes *c = shipped(a);
    if (!c) return;
    CHECK_EQ(c->tables[CODE_CHARGE].n, 483);
    int levels[3] = {0};
    for (size_t i = 0; i < c->tables[CODE_REGION].n; i++) {
        const CodeRegion *r = (const CodeRegion *)c->tables[CODE_REGION].rows[i];
        if (str_starts(r->code.id, S("62"))) levels[r->level]++;
    }
    CHECK_EQ(levels[REGION_PROVINCE], 1);
    CHECK_EQ(levels[REGION_PREFECTURE], 14);
    CHECK_EQ(levels[REGION_COUNTY], 86);
    for (int k = 0; k < CODE_KIND_N; k++) CHECK(c->tables[k].n > 0);
}

TEST(charges_are_numbered_from_1_to_483_and_cite_their_articles) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    const Codes *c = shipped(a);
    if (!c) return;
    for (size_t i = 0; i < c->tables[CODE_CHARGE].n; i++) {
        const CodeCharge *x = (const CodeCharge *)c->tables[CODE_CHARGE].rows[i];
        CHECK_EQ(x->number, (int)i + 1);
        CHECK(x->articles.n > 0 && x->py.n > 0 && x->code.basis.n == 1);
        for (size_t k = 0; k < x->articles.n; k++)
            CHECK(str_find(x->code.basis.v[0], x->articles.v[k]) != SIZE_MAX);
    }
}

TEST(every_charge_has_the_name_of_the_statutes_list) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Str text = read_text(a, RULES_DIR "/../../shared/law/crimes.tsv"), line;
    if (!text.n) SKIP("no list of charges beside this tree");
    const Codes *c = shipped(a);
    if (!c) return;
    size_t n = 0;
    str_cut(text, '\n', &line, &text);
    while (str_cut(text, '\n', &line, &text) || (line = text, text = (Str){0}, line.n)) {
        Str id, name, rest;
        int64_t number = 0;
        CHECK(str_cut(line, '\t', &id, &rest) && str_cut(rest, '\t', &name, &rest) && str_i64(id, &number));
        CHECK(number >= 1 && number <= 483);
        if (number < 1 || number > 483) return;
        const CodeCharge *x = (const CodeCharge *)c->tables[CODE_CHARGE].rows[number - 1];
        CHECK_STR(x->code.name, name);
        n++;
    }
    CHECK_EQ(n, 483);
}

TEST(a_charge_is_found_by_its_earlier_name_and_without_its_last_character) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    const Codes *c = shipped(a);
    if (!c) return;
    const CodeCharge *x = codes_find_charge_named(c, S("危险驾驶"));
    CHECK(x && str_eqz(x->code.name, "危险驾驶罪"));
    x = codes_find_charge_named(c, S("偷税罪"));
    CHECK(x && str_eqz(x->code.name, "逃税罪"));
    x = codes_find_charge_named(c, S("嫖宿幼女"));
    CHECK(x && str_eqz(x->code.name, "强奸罪"));
    CHECK(!codes_find_charge_named(c, S("罪")));
    CHECK(!codes_find_charge_named(c, S("")));
}

TEST(rows_are_found_by_id_and_by_name) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    const Codes *c = shipped(a);
    if (!c) return;
    const CodeDocument *d = (const CodeDocument *)codes_find_named(c, CODE_DOCUMENT, S("提请批准逮捕书"));
    CHECK(d && str_eqz(d->code.id, "arrest_request") && code_words_have(&d->by, S("police")));
    CHECK(codes_find_document(c, S("arrest_request")) == d);
    CHECK(codes_find_region(c, S("620503")) &&
          str_eqz(codes_find_region(c, S("620503"))->code.name, "麦积区"));
    CHECK(codes_find_measure(c, S("arrest"))->held && !codes_find_measure(c, S("bail_deposit"))->held);
    CHECK_EQ(codes_find_agency_kind(c, S("committee"))->sees, SEES_PROGRESS);
    CHECK_EQ(codes_find_agency_kind(c, S("administration"))->sees, SEES_NONE);
    CHECK(!codes_find_role(c, S("prosecuter")));
    CHECK_STR(codes_nearest(c, CODE_ROLE, S("prosecuter")), S("prosecutor"));
    const char *seeds[] = {"resolution", "missing", "order"};
    for (size_t i = 0; i < LEN(seeds); i++) CHECK(codes_find_return_reason(c, str_c(seeds[i]))->seed);
    CodeWords ids = codes_ids(c, CODE_ROLE, a);
    for (size_t i = 1; i < ids.n; i++) CHECK(str_cmp(ids.v[i - 1], ids.v[i]) < 0);
}

TEST(a_mistake_is_told_with_its_place_and_the_nearest_right_word) {
    static const struct {
        Mistake m;
        const char *code, *where, *says;
    } ROWS[] = {
        {{"roles.yaml", "agencies: [procuratorate], rank: desk", "agencies: [procuratorat], rank: desk"},
         "codes.unknown",
         "roles.yaml:",
         "did you mean 'procuratorate'?"},
        {{"return_reasons.yaml", "mends: scan_desk", "mends: scan_dsk"},
         "codes.unknown",
         "return_reasons.yaml:7:",
         "did you mean 'scan_desk'?"},
        {{"measures.yaml", "- {id: residence,", "- {id: arrest,"},
         "codes.duplicate",
         "measures.yaml:",
         "'arrest' is already on line"},
        {{"sex.yaml", "name: 女", "name: 男"}, "codes.duplicate", "sex.yaml:5:", "男 is already on line 4"},
        {{"sex.yaml", "sexes:", "sexs:"}, "codes.section", "sex.yaml:3:1", "did you mean 'sexes'?"},
        {{"sex.yaml", "sexes:", "roles:"}, "codes.twice", "sex.yaml:3:1", "already in roles.yaml"},
        {{"sex.yaml", "code: \"1\"", "cod: \"1\""}, "field.unknown", "sex.yaml:4:", "cod"},
        {{"charges.yaml", "basis: [刑法 102]", "basis: [刑罚 102]"},
         "codes.citation",
         "charges.yaml:8:",
         "there is no law '刑罚'"},
        {{"charges.yaml", "basis: [刑法 102]", "basis: [刑法 102条]"},
         "codes.citation",
         "charges.yaml:8:",
         "'102条' is not an article"},
        {{"charges.yaml", "basis: [刑法 102], ", ""}, "codes.basis", "charges.yaml:8:", "names no article"},
        {{"agency_kinds.yaml", "sees: progress", "sees: none"},
         "codes.sees",
         "roles.yaml:",
         "sees more than the agency kind 'committee'"},
        {{"regions.yaml", "parent: \"620500\"", "parent: \"620400\""},
         "codes.region",
         "regions.yaml:",
         "does not lie in its parent"},
    };
    for (size_t i = 0; i < LEN(ROWS); i++) {
        _cleanup_(arena_freep) Arena *a = arena_new();
        Codes *c = NULL;
        Err err = {0};
        Status s = load(a, &ROWS[i].m, &c, &err);
        CHECK_EQ(s, ERR_INVALID);
        if (s == OK) continue;
        if (strcmp(err.code, ROWS[i].code) || strncmp(err.where, ROWS[i].where, strlen(ROWS[i].where)) ||
            !strstr(err.msg, ROWS[i].says))
            TEST_FAIL("row %zu: %s %s: %s", i, err.code, err.where, err.msg);
    }
}

TEST(a_table_that_no_file_has_is_missed) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Codes *c = NULL;
    Err err = {0};
    Node *tree;
    CHECK_OK(
        yaml_read(S("sexes:\n- {id: male, name: 男, code: \"1\", mark: know}\n"), "sex.yaml", a, &tree, &err),
        &err);
    CodesFile file = {"sex.yaml", tree};
    CHECK_EQ(codes_load(&file, 1, a, &c, &err), ERR_INVALID);
    CHECK(strstr(err.msg, "'laws'") != NULL);
}

TEST(citations_follow_the_grammar) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    const Codes *c = shipped(a);
    if (!c) return;
    static const char *const GOOD[] = {"刑法 133之一",       "刑事诉讼法 87 90 91",
                                       "刑事诉讼法 156-159", "最高法适用刑诉法解释 219¶1(6)",
                                       "刑法 277¶5",         "羁押期限变更通知"};
    static const char *const BAD[] = {"刑法",      "刑法 一百", "刑法 133之",  "刑法 133之1",
                                      "刑法 133-", "刑法 133¶", "刑法 133(a)", "刑法 133(1",
                                      "宪法 1",    "",          "刑法 12345"};
    for (size_t i = 0; i < LEN(GOOD); i++)
        if (codes_citation_fault(c, str_c(GOOD[i]), a))
            TEST_FAIL("%s", codes_citation_fault(c, str_c(GOOD[i]), a));
    for (size_t i = 0; i < LEN(BAD); i++)
        if (!codes_citation_fault(c, str_c(BAD[i]), a)) TEST_FAIL("'%s' is taken for a citation", BAD[i]);
}

TEST(each_class_of_the_catalogue_is_a_guide) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    const Codes *c = shipped(a);
    if (!c) return;
    const CodeTable *classes = &c->tables[CODE_CLASS];
    CHECK(classes->n > 0);
    for (size_t i = 0; i < classes->n; i++) {
        Str path = str_format(a, RULES_DIR "/guides/" STR_FMT ".yaml", STR_ARG(((const Code *)classes->rows[i])->name));
        if (!read_text(a, str_cstr(a, path)).n) TEST_FAIL(STR_FMT " is not there", STR_ARG(path));
    }
}

TEST(an_item_is_asked_of_its_class_and_of_persons_it_fits) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    const Codes *c = shipped(a);
    if (!c) return;
    FactValue held[] = {{.fact = S("custody"), .value = S("detained")}}, bailed[] = {{.fact = S("custody"), .value = S("bail")}};
    Person two[] = {{.facts = {.v = held, .n = 1}}, {.facts = {.v = bailed, .n = 1}}};
    Case driving = {.class = S("危险驾驶"), .persons = {.v = two, .n = 2}}, theft = {.class = S("盗窃"), .persons = {.v = two, .n = 2}};
    const CodeItem *alcohol = codes_find_item(c, S("alcohol_opinion")), *notice = codes_find_item(c, S("detention_notice"));
    CHECK_EQ(catalogue_asks(c, alcohol, S("prosecution"), &driving), ITEM_REQUIRED);
    CHECK_EQ(catalogue_asks(c, alcohol, S("prosecution"), &theft), ITEM_FREE);
    CHECK_EQ(catalogue_asks(c, alcohol, S("supplement"), &driving), ITEM_FREE);
    CHECK_EQ(catalogue_persons(notice, &theft), 1);
    CHECK_EQ(catalogue_asks(c, notice, S("arrest"), &theft), ITEM_REQUIRED);
    two[0].moved_to = 7; /* he went with another case, and so does his paper */
    CHECK_EQ(catalogue_asks(c, notice, S("arrest"), &theft), ITEM_FREE);
}

TEST_MAIN()
