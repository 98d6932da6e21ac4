// SPDX-License-Identifier: Apache-2.0
/* The answers about figures: the balance, the lists behind it, supervision, bulletins. */
#include "api/answers_table.h"

#define UNIT_PARTS \
    {"pushed", P_INT}, {"returned", P_INT}, {"received", P_INT}, {"returned_by", P_INT}, {"accepted", P_INT}, \
    {"answered", P_INT}, {"sent", P_INT}, {"offline", P_INT}, {"told", P_INT}, {"same_day", P_INT}, \
    {"breached", P_INT}, {"kept", P_INT}, {"lapsed", P_INT}
#define BALANCE_PARTS                                                                                               \
    {"pushed", P_INT}, {"returned", P_INT}, {"taken_back", P_INT}, {"accepted", P_INT}, {"waiting", P_INT},           \
        {"prosecuted_same_level", P_INT}, {"sent_up", P_INT}, {"withdrawn", P_INT}, {"arrest_reviews_ended", P_INT},  \
        {"other_outcomes", P_INT}, {"in_hand", P_INT}, {"custody_transfers", P_INT}

INNER(COLUMN, "Column", {"id", P_TEXT}, {"zh", P_TEXT}, {"en", P_TEXT}, {"unit_zh", P_TEXT}, {"unit_en", P_TEXT},
      {"definition_zh", P_TEXT}, {"definition_en", P_TEXT});
ANSWER(BALANCE_PAGE, "Balance", BALANCE_PARTS, {"closes", P_BOOL}, {"agency", P_ID, OR_NULL}, {"region", P_TEXT, MAYBE},
       {"columns", P_OBJ, MANY, &COLUMN});
INNER(BEHIND_ROW, "BehindRow", {"pos", P_INT}, {"at", P_TIME}, {"column", P_TEXT}, {"outcome", P_TEXT}, {"heads", P_INT},
      {"persons", P_INT}, {"case", P_ID}, {"transfer", P_ID, OR_NULL}, {"act", P_TEXT}, {"class", P_TEXT}, {"from", P_TEXT, MAYBE},
      {"to", P_TEXT, MAYBE});
ANSWER(BEHIND, "Behind", {"column", P_TEXT}, {"definition_zh", P_TEXT}, {"entries", P_OBJ, MANY, &BEHIND_ROW}, {"next", P_TEXT, MAYBE});
ANSWER(FIGURE_ENTRIES, "FigureEntries", {"figure", P_TEXT}, {"entries", P_OBJ, MANY, &BEHIND_ROW}, {"next", P_TEXT, MAYBE});
INNER(OPEN_STAGE, "OpenStage", {"class", P_TEXT}, {"stage", P_TEXT}, {"cases", P_INT}, {"persons", P_INT});
ANSWER(OPEN_STAGES, "OpenStages", {"stages", P_OBJ, MANY, &OPEN_STAGE});
INNER(OPEN_ROW, "OpenRow", {"case", P_ID}, {"class", P_TEXT}, {"stage", P_TEXT}, {"agency", P_TEXT}, {"opened", P_TIME}, {"persons", P_INT});
ANSWER(OPEN_CASES, "OpenCases", {"cases", P_OBJ, MANY, &OPEN_ROW}, {"next", P_ID, MAYBE});
INNER(STAY, "Stay", {"case", P_ID}, {"person", P_ID}, {"class", P_TEXT}, {"from", P_TIME}, {"to", P_TIME}, {"hours", P_INT});
ANSWER(STAYS, "Stays", {"stays", P_OBJ, MANY, &STAY}, {"next", P_INT, MAYBE});
INNER(MONTH_PAST, "MonthPast", {"month", P_TEXT}, {"pushed", P_INT}, {"returned", P_INT}, {"accepted", P_INT}, {"prosecuted_same_level", P_INT}, {"custody_transfers", P_INT});
ANSWER(MONTHS_PAST, "MonthsPast", {"months", P_OBJ, MANY, &MONTH_PAST});

