// SPDX-License-Identifier: Apache-2.0
/* What may be done next in a case, with what each step needs; and why an act is not possible. */
#include "api/api.h"
#include "api/handlers.h"

static void put_list(Json *j, const char *key, const Str *v, int n) {
    json_key(j, key);
    json_arr(j);
    for (int i = 0; i < n; i++) json_str(j, v[i]);
    json_end_arr(j);
}

static void put_party(Json *j, const char *key, const Party *p) {
    json_key(j, key);
    json_obj(j);
    json_key(j, "kind"), json_str(j, p->kind);
    if (p->level.n) json_key(j, "level"), json_str(j, p->level);
    put_list(j, "roles", p->roles, p->n_roles);
    put_list(j, "review", p->review, p->n_review);
    json_end_obj(j);
}

static void put_needs(Json *j, const Needs *n) {
    json_key(j, "needs");
    json_obj(j);
    put_list(j, "documents", n->documents, n->n_documents);
    put_list(j, "fields", n->fields, n->n_fields);
    put_list(j, "reasons", n->reasons, n->n_reasons);
    json_key(j, "dossier"), json_bool(j, n->dossier);
    json_end_obj(j);
}

static void put_options(const Act *act, const Guide *g, const Machine *m, Json *j) {
    json_key(j, "options");
    json_arr(j);
    for (int i = 0; i < act->n_options; i++) {
        const Option *o = &act->options[i];
        json_obj(j);
        json_key(j, "id"), json_str(j, o->id);
        json_key(j, "name"), json_str(j, o->name);
        json_key(j, "name_en"), json_str(j, o->name_en);
        json_key(j, "holds"), json_bool(j, guard_holds(g, &o->when, m));
        put_needs(j, &o->needs);
        json_end_obj(j);
    }
    json_end_arr(j);
}

static void put_step(const Guide *g, const NextStep *s, const Machine *m, Json *j) {
    static const char *const KINDS[] = {"send", "decide", "report"};
    const Act *act = &g->acts[s->act];
    json_obj(j);
    json_key(j, "act"), json_str(j, act->id);
    json_key(j, "name"), json_str(j, act->name);
    json_key(j, "name_en"), json_str(j, act->name_en);
    json_key(j, "kind"), json_strz(j, KINDS[act->kind]);
    json_key(j, "group"), json_str(j, act->group);
    json_key(j, "possible"), json_bool(j, s->possible);
    json_key(j, "mine"), json_bool(j, s->mine);
    if (!s->possible) {
        json_key(j, "why_zh"), json_str(j, s->why_zh);
        json_key(j, "why_en"), json_str(j, s->why_en);
    }
    json_key(j, "basis"), json_str(j, act->basis);
    put_party(j, "by", &act->by);
    if (act->kind == ACT_SEND) put_party(j, "to", &act->to);
    put_needs(j, &act->needs);
    put_options(act, g, m, j);
    json_end_obj(j);
}

/* Only the acts that can be done now or are the asker's to do: the rest of the guide stands under /guides. */
static void put_next_of(const Ask *k, const Case *c, const Person *p, const Actor *actor, bool own, Json *j) {
    NextStep *steps;
    size_t n = case_next(k->world, c, p, actor, k->a, &steps);
    const Guide *g = world_guide(k->world, p->guide);
    Machine m = {0};
    if (g) machine_of(g, c, p, &m);
    json_obj(j);
    json_key(j, "person"), json_id(j, p->id);
    json_key(j, "name"), json_str(j, p->name);
    json_key(j, "steps");
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        if (steps[i].mine || (steps[i].possible && !own)) put_step(g, &steps[i], &m, j);
    json_end_arr(j);
    json_end_obj(j);
}

Status api_case_next_steps(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    int64_t id;
    CaseSeen seen;
    TRY(req_param_id(req, "case", &id, err));
    TRY(case_see(&k, id, ACCESS_OWN, &seen, err));
    Actor actor = actor_of(&k, &seen.c, 0);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "case"), json_id(&j, id);
    json_key(&j, "next");
    json_arr(&j);
    bool own = seen.access == ACCESS_OWN;
    for (size_t i = 0; i < seen.c.persons.n; i++)
        if (!own || case_person(&seen.own, seen.c.persons.v[i].id))
            put_next_of(&k, &seen.c, &seen.c.persons.v[i], &actor, own, &j);
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}

Status api_case_why(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t id;
    CaseSeen seen;
    TRY(req_param_id(req, "case", &id, err));
    TRY(case_see(&k, id, ACCESS_READ, &seen, err));
    const Person *p = case_person(&seen.c, q->person);
    if (!p) return FAIL(err, ERR_INVALID, "person.none", "there is no such person in this case");
    const Guide *g = world_guide(k.world, p->guide);
    int act = g ? guide_act(g, q->act) : -1;
    if (act < 0) return FAIL(err, ERR_INVALID, "act.unknown", "the guide has no such act");
    Actor actor = actor_of(&k, &seen.c, 0);
    NextStep *steps;
    size_t n = case_next(k.world, &seen.c, p, &actor, k.a, &steps);
    Machine m;
    machine_of(g, &seen.c, p, &m);
    Json j = resp_json(resp);
    if ((size_t)act < n) {
        put_step(g, &steps[act], &m, &j);
        return OK;
    }
    json_obj(&j);
    json_key(&j, "act"), json_str(&j, q->act);
    json_key(&j, "possible"), json_bool(&j, false);
    json_key(&j, "why_zh"), json_strz(&j, "此人的程序已终结");
    json_key(&j, "why_en"), json_strz(&j, "the proceeding of this person has ended");
    json_end_obj(&j);
    return OK;
}
