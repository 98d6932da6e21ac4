// SPDX-License-Identifier: Apache-2.0
#include "app/verify.h"

#include <unistd.h>

#include "app/certificate.h"
#include "store/find_words.h"

enum { PAGE = 200 };

/* A table as a sum over its rows, whatever their order: equal tables have equal sums. */
typedef struct Sum {
    int64_t n;
    uint64_t sum;
} Sum;

static void sum_row(Sum *s, Str text) {
    Hash h = hash_sha256(&text, 1);
    uint64_t x;
    memcpy(&x, h.b, sizeof x);
    s->n++;
    s->sum += x;
}

typedef struct Verifying {
    Replay r;
    Vault *vault;
    Verified *ret;
    Sum agenda, parts, words, counted, held, appointments, rolls; /* as the log says */
} Verifying;

static Str counted_text(Arena *a, int64_t pos, int64_t k, const CountedRow *r) {
    return str_format(a, "%lld %lld %lld %.*s %.*s %lld %lld %lld %lld %.*s %.*s %lld %lld", (long long)pos, (long long)k,
                      (long long)r->at, STR_ARG(r->col), STR_ARG(r->outcome), (long long)r->heads, (long long)r->persons,
                      (long long)r->case_id, (long long)r->transfer, STR_ARG(r->act), STR_ARG(r->class),
                      (long long)r->from, (long long)r->to);
}

static Status sum_counted(void *ctx, int64_t pos, const CountedRows *rows, Err *err) {
    Verifying *x = ctx;
    _cleanup_(arena_freep) Arena *a = arena_new();
    for (size_t i = 0; i < rows->n; i++) sum_row(&x->counted, counted_text(a, pos, (int64_t)i, &rows->v[i]));
    return OK;
}

static Str agenda_text(Arena *a, int64_t case_id, const AgendaRow *r) {
    return str_format(a, "%lld %lld %lld %.*s %lld %lld %lld %lld %lld %lld %.*s", (long long)r->agency, (long long)case_id,
                      (long long)r->user, STR_ARG(r->section), (long long)r->due, (long long)r->alert,
                      (long long)r->newest, (long long)r->open, (long long)r->breached, (long long)r->red, STR_ARG(r->waits));
}

