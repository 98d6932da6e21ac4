// SPDX-License-Identifier: Apache-2.0
/* The answers about cases, desks and dossiers. */
#include "api/answers_table.h"
#include "core/case.h"
#include "core/event.h"
#include "core/manifest.h"
#include "core/subject.h"
#include "core/term.h"

const SureShape SHAPES_SURE[] = {
    {&FACT_VALUE_SHAPE, "KnownFact", "fact value"},
    {&DOC_SHAPE, NULL, ""},
    {&NUMBER_SHAPE, "CaseNumber", "id agency number at"},
    {&ORGAN_SHAPE, NULL, "kind agency"},
    {&PERSON_SHAPE, NULL, "id subject name guide facts joined"},
    {&LINE_SHAPE, NULL, "person"},
    {&RETURN_SHAPE, "Returned", "round at by marks"},
    {&SUPPLY_SHAPE, NULL, "id duty what"},
    {&PAPER_VOLUME_SHAPE, NULL, "volume at by"},
    {&PAPER_SHAPE, NULL, "volumes"},
    {&TRANSFER_SHAPE, NULL, "id act from lines"},
    {&DEED_SHAPE, NULL, "id act persons at by agency"},
    {&DUTY_SHAPE, NULL, "id rule agency opened"},
    {&PAUSE_SHAPE, "Paused", "from"},
    {&CLOCK_SHAPE, NULL, "id rule agency start"},
    {&NOTICE_SHAPE, NULL, "id agency at"},
    {&CORRECTION_SHAPE, NULL, "id target agency field is reason at"},
    {&SEAL_SHAPE, NULL, "id agency blob reason at"},
    {&ASSIGNMENT_SHAPE, NULL, "agency at"},
    {&GRANT_SHAPE, "Granted", "id user at until"},
    {&PARTICIPANT_SHAPE, NULL, "id kind name agency at"},
    {&CASE_SHAPE, NULL, "id name class opened agency seq organs persons"},
    {&HOLD_SHAPE, NULL, "id measure from"},
    {&SUBJECT_SHAPE, NULL, "id name"},
    {&ROLL_NAME_SHAPE, NULL, "name"},
    {&TERM_LENGTH_SHAPE, "TermLength", ""},
    {&TERM_FLAGS_SHAPE, "TermFlags", ""},
};
const size_t SHAPES_SURE_N = LEN(SHAPES_SURE);

/* ---- what a command made */

#define MADE_PARTS                                                                                                  \
    {"case", P_ID}, {"made", P_ID, MAYBE}, {"pos", P_INT}, {"seq", P_INT, MAYBE}, {"at", P_TIME, MAYBE},            \
        {"said_zh", P_TEXT, MAYBE}, {"said_en", P_TEXT, MAYBE}
ANSWER(MADE, "Made", MADE_PARTS);
const Answer MADE_CASE = {.name = "Made", .parts = MADE_FIELDS, .n = LEN(MADE_FIELDS), .status = 201};

/* ---- a case */

ANSWER(LEFT, "TermLeft", {"unit", P_WORD, .words = "days working_days hours months"}, {"n", P_INT}, {"days", P_INT, MAYBE});

INNER(AGENCY_NAMED, "AgencyNamed", {"name", P_TEXT}, {"kind", P_TEXT});
INNER(RULE_NAMED, "RuleNamed", {"name_zh", P_TEXT}, {"name_en", P_TEXT});
INNER(RULE_NAMES, "RuleNames", {"acts", P_OBJ, BY_KEY, &RULE_NAMED}, {"clocks", P_OBJ, BY_KEY, &RULE_NAMED},
              {"duties", P_OBJ, BY_KEY, &RULE_NAMED});
INNER(STANDING, "Standing", {"hold", P_WORD, .words = "free held overdue serving"}, {"live", P_INT},
              {"basis", P_OBJ, MAYBE, .shape = &HOLD_SHAPE});
