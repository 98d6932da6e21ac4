// SPDX-License-Identifier: Apache-2.0
#include "core/decide.h"

static const Field AGENCY_FIELDS[] = {
    FIELD(Agency, id, F_ID),
    FIELD(Agency, parent, F_ID),
    FIELD(Agency, name, F_STR, .flags = F_REQUIRED, .max = 200),
    FIELD(Agency, kind, F_STR, .flags = F_REQUIRED, .max = 40),
    FIELD(Agency, region, F_STR, .flags = F_REQUIRED, .max = 12),
    FIELD(Agency, level, F_INT, .max = 5),
    FIELD(Agency, on_from, F_TIME),
    FIELD(Agency, serves, F_IDS, .max = 200),
};
SHAPE(AGENCY_SHAPE, Agency, "Agency", AGENCY_FIELDS);

const Agency *world_agency(const World *w, int64_t id) {
    size_t lo = 0, hi = w->agencies.n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        const Agency *a = &w->agencies.v[mid];
        if (a->id == id) return a;
        if (a->id < id) lo = mid + 1;
        else hi = mid;
    }
    return NULL;
}

const Guide *world_guide(const World *w, Hash hash) {
    for (size_t i = 0; i < w->n_guides; i++)
        if (hash_eq(w->guides[i]->hash, hash)) return w->guides[i];
    return NULL;
}

/* Own region first, then whoever says that it serves this agency or its parent; stations look through their parent. */
int64_t world_serving(const World *w, Str kind, const Agency *near) {
    if (!near) return 0;
    if (str_eq(near->kind, kind)) return near->id;
    int64_t neighbour = 0;
    for (size_t i = 0; i < w->agencies.n; i++) {
        const Agency *a = &w->agencies.v[i];
        if (!str_eq(a->kind, kind)) continue;
        for (size_t j = 0; j < a->serves.n; j++)
            if (a->serves.v[j] == near->id || a->serves.v[j] == near->parent) return a->id;
        if (str_eq(a->region, near->region) && a->level <= near->level && !neighbour) neighbour = a->id;
    }
    return neighbour;
}
