// SPDX-License-Identifier: Apache-2.0
#include "node/yaml.h"

#include "base/err.h"
#include "base/test.h"

static void reads_as(Str text, Str json) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Node *n = NULL;
    Err err = {0};
    StrBuf out;
    CHECK_OK(yaml_read(text, "t.yaml", a, &n, &err), &err);
    if (!n) return;
    strbuf_init(&out, a, KB(64));
    node_write(n, &out);
    CHECK_STR(strbuf_str(&out), json);
}

static void refused(Str text, const char *code, const char *where) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Node *n = NULL;
    Err err = {0};
    if (yaml_read(text, "t.yaml", a, &n, &err) == OK) {
        TEST_FAIL("taken: " STR_FMT, (int)MIN(text.n, (size_t)60), text.p);
        return;
    }
    CHECK_STR(str_c(err.code), str_c(code));
    CHECK_STR(str_c(err.where), str_c(where));
    CHECK(err.msg[0] && !n);
}

TEST(scalars_stay_the_words_they_are) {
    reads_as(S("country: NO\nage: 18\nzip: 007\nflag: yes\nday: 2021-08-24\nnone:\nnil: ~\nempty: ''\n"),
             S("{\"country\":\"NO\",\"age\":\"18\",\"zip\":\"007\",\"flag\":\"yes\",\"day\":\"2021-08-24\","
               "\"none\":null,\"nil\":null,\"empty\":\"\"}"));
    reads_as(S("- a\n- [b, {c: d}]\n- |\n  two\n  lines\n- 案管\n"),
             S("[\"a\",[\"b\",{\"c\":\"d\"}],\"two\\nlines\\n\",\"案管\"]"));
    reads_as(S("\xEF\xBB\xBF"
               "a: b"),
             S("{\"a\":\"b\"}"));
}

TEST(every_value_knows_its_place_and_whether_it_was_quoted) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Node *n = NULL;
    Err err = {0};
    CHECK_OK(yaml_read(S("# head\n办案: 1\nacts:\n  - name: 'x'\n"), "t.yaml", a, &n, &err), &err);
    if (!n) return;
    CHECK_EQ(n->line, 2);
    const NodePair *p = &n->map.v[0];
    CHECK(p->line == 2 && p->col == 1 && p->value->line == 2 && p->value->col == 5 && p->value->plain);
    const Node *act = node_find(n, S("acts"))->list.v[0], *name = node_find(act, S("name"));
    CHECK(act->line == 4 && act->col == 5);
    CHECK(name->line == 4 && name->col == 11 && !name->plain);
}

TEST(what_hides_meaning_is_refused) {
    refused(S("a: &x 1\nb: 2\n"), "yaml.anchor", "t.yaml:1:4");
    refused(S("a: 1\nb: *x\n"), "yaml.alias", "t.yaml:2:4");
    refused(S("a: !!str 1\n"), "yaml.tag", "t.yaml:1:4");
    refused(S("a: ! b\n"), "yaml.tag", "t.yaml:1:4");
    refused(S("%TAG ! tag:x,2000:\n---\na: 1\n"), "yaml.tag", "t.yaml:1:1");
    refused(S("a: 1\n---\nb: 2\n"), "yaml.document", "t.yaml:2:1");
    refused(S("a: 1\nb: 2\na: 3\n"), "yaml.duplicate", "t.yaml:3:1");
    refused(S("? [x]\n: 1\n"), "yaml.key", "t.yaml:1:3");
    refused(S("? {}\n: 1\n"), "yaml.key", "t.yaml:1:3");
    refused(S("'': 1\n"), "yaml.key", "t.yaml:1:1");
    refused(S("a: \"x\\0y\"\n"), "yaml.text", "t.yaml:1:4");
    refused(S(""), "yaml.empty", "t.yaml:1:1");
    refused(S("# only a remark\n"), "yaml.empty", "t.yaml:1:1");
}

TEST(bad_yaml_is_refused_with_its_place) {
    refused(S("a: [1, 2\nb: 3\n"), "yaml.syntax", "t.yaml:2:2");
    refused(S("a:\n\t- 1\n"), "yaml.syntax", "t.yaml:2:1");
    refused(S("a: b\nc: \xE6\xB4\xA5\xFF\n"), "yaml.text", "t.yaml:2:5");
    refused(S("a: b: c\n"), "yaml.syntax", "t.yaml:1:5");
}

TEST(depth_values_and_bytes_are_bounded) {
    char deep[2 * NODE_DEPTH_MAX + 2];
    memset(deep, '[', NODE_DEPTH_MAX + 1);
    memset(deep + NODE_DEPTH_MAX + 1, ']', NODE_DEPTH_MAX + 1);
    reads_as(str_n(deep + 1, 2 * NODE_DEPTH_MAX), str_n(deep + 1, 2 * NODE_DEPTH_MAX));
    refused(str_n(deep, sizeof deep), "yaml.depth", "t.yaml:1:33");
    _cleanup_(arena_freep) Arena *a = arena_new();
    char *big = arena_alloc(a, YAML_BYTES_MAX + 1);
    memset(big, ' ', YAML_BYTES_MAX + 1);
    refused(str_n(big, YAML_BYTES_MAX + 1), "yaml.size", "t.yaml:1:1");
    for (size_t i = 0; i < YAML_NODES_MAX; i++) memcpy(big + 4 * i, "- a\n", 4);
    refused(str_n(big, 4 * YAML_NODES_MAX), "yaml.nodes", "t.yaml:400000:3");
}

TEST(a_key_repeated_in_a_large_map_is_found) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    StrBuf b;
    strbuf_init(&b, a, MB(1));
    for (int i = 0; i < 5000; i++) strbuf_f(&b, "k%d: 1\n", i);
    _cleanup_(arena_freep) Arena *own = arena_new();
    Node *n = NULL;
    Err err = {0};
    CHECK_OK(yaml_read(strbuf_str(&b), "t.yaml", own, &n, &err), &err);
    CHECK(n && n->map.n == 5000);
    strbuf_put(&b, S("k17: 2\n"));
    refused(strbuf_str(&b), "yaml.duplicate", "t.yaml:5001:1");
}

TEST_MAIN()
