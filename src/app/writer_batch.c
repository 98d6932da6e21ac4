// SPDX-License-Identifier: Apache-2.0
/*
 * The batch protocol: read what is missing, decide in order against what is kept, store in one commit, and only then
 * tell anybody. A batch the database refuses leaves no trace; its commands are then carried out singly, so that one bad
 * command costs nobody else anything.
 */
#include "app/writer_room.h"
#include "base/clock.h"
#include "base/log.h"

enum { KEY_DAYS = 7 };

Status writer_resume(Writer *w, Err *err) {
    w->commit = (Commit){0};
    Status s = commit_last(w->db, &w->commit, err);
    if (s != OK && s != ERR_NOT_FOUND) return s;
    w->pos = w->commit.last_pos;
    w->at = MAX(w->at, w->commit.at);
    w->stored = w->pos;
    keep_drop_all(w->keep, w->pos);
    arena_reset(w->state_arena);
    w->state = NEW(w->state_arena, SiteState);
    w->state_head = (Hash){0};
    s = site_read(w->db, w->state_arena, w->state, &w->state_head, err);
    if (s != OK && s != ERR_NOT_FOUND) return s;
    ids_raise(&w->ids, w->state->number, w->commit.last_id);
    return OK;
}

/* ---- reading what is missing */

static bool listed(const Ids *ids, int64_t id) {
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == id) return true;
    return false;
}

static void want(Writer *w, Ids *ids, int64_t id) {
    if (id && !keep_find(w->keep, id) && !listed(ids, id)) *PUSH(w->a, ids) = id;
}

static bool two_cases(const Command *c) {
    return c->kind == CMD_SPLIT || c->kind == CMD_MERGE;
}

/* The state is whole; what the database shows of it follows from it. */
static void kept_whole(Writer *w, Kept *e) {
    e->base = arena_used(e->arena);
    e->shown_arena = arena_new();
    project(e->c, e->shown_arena, &e->shown);
    keep_measure(w->keep, e);
}

/* Cases whose askers have read them are not read again, if nothing was done in them since. */
static void take_seen(Writer *w, const WriteAsk *ask) {
    const WriteSeen *x = &ask->seen;
    if (!x->c || x->c->id != ask->cmd->case_id || keep_find(w->keep, x->c->id) || !keep_unchanged(w->keep, x->pos)) return;
    Kept *e = keep_add_case(w->keep, x->c->id);
    e->head = x->head;
    shape_copy(&CASE_SHAPE, x->c, e->arena, e->c);
    kept_whole(w, e);
}

static Status load_cases(Writer *w, const Ids *ids, Err *err) {
    PackedRows rows = {0};
    if (!ids->n) return OK;
    TRY(cases_read(w->db, ids, w->a, &rows, err));
    for (size_t i = 0; i < rows.n; i++) {
        Kept *e = keep_add_case(w->keep, rows.v[i].id);
        e->head = rows.v[i].head;
        Case c;
        TRY(case_unpack(rows.v[i].state, w->a, &c, err));
        shape_copy(&CASE_SHAPE, &c, e->arena, e->c); /* without the tree it was read from */
        kept_whole(w, e);
    }
    return OK;
}

static Status load_subjects(Writer *w, const Ids *ids, Err *err) {
    PackedRows rows = {0};
    if (!ids->n) return OK;
    TRY(subjects_read(w->db, ids, w->a, &rows, err));
    for (size_t i = 0; i < rows.n; i++) {
        Kept *e = keep_add_subject(w->keep, rows.v[i].id);
        e->head = rows.v[i].head;
        Subject s;
        TRY(subject_unpack(rows.v[i].state, w->a, &s, err));
        shape_copy(&SUBJECT_SHAPE, &s, e->arena, e->s);
        e->base = arena_used(e->arena);
        keep_measure(w->keep, e);
    }
    return OK;
}

