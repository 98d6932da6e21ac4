// SPDX-License-Identifier: Apache-2.0
/* What can be known without a case: agencies, code tables, colleagues; and the state of the server itself. */
#include "api/api.h"
#include "api/handlers.h"
#include "db/queries.h"

static void put_agency(const Agency *g, Time now, Json *j) {
    json_obj(j);
    json_key(j, "id"), json_id(j, g->id);
    json_key(j, "name"), json_str(j, g->name);
    json_key(j, "kind"), json_str(j, g->kind);
    json_key(j, "region"), json_str(j, g->region);
    json_key(j, "level"), json_i64(j, g->level);
    json_key(j, "parent"), json_id(j, g->parent);
    json_key(j, "on_platform"), json_bool(j, g->on_from != TIME_NONE && g->on_from <= now);
    json_key(j, "on_from"), json_time(j, g->on_from);
    json_end_obj(j);
}

Status api_agencies(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    Json j = resp_json(resp);
    json_arr(&j);
    for (size_t i = 0; i < k.site->agencies.n; i++) {
        const Agency *g = &k.site->agencies.v[i];
        if (q->kind.n && !str_eq(q->kind, g->kind)) continue;
        if (q->region.n && !str_starts(g->region, q->region)) continue;
        put_agency(g, k.now, &j);
    }
    json_end_arr(&j);
    return OK;
}

/* p NULL: he has no post yet. */
static void put_user(const Ask *k, const User *u, const UserPost *p, bool all, Json *j) {
    const Agency *g = p ? world_agency(k->world, p->agency) : NULL;
    json_obj(j);
    json_key(j, "id"), json_id(j, u->id);
    json_key(j, "name"), json_str(j, u->name);
    if (all) json_key(j, "login"), json_str(j, u->login);
    json_key(j, "enabled"), json_bool(j, !u->disabled);
    json_key(j, "post"), json_id(j, p ? p->id : 0);
    json_key(j, "agency"), json_id(j, p ? p->agency : 0);
    if (g) json_key(j, "agency_name"), json_str(j, g->name);
    json_key(j, "section"), json_str(j, p ? p->section : (Str){0});
    json_key(j, "roles");
    json_arr(j);
    for (size_t r = 0; p && r < p->roles.n; r++) json_str(j, p->roles.v[r]);
    json_end_arr(j);
    json_end_obj(j);
}

static bool seated(const SiteState *s, int64_t user) {
    for (size_t i = 0; i < s->posts.n; i++)
        if (s->posts.v[i].user == user && !s->posts.v[i].ended) return true;
    return false;
}

/* Of one's own agency; administrators keep accounts and see all, those without a post first: they wait for one. */
Status api_users(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const Asker *as = &k.who->asker;
    bool all = as->post && (asker_may(as, MAY_STAFFING) || asker_may(as, MAY_AUDIT));
    Json j = resp_json(resp);
    json_arr(&j);
    for (size_t i = 0; all && i < k.site->users.n; i++)
        if (!seated(k.site, k.site->users.v[i].id)) put_user(&k, &k.site->users.v[i], NULL, all, &j);
    for (size_t i = 0; i < k.site->posts.n; i++) {
        const UserPost *p = &k.site->posts.v[i];
        const User *u = site_user(k.site, p->user);
        if (p->ended || !u || !as->agency || (!all && p->agency != as->agency->id)) continue;
        put_user(&k, u, p, all, &j);
    }
    json_end_arr(&j);
    return OK;
}

static void put_code(const Codes *codes, CodeKind kind, const Code *c, Json *j) {
    json_obj(j);
    json_key(j, "id"), json_str(j, c->id);
    json_key(j, "name"), json_str(j, c->name);
    if (c->en.n) json_key(j, "en"), json_str(j, c->en);
    if (kind == CODE_CHARGE) json_key(j, "number"), json_i64(j, ((const CodeCharge *)c)->number);
    if (kind == CODE_REGION) {
        json_key(j, "level"), json_i64(j, ((const CodeRegion *)c)->level);
        json_key(j, "parent"), json_str(j, ((const CodeRegion *)c)->parent);
    }
    if (kind == CODE_ROLE || kind == CODE_RETURN_REASON) {
        const CodeWords *w = kind == CODE_ROLE ? &((const CodeRole *)c)->agencies : &((const CodeReturnReason *)c)->used_by;
        json_key(j, kind == CODE_ROLE ? "agencies" : "used_by");
        json_arr(j);
        for (size_t i = 0; i < w->n; i++) json_str(j, w->v[i]);
        json_end_arr(j);
    }
    if (kind == CODE_PARTICIPANT) json_key(j, "protects"), json_bool(j, ((const CodeParticipant *)c)->protects);
    if (kind == CODE_RETURN_REASON) {
        json_key(j, "code"), json_str(j, ((const CodeReturnReason *)c)->code_no);
        json_key(j, "unit"), json_str(j, ((const CodeReturnReason *)c)->unit);
    }
    json_end_obj(j);
}

