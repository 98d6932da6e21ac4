// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Civil time of the platform: China Standard Time, UTC+8 the year round. Pure arithmetic: asking the machine what time
 * it is stands in base/clock.h, which the core may not use.
 *
 * Time is microseconds since 1970-01-01T00:00:00Z. Day is a civil date, counted from 1970-01-01 (UTC+8).
 */
#include "base/base.h"
#include "base/str.h"

typedef int64_t Time;
typedef int32_t Day;

#define TIME_NONE INT64_C(0) /* so a zeroed struct has no time; nothing here happened at 1970-01-01T08:00 sharp */
#define DAY_NONE INT32_MIN
#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR (3600 * SECOND)
#define DAY_US (24 * HOUR)

typedef struct Ymd {
    int year, month, day; /* month and day from 1 */
} Ymd;

Day day_from_ymd(int year, int month, int day);
Ymd day_ymd(Day d);
int days_in_month(int year, int month);
int day_weekday(Day d); /* 0 Monday ... 6 Sunday */
Day day_of(Time t);
Time day_start(Day d);             /* 00:00:00 UTC+8 */
Time day_end(Day d);               /* the last microsecond of the day */
bool day_parse(Str s, Day *ret);   /* 2021-08-24, years 1900 to 2200 */
bool time_parse(Str s, Time *ret); /* 2021-08-24, 2021-08-24T09:30[:00[.123456]] with optional +08:00 or Z */
enum { DAY_TEXT = 11, TIME_TEXT = 33 };
Str day_format(Day d, char buf[static DAY_TEXT]);
Str time_format(Time t, char buf[static TIME_TEXT]); /* 2021-08-24T09:30:00+08:00, with .microseconds if not zero */
