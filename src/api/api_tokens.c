// SPDX-License-Identifier: Apache-2.0
/* Bearer tokens for machines: made and shown once, listed without their text, revoked by their id. */
#include "api/handlers.h"
#include "api/once.h"
#include "base/clock.h"
#include "db/queries.h"

enum { TOKENS = 200 };

Status api_add_token(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const AdminIn *in = req->in;
    const UserPost *p = site_post(k.site, in->post);
    char text[SECRET_TEXT];
    if (!p || p->ended) return FAIL(err, ERR_NOT_FOUND, "post.none", "there is no such post");
    for (size_t i = 0; i < p->roles.n; i++)
        if (!str_eqz(p->roles.v[i], "machine_client") && !str_ends(p->roles.v[i], S("_desk")))
            return FAIL(err, ERR_INVALID, "token.post", "a machine acts only as an organ's desk");
    Once once;
    TRY(once_take(&k, &once, err));
    if (once.again) {
        resp->status = 201;
        Json j = resp_json(resp);
        json_raw(&j, S("{\"repeated\":true}")); /* the token was shown once */
        return OK;
    }
    NewToken made = {.id = site_id(k.api->site), .user = p->user, .post = p->id, .made_by = k.who->asker.user->id,
                     .name = in->name, .until = in->until};
    token_add(k.api->sessions, &made, text);
    once_keep(&k, &once);
    TRY(once_done(&k, &once, aside_sync(k.api->aside, err)));
    ask_audit(&k, "admin", 0, "ok", S("token"));
    resp->status = 201;
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "id"), json_id(&j, made.id);
    json_key(&j, "token"), json_strz(&j, text);
    json_end_obj(&j);
    return OK;
}

Status api_drop_token(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    int64_t id;
    TRY(req_param_id(req, "token", &id, err));
    Once once;
    TRY(once_take(&k, &once, err));
    resp->status = 204;
    if (once.again) return OK;
    if (!token_revoke(k.api->sessions, id)) {
        asked_give_back(k.api->asked, once.key);
        return FAIL(err, ERR_NOT_FOUND, "token.none", "there is no such token");
    }
    once_keep(&k, &once);
    TRY(once_done(&k, &once, aside_sync(k.api->aside, err)));
    ask_audit(&k, "admin", 0, "ok", S("token-revoked"));
    return OK;
}

/* A token is no better than the post it stands for. */
static const char *life_of(const Ask *k, const UserPost *p, Time until, bool revoked) {
    const User *u = p ? site_user(k->site, p->user) : NULL;
    if (revoked) return "revoked";
    if (until <= clock_now()) return "expired";
    return !p || p->ended || !u || u->disabled ? "no_post" : "live";
}

static void put_post(const Ask *k, const UserPost *p, Json *j) {
    const Agency *g = p ? world_agency(k->world, p->agency) : NULL;
    if (g) json_key(j, "agency_name"), json_str(j, g->name);
    json_key(j, "roles");
    json_arr(j);
    for (size_t i = 0; p && i < p->roles.n; i++) json_str(j, p->roles.v[i]);
    json_end_arr(j);
}

static void put_token(const Ask *k, const Rows *r, size_t i, Json *j) {
    const UserPost *p = site_post(k->site, row_i64(r, i, 2));
    const User *u = site_user(k->site, row_i64(r, i, 1)), *by = site_user(k->site, row_i64(r, i, 5));
    Time until = row_i64(r, i, 7);
    json_obj(j);
    json_key(j, "id"), json_id(j, row_i64(r, i, 0));
    json_key(j, "name"), json_str(j, row_str(r, i, 3));
    json_key(j, "life"), json_strz(j, life_of(k, p, until, !row_is_null(r, i, 8)));
    json_key(j, "user"), json_id(j, row_i64(r, i, 1));
    if (u) json_key(j, "login"), json_str(j, u->login);
    put_post(k, p, j);
    json_key(j, "made_at"), json_time(j, row_i64(r, i, 4));
    if (by) json_key(j, "made_by"), json_str(j, by->name);
    json_key(j, "used"), json_time(j, row_i64_or(r, i, 6, TIME_NONE));
    json_key(j, "until"), json_time(j, until);
    json_key(j, "revoked"), json_time(j, row_i64_or(r, i, 8, TIME_NONE));
    json_end_obj(j);
}

Status api_tokens(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t limit = q->limit ? q->limit : TOKENS;
    Rows *r;
    TRY(aside_sync(k.api->aside, err));
    TRY(db_run(k.db, Q_TOKEN_LIST, ARGS(VAL(q->before ? q->before : INT64_MAX), VAL(limit)), k.a, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "tokens");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) put_token(&k, r, i, &j);
    json_end_arr(&j);
    if ((int64_t)r->n == limit) json_key(&j, "before"), json_id(&j, row_i64(r, r->n - 1, 0));
    json_end_obj(&j);
    return OK;
}
