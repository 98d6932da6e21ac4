// SPDX-License-Identifier: Apache-2.0
/* One case, read: the page; the list of cases; the custody ledger. */
#include "api/api.h"
#include "api/handlers.h"
#include "api/left.h"
#include "api/mask.h"
#include "core/rule_name.h"
#include "store/stream_store.h"

enum { PAGE = 50 };

static void id_set_add(Ids *ids, int64_t id, Arena *a) {
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == id) return;
    if (id) *PUSH(a, ids) = id;
}

typedef struct Named { /* whose names the page needs */
    Ids agencies, users;
} Named;

static void named_of(const Case *c, Arena *a, Named *n) {
    id_set_add(&n->agencies, c->agency, a);
    for (size_t i = 0; i < c->organs.n; i++) id_set_add(&n->agencies, c->organs.v[i].agency, a);
    for (size_t i = 0; i < c->transfers.n; i++) {
        const Transfer *t = &c->transfers.v[i];
        id_set_add(&n->agencies, t->from, a);
        id_set_add(&n->agencies, t->to, a);
        const int64_t users[] = {t->drafted_by, t->checked_by, t->pushed_by, t->received_by, t->accepted_by};
        for (size_t k = 0; k < LEN(users); k++) id_set_add(&n->users, users[k], a);
        for (size_t k = 0; k < t->lines.n; k++) id_set_add(&n->users, t->lines.v[k].answered_by, a);
        for (size_t k = 0; k < t->paper.received.n; k++) id_set_add(&n->users, t->paper.received.v[k].by, a);
    }
    for (size_t i = 0; i < c->deeds.n; i++) {
        id_set_add(&n->agencies, c->deeds.v[i].agency, a);
        id_set_add(&n->users, c->deeds.v[i].by, a);
    }
    for (size_t i = 0; i < c->duties.n; i++) id_set_add(&n->agencies, c->duties.v[i].agency, a);
    for (size_t i = 0; i < c->clocks.n; i++) id_set_add(&n->agencies, c->clocks.v[i].agency, a);
    for (size_t i = 0; i < c->assignments.n; i++) id_set_add(&n->users, c->assignments.v[i].user, a);
    for (size_t i = 0; i < c->grants.n; i++) {
        id_set_add(&n->users, c->grants.v[i].user, a);
        id_set_add(&n->users, c->grants.v[i].by, a);
    }
}

static void put_agency_name(const Ask *k, int64_t id, Json *j) {
    char buf[ID_TEXT];
    const Agency *g = world_agency(k->world, id);
    if (!g) return;
    json_keys(j, id_format(id, buf));
    json_obj(j);
    json_key(j, "name");
    json_str(j, g->name);
    json_key(j, "kind");
    json_str(j, g->kind);
    json_end_obj(j);
}

static void put_names(const Ask *k, const Named *n, Json *j) {
    char buf[ID_TEXT];
    json_key(j, "agencies");
    json_obj(j);
    for (size_t i = 0; i < n->agencies.n; i++) put_agency_name(k, n->agencies.v[i], j);
    json_end_obj(j);
    json_key(j, "users");
    json_obj(j);
    for (size_t i = 0; i < n->users.n; i++) {
        const User *u = site_user(k->site, n->users.v[i]);
        if (!u) continue;
        json_keys(j, id_format(u->id, buf));
        json_str(j, u->name);
    }
    json_end_obj(j);
}

static void put_word(Json *j, Strs *seen, Arena *a, Str id, Str name) {
    for (size_t i = 0; i < seen->n; i++)
        if (str_eq(seen->v[i], id)) return;
    *PUSH(a, seen) = id;
    json_keys(j, id);
    json_str(j, name);
}

typedef LIST_OF(RuleName) RuleNames;

static void add_name(RuleNames *all, Arena *a, bool known, const RuleName *n) {
    if (!known) return;
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i].id, n->id)) return;
    *PUSH(a, all) = *n;
}

typedef struct CaseNames { /* an id may stand for a duty and for a clock */
    RuleNames acts, clocks, duties;
} CaseNames;

