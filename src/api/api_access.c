// SPDX-License-Identifier: Apache-2.0
/*
 * Access asked for, granted for a time or refused. The asker never learns whether there is such a case: what he is told
 * follows from his own words, the clock, and a grant if one was given. A refusal, no answer and no case are one to him.
 */
#include "api/api.h"
#include "api/handlers.h"
#include "api/mask.h"
#include "core/subject.h"
#include "db/queries.h"
#include "store/find_words.h"
#include "store/stream_store.h"

enum { PAGE = 200, MEANT_MAX = 10, ANSWER_DAYS = 3 };

typedef struct Meant { /* the cases somebody's words may mean */
    int64_t cases[MEANT_MAX], holders[MEANT_MAX];
    size_t n;
} Meant;

/* By its id, any number written anyhow, the whole name of the case or of a person in it, or his identity number. */
static Status meant(const Ask *k, Str about, Meant *ret, Err *err) {
    Rows *r;
    Str name = find_normal(about, k->a), id_number = id_number_plain(about, k->a);
    if (id_parse(about, &ret->cases[0])) {
        TRY(db_run(k->db, Q_CASE_BRIEF, ARGS(VAL(ret->cases[0])), k->a, &r, err));
        ret->n = r->n ? 1 : 0;
        if (!ret->n) ret->cases[0] = 0;
        return OK;
    }
    TRY(db_run(k->db, Q_CASES_BY_WORDS,
               ARGS(VAL(find_number_word(about, k->a)), VAL(str_format(k->a, "=" STR_FMT, STR_ARG(name))),
                    VAL(str_format(k->a, "i" STR_FMT, STR_ARG(id_number))), VAL((int64_t)MEANT_MAX)),
               k->a, &r, err));
    for (ret->n = 0; ret->n < r->n; ret->n++) ret->cases[ret->n] = row_i64(r, ret->n, 0);
    return OK;
}

static bool answers(const Ask *k, int64_t agency) {
    const Agency *g = world_agency(k->world, agency);
    return g && g->on_from != TIME_NONE && g->on_from <= k->now;
}

/* Whose case it is; of an organ that is not on the platform, the first one that works on the case and is. */
static int64_t holder(const Ask *k, int64_t id) {
    Case c;
    if (case_read(k->db, id, k->a, &c, NULL) != OK) return 0;
    if (answers(k, c.agency)) return c.agency;
    for (size_t i = 0; i < c.assignments.n; i++)
        if (answers(k, c.assignments.v[i].agency)) return c.assignments.v[i].agency;
    for (size_t i = 0; i < c.organs.n; i++)
        if (answers(k, c.organs.v[i].agency)) return c.organs.v[i].agency;
    return c.agency;
}

/* The answer is the same whether or not there is such a case: the asker learns nothing, its holder is told. */
Status api_ask_access(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const AskIn *in = req->in;
    const Asker *as = &k.who->asker;
    Str about = str_trim(in->about), reason = str_trim(in->reason);
    Meant m = {0};
    if (!about.n) return FAIL(err, ERR_INVALID, "field.value", "/case: which case");
    if (!reason.n) return FAIL(err, ERR_INVALID, "reason.needed", "say why");
    TRY(meant(&k, about, &m, err));
    int64_t ids[MEANT_MAX]; /* as many for any request: from the numbers of two in a row nobody counts what one meant */
    for (size_t i = 0; i < MEANT_MAX; i++) ids[i] = site_id(k.api->site);
    for (size_t i = 0; i < m.n || i == 0; i++) { /* also what means no case: the asker has it in his list */
        m.holders[i] = m.cases[i] ? holder(&k, m.cases[i]) : 0;
        aside_put(k.api->aside, Q_ACCESS_ASK_ADD,
                  ARGS(VAL(ids[i]), VAL(k.now), VAL(as->user->id), VAL(as->agency->id), VAL(about), VAL(reason),
                       VAL(m.cases[i]), VAL(m.holders[i])));
    }
    ask_audit(&k, "ask", 0, "ok", about);
    TRY(aside_sync(k.api->aside, err));
    for (size_t i = 0; i < m.n; i++) hub_asked(k.api->hub, m.cases[i], m.holders[i]);
    resp->status = 202;
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "message_zh"), json_strz(&j, "申请已提交；如有该案，承办单位会收到");
    json_key(&j, "message_en"), json_strz(&j, "the request was handed in; if there is such a case, its holder will see it");
    json_end_obj(&j);
    return OK;
}

