// SPDX-License-Identifier: Apache-2.0
#include "base/err.h"

#include <stdarg.h>

_Noreturn void assert_failed(const char *expr, const char *file, int line) {
    fprintf(stderr, "level=bug msg=\"assertion failed\" expr=\"%s\" at=%s:%d\n", expr, file, line);
    abort();
}

Status err_set_at(Err *err, Status status, const char *code, const char *file, int line, const char *fmt, ...) {
    if (!err) return status;
    *err = (Err){.status = status, .code = code, .file = file, .line = line};
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->msg, sizeof err->msg, fmt, ap);
    va_end(ap);
    return status;
}

void err_where(Err *err, const char *fmt, ...) {
    if (!err || err->where[0]) return;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(err->where, sizeof err->where, fmt, ap);
    va_end(ap);
}

const char *status_name(Status s) {
    static const char *const NAMES[] = {"ok", "invalid", "not_found", "denied", "conflict", "limit", "busy",
                                        "storage", "io"};
    return (size_t)s < LEN(NAMES) ? NAMES[s] : "?";
}
