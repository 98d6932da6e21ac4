// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The log read again from its bytes: every hash, every chain, the gapless order; then every stream replayed from its
 * events. What verify compares and rebuild writes.
 *
 * It believes nothing but the log and the guides it names, and of those it recomputes the hashes.
 */
#include "store/counted.h"
#include "store/house_store.h"
#include "store/project.h"
#include "vault/vault.h"

typedef struct Bad { /* the first thing that is not as it should be */
    char code[40];   /* stable: "record.hash", "commit.hash", "case.gone" … ; empty: nothing */
    int64_t pos, stream;
    char text[300];
} Bad;

typedef struct StreamEnd { /* where one stream stands by the log */
    int64_t id, seq;
    int64_t first; /* its first record */
    int kind;
    Time at;
    Hash head;
    int64_t judged; /* of verify: its seq when its state was compared; 0: not yet */
    uint64_t shown; /* of verify: what is shown of it less what should be */
} StreamEnd;

typedef struct Replay {
    Db *db;
    Arena *a;    /* of the streams */
    Arena *site; /* of the guides and the site's state */
    uint32_t *slots; /* a table by id, of 1 + the number of an end; cap is a power of two */
    size_t cap, n;
    struct EndBlock {
        StreamEnd v[256];
    } **v; /* the ends, in the order they were met */
    struct LogWalk *walk;
    int64_t pos; /* of the last record read */
    Hash head;   /* of the last commit read */
    int64_t records, commits;
    World world;      /* guides and agencies, for stages and figures */
    SiteState *state; /* replayed */
    const Guide **guides;
} Replay;

void replay_init(Replay *r, Db *db);
void replay_done(Replay *r);

void bad_set(Bad *b, const char *code, int64_t pos, int64_t stream, const char *fmt, ...) printf_like(5, 6);
static inline bool bad_is(const Bad *b) {
    return b->code[0] != 0;
}

/*
 * The log from where it was read up to, to its end as this read transaction sees it; or a page of it. A finding is in
 * *bad; a fault is one of reading. Called again in a later transaction, it goes on with what was added.
 */
must_use Status replay_log(Replay *r, Bad *bad, Err *err);
must_use Status replay_log_page(Replay *r, bool *ret_more, Bad *bad, Err *err);
/* Loads the guides and replays the site's stream; afterwards `world` can be used. May be done again. */
must_use Status replay_site(Replay *r, Bad *bad, Err *err);
StreamEnd *replay_end(const Replay *r, int64_t stream); /* NULL: the log has no such stream */
StreamEnd *replay_at(const Replay *r, size_t i);        /* 0 <= i < n */

typedef Status ReplayCounted(void *ctx, int64_t pos, const CountedRows *rows, Err *err);
must_use Status replay_case(Replay *r, int64_t id, Arena *a, Case *ret, ReplayCounted *counted, void *ctx, Err *err);
/* The rolls of one house, as recorded. */
typedef Status ReplayRoll(void *ctx, const Record *rec, const RollCalled *roll, Err *err);
must_use Status replay_rolls(Replay *r, int64_t house, Arena *a, ReplayRoll *fn, void *ctx, Err *err);
must_use Status replay_subject(Replay *r, int64_t id, Arena *a, Subject *ret, Err *err);
