// SPDX-License-Identifier: Apache-2.0
#include "http/router.h"

#include "base/test.h"

static Status nothing(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    return OK;
}

static const Route ROUTES[] = {
    {GET, "/", nothing, 1},
    {GET, "/cases", nothing, 1},
    {POST, "/cases", nothing, 1},
    {GET, "/cases/{case}", nothing, 1},
    {GET, "/cases/recent", nothing, 1},
    {GET, "/cases/{id}/pages/{page}", nothing, 1},
    {POST, "/cases/recent/read", nothing, 1},
    {PUT, "/cases/{case}/read", nothing, 1},
    {GET, "/files/{path*}", nothing, 1},
};

static Arena *a;
static RouteMatch match;
static Err err;

static const char *find(Method m, const char *path) {
    Router *r;
    err = (Err){0};
    if (router_new(ROUTES, LEN(ROUTES), a, &r, &err) != OK) return err.msg;
    if (router_find(r, m, str_c(path), a, &match, &err) != OK) return err.code;
    return match.route ? match.route->pattern : match.allow ? "405" : "404";
}
#define FINDS(m, path, pattern) CHECK_STR(str_c(find(m, path)), S(pattern))

TEST(words_win_over_names_and_names_are_captured) {
    a = arena_new();
    FINDS(GET, "/", "/");
    FINDS(GET, "/cases", "/cases");
    FINDS(GET, "/cases/recent", "/cases/recent");
    FINDS(GET, "/cases/%E5%BC%A0%2F", "/cases/{case}");
    CHECK_STR(match.params[0].value, S("张/"));
    FINDS(GET, "/cases/7/pages/8", "/cases/{id}/pages/{page}");
    CHECK_EQ(match.n_params, 2);
    CHECK_STR(match.params[0].name, S("id"));
    CHECK_STR(match.params[1].value, S("8"));
    FINDS(GET, "/cases/recent/pages/8", "/cases/{id}/pages/{page}");
    FINDS(HEAD, "/cases", "/cases");
    FINDS(GET, "/files/a/b%20c", "/files/{path*}");
    CHECK_STR(match.params[0].name, S("path"));
    CHECK_STR(match.params[0].value, S("a/b c"));
    arena_free(a);
}

TEST(a_path_that_takes_other_methods_says_which) {
    a = arena_new();
    FINDS(DELETE, "/cases", "405");
    CHECK_STR(router_allow_text(match.allow, a), S("GET, HEAD, POST, OPTIONS"));
    FINDS(GET, "/cases/recent/read", "405");
    CHECK_STR(router_allow_text(match.allow, a), S("POST, PUT, OPTIONS"));
    FINDS(PUT, "/cases/recent/read", "/cases/{case}/read");
    FINDS(METHOD_NONE, "/cases", "405");
    arena_free(a);
}

TEST(what_is_not_in_the_table_is_not_found) {
    a = arena_new();
    FINDS(GET, "/case", "404");
    FINDS(GET, "/cases/", "404");
    FINDS(GET, "/cases//pages/1", "404");
    FINDS(GET, "/cases/1/pages/2/", "404");
    FINDS(GET, "cases", "404");
    FINDS(GET, "", "404");
    FINDS(GET, "*", "404");
    FINDS(GET, "/cases/%ff", "path.encoding");
    arena_free(a);
}

TEST(a_table_with_a_faulty_row_is_refused) {
    a = arena_new();
    static const UploadOps HALF = {0};
    const Route BAD[][2] = {
        {{GET, "/a", nothing, 0}},
        {{GET, "/a", NULL, 1}},
        {{GET, "a", nothing, 1}},
        {{HEAD, "/a", nothing, 1}},
        {{GET, "/{x*}/a", nothing, 1}},
        {{PUT, "/a", NULL, 1, .upload = &HALF, .body_max = 1}},
        {{GET, "/{x}", nothing, 1}, {GET, "/{y}", nothing, 1}},
    };
    for (size_t i = 0; i < LEN(BAD); i++) {
        Router *r;
        err = (Err){0};
        CHECK_EQ(router_new(BAD[i], BAD[i][1].pattern ? 2 : 1, a, &r, &err), ERR_INVALID);
        CHECK_STR(str_c(err.code), S("route.row"));
    }
    arena_free(a);
}

TEST_MAIN()
