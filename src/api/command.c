// SPDX-License-Identifier: Apache-2.0
/*
 * From a request to the writer and back. The worker only checks rights and hands over; the answer is given on the
 * writer's thread once the commit is durable, so no worker waits for a disk.
 */
#include "api/api.h"
#include "api/handlers.h"
#include "api/messages.h"
#include "app/assign.h"
#include "app/conserve.h"
#include "base/clock.h"
#include "db/queries.h"
#include "store/stream_store.h"

typedef struct Named {
    Hash blob;
    Val *keep; /* values of its row in the commit; the size is known when its lease is renewed */
} Named;

typedef struct Run { /* lives in the request's arena until the writer has answered */
    WriteAsk ask;
    Command cmd;
    Token *token;
    Audit *audit;
    AuditNote note;
    bool created;
    LIST_OF(Named) blobs; /* papers and the dossier the command names */
    Conserving conserving;
    bool answered;  /* the request for access that it refuses */
    AskedKeys *asked;
    Str answering; /* whose asking for which case: no other answer to it is under way meanwhile */
    Command judged; /* as it was asked for */
    int64_t judged_seq, judged_other_seq;
    const SiteView *view;
    struct HeldPages *held;
    Case seen; /* what the writer is given of it */
} Run;

static bool visible(Str s) {
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 0x21 || s.p[i] > 0x7E) return false;
    return s.n > 0 && s.n <= 64;
}

Status command_key(const Ask *k, Str *ret_key, Hash *ret_request, Err *err) {
    Str key = req_header(k->req, "idempotency-key");
    if (!key.n) return FAIL(err, ERR_INVALID, "idempotency.missing", "every command needs the header Idempotency-Key");
    if (!visible(key)) return FAIL(err, ERR_INVALID, "idempotency.form", "Idempotency-Key is 1 to 64 visible ASCII characters");
    *ret_key = str_format(k->a, "%lld/%lld/" STR_FMT, (long long)k->who->session.user,
                          (long long)k->who->asker.post->id, STR_ARG(key));
    const Str parts[] = {str_c(method_name(k->req->method)), S(" "), k->req->path, S("\n"), k->req->body};
    *ret_request = hash_sha256(parts, LEN(parts));
    return OK;
}

void resp_refused(Resp *resp, const Refusal *r, Arena *a) {
    StrBuf b;
    Json j;
    strbuf_init(&b, a, KB(32));
    json_init(&j, &b);
    json_obj(&j);
    json_key(&j, "detail_zh");
    json_str(&j, r->zh);
    json_end_obj(&j);
    Str extra = strbuf_str(&b);
    Problem p = {.code = r->code, .where = r->where[0] ? str_format(a, "/%s", r->where) : (Str){0}, .detail = r->en};
    if (r->zh.n) p.extra = str_n(extra.p + 1, extra.n - 2);
    resp_problem(resp, problem_http(ERR_CONFLICT, r->code, message_find), &p);
}

static void answer_done(Resp *resp, const WriteResult *r, bool created) {
    Json j = resp_json(resp);
    if (created) resp->status = 201;
    json_raw(&j, r->answer);
}

static void let_go(const Run *run) {
    if (run->answering.n) asked_give_back(run->asked, run->answering);
}

static void done(void *ctx, const WriteResult *r) {
    Run *run = ctx;
    let_go(run);
    Resp *resp = resp_of(run->token);
    site_view_drop(run->view);
    held_drop(run->held);
    run->note.case_id = r->case_id ? r->case_id : run->note.case_id;
    run->note.outcome = r->status != OK ? "failed" : r->refused ? "refused" : "ok";
    if (r->status != OK || r->refused) { /* what was done stands in the log itself */
        run->note.detail = str_c(r->refused ? r->refusal.code : r->err.code);
        audit_note(run->audit, &run->note);
    }
    if (r->status != OK) {
        resp_complete(run->token, r->status, &r->err);
        return;
    }
    if (r->refused) resp_refused(resp, &r->refusal, resp_arena(run->token));
    else answer_done(resp, r, run->created);
    resp_complete(run->token, OK, NULL);
}

