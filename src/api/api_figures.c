// SPDX-License-Identifier: Apache-2.0
/* The balance and the lists behind its figures. Who sees cases sees his own agency's; who watches, his region's. */
#include "api/api.h"
#include "api/handlers.h"
#include "api/period.h"
#include "app/balance.h"
#include "db/queries.h"

#include <inttypes.h>

enum { LIST = 200 };

static Status time_of(Str text, bool end, Time *ret, Err *err) {
    Day d;
    if (day_parse(text, &d)) {
        *ret = day_start(end ? d + 1 : d);
        return OK;
    }
    if (time_parse(text, ret)) return OK;
    return FAIL(err, ERR_INVALID, "field.form", "a period is given by dates");
}

Status period_of(const Ask *k, const PageQuery *q, Period *p, Err *err) {
    *p = (Period){.to = INT64_MAX};
    if (q->from.n) TRY(time_of(q->from, false, &p->from, err));
    if (q->to.n) TRY(time_of(q->to, true, &p->to, err));
    if (!access_scope(k->site, &k->who->asker, q->agency, &p->of)) return FAIL(err, ERR_NOT_FOUND, "agency.none", "there is no such agency");
    p->of.class = q->class;
    return OK;
}

void put_scope(const Scope *of, Json *j) {
    json_key(j, "agency"), json_id(j, of->agency);
    if (of->region.n) json_key(j, "region"), json_str(j, of->region);
}

static void put_columns(Json *j) {
    json_key(j, "columns");
    json_arr(j);
    for (int i = 0; i < BALANCE_N; i++) {
        const BalanceColumn *c = &BALANCE[i];
        json_obj(j);
        json_key(j, "id"), json_strz(j, c->id);
        json_key(j, "zh"), json_strz(j, c->zh);
        json_key(j, "en"), json_strz(j, c->en);
        json_key(j, "unit_zh"), json_strz(j, c->unit_zh);
        json_key(j, "unit_en"), json_strz(j, c->unit_en);
        json_key(j, "definition_zh"), json_strz(j, c->definition_zh);
        json_key(j, "definition_en"), json_strz(j, c->definition_en);
        json_end_obj(j);
    }
    json_end_arr(j);
}

Status api_balance(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Period p;
    Balance b;
    TRY(period_of(&k, req->args, &p, err));
    TRY(balance_read(k.db, p.from, p.to == INT64_MAX ? TIME_NONE : p.to, &p.of, k.a, &b, err));
    Json j = resp_json(resp);
    json_obj(&j);
    balance_json(&b, &j);
    json_key(&j, "closes"), json_bool(&j, b.closes);
    put_scope(&p.of, &j);
    put_columns(&j);
    json_end_obj(&j);
    return OK;
}

static void put_agency_of(const Ask *k, const char *key, int64_t id, Json *j) {
    const Agency *g = world_agency(k->world, id);
    if (g) json_key(j, key), json_str(j, g->name);
}

/* The columns of `counted` a figure is made of; four at most, the last ones empty. */
static void columns_of(int figure, Str ret[4]) {
    static const char *const WAITING[] = {"pushed", "returned", "taken_back", "accepted"};
    static const char *const IN_HAND[] = {"accepted", "joined", "left", "answered"};
    const char *const *from = figure == BALANCE_WAITING ? WAITING : IN_HAND;
    for (int i = 0; i < 4; i++) ret[i] = (Str)S("");
    if (BALANCE[figure].col) ret[0] = str_c(BALANCE[figure].col);
    else
        for (int i = 0; i < 4; i++) ret[i] = str_c(from[i]);
}

static bool named_outcome(Str col, Str outcome) {
    for (int i = 0; i < BALANCE_N; i++)
        if (BALANCE[i].col && str_eqz(col, BALANCE[i].col) && str_eqz(outcome, BALANCE[i].outcome)) return true;
    return false;
}

static bool belongs(int figure, Str col, Str outcome) {
    const BalanceColumn *c = &BALANCE[figure];
    if (!c->col) return true;
    return strcmp(c->outcome, "*") == 0 ? !named_outcome(col, outcome) : str_eqz(outcome, c->outcome);
}

static void put_entry(const Ask *k, const Rows *r, size_t i, Json *j) {
    json_obj(j);
    json_key(j, "pos"), json_i64(j, row_i64(r, i, 0));
    json_key(j, "at"), json_time(j, row_i64(r, i, 2));
    json_key(j, "column"), json_str(j, row_str(r, i, 11));
    json_key(j, "outcome"), json_str(j, row_str(r, i, 12));
    json_key(j, "heads"), json_i64(j, row_i64(r, i, 3));
    json_key(j, "persons"), json_i64(j, row_i64(r, i, 4));
    json_key(j, "case"), json_id(j, row_i64(r, i, 5));
    json_key(j, "transfer"), json_id(j, row_i64(r, i, 6));
    json_key(j, "act"), json_str(j, row_str(r, i, 7));
    json_key(j, "class"), json_str(j, row_str(r, i, 8));
    put_agency_of(k, "from", row_i64(r, i, 9), j);
    put_agency_of(k, "to", row_i64(r, i, 10), j);
    json_end_obj(j);
}

/* "<pos>.<k>" of the last entry of the page before. */
static Status cursor_of(Str text, int64_t *pos, int64_t *k, Err *err) {
    Str rest;
    *pos = *k = 0;
    if (!text.n) return OK;
    if (str_cut(text, '.', &text, &rest) && str_i64(text, pos) && str_i64(rest, k)) return OK;
    return FAIL(err, ERR_INVALID, "field.form", "`after` is the `next` of the page before");
}

