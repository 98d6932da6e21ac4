// SPDX-License-Identifier: Apache-2.0
/*
 * What a detention house enters: held persons whose case is not here, how they leave, notices that a term ends, appointments,
 * roll calls. A worker waits for the writer.
 */
#include "api/api.h"
#include "api/handlers.h"
#include "api/house.h"
#include "app/import_house.h"
#include "app/spelled.h"
#include "core/guide.h"

enum { NOTICE_DAYS = 7, NOTICES_MAX = 500, ROLL_MAX = 100000 };

Time house_notice_until(Time now) {
    return day_end(day_of(now) + NOTICE_DAYS);
}

static Status house_run(const Ask *k, const HouseCommand *cmd, Str key, WriteResult *ret, Err *err) {
    WriteAsk ask = {.house = cmd, .who = actor_of(k, NULL, 0), .post = k->who->asker.post->id};
    Str own;
    if (key.n) TRY(command_key(k, &own, &ask.request, err));
    if (key.n) ask.key = str_eqz(key, "own") ? own : key;
    TRY(writer_run(site_writer(k->api->site), &ask, k->a, ret, err));
    ask_audit(k, "house", 0, ret->refused ? "refused" : "ok", str_c(HOUSE_COMMAND_NAMES[cmd->kind]));
    return OK;
}

/* A request without its key is told so before anything else. */
static Status keyed(const Ask *k, Err *err) {
    Str key;
    Hash request;
    return command_key(k, &key, &request, err);
}

static Status house_answer(const Ask *k, const HouseCommand *cmd, Resp *resp, Err *err) {
    WriteResult r;
    TRY(house_run(k, cmd, S("own"), &r, err));
    if (r.refused) {
        resp_refused(resp, &r.refusal, k->a);
        return OK;
    }
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "made"), json_id(&j, r.made);
    json_key(&j, "pos"), json_i64(&j, r.pos);
    if (r.said_zh.n) {
        json_key(&j, "said_zh"), json_str(&j, r.said_zh);
        json_key(&j, "said_en"), json_str(&j, r.said_en);
    }
    json_end_obj(&j);
    return OK;
}

static Status line_ready(const Ask *k, HouseLine *l, Err *err) {
    const Codes *codes = site_rules(k->api->site)->codes;
    if (!l->id_kind.n) l->id_kind = l->id_number.n ? S("citizen") : S("none");
    const CodeIdKind *kind = codes_find_id_kind(codes, l->id_kind);
    if (!kind) return FAIL(err, ERR_INVALID, "house.id_number", "no kind of paper is called '%.*s'", STR_ARG(l->id_kind));
    IdNumber id = id_number_read(codes, l->id_number.n ? kind : NULL, l->id_number, k->a);
    if (id.fault != ID_FINE) return FAIL(err, ERR_INVALID, "house.id_number", "'%.*s' is no such number", STR_ARG(l->id_number));
    l->id_number = id.number;
    if (l->birth == DAY_NONE) l->birth = id.birth;
    if (!l->sex.n && id.birth != DAY_NONE) l->sex = id.male ? S("male") : S("female");
    if (!house_measure(codes, l->measure, &l->measure, &l->serving))
        return FAIL(err, ERR_INVALID, "house.measure", "nobody is held on that measure");
    l->agency = house_organ(k->world, l->organ);
    if (l->agency) l->organ = (Str){0};
    return OK;
}

Status api_house_enter(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    HouseCommand cmd = ((const HouseIn *)req->in)->c;
    TRY(keyed(&k, err));
    cmd.kind = HOUSE_ENTER;
    for (size_t i = 0; i < cmd.lines.n; i++) TRY(line_ready(&k, &cmd.lines.v[i], err));
    return house_answer(&k, &cmd, resp, err);
}

/* The row of somebody this house holds; else as what does not exist. */
static Status held_here(const Ask *k, int64_t subject, HeldRow *ret, Err *err) {
    Rows *r;
    TRY(db_run(k->db, Q_HELD_ONE, ARGS(VAL(k->who->asker.agency->id), VAL(subject)), k->a, &r, err));
    if (!r->n) return FAIL(err, ERR_NOT_FOUND, "house.not_held", "this house holds no such person");
    held_from_row(r, 0, ret);
    return OK;
}

