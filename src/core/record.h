// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * A record is what one command did to one stream: its events as stored, and who did it when. Records of a stream are
 * chained; the records of one commit are chained to the commit before, so that a removed last record shows as well.
 *
 * The text that is hashed is fixed for ever: docs/format-events.md. Knows nothing of what the events say.
 */
#include "core/chain.h"
#include "node/shape.h"

typedef enum StreamKind { STREAM_SITE = 1, STREAM_CASE, STREAM_SUBJECT, STREAM_HOUSE } StreamKind;

typedef struct Record {
    int64_t pos, stream, seq, events; /* seq: the number in its stream of the first event, from 0 */
    int kind;                         /* StreamKind */
    Time at;
    int64_t user, agency, behalf, for_user;
    Str command, body;
    Hash prev, hash;
} Record;

Hash record_hash(const Record *r, HashFn *hash);

typedef struct Commit { /* one commit of the writer */
    int64_t n, first_pos, last_pos, last_id;
    Time at;
    Hash prev, hash;
} Commit;

/* `records`: the hashes of its records, in the order of pos. */
Hash commit_hash(const Commit *c, const Hash *records, size_t n, HashFn *hash);
