// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The site as the sum of its events: agencies, users, their posts and deputies, and which guide is in force for which
 * class. The same shape as the case: decide gives events or a refusal, apply cannot fail, both are pure.
 *
 * It knows no passwords and no sessions: those are no history. A guide's text stands in the database under its hash;
 * the events say from when it was in force and by whose decision.
 */
#include "core/decide.h"
#include "core/record.h"
#include "core/refusal.h"

enum { SITE_STREAM = 1 }; /* its number among the streams; ids begin far above */

typedef struct User {
    int64_t id;
    Str login, name;
    bool disabled;
    Time since;
} User;

typedef struct UserPost { /* a user in a post: what he may do in which agency */
    int64_t id, user, agency;
    Strs roles;
    Str section;
    bool ended;
    Time since;
} UserPost;

typedef struct Deputy { /* B for A, for a period */
    int64_t id, user, stands_for, agency;
    Time from, until;
    Str reason;
    bool ended;
} Deputy;

typedef enum GuideLife { GUIDE_DRAFT, GUIDE_CONSULTED, GUIDE_APPROVED, GUIDE_IN_FORCE, GUIDE_RETIRED, GUIDE_LIFE_N } GuideLife;
extern const char *const GUIDE_LIFE[];

typedef struct GuideUse { /* one guide and how far it has come */
    Hash guide, certificate; /* certificate: none until it was proven */
    Str class, version, note;
    int life;
    Time at;
    int64_t by;
} GuideUse;

typedef enum ProblemLife { PROBLEM_OPEN, PROBLEM_KNOWN, PROBLEM_ANSWERED, PROBLEM_LIFE_N } ProblemLife;
extern const char *const PROBLEM_LIFE[];

typedef struct Reported { /* 问题反映: what somebody reported of the platform itself, and what became of it */
    int64_t id;
    int number; /* counted within the site: what is said on the telephone */
    int64_t user, agency;
    Str page, request; /* the page he was on, the request that went wrong; no case content */
    Str text; /* his own words, for the administrator alone */
    int life;
    Str title, answer; /* the administrator's words; of a known one all may read them */
    int64_t same_as; /* joined to that one, whose answer it has */
    Time since, at;
    int64_t by;
} Reported;

typedef struct Practice { /* 练习: somebody has done an exercise */
    int64_t id, user, agency;
    Str exercise;
    Time at;
} Practice;

typedef struct Bulletin { /* 通报: a month's figures as a committee published them; or a correction, on a line of its own */
    int64_t id, agency, by;
    Str month; /* 2021-07 */
    bool correction;
    Str note;
    Str figures; /* JSON, as published; stands in the event only */
    Time at;
    int64_t seq; /* the event's number in the stream: where the figures are */
} Bulletin;

typedef struct SiteState {
    int64_t id, seq;
    int number; /* of this site among all, part of every id */
    Str name;
    bool demo;
    Time created;
    Agencies agencies; /* by id */
    LIST_OF(User) users;
    LIST_OF(UserPost) posts;
    LIST_OF(Deputy) deputies;
    LIST_OF(GuideUse) guides; /* in the order they were first told of */
    LIST_OF(Reported) problems;
    LIST_OF(Practice) practices; /* the first time of each user and exercise */
    LIST_OF(Bulletin) bulletins; /* without their figures, in the order they were published */
} SiteState;

typedef struct SiteCreated {
    int64_t id;
    int number;
    Str name;
    bool demo;
} SiteCreated;

extern const Shape SITE_SHAPE, USER_SHAPE, USER_POST_SHAPE, DEPUTY_SHAPE, GUIDE_USE_SHAPE, SITE_CREATED_SHAPE, PROBLEM_SHAPE, PRACTICE_SHAPE, BULLETIN_SHAPE;

#define SITE_EVENTS(X)                                                                                            \
    X(SITE_CREATED, "site.created.1", SiteCreated, SITE_CREATED_SHAPE, "站点建立")                                \
    X(AGENCY_SET, "agency.set.1", Agency, AGENCY_SHAPE, "单位登记或变更")                                         \
    X(USER_SET, "user.set.1", User, USER_SHAPE, "用户登记或变更")                                                 \
    X(POST_SET, "post.set.1", UserPost, USER_POST_SHAPE, "岗位登记或变更")                                        \
    X(DEPUTY_SET, "deputy.set.1", Deputy, DEPUTY_SHAPE, "代岗登记或变更")                                         \
    X(GUIDE_SET, "guide.set.1", GuideUse, GUIDE_USE_SHAPE, "流转指引状态变更")                                     \
    X(PROBLEM_SET, "problem.set.1", Reported, PROBLEM_SHAPE, "问题反映与答复")                                     \
    X(PRACTICE_DONE, "practice.done.1", Practice, PRACTICE_SHAPE, "完成练习")                                           \
    X(BULLETIN_SET, "bulletin.set.1", Bulletin, BULLETIN_SHAPE, "通报发布或更正")

#define X(e, k, T, s, d) SEV_##e,
typedef enum SiteEventKind { SEV_NONE, SITE_EVENTS(X) SEV_N } SiteEventKind;
#undef X

typedef struct SiteEvent {
    SiteEventKind kind;
    Time at;
    int64_t by;
    const void *body;
} SiteEvent;

typedef struct SiteEvents {
    SiteEvent *v;
    size_t n, cap;
} SiteEvents;

typedef struct SiteEventInfo {
    const char *name, *zh;
    const Shape *shape;
} SiteEventInfo;
extern const SiteEventInfo SITE_EVENT_INFO[SEV_N];