static Status one_line(const Ask *k, HouseCommandKind kind, HouseCommand *ret, Err *err) {
    const HouseIn *in = k->req->in;
    HeldRow row;
    TRY(held_here(k, in->subject, &row, err));
    *ret = in->c;
    ret->kind = kind;
    bool own = kind == HOUSE_LEAVE && row.entered;
    *PUSH(k->a, &ret->lines) = (HouseLine){.subject = row.subject, .hold = own ? row.entered : row.hold, .name = row.name};
    return OK;
}

static Status one_of(Str word, const char *const *words, Err *err) {
    for (; *words; words++)
        if (str_eqz(word, *words)) return OK;
    return FAIL(err, ERR_INVALID, "field.form", "'%.*s' is not one of the words", STR_ARG(word));
}

Status api_house_leave(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    static const char *const HOW[] = {"released", "moved", "prison", "joined", "other", NULL};
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    HouseCommand cmd;
    TRY(keyed(&k, err));
    TRY(one_line(&k, HOUSE_LEAVE, &cmd, err));
    TRY(one_of(cmd.how, HOW, err));
    return house_answer(&k, &cmd, resp, err);
}

Status api_house_hand(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    HouseCommand cmd;
    TRY(keyed(&k, err));
    TRY(one_line(&k, HOUSE_HAND, &cmd, err));
    return house_answer(&k, &cmd, resp, err);
}

Status api_house_appoint(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    static const char *const WHAT[] = {"interrogation", "hearing", "meeting", "other", NULL};
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    HouseCommand cmd;
    TRY(keyed(&k, err));
    TRY(one_line(&k, HOUSE_APPOINT, &cmd, err));
    TRY(one_of(cmd.what, WHAT, err));
    return house_answer(&k, &cmd, resp, err);
}

Status api_house_appointment_end(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    static const char *const HOW[] = {"done", "cancelled", NULL};
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const HouseIn *in = req->in;
    HouseCommand cmd = in->c; /* he may have left meanwhile: the appointment says whose house it is */
    TRY(keyed(&k, err));
    TRY(one_of(cmd.how, HOW, err));
    TRY(req_param_id(req, "appointment", &cmd.target, err));
    cmd.kind = HOUSE_APPOINTMENT_END;
    *PUSH(k.a, &cmd.lines) = (HouseLine){.subject = in->subject};
    return house_answer(&k, &cmd, resp, err);
}

/* ---- the roll as a sheet, and roll calls */

static Status sheet_of(const Ask *k, Table *ret, Err *err) {
    if (!k->req->body.n) return FAIL(err, ERR_INVALID, "upload.empty", "send the file as the body");
    return table_read(k->req->body, k->a, ret, err);
}

Status api_house_import(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Str flag = ((const PageQuery *)req->args)->dry;
    Table table;
    HouseSheet sheet;
    WriteResult r = {0};
    TRY(sheet_of(&k, &table, err));
    house_sheet_read(&table, k.world, site_rules(k.api->site)->codes, k.now, k.a, &sheet);
    bool dry = str_eqz(flag, "1") || str_eqz(flag, "true") || sheet.bad.n;
    if (!dry) TRY(house_run(&k, &sheet.cmd, S(""), &r, err));
    if (r.refused) {
        resp_refused(resp, &r.refusal, k.a);
        return OK;
    }
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "dry_run"), json_bool(&j, dry);
    json_key(&j, "bad"), bad_cells_json(&sheet.bad, &j);
    json_key(&j, "persons"), json_i64(&j, (int64_t)sheet.cmd.lines.n);
    if (r.said_zh.n) {
        json_key(&j, "said_zh"), json_str(&j, r.said_zh);
        json_key(&j, "said_en"), json_str(&j, r.said_en);
    }
    json_end_obj(&j);
    return OK;
}

