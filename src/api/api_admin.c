// SPDX-License-Identifier: Apache-2.0
/*
 * Agencies, users, posts, deputies and guides in force. These commands are rare, so a worker waits for the writer.
 * Secrets are shown once, in the answer that made them.
 */
#include "api/api.h"
#include "api/handlers.h"
#include "api/once.h"
#include "app/certificate.h"
#include "app/judge.h"
#include "app/staffing.h"
#include "core/guide_check.h"
#include "store/stream_store.h"

enum { HANDOVER_PAGE = 200 };

Status site_run(const Ask *k, const SiteCommand *cmd, WriteAsk *ask, Resp *resp, WriteResult *ret, bool *ret_done, Err *err) {
    ask->site = cmd;
    ask->who = actor_of(k, NULL, 0);
    ask->post = k->who->asker.post->id;
    TRY(command_key(k, &ask->key, &ask->request, err));
    TRY(writer_run(site_writer(k->api->site), ask, k->a, ret, err));
    *ret_done = !ret->refused;
    ask_audit(k, "admin", 0, ret->refused ? "refused" : "ok", str_c(SITE_COMMAND_NAMES[cmd->kind]));
    if (ret->refused) resp_refused(resp, &ret->refusal, k->a);
    return OK;
}

static Json answer_begin(Resp *resp, const WriteResult *r) {
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "made"), json_id(&j, r->made);
    json_key(&j, "pos"), json_i64(&j, r->pos);
    return j;
}

/* What nobody can do any more after this: it is done all the same, and said at once. */
static void put_losses(const Ask *k, Json *j) {
    const SiteView *is = site_view(k->api->site);
    Losses lost = {0};
    judge_losses(&(Change){k->view, is, k->now, site_rules(k->api->site)->codes}, k->a, &lost);
    if (lost.n) {
        json_key(j, "warnings");
        json_arr(j);
        for (size_t i = 0; i < lost.n; i++) {
            json_obj(j);
            json_key(j, "code"), json_strz(j, "staff.none");
            json_key(j, "guide"), json_str(j, lost.v[i].guide);
            json_key(j, "agency"), json_str(j, lost.v[i].agency);
            json_key(j, "zh"), json_str(j, lost.v[i].zh);
            json_key(j, "en"), json_str(j, lost.v[i].en);
            json_end_obj(j);
        }
        json_end_arr(j);
    }
    site_view_drop(is);
}

static Status answer_made(const Ask *k, Resp *resp, const WriteResult *r) {
    Json j = answer_begin(resp, r);
    if (!r->repeated) put_losses(k, &j);
    json_end_obj(&j);
    return OK;
}

Status api_set_agency(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const AdminIn *in = req->in;
    const Codes *codes = site_rules(k.api->site)->codes;
    SiteCommand cmd = {.kind = SITE_AGENCY,
                       .agency = {.id = in->id, .parent = in->parent, .name = in->name, .kind = in->kind, .region = in->region,
                                  .level = in->level, .on_from = in->on_from, .serves = in->serves}};
    WriteAsk ask = {0};
    WriteResult r;
    bool done;
    if (!codes_find_agency_kind(codes, in->kind)) return FAIL(err, ERR_INVALID, "field.value", "/kind: no such kind of agency");
    TRY(site_run(&k, &cmd, &ask, resp, &r, &done, err));
    return done ? answer_made(&k, resp, &r) : OK;
}

static Status secret_put(const Ask *k, int64_t user, char ret[static PASSWORD_TEXT], Err *err) {
    char hash[PASSWORD_TEXT];
    password_make(ret);
    TRY(password_hash(str_c(ret), hash, err));
    aside_put(k->api->aside, Q_SECRET_PUT, ARGS(VAL(user), VAL(str_c(hash)), VAL(k->now), VAL((int64_t)1)));
    return OK;
}

Status secret_store(const Ask *k, int64_t user, char ret[static PASSWORD_TEXT], Err *err) {
    TRY(secret_put(k, user, ret, err));
    return aside_sync(k->api->aside, err);
}

