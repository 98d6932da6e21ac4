// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Keeps SQLite's write-ahead log bounded: a thread with a connection of its own moves it into the database, so that the
 * writer never does: when WAL_MOVE of it are new, or a second has passed, so that a page that changes again and again is
 * moved once. Where readers keep it from being emptied it grows; past WAL_PRESSED the writer is made to wait a
 * little before each commit, which lets the thread catch up; past WAL_FULL, as when somebody holds one moment of the
 * database open for hours, it takes nothing more until the log has shrunk. PostgreSQL does all this itself: then nothing is started.
 */
#include "app/site.h"

enum { WAL_MOVE = 4 << 20, WAL_RESTART = 64 << 20, WAL_PRESSED = 256 << 20, WAL_FULL = 640 << 20 }; /* bytes */

typedef struct Checkpointer Checkpointer;

must_use Status checkpointer_start(Str url, Checkpointer **ret, Err *err);
void checkpointer_stop(Checkpointer *c); /* empties the log as far as it can */
int64_t checkpointer_wal(Checkpointer *c);
/* Called by the writer between two commits, with the log's length: waits while it is too long, at most a tenth of a second. */
void checkpointer_yield(Checkpointer *c, int64_t log_bytes);