INNER_ON(CASE_PAGE, "CasePage", &CASE_SHAPE, {"access", P_WORD, .words = "act read own"}, {"masked", P_BOOL, MAYBE}, {"stage", P_TEXT},
                 {"agencies", P_OBJ, BY_KEY, &AGENCY_NAMED}, {"users", P_TEXT, BY_KEY}, {"words", P_TEXT, BY_KEY}, {"classes", P_TEXT, BY_KEY},
                 {"readers", P_TEXT, BY_KEY}, {"names", P_OBJ, .of = &RULE_NAMES}, {"standing", P_OBJ, BY_KEY, &STANDING}, {"left", P_OBJ, BY_KEY, &LEFT});

/* To a committee: how far, by when, by whom; nobody's name. */
INNER(TRANSFER_PROGRESS, "TransferProgress", {"id", P_ID}, {"act", P_TEXT}, {"from", P_ID}, {"to", P_ID, OR_NULL},
              {"life", P_TEXT}, {"round", P_INT}, {"pushed", P_TIME, OR_NULL}, {"accepted", P_TIME, OR_NULL});
INNER(CLOCK_PROGRESS, "ClockProgress", {"rule", P_TEXT}, {"life", P_TEXT}, {"agency", P_ID}, {"start", P_TIME},
              {"due", P_TIME, OR_NULL}, {"left", P_OBJ, MAYBE, &LEFT});
INNER(DUTY_PROGRESS, "DutyProgress", {"id", P_ID}, {"rule", P_TEXT}, {"life", P_TEXT}, {"agency", P_ID}, {"opened", P_TIME}, {"due", P_TIME, OR_NULL},
              {"breached", P_TIME, OR_NULL}, {"left", P_OBJ, MAYBE, &LEFT});
INNER(CASE_PROGRESS, "CaseProgress", {"id", P_ID}, {"class", P_TEXT}, {"access", P_WORD, .words = "progress"},
              {"agency", P_ID}, {"opened", P_TIME}, {"closed", P_TIME, OR_NULL}, {"persons", P_INT}, {"stage", P_TEXT},
              {"transfers", P_OBJ, MANY, &TRANSFER_PROGRESS}, {"clocks", P_OBJ, MANY, &CLOCK_PROGRESS},
              {"duties", P_OBJ, MANY, &DUTY_PROGRESS}, {"agencies", P_OBJ, BY_KEY, &AGENCY_NAMED}, {"users", P_TEXT, BY_KEY});
const Answer CASE_ANSWER = {.name = "CaseAnswer", .form = ANSWER_EITHER, .of = &CASE_PAGE, .or = &CASE_PROGRESS};

INNER(NEEDS, "Needs", {"documents", P_TEXT, MANY}, {"fields", P_TEXT, MANY}, {"reasons", P_TEXT, MANY}, {"dossier", P_BOOL});
INNER(PARTY, "Party", {"kind", P_TEXT}, {"level", P_TEXT, MAYBE}, {"roles", P_TEXT, MANY}, {"review", P_TEXT, MANY});
INNER(STEP_OPTION, "StepOption", {"id", P_TEXT}, {"name", P_TEXT}, {"name_en", P_TEXT}, {"holds", P_BOOL}, {"needs", P_OBJ, .of = &NEEDS});
INNER(STEP, "NextStep", {"act", P_TEXT}, {"name", P_TEXT}, {"name_en", P_TEXT}, {"kind", P_WORD, .words = "send decide report"},
              {"group", P_TEXT}, {"possible", P_BOOL}, {"mine", P_BOOL}, {"why_zh", P_TEXT, MAYBE}, {"why_en", P_TEXT, MAYBE},
              {"basis", P_TEXT}, {"by", P_OBJ, .of = &PARTY}, {"to", P_OBJ, MAYBE, &PARTY}, {"needs", P_OBJ, .of = &NEEDS},
              {"options", P_OBJ, MANY, &STEP_OPTION});