static void sum_projection(Verifying *x, const Case *c, Arena *a) {
    Projection p;
    FindWords words = {0};
    project(c, a, &p);
    find_words(c, a, &words);
    for (size_t i = 0; i < p.agenda.n; i++) sum_row(&x->agenda, agenda_text(a, c->id, &p.agenda.v[i]));
    for (size_t i = 0; i < p.parts.n; i++)
        sum_row(&x->parts, str_format(a, "%lld %lld", (long long)p.parts.v[i], (long long)c->id));
    for (size_t i = 0; i < words.n; i++)
        sum_row(&x->words, str_format(a, "%lld %lld %d %.*s", (long long)c->id, (long long)words.v[i].person,
                                      words.v[i].kind, STR_ARG(words.v[i].word)));
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
    e->seen = true;
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

static Status check_marks(Verifying *x, const Case *c, Err *err) {
    TRY(check_mark(x, c->manifest, c->id, err));
    for (size_t i = 0; i < c->transfers.n; i++) TRY(check_mark(x, c->transfers.v[i].manifest, c->id, err));
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
    sum_projection(x, &c, a);
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
    HeldRows held = {0};
    held_rows(&s, a, &held);
    for (size_t k = 0; k < held.n; k++) sum_row(&x->held, held_text(&held.v[k], a));
    for (size_t k = 0; k < s.appointments.n; k++)
        sum_row(&x->appointments, appointment_text(s.id, s.name, &s.appointments.v[k], a));
    x->ret->subjects++;
    return OK;
}

typedef Status CheckRow(Verifying *x, const Rows *rows, size_t i, Arena *a, Err *err);

static Status check_each(Verifying *x, Query page, CheckRow *fn, Err *err) {
    _cleanup_(arena_freep) Arena *rows_arena = arena_new(), *a = arena_new();
    for (int64_t after = 0;;) {
        Rows *rows;
        arena_reset(rows_arena);
        TRY(db_run(x->r.db, page, ARGS(VAL(after), VAL(PAGE)), rows_arena, &rows, err));
        for (size_t i = 0; i < rows->n; i++) {
            arena_reset(a);
            TRY(fn(x, rows, i, a, err));
            if (bad_is(&x->ret->bad)) return OK;
            after = row_i64(rows, i, 0);
        }
        if (rows->n < PAGE) return OK;
    }
}

/* A stream the log knows and no row: its case or person was taken away. */
static void check_gone(Verifying *x) {
    for (size_t i = 0; i < x->r.cap; i++) {
        const StreamEnd *e = &x->r.v[i];
        if (!e->id || e->seen || e->kind == STREAM_SITE || e->kind == STREAM_HOUSE) continue;
        bool is_case = e->kind == STREAM_CASE;
        bad_set(&x->ret->bad, is_case ? "case.gone" : "subject.gone", 0, e->id, "%s %lld is in the log and nowhere else",
                is_case ? "case" : "person", (long long)e->id);
    }
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
    return OK;
}

/* ---- what is shown */

static void compare(Verifying *x, const char *what, Sum is, Sum should) {
    if (is.n != should.n || is.sum != should.sum)
        bad_set(&x->ret->bad, "shown.differs", 0, 0, "%s: %lld rows, %lld by the log%s; `jindu rebuild` mends it", what,
                (long long)is.n, (long long)should.n, is.n == should.n ? ", with other content" : "");
}

static Status check_agenda(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Sum is = {0}, parts = {0};
    int64_t agency = INT64_MIN, id = 0;
    for (size_t n = PAGE; n == PAGE;) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_AGENDA_PAGE, ARGS(VAL(agency), VAL(id), VAL(PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            AgendaRow row = {agency = row_i64(r, i, 0), row_i64(r, i, 2), row_str(r, i, 3), row_i64_or(r, i, 4, TIME_NONE),
                             row_i64_or(r, i, 5, TIME_NONE), row_i64(r, i, 6), row_i64(r, i, 7), row_i64(r, i, 8),
                             row_i64(r, i, 9), row_str(r, i, 10)};
            sum_row(&is, agenda_text(a, id = row_i64(r, i, 1), &row));
        }
        n = r->n;
    }
    compare(x, "agenda", is, x->agenda);
    Rows *totals;
    TRY(db_run(x->r.db, Q_DESK_WRONG, NO_ARGS, a, &totals, err));
    if (row_i64(totals, 0, 0))
        bad_set(&x->ret->bad, "shown.differs", 0, 0, "the totals of a desk are not those of its rows; `jindu rebuild` mends it");
    agency = INT64_MIN;
    for (size_t n = PAGE; n == PAGE;) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_PART_PAGE, ARGS(VAL(agency), VAL(id), VAL(PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++)
            sum_row(&parts, str_format(a, "%lld %lld", (long long)(agency = row_i64(r, i, 0)), (long long)(id = row_i64(r, i, 1))));
        n = r->n;
    }
    compare(x, "parts", parts, x->parts);
    return OK;
}

static Status check_counted(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Sum is = {0};
    int64_t pos = 0, k = 0;
    for (size_t n = PAGE; n == PAGE;) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_COUNTED_PAGE, ARGS(VAL(pos), VAL(k), VAL(PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            pos = row_i64(r, i, 0);
            k = row_i64(r, i, 1);
            CountedRow row = {row_i64(r, i, 2), row_str(r, i, 3), row_str(r, i, 4), row_i64(r, i, 5), row_i64(r, i, 6),
                              row_i64(r, i, 7), row_i64(r, i, 8), row_i64(r, i, 11), row_i64(r, i, 12), row_str(r, i, 9),
                              row_str(r, i, 10)};
            sum_row(&is, counted_text(a, pos, k, &row));
        }
        n = r->n;
    }
    compare(x, "counted", is, x->counted);
    return OK;
}

/* ---- the detention houses */

static Status sum_roll(void *ctx, const Record *rec, const RollCalled *roll, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Verifying *x = ctx;
    sum_row(&x->rolls, roll_text(rec->at, rec->user, roll, a));
    return OK;
}

static Status check_rolls(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Sum is = {0};
    for (size_t i = 0; i < x->r.cap; i++)
        if (x->r.v[i].id && x->r.v[i].kind == STREAM_HOUSE) TRY(replay_rolls(&x->r, x->r.v[i].id, a, sum_roll, x, err));
    int64_t after = 0;
    for (size_t n = PAGE; n == PAGE;) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_ROLL_PAGE, ARGS(VAL(after), VAL(PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            after = row_i64(r, i, 0);
            sum_row(&is, str_format(a, "%lld %lld %lld %lld %lld %lld %lld|" STR_FMT "|" STR_FMT, (long long)after,
                                    (long long)row_i64(r, i, 1), (long long)row_i64(r, i, 2), (long long)row_i64(r, i, 3),
                                    (long long)row_i64(r, i, 4), (long long)row_i64(r, i, 5), (long long)row_i64(r, i, 6),
                                    STR_ARG(row_str(r, i, 7)), STR_ARG(row_str(r, i, 8))));
        }
        n = r->n;
    }
    compare(x, "rolls", is, x->rolls);
    return OK;
}

static Status check_held(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Sum is = {0}, days = {0};
    HeldRow row = {.house = INT64_MIN};
    for (size_t n = PAGE; n == PAGE;) {
        Rows *r;
        int64_t house = row.house, subject = row.subject;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_HELD_PAGE, ARGS(VAL(house), VAL(subject), VAL(PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            held_from_row(r, i, &row);
            sum_row(&is, held_text(&row, a));
        }
        n = r->n;
    }
    compare(x, "held", is, x->held);
    int64_t after = 0;
    for (size_t n = PAGE; n == PAGE;) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_APPOINTMENT_PAGE, ARGS(VAL(after), VAL(PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            Appointment d = {.id = after = row_i64(r, i, 0), .house = row_i64(r, i, 1), .kind = row_str(r, i, 4),
                             .organ = row_str(r, i, 5), .note = row_str(r, i, 6), .how = row_str(r, i, 7),
                             .at = row_i64(r, i, 8), .closed = row_i64(r, i, 9)};
            sum_row(&days, appointment_text(row_i64(r, i, 2), row_str(r, i, 3), &d, a));
        }
        n = r->n;
    }
    compare(x, "appointments", days, x->appointments);
    return OK;
}

static Status check_words(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Sum is = {0};
    for (size_t i = 0; i < x->r.cap; i++) {
        const StreamEnd *e = &x->r.v[i];
        if (!e->id || e->kind != STREAM_CASE) continue;
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_FIND_PAGE, ARGS(VAL(e->id)), a, &r, err));
        for (size_t k = 0; k < r->n; k++)
            sum_row(&is, str_format(a, "%lld %lld %d %.*s", (long long)row_i64(r, k, 1), (long long)row_i64(r, k, 2),
                                    (int)row_i64(r, k, 3), STR_ARG(row_str(r, k, 0))));
    }
    Rows *all;
    TRY(db_run(x->r.db, Q_FIND_COUNT, NO_ARGS, a, &all, err));
    is.n = row_i64(all, 0, 0); /* also those of no case */
    compare(x, "find_words", is, x->words);
    return OK;
}

