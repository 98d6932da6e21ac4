// SPDX-License-Identifier: Apache-2.0
#include "node/shape.h"

#include "base/err.h"
#include "base/test.h"
#include "node/yaml.h"

typedef struct Paper {
    Str name;
    int pages;
} Paper;

typedef struct Term {
    Day from;
    int days;
} Term;

typedef struct Suspect {
    Str agency;
    int64_t id;
    int measure;
    uint32_t marks;
    int64_t grams;
    bool minor;
    Time at;
    Day born;
    Hash manifest;
    LIST_OF(Str) names;
    LIST_OF(int64_t) cases;
    Term term;
    LIST_OF(Paper) papers;
    const Node *extra;
    int balance;
} Suspect;

static const char *const MEASURES[] = {"none", "detained", "arrested", NULL};
static const char *const MARKS[] = {"minor", "foreign", "deaf", NULL};
static const Field PAPER_FIELDS[] = {
    FIELD(Paper, name, F_STR, .flags = F_REQUIRED),
    FIELD(Paper, pages, F_INT, .max = 5000),
};
static SHAPE(PAPER, Paper, "paper", PAPER_FIELDS);
static const Field TERM_FIELDS[] = {FIELD(Term, from, F_DAY), FIELD(Term, days, F_INT)};
static SHAPE(TERM, Term, "term", TERM_FIELDS);
static const Field SUSPECT_FIELDS[] = {
    FIELD(Suspect, agency, F_STR, .flags = F_REQUIRED, .max = 20, .doc = "who holds the case"),
    FIELD(Suspect, id, F_ID),
    FIELD(Suspect, measure, F_ENUM, .names = MEASURES),
    FIELD(Suspect, marks, F_FLAGS, .names = MARKS, .flags = F_SCALAR_OK),
    FIELD(Suspect, grams, F_I64),
    FIELD(Suspect, minor, F_BOOL),
    FIELD(Suspect, at, F_TIME),
    FIELD(Suspect, born, F_DAY),
    FIELD(Suspect, manifest, F_HASH),
    FIELD(Suspect, names, F_STRS, .flags = F_SCALAR_OK, .max = 3),
    FIELD(Suspect, cases, F_IDS),
    FIELD(Suspect, term, F_OBJ, .shape = &TERM, .doc = "the running term"),
    FIELD(Suspect, papers, F_LIST, .shape = &PAPER),
    FIELD(Suspect, extra, F_NODE),
    FIELD_AS(Suspect, balance, "saldo", F_INT, .flags = F_SIGNED, .max = 100),
};
static SHAPE(SUSPECT, Suspect, "suspect", SUSPECT_FIELDS);

static Status from_yaml(Arena *a, Str text, Suspect *ret, Err *err) {
    Node *n = NULL;
    *err = (Err){0};
    TRY(yaml_read(text, "t.yaml", a, &n, err));
    return shape_decode(&SUSPECT, n, "t.yaml", a, ret, err);
}

static Status from_json(Arena *a, Str text, Suspect *ret, Err *err) {
    Node *n = NULL;
    *err = (Err){0};
    TRY(json_read(text, (JsonLimits){KB(64), 1000}, a, &n, err));
    return shape_decode(&SUSPECT, n, NULL, a, ret, err);
}

static Str to_json(Arena *a, const Suspect *s) {
    StrBuf out;
    Json j;
    strbuf_init(&out, a, KB(64));
    json_init(&j, &out);
    shape_encode(&SUSPECT, s, &j);
    return strbuf_str(&out);
}

static void yaml_fault(Str text, const char *code, const char *where, const char *msg) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Suspect s;
    Err err;
    if (from_yaml(a, text, &s, &err) == OK) {
        TEST_FAIL("taken: " STR_FMT, STR_ARG(text));
        return;
    }
    CHECK_STR(str_c(err.code), str_c(code));
    CHECK_STR(str_c(err.where), str_c(where));
    CHECK_STR(str_c(err.msg), str_c(msg));
}

static void json_fault(Str text, const char *code, const char *where) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Suspect s = {.grams = 42};
    Err err;
    if (from_json(a, text, &s, &err) == OK) {
        TEST_FAIL("taken: " STR_FMT, STR_ARG(text));
        return;
    }
    CHECK_STR(str_c(err.code), str_c(code));
    CHECK_STR(str_c(err.where), str_c(where));
    CHECK_EQ(s.grams, 42);
}

