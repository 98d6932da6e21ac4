// SPDX-License-Identifier: Apache-2.0
/*
 * Months are anchored: the end lies n months from the day of the event in one leap, so a short month on the
 * way never pulls the end forward or pushes it back. Day parts follow as days. What does not count moves the
 * end by as much.
 */
#include "core/term.h"

typedef struct Count { /* one count under way */
    TermEnd e;
    Arena *a; /* for the steps; NULL: none are kept */
} Count;

static void step_put(Count *k, TermStep s) {
    if (k->a) *PUSH(k->a, &k->e.steps) = s;
}

static void step_days(Count *k, TermStepKind kind, TermBasis basis, int32_t n, Day from, Day to) {
    step_put(k,
             (TermStep){.kind = kind, .basis = basis, .n = n, .from = day_start(from), .to = day_start(to)});
}

static void step_end(Count *k, TermStepKind kind, TermBasis basis, Day to) {
    step_put(k, (TermStep){.kind = kind, .basis = basis, .from = TIME_NONE, .to = day_start(to)});
}

static bool last_of_month(Ymd y) {
    return y.day == days_in_month(y.year, y.month);
}

typedef struct Leap {
    Day to;
    TermStepKind kind;
    int stretch; /* days past the same-number day, where the last-day rule lengthens */
} Leap;

/* n months on from the month of `from`, to the day number `day`, or to the month's last day where `last`. */
static Leap leap_months(Ymd from, int day, bool last, int n) {
    int m = from.year * 12 + from.month - 1 + n, year = m / 12, month = m % 12 + 1;
    int len = days_in_month(year, month);
    if (last) return (Leap){day_from_ymd(year, month, len), TERM_STEP_MONTHS_LAST, MAX(len - day, 0)};
    if (day > len) return (Leap){day_from_ymd(year, month, len), TERM_STEP_MONTHS_SHORT, 0};
    return (Leap){day_from_ymd(year, month, day), TERM_STEP_MONTHS_SAME, 0};
}

TermLength term_length_add(TermLength x, TermLength y) {
    return (TermLength){x.years + y.years,
                        x.months + y.months,
                        x.half_months + y.half_months,
                        x.days + y.days,
                        x.working_days + y.working_days,
                        x.hours + y.hours};
}

bool term_length_empty(const TermLength *l) {
    return !l->years && !l->months && !l->half_months && !l->days && !l->working_days && !l->hours;
}

bool term_length_valid(const TermLength *l) {
    const int32_t parts[] = {l->years, l->months, l->half_months, l->days, l->working_days, l->hours};
    for (size_t i = 0; i < LEN(parts); i++)
        if (parts[i] < 0 || parts[i] > TERM_PART_MAX) return false;
    if (l->years > TERM_PART_MAX / 366) return false;
    bool by_calendar = l->years || l->months || l->half_months || l->days;
    return by_calendar + !!l->working_days + !!l->hours <= 1;
}

TermRequest term_request(Day end, int days_before) {
    return (TermRequest){.warn = end - days_before - 3, .latest = end - days_before};
}

/* The pause that follows `prev` in order of beginning; NULL for the first and after the last. */
static const TermPause *pause_after(const Term *t, const TermPause *prev) {
    const TermPause *best = NULL;
    for (size_t i = 0; i < t->n_pauses; i++) {
        const TermPause *p = &t->pauses[i];
        bool later = !prev || p->from > prev->from || (p->from == prev->from && p > prev);
        if (p != prev && later && (!best || p->from < best->from)) best = p;
    }
    return best;
}

static void open_pause(Count *k, Time from, bool hours) {
    k->e.paused = true;
    step_put(k, (TermStep){.kind = TERM_STEP_PAUSE_OPEN, .hours = hours, .from = from, .to = TIME_NONE});
}

