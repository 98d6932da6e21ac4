// SPDX-License-Identifier: Apache-2.0
/* The answers about problems of the platform, and about practice. */
#include "api/answers_table.h"

INNER(PROBLEM_ROW, "ReportedProblem", {"id", P_ID}, {"number", P_INT}, {"life", P_TEXT}, {"title", P_TEXT}, {"answer", P_TEXT}, {"since", P_TIME},
      {"at", P_TIME}, {"mine", P_BOOL}, {"same_as", P_INT, MAYBE}, {"text", P_TEXT, MAYBE}, {"page", P_TEXT, MAYBE},
      {"request", P_TEXT, MAYBE}, {"by", P_TEXT, MAYBE}, {"agency", P_TEXT, MAYBE}, {"joined", P_INT, MAYBE});
ANSWER(PROBLEM_LIST, "Problems", {"problems", P_OBJ, MANY, &PROBLEM_ROW});
ANSWER(PROBLEM_MADE, "ProblemMade", {"made", P_ID, OR_NULL}, {"pos", P_INT});
ANSWER(PROBLEM_REPORT, "ProblemReport", {"site", P_TEXT}, {"number", P_INT}, {"life", P_TEXT}, {"agency_kind", P_TEXT}, {"page", P_TEXT},
       {"request", P_TEXT}, {"since", P_TIME}, {"title", P_TEXT}, {"answer", P_TEXT}, {"joined", P_INT});
INNER(PRACTICE_ROW, "PracticeRow", {"exercise", P_TEXT}, {"user", P_ID}, {"name", P_TEXT}, {"agency", P_TEXT}, {"at", P_TIME});
ANSWER(PRACTICE_LIST, "Practices", {"done", P_OBJ, MANY, &PRACTICE_ROW}, {"port", P_INT, MAYBE});
