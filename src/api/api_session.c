// SPDX-License-Identifier: Apache-2.0
/* Signing in and out, posts, passwords. Hashing runs on the passwords' own threads; requests wait without a worker. */
#include "api/api.h"
#include "api/handlers.h"
#include "db/queries.h"
#include "http/cookie.h"

static Status cookie_set(const Api *api, Resp *resp, Str value, Err *err) {
    return resp_cookie(resp, &(Cookie){.name = str_c(api->cookie), .value = value, .max_age_s = value.n ? 0 : -1, .secure = api->secure},
                       err);
}

static void put_post(const Ask *k, const UserPost *p, Json *j) {
    const Agency *g = world_agency(k->world, p->agency);
    json_obj(j);
    json_key(j, "id"), json_id(j, p->id);
    json_key(j, "agency");
    json_obj(j);
    json_key(j, "id"), json_id(j, p->agency);
    if (g) {
        json_key(j, "name"), json_str(j, g->name);
        json_key(j, "kind"), json_str(j, g->kind);
        json_key(j, "region"), json_str(j, g->region);
    }
    json_end_obj(j);
    json_key(j, "roles");
    json_arr(j);
    for (size_t i = 0; i < p->roles.n; i++) json_str(j, p->roles.v[i]);
    json_end_arr(j);
    if (p->section.n) json_key(j, "section"), json_str(j, p->section);
    json_end_obj(j);
}

/* Who stands in for him, and for whom he does, now or later. */
static void put_deputies(const Ask *k, int64_t user, Json *j) {
    json_key(j, "deputies");
    json_arr(j);
    for (size_t i = 0; i < k->site->deputies.n; i++) {
        const Deputy *d = &k->site->deputies.v[i];
        const User *by = site_user(k->site, d->user), *of = site_user(k->site, d->stands_for);
        if (d->ended || d->until <= k->now || (d->user != user && d->stands_for != user)) continue;
        json_obj(j);
        json_key(j, "id"), json_id(j, d->id);
        json_key(j, "agency"), json_id(j, d->agency);
        json_key(j, "user"), json_id(j, d->user);
        json_key(j, "user_name"), json_str(j, by ? by->name : (Str){0});
        json_key(j, "for_user"), json_id(j, d->stands_for);
        json_key(j, "for_name"), json_str(j, of ? of->name : (Str){0});
        json_key(j, "from"), json_time(j, d->from);
        json_key(j, "until"), json_time(j, d->until);
        json_end_obj(j);
    }
    json_end_arr(j);
}

static void put_me(const Ask *k, const Session *s, Resp *resp) {
    const User *u = site_user(k->site, s->user);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "user");
    json_obj(&j);
    json_key(&j, "id"), json_id(&j, s->user);
    json_key(&j, "name"), json_str(&j, u ? u->name : (Str){0});
    json_key(&j, "login"), json_str(&j, u ? u->login : (Str){0});
    json_end_obj(&j);
    json_key(&j, "posts");
    json_arr(&j);
    for (size_t i = 0; i < k->site->posts.n; i++)
        if (k->site->posts.v[i].user == s->user && !k->site->posts.v[i].ended) put_post(k, &k->site->posts.v[i], &j);
    json_end_arr(&j);
    json_key(&j, "post"), json_id(&j, s->post);
    put_deputies(k, s->user, &j);
    if (!s->machine) json_key(&j, "csrf"), json_strz(&j, s->csrf);
    json_key(&j, "must_change_password"), json_bool(&j, s->must_change);
    json_key(&j, "site"), json_str(&j, k->site->name);
    json_key(&j, "demo"), json_bool(&j, k->site->demo);
    json_key(&j, "now"), json_time(&j, k->now);
    json_end_obj(&j);
}

typedef struct SigningIn {
    PasswordJob job;
    Api *api;
    Token *token;
    Str login;
    int64_t user; /* 0: nobody has that login, or he is disabled */
    bool must_change;
} SigningIn;

static void note_sign_in(Api *api, int64_t user, Str login, const char *outcome) {
    audit_note(api->audit, &(AuditNote){.at = site_now(api->site), .user = user, .what = "sign_in", .outcome = outcome,
                                        .detail = user ? (Str){0} : login});
}

static Status signed_in(SigningIn *s, Err *err) {
    Api *api = s->api;
    if (!s->user || !s->job.matched) {
        Time until = login_failed(api->sessions, s->login);
        if (s->user)
            aside_put(api->aside, Q_SECRET_FAILED, ARGS(VAL(s->user), until == TIME_NONE ? val_null() : VAL(until)));
        note_sign_in(api, s->user, s->login, "failed");
        return FAIL(err, ERR_DENIED, "auth.failed", "user name or password is wrong");
    }
    if (login_matched(api->sessions, s->login)) aside_put(api->aside, Q_SECRET_MATCHED, ARGS(VAL(s->user)));
    const SiteView *v = site_view(api->site);
    Ask k = {.api = api, .a = resp_arena(s->token), .view = v, .world = &v->world, .site = v->state,
             .now = site_now(api->site)};
    const UserPost *post = first_post(v->state, s->user);
    char cookie[SECRET_TEXT];
    Session session;
    session_begin(api->sessions, s->user, post ? post->id : 0, s->must_change, cookie, &session);
    note_sign_in(api, s->user, s->login, "ok");
    put_me(&k, &session, resp_of(s->token));
    ask_done(&k);
    return cookie_set(api, resp_of(s->token), str_c(cookie), err);
}

