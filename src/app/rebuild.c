// SPDX-License-Identifier: Apache-2.0
/* Everything that follows from the log, made anew from it. */
#include "app/verify.h"
#include "base/clock.h"

typedef struct Rebuilding {
    Replay r;
    Batch out; /* statements of one stream, on their way */
    Arena *a;
    Rebuilt *ret;
} Rebuilding;

static Status flush(Rebuilding *x, Err *err) {
    for (size_t i = 0; i < x->out.n; i++) {
        Query q = x->out.v[i].q;
        TRY(db_run(x->r.db, q, x->out.v[i].args, (size_t)JINDU_QUERIES.v[q].params, x->a, NULL, err));
    }
    x->ret->rows += (int64_t)x->out.n;
    arena_reset(x->a);
    batch_begin(&x->out, x->r.db, 1, x->a);
    return OK;
}

static Status put_counted(void *ctx, int64_t pos, const CountedRows *rows, Err *err) {
    Rebuilding *x = ctx;
    for (size_t i = 0; i < rows->n; i++) {
        const CountedRow *r = &rows->v[i];
        TRY(db_run(x->r.db, Q_COUNTED_ADD,
                   ARGS(VAL(pos), VAL(i), VAL(r->at), VAL(r->col), VAL(r->outcome), VAL(r->heads), VAL(r->persons),
                        VAL(r->case_id), VAL(r->transfer), VAL(r->act), VAL(r->class), VAL(r->from), VAL(r->to)),
                   x->a, NULL, err));
        x->ret->rows++;
    }
    return OK;
}

static Status put_roll(void *ctx, const Record *rec, const RollCalled *roll, Err *err) {
    Rebuilding *x = ctx;
    roll_write(&x->out, rec->at, rec->user, roll);
    return OK;
}

static Status put_stream(Rebuilding *x, const StreamEnd *e, Err *err) {
    if (e->kind == STREAM_CASE) {
        Case c;
        Projection p;
        TRY(replay_case(&x->r, e->id, x->a, &c, put_counted, x, err));
        project(&c, x->a, &p);
        case_write(&x->out, &x->r.world, &c, e->head);
        projection_write(&x->out, &c, &(Projection){0}, &p);
        x->ret->cases++;
    } else if (e->kind == STREAM_SUBJECT) {
        Subject s;
        TRY(replay_subject(&x->r, e->id, x->a, &s, err));
        subject_write(&x->out, &s, e->head);
        x->ret->subjects++;
    } else if (e->kind == STREAM_HOUSE) {
        TRY(replay_rolls(&x->r, e->id, x->a, put_roll, x, err));
    } else {
        site_write(&x->out, x->r.state, e->head);
        site_rows_write_all(&x->out, x->r.state);
    }
    return flush(x, err);
}

static Status rebuild_all(Rebuilding *x, Err *err) {
    static const Query CLEAR[] = {Q_CASE_CLEAR, Q_SUBJECT_CLEAR, Q_AGENDA_CLEAR, Q_DESK_CLEAR, Q_PART_CLEAR, Q_COUNTED_CLEAR,
                                  Q_FIND_CLEAR, Q_HELD_CLEAR, Q_APPOINTMENT_CLEAR, Q_ROLL_CLEAR, Q_SITE_CLEAR, Q_AGENCY_CLEAR,
                                  Q_USER_CLEAR, Q_POST_CLEAR, Q_DEPUTY_CLEAR};
    TRY(replay_log(&x->r, &x->ret->bad, err));
    if (!bad_is(&x->ret->bad)) TRY(replay_site(&x->r, &x->ret->bad, err));
    if (bad_is(&x->ret->bad)) return OK;
    for (size_t i = 0; i < LEN(CLEAR); i++) TRY(db_run(x->r.db, CLEAR[i], NO_ARGS, x->a, NULL, err));
    for (size_t i = 0; i < x->r.n; i++) TRY(put_stream(x, replay_at(&x->r, i), err));
    TRY(db_run(x->r.db, Q_DESK_FILL, NO_ARGS, x->a, NULL, err));
    return db_run(x->r.db, Q_SHOWN_MADE, ARGS(VAL(SHOWN_VERSION)), x->a, NULL, err);
}

Status site_rebuild(Db *db, Time now, Rebuilt *ret, Err *err) {
    *ret = (Rebuilt){0};
    int64_t epoch; /* the place of the writer is ours meanwhile */
    TRY(writer_claim(db, S("jindu rebuild"), now, &epoch, err));
    Rebuilding x = {.a = arena_new(), .ret = ret};
    replay_init(&x.r, db);
    batch_begin(&x.out, db, epoch, x.a);
    Status s = db_begin(db, TX_WRITE, err);
    if (s == OK) s = rebuild_all(&x, err);
    if (s == OK && !bad_is(&ret->bad)) s = db_commit(db, err);
    else db_rollback(db);
    writer_release(db);
    arena_free(x.a);
    replay_done(&x.r);
    return s;
}
