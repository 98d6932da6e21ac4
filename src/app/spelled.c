// SPDX-License-Identifier: Apache-2.0
#include "app/spelled.h"

static Str fold(Str s, bool blanks, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, s.n + 1);
    while (s.n) {
        uint32_t c = str_utf8_next(&s);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (rune_blank(c)) {
            if (blanks) strbuf_putc(&b, ' ');
        } else strbuf_rune(&b, c);
    }
    return strbuf_str(&b);
}

Str spelled_plain(Str s, Arena *a) {
    return fold(s, false, a);
}

/* ---- dates */

/* 〇一二…九 as a digit, 十 as 10, others -1. */
static int numeral(uint32_t c) {
    static const uint32_t DIGITS[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341};
    for (size_t i = 0; i < LEN(DIGITS); i++)
        if (c == DIGITS[i]) return (int)i;
    return c == 0x96F6 || c == 0x25CB ? 0 : -1; /* 零 ○ */
}

/* A run of digits or of Chinese numerals: 2021, 二〇二一, 十, 二十五. -1: none, or more than eight. */
static int take_number(Str *s, int *ret_digits) {
    int v = 0, n = 0;
    bool tens = false;
    while (s->n) {
        Str rest = *s;
        uint32_t c = str_utf8_next(&rest);
        int d = c >= '0' && c <= '9' ? (int)c - '0' : numeral(c);
        if (d < 0) break;
        if (++n > 8) return -1;
        if (d == 10) {
            if (tens || v > 9) return -1;
            v = (v ? v : 1) * 10, tens = true;
        } else if (tens) v += d;
        else v = v * 10 + d;
        *s = rest;
    }
    if (ret_digits) *ret_digits = n;
    return n ? v : -1;
}

/* One of the marks, or none at all. */
static bool take_mark(Str *s, const char *const *marks) {
    for (; *marks; marks++) {
        if (!str_starts(*s, str_c(*marks))) continue;
        *s = str_n(s->p + strlen(*marks), s->n - strlen(*marks));
        return true;
    }
    return false;
}

static bool read_hour(Str s, Time *ret) {
    static const char *const AFTER_HOUR[] = {":", "时", "点", NULL}, *const AFTER_MINUTE[] = {":", "分", NULL},
                             *const AFTER_SECOND[] = {"秒", NULL};
    int hour = take_number(&s, NULL), minute = 0, second = 0;
    if (hour < 0 || hour > 23 || !take_mark(&s, AFTER_HOUR)) return false;
    if (s.n && (minute = take_number(&s, NULL)) < 0) return false;
    bool more = take_mark(&s, AFTER_MINUTE);
    if (more && s.n) {
        if ((second = take_number(&s, NULL)) < 0) return false;
        take_mark(&s, AFTER_SECOND);
    }
    if (s.n || minute > 59 || second > 59) return false;
    *ret = hour * HOUR + minute * MINUTE + second * SECOND;
    return true;
}

static bool day_from(int year, int month, int day, Day *ret) {
    if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return false;
    *ret = day_from_ymd(year, month, day);
    return true;
}

static bool read_day(Str *s, Day *ret) {
    static const char *const YEAR[] = {"年", "-", "/", ".", NULL}, *const MONTH[] = {"月", "-", "/", ".", NULL},
                             *const DAY[] = {"日", "号", NULL};
    int digits, year = take_number(s, &digits);
    if (year < 0) return false;
    if (digits == 8) return day_from(year / 10000, year / 100 % 100, year % 100, ret);
    if (digits == 5 && !s->n && year > 10000) { /* a spreadsheet's day number, from 1900 */
        *ret = year - 25569;
        return true;
    }
    if (digits != 4 || !take_mark(s, YEAR)) return false;
    int month = take_number(s, NULL);
    if (!take_mark(s, MONTH)) return false;
    int day = take_number(s, NULL);
    take_mark(s, DAY);
    return day_from(year, month, day, ret);
}

bool spelled_time(Str text, Arena *a, Time *ret, bool *ret_hour) {
    Str s = str_trim(fold(text, true, a));
    Day day;
    Time hour = 0;
    if (!read_day(&s, &day)) { /* spaces between the parts: 2021 年 3 月 5 日 */
        s = fold(text, false, a);
        if (!read_day(&s, &day)) return false;
    }
    s = str_trim(s);
    if (str_starts(s, S("T"))) s = str_n(s.p + 1, s.n - 1);
    *ret_hour = s.n > 0;
    if (s.n && !read_hour(fold(s, false, a), &hour)) return false;
    *ret = day_start(day) + hour;
    return true;
}

/* ---- identity numbers */

char id_check_character(const char s[static 17]) {
    static const int WEIGHT[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++) sum += (s[i] - '0') * WEIGHT[i];
    return "10X98765432"[sum % 11];
}