/* The end after taking out the pauses. Working days: only those among the paused days drop out. */
static Day shift_days(const Term *t, const Calendar *c, Day end, Count *k) {
    bool working = t->length.working_days > 0;
    Day done = day_of(t->start);
    for (const TermPause *p = pause_after(t, NULL); p; p = pause_after(t, p)) {
        Day from = MAX(day_of(p->from), done);
        if (from >= end) break;
        if (p->to == TIME_NONE) {
            open_pause(k, day_start(from), false);
            break;
        }
        Day to = day_of(p->to);
        if (to <= from) continue;
        int n = working ? calendar_workdays(c, from, to) : to - from;
        end = working ? calendar_add_workdays(c, end, n) : end + n;
        step_days(k, TERM_STEP_PAUSE, TERM_BASIS_NONE, n, from, to);
        done = to;
    }
    return end;
}

static Time shift_time(const Term *t, Time end, Count *k) {
    Time done = t->start;
    for (const TermPause *p = pause_after(t, NULL); p; p = pause_after(t, p)) {
        Time from = MAX(p->from, done);
        if (from >= end) break;
        if (p->to == TIME_NONE) {
            open_pause(k, from, true);
            break;
        }
        if (p->to <= from) continue;
        end += p->to - from;
        TermStep s = {.kind = TERM_STEP_PAUSE, .hours = true, .from = from, .to = p->to};
        s.n = (int32_t)((p->to - from) / MINUTE);
        step_put(k, s);
        done = p->to;
    }
    return end;
}

static bool all_known(const Calendar *c, Day from, Day to) {
    return calendar_known(c, from) && calendar_known(c, to);
}

static void count_hours(const Term *t, Count *k) {
    bool strict = t->flags.strict_hours;
    Time into = t->start - day_start(day_of(t->start));
    Time from = strict ? t->start : t->start - into % HOUR + HOUR; /* the hour of the event is not counted */
    Time plain = from + t->length.hours * HOUR;
    step_put(k, (TermStep){.kind = strict ? TERM_STEP_START_STRICT : TERM_STEP_START,
                           .basis = strict ? TERM_BASIS_PR_83 : TERM_BASIS_CPL_105_2,
                           .hours = true,
                           .from = t->start,
                           .to = from});
    step_put(k, (TermStep){
                    .kind = TERM_STEP_HOURS, .n = t->length.hours, .hours = true, .from = from, .to = plain});
    k->e.due = shift_time(t, plain, k);
    k->e.end_day = day_of(k->e.due);
    k->e.alert = k->e.due - (from - t->start);
    k->e.alert_day = day_of(k->e.alert);
    step_put(k, (TermStep){.kind = TERM_STEP_END, .hours = true, .from = TIME_NONE, .to = k->e.due});
    if (!strict)
        step_put(k, (TermStep){.kind = TERM_STEP_ALERT,
                               .basis = TERM_BASIS_INF,
                               .hours = true,
                               .from = TIME_NONE,
                               .to = k->e.alert});
}

static Day count_calendar(const TermLength *l, Day start, int *stretch, Count *k) {
    Day d = start;
    int months = l->years * 12 + l->months;
    if (months) {
        Ymd y = day_ymd(start);
        Leap leap = leap_months(y, y.day, last_of_month(y), months);
        step_days(k, leap.kind, TERM_BASIS_SPC_202_1, months, start, leap.to);
        *stretch = leap.stretch;
        d = leap.to;
    }
    if (l->half_months) {
        step_days(k, TERM_STEP_HALF_MONTHS, TERM_BASIS_SPC_202_1, l->half_months, d, d + 15 * l->half_months);
        d += 15 * l->half_months;
    }
    if (l->days) {
        step_days(k, TERM_STEP_DAYS, TERM_BASIS_NONE, l->days, d, d + l->days);
        d += l->days;
    }
    return d;
}

