// SPDX-License-Identifier: Apache-2.0
/*
 * Sheets of running cases, users and agencies. The body is the file. A worker reads, judges and enters it and waits for
 * the writer; the answer names every bad cell, and what became of each row. Nothing is entered while a cell is bad.
 */
#include "api/api.h"
#include "api/handlers.h"
#include "app/import_run.h"
#include "app/import_users.h"

static bool said(Str flag) {
    return str_eqz(flag, "1") || str_eqz(flag, "true");
}

static Status sheet_of(const Ask *k, Table *ret, Err *err) {
    if (!k->req->body.n) return FAIL(err, ERR_INVALID, "upload.empty", "send the file as the body");
    return table_read(k->req->body, k->a, ret, err);
}

Status api_import_cases(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    ImportHow how = {.site = k.site, .world = k.world, .codes = site_rules(k.api->site)->codes, .who = &k.who->asker, .now = k.now,
                     .known = import_known, .known_ctx = k.api->site};
    Table table;
    ImportPlan plan;
    TRY(sheet_of(&k, &table, err));
    TRY(import_plan(&table, &how, k.a, &plan, err));
    bool dry = said(q->dry) || (plan.bad.n && !said(q->partial));
    if (!dry) TRY(import_run(k.api->site, &plan, k.a, err));
    ask_audit(&k, "import", 0, dry ? "dry" : "ok", str_format(k.a, "cases=%zu", plan.cases.n));
    Json j = resp_json(resp);
    import_plan_json(&plan, dry, &j);
    return OK;
}

/* ---- users and agencies */

typedef struct FirstPassword {
    Str login, name, password;
} FirstPassword;
typedef struct FirstPasswords {
    const Ask *k;
    LIST_OF(FirstPassword) made;
} FirstPasswords;

static Status password_for(void *ctx, const User *u, Err *err) {
    FirstPasswords *x = ctx;
    char text[PASSWORD_TEXT];
    TRY(secret_store(x->k, u->id, text, err));
    *PUSH(x->k->a, &x->made) = (FirstPassword){u->login, u->name, str_dup(x->k->a, str_c(text))};
    return OK;
}

static void put_row(Json *j, int row, Str name, ImportLife life, Str why) {
    json_obj(j);
    json_key(j, "row"), json_i64(j, row);
    json_key(j, "name"), json_str(j, name);
    json_key(j, "life"), json_strz(j, IMPORT_LIFE[life]);
    if (why.n) json_key(j, "why"), json_str(j, why);
    json_end_obj(j);
}

static Json answer_rows(Resp *resp, const BadCells *bad, bool dry) {
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "dry_run"), json_bool(&j, dry);
    json_key(&j, "bad"), bad_cells_json(bad, &j);
    json_key(&j, "rows");
    json_arr(&j);
    return j;
}

static ImportLife left_to_do(const ImportUser *u) { /* of account and post, what is not done yet */
    bool account = u->account == IMPORT_KNOWN || (u->account == IMPORT_DONE && u->grant != IMPORT_DONE);
    return account ? u->grant : u->account;
}

/* Two hands, each with its own part left to do. */
static void put_user_row(Json *j, const ImportUser *u) {
    json_obj(j);
    json_key(j, "row"), json_i64(j, u->row->number);
    json_key(j, "name"), json_str(j, u->user.login);
    json_key(j, "person"), json_str(j, u->user.name);
    json_key(j, "life"), json_strz(j, IMPORT_LIFE[left_to_do(u)]);
    json_key(j, "account"), json_strz(j, IMPORT_LIFE[u->account]);
    json_key(j, "post"), json_strz(j, IMPORT_LIFE[u->grant]);
    if (u->why.n) json_key(j, "why"), json_str(j, u->why);
    json_end_obj(j);
}

Status api_import_users(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const Asker *who = &k.who->asker;
    FirstPasswords first = {.k = &k};
    Table table;
    UsersPlan plan;
    TRY(sheet_of(&k, &table, err));
    import_users_plan(&table, k.site, site_rules(k.api->site)->codes, k.a, &plan);
    bool dry = said(((const PageQuery *)req->args)->dry) || plan.bad.n;
    const Asker *accounts = asker_may(who, MAY_SYSTEM) ? who : NULL, *grants = asker_may(who, MAY_SECURITY) ? who : NULL;
    if (!dry) TRY(import_users_run(k.api->site, &plan, accounts, grants, password_for, &first, k.a, err));
    ask_audit(&k, "import", 0, dry ? "dry" : "ok", str_format(k.a, "users=%zu", plan.users.n));
    Json j = answer_rows(resp, &plan.bad, dry);
    for (size_t i = 0; i < plan.users.n; i++) put_user_row(&j, &plan.users.v[i]);
    json_end_arr(&j);
    json_key(&j, "passwords"); /* shown once */
    json_arr(&j);
    for (size_t i = 0; i < first.made.n; i++) {
        json_obj(&j);
        json_key(&j, "login"), json_str(&j, first.made.v[i].login);
        json_key(&j, "name"), json_str(&j, first.made.v[i].name);
        json_key(&j, "password"), json_str(&j, first.made.v[i].password);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}

Status api_import_agencies(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Table table;
    AgenciesPlan plan;
    TRY(sheet_of(&k, &table, err));
    import_agencies_plan(&table, k.site, site_rules(k.api->site)->codes, k.a, &plan);
    bool dry = said(((const PageQuery *)req->args)->dry) || plan.bad.n;
    if (!dry) TRY(import_agencies_run(k.api->site, &plan, &k.who->asker, k.a, err));
    ask_audit(&k, "import", 0, dry ? "dry" : "ok", str_format(k.a, "agencies=%zu", plan.agencies.n));
    Json j = answer_rows(resp, &plan.bad, dry);
    for (size_t i = 0; i < plan.agencies.n; i++) {
        const ImportAgency *x = &plan.agencies.v[i];
        put_row(&j, x->row->number, x->agency.name, x->life, x->why);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}

static Status case_template(const Ask *k, Str class, StrBuf *out, Err *err) {
    for (size_t i = 0; i < k->world->n_guides; i++) {
        const Guide *g = k->world->guides[i];
        const GuideUse *u = site_guide(k->site, g->hash);
        if (!u || u->life != GUIDE_IN_FORCE || !str_eq(g->id, class)) continue;
        import_template(g, site_rules(k->api->site)->codes, k->a, out);
        return OK;
    }
    return FAIL(err, ERR_NOT_FOUND, "guide.none", "no guide of that class is in force");
}

Status api_import_template(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    const Codes *codes = site_rules(k.api->site)->codes;
    Str name = q->kind.n ? q->kind : q->class;
    StrBuf b;
    strbuf_init(&b, k.a, MB(1));
    if (str_eqz(q->kind, "users")) import_users_template(codes, &b);
    else if (str_eqz(q->kind, "agencies")) import_agencies_template(codes, &b);
    else TRY(case_template(&k, name = q->class, &b, err));
    resp_text(resp, "text/csv; charset=utf-8", strbuf_str(&b));
    resp_attachment(resp, str_format(k.a, STR_FMT ".csv", STR_ARG(name)));
    return OK;
}
