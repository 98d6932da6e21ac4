// SPDX-License-Identifier: Apache-2.0
#include "http/request.h"

#include "base/hex.h"
#include "http/cookie.h"

static const char *const NAMES[METHOD_COUNT] = {"",    "GET",   "HEAD",   "POST",
                                                "PUT", "PATCH", "DELETE", "OPTIONS"};

const char *method_name(Method m) {
    ASSERT(m < METHOD_COUNT);
    return NAMES[m];
}

Method method_parse(Str s) {
    for (Method m = GET; m < METHOD_COUNT; m++)
        if (str_eqz(s, NAMES[m])) return m;
    return METHOD_NONE;
}

Str req_param(const Req *req, const char *name) {
    for (size_t i = 0; i < req->n_params; i++)
        if (str_eqz(req->params[i].name, name)) return req->params[i].value;
    return (Str){0};
}

Str req_query(const Req *req, const char *name) {
    for (size_t i = 0; i < req->query.n; i++)
        if (str_eqz(req->query.v[i].name, name)) return req->query.v[i].value;
    return (Str){0};
}

Str req_header(const Req *req, const char *name) {
    size_t n = strlen(name);
    for (size_t i = 0; i < req->headers.n; i++) {
        const Pair *h = &req->headers.v[i];
        if (h->name.n == n && strncasecmp(h->name.p, name, n) == 0) return h->value;
    }
    return (Str){0};
}

Str req_cookie(const Req *req, const char *name) {
    Str value = {0};
    for (size_t i = 0; i < req->headers.n; i++) {
        const Pair *h = &req->headers.v[i];
        if (h->name.n == 6 && strncasecmp(h->name.p, "cookie", 6) == 0 &&
            cookie_find(h->value, str_c(name), &value))
            return value;
    }
    return (Str){0};
}

Status req_param_id(const Req *req, const char *name, int64_t *ret, Err *err) {
    if (id_parse(req_param(req, name), ret)) return OK;
    return FAIL(err, ERR_NOT_FOUND, "id.unknown", "there is nothing of that id");
}
