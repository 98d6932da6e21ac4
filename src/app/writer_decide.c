// SPDX-License-Identifier: Apache-2.0
/* One command of a batch: decided on what is kept, its events applied there and written down as records. */
#include "app/certificate.h"
#include "app/writer_room.h"
#include "base/clock.h"
#include "store/house_store.h"

void record_add(Writer *w, Record *r, const Outcome *o, bool first, LiveRecord *live) {
    r->pos = w->next_pos++;
    r->hash = record_hash(r, hash_sha256);
    record_write(&w->batch, r, first && o->keyed ? &o->asked : NULL);
    live->pos = r->pos;
    live->stream = r->stream;
    live->kind = r->kind;
    live->user = r->user;
    live->at = r->at;
    live->command = r->command;
    *PUSH(w->a, &w->fresh) = (Fresh){*live, r->hash};
}

typedef struct HouseEnd { /* where a house's stream ends */
    int64_t seq;
    Hash head;
} HouseEnd;

typedef struct Writing { /* the events of one command on their way into the log */
    Writer *w;
    Outcome *o;
    const Decision *d;
    Str command;
    bool any; /* a record of it is written */
    HouseEnd house;
} Writing;

static Kept *entry_for(Writer *w, int64_t stream, bool subject) {
    Kept *e = keep_find(w->keep, stream);
    if (e) return e;
    e = subject ? keep_add_subject(w->keep, stream) : keep_add_case(w->keep, stream);
    e->fresh = true;
    return e;
}

static void counted_write(Writer *w, const CountedRows *rows, int64_t pos) {
    for (size_t i = 0; i < rows->n; i++) {
        const CountedRow *r = &rows->v[i];
        batch_add(&w->batch, Q_COUNTED_ADD,
                  ARGS(VAL(pos), VAL(i), VAL(r->at), VAL(r->col), VAL(r->outcome), VAL(r->heads), VAL(r->persons),
                       VAL(r->case_id), VAL(r->transfer), VAL(r->act), VAL(r->class), VAL(r->from), VAL(r->to)));
    }
}

static Str names_of(const Event *v, size_t n, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, KB(4));
    for (size_t i = 0; i < n; i++) strbuf_f(&b, "%s%s", i ? " " : "", EVENTS[v[i].kind].name);
    return strbuf_str(&b);
}

/* One run of events: of one stream, by one hand. What time brought about stands apart from what a user did. */
/* A house's stream has no state of its own: where it ends is in the log, or in this batch. */
static void write_house(Writing *x, const Event *e) {
    Writer *w = x->w;
    StrBuf body;
    strbuf_init(&body, w->a, MB(64));
    events_encode(e, 1, &body);
    ASSERT(!body.overflow);
    Record r = {.kind = STREAM_HOUSE, .stream = e->stream, .seq = x->house.seq, .events = 1, .at = e->at, .user = e->by,
                .agency = e->agency, .command = x->command, .body = strbuf_str(&body), .prev = x->house.head};
    if (!x->any) {
        x->o->r.pos = w->next_pos;
        x->o->r.answer = answer_json(&x->o->r, w->a);
        x->o->asked.answer = x->o->r.answer;
    }
    LiveRecord live = {.made = x->o->r.made, .events = names_of(e, 1, w->a)};
    record_add(w, &r, x->o, !x->any, &live);
    roll_write(&w->batch, e->at, e->by, e->body);
    x->any = true;
}