#define FULL                                                                                                 \
    "{\"agency\":\"县公安局\",\"id\":\"000000000009SH\",\"measure\":\"arrested\",\"marks\":[\"minor\","  \
    "\"deaf\"],"                                                                                             \
    "\"grams\":12,\"minor\":true,\"at\":\"2021-08-24T09:30:00+08:00\",\"born\":\"1999-12-31\","              \
    "\"manifest\":\"00000000000000000000000000000000000000000000000000000000000000aa\","                     \
    "\"names\":[\"a\",\"\"],\"cases\":[\"000000000009SH\"],\"term\":{\"days\":7},"                           \
    "\"papers\":[{\"name\":\"起诉意见书\",\"pages\":12},{\"name\":\"x\"}],\"extra\":{\"k\":[1,null]},"  \
    "\"saldo\":-3}"

TEST(a_full_struct_reads_and_writes_to_the_same_text) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Suspect s = {0};
    Err err;
    CHECK_OK(from_json(a, S(FULL), &s, &err), &err);
    CHECK_STR(to_json(a, &s), S(FULL));
    CHECK_EQ(s.measure, 2);
    CHECK_EQ(s.marks, 5);
    CHECK_EQ(s.papers.n, 2);
    CHECK_EQ(s.papers.v[0].pages, 12);
    CHECK_EQ(s.term.from, DAY_NONE);
    CHECK_EQ(s.balance, -3);
}

#define PLAIN                                                                                                 \
    "{\"agency\":\"县公安局\",\"id\":\"000000000009SH\",\"measure\":\"arrested\",\"grams\":12,\"minor\":true,"           \
    "\"at\":\"2021-08-24T09:30:00+08:00\",\"born\":\"1999-12-31\","                                              \
    "\"manifest\":\"00000000000000000000000000000000000000000000000000000000000000aa\","                           \
    "\"names\":[\"a\",\"\"],\"cases\":[\"000000000009SH\"],\"term\":{\"days\":7},"                                 \
    "\"papers\":[{\"name\":\"起诉意见书\",\"pages\":12},{\"name\":\"x\"}],\"saldo\":-3}"

TEST(the_short_way_reads_what_was_written) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Suspect s = {0};
    CHECK(shape_quick(&SUSPECT, S(PLAIN), a, &s));
    CHECK_STR(to_json(a, &s), S(PLAIN));
    CHECK_EQ(s.term.from, DAY_NONE);
    CHECK_EQ(s.papers.v[1].name.p[1], 0);
    CHECK(shape_quick(&SUSPECT, S("{\"agency\":\"\",\"papers\":[]}"), a, &s) && s.at == TIME_NONE && !s.papers.n);
}

TEST(the_short_way_never_takes_what_the_long_way_refuses_or_reads_otherwise) {
    static const char STRANGE[] = "\"\\,:{}[]0-1x \x01\x1f\x80\xe4\xff";
    static const Str BASE = {PLAIN, sizeof PLAIN - 1};
    int taken = 0;
    for (size_t i = 0; i < BASE.n; i++)
        for (size_t k = 0; k < sizeof STRANGE; k++) { /* the last is a zero byte */
            _cleanup_(arena_freep) Arena *a = arena_new();
            Suspect quick = {.grams = 42}, slow = {0};
            Err err;
            char *text = arena_dup(a, BASE.p, BASE.n);
            text[i] = STRANGE[k];
            if (!shape_quick(&SUSPECT, str_n(text, BASE.n), a, &quick)) {
                CHECK_EQ(quick.grams, 42);
                continue;
            }
            taken++;
            CHECK_OK(from_json(a, str_n(text, BASE.n), &slow, &err), &err);
            CHECK_STR(to_json(a, &quick), to_json(a, &slow));
        }
    CHECK(taken > 100);
}

TEST(the_short_way_refuses_every_beginning_and_what_it_does_not_know) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Suspect s;
    Str whole = S(PLAIN);
    for (size_t n = 0; n < whole.n; n++) CHECK(!shape_quick(&SUSPECT, str_n(whole.p, n), a, &s));
    CHECK(!shape_quick(&SUSPECT, S(FULL), a, &s));                                         /* flags and a node */
    CHECK(!shape_quick(&SUSPECT, S("{\"id\":\"000000000009SH\"}"), a, &s));                /* no agency */
    CHECK(!shape_quick(&SUSPECT, S("{\"agency\":\"a\",\"saldo\":1,\"grams\":1}"), a, &s)); /* another order */
    CHECK(!shape_quick(&SUSPECT, S("{\"agency\":\"a\",\"agency\":\"a\"}"), a, &s));
    CHECK(!shape_quick(&SUSPECT, S("{\"agency\":\"a\",\"names\":[\"a\",\"b\",\"c\",\"d\"]}"), a, &s));
    CHECK(!shape_quick(&SUSPECT, S("{\"agency\":\"a\"} "), a, &s));
}

