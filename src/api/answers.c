// SPDX-License-Identifier: Apache-2.0
/* The answers about who and where, guides and administration. */
#include "api/answers.h"

#include "api/answers_table.h"

const Answer NOTHING = {.name = "Nothing", .form = ANSWER_NONE, .status = 204};
const Answer FILE_BYTES = {.name = "File", .form = ANSWER_BYTES};
const Answer EVENT_STREAM = {.name = "Events", .form = ANSWER_STREAM};
const Answer DESCRIPTION = {.name = "Description", .open = true}; /* this description itself */

/* ---- who and where */

INNER(POST_AGENCY, "PostAgency", {"id", P_ID}, {"name", P_TEXT}, {"kind", P_TEXT}, {"region", P_TEXT});
INNER(POST_HELD, "Post", {"id", P_ID}, {"agency", P_OBJ, .of = &POST_AGENCY}, {"roles", P_TEXT, MANY}, {"section", P_TEXT, MAYBE});
INNER(ME_USER, "MeUser", {"id", P_ID}, {"name", P_TEXT}, {"login", P_TEXT});
INNER(DEPUTY_ROW, "Deputy", {"id", P_ID}, {"agency", P_ID}, {"user", P_ID}, {"user_name", P_TEXT}, {"for_user", P_ID}, {"for_name", P_TEXT},
      {"from", P_TIME}, {"until", P_TIME});
ANSWER(ME, "Me", {"user", P_OBJ, .of = &ME_USER}, {"posts", P_OBJ, MANY, &POST_HELD}, {"post", P_ID, OR_NULL},
       {"csrf", P_TEXT, MAYBE}, {"must_change_password", P_BOOL}, {"site", P_TEXT}, {"demo", P_BOOL}, {"now", P_TIME}, {"deputies", P_OBJ, MANY, &DEPUTY_ROW});
INNER(AGENCY_ROW, "Agency", {"id", P_ID}, {"name", P_TEXT}, {"kind", P_TEXT}, {"region", P_TEXT}, {"level", P_INT},
      {"parent", P_ID, OR_NULL}, {"on_platform", P_BOOL}, {"on_from", P_TIME, OR_NULL});
const Answer AGENCY_LIST = {.name = "Agencies", .form = ANSWER_LIST, .of = &AGENCY_ROW};
INNER(USER_ROW, "UserRow", {"id", P_ID}, {"name", P_TEXT}, {"login", P_TEXT, MAYBE}, {"enabled", P_BOOL}, {"post", P_ID, OR_NULL},
      {"agency", P_ID, OR_NULL}, {"agency_name", P_TEXT, MAYBE}, {"section", P_TEXT}, {"roles", P_TEXT, MANY});
const Answer USER_LIST = {.name = "Users", .form = ANSWER_LIST, .of = &USER_ROW};
INNER(CODE_ROW, "Code", {"id", P_TEXT}, {"name", P_TEXT}, {"en", P_TEXT, MAYBE}, {"number", P_INT, MAYBE}, {"level", P_INT, MAYBE},
      {"parent", P_TEXT, MAYBE}, {"agencies", P_TEXT, MAYBE | MANY}, {"used_by", P_TEXT, MAYBE | MANY}, {"code", P_TEXT, MAYBE},
      {"unit", P_TEXT, MAYBE}, {"protects", P_BOOL, MAYBE});
const Answer CODE_LIST = {.name = "Codes", .form = ANSWER_LIST, .of = &CODE_ROW};
ANSWER(HEALTH, "Health", {"ok", P_BOOL});
INNER(DEMO_PERSON, "DemoPerson", {"login", P_TEXT}, {"name", P_TEXT}, {"agency", P_TEXT}, {"role", P_TEXT}, {"role_zh", P_TEXT}, {"role_en", P_TEXT});
ANSWER(DEMO_PEOPLE, "DemoPeople", {"demo", P_BOOL}, {"people", P_OBJ, MANY, &DEMO_PERSON});
ANSWER(READY, "Ready", {"ok", P_BOOL}, {"pos", P_INT}, {"demo", P_BOOL});

