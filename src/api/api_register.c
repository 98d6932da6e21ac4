// SPDX-License-Identifier: Apache-2.0
/*
 * 台账: what an agency's people did in a period, read from the log itself, newest first. The end of a day is the same list for
 * one day. An entry is shown to whoever may see its case.
 */
#include "api/api.h"
#include "api/handlers.h"
#include "store/stream_store.h"

enum { PAGE = 200 };

static const struct Entry {
    EventKind kind;
    const char *name;
} ENTRIES[] = {
    {EV_CASE_OPENED, "opened"},       {EV_TRANSFER_DRAFTED, "drafted"},   {EV_TRANSFER_CHECKED, "checked"},
    {EV_TRANSFER_PUSHED, "pushed"},   {EV_TRANSFER_RECEIVED, "received"}, {EV_TRANSFER_ACCEPTED, "accepted"},
    {EV_TRANSFER_RETURNED, "returned"}, {EV_TRANSFER_ANSWERED, "answered"}, {EV_TRANSFER_SUPPLIED, "supplied"},
    {EV_TRANSFER_WITHDRAWN, "withdrawn"}, {EV_TRANSFER_UNDONE, "undone"}, {EV_ASSIGNMENT_SET, "assigned"},
    {EV_DEED_DONE, "done"},           {EV_NOTICE_SIGNED, "signed"},
};

static const char *entry_name(const Event *e) {
    for (size_t i = 0; i < LEN(ENTRIES); i++)
        if (ENTRIES[i].kind == e->kind) return ENTRIES[i].name;
    return NULL;
}

static void put_persons(const Case *c, const Ids *persons, Json *j) {
    json_key(j, "persons");
    json_arr(j);
    for (size_t i = 0; i < persons->n; i++) {
        const Person *p = case_person(c, persons->v[i]);
        if (p) json_str(j, p->name);
    }
    json_end_arr(j);
}

static void put_agency_as(const Ask *k, const char *key, int64_t id, Json *j) {
    const Agency *g = world_agency(k->world, id);
    if (g) json_key(j, key), json_str(j, g->name);
}

/* What the entry is about: the transfer as it is now, the deed, or who the case was given to. */
static void put_about(const Ask *k, const Case *c, const Event *e, Json *j) {
    if (e->kind == EV_ASSIGNMENT_SET) {
        const User *u = site_user(k->site, ((const Assignment *)e->body)->user);
        if (u) json_key(j, "to_user"), json_str(j, u->name);
        return;
    }
    if (e->kind == EV_DEED_DONE) {
        const Deed *d = e->body;
        json_key(j, "act"), json_str(j, d->act);
        put_persons(c, &d->persons, j);
        return;
    }
    if (e->kind == EV_CASE_OPENED || e->kind == EV_NOTICE_SIGNED) return;
    const TransferStep *step = e->kind == EV_TRANSFER_DRAFTED ? NULL : e->body;
    int64_t id = step ? step->transfer : ((const Transfer *)e->body)->id;
    const Transfer *t = case_transfer(c, id);
    json_key(j, "transfer"), json_id(j, id);
    if (!t) return;
    Ids persons = {0};
    for (size_t i = 0; i < t->lines.n; i++) *PUSH(k->a, &persons) = t->lines.v[i].person;
    json_key(j, "act"), json_str(j, t->act);
    put_agency_as(k, "from", t->from, j);
    put_agency_as(k, "to", t->to, j);
    put_persons(c, step && step->persons.n ? &step->persons : &persons, j);
    if (e->kind == EV_TRANSFER_RETURNED) json_key(j, "note"), json_str(j, step->note);
}

static void put_entry(const Ask *k, const Record *r, const Case *c, const Event *e, Json *j) {
    const User *u = site_user(k->site, r->user), *stood_for = site_user(k->site, r->for_user);
    json_obj(j);
    json_key(j, "pos"), json_i64(j, r->pos);
    json_key(j, "at"), json_time(j, r->at);
    json_key(j, "what"), json_strz(j, entry_name(e));
    json_key(j, "user"), json_id(j, r->user);
    if (u) json_key(j, "user_name"), json_str(j, u->name);
    if (stood_for) json_key(j, "for_name"), json_str(j, stood_for->name);
    json_key(j, "case"), json_id(j, c->id);
    json_key(j, "name"), json_str(j, c->name);
    json_key(j, "class"), json_str(j, c->class);
    put_about(k, c, e, j);
    json_end_obj(j);
}

static Status put_record(const Ask *k, const Record *r, Json *j, Err *err) {
    CaseSeen seen;
    Events events = {0};
    if (case_see(k, r->stream, ACCESS_OWN, &seen, NULL) != OK) return OK;
    const Case *c = seen.access == ACCESS_OWN ? &seen.own : &seen.c;
    TRY(record_events(r, k->a, &events, err));
    for (size_t i = 0; i < events.n; i++)
        if (entry_name(&events.v[i])) put_entry(k, r, c, &events.v[i], j);
    return OK;
}

/* "microseconds.position": what the last page ended with. */
static bool before_of(Str text, Time *at, int64_t *pos) {
    Str a, b;
    *at = *pos = INT64_MAX;
    return !text.n || (str_cut(text, '.', &a, &b) && str_i64(a, at) && str_i64(b, pos));
}

static bool days_of(const PageQuery *q, Time *from, Time *to) {
    Day first, last;
    if (!day_parse(q->from, &first) || !day_parse(q->to, &last) || last < first) return false;
    *from = day_start(first);
    *to = day_start(last + 1);
    return true;
}

Status api_register(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t limit = q->limit ? q->limit : PAGE, pos, user = str_eqz(q->desk, "mine") ? k.who->asker.user->id : 0;
    Time from, to, at;
    Rows *rows;
    Record r = {0};
    if (!days_of(q, &from, &to)) return FAIL(err, ERR_INVALID, "field.form", "a period is given by two dates, ?from and ?to");
    if (!before_of(q->cursor, &at, &pos)) return FAIL(err, ERR_INVALID, "field.form", "?after is not what the last page gave");
    TRY(db_run(k.db, Q_REGISTER_PAGE,
               ARGS(VAL(k.who->asker.agency->id), VAL(from), VAL(to), VAL(user), VAL(at), VAL(pos), VAL(limit)), k.a, &rows, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "entries");
    json_arr(&j);
    for (size_t i = 0; i < rows->n; i++) {
        record_from_row(rows, i, &r);
        TRY(put_record(&k, &r, &j, err));
    }
    json_end_arr(&j);
    if ((int64_t)rows->n == limit)
        json_key(&j, "next"), json_str(&j, str_format(k.a, "%lld.%lld", (long long)r.at, (long long)r.pos));
    json_end_obj(&j);
    return OK;
}
