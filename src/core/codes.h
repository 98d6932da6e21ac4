// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The code tables 代码表 of rules/codes: charges, regions, agency kinds, posts, measures, documents, dossier
 * catalogues, reasons and the rest. Pure: loading gets trees, never files, and what is loaded never changes.
 *
 * It knows what the tables say and that they agree with each other; it does not know which transfers there
 * are, or what a guide asks for. Each row says
 * where it comes from: its basis, in the citation grammar of docs/rules-format.md, and its mark.
 */
#include "base/arena.h"
#include "base/err.h"
#include "core/mark.h"
#include "node/shape.h"

typedef enum CodeKind {
    CODE_LAW,
    CODE_CHARGE,
    CODE_REGION,
    CODE_AGENCY_KIND,
    CODE_ROLE,
    CODE_MEASURE,
    CODE_RETURN_REASON,
    CODE_PROOF,
    CODE_DOCUMENT,
    CODE_VOLUME,
    CODE_GROUP,
    CODE_CLASS,
    CODE_CATALOGUE,
    CODE_ITEM,
    CODE_OUTCOME,
    CODE_NUMBER,
    CODE_ID_KIND,
    CODE_SEX,
    CODE_PARTICIPANT,
    CODE_KIND_N,
} CodeKind;

typedef LIST_OF(Str) CodeWords;

/* What every row has; each row's struct begins with it. */
typedef struct Code {
    Str id, name, en, note;
    CodeWords basis;
    int mark;       /* Mark */
    int order;      /* its place in the file, from 0 */
    const Node *at; /* where it stands, for messages while loading */
} Code;

typedef struct CodeLaw {
    Code code;
    Str version;
    bool articles; /* cited by article */
} CodeLaw;

typedef struct CodeCharge {
    Code code;
    int number; /* 1..483 */
    Str py, provision, chapter, section;
    CodeWords articles, earlier, variants;
} CodeCharge;

typedef enum RegionLevel { REGION_PROVINCE, REGION_PREFECTURE, REGION_COUNTY } RegionLevel;
typedef struct CodeRegion {
    Code code; /* id: six digits */
    int level;
    Str parent, py;
    CodeWords earlier; /* former codes */
} CodeRegion;

typedef enum Sees { SEES_NONE, SEES_PROGRESS, SEES_CONTENT } Sees;
typedef enum AgencyLevel {
    LEVEL_CENTRAL = 1,
    LEVEL_PROVINCE = 2,
    LEVEL_CITY = 4,
    LEVEL_COUNTY = 8,
    LEVEL_STATION = 16
} AgencyLevel;
typedef enum Upper { UPPER_NONE, UPPER_KIND, UPPER_UNDER } Upper;
typedef struct CodeAgencyKind {
    Code code;
    Str letter;
    uint32_t levels; /* AgencyLevel */
    int upper;       /* how the agency above is found */
    Str under;       /* the kind it belongs to, if any */
    int sees;
    bool only_own; /* of a case only what is addressed to it or came from it */
} CodeAgencyKind;

typedef enum Rank { RANK_DESK, RANK_STAFF, RANK_REVIEW, RANK_LEADER, RANK_ADMIN } Rank;
typedef struct CodeRole {
    Code code;
    CodeWords agencies;
    int rank, sees; /* never wider than its agency kinds */
    Str may;
} CodeRole;

typedef enum TermUnit { UNIT_NONE, UNIT_HOUR, UNIT_DAY, UNIT_MONTH } TermUnit;
typedef struct CodeTerm {
    int n, unit;
} CodeTerm;
typedef enum CountsFrom { FROM_DECISION, FROM_EXECUTION, FROM_ARRIVAL, FROM_EFFECT } CountsFrom;
typedef struct CodeMeasure {
    Code code;
    bool held; /* in a house: custody */
    Str fact;  /* value of a guide's custody fact; empty: none */
    CodeWords decides, executes;
    CodeTerm max, max_extended; /* outer bounds for checking an entry; n = 0: none */
    int from;
    bool place; /* the record names a house or place */
} CodeMeasure;

typedef enum ReasonLevel { ABOUT_PAGE, ABOUT_DOCUMENT, ABOUT_VOLUME, ABOUT_CASE } ReasonLevel;
typedef enum Found { FOUND_BY_PERSON, FOUND_BY_MACHINE } Found; /* by a check, before the push */
typedef struct CodeReturnReason {
    Code code;
    Str code_no; /* R01 */
    int level;
    Str unit;   /* of the measured value; empty: nothing is measured */
    int found;  /* Found */
    bool stops; /* false: may be accepted with a list to be supplied */
    bool seed;
    Str mends; /* role */
    CodeWords used_by;
} CodeReturnReason;

typedef struct CodeProof {
    Code code;
} CodeProof;

typedef enum DocumentForm {
    FORM_FILL,
    FORM_PROSE,
    FORM_LIST,
    FORM_RECORD,
    FORM_RECEIPT,
    FORM_NOTICE,
    FORM_CERTIFICATE,
    FORM_PICTURE
} DocumentForm;
typedef enum SealRule { SEAL_NONE, SEAL_ONE, SEAL_EVERY_PAGE, SEAL_PARTIES } SealRule;
typedef struct CodeDocument {
    Code code;
    CodeWords by;
    Str number; /* row of CODE_NUMBER; empty: none */
    int form, seal;
    Str volume;
    bool person; /* one for each person */
    CodeWords proves, flows;
} CodeDocument;

