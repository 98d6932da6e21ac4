// SPDX-License-Identifier: Apache-2.0
/* Opening and closing the API of a site, and letting people in. */
#include "api/api.h"

#include "api/handlers.h"
#include "api/messages.h"
#include "api/openapi.h"
#include "app/verifier.h"
#include "base/log.h"
#include "db/queries.h"
#include "store/stream_store.h"

enum { WORKERS = 8, HASHERS = 2, HASH_QUEUE = 64, GRACE_MS = 1000 };

static const char CSP[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
                          "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/* ---- who is let in */

static SessionFound who_is(Api *api, const Req *req, Session *ret) {
    Str bearer = req_header(req, "authorization");
    if (str_starts(bearer, S("Bearer "))) return token_find(api->sessions, str_n(bearer.p + 7, bearer.n - 7), ret);
    return session_find(api->sessions, req_cookie(req, api->cookie), ret);
}

static bool same_text(Str a, const char *b) { /* in a time that does not tell how much of it fits */
    size_t n = strlen(b);
    unsigned char differs = a.n != n;
    for (size_t i = 0; i < n && i < a.n; i++) differs |= (unsigned char)(a.p[i] ^ b[i]);
    return !differs;
}

static bool before_change(const Req *req) { /* what a first password is good for */
    static const char *const PATHS[] = {"/api/v1/session", "/api/v1/session/password", "/api/v1/me"};
    for (size_t i = 0; i < LEN(PATHS); i++)
        if (strcmp(req->route->pattern, PATHS[i]) == 0) return true;
    return false;
}

static bool about_cases(Permission p) {
    return p == MAY_PROGRESS || p == MAY_CONTENT || p == MAY_ACT || p == MAY_LEAD;
}

static void asker_copy(Asker *as, Arena *a) {
    User *user = NEW(a, User);
    UserPost *post = NEW(a, UserPost);
    Agency *agency = NEW(a, Agency);
    shape_copy(&USER_SHAPE, as->user, a, user);
    shape_copy(&USER_POST_SHAPE, as->post, a, post);
    shape_copy(&AGENCY_SHAPE, as->agency, a, agency);
    as->user = user;
    as->post = post;
    as->agency = agency;
}

static Status admit(Api *api, const Req *req, const Route *route, Signed *s, Err *err) {
    SessionFound found = who_is(api, req, &s->session);
    if (found == SESSION_EXPIRED) return FAIL(err, ERR_DENIED, "auth.expired", "the session has ended");
    if (found == SESSION_NONE) return FAIL(err, ERR_DENIED, "auth.required", "sign in first");
    bool unsafe = route->method != GET;
    if (unsafe && !s->session.machine && !same_text(req_header(req, "x-csrf-token"), s->session.csrf))
        return FAIL(err, ERR_DENIED, "auth.csrf", "the header X-CSRF-Token is missing or wrong");
    if (s->session.must_change && !before_change(req))
        return FAIL(err, ERR_DENIED, "auth.change_password", "the first password must be changed");
    const SiteView *v = site_view(api->site);
    bool seated = asker_of(v->state, site_rules(api->site)->codes, s->session.user, s->session.post, &s->asker);
    if (seated) asker_copy(&s->asker, req->arena);
    const User *user = site_user(v->state, s->session.user);
    bool gone = !user || user->disabled;
    site_view_drop(v);
    if (gone) return FAIL(err, ERR_DENIED, "auth.expired", "the account is closed");
    if (!seated && route->may != MAY_SIGNED_IN) return FAIL(err, ERR_DENIED, "auth.no_post", "this user holds no post");
    if (seated && !asker_may(&s->asker, (Permission)route->may)) return FAIL(err, ERR_DENIED, "access.role", "your post may not do this");
    if (route->method == GET && about_cases((Permission)route->may) && audit_behind(api->audit))
        return FAIL(err, ERR_STORAGE, "audit.behind", "what is read cannot be put on record now, so nothing is shown");
    if (demands_key(route) && !req_header(req, "idempotency-key").n)
        return FAIL(err, ERR_INVALID, "idempotency.missing", "every command needs the header Idempotency-Key");
    return OK;
}

static Status authorize(void *app, void *local, const Req *req, const Route *route, Who *ret, Err *err) {
    Api *api = app;
    Signed *s = NEW(req->arena, Signed);
    Status status = admit(api, req, route, s, err);
    if (status == OK) {
        *ret = (Who){.actor = s->session.user, .more = s};
        return OK;
    }
    if (s->session.user)
        audit_note(api->audit, &(AuditNote){.at = site_now(api->site), .user = s->session.user, .post = s->session.post,
                                            .what = "refused", .outcome = "denied", .detail = str_c(route->pattern)});
    return status;
}

/* ---- the server */

static void *worker_begin(void *app, int index) {
    Api *api = app;
    Db *db = NULL;
    Err err = {0};
    if (db_pool_take(site_readers(api->site), 5000, &db, &err) != OK) log_err(LOG_ERROR, "worker", &err);
    ASSERT(db);
    return db;
}

static void worker_end(void *app, void *local) {
    db_pool_give(site_readers(((Api *)app)->site), local);
}

static void fault(void *app, int64_t request_id, const char *pattern, const Err *err) {
    log_line(LOG_ERROR, "fault request=%lld route=%s", (long long)request_id, pattern);
    log_err(LOG_ERROR, "fault", err);
}

static void access_line(void *app, const AccessLine *l) {
    log_line(LOG_DEBUG, "request id=%lld actor=%lld %s %s status=%d us=%lld complete=%d", (long long)l->request_id,
             (long long)l->actor, l->method, l->pattern, l->status, (long long)l->us, l->complete);
}

int api_readers(void) {
    return WORKERS + 3; /* each worker's own, the event hub's, and two to lend */
}

static Status serve(Api *api, const ApiHow *how, Err *err) {
    static const Pair HEADERS[] = {{{"Referrer-Policy", 15}, {"no-referrer", 11}},
                                   {{"X-Frame-Options", 15}, {"DENY", 4}},
                                   {{"X-Jindu-Demo", 12}, {"1", 1}}};
    HttpConfig c = {.host = how->host, .port = how->port, .routes = API_ROUTES, .n_routes = API_ROUTES_N, .workers = WORKERS,
                    .headers = HEADERS, .n_headers = api->demo ? 3 : 2,
                    .site = {.dir = how->web, .immutable = "/assets/", .csp = CSP, .api = "/api/"},
                    .hooks = {.app = api, .authorize = authorize, .texts = message_find, .access = access_line, .fault = fault,
                              .worker_begin = worker_begin, .worker_end = worker_end}};
    return http_start(&c, &api->server, err);
}

void api_describe(StrBuf *out) {
    openapi_write(API_ROUTES, API_ROUTES_N, demands_key, out);
}

static Status api_make(Api *api, const ApiHow *how, Db *db, Err *err) {
    StrBuf b;
    api->nobody = PASSWORD_OF_NOBODY;
    TRY(aside_open(site_url(api->site), &JINDU_QUERIES, &api->aside, err));
    TRY(audit_open(db, api->aside, &api->audit, err));
    TRY(sessions_open(db, api->aside, &how->sessions, &api->sessions, err));
    TRY(verifier_open(api->site, api->aside, api->audit, &api->verifier, err));
    api->pages = page_cache_new();
    api->asked = asked_new();
    api->turns = assign_turns_new();
    api->passwords = passwords_new(HASHERS, HASH_QUEUE);
    strbuf_init(&b, api->arena, MB(4));
    api_describe(&b);
    ASSERT(!b.overflow);
    packed_make(strbuf_str(&b), api->arena, &api->openapi);
    return OK;
}

Status api_open(const ApiHow *how, Api **ret, Err *err) {
    Arena *a = arena_new();
    Api *api = NEW(a, Api);
    Db *db;
    *api = (Api){.arena = a, .site = how->site, .secure = how->secure, .upload_max = how->upload_max, .cookie = how->cookie ? how->cookie : "jindu_session",
                 .practice_port = how->practice_port};
    if (!site_rules(how->site)->codes) {
        arena_free(a);
        return FAIL(err, ERR_INVALID, "rules.codes", "the rules have no code tables, so no post can be judged");
    }
    const SiteView *v = site_view(how->site);
    api->demo = v->state->demo;
    site_view_drop(v);
    Status s = db_pool_take(site_readers(how->site), 5000, &db, err);
    if (s == OK) {
        s = api_make(api, how, db, err);
        db_pool_give(site_readers(how->site), db);
    }
    if (s == OK) {
        api->hub = hub_new(api);
        if (!api->hub) s = FAIL(err, ERR_BUSY, "db.pool-empty", "no connection for the event streams");
    }
    if (s == OK) s = serve(api, how, err);
    if (s != OK) {
        api_close(api);
        return s;
    }
    *ret = api;
    return OK;
}

int api_port(const Api *api) {
    return http_port(api->server);
}

void api_close(Api *api) {
    if (api->server) http_stop(api->server, GRACE_MS); /* the writer still runs: what was begun is answered */
    if (api->verifier) verifier_close(api->verifier);
    if (api->hub) hub_free(api->hub);
    if (api->passwords) passwords_free(api->passwords);
    if (api->sessions) sessions_close(api->sessions);
    if (api->pages) page_cache_free(api->pages);
    asked_free(api->asked);
    assign_turns_free(api->turns);
    if (api->audit) audit_close(api->audit);
    if (api->aside) aside_close(api->aside);
    arena_free(api->arena);
}
