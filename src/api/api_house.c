// SPDX-License-Identifier: Apache-2.0
/* What a detention house sees: everyone it holds, what today brings, its roll calls. Only its own part of any case. */
#include "api/api.h"
#include "api/handlers.h"
#include "api/house.h"
#include "api/left.h"
#include "app/import_house.h"
#include "core/rule_name.h"
#include "store/house_store.h"
#include "store/stream_store.h"

enum { PAGE = 100, WAITING_MAX = 500, DUE_MAX = 500 };

static void put_agency(const Ask *k, Json *j, const char *key, const char *name_key, int64_t id, Str other) {
    const Agency *a = world_agency(k->world, id);
    if (a && key) json_key(j, key), json_id(j, id);
    if (a || other.n) json_key(j, name_key), json_str(j, a ? a->name : other);
}

typedef struct Ground { /* what a term stands on: of a case its running clock, and who has it; else the measure */
    Str term, article;
    int64_t agency;
} Ground;

static Ground ground_of(const Ask *k, const HeldRow *r) {
    CaseSeen seen;
    if (r->case_id && case_see(k, r->case_id, ACCESS_OWN, &seen, NULL) == OK) {
        const Case *c = seen.access == ACCESS_OWN ? &seen.own : &seen.c;
        const Person *p = case_person(c, r->person);
        const Guide *g = p ? world_guide(k->world, p->guide) : NULL;
        for (size_t i = 0; g && i < c->clocks.n; i++) {
            const Clock *x = &c->clocks.v[i];
            int rule = x->person == r->person && x->due == r->due && x->life == CLOCK_RUNNING ? guide_clock(g, x->rule) : -1;
            if (rule >= 0 && g->clocks[rule].custody) return (Ground){g->clocks[rule].name, g->clocks[rule].basis, x->agency};
        }
    }
    const CodeMeasure *m = house_measure_code(site_rules(k->api->site)->codes, r->measure);
    return (Ground){.article = m && m->code.basis.n ? m->code.basis.v[0] : S("")};
}

void house_put_held(const Ask *k, const HeldRow *r, Str case_name, Json *j) {
    const CodeMeasure *m = house_measure_code(site_rules(k->api->site)->codes, r->measure);
    json_obj(j);
    json_key(j, "subject"), json_id(j, r->subject);
    json_key(j, "hold"), json_id(j, r->hold);
    json_key(j, "name"), json_str(j, r->name);
    json_key(j, "id_number"), json_str(j, r->id_number);
    json_key(j, "sex"), json_str(j, r->sex);
    json_key(j, "measure"), json_str(j, r->measure);
    if (m) {
        json_key(j, "measure_name"), json_str(j, m->code.name);
        json_key(j, "measure_name_en"), json_str(j, m->code.en);
    }
    Ground ground = ground_of(k, r);
    put_agency(k, j, "agency", "agency_name", ground.agency ? ground.agency : r->agency, r->organ);
    put_agency(k, j, NULL, "handed_to", r->handed_to, S(""));
    json_key(j, "since"), json_time(j, r->from);
    if (r->due != HELD_NO_TERM) json_key(j, "due"), json_time(j, r->due);
    if (r->noticed != TIME_NONE && r->noticed == r->due) json_key(j, "noticed"), json_bool(j, true);
    json_key(j, "serving"), json_bool(j, r->serving);
    json_key(j, "overdue"), json_bool(j, r->unlawful || (r->due != HELD_NO_TERM && r->due < k->now));
    if (case_name.n) {
        json_key(j, "case"), json_id(j, r->case_id);
        json_key(j, "person"), json_id(j, r->person);
        json_key(j, "case_name"), json_str(j, case_name);
    }
    if (r->entered) json_key(j, "entered"), json_id(j, r->entered);
    json_key(j, "bases"), json_i64(j, r->bases);
    if (r->charge.n) json_key(j, "charge"), json_str(j, r->charge);
    if (r->number.n) json_key(j, "number"), json_str(j, r->number);
    if (ground.term.n) json_key(j, "term"), json_str(j, ground.term);
    if (ground.article.n) json_key(j, "article"), json_str(j, ground.article);
    json_end_obj(j);
}

