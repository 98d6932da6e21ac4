// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The one place where anything of a site changes: commands are queued by any thread and carried out by one, many at a
 * time in one commit. What a command was answered with is durable before the answer is given.
 *
 * It knows commands, streams and rows. It does not know who may ask: rights are judged before (app/access), and again
 * by the core where they are part of the trade. A refusal writes nothing.
 */
#include "app/site.h"
#include "core/house.h"
#include "db/batch.h"

typedef struct WriteResult {
    Status status; /* a fault: nothing is stored */
    Err err;
    bool refused, repeated; /* repeated: stored before, under the same key */
    Refusal refusal;
    int64_t pos, case_id, made; /* pos: of its first record; 0 if it changed nothing */
    Time at;
    Str said_zh, said_en; /* what the asker should know although it was done */
    Str answer; /* the same as JSON */
} WriteResult;

/* On the writer's thread; must be short. What the result points to is gone afterwards. */
typedef void WriteDone(void *ctx, const WriteResult *r);
/* In the writer's turn, before the command is decided: what must hold at this moment (a blob is leased). */
typedef Status WriteCheck(void *ctx, Site *site, Err *err);

/* In the writer's turn, on the case (and the other one of a split or merge) as the command will find it. */
typedef Status WriteJudge(void *ctx, Site *site, const Case *c, const Case *other, Err *err);

enum { WRITE_KEY_MAX = 200 };

/* The command's case as its asker read it, so that the writer need not: what a read gave that began when the log was
 * stored up to pos (writer_stored). It must not change. */
typedef struct WriteSeen {
    const Case *c;
    Hash head;
    int64_t pos;
} WriteSeen;

typedef struct WriteAsk {
    const Command *cmd;      /* one of these three, or none: rows alone */
    const SiteCommand *site;
    const HouseCommand *house;
    Str guide; /* SITE_GUIDE: the text and its proof, when they are new */
    const struct Certificate *certificate;
    WriteSeen seen; /* .c may be NULL */
    Actor who;
    int64_t post;
    Str key;      /* asked for once under this key; empty: each time is another */
    Hash request; /* of method, route and body: what the key stands for */
    const BatchStmt *rows; /* stored in the same commit, if the command is not refused */
    size_t n_rows;
    Time now;     /* TIME_NONE: the site's clock */
    WriteCheck *check;
    void *check_ctx;
    WriteJudge *judge; /* may be NULL */
    void *judge_ctx;
    WriteDone *done;
    void *ctx;
    struct WriteAsk *next; /* the writer's */
} WriteAsk;

typedef struct WriterHow { /* all zero: the values in brackets */
    size_t queue_max, batch_max, keep_bytes; /* [4096] [256] [32 MB] */
    Db *db;                                  /* a connection to use instead, for fault tests; NULL: its own. Taken over */
} WriterHow;

must_use Status writer_open(Site *site, const WriterHow *how, Writer **ret, Err *err);
void writer_close(Writer *w); /* carries out what is queued; asks that come later are refused */
DEFINE_CLEANUP(Writer, writer_close)

/*
 * The ask and all it points to must live until `done` was called. ERR_BUSY writer.full: try again;
 * ERR_STORAGE writer.stopped: this process no longer writes.
 */
must_use Status writer_submit(Writer *w, WriteAsk *ask, Err *err);
/* Waits. Returns the fault, if it was one; texts of the result are copied into a. */
must_use Status writer_run(Writer *w, WriteAsk *ask, Arena *a, WriteResult *ret, Err *err);

typedef struct WriterStats {
    int64_t commits, commands, refused, repeated, faults, rows, statements;
    size_t queued, kept;
} WriterStats;
WriterStats writer_stats(Writer *w);
int64_t writer_id(Writer *w);
/* A position of the log whose records any read that begins now will see. Any thread. */
int64_t writer_stored(const Writer *w);