typedef enum SiteCommandKind { SITE_CREATE, SITE_AGENCY, SITE_USER, SITE_POST, SITE_DEPUTY, SITE_GUIDE, SITE_PROBLEM, SITE_PRACTICE, SITE_BULLETIN, SITE_COMMAND_N } SiteCommandKind;
extern const char *const SITE_COMMAND_NAMES[];

/* An id of 0 makes a new agency, user, post or deputy; an id replaces what is known of it whole. */
typedef struct SiteCommand {
    SiteCommandKind kind;
    SiteCreated site;
    Agency agency;
    User user;
    UserPost post;
    Deputy deputy;
    GuideUse guide;
    Reported problem;
    Practice practice;
    Bulletin bulletin;
    int64_t waiting; /* the writer's: how many cases wait for this user alone */
} SiteCommand;

#define SITE_REFUSALS(X)                                                                                          \
    X(SR_EXISTS, "site.exists", "站点已建立", "the site exists already", "无需再建", "nothing needs to be done")   \
    X(SR_NONE, "site.none", "没有该记录", "there is no such record", "请核对编号", "check the id")                 \
    X(SR_NAME, "site.name", "缺少名称", "a name is missing", "请填写名称", "fill in the name")                    \
    X(SR_LOGIN, "user.login", "登录名已被使用或缺失", "the login is taken or missing", "请换一个登录名",           \
      "choose another login")                                                                                     \
    X(SR_WAITING, "user.waiting", "该用户尚有未了结事项", "work waits for this user alone", "请先移交其事项",      \
      "hand his work over first")                                                                                 \
    X(SR_AGENCY, "agency.unknown", "没有该单位", "there is no such agency", "请核对单位", "check the agency")      \
    X(SR_PARENT, "agency.parent", "上级单位不存在或成环", "the parent is unknown or lies below the agency itself",  \
      "请核对上级单位", "check the parent")                                                                       \
    X(SR_USER, "user.unknown", "没有该用户", "there is no such user", "请核对用户", "check the user")              \
    X(SR_ROLES, "post.roles", "岗位至少应有一个角色", "a post needs at least one role", "请选择角色", "choose a role") \
    X(SR_PERIOD, "deputy.period", "代岗期间不成立", "the period is empty or over", "请核对起止时间", "check its ends") \
    X(SR_SELF, "deputy.self", "不能由本人代本人", "nobody stands in for himself", "请选择他人", "choose another user") \
    X(SR_CERTIFICATE, "guide.unproven", "流转指引没有结案证书，不得生效", "the guide has no closure certificate",  \
      "请先校验流转指引", "check the guide first")                                                                \
    X(SR_LIFE, "guide.life", "流转指引不能这样变更状态", "a guide does not go this way", "请按顺序办理",           \
      "go through the steps in order")                                                                            \
    X(SR_WORDS, "problem.words", "请写明问题", "the problem is not described", "请写明做了什么、看到了什么",       \
      "say what was done and what was seen")                                                                      \
    X(SR_ANSWER, "problem.answer", "缺少标题或答复", "a title or an answer is missing",                            \
      "已知问题和已答复的问题须有标题和答复", "what is known or answered needs a title and an answer")             \
    X(SR_SAME, "problem.same", "不能并入该问题", "it cannot be joined to that one",                                \
      "只能并入另一件未被并入的问题", "join it to another one that stands for itself")                             \
    X(SR_PRACTISED, "practice.done", "该练习已有记录", "this exercise is recorded already", "无需再记",            \
      "nothing needs to be done")                                                                            \
    X(SR_MONTH, "bulletin.month", "月份未结束或格式不对", "the month is not over or is none", "请在次月发布上月通报",  \
      "publish a month when it is over")                                                                          \
    X(SR_FROZEN, "bulletin.frozen", "该月通报已发布，数字不再变动", "the month is published and stays as it is",     \
      "如有差错，请另作更正说明", "say a correction on a line of its own")                                          \
    X(SR_UNPUBLISHED, "bulletin.none", "该月通报尚未发布", "the month is not published", "请先发布", "publish it first")

#define X(id, code, zh, en, todo_zh, todo_en) id,
typedef enum SiteRefusalId { SITE_REFUSALS(X) SR_N } SiteRefusalId;
#undef X
extern const RefusalText SITE_REFUSAL_TEXTS[SR_N];

typedef struct SiteDecision {
    bool refused;
    Refusal refusal;
    SiteEvents events;
    int64_t made, ids;
} SiteDecision;

SiteDecision site_decide(const SiteState *s, const SiteCommand *cmd, const Actor *who, Now now, Arena *a);
void site_apply(SiteState *s, const SiteEvent *e, Arena *a); /* total */

void site_events_encode(const SiteEvent *v, size_t n, StrBuf *out);
must_use Status site_events_decode(Str body, const SiteEvent *head, Arena *a, SiteEvents *ret, Err *err);

const User *site_user(const SiteState *s, int64_t id);
const User *site_login(const SiteState *s, Str login);
const UserPost *site_post(const SiteState *s, int64_t id);
const GuideUse *site_guide(const SiteState *s, Hash guide);
const Reported *site_problem(const SiteState *s, int64_t id);
const Bulletin *site_bulletin(const SiteState *s, int64_t agency, Str month); /* as published; NULL: not yet */
bool month_parse(Str month, Day *first, Day *after); /* 2021-07: its first day, and the first of the next month */