/* ---- guides; what more the guide language has is said in docs/guide-language.md */

INNER(FINDING, "Finding", {"code", P_TEXT}, {"level", P_WORD, .words = "unsound note"}, {"part", P_TEXT}, {"zh", P_TEXT}, {"en", P_TEXT},
      {"path_zh", P_TEXT}, {"path_en", P_TEXT});
INNER(VERDICT, "Verdict", {"agency", P_ID}, {"name", P_TEXT}, {"sound", P_BOOL}, {"at", P_TIME}, {"findings", P_OBJ, MANY, &FINDING});
INNER(GUIDE_ROW, "GuideRow", {"class", P_TEXT}, {"name", P_TEXT}, {"name_en", P_TEXT}, {"version", P_TEXT}, {"hash", P_HASH},
      {"acts", P_INT}, {"verdicts", P_OBJ, MANY, &VERDICT}, {"judged", P_BOOL}, {"staffed", P_BOOL});
const Answer GUIDE_LIST = {.name = "Guides", .form = ANSWER_LIST, .of = &GUIDE_ROW};
INNER(BASE_GUIDE, "BaseGuide", {"class", P_TEXT}, {"name", P_TEXT}, {"name_en", P_TEXT}, {"version", P_TEXT}, {"acts", P_INT});
const Answer BASE_GUIDES = {.name = "BaseGuides", .form = ANSWER_LIST, .of = &BASE_GUIDE};
INNER(GUIDE_NEEDS, "NeedsText", {"documents", P_TEXT, MAYBE | MANY}, {"fields", P_TEXT, MAYBE | MANY}, {"reasons", P_TEXT, MAYBE | MANY},
      {"dossier", P_TEXT, MAYBE}, {"catalogue", P_TEXT, MAYBE});
INNER(GUIDE_PARTY, "GuideParty", {"agency", P_TEXT, MAYBE | OR_MANY}, {"role", P_TEXT, MAYBE | OR_MANY}, {"level", P_TEXT, MAYBE},
      {"review", P_TEXT, MAYBE | OR_MANY});
INNER_OPEN(GUIDE_OPTION, "GuideOption", {"name", P_TEXT}, {"name_en", P_TEXT, MAYBE}, {"by", P_OBJ, MAYBE, &GUIDE_PARTY},
           {"needs", P_OBJ, MAYBE, &GUIDE_NEEDS}, {"when", P_ANY, MAYBE | BY_KEY}, {"then", P_TEXT, MAYBE | BY_KEY},
           {"basis", P_TEXT, MAYBE | MANY});
INNER_OPEN(GUIDE_ACT, "GuideAct", {"name", P_TEXT}, {"name_en", P_TEXT, MAYBE}, {"kind", P_WORD, .words = "send decide report"},
           {"group", P_TEXT, MAYBE}, {"basis", P_TEXT, MAYBE | MANY}, {"needs", P_OBJ, MAYBE, &GUIDE_NEEDS},
           {"by", P_OBJ, MAYBE, &GUIDE_PARTY}, {"to", P_OBJ, MAYBE, &GUIDE_PARTY}, {"when", P_ANY, MAYBE | BY_KEY},
           {"answers", P_OBJ, MAYBE | BY_KEY, &GUIDE_OPTION}, {"outcomes", P_OBJ, MAYBE | BY_KEY, &GUIDE_OPTION},
           {"done", P_ANY, MAYBE | BY_KEY}, {"on_accept", P_ANY, MAYBE | BY_KEY}, {"mark", P_TEXT, MAYBE}, {"note", P_TEXT, MAYBE});
INNER_OPEN(GUIDE_RULE, "GuideRule", {"name", P_TEXT}, {"name_en", P_TEXT, MAYBE}, {"basis", P_TEXT, MAYBE | MANY},
           {"lengths", P_ANY, MAYBE | MANY}, {"holder", P_TEXT, MAYBE | OR_MANY}, {"clock", P_TEXT, MAYBE}, {"kind", P_TEXT, MAYBE},
           {"mark", P_TEXT, MAYBE});
