// SPDX-License-Identifier: Apache-2.0
/* What waits at a desk, what it has sent, finding a case, and asking for one that one may not see. */
#include "api/api.h"
#include "api/handlers.h"
#include "api/left.h"
#include "api/mask.h"
#include "node/json.h"
#include "store/find.h"

enum { PAGE = 50, MINE_MAX = 500 };

typedef struct DeskRow { /* one row of the agenda, from any of its queries */
    int64_t case_id, user, open, breached, red;
    Time due, alert, newest;
    Str section, waits, name, class, stage, rule, unit;
} DeskRow;

static void put_waits(const Ask *k, const DeskRow *d, Json *j) {
    Node *all;
    json_key(j, "waits");
    json_arr(j);
    bool read = d->waits.n && json_read(d->waits, (JsonLimits){.bytes_max = d->waits.n + 1}, k->a, &all, NULL) == OK;
    for (size_t i = 0; read && i < all->list.n; i++) {
        const Node *w = all->list.v[i];
        RuleName name;
        json_obj(j);
        for (size_t m = 0; m < w->map.n; m++) {
            if (str_eqz(w->map.v[m].key, "unit")) continue; /* told with what is left */
            json_keys(j, w->map.v[m].key);
            json_node(j, w->map.v[m].value);
        }
        put_wait_left(k, d->class, w, j);
        if (wait_name(k, d->class, w, &name)) {
            json_key(j, "name_zh"), json_str(j, name.zh);
            json_key(j, "name_en"), json_str(j, name.en);
        }
        json_end_obj(j);
    }
    json_end_arr(j);
}

static void put_desk_row(const Ask *k, const DeskRow *d, Json *j) {
    const User *u = site_user(k->site, d->user);
    json_obj(j);
    json_key(j, "case"), json_id(j, d->case_id);
    json_key(j, "name"), json_str(j, d->name);
    json_key(j, "class"), json_str(j, d->class);
    json_key(j, "stage"), json_str(j, d->stage);
    json_key(j, "due"), json_time(j, d->due);
    if (d->rule.n) json_key(j, "rule"), json_str(j, d->rule);
    put_term_left(k, d->class, &(RowEnd){d->rule, d->unit, d->due}, j);
    json_key(j, "alert"), json_time(j, d->alert);
    json_key(j, "newest"), json_time(j, d->newest);
    json_key(j, "open"), json_i64(j, d->open);
    json_key(j, "breached"), json_i64(j, d->breached);
    json_key(j, "red"), json_i64(j, d->red);
    json_key(j, "user"), json_id(j, d->user);
    if (u) json_key(j, "user_name"), json_str(j, u->name);
    if (d->section.n) json_key(j, "section"), json_str(j, d->section);
    put_waits(k, d, j);
    json_end_obj(j);
}

static DeskRow desk_row(const Rows *r, size_t i, bool of_user, int64_t user) {
    size_t c = of_user ? 1 : 0; /* the user's query has the agency first and not the user */
    DeskRow d = {.case_id = row_i64(r, i, c), .user = of_user ? user : row_i64(r, i, 1), .section = row_str(r, i, 2)};
    d.due = row_i64_or(r, i, 3, TIME_NONE);
    d.alert = row_i64_or(r, i, 4, TIME_NONE);
    d.newest = row_i64(r, i, 5);
    d.open = row_i64(r, i, 6);
    d.breached = row_i64(r, i, 7);
    d.red = row_i64(r, i, 8);
    d.waits = row_str(r, i, 9);
    d.name = row_str(r, i, 10);
    d.class = row_str(r, i, 11);
    d.stage = row_str(r, i, 12);
    d.rule = row_str(r, i, 13);
    d.unit = row_str(r, i, 14);
    return d;
}

/* "microseconds.id", or "-.id" among what has no date. */
typedef struct Cursor {
    Time due;
    int64_t id;
    bool undated;
} Cursor;

static bool cursor_parse(Str text, Cursor *c) {
    Str a, b;
    *c = (Cursor){.due = INT64_MIN};
    if (!text.n) return true;
    if (!str_cut(text, '.', &a, &b) || !id_parse(b, &c->id)) return false;
    c->undated = str_eqz(a, "-");
    return c->undated || str_i64(a, &c->due);
}

/* Colleagues' cases are left out by the rule of access that needs no reading of the case: who handles it. */
static bool on_my_desk(const Ask *k, const DeskRow *d, Str desk) {
    const Asker *as = &k->who->asker;
    bool oversees = (as->ranks & (1u << RANK_DESK | 1u << RANK_REVIEW | 1u << RANK_LEADER)) != 0;
    if (str_eqz(desk, "section")) return str_eq(d->section, as->post->section) || !d->user;
    return oversees || !d->user || d->user == as->user->id || (d->section.n && str_eq(d->section, as->post->section));
}

