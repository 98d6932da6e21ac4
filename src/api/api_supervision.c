// SPDX-License-Identifier: Apache-2.0
/* What the committee and leaders look at: rates and their units, what is over or due, and the monthly bulletin. */
#include <inttypes.h>

#include "api/api.h"
#include "api/handlers.h"
#include "api/left.h"
#include "api/period.h"
#include "app/balance.h"
#include "app/figures.h"
#include "db/queries.h"
#include "store/stream_store.h"

enum { LIST = 200, SOON_DAYS = 3, BULLETIN_MAX = MB(2) };

static FiguresAsk figures_ask(const Ask *k, Time from, Time to, const Scope *of) {
    return (FiguresAsk){.db = k->db, .world = k->world, .codes = site_rules(k->api->site)->codes, .from = from, .to = to,
                        .of = *of, .a = k->a};
}

static Status put_desks(const Ask *k, const Scope *of, Str stage, Json *j, Err *err) {
    Rows *r;
    Time soon = day_start(day_of(k->now) + SOON_DAYS + 1);
    TRY(db_run(k->db, Q_FIGURES_DUE, ARGS(VAL(soon), VAL(k->now), VAL(of->agency), VAL(of->region), VAL(of->class), VAL(stage)), k->a, &r, err));
    json_key(j, "desks");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        const Agency *g = world_agency(k->world, row_i64(r, i, 0));
        if (!g) continue;
        json_obj(j);
        json_key(j, "agency"), json_id(j, g->id);
        json_key(j, "name"), json_str(j, g->name);
        json_key(j, "cases"), json_i64(j, row_i64(r, i, 1));
        json_key(j, "over"), json_i64(j, row_i64(r, i, 2));
        json_key(j, "soon"), json_i64(j, row_i64(r, i, 3));
        json_key(j, "red"), json_i64(j, row_i64(r, i, 4));
        json_end_obj(j);
    }
    json_end_arr(j);
    return OK;
}

Status api_figures(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Period p;
    TRY(period_of(&k, req->args, &p, err));
    FiguresAsk q = figures_ask(&k, p.from, p.to, &p.of);
    Json j = resp_json(resp);
    json_obj(&j);
    put_scope(&p.of, &j);
    TRY(figures_write(&q, &j, err));
    TRY(put_desks(&k, &p.of, ((const PageQuery *)req->args)->kind, &j, err));
    figures_definitions(&j);
    json_end_obj(&j);
    return OK;
}

/* ---- over and soon due */

typedef struct DueAfter { /* the last of the page before */
    Time due;
    int64_t case_id, agency;
} DueAfter;

static bool due_cursor(Str text, DueAfter *ret) {
    Str rest;
    if (!text.n) return true;
    return str_cut(text, '.', &text, &rest) && str_i64(text, &ret->due) && str_cut(rest, '.', &text, &rest) &&
           str_i64(text, &ret->case_id) && str_i64(rest, &ret->agency);
}

/* What waits first, or the term that runs while nothing does. */
static bool row_name(const Ask *k, Str class, Str waits, Str rule, RuleName *ret) {
    Node *all;
    bool read = json_read(waits, (JsonLimits){.bytes_max = waits.n + 1}, k->a, &all, NULL) == OK;
    return read && all->list.n ? wait_name(k, class, all->list.v[0], ret) : term_name(k, class, rule, ret);
}

static void put_due(const Ask *k, const Rows *r, size_t i, Json *j) {
    const Agency *g = world_agency(k->world, row_i64(r, i, 0));
    const User *u = site_user(k->site, row_i64(r, i, 2));
    RuleName name;
    json_obj(j);
    json_key(j, "case"), json_id(j, row_i64(r, i, 1));
    json_key(j, "agency"), json_str(j, g ? g->name : S(""));
    if (u) json_key(j, "user"), json_str(j, u->name);
    if (!row_is_null(r, i, 3)) json_key(j, "due"), json_time(j, row_i64(r, i, 3));
    json_key(j, "breached"), json_i64(j, row_i64(r, i, 4));
    json_key(j, "red"), json_i64(j, row_i64(r, i, 5));
    json_key(j, "class"), json_str(j, row_str(r, i, 7));
    json_key(j, "stage"), json_str(j, row_str(r, i, 8));
    if (!row_is_null(r, i, 3))
        put_term_left(k, row_str(r, i, 7), &(RowEnd){row_str(r, i, 9), row_str(r, i, 10), row_i64(r, i, 3)}, j);
    if (row_name(k, row_str(r, i, 7), row_str(r, i, 6), row_str(r, i, 9), &name)) {
        json_key(j, "zh"), json_str(j, name.zh);
        json_key(j, "en"), json_str(j, name.en);
    }
    json_end_obj(j);
}