/* In the writer's turn: what the command names is still in the vault, and stays there. */
static Status still_there(void *ctx, Site *site, Err *err) {
    Run *run = ctx;
    for (size_t i = 0; i < run->blobs.n; i++) {
        uint64_t size;
        Status s = vault_lease(site_vault(site), run->blobs.v[i].blob, &size, err);
        if (s == ERR_NOT_FOUND) return FAIL(err, ERR_INVALID, "blob.none", "a file the command names is not there");
        if (s != OK) return s;
        run->blobs.v[i].keep[1] = VAL((int64_t)size);
    }
    return OK;
}

static Val *add_row(Run *run, Arena *a, Query q, const Val *args, size_t n) {
    Val *copy = arena_dup(a, args, n * sizeof *args);
    BatchStmt *rows = NEW_N(a, BatchStmt, run->ask.n_rows + 1);
    if (run->ask.n_rows) memcpy(rows, run->ask.rows, run->ask.n_rows * sizeof *rows);
    rows[run->ask.n_rows++] = (BatchStmt){q, copy, n};
    run->ask.rows = rows;
    return copy;
}

static void name_blob(Run *run, const Ask *k, Hash blob) {
    if (hash_eq(blob, (Hash){0})) return;
    Val *keep = add_row(run, k->a, Q_BLOB_KEEP, ARGS(VAL(blob), VAL((int64_t)0), VAL(clock_now())));
    *PUSH(k->a, &run->blobs) = (Named){blob, keep};
}

/* What the commit names, it keeps. A manifest must be known as one: its pages are kept through it. */
static Status name_blobs(const Ask *k, Run *run, Err *err) {
    Rows *r;
    for (size_t i = 0; i < run->cmd.docs.n; i++) name_blob(run, k, run->cmd.docs.v[i].blob);
    name_blob(run, k, run->cmd.manifest);
    if (!run->blobs.n) return OK;
    run->ask.check = still_there;
    run->ask.check_ctx = run;
    if (run->cmd.kind == CMD_SEAL || hash_eq(run->cmd.manifest, (Hash){0})) return OK;
    TRY(db_run(k->db, Q_MANIFEST_HAS, ARGS(VAL(run->cmd.manifest)), k->a, &r, err));
    if (r->n) return OK;
    uint64_t size;
    Status s = vault_lease(site_vault(k->api->site), run->cmd.manifest, &size, err);
    if (s == OK) return FAIL(err, ERR_INVALID, "manifest.unknown", "hand the manifest in at /manifests first");
    return s == ERR_NOT_FOUND ? FAIL(err, ERR_INVALID, "blob.none", "a file the command names is not there") : s;
}

static Status target_of(const Req *req, const char *name, int64_t *ret, Err *err) {
    return req_param(req, name).n ? req_param_id(req, name, ret, err) : OK;
}

static Status command_of(const Req *req, CommandKind kind, Command *cmd, Err *err) {
    cmd->kind = kind;
    TRY(target_of(req, "case", &cmd->case_id, err));
    TRY(target_of(req, "transfer", &cmd->transfer, err));
    TRY(target_of(req, "person", &cmd->person, err));
    TRY(target_of(req, "notice", &cmd->target, err));
    TRY(target_of(req, "duty", &cmd->target, err));
    TRY(target_of(req, "seal", &cmd->target, err));
    TRY(target_of(req, "grant", &cmd->target, err));
    TRY(target_of(req, "participant", &cmd->target, err));
    return target_of(req, "correction", &cmd->target, err);
}

/* Of two answers at one moment, refusals or a grant and a refusal, the second finds the first under way. */
static Status answer_alone(const Ask *k, Run *run, int64_t user, int64_t of, Err *err) {
    bool again; /* the same command once more, whose answer the writer has */
    Str name = str_format(k->a, "access %lld %lld", (long long)user, (long long)of);
    Status s = asked_take(k->api->asked, name, hash_sha256(&run->ask.key, 1), &again, err);
    if (s == ERR_CONFLICT) return FAIL(err, ERR_CONFLICT, "access.answered", "this request is being answered by somebody else");
    if (s != OK || again) return s;
    run->asked = k->api->asked;
    run->answering = name;
    return OK;
}

