// SPDX-License-Identifier: Apache-2.0
#include "http/cookie.h"

bool cookie_find(Str header, Str name, Str *ret) {
    while (header.n) {
        Str item, rest, key, value;
        if (!str_cut(header, ';', &item, &rest)) item = header, rest = (Str){0};
        header = rest;
        if (!str_cut(item, '=', &key, &value) || !str_eq(str_trim(key), name)) continue;
        value = str_trim(value);
        if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
            value = str_n(value.p + 1, value.n - 2);
        *ret = value;
        return true;
    }
    return false;
}

static bool is_cookie_text(Str s, bool name) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= 0x20 || c >= 0x7F || strchr("\",;\\", c)) return false;
        if (name && strchr("()<>@:/[]?={}", c)) return false;
    }
    return s.n || !name;
}

bool cookie_format(const Cookie *c, StrBuf *out) {
    Str path = c->path.n ? c->path : S("/");
    if (!is_cookie_text(c->name, true) || !is_cookie_text(c->value, false) || !is_cookie_text(path, false))
        return false;
    strbuf_f(out, STR_FMT "=" STR_FMT "; Path=" STR_FMT "; SameSite=Strict", STR_ARG(c->name),
             STR_ARG(c->value), STR_ARG(path));
    if (c->max_age_s) strbuf_f(out, "; Max-Age=%lld", (long long)MAX(c->max_age_s, INT64_C(0)));
    if (!c->readable) strbuf_put(out, S("; HttpOnly"));
    if (c->secure) strbuf_put(out, S("; Secure"));
    return true;
}