INNER_OPEN(GUIDE_FACT, "GuideFact", {"name", P_TEXT}, {"name_en", P_TEXT, MAYBE}, {"values", P_TEXT, BY_KEY}, {"first", P_TEXT, MAYBE},
           {"given", P_TEXT, MAYBE}, {"final", P_TEXT, MAYBE | MANY});
static const Part GUIDE_TREE_FIELDS[] = {
    {"guide", P_TEXT}, {"name_en", P_TEXT, MAYBE}, {"version", P_TEXT}, {"charges", P_TEXT, MAYBE | MANY},
    {"facts", P_OBJ, BY_KEY, &GUIDE_FACT}, {"clocks", P_OBJ, BY_KEY, &GUIDE_RULE}, {"duties", P_OBJ, BY_KEY, &GUIDE_RULE},
    {"acts", P_OBJ, BY_KEY, &GUIDE_ACT}};
const Answer GUIDE_TREE = ANSWER_OF(GUIDE_TREE, "Guide", .open = true);

INNER(GUIDE_VERSION, "GuideVersion", {"hash", P_HASH}, {"version", P_TEXT}, {"life", P_WORD, .words = "draft consulted approved in_force retired"},
      {"at", P_TIME, OR_NULL}, {"by", P_TEXT, MAYBE}, {"note", P_TEXT, MAYBE}, {"stored", P_BOOL});
ANSWER(GUIDE_VERSIONS, "GuideVersions", {"versions", P_OBJ, MANY, &GUIDE_VERSION}, {"fault", P_TEXT, MAYBE});

/* ---- administrators */

INNER(LOSS, "Warning", {"code", P_TEXT}, {"guide", P_TEXT}, {"agency", P_TEXT}, {"zh", P_TEXT}, {"en", P_TEXT});
ANSWER(ADMIN_MADE, "SiteMade", {"made", P_ID, OR_NULL}, {"pos", P_INT}, {"warnings", P_OBJ, MAYBE | MANY, &LOSS});
ANSWER_MADE(USER_MADE, "UserMade", {"made", P_ID}, {"pos", P_INT}, {"password", P_TEXT, MAYBE}, {"warnings", P_OBJ, MAYBE | MANY, &LOSS});
ANSWER(PASSWORD_MADE, "PasswordMade", {"repeated", P_BOOL}, {"password", P_TEXT, MAYBE});
ANSWER(HANDED_OVER, "HandedOver", {"moved", P_INT}, {"refused", P_INT});
ANSWER_MADE(TOKEN_MADE, "TokenMade", {"id", P_ID, MAYBE}, {"token", P_TEXT, MAYBE}, {"repeated", P_BOOL, MAYBE});
INNER(TOKEN_ROW, "Token", {"id", P_ID}, {"name", P_TEXT}, {"life", P_WORD, .words = "live expired revoked no_post"}, {"user", P_ID},
      {"login", P_TEXT, MAYBE}, {"agency_name", P_TEXT, MAYBE}, {"roles", P_TEXT, MANY}, {"made_at", P_TIME}, {"made_by", P_TEXT, MAYBE},
      {"used", P_TIME, OR_NULL}, {"until", P_TIME}, {"revoked", P_TIME, OR_NULL});
ANSWER(TOKEN_LIST, "Tokens", {"tokens", P_OBJ, MANY, &TOKEN_ROW}, {"before", P_ID, MAYBE});
INNER(AUDIT_ROW, "AuditRow", {"id", P_ID}, {"at", P_TIME}, {"user", P_ID, OR_NULL}, {"login", P_TEXT, MAYBE}, {"name", P_TEXT, MAYBE},
      {"agency", P_ID, OR_NULL}, {"what", P_TEXT}, {"case", P_ID, OR_NULL}, {"detail", P_TEXT}, {"outcome", P_TEXT});