/* CPL 105 ¶4. */
static Day roll(const Term *t, const Calendar *c, Day end, Count *k) {
    if (t->flags.custody && t->in_custody) {
        if (!calendar_is_workday(c, end)) step_days(k, TERM_STEP_NO_ROLL, TERM_BASIS_CPL_105_4, 0, end, end);
        return end;
    }
    if (!t->flags.roll) return end;
    Day to = calendar_next_workday(c, end);
    if (!all_known(c, end, to)) k->e.uncertain = true;
    if (to == end) return end;
    k->e.rolled = true;
    const CalendarDay *why = calendar_find(c, end);
    step_put(k, (TermStep){.kind = TERM_STEP_ROLL,
                           .basis = TERM_BASIS_CPL_105_4,
                           .n = to - end,
                           .from = day_start(end),
                           .to = day_start(to),
                           .name = why ? why->name : (Str){0}});
    return to;
}

static Day workday_before(const Calendar *c, Day d) {
    do d--;
    while (!calendar_is_workday(c, d));
    return d;
}

static void count_days(const Term *t, const Calendar *c, Count *k) {
    Day start = day_of(t->start), end;
    int stretch = 0;
    bool at_once = t->flags.same_day || term_length_empty(&t->length);
    if (at_once) {
        end = start;
        step_days(k, TERM_STEP_SAME_DAY, TERM_BASIS_NONE, 0, start, start);
    } else {
        step_days(k, TERM_STEP_START, TERM_BASIS_CPL_105_2, 0, start, start + 1);
        if (t->length.working_days) {
            end = calendar_add_workdays(c, start, t->length.working_days);
            step_days(k, TERM_STEP_WORKING_DAYS, TERM_BASIS_NONE, t->length.working_days, start, end);
        } else
            end = count_calendar(&t->length, start, &stretch, k);
        end = shift_days(t, c, end, k);
    }
    if (at_once)
        k->e.alert_day = end;
    else if (t->length.working_days)
        k->e.alert_day = MAX(workday_before(c, end), start);
    else
        k->e.alert_day = end - MAX(stretch, 1);
    if (t->length.working_days && !all_known(c, start, end)) k->e.uncertain = true;

    k->e.end_day = at_once ? end : roll(t, c, end, k);
    k->e.due = day_end(k->e.end_day);
    k->e.alert = day_end(k->e.alert_day);
    step_end(k, TERM_STEP_END, TERM_BASIS_NONE, k->e.end_day);
    if (k->e.alert_day != k->e.end_day) step_end(k, TERM_STEP_ALERT, TERM_BASIS_INF, k->e.alert_day);
    if (k->e.uncertain) step_end(k, TERM_STEP_UNCERTAIN, TERM_BASIS_NONE, k->e.end_day);
}

TermEnd term_period_end(const Term *t, const Calendar *c, Arena *a) {
    ASSERT(term_length_valid(&t->length));
    Count k = {.a = a};
    if (t->length.hours && !t->flags.same_day)
        count_hours(t, &k);
    else
        count_days(t, c, &k);
    return k.e;
}

/* 刑法 41: two days of 管制 for one in custody; 44, 47: one for one. CPL 76: residence counts one, or one for
 * two. */
static int32_t custody_credit(const Sentence *s) {
    return s->penalty == PENALTY_CONTROL ? 2 * s->custody_days : s->custody_days;
}

static int32_t residence_credit(const Sentence *s) {
    return s->penalty == PENALTY_CONTROL ? s->residence_days : s->residence_days / 2;
}

int32_t sentence_credit(const Sentence *s) {
    return custody_credit(s) + residence_credit(s);
}

static Day credit(Count *k, TermBasis basis, int32_t n, Day end) {
    if (n) step_days(k, TERM_STEP_CREDIT, basis, n, end, end - n);
    return end - n;
}

/*
 * Years go by their own clause, which has no last-day rule; months follow from there, still on the first
 * day's number. The last-day rule for months then asks that both the first day and the day after the years
 * are last days (inf).
 */