INNER(STEPS_OF, "StepsOf", {"person", P_ID}, {"name", P_TEXT}, {"steps", P_OBJ, MANY, &STEP});
ANSWER(NEXT, "Next", {"case", P_ID}, {"next", P_OBJ, MANY, &STEPS_OF});
INNER(WHY_ENDED, "WhyEnded", {"act", P_TEXT}, {"possible", P_BOOL}, {"why_zh", P_TEXT}, {"why_en", P_TEXT});
const Answer WHY = {.name = "Why", .form = ANSWER_EITHER, .of = &STEP, .or = &WHY_ENDED};
INNER(CHANGE, "TermChange", {"rule", P_TEXT}, {"duty", P_BOOL}, {"person", P_ID, MAYBE}, {"due_was", P_TIME, MAYBE}, {"due", P_TIME, MAYBE},
      {"missed_was", P_BOOL}, {"missed", P_BOOL}, {"open", P_BOOL});
ANSWER(FORESEEN, "CorrectionForeseen", {"case", P_ID}, {"agree", P_ID, MAYBE}, {"changes", P_OBJ, MANY, &CHANGE});
INNER(CLASS_CHOICE, "ClassChoice", {"class", P_TEXT}, {"name", P_TEXT}, {"name_en", P_TEXT}, {"possible", P_BOOL}, {"asks", P_TEXT, MANY},
      {"why_zh", P_TEXT, MAYBE}, {"why_en", P_TEXT, MAYBE}, {"basis", P_TEXT, MAYBE});
ANSWER(CASE_CLASSES, "CaseClasses", {"case", P_ID}, {"person", P_ID}, {"class", P_TEXT}, {"classes", P_OBJ, MANY, &CLASS_CHOICE});

INNER(HISTORY_EVENT, "HistoryEvent", {"kind", P_TEXT}, {"zh", P_TEXT}, {"effective", P_TIME, OR_NULL},
              {"body", P_ANY, BY_KEY}, {"who", P_TEXT, MAYBE}, {"class", P_TEXT, MAYBE}); /* docs/format-events.md */
INNER(WHO, "Who", {"id", P_ID, OR_NULL}, {"name", P_TEXT});
INNER(HISTORY_RECORD, "HistoryRecord", {"pos", P_INT}, {"seq", P_INT}, {"at", P_TIME}, {"command", P_TEXT},
              {"by", P_OBJ, .of = &WHO}, {"for", P_OBJ, MAYBE, &WHO}, {"agency", P_TEXT, MAYBE}, {"behalf", P_TEXT, MAYBE},
              {"hash", P_HASH}, {"prev", P_HASH}, {"events", P_OBJ, MANY, &HISTORY_EVENT});
ANSWER(HISTORY, "History", {"records", P_OBJ, MANY, &HISTORY_RECORD}, {"next", P_INT, MAYBE});

INNER(CASE_ROW, "CaseRow", {"id", P_ID}, {"name", P_TEXT}, {"class", P_TEXT}, {"agency", P_TEXT, MAYBE}, {"stage", P_TEXT},
              {"persons", P_INT}, {"opened", P_TIME}, {"closed", P_TIME, OR_NULL}, {"next_due", P_TIME, OR_NULL}, {"left", P_OBJ, MAYBE, &LEFT});
ANSWER(CASE_LIST, "CaseList", {"cases", P_OBJ, MANY, &CASE_ROW}, {"before", P_ID, MAYBE});
ANSWER(SUBJECT_PAGE, "SubjectPage", {"subject", P_OBJ, .shape = &SUBJECT_SHAPE}, {"standing", P_OBJ, MAYBE, &STANDING});

ANSWER(UNMASKED, "Unmasked", {"person", P_ID}, {"name", P_TEXT}, {"id_number", P_TEXT});

/* ---- the desk */

INNER(WAIT, "Wait", {"what", P_WORD, .words = "duty check draft consent notice correction"}, {"id", P_ID},
              {"rule", P_TEXT, MAYBE}, {"act", P_TEXT, MAYBE}, {"transfer", P_ID, MAYBE}, {"person", P_ID, MAYBE},
              {"user", P_ID, MAYBE}, {"due", P_TIME, MAYBE}, {"left", P_OBJ, MAYBE, &LEFT}, {"breached", P_BOOL, MAYBE}, {"name_zh", P_TEXT, MAYBE},
              {"name_en", P_TEXT, MAYBE});
