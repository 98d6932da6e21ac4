// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.h"

Calendar *calendar_copy(const Calendar *c, Arena *a) {
    Calendar *to = arena_dup(a, c, sizeof *c);
    to->v = arena_dup(a, c->v, c->n * sizeof *c->v);
    to->cap = c->n;
    for (size_t i = 0; i < c->n; i++) to->v[i].name = str_dup(a, c->v[i].name);
    return to;
}

const CalendarDay *calendar_find(const Calendar *c, Day d) {
    size_t lo = 0, hi = c->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->v[mid].day < d)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < c->n && c->v[lo].day == d ? &c->v[lo] : NULL;
}

bool calendar_is_workday(const Calendar *c, Day d) {
    const CalendarDay *x = calendar_find(c, d);
    return x ? x->workday : day_weekday(d) < 5;
}

bool calendar_known(const Calendar *c, Day d) {
    return c->known_from <= d && d <= c->known_to;
}

Day calendar_next_workday(const Calendar *c, Day d) {
    while (!calendar_is_workday(c, d)) d++;
    return d;
}

Day calendar_add_workdays(const Calendar *c, Day d, int n) {
    while (n > 0) n -= calendar_is_workday(c, ++d);
    return d;
}

int calendar_workdays(const Calendar *c, Day from, Day to) {
    int n = 0;
    while (from < to) n += calendar_is_workday(c, ++from);
    return n;
}
