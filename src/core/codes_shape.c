// SPDX-License-Identifier: Apache-2.0
/* The shapes of the code tables: a word in a file and the member it fills, one line each. */
#include "core/codes_shape.h"

static const char *const MARKS[] = {"law", "know", "inf", NULL};
static const char *const REGION_LEVELS[] = {"province", "prefecture", "county", NULL};
static const char *const SEES[] = {"none", "progress", "content", NULL};
static const char *const AGENCY_LEVELS[] = {"central", "province", "city", "county", "station", NULL};
static const char *const UPPERS[] = {"none", "kind", "under", NULL};
static const char *const RANKS[] = {"desk", "staff", "review", "leader", "admin", NULL};
static const char *const UNITS[] = {"none", "hour", "day", "month", NULL};
static const char *const FROMS[] = {"decision", "execution", "arrival", "effect", NULL};
static const char *const REASON_LEVELS[] = {"page", "document", "volume", "case", NULL};
static const char *const FOUND[] = {"person", "machine", NULL};
static const char *const FORMS[] = {"fill",   "prose",       "list",    "record", "receipt",
                                    "notice", "certificate", "picture", NULL};
static const char *const SEALS[] = {"none", "one", "every_page", "parties", NULL};
static const char *const STAGES[] = {"arrest",  "investigation", "prosecution", "trial",
                                     "penalty", "execution",     "supervision", NULL};
static const char *const CHECKS[] = {"none", "citizen", NULL};

/* clang-format off */
#define CODE_FIELDS(T)                                                                                            \
    FIELD_AS(T, code.id, "id", F_STR, .flags = F_REQUIRED, .max = 60),                                            \
    FIELD_AS(T, code.name, "name", F_STR, .flags = F_REQUIRED, .max = 300),                                       \
    FIELD_AS(T, code.en, "en", F_STR, .max = 200),                                                                \
    FIELD_AS(T, code.note, "note", F_STR, .max = 400),                                                            \
    FIELD_AS(T, code.basis, "basis", F_STRS, .flags = F_SCALAR_OK, .max = 20),                                    \
    FIELD_AS(T, code.mark, "mark", F_ENUM, .flags = F_REQUIRED, .names = MARKS)