/* A request for access that was put to this agency says which case and who. */
static Status of_request(const Ask *k, Run *run, Err *err) {
    int64_t id;
    Rows *r;
    TRY(req_param_id(k->req, "request", &id, err));
    TRY(db_run(k->db, Q_ACCESS_ASK_GET, ARGS(VAL(id)), k->a, &r, err));
    if (!r->n || !asks_come_here(k, row_i64(r, 0, 2))) return FAIL(err, ERR_NOT_FOUND, "access.none", "no such request was put to your agency");
    TRY(answer_alone(k, run, row_i64(r, 0, 0), row_i64(r, 0, 1), err));
    TRY(db_run(k->db, Q_ACCESS_ASK_GET, ARGS(VAL(id)), k->a, &r, err)); /* as it stands now that nobody else answers */
    run->cmd.target = id;
    run->cmd.user = row_i64(r, 0, 0);
    run->cmd.case_id = row_i64(r, 0, 1);
    run->answered = !row_is_null(r, 0, 3);
    add_row(run, k->a, Q_ACCESS_ASK_SETTLE, ARGS(VAL(id), VAL(k->now), VAL(row_i64(r, 0, 2))));
    return OK;
}

static bool about_own_agency(const Ask *k, int64_t user) {
    for (size_t i = 0; i < k->site->posts.n; i++) {
        const UserPost *p = &k->site->posts.v[i];
        if (p->user == user && !p->ended && p->agency == k->who->asker.agency->id) return true;
    }
    return false;
}

/* What the core cannot know: who the named users are. */
static Status users_fit(const Ask *k, const Command *cmd, Err *err) {
    if (cmd->kind == CMD_GRANT && !site_user(k->site, cmd->user))
        return FAIL(err, ERR_INVALID, "user.unknown", "there is no such user");
    if (cmd->kind != CMD_ASSIGN) return OK;
    bool fits = !cmd->user || about_own_agency(k, cmd->user);
    for (size_t i = 0; i < cmd->helpers.n; i++) fits &= about_own_agency(k, cmd->helpers.v[i]);
    return fits ? OK : FAIL(err, ERR_INVALID, "user.unknown", "work is assigned to users of one's own agency");
}

/* What the core cannot know: which kinds there are, and whom the law protects. */
static Status participant_fits(const Ask *k, const Case *c, const Command *cmd, Err *err) {
    const Codes *codes = site_rules(k->api->site)->codes;
    if (cmd->kind == CMD_PARTICIPANT && !codes_find_participant(codes, cmd->option))
        return FAIL(err, ERR_INVALID, "field.value", "/kind: no such kind of participant; see /codes/participants");
    const Participant *x = cmd->kind == CMD_SHIELD && cmd->name.n ? case_participant(c, cmd->target) : NULL;
    const CodeParticipant *kind = x ? codes_find_participant(codes, x->kind) : NULL;
    return !kind || kind->protects ? OK : FAIL(err, ERR_INVALID, "participant.not_protected", "the law protects victims, witnesses and experts");
}

static Status case_command(const Ask *k, int64_t id, CommandKind kind, CaseSeen *seen, Err *err) {
    TRY(case_see(k, id, ACCESS_PROGRESS, seen, err));
    return access_command(seen->access, kind) ? OK : case_unseen(k, id, err);
}

/* By rotation or by load a user is named here, before the command; his turn is noted in its commit. */
static Status assign_prepare(const Ask *k, Run *run, Err *err) {
    int64_t own = k->who->asker.agency->id;
    AssignAsk ask = {k->site,   site_rules(k->api->site)->codes, own, run->cmd.section, run->cmd.option,
                     k->now, k->api->turns};
    Assigned to = {run->cmd.user, k->now};
    if (!to.user && run->cmd.option.n) TRY(assign_choose(k->db, &ask, k->a, &to, err));
    run->cmd.user = to.user;
    run->cmd.option = (Str){0};
    if (to.user) add_row(run, k->a, Q_TURN_PUT, ARGS(VAL(own), VAL(to.user), VAL(to.turn)));
    return OK;
}

/* Whose ledger the person goes over to. One he was taken out of before is his own, although nothing is left in it to see. */
static Status other_self(const Ask *k, const Case *c, Command *cmd, Err *err) {
    Subject s;
    const Person *p = case_person(c, cmd->person);
    if (cmd->kind == CMD_IDENTIFY) return subject_see(k, cmd->target, &s, err);
    if (cmd->kind != CMD_PART || !p) return OK;
    if (!cmd->target) { /* so that whoever has his number is looked for */
        *PUSH(k->a, &cmd->people) = (NewPerson){.name = p->name, .id_kind = p->id_kind, .id_number = p->id_number};
        return OK;
    }
    bool own = subject_read(k->db, cmd->target, k->a, &s, NULL) == OK && s.merged_into == p->subject;
    return own ? OK : subject_see(k, cmd->target, &s, err);
}

