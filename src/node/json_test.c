// SPDX-License-Identifier: Apache-2.0
#include "node/json_quick.h"

#include <dirent.h>

#include "base/err.h"
#include "base/test.h"

static const JsonLimits LIMITS = {.bytes_max = KB(64), .nodes_max = 1000};

static Status read_text(Arena *a, Str text, Node **ret, Err *err) {
    *err = (Err){0};
    return json_read(text, LIMITS, a, ret, err);
}

static void refused(Str text, const char *code, const char *where) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Node *n = NULL;
    Err err = {0};
    if (read_text(a, text, &n, &err) == OK) {
        TEST_FAIL("taken: " STR_FMT, STR_ARG(text));
        return;
    }
    CHECK_STR(str_c(err.code), str_c(code));
    if (where) CHECK_STR(str_c(err.where), str_c(where));
    CHECK(err.msg[0] && !n);
}

static void reads_as(Str text, Str canonical) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Node *n = NULL;
    Err err;
    StrBuf out;
    CHECK_OK(read_text(a, text, &n, &err), &err);
    if (!n) return;
    strbuf_init(&out, a, KB(64));
    node_write(n, &out);
    CHECK_STR(strbuf_str(&out), canonical);
}

TEST(what_is_read_is_written_in_one_form) {
    reads_as(S(" { \"b\" : [ 1 , -2 , true , false , null ] , \"a\" : { } } "),
             S("{\"b\":[1,-2,true,false,null],\"a\":{}}"));
    reads_as(S("\"\\u6d25\\u6e21 \\ud83d\\ude00 \\/ \\u001f\\u007f\""),
             S("\"津渡 \xF0\x9F\x98\x80 / \\u001f\x7F\""));
    reads_as(S("\"\\b\\f\\n\\r\\t\\\\\\\"\""), S("\"\\b\\f\\n\\r\\t\\\\\\\"\""));
    reads_as(S("9223372036854775807"), S("9223372036854775807"));
    reads_as(S("[-9223372036854775808,9007199254740993,-0]"), S("[-9223372036854775808,9007199254740993,0]"));
    reads_as(S("[]"), S("[]"));
}

static bool goes_the_short_way(Str text) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Node *quick = NULL, *slow = NULL;
    Err err;
    StrBuf one, two;
    if (!json_quick(text, LIMITS, a, &quick)) return false;
    JsonLimits lim = LIMITS;
    lim.syntax_only = true; /* never goes the short way */
    CHECK_OK(json_read(text, lim, a, &slow, &err), &err);
    strbuf_init(&one, a, KB(64));
    strbuf_init(&two, a, KB(64));
    node_write(quick, &one);
    if (slow) node_write(slow, &two);
    CHECK_STR(strbuf_str(&one), strbuf_str(&two));
    return true;
}

TEST(the_short_way_takes_plain_json_and_reads_it_as_the_library_does) {
    CHECK(goes_the_short_way(S("{\"a\":[1,-2,0,999999999999999999,true,false,null],\"津\":\"渡\\n\\\"x\\/\"}")));
    CHECK(goes_the_short_way(S(" [ ] ")));
    CHECK(goes_the_short_way(S("{\"a\":{},\"ab\":\"\",\"b\":[[]]}")));
    static const Str LONG_WAY[] = {
        {"", 0}, {"[\"\\u6d25\"]", 10}, {"[1.5]", 5}, {"[1e3]", 5}, {"[1000000000000000000]", 21}, {"[01]", 4}, {"[-]", 3},
        {"{\"a\":1,\"a\":2}", 13}, {"[\"\x01\"]", 5}, {"[\"\xFF\"]", 5}, {"[1,]", 4}, {"[1] x", 5}, {"[1\0]", 4},
        {"{\"a\" 1}", 7}, {"[\"a", 3}, {"[\"\\", 3}, {"tru", 3}, {"{,}", 3}, {"[+1]", 4}};
    for (size_t i = 0; i < LEN(LONG_WAY); i++)
        if (goes_the_short_way(LONG_WAY[i])) TEST_FAIL("taken: " STR_FMT, STR_ARG(LONG_WAY[i]));
}

TEST(what_could_be_read_two_ways_is_refused) {
    refused(S("{\"a\":1,\n \"a\":2}"), "json.duplicate", "2:4");
    refused(S("[\"a\\u0000b\"]"), "json.text", NULL);
    refused(S("{\"a\\u0000b\":1}"), "json.text", NULL);
    refused(S("[\"\xFF\"]"), "json.text", NULL);
    refused(S("[\"\\ud800\"]"), "json.syntax", NULL);
    refused(S("[\"\xED\xA0\x80\"]"), "json.text", NULL);
    refused(S("\xEF\xBB\xBF{}"), "json.syntax", "1:1");
}

TEST(a_number_that_is_no_integer_is_refused_with_its_place) {
    refused(S("{\"persons\":[{\"age\":1},{\"age\":1.5}]}"), "json.number", "/persons/1/age");
    refused(S("[1e3]"), "json.number", "/0");
    refused(S("1.0"), "json.number", "");
    refused(S("[9223372036854775808]"), "json.number", NULL);
    refused(S("[1e999]"), "json.number", NULL);
}

