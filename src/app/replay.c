// SPDX-License-Identifier: Apache-2.0
#include "app/replay.h"

#include <stdarg.h>

enum { PAGE = 500 };

void bad_set(Bad *b, const char *code, int64_t pos, int64_t stream, const char *fmt, ...) {
    if (bad_is(b)) return;
    snprintf(b->code, sizeof b->code, "%s", code);
    b->pos = pos;
    b->stream = stream;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(b->text, sizeof b->text, fmt, ap);
    va_end(ap);
}

/* ---- streams by number */

enum { ENDS = LEN(((struct EndBlock *)NULL)->v) };

StreamEnd *replay_at(const Replay *r, size_t i) {
    return &r->v[i / ENDS]->v[i % ENDS];
}

static size_t slot(const Replay *r, int64_t id) {
    size_t i = (size_t)((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15) >> 16) & (r->cap - 1);
    while (r->slots[i] && replay_at(r, r->slots[i] - 1)->id != id) i = (i + 1) & (r->cap - 1);
    return i;
}

StreamEnd *replay_end(const Replay *r, int64_t stream) {
    if (!r->cap) return NULL;
    uint32_t n = r->slots[slot(r, stream)];
    return n ? replay_at(r, n - 1) : NULL;
}

static void grow(Replay *r) {
    size_t blocks = r->cap / ENDS;
    struct EndBlock **old = r->v;
    r->cap = r->cap ? 2 * r->cap : 4 * ENDS;
    r->slots = NEW_N(r->a, uint32_t, r->cap);
    r->v = NEW_N(r->a, struct EndBlock *, r->cap / ENDS);
    if (blocks) memcpy(r->v, old, blocks * sizeof *old);
    for (size_t i = 0; i < r->n; i++) r->slots[slot(r, replay_at(r, i)->id)] = (uint32_t)i + 1;
}

static StreamEnd *end_for(Replay *r, int64_t id) {
    if (2 * (r->n + 1) > r->cap) grow(r);
    uint32_t *at = &r->slots[slot(r, id)];
    if (*at) return replay_at(r, *at - 1);
    if (!r->v[r->n / ENDS]) r->v[r->n / ENDS] = NEW(r->a, struct EndBlock);
    *at = (uint32_t)++r->n;
    StreamEnd *e = replay_at(r, r->n - 1);
    e->id = id;
    return e;
}

/* ---- the log */

typedef struct LogWalk { /* how far it was read, and the commits, read beside the records */
    Rows *rows;
    size_t at;
    Commit now; /* the one the records are in */
    bool open;
    Hash prev;
    LIST_OF(Hash) hashes;
    Arena *a, *page;
} LogWalk;

void replay_init(Replay *r, Db *db) {
    *r = (Replay){.db = db, .a = arena_new(), .site = arena_new()};
    r->walk = NEW(r->a, LogWalk);
    r->walk->a = arena_new();
    r->walk->page = arena_new();
}

void replay_done(Replay *r) {
    arena_free(r->walk->a);
    arena_free(r->walk->page);
    arena_free(r->site);
    arena_free(r->a);
}

static Status next_commit(Replay *r, LogWalk *c, Bad *bad, Err *err) {
    int64_t last = c->now.last_pos, n = c->now.n;
    if (!c->rows || c->at == c->rows->n) {
        arena_reset(c->a);
        c->hashes = (__typeof__(c->hashes)){0};
        TRY(db_run(r->db, Q_BATCH_PAGE, ARGS(VAL(n), VAL(PAGE)), c->a, &c->rows, err));
        c->at = 0;
    }
    c->hashes.n = 0;
    c->open = c->at < c->rows->n;
    if (!c->open) return OK;
    commit_from_row(c->rows, c->at++, &c->now);
    if (c->now.n != n + 1)
        bad_set(bad, "commit.gone", last + 1, 0, "commit %lld is missing", (long long)n + 1);
    else if (c->now.first_pos != last + 1 || c->now.last_pos < c->now.first_pos)
        bad_set(bad, "commit.range", last + 1, 0, "commit %lld does not begin where the one before ended", (long long)c->now.n);
    else if (!hash_eq(c->now.prev, c->prev))
        bad_set(bad, "commit.chain", c->now.first_pos, 0, "commit %lld does not follow from the one before", (long long)c->now.n);
    return OK;
}