static void put_next(const Ask *k, const Rows *r, Json *j) {
    const PageQuery *q = k->req->args;
    if ((int64_t)r->n < (q->limit ? q->limit : LIST)) return;
    json_key(j, "next");
    json_str(j, str_format(k->a, "%" PRId64 ".%" PRId64, row_i64(r, r->n - 1, 0), row_i64(r, r->n - 1, 1)));
}

typedef struct Wanted { /* entries of up to four columns; what is empty or 0 narrows nothing */
    Str col[4], outcome, act;
    Str except;             /* not of this outcome */
    int64_t sender, receiver;
    int64_t own;            /* 1: without what another entered for the sender */
} Wanted;

/* One page of them, as the request asks. */
static Status entries_read(const Ask *k, const Period *p, const Wanted *w, Rows **ret, Err *err) {
    const PageQuery *q = k->req->args;
    int64_t limit = q->limit ? q->limit : LIST, pos, nth;
    TRY(cursor_of(q->cursor, &pos, &nth, err));
    return db_run(k->db, Q_COUNTED_BEHIND,
                  ARGS(VAL(w->col[0]), VAL(w->col[1]), VAL(w->col[2]), VAL(w->col[3]), VAL(p->from), VAL(p->to), VAL(p->of.agency),
                       VAL(limit), VAL(pos), VAL(nth), VAL(p->of.region), VAL(w->outcome), VAL(p->of.class), VAL(w->act),
                       VAL(w->sender), VAL(w->receiver), VAL(w->except), VAL(w->own)),
                  k->a, ret, err);
}

Status api_balance_behind(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    Period p;
    Rows *r;
    Wanted w = {0};
    int figure = balance_figure(req_param(req, "column"));
    if (figure < 0) return FAIL(err, ERR_NOT_FOUND, "column.none", "there is no such column");
    TRY(period_of(&k, q, &p, err));
    columns_of(figure, w.col);
    if (!BALANCE[figure].col) p.from = 0; /* what is there at the end of the period came before it, too */
    TRY(entries_read(&k, &p, &w, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "column"), json_strz(&j, BALANCE[figure].id);
    json_key(&j, "definition_zh"), json_strz(&j, BALANCE[figure].definition_zh);
    json_key(&j, "entries");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++)
        if (belongs(figure, row_str(r, i, 11), row_str(r, i, 12))) put_entry(&k, r, i, &j);
    json_end_arr(&j);
    put_next(&k, r, &j);
    json_end_obj(&j);
    return OK;
}

/* ---- behind what supervision counts */

/* A figure of a unit, a class or a rate, and the entries it is the sum of. The side is a unit's part in them. */
typedef struct Listed {
    const char *id, *col[4], *outcome, *act;
    enum { SIDE_FROM, SIDE_TO } side;
    const char *except; /* not of this outcome */
    bool own;           /* without what another entered for the sender */
} Listed;
static const Listed LISTED[] = {
    {"pushed", {"pushed"}, "", "", SIDE_FROM},         {"returned", {"returned"}, "", "", SIDE_FROM},
    {"received", {"pushed"}, "", "", SIDE_TO},         {"accepted", {"accepted"}, "", "", SIDE_TO},
    {"answered", {"answered"}, "", "", SIDE_TO},       {"told", {"told"}, "", "", SIDE_FROM},
    {"same_day", {"told"}, "same_day", "", SIDE_FROM}, {"breached", {"breached"}, "", "", SIDE_FROM},
    {"lapsed", {"lapsed"}, "", "", SIDE_FROM},         {"terms", {"lapsed", "kept"}, "", "", SIDE_FROM},
    {"reason", {"return_reason"}, "", "", SIDE_FROM},  {"rounds", {"pushed", "sent", "custody_transfers", "prosecuted_same_level"}, "", "", SIDE_FROM},
    {"results", {"answered"}, "", "PRO-01", SIDE_TO},  {"indicted", {"prosecuted_same_level"}, "", "TRI-01", SIDE_FROM},
    {"results_told", {"answered"}, "", "PRO-01", SIDE_TO, .except = "ended"},
    {"indicted_own", {"prosecuted_same_level"}, "", "TRI-01", SIDE_FROM, .own = true},
    {"rounds_own", {"pushed", "sent", "custody_transfers", "prosecuted_same_level"}, "", "", SIDE_FROM, .own = true},
};

static const Listed *listed(Str id) {
    for (size_t i = 0; i < LEN(LISTED); i++)
        if (str_eqz(id, LISTED[i].id)) return &LISTED[i];
    return NULL;
}

Status api_figure_entries(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    const Listed *f = listed(req_param(req, "figure"));
    Period p;
    Rows *r;
    if (!f) return FAIL(err, ERR_NOT_FOUND, "column.none", "there is no such figure");
    TRY(period_of(&k, q, &p, err));
    Wanted w = {.outcome = *f->outcome ? str_c(f->outcome) : q->outcome, .act = str_c(f->act), .own = f->own};
    for (int i = 0; i < 4; i++) w.col[i] = str_c(f->col[i]);
    if (f->except) w.except = str_c(f->except);
    *(f->side == SIDE_FROM ? &w.sender : &w.receiver) = q->about;
    TRY(entries_read(&k, &p, &w, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "figure"), json_strz(&j, f->id);
    json_key(&j, "entries");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) put_entry(&k, r, i, &j);
    json_end_arr(&j);
    put_next(&k, r, &j);
    json_end_obj(&j);
    return OK;
}