/* ---- bytes */

static Status check_blob(void *ctx, const VaultBlob *b, Err *err) {
    Verifying *x = ctx;
    Err why;
    if (bad_is(&x->ret->bad)) return OK;
    x->ret->blobs++;
    if (vault_verify(x->vault, b->id, &why) == OK) return OK;
    char hex[HASH_TEXT];
    Str name = hash_format(b->id, hex);
    bad_set(&x->ret->bad, "blob.hash", 0, 0, "the bytes of %.*s are not those of its name", STR_ARG(name));
    return OK;
}

static Status check_kept(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Hash after = {0};
    for (size_t n = PAGE; n == PAGE && !bad_is(&x->ret->bad);) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_BLOB_KEPT, ARGS(VAL(after), VAL(PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            int fd;
            uint64_t size;
            Err why;
            char hex[HASH_TEXT];
            after = row_hash(r, i, 0);
            if (vault_find(x->vault, after, &fd, &size, &why) == OK) close(fd);
            else
                bad_set(&x->ret->bad, "blob.gone", 0, 0, "the bytes of %.*s are missing", STR_ARG(hash_format(after, hex)));
        }
        n = r->n;
    }
    for (int shard = 0; shard < VAULT_SHARDS && !bad_is(&x->ret->bad); shard++)
        TRY(vault_list(x->vault, shard, check_blob, x, err));
    return OK;
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

static Status verify_all(Verifying *x, Err *err) {
    Bad *bad = &x->ret->bad;
    TRY(replay_log(&x->r, bad, err));
    x->ret->records = x->r.records;
    x->ret->commits = x->r.commits;
    Commit last;
    Err none;
    if (commit_last(x->r.db, &last, &none) == OK) x->ret->head = last.hash;
    if (!bad_is(bad)) TRY(replay_site(&x->r, bad, err));
    if (!bad_is(bad)) TRY(check_site(x, err));
    if (!bad_is(bad)) TRY(check_certificates(x, err));
    if (!bad_is(bad)) TRY(check_each(x, Q_CASE_PAGE, check_case, err));
    if (!bad_is(bad)) TRY(check_each(x, Q_SUBJECT_PAGE, check_subject, err));
    if (!bad_is(bad)) check_gone(x);
    if (!bad_is(bad)) TRY(check_agenda(x, err));
    if (!bad_is(bad)) TRY(check_counted(x, err));
    if (!bad_is(bad)) TRY(check_words(x, err));
    if (!bad_is(bad)) TRY(check_held(x, err));
    if (!bad_is(bad)) TRY(check_rolls(x, err));
    if (!bad_is(bad) && x->vault) TRY(check_kept(x, err));
    return OK;
}

Status site_verify(Db *db, Vault *vault, Verified *ret, Err *err) {
    *ret = (Verified){0};
    Verifying x = {.r = {.db = db, .a = arena_new()}, .vault = vault, .ret = ret};
    Status s = db_begin(db, TX_READ, err);
    if (s == OK) s = verify_all(&x, err);
    db_rollback(db);
    arena_free(x.r.a);
    return s;
}
