// SPDX-License-Identifier: Apache-2.0
#include "app/staffing.h"

typedef LIST_OF(StaffPost) Posts;

static bool enabled(const SiteState *site, int64_t user) {
    for (size_t i = 0; i < site->users.n; i++)
        if (site->users.v[i].id == user) return !site->users.v[i].disabled;
    return false;
}

static void posts_of(const SiteState *site, int64_t agency, Str level, Arena *a, Posts *out) {
    const Agency *at = world_agency(&(World){.agencies = site->agencies}, agency);
    for (size_t i = 0; at && i < site->posts.n; i++) {
        const UserPost *p = &site->posts.v[i];
        if (p->agency != agency || p->ended || !enabled(site, p->user)) continue;
        for (size_t r = 0; r < p->roles.n; r++) *PUSH(a, out) = (StaffPost){p->user, at->kind, p->roles.v[r], level};
    }
}

static void stand_in(const Guide *g, Str kind, int64_t user, Arena *a, Posts *out) {
    for (int i = 0; i < g->n_acts; i++) {
        const Party *parties[] = {&g->acts[i].by, &g->acts[i].to};
        for (size_t p = 0; p < LEN(parties); p++) {
            if (!str_eq(parties[p]->kind, kind)) continue;
            for (int r = 0; r < parties[p]->n_roles; r++) *PUSH(a, out) = (StaffPost){user, kind, parties[p]->roles[r], {0}};
            for (int r = 0; r < parties[p]->n_review; r++) *PUSH(a, out) = (StaffPost){user, kind, parties[p]->review[r], {0}};
        }
    }
}

static void off_line(const SiteState *site, const World *w, const Agency *near, const Agency *off, const Guide *g, Arena *a,
                     Posts *out) {
    int64_t desk = world_serving(w, S("procuratorate"), near);
    for (size_t i = 0; i < site->posts.n; i++) {
        const UserPost *p = &site->posts.v[i];
        if (p->agency != desk || p->ended || !enabled(site, p->user)) continue;
        for (size_t r = 0; r < p->roles.n; r++)
            if (str_eqz(p->roles.v[r], "case_desk")) stand_in(g, off->kind, p->user, a, out);
    }
}

Staffing staffing_of(const SiteState *site, const Agency *near, const Guide *g, Time now, Arena *a) {
    World w = {.agencies = site->agencies};
    Posts out = {0};
    for (size_t i = 0; i < site->agencies.n; i++) {
        const Agency *x = &site->agencies.v[i];
        int64_t serving = world_serving(&w, x->kind, near);
        const Agency *s = world_agency(&w, serving);
        bool on = x->on_from != TIME_NONE && x->on_from <= now;
        if (x->id == serving && !on) off_line(site, &w, near, x, g, a, &out);
        else if (x->id == serving || (x->parent == serving && str_eq(x->kind, near->kind))) /* and its stations */
            posts_of(site, x->id, S("same"), a, &out);
        else if (s && (x->id == s->parent || x->level < s->level)) posts_of(site, x->id, S("upper"), a, &out);
        else if (!str_eq(x->region, near->region)) posts_of(site, x->id, S("other_county"), a, &out);
    }
    return (Staffing){.v = out.v, .n = out.n};
}
