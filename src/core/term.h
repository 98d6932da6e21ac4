// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * How the law counts time. Two countings that must never be mixed: procedural periods 期间 (SPC 202 ¶1, the
 * same day) and sentences 刑期 (SPC 202 ¶2, the day before). CPL 105: the hour or day of the event is not
 * counted; a last day on a holiday moves to the next working day, but never a custody term of a person who is
 * held.
 *
 * A term is one length from one start. An extension makes it longer, anchored on the first start; ends are
 * never chained month on month. A restart is a new Term. A deadline's consequence, "now" and who must act are
 * not known here. SPC 202 binds courts; for police and procuratorate it is used by analogy. Readings of ours
 * are marked (inf).
 */
#include "base/arena.h"
#include "base/civil.h"
#include "core/calendar.h"
#include "node/shape.h"

/* Parts add up in this order: years and months, then half months of 15 days and days, then working days or
 * hours. */
typedef struct TermLength {
    int32_t years, months, half_months, days, working_days, hours;
} TermLength;

typedef struct TermFlags {
    bool custody;      /* the term is itself time in custody */
    bool roll;         /* a last day on a holiday moves (CPL 105 ¶4); hours never do */
    bool strict_hours; /* hours run from the minute of the event (summons 传唤, 拘传) */
    bool same_day;     /* due at the end of the day of the event; the length is empty */
} TermFlags;

extern const Shape TERM_LENGTH_SHAPE, TERM_FLAGS_SHAPE; /* keys are the members' names */

enum { TERM_PART_MAX = 36600 }; /* of each part of a length */

/*
 * Time that does not count. Of a term in days, the days from the day after `from` up to the day of `to` drop
 * out (of working days, the working days among them); of a term in hours, the time between. to = TIME_NONE:
 * still out, and the end found is a lower bound. Order is free; overlaps count once; a pause begun after the
 * end changes nothing.
 */
typedef struct TermPause {
    Time from, to;
} TermPause;

typedef struct Term {
    Time start;        /* of the event, effective */
    TermLength length; /* with all granted extensions */
    TermFlags flags;
    bool in_custody; /* the person of the term is held */
    const TermPause *pauses;
    size_t n_pauses;
} Term;

typedef enum TermBasis { /* where a step of the count comes from */
                         TERM_BASIS_NONE,
                         TERM_BASIS_CPL_105_2,
                         TERM_BASIS_CPL_105_4,
                         TERM_BASIS_SPC_202_1,
                         TERM_BASIS_SPC_202_2,
                         TERM_BASIS_PR_83,
                         TERM_BASIS_CL_41, /* 刑法 */
                         TERM_BASIS_CL_44,
                         TERM_BASIS_CL_47,
                         TERM_BASIS_CPL_76,
                         TERM_BASIS_INF, /* our reading; the text is silent */
} TermBasis;

typedef enum TermStepKind {
    TERM_STEP_START,        /* from: the event; not counted */
    TERM_STEP_START_STRICT, /* from: the event; counted from that minute */
    TERM_STEP_START_COUNTS, /* from: the first day of a sentence, itself counted */
    TERM_STEP_MONTHS_SAME,  /* n months from -> to: the same day of the target month */
    TERM_STEP_MONTHS_LAST,  /* from is the last day of its month, so is to */
    TERM_STEP_MONTHS_SHORT, /* the target month has no such day: its last */
    TERM_STEP_DAYS,         /* n days from -> to */
    TERM_STEP_HALF_MONTHS,  /* n half months of 15 days, from -> to */
    TERM_STEP_WORKING_DAYS,
    TERM_STEP_HOURS,
    TERM_STEP_SAME_DAY,
    TERM_STEP_PAUSE,      /* n days (hours in a term of hours) between from and to do not count */
    TERM_STEP_PAUSE_OPEN, /* since from, not ended: the end is a lower bound */
    TERM_STEP_ROLL, /* from a holiday -> to the next working day; name: the holiday, or empty for a weekend */
    TERM_STEP_NO_ROLL,    /* from is a holiday, but the person is held */
    TERM_STEP_DAY_BEFORE, /* from -> to, the sentence rule */
    TERM_STEP_CREDIT,     /* n days of earlier custody taken off, from -> to */
    TERM_STEP_END,        /* to: the end */
    TERM_STEP_ALERT,      /* to: be done by then, whichever way a house counts */
    TERM_STEP_UNCERTAIN,  /* to: in a year whose holidays are not published */
} TermStepKind;

