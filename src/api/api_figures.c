// SPDX-License-Identifier: Apache-2.0
/* The balance and the lists behind its figures. Who sees cases sees his own agency's; who watches sees any. */
#include "api/api.h"
#include "api/handlers.h"
#include "db/queries.h"

enum { LIST = 200 };

typedef struct Period {
    Time from, to; /* to: not included */
    int64_t agency;
} Period;

static Status time_of(Str text, bool end, Time *ret, Err *err) {
    Day d;
    if (day_parse(text, &d)) {
        *ret = day_start(end ? d + 1 : d);
        return OK;
    }
    if (time_parse(text, ret)) return OK;
    return FAIL(err, ERR_INVALID, "field.form", "a period is given by dates");
}

static Status period_of(const Ask *k, const PageQuery *q, Period *p, Err *err) {
    *p = (Period){.to = INT64_MAX, .agency = q->agency};
    if (q->from.n) TRY(time_of(q->from, false, &p->from, err));
    if (q->to.n) TRY(time_of(q->to, true, &p->to, err));
    if (k->who->asker.sees == SEES_CONTENT) p->agency = k->who->asker.agency->id;
    return OK;
}

Status api_balance(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Period p;
    Rows *r;
    TRY(period_of(&k, req->args, &p, err));
    TRY(db_run(k.db, Q_COUNTED_SUM, ARGS(VAL(p.from), VAL(p.to), VAL(p.agency)), k.a, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "agency"), json_id(&j, p.agency);
    json_key(&j, "figures");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) {
        json_obj(&j);
        json_key(&j, "column"), json_str(&j, row_str(r, i, 0));
        json_key(&j, "outcome"), json_str(&j, row_str(r, i, 1));
        json_key(&j, "heads"), json_i64(&j, row_i64(r, i, 2));
        json_key(&j, "persons"), json_i64(&j, row_i64(r, i, 3));
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}

static void put_agency_of(const Ask *k, const char *key, int64_t id, Json *j) {
    const Agency *g = world_agency(k->world, id);
    if (g) json_key(j, key), json_str(j, g->name);
}

Status api_balance_behind(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    Period p;
    Rows *r;
    TRY(period_of(&k, q, &p, err));
    TRY(db_run(k.db, Q_COUNTED_LIST,
               ARGS(VAL(req_param(req, "column")), VAL(q->outcome), VAL(p.from), VAL(p.to), VAL(p.agency),
                    VAL((int64_t)(q->limit ? q->limit : LIST))),
               k.a, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "entries");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) {
        json_obj(&j);
        json_key(&j, "pos"), json_i64(&j, row_i64(r, i, 0));
        json_key(&j, "at"), json_time(&j, row_i64(r, i, 2));
        json_key(&j, "heads"), json_i64(&j, row_i64(r, i, 3));
        json_key(&j, "persons"), json_i64(&j, row_i64(r, i, 4));
        json_key(&j, "case"), json_id(&j, row_i64(r, i, 5));
        json_key(&j, "transfer"), json_id(&j, row_i64(r, i, 6));
        json_key(&j, "act"), json_str(&j, row_str(r, i, 7));
        json_key(&j, "class"), json_str(&j, row_str(r, i, 8));
        put_agency_of(&k, "from", row_i64(r, i, 9), &j);
        put_agency_of(&k, "to", row_i64(r, i, 10), &j);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}