static bool cursor_read(Str text, HeldRow *ret) {
    Str due, id;
    *ret = (HeldRow){.due = INT64_MIN};
    return !text.n || (str_cut(text, '.', &due, &id) && str_i64(due, &ret->due) && id_parse(id, &ret->subject));
}

static Status put_counts(const Ask *k, Json *j, Err *err) {
    Rows *r;
    TRY(db_run(k->db, Q_HELD_COUNTS, ARGS(VAL(k->who->asker.agency->id), VAL(k->now), VAL(house_notice_until(k->now))), k->a, &r, err));
    static const char *const KEYS[] = {"all", "over", "near", "entered"};
    json_key(j, "counts");
    json_obj(j);
    for (size_t i = 0; i < LEN(KEYS); i++) json_key(j, KEYS[i]), json_i64(j, row_i64(r, 0, i));
    json_end_obj(j);
    return OK;
}

Status api_house_held(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t limit = q->limit ? q->limit : PAGE;
    HeldRow at;
    Rows *r;
    if (!cursor_read(q->cursor, &at)) return FAIL(err, ERR_INVALID, "field.form", "?after is not what the last page gave");
    Str like = str_format(k.a, "%%" STR_FMT "%%", STR_ARG(q->q));
    TRY(db_run(k.db, Q_HELD_LIST,
               ARGS(VAL(k.who->asker.agency->id), VAL(at.due), VAL(at.subject), VAL(HELD_NO_TERM), VAL(like), VAL(limit)), k.a,
               &r, err));
    Ids cases = {0};
    for (size_t i = 0; i < r->n; i++) {
        held_from_row(r, i, &at);
        if (at.case_id) *PUSH(k.a, &cases) = at.case_id;
    }
    TRY(cases_foresee(&k, &cases, err));
    Json j = resp_json(resp);
    json_obj(&j);
    TRY(put_counts(&k, &j, err));
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) {
        held_from_row(r, i, &at);
        house_put_held(&k, &at, row_str(r, i, 21), &j);
    }
    json_end_arr(&j);
    if ((int64_t)r->n == limit) {
        char id[ID_TEXT];
        Str text = id_format(at.subject, id);
        json_key(&j, "next"), json_str(&j, str_format(k.a, "%lld." STR_FMT, (long long)at.due, STR_ARG(text)));
    }
    json_end_obj(&j);
    return OK;
}

/* ---- today */

static const char *waits_for(const Guide *g, Str act, Str what, Str rule) {
    int i = act.n ? guide_act(g, act) : -1;
    if (i >= 0 && (str_eqz(rule, "check") || str_eqz(rule, "answer")))
        return str_eqz(g->acts[i].group, "换押") ? "confirm" : str_eqz(g->acts[i].group, "提讯提解") ? "interview" : "other";
    if (str_eqz(rule, "intake")) return "coming";
    if (str_eqz(rule, "release_now")) return "leaving";
    if (str_eqz(rule, "register_term")) return "register";
    return str_eqz(what, "notice") ? "notice" : "other";
}

static Str text_at(const Node *n, const char *key) {
    const Node *v = node_find(n, str_c(key));
    return v && v->kind == NODE_STR ? v->s : (Str){0};
}

static void put_persons(const Case *c, const Transfer *t, int64_t person, Json *j) {
    json_key(j, "persons");
    json_arr(j);
    for (size_t i = 0; i < c->persons.n; i++) {
        const Person *p = &c->persons.v[i];
        if (t ? !transfer_line(t, p->id) : p->id != person) continue;
        json_obj(j);
        json_key(j, "id"), json_id(j, p->id);
        json_key(j, "name"), json_str(j, p->name);
        json_end_obj(j);
    }
    json_end_arr(j);
}