TEST(the_same_struct_comes_from_yaml) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Suspect s = {0};
    Err err;
    CHECK_OK(from_yaml(a,
                       S("saldo: -3\nagency: NO\nmarks: foreign\nminor: true\ngrams: 9007199254740992\nborn: "
                         "2000-02-29\n"
                         "names: only\npapers:\n  - {name: 12}\nextra: 5\nterm:\nmeasure: ~\n"),
                       &s, &err),
             &err);
    CHECK_STR(to_json(a, &s),
              S("{\"agency\":\"NO\",\"marks\":[\"foreign\"],\"grams\":9007199254740992,\"minor\":true,"
                "\"born\":\"2000-02-29\",\"names\":[\"only\"],\"papers\":[{\"name\":\"12\"}],\"extra\":\"5\","
                "\"saldo\":-3}"));
}

TEST(what_is_absent_or_null_is_empty_and_not_written) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Suspect s;
    Err err;
    memset(&s, 0xAA, sizeof s);
    CHECK_OK(from_json(a, S("{\"agency\":\"\",\"at\":null,\"id\":null,\"papers\":[],\"term\":{}}"), &s, &err),
             &err);
    CHECK(s.at == TIME_NONE && s.born == DAY_NONE && s.term.from == DAY_NONE && !s.id && !s.papers.n &&
          !s.extra);
    CHECK_STR(to_json(a, &s), S("{\"agency\":\"\"}"));
}

TEST(a_wrong_word_is_answered_with_the_nearest_right_one) {
    yaml_fault(S("agencey: x\n"), "field.unknown", "t.yaml:1:1",
               "unknown key 'agencey' in suspect (did you mean 'agency'?)");
    yaml_fault(S("agency: x\nmeasure: detaind\n"), "field.value", "t.yaml:2:10",
               "'detaind' is not one of none, detained, arrested (did you mean 'detained'?)");
    yaml_fault(S("agency: x\nmarks: [deaf, xyzzyplugh]\n"), "field.value", "t.yaml:2:15",
               "'xyzzyplugh' is not one of minor, foreign, deaf");
    yaml_fault(S("agency: x\npapers:\n  - name: a\n    page: 1\n"), "field.unknown", "t.yaml:4:5",
               "unknown key 'page' in paper (did you mean 'pages'?)");
}

TEST(a_missing_field_is_named_with_the_place_of_its_map) {
    yaml_fault(S("measure: none\n"), "field.missing", "t.yaml:1:1", "suspect must have 'agency'");
    yaml_fault(S("agency: x\npapers:\n  - pages: 1\n"), "field.missing", "t.yaml:3:5",
               "paper must have 'name'");
    json_fault(S("{\"agency\":\"x\",\"papers\":[{\"name\":\"a\"},{\"pages\":1}]}"), "field.missing",
               "/papers/1");
    json_fault(S("{\"agency\":null}"), "field.missing", "");
}

TEST(a_value_of_the_wrong_kind_or_size_is_refused) {
    yaml_fault(S("agency: x\ngrams: many\n"), "field.type", "t.yaml:2:8",
               "'grams' must be a whole number, not 'many'");
    yaml_fault(S("agency: x\ngrams: '12'\n"), "field.type", "t.yaml:2:8",
               "'grams' must be a whole number, not text");
    yaml_fault(S("agency: x\ngrams: -1\n"), "field.range", "t.yaml:2:8",
               "'grams' must be from 0 to 9007199254740992, not -1");
    yaml_fault(S("agency: x\nsaldo: 101\n"), "field.range", "t.yaml:2:8",
               "'saldo' must be from -100 to 100, not 101");
    yaml_fault(S("agency: x\nminor: yes\n"), "field.type", "t.yaml:2:8",
               "'minor' must be true or false, not text");
    yaml_fault(S("agency: x\nborn: 2021-02-29\n"), "field.form", "t.yaml:2:7",
               "'born' must be a day such as 2021-08-24, not '2021-02-29'");
    yaml_fault(S("agency: x\nmarks: [deaf, deaf]\n"), "field.twice", "t.yaml:2:15", "'deaf' stands twice");
    yaml_fault(S("- x\n"), "field.type", "t.yaml:1:1", "suspect must be a map, not a list");
    json_fault(S("{\"agency\":\"123456789012345678901\"}"), "field.long", "/agency");
    json_fault(S("{\"agency\":\"x\",\"names\":[\"\",\"\",\"\",\"\"]}"), "field.many", "/names");
    json_fault(S("{\"agency\":\"x\",\"names\":[\"\",3]}"), "field.type", "/names/1");
    json_fault(S("{\"agency\":\"x\",\"id\":12}"), "field.type", "/id");
    json_fault(S("{\"agency\":\"x\",\"cases\":[\"000000000009SA\"]}"), "field.form", "/cases/0");
    json_fault(S("{\"agency\":\"x\",\"papers\":[{\"name\":\"a\",\"pages\":5001}]}"), "field.range",
               "/papers/0/pages");
    json_fault(S("{\"agency\":\"x\",\"a/b\":1}"), "field.unknown", "/a~1b");
    json_fault(S("{\"agency\":\"x\",\"grams\":\"1\"}"), "field.type", "/grams");
}