typedef struct TermStep {
    TermStepKind kind;
    TermBasis basis;
    int32_t n;
    bool hours;    /* from and to are read with their minutes */
    Time from, to; /* TIME_NONE: none. A day stands as its first moment */
    Str name;
} TermStep;

typedef struct TermEnd {
    Time due; /* the last moment in time: 24:00 of end_day (its last microsecond), or the hour */
    Day end_day;
    Time alert;    /* the prudent end: the strict hour, or the end of alert_day */
    Day alert_day; /* the day before at the latest; the plain same-number day where the last-day rule
                      stretched a month */
    bool rolled;
    bool uncertain; /* a holiday table not yet published could change the end */
    bool paused;    /* an open pause: the real end is later */
    struct {
        TermStep *v;
        size_t n, cap;
    } steps; /* empty when no arena was given */
} TermEnd;

/* The end of a procedural period. `a` may be NULL: the dates alone. */
TermEnd term_period_end(const Term *t, const Calendar *c, Arena *a);

/* What is left of a term in the unit the law counts it in: hours begun and whole, or days after today up to the last. */
typedef enum LeftUnit { LEFT_DAYS, LEFT_WORKING_DAYS, LEFT_HOURS, LEFT_MONTHS } LeftUnit;
typedef struct TermLeft {
    LeftUnit unit;
    int32_t n;    /* whole ones; 0: it ends today, or within the hour */
    int32_t days; /* beside whole months */
} TermLeft;
LeftUnit left_unit(const TermLength *l);
TermLeft term_left(LeftUnit unit, Time due, Time now, const Calendar *c); /* nothing is left once it is over */
const char *left_unit_name(LeftUnit unit);                               /* "working_days", for JSON */
bool left_unit_named(Str name, LeftUnit *ret);

TermLength term_length_add(TermLength x, TermLength y); /* a term and its granted extension */
bool term_length_empty(const TermLength *l);
bool term_length_valid(
    const TermLength *l); /* every part 0..TERM_PART_MAX; hours or working days stand alone */

/* Backward counting, for "n days before the end": the latest day is end - n; warn three days earlier (inf).
 */
typedef struct TermRequest {
    Day warn, latest;
} TermRequest;
TermRequest term_request(Day end, int days_before);

typedef enum Penalty {
    PENALTY_CONTROL,
    PENALTY_DETENTION,
    PENALTY_IMPRISONMENT
} Penalty; /* 管制 拘役 有期徒刑 */

typedef struct Sentence {
    Penalty penalty;
    TermLength length;      /* years, months, half months, days */
    Day start;              /* the day execution begins; it counts */
    int32_t custody_days;   /* held before in the same case: detention, arrest, 留置, 管护 (SL 50) */
    int32_t residence_days; /* under residential surveillance at a designated place */
} Sentence;

/* Days the earlier measures take off the sentence; an odd day of two-for-one is not counted (inf). */
int32_t sentence_credit(const Sentence *s);

/* The last day of a sentence: no roll, ever. An end before the start means that it is served. */
TermEnd sentence_end(const Sentence *s, Arena *a);

typedef enum TermLang { TERM_ZH, TERM_EN } TermLang;

void term_step_format(const TermStep *s, TermLang lang, StrBuf *out); /* one sentence */
void term_steps_format(const TermEnd *e, TermLang lang, StrBuf *out); /* a line each */
void term_length_format(const TermLength *l, TermLang lang,
                        StrBuf *out);                      /* 1年2个月15日, 1 year 2 months 15 days */
const char *term_step_name(TermStepKind k);                /* "months_same", for JSON */
const char *term_basis_format(TermBasis b, TermLang lang); /* empty for none */