static void names_of(const Case *c, const Guide *g, Arena *a, CaseNames *all) {
    RuleName n;
    for (size_t i = 0; i < c->transfers.n; i++) add_name(&all->acts, a, act_name(g, c->transfers.v[i].act, &n), &n);
    for (size_t i = 0; i < c->deeds.n; i++) add_name(&all->acts, a, act_name(g, c->deeds.v[i].act, &n), &n);
    for (size_t i = 0; i < c->clocks.n; i++) add_name(&all->clocks, a, clock_name(g, c->clocks.v[i].rule, &n), &n);
    for (size_t i = 0; i < c->duties.n; i++) add_name(&all->duties, a, duty_name(g, c->duties.v[i].rule, &n), &n);
}

static void put_names_as(Json *j, const char *key, const RuleNames *all) {
    json_key(j, key);
    json_obj(j);
    for (size_t i = 0; i < all->n; i++) {
        json_keys(j, all->v[i].id);
        json_obj(j);
        json_key(j, "name_zh"), json_str(j, all->v[i].zh);
        json_key(j, "name_en"), json_str(j, all->v[i].en);
        json_end_obj(j);
    }
    json_end_obj(j);
}

static void put_facts_of(const Person *p, const Guide *g, Strs *seen, Arena *a, Json *j) {
    for (size_t i = 0; i < p->facts.n; i++) {
        int f = guide_fact(g, p->facts.v[i].fact);
        int v = f < 0 ? -1 : fact_value(&g->facts[f], p->facts.v[i].value);
        if (v < 0) continue;
        put_word(j, seen, a, g->facts[f].id, g->facts[f].name);
        put_word(j, seen, a, str_format(a, STR_FMT "=" STR_FMT, STR_ARG(g->facts[f].id), STR_ARG(g->facts[f].values[v])),
                 g->facts[f].names[v]);
    }
}

/* The guide's words for the ids on the page, so that a client shows names without knowing guides. */
static void put_words(const Ask *k, const Case *c, Json *j) {
    Strs seen = {0};
    CaseNames names = {0};
    for (size_t i = 0; i < c->persons.n; i++) names_of(c, world_guide(k->world, c->persons.v[i].guide), k->a, &names);
    const RuleNames *all[] = {&names.acts, &names.clocks, &names.duties};
    json_key(j, "words");
    json_obj(j);
    for (size_t i = 0; i < LEN(all); i++)
        for (size_t n = 0; n < all[i]->n; n++) put_word(j, &seen, k->a, all[i]->v[n].id, all[i]->v[n].zh);
    for (size_t i = 0; i < c->persons.n; i++) {
        const Guide *g = world_guide(k->world, c->persons.v[i].guide);
        if (g) put_facts_of(&c->persons.v[i], g, &seen, k->a, j);
    }
    json_end_obj(j);
    json_key(j, "names");
    json_obj(j);
    put_names_as(j, "acts", &names.acts);
    put_names_as(j, "clocks", &names.clocks);
    put_names_as(j, "duties", &names.duties);
    json_end_obj(j);
}

/* By the version each person is pinned to: after a change of charge it is not the class the case was filed under. */
static void put_classes(const Ask *k, const Case *c, Json *j) {
    Strs seen = {0};
    char buf[HASH_TEXT];
    json_key(j, "classes");
    json_obj(j);
    for (size_t i = 0; i < c->persons.n; i++) {
        const Guide *g = world_guide(k->world, c->persons.v[i].guide);
        if (g) put_word(j, &seen, k->a, str_dup(k->a, hash_format(g->hash, buf)), g->id);
    }
    json_end_obj(j);
}

/* Where those are from who were given leave to read: mostly of no organ of the case. */
static void put_readers(const Ask *k, const Case *c, Json *j) {
    Strs seen = {0};
    char buf[ID_TEXT];
    json_key(j, "readers");
    json_obj(j);
    for (size_t i = 0; i < c->grants.n; i++) {
        const UserPost *p = first_post(k->site, c->grants.v[i].user);
        const Agency *g = p ? world_agency(k->world, p->agency) : NULL;
        if (g) put_word(j, &seen, k->a, str_dup(k->a, id_format(c->grants.v[i].user, buf)), g->name);
    }
    json_end_obj(j);
}

static void put_hold(const HoldEntry *h, Json *j) {
    shape_encode(&HOLD_SHAPE, h, j);
}

