// SPDX-License-Identifier: Apache-2.0
/*
 * What is shown against what should be: desks, parts, words to find by, figures, the houses' boards. Of each case and person
 * the rows that should be there are added when its state is compared, and those that are there taken off: what is left
 * must be nothing.
 */
#include "app/verify_room.h"
#include "store/find_words.h"

uint64_t verify_row(Str text) {
    Hash h = hash_sha256(&text, 1);
    uint64_t x;
    memcpy(&x, h.b, sizeof x);
    return x;
}

void sum_row(Sum *s, Str text) {
    s->n++;
    s->sum += verify_row(text);
}

void verify_compare(Verifying *x, const char *what, Sum is, Sum should) {
    if (is.n != should.n || is.sum != should.sum)
        bad_set(&x->ret->bad, "shown.differs", 0, 0, "%s: %lld rows, %lld by the log%s; `jindu rebuild` mends it", what,
                (long long)is.n, (long long)should.n, is.n == should.n ? ", with other content" : "");
}

/* A row that is there, of a case or a person. */
static void take_off(Verifying *x, int64_t stream, Str text) {
    StreamEnd *e = replay_end(&x->r, stream);
    if (e) e->shown -= verify_row(text);
    else
        bad_set(&x->ret->bad, "shown.differs", 0, stream, "what is shown of %lld is in no record; `jindu rebuild` mends it",
                (long long)stream);
}

/* ---- cases */

static Str agenda_text(Arena *a, int64_t case_id, const AgendaRow *r) {
    return str_format(a, "%lld %lld %lld %.*s %lld %lld %lld %lld %lld %lld %.*s %.*s %.*s", (long long)r->agency, (long long)case_id,
                      (long long)r->user, STR_ARG(r->section), (long long)r->due, (long long)r->alert,
                      (long long)r->newest, (long long)r->open, (long long)r->breached, (long long)r->red, STR_ARG(r->waits),
                      STR_ARG(r->rule), STR_ARG(r->unit));
}

static Str part_text(Arena *a, int64_t agency, int64_t case_id) {
    return str_format(a, "part %lld %lld", (long long)agency, (long long)case_id);
}

void shown_of_case(Verifying *x, StreamEnd *e, const Case *c, Arena *a) {
    Projection p;
    project(c, a, &p);
    for (size_t i = 0; i < p.agenda.n; i++) e->shown += verify_row(agenda_text(a, c->id, &p.agenda.v[i]));
    for (size_t i = 0; i < p.parts.n; i++) e->shown += verify_row(part_text(a, p.parts.v[i], c->id));
}

static Str word_text(Arena *a, int64_t case_id, int64_t person, int kind, Str word) {
    return str_format(a, "%lld %lld %d " STR_FMT, (long long)case_id, (long long)person, kind, STR_ARG(word));
}

Status words_of_case(Verifying *x, const Case *c, Arena *a, Err *err) {
    FindWords words = {0};
    Sum is = {0}, should = {0};
    Rows *r;
    find_words(c, a, &words);
    TRY(db_run(x->r.db, Q_FIND_PAGE, ARGS(VAL(c->id)), a, &r, err));
    for (size_t i = 0; i < words.n; i++)
        sum_row(&should, word_text(a, c->id, words.v[i].person, words.v[i].kind, words.v[i].word));
    for (size_t i = 0; i < r->n; i++)
        sum_row(&is, word_text(a, c->id, row_i64(r, i, 2), (int)row_i64(r, i, 3), row_str(r, i, 0)));
    if (is.n != should.n || is.sum != should.sum)
        bad_set(&x->ret->bad, "shown.differs", 0, c->id, "case %lld is not found by what it says; `jindu rebuild` mends it",
                (long long)c->id);
    return OK;
}

static Status check_agenda(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    int64_t agency = INT64_MIN, id = 0, done = 0;
    for (size_t n = VERIFY_PAGE; n == VERIFY_PAGE && !verify_over(x);) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_AGENDA_PAGE, ARGS(VAL(agency), VAL(id), VAL(VERIFY_PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            AgendaRow row = {agency = row_i64(r, i, 0), row_i64(r, i, 2), row_str(r, i, 3), row_i64_or(r, i, 4, TIME_NONE),
                             row_i64_or(r, i, 5, TIME_NONE), row_i64(r, i, 6), row_i64(r, i, 7), row_i64(r, i, 8),
                             row_i64(r, i, 9), row_str(r, i, 10), row_str(r, i, 11), row_str(r, i, 12)};
            id = row_i64(r, i, 1);
            take_off(x, id, agenda_text(a, id, &row));
        }
        n = r->n;
        TRY(verify_step(x, done += (int64_t)n, err));
    }
    return OK;
}

