// SPDX-License-Identifier: Apache-2.0
#include "app/access.h"

#define X(id, name, who) [id] = name,
const char *const PERMISSION_NAMES[MAY_N] = {PERMISSIONS(X)};
#undef X

static const Agency *agency_in(const SiteState *site, int64_t id) {
    for (size_t i = 0; i < site->agencies.n; i++)
        if (site->agencies.v[i].id == id) return &site->agencies.v[i];
    return NULL;
}

bool asker_of(const SiteState *site, const Codes *codes, int64_t user, int64_t post, Asker *ret) {
    Asker a = {.user = site_user(site, user), .post = site_post(site, post)};
    if (!a.user || a.user->disabled || !a.post || a.post->ended || a.post->user != user) return false;
    a.agency = agency_in(site, a.post->agency);
    if (!a.agency) return false;
    const CodeAgencyKind *kind = codes_find_agency_kind(codes, a.agency->kind);
    for (size_t i = 0; i < a.post->roles.n; i++) {
        const CodeRole *role = codes_find_role(codes, a.post->roles.v[i]);
        if (!role || !code_words_have(&role->agencies, a.agency->kind)) continue;
        a.sees = MAX(a.sees, (Sees)role->sees);
        a.ranks |= 1u << role->rank;
    }
    if (kind) a.sees = MIN(a.sees, (Sees)kind->sees);
    *ret = a;
    return true;
}

const UserPost *first_post(const SiteState *site, int64_t user) {
    for (size_t i = 0; i < site->posts.n; i++)
        if (site->posts.v[i].user == user && !site->posts.v[i].ended) return &site->posts.v[i];
    return NULL;
}

bool asker_has_role(const Asker *who, Str role) {
    for (size_t i = 0; i < who->post->roles.n; i++)
        if (str_eq(who->post->roles.v[i], role)) return true;
    return false;
}

static bool administrator(const Asker *who, Str role) { /* only in the agency kind made for them */
    return str_eqz(who->agency->kind, "administration") && asker_has_role(who, role);
}

bool asker_may(const Asker *who, Permission p) {
    enum { LEADS = 1u << RANK_DESK | 1u << RANK_REVIEW | 1u << RANK_LEADER };
    switch (p) {
    case MAY_ANYONE:
    case MAY_SIGNED_IN: return true;
    case MAY_PROGRESS: return who->sees >= SEES_PROGRESS;
    case MAY_CONTENT:
    case MAY_ACT: return who->sees >= SEES_CONTENT;
    case MAY_LEAD: return who->sees >= SEES_CONTENT && (who->ranks & LEADS);
    case MAY_GUIDES: return asker_has_role(who, S("committee_leader"));
    case MAY_SYSTEM: return administrator(who, S("system_admin"));
    case MAY_SECURITY: return administrator(who, S("security_admin"));
    case MAY_AUDIT: return administrator(who, S("audit_admin"));
    case MAY_STAFFING: return administrator(who, S("system_admin")) || administrator(who, S("security_admin"));
    case MAY_UNSET:
    case MAY_N: break;
    }
    return false;
}

static bool granted(const Case *c, int64_t user, Time now) {
    for (size_t i = 0; i < c->grants.n; i++)
        if (c->grants.v[i].user == user && c->grants.v[i].until > now) return true;
    return false;
}

/* A committee watches what lies in its region: the county's own code, or the first digits of a city or province. */
static bool in_region(const Agency *watcher, const Agency *of) {
    size_t digits = watcher->level >= 3 ? 6 : watcher->level == 2 ? 4 : watcher->level == 1 ? 2 : 0;
    return of && of->region.n >= digits && watcher->region.n >= digits &&
           (!digits || memcmp(of->region.p, watcher->region.p, digits) == 0);
}

static bool is_deputy(const SiteState *site, int64_t user, int64_t of, int64_t agency, Time now) {
    for (size_t i = 0; i < site->deputies.n; i++) {
        const Deputy *d = &site->deputies.v[i];
        if (d->user == user && d->stands_for == of && d->agency == agency && !d->ended && d->from <= now && now < d->until)
            return true;
    }
    return false;
}

static bool is_helper(const Assignment *as, int64_t user) {
    for (size_t i = 0; i < as->helpers.n; i++)
        if (as->helpers.v[i] == user) return true;
    return false;
}

/* Whether the handler does the same work as the asker: then the case is the handler's, not every colleague's. */
static bool same_work(const SiteState *site, const Asker *who, int64_t handler) {
    for (size_t i = 0; i < site->posts.n; i++) {
        const UserPost *p = &site->posts.v[i];
        if (p->user != handler || p->agency != who->agency->id || p->ended) continue;
        for (size_t k = 0; k < p->roles.n; k++)
            if (asker_has_role(who, p->roles.v[k])) return true;
    }
    return false;
}

static bool within_agency(const SiteState *site, const Asker *who, const Case *c, Time now) {
    enum { OVERSEES = 1u << RANK_DESK | 1u << RANK_REVIEW | 1u << RANK_LEADER };
    const Assignment *as = case_assignment(c, who->agency->id);
    if (!as || !as->user || (who->ranks & OVERSEES)) return true;
    if (as->user == who->user->id || is_helper(as, who->user->id)) return true;
    if (as->section.n && str_eq(as->section, who->post->section)) return true;
    if (is_deputy(site, who->user->id, as->user, who->agency->id, now)) return true;
    return !same_work(site, who, as->user);
}

/* A case of an organ that is not on the platform yet is kept by the desks of its region. */
static bool entered_for(const SiteState *site, const Asker *who, const Case *c, Time now) {
    const Agency *own = agency_in(site, c->agency);
    return own && (who->ranks & 1u << RANK_DESK) && str_eq(own->region, who->agency->region) &&
           access_behalf(site, who, own->id, now);
}

Access access_case(const SiteState *site, const Asker *who, const Case *c, Time now) {
    if (who->sees == SEES_NONE) return ACCESS_NONE;
    if (who->sees == SEES_PROGRESS)
        return in_region(who->agency, agency_in(site, c->agency)) ? ACCESS_PROGRESS : ACCESS_NONE;
    if (entered_for(site, who, c, now)) return ACCESS_ACT;
    if (case_has_part(c, who->agency->id) && within_agency(site, who, c, now)) return ACCESS_ACT;
    return granted(c, who->user->id, now) ? ACCESS_READ : ACCESS_NONE;
}

int64_t access_stands_for(const SiteState *site, const Asker *who, const Case *c, Time now) {
    const Assignment *as = case_assignment(c, who->agency->id);
    if (!as || !as->user || as->user == who->user->id || is_helper(as, who->user->id)) return 0;
    return is_deputy(site, who->user->id, as->user, who->agency->id, now) ? as->user : 0;
}

bool access_behalf(const SiteState *site, const Asker *who, int64_t agency, Time now) {
    const Agency *a = agency_in(site, agency);
    bool off = a && (a->on_from == TIME_NONE || a->on_from > now);
    return off && a->id != who->agency->id;
}