typedef struct CodeVolume {
    Code code;
    bool moves; /* goes to the other organ */
    int pages_max;
} CodeVolume;

typedef struct CodeGroup {
    Code code;
    Str volume;
} CodeGroup;

typedef struct CodeClass {
    Code code;
} CodeClass;

typedef struct CodeCatalogue {
    Code code;
} CodeCatalogue;

typedef struct CodeItem {
    Code code;
    Str group, document;
    bool person;
    CodeWords required, wanted; /* catalogues */
    CodeWords classes;          /* none: every class */
    const Node *when;           /* a guard on the person's facts, read by who knows the facts; NULL: always */
} CodeItem;

typedef enum OutcomeStage {
    STAGE_ARREST,
    STAGE_INVESTIGATION,
    STAGE_PROSECUTION,
    STAGE_TRIAL,
    STAGE_PENALTY,
    STAGE_EXECUTION,
    STAGE_SUPERVISION
} OutcomeStage;
typedef struct CodeOutcome {
    Code code;
    int stage; /* OutcomeStage */
    CodeWords by;
    bool ends; /* the main proceeding, once it has effect */
    Str paper; /* document */
} CodeOutcome;

typedef struct CodeNumber {
    Code code;
    CodeWords by;
    Str form, example, key;
    CodeWords written, kinds;
} CodeNumber;

typedef enum IdCheck { CHECK_NONE, CHECK_CITIZEN } IdCheck; /* 18 places, the last one computed */
typedef struct CodeIdKind {
    Code code;
    Str official; /* the standard's own code */
    int check;    /* IdCheck */
    int length;   /* 0: varies */
    bool person;  /* false: of a unit */
} CodeIdKind;

typedef struct CodeSex {
    Code code;
    Str official;
} CodeSex;

typedef struct CodeParticipant {
    Code code;
    bool protects; /* 刑事诉讼法 64 protects him: he may have an alias */
    bool covered;  /* his name is for those who handle the case */
} CodeParticipant;

typedef struct CodeTable {
    const Code **by_id;   /* sorted */
    const Code **by_name; /* sorted, equal names in the order of the file */
    const Code **rows;    /* as in the file */
    size_t n;
} CodeTable;

typedef struct Codes {
    CodeTable tables[CODE_KIND_N];
} Codes;

typedef struct CodesFile {
    const char *name; /* begins err->where */
    const Node *tree;
} CodesFile;

/* All files together: each section must come exactly once. The result points into the trees. */
must_use Status codes_load(const CodesFile *files, size_t n, Arena *a, Codes **ret, Err *err);

/* The tables without the trees they came from; `at` of a row is then NULL. */
Codes *codes_copy(const Codes *c, Arena *a);

const char *code_kind_name(CodeKind kind);                             /* "roles": the section's word */
const Code *codes_find(const Codes *c, CodeKind kind, Str id);         /* NULL if there is none */
const Code *codes_find_named(const Codes *c, CodeKind kind, Str name); /* the first of the Chinese name */
Str codes_nearest(const Codes *c, CodeKind kind, Str id);              /* for "did you mean"; may be empty */
/* Also by an earlier name, a known wrong writing, and without the last 罪. */
const CodeCharge *codes_find_charge_named(const Codes *c, Str name);
/* All ids of a table, sorted: what a guide may name. */
CodeWords codes_ids(const Codes *c, CodeKind kind, Arena *a);
bool code_words_have(const CodeWords *words, Str word);
/* 刑法 133之一 277¶5; NULL if it is well-formed and its law is known, else what is wrong, in the arena. */
const char *codes_citation_fault(const Codes *c, Str basis, Arena *a);

#define CODES_FINDER(fn, T, kind)                                                                            \
    static inline const T *fn(const Codes *c, Str id) {                                                      \
        return (const T *)codes_find(c, kind, id);                                                           \
    }
CODES_FINDER(codes_find_charge, CodeCharge, CODE_CHARGE)
CODES_FINDER(codes_find_region, CodeRegion, CODE_REGION)
CODES_FINDER(codes_find_agency_kind, CodeAgencyKind, CODE_AGENCY_KIND)
CODES_FINDER(codes_find_role, CodeRole, CODE_ROLE)
CODES_FINDER(codes_find_measure, CodeMeasure, CODE_MEASURE)
CODES_FINDER(codes_find_return_reason, CodeReturnReason, CODE_RETURN_REASON)
CODES_FINDER(codes_find_document, CodeDocument, CODE_DOCUMENT)
CODES_FINDER(codes_find_volume, CodeVolume, CODE_VOLUME)
CODES_FINDER(codes_find_group, CodeGroup, CODE_GROUP)
CODES_FINDER(codes_find_item, CodeItem, CODE_ITEM)
CODES_FINDER(codes_find_outcome, CodeOutcome, CODE_OUTCOME)
CODES_FINDER(codes_find_number, CodeNumber, CODE_NUMBER)
CODES_FINDER(codes_find_id_kind, CodeIdKind, CODE_ID_KIND)
CODES_FINDER(codes_find_sex, CodeSex, CODE_SEX)
CODES_FINDER(codes_find_participant, CodeParticipant, CODE_PARTICIPANT)
