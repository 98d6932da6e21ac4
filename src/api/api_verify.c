// SPDX-License-Identifier: Apache-2.0
/* Verifications on demand: begun, looked at while they run, stopped, and what earlier ones found. */
#include "api/handlers.h"
#include "api/once.h"
#include "app/verifier.h"
#include "db/queries.h"

enum { LISTED = 50 };

Status api_verify(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const Asker *as = &k.who->asker;
    const VerifyAsk ask = {.user = as->user->id, .post = as->post->id, .agency = as->agency->id,
                           .files = ((const AdminIn *)req->in)->enabled};
    int64_t id = 0;
    Once once;
    TRY(once_take(&k, &once, err));
    if (!once.again) {
        TRY(once_done(&k, &once, verifier_begin(k.api->verifier, &ask, &id, err)));
        once_keep(&k, &once);
        ask_audit(&k, "verify", 0, "ok", S("begun"));
    }
    resp->status = 201;
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "repeated"), json_bool(&j, once.again);
    if (id) json_key(&j, "id"), json_id(&j, id);
    json_end_obj(&j);
    return OK;
}

Status api_verify_stop(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    int64_t id;
    TRY(req_param_id(req, "verification", &id, err));
    if (!verifier_stop(k.api->verifier, id)) return FAIL(err, ERR_NOT_FOUND, "verify.none", "no such verification runs");
    ask_audit(&k, "verify", 0, "ok", S("stop"));
    resp->status = 204;
    return OK;
}

static void put_found(const Rows *r, size_t i, Json *j) {
    Str code = row_str(r, i, 11);
    json_key(j, "records"), json_i64(j, row_i64(r, i, 5));
    json_key(j, "commits"), json_i64(j, row_i64(r, i, 6));
    json_key(j, "cases"), json_i64(j, row_i64(r, i, 7));
    json_key(j, "persons"), json_i64(j, row_i64(r, i, 8));
    if (row_i64(r, i, 9) >= 0) json_key(j, "files"), json_i64(j, row_i64(r, i, 9));
    json_key(j, "moved"), json_i64(j, row_i64(r, i, 10));
    json_key(j, "head"), json_hash(j, row_hash(r, i, 15));
    if (!code.n) return;
    json_key(j, "code"), json_str(j, code);
    json_key(j, "pos"), json_i64(j, row_i64(r, i, 12));
    json_key(j, "stream"), json_id(j, row_i64(r, i, 13));
    json_key(j, "detail"), json_str(j, row_str(r, i, 14));
}

static void put_row(const Ask *k, const Rows *r, size_t i, int64_t running, Json *j) {
    const User *u = site_user(k->site, row_i64(r, i, 2));
    bool ends = row_i64(r, i, 0) == running; /* it may have ended since its row was read */
    json_obj(j);
    json_key(j, "id"), json_id(j, row_i64(r, i, 0));
    json_key(j, "at"), json_time(j, row_i64(r, i, 1));
    if (u) json_key(j, "by"), json_str(j, u->name);
    json_key(j, "ended"), json_time(j, row_i64_or(r, i, 3, TIME_NONE));
    json_key(j, "outcome"), json_str(j, ends ? S("running") : row_str(r, i, 4));
    put_found(r, i, j);
    json_end_obj(j);
}

Status api_verifications(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t limit = q->limit ? q->limit : LISTED, id;
    VerifyAt at;
    bool running = verifier_running(k.api->verifier, &id, &at);
    Rows *r;
    TRY(aside_sync(k.api->aside, err));
    TRY(db_run(k.db, Q_VERIFICATION_LIST, ARGS(VAL(q->before ? q->before : INT64_MAX), VAL(limit)), k.a, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    if (running) {
        json_key(&j, "running");
        json_obj(&j);
        json_key(&j, "id"), json_id(&j, id);
        json_key(&j, "part"), json_strz(&j, VERIFY_PART_NAMES[at.part]);
        json_key(&j, "done"), json_i64(&j, at.done);
        json_key(&j, "of"), json_i64(&j, at.of);
        json_end_obj(&j);
    }
    json_key(&j, "verifications");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) put_row(&k, r, i, running ? id : 0, &j);
    json_end_arr(&j);
    if ((int64_t)r->n == limit) json_key(&j, "before"), json_id(&j, row_i64(r, r->n - 1, 0));
    json_end_obj(&j);
    return OK;
}