static bool one_of(Str word, const char *const *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (str_eqz(word, words[i])) return true;
    return false;
}

/* What is over or due by then; or one of the counts of a desk. */
static const char *const WHICH[] = {"all", "over", "soon", "red"};
static Status due_rows(const Ask *k, const Period *p, const DueAfter *after, Rows **ret, Err *err) {
    const PageQuery *q = k->req->args;
    int64_t limit = q->limit ? q->limit : LIST;
    Time before = day_start(day_of(k->now) + (q->days ? q->days : SOON_DAYS) + 1);
    if (!q->outcome.n)
        return db_run(k->db, Q_DUE_LIST,
                      ARGS(VAL(before), VAL(p->of.agency), VAL(after->due), VAL(after->case_id), VAL(after->agency), VAL(limit), VAL(p->of.region),
                           VAL(p->of.class), VAL(q->kind)),
                      k->a, ret, err);
    if (!one_of(q->outcome, WHICH, LEN(WHICH))) return FAIL(err, ERR_INVALID, "field.value", "/which: one of all, over, soon, red");
    return db_run(k->db, Q_DESK_LIST,
                  ARGS(VAL(p->of.agency), VAL(p->of.region), VAL(after->case_id), VAL(after->agency), VAL(limit), VAL(q->outcome), VAL(p->of.class),
                       VAL(q->kind), VAL(k->now), VAL(before)),
                  k->a, ret, err);
}

