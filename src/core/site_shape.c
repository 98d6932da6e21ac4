// SPDX-License-Identifier: Apache-2.0
/* How the site's events and state are written down. */
#include "core/site.h"

const char *const GUIDE_LIFE[] = {"draft", "consulted", "approved", "in_force", "retired", NULL};
const char *const SITE_COMMAND_NAMES[] = {"create", "agency", "user", "post", "deputy", "guide", "problem", "practice", "bulletin", NULL};
const char *const PROBLEM_LIFE[] = {"open", "known", "answered", NULL};

#define X(id, code, zh, en, todo_zh, todo_en) {code, zh, en, todo_zh, todo_en},
const RefusalText SITE_REFUSAL_TEXTS[SR_N] = {SITE_REFUSALS(X)};
#undef X

static const Field USER_FIELDS[] = {
    FIELD(User, id, F_ID),
    FIELD(User, login, F_STR, .flags = F_REQUIRED, .max = 60),
    FIELD(User, name, F_STR, .flags = F_REQUIRED, .max = 100),
    FIELD(User, disabled, F_BOOL),
    FIELD(User, since, F_TIME),
};
SHAPE(USER_SHAPE, User, "User", USER_FIELDS);

static const Field USER_POST_FIELDS[] = {
    FIELD(UserPost, id, F_ID),
    FIELD(UserPost, user, F_ID, .flags = F_REQUIRED),
    FIELD(UserPost, agency, F_ID, .flags = F_REQUIRED),
    FIELD(UserPost, roles, F_STRS, .flags = F_REQUIRED, .max = 20),
    FIELD(UserPost, section, F_STR, .max = 120),
    FIELD(UserPost, ended, F_BOOL),
    FIELD(UserPost, since, F_TIME),
};
SHAPE(USER_POST_SHAPE, UserPost, "UserPost", USER_POST_FIELDS);

static const Field DEPUTY_FIELDS[] = {
    FIELD(Deputy, id, F_ID),
    FIELD(Deputy, user, F_ID, .flags = F_REQUIRED),
    FIELD(Deputy, stands_for, F_ID, .flags = F_REQUIRED),
    FIELD(Deputy, agency, F_ID, .flags = F_REQUIRED),
    FIELD(Deputy, from, F_TIME),
    FIELD(Deputy, until, F_TIME),
    FIELD(Deputy, reason, F_STR, .max = 500),
    FIELD(Deputy, ended, F_BOOL),
};
SHAPE(DEPUTY_SHAPE, Deputy, "Deputy", DEPUTY_FIELDS);

static const Field GUIDE_USE_FIELDS[] = {
    FIELD(GuideUse, guide, F_HASH, .flags = F_REQUIRED),
    FIELD(GuideUse, certificate, F_HASH),
    FIELD_AS(GuideUse, class, "class", F_STR, .max = 120),
    FIELD(GuideUse, version, F_STR, .max = 60),
    FIELD(GuideUse, life, F_ENUM, .names = GUIDE_LIFE, .flags = F_REQUIRED),
    FIELD(GuideUse, at, F_TIME),
    FIELD(GuideUse, by, F_ID),
    FIELD(GuideUse, note, F_STR),
};
SHAPE(GUIDE_USE_SHAPE, GuideUse, "GuideUse", GUIDE_USE_FIELDS);

static const Field SITE_CREATED_FIELDS[] = {
    FIELD(SiteCreated, id, F_ID),
    FIELD(SiteCreated, number, F_INT, .max = 255),
    FIELD(SiteCreated, name, F_STR, .max = 200),
    FIELD(SiteCreated, demo, F_BOOL),
};
SHAPE(SITE_CREATED_SHAPE, SiteCreated, "SiteCreated", SITE_CREATED_FIELDS);

static const Field PROBLEM_FIELDS[] = {
    FIELD(Reported, id, F_ID),
    FIELD(Reported, number, F_INT, .max = INT32_MAX),
    FIELD(Reported, user, F_ID),
    FIELD(Reported, agency, F_ID),
    FIELD(Reported, page, F_STR, .max = 60),
    FIELD(Reported, request, F_STR, .max = 60),
    FIELD(Reported, text, F_STR, .max = 2000),
    FIELD(Reported, life, F_ENUM, .names = PROBLEM_LIFE),
    FIELD(Reported, title, F_STR, .max = 200),
    FIELD(Reported, answer, F_STR, .max = 2000),
    FIELD(Reported, same_as, F_ID),
    FIELD(Reported, since, F_TIME),
    FIELD(Reported, at, F_TIME),
    FIELD(Reported, by, F_ID),
};
SHAPE(PROBLEM_SHAPE, Reported, "Reported", PROBLEM_FIELDS);

