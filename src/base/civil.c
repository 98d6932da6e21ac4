// SPDX-License-Identifier: Apache-2.0
#include "base/civil.h"

static const Time OFFSET = 8 * HOUR;

/* Days from civil and back, proleptic Gregorian; years are shifted to begin in March. */
Day day_from_ymd(int year, int month, int day) {
    year -= month <= 2;
    int era = (year >= 0 ? year : year - 399) / 400;
    int yoe = year - era * 400;
    int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

Ymd day_ymd(Day d) {
    int z = d + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    int month = mp < 10 ? mp + 3 : mp - 9;
    return (Ymd){yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

int days_in_month(int year, int month) {
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : DAYS[month - 1];
}

int day_weekday(Day d) {
    return (int)(((int64_t)d + 3 + 7000000) % 7);
}

Day day_of(Time t) {
    Time local = t + OFFSET;
    return (Day)(local >= 0 ? local / DAY_US : -((-local + DAY_US - 1) / DAY_US));
}

Time day_start(Day d) {
    return d * DAY_US - OFFSET;
}

Time day_end(Day d) {
    return day_start(d + 1) - 1;
}

static bool digits(Str s, size_t at, size_t n, int *ret) {
    if (s.n < at + n) return false;
    int v = 0;
    for (size_t i = at; i < at + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *ret = v;
    return true;
}

bool day_parse(Str s, Day *ret) {
    int y, m, d;
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-') return false;
    if (!digits(s, 0, 4, &y) || !digits(s, 5, 2, &m) || !digits(s, 8, 2, &d)) return false;
    if (y < 1900 || y > 2200 || m < 1 || m > 12 || d < 1 || d > days_in_month(y, m)) return false;
    *ret = day_from_ymd(y, m, d);
    return true;
}

bool time_parse(Str s, Time *ret) {
    Day d;
    if (s.n < 10 || !day_parse(str_n(s.p, 10), &d)) return false;
    Time t = day_start(d);
    if (s.n == 10) {
        *ret = t;
        return true;
    }
    int h, m, sec = 0;
    if ((s.p[10] != 'T' && s.p[10] != ' ') || !digits(s, 11, 2, &h) || s.n < 16 || s.p[13] != ':' ||
        !digits(s, 14, 2, &m))
        return false;
    size_t i = 16;
    int64_t micro = 0;
    if (i < s.n && s.p[i] == ':') {
        if (!digits(s, 17, 2, &sec)) return false;
        i = 19;
        if (i < s.n && s.p[i] == '.') {
            int64_t unit = 100000;
            size_t first = ++i;
            for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && unit; i++, unit /= 10) micro += (s.p[i] - '0') * unit;
            if (i == first) return false;
        }
    }
    if (h > 23 || m > 59 || sec > 59) return false;
    t += h * HOUR + m * MINUTE + sec * SECOND + micro;
    Str zone = str_n(s.p + i, s.n - i);
    if (str_eq(zone, S("Z"))) t += OFFSET;
    else if (zone.n && !str_eq(zone, S("+08:00"))) return false;
    *ret = t;
    return true;
}

/* n decimal digits of v at p; thousands of times a second, so no format strings. */
static char *put_digits(char *p, unsigned v, int n) {
    for (int i = n; i-- > 0; v /= 10) p[i] = (char)('0' + v % 10);
    return p + n;
}

static char *put_day(char *p, Day d) {
    Ymd y = day_ymd(d);
    p = put_digits(p, (unsigned)y.year % 10000u, 4);
    *p++ = '-';
    p = put_digits(p, (unsigned)y.month, 2);
    *p++ = '-';
    return put_digits(p, (unsigned)y.day, 2);
}

Str day_format(Day d, char buf[static DAY_TEXT]) {
    char *p = put_day(buf, d);
    *p = 0;
    return str_n(buf, (size_t)(p - buf));
}

Str time_format(Time t, char buf[static TIME_TEXT]) {
    Day d = day_of(t);
    Time us = t - day_start(d);
    unsigned sec = (unsigned)(us / SECOND), frac = (unsigned)(us % SECOND);
    char *p = put_day(buf, d);
    *p++ = 'T';
    p = put_digits(p, sec / 3600 % 24, 2);
    *p++ = ':';
    p = put_digits(p, sec / 60 % 60, 2);
    *p++ = ':';
    p = put_digits(p, sec % 60, 2);
    if (frac) {
        *p++ = '.';
        p = put_digits(p, frac, 6);
    }
    memcpy(p, "+08:00", 7);
    return str_n(buf, (size_t)(p - buf) + 6);
}