/* In the writer's turn: somebody else may have changed the dossier since this was judged. */
static Status conserved_still(void *ctx, Site *site, const Case *c, const Case *other, Err *err) {
    Run *run = ctx;
    if (run->answered) return FAIL(err, ERR_CONFLICT, "access.answered", "this request was answered before");
    if (c->seq == run->judged_seq && (!other || other->seq == run->judged_other_seq)) return OK;
    Conserving x = run->conserving;
    x.c = c;
    x.other = x.other ? other : NULL;
    return dossier_conserved(&x, err);
}

static Status conserve(const Ask *k, Run *run, const Case *c, const Case *other, Err *err) {
    const CommandIn *in = k->req->in;
    run->judged = run->cmd;
    run->judged_seq = c->seq;
    run->judged_other_seq = other ? other->seq : 0;
    run->conserving = (Conserving){c, other, &run->judged, &in->removed, site_vault(k->api->site), k->a};
    TRY(dossier_conserved(&run->conserving, err));
    run->cmd.note = removals_note(run->cmd.note, &in->removed, k->a);
    run->ask.judge = conserved_still;
    run->ask.judge_ctx = run;
    return OK;
}

static Status note_grant(const Ask *k, Run *run, Err *err) {
    const Command *c = &run->cmd;
    TRY(answer_alone(k, run, c->user, c->case_id, err));
    add_row(run, k->a, Q_GRANT_NOTE,
            ARGS(VAL(site_id(k->api->site)), VAL(k->now), VAL(c->user), VAL(k->who->asker.agency->id), VAL(c->note), VAL(c->case_id),
                 VAL(c->until)));
    add_row(run, k->a, Q_ACCESS_ASKS_GRANTED, ARGS(VAL(c->user), VAL(c->case_id), VAL(k->now)));
    return OK;
}

/* Who may read a case of an organ that is not on the platform is said by the desk that keeps the case, in its stead. */
static int64_t kept_for(const Ask *k, CommandKind kind, const Case *c) {
    bool access = kind == CMD_GRANT || kind == CMD_GRANT_END || kind == CMD_GRANT_REFUSE;
    bool kept = access && !case_has_part(c, k->who->asker.agency->id) && access_behalf(k->site, &k->who->asker, c->agency, k->now);
    return kept ? c->agency : 0;
}

static Status run_prepare(const Ask *k, CommandKind kind, Run *run, Err *err) {
    const CommandIn *in = k->req->in;
    CaseSeen seen = {0};
    if (in) run->cmd = in->c;
    TRY(command_of(k->req, kind, &run->cmd, err));
    TRY(command_key(k, &run->ask.key, &run->ask.request, err));
    if (kind == CMD_GRANT_REFUSE) TRY(of_request(k, run, err));
    if (kind != CMD_OPEN) TRY(case_command(k, run->cmd.case_id, kind, &seen, err));
    TRY(other_self(k, &seen.c, &run->cmd, err));
    bool two = (kind == CMD_SPLIT || kind == CMD_MERGE) && run->cmd.target;
    CaseSeen other;
    if (two) TRY(case_command(k, run->cmd.target, kind, &other, err));
    if (in && kind != CMD_OPEN) TRY(conserve(k, run, &seen.c, two ? &other.c : NULL, err));
    int64_t behalf = in && in->behalf ? in->behalf : kept_for(k, kind, &seen.c);
    if (behalf && !access_behalf(k->site, &k->who->asker, behalf, k->now))
        return FAIL(err, ERR_DENIED, "access.behalf", "only acts of an organ that is not on the platform may be entered");
    if (kind == CMD_ASSIGN) TRY(assign_prepare(k, run, err));
    TRY(users_fit(k, &run->cmd, err));
    TRY(participant_fits(k, &seen.c, &run->cmd, err));
    run->ask.who = actor_of(k, kind == CMD_OPEN ? NULL : &seen.c, behalf);
    run->ask.post = k->who->asker.post->id;
    run->seen = seen.c;
    if (seen.c.id) run->ask.seen = (WriteSeen){&run->seen, seen.head, k->stored};
    TRY(name_blobs(k, run, err));
    if (kind == CMD_GRANT) TRY(note_grant(k, run, err));
    return OK;
}

