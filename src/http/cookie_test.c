// SPDX-License-Identifier: Apache-2.0
#include "http/cookie.h"

#include "base/test.h"

static Str found(const char *header, const char *name) {
    Str v;
    return cookie_find(str_c(header), str_c(name), &v) ? v : S("(none)");
}

TEST(a_cookie_is_found_by_its_whole_name) {
    CHECK_STR(found("a=1; session=xyz; b=2", "session"), S("xyz"));
    CHECK_STR(found("xsession=1;session=2", "session"), S("2"));
    CHECK_STR(found("session=1; session=2", "session"), S("1"));
    CHECK_STR(found("session=\"q\"", "session"), S("q"));
    CHECK_STR(found("session", "session"), S("(none)"));
    CHECK_STR(found("session=a=b", "session"), S("a=b"));
    CHECK_STR(found(";;; =;", "session"), S("(none)"));
    CHECK_STR(found("", "session"), S("(none)"));
}

TEST(a_set_cookie_is_closed_to_scripts_and_other_sites_unless_told_otherwise) {
    Arena *a = arena_new();
    StrBuf b;
    strbuf_init(&b, a, 1000);
    CHECK(cookie_format(&(Cookie){.name = S("s"), .value = S("v"), .max_age_s = 60, .secure = true}, &b));
    CHECK_STR(strbuf_str(&b), S("s=v; Path=/; SameSite=Strict; Max-Age=60; HttpOnly; Secure"));
    b.n = 0;
    CHECK(cookie_format(&(Cookie){.name = S("s"), .max_age_s = -1, .readable = true}, &b));
    CHECK_STR(strbuf_str(&b), S("s=; Path=/; SameSite=Strict; Max-Age=0"));
    arena_free(a);
}

TEST(a_cookie_cannot_smuggle_attributes_or_lines) {
    Arena *a = arena_new();
    StrBuf b;
    strbuf_init(&b, a, 1000);
    CHECK(!cookie_format(&(Cookie){.name = S("s"), .value = S("v; Domain=x")}, &b));
    CHECK(!cookie_format(&(Cookie){.name = S("s"), .value = S("v\r\nX: y")}, &b));
    CHECK(!cookie_format(&(Cookie){.name = S("s=t"), .value = S("v")}, &b));
    CHECK(!cookie_format(&(Cookie){.value = S("v")}, &b));
    CHECK_EQ(b.n, 0);
    arena_free(a);
}

TEST_MAIN()
