// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The working calendar: weekends, statutory holidays and make-up working days 调休. It holds only the
 * exceptions to "Monday to Friday", sorted by day, and the range of days for which a yearly notice of the
 * State Council is known.
 *
 * It knows nothing of terms. Outside the known range it still answers, by weekends and by what the statute
 * itself fixes, and calendar_known says that the answer may change when the notice comes.
 */
#include "base/arena.h"
#include "base/civil.h"
#include "base/err.h"
#include "node/node.h"

typedef struct CalendarDay { /* one exception, or a day a notice names although it was free already */
    Day day;
    bool workday; /* a make-up working day; otherwise a holiday */
    Str name;     /* 春节; empty for make-up days */
} CalendarDay;

typedef struct Calendar {
    CalendarDay *v; /* ascending, each day once */
    size_t n, cap;
    Day known_from, known_to; /* inclusive; known_to < known_from: nothing is known */
} Calendar;

Calendar *calendar_copy(const Calendar *c, Arena *a);
bool calendar_is_workday(const Calendar *c, Day d);
bool calendar_known(const Calendar *c, Day d);
const CalendarDay *calendar_find(const Calendar *c, Day d); /* what a notice says of the day; NULL: nothing */
Day calendar_next_workday(const Calendar *c, Day d);        /* d itself if it is one */
Day calendar_add_workdays(const Calendar *c, Day d,
                          int n); /* the n-th working day after d; n = 0: d itself */
int calendar_workdays(const Calendar *c, Day from, Day to); /* working days after from, up to and with to */

/*
 * Reads rules/holidays.yaml (calendar_load.c). `file` names it in messages. Refused, with the place: a day
 * told twice, a range that ends before it begins or is longer than 15 days, a day outside its year (the last
 * week of December before it belongs to it), a make-up day that is no weekend, years out of order or with a
 * gap.
 */
must_use Status calendar_decode(const Node *n, const char *file, Arena *a, Calendar *ret, Err *err);
