// SPDX-License-Identifier: Apache-2.0
#include "http/problem.h"

#include "base/test.h"

static const ProblemText *text_of(const char *code) {
    static const ProblemText MOVED = {"他人已先行办理", "somebody else was first", "请刷新", NULL, 0};
    static const ProblemText TEAPOT = {"茶壶", "a teapot", NULL, NULL, 418};
    if (strcmp(code, "case.moved") == 0) return &MOVED;
    return strcmp(code, "tea") == 0 ? &TEAPOT : NULL;
}

static Str written(Arena *a, const Err *err) {
    Problem p = problem_of(err, 1, text_of);
    StrBuf b;
    strbuf_init(&b, a, KB(4));
    problem_write(&p, &b);
    return strbuf_str(&b);
}

TEST(a_problem_tells_code_place_and_what_to_do) {
    Arena *a = arena_new();
    Err err = {0};
    (void)FAIL(&err, ERR_CONFLICT, "case.moved", "version %d", 3);
    err_where(&err, "/version");
    CHECK_STR(written(a, &err),
              S("{\"type\":\"urn:jindu:problem:case.moved\",\"title\":\"Conflict\",\"status\":409,"
                "\"code\":\"case.moved\",\"detail\":\"version 3\",\"where\":\"/version\","
                "\"message_zh\":\"他人已先行办理\",\"message_en\":\"somebody else was "
                "first\",\"todo_zh\":\"请刷新\","
                "\"request_id\":\"00000000000011\"}"));
    arena_free(a);
}

TEST(a_fault_of_storage_shows_nothing_but_an_incident) {
    Arena *a = arena_new();
    Err err = {0};
    (void)FAIL(&err, ERR_STORAGE, "db.lost", "host 10.0.0.1 secret");
    err_where(&err, "table users");
    Str s = written(a, &err);
    CHECK(str_find(s, S("secret")) == SIZE_MAX);
    CHECK(str_find(s, S("users")) == SIZE_MAX);
    CHECK(str_find(s, S("\"status\":500")) != SIZE_MAX);
    CHECK(str_find(s, S("\"incident\":\"00000000000011\"")) != SIZE_MAX);
    arena_free(a);
}

TEST(codes_may_be_finer_than_their_status) {
    CHECK_EQ(problem_http(ERR_DENIED, "auth.required", NULL), 401);
    CHECK_EQ(problem_http(ERR_DENIED, "case.denied", NULL), 403);
    CHECK_EQ(problem_http(ERR_INVALID, "method.not_allowed", NULL), 405);
    CHECK_EQ(problem_http(ERR_INVALID, "tea", text_of), 418);
    CHECK_EQ(problem_http(ERR_BUSY, NULL, text_of), 503);
}

TEST_MAIN()
