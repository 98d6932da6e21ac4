// SPDX-License-Identifier: Apache-2.0
#include "api/mask.h"

#include "api/handlers.h"

bool mask_due(const Ask *k, const CaseSeen *seen) {
    enum { CHECKS = 1u << RANK_DESK | 1u << RANK_REVIEW };
    const Asker *who = &k->who->asker;
    if (seen->access == ACCESS_OWN) return false;
    if (seen->access != ACCESS_ACT) return true;
    const Assignment *as = case_assignment(&seen->c, who->agency->id);
    if (!as || !as->user || as->user == who->user->id || (who->ranks & CHECKS)) return false;
    for (size_t i = 0; i < as->helpers.n; i++)
        if (as->helpers.v[i] == who->user->id) return false;
    return access_stands_for(k->site, who, &seen->c, k->now) == 0;
}

Str mask_number(Str number, Arena *a) {
    size_t head = number.n >= 15 ? 6 : 1, tail = number.n >= 15 ? 4 : 1;
    if (number.n <= head + tail) return S("****");
    char *p = arena_alloc(a, number.n);
    memcpy(p, number.p, number.n);
    for (size_t i = head; i < number.n - tail; i++)
        if ((unsigned char)p[i] < 0x80) p[i] = '*';
    return str_n(p, number.n);
}

static bool minor(const Case *c, const Person *p) {
    if (str_eqz(person_fact(p, S("age")), "juvenile")) return true;
    if (p->birth == DAY_NONE || p->birth == 0) return false;
    Ymd b = day_ymd(p->birth);
    int month_days = days_in_month(b.year + 18, b.month);
    return day_of(c->opened) < day_from_ymd(b.year + 18, b.month, MIN(b.day, month_days));
}

/* The first character and 某: the family name stays, as in published judgments. */
static Str covered_name(Str name, Arena *a) {
    Str rest = name;
    str_utf8_next(&rest);
    return str_format(a, "%.*s某某", (int)(name.n - rest.n), name.p);
}

static Str replaced(Str text, Str what, Str with, Arena *a) {
    size_t at = what.n ? str_find(text, what) : SIZE_MAX;
    if (at == SIZE_MAX) return text;
    StrBuf b;
    strbuf_init(&b, a, text.n * 3 + 64);
    while (at != SIZE_MAX) {
        strbuf_put(&b, str_n(text.p, at));
        strbuf_put(&b, with);
        text = str_n(text.p + at + what.n, text.n - at - what.n);
        at = str_find(text, what);
    }
    strbuf_put(&b, text);
    return strbuf_str(&b);
}

Str mask_text(const CaseSeen *seen, Str text, Arena *a) {
    for (size_t i = 0; i < seen->c.persons.n; i++) {
        const Person *p = &seen->c.persons.v[i];
        if (p->id_number.n > 4) text = replaced(text, p->id_number, mask_number(p->id_number, a), a);
        if (minor(&seen->c, p)) text = replaced(text, p->name, covered_name(p->name, a), a);
    }
    return text;
}

Str mask_name(const Ask *k, const CaseSeen *seen, Str name) {
    return mask_due(k, seen) ? mask_text(seen, name, k->a) : name;
}

Status api_unmask(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    int64_t id, person;
    CaseSeen seen;
    TRY(req_param_id(req, "case", &id, err));
    TRY(req_param_id(req, "person", &person, err));
    TRY(case_see(&k, id, ACCESS_OWN, &seen, err));
    const Case *c = seen.access == ACCESS_OWN ? &seen.own : &seen.c;
    const Person *p = case_person(c, person);
    if (!p) return case_unseen(&k, id, err);
    ask_audit(&k, "unmask", id, "ok", ((const AdminIn *)req->in)->reason);
    TRY(aside_sync(k.api->aside, err)); /* it is written down before it is shown */
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "person"), json_id(&j, p->id);
    json_key(&j, "name"), json_str(&j, p->name);
    json_key(&j, "id_number"), json_str(&j, p->id_number);
    json_end_obj(&j);
    return OK;
}

/* A print cannot be held back by a server; that one was made is noted by the client. */
Status api_printed(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    int64_t id;
    CaseSeen seen;
    TRY(req_param_id(req, "case", &id, err));
    TRY(case_see(&k, id, ACCESS_OWN, &seen, err));
    ask_audit(&k, "print", id, "ok", ((const AdminIn *)req->in)->name);
    resp->status = 204;
    return OK;
}
