// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Takes out of the vault what was uploaded and came to nothing. What keeps a blob is decided here, and why that is
 * enough stands in docs/decisions/0032-what-keeps-a-blob.md:
 *
 *   - a commit named it (blobs.kept): a paper, a dossier's manifest, a sealed page;
 *   - a manifest that is itself still there lists it (manifest_blobs);
 *   - its lease runs.
 *
 * It looks outside the writer's turn, and takes the turn only when there is something to remove.
 */
#include "app/site.h"

static const Time VAULT_LEASE = 2 * DAY_US; /* an upload waits so long to be named; the machine's clock */

/* One of VAULT_SHARDS parts: removes what began its lease before older_than and nothing refers to. */
must_use Status sweep_shard(Site *s, int shard, Time older_than, VaultSwept *ret, Err *err);
/* The shard whose turn it is by the clock, one a minute, so that a whole round takes some four hours. */
int sweep_shard_at(Time now);
