// SPDX-License-Identifier: Apache-2.0
/* Who asks, and the one way to a case. */
#include "api/api.h"
#include "db/queries.h"
#include "store/stream_store.h"

typedef struct Foreseen {
    int64_t id;
    CasePage *page;
} Foreseen;

typedef struct HeldPages {
    CasePage **v;
    size_t n, cap;
    LIST_OF(Foreseen) ahead;
} HeldPages;

Ask ask_of(Ctx *ctx, const Req *req) {
    Api *api = ctx->app;
    Ask k = {.api = api, .db = ctx->local, .a = req->arena, .req = req, .who = ctx->who.more,
             .view = site_view(api->site), .now = site_now(api->site)};
    k.world = &k.view->world;
    k.site = k.view->state;
    k.held = NEW(k.a, HeldPages);
    k.stored = writer_stored(site_writer(api->site));
    return k;
}

void ask_done(Ask *k) {
    if (k->view) site_view_drop(k->view);
    held_drop(k->held);
}

void held_drop(HeldPages *held) {
    for (size_t i = 0; held && i < held->n; i++) page_drop(held->v[i]);
}

void ask_hold(const Ask *k, CasePage *page) {
    *PUSH(k->a, k->held) = page;
}

void ask_audit(const Ask *k, const char *what, int64_t case_id, const char *outcome, Str detail) {
    const Signed *w = k->who;
    const Asker *as = w ? &w->asker : NULL;
    audit_note(k->api->audit,
               &(AuditNote){.at = k->now, .user = w ? w->session.user : 0, .post = as && as->post ? as->post->id : 0,
                            .agency = as && as->agency ? as->agency->id : 0, .case_id = case_id, .what = what,
                            .outcome = outcome, .detail = detail});
}

Status case_unseen(const Ask *k, int64_t id, Err *err) {
    if (err) ask_audit(k, "read", id, "denied", str_c(k->req->route->pattern)); /* lists only leave it out */
    return FAIL(err, ERR_NOT_FOUND, "case.none", "nothing is here that you may see");
}

static Status page_from(const Ask *k, const Packed *row, CasePage **ret, Err *err) {
    Arena *a = arena_new();
    CasePage page = {.id = row->id, .seq = row->seq, .head = row->head, .arena = a, .state = str_dup(a, row->state)};
    Status s = case_unpack(page.state, a, &page.c, err);
    if (s == OK) *ret = page_put(k->api->pages, PAGE_CASE, &page);
    else arena_free(a);
    return s;
}

static Status page_read(const Ask *k, int64_t id, CasePage **ret, Err *err) {
    PackedRows rows = {0};
    TRY(cases_read(k->db, &(Ids){&id, 1, 1}, k->a, &rows, err));
    if (!rows.n) return case_unseen(k, id, err);
    return page_from(k, &rows.v[0], ret, err);
}

static void foresee(const Ask *k, CasePage *page) {
    ask_hold(k, page);
    *PUSH(k->a, &k->held->ahead) = (Foreseen){page->id, page};
}

Status cases_foresee(const Ask *k, const Ids *ids, Err *err) {
    PackedRows rows = {0};
    Ids missing = {0};
    Rows *r;
    StrBuf b;
    if (ids->n < 2) return OK;
    strbuf_init(&b, k->a, MB(1));
    for (size_t i = 0; i < ids->n; i++) strbuf_f(&b, "%c%lld", i ? ',' : '[', (long long)ids->v[i]);
    strbuf_putc(&b, ']');
    TRY(db_run(k->db, Q_CASE_SEQS, ARGS(VAL(strbuf_str(&b))), k->a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        CasePage *page = page_find(k->api->pages, PAGE_CASE, row_i64(r, i, 0), row_i64(r, i, 1));
        if (page) foresee(k, page);
        else *PUSH(k->a, &missing) = row_i64(r, i, 0);
    }
    if (missing.n) TRY(cases_read(k->db, &missing, k->a, &rows, err));
    for (size_t i = 0; i < rows.n; i++) {
        CasePage *page;
        TRY(page_from(k, &rows.v[i], &page, err));
        foresee(k, page);
    }
    return OK;
}

Status cases_foresee_rows(const Ask *k, const Rows *rows, size_t col, Err *err) {
    Ids ids = {0};
    for (size_t i = 0; i < rows->n; i++)
        if (row_i64_or(rows, i, col, 0)) *PUSH(k->a, &ids) = row_i64(rows, i, col);
    return cases_foresee(k, &ids, err);
}

static CasePage *foreseen(const Ask *k, int64_t id) {
    for (size_t i = 0; i < k->held->ahead.n; i++)
        if (k->held->ahead.v[i].id == id) return k->held->ahead.v[i].page;
    return NULL;
}

/* The entry the cache has, if it is still good; of a case the cache does not have the database is asked once, not twice. */
static Status page_known(const Ask *k, int64_t id, CasePage **ret, Err *err) {
    Rows *r;
    if (!page_any(k->api->pages, PAGE_CASE, id)) return OK;
    TRY(db_run(k->db, Q_CASE_SEQ, ARGS(VAL(id)), k->a, &r, err));
    if (!r->n) return case_unseen(k, id, err);
    *ret = page_find(k->api->pages, PAGE_CASE, id, row_i64(r, 0, 0));
    return OK;
}

Status case_see(const Ask *k, int64_t id, Access least, CaseSeen *ret, Err *err) {
    CasePage *page = foreseen(k, id);
    if (!page) {
        TRY(page_known(k, id, &page, err));
        if (!page) TRY(page_read(k, id, &page, err));
        ask_hold(k, page);
    }
    CaseSeen seen = {.c = page->c, .state = page->state, .seq = page->seq, .head = page->head};
    seen.access = access_case(k->site, &k->who->asker, &seen.c, k->now);
    if (seen.access < least) return case_unseen(k, id, err);
    if (seen.access == ACCESS_OWN) access_own(k->world, &seen.c, k->who->asker.agency->id, k->a, &seen.own);
    *ret = seen;
    return OK;
}

/* A house and its like see the holds in it, and those of a case they were given leave to read. */
static bool hold_seen(const Ask *k, const HoldEntry *h) {
    CaseSeen seen;
    return h->house == k->who->asker.agency->id || case_see(k, h->case_id, ACCESS_READ, &seen, NULL) == OK;
}

Status subject_see(const Ask *k, int64_t id, Subject *ret, Err *err) {
    size_t n = 0;
    if (subject_read(k->db, id, k->a, ret, NULL) == OK) {
        bool all = !k->who->asker.only_own;
        for (size_t i = 0; i < ret->holds.n && !(all && n); i++)
            if (hold_seen(k, &ret->holds.v[i])) {
                if (!all) ret->holds.v[n] = ret->holds.v[i];
                n++;
            }
        if (!all) ret->holds.n = n;
    }
    return n ? OK : FAIL(err, ERR_NOT_FOUND, "case.none", "nothing is here that you may see");
}

Actor actor_of(const Ask *k, const Case *c, int64_t behalf) {
    const Asker *as = &k->who->asker;
    return (Actor){.user = as->user->id,
                   .agency = as->agency->id,
                   .behalf = behalf,
                   .roles = as->post->roles.v,
                   .n_roles = as->post->roles.n,
                   .for_user = c ? access_stands_for(k->site, as, c, k->now) : 0};
}