static void write_run(Writing *x, Event *v, size_t n) {
    Writer *w = x->w;
    bool subject = EVENTS[v[0].kind].subject;
    if (EVENTS[v[0].kind].house) {
        write_house(x, v);
        return;
    }
    const Actor *who = &x->o->ask->who;
    Kept *e = entry_for(w, v[0].stream, subject);
    int64_t seq = e->is_case ? e->c->seq : e->s->seq;
    CountedRows counted = {0};
    StrBuf body;
    strbuf_init(&body, w->a, MB(64));
    events_encode(v, n, &body);
    ASSERT(!body.overflow);
    bool clock = v[0].by == 0;
    Record r = {.kind = subject ? STREAM_SUBJECT : STREAM_CASE, .stream = v[0].stream, .seq = seq, .events = (int64_t)n,
                .at = v[0].at, .user = v[0].by, .agency = v[0].agency, .behalf = clock ? 0 : who->behalf,
                .for_user = clock ? 0 : who->for_user, .command = clock ? S("tick") : x->command,
                .body = strbuf_str(&body), .prev = e->head};
    for (size_t i = 0; i < n; i++) {
        if (subject) {
            subject_apply(e->s, &v[i], e->arena);
            if (v[i].kind == EV_SUBJECT_OPENED && e->s->id_number.n)
                *PUSH(w->a, &w->numbered) = (Numbered){e->s->id_number, e->id};
        } else {
            count_event(&w->view->world, e->c, &v[i], w->a, &counted);
            case_apply(e->c, &v[i], e->arena);
        }
    }
    if (!x->any) { /* the first record carries the answer */
        x->o->r.pos = w->next_pos;
        x->o->r.answer = answer_json(&x->o->r, w->a);
        x->o->asked.answer = x->o->r.answer;
    }
    LiveRecord live = {.case_id = x->o->r.case_id, .made = x->o->r.made, .events = names_of(v, n, w->a)};
    if (e->is_case) {
        Projection p;
        project(e->c, w->a, &p);
        live.agencies = p.parts.v;
        live.n_agencies = p.parts.n;
    }
    record_add(w, &r, x->o, !x->any, &live);
    counted_write(w, &counted, r.pos);
    e->head = r.hash;
    keep_touch(w->keep, e);
    x->any = true;
}

static bool same_hand(const Event *x, const Event *y) {
    return x->by == y->by && x->agency == y->agency && x->at == y->at;
}

static void write_stream(Writing *x, int64_t stream) {
    Event *v = NEW_N(x->w->a, Event, x->d->events.n);
    size_t n = 0;
    for (size_t i = 0; i < x->d->events.n; i++) {
        const Event *e = &x->d->events.v[i];
        if (e->stream != stream) continue;
        if (n && !same_hand(&v[n - 1], e)) {
            write_run(x, v, n);
            v += n;
            n = 0;
        }
        v[n++] = *e;
    }
    if (n) write_run(x, v, n);
}

