// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * One line per event, key=value, to stderr. Rooms below app do not log: they return an Err.
 * Never a secret, never a person's data or a document's content.
 */
#include "base/base.h"
#include "base/err.h"

typedef enum LogLevel { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR } LogLevel;

void log_level(LogLevel least); /* INFO at start */
void log_line(LogLevel level, const char *fmt, ...) printf_like(2, 3); /* fmt: key=value pairs */
void log_err(LogLevel level, const char *what, const Err *err);
