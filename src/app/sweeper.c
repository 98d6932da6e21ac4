// SPDX-License-Identifier: Apache-2.0
/*
 * First a look: which blobs of the shard are past their lease and referred to by nothing, and which rows speak of blobs
 * that are gone. Only if there are any, a turn of the writer removes them, asking again: between the look and the turn
 * a commit may have named them. What a command of the same batch names is not yet committed, but its lease has begun.
 */
#include "app/sweeper.h"

#include <unistd.h>

#include "app/dossier.h"
#include "app/writer.h"
#include "base/clock.h"
#include "db/queries.h"

enum { ROWS_AT_ONCE = 400, BLOBS_AT_ONCE = 4096 };

typedef struct Sweeping {
    Site *site;
    int shard;
    Time older_than;
    Arena *a;
    Db *db;
    Hashes found;   /* by the look; in order once it is done */
    Rows *over;     /* rows of blobs nobody named in time, seen by it */
    WriteAsk *ask;
    VaultSwept swept;
} Sweeping;

int sweep_shard_at(Time now) {
    return (int)(now / MINUTE % VAULT_SHARDS);
}

static Status refers(Sweeping *x, Hash id, bool *ret, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Rows *r;
    TRY(db_run(x->db, Q_BLOB_REFERRED, ARGS(VAL(id)), a, &r, err));
    *ret = row_i64(r, 0, 0) != 0;
    return OK;
}

/* ---- the look */

static Status look_at(void *user, const VaultBlob *b, Err *err) {
    Sweeping *x = user;
    bool referred = false;
    if (b->leased >= x->older_than || x->found.n >= BLOBS_AT_ONCE) return OK;
    TRY(refers(x, b->id, &referred, err));
    if (!referred) *PUSH(x->a, &x->found) = b->id;
    return OK;
}

static int by_hash(const void *x, const void *y) {
    return memcmp(x, y, sizeof(Hash));
}

/* Those whose bytes are gone are to go, too. */
static Status rows_over(Sweeping *x, Rows **ret, Err *err) {
    char from[1] = {(char)x->shard}, to[33];
    memset(to, 0xff, sizeof to);
    to[0] = from[0];
    return db_run(x->db, Q_BLOB_OVER,
                  ARGS(val_blob(str_n(from, sizeof from)), val_blob(str_n(to, sizeof to)),
                       VAL(x->older_than + VAULT_LEASE), VAL((int64_t)ROWS_AT_ONCE)),
                  x->a, ret, err);
}

static bool bytes_gone(Sweeping *x, Hash id) {
    int fd;
    uint64_t size;
    Err none;
    Status s = vault_find(site_vault(x->site), id, &fd, &size, &none);
    if (s == OK) close(fd);
    return s == ERR_NOT_FOUND;
}

static Status look(Sweeping *x, bool *ret_any, Err *err) {
    TRY(vault_list(site_vault(x->site), x->shard, look_at, x, err));
    if (x->found.n) qsort(x->found.v, x->found.n, sizeof *x->found.v, by_hash);
    TRY(rows_over(x, &x->over, err));
    *ret_any = x->found.n > 0;
    for (size_t i = 0; i < x->over->n && !*ret_any; i++) *ret_any = bytes_gone(x, row_hash(x->over, i, 0));
    return OK;
}

/* ---- the turn */

static Status still_referred(void *user, const Hash *ids, size_t n, bool *ret, Err *err) {
    Sweeping *x = user;
    for (size_t i = 0; i < n; i++) {
        bool known = x->found.n && bsearch(&ids[i], x->found.v, x->found.n, sizeof *x->found.v, by_hash);
        ret[i] = true; /* what the look did not find waits for the next */
        if (known) TRY(refers(x, ids[i], &ret[i], err));
    }
    return OK;
}

static void forget(Sweeping *x, BatchStmt *rows, Hash id, bool manifest) {
    WriteAsk *ask = x->ask;
    const Val args[] = {VAL(id), VAL(x->older_than + VAULT_LEASE)};
    rows[ask->n_rows++] = (BatchStmt){Q_BLOB_FORGET, arena_dup(x->a, args, sizeof args), 2};
    if (!manifest) return;
    rows[ask->n_rows++] = (BatchStmt){Q_MANIFEST_BLOBS_FORGET, arena_dup(x->a, args, sizeof *args), 1};
    rows[ask->n_rows++] = (BatchStmt){Q_MANIFEST_FORGET, arena_dup(x->a, args, sizeof *args), 1};
}

/* The bytes go first: rows that outlive them keep a page too long, never too short. */
static Status turn(void *ctx, Site *site, Err *err) {
    Sweeping *x = ctx;
    VaultSwept swept;
    const Rows *r = x->over;
    TRY(vault_sweep(site_vault(site), x->shard, x->older_than, still_referred, x, &swept, err));
    x->swept.seen = swept.seen;
    x->swept.removed += swept.removed;
    x->swept.removed_bytes += swept.removed_bytes;
    BatchStmt *rows = NEW_N(x->a, BatchStmt, 3 * r->n + 1);
    x->ask->n_rows = 0;
    x->ask->rows = rows;
    for (size_t i = 0; i < r->n; i++)
        if (bytes_gone(x, row_hash(r, i, 0))) forget(x, rows, row_hash(r, i, 0), row_i64(r, i, 1) != 0);
    return OK;
}

static Status sweep(Sweeping *x, Err *err) {
    bool any;
    TRY(look(x, &any, err));
    if (!any) return OK;
    WriteAsk ask = {.check = turn, .check_ctx = x};
    WriteResult r;
    x->ask = &ask;
    return writer_run(site_writer(x->site), &ask, x->a, &r, err);
}

Status sweep_shard(Site *s, int shard, Time older_than, VaultSwept *ret, Err *err) {
    Sweeping x = {.site = s, .shard = shard, .older_than = older_than, .a = arena_new()};
    Status st = db_pool_take(site_readers(s), 5000, &x.db, err);
    if (st == OK) {
        st = sweep(&x, err);
        db_pool_give(site_readers(s), x.db);
        site_swept(s, &x.swept);
        *ret = x.swept;
    }
    arena_free(x.a);
    return st;
}