static void put_standing(const Subject *s, Time now, Json *j) {
    static const char *const HOLDS[] = {"free", "held", "overdue", "serving"};
    Standing st = subject_at(s, now);
    json_obj(j);
    json_key(j, "hold");
    json_strz(j, HOLDS[st.hold]);
    json_key(j, "live");
    json_i64(j, st.live);
    if (st.basis) json_key(j, "basis"), put_hold(st.basis, j);
    json_end_obj(j);
}

/* Tells whose standing it is and as of which of his events, in the page. */
static Status put_standings(const Ask *k, CasePage *page, Json *j, Err *err) {
    const Case *c = &page->c;
    Ids ids = {0};
    PackedRows rows = {0};
    char buf[ID_TEXT];
    for (size_t i = 0; i < c->persons.n; i++) id_set_add(&ids, c->persons.v[i].subject, k->a);
    json_key(j, "standing");
    json_obj(j);
    if (ids.n) TRY(subjects_read(k->db, &ids, k->a, &rows, err));
    for (size_t i = 0; i < rows.n; i++) {
        *PUSH(page->arena, &page->subjects) = rows.v[i].id;
        *PUSH(page->arena, &page->subject_seqs) = rows.v[i].seq;
        Subject s;
        TRY(subject_unpack(rows.v[i].state, k->a, &s, err));
        json_keys(j, id_format(rows.v[i].id, buf));
        put_standing(&s, k->now, j);
    }
    json_end_obj(j);
    return OK;
}

static void put_stage(const Ask *k, const Case *c, Json *j) {
    json_key(j, "stage");
    json_str(j, case_stage(k->world, c));
}

static void put_duty_progress(const Ask *k, const Case *c, const Duty *x, Json *j) {
    json_obj(j);
    json_key(j, "id"), json_id(j, x->id);
    json_key(j, "rule"), json_str(j, x->rule);
    json_key(j, "life"), json_strz(j, DUTY_LIFE[x->life]);
    json_key(j, "agency"), json_id(j, x->agency);
    json_key(j, "opened"), json_time(j, x->opened);
    json_key(j, "due"), json_time(j, x->due);
    json_key(j, "breached"), json_time(j, x->breached);
    if (x->life == DUTY_OPEN) put_left(k, case_duty_unit(k->world, c, x), x->due, j);
    json_end_obj(j);
}

/* What a committee sees: how far, by when, by whom; nobody's name and no paper. */
static void put_progress(const Ask *k, const Case *c, Json *j) {
    Named n = {0};
    json_obj(j);
    json_key(j, "id"), json_id(j, c->id);
    json_key(j, "class"), json_str(j, c->class);
    json_key(j, "access"), json_strz(j, "progress");
    json_key(j, "agency"), json_id(j, c->agency);
    json_key(j, "opened"), json_time(j, c->opened);
    json_key(j, "closed"), json_time(j, c->closed);
    json_key(j, "persons"), json_i64(j, (int64_t)c->persons.n);
    put_stage(k, c, j);
    json_key(j, "transfers");
    json_arr(j);
    for (size_t i = 0; i < c->transfers.n; i++) {
        const Transfer *t = &c->transfers.v[i];
        json_obj(j);
        json_key(j, "id"), json_id(j, t->id);
        json_key(j, "act"), json_str(j, t->act);
        json_key(j, "from"), json_id(j, t->from);
        json_key(j, "to"), json_id(j, t->to);
        json_key(j, "life"), json_strz(j, HEAD_LIFE[t->life]);
        json_key(j, "round"), json_i64(j, t->round);
        json_key(j, "pushed"), json_time(j, t->pushed);
        json_key(j, "accepted"), json_time(j, t->accepted);
        json_end_obj(j);
    }
    json_end_arr(j);
    json_key(j, "clocks");
    json_arr(j);
    for (size_t i = 0; i < c->clocks.n; i++) {
        const Clock *x = &c->clocks.v[i];
        json_obj(j);
        json_key(j, "rule"), json_str(j, x->rule);
        json_key(j, "life"), json_strz(j, CLOCK_LIFE[x->life]);
        json_key(j, "agency"), json_id(j, x->agency);
        json_key(j, "start"), json_time(j, x->start);
        json_key(j, "due"), json_time(j, x->due);
        if (x->life == CLOCK_RUNNING || x->life == CLOCK_PAUSED) put_left(k, left_unit(&x->length), x->due, j);
        json_end_obj(j);
    }
    json_end_arr(j);
    json_key(j, "duties");
    json_arr(j);
    for (size_t i = 0; i < c->duties.n; i++) put_duty_progress(k, c, &c->duties.v[i], j);
    json_end_arr(j);
    named_of(c, k->a, &n);
    n.users = (Ids){0};
    put_names(k, &n, j);
    json_end_obj(j);
}

