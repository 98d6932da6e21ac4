// SPDX-License-Identifier: Apache-2.0
/* The guides of the site: those in force with their verdicts, each in all its versions, and the one that may follow it. */
#include "api/api.h"
#include "api/handlers.h"
#include "app/judge.h"
#include "app/rules.h"
#include "db/queries.h"

enum { VERSIONS_MAX = 200 }; /* of one class, the newest first */

static bool in_force(const SiteState *s, Hash guide) {
    const GuideUse *u = site_guide(s, guide);
    return u && u->life == GUIDE_IN_FORCE;
}

static void put_verdicts(const Ask *k, const Verdicts *all, Hash guide, Json *j) {
    bool sound = true, judged = false;
    json_key(j, "verdicts");
    json_arr(j);
    for (size_t i = 0; i < all->n; i++) {
        const Verdict *v = &all->v[i];
        const Agency *near = world_agency(k->world, v->near);
        if (!hash_eq(v->guide, guide) || !near) continue;
        judged = true;
        sound &= v->sound;
        json_obj(j);
        json_key(j, "agency"), json_id(j, v->near);
        json_key(j, "name"), json_str(j, near->name);
        json_key(j, "sound"), json_bool(j, v->sound);
        json_key(j, "at"), json_time(j, v->at);
        json_key(j, "findings"), json_raw(j, v->findings);
        json_end_obj(j);
    }
    json_end_arr(j);
    json_key(j, "judged"), json_bool(j, judged);
    json_key(j, "staffed"), json_bool(j, sound);
}