Status api_add_user(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const AdminIn *in = req->in;
    SiteCommand cmd = {.kind = SITE_USER, .user = {.login = in->login, .name = in->name}};
    WriteAsk ask = {0};
    WriteResult r;
    bool done;
    char password[PASSWORD_TEXT];
    TRY(site_run(&k, &cmd, &ask, resp, &r, &done, err));
    if (!done) return OK;
    resp->status = 201;
    if (r.repeated) return answer_made(&k, resp, &r); /* the password was shown once */
    TRY(secret_store(&k, r.made, password, err));
    Json j = answer_begin(resp, &r);
    json_key(&j, "password"), json_strz(&j, password);
    json_end_obj(&j);
    return OK;
}

static Status user_named(const Ask *k, const User **ret, Err *err) {
    int64_t id;
    TRY(req_param_id(k->req, "user", &id, err));
    *ret = site_user(k->site, id);
    return *ret ? OK : FAIL(err, ERR_NOT_FOUND, "user.none", "there is no such user");
}

Status api_patch_user(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const User *u;
    WriteAsk ask = {0};
    WriteResult r;
    bool done;
    TRY(user_named(&k, &u, err));
    SiteCommand cmd = {.kind = SITE_USER, .user = *u};
    cmd.user.disabled = !((const AdminIn *)req->in)->enabled;
    TRY(site_run(&k, &cmd, &ask, resp, &r, &done, err));
    if (!done) return OK;
    if (cmd.user.disabled) TRY(sessions_end_user(k.api->sessions, u->id, (Hash){0}, err));
    return answer_made(&k, resp, &r);
}

static Status password_new(const Ask *k, const User *u, const Once *o, char ret[static PASSWORD_TEXT], Err *err) {
    TRY(secret_put(k, u->id, ret, err));
    once_keep(k, o);
    return sessions_end_user(k->api->sessions, u->id, (Hash){0}, err);
}

Status api_reset_password(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const User *u;
    char password[PASSWORD_TEXT];
    Once once;
    TRY(user_named(&k, &u, err));
    TRY(once_take(&k, &once, err));
    if (!once.again) {
        TRY(once_done(&k, &once, password_new(&k, u, &once, password, err)));
        (void)login_matched(k.api->sessions, u->login);
        ask_audit(&k, "admin", 0, "ok", S("password-reset"));
    }
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "repeated"), json_bool(&j, once.again);
    if (!once.again) json_key(&j, "password"), json_strz(&j, password); /* shown once */
    json_end_obj(&j);
    return OK;
}

static Status roles_fit(const Ask *k, const AdminIn *in, Err *err) {
    const Codes *codes = site_rules(k->api->site)->codes;
    const Agency *g = world_agency(k->world, in->agency);
    if (!g) return FAIL(err, ERR_INVALID, "agency.unknown", "there is no such agency");
    for (size_t i = 0; i < in->roles.n; i++) {
        const CodeRole *role = codes_find_role(codes, in->roles.v[i]);
        if (!role || !code_words_have(&role->agencies, g->kind))
            return FAIL(err, ERR_INVALID, "field.value", "/roles/%zu: a " STR_FMT " has no such post", i, STR_ARG(g->kind));
    }
    return OK;
}

Status api_set_user_post(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const AdminIn *in = req->in;
    const User *u;
    WriteAsk ask = {0};
    WriteResult r;
    bool done;
    TRY(user_named(&k, &u, err));
    TRY(roles_fit(&k, in, err));
    SiteCommand cmd = {.kind = SITE_POST,
                       .post = {.id = in->post, .user = u->id, .agency = in->agency, .roles = in->roles,
                                .section = in->section, .ended = in->ended}};
    TRY(site_run(&k, &cmd, &ask, resp, &r, &done, err));
    return done ? answer_made(&k, resp, &r) : OK;
}

static bool of_agency(const Ask *k, int64_t user, int64_t agency) {
    for (size_t i = 0; i < k->site->posts.n; i++) {
        const UserPost *p = &k->site->posts.v[i];
        if (p->user == user && p->agency == agency && !p->ended) return true;
    }
    return false;
}

