// SPDX-License-Identifier: Apache-2.0
/* The answers to a detention house. */
#include "api/answers_table.h"
#include "core/event.h"

INNER(HELD_ROW, "HeldRow", {"subject", P_ID}, {"hold", P_ID}, {"name", P_TEXT}, {"id_number", P_TEXT}, {"sex", P_TEXT}, {"measure", P_TEXT},
      {"measure_name", P_TEXT, MAYBE}, {"measure_name_en", P_TEXT, MAYBE}, {"agency", P_ID, MAYBE}, {"agency_name", P_TEXT, MAYBE},
      {"handed_to", P_TEXT, MAYBE}, {"since", P_TIME}, {"due", P_TIME, MAYBE}, {"noticed", P_BOOL, MAYBE}, {"serving", P_BOOL},
      {"overdue", P_BOOL}, {"case", P_ID, MAYBE}, {"person", P_ID, MAYBE}, {"case_name", P_TEXT, MAYBE}, {"entered", P_ID, MAYBE},
      {"bases", P_INT}, {"charge", P_TEXT, MAYBE}, {"number", P_TEXT, MAYBE}, {"term", P_TEXT, MAYBE}, {"article", P_TEXT, MAYBE});
INNER(HELD_COUNTS, "HeldCounts", {"all", P_INT}, {"over", P_INT}, {"near", P_INT}, {"entered", P_INT});
ANSWER(HELD_LIST, "HeldList", {"counts", P_OBJ, .of = &HELD_COUNTS}, {"items", P_OBJ, MANY, &HELD_ROW}, {"next", P_TEXT, MAYBE});

INNER(PERSON_NAMED, "PersonNamed", {"id", P_ID}, {"name", P_TEXT});
INNER(HOUSE_WAIT, "HouseWait", {"for", P_WORD, .words = "confirm interview coming leaving register notice other"}, {"case", P_ID},
      {"case_name", P_TEXT}, {"class", P_TEXT}, {"act", P_TEXT}, {"rule", P_TEXT}, {"name", P_TEXT}, {"name_en", P_TEXT},
      {"transfer", P_ID, MAYBE}, {"life", P_TEXT, MAYBE}, {"from", P_ID, MAYBE}, {"from_name", P_TEXT, MAYBE},
      {"at", P_TIME, MAYBE | OR_NULL}, {"due", P_TIME, MAYBE}, {"left", P_OBJ, MAYBE, &LEFT}, {"notice", P_ID, MAYBE}, {"persons", P_OBJ, MANY, &PERSON_NAMED});
INNER(HOUSE_MOVING, "HouseMoving", {"subject", P_ID}, {"name", P_TEXT}, {"case", P_ID}, {"transfer", P_ID}, {"act", P_TEXT}, {"to", P_ID},
      {"to_name", P_TEXT}, {"at", P_TIME}, {"handed", P_BOOL});
INNER(APPOINTMENT, "Appointment", {"id", P_ID}, {"subject", P_ID}, {"name", P_TEXT}, {"kind", P_TEXT}, {"organ", P_TEXT}, {"note", P_TEXT},
      {"how", P_TEXT}, {"at", P_TIME});
ANSWER(HOUSE_TODAY, "HouseToday", {"counts", P_OBJ, .of = &HELD_COUNTS}, {"due", P_OBJ, MANY, &HELD_ROW}, {"waiting", P_OBJ, MANY, &HOUSE_WAIT},
       {"moving", P_OBJ, MANY, &HOUSE_MOVING}, {"appointments", P_OBJ, MANY, &APPOINTMENT});
ANSWER(HOUSE_MADE, "HouseMade", {"made", P_ID, OR_NULL}, {"pos", P_INT}, {"said_zh", P_TEXT, MAYBE}, {"said_en", P_TEXT, MAYBE});
INNER(HOUSE_NOTICE, "HouseNotice", {"told", P_BOOL}, {"sent", P_BOOL}, {"transfer", P_ID, MAYBE}, {"why", P_TEXT, MAYBE},
      {"held", P_OBJ, .of = &HELD_ROW});
ANSWER(HOUSE_NOTICES, "HouseNoticed", {"notices", P_OBJ, MANY, &HOUSE_NOTICE});
INNER(ROLL_ROW, "Roll", {"id", P_ID}, {"at", P_TIME}, {"by", P_TEXT, MAYBE}, {"said", P_INT}, {"listed", P_INT}, {"held", P_INT},
      {"only_house", P_OBJ, MANY, .shape = &ROLL_NAME_SHAPE}, {"only_board", P_OBJ, MANY, .shape = &ROLL_NAME_SHAPE});
ANSWER(ROLL_LIST, "Rolls", {"rolls", P_OBJ, MANY, &ROLL_ROW});
ANSWER(ROLL_CALLED, "RollCalled", {"made", P_ID}, {"said", P_INT}, {"listed", P_INT}, {"held", P_INT}, {"only_house", P_OBJ, MANY, .shape = &ROLL_NAME_SHAPE},
       {"only_board", P_OBJ, MANY, .shape = &ROLL_NAME_SHAPE});
ANSWER(HOUSE_IMPORTED, "HouseImported", {"dry_run", P_BOOL}, {"bad", P_OBJ, MANY, &BAD_CELL}, {"persons", P_INT}, {"said_zh", P_TEXT, MAYBE},
       {"said_en", P_TEXT, MAYBE});