ANSWER(AUDIT_LIST, "AuditList", {"entries", P_OBJ, MANY, &AUDIT_ROW}, {"whats", P_TEXT, MAYBE | MANY}, {"before", P_ID, MAYBE});
ANSWER_MADE(VERIFY_BEGUN, "VerifyBegun", {"repeated", P_BOOL}, {"id", P_ID, MAYBE});
INNER(VERIFY_RUNS, "VerifyProgress", {"id", P_ID}, {"part", P_WORD, .words = "log site cases persons shown files"}, {"done", P_INT}, {"of", P_INT});
INNER(VERIFY_ROW, "Verification", {"id", P_ID}, {"at", P_TIME}, {"by", P_TEXT, MAYBE}, {"ended", P_TIME, OR_NULL},
      {"outcome", P_WORD, .words = "running sound unsound stopped failed"}, {"records", P_INT}, {"commits", P_INT}, {"cases", P_INT},
      {"persons", P_INT}, {"files", P_INT, MAYBE}, {"moved", P_INT}, {"head", P_HASH}, {"code", P_TEXT, MAYBE}, {"pos", P_INT, MAYBE},
      {"stream", P_ID, MAYBE | OR_NULL}, {"detail", P_TEXT, MAYBE});
ANSWER(VERIFICATIONS, "Verifications", {"running", P_OBJ, MAYBE, &VERIFY_RUNS}, {"verifications", P_OBJ, MANY, &VERIFY_ROW}, {"before", P_ID, MAYBE});

#define LIVES "ready bad known done repeated failed"
ANSWER(BAD_CELL, "BadCell", {"row", P_INT}, {"cell", P_TEXT, MAYBE}, {"heading", P_TEXT, MAYBE}, {"value", P_TEXT, MAYBE},
      {"code", P_TEXT}, {"zh", P_TEXT}, {"en", P_TEXT}, {"about_zh", P_TEXT, MAYBE}, {"about_en", P_TEXT, MAYBE}, {"near", P_TEXT, MAYBE},
      {"todo_zh", P_TEXT, MAYBE}, {"todo_en", P_TEXT, MAYBE});
INNER(IMPORT_COUNTS, "ImportCounts", {"ready", P_INT}, {"bad", P_INT}, {"known", P_INT}, {"done", P_INT}, {"repeated", P_INT},
      {"failed", P_INT});
INNER(CASE_IMPORTED, "CaseImported", {"row", P_INT}, {"name", P_TEXT}, {"number", P_TEXT, MAYBE}, {"persons", P_INT},
      {"life", P_WORD, .words = LIVES}, {"case", P_ID, MAYBE}, {"why", P_TEXT, MAYBE});
ANSWER(CASES_IMPORTED, "CasesImported", {"dry_run", P_BOOL}, {"rows", P_INT}, {"persons", P_INT}, {"counts", P_OBJ, .of = &IMPORT_COUNTS},
       {"bad_more", P_INT}, {"bad", P_OBJ, MANY, &BAD_CELL}, {"cases", P_OBJ, MANY, &CASE_IMPORTED});
INNER(ROW_IMPORTED, "RowImported", {"row", P_INT}, {"name", P_TEXT}, {"life", P_WORD, .words = LIVES}, {"why", P_TEXT, MAYBE});
INNER(FIRST_PASSWORD, "FirstPassword", {"login", P_TEXT}, {"name", P_TEXT}, {"password", P_TEXT});
INNER(USER_IMPORTED, "UserImported", {"row", P_INT}, {"name", P_TEXT}, {"person", P_TEXT}, {"life", P_WORD, .words = LIVES},
      {"account", P_WORD, .words = LIVES}, {"post", P_WORD, .words = LIVES}, {"why", P_TEXT, MAYBE});
ANSWER(USERS_IMPORTED, "UsersImported", {"dry_run", P_BOOL}, {"bad", P_OBJ, MANY, &BAD_CELL}, {"rows", P_OBJ, MANY, &USER_IMPORTED},
       {"passwords", P_OBJ, MANY, &FIRST_PASSWORD});
ANSWER(AGENCIES_IMPORTED, "AgenciesImported", {"dry_run", P_BOOL}, {"bad", P_OBJ, MANY, &BAD_CELL}, {"rows", P_OBJ, MANY, &ROW_IMPORTED});