static void end_commit(Replay *r, LogWalk *c, Bad *bad) {
    Hash h = commit_hash(&c->now, c->hashes.v, c->hashes.n, hash_sha256);
    if (!hash_eq(h, c->now.hash))
        bad_set(bad, "commit.hash", c->now.first_pos, 0, "commit %lld is not what was stored", (long long)c->now.n);
    r->head = c->prev = c->now.hash;
    r->commits++;
}

static void check_record(Replay *r, const Record *x, Bad *bad) {
    StreamEnd *e = end_for(r, x->stream);
    const char *why = NULL;
    if (!hash_eq(record_hash(x, hash_sha256), x->hash)) why = "record.hash";
    else if (!hash_eq(x->prev, e->head)) why = "record.chain";
    else if (x->seq != e->seq || x->events < 1) why = "record.seq";
    else if (x->at < e->at) why = "record.time";
    else if (e->kind && e->kind != x->kind) why = "record.kind";
    if (why) bad_set(bad, why, x->pos, x->stream, "record %lld is not what was stored", (long long)x->pos);
    if (!e->kind) e->first = x->pos;
    e->kind = x->kind;
    e->seq = x->seq + x->events;
    e->at = x->at;
    e->head = x->hash;
    r->records++;
}

static Status walk(Replay *r, const Rows *rows, Bad *bad, Err *err) {
    LogWalk *c = r->walk;
    for (size_t i = 0; i < rows->n && !bad_is(bad); i++) {
        Record x;
        int64_t next = r->pos + 1;
        record_from_row(rows, i, &x);
        if (x.pos != next) bad_set(bad, "record.gone", next, 0, "record %lld is missing", (long long)next);
        if (c->now.last_pos < x.pos) TRY(next_commit(r, c, bad, err));
        if (!c->open) bad_set(bad, "commit.gone", x.pos, x.stream, "record %lld belongs to no commit", (long long)x.pos);
        if (bad_is(bad)) break;
        check_record(r, &x, bad);
        *PUSH(c->a, &c->hashes) = x.hash;
        if (x.pos == c->now.last_pos && !bad_is(bad)) end_commit(r, c, bad);
        r->pos = x.pos;
    }
    return OK;
}

static Status walk_ends(Replay *r, Bad *bad, Err *err) {
    LogWalk *c = r->walk;
    if (r->pos == c->now.last_pos) TRY(next_commit(r, c, bad, err));
    if (c->open && r->pos < c->now.last_pos)
        bad_set(bad, "record.gone", r->pos + 1, 0, "the log ends at %lld, but commit %lld reaches to %lld", (long long)r->pos,
                (long long)c->now.n, (long long)c->now.last_pos);
    return OK;
}

Status replay_log_page(Replay *r, bool *ret_more, Bad *bad, Err *err) {
    Rows *rows;
    arena_reset(r->walk->page);
    TRY(db_run(r->db, Q_LOG_PAGE, ARGS(VAL(r->pos), VAL(PAGE)), r->walk->page, &rows, err));
    TRY(walk(r, rows, bad, err));
    *ret_more = !bad_is(bad) && rows->n == PAGE;
    return *ret_more || bad_is(bad) ? OK : walk_ends(r, bad, err);
}

Status replay_log(Replay *r, Bad *bad, Err *err) {
    for (bool more = true; more;) TRY(replay_log_page(r, &more, bad, err));
    return OK;
}

/* ---- streams */

/* All records of a stream, a page at a time. */
typedef Status RecordFn(void *ctx, const Record *rec, Arena *a, Err *err);
static Status each_record(Replay *r, int64_t stream, RecordFn *fn, void *ctx, Err *err) {
    _cleanup_(arena_freep) Arena *page = arena_new();
    for (int64_t seq = 0;;) {
        Rows *rows;
        arena_reset(page);
        TRY(records_read(r->db, stream, seq, PAGE, page, &rows, err));
        for (size_t i = 0; i < rows->n; i++) {
            Record x;
            record_from_row(rows, i, &x);
            TRY(fn(ctx, &x, page, err));
            seq = x.seq + x.events;
        }
        if (rows->n < PAGE) return OK;
    }
}

typedef struct Applying {
    Replay *r;
    Arena *a;
    Case *c;
    Subject *s;
    SiteState *state;
    ReplayCounted *counted;
    void *ctx;
} Applying;