INNER(DESK_ROW, "DeskRow", {"case", P_ID}, {"name", P_TEXT}, {"class", P_TEXT}, {"stage", P_TEXT}, {"due", P_TIME, OR_NULL},
              {"rule", P_TEXT, MAYBE}, {"left", P_OBJ, MAYBE, &LEFT}, {"alert", P_TIME, OR_NULL}, {"newest", P_TIME, OR_NULL}, {"open", P_INT}, {"breached", P_INT}, {"red", P_INT},
              {"user", P_ID, OR_NULL}, {"user_name", P_TEXT, MAYBE}, {"section", P_TEXT, MAYBE}, {"waits", P_OBJ, MANY, &WAIT});
INNER(DESK_COUNTS, "DeskCounts", {"cases", P_INT}, {"open", P_INT}, {"breached", P_INT}, {"red", P_INT});
ANSWER(INBOX, "Inbox", {"counts", P_OBJ, .of = &DESK_COUNTS}, {"items", P_OBJ, MANY, &DESK_ROW}, {"next", P_TEXT, MAYBE});
INNER(SENT_ROW, "SentRow", {"at", P_TIME}, {"case", P_ID}, {"name", P_TEXT}, {"transfer", P_ID}, {"act", P_TEXT},
              {"persons", P_INT}, {"to", P_TEXT, MAYBE},
              {"life", P_WORD, MAYBE, .words = "draft checked check_refused pushed received returned accepted withdrawn ended"});
ANSWER(SENT, "Sent", {"items", P_OBJ, MANY, &SENT_ROW}, {"next", P_INT, MAYBE});
INNER(REGISTER_ROW, "RegisterRow", {"pos", P_INT}, {"at", P_TIME},
      {"what", P_WORD, .words = "opened drafted checked pushed received accepted returned answered supplied withdrawn undone assigned done signed"},
      {"user", P_ID, OR_NULL}, {"user_name", P_TEXT, MAYBE}, {"for_name", P_TEXT, MAYBE}, {"case", P_ID}, {"name", P_TEXT},
      {"class", P_TEXT}, {"to_user", P_TEXT, MAYBE}, {"act", P_TEXT, MAYBE}, {"persons", P_TEXT, MAYBE | MANY},
      {"transfer", P_ID, MAYBE}, {"from", P_TEXT, MAYBE}, {"to", P_TEXT, MAYBE}, {"note", P_TEXT, MAYBE});
ANSWER(REGISTER, "Register", {"entries", P_OBJ, MANY, &REGISTER_ROW}, {"next", P_TEXT, MAYBE});
INNER(FOUND_ROW, "FoundRow", {"case", P_ID}, {"name", P_TEXT}, {"class", P_TEXT}, {"stage", P_TEXT},
              {"by", P_WORD, .words = "case_name person number id_number"}, {"person", P_ID, MAYBE}, {"person_name", P_TEXT, MAYBE},
              {"opened", P_TIME}, {"closed", P_TIME, OR_NULL});
ANSWER(FOUND, "Found", {"found", P_OBJ, MANY, &FOUND_ROW});
static const Part ASKED_FIELDS[] = {{"message_zh", P_TEXT}, {"message_en", P_TEXT}};
const Answer ASKED = ANSWER_OF(ASKED, "AccessAsked", .status = 202); /* taken, whether or not there is such a case */
INNER(ACCESS_REQUEST, "AccessRequest", {"id", P_ID}, {"at", P_TIME}, {"user", P_ID}, {"user_name", P_TEXT, MAYBE},
              {"agency", P_TEXT, MAYBE}, {"asked", P_TEXT}, {"reason", P_TEXT}, {"case", P_ID}, {"case_name", P_TEXT});
ANSWER(ACCESS_REQUESTS, "AccessRequests", {"requests", P_OBJ, MANY, &ACCESS_REQUEST});
INNER(ACCESS_GRANTED, "AccessGranted", {"case", P_ID}, {"case_name", P_TEXT}, {"until", P_TIME});
INNER(OWN_REQUEST, "OwnRequest", {"id", P_ID}, {"at", P_TIME}, {"asked", P_TEXT}, {"reason", P_TEXT}, {"by", P_TIME},
      {"granted", P_OBJ, MANY, &ACCESS_GRANTED}, {"state", P_WORD, .words = "waiting granted over no"});