static const Field PRACTICE_FIELDS[] = {
    FIELD(Practice, id, F_ID),
    FIELD(Practice, user, F_ID),
    FIELD(Practice, agency, F_ID),
    FIELD(Practice, exercise, F_STR, .flags = F_REQUIRED, .max = 40),
    FIELD(Practice, at, F_TIME),
};
SHAPE(PRACTICE_SHAPE, Practice, "Practice", PRACTICE_FIELDS);

#define BULLETIN_HEAD                                                                                             \
    FIELD(Bulletin, id, F_ID), FIELD(Bulletin, agency, F_ID), FIELD(Bulletin, month, F_STR, .flags = F_REQUIRED, .max = 7),   \
        FIELD(Bulletin, correction, F_BOOL), FIELD(Bulletin, note, F_STR, .max = 2000), FIELD(Bulletin, at, F_TIME),         \
        FIELD(Bulletin, by, F_ID)
enum { FIGURES_MAX = 2000000 };
static const Field BULLETIN_FIELDS[] = {BULLETIN_HEAD, FIELD(Bulletin, figures, F_STR, .max = FIGURES_MAX)};
SHAPE(BULLETIN_SHAPE, Bulletin, "Bulletin", BULLETIN_FIELDS);
static const Field BULLETIN_KEPT_FIELDS[] = {BULLETIN_HEAD, FIELD(Bulletin, seq, F_I64)};
static SHAPE(BULLETIN_KEPT_SHAPE, Bulletin, "BulletinKept", BULLETIN_KEPT_FIELDS);

enum { MANY = 100000 };

static const Field SITE_FIELDS[] = {
    FIELD(SiteState, id, F_ID),
    FIELD(SiteState, seq, F_I64),
    FIELD(SiteState, number, F_INT, .max = 255),
    FIELD(SiteState, name, F_STR, .max = 200),
    FIELD(SiteState, demo, F_BOOL),
    FIELD(SiteState, created, F_TIME),
    FIELD(SiteState, agencies, F_LIST, .shape = &AGENCY_SHAPE, .max = MANY),
    FIELD(SiteState, users, F_LIST, .shape = &USER_SHAPE, .max = MANY),
    FIELD(SiteState, posts, F_LIST, .shape = &USER_POST_SHAPE, .max = MANY),
    FIELD(SiteState, deputies, F_LIST, .shape = &DEPUTY_SHAPE, .max = MANY),
    FIELD(SiteState, guides, F_LIST, .shape = &GUIDE_USE_SHAPE, .max = MANY),
    FIELD(SiteState, problems, F_LIST, .shape = &PROBLEM_SHAPE, .max = MANY),
    FIELD(SiteState, practices, F_LIST, .shape = &PRACTICE_SHAPE, .max = 50 * MANY),
    FIELD(SiteState, bulletins, F_LIST, .shape = &BULLETIN_KEPT_SHAPE, .max = MANY),
};
SHAPE(SITE_SHAPE, SiteState, "Site", SITE_FIELDS);

#define X(e, k, T, s, d) [SEV_##e] = {k, d, &s},
const SiteEventInfo SITE_EVENT_INFO[SEV_N] = {SITE_EVENTS(X)};
#undef X

void site_events_encode(const SiteEvent *v, size_t n, StrBuf *out) {
    Json j;
    json_init(&j, out);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_key(&j, "k");
        json_strz(&j, SITE_EVENT_INFO[v[i].kind].name);
        json_key(&j, "b");
        shape_encode(SITE_EVENT_INFO[v[i].kind].shape, v[i].body, &j);
        json_end_obj(&j);
    }
    json_end_arr(&j);
}

static SiteEventKind kind_of(Str name) {
    for (int k = SEV_NONE + 1; k < SEV_N; k++)
        if (str_eqz(name, SITE_EVENT_INFO[k].name)) return (SiteEventKind)k;
    return SEV_NONE;
}

Status site_events_decode(Str body, const SiteEvent *head, Arena *a, SiteEvents *ret, Err *err) {
    Node *tree;
    TRY(json_read(body, (JsonLimits){.bytes_max = MB(16), .nodes_max = 1000000}, a, &tree, err));
    if (tree->kind != NODE_LIST) return FAIL(err, ERR_INVALID, "event.shape", "a record's body is a list");
    for (size_t i = 0; i < tree->list.n; i++) {
        const Node *k = node_find(tree->list.v[i], S("k")), *b = node_find(tree->list.v[i], S("b"));
        if (!k || k->kind != NODE_STR || !b) return FAIL(err, ERR_INVALID, "event.shape", "an event needs k and b");
        SiteEvent ev = *head;
        ev.kind = kind_of(k->s);
        if (ev.kind == SEV_NONE)
            return FAIL(err, ERR_INVALID, "event.unknown", "no event is called '%.*s' here", STR_ARG(k->s));
        const Shape *shape = SITE_EVENT_INFO[ev.kind].shape;
        void *obj = arena_alloc(a, shape->size);
        TRY(shape_decode(shape, b, NULL, a, obj, err));
        ev.body = obj;
        *PUSH(a, ret) = ev;
    }
    return OK;
}
