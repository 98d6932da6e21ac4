// SPDX-License-Identifier: Apache-2.0
#include "http/query.h"

#include "base/test.h"

static Arena *a;

static Str decoded(const char *text) {
    Str s;
    return percent_decode(str_c(text), true, a, &s) ? s : S("(refused)");
}

TEST(escapes_are_decoded_to_utf8) {
    a = arena_new();
    CHECK_STR(decoded("%E5%BC%A0%e4%b8%89"), S("张三"));
    CHECK_STR(decoded("a+b%2Bc"), S("a b+c"));
    CHECK_STR(decoded(""), S(""));
    arena_free(a);
}

TEST(broken_escapes_and_bytes_that_are_no_text_are_refused) {
    a = arena_new();
    const char *const BAD[] = {"%", "%4", "%zz", "%ff", "%00", "%ED%A0%80", "a%c3", "\xff"};
    for (size_t i = 0; i < LEN(BAD); i++) CHECK_STR(decoded(BAD[i]), S("(refused)"));
    arena_free(a);
}

TEST(what_is_encoded_decodes_to_itself) {
    a = arena_new();
    StrBuf b;
    strbuf_init(&b, a, 1000);
    percent_encode(S("卷 1/a.b~c_d-e?&="), &b);
    CHECK_STR(strbuf_str(&b), S("%E5%8D%B7%201%2Fa.b~c_d-e%3F%26%3D"));
    Str back;
    CHECK(percent_decode(strbuf_str(&b), false, a, &back));
    CHECK_STR(back, S("卷 1/a.b~c_d-e?&="));
    arena_free(a);
}

TEST(a_query_becomes_a_map_where_a_repeated_name_is_a_list) {
    a = arena_new();
    Pairs q;
    Err err = {0};
    CHECK_OK(query_parse(S("kind=a&limit=10&&empty=&bare&kind=b&kind=c"), a, &q, &err), &err);
    CHECK_EQ(q.n, 4);
    const Node *map = query_node(&q, a);
    CHECK_EQ(map->map.n, 2);
    const Node *kind = node_find(map, S("kind")), *limit = node_find(map, S("limit"));
    CHECK(kind && kind->kind == NODE_LIST && kind->list.n == 3);
    CHECK_STR(kind->list.v[2]->s, S("c"));
    CHECK(limit && limit->kind == NODE_STR && limit->plain);
    arena_free(a);
}

TEST(a_query_of_too_many_parameters_is_refused) {
    a = arena_new();
    StrBuf b;
    strbuf_init(&b, a, KB(4));
    for (int i = 0; i < QUERY_MAX + 1; i++) strbuf_f(&b, "k%d=1&", i);
    Pairs q;
    Err err = {0};
    CHECK_EQ(query_parse(strbuf_str(&b), a, &q, &err), ERR_LIMIT);
    CHECK_STR(str_c(err.code), S("query.too_many"));
    arena_free(a);
}

TEST_MAIN()
