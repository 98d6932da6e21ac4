// SPDX-License-Identifier: Apache-2.0
/* What happened in a case, record by record, with who did it and the hashes that prove it. */
#include "api/api.h"
#include "api/handlers.h"
#include "api/mask.h"
#include "store/stream_store.h"

enum { HISTORY_PAGE = 100 };

static void put_event(const Ask *k, const Case *c, const Event *e, Json *j) {
    json_obj(j);
    json_key(j, "kind"), json_strz(j, EVENTS[e->kind].name);
    json_key(j, "zh"), json_strz(j, EVENTS[e->kind].zh);
    json_key(j, "effective"), json_time(j, e->effective);
    json_key(j, "body");
    shape_encode(EVENTS[e->kind].shape, mask_body(c, e, k->a), j);
    if (EVENTS[e->kind].shape == &GRANT_SHAPE) { /* of no organ of the case, so nowhere else on its page */
        const User *u = site_user(k->site, ((const Grant *)e->body)->user);
        if (u) json_key(j, "who"), json_str(j, u->name);
    }
    if (e->kind == EV_PERSON_RECLASSIFIED) {
        const Guide *g = world_guide(k->world, ((const Reclassified *)e->body)->guide);
        if (g) json_key(j, "class"), json_str(j, g->id);
    }
    json_end_obj(j);
}

static void put_user(const Ask *k, const char *key, int64_t user, Json *j) {
    const User *u = site_user(k->site, user);
    json_key(j, key);
    json_obj(j);
    json_key(j, "id"), json_id(j, user);
    json_key(j, "name");
    if (u) json_str(j, u->name);
    else json_strz(j, user ? "" : "期限");
    json_end_obj(j);
}

/* Of another's record an agency with a part of its own sees the events of that part; none: not the record either. */
static void reduce(const Ask *k, const Record *r, const Case *own, Events *events) {
    int64_t agency = k->who->asker.agency->id;
    size_t n = 0;
    if (r->agency == agency || r->behalf == agency) return;
    for (size_t i = 0; i < events->n; i++) {
        const void *body = access_own_event(own, &events->v[i]);
        if (!body) continue;
        events->v[n] = events->v[i];
        events->v[n++].body = body;
    }
    events->n = n;
}

static Status put_record(const Ask *k, const CaseSeen *seen, const Record *r, Json *j, Err *err) {
    Events events = {0};
    const Case *own = seen->access == ACCESS_OWN ? &seen->own : NULL;
    TRY(record_events(r, k->a, &events, err));
    if (own) reduce(k, r, own, &events);
    if (!events.n) return OK;
    const Agency *g = world_agency(k->world, r->agency), *behalf = world_agency(k->world, r->behalf);
    json_obj(j);
    json_key(j, "pos"), json_i64(j, r->pos);
    json_key(j, "seq"), json_i64(j, r->seq);
    json_key(j, "at"), json_time(j, r->at);
    json_key(j, "command"), json_str(j, r->command);
    put_user(k, "by", r->user, j);
    if (r->for_user) put_user(k, "for", r->for_user, j);
    if (g) json_key(j, "agency"), json_str(j, g->name);
    if (behalf) json_key(j, "behalf"), json_str(j, behalf->name);
    json_key(j, "hash"), json_hash(j, r->hash);
    json_key(j, "prev"), json_hash(j, r->prev);
    json_key(j, "events");
    json_arr(j);
    for (size_t i = 0; i < events.n; i++) put_event(k, &seen->c, &events.v[i], j);
    json_end_arr(j);
    json_end_obj(j);
    return OK;
}

Status api_case_history(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t id, limit = q->limit ? q->limit : HISTORY_PAGE, next = 0;
    CaseSeen seen;
    Rows *rows;
    TRY(req_param_id(req, "case", &id, err));
    TRY(case_see(&k, id, ACCESS_OWN, &seen, err));
    ask_audit(&k, "history", id, "ok", S(""));
    TRY(records_read(k.db, id, q->after, limit, k.a, &rows, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "records");
    json_arr(&j);
    for (size_t i = 0; i < rows->n; i++) {
        Record r;
        record_from_row(rows, i, &r);
        TRY(put_record(&k, &seen, &r, &j, err));
        next = r.seq + r.events;
    }
    json_end_arr(&j);
    if ((int64_t)rows->n == limit) json_key(&j, "next"), json_i64(&j, next);
    json_end_obj(&j);
    if (mask_due(&k, &seen)) {
        Str shown = mask_text(&k, &seen, strbuf_str(&resp->body));
        if (shown.p != resp->body.p) resp->body.n = 0, strbuf_put(&resp->body, shown);
    }
    return OK;
}
