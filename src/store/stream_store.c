// SPDX-License-Identifier: Apache-2.0
#include "store/stream_store.h"

#include "store/house_store.h"

enum { STATE_MAX = 256 << 20 };

static Str ids_json(const Ids *ids, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, STATE_MAX);
    strbuf_putc(&b, '[');
    for (size_t i = 0; i < ids->n; i++) {
        if (i) strbuf_putc(&b, ',');
        strbuf_i64(&b, ids->v[i]);
    }
    strbuf_putc(&b, ']');
    return strbuf_str(&b);
}

static void packed_from(const Rows *r, Arena *a, PackedRows *ret) {
    for (size_t i = 0; i < r->n; i++)
        *PUSH(a, ret) = (Packed){row_i64(r, i, 0), row_i64(r, i, 1), row_hash(r, i, 2), row_str(r, i, 3)};
}

Status cases_read(Db *db, const Ids *ids, Arena *a, PackedRows *ret, Err *err) {
    Rows *r;
    TRY(ids->n == 1 ? db_run(db, Q_CASE_GET, ARGS(VAL(ids->v[0])), a, &r, err)
                    : db_run(db, Q_CASE_MANY, ARGS(VAL(ids_json(ids, a))), a, &r, err));
    packed_from(r, a, ret);
    return OK;
}

Status subjects_read(Db *db, const Ids *ids, Arena *a, PackedRows *ret, Err *err) {
    Rows *r;
    TRY(ids->n == 1 ? db_run(db, Q_SUBJECT_GET, ARGS(VAL(ids->v[0])), a, &r, err)
                    : db_run(db, Q_SUBJECT_MANY, ARGS(VAL(ids_json(ids, a))), a, &r, err));
    packed_from(r, a, ret);
    return OK;
}

static Status unpack(const Shape *shape, Str state, Arena *a, void *ret, Err *err) {
    Node *tree;
    if (shape_quick(shape, state, a, ret)) return OK;
    TRY(json_read(state, (JsonLimits){.bytes_max = STATE_MAX}, a, &tree, err));
    return shape_decode(shape, tree, NULL, a, ret, err);
}

Status case_unpack(Str state, Arena *a, Case *ret, Err *err) {
    return unpack(&CASE_SHAPE, state, a, ret, err);
}
Status subject_unpack(Str state, Arena *a, Subject *ret, Err *err) {
    return unpack(&SUBJECT_SHAPE, state, a, ret, err);
}
Status site_unpack(Str state, Arena *a, SiteState *ret, Err *err) {
    return unpack(&SITE_SHAPE, state, a, ret, err);
}

Status case_read(Db *db, int64_t id, Arena *a, Case *ret, Err *err) {
    PackedRows rows = {0};
    TRY(cases_read(db, &(Ids){&id, 1, 1}, a, &rows, err));
    if (!rows.n) return FAIL(err, ERR_NOT_FOUND, "case.none", "there is no such case");
    return case_unpack(rows.v[0].state, a, ret, err);
}

Status subject_read(Db *db, int64_t id, Arena *a, Subject *ret, Err *err) {
    PackedRows rows = {0};
    TRY(subjects_read(db, &(Ids){&id, 1, 1}, a, &rows, err));
    if (!rows.n) return FAIL(err, ERR_NOT_FOUND, "subject.none", "there is no such person");
    return subject_unpack(rows.v[0].state, a, ret, err);
}

Status site_read(Db *db, Arena *a, SiteState *ret, Hash *ret_head, Err *err) {
    Rows *r;
    TRY(db_run(db, Q_SITE_GET, NO_ARGS, a, &r, err));
    if (!r->n) return FAIL(err, ERR_NOT_FOUND, "site.none", "the database holds no site yet");
    if (ret_head) *ret_head = row_hash(r, 0, 6);
    return site_unpack(row_str(r, 0, 7), a, ret, err);
}

Str state_pack(const Shape *shape, const void *state, Arena *a) {
    StrBuf b;
    Json j;
    strbuf_init(&b, a, STATE_MAX);
    json_init(&j, &b);
    shape_encode(shape, state, &j);
    ASSERT(!b.overflow);
    return strbuf_str(&b);
}