static Day sentence_months(const Sentence *s, Count *k) {
    Ymd first = day_ymd(s->start), at = first;
    Day d = s->start;
    if (s->length.years) {
        Leap leap = leap_months(first, first.day, false, s->length.years * 12);
        step_days(k, leap.kind, TERM_BASIS_SPC_202_2, s->length.years * 12, d, leap.to);
        d = leap.to;
        at = day_ymd(d);
    }
    if (s->length.months) {
        Leap leap = leap_months(at, first.day, last_of_month(first) && last_of_month(at), s->length.months);
        step_days(k, leap.kind, TERM_BASIS_SPC_202_2, s->length.months, d, leap.to);
        d = leap.to;
    }
    return d;
}

TermEnd sentence_end(const Sentence *s, Arena *a) {
    static const TermBasis BASIS[] = {TERM_BASIS_CL_41, TERM_BASIS_CL_44, TERM_BASIS_CL_47};
    const TermLength *l = &s->length;
    ASSERT(term_length_valid(l) && !term_length_empty(l) && !l->working_days && !l->hours);
    ASSERT(s->custody_days >= 0 && s->custody_days <= TERM_PART_MAX);
    ASSERT(s->residence_days >= 0 && s->residence_days <= TERM_PART_MAX);
    Count k = {.a = a};
    step_days(&k, TERM_STEP_START_COUNTS, TERM_BASIS_NONE, 0, s->start, s->start);
    Day d = sentence_months(s, &k);
    if (l->half_months) {
        step_days(&k, TERM_STEP_HALF_MONTHS, TERM_BASIS_SPC_202_2, l->half_months, d,
                  d + 15 * l->half_months);
        d += 15 * l->half_months;
    }
    if (l->days) step_days(&k, TERM_STEP_DAYS, TERM_BASIS_NONE, l->days, d, d + l->days);
    d += l->days;
    step_days(&k, TERM_STEP_DAY_BEFORE, TERM_BASIS_SPC_202_2, 1, d, d - 1);
    d = credit(&k, BASIS[s->penalty], custody_credit(s), d - 1);
    k.e.end_day = credit(&k, TERM_BASIS_CPL_76, residence_credit(s), d);
    k.e.alert_day = k.e.end_day;
    k.e.due = k.e.alert = day_end(k.e.end_day);
    step_end(&k, TERM_STEP_END, TERM_BASIS_NONE, k.e.end_day);
    return k.e;
}

LeftUnit left_unit(const TermLength *l) {
    if (l->working_days) return LEFT_WORKING_DAYS;
    if (l->hours) return LEFT_HOURS;
    return l->years || l->months ? LEFT_MONTHS : LEFT_DAYS;
}

static const char *const UNITS[] = {"days", "working_days", "hours", "months"};

const char *left_unit_name(LeftUnit unit) {
    return UNITS[unit];
}

bool left_unit_named(Str name, LeftUnit *ret) {
    for (size_t i = 0; i < LEN(UNITS); i++)
        if (str_eqz(name, UNITS[i])) {
            *ret = (LeftUnit)i;
            return true;
        }
    return false;
}

static Day months_on(Ymd from, int32_t n) {
    return leap_months(from, from.day, false, n).to;
}

static TermLeft months_left(Day from, Day to) {
    Ymd a = day_ymd(from), b = day_ymd(to);
    int32_t n = (b.year - a.year) * 12 + b.month - a.month;
    if (n && months_on(a, n) > to) n--;
    return (TermLeft){LEFT_MONTHS, n, n ? to - months_on(a, n) : to - from};
}

TermLeft term_left(LeftUnit unit, Time due, Time now, const Calendar *c) {
    Day last = day_of(due), today = day_of(now);
    if (due <= now) return (TermLeft){.unit = unit};
    switch (unit) {
    case LEFT_HOURS: return (TermLeft){unit, (int32_t)((due - now) / HOUR), 0};
    case LEFT_WORKING_DAYS: return (TermLeft){unit, calendar_workdays(c, today, last), 0};
    case LEFT_MONTHS: return months_left(today, last);
    case LEFT_DAYS: break;
    }
    return (TermLeft){unit, last - today, 0};
}
