// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What supervision looks at besides the balance: rates with their two numbers, units and classes side by side, why things
 * came back, what was missed, how long each stage took. All of it is summed from `counted` (store/measured.h) when it is
 * asked for. Rates are told as two counts; nobody divides before the reader sees what is divided.
 */
#include "app/access.h"
#include "core/codes.h"
#include "core/decide.h"
#include "db/db.h"
#include "node/json.h"

/* Fewer than this below the line: the rate is shown but the unit is not ranked by it. */
enum { RANK_LEAST = 10 };

/* X(id, zh, en, unit zh, unit en, what is counted above the line, what below, in Chinese and English) */
#define FIGURE_RATES(X)                                                                                           \
    X(judgment_notice, "生效裁判线上通知率", "Effective judgments notified on line", "件", "cases",              \
      "期内有裁判生效（判处实刑、缓刑或管制）的案件中，期末前已线上交付执行的件数",     \
      "期内有上述裁判生效的案件数",                                                                               \
      "of those cases, the ones delivered for execution on line by the end of the period",                        \
      "cases in which a judgment to prison, probation or control took effect in the period")                      \
    X(correction_transfer, "社区矫正线上移送率", "Community correction handed over on line", "件", "cases",       \
      "其中期末前已线上交付社区矫正的件数", "期内判处缓刑或管制的裁判生效的案件数",                     \
      "of those cases, the ones handed to community correction by the end of the period",                \
      "cases in which a judgment to probation or control took effect in the period")                              \
    X(result_feedback, "起诉结果反馈率", "Results of prosecution reported back", "件", "transfers",               \
      "期内终结的移送审查起诉中，检察机关在平台上答复处理结果的件数", "期内终结的移送审查起诉件数",      \
      "of those, the ones answered on the platform", "transfers for prosecution that ended in the period") \
    X(prosecution_transfer, "公诉线上移送率", "Indictments sent to court on line", "件次", "rounds",              \
      "期内提起公诉中由本单位在平台上推送、非他人代录的件次", "期内提起公诉的件次",                       \
      "of those, the ones pushed by the organ itself, not entered for it by another", "indictments pushed in the period") \
    X(property_transfer, "涉案财物移送率", "Property sent on with the case", "件", "cases",                       \
      "其中期末前已随案移送财物的件数", "期内移送审查起诉且有涉案财物登记入库的案件数",       \
      "of those cases, the ones whose property was sent on", "cases with property in store that were sent for prosecution in the period") \
    X(property_disposal, "涉案财物处置率", "Property disposed of by the judgment", "件", "cases",                 \
      "其中期末前已发出财物判决处置通知的件数", "期内裁判生效且有涉案财物登记入库的案件数",   \
      "of those cases, the ones with word of what the judgment says of the property", "cases with property in store in which a judgment took effect in the period") \
    X(returned, "退回率", "Returned", "件次", "rounds", "期内退回补正的件次", "期内推送的件次（提请批准逮捕、移送审查起诉）", \
      "pushes sent back in the period", "pushes of arrest requests and transfers for prosecution in the period") \
    X(same_day, "当日上传率", "Entered on the day", "件次", "entries", "其中作出当日即录入平台的件次", "期内作出的决定、登记和办理结果件次", \
      "of those, the ones entered on the day they were made", "decisions, records and answers made in the period") \
    X(missed, "期限届满未办率", "Deadlines missed", "项", "deadlines", "其中届满时尚未办结的项数", "期内届满或者按期办结的办案期限项数", \
      "of those, the ones that ran out before it was done", "deadlines that ran out or were kept in the period")   \
    X(on_line, "线上流转率", "On-line share", "件次", "rounds", "其中由本单位在平台上推送、非他人代录的件次", "期内全部推送件次", \
      "of those, the ones pushed by the organ itself, not entered for it by another", "all pushes in the period")

#define X(id, ...) RATE_##id,
typedef enum FigureRate { FIGURE_RATES(X) RATE_N } FigureRate;
#undef X

typedef struct FiguresAsk {
    Db *db;
    const World *world; /* names of agencies and rules */
    const Codes *codes; /* names of return reasons; may be NULL */
    Time from, to;      /* to: not included */
    Scope of;
    Arena *a;
} FiguresAsk;

/* As the members of the object the writer stands in. */
must_use Status figures_write(const FiguresAsk *q, Json *j, Err *err);
typedef struct CasesAsk {
    bool above; /* those above the line alone */
    int64_t after, limit; /* after this case, by id */
} CasesAsk;
/* The cases of a rate of cases: id, class, stage, agency, opened, persons. Another rate: ERR_NOT_FOUND. */
must_use Status figures_cases(const FiguresAsk *q, Str rate, const CasesAsk *ask, Rows **ret, Err *err);
/* What each rate is: the list `definitions` of the object the writer stands in. */
void figures_definitions(Json *j);
void figures_rates_text(StrBuf *out); /* the rows of docs/figures.md */
