// SPDX-License-Identifier: Apache-2.0
/* A count in words: one sentence a step, in Chinese or English. The words are tables; the dates come from the
 * steps. */
#include "core/term.h"

static const Field LENGTH_FIELDS[] = {
    FIELD(TermLength, years, F_INT, .max = 100, .doc = "years; a year is twelve months"),
    FIELD(TermLength, months, F_INT, .max = 1200, .doc = "months, anchored on the day of the event"),
    FIELD(TermLength, half_months, F_INT, .max = 100, .doc = "half months of 15 days each, after the months"),
    FIELD(TermLength, days, F_INT, .max = TERM_PART_MAX, .doc = "calendar days, after the months"),
    FIELD(TermLength, working_days, F_INT, .max = 1000, .doc = "working days; stand alone"),
    FIELD(TermLength, hours, F_INT, .max = 10000, .doc = "hours; stand alone"),
};
SHAPE(TERM_LENGTH_SHAPE, TermLength, "term_length", LENGTH_FIELDS);

static const Field FLAGS_FIELDS[] = {
    FIELD(TermFlags, custody, F_BOOL, .doc = "the term is itself time in custody"),
    FIELD(TermFlags, roll, F_BOOL, .doc = "a last day on a holiday moves to the next working day"),
    FIELD(TermFlags, strict_hours, F_BOOL, .doc = "hours run from the minute of the event"),
    FIELD(TermFlags, same_day, F_BOOL, .doc = "due at the end of the day of the event"),
};
SHAPE(TERM_FLAGS_SHAPE, TermFlags, "term_flags", FLAGS_FIELDS);

static const char *const BASIS[][2] = {
    [TERM_BASIS_NONE] = {"", ""},
    [TERM_BASIS_CPL_105_2] = {"刑事诉讼法第105条第2款", "CPL 105 ¶2"},
    [TERM_BASIS_CPL_105_4] = {"刑事诉讼法第105条第4款", "CPL 105 ¶4"},
    [TERM_BASIS_SPC_202_1] = {"刑诉法解释第202条第1款", "SPC 202 ¶1"},
    [TERM_BASIS_SPC_202_2] = {"刑诉法解释第202条第2款", "SPC 202 ¶2"},
    [TERM_BASIS_PR_83] = {"刑事诉讼规则第83条", "PR 83"},
    [TERM_BASIS_CL_41] = {"刑法第41条", "Criminal Law 41"},
    [TERM_BASIS_CL_44] = {"刑法第44条", "Criminal Law 44"},
    [TERM_BASIS_CL_47] = {"刑法第47条", "Criminal Law 47"},
    [TERM_BASIS_CPL_76] = {"刑事诉讼法第76条", "CPL 76"},
    [TERM_BASIS_INF] = {"条文未定，按本系统理解", "not in the text; our reading"},
};

const char *term_basis_format(TermBasis b, TermLang lang) {
    return BASIS[b][lang];
}

/* {n} the number, {f} and {t} from and to, {w} the name of the holiday, {s} of more than one. */
static const struct {
    const char *name, *text[2];
} STEPS[] = {
    [TERM_STEP_START] = {"start",
                         {"{f}当{u}不计入，自{t}起算",
                          "The {u} of the event, {f}, is not counted; counting begins {t}"}},
    [TERM_STEP_START_STRICT] = {"start_strict",
                                {"自{f}起，按分钟计算", "Counted from the minute of the event, {f}"}},
    [TERM_STEP_START_COUNTS] = {"start_counts",
                                {"刑期自{f}起，当日计入", "The sentence begins {f}; that day counts"}},
    [TERM_STEP_MONTHS_SAME] = {"months_same",
                               {"{n}个月：{f}至{t}（对应日）",
                                "{n} month{s}: {f} to {t}, the same day of the month"}},
    [TERM_STEP_MONTHS_LAST] =
        {"months_last",
         {"{n}个月：{f}为当月最后一日，至{t}（该月最后一日）",
          "{n} month{s}: {f} is the last day of its month, so the end is the last day too, {t}"}},
    [TERM_STEP_MONTHS_SHORT] = {"months_short",
                                {"{n}个月：{f}起，届满之月无对应日，至该月最后一日{t}",
                                 "{n} month{s} from {f}: that month has no such day, so its last day, {t}"}},
    [TERM_STEP_DAYS] = {"days", {"加{n}日：{f}至{t}", "{n} day{s}: {f} to {t}"}},
    [TERM_STEP_HALF_MONTHS] = {"half_months",
                               {"加半个月（{n}次，每次按15日）：{f}至{t}",
                                "{n} half month{s} of 15 days each: {f} to {t}"}},
    [TERM_STEP_WORKING_DAYS] = {"working_days",
                                {"{n}个工作日：{f}之后至{t}", "{n} working day{s} after {f}: {t}"}},
    [TERM_STEP_HOURS] = {"hours", {"{n}小时：{f}至{t}", "{n} hour{s}: {f} to {t}"}},
    [TERM_STEP_SAME_DAY] = {"same_day", {"应于当日（{f}）完成", "Due on the day itself, {f}"}},
    [TERM_STEP_PAUSE] = {"pause", {"{f}至{t}不计入期限，共{n}{p}", "{f} to {t} does not count: {n} {p}"}},
    [TERM_STEP_PAUSE_OPEN] = {"pause_open",
                              {"自{f}起停止计算，尚未恢复，届满日将顺延",
                               "Not counting since {f}; the end moves until it resumes"}},
    [TERM_STEP_ROLL] = {"roll", {"{f}（{w}）为节假日，顺延至{t}", "{f} ({w}) is a holiday: moved to {t}"}},
    [TERM_STEP_NO_ROLL] = {"no_roll",
                           {"{f}为节假日，但羁押期限不顺延",
                            "{f} is a holiday, but time in custody is never lengthened"}},
    [TERM_STEP_DAY_BEFORE] = {"day_before",
                              {"刑期止于{f}的前一日：{t}", "A sentence ends the day before {f}: {t}"}},
    [TERM_STEP_CREDIT] = {"credit",
                          {"先行羁押等折抵{n}日：{f}提前至{t}",
                           "{n} day{s} credited for earlier custody: {f} back to {t}"}},
    [TERM_STEP_END] = {"end", {"届满：{t}{e}", "Ends {t}{e}"}},
    [TERM_STEP_ALERT] = {"alert", {"稳妥起见，最迟于{t}{e}前办结", "To be safe, finish by {t}{e}"}},
    [TERM_STEP_UNCERTAIN] = {"uncertain",
                             {"所涉年份的放假安排尚未全部公布，届满日{t}可能变动",
                              "Holidays of a year concerned are not all published; the end {t} may change"}},
};