static bool answered_by_grant(const Case *c, int64_t user, Time asked) {
    for (size_t i = 0; i < c->grants.n; i++)
        if (c->grants.v[i].user == user && c->grants.v[i].at >= asked) return true;
    return false;
}

static void put_person(const Ask *k, Json *j, int64_t user, int64_t agency) {
    const User *u = site_user(k->site, user);
    const Agency *g = world_agency(k->world, agency);
    json_key(j, "user"), json_id(j, user);
    if (u) json_key(j, "user_name"), json_str(j, u->name);
    if (g) json_key(j, "agency"), json_str(j, g->name);
}

bool asks_come_to(const SiteState *s, const World *w, const Asker *as, int64_t agency, Time now) {
    const Agency *g = world_agency(w, agency);
    if (agency == as->agency->id) return true;
    return g && (as->ranks & 1u << RANK_DESK) && str_eq(g->region, as->agency->region) && access_behalf(s, as, agency, now);
}

bool asks_come_here(const Ask *k, int64_t agency) {
    return asks_come_to(k->site, k->world, &k->who->asker, agency, k->now);
}

static void put_ask(const Ask *k, const CaseSeen *seen, const Rows *r, size_t i, Json *j) {
    json_obj(j);
    json_key(j, "id"), json_id(j, row_i64(r, i, 0));
    json_key(j, "at"), json_time(j, row_i64(r, i, 1));
    put_person(k, j, row_i64(r, i, 2), row_i64(r, i, 3));
    json_key(j, "asked"), json_str(j, row_str(r, i, 4));
    json_key(j, "reason"), json_str(j, row_str(r, i, 5));
    json_key(j, "case"), json_id(j, seen->c.id);
    json_key(j, "case_name"), json_str(j, mask_name(k, seen, seen->c.name));
    json_end_obj(j);
}