Status api_house_template(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    StrBuf b;
    strbuf_init(&b, req->arena, KB(4));
    house_sheet_template(&b);
    resp_text(resp, "text/csv; charset=utf-8", strbuf_str(&b));
    resp_attachment(resp, S("在押人员名册.csv"));
    return OK;
}

Status api_house_roll(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    int said = ((const PageQuery *)req->args)->said;
    RollCalled roll = {.said = said};
    RollList list = {0};
    Table table;
    Rows *r;
    TRY(keyed(&k, err));
    if (req->body.n) {
        TRY(sheet_of(&k, &table, err));
        roll_list_read(&table, k.a, &list);
    }
    if (!said && !list.v.n) return FAIL(err, ERR_INVALID, "house.roll_empty", "the roll names nobody and gives no count");
    TRY(db_run(k.db, Q_HELD_NAMES, ARGS(VAL(k.who->asker.agency->id), VAL((int64_t)ROLL_MAX)), k.a, &r, err));
    RollName *board = NEW_N(k.a, RollName, r->n + 1);
    for (size_t i = 0; i < r->n; i++) board[i] = (RollName){row_i64(r, i, 0), row_str(r, i, 1), row_str(r, i, 2)};
    roll_compare(&list, board, r->n, k.a, &roll);
    if (!said) roll.said = roll.listed;
    HouseCommand cmd = {.kind = HOUSE_ROLL, .roll = &roll, .at = TIME_NONE};
    WriteResult w;
    TRY(house_run(&k, &cmd, S("own"), &w, err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "made"), json_id(&j, w.made);
    json_key(&j, "said"), json_i64(&j, roll.said);
    json_key(&j, "listed"), json_i64(&j, roll.listed);
    json_key(&j, "held"), json_i64(&j, roll.held);
    json_key(&j, "only_house"), json_raw(&j, roll_names_json(roll.only_house.v, roll.only_house.n, k.a));
    json_key(&j, "only_board"), json_raw(&j, roll_names_json(roll.only_board.v, roll.only_board.n, k.a));
    json_end_obj(&j);
    return OK;
}

/* ---- notices that a term ends */

typedef struct Notice1 { /* one person whose organ is to be told */
    HeldRow row;
    Str case_name, act, why_zh, why_en;
    bool told;
    int64_t transfer;
} Notice1;
typedef struct Notices {
    const Ask *k;
    LIST_OF(Notice1) v;
} Notices;

static bool needs_document(const Act *act, const char *id) {
    for (int i = 0; i < act->needs.n_documents; i++)
        if (str_eqz(act->needs.documents[i], id)) return true;
    return false;
}

/* Which of the guide's notices is the one of his stage: the guard knows who handles him now. */
static Str notice_act(const Ask *k, const HeldRow *r) {
    CaseSeen seen;
    if (case_see(k, r->case_id, ACCESS_OWN, &seen, NULL) != OK) return (Str){0};
    const Person *p = case_person(&seen.c, r->person);
    const Guide *g = p ? world_guide(k->world, p->guide) : NULL;
    Machine m;
    if (!g) return (Str){0};
    machine_of(g, &seen.c, p, &m);
    for (int i = 0; i < g->n_acts; i++) {
        const Act *act = &g->acts[i];
        bool ours = str_eqz(act->by.kind, "detention_house") && needs_document(act, "term_warning");
        if (ours && act->kind == ACT_SEND && act_possible(g, i, &m)) return act->id;
    }
    return (Str){0};
}

/* The persons of one case who are to be told of by one act go on one transfer. */
static Status push_notice(Notices *n, size_t first, Str key, Hash request, Err *err) {
    const Ask *k = n->k;
    Notice1 *x = &n->v.v[first];
    char day[DAY_TEXT];
    (void)day_format(day_of(k->now), day);
    Command cmd = {.kind = CMD_PUSH, .case_id = x->row.case_id, .act = x->act};
    *PUSH(k->a, &cmd.docs) = (Doc){.kind = S("term_warning"), .dated = day_of(k->now)};
    for (size_t i = first; i < n->v.n; i++)
        if (n->v.v[i].row.case_id == x->row.case_id && str_eq(n->v.v[i].act, x->act)) *PUSH(k->a, &cmd.persons) = n->v.v[i].row.person;
    WriteAsk ask = {.cmd = &cmd, .who = actor_of(k, NULL, 0), .post = k->who->asker.post->id, .request = request,
                    .key = str_format(k->a, STR_FMT "/%lld/" STR_FMT, STR_ARG(key), (long long)cmd.case_id, STR_ARG(x->act))};
    WriteResult r;
    TRY(writer_run(site_writer(k->api->site), &ask, k->a, &r, err));
    for (size_t i = first; i < n->v.n; i++) {
        Notice1 *y = &n->v.v[i];
        if (y->row.case_id != cmd.case_id || !str_eq(y->act, cmd.act)) continue;
        y->told = !r.refused;
        y->transfer = r.made;
        y->why_zh = r.refused ? r.refusal.zh : (Str){0};
        if (r.refused && !y->why_zh.n) y->why_zh = str_c(r.refusal.code);
    }
    return OK;
}

static Status due_rows(const Ask *k, Notices *ret, Err *err) {
    Rows *r;
    TRY(db_run(k->db, Q_HELD_LIST,
               ARGS(VAL(k->who->asker.agency->id), VAL(k->now), VAL(0), VAL(house_notice_until(k->now)), VAL(S("%")),
                    VAL((int64_t)NOTICES_MAX)), k->a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        Notice1 x = {.case_name = row_str(r, i, 21)};
        held_from_row(r, i, &x.row);
        if (x.row.serving || x.row.noticed == x.row.due) continue;
        if (x.row.case_id) x.act = notice_act(k, &x.row);
        if (x.row.case_id && !x.act.n) x.why_zh = S("流转指引此时没有该通知事项"), x.why_en = S("the guide has no such notice now");
        *PUSH(k->a, &ret->v) = x;
    }
    return OK;
}

static Status record_notices(const Notices *n, Str key, Err *err) {
    HouseCommand cmd = {.kind = HOUSE_NOTICE, .at = TIME_NONE};
    WriteResult r;
    for (size_t i = 0; i < n->v.n; i++)
        if (n->v.v[i].told)
            *PUSH(n->k->a, &cmd.lines) = (HouseLine){.subject = n->v.v[i].row.subject, .hold = n->v.v[i].row.hold, .name = n->v.v[i].row.name};
    if (!cmd.lines.n) return OK;
    TRY(house_run(n->k, &cmd, key, &r, err));
    return r.refused ? FAIL(err, ERR_CONFLICT, "house.changed", "the board has changed meanwhile") : OK;
}

Status api_house_notices(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Notices n = {.k = &k};
    Str key;
    Hash request;
    TRY(command_key(&k, &key, &request, err));
    TRY(due_rows(&k, &n, err));
    for (size_t i = 0; i < n.v.n; i++) {
        Notice1 *x = &n.v.v[i];
        if (!x->row.case_id) x->told = true; /* the organ is not on the platform: the paper is printed and the notice recorded */
        else if (x->act.n && !x->told && !x->why_zh.n) TRY(push_notice(&n, i, key, request, err));
    }
    TRY(record_notices(&n, str_format(k.a, STR_FMT "/all", STR_ARG(key)), err));
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "notices");
    json_arr(&j);
    for (size_t i = 0; i < n.v.n; i++) {
        const Notice1 *x = &n.v.v[i];
        json_obj(&j);
        json_key(&j, "told"), json_bool(&j, x->told);
        json_key(&j, "sent"), json_bool(&j, x->transfer != 0);
        if (x->transfer) json_key(&j, "transfer"), json_id(&j, x->transfer);
        if (x->why_zh.n) json_key(&j, "why"), json_str(&j, x->why_zh);
        json_key(&j, "held");
        house_put_held(&k, &x->row, x->case_name, &j);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}