static void put_counts(const Rows *r, Json *j) {
    json_key(j, "counts");
    json_obj(j);
    json_key(j, "cases"), json_i64(j, row_i64(r, 0, 0));
    json_key(j, "open"), json_i64(j, row_i64(r, 0, 1));
    json_key(j, "breached"), json_i64(j, row_i64(r, 0, 2));
    json_key(j, "red"), json_i64(j, row_i64(r, 0, 3));
    json_end_obj(j);
}

/* Rows of the desk, the dated ones first; `next` is where the following page begins. */
static Status desk_page(const Ask *k, Cursor *at, int64_t limit, Rows *ret[2], Err *err) {
    int64_t agency = k->who->asker.agency->id;
    ret[0] = ret[1] = NULL;
    if (!at->undated)
        TRY(db_run(k->db, Q_AGENDA_BY_DUE, ARGS(VAL(agency), VAL(at->due), VAL(at->id), VAL(limit)), k->a, &ret[0], err));
    int64_t left = limit - (ret[0] ? (int64_t)ret[0]->n : 0);
    if (!left) return OK;
    return db_run(k->db, Q_AGENDA_UNDATED, ARGS(VAL(agency), VAL(at->undated ? at->id : 0), VAL(left)), k->a, &ret[1], err);
}

static void put_next(const Ask *k, const DeskRow *last, Json *j) {
    char id[ID_TEXT];
    Str text = id_format(last->case_id, id);
    json_key(j, "next");
    if (last->due == TIME_NONE) json_str(j, str_format(k->a, "-." STR_FMT, STR_ARG(text)));
    else json_str(j, str_format(k->a, "%lld." STR_FMT, (long long)last->due, STR_ARG(text)));
}

/* What waits for those one stands in for now; their names stand on the rows. */
static Status put_deputised(const Ask *k, Json *j, Err *err) {
    const Asker *as = &k->who->asker;
    for (size_t i = 0; i < k->site->deputies.n; i++) {
        const Deputy *d = &k->site->deputies.v[i];
        Rows *r;
        if (d->user != as->user->id || d->agency != as->agency->id || d->ended || d->from > k->now || d->until <= k->now) continue;
        TRY(db_run(k->db, Q_AGENDA_OF_USER, ARGS(VAL(d->stands_for), VAL((int64_t)MINE_MAX)), k->a, &r, err));
        for (size_t n = 0; n < r->n; n++) {
            DeskRow row = desk_row(r, n, true, d->stands_for);
            if (row_i64(r, n, 0) == as->agency->id) put_desk_row(k, &row, j);
        }
    }
    return OK;
}

Status api_inbox(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t limit = q->limit ? q->limit : PAGE, agency = k.who->asker.agency->id, n = 0;
    bool mine = str_eqz(q->desk, "mine"), stands_in = str_eqz(q->desk, "deputy");
    Cursor at;
    Rows *r[2] = {0}, *counts;
    if (!cursor_parse(q->cursor, &at)) return FAIL(err, ERR_INVALID, "field.form", "?after is not what the last page gave");
    if (mine) TRY(db_run(k.db, Q_AGENDA_OF_USER, ARGS(VAL(k.who->asker.user->id), VAL((int64_t)MINE_MAX)), k.a, &r[0], err));
    else if (!stands_in) TRY(desk_page(&k, &at, limit, r, err));
    TRY(db_run(k.db, Q_AGENDA_COUNT, ARGS(VAL(agency)), k.a, &counts, err));
    Json j = resp_json(resp);
    json_obj(&j);
    put_counts(counts, &j);
    json_key(&j, "items");
    json_arr(&j);
    DeskRow d = {0};
    if (stands_in) TRY(put_deputised(&k, &j, err));
    for (int part = 0; part < 2; part++) {
        for (size_t i = 0; r[part] && i < r[part]->n; i++, n++) {
            d = desk_row(r[part], i, mine, k.who->asker.user->id);
            if (mine ? row_i64(r[part], i, 0) == agency : on_my_desk(&k, &d, q->desk)) put_desk_row(&k, &d, &j);
        }
    }
    json_end_arr(&j);
    if (!mine && n == limit) put_next(&k, &d, &j);
    json_end_obj(&j);
    return OK;
}