static Status apply_case(void *ctx, const Record *rec, Arena *page, Err *err) {
    Applying *x = ctx;
    Events events = {0};
    CountedRows rows = {0};
    TRY(record_events(rec, page, &events, err));
    for (size_t i = 0; i < events.n; i++) {
        if (x->counted) count_event(&x->r->world, x->c, &events.v[i], page, &rows);
        case_apply(x->c, &events.v[i], x->a);
    }
    return rows.n ? x->counted(x->ctx, rec->pos, &rows, err) : OK;
}

static Status apply_subject(void *ctx, const Record *rec, Arena *page, Err *err) {
    Applying *x = ctx;
    Events events = {0};
    TRY(record_events(rec, page, &events, err));
    for (size_t i = 0; i < events.n; i++) subject_apply(x->s, &events.v[i], x->a);
    return OK;
}

static Status apply_site(void *ctx, const Record *rec, Arena *page, Err *err) {
    Applying *x = ctx;
    SiteEvents events = {0};
    TRY(record_site_events(rec, page, &events, err));
    for (size_t i = 0; i < events.n; i++) site_apply(x->state, &events.v[i], x->a);
    return OK;
}

Status replay_case(Replay *r, int64_t id, Arena *a, Case *ret, ReplayCounted *counted, void *ctx, Err *err) {
    shape_clear(&CASE_SHAPE, ret);
    Applying x = {.r = r, .a = a, .c = ret, .counted = counted, .ctx = ctx};
    return each_record(r, id, apply_case, &x, err);
}

Status replay_subject(Replay *r, int64_t id, Arena *a, Subject *ret, Err *err) {
    shape_clear(&SUBJECT_SHAPE, ret);
    return each_record(r, id, apply_subject, &(Applying){.r = r, .a = a, .s = ret}, err);
}

typedef struct Rolls {
    Arena *a;
    ReplayRoll *fn;
    void *ctx;
} Rolls;

static Status tell_rolls(void *ctx, const Record *rec, Arena *page, Err *err) {
    Rolls *x = ctx;
    Events events = {0};
    TRY(record_events(rec, x->a, &events, err));
    for (size_t i = 0; i < events.n; i++) TRY(x->fn(x->ctx, rec, events.v[i].body, err));
    return OK;
}

Status replay_rolls(Replay *r, int64_t house, Arena *a, ReplayRoll *fn, void *ctx, Err *err) {
    return each_record(r, house, tell_rolls, &(Rolls){a, fn, ctx}, err);
}

Status replay_site(Replay *r, Bad *bad, Err *err) {
    _cleanup_(arena_freep) Arena *page = arena_new();
    arena_reset(r->site);
    r->world = (World){0};
    r->state = NEW(r->site, SiteState);
    shape_clear(&SITE_SHAPE, r->state);
    TRY(each_record(r, SITE_STREAM, apply_site, &(Applying){.r = r, .a = r->site, .state = r->state}, err));
    Rows *rows;
    TRY(db_run(r->db, Q_GUIDE_TEXTS, NO_ARGS, page, &rows, err));
    r->guides = NEW_N(r->site, const Guide *, rows->n + 1);
    for (size_t i = 0; i < rows->n; i++) {
        Str text = row_str(rows, i, 2), name = row_str(rows, i, 1);
        if (!hash_eq(hash_sha256(&text, 1), row_hash(rows, i, 0))) {
            bad_set(bad, "guide.hash", 0, SITE_STREAM, "the stored text of guide %.*s is not the one it was", STR_ARG(name));
            return OK;
        }
        Guide *g;
        TRY(guide_from_text(str_dup(r->site, text), hash_sha256, page, r->site, &g, err));
        r->guides[r->world.n_guides++] = g;
    }
    for (size_t i = 0; i < r->state->guides.n; i++) {
        bool there = false;
        for (size_t j = 0; j < r->world.n_guides; j++) there |= hash_eq(r->guides[j]->hash, r->state->guides.v[i].guide);
        if (!there)
            bad_set(bad, "guide.gone", 0, SITE_STREAM, "the text of guide %.*s is missing", STR_ARG(r->state->guides.v[i].class));
    }
    r->world.guides = r->guides;
    r->world.agencies = r->state->agencies;
    return OK;
}