Status api_code_table(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    static const char *const NAMES[CODE_KIND_N] = {
        [CODE_LAW] = "laws",         [CODE_CHARGE] = "charges",     [CODE_REGION] = "regions",
        [CODE_AGENCY_KIND] = "agency_kinds", [CODE_ROLE] = "roles", [CODE_MEASURE] = "measures",
        [CODE_RETURN_REASON] = "return_reasons", [CODE_PROOF] = "proofs", [CODE_DOCUMENT] = "documents",
        [CODE_VOLUME] = "volumes",   [CODE_GROUP] = "groups",       [CODE_CLASS] = "classes",
        [CODE_CATALOGUE] = "catalogues", [CODE_ITEM] = "items",     [CODE_OUTCOME] = "outcomes",
        [CODE_NUMBER] = "numbers",   [CODE_ID_KIND] = "id_kinds",   [CODE_SEX] = "sexes",
        [CODE_PARTICIPANT] = "participants"};
    const Api *api = ctx->app;
    const Codes *codes = site_rules(api->site)->codes;
    Str table = req_param(req, "table");
    for (int kind = 0; kind < CODE_KIND_N; kind++) {
        if (!str_eqz(table, NAMES[kind])) continue;
        const CodeTable *t = &codes->tables[kind];
        Json j = resp_json(resp);
        json_arr(&j);
        for (size_t i = 0; i < t->n; i++) put_code(codes, (CodeKind)kind, t->rows[i], &j);
        json_end_arr(&j);
        return OK;
    }
    return FAIL(err, ERR_NOT_FOUND, "table.none", "there is no such code table");
}

Status api_openapi(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    const Api *api = ctx->app;
    packed_answer(&api->openapi, "application/json", req, resp);
    return OK;
}

Status api_health(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    resp_text(resp, "application/json", S("{\"ok\":true}"));
    return OK;
}

/* Whoever comes to a demo site may be anybody of it: their password is printed for all. A real site names nobody. */
Status api_demo(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    const Api *api = ctx->app;
    const SiteView *view = site_view(api->site);
    const SiteState *site = view->state;
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "demo"), json_bool(&j, site->demo);
    json_key(&j, "people");
    json_arr(&j);
    for (size_t i = 0; site->demo && i < site->users.n; i++) {
        const User *u = &site->users.v[i];
        const UserPost *p = NULL;
        for (size_t k = 0; k < site->posts.n; k++)
            if (site->posts.v[k].user == u->id && !site->posts.v[k].ended) p = &site->posts.v[k];
        const Agency *g = p ? world_agency(&view->world, p->agency) : NULL;
        const Code *role = p && p->roles.n ? codes_find(site_rules(api->site)->codes, CODE_ROLE, p->roles.v[0]) : NULL;
        if (u->disabled || !g || !role) continue;
        json_obj(&j);
        json_key(&j, "login"), json_str(&j, u->login);
        json_key(&j, "name"), json_str(&j, u->name);
        json_key(&j, "agency"), json_str(&j, g->name);
        json_key(&j, "role"), json_str(&j, role->id);
        json_key(&j, "role_zh"), json_str(&j, role->name);
        json_key(&j, "role_en"), json_str(&j, role->en);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    site_view_drop(view);
    return OK;
}

Status api_ready(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    Api *api = ctx->app;
    Rows *r;
    TRY(db_run(ctx->local, Q_LOG_LAST, NO_ARGS, req->arena, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "ok"), json_bool(&j, true);
    json_key(&j, "pos"), json_i64(&j, r->n ? row_i64(r, 0, 0) : 0);
    json_key(&j, "demo"), json_bool(&j, api->demo);
    json_end_obj(&j);
    return OK;
}

static void gauge(StrBuf *out, const char *name, const char *type, int64_t v) {
    strbuf_f(out, "# TYPE jindu_%s %s\njindu_%s %lld\n", name, type, name, (long long)v);
}

Status api_metrics(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    Api *api = ctx->app;
    WriterStats w = writer_stats(site_writer(api->site));
    VaultSwept swept = site_sweeps(api->site);
    resp_text(resp, "text/plain; version=0.0.4", S(""));
    http_metrics(api->server, &resp->body);
    gauge(&resp->body, "writer_commits_total", "counter", w.commits);
    gauge(&resp->body, "writer_commands_total", "counter", w.commands);
    gauge(&resp->body, "writer_refused_total", "counter", w.refused);
    gauge(&resp->body, "writer_repeated_total", "counter", w.repeated);
    gauge(&resp->body, "writer_faults_total", "counter", w.faults);
    gauge(&resp->body, "writer_rows_total", "counter", w.rows);
    gauge(&resp->body, "writer_queue", "gauge", (int64_t)w.queued);
    gauge(&resp->body, "writer_cases_kept", "gauge", (int64_t)w.kept);
    gauge(&resp->body, "vault_swept_total", "counter", (int64_t)swept.removed);
    gauge(&resp->body, "vault_swept_bytes_total", "counter", (int64_t)swept.removed_bytes);
    gauge(&resp->body, "sessions", "gauge", (int64_t)sessions_live(api->sessions));
    gauge(&resp->body, "event_streams", "gauge", (int64_t)hub_count(api->hub));
    return OK;
}