static bool deputy_of(const Ask *k, int64_t id, int64_t agency, int64_t for_user) {
    for (size_t i = 0; i < k->site->deputies.n; i++) {
        const Deputy *d = &k->site->deputies.v[i];
        if (d->id == id) return d->agency == agency && d->stands_for == for_user;
    }
    return false;
}

Status api_set_deputy(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const AdminIn *in = req->in;
    int64_t own = k.who->asker.agency->id;
    WriteAsk ask = {0};
    WriteResult r;
    bool done;
    if (!of_agency(&k, in->user, own) || !of_agency(&k, in->for_user, own))
        return FAIL(err, ERR_INVALID, "user.unknown", "both must be of your agency");
    if (in->for_user != k.who->asker.user->id && !asker_may(&k.who->asker, MAY_LEAD))
        return FAIL(err, ERR_DENIED, "access.role", "only who leads names a deputy for somebody else");
    if (in->id && !deputy_of(&k, in->id, own, in->for_user))
        return FAIL(err, ERR_INVALID, "user.unknown", "no such deputy of that user in your agency");
    SiteCommand cmd = {.kind = SITE_DEPUTY,
                       .deputy = {.id = in->id, .ended = in->ended, .user = in->user, .stands_for = in->for_user, .agency = own, .from = in->from,
                                  .until = in->until, .reason = in->reason}};
    TRY(site_run(&k, &cmd, &ask, resp, &r, &done, err));
    return done ? answer_made(&k, resp, &r) : OK;
}

static bool works_on(const Case *c, int64_t agency, int64_t user) {
    const Assignment *as = case_assignment(c, agency);
    bool works = as && as->user == user;
    for (size_t i = 0; as && i < as->helpers.n; i++) works |= as->helpers.v[i] == user;
    return works;
}

typedef struct HandOver {
    Command cmd;
    Str key;
    Hash request;
    int64_t moved, refused;
} HandOver;

static Status hand_over_case(const Ask *k, HandOver *h, int64_t id, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Case c;
    WriteResult r;
    TRY(case_read(k->db, id, a, &c, err));
    if (!works_on(&c, k->who->asker.agency->id, h->cmd.user)) return OK;
    h->cmd.case_id = id;
    WriteAsk ask = {.cmd = &h->cmd, .who = actor_of(k, NULL, 0), .post = k->who->asker.post->id, .request = h->request,
                    .key = str_format(a, STR_FMT "/%lld", STR_ARG(h->key), (long long)id)};
    TRY(writer_run(site_writer(k->api->site), &ask, a, &r, err));
    h->moved += !r.refused;
    h->refused += r.refused;
    return OK;
}

/* One command a case, each in its own history; what cannot be handed over is counted and the rest goes on. */
Status api_hand_over(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const AdminIn *in = req->in;
    const User *u;
    Rows *rows;
    int64_t own = k.who->asker.agency->id, before = INT64_MAX;
    TRY(user_named(&k, &u, err));
    HandOver h = {.cmd = {.kind = CMD_HAND_OVER, .user = u->id, .to = in->user, .note = in->note}};
    TRY(command_key(&k, &h.key, &h.request, err));
    if (!of_agency(&k, u->id, own) || !of_agency(&k, in->user, own))
        return FAIL(err, ERR_NOT_FOUND, "user.none", "both must be of your agency");
    do {
        TRY(db_run(k.db, Q_CASE_LIST, ARGS(VAL(own), VAL(before), VAL((int64_t)1), VAL((int64_t)HANDOVER_PAGE)), k.a, &rows, err));
        for (size_t i = 0; i < rows->n; i++) TRY(hand_over_case(&k, &h, before = row_i64(rows, i, 0), err));
    } while (rows->n == HANDOVER_PAGE);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "moved"), json_i64(&j, h.moved);
    json_key(&j, "refused"), json_i64(&j, h.refused);
    json_end_obj(&j);
    return OK;
}