INNER(UNIT_ROW, "UnitFigures", {"agency", P_ID}, {"name", P_TEXT}, {"kind", P_TEXT}, UNIT_PARTS);
INNER(CLASS_ROW, "ClassFigures", {"class", P_TEXT}, UNIT_PARTS);
INNER(RULE_ROW, "RuleFigure", {"id", P_TEXT}, {"zh", P_TEXT}, {"en", P_TEXT}, {"n", P_INT});
INNER(STAGE_ROW, "StageFigures", {"stage", P_TEXT}, {"persons", P_INT}, {"median_hours", P_INT}, {"longest_hours", P_INT}, {"mean_hours", P_INT});
INNER(UNDONE_ROW, "UndoneFigure", {"column", P_TEXT}, {"heads", P_INT});
INNER(RATE_ROW, "Rate", {"id", P_TEXT}, {"above", P_INT}, {"below", P_INT});
INNER(RATE_SAID, "RateDefinition", {"id", P_TEXT}, {"zh", P_TEXT}, {"en", P_TEXT}, {"unit_zh", P_TEXT}, {"unit_en", P_TEXT}, {"above_zh", P_TEXT},
      {"above_en", P_TEXT}, {"below_zh", P_TEXT}, {"below_en", P_TEXT}, {"best", P_WORD, .words = "low high"});
INNER(RANK_UNIT, "RankUnit", {"agency", P_ID}, {"name", P_TEXT}, {"above", P_INT}, {"below", P_INT});
INNER(RANK_ROW, "RankedBy", {"rate", P_TEXT}, {"units", P_OBJ, MANY, &RANK_UNIT});
INNER(DESK_LOAD, "DeskLoad", {"agency", P_ID}, {"name", P_TEXT}, {"cases", P_INT}, {"over", P_INT}, {"soon", P_INT}, {"red", P_INT});
#define FIGURE_PARTS                                                                                                \
    {"rates", P_OBJ, MANY, &RATE_ROW}, {"units", P_OBJ, MANY, &UNIT_ROW}, {"classes", P_OBJ, MANY, &CLASS_ROW},       \
        {"reasons", P_OBJ, MANY, &RULE_ROW}, {"breached", P_OBJ, MANY, &RULE_ROW}, {"lapsed", P_OBJ, MANY, &RULE_ROW}, \
        {"stages", P_OBJ, MANY, &STAGE_ROW}, {"corrections", P_OBJ, MANY, &UNDONE_ROW}, {"ranks", P_OBJ, MAYBE | MANY, &RANK_ROW} /* not in what was published before there were */
ANSWER(FIGURES, "Figures", {"agency", P_ID, OR_NULL}, {"region", P_TEXT, MAYBE}, FIGURE_PARTS, {"desks", P_OBJ, MANY, &DESK_LOAD}, {"rank_least", P_INT},
       {"definitions", P_OBJ, MANY, &RATE_SAID});
INNER(DUE_ROW, "DueRow", {"case", P_ID}, {"agency", P_TEXT}, {"user", P_TEXT, MAYBE}, {"due", P_TIME, MAYBE}, {"left", P_OBJ, MAYBE, &LEFT}, {"breached", P_INT}, {"red", P_INT},
      {"class", P_TEXT}, {"stage", P_TEXT}, {"zh", P_TEXT, MAYBE}, {"en", P_TEXT, MAYBE});
ANSWER(DUE_LIST, "DueList", {"items", P_OBJ, MANY, &DUE_ROW}, {"next", P_TEXT, MAYBE});
INNER(SPAN_BALANCE, "SpanBalance", BALANCE_PARTS);
INNER(SPAN, "BulletinSpan", {"month", P_TEXT}, {"counted", P_BOOL}, {"balance", P_OBJ, .of = &SPAN_BALANCE}, FIGURE_PARTS);
INNER(SPANS, "BulletinFigures", {"now", P_OBJ, .of = &SPAN}, {"last", P_OBJ, .of = &SPAN}, {"year", P_OBJ, .of = &SPAN});
INNER(BULLETIN_LINE, "BulletinLine", {"at", P_TIME}, {"by", P_TEXT, MAYBE}, {"note", P_TEXT});
INNER(BULLETIN_ROW, "BulletinRow", {"month", P_TEXT}, {"at", P_TIME}, {"by", P_TEXT, MAYBE}, {"note", P_TEXT});
ANSWER(BULLETIN_LIST, "Bulletins", {"bulletins", P_OBJ, MANY, &BULLETIN_ROW});
ANSWER(BULLETIN_PAGE, "Bulletin", {"month", P_TEXT}, {"published", P_BOOL}, {"committee", P_TEXT, MAYBE}, {"at", P_TIME, MAYBE},
       {"by", P_TEXT, MAYBE}, {"note", P_TEXT, MAYBE}, {"corrections", P_OBJ, MANY, &BULLETIN_LINE}, {"rank_least", P_INT},
       {"definitions", P_OBJ, MANY, &RATE_SAID}, {"figures", P_OBJ, .of = &SPANS});
ANSWER(BULLETIN_MADE, "BulletinMade", {"made", P_ID, OR_NULL}, {"pos", P_INT});
