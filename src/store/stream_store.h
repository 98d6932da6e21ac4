// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Streams in the database: the packed state of a case, a person or the site at its last event, and the records before
 * it. The packed state is a cache that replay must equal; only the log is the truth.
 *
 * It knows rows and the core's types. It does not know who may see a case, and it never decides.
 */
#include "core/record.h"
#include "core/site.h"
#include "db/batch.h"
#include "db/queries.h"

typedef struct Packed { /* one stream as its row has it */
    int64_t id, seq;
    Hash head;
    Str state;
} Packed;
typedef LIST_OF(Packed) PackedRows;

/* Those that are there, in no order. One read for any number. */
must_use Status cases_read(Db *db, const Ids *ids, Arena *a, PackedRows *ret, Err *err);
must_use Status subjects_read(Db *db, const Ids *ids, Arena *a, PackedRows *ret, Err *err);
/* ERR_NOT_FOUND case.none. */
must_use Status case_read(Db *db, int64_t id, Arena *a, Case *ret, Err *err);
must_use Status subject_read(Db *db, int64_t id, Arena *a, Subject *ret, Err *err);
/* ERR_NOT_FOUND site.none: the database holds no site yet. */
must_use Status site_read(Db *db, Arena *a, SiteState *ret, Hash *ret_head, Err *err);

must_use Status case_unpack(Str state, Arena *a, Case *ret, Err *err);
must_use Status subject_unpack(Str state, Arena *a, Subject *ret, Err *err);
must_use Status site_unpack(Str state, Arena *a, SiteState *ret, Err *err);
Str state_pack(const Shape *shape, const void *state, Arena *a);

/* What waits until the batch is committed lives in the batch's arena. */
void case_write(Batch *b, const World *w, const Case *c, Hash head);
void subject_write(Batch *b, const Subject *s, Hash head);
void site_write(Batch *b, const SiteState *s, Hash head);
/* The rows of the tables the site's state is shown in, for what the events name. */
void site_rows_write(Batch *b, const SiteEvent *v, size_t n);
void site_rows_write_all(Batch *b, const SiteState *s);

/* The word for the stage of the person furthest behind; empty without a guide. */
Str case_stage(const World *w, const Case *c);

typedef struct Asked { /* who asked for a record, that it be done once: scope and key, and what was asked */
    Str idem;          /* empty: nobody asks again */
    Hash request;
    Str answer;
} Asked;
void record_write(Batch *b, const Record *r, const Asked *asked);
void commit_write(Batch *b, const Commit *c);
/* Texts in the result point into the row. */
void record_from_row(const Rows *rows, size_t i, Record *ret);
/* From event `seq` of one stream on, at most `max` records. */
must_use Status records_read(Db *db, int64_t stream, int64_t seq, int64_t max, Arena *a, Rows **ret, Err *err);
must_use Status record_events(const Record *r, Arena *a, Events *ret, Err *err);
must_use Status record_site_events(const Record *r, Arena *a, SiteEvents *ret, Err *err);
/* ERR_NOT_FOUND log.empty. */
must_use Status commit_last(Db *db, Commit *ret, Err *err);
void commit_from_row(const Rows *rows, size_t i, Commit *ret);
