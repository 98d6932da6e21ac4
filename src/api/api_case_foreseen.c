// SPDX-License-Identifier: Apache-2.0
/* Before something recorded is corrected: which terms and duties will count otherwise. Nothing is changed by asking. */
#include "api/api.h"
#include "api/handlers.h"
#include "core/foreseen.h"
#include "store/stream_store.h"

enum { FREE_ID = 1 << 30 }; /* of what the copy would make; never kept */

static void put_change(const Change *x, Json *j) {
    json_obj(j);
    json_key(j, "rule"), json_str(j, x->rule);
    json_key(j, "duty"), json_bool(j, x->duty);
    if (x->person) json_key(j, "person"), json_id(j, x->person);
    if (x->due_was != TIME_NONE) json_key(j, "due_was"), json_time(j, x->due_was);
    if (x->due != TIME_NONE) json_key(j, "due"), json_time(j, x->due);
    json_key(j, "missed_was"), json_bool(j, x->missed_was);
    json_key(j, "missed"), json_bool(j, x->missed);
    json_key(j, "open"), json_bool(j, x->open);
    json_end_obj(j);
}

static Status read_copy(const Ask *k, ForeseeAsk *ask, Err *err) {
    TRY(case_read(k->db, ask->cmd->case_id, k->a, ask->c, err));
    ask->subjects = NEW_N(k->a, Subject *, ask->c->persons.n);
    for (size_t i = 0; i < ask->c->persons.n; i++) {
        ask->subjects[i] = NEW(k->a, Subject);
        TRY(subject_read(k->db, ask->c->persons.v[i].subject, k->a, ask->subjects[i], err));
    }
    ask->n_subjects = ask->c->persons.n;
    return OK;
}

Status api_correct_foreseen(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const CommandIn *in = req->in;
    Command cmd = in->c;
    CaseSeen seen;
    TRY(req_param_id(req, "case", &cmd.case_id, err));
    TRY(case_see(&k, cmd.case_id, ACCESS_PROGRESS, &seen, err));
    if (!access_command(seen.access, CMD_CORRECT)) return case_unseen(&k, cmd.case_id, err);
    if (in->behalf && !access_behalf(k.site, &k.who->asker, in->behalf, k.now))
        return FAIL(err, ERR_DENIED, "access.behalf", "only acts of an organ that is not on the platform may be entered");
    cmd.kind = CMD_CORRECT;
    cmd.reason = S("?"); /* asked for when it is made */
    Actor who = actor_of(&k, &seen.c, in->behalf);
    ForeseeAsk ask = {.world = k.world, .c = NEW(k.a, Case), .cmd = &cmd, .who = &who, .now = {k.now, FREE_ID}};
    TRY(read_copy(&k, &ask, err));
    Foreseen f = correction_foreseen(&ask, k.a);
    if (f.refused) {
        resp_refused(resp, &f.refusal, k.a);
        return OK;
    }
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "case"), json_id(&j, cmd.case_id);
    if (f.agree) json_key(&j, "agree"), json_id(&j, f.agree);
    json_key(&j, "changes");
    json_arr(&j);
    for (size_t i = 0; i < f.changes.n; i++) put_change(&f.changes.v[i], &j);
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}