static const Field LAW[] = {
    CODE_FIELDS(CodeLaw),
    FIELD(CodeLaw, version, F_STR, .flags = F_REQUIRED),
    FIELD(CodeLaw, articles, F_BOOL, .flags = F_REQUIRED),
};
static const Field CHARGE[] = {
    CODE_FIELDS(CodeCharge),
    FIELD(CodeCharge, number, F_INT, .flags = F_REQUIRED, .max = 2000),
    FIELD(CodeCharge, py, F_STR, .flags = F_REQUIRED, .max = 100),
    FIELD(CodeCharge, articles, F_STRS, .flags = F_REQUIRED, .max = 10),
    FIELD(CodeCharge, provision, F_STR, .flags = F_REQUIRED),
    FIELD(CodeCharge, chapter, F_STR, .flags = F_REQUIRED),
    FIELD(CodeCharge, section, F_STR),
    FIELD(CodeCharge, earlier, F_STRS, .max = 20),
    FIELD(CodeCharge, variants, F_STRS, .max = 20),
};
static const Field REGION[] = {
    CODE_FIELDS(CodeRegion),
    FIELD(CodeRegion, level, F_ENUM, .flags = F_REQUIRED, .names = REGION_LEVELS),
    FIELD(CodeRegion, parent, F_STR, .max = 6),
    FIELD(CodeRegion, py, F_STR, .flags = F_REQUIRED, .max = 60),
    FIELD(CodeRegion, earlier, F_STRS, .max = 5),
};
static const Field AGENCY_KIND[] = {
    CODE_FIELDS(CodeAgencyKind),
    FIELD(CodeAgencyKind, letter, F_STR, .flags = F_REQUIRED, .max = 1),
    FIELD(CodeAgencyKind, levels, F_FLAGS, .flags = F_REQUIRED, .names = AGENCY_LEVELS),
    FIELD(CodeAgencyKind, upper, F_ENUM, .flags = F_REQUIRED, .names = UPPERS),
    FIELD(CodeAgencyKind, under, F_STR),
    FIELD(CodeAgencyKind, sees, F_ENUM, .flags = F_REQUIRED, .names = SEES),
    FIELD(CodeAgencyKind, only_own, F_BOOL),
};
static const Field ROLE[] = {
    CODE_FIELDS(CodeRole),
    FIELD(CodeRole, agencies, F_STRS, .flags = F_REQUIRED, .max = 30),
    FIELD(CodeRole, rank, F_ENUM, .flags = F_REQUIRED, .names = RANKS),
    FIELD(CodeRole, sees, F_ENUM, .flags = F_REQUIRED, .names = SEES),
    FIELD(CodeRole, may, F_STR, .flags = F_REQUIRED),
};
static const Field TERM[] = {
    FIELD(CodeTerm, n, F_INT, .flags = F_REQUIRED, .max = 1000),
    FIELD(CodeTerm, unit, F_ENUM, .flags = F_REQUIRED, .names = UNITS),
};
static SHAPE(TERM_SHAPE, CodeTerm, "term", TERM);
static const Field MEASURE[] = {
    CODE_FIELDS(CodeMeasure),
    FIELD(CodeMeasure, held, F_BOOL, .flags = F_REQUIRED),
    FIELD(CodeMeasure, fact, F_STR),
    FIELD(CodeMeasure, decides, F_STRS, .flags = F_REQUIRED, .max = 20),
    FIELD(CodeMeasure, executes, F_STRS, .flags = F_REQUIRED, .max = 20),
    FIELD(CodeMeasure, max, F_OBJ, .flags = F_REQUIRED, .shape = &TERM_SHAPE),
    FIELD(CodeMeasure, max_extended, F_OBJ, .shape = &TERM_SHAPE),
    FIELD(CodeMeasure, from, F_ENUM, .flags = F_REQUIRED, .names = FROMS),
    FIELD(CodeMeasure, place, F_BOOL),
};
static const Field RETURN_REASON[] = {
    CODE_FIELDS(CodeReturnReason),
    FIELD_AS(CodeReturnReason, code_no, "code", F_STR, .flags = F_REQUIRED, .max = 8),
    FIELD(CodeReturnReason, level, F_ENUM, .flags = F_REQUIRED, .names = REASON_LEVELS),
    FIELD(CodeReturnReason, unit, F_STR, .max = 20),
    FIELD_AS(CodeReturnReason, found, "found", F_ENUM, .flags = F_REQUIRED, .names = FOUND),
    FIELD(CodeReturnReason, stops, F_BOOL, .flags = F_REQUIRED),
    FIELD(CodeReturnReason, seed, F_BOOL),
    FIELD(CodeReturnReason, mends, F_STR, .flags = F_REQUIRED),
    FIELD(CodeReturnReason, used_by, F_STRS, .flags = F_REQUIRED, .max = 20),
};
static const Field PROOF[] = {CODE_FIELDS(CodeProof)};
static const Field DOCUMENT[] = {
    CODE_FIELDS(CodeDocument),
    FIELD(CodeDocument, by, F_STRS, .flags = F_REQUIRED, .max = 20),
    FIELD(CodeDocument, number, F_STR),
    FIELD(CodeDocument, form, F_ENUM, .flags = F_REQUIRED, .names = FORMS),
    FIELD(CodeDocument, seal, F_ENUM, .flags = F_REQUIRED, .names = SEALS),
    FIELD(CodeDocument, volume, F_STR, .flags = F_REQUIRED),
    FIELD(CodeDocument, person, F_BOOL),
    FIELD(CodeDocument, proves, F_STRS, .max = 20),
    FIELD(CodeDocument, flows, F_STRS, .max = 40),
};
static const Field VOLUME[] = {
    CODE_FIELDS(CodeVolume),
    FIELD(CodeVolume, moves, F_BOOL, .flags = F_REQUIRED),
    FIELD(CodeVolume, pages_max, F_INT, .flags = F_REQUIRED, .max = 10000),
};
static const Field GROUP[] = {
    CODE_FIELDS(CodeGroup),
    FIELD(CodeGroup, volume, F_STR, .flags = F_REQUIRED),
};
static const Field CLASS[] = {CODE_FIELDS(CodeClass)};
static const Field CATALOGUE[] = {CODE_FIELDS(CodeCatalogue)};
static const Field ITEM[] = {
    CODE_FIELDS(CodeItem),
    FIELD(CodeItem, group, F_STR, .flags = F_REQUIRED),
    FIELD(CodeItem, document, F_STR),
    FIELD(CodeItem, person, F_BOOL),
    FIELD(CodeItem, required, F_STRS, .max = 20),
    FIELD(CodeItem, wanted, F_STRS, .max = 20),
    FIELD(CodeItem, classes, F_STRS, .max = 50),
    FIELD(CodeItem, when, F_NODE),
};
static const Field OUTCOME[] = {
    CODE_FIELDS(CodeOutcome),
    FIELD(CodeOutcome, stage, F_ENUM, .flags = F_REQUIRED, .names = STAGES),
    FIELD(CodeOutcome, by, F_STRS, .flags = F_REQUIRED, .max = 20),
    FIELD(CodeOutcome, ends, F_BOOL),
    FIELD(CodeOutcome, paper, F_STR),
};
static const Field NUMBER[] = {
    CODE_FIELDS(CodeNumber),
    FIELD(CodeNumber, by, F_STRS, .flags = F_REQUIRED, .max = 20),
    FIELD(CodeNumber, form, F_STR, .flags = F_REQUIRED),
    FIELD(CodeNumber, example, F_STR, .flags = F_REQUIRED),
    FIELD(CodeNumber, key, F_STR, .flags = F_REQUIRED),
    FIELD(CodeNumber, written, F_STRS, .max = 20),
    FIELD(CodeNumber, kinds, F_STRS, .max = 100),
};
static const Field ID_KIND[] = {
    CODE_FIELDS(CodeIdKind),
    FIELD_AS(CodeIdKind, official, "code", F_STR, .max = 8),
    FIELD(CodeIdKind, check, F_ENUM, .flags = F_REQUIRED, .names = CHECKS),
    FIELD(CodeIdKind, length, F_INT, .max = 40),
    FIELD(CodeIdKind, person, F_BOOL, .flags = F_REQUIRED),
};
static const Field SEX[] = {
    CODE_FIELDS(CodeSex),
    FIELD_AS(CodeSex, official, "code", F_STR, .flags = F_REQUIRED, .max = 2),
};

