// SPDX-License-Identifier: Apache-2.0
/* The log, the site and the states; verify_shown.c has what is shown, verify_files.c the bytes. */
#include "app/verify.h"

#include <unistd.h>

#include "app/certificate.h"
#include "app/verify_room.h"
#include "base/clock.h"

const char *const VERIFY_PART_NAMES[] = {
#define X(name, text) text,
    VERIFY_PARTS(X)
#undef X
};

/* ---- moments */

void verify_part(Verifying *x, VerifyPart part, int64_t of) {
    x->at = (VerifyAt){part, 0, of};
}

/* What was added to the log is read first: from here on everything is compared with the log as this moment has it. */
static Status catch_up(Verifying *x, Err *err) {
    const StreamEnd *site = replay_end(&x->r, SITE_STREAM);
    int64_t seq = site ? site->seq : 0;
    TRY(replay_log(&x->r, &x->ret->bad, err));
    site = replay_end(&x->r, SITE_STREAM);
    bool other = site && site->seq != seq;
    return other && !bad_is(&x->ret->bad) ? replay_site(&x->r, &x->ret->bad, err) : OK;
}

/* False: it was stopped between the two. */
static Status let_go(Verifying *x, bool *ret, Err *err) {
    db_rollback(x->r.db);
    *ret = x->how->step(x->how->ctx, &x->at);
    x->ret->stopped = !*ret;
    x->moment = clock_monotonic_us();
    return *ret ? db_begin(x->r.db, TX_READ, err) : OK;
}

Status verify_next_moment(Verifying *x, Err *err) {
    bool on;
    if (!x->how) return OK;
    TRY(let_go(x, &on, err));
    return on ? catch_up(x, err) : OK;
}

static bool long_held(const Verifying *x) {
    return x->how && clock_monotonic_us() - x->moment >= x->how->held_us;
}

Status verify_step(Verifying *x, int64_t done, Err *err) {
    x->at.done = done;
    return long_held(x) ? verify_next_moment(x, err) : OK;
}

static Status check_log(Verifying *x, Err *err) {
    Commit last = {0};
    Err none;
    bool on = true;
    verify_part(x, VERIFY_LOG, commit_last(x->r.db, &last, &none) == OK ? last.last_pos : 0);
    for (bool more = true; more && on;) {
        TRY(replay_log_page(&x->r, &more, &x->ret->bad, err));
        x->at.done = x->r.pos;
        if (more && long_held(x)) TRY(let_go(x, &on, err)); /* it is being read: there is nothing to catch up with */
    }
    x->until = x->r.pos;
    return OK;
}

/* ---- states */

typedef struct Row { /* what a row says of one stream */
    int64_t id, seq;
    Hash head;
    const char *what;
} Row;

static bool end_fits(Verifying *x, const Row *row, int kind) {
    Bad *bad = &x->ret->bad;
    StreamEnd *e = replay_end(&x->r, row->id);
    if (!e || e->kind != kind) {
        bad_set(bad, "state.stray", 0, row->id, "%s %lld is in no record", row->what, (long long)row->id);
        return false;
    }
    e->judged = e->seq;
    if (e->seq == row->seq && hash_eq(e->head, row->head)) return true;
    if (row->seq > e->seq)
        bad_set(bad, "record.gone", 0, row->id, "%s %lld has %lld events, but the log ends at %lld: the last were removed",
                row->what, (long long)row->id, (long long)row->seq, (long long)e->seq);
    else
        bad_set(bad, "state.old", 0, row->id, "%s %lld does not stand at its last record", row->what, (long long)row->id);
    return false;
}

/* What a case names must be marked as kept, or the vault's sweep would take it. */
static Status check_mark(Verifying *x, Hash blob, int64_t case_id, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Rows *r;
    int fd;
    uint64_t size;
    Err none;
    if (!x->vault || hash_eq(blob, (Hash){0}) || vault_find(x->vault, blob, &fd, &size, &none) != OK) return OK;
    close(fd);
    TRY(db_run(x->r.db, Q_BLOB_REFERRED, ARGS(VAL(blob)), a, &r, err));
    char hex[HASH_TEXT];
    if (!row_i64(r, 0, 0))
        bad_set(&x->ret->bad, "blob.unkept", 0, case_id, "case %lld names %.*s, which nothing keeps from the sweep",
                (long long)case_id, STR_ARG(hash_format(blob, hex)));
    return OK;
}

/* Its pages are kept through its row. */
static Status check_manifest(Verifying *x, Hash id, int64_t case_id, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Rows *r;
    TRY(check_mark(x, id, case_id, err));
    if (!x->vault || hash_eq(id, (Hash){0}) || verify_over(x)) return OK;
    TRY(db_run(x->r.db, Q_MANIFEST_HAS, ARGS(VAL(id)), a, &r, err));
    char hex[HASH_TEXT];
    if (!r->n)
        bad_set(&x->ret->bad, "blob.unkept", 0, case_id, "case %lld names the dossier %.*s, which is not known as one",
                (long long)case_id, STR_ARG(hash_format(id, hex)));
    return OK;
}