const char *term_step_name(TermStepKind k) {
    return STEPS[k].name;
}

static void put_time(Time t, bool hours, TermLang lang, StrBuf *out) {
    static const char *const WEEK[][2] = {{"周一", "Mon"}, {"周二", "Tue"}, {"周三", "Wed"}, {"周四", "Thu"},
                                          {"周五", "Fri"}, {"周六", "Sat"}, {"周日", "Sun"}};
    char buf[TIME_TEXT];
    if (t == TIME_NONE) return;
    Day d = day_of(t);
    strbuf_put(out, day_format(d, buf));
    if (hours) {
        int minute = (int)((t - day_start(d)) / MINUTE);
        strbuf_f(out, " %02d:%02d", minute / 60, minute % 60);
    } else if (lang == TERM_ZH)
        strbuf_f(out, "（%s）", WEEK[day_weekday(d)][0]);
    else
        strbuf_f(out, " (%s)", WEEK[day_weekday(d)][1]);
}

static void put_part(const TermStep *s, char part, TermLang lang, StrBuf *out) {
    switch (part) {
    case 'n': strbuf_i64(out, s->n); break;
    case 's': strbuf_put(out, str_c(s->n == 1 ? "" : "s")); break;
    case 'f': put_time(s->from, s->hours, lang, out); break;
    case 't': put_time(s->to, s->hours, lang, out); break;
    case 'u':
        strbuf_put(out, str_c(lang == TERM_ZH ? (s->hours ? "小时" : "日") : (s->hours ? "hour" : "day")));
        break;
    case 'p':
        strbuf_put(out,
                   str_c(lang == TERM_ZH ? (s->hours ? "分钟" : "日") : (s->hours ? "minute" : "day")));
        if (lang == TERM_EN && s->n != 1) strbuf_putc(out, 's');
        break;
    case 'e': strbuf_put(out, str_c(s->hours ? "" : lang == TERM_ZH ? "24时" : ", 24:00")); break;
    case 'w':
        if (s->name.n)
            strbuf_put(out, s->name);
        else
            strbuf_put(out, str_c(lang == TERM_ZH ? "休息日" : "weekend"));
        break;
    default: ASSERT(!"a part of a step's text that is not known");
    }
}

void term_step_format(const TermStep *s, TermLang lang, StrBuf *out) {
    for (const char *p = STEPS[s->kind].text[lang]; *p; p++) {
        if (*p != '{') {
            strbuf_putc(out, *p);
            continue;
        }
        put_part(s, p[1], lang, out);
        p += 2;
    }
    const char *basis = term_basis_format(s->basis, lang);
    if (!*basis) return;
    if (lang == TERM_ZH)
        strbuf_f(out, "（%s）", basis);
    else
        strbuf_f(out, " [%s]", basis);
}

void term_steps_format(const TermEnd *e, TermLang lang, StrBuf *out) {
    for (size_t i = 0; i < e->steps.n; i++) {
        term_step_format(&e->steps.v[i], lang, out);
        strbuf_putc(out, '\n');
    }
}

void term_length_format(const TermLength *l, TermLang lang, StrBuf *out) {
    const struct {
        int32_t n;
        const char *zh, *en;
    } parts[] = {
        {l->years, "年", "year"},
        {l->months, "个月", "month"},
        {l->half_months, "次半个月", "half month"},
        {l->days, "日", "day"},
        {l->working_days, "个工作日", "working day"},
        {l->hours, "小时", "hour"},
    };
    bool first = true;
    for (size_t i = 0; i < LEN(parts); i++) {
        if (!parts[i].n) continue;
        bool half = parts[i].n == 1 &&
                    &parts[i] == &parts[2]; /* 1个月又半个月: "1个半月" would be a month and a half */
        if (lang == TERM_ZH && half)
            strbuf_put(out, str_c(first ? "半个月" : "又半个月"));
        else if (lang == TERM_ZH)
            strbuf_f(out, "%d%s", (int)parts[i].n, parts[i].zh);
        else
            strbuf_f(out, "%s%d %s%s", first ? "" : " ", (int)parts[i].n, parts[i].en,
                     parts[i].n == 1 ? "" : "s");
        first = false;
    }
    if (first) strbuf_put(out, str_c(lang == TERM_ZH ? "当日" : "the same day"));
}