static void report_unsound(const Finding *v, size_t n, Resp *resp, Arena *a) {
    StrBuf b;
    Json j;
    strbuf_init(&b, a, MB(4));
    json_init(&j, &b);
    json_obj(&j);
    json_key(&j, "findings");
    json_arr(&j);
    for (size_t i = 0; i < n && i < 100; i++) {
        if (v[i].level != FINDING_UNSOUND) continue; /* what is only a note hinders nobody */
        json_obj(&j);
        json_key(&j, "code"), json_strz(&j, v[i].code);
        json_key(&j, "zh"), json_str(&j, v[i].zh);
        json_key(&j, "en"), json_str(&j, v[i].en);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    resp_problem(resp, 422, &(Problem){.code = "guide.unsound", .extra = str_n(b.p + 1, b.n - 2)});
}

/* Also with the people who are there, for each county's police. False: what is wrong has been answered. */
static bool sound_here(const Ask *k, GuideGraph *graph, const Guide *g, Resp *resp) {
    for (size_t i = 0; i < k->site->agencies.n; i++) {
        const Agency *near = &k->site->agencies.v[i];
        if (!judge_sees(k->site, near)) continue;
        Staffing staff = staffing_of(k->site, near, g, k->now, k->a);
        staff.codes = site_rules(k->api->site)->codes;
        GuideReport rep = guide_judge(graph, &staff, hash_sha256, k->a);
        if (rep.sound || *site_leaving(k->api->site)) continue;
        report_unsound(rep.v, rep.n, resp, k->a);
        return false;
    }
    return true;
}

/* And nobody is lost who changes his class, to it or from it. Each of the others is explored for this: some seconds. */
static bool total_here(const Ask *k, const GuideGraph *graph, const Guide *g, Resp *resp, PairReports *ret) {
    PairReport *all = NEW_N(k->a, PairReport, 2 * k->world->n_guides);
    *ret = (PairReports){.v = all};
    for (size_t i = k->world->n_retired; i < k->world->n_guides; i++) {
        const Guide *other = k->world->guides[i];
        if (str_eq(other->id, g->id)) continue;
        _cleanup_(arena_freep) Arena *work = arena_new();
        const GuideGraph *beside = guide_explore_unless(other, site_leaving(k->api->site), work);
        const PairReport pairs[] = {guide_pair(graph, beside, work), guide_pair(beside, graph, work)};
        for (size_t p = 0; p < LEN(pairs); p++) {
            all[ret->n++] = pairs[p]; /* one that is total has no findings, which would go with `work` */
            if (pairs[p].total) continue;
            report_unsound(pairs[p].v, pairs[p].n, resp, k->a);
            return false;
        }
    }
    return true;
}

/* Nothing is put in force that was not judged to the end. */
static Status still_here(const Ask *k, Err *err) {
    if (!*site_leaving(k->api->site)) return OK;
    return FAIL(err, ERR_STORAGE, "writer.stopped", "this process no longer writes; try again in a moment");
}

/* The guide of the rules folder, proven, with its certificate. */
Status api_publish_guide(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Rules *rules;
    Guide *g;
    WriteResult r;
    bool done;
    TRY(rules_read(site_rules(k.api->site)->dir, k.a, &rules, err));
    TRY(rules_guide(rules, req_param(req, "class"), k.a, &g, err));
    if (g->base) return FAIL(err, ERR_NOT_FOUND, "guide.none", "no person can be pinned to a base guide");
    GuideGraph *graph = guide_explore_unless(g, site_leaving(k.api->site), k.a);
    GuideReport rep = guide_judge(graph, &(Staffing){.full = true, .codes = rules->codes}, hash_sha256, k.a);
    TRY(still_here(&k, err));
    if (!rep.sound) {
        report_unsound(rep.v, rep.n, resp, k.a);
        return OK;
    }
    PairReports pairs;
    if (!sound_here(&k, graph, g, resp) || !total_here(&k, graph, g, resp, &pairs)) return OK;
    TRY(still_here(&k, err));
    Certificate proof = certificate_of(&rep, pairs, k.a);
    SiteCommand cmd = {.kind = SITE_GUIDE,
                       .guide = {.guide = g->hash, .class = g->id, .version = g->version, .life = GUIDE_IN_FORCE,
                                 .note = ((const AdminIn *)req->in)->note}};
    WriteAsk ask = {.guide = g->text, .certificate = &proof};
    TRY(site_run(&k, &cmd, &ask, resp, &r, &done, err));
    return done ? answer_made(&k, resp, &r) : OK;
}