Status command_run(Ctx *ctx, const Req *req, Resp *resp, CommandKind kind, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Run *run = NEW(k.a, Run);
    Status s = run_prepare(&k, kind, run, err);
    if (s != OK) {
        let_go(run);
        return s;
    }
    run->ask.cmd = &run->cmd;
    run->ask.done = done;
    run->ask.ctx = run;
    run->created = kind == CMD_OPEN;
    run->audit = k.api->audit;
    run->note = (AuditNote){.at = k.now, .user = k.who->session.user, .post = k.who->asker.post->id,
                            .agency = k.who->asker.agency->id, .case_id = run->cmd.case_id, .what = "command"};
    run->view = TAKE(k.view);
    run->held = TAKE(k.held);
    run->token = resp_defer(resp);
    s = writer_submit(site_writer(k.api->site), &run->ask, err);
    if (s != OK) let_go(run), site_view_drop(run->view), held_drop(run->held); /* nobody else has them */
    return s;
}

/* Which rows of the table are commands of the engine: one line a command. */
#define COMMANDS(X)                                                                                               \
    X(case_open, CMD_OPEN)                                                                                        \
    X(add_persons, CMD_ADD_PERSON)                                                                                \
    X(do_act, CMD_DO)                                                                                             \
    X(draft, CMD_DRAFT)                                                                                           \
    X(push_new, CMD_PUSH)                                                                                         \
    X(check, CMD_CHECK)                                                                                           \
    X(push, CMD_PUSH)                                                                                             \
    X(receive, CMD_RECEIVE)                                                                                       \
    X(accept_transfer, CMD_ACCEPT)                                                                                \
    X(return_transfer, CMD_RETURN)                                                                                \
    X(answer, CMD_ANSWER)                                                                                         \
    X(supply, CMD_SUPPLY)                                                                                         \
    X(receive_paper, CMD_PAPER)                                                                                   \
    X(withdraw, CMD_WITHDRAW)                                                                                     \
    X(consent, CMD_CONSENT)                                                                                       \
    X(undo, CMD_UNDO)                                                                                             \
    X(sign_notice, CMD_SIGN)                                                                                      \
    X(fulfil, CMD_FULFIL)                                                                                         \
    X(add_number, CMD_NUMBER)                                                                                     \
    X(set_manifest, CMD_MANIFEST)                                                                                 \
    X(assign, CMD_ASSIGN)                                                                                         \
    X(correct, CMD_CORRECT)                                                                                       \
    X(agree, CMD_AGREE)                                                                                           \
    X(grant, CMD_GRANT)                                                                                           \
    X(end_grant, CMD_GRANT_END)                                                                                   \
    X(refuse_access, CMD_GRANT_REFUSE)                                                                            \
    X(ask_seal, CMD_SEAL)                                                                                         \
    X(agree_seal, CMD_SEAL)                                                                                       \
    X(split, CMD_SPLIT)                                                                                           \
    X(merge, CMD_MERGE)                                                                                           \
    X(rebind, CMD_REBIND)                                                                                         \
    X(reclassify, CMD_RECLASSIFY)                                                                                 \
    X(identify, CMD_IDENTIFY)                                                                                     \
    X(part, CMD_PART)                                                                                             \
    X(add_participant, CMD_PARTICIPANT)                                                                           \
    X(shield, CMD_SHIELD)                                                                                         \
    X(unshield, CMD_SHIELD)                                                                                       \
    X(remove_participant, CMD_PARTICIPANT_END)

#define X(name, kind)                                                                                             \
    Status api_##name(Ctx *ctx, const Req *req, Resp *resp, Err *err) {                                                 \
        return command_run(ctx, req, resp, kind, err);                                                            \
    }
COMMANDS(X)
#undef X

/* Beside the engine's commands nearly all that changes something; not what may well be done twice. */
bool demands_key(const Route *r) {
    static Handler *const FREE[] = {api_sign_out, api_switch_post, api_change_password, api_ask_access, api_manifest_put, api_blobs_missing, api_correct_foreseen,
                                   api_import_cases, api_import_users, api_import_agencies, api_house_import}; /* rows entered again change nothing */
    if (r->method == GET || (r->flags & ROUTE_NO_AUTH) || r->upload) return false;
    for (size_t i = 0; i < LEN(FREE); i++)
        if (r->handler == FREE[i]) return false;
    return true;
}
