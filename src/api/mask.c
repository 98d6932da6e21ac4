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

static bool born_minor(const Case *c, Day birth) {
    if (birth == DAY_NONE || birth == 0) return false;
    Ymd b = day_ymd(birth);
    int month_days = days_in_month(b.year + 18, b.month);
    return day_of(c->opened) < day_from_ymd(b.year + 18, b.month, MIN(b.day, month_days));
}

static bool minor(const Case *c, const Person *p) {
    return str_eqz(person_fact(p, S("age")), "juvenile") || born_minor(c, p->birth);
}

/* The first character and 某: the family name stays, as in published judgments. */
static Str covered_name(Str name, Arena *a) {
    Str rest = name;
    str_utf8_next(&rest);
    return str_format(a, "%.*s某某", (int)(name.n - rest.n), name.p);
}

/* What stands at `at` is a piece of this longer name. */
static bool piece_of(Str text, size_t at, Str what, Str name) {
    size_t off = name.n > what.n ? str_find(name, what) : SIZE_MAX;
    return off != SIZE_MAX && at >= off && text.n - (at - off) >= name.n && memcmp(text.p + at - off, name.p, name.n) == 0;
}

static bool in_longer_name(const Case *c, Str text, size_t at, Str what) {
    for (size_t i = 0; i < c->persons.n; i++)
        if (piece_of(text, at, what, c->persons.v[i].name)) return true;
    for (size_t i = 0; i < c->participants.n; i++)
        if (piece_of(text, at, what, c->participants.v[i].name)) return true;
    return false;
}

static Str replaced(const Case *c, Str text, Str what, Str with, Arena *a) {
    if (!what.n || str_find(text, what) == SIZE_MAX) return text;
    StrBuf b;
    size_t from = 0;
    strbuf_init(&b, a, text.n * 3 + 64);
    for (;;) {
        size_t at = str_find(str_n(text.p + from, text.n - from), what);
        if (at == SIZE_MAX) break;
        strbuf_put(&b, str_n(text.p + from, at));
        strbuf_put(&b, in_longer_name(c, text, from + at, what) ? what : with);
        from += at + what.n;
    }
    strbuf_put(&b, str_n(text.p + from, text.n - from));
    return strbuf_str(&b);
}

static Str without_numbers(const Case *c, Str text, Arena *a) {
    for (size_t i = 0; i < c->persons.n + c->participants.n; i++) {
        Str n = i < c->persons.n ? c->persons.v[i].id_number : c->participants.v[i - c->persons.n].id_number;
        if (n.n > 4) text = replaced(c, text, n, mask_number(n, a), a);
    }
    return text;
}

Str mask_text(const Ask *k, const CaseSeen *seen, Str text) {
    const Case *c = &seen->c;
    const Codes *codes = site_rules(k->api->site)->codes;
    text = without_numbers(c, text, k->a);
    for (size_t i = 0; i < c->persons.n; i++)
        if (minor(c, &c->persons.v[i])) text = replaced(c, text, c->persons.v[i].name, covered_name(c->persons.v[i].name, k->a), k->a);
    for (size_t i = 0; i < c->participants.n; i++) {
        const Participant *x = &c->participants.v[i];
        const CodeParticipant *kind = codes_find_participant(codes, x->kind);
        if (x->alias.n) text = replaced(c, text, x->name, x->alias, k->a);
        else if (!kind || kind->covered || born_minor(c, x->birth)) text = replaced(c, text, x->name, covered_name(x->name, k->a), k->a);
    }
    return text;
}

Str mask_name(const Ask *k, const CaseSeen *seen, Str name) {
    return mask_due(k, seen) ? mask_text(k, seen, name) : name;
}

bool mask_shields(const Case *c) {
    for (size_t i = 0; i < c->participants.n; i++)
        if (c->participants.v[i].alias.n) return true;
    return false;
}

static Participant shielded(const Participant *x) {
    return (Participant){.id = x->id, .agency = x->agency, .by = x->by, .kind = x->kind, .name = x->alias, .alias = x->alias,
                         .persons = x->persons, .birth = DAY_NONE, .at = x->at, .removed = x->removed};
}

static Correction uncorrected(const Correction *x) {
    Correction r = *x;
    r.was = r.is = r.reason = S("****");
    return r;
}

Case mask_shielded(const Case *c, Arena *a) {
    Case r = *c;
    r.participants = (__typeof__(r.participants)){0};
    r.corrections = (__typeof__(r.corrections)){0};
    for (size_t i = 0; i < c->participants.n; i++) {
        const Participant *x = &c->participants.v[i];
        *PUSH(a, &r.participants) = x->alias.n ? shielded(x) : *x;
    }
    for (size_t i = 0; i < c->corrections.n; i++) {
        const Participant *x = case_participant(c, c->corrections.v[i].target);
        *PUSH(a, &r.corrections) = x && x->alias.n ? uncorrected(&c->corrections.v[i]) : c->corrections.v[i];
    }
    return r;
}

const void *mask_body(const Case *c, const Event *e, Arena *a) {
    bool added = e->kind == EV_PARTICIPANT_ADDED, mended = e->kind == EV_CORRECTION_MADE || e->kind == EV_CORRECTION_AGREED;
    const Participant *x = added    ? case_participant(c, ((const Participant *)e->body)->id)
                           : mended ? case_participant(c, ((const Correction *)e->body)->target)
                                    : NULL;
    if (!x || !x->alias.n) return e->body;
    if (mended) {
        Correction *r = NEW(a, Correction);
        *r = uncorrected(e->body);
        return r;
    }
    Participant *r = NEW(a, Participant);
    *r = shielded(x);
    return r;
}

/* Whose name is protected is told to those who handle the case alone. */
static bool whole(const Ask *k, const CaseSeen *seen, const Participant *x) {
    return !x->alias.n || !mask_due(k, seen);
}

Status api_unmask(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    int64_t id, of;
    CaseSeen seen;
    bool accused = req_param(req, "person").n > 0;
    TRY(req_param_id(req, "case", &id, err));
    TRY(req_param_id(req, accused ? "person" : "participant", &of, err));
    TRY(case_see(&k, id, ACCESS_OWN, &seen, err));
    const Case *c = seen.access == ACCESS_OWN ? &seen.own : &seen.c;
    const Person *p = accused ? case_person(c, of) : NULL;
    const Participant *x = accused ? NULL : case_participant(c, of);
    if (!p && !x) return case_unseen(&k, id, err);
    if (x && !whole(&k, &seen, x))
        return FAIL(err, ERR_DENIED, "participant.protected", "only who handles the case sees who is behind an alias");
    ask_audit(&k, "unmask", id, "ok", ((const AdminIn *)req->in)->reason);
    TRY(aside_sync(k.api->aside, err)); /* it is written down before it is shown */
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "person"), json_id(&j, of);
    json_key(&j, "name"), json_str(&j, p ? p->name : x->name);
    json_key(&j, "id_number"), json_str(&j, p ? p->id_number : x->id_number);
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