Status api_due(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    Period p;
    Rows *r;
    DueAfter after = {0};
    int64_t limit = q->limit ? q->limit : LIST;
    TRY(period_of(&k, q, &p, err));
    if (!due_cursor(q->cursor, &after)) return FAIL(err, ERR_INVALID, "field.form", "`after` is the `next` of the page before");
    TRY(due_rows(&k, &p, &after, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) put_due(&k, r, i, &j);
    json_end_arr(&j);
    if ((int64_t)r->n == limit) {
        size_t last = r->n - 1;
        json_key(&j, "next");
        json_str(&j, str_format(k.a, "%" PRId64 ".%" PRId64 ".%" PRId64, row_is_null(r, last, 3) ? 0 : row_i64(r, last, 3), row_i64(r, last, 1), row_i64(r, last, 0)));
    }
    json_end_obj(&j);
    return OK;
}

/* ---- the bulletin */

static Status put_span(const Ask *k, const char *key, Day first, Json *j, Err *err) {
    char text[DAY_TEXT];
    Day from, after;
    Scope of;
    Balance b;
    day_format(first, text);
    if (!month_parse(str_n(text, 7), &from, &after)) return FAIL(err, ERR_INVALID, "bulletin.month", "no such month");
    if (!access_scope(k->site, &k->who->asker, 0, &of)) return FAIL(err, ERR_NOT_FOUND, "agency.none", "there is no such agency");
    FiguresAsk q = figures_ask(k, day_start(from), day_start(after), &of);
    TRY(balance_read(k->db, q.from, q.to, &of, k->a, &b, err));
    json_key(j, key);
    json_obj(j);
    json_key(j, "month"), json_str(j, str_n(text, 7));
    json_key(j, "counted"), json_bool(j, k->site->created <= q.from);
    json_key(j, "balance");
    json_obj(j);
    balance_json(&b, j);
    json_end_obj(j);
    TRY(figures_write(&q, j, err));
    json_end_obj(j);
    return OK;
}

/* The figures of a month beside those of the month before and of a year before, as they are counted now. */
static Status bulletin_text(const Ask *k, Str month, Str *ret, Err *err) {
    Day first, after;
    StrBuf b;
    Json j;
    if (!month_parse(month, &first, &after)) return FAIL(err, ERR_INVALID, "bulletin.month", "a month is written 2021-07");
    Ymd d = day_ymd(first);
    strbuf_init(&b, k->a, BULLETIN_MAX);
    json_init(&j, &b);
    json_obj(&j);
    TRY(put_span(k, "now", first, &j, err));
    TRY(put_span(k, "last", d.month == 1 ? day_from_ymd(d.year - 1, 12, 1) : day_from_ymd(d.year, d.month - 1, 1), &j, err));
    TRY(put_span(k, "year", day_from_ymd(d.year - 1, d.month, 1), &j, err));
    json_end_obj(&j);
    if (b.overflow) return FAIL(err, ERR_LIMIT, "answer.too_large", "too many units for one bulletin");
    *ret = strbuf_str(&b);
    return OK;
}

static Status published_text(const Ask *k, const Bulletin *b, Str *ret, Err *err) {
    Rows *rows;
    TRY(records_read(k->db, SITE_STREAM, b->seq - 1, 1, k->a, &rows, err));
    for (size_t i = 0; i < rows->n; i++) {
        Record r;
        SiteEvents events = {0};
        record_from_row(rows, i, &r);
        TRY(record_site_events(&r, k->a, &events, err));
        for (size_t e = 0; e < events.n; e++) {
            const Bulletin *x = events.v[e].body;
            if (events.v[e].kind != SEV_BULLETIN_SET || x->id != b->id) continue;
            *ret = x->figures;
            return OK;
        }
    }
    return FAIL(err, ERR_NOT_FOUND, "bulletin.lost", "the published figures are not where the site says");
}

/* The committee whose bulletins somebody reads: his own, or the one that published; in one region there is one. */
static int64_t publisher(const Ask *k) {
    if (str_eqz(k->who->asker.agency->kind, "committee")) return k->who->asker.agency->id;
    for (size_t i = k->site->bulletins.n; i-- > 0;) {
        const Agency *g = world_agency(k->world, k->site->bulletins.v[i].agency);
        if (g && str_eq(g->region, k->who->asker.agency->region)) return g->id;
    }
    return 0;
}

static void put_head(const Ask *k, const Bulletin *b, Json *j) {
    const User *u = site_user(k->site, b->by);
    json_key(j, "at"), json_time(j, b->at);
    if (u) json_key(j, "by"), json_str(j, u->name);
    json_key(j, "note"), json_str(j, b->note);
}

static void put_corrections(const Ask *k, int64_t agency, Str month, Json *j) {
    json_key(j, "corrections");
    json_arr(j);
    for (size_t i = 0; i < k->site->bulletins.n; i++) {
        const Bulletin *b = &k->site->bulletins.v[i];
        if (b->agency != agency || !b->correction || !str_eq(b->month, month)) continue;
        json_obj(j);
        put_head(k, b, j);
        json_end_obj(j);
    }
    json_end_arr(j);
}

Status api_bulletins(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    int64_t by = publisher(&k);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "bulletins");
    json_arr(&j);
    for (size_t i = k.site->bulletins.n; i-- > 0;) {
        const Bulletin *b = &k.site->bulletins.v[i];
        if (b->agency != by || b->correction) continue;
        json_obj(&j);
        json_key(&j, "month"), json_str(&j, b->month);
        put_head(&k, b, &j);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}

Status api_bulletin(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Str month = req_param(req, "month"), text;
    int64_t by = publisher(&k);
    const Bulletin *b = site_bulletin(k.site, by, month);
    if (!b && !str_eqz(k.who->asker.agency->kind, "committee"))
        return FAIL(err, ERR_NOT_FOUND, "bulletin.none", "this month is not published");
    if (b) TRY(published_text(&k, b, &text, err));
    else TRY(bulletin_text(&k, month, &text, err));
    const Agency *g = world_agency(k.world, by);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "month"), json_str(&j, month);
    json_key(&j, "published"), json_bool(&j, b != NULL);
    if (g) json_key(&j, "committee"), json_str(&j, g->name);
    if (b) put_head(&k, b, &j);
    put_corrections(&k, by, month, &j);
    figures_definitions(&j);
    json_key(&j, "figures"), json_raw(&j, text);
    json_end_obj(&j);
    return OK;
}

static Status bulletin_run(const Ask *k, const Bulletin *b, Resp *resp, Err *err) {
    SiteCommand cmd = {.kind = SITE_BULLETIN, .bulletin = *b};
    WriteAsk ask = {.site = &cmd, .who = actor_of(k, NULL, 0), .post = k->who->asker.post->id};
    WriteResult r;
    TRY(command_key(k, &ask.key, &ask.request, err));
    TRY(writer_run(site_writer(k->api->site), &ask, k->a, &r, err));
    ask_audit(k, "bulletin", 0, r.refused ? "refused" : "ok", b->month);
    if (r.refused) {
        resp_refused(resp, &r.refusal, k->a);
        return OK;
    }
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "made"), json_id(&j, r.made);
    json_key(&j, "pos"), json_i64(&j, r.pos);
    json_end_obj(&j);
    return OK;
}

Status api_publish_bulletin(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const AdminIn *in = req->in;
    Bulletin b = {.month = in->region, .note = in->note};
    TRY(bulletin_text(&k, in->region, &b.figures, err));
    return bulletin_run(&k, &b, resp, err);
}

Status api_correct_bulletin(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Bulletin b = {.month = req_param(req, "month"), .note = ((const AdminIn *)req->in)->note, .correction = true};
    return bulletin_run(&k, &b, resp, err);
}