Status api_guides(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Verdicts all = {0};
    TRY(verdicts_read(k.db, k.a, &all, err));
    Json j = resp_json(resp);
    json_arr(&j);
    for (size_t i = 0; i < k.world->n_guides; i++) {
        const Guide *g = k.world->guides[i];
        if (!in_force(k.site, g->hash)) continue;
        json_obj(&j);
        json_key(&j, "class"), json_str(&j, g->id);
        json_key(&j, "name"), json_str(&j, g->name);
        json_key(&j, "name_en"), json_str(&j, g->name_en);
        json_key(&j, "version"), json_str(&j, g->version);
        json_key(&j, "hash"), json_hash(&j, g->hash);
        json_key(&j, "acts"), json_i64(&j, g->n_acts);
        put_verdicts(&k, &all, g->hash, &j);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    return OK;
}

/* What the classes have in common: nobody is pinned to it, so nobody judges it; it is there to be read. */
static const Guide *base_guide(const Ask *k, Str name) {
    const Rules *r = site_rules(k->api->site);
    for (size_t i = 0; i < r->n_guides; i++)
        if (r->guides[i]->base && str_eq(r->guides[i]->id, name)) return r->guides[i];
    return NULL;
}

Status api_base_guides(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    const Rules *r = site_rules(k.api->site);
    Json j = resp_json(resp);
    (void)err;
    json_arr(&j);
    for (size_t i = 0; i < r->n_guides; i++) {
        const Guide *g = r->guides[i];
        if (!g->base) continue;
        json_obj(&j);
        json_key(&j, "class"), json_str(&j, g->id);
        json_key(&j, "name"), json_str(&j, g->name);
        json_key(&j, "name_en"), json_str(&j, g->name_en);
        json_key(&j, "version"), json_str(&j, g->version);
        json_key(&j, "acts"), json_i64(&j, g->n_acts);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    return OK;
}

/*
 * What the rules folder has of the class: the draft that publishing would put in force. Only for those who may publish:
 * it is read from its files each time. *ret NULL: there is none, or not for him; what is wrong with the files is in *fault.
 */
static void draft_of(const Ask *k, Str class, const Guide **ret, Err *fault) {
    *ret = NULL;
    if (!asker_may(&k->who->asker, MAY_GUIDES)) return;
    Rules *rules;
    Guide *g;
    Status st = rules_read(site_rules(k->api->site)->dir, k->a, &rules, fault);
    if (st == OK) st = rules_guide(rules, class, k->a, &g, fault);
    if (st == ERR_NOT_FOUND) *fault = (Err){0};
    if (st == OK && !g->base) *ret = g;
}

static void put_version(const Ask *k, const GuideUse *u, Json *j) {
    const User *by = site_user(k->site, u->by);
    json_obj(j);
    json_key(j, "hash"), json_hash(j, u->guide);
    json_key(j, "version"), json_str(j, u->version);
    json_key(j, "life"), json_strz(j, GUIDE_LIFE[u->life]);
    json_key(j, "at"), json_time(j, u->at);
    if (by) json_key(j, "by"), json_str(j, by->name);
    if (u->note.n) json_key(j, "note"), json_str(j, u->note);
    json_key(j, "stored"), json_bool(j, true);
    json_end_obj(j);
}

static void put_draft(const Guide *g, Json *j) {
    json_obj(j);
    json_key(j, "hash"), json_hash(j, g->hash);
    json_key(j, "version"), json_str(j, g->version);
    json_key(j, "life"), json_strz(j, GUIDE_LIFE[GUIDE_DRAFT]);
    json_key(j, "at"), json_time(j, TIME_NONE);
    json_key(j, "stored"), json_bool(j, false);
    json_end_obj(j);
}

Status api_guide_versions(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Str class = req_param(req, "class");
    const Guide *draft;
    Err fault = {0};
    size_t known = 0;
    draft_of(&k, class, &draft, &fault);
    Json j = resp_json(resp);
    json_obj(&j);
    json_key(&j, "versions");
    json_arr(&j);
    if (draft && !in_force(k.site, draft->hash)) put_draft(draft, &j), known++;
    for (size_t i = k.site->guides.n; i-- > 0 && known < VERSIONS_MAX;) {
        const GuideUse *u = &k.site->guides.v[i];
        if (!str_eq(u->class, class) || (draft && u->life != GUIDE_IN_FORCE && hash_eq(u->guide, draft->hash))) continue;
        put_version(&k, u, &j), known++;
    }
    json_end_arr(&j);
    if (fault.status) json_key(&j, "fault"), json_str(&j, str_format(k.a, "%s: %s", fault.where, fault.msg));
    json_end_obj(&j);
    return known ? OK : FAIL(err, ERR_NOT_FOUND, "guide.none", "there is no guide of that class");
}

/* Which text is asked for: the version with that hash, or the one in force. */
static bool asked_for(const Ask *k, const GuideUse *u, Str class, Str version) {
    Hash h;
    if (!str_eq(u->class, class)) return false;
    return version.n ? hash_parse(version, &h) && hash_eq(h, u->guide) : in_force(k->site, u->guide);
}

Status api_guide_tree(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Str class = req_param(req, "class"), version = ((const PageQuery *)req->args)->version;
    const Guide *draft;
    Err fault = {0};
    Hash h;
    Json j = resp_json(resp);
    for (size_t i = 0; i < k.site->guides.n; i++) {
        if (!asked_for(&k, &k.site->guides.v[i], class, version)) continue;
        Rows *r;
        TRY(db_run(k.db, Q_GUIDE_TEXT, ARGS(VAL(k.site->guides.v[i].guide)), k.a, &r, err));
        if (!r->n) break;
        json_raw(&j, row_str(r, 0, 0));
        return OK;
    }
    const Guide *base = version.n ? NULL : base_guide(&k, class);
    if (base) {
        json_raw(&j, base->text);
        return OK;
    }
    if (version.n && hash_parse(version, &h)) draft_of(&k, class, &draft, &fault);
    else draft = NULL;
    if (!draft || !hash_eq(draft->hash, h)) return FAIL(err, ERR_NOT_FOUND, "guide.none", "there is no such guide, or no such version of it");
    json_raw(&j, draft->text);
    return OK;
}
