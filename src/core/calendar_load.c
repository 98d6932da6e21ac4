// SPDX-License-Identifier: Apache-2.0
/*
 * rules/holidays.yaml into a Calendar. The shape says what stands where; this file checks what a shape
 * cannot: that the years follow one another and that no day is told twice. Every refusal names the line.
 */
#include "core/calendar.h"
#include "node/shape.h"

typedef struct HolidayRange {
    Str name;
    Day from, to;
} HolidayRange;

typedef enum YearBy { BY_NOTICE, BY_STATUTE } YearBy;

typedef struct HolidayYear {
    int32_t year;
    int by, mark;
    Str source;
    LIST_OF(HolidayRange) holidays;
    const Node *workdays;
} HolidayYear;

typedef struct HolidayFile {
    LIST_OF(HolidayYear) years;
} HolidayFile;

static const char *const BY_NAMES[] = {"notice", "statute", NULL};
static const char *const MARK_NAMES[] = {"law", "know", "inf", NULL}; /* as in core/mark.h */

static const Field RANGE_FIELDS[] = {
    FIELD(HolidayRange, name, F_STR, .flags = F_REQUIRED, .max = 100),
    FIELD(HolidayRange, from, F_DAY, .flags = F_REQUIRED),
    FIELD(HolidayRange, to, F_DAY, .flags = F_REQUIRED),
};
static SHAPE(RANGE_SHAPE, HolidayRange, "holiday_range", RANGE_FIELDS);

static const Field YEAR_FIELDS[] = {
    FIELD(HolidayYear, year, F_INT, .flags = F_REQUIRED, .max = 2200),
    FIELD(HolidayYear, by, F_ENUM, .flags = F_REQUIRED, .names = BY_NAMES),
    FIELD(HolidayYear, source, F_STR, .flags = F_REQUIRED),
    FIELD(HolidayYear, mark, F_ENUM, .flags = F_REQUIRED, .names = MARK_NAMES),
    FIELD(HolidayYear, holidays, F_LIST, .flags = F_REQUIRED, .max = 30, .shape = &RANGE_SHAPE),
    FIELD(HolidayYear, workdays, F_NODE),
};
static SHAPE(YEAR_SHAPE, HolidayYear, "holiday_year", YEAR_FIELDS);

static const Field FILE_FIELDS[] = {
    FIELD(HolidayFile, years, F_LIST, .flags = F_REQUIRED, .max = 300, .shape = &YEAR_SHAPE),
};
static SHAPE(FILE_SHAPE, HolidayFile, "holidays", FILE_FIELDS);

enum {
    RANGE_DAYS_MAX = 15,
    REACH_BACK = 7, /* how far a notice has reached into the December before its year, and a bit */
};

typedef struct Load {
    const char *file;
    Arena *a;
    Calendar *c;
    Day first, last; /* the days the year at hand may speak of */
    Err *err;
} Load;

/* Kept in order as it grows: days come nearly sorted, so little moves. */
static Status put_day(Load *l, Day d, bool workday, Str name) {
    char buf[DAY_TEXT];
    Calendar *c = l->c;
    day_format(d, buf);
    if (d < l->first || d > l->last)
        return FAIL(l->err, ERR_INVALID, "calendar.year", "%s does not belong to this year", buf);
    if (workday && day_weekday(d) < 5)
        return FAIL(l->err, ERR_INVALID, "calendar.workday", "%s is no weekend and needs no making up", buf);
    if (calendar_find(c, d)) return FAIL(l->err, ERR_INVALID, "calendar.overlap", "%s is told twice", buf);
    PUSH(l->a, c);
    size_t i = c->n - 1;
    for (; i && c->v[i - 1].day > d; i--) c->v[i] = c->v[i - 1];
    c->v[i] = (CalendarDay){d, workday, name};
    return OK;
}

static Status place_of(Load *l, const Node *place, Status s) {
    if (s != OK) err_where(l->err, "%s:%d:%d", l->file, place->line, place->col);
    return s;
}

