// SPDX-License-Identifier: Apache-2.0
#pragma once
/* Cookies: reading the Cookie header and writing Set-Cookie. Pure; what a cookie means is not known here. */
#include "base/str.h"

typedef struct Cookie {
    Str name, value, path; /* path: "/" if empty */
    int64_t max_age_s;     /* 0: until the browser closes; negative: forget it now */
    bool secure, readable; /* readable: scripts may see it (otherwise HttpOnly) */
} Cookie;

/* The value of the first cookie of that name; false if there is none. Quotes around it are dropped. */
must_use bool cookie_find(Str header, Str name, Str *ret);
/* The value of a Set-Cookie header, always SameSite=Strict; false if name or value hold what a cookie may
 * not. */
must_use bool cookie_format(const Cookie *c, StrBuf *out);