TEST(a_tree_of_two_files_names_the_right_one) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    char name[] = "base.yaml";
    Node *base = NULL, *own = NULL;
    Suspect s;
    Err err = {0};
    CHECK_OK(yaml_read(S("\nborn: soon\n"), name, a, &base, &err), &err);
    CHECK_OK(yaml_read(S("agency: x\n"), "own.yaml", a, &own, &err), &err);
    name[0] = 'X'; /* the tree keeps its own copy */
    node_put(a, own, S("born"), base->map.v[0].value);
    CHECK_EQ(shape_decode(&SUSPECT, own, "given.yaml", a, &s, &err), ERR_INVALID);
    CHECK_STR(str_c(err.where), S("base.yaml:2:7"));
}

TEST(a_single_value_keeps_its_own_place) {
    json_fault(S("{\"agency\":\"x\",\"names\":3}"), "field.type", "/names");
    json_fault(S("{\"agency\":\"x\",\"marks\":\"def\"}"), "field.value", "/marks");
    json_fault(S("{\"agency\":\"x\",\"cases\":\"000000000009SH\"}"), "field.type", "/cases");
    json_fault(S("{\"agency\":\"x\",\"papers\":[3]}"), "field.type", "/papers/0");
}

TEST(a_copy_outlives_its_source_and_is_equal) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Arena *gone = arena_new();
    Suspect s, copy;
    Err err;
    CHECK_OK(from_json(gone, S(FULL), &s, &err), &err);
    shape_copy(&SUSPECT, &s, a, &copy);
    CHECK(shape_equal(&SUSPECT, &s, &copy));
    CHECK(copy.papers.v != s.papers.v && copy.papers.v[0].name.p != s.papers.v[0].name.p &&
          copy.extra != s.extra);
    arena_free(gone);
    CHECK_STR(to_json(a, &copy), S(FULL));
    Suspect other = copy;
    other.term.days++;
    CHECK(!shape_equal(&SUSPECT, &copy, &other));
}

TEST(the_schema_says_what_the_decoder_takes) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    StrBuf out;
    Json j;
    Node *n = NULL;
    Err err = {0};
    strbuf_init(&out, a, KB(64));
    json_init(&j, &out);
    shape_schema(&PAPER, &j);
    CHECK_STR(strbuf_str(&out),
              S("{\"type\":\"object\",\"title\":\"paper\",\"properties\":{\"name\":{\"type\":\"string\","
                "\"maxLength\":2000},"
                "\"pages\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":5000}},\"required\":[\"name\"],"
                "\"additionalProperties\":false}"));
    strbuf_init(&out, a, KB(64));
    json_init(&j, &out);
    shape_schema(&SUSPECT, &j);
    CHECK_OK(json_read(strbuf_str(&out), (JsonLimits){KB(64), 0}, a, &n, &err), &err);
    const Node *p = node_find(n, S("properties"));
    CHECK(p && p->map.n == LEN(SUSPECT_FIELDS));
    CHECK_STR(node_find(node_find(p, S("agency")), S("description"))->s, S("who holds the case"));
    CHECK_EQ(node_find(node_find(p, S("measure")), S("enum"))->list.n, 3);
    CHECK_EQ(node_find(node_find(p, S("names")), S("maxItems"))->i, 3);
    CHECK(node_find(node_find(node_find(p, S("papers")), S("items")), S("properties")));
    CHECK_STR(node_find(node_find(p, S("term")), S("description"))->s, S("the running term"));
    CHECK(node_find(n, S("additionalProperties"))->kind == NODE_BOOL);
}

TEST_MAIN()