enum { PAGE_MAX = 16 << 20 };
static const Time SHOWN_FOR = SECOND; /* a standing may change by time alone */

static Str own_state(const Ask *k, const Case *own) {
    StrBuf b;
    Json j;
    strbuf_init(&b, k->a, PAGE_MAX);
    json_init(&j, &b);
    shape_encode(&CASE_SHAPE, own, &j);
    return strbuf_str(&b);
}

/* What every reader of the case is shown: members of an object, without its braces. */
static Status page_make(const Ask *k, const CaseSeen *seen, CasePage *made, Err *err) {
    Named n = {0};
    StrBuf b;
    Json j;
    bool own = seen->access == ACCESS_OWN;
    made->c = own ? seen->own : seen->c; /* only to read from, now */
    strbuf_init(&b, made->arena, PAGE_MAX);
    json_init(&j, &b);
    json_obj(&j);
    Case covered = mask_shields(&made->c) ? mask_shielded(&made->c, k->a) : (Case){0};
    Str state = own ? own_state(k, &seen->own) : covered.id ? own_state(k, &covered) : seen->state;
    json_raw(&j, str_n(state.p + 1, state.n - 2)); /* the packed state is nearly the answer */
    put_stage(k, &seen->c, &j);
    named_of(&made->c, k->a, &n);
    put_names(k, &n, &j);
    put_words(k, &made->c, &j);
    put_classes(k, &made->c, &j);
    put_readers(k, &made->c, &j);
    TRY(put_standings(k, made, &j, err));
    put_case_left(k, &made->c, &j);
    json_end_obj(&j);
    if (b.overflow) return FAIL(err, ERR_LIMIT, "answer.too_large", "the case is too large for one page");
    made->text = str_n(b.p + 1, b.n - 2);
    made->c = (Case){0};
    return OK;
}

static Status still_good(const Ask *k, const CasePage *page, bool *ret, Err *err) {
    Rows *r;
    StrBuf b;
    *ret = page->site_pos == k->view->pos && k->now - page->at < SHOWN_FOR;
    if (!*ret || !page->subjects.n) return OK;
    strbuf_init(&b, k->a, MB(1));
    for (size_t i = 0; i < page->subjects.n; i++) strbuf_f(&b, "%c%lld", i ? ',' : '[', (long long)page->subjects.v[i]);
    strbuf_putc(&b, ']');
    TRY(db_run(k->db, Q_SUBJECT_SEQS, ARGS(VAL(strbuf_str(&b))), k->a, &r, err));
    for (size_t i = 0; i < r->n; i++)
        for (size_t s = 0; s < page->subjects.n; s++)
            if (page->subjects.v[s] == row_i64(r, i, 0)) *ret &= page->subject_seqs.v[s] == row_i64(r, i, 1);
    return OK;
}

/* What one agency has of it is made for it each time: the kept page is everybody else's. */
static Status own_text(const Ask *k, const CaseSeen *seen, Str *ret, Err *err) {
    CasePage made = {.arena = k->a};
    TRY(page_make(k, seen, &made, err));
    *ret = made.text;
    return OK;
}

static Status page_text(const Ask *k, const CaseSeen *seen, Str *ret, Err *err) {
    if (seen->access == ACCESS_OWN) return own_text(k, seen, ret, err);
    CasePage *page = page_find(k->api->pages, PAGE_SHOWN, seen->c.id, seen->seq);
    if (page) {
        bool good;
        ask_hold(k, page);
        TRY(still_good(k, page, &good, err));
        *ret = page->text;
        if (good) return OK;
    }
    CasePage made = {.id = seen->c.id, .seq = seen->seq, .arena = arena_new(), .site_pos = k->view->pos, .at = k->now};
    Status s = page_make(k, seen, &made, err);
    if (s != OK) {
        arena_free(made.arena);
        return s;
    }
    page = page_put(k->api->pages, PAGE_SHOWN, &made);
    ask_hold(k, page);
    *ret = page->text;
    return OK;
}