static Status put_asks_to(const Ask *k, int64_t agency, int64_t limit, Json *j, Err *err) {
    Rows *r;
    TRY(db_run(k->db, Q_ACCESS_ASK_LIST, ARGS(VAL(agency), VAL(limit)), k->a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        CaseSeen seen;
        if (case_see(k, row_i64(r, i, 6), ACCESS_ACT, &seen, NULL) != OK) continue;
        if (answered_by_grant(&seen.c, row_i64(r, i, 2), row_i64(r, i, 1))) /* before grants settled what they answer */
            aside_put(k->api->aside, Q_ACCESS_ASK_SETTLE, ARGS(VAL(row_i64(r, i, 0)), VAL(k->now), VAL(agency)));
        else
            put_ask(k, &seen, r, i, j);
    }
    return OK;
}

/* What waits for an answer here. */
Status api_access_asks(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "requests");
    json_arr(&j);
    for (size_t i = 0; i < k.site->agencies.n; i++) {
        int64_t id = k.site->agencies.v[i].id;
        if (asks_come_here(&k, id)) TRY(put_asks_to(&k, id, q->limit ? q->limit : PAGE, &j, err));
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}

/* ---- what the asker himself is told */

typedef struct Answered { /* what grants say to one request; it may have meant several cases */
    bool live, over;
} Answered;

static void put_granted(const Ask *k, const Grant *g, int64_t case_id, Json *j) {
    CaseSeen seen;
    if (case_see(k, case_id, ACCESS_READ, &seen, NULL) != OK) return;
    json_obj(j);
    json_key(j, "case"), json_id(j, case_id);
    json_key(j, "case_name"), json_str(j, mask_name(k, &seen, seen.c.name));
    json_key(j, "until"), json_time(j, g->until);
    json_end_obj(j);
}

/* A settled row was answered: by a grant, which the case tells, or by a refusal, which nothing tells. */
static void put_answer(const Ask *k, int64_t case_id, Time asked, Answered *ret, Json *j) {
    Case c;
    if (case_read(k->db, case_id, k->a, &c, NULL) != OK) return;
    const Grant *last = NULL;
    for (size_t i = 0; i < c.grants.n; i++) {
        const Grant *g = &c.grants.v[i];
        if (g->user == k->who->asker.user->id && g->at >= asked && (!last || g->until > last->until)) last = g;
    }
    if (!last) return;
    bool live = last->until > k->now;
    ret->live |= live;
    ret->over |= !live;
    if (live) put_granted(k, last, case_id, j);
}

static void put_own(const Ask *k, const Rows *r, size_t i, size_t end, Json *j) {
    Time asked = row_i64(r, i, 1), by = asked + ANSWER_DAYS * DAY_US;
    Answered is = {0};
    json_obj(j);
    json_key(j, "id"), json_id(j, row_i64(r, i, 0));
    json_key(j, "at"), json_time(j, asked);
    json_key(j, "asked"), json_str(j, row_str(r, i, 2));
    json_key(j, "reason"), json_str(j, row_str(r, i, 3));
    json_key(j, "by"), json_time(j, by);
    json_key(j, "granted");
    json_arr(j);
    for (; i < end; i++)
        if (row_i64(r, i, 4) && !row_is_null(r, i, 5)) put_answer(k, row_i64(r, i, 4), asked, &is, j);
    json_end_arr(j);
    json_key(j, "state");
    json_strz(j, is.live ? "granted" : is.over ? "over" : k->now < by ? "waiting" : "no");
    json_end_obj(j);
}

Status api_own_asks(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    Rows *r;
    TRY(db_run(k.db, Q_ACCESS_ASKS_OF, ARGS(VAL(k.who->asker.user->id), VAL((int64_t)(q->limit ? q->limit : PAGE))), k.a, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "requests");
    json_arr(&j);
    for (size_t i = 0, end; i < r->n; i = end) { /* rows of one moment are one request */
        for (end = i + 1; end < r->n && row_i64(r, end, 1) == row_i64(r, i, 1); end++) continue;
        put_own(&k, r, i, end, &j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}

/* ---- what the agency has granted, as long as it holds */

static void put_grant(const Ask *k, const CaseSeen *seen, const Grant *g, Json *j) {
    const User *by = site_user(k->site, g->by);
    const UserPost *p = first_post(k->site, g->user);
    json_obj(j);
    json_key(j, "id"), json_id(j, g->id);
    json_key(j, "case"), json_id(j, seen->c.id);
    json_key(j, "case_name"), json_str(j, mask_name(k, seen, seen->c.name));
    put_person(k, j, g->user, p ? p->agency : 0);
    if (by) json_key(j, "by_name"), json_str(j, by->name);
    json_key(j, "at"), json_time(j, g->at);
    json_key(j, "until"), json_time(j, g->until);
    json_key(j, "reason"), json_str(j, g->reason);
    json_end_obj(j);
}

Status api_grants(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    Rows *r;
    TRY(db_run(k.db, Q_GRANTS_OF,
               ARGS(VAL(k.who->asker.agency->id), VAL(k.now), VAL((int64_t)(q->limit ? q->limit : PAGE))), k.a, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "grants");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) {
        CaseSeen seen;
        if (case_see(&k, row_i64(r, i, 0), ACCESS_ACT, &seen, NULL) != OK) continue;
        for (size_t g = 0; g < seen.c.grants.n; g++)
            if (seen.c.grants.v[g].until > k.now) put_grant(&k, &seen, &seen.c.grants.v[g], &j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}
