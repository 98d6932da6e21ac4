// SPDX-License-Identifier: Apache-2.0
#include "node/json.h"
#include "node/node.h"
#include "node/place.h"

#include "base/test.h"

TEST(a_tree_by_hand_is_written_in_its_own_order) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Node *m = node_map(a), *l = node_list(a);
    node_put(a, m, S("zebra"), node_int(a, -7));
    node_put(a, m, S("apple"), l);
    node_add(a, l, node_str(a, S("津渡 \"x\"\n")));
    node_add(a, l, NEW(a, Node));
    StrBuf out;
    strbuf_init(&out, a, KB(1));
    node_write(m, &out);
    CHECK_STR(strbuf_str(&out), S("{\"zebra\":-7,\"apple\":[\"津渡 \\\"x\\\"\\n\",null]}"));
}

TEST(a_key_is_found_in_a_map_and_nowhere_else) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Node *m = node_map(a);
    node_put(a, m, S("a"), node_int(a, 1));
    CHECK(node_find(m, S("a")) && node_find(m, S("a"))->i == 1);
    CHECK(!node_find(m, S("b")));
    CHECK(!node_find(node_list(a), S("a")));
    CHECK(!node_find(NULL, S("a")));
}

TEST(a_place_is_a_json_pointer) {
    char buf[PLACE_TEXT];
    Place root = {0}, persons = {.up = &root, .key = S("persons")}, third = {.up = &persons, .index = 3};
    Place odd = {.up = &third, .key = S("a/b~c")};
    CHECK_STR(str_c(place_pointer(&root, buf)), S(""));
    CHECK_STR(str_c(place_pointer(&odd, buf)), S("/persons/3/a~1b~0c"));
}

TEST(a_place_too_long_loses_its_tail_and_nothing_more) {
    char buf[PLACE_TEXT], key[PLACE_TEXT];
    memset(key, 'k', sizeof key);
    Place root = {0}, one = {.up = &root, .key = str_n(key, sizeof key)}, two = {.up = &one, .index = 12345};
    CHECK_EQ(strlen(place_pointer(&two, buf)), PLACE_TEXT - 1);
}

TEST_MAIN()
