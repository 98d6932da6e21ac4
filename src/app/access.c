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
    a.only_own = kind && kind->only_own;
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
    case MAY_HOUSE: return who->sees >= SEES_CONTENT && str_eqz(who->agency->kind, "detention_house");
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
static size_t region_digits(const Agency *watcher) {
    return watcher->level >= 3 ? 6 : watcher->level == 2 ? 4 : watcher->level == 1 ? 2 : 0;
}

static bool in_region(const Agency *watcher, const Agency *of) {
    size_t digits = region_digits(watcher);
    return of && of->region.n >= digits && watcher->region.n >= digits &&
           (!digits || memcmp(of->region.p, watcher->region.p, digits) == 0);
}

bool access_scope(const SiteState *site, const Asker *who, int64_t agency, Scope *ret) {
    if (who->sees == SEES_CONTENT || who->only_own) {
        *ret = (Scope){.agency = who->agency->id};
        return true;
    }
    if (who->sees != SEES_PROGRESS || !in_region(who->agency, agency ? agency_in(site, agency) : who->agency)) return false;
    *ret = agency ? (Scope){.agency = agency} : (Scope){.region = str_n(who->agency->region.p, region_digits(who->agency))};
    return true;
}

bool scope_has(const Scope *s, const Agency *g) {
    return g && (s->agency ? g->id == s->agency : str_starts(g->region, s->region));
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
    bool part = case_has_part(c, who->agency->id) && within_agency(site, who, c, now);
    bool grant = granted(c, who->user->id, now);
    if (part) return who->only_own && !grant ? ACCESS_OWN : ACCESS_ACT;
    return grant ? ACCESS_READ : ACCESS_NONE;
}

bool access_command(Access seen, CommandKind kind) {
    static const CommandKind OWN[] = {CMD_DO,     CMD_DRAFT,    CMD_CHECK,   CMD_PUSH, CMD_RECEIVE, CMD_ACCEPT, CMD_RETURN, CMD_ANSWER,
                                      CMD_SUPPLY, CMD_WITHDRAW, CMD_CONSENT, CMD_UNDO, CMD_SIGN,    CMD_FULFIL, CMD_NUMBER, CMD_ASSIGN,
                                      CMD_CORRECT, CMD_AGREE,   CMD_PAPER};
    for (size_t i = 0; seen == ACCESS_OWN && i < LEN(OWN); i++)
        if (OWN[i] == kind) return true;
    return seen == ACCESS_ACT || (seen == ACCESS_PROGRESS && kind == CMD_FULFIL); /* who oversees does what he himself owes: whose it is, the case knows */
}

static bool in_ids(const Ids *ids, int64_t id) {
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == id) return true;
    return false;
}

static void own_steps(const Case *c, int64_t agency, Arena *a, Case *ret, Ids *persons) {
    for (size_t i = 0; i < c->transfers.n; i++) {
        const Transfer *t = &c->transfers.v[i];
        if (t->from != agency && (t->to != agency || t->pushed == TIME_NONE)) continue;
        Transfer *x = PUSH(a, &ret->transfers);
        *x = *t;
        x->manifest = (Hash){0};
        x->before.n = 0;
        x->lines.v = arena_dup(a, t->lines.v, t->lines.n * sizeof *t->lines.v);
        for (size_t k = 0; k < t->lines.n; k++) {
            x->lines.v[k].before.n = 0;
            *PUSH(a, persons) = t->lines.v[k].person;
        }
    }
    for (size_t i = 0; i < c->notices.n; i++)
        if (c->notices.v[i].agency == agency) *PUSH(a, &ret->notices) = c->notices.v[i];
    for (size_t i = 0; i < c->duties.n; i++) {
        if (c->duties.v[i].agency != agency) continue;
        *PUSH(a, &ret->duties) = c->duties.v[i];
        if (c->duties.v[i].person) *PUSH(a, persons) = c->duties.v[i].person;
    }
}

/* A deed he did himself is whole; of one that was notified to him he has the paper, not the reasons. */
static void own_deeds(const Case *c, int64_t agency, Arena *a, Case *ret, Ids *persons) {
    for (size_t i = 0; i < c->deeds.n; i++) {
        const Deed *d = &c->deeds.v[i];
        bool did = d->agency == agency || d->behalf == agency, told = false;
        for (size_t k = 0; k < ret->notices.n; k++) told |= ret->notices.v[k].deed == d->id;
        if (!did && !told) continue;
        Deed *x = PUSH(a, &ret->deeds);
        *x = *d;
        x->before.n = 0;
        if (!did) x->data.n = 0, x->reason = x->unlawful = (Str){0};
        for (size_t k = 0; k < d->persons.n; k++) *PUSH(a, persons) = d->persons.v[k];
    }
}