static Status put_range(Load *l, const HolidayRange *r) {
    if (r->to < r->from)
        return FAIL(l->err, ERR_INVALID, "calendar.range", STR_FMT " ends before it begins",
                    STR_ARG(r->name));
    if (r->to - r->from >= RANGE_DAYS_MAX)
        return FAIL(l->err, ERR_INVALID, "calendar.range", STR_FMT " is longer than %d days",
                    STR_ARG(r->name), RANGE_DAYS_MAX);
    for (Day d = r->from; d <= r->to; d++) TRY(put_day(l, d, false, r->name));
    return OK;
}

static Status put_workday(Load *l, const Node *n) {
    Day d;
    if (n->kind != NODE_STR || !day_parse(n->s, &d))
        return FAIL(l->err, ERR_INVALID, "field.form", "a make-up working day is a date such as 2024-05-11");
    return put_day(l, d, true, (Str){0});
}

static Status put_year(Load *l, const HolidayYear *y, const Node *n) {
    l->first = day_from_ymd(y->year, 1, 1) - REACH_BACK;
    l->last = day_from_ymd(y->year, 12, 31);
    const Node *ranges = node_find(n, S("holidays"));
    for (size_t i = 0; i < y->holidays.n; i++)
        TRY(place_of(l, ranges->list.v[i], put_range(l, &y->holidays.v[i])));
    if (!y->workdays) return OK;
    if (y->workdays->kind != NODE_LIST)
        return place_of(l, y->workdays,
                        FAIL(l->err, ERR_INVALID, "field.type", "workdays is a list of dates"));
    for (size_t i = 0; i < y->workdays->list.n; i++)
        TRY(place_of(l, y->workdays->list.v[i], put_workday(l, y->workdays->list.v[i])));
    return OK;
}

/* Years in order without a gap; what is published comes before what is not. */
static Status check_order(Load *l, const HolidayYear *y, const HolidayYear *before) {
    if (y->year < 1950)
        return FAIL(l->err, ERR_INVALID, "calendar.year", "%d: a year from 1950 on", (int)y->year);
    if (!before) return OK;
    if (y->year != before->year + 1)
        return FAIL(l->err, ERR_INVALID, "calendar.order",
                    "%d follows %d: years stand in order, without a gap", (int)y->year, (int)before->year);
    if (y->by == BY_NOTICE && before->by == BY_STATUTE)
        return FAIL(l->err, ERR_INVALID, "calendar.order", "%d has a notice but the year before it has none",
                    (int)y->year);
    return OK;
}

/* The notice of the next year may still speak of the last days of the last one, so those are not known. */
static void set_known(Calendar *c, const HolidayFile *f) {
    const HolidayYear *first = NULL, *last = NULL;
    for (size_t i = 0; i < f->years.n; i++) {
        if (f->years.v[i].by != BY_NOTICE) continue;
        if (!first) first = &f->years.v[i];
        last = &f->years.v[i];
    }
    c->known_from = first ? day_from_ymd(first->year, 1, 1) : 0;
    c->known_to = last ? day_from_ymd(last->year, 12, 31) - REACH_BACK : -1;
}

Status calendar_decode(const Node *n, const char *file, Arena *a, Calendar *ret, Err *err) {
    HolidayFile f = {0};
    Calendar c = {0};
    Load l = {.file = file, .a = a, .c = &c, .err = err};
    TRY(shape_decode(&FILE_SHAPE, n, file, a, &f, err));
    const Node *years = node_find(n, S("years"));
    for (size_t i = 0; i < f.years.n; i++) {
        const Node *place = years->list.v[i];
        TRY(place_of(&l, place, check_order(&l, &f.years.v[i], i ? &f.years.v[i - 1] : NULL)));
        TRY(put_year(&l, &f.years.v[i], place));
    }
    set_known(&c, &f);
    *ret = c;
    return OK;
}
