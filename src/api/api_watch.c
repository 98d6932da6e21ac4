// SPDX-License-Identifier: Apache-2.0
/* How things stand and how they went: open cases by class and stage with the cases themselves, and the flows of twelve months. */
#include "api/api.h"
#include "api/handlers.h"
#include "api/period.h"
#include "app/balance.h"
#include "app/figures.h"
#include "db/queries.h"

enum { LIST = 200, MONTHS = 12 };

Status api_open_stages(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Period p;
    Rows *r;
    TRY(period_of(&k, req->args, &p, err));
    TRY(db_run(k.db, Q_FIGURES_OPEN, ARGS(VAL(p.of.agency), VAL(p.of.region), VAL(p.of.class)), k.a, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "stages");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) {
        json_obj(&j);
        json_key(&j, "class"), json_str(&j, row_str(r, i, 0));
        json_key(&j, "stage"), json_str(&j, row_str(r, i, 1));
        json_key(&j, "cases"), json_i64(&j, row_i64(r, i, 2));
        json_key(&j, "persons"), json_i64(&j, row_i64(r, i, 3));
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}

/* No name: who watches progress is told the case, its class and where it stands. */
static void put_cases(const Ask *k, const Rows *r, int64_t limit, Json *j) {
    json_obj(j);
    json_key(j, "cases");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        const Agency *g = world_agency(k->world, row_i64(r, i, 3));
        json_obj(j);
        json_key(j, "case"), json_id(j, row_i64(r, i, 0));
        json_key(j, "class"), json_str(j, row_str(r, i, 1));
        json_key(j, "stage"), json_str(j, row_str(r, i, 2));
        json_key(j, "agency"), json_str(j, g ? g->name : S(""));
        json_key(j, "opened"), json_time(j, row_i64(r, i, 4));
        json_key(j, "persons"), json_i64(j, row_i64(r, i, 5));
        json_end_obj(j);
    }
    json_end_arr(j);
    if ((int64_t)r->n == limit) json_key(j, "next"), json_id(j, row_i64(r, r->n - 1, 0));
    json_end_obj(j);
}

Status api_open_cases(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t limit = q->limit ? q->limit : LIST;
    Period p;
    Rows *r;
    TRY(period_of(&k, q, &p, err));
    TRY(db_run(k.db, Q_OPEN_LIST, ARGS(VAL(p.of.agency), VAL(p.of.region), VAL(q->class), VAL(q->kind), VAL(q->after), VAL(limit)), k.a, &r, err));
    Json j = resp_json(resp);
    put_cases(&k, r, limit, &j);
    return OK;
}

Status api_rate_cases(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    Period p;
    Rows *r;
    TRY(period_of(&k, q, &p, err));
    FiguresAsk ask = {.db = k.db, .world = k.world, .from = p.from, .to = p.to, .of = p.of, .a = k.a};
    CasesAsk which = {.above = str_eqz(q->outcome, "above"), .after = q->after, .limit = q->limit ? q->limit : LIST};
    if (q->outcome.n && !which.above) return FAIL(err, ERR_INVALID, "field.value", "/side: above, or nothing");
    TRY(figures_cases(&ask, req_param(req, "figure"), &which, &r, err));
    Json j = resp_json(resp);
    put_cases(&k, r, which.limit, &j);
    return OK;
}

/* One line a person and stay. */
Status api_stays(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t limit = q->limit ? q->limit : LIST;
    Period p;
    Rows *r;
    TRY(period_of(&k, q, &p, err));
    TRY(db_run(k.db, Q_FIGURES_STAYS,
               ARGS(VAL(p.from), VAL(p.to), VAL(p.of.agency), VAL(p.of.region), VAL(p.of.class), VAL(q->kind), VAL(limit), VAL(q->after)),
               k.a, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "stays");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) {
        json_obj(&j);
        json_key(&j, "case"), json_id(&j, row_i64(r, i, 0));
        json_key(&j, "person"), json_id(&j, row_i64(r, i, 4));
        json_key(&j, "class"), json_str(&j, row_str(r, i, 1));
        json_key(&j, "from"), json_time(&j, row_i64(r, i, 2));
        json_key(&j, "to"), json_time(&j, row_i64(r, i, 3));
        json_key(&j, "hours"), json_i64(&j, (row_i64(r, i, 3) - row_i64(r, i, 2)) / HOUR);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    if ((int64_t)r->n == limit) json_key(&j, "next"), json_i64(&j, q->after + limit);
    json_end_obj(&j);
    return OK;
}

static Day month_before(Day first, int n) {
    Ymd d = day_ymd(first);
    int months = d.year * 12 + d.month - 1 - n;
    return day_from_ymd(months / 12, months % 12 + 1, 1);
}

/* The last twelve months, the running one among them. One from before the site began to count is left out. */
Status api_months(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Period p;
    TRY(period_of(&k, req->args, &p, err));
    Day now = month_before(day_of(k.now), 0);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "months");
    json_arr(&j);
    for (int i = MONTHS - 1; i >= 0; i--) {
        int64_t f[BALANCE_N];
        char text[DAY_TEXT];
        Day first = month_before(now, i), after = month_before(now, i - 1);
        if (day_start(after) <= k.site->created) continue;
        TRY(balance_flows(k.db, day_start(first), day_start(after), &p.of, k.a, f, err));
        day_format(first, text);
        json_obj(&j);
        json_key(&j, "month"), json_str(&j, str_n(text, 7));
        json_key(&j, "pushed"), json_i64(&j, f[BALANCE_PUSHED]);
        json_key(&j, "returned"), json_i64(&j, f[BALANCE_RETURNED]);
        json_key(&j, "accepted"), json_i64(&j, f[BALANCE_ACCEPTED]);
        json_key(&j, "prosecuted_same_level"), json_i64(&j, f[BALANCE_PROSECUTED]);
        json_key(&j, "custody_transfers"), json_i64(&j, f[BALANCE_CUSTODY]);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}
