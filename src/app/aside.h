// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Rows beside the log: sessions, secrets, requests for access, and the audit of who looked at what. They are no
 * history and need no writer's turn. One thread with a connection of its own stores them in small batches, so that a
 * read never waits for a disk to note that it happened.
 *
 * It knows neither what the rows mean nor who may write them. A batch that fails is tried again, row by row; a row the
 * database refuses is dropped and told to the log. A row put by aside_keep is not dropped while the disk is full or the
 * database away: it is told to the log, kept in memory, and tried again until it is stored. Who must not go on when many
 * such rows wait asks aside_behind. A connection that is lost is made anew.
 */
#include "db/db.h"

typedef struct Aside Aside;

must_use Status aside_open(Str url, const QuerySet *queries, Aside **ret, Err *err);
void aside_close(Aside *s); /* stores what waits */
/* Queues one statement; texts and bytes are copied. Waits only when thousands are queued. */
void aside_put(Aside *s, Query q, const Val *args, size_t n);
void aside_keep(Aside *s, Query q, const Val *args, size_t n); /* the same, kept until it is stored */
bool aside_behind(Aside *s); /* more of them wait than may be lost by a kill */
/* Waits until all that was put before is on the disk. ERR_STORAGE aside.lost if a row of it was dropped. */
must_use Status aside_sync(Aside *s, Err *err);
DEFINE_CLEANUP(Aside, aside_close)
