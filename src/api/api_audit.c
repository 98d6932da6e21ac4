// SPDX-License-Identifier: Apache-2.0
/* The audit, looked through: by who, what, what came of it, agency, case and time, a page at a time. */
#include "api/handlers.h"
#include "api/api.h"
#include "db/queries.h"

enum { AUDIT_PAGE = 100 };

typedef struct Wanted {
    Time before_at, from;
    int64_t before_id, user;
} Wanted;

static Status time_of(Str text, bool end, Time *ret, Err *err) {
    Day d;
    if (day_parse(text, &d)) *ret = day_start(end ? d + 1 : d);
    else if (!time_parse(text, ret)) return FAIL(err, ERR_INVALID, "field.form", "a period is given by dates");
    return OK;
}

/* Where the page before ended; nobody, if that entry is not there. */
static Status after_page(const Ask *k, int64_t before, Wanted *w, Err *err) {
    Rows *r;
    TRY(db_run(k->db, Q_AUDIT_AT, ARGS(VAL(before)), k->a, &r, err));
    w->before_at = r->n ? row_i64(r, 0, 0) : INT64_MIN;
    w->before_id = before;
    return OK;
}

static const User *user_called(const SiteState *s, Str login) {
    for (size_t i = 0; i < s->users.n; i++)
        if (str_eq(s->users.v[i].login, login)) return &s->users.v[i];
    return NULL;
}

static Status wanted(const Ask *k, const PageQuery *q, Wanted *w, Err *err) {
    *w = (Wanted){.before_at = INT64_MAX, .from = INT64_MIN, .user = q->user};
    if (q->from.n) TRY(time_of(q->from, false, &w->from, err));
    if (q->to.n) TRY(time_of(q->to, true, &w->before_at, err));
    if (q->before) TRY(after_page(k, q->before, w, err));
    const User *u = q->q.n ? user_called(k->site, q->q) : NULL;
    if (q->q.n) w->user = u ? u->id : -1;
    return OK;
}

/* By what leaves least to be looked through: a query whose index begins with it. */
static Query query_for(const PageQuery *q, const Wanted *w) {
    if (q->about) return Q_AUDIT_PAGE_CASE;
    if (w->user) return Q_AUDIT_PAGE_USER;
    if (q->outcome.n && !str_eqz(q->outcome, "ok")) return Q_AUDIT_PAGE_OUTCOME;
    if (q->act.n && !str_eqz(q->act, "read")) return Q_AUDIT_PAGE_WHAT;
    return q->agency ? Q_AUDIT_PAGE_AGENCY : Q_AUDIT_PAGE;
}

static void put_entry(const Ask *k, const Rows *r, size_t i, Json *j) {
    const User *u = site_user(k->site, row_i64(r, i, 2));
    json_obj(j);
    json_key(j, "id"), json_id(j, row_i64(r, i, 0));
    json_key(j, "at"), json_time(j, row_i64(r, i, 1));
    json_key(j, "user"), json_id(j, row_i64(r, i, 2));
    if (u) {
        json_key(j, "login"), json_str(j, u->login);
        json_key(j, "name"), json_str(j, u->name);
    }
    json_key(j, "agency"), json_id(j, row_i64(r, i, 4));
    json_key(j, "what"), json_str(j, row_str(r, i, 5));
    json_key(j, "case"), json_id(j, row_i64(r, i, 6));
    json_key(j, "detail"), json_str(j, row_str(r, i, 7));
    json_key(j, "outcome"), json_str(j, row_str(r, i, 8));
    json_end_obj(j);
}

/* What can be asked for, with the first page. */
static Status put_whats(const Ask *k, Json *j, Err *err) {
    Rows *r;
    TRY(db_run(k->db, Q_AUDIT_WHATS, NO_ARGS, k->a, &r, err));
    json_key(j, "whats");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) json_str(j, row_str(r, i, 0));
    json_str(j, S("read"));
    json_end_arr(j);
    return OK;
}

Status api_audit_page(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t limit = q->limit ? q->limit : AUDIT_PAGE;
    Wanted w;
    Rows *r;
    TRY(aside_sync(k.api->aside, err));
    TRY(wanted(&k, q, &w, err));
    TRY(db_run(k.db, query_for(q, &w),
               ARGS(VAL(w.before_at), VAL(w.before_id), VAL(w.from), VAL(w.user), VAL(q->about), VAL(q->agency), VAL(q->act),
                    VAL(q->outcome), VAL(limit)),
               k.a, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "entries");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) put_entry(&k, r, i, &j);
    json_end_arr(&j);
    if (!q->before) TRY(put_whats(&k, &j, err));
    if ((int64_t)r->n == limit) json_key(&j, "before"), json_id(&j, row_i64(r, r->n - 1, 0));
    json_end_obj(&j);
    return OK;
}