static void sign_in_done(PasswordJob *job) {
    SigningIn *s = (SigningIn *)job;
    Err err = {0};
    Status status = signed_in(s, &err);
    resp_complete(s->token, status, &err);
}

Status api_sign_in(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    Api *api = ctx->app;
    const SignIn *in = req->in;
    Time until;
    Rows *r;
    if (login_locked(api->sessions, in->user, &until)) {
        note_sign_in(api, 0, in->user, "denied");
        resp_header(resp, "Retry-After", S("60"));
        return FAIL(err, ERR_DENIED, "auth.locked", "too many failed sign-ins");
    }
    SigningIn *s = NEW(req->arena, SigningIn);
    *s = (SigningIn){.api = api, .login = in->user, .job = {.password = in->password, .encoded = api->nobody}};
    TRY(db_run(((Db *)ctx->local), Q_USER_BY_LOGIN, ARGS(VAL(in->user)), req->arena, &r, err));
    if (r->n && !row_i64(r, 0, 2) && !row_is_null(r, 0, 3)) {
        s->user = row_i64(r, 0, 0);
        s->job.encoded = str_cstr(req->arena, row_str(r, 0, 3));
        s->must_change = row_i64(r, 0, 4) != 0;
    }
    s->job.done = sign_in_done;
    s->token = resp_defer(resp);
    return passwords_offer(api->passwords, &s->job) ? OK : FAIL(err, ERR_BUSY, "auth.busy", "too many sign in at once");
}

Status api_sign_out(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    if (!k.who->session.machine) session_end(k.api->sessions, k.who->session.token);
    ask_audit(&k, "sign_out", 0, "ok", S(""));
    resp->status = 204;
    return cookie_set(k.api, resp, S(""), err);
}

Status api_me(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    put_me(&k, &k.who->session, resp);
    return OK;
}

Status api_switch_post(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Asker asker;
    Session s = k.who->session;
    int64_t post = ((const PostIn *)req->in)->post;
    if (s.machine || !asker_of(k.site, site_rules(k.api->site)->codes, s.user, post, &asker))
        return FAIL(err, ERR_NOT_FOUND, "post.none", "there is no such post of yours");
    session_switch(k.api->sessions, s.token, post);
    s.post = post;
    put_me(&k, &s, resp);
    return OK;
}

typedef struct Changing {
    PasswordJob job;
    Api *api;
    Token *token;
    Session session;
} Changing;

static Status changed(Changing *c, Err *err) {
    Api *api = c->api;
    if (!c->job.matched) return FAIL(err, ERR_INVALID, "password.old", "the old password is wrong");
    if (c->job.status != OK) return FAIL(err, c->job.status, "password.hash", "the password could not be hashed");
    aside_put(api->aside, Q_SECRET_CHANGED,
              ARGS(VAL(c->session.user), VAL(str_c(c->job.made)), VAL(site_now(api->site))));
    TRY(aside_sync(api->aside, err));
    TRY(sessions_end_user(api->sessions, c->session.user, c->session.token, err));
    session_changed(api->sessions, c->session.token);
    resp_of(c->token)->status = 204;
    audit_note(api->audit, &(AuditNote){.at = site_now(api->site), .user = c->session.user, .post = c->session.post,
                                        .what = "password", .outcome = "ok"});
    return OK;
}

static void change_done(PasswordJob *job) {
    Changing *c = (Changing *)job;
    Err err = {0};
    Status status = changed(c, &err);
    resp_complete(c->token, status, &err);
}

Status api_change_password(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PasswordIn *in = req->in;
    Rows *r;
    const User *u = site_user(k.site, k.who->session.user);
    if (k.who->session.machine || !u) return FAIL(err, ERR_DENIED, "access.role", "a machine has no password");
    if (password_weak(in->is, u->login)) return FAIL(err, ERR_INVALID, "password.weak", "at least %d characters", PASSWORD_LEAST);
    if (str_eq(in->is, in->was)) return FAIL(err, ERR_INVALID, "password.same", "the new password is the old one");
    TRY(db_run(k.db, Q_SECRET_GET, ARGS(VAL(u->id)), k.a, &r, err));
    Changing *c = NEW(k.a, Changing);
    *c = (Changing){.api = k.api, .session = k.who->session,
                    .job = {.password = in->was, .encoded = r->n ? str_cstr(k.a, row_str(r, 0, 0)) : k.api->nobody,
                            .make = in->is, .done = change_done}};
    c->token = resp_defer(resp);
    return passwords_offer(k.api->passwords, &c->job) ? OK : FAIL(err, ERR_BUSY, "auth.busy", "too many at once");
}