static Status check_marks(Verifying *x, const Case *c, Err *err) {
    TRY(check_manifest(x, c->manifest, c->id, err));
    for (size_t i = 0; i < c->transfers.n; i++) TRY(check_manifest(x, c->transfers.v[i].manifest, c->id, err));
    for (size_t i = 0; i < c->seals.n; i++) TRY(check_mark(x, c->seals.v[i].blob, c->id, err));
    return OK;
}

static Status check_docs(Verifying *x, const Docs *docs, int64_t case_id, Err *err) {
    for (size_t i = 0; x->vault && i < docs->n; i++) {
        if (hash_eq(docs->v[i].blob, (Hash){0})) continue;
        int fd;
        uint64_t size;
        Err none;
        Status s = vault_find(x->vault, docs->v[i].blob, &fd, &size, &none);
        if (s == OK) close(fd);
        else if (s == ERR_NOT_FOUND)
            bad_set(&x->ret->bad, "blob.gone", 0, case_id, "the bytes of a paper of case %lld are missing", (long long)case_id);
        else {
            if (err) *err = none;
            return s;
        }
        if (s == OK) TRY(check_mark(x, docs->v[i].blob, case_id, err));
    }
    return OK;
}

static Status check_case(Verifying *x, const Rows *rows, size_t i, Arena *a, Err *err) {
    Row row = {row_i64(rows, i, 0), row_i64(rows, i, 1), row_hash(rows, i, 2), "case"};
    if (!end_fits(x, &row, STREAM_CASE)) return OK;
    Case c;
    TRY(replay_case(&x->r, row.id, a, &c, sum_counted, x, err));
    bool same = str_eq(state_pack(&CASE_SHAPE, &c, a), row_str(rows, i, 11)) && str_eq(c.name, row_str(rows, i, 3)) &&
                str_eq(c.class, row_str(rows, i, 4)) && c.agency == row_i64(rows, i, 5) &&
                str_eq(case_stage(&x->r.world, &c), row_str(rows, i, 6)) &&
                (int64_t)c.persons.n == row_i64(rows, i, 7) && c.opened == row_i64(rows, i, 8) &&
                c.closed == row_i64_or(rows, i, 9, TIME_NONE) && case_next_due(&c) == row_i64_or(rows, i, 10, TIME_NONE);
    if (!same)
        bad_set(&x->ret->bad, "case.state", 0, row.id, "case %lld is not what its events say; `jindu rebuild` mends it",
                (long long)row.id);
    shown_of_case(x, replay_end(&x->r, row.id), &c, a);
    TRY(words_of_case(x, &c, a, err));
    x->ret->cases++;
    for (size_t k = 0; k < c.transfers.n; k++) TRY(check_docs(x, &c.transfers.v[k].docs, c.id, err));
    for (size_t k = 0; k < c.deeds.n; k++) TRY(check_docs(x, &c.deeds.v[k].docs, c.id, err));
    TRY(check_marks(x, &c, err));
    return OK;
}

static Status check_subject(Verifying *x, const Rows *rows, size_t i, Arena *a, Err *err) {
    Row row = {row_i64(rows, i, 0), row_i64(rows, i, 1), row_hash(rows, i, 2), "person"};
    if (!end_fits(x, &row, STREAM_SUBJECT)) return OK;
    Subject s;
    TRY(replay_subject(&x->r, row.id, a, &s, err));
    if (!str_eq(state_pack(&SUBJECT_SHAPE, &s, a), row_str(rows, i, 6)) || !str_eq(s.name, row_str(rows, i, 3)) ||
        !str_eq(s.id_number, row_str(rows, i, 4)))
        bad_set(&x->ret->bad, "subject.state", 0, row.id, "person %lld is not what the events say; `jindu rebuild` mends it",
                (long long)row.id);
    shown_of_subject(replay_end(&x->r, row.id), &s, a);
    x->ret->subjects++;
    return OK;
}

typedef Status CheckRow(Verifying *x, const Rows *rows, size_t i, Arena *a, Err *err);