/* The organ of a custody case holds whoever the custody fact says is held, also one no paper of its own names. */
static bool held_here(const World *w, const Case *c, const Person *p, int64_t agency) {
    const Guide *g = world_guide(w, p->guide);
    if (case_organ(c, S("detention_house")) != agency || !g || g->fact_custody < 0) return false;
    const Fact *f = &g->facts[g->fact_custody];
    int v = fact_value(f, person_fact(p, f->id));
    return v >= 0 && f->hold[v] != HOLD_FREE;
}

static void own_person(const World *w, const Person *p, Arena *a, Case *ret) {
    const Guide *g = world_guide(w, p->guide);
    Person *x = PUSH(a, &ret->persons);
    *x = *p;
    x->facts = (FactValues){0};
    for (size_t i = 0; g && g->fact_custody >= 0 && i < p->facts.n; i++)
        if (str_eq(p->facts.v[i].fact, g->facts[g->fact_custody].id)) *PUSH(a, &x->facts) = p->facts.v[i];
}

static bool own_clock(const World *w, const Case *ret, const Clock *k, int64_t agency) {
    const Person *p = case_person(ret, k->person);
    const Guide *g = p ? world_guide(w, p->guide) : NULL;
    int rule = g ? guide_clock(g, k->rule) : -1;
    return k->agency == agency || (rule >= 0 && g->clocks[rule].custody);
}

void access_own(const World *w, const Case *c, int64_t agency, Arena *a, Case *ret) {
    Ids persons = {0};
    *ret = (Case){.id = c->id, .name = c->name, .class = c->class, .opened = c->opened, .closed = c->closed,
                  .opening = c->opening, .agency = c->agency, .seq = c->seq, .organs = c->organs};
    own_steps(c, agency, a, ret, &persons);
    own_deeds(c, agency, a, ret, &persons);
    for (size_t i = 0; i < c->persons.n; i++) {
        const Person *p = &c->persons.v[i];
        if (in_ids(&persons, p->id) || held_here(w, c, p, agency)) own_person(w, p, a, ret);
    }
    for (size_t i = 0; i < c->clocks.n; i++)
        if (own_clock(w, ret, &c->clocks.v[i], agency)) *PUSH(a, &ret->clocks) = c->clocks.v[i];
    for (size_t i = 0; i < c->numbers.n; i++) {
        const Number *n = &c->numbers.v[i];
        if (n->agency == agency || (n->transfer && case_transfer(ret, n->transfer))) *PUSH(a, &ret->numbers) = *n;
    }
    for (size_t i = 0; i < c->corrections.n; i++) {
        const Correction *x = &c->corrections.v[i];
        if (x->agency == agency || x->agree_agency == agency) *PUSH(a, &ret->corrections) = *x;
    }
    for (size_t i = 0; i < c->assignments.n; i++)
        if (c->assignments.v[i].agency == agency) *PUSH(a, &ret->assignments) = c->assignments.v[i];
}

static bool own_notice(const Case *own, int64_t id) {
    for (size_t i = 0; i < own->notices.n; i++)
        if (own->notices.v[i].id == id) return true;
    return false;
}

const void *access_own_event(const Case *own, const Event *e) {
    const Shape *s = EVENTS[e->kind].shape;
    const void *b = e->body;
    if (s == EVENTS[EV_TRANSFER_PUSHED].shape) return case_transfer(own, ((const TransferStep *)b)->transfer) ? b : NULL;
    if (s == &TRANSFER_SHAPE) return case_transfer(own, ((const Transfer *)b)->id) ? b : NULL;
    if (s == &DUTY_SHAPE) return case_duty(own, ((const Duty *)b)->id) ? b : NULL;
    if (s == EVENTS[EV_DUTY_CLOSED].shape) return case_duty(own, ((const DutyStep *)b)->duty) ? b : NULL;
    if (s == &CLOCK_SHAPE) return case_clock(own, ((const Clock *)b)->id) ? b : NULL;
    if (s == EVENTS[EV_CLOCK_MOVED].shape) return case_clock(own, ((const ClockStep *)b)->clock) ? b : NULL;
    if (e->kind == EV_CLOCK_ENTERED) return case_clock(own, ((const ClockEntered *)b)->clock) ? b : NULL;
    if (s == &NOTICE_SHAPE) return own_notice(own, ((const Notice *)b)->id) ? b : NULL;
    if (s == &DEED_SHAPE) return case_deed(own, ((const Deed *)b)->id);
    if (e->kind == EV_NOTICE_SIGNED) return own_notice(own, ((const IdRef *)b)->id) ? b : NULL;
    if (e->kind == EV_DEED_TAKEN_BACK) return case_deed(own, ((const IdRef *)b)->id) ? b : NULL;
    return NULL;
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
