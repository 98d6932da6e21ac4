// SPDX-License-Identifier: Apache-2.0
#pragma once
/* Inside of the writer: what its queue (writer.c), its batches (writer_batch.c) and its records share. */
#include <pthread.h>

#include "app/ids.h"
#include "app/kept.h"
#include "app/writer.h"
#include "store/counted.h"

typedef struct Outcome { /* what became of one ask of a batch */
    WriteAsk *ask;
    WriteResult r;
    Asked asked; /* its key, as the log has it */
    bool keyed;
} Outcome;

typedef struct Fresh { /* a record of this batch, to be told of when it is stored */
    LiveRecord live;
    Hash hash;
} Fresh;

typedef struct Numbered { /* a known person by the number of his papers */
    Str number;
    int64_t subject;
} Numbered;

struct Writer {
    Site *site;
    Db *db;
    bool own_db;
    int64_t epoch;
    IdMaker ids;
    Keep *keep;
    WriterHow how;

    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t some;
    WriteAsk *first, **last;
    size_t queued;
    bool stopping, dead;
    WriterStats stats; /* under lock */

    /* the log's end, as stored */
    int64_t pos;
    _Atomic int64_t stored; /* the same, for other threads */
    Commit commit;
    Time at;

    /* the batch under way */
    Arena *a;
    Batch batch;
    int64_t next_pos;
    Time next_at;
    LIST_OF(Fresh) fresh;
    LIST_OF(Numbered) numbered; /* those this batch names by number: stored, or opened by a command before */
    Outcome *out;
    size_t n_out;
    SiteState *state; /* the working copy, when the batch is a command on the site */
    Arena *state_arena;
    Hash state_head, next_state_head;
    const SiteView *view;
};

/* Decides and stores n asks in one commit; a fault is that of the commit, and nothing is stored. */
must_use Status batch_try(Writer *w, WriteAsk *const *asks, size_t n, Err *err);
/* Carries out n asks whatever happens, and answers each. */
void batch_carry_out(Writer *w, WriteAsk *const *asks, size_t n);
/* Reads where the log ends; at the start and after a fault. */
must_use Status writer_resume(Writer *w, Err *err);

/* One command, on what is kept. Appends its records to the batch. */
void decide_case(Writer *w, Outcome *o);
must_use Status decide_house(Writer *w, Outcome *o, Err *err);
must_use Status decide_site(Writer *w, Outcome *o, Err *err);
/* A record is chained, queued and noted for the followers. */
void record_add(Writer *w, Record *r, const Outcome *o, bool first, LiveRecord *live);
Str answer_json(const WriteResult *r, Arena *a);