static Status check_parts(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    int64_t agency = INT64_MIN, id = 0, done = x->at.done;
    for (size_t n = VERIFY_PAGE; n == VERIFY_PAGE && !verify_over(x);) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_PART_PAGE, ARGS(VAL(agency), VAL(id), VAL(VERIFY_PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            agency = row_i64(r, i, 0);
            id = row_i64(r, i, 1);
            take_off(x, id, part_text(a, agency, id));
        }
        n = r->n;
        TRY(verify_step(x, done += (int64_t)n, err));
    }
    return OK;
}

/* What one statement can tell of all rows. */
static Status check_totals(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Rows *r;
    TRY(db_run(x->r.db, Q_DESK_WRONG, NO_ARGS, a, &r, err));
    if (row_i64(r, 0, 0))
        bad_set(&x->ret->bad, "shown.differs", 0, 0, "the totals of a desk are not those of its rows; `jindu rebuild` mends it");
    TRY(db_run(x->r.db, Q_FIND_STRAY, NO_ARGS, a, &r, err));
    if (row_i64(r, 0, 0))
        bad_set(&x->ret->bad, "shown.differs", 0, 0, "words of no case can be found; `jindu rebuild` mends it");
    return verify_step(x, x->at.done, err);
}

/* ---- figures */

static Str counted_text(Arena *a, int64_t pos, int64_t k, const CountedRow *r) {
    return str_format(a, "%lld %lld %lld %.*s %.*s %lld %lld %lld %lld %.*s %.*s %lld %lld", (long long)pos, (long long)k,
                      (long long)r->at, STR_ARG(r->col), STR_ARG(r->outcome), (long long)r->heads, (long long)r->persons,
                      (long long)r->case_id, (long long)r->transfer, STR_ARG(r->act), STR_ARG(r->class),
                      (long long)r->from, (long long)r->to);
}

/* What is counted never changes; so what came after the first pass can be left out on both sides. */
Status sum_counted(void *ctx, int64_t pos, const CountedRows *rows, Err *err) {
    Verifying *x = ctx;
    _cleanup_(arena_freep) Arena *a = arena_new();
    for (size_t i = 0; pos <= x->until && i < rows->n; i++) sum_row(&x->counted, counted_text(a, pos, (int64_t)i, &rows->v[i]));
    return OK;
}

static Status check_counted(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Sum is = {0};
    int64_t pos = 0, k = 0, done = x->at.done;
    for (size_t n = VERIFY_PAGE; n == VERIFY_PAGE && !verify_over(x);) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_COUNTED_PAGE, ARGS(VAL(pos), VAL(k), VAL(VERIFY_PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            pos = row_i64(r, i, 0);
            k = row_i64(r, i, 1);
            CountedRow row = {row_i64(r, i, 2), row_str(r, i, 3), row_str(r, i, 4), row_i64(r, i, 5), row_i64(r, i, 6),
                              row_i64(r, i, 7), row_i64(r, i, 8), row_i64(r, i, 11), row_i64(r, i, 12), row_str(r, i, 9),
                              row_str(r, i, 10)};
            if (pos <= x->until || pos > x->r.pos) sum_row(&is, counted_text(a, pos, k, &row));
        }
        n = r->n;
        TRY(verify_step(x, done += (int64_t)n, err));
    }
    if (!verify_over(x)) verify_compare(x, "counted", is, x->counted);
    return OK;
}

/* ---- the detention houses */

static Status sum_roll(void *ctx, const Record *rec, const RollCalled *roll, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Verifying *x = ctx;
    sum_row(&x->rolls, roll_text(rec->at, rec->user, roll, a));
    return OK;
}

