// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <stdarg.h>

#include "base/clock.h"

static _Atomic int threshold = LOG_INFO;
static const char *const NAMES[] = {"debug", "info", "warn", "error"};

void log_level(LogLevel least) {
    threshold = (int)least;
}

void log_line(LogLevel level, const char *fmt, ...) {
    if ((int)level < threshold) return;
    char line[1200], when[TIME_TEXT];
    time_format(clock_now(), when);
    int n = snprintf(line, sizeof line, "time=%s level=%s ", when, NAMES[level]);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(line + n, sizeof line - (size_t)n, fmt, ap);
    va_end(ap);
    for (char *p = line; *p; p++)
        if (*p == '\n' || *p == '\r') *p = ' ';
    fprintf(stderr, "%s\n", line); /* one write: lines of several threads do not mix */
}

void log_err(LogLevel level, const char *what, const Err *err) {
    log_line(level, "event=%s status=%s code=%s where=\"%s\" msg=\"%s\" at=%s:%d", what, status_name(err->status),
             err->code ? err->code : "-", err->where, err->msg, err->file ? err->file : "-", err->line);
}