/* The decision a notice tells of. */
static const Deed *told_of(const Case *c, const Node *w) {
    int64_t id;
    if (!id_parse(text_at(w, "id"), &id)) return NULL;
    for (size_t i = 0; i < c->notices.n; i++)
        if (c->notices.v[i].id == id) return case_deed(c, c->notices.v[i].deed);
    return NULL;
}

static void put_wait(const Ask *k, const CaseSeen *seen, const Node *w, Json *j) {
    const Case *c = seen->access == ACCESS_OWN ? &seen->own : &seen->c;
    const Guide *g = NULL;
    int64_t transfer = 0, person = 0;
    Str act = text_at(w, "act"), rule = text_at(w, "rule"), due = text_at(w, "due");
    if (!id_parse(text_at(w, "transfer"), &transfer)) transfer = 0;
    if (!id_parse(text_at(w, "person"), &person)) person = 0;
    const Transfer *t = transfer ? case_transfer(c, transfer) : NULL;
    for (size_t i = 0; i < c->persons.n && !g; i++) g = world_guide(k->world, c->persons.v[i].guide);
    RuleName name = {0};
    if (!g) return;
    const Deed *told = told_of(c, w);
    if (told) act = told->act;
    if (told && !person && told->persons.n) person = told->persons.v[0];
    if (!(act.n && act_name(g, act, &name))) (void)(duty_name(g, rule, &name) || duty_name(NULL, rule, &name));
    json_obj(j);
    json_key(j, "for"), json_strz(j, waits_for(g, act, text_at(w, "what"), rule));
    json_key(j, "case"), json_id(j, c->id);
    json_key(j, "case_name"), json_str(j, c->name);
    json_key(j, "class"), json_str(j, c->class);
    json_key(j, "act"), json_str(j, act);
    json_key(j, "rule"), json_str(j, rule);
    json_key(j, "name"), json_str(j, name.zh);
    json_key(j, "name_en"), json_str(j, name.en);
    if (t) {
        json_key(j, "transfer"), json_id(j, t->id);
        json_key(j, "life"), json_strz(j, HEAD_LIFE[t->life]);
        put_agency(k, j, "from", "from_name", t->from, S(""));
        json_key(j, "at"), json_time(j, t->pushed);
    }
    if (due.n) json_key(j, "due"), json_str(j, due), put_wait_left(k, c->class, w, j);
    if (told) json_key(j, "notice"), json_str(j, text_at(w, "id"));
    put_persons(c, t, person, j);
    json_end_obj(j);
}

static Status put_waiting(const Ask *k, Json *j, Err *err) {
    Rows *r;
    TRY(db_run(k->db, Q_HOUSE_WAITING, ARGS(VAL(k->who->asker.agency->id), VAL((int64_t)WAITING_MAX)), k->a, &r, err));
    TRY(cases_foresee_rows(k, r, 0, err));
    json_key(j, "waiting");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        CaseSeen seen;
        Node *all;
        Str waits = row_str(r, i, 1);
        if (case_see(k, row_i64(r, i, 0), ACCESS_OWN, &seen, NULL) != OK) continue;
        if (json_read(waits, (JsonLimits){.bytes_max = waits.n + 1}, k->a, &all, NULL) != OK) continue;
        for (size_t n = 0; n < all->list.n; n++) put_wait(k, &seen, all->list.v[n], j);
    }
    json_end_arr(j);
    return OK;
}

/* A transfer to another house of somebody this one holds: it must hand him over. */
static void put_moving(const Ask *k, const HeldRow *r, Json *j) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Case c;
    if (!r->case_id || case_read(k->db, r->case_id, a, &c, NULL) != OK) return;
    for (size_t i = 0; i < c.transfers.n; i++) {
        const Transfer *t = &c.transfers.v[i];
        const Agency *to = world_agency(k->world, t->to);
        bool under_way = t->life == HEAD_PUSHED || t->life == HEAD_RECEIVED;
        if (!under_way || !to || to->id == r->house || !str_eqz(to->kind, "detention_house")) continue;
        if (!transfer_line(t, r->person)) continue;
        json_obj(j);
        json_key(j, "subject"), json_id(j, r->subject);
        json_key(j, "name"), json_str(j, r->name);
        json_key(j, "case"), json_id(j, c.id);
        json_key(j, "transfer"), json_id(j, t->id);
        json_key(j, "act"), json_str(j, t->act);
        json_key(j, "to"), json_id(j, to->id);
        json_key(j, "to_name"), json_str(j, to->name);
        json_key(j, "at"), json_time(j, t->pushed);
        json_key(j, "handed"), json_bool(j, r->handed_to == to->id);
        json_end_obj(j);
    }
}