static const Field PARTICIPANT[] = {
    CODE_FIELDS(CodeParticipant),
    FIELD(CodeParticipant, protects, F_BOOL),
    FIELD(CodeParticipant, covered, F_BOOL),
};

static SHAPE(LAW_SHAPE, CodeLaw, "law", LAW);
static SHAPE(CHARGE_SHAPE, CodeCharge, "charge", CHARGE);
static SHAPE(REGION_SHAPE, CodeRegion, "region", REGION);
static SHAPE(AGENCY_KIND_SHAPE, CodeAgencyKind, "agency kind", AGENCY_KIND);
static SHAPE(ROLE_SHAPE, CodeRole, "role", ROLE);
static SHAPE(MEASURE_SHAPE, CodeMeasure, "measure", MEASURE);
static SHAPE(RETURN_REASON_SHAPE, CodeReturnReason, "return reason", RETURN_REASON);
static SHAPE(PROOF_SHAPE, CodeProof, "proof", PROOF);
static SHAPE(DOCUMENT_SHAPE, CodeDocument, "document", DOCUMENT);
static SHAPE(VOLUME_SHAPE, CodeVolume, "volume", VOLUME);
static SHAPE(GROUP_SHAPE, CodeGroup, "group", GROUP);
static SHAPE(CLASS_SHAPE, CodeClass, "class", CLASS);
static SHAPE(CATALOGUE_SHAPE, CodeCatalogue, "catalogue", CATALOGUE);
static SHAPE(ITEM_SHAPE, CodeItem, "catalogue item", ITEM);
static SHAPE(OUTCOME_SHAPE, CodeOutcome, "outcome", OUTCOME);
static SHAPE(NUMBER_SHAPE, CodeNumber, "number", NUMBER);
static SHAPE(ID_KIND_SHAPE, CodeIdKind, "id kind", ID_KIND);
static SHAPE(SEX_SHAPE, CodeSex, "sex", SEX);
static SHAPE(PARTICIPANT_KIND_SHAPE, CodeParticipant, "participant", PARTICIPANT);

const CodeSection CODE_SECTIONS[CODE_KIND_N] = {
    [CODE_LAW] = {"laws", &LAW_SHAPE, 200, .no_basis = true},
    [CODE_CHARGE] = {"charges", &CHARGE_SHAPE, 2000},
    [CODE_REGION] = {"regions", &REGION_SHAPE, 5000, .same_names = true},
    [CODE_AGENCY_KIND] = {"agency_kinds", &AGENCY_KIND_SHAPE, 60},
    [CODE_ROLE] = {"roles", &ROLE_SHAPE, 200},
    [CODE_MEASURE] = {"measures", &MEASURE_SHAPE, 100},
    [CODE_RETURN_REASON] = {"return_reasons", &RETURN_REASON_SHAPE, 200},
    [CODE_PROOF] = {"proofs", &PROOF_SHAPE, 100, .no_basis = true},
    [CODE_DOCUMENT] = {"documents", &DOCUMENT_SHAPE, 1000},
    [CODE_VOLUME] = {"volumes", &VOLUME_SHAPE, 50},
    [CODE_GROUP] = {"groups", &GROUP_SHAPE, 200},
    [CODE_CLASS] = {"classes", &CLASS_SHAPE, 200},
    [CODE_CATALOGUE] = {"catalogues", &CATALOGUE_SHAPE, 50},
    [CODE_ITEM] = {"items", &ITEM_SHAPE, 2000},
    [CODE_OUTCOME] = {"outcomes", &OUTCOME_SHAPE, 300},
    [CODE_NUMBER] = {"numbers", &NUMBER_SHAPE, 100},
    [CODE_ID_KIND] = {"id_kinds", &ID_KIND_SHAPE, 60},
    [CODE_SEX] = {"sexes", &SEX_SHAPE, 10},
    [CODE_PARTICIPANT] = {"participants", &PARTICIPANT_KIND_SHAPE, 60},
};
/* clang-format on */
