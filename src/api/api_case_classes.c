// SPDX-License-Identifier: Apache-2.0
/* 变更罪名: the classes in force a person of the case may be brought under now, and what bars him from the others. */
#include "api/api.h"
#include "api/handlers.h"

static void put_why(Json *j, Str zh, Str en) {
    json_key(j, "why_zh"), json_str(j, zh);
    json_key(j, "why_en"), json_str(j, en.n ? en : zh);
}

static void put_barred(const Ask *k, const Person *p, const ClassChoice *x, Json *j) {
    const Mapped *to = &x->to;
    if (p->closed != TIME_NONE) {
        put_why(j, S("此人的程序已终结"), S("the proceeding of this person has ended"));
    } else if (to->end == MAP_BARRED) {
        put_why(j, to->bar->name, to->bar->name_en);
        json_key(j, "basis"), json_str(j, to->bar->basis);
    } else if (to->end == MAP_NO_PLACE) {
        put_why(j, str_format(k->a, "该类案件的流转指引没有“" STR_FMT "”：请先了结", STR_ARG(to->name)),
                str_format(k->a, "the guide of this class has no '" STR_FMT "': finish it first", STR_ARG(to->name_en)));
    } else {
        put_why(j, S("按该类案件的流转指引，变更后的状态走不到结案"),
                S("from the state he would be in, the guide of this class leads to no lawful end"));
    }
}

static void put_class(const Ask *k, const Person *p, const ClassChoice *x, Json *j) {
    const Guide *g = x->guide;
    bool possible = p->closed == TIME_NONE && x->to.end == MAP_PLACED;
    json_obj(j);
    json_key(j, "class"), json_str(j, g->id);
    json_key(j, "name"), json_str(j, g->name);
    json_key(j, "name_en"), json_str(j, g->name_en);
    json_key(j, "possible"), json_bool(j, possible);
    json_key(j, "asks");
    json_arr(j);
    for (int i = 0; i < x->n_asks; i++) json_str(j, g->facts[x->asks[i]].id);
    json_end_arr(j);
    if (!possible) put_barred(k, p, x, j);
    json_end_obj(j);
}

Status api_case_classes(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const PageQuery *q = req->args;
    int64_t id;
    CaseSeen seen;
    ClassChoice *list;
    TRY(req_param_id(req, "case", &id, err));
    TRY(case_see(&k, id, ACCESS_OWN, &seen, err));
    if (!access_command(seen.access, CMD_RECLASSIFY)) return case_unseen(&k, id, err);
    const Person *p = case_person(&seen.c, q->person);
    if (!p || p->moved_to) return FAIL(err, ERR_INVALID, "person.none", "there is no such person in this case");
    const Guide *own = world_guide(k.world, p->guide);
    size_t n = case_classes(k.world, &seen.c, p, k.a, &list);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "case"), json_id(&j, id);
    json_key(&j, "person"), json_id(&j, p->id);
    json_key(&j, "class"), json_str(&j, own ? own->id : seen.c.class);
    json_key(&j, "classes");
    json_arr(&j);
    for (size_t i = 0; i < n; i++) put_class(&k, p, &list[i], &j);
    json_end_arr(&j);
    json_end_obj(&j);
    return OK;
}