Status api_sent(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t limit = q->limit ? q->limit : PAGE;
    Rows *r;
    TRY(db_run(k.db, Q_SENT_LIST, ARGS(VAL(k.who->asker.agency->id), VAL(limit), VAL(q->after ? q->after : INT64_MAX)), k.a, &r,
               err));
    TRY(cases_foresee_rows(&k, r, 2, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "items");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) {
        CaseSeen seen;
        if (case_see(&k, row_i64(r, i, 2), ACCESS_OWN, &seen, NULL) != OK) continue;
        const Transfer *t = case_transfer(&seen.c, row_i64(r, i, 3));
        const Agency *to = world_agency(k.world, row_i64(r, i, 6));
        json_obj(&j);
        json_key(&j, "at"), json_time(&j, row_i64(r, i, 1));
        json_key(&j, "case"), json_id(&j, seen.c.id);
        json_key(&j, "name"), json_str(&j, mask_name(&k, &seen, seen.c.name));
        json_key(&j, "transfer"), json_id(&j, row_i64(r, i, 3));
        json_key(&j, "act"), json_str(&j, row_str(r, i, 4));
        json_key(&j, "persons"), json_i64(&j, row_i64(r, i, 5));
        if (to) json_key(&j, "to"), json_str(&j, to->name);
        if (t) json_key(&j, "life"), json_strz(&j, HEAD_LIFE[t->life]);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    if ((int64_t)r->n == limit) json_key(&j, "next"), json_i64(&j, row_i64(r, r->n - 1, 0));
    json_end_obj(&j);
    return OK;
}

static void put_found(const Ask *k, const CaseSeen *seen, const FoundCase *f, Json *j) {
    static const char *const KINDS[] = {"", "case_name", "person", "number", "id_number"};
    json_obj(j);
    json_key(j, "case"), json_id(j, f->case_id);
    json_key(j, "name"), json_str(j, mask_name(k, seen, f->name));
    json_key(j, "class"), json_str(j, f->class);
    json_key(j, "stage"), json_str(j, f->stage);
    json_key(j, "by"), json_strz(j, KINDS[f->kind]);
    if (f->person) {
        json_key(j, "person"), json_id(j, f->person);
        json_key(j, "person_name"), json_str(j, mask_name(k, seen, f->person_name));
    }
    json_key(j, "opened"), json_time(j, f->opened);
    json_key(j, "closed"), json_time(j, f->closed);
    json_end_obj(j);
}

static Status granted_cases(const Ask *k, Ids *ret, Err *err) {
    Rows *r;
    TRY(db_run(k->db, Q_GRANTED_TO, ARGS(VAL(k->who->asker.user->id)), k->a, &r, err));
    for (size_t i = 0; i < r->n; i++) *PUSH(k->a, ret) = row_i64(r, i, 0);
    return OK;
}

/* Who watches progress finds by the whole number alone, and is told the class, as on the page of the case. */
static Status found_by_number(const Ask *k, const PageQuery *q, Json *j, Err *err) {
    Ids ids = {0};
    TRY(find_number_any(k->db, q->q, q->limit ? q->limit : PAGE, k->a, &ids, err));
    TRY(cases_foresee(k, &ids, err));
    json_obj(j);
    json_key(j, "found");
    json_arr(j);
    for (size_t i = 0; i < ids.n; i++) {
        CaseSeen seen;
        if (case_see(k, ids.v[i], ACCESS_PROGRESS, &seen, NULL) != OK) continue;
        put_found(k, &seen, &(FoundCase){.case_id = ids.v[i], .kind = FIND_NUMBER, .name = seen.c.class, .class = seen.c.class,
                                         .stage = case_stage(k->world, &seen.c), .opened = seen.c.opened, .closed = seen.c.closed}, j);
    }
    json_end_arr(j);
    json_end_obj(j);
    return OK;
}

Status api_find_cases(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    if (k.who->asker.sees == SEES_PROGRESS) {
        ask_audit(&k, "find", 0, "ok", q->q);
        Json j = resp_json(resp);
        return found_by_number(&k, q, &j, err);
    }
    FoundList found = {0};
    Ids granted = {0};
    TRY(granted_cases(&k, &granted, err));
    TRY(find(k.db, &(FindAsk){q->q, k.who->asker.agency->id, &granted, q->limit ? q->limit : PAGE}, k.a, &found, err));
    ask_audit(&k, "find", 0, "ok", q->q);
    Ids cases = {0};
    for (size_t i = 0; i < found.n; i++) *PUSH(k.a, &cases) = found.v[i].case_id;
    TRY(cases_foresee(&k, &cases, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "found");
    json_arr(&j);
    for (size_t i = 0; i < found.n; i++) {
        CaseSeen seen;
        if (case_see(&k, found.v[i].case_id, ACCESS_OWN, &seen, NULL) != OK) continue;
        bool whole = seen.access > ACCESS_OWN; /* of an agency with a part only its own persons can be found */
        if (whole || (found.v[i].person && case_person(&seen.own, found.v[i].person))) put_found(&k, &seen, &found.v[i], &j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}