ANSWER(OWN_REQUESTS, "OwnRequests", {"requests", P_OBJ, MANY, &OWN_REQUEST});
INNER(GRANT_ROW, "GrantRow", {"id", P_ID}, {"case", P_ID}, {"case_name", P_TEXT}, {"user", P_ID}, {"user_name", P_TEXT, MAYBE},
      {"agency", P_TEXT, MAYBE}, {"by_name", P_TEXT, MAYBE}, {"at", P_TIME}, {"until", P_TIME}, {"reason", P_TEXT});
ANSWER(GRANT_LIST, "Grants", {"grants", P_OBJ, MANY, &GRANT_ROW});

/* ---- the dossier */

ANSWER_MADE(BLOB_MADE, "BlobMade", {"blob", P_HASH}, {"size", P_INT});
ANSWER(BLOBS_MISSING, "BlobsMissing", {"missing", P_HASH, MANY});
ANSWER_MADE(MANIFEST_MADE, "ManifestMade", {"manifest", P_HASH}, {"documents", P_INT}, {"pages", P_INT}, {"missing", P_HASH, MANY});
const Answer MANIFEST_TREE = {.name = "Manifest", .shape = &MANIFEST_SHAPE};
INNER(PAGE_PLACE, "PagePlace", {"volume", P_TEXT}, {"document", P_TEXT}, {"page", P_INT}, {"item", P_BOOL, MAYBE});
INNER(PAGE_CHANGE, "PageChange", {"what", P_WORD, .words = "added removed moved replaced"}, {"was", P_HASH, MAYBE},
              {"from", P_OBJ, MAYBE, &PAGE_PLACE}, {"is", P_HASH, MAYBE}, {"to", P_OBJ, MAYBE, &PAGE_PLACE});
ANSWER(MANIFEST_CHANGES, "ManifestChanges", {"changes", P_OBJ, MANY, &PAGE_CHANGE});
INNER(CHECK_VOLUME, "CheckVolume", {"id", P_TEXT}, {"name", P_TEXT}, {"en", P_TEXT});
INNER(CHECK_GROUP, "CheckGroup", {"id", P_TEXT}, {"name", P_TEXT}, {"en", P_TEXT}, {"volume", P_TEXT});
INNER(CHECK_ITEM, "CheckItem", {"id", P_TEXT}, {"name", P_TEXT}, {"en", P_TEXT, MAYBE}, {"kind", P_TEXT}, {"group", P_TEXT},
              {"volume", P_TEXT, MAYBE}, {"asked", P_WORD, MAYBE, .words = "required wanted"}, {"persons", P_INT, MAYBE},
              {"have", P_INT}, {"basis", P_TEXT, MAYBE});
INNER(PAGE_FAULT, "PageFault", {"volume", P_INT}, {"document", P_INT}, {"page", P_INT, MAYBE},
              {"what", P_WORD, .words = "empty twice gone unreadable small"}, {"value", P_INT, MAYBE});
ANSWER(DOSSIER_CHECK, "DossierCheck", {"catalogue", P_TEXT, MAYBE}, {"catalogue_en", P_TEXT, MAYBE},
       {"volumes", P_OBJ, MANY, &CHECK_VOLUME}, {"groups", P_OBJ, MANY, &CHECK_GROUP}, {"items", P_OBJ, MANY, &CHECK_ITEM},
       {"faults", P_OBJ, MANY, &PAGE_FAULT}, {"pages", P_INT}, {"bytes", P_INT});
INNER(KEPT_NOTE, "KeptNote", {"page", P_HASH}, {"sheet", P_INT}, {"marked", P_BOOL}, {"note", P_TEXT}, {"at", P_TIME});
ANSWER(PAGE_NOTES, "PageNotes", {"notes", P_OBJ, MANY, &KEPT_NOTE});
ANSWER(PAGE_NOTED, "PageNoted", {"at", P_TIME});