Str case_stage(const World *w, const Case *c) {
    Str stage = {0};
    int least = INT32_MAX;
    for (size_t i = 0; i < c->persons.n; i++) {
        const Person *p = &c->persons.v[i];
        const Guide *g = p->moved_to ? NULL : world_guide(w, p->guide);
        if (!g || g->fact_final < 0) continue;
        Str value = person_fact(p, g->facts[g->fact_final].id);
        int v = fact_value(&g->facts[g->fact_final], value);
        if (v < 0 || v >= least) continue;
        least = v;
        stage = value;
    }
    return stage;
}

static Val time_or_null(Time t) {
    return val_some(t != TIME_NONE, VAL(t));
}

void case_write(Batch *b, const World *w, const Case *c, Hash head) {
    batch_add(b, Q_CASE_PUT,
              ARGS(VAL(c->id), VAL(c->seq), VAL(head), VAL(c->name), VAL(c->class), VAL(c->agency),
                   VAL(case_stage(w, c)), VAL(c->persons.n), VAL(c->opened), time_or_null(c->closed),
                   time_or_null(case_next_due(c)), VAL(state_pack(&CASE_SHAPE, c, b->arena))));
}

void subject_write(Batch *b, const Subject *s, Hash head) {
    int live = 0;
    for (size_t i = 0; i < s->holds.n; i++) live += s->holds.v[i].until == TIME_NONE;
    batch_add(b, Q_SUBJECT_PUT,
              ARGS(VAL(s->id), VAL(s->seq), VAL(head), VAL(s->name), VAL(s->id_number), VAL(live),
                   VAL(state_pack(&SUBJECT_SHAPE, s, b->arena))));
    house_write(b, s);
}

void site_write(Batch *b, const SiteState *s, Hash head) {
    batch_add(b, Q_SITE_PUT,
              ARGS(VAL(s->id), VAL(s->number), VAL(s->name), VAL(s->demo), VAL(s->created), VAL(s->seq), VAL(head),
                   VAL(state_pack(&SITE_SHAPE, s, b->arena))));
}

static void agency_row(Batch *b, const Agency *x) {
    batch_add(b, Q_AGENCY_PUT,
              ARGS(VAL(x->id), VAL(x->parent), VAL(x->name), VAL(x->kind), VAL(x->region), VAL(x->level),
                   time_or_null(x->on_from)));
}

static void user_row(Batch *b, const User *x) {
    batch_add(b, Q_USER_PUT, ARGS(VAL(x->id), VAL(x->login), VAL(x->name), VAL(x->disabled)));
}

static void post_row(Batch *b, const UserPost *x) {
    StrBuf roles;
    Json j;
    strbuf_init(&roles, b->arena, KB(8));
    json_init(&j, &roles);
    json_arr(&j);
    for (size_t i = 0; i < x->roles.n; i++) json_str(&j, x->roles.v[i]);
    json_end_arr(&j);
    batch_add(b, Q_POST_PUT,
              ARGS(VAL(x->id), VAL(x->user), VAL(x->agency), VAL(strbuf_str(&roles)), VAL(x->section), VAL(!x->ended)));
}

static void deputy_row(Batch *b, const Deputy *x) {
    batch_add(b, Q_DEPUTY_PUT,
              ARGS(VAL(x->id), VAL(x->user), VAL(x->stands_for), VAL(x->agency), VAL(x->from), VAL(x->until), VAL(x->ended)));
}

void site_rows_write(Batch *b, const SiteEvent *v, size_t n) {
    for (size_t i = 0; i < n; i++) {
        switch (v[i].kind) {
        case SEV_AGENCY_SET: agency_row(b, v[i].body); break;
        case SEV_USER_SET: user_row(b, v[i].body); break;
        case SEV_POST_SET: post_row(b, v[i].body); break;
        case SEV_DEPUTY_SET: deputy_row(b, v[i].body); break;
        case SEV_SITE_CREATED:
        case SEV_BULLETIN_SET: /* read from the log */
        case SEV_GUIDE_SET:
        case SEV_PROBLEM_SET: /* these are read from the state */
        case SEV_PRACTICE_DONE:
        case SEV_NONE:
        case SEV_N: break;
        }
    }
}