TEST(bad_grammar_is_refused_with_line_and_column) {
    refused(S(""), "json.syntax", NULL);
    refused(S("{} x"), "json.syntax", "1:4");
    refused(S("{\n  \"a\": tru\n}"), "json.syntax", "2:10");
    refused(S("[1,]"), "json.syntax", NULL);
    refused(S("[01]"), "json.syntax", NULL);
    refused(str_n("[1]\0", 4), "json.text", "1:4");
    refused(str_n("[1\0" "2]", 5), "json.text", "1:3");
}

TEST(depth_values_and_bytes_are_bounded) {
    char deep[200];
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    reads_as(str_n(deep + 100 - NODE_DEPTH_MAX, 2 * NODE_DEPTH_MAX),
             str_n(deep + 100 - NODE_DEPTH_MAX, 2 * NODE_DEPTH_MAX));
    refused(str_n(deep + 99 - NODE_DEPTH_MAX, 2 + 2 * NODE_DEPTH_MAX), "json.depth", "1:33");
    refused(str_n(deep, 100), "json.depth", "1:33");
    _cleanup_(arena_freep) Arena *a = arena_new();
    Node *n = NULL;
    Err err = {0};
    JsonLimits four = {.bytes_max = 12, .nodes_max = 4};
    CHECK_OK(json_read(S("[[],\",[\",{}]"), four, a, &n, &err), &err);
    CHECK_EQ(json_read(S("[[1],[],{}]"), four, a, &n, &err), ERR_LIMIT);
    CHECK_STR(str_c(err.code), S("json.nodes"));
    CHECK_STR(str_c(err.where), S("1:8"));
    CHECK_EQ(json_read(S("[           ]"), four, a, &n, &err), ERR_LIMIT);
    CHECK_STR(str_c(err.code), S("json.size"));
}

TEST(the_writer_places_commas_and_mends_what_is_not_utf8) {
    StrBuf out;
    Json j;
    strbuf_init(&out, NULL, KB(1));
    json_init(&j, &out);
    json_obj(&j);
    json_keys(&j, S("k\"\xE6\x28"));
    json_arr(&j);
    json_str(&j, S("\xFF\xE6\xB4\xA5\xE6\xB4 \xF0\x9F\x98\x80\xF0\x9F"));
    json_obj(&j);
    json_end_obj(&j);
    json_arr(&j);
    json_end_arr(&j);
    json_raw(&j, S("{\"x\":1}"));
    json_end_arr(&j);
    json_key(&j, "t");
    json_time(&j, TIME_NONE);
    json_key(&j, "d");
    json_day(&j, day_from_ymd(2021, 8, 24));
    json_key(&j, "i");
    json_id(&j, 0);
    json_key(&j, "e");
    json_str(&j, (Str){0});
    json_end_obj(&j);
    CHECK_STR(strbuf_str(&out),
              S("{\"k\\\"\xEF\xBF\xBD(\":[\"\xEF\xBF\xBD津\xEF\xBF\xBD\xEF\xBF\xBD \xF0\x9F\x98\x80"
                "\xEF\xBF\xBD\xEF\xBF\xBD\",{},[],{\"x\":1}],\"t\":null,\"d\":\"2021-08-24\","
                "\"i\":null,\"e\":\"\"}"));
    strbuf_done(&out);
}

#define SUITE SOURCE_ROOT "/../shared/vectors/json-test-suite"

static Str file_text(Arena *a, const char *dir, const char *name) {
    FILE *f = fopen(str_cstr(a, str_format(a, "%s/%s", dir, name)), "rb");
    ASSERT(f);
    char *p = arena_alloc(a, MB(1));
    size_t n = fread(p, 1, MB(1), f);
    fclose(f);
    return str_n(p, n);
}

TEST(the_json_test_suite_is_judged_as_its_names_say) {
    DIR *dir = opendir(SUITE);
    if (!dir) SKIP("no json-test-suite here");
    int taken = 0, refusals = 0;
    for (struct dirent *e; (e = readdir(dir));) {
        _cleanup_(arena_freep) Arena *a = arena_new();
        if (!str_ends(str_c(e->d_name), S(".json"))) continue;
        Str text = file_text(a, SUITE, e->d_name);
        Node *n = NULL, *strict = NULL;
        Err err = {0};
        Status st = json_read(text, (JsonLimits){.bytes_max = MB(1), .syntax_only = true}, a, &n, &err);
        Status st2 = json_read(text, (JsonLimits){.bytes_max = MB(1)}, a, &strict, &err);
        if (e->d_name[0] == 'y' && st != OK) TEST_FAIL("%s refused: %s %s", e->d_name, err.code, err.msg);
        if (e->d_name[0] == 'n' && st == OK) TEST_FAIL("%s taken", e->d_name);
        if (st != OK && st2 == OK) TEST_FAIL("%s: taken by the strict reader alone", e->d_name);
        bool ours = str_eqz(str_c(err.code), "json.number") || str_eqz(str_c(err.code), "json.duplicate") ||
                    str_eqz(str_c(err.code), "json.text");
        if (e->d_name[0] == 'y' && st2 != OK && !ours) TEST_FAIL("%s refused for %s", e->d_name, err.code);
        taken += e->d_name[0] == 'y';
        refusals += e->d_name[0] == 'n';
    }
    closedir(dir);
    printf("# %d to take, %d to refuse\n", taken, refusals);
    CHECK(taken > 90 && refusals > 180);
}

TEST_MAIN()