static void want_subjects(Writer *w, Ids *ids, int64_t case_id) {
    Kept *e = case_id ? keep_find(w->keep, case_id) : NULL;
    for (size_t i = 0; e && e->is_case && i < e->c->persons.n; i++) want(w, ids, e->c->persons.v[i].subject);
}

/* Whom the commands name by the number of his papers alone. One read, and none for persons without a number. */
static Status find_numbered(Writer *w, Ids *subjects, Err *err) {
    StrBuf b;
    Json j;
    Rows *r;
    size_t n = 0;
    strbuf_init(&b, w->a, MB(16));
    json_init(&j, &b);
    json_arr(&j);
    for (size_t i = 0; i < w->n_out; i++) {
        const Command *c = w->out[i].ask->cmd;
        for (size_t k = 0; c && k < c->people.n; k++) {
            const NewPerson *p = &c->people.v[k];
            Str number = id_number_plain(p->id_number, w->a);
            if (p->subject || !subject_numbered(p->id_kind, number)) continue;
            json_str(&j, number);
            n++;
        }
        const HouseCommand *h = w->out[i].ask->house;
        for (size_t k = 0; h && k < h->lines.n; k++) {
            Str number = id_number_plain(h->lines.v[k].id_number, w->a);
            if (h->lines.v[k].subject || !subject_numbered(h->lines.v[k].id_kind, number)) continue;
            json_str(&j, number);
            n++;
        }
    }
    json_end_arr(&j);
    if (!n) return OK;
    TRY(db_run(w->db, Q_SUBJECT_NUMBERED, ARGS(VAL(strbuf_str(&b))), w->a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        *PUSH(w->a, &w->numbered) = (Numbered){row_str(r, i, 1), row_i64(r, i, 0)};
        want(w, subjects, row_i64(r, i, 0));
    }
    return OK;
}

/* Three reads for any number of commands: the cases, who has the numbers, the persons. */
static Status load(Writer *w, Err *err) {
    Ids cases = {0}, subjects = {0};
    for (size_t i = 0; i < w->n_out; i++) {
        const Command *c = w->out[i].ask->cmd;
        if (!c) continue;
        take_seen(w, w->out[i].ask);
        want(w, &cases, c->case_id);
        if (two_cases(c)) want(w, &cases, c->target);
    }
    Status s = load_cases(w, &cases, err);
    if (s != OK) keep_drop_all(w->keep, w->pos);
    TRY(s);
    for (size_t i = 0; i < w->n_out; i++) {
        const Command *c = w->out[i].ask->cmd;
        if (!c) continue;
        want_subjects(w, &subjects, c->case_id);
        if (two_cases(c)) want_subjects(w, &subjects, c->target);
        if (c->kind == CMD_IDENTIFY || c->kind == CMD_PART) want(w, &subjects, c->target);
        for (size_t k = 0; k < c->people.n; k++) want(w, &subjects, c->people.v[k].subject);
    }
    for (size_t i = 0; i < w->n_out; i++) {
        const HouseCommand *h = w->out[i].ask->house;
        for (size_t k = 0; h && k < h->lines.n; k++) want(w, &subjects, h->lines.v[k].subject);
    }
    s = find_numbered(w, &subjects, err);
    if (s == OK) s = load_subjects(w, &subjects, err);
    if (s != OK) keep_drop_all(w->keep, w->pos);
    return s;
}

/* ---- asked before? */

static Str idem_text(Writer *w, const WriteAsk *ask) {
    Str scope = str_format(w->a, "%lld %lld ", (long long)ask->who.user, (long long)ask->post);
    Hash h = hash_sha256((Str[]){scope, ask->key}, 2);
    char hex[HASH_TEXT];
    return str_dup(w->a, str_n(hash_format(h, hex).p, 32));
}

static const Field ANSWER_FIELDS[] = {
    FIELD_AS(WriteResult, case_id, "case", F_ID),
    FIELD(WriteResult, made, F_ID),
    FIELD(WriteResult, pos, F_I64),
    FIELD(WriteResult, at, F_TIME),
    FIELD(WriteResult, said_zh, F_STR),
    FIELD(WriteResult, said_en, F_STR),
};
static SHAPE(ANSWER_SHAPE, WriteResult, "Answer", ANSWER_FIELDS);

Str answer_json(const WriteResult *r, Arena *a) {
    return state_pack(&ANSWER_SHAPE, r, a);
}

static void repeat(Outcome *o, Hash request, Str answer, Arena *a) {
    if (!hash_eq(request, o->ask->request)) {
        o->r.status = FAIL(&o->r.err, ERR_CONFLICT, "idempotency.other_body",
                           "this key was used for another request; choose a new key");
        return;
    }
    Node *tree;
    WriteResult stored = {0};
    if (json_read(answer, (JsonLimits){.bytes_max = KB(64)}, a, &tree, &o->r.err) != OK ||
        shape_decode(&ANSWER_SHAPE, tree, NULL, a, &stored, &o->r.err) != OK) {
        o->r.status = o->r.err.status;
        return;
    }
    o->r.repeated = true;
    o->r.said_zh = stored.said_zh;
    o->r.said_en = stored.said_en;
    o->r.case_id = stored.case_id;
    o->r.made = stored.made;
    o->r.pos = stored.pos;
    o->r.at = stored.at;
    o->r.answer = answer;
}

/* Keys the log knows. Those of this very batch are compared as it goes on. */
static Status load_keys(Writer *w, Rows **ret, Err *err) {
    StrBuf b;
    int n = 0;
    strbuf_init(&b, w->a, MB(1));
    strbuf_putc(&b, '[');
    for (size_t i = 0; i < w->n_out; i++) {
        Outcome *o = &w->out[i];
        if (!o->ask->key.n) continue;
        o->keyed = true;
        o->asked = (Asked){.idem = idem_text(w, o->ask), .request = o->ask->request};
        strbuf_f(&b, "%s\"%.*s\"", n++ ? "," : "", STR_ARG(o->asked.idem));
    }
    strbuf_putc(&b, ']');
    *ret = NULL;
    return n ? db_run(w->db, Q_LOG_IDEM_MANY, ARGS(VAL(strbuf_str(&b))), w->a, ret, err) : OK;
}

/* True if the ask is answered by what was stored before. */
static bool asked_before(Writer *w, Outcome *o, const Rows *known) {
    if (!o->keyed) return false;
    for (Outcome *x = w->out; x < o; x++)
        if (x->keyed && str_eq(x->asked.idem, o->asked.idem) && x->r.status == OK && !x->r.refused && x->r.pos) {
            repeat(o, x->asked.request, x->r.answer, w->a);
            return true;
        }
    for (size_t i = 0; known && i < known->n; i++) {
        if (!str_eq(row_str(known, i, 0), o->asked.idem)) continue;
        if (row_i64(known, i, 2) < w->next_at - KEY_DAYS * DAY_US) {
            batch_add(&w->batch, Q_LOG_IDEM_FORGET, ARGS(VAL(o->asked.idem)));
            return false;
        }
        repeat(o, row_hash(known, i, 1), row_str(known, i, 3), w->a);
        return true;
    }
    return false;
}

/* ---- deciding and storing */

static void rows_add(Writer *w, const WriteAsk *ask) {
    for (size_t i = 0; i < ask->n_rows; i++)
        batch_add(&w->batch, ask->rows[i].q, ask->rows[i].args, ask->rows[i].n);
}

static void decide_one(Writer *w, Outcome *o, const Rows *known) {
    WriteAsk *ask = o->ask;
    Time now = ask->now != TIME_NONE ? ask->now : site_now(w->site);
    w->next_at = MAX(w->next_at, now);
    if (asked_before(w, o, known)) return;
    if (ask->check && (o->r.status = ask->check(ask->check_ctx, w->site, &o->r.err)) != OK) return;
    if (ask->cmd) decide_case(w, o);
    else if (ask->house) o->r.status = decide_house(w, o, &o->r.err);
    else if (ask->site) o->r.status = decide_site(w, o, &o->r.err);
    if (o->r.status == OK && !o->r.refused) rows_add(w, ask);
    else if (ask->site) w->batch.n = 0;
}

static void save_touched(Writer *w) {
    DeskMoves desks = {0};
    for (Kept *e = keep_touched(w->keep); e; e = e->next_touched) {
        if (!e->next_arena) e->next_arena = arena_new();
        arena_reset(e->next_arena);
        if (e->is_case) {
            case_write(&w->batch, &w->view->world, e->c, e->head);
            project(e->c, e->next_arena, &e->next);
            projection_write(&w->batch, e->c, &e->shown, &e->next);
            desks_move(&desks, w->a, &e->shown, &e->next);
        } else {
            subject_write(&w->batch, e->s, e->head);
        }
    }
    desks_write(&w->batch, &desks);
}

static Status store(Writer *w, Commit *c, size_t *ret_statements, Err *err) {
    if (w->fresh.n) {
        Hash *hashes = NEW_N(w->a, Hash, w->fresh.n);
        for (size_t i = 0; i < w->fresh.n; i++) hashes[i] = w->fresh.v[i].hash;
        *c = (Commit){.n = w->commit.n + 1, .first_pos = w->pos + 1, .last_pos = w->next_pos - 1,
                      .last_id = ids_last(&w->ids), .at = w->next_at, .prev = w->commit.hash};
        c->hash = commit_hash(c, hashes, w->fresh.n, hash_sha256);
        save_touched(w);
        commit_write(&w->batch, c);
    }
    *ret_statements = w->batch.n;
    return w->batch.n ? batch_commit(&w->batch, NULL, err) : OK;
}

static void tell(Writer *w) {
    for (size_t i = 0; i < w->fresh.n; i++) live_publish(site_live(w->site), &w->fresh.v[i].live);
    if (w->fresh.n) live_wake(site_live(w->site));
}

/* What changes replaced stays behind in the arena; now and then the state moves to a new one. */
static void shed_state(Writer *w) {
    if (arena_used(w->state_arena) < MB(4)) return;
    Arena *a = arena_new();
    SiteState *s = NEW(a, SiteState);
    shape_copy(&SITE_SHAPE, w->state, a, s);
    arena_free(w->state_arena);
    w->state_arena = a;
    w->state = s;
}

static void publish(Writer *w, const Commit *c, bool site) {
    if (w->fresh.n) {
        w->commit = *c;
        w->stored = w->pos = c->last_pos;
        w->at = c->at;
    }
    keep_settle(w->keep, w->pos);
    if (site) {
        w->state_head = w->next_state_head;
        site_view_put(w->site, &(ViewParts){w->state, w->pos});
        shed_state(w);
    }
    tell(w);
}

static void count(Writer *w, size_t statements) {
    pthread_mutex_lock(&w->lock);
    w->stats.statements += (int64_t)statements;
    w->stats.commands += (int64_t)w->n_out;
    w->stats.rows += (int64_t)w->fresh.n;
    w->stats.commits += w->fresh.n > 0;
    w->stats.kept = keep_count(w->keep);
    for (size_t i = 0; i < w->n_out; i++) {
        w->stats.refused += w->out[i].r.refused;
        w->stats.repeated += w->out[i].r.repeated;
        w->stats.faults += w->out[i].r.status != OK;
    }
    pthread_mutex_unlock(&w->lock);
}

/* A fault after the commands were decided: what they changed in memory is not true. */
static Status undo(Writer *w, Status s, Err *err) {
    keep_drop_touched(w->keep);
    if (w->out[0].ask->site) {
        Err again;
        if (writer_resume(w, &again) != OK) log_err(LOG_ERROR, "writer", &again);
    }
    return s;
}

Status batch_try(Writer *w, WriteAsk *const *asks, size_t n, Err *err) {
    arena_reset(w->a);
    w->out = NEW_N(w->a, Outcome, n);
    w->n_out = n;
    for (size_t i = 0; i < n; i++) w->out[i].ask = asks[i];
    w->fresh = (__typeof__(w->fresh)){0};
    w->numbered = (__typeof__(w->numbered)){0};
    w->next_pos = w->pos + 1;
    w->next_at = w->at;
    batch_begin(&w->batch, w->db, w->epoch, w->a);
    Rows *known;
    TRY(load_keys(w, &known, err));
    TRY(load(w, err));
    w->view = site_view(w->site);
    for (size_t i = 0; i < n; i++) decide_one(w, &w->out[i], known);
    Commit c = {0};
    size_t statements = 0;
    Status s = store(w, &c, &statements, err);
    site_view_drop(w->view);
    if (s != OK) return undo(w, s, err);
    bool site = asks[0]->site && w->fresh.n;
    publish(w, &c, site);
    count(w, statements);
    for (size_t i = 0; i < n; i++)
        if (asks[i]->done) asks[i]->done(asks[i]->ctx, &w->out[i].r);
    return OK;
}

static void answer_fault(Writer *w, WriteAsk *ask, const Err *err) {
    WriteResult r = {.status = err->status, .err = *err};
    pthread_mutex_lock(&w->lock);
    w->stats.faults++;
    w->stats.commands++;
    pthread_mutex_unlock(&w->lock);
    if (ask->done) ask->done(ask->ctx, &r);
}

static void die(Writer *w, const Err *err) {
    log_err(LOG_ERROR, "writer stops", err);
    pthread_mutex_lock(&w->lock);
    w->dead = true;
    pthread_mutex_unlock(&w->lock);
}

/* The connection is gone, maybe while committing: a new one tells what is stored. */
static Status reconnect(Writer *w, Err *err) {
    Db *db;
    TRY(db_open(site_url(w->site), &(DbHow){.role = DB_WRITER, .queries = &JINDU_QUERIES}, &db, err));
    db_close(w->db);
    w->db = db;
    TRY(writer_claim(db, S("jindu writer"), clock_now(), &w->epoch, err));
    return writer_resume(w, err);
}

static bool is_code(const Err *err, const char *code) {
    return strcmp(err->code, code) == 0;
}

/* Whether the batch that went off into a lost connection was stored after all; then its asks are answered. */
static bool stored_after_all(Writer *w, WriteAsk *const *asks, size_t n, int64_t pos) {
    if (w->pos == pos || !w->fresh.n) return false;
    if (asks[0]->site) site_view_put(w->site, &(ViewParts){w->state, w->pos});
    tell(w);
    for (size_t i = 0; i < n; i++)
        if (asks[i]->done) asks[i]->done(asks[i]->ctx, &w->out[i].r);
    return true;
}

void batch_carry_out(Writer *w, WriteAsk *const *asks, size_t n) {
    Err err = {0};
    if (w->dead) {
        err.status = FAIL(&err, ERR_STORAGE, "writer.stopped", "this process no longer writes; try again in a moment");
        for (size_t i = 0; i < n; i++) answer_fault(w, asks[i], &err);
        return;
    }
    int64_t pos = w->pos;
    site_yield(w->site, db_log_bytes(w->db));
    if (batch_try(w, asks, n, &err) == OK) return;
    log_err(LOG_WARN, "batch", &err);
    if (is_code(&err, "writer.fenced")) {
        die(w, &err);
    } else if (is_code(&err, "db.lost") || is_code(&err, "db.outcome-unknown")) {
        Err lost = {0};
        if (reconnect(w, &lost) != OK) die(w, &lost);
        else if (stored_after_all(w, asks, n, pos)) return;
    }
    if (n == 1 || w->dead) {
        for (size_t i = 0; i < n; i++) answer_fault(w, asks[i], &err);
        return;
    }
    for (size_t i = 0; i < n; i++) batch_carry_out(w, &asks[i], 1);
}