void site_rows_write_all(Batch *b, const SiteState *s) {
    for (size_t i = 0; i < s->agencies.n; i++) agency_row(b, &s->agencies.v[i]);
    for (size_t i = 0; i < s->users.n; i++) user_row(b, &s->users.v[i]);
    for (size_t i = 0; i < s->posts.n; i++) post_row(b, &s->posts.v[i]);
    for (size_t i = 0; i < s->deputies.n; i++) deputy_row(b, &s->deputies.v[i]);
}

void record_write(Batch *b, const Record *r, const Asked *asked) {
    bool has = asked && asked->idem.n;
    batch_add(b, Q_LOG_ADD,
              ARGS(VAL(r->pos), VAL(r->kind), VAL(r->stream), VAL(r->seq), VAL(r->events), VAL(r->at), VAL(r->user),
                   VAL(r->agency), VAL(r->behalf), VAL(r->for_user), VAL(r->command), VAL(r->body), VAL(r->prev),
                   VAL(r->hash), val_some(has, VAL(has ? asked->idem : S(""))),
                   val_some(has, VAL(has ? asked->request : (Hash){0})), val_some(has, VAL(has ? asked->answer : S("")))));
}

void commit_write(Batch *b, const Commit *c) {
    batch_add(b, Q_BATCH_ADD,
              ARGS(VAL(c->n), VAL(c->first_pos), VAL(c->last_pos), VAL(c->last_id), VAL(c->at), VAL(c->prev), VAL(c->hash)));
}

void record_from_row(const Rows *rows, size_t i, Record *ret) {
    *ret = (Record){.pos = row_i64(rows, i, 0),
                    .kind = (int)row_i64(rows, i, 1),
                    .stream = row_i64(rows, i, 2),
                    .seq = row_i64(rows, i, 3),
                    .events = row_i64(rows, i, 4),
                    .at = row_i64(rows, i, 5),
                    .user = row_i64(rows, i, 6),
                    .agency = row_i64(rows, i, 7),
                    .behalf = row_i64(rows, i, 8),
                    .for_user = row_i64(rows, i, 9),
                    .command = row_str(rows, i, 10),
                    .body = row_str(rows, i, 11),
                    .prev = row_hash(rows, i, 12),
                    .hash = row_hash(rows, i, 13)};
}

Status records_read(Db *db, int64_t stream, int64_t seq, int64_t max, Arena *a, Rows **ret, Err *err) {
    return db_run(db, Q_LOG_STREAM, ARGS(VAL(stream), VAL(seq), VAL(max)), a, ret, err);
}

Status record_events(const Record *r, Arena *a, Events *ret, Err *err) {
    Event head = {.stream = r->stream, .at = r->at, .by = r->user, .agency = r->agency, .behalf = r->behalf, .for_user = r->for_user};
    return events_decode(r->body, &head, a, ret, err);
}

Status record_site_events(const Record *r, Arena *a, SiteEvents *ret, Err *err) {
    return site_events_decode(r->body, &(SiteEvent){.at = r->at, .by = r->user}, a, ret, err);
}

void commit_from_row(const Rows *rows, size_t i, Commit *ret) {
    *ret = (Commit){.n = row_i64(rows, i, 0),
                    .first_pos = row_i64(rows, i, 1),
                    .last_pos = row_i64(rows, i, 2),
                    .last_id = row_i64(rows, i, 3),
                    .at = row_i64(rows, i, 4),
                    .prev = row_hash(rows, i, 5),
                    .hash = row_hash(rows, i, 6)};
}

Status commit_last(Db *db, Commit *ret, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Rows *r;
    TRY(db_run(db, Q_BATCH_LAST, NO_ARGS, a, &r, err));
    if (!r->n) return FAIL(err, ERR_NOT_FOUND, "log.empty", "nothing is recorded yet");
    commit_from_row(r, 0, ret);
    return OK;
}
