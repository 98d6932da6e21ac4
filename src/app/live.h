// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The last records that were committed, in memory, for those who follow: event streams, the ticker, caches. A follower
 * asks for what came after a position; one that fell behind the ring is told so and reads the log itself.
 *
 * It knows positions and whom a record concerns. It does not know who follows, nor who may see what.
 */
#include <stdatomic.h>

#include "base/arena.h"
#include "base/civil.h"
#include "base/str.h"

typedef struct LiveRecord {
    int64_t pos, stream, case_id, user, made;
    int kind; /* StreamKind */
    Time at;
    Str command, events;      /* events: their names, parted by blanks */
    const int64_t *agencies;  /* that have a part in the case, ascending */
    size_t n_agencies;
} LiveRecord;

typedef struct Live Live;

Live *live_new(size_t records, int64_t last_pos);
void live_free(Live *l);
/* Copies. pos goes up by one with each. */
void live_publish(Live *l, const LiveRecord *r);
void live_wake(Live *l); /* after a batch: followers may look */

typedef enum LiveState { LIVE_SOME, LIVE_NONE, LIVE_BEHIND } LiveState;
/* Records after `after`, at most max, copied into a. BEHIND: the ring no longer has them all. */
LiveState live_read(Live *l, int64_t after, size_t max, Arena *a, LiveRecord **ret, size_t *ret_n);
int64_t live_last(Live *l);
/* Until something came after `after`, timeout_ms have passed, or *unless (may be NULL) is set and told by live_rouse. */
bool live_wait(Live *l, int64_t after, int timeout_ms, const atomic_bool *unless);
void live_rouse(Live *l);
/* Called on the writer's thread at each wake; must not block. At most LIVE_WATCHERS at a time. */
enum { LIVE_WATCHERS = 16 };
typedef void LiveWake(void *ctx, int64_t last_pos);
bool live_watch(Live *l, LiveWake *fn, void *ctx);
void live_unwatch(Live *l, LiveWake *fn, void *ctx);
DEFINE_CLEANUP(Live, live_free)