static int by_number(const void *x, const void *y) {
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

/* Streams in ascending order, as everywhere. */
static void write_all(Writing *x) {
    Ids streams = {0};
    for (size_t i = 0; i < x->d->events.n; i++) {
        bool known = false;
        for (size_t j = 0; j < streams.n; j++) known |= streams.v[j] == x->d->events.v[i].stream;
        if (!known) *PUSH(x->w->a, &streams) = x->d->events.v[i].stream;
    }
    if (streams.n) qsort(streams.v, streams.n, sizeof *streams.v, by_number);
    for (size_t i = 0; i < streams.n; i++) write_stream(x, streams.v[i]);
}

static void loaded_subject(Writer *w, int64_t id, const Subject **v, size_t *n) {
    Kept *e = id ? keep_find(w->keep, id) : NULL;
    if (!e || e->is_case) return;
    for (size_t i = 0; i < *n; i++)
        if (v[i] == e->s) return;
    v[(*n)++] = e->s;
}

/* Commands before this one in the batch may have opened him. */
static void numbered_subjects(Writer *w, const NewPerson *p, const Subject **v, size_t *n) {
    Str number = p->subject ? (Str){0} : id_number_plain(p->id_number, w->a);
    if (!subject_numbered(p->id_kind, number)) return;
    for (size_t i = 0; i < w->numbered.n; i++)
        if (str_eq(w->numbered.v[i].number, number)) loaded_subject(w, w->numbered.v[i].subject, v, n);
}

static void decision_write(Writer *w, Outcome *o, const Decision *d, const char *command, const HouseEnd *house) {
    Writing x = {.w = w, .o = o, .d = d, .command = str_c(command)};
    if (house) x.house = *house;
    write_all(&x);
    if (!x.any) o->r.answer = answer_json(&o->r, w->a);
}

static const Case *kept_case(Writer *w, int64_t id) {
    Kept *e = id ? keep_find(w->keep, id) : NULL;
    return e && e->is_case ? e->c : NULL;
}

void decide_case(Writer *w, Outcome *o) {
    const Command *cmd = o->ask->cmd;
    const Case *c = cmd->kind == CMD_OPEN ? NULL : kept_case(w, cmd->case_id);
    bool two = cmd->kind == CMD_SPLIT || cmd->kind == CMD_MERGE;
    const Case *other = two ? kept_case(w, cmd->target) : NULL;
    if (o->ask->judge && c) o->r.status = o->ask->judge(o->ask->judge_ctx, w->site, c, other, &o->r.err);
    if (o->r.status != OK) return;
    size_t n = 0, most = (c ? c->persons.n : 0) + (other ? other->persons.n : 0) + cmd->people.n + w->numbered.n;
    const Subject **subjects = NEW_N(w->a, const Subject *, most + 2);
    for (size_t i = 0; c && i < c->persons.n; i++) loaded_subject(w, c->persons.v[i].subject, subjects, &n);
    for (size_t i = 0; other && i < other->persons.n; i++) loaded_subject(w, other->persons.v[i].subject, subjects, &n);
    if (cmd->kind == CMD_IDENTIFY || cmd->kind == CMD_PART) loaded_subject(w, cmd->target, subjects, &n);
    for (size_t i = 0; i < cmd->people.n; i++) {
        loaded_subject(w, cmd->people.v[i].subject, subjects, &n);
        numbered_subjects(w, &cmd->people.v[i], subjects, &n);
    }
    Loaded st = {.c = c, .subjects = subjects, .n_subjects = n, .other = other};
    int64_t first = ids_take(&w->ids, clock_now(), IDS_AT_ONCE);
    Decision d = case_decide(&w->view->world, &st, cmd, &o->ask->who, (Now){w->next_at, first}, w->a);
    ids_give_back(&w->ids, first, d.refused ? 0 : d.ids);
    o->r.case_id = d.case_id;
    o->r.at = w->next_at;
    if (d.refused) {
        o->r.refused = true;
        o->r.refusal = d.refusal;
        return;
    }
    if (d.ids > IDS_AT_ONCE) {
        o->r.status = FAIL(&o->r.err, ERR_LIMIT, "command.too_large", "this needs more than %d new records; do it in parts",
                           IDS_AT_ONCE);
        return;
    }
    o->r.made = d.made;
    o->r.said_zh = d.said_zh;
    o->r.said_en = d.said_en;
    decision_write(w, o, &d, COMMAND_NAMES[cmd->kind], NULL);
}

/* ---- what a house enters itself */

static Status house_end(Writer *w, int64_t house, HouseEnd *ret, Err *err) {
    Rows *r;
    TRY(db_run(w->db, Q_LOG_STREAM_END, ARGS(VAL(house)), w->a, &r, err));
    if (r->n) *ret = (HouseEnd){row_i64(r, 0, 0), row_hash(r, 0, 1)};
    for (size_t i = 0; i < w->fresh.n; i++)
        if (w->fresh.v[i].live.stream == house) *ret = (HouseEnd){ret->seq + 1, w->fresh.v[i].hash};
    return OK;
}

Status decide_house(Writer *w, Outcome *o, Err *err) {
    const HouseCommand *cmd = o->ask->house;
    HouseEnd end = {0};
    size_t n = 0;
    const Subject **subjects = NEW_N(w->a, const Subject *, cmd->lines.n + w->numbered.n + 1);
    for (size_t i = 0; i < cmd->lines.n; i++) {
        NewPerson like = {.id_kind = cmd->lines.v[i].id_kind, .id_number = cmd->lines.v[i].id_number};
        loaded_subject(w, cmd->lines.v[i].subject, subjects, &n);
        if (!cmd->lines.v[i].subject) numbered_subjects(w, &like, subjects, &n);
    }
    if (cmd->kind == HOUSE_ROLL) TRY(house_end(w, o->ask->who.agency, &end, err));
    int64_t first = ids_take(&w->ids, clock_now(), IDS_AT_ONCE);
    Decision d = house_decide(&w->view->world, subjects, n, cmd, &o->ask->who, (Now){w->next_at, first}, w->a);
    ids_give_back(&w->ids, first, d.refused ? 0 : d.ids);
    o->r.at = w->next_at;
    o->r.refused = d.refused;
    o->r.refusal = d.refusal;
    if (d.refused) return OK;
    if (d.ids > IDS_AT_ONCE) return FAIL(err, ERR_LIMIT, "command.too_large", "enter the roll in parts");
    o->r.made = d.made;
    o->r.said_zh = d.said_zh;
    o->r.said_en = d.said_en;
    decision_write(w, o, &d, HOUSE_COMMAND_NAMES[cmd->kind], &end);
    return OK;
}

Status decide_site(Writer *w, Outcome *o, Err *err) {
    SiteCommand cmd = *o->ask->site;
    Arena *a = w->state_arena;
    if (cmd.kind == SITE_USER && cmd.user.disabled) {
        Rows *r;
        TRY(db_run(w->db, Q_AGENDA_HELD_BY, ARGS(VAL(cmd.user.id)), w->a, &r, err));
        cmd.waiting = row_i64(r, 0, 0);
    }
    if (cmd.kind == SITE_GUIDE && o->ask->guide.n) {
        Hash hash;
        TRY(site_guide_add(w->site, o->ask->guide, &hash, err));
        if (!hash_eq(hash, cmd.guide.guide)) return FAIL(err, ERR_INVALID, "guide.hash", "the text is not that guide's");
        const Certificate *proof = o->ask->certificate;
        if (proof) cmd.guide.certificate = proof->hash;
        batch_add(&w->batch, Q_GUIDE_PUT,
                  ARGS(VAL(hash), VAL(cmd.guide.class), VAL(cmd.guide.version), VAL(o->ask->guide),
                       proof ? VAL(proof->hash) : val_null(), proof ? val_blob(proof->packed) : val_null(), VAL(w->next_at)));
    }
    int64_t first = ids_take(&w->ids, clock_now(), IDS_AT_ONCE);
    SiteDecision d = site_decide(w->state, &cmd, &o->ask->who, (Now){w->next_at, first}, w->a);
    ids_give_back(&w->ids, first, d.ids);
    o->r.at = w->next_at;
    o->r.refused = d.refused;
    o->r.refusal = d.refusal;
    if (d.refused || !d.events.n) return OK;
    o->r.made = d.made;
    o->r.pos = w->next_pos;
    o->r.answer = answer_json(&o->r, w->a);
    o->asked.answer = o->r.answer;
    StrBuf body;
    strbuf_init(&body, w->a, MB(16));
    site_events_encode(d.events.v, d.events.n, &body);
    Record r = {.kind = STREAM_SITE, .stream = SITE_STREAM, .seq = w->state->seq, .events = (int64_t)d.events.n,
                .at = w->next_at, .user = o->ask->who.user, .agency = o->ask->who.agency,
                .command = str_c(SITE_COMMAND_NAMES[cmd.kind]), .body = strbuf_str(&body), .prev = w->state_head};
    LiveRecord live = {.made = d.made, .events = r.command};
    record_add(w, &r, o, true, &live);
    for (size_t i = 0; i < d.events.n; i++) site_apply(w->state, &d.events.v[i], a);
    site_write(&w->batch, w->state, r.hash);
    site_rows_write(&w->batch, d.events.v, d.events.n);
    w->next_state_head = r.hash;
    return OK;
}
