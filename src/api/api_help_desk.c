// SPDX-License-Identifier: Apache-2.0
/*
 * Problems of the platform itself, from whoever met one to the system administrator and back; and who has practised what.
 *
 * What a sender writes may touch on a case, so only he and the administrator read it. What others read, and what leaves
 * the site, is the administrator's own wording.
 */
#include "api/api.h"
#include "api/handlers.h"

static bool administers(const Ask *k) {
    return k->who->asker.post && asker_may(&k->who->asker, MAY_SYSTEM);
}

static Status seated(const Ask *k, Err *err) {
    return k->who->asker.post ? OK : FAIL(err, ERR_DENIED, "auth.no_post", "this user holds no post");
}

/* The one whose answer counts. */
static const Reported *main_of(const SiteState *s, const Reported *p) {
    const Reported *main = p->same_as ? site_problem(s, p->same_as) : NULL;
    return main ? main : p;
}

static int64_t joined_to(const SiteState *s, int64_t id) {
    int64_t n = 0;
    for (size_t i = 0; i < s->problems.n; i++) n += s->problems.v[i].same_as == id;
    return n;
}

static void put_name(const Ask *k, const char *key, int64_t user, Json *j) {
    const User *u = site_user(k->site, user);
    json_key(j, key), json_str(j, u ? u->name : (Str){0});
}

static void put_problem(const Ask *k, const Reported *p, bool whole, Json *j) {
    const Reported *main = main_of(k->site, p);
    const Agency *g = world_agency(k->world, p->agency);
    json_obj(j);
    json_key(j, "id"), json_id(j, p->id);
    json_key(j, "number"), json_i64(j, p->number);
    json_key(j, "life"), json_strz(j, PROBLEM_LIFE[main->life]);
    json_key(j, "title"), json_str(j, main->title);
    json_key(j, "answer"), json_str(j, main->answer);
    json_key(j, "since"), json_time(j, p->since);
    json_key(j, "at"), json_time(j, main->at);
    json_key(j, "mine"), json_bool(j, p->user == k->who->session.user);
    if (main != p) json_key(j, "same_as"), json_i64(j, main->number);
    if (whole) {
        json_key(j, "text"), json_str(j, p->text);
        json_key(j, "page"), json_str(j, p->page);
        json_key(j, "request"), json_str(j, p->request);
        put_name(k, "by", p->user, j);
        json_key(j, "agency"), json_str(j, g ? g->name : (Str){0});
        json_key(j, "joined"), json_i64(j, joined_to(k->site, p->id));
    }
    json_end_obj(j);
}

/* Newest first: one's own whole, the administrator's all; of others' only what is published as known. */
Status api_problems(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    bool all = administers(&k);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "problems");
    json_arr(&j);
    for (size_t i = k.site->problems.n; i-- > 0;) {
        const Reported *p = &k.site->problems.v[i];
        bool whole = all || p->user == k.who->session.user;
        if (whole || (p->life == PROBLEM_KNOWN && !p->same_as)) put_problem(&k, p, whole, &j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}

static Status problem_made(const Ask *k, const SiteCommand *cmd, Resp *resp, Err *err) {
    WriteAsk ask = {0};
    WriteResult r;
    bool done;
    TRY(site_run(k, cmd, &ask, resp, &r, &done, err));
    if (!done) return OK;
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "made"), json_id(&j, r.made);
    json_key(&j, "pos"), json_i64(&j, r.pos);
    json_end_obj(&j);
    return OK;
}

Status api_report_problem(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const ProblemIn *in = req->in;
    TRY(seated(&k, err));
    return problem_made(&k, &(SiteCommand){.kind = SITE_PROBLEM, .problem = {.page = in->page, .request = in->request, .text = in->text}},
                        resp, err);
}

static Status problem_named(const Ask *k, const Reported **ret, Err *err) {
    int64_t id;
    TRY(req_param_id(k->req, "problem", &id, err));
    *ret = site_problem(k->site, id);
    return *ret ? OK : FAIL(err, ERR_NOT_FOUND, "problem.none", "there is no such problem");
}

Status api_answer_problem(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const ProblemIn *in = req->in;
    const Reported *p;
    TRY(problem_named(&k, &p, err));
    return problem_made(&k, &(SiteCommand){.kind = SITE_PROBLEM, .problem = {.id = p->id, .life = in->life, .title = in->title,
                                           .answer = in->answer, .same_as = in->same_as}},
                        resp, err);
}

/* Numbers long enough to name a person or a case do not leave the site, even in the administrator's wording. */
static Str without_numbers(Str s, Arena *a) {
    enum { LONGEST_KEPT = 4 };
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        size_t k = 0;
        while (i + k < s.n && s.p[i + k] >= '0' && s.p[i + k] <= '9') k++;
        for (size_t m = 0; m < k; m++) out[n++] = k > LONGEST_KEPT ? '*' : s.p[i + m];
        i += k;
        if (!k) out[n++] = s.p[i++];
    }
    return str_n(out, n);
}

Status api_problem_report(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const Reported *p;
    TRY(problem_named(&k, &p, err));
    p = main_of(k.site, p);
    const Agency *g = world_agency(k.world, p->agency);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "site"), json_str(&j, k.site->name);
    json_key(&j, "number"), json_i64(&j, p->number);
    json_key(&j, "life"), json_strz(&j, PROBLEM_LIFE[p->life]);
    json_key(&j, "agency_kind"), json_str(&j, g ? g->kind : (Str){0});
    json_key(&j, "page"), json_str(&j, p->page);
    json_key(&j, "request"), json_str(&j, p->request);
    json_key(&j, "since"), json_time(&j, p->since);
    json_key(&j, "title"), json_str(&j, without_numbers(p->title, k.a));
    json_key(&j, "answer"), json_str(&j, without_numbers(p->answer, k.a));
    json_key(&j, "joined"), json_i64(&j, joined_to(k.site, p->id));
    json_end_obj(&j);
    ask_audit(&k, "export", 0, "ok", S("problem"));
    return OK;
}

Status api_practices(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const Asker *who = &k.who->asker;
    bool all = administers(&k), unit = who->post && asker_may(who, MAY_LEAD);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "done");
    json_arr(&j);
    for (size_t i = 0; i < k.site->practices.n; i++) {
        const Practice *p = &k.site->practices.v[i];
        const Agency *g = world_agency(k.world, p->agency);
        if (!all && p->user != k.who->session.user && (!unit || p->agency != who->agency->id)) continue;
        json_obj(&j);
        json_key(&j, "exercise"), json_str(&j, p->exercise);
        json_key(&j, "user"), json_id(&j, p->user);
        put_name(&k, "name", p->user, &j);
        json_key(&j, "agency"), json_str(&j, g ? g->name : (Str){0});
        json_key(&j, "at"), json_time(&j, p->at);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    if (k.api->practice_port) json_key(&j, "port"), json_i64(&j, k.api->practice_port);
    json_end_obj(&j);
    return OK;
}

Status api_practice_done(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    TRY(seated(&k, err));
    return problem_made(&k, &(SiteCommand){.kind = SITE_PRACTICE, .practice = {.exercise = ((const ProblemIn *)req->in)->exercise}}, resp, err);
}
