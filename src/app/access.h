// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Who may do what, decided here and nowhere else. A permission of a route is asked of the post somebody acts in; what of
 * one case he may see is asked of the case as it stands: his agency's part in it, who it is assigned to, and grants.
 *
 * Pure: it reads the site's and the case's state and looks nothing up. What the caller does with a "no" is always the
 * same as for what does not exist.
 */
#include "core/codes.h"
#include "core/decide.h"
#include "core/site.h"

/* X(permission, name, who) */
#define PERMISSIONS(X)                                                                                            \
    X(MAY_ANYONE, "anyone", "任何人")                                                                             \
    X(MAY_SIGNED_IN, "signed_in", "已登录用户")                                                                   \
    X(MAY_PROGRESS, "progress", "可见案件进度的岗位")                                                             \
    X(MAY_CONTENT, "content", "可见案件内容的岗位")                                                               \
    X(MAY_ACT, "act", "可办理案件的岗位")                                                                         \
    X(MAY_LEAD, "lead", "内勤、审核与领导岗位")                                                                   \
    X(MAY_GUIDES, "guides", "政法委领导")                                                                         \
    X(MAY_SYSTEM, "system", "系统管理员")                                                                         \
    X(MAY_SECURITY, "security", "安全保密管理员")                                                                 \
    X(MAY_AUDIT, "audit", "安全审计员")                                                                           \
    X(MAY_HOUSE, "house", "看守所岗位")                                                                           \
    X(MAY_STAFFING, "staffing", "系统管理员与安全保密管理员")

#define X(id, name, who) id,
typedef enum Permission { MAY_UNSET, PERMISSIONS(X) MAY_N } Permission;
#undef X
extern const char *const PERMISSION_NAMES[MAY_N]; /* by Permission; [0] is NULL */

typedef struct Asker { /* somebody in one post */
    const User *user;
    const UserPost *post;
    const Agency *agency;
    Sees sees; /* the widest of his roles, never wider than the kind of his agency */
    unsigned ranks; /* 1 << Rank of each role */
    bool only_own;  /* the kind of his agency sees of a case only its own part */
} Asker;

/* False if the user is disabled, the post is not his or has ended. */
bool asker_of(const SiteState *site, const Codes *codes, int64_t user, int64_t post, Asker *ret);
const UserPost *first_post(const SiteState *site, int64_t user); /* NULL: he has none */
bool asker_may(const Asker *who, Permission p);
bool asker_has_role(const Asker *who, Str role);

/* Each includes those before it. */
typedef enum Access {
    ACCESS_NONE,
    ACCESS_PROGRESS, /* stages, clocks and figures: no names, no papers */
    ACCESS_OWN,      /* of a house and its like: what access_own leaves of the case; he acts on that */
    ACCESS_READ,     /* by a grant for a time */
    ACCESS_ACT,      /* his agency has a part, and within it the case is his to see */
} Access;
Access access_case(const SiteState *site, const Asker *who, const Case *c, Time now);
/* Whether who sees so much of a case may give it this command at all; the core judges the rest. */
bool access_command(Access seen, CommandKind kind);
/*
 * The part of a case that is an agency's own: transfers from and to it, notices to it with their deeds, its duties, and
 * of the persons these concern name, charge, custody and its terms. No dossier, no other transfer. Shares what it keeps.
 */
void access_own(const World *w, const Case *c, int64_t agency, Arena *a, Case *ret);
/* What of an event belongs to that part: its body, perhaps reduced; NULL: nothing. */
const void *access_own_event(const Case *own, const Event *e);

/* Whose figures are told: one agency's, those of a region (the first digits of its code), or (0 and "") the whole site's. */
typedef struct Scope {
    int64_t agency;
    Str region;
    Str class; /* of this class of case alone; empty: of all */
} Scope;
/* Of whom he may read figures: who sees cases, of his own agency whatever he asks for; who watches, of his region or of the agency
   of it he asks for (0: none). False: that agency is not his to watch, or is not there. */
bool access_scope(const SiteState *site, const Asker *who, int64_t agency, Scope *ret);
bool scope_has(const Scope *s, const Agency *g); /* g NULL: no */

/* The user he stands in for in this case, if only a deputyship lets him act; 0: he acts for himself. */
int64_t access_stands_for(const SiteState *site, const Asker *who, const Case *c, Time now);
/* Whether an act of that organ may be entered by this asker: it is not on the platform, and not of his own kind. */
bool access_behalf(const SiteState *site, const Asker *who, int64_t agency, Time now);