static Status put_movings(const Ask *k, Json *j, Err *err) {
    Rows *r;
    TRY(db_run(k->db, Q_HELD_MOVING, ARGS(VAL(k->who->asker.agency->id), VAL((int64_t)WAITING_MAX)), k->a, &r, err));
    json_key(j, "moving");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        HeldRow row;
        held_from_row(r, i, &row);
        put_moving(k, &row, j);
    }
    json_end_arr(j);
    return OK;
}

static Status put_due(const Ask *k, Json *j, Err *err) {
    Rows *r;
    TRY(db_run(k->db, Q_HELD_LIST,
               ARGS(VAL(k->who->asker.agency->id), VAL(INT64_MIN), VAL(0), VAL(house_notice_until(k->now)), VAL(S("%")),
                    VAL((int64_t)DUE_MAX)), k->a, &r, err));
    json_key(j, "due");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        HeldRow row;
        held_from_row(r, i, &row);
        house_put_held(k, &row, row_str(r, i, 21), j);
    }
    json_end_arr(j);
    return OK;
}

static Status put_appointments(const Ask *k, Json *j, Err *err) {
    Time from = day_start(day_of(k->now));
    Rows *r;
    TRY(db_run(k->db, Q_APPOINTMENT_LIST,
               ARGS(VAL(k->who->asker.agency->id), VAL(from), VAL(from + 8 * DAY_US), VAL((int64_t)WAITING_MAX)), k->a, &r, err));
    json_key(j, "appointments");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        json_obj(j);
        json_key(j, "id"), json_id(j, row_i64(r, i, 0));
        json_key(j, "subject"), json_id(j, row_i64(r, i, 2));
        static const char *const KEYS[] = {"name", "kind", "organ", "note", "how"};
        for (size_t n = 0; n < LEN(KEYS); n++) json_key(j, KEYS[n]), json_str(j, row_str(r, i, 3 + n));
        json_key(j, "at"), json_time(j, row_i64(r, i, 8));
        json_end_obj(j);
    }
    json_end_arr(j);
    return OK;
}

Status api_house_today(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Json j = resp_json(resp);
    json_obj(&j);
    TRY(put_counts(&k, &j, err));
    TRY(put_due(&k, &j, err));
    TRY(put_waiting(&k, &j, err));
    TRY(put_movings(&k, &j, err));
    TRY(put_appointments(&k, &j, err));
    json_end_obj(&j);
    return OK;
}

Status api_house_rolls(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    Rows *r;
    TRY(db_run(k.db, Q_ROLL_LIST, ARGS(VAL(k.who->asker.agency->id), VAL((int64_t)(q->limit ? q->limit : 20))), k.a, &r, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "rolls");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) {
        const User *u = site_user(k.site, row_i64(r, i, 3));
        json_obj(&j);
        json_key(&j, "id"), json_id(&j, row_i64(r, i, 0));
        json_key(&j, "at"), json_time(&j, row_i64(r, i, 2));
        if (u) json_key(&j, "by"), json_str(&j, u->name);
        json_key(&j, "said"), json_i64(&j, row_i64(r, i, 4));
        json_key(&j, "listed"), json_i64(&j, row_i64(r, i, 5));
        json_key(&j, "held"), json_i64(&j, row_i64(r, i, 6));
        json_key(&j, "only_house"), json_raw(&j, row_str(r, i, 7));
        json_key(&j, "only_board"), json_raw(&j, row_str(r, i, 8));
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}