/* Within one moment: a house calls its roll a few times a day. */
static Status check_rolls(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Sum is = {0};
    for (size_t i = 0; i < x->r.n; i++) {
        const StreamEnd *e = replay_at(&x->r, i);
        if (e->kind == STREAM_HOUSE) TRY(replay_rolls(&x->r, e->id, a, sum_roll, x, err));
    }
    int64_t after = 0;
    for (size_t n = VERIFY_PAGE; n == VERIFY_PAGE;) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_ROLL_PAGE, ARGS(VAL(after), VAL(VERIFY_PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            after = row_i64(r, i, 0);
            sum_row(&is, str_format(a, "%lld %lld %lld %lld %lld %lld %lld|" STR_FMT "|" STR_FMT, (long long)after,
                                    (long long)row_i64(r, i, 1), (long long)row_i64(r, i, 2), (long long)row_i64(r, i, 3),
                                    (long long)row_i64(r, i, 4), (long long)row_i64(r, i, 5), (long long)row_i64(r, i, 6),
                                    STR_ARG(row_str(r, i, 7)), STR_ARG(row_str(r, i, 8))));
        }
        n = r->n;
    }
    verify_compare(x, "rolls", is, x->rolls);
    return OK;
}

void shown_of_subject(StreamEnd *e, const Subject *s, Arena *a) {
    HeldRows held = {0};
    held_rows(s, a, &held);
    for (size_t k = 0; k < held.n; k++) e->shown += verify_row(held_text(&held.v[k], a));
    for (size_t k = 0; k < s->appointments.n; k++)
        e->shown += verify_row(appointment_text(s->id, s->name, &s->appointments.v[k], a));
}

static Status check_held(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    HeldRow row = {.house = INT64_MIN};
    int64_t done = x->at.done;
    for (size_t n = VERIFY_PAGE; n == VERIFY_PAGE && !verify_over(x);) {
        Rows *r;
        int64_t house = row.house, subject = row.subject;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_HELD_PAGE, ARGS(VAL(house), VAL(subject), VAL(VERIFY_PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            held_from_row(r, i, &row);
            take_off(x, row.subject, held_text(&row, a));
        }
        n = r->n;
        TRY(verify_step(x, done += (int64_t)n, err));
    }
    return OK;
}

static Status check_appointments(Verifying *x, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    int64_t after = 0, done = x->at.done;
    for (size_t n = VERIFY_PAGE; n == VERIFY_PAGE && !verify_over(x);) {
        Rows *r;
        arena_reset(a);
        TRY(db_run(x->r.db, Q_APPOINTMENT_PAGE, ARGS(VAL(after), VAL(VERIFY_PAGE)), a, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            Appointment d = {.id = after = row_i64(r, i, 0), .house = row_i64(r, i, 1), .kind = row_str(r, i, 4),
                             .organ = row_str(r, i, 5), .note = row_str(r, i, 6), .how = row_str(r, i, 7),
                             .at = row_i64(r, i, 8), .closed = row_i64(r, i, 9)};
            take_off(x, row_i64(r, i, 2), appointment_text(row_i64(r, i, 2), row_str(r, i, 3), &d, a));
        }
        n = r->n;
        TRY(verify_step(x, done += (int64_t)n, err));
    }
    return OK;
}

/* ---- all of it */

/* In a moment that has the log as it was read: nothing moves between the last row taken off and this. */
static void check_left(Verifying *x) {
    for (size_t i = 0; i < x->r.n && !verify_over(x); i++) {
        const StreamEnd *e = replay_at(&x->r, i);
        if (e->kind != STREAM_CASE && e->kind != STREAM_SUBJECT) continue;
        if (e->judged != e->seq) x->ret->moved++;
        else if (e->shown)
            bad_set(&x->ret->bad, "shown.differs", 0, e->id, "what is shown of %s %lld is not what its events say; `jindu rebuild` mends it",
                    e->kind == STREAM_CASE ? "case" : "person", (long long)e->id);
    }
}

Status verify_shown(Verifying *x, Err *err) {
    typedef Status Part(Verifying *x, Err *err);
    static Part *const PARTS[] = {check_agenda, check_parts, check_totals, check_counted, check_held, check_appointments, check_rolls};
    for (size_t i = 0; i < LEN(PARTS) && !verify_over(x); i++) TRY(PARTS[i](x, err));
    check_left(x);
    return OK;
}