static bool all_digits(Str s, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return true;
}

static IdFault judge_citizen(const Codes *codes, IdNumber *id, Arena *a) {
    Str s = id->number;
    int64_t y, md;
    if (s.n == 15 && all_digits(s, 15)) {
        Str now = str_format(a, "%.6s19%.9s?", s.p, s.p + 6);
        ((char *)(uintptr_t)now.p)[17] = id_check_character(now.p);
        id->should = now;
        return ID_OLD;
    }
    if (s.n != 18) return ID_LENGTH;
    if (!all_digits(s, 17) || !((s.p[17] >= '0' && s.p[17] <= '9') || s.p[17] == 'X')) return ID_SIGNS;
    char want = id_check_character(s.p);
    Day day;
    if (!codes_find_region(codes, str_format(a, "%.2s0000", s.p)) && s.p[0] != '8') return ID_REGION;
    if (!str_i64(str_n(s.p + 6, 4), &y) || !str_i64(str_n(s.p + 10, 4), &md) ||
        !day_from((int)y, (int)md / 100, (int)md % 100, &day))
        return ID_DAY;
    if (s.p[17] != want) {
        id->should = str_dup(a, str_n(&want, 1));
        return ID_CHECK_CHARACTER;
    }
    id->birth = day;
    id->male = (s.p[16] - '0') % 2;
    return ID_FINE;
}

IdNumber id_number_read(const Codes *codes, const CodeIdKind *kind, Str s, Arena *a) {
    IdNumber id = {.number = id_number_plain(s, a), .birth = DAY_NONE};
    if (kind && kind->check == CHECK_CITIZEN) id.fault = judge_citizen(codes, &id, a);
    else if (kind && kind->length && id.number.n != (size_t)kind->length) id.fault = ID_LENGTH;
    return id;
}

/* ---- charges */

static const CodeCharge *charge_of(const Codes *codes, Str s) {
    const CodeCharge *c = codes_find_charge_named(codes, s);
    return c ? c : codes_find_charge(codes, s);
}

static bool next_break(Str s, bool all, size_t *ret_at, size_t *ret_n) {
    static const char *const MARKS[] = {",", ";", "\n", "，", "；", "、"};
    *ret_at = SIZE_MAX;
    for (size_t i = 0; i < LEN(MARKS) - !all; i++) {
        size_t at = str_find(s, str_c(MARKS[i]));
        if (at < *ret_at) *ret_at = at, *ret_n = strlen(MARKS[i]);
    }
    return *ret_at != SIZE_MAX;
}

/* From the left the longest run of parts that is a charge: 非法持有、私藏枪支、弹药罪、盗窃罪. */
static bool charge_runs(const Codes *codes, Str s, Arena *a, CodeWords *ret, Str *ret_bad) {
    while (s.n) {
        const CodeCharge *best = NULL;
        size_t next = 0;
        for (size_t from = 0;;) {
            size_t at, n = 0;
            bool more = next_break(str_n(s.p + from, s.n - from), true, &at, &n);
            size_t stop = more ? from + at : s.n;
            const CodeCharge *c = charge_of(codes, str_trim(str_n(s.p, stop)));
            if (c) best = c, next = more ? stop + n : s.n;
            if (!more) break;
            from = stop + n;
        }
        if (!best) {
            *ret_bad = s;
            return false;
        }
        if (!code_words_have(ret, best->code.id)) *PUSH(a, ret) = best->code.id;
        s = str_n(s.p + next, s.n - next);
    }
    return true;
}

bool charges_read(const Codes *codes, Str text, Arena *a, CodeWords *ret, Str *ret_bad) {
    CodeWords found = {0};
    Str s = str_trim(fold(text, true, a));
    while (s.n) {
        size_t at, n = 0;
        bool more = next_break(s, false, &at, &n);
        Str part = str_trim(str_n(s.p, more ? at : s.n));
        s = more ? str_n(s.p + at + n, s.n - at - n) : (Str){0};
        if (part.n && !charge_runs(codes, part, a, &found, ret_bad)) return false;
    }
    *ret = found;
    return true;
}

Str charge_near(const Codes *codes, Str s, Arena *a) {
    const CodeTable *t = &codes->tables[CODE_CHARGE];
    Str *names = NEW_N(a, Str, t->n);
    for (size_t i = 0; i < t->n; i++) names[i] = t->rows[i]->name;
    Str near = str_nearest(s, names, t->n);
    if (near.n) return near;
    for (size_t i = 0; i < t->n; i++) /* a part of a name, or a name with more around it */
        if (s.n >= 6 && (str_find(names[i], s) != SIZE_MAX || str_find(s, names[i]) != SIZE_MAX)) return names[i];
    return (Str){0};
}