Status api_case_page(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    int64_t id;
    CaseSeen seen;
    TRY(req_param_id(req, "case", &id, err));
    TRY(case_see(&k, id, ACCESS_PROGRESS, &seen, err));
    ask_audit(&k, "read", id, "ok", S(""));
    Str text = {0};
    if (seen.access > ACCESS_PROGRESS) TRY(page_text(&k, &seen, &text, err));
    Json j = resp_json(resp);
    if (seen.access == ACCESS_PROGRESS) {
        put_progress(&k, &seen.c, &j);
        return OK;
    }
    json_obj(&j);
    json_key(&j, "access");
    json_strz(&j, seen.access == ACCESS_ACT ? "act" : seen.access == ACCESS_OWN ? "own" : "read");
    if (mask_due(&k, &seen)) {
        json_key(&j, "masked"), json_bool(&j, true);
        text = mask_text(&k, &seen, text);
    }
    strbuf_putc(&resp->body, ',');
    strbuf_put(&resp->body, text);
    strbuf_putc(&resp->body, '}');
    return OK;
}

Status api_cases(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t limit = q->limit ? q->limit : PAGE, before = q->before ? q->before : INT64_MAX;
    Rows *r;
    TRY(db_run(k.db, Q_CASE_LIST,
               ARGS(VAL(k.who->asker.agency->id), VAL(before), VAL((int64_t)str_eqz(q->open, "true")), VAL(limit)), k.a, &r,
               err));
    TRY(cases_foresee_rows(&k, r, 0, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "cases");
    json_arr(&j);
    for (size_t i = 0; i < r->n; i++) {
        CaseSeen seen;
        if (case_see(&k, row_i64(r, i, 0), ACCESS_OWN, &seen, NULL) != OK) continue; /* a colleague's */
        const Agency *g = world_agency(k.world, row_i64(r, i, 3));
        json_obj(&j);
        json_key(&j, "id"), json_id(&j, row_i64(r, i, 0));
        json_key(&j, "name"), json_str(&j, mask_name(&k, &seen, row_str(r, i, 1)));
        json_key(&j, "class"), json_str(&j, row_str(r, i, 2));
        if (g) json_key(&j, "agency"), json_str(&j, g->name);
        json_key(&j, "stage"), json_str(&j, row_str(r, i, 4));
        json_key(&j, "persons"), json_i64(&j, row_i64(r, i, 5));
        json_key(&j, "opened"), json_time(&j, row_i64(r, i, 6));
        json_key(&j, "closed"), json_time(&j, row_i64_or(r, i, 7, TIME_NONE));
        json_key(&j, "next_due"), json_time(&j, row_i64_or(r, i, 8, TIME_NONE));
        put_due_left(&k, &seen.c, row_i64_or(r, i, 8, TIME_NONE), &j);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    if ((int64_t)r->n == limit) json_key(&j, "before"), json_id(&j, row_i64(r, r->n - 1, 0));
    json_end_obj(&j);
    return OK;
}

static bool handles_subject(const Ask *k, const Subject *s) {
    for (size_t i = 0; i < s->holds.n; i++) {
        CaseSeen seen;
        if (s->holds.v[i].house == k->who->asker.agency->id) return true;
        if (case_see(k, s->holds.v[i].case_id, ACCESS_READ, &seen, NULL) == OK && !mask_due(k, &seen)) return true;
    }
    return false;
}

/* Seen by whoever may see a case he is held in. */
Status api_subject_page(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    int64_t id;
    Subject s;
    TRY(req_param_id(req, "subject", &id, err));
    TRY(subject_see(&k, id, &s, err));
    ask_audit(&k, "read", 0, "ok", S("subject"));
    if (!handles_subject(&k, &s)) s.id_number = mask_number(s.id_number, k.a);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "subject");
    shape_encode(&SUBJECT_SHAPE, &s, &j);
    if (!k.who->asker.only_own || subject_at(&s, k.now).live) { /* of one it let go, a house cannot say that he is free */
        json_key(&j, "standing");
        put_standing(&s, k.now, &j);
    }
    json_end_obj(&j);
    return OK;
}