static Status check_each(Verifying *x, Query page, CheckRow *fn, Err *err) {
    _cleanup_(arena_freep) Arena *rows_arena = arena_new(), *a = arena_new();
    int64_t after = 0, done = 0;
    for (size_t n = VERIFY_PAGE; n == VERIFY_PAGE && !verify_over(x);) {
        Rows *rows;
        arena_reset(rows_arena);
        TRY(db_run(x->r.db, page, ARGS(VAL(after), VAL(VERIFY_PAGE)), rows_arena, &rows, err));
        for (size_t i = 0; i < rows->n; i++) {
            arena_reset(a);
            TRY(fn(x, rows, i, a, err));
            if (bad_is(&x->ret->bad)) return OK;
            after = row_i64(rows, i, 0);
        }
        n = rows->n;
        TRY(verify_step(x, done += (int64_t)n, err));
    }
    return OK;
}

/* A stream the log knows and no row: its case or person was taken away. What began meanwhile may not have been come by. */
static void check_gone(Verifying *x) {
    for (size_t i = 0; i < x->r.n; i++) {
        const StreamEnd *e = replay_at(&x->r, i);
        if (e->judged || e->kind == STREAM_SITE || e->kind == STREAM_HOUSE || e->first > x->until) continue;
        bool is_case = e->kind == STREAM_CASE;
        bad_set(&x->ret->bad, is_case ? "case.gone" : "subject.gone", 0, e->id, "%s %lld is in the log and nowhere else",
                is_case ? "case" : "person", (long long)e->id);
    }
}

static int64_t streams_of(const Verifying *x, int kind) {
    int64_t n = 0;
    for (size_t i = 0; i < x->r.n; i++) n += replay_at(&x->r, i)->kind == kind;
    return n;
}

static Status check_site(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Rows *r;
    TRY(db_run(x->r.db, Q_SITE_GET, NO_ARGS, a, &r, err));
    if (!r->n) {
        if (x->r.records) bad_set(&x->ret->bad, "site.gone", 0, SITE_STREAM, "the site's row is missing");
        return OK;
    }
    Row row = {SITE_STREAM, row_i64(r, 0, 5), row_hash(r, 0, 6), "site"};
    if (!end_fits(x, &row, STREAM_SITE)) return OK;
    if (!str_eq(state_pack(&SITE_SHAPE, x->r.state, a), row_str(r, 0, 7)))
        bad_set(&x->ret->bad, "site.state", 0, SITE_STREAM, "the site is not what its events say; `jindu rebuild` mends it");
    return verify_over(x) ? OK : verify_site_rows(x, err);
}

/* The proofs, as stored: each unpacks to what its guide names. */
static Status check_certificates(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new(), *work = arena_new();
    Rows *r;
    TRY(db_run(x->r.db, Q_GUIDE_CERTIFICATES, NO_ARGS, a, &r, err));
    for (size_t i = 0; i < r->n && !row_is_null(r, i, 3); i++) {
        Certificate c = {.hash = row_hash(r, i, 2), .packed = row_blob(r, i, 3)};
        Str text;
        Err why = {0};
        arena_reset(work);
        if (certificate_text(&c, work, &text, &why) != OK)
            bad_set(&x->ret->bad, "guide.certificate", 0, SITE_STREAM, "guide %.*s: %s", STR_ARG(row_str(r, i, 1)), why.msg);
    }
    return OK;
}

static Status check_all(Verifying *x, Err *err) {
    TRY(check_log(x, err));
    if (verify_over(x)) return OK;
    verify_part(x, VERIFY_SITE, 0);
    TRY(replay_site(&x->r, &x->ret->bad, err));
    if (!verify_over(x)) TRY(check_site(x, err));
    if (!verify_over(x)) TRY(check_certificates(x, err));
    verify_part(x, VERIFY_CASES, streams_of(x, STREAM_CASE));
    if (!verify_over(x)) TRY(check_each(x, Q_CASE_PAGE, check_case, err));
    verify_part(x, VERIFY_PERSONS, streams_of(x, STREAM_SUBJECT));
    if (!verify_over(x)) TRY(check_each(x, Q_SUBJECT_PAGE, check_subject, err));
    if (!verify_over(x)) check_gone(x);
    verify_part(x, VERIFY_SHOWN, 0);
    if (!verify_over(x)) TRY(verify_shown(x, err));
    verify_part(x, VERIFY_FILES, VAULT_SHARDS);
    if (!verify_over(x) && x->vault) TRY(verify_files(x, err));
    return OK;
}

static Status verify_all(Verifying *x, Err *err) {
    TRY(check_all(x, err));
    x->ret->records = x->r.records;
    x->ret->commits = x->r.commits;
    x->ret->head = x->r.head;
    return OK;
}

Status site_verify(Db *db, Vault *vault, const VerifyHow *how, Verified *ret, Err *err) {
    *ret = (Verified){0};
    Verifying x = {.vault = vault, .how = how, .ret = ret, .moment = clock_monotonic_us()};
    replay_init(&x.r, db);
    Status s = db_begin(db, TX_READ, err);
    if (s == OK) s = verify_all(&x, err);
    db_rollback(db);
    replay_done(&x.r);
    return s;
}
