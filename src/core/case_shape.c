// SPDX-License-Identifier: Apache-2.0
#include "core/case.h"

const char *const HEAD_LIFE[] = {"draft",    "checked",  "check_refused", "pushed", "received",
                                 "returned", "accepted", "withdrawn",     "ended",  NULL};
const char *const LINE_LIFE[] = {"none", "pushed", "received", "accepted", "returned", NULL};
const char *const DUTY_LIFE[] = {"open", "cleared", "ended", NULL};
const char *const CLOCK_LIFE[] = {"running", "paused", "closed", "lapsed", "ended", "superseded", NULL};

static const Field FACT_VALUE_FIELDS[] = {
    FIELD(FactValue, fact, F_STR, .max = 40),
    FIELD(FactValue, value, F_STR, .max = 40),
};
SHAPE(FACT_VALUE_SHAPE, FactValue, "FactValue", FACT_VALUE_FIELDS);

static const Field DATUM_FIELDS[] = {
    FIELD(Datum, key, F_STR, .flags = F_REQUIRED, .max = 60),
    FIELD(Datum, value, F_STR, .flags = F_REQUIRED, .max = 2000),
};
SHAPE(DATUM_SHAPE, Datum, "Datum", DATUM_FIELDS);

static const Field DOC_FIELDS[] = {
    FIELD(Doc, id, F_ID),
    FIELD(Doc, kind, F_STR, .flags = F_REQUIRED, .max = 120, .doc = "文书种类"),
    FIELD(Doc, number, F_STR, .max = 120, .doc = "文号"),
    FIELD(Doc, dated, F_DAY, .doc = "成文日期"),
    FIELD(Doc, blob, F_HASH, .doc = "文件的内容地址"),
    FIELD(Doc, pages, F_INT, .max = 100000),
    FIELD(Doc, agency, F_ID),
};
SHAPE(DOC_SHAPE, Doc, "Doc", DOC_FIELDS);

static const Field NUMBER_FIELDS[] = {
    FIELD(Number, id, F_ID),
    FIELD(Number, transfer, F_ID),
    FIELD(Number, agency, F_ID),
    FIELD(Number, user, F_ID),
    FIELD(Number, system, F_STR, .max = 60),
    FIELD(Number, number, F_STR, .max = 120),
    FIELD(Number, at, F_TIME),
};
SHAPE(NUMBER_SHAPE, Number, "Number", NUMBER_FIELDS);

static const Field ORGAN_FIELDS[] = {
    FIELD(Organ, kind, F_STR, .max = 40),
    FIELD(Organ, agency, F_ID),
};
SHAPE(ORGAN_SHAPE, Organ, "Organ", ORGAN_FIELDS);

static const Field PERSON_FIELDS[] = {
    FIELD(Person, id, F_ID),
    FIELD(Person, subject, F_ID),
    FIELD(Person, name, F_STR, .max = 200),
    FIELD(Person, id_kind, F_STR, .max = 40),
    FIELD(Person, id_number, F_STR, .max = 60),
    FIELD(Person, sex, F_STR, .max = 10),
    FIELD(Person, birth, F_DAY),
    FIELD(Person, charges, F_STRS, .max = 50),
    FIELD(Person, guide, F_HASH),
    FIELD(Person, facts, F_LIST, .shape = &FACT_VALUE_SHAPE, .max = FACT_MAX),
    FIELD(Person, joined, F_TIME),
    FIELD_AS(Person, closed, "closed", F_TIME),
    FIELD(Person, moved_to, F_ID),
};
SHAPE(PERSON_SHAPE, Person, "Person", PERSON_FIELDS);

static const Field LINE_FIELDS[] = {
    FIELD(Line, person, F_ID),
    FIELD(Line, life, F_ENUM, .names = LINE_LIFE),
    FIELD(Line, answer, F_STR, .max = 60),
    FIELD(Line, answered_at, F_TIME),
    FIELD(Line, answered_effective, F_TIME),
    FIELD(Line, answered_by, F_ID),
    FIELD(Line, answered_agency, F_ID),
    FIELD(Line, before, F_LIST, .shape = &FACT_VALUE_SHAPE, .max = FACT_MAX),
};
SHAPE(LINE_SHAPE, Line, "Line", LINE_FIELDS);

static const Field RETURN_MARK_FIELDS[] = {
    FIELD(ReturnMark, code, F_STR, .flags = F_REQUIRED, .max = 40, .doc = "退回原因代码"),
    FIELD(ReturnMark, volume, F_STR, .max = 120),
    FIELD(ReturnMark, document, F_STR, .max = 200),
    FIELD(ReturnMark, page, F_INT, .max = 100000),
    FIELD(ReturnMark, measured, F_INT, .max = 1000000, .doc = "实测值，单位见退回原因表"),
    FIELD(ReturnMark, note, F_STR, .max = 1000),
};
SHAPE(RETURN_MARK_SHAPE, ReturnMark, "ReturnMark", RETURN_MARK_FIELDS);

static const Field RETURN_FIELDS[] = {
    FIELD(Return, round, F_INT),
    FIELD(Return, at, F_TIME),
    FIELD(Return, by, F_ID),
    FIELD(Return, marks, F_LIST, .shape = &RETURN_MARK_SHAPE, .max = 500),
    FIELD(Return, note, F_STR),
};
SHAPE(RETURN_SHAPE, Return, "Return", RETURN_FIELDS);

static const Field SUPPLY_FIELDS[] = {
    FIELD(SupplyItem, id, F_ID),
    FIELD(SupplyItem, duty, F_ID),
    FIELD(SupplyItem, what, F_STR, .max = 500),
    FIELD(SupplyItem, done, F_TIME),
};
SHAPE(SUPPLY_SHAPE, SupplyItem, "SupplyItem", SUPPLY_FIELDS);

static const Field PAPER_VOLUME_FIELDS[] = {
    FIELD(PaperVolume, volume, F_INT, .flags = F_REQUIRED, .max = PAPER_MAX),
    FIELD(PaperVolume, at, F_TIME),
    FIELD(PaperVolume, by, F_ID),
};
SHAPE(PAPER_VOLUME_SHAPE, PaperVolume, "PaperVolume", PAPER_VOLUME_FIELDS);

static const Field PAPER_FIELDS[] = {
    FIELD(Paper, volumes, F_INT, .max = PAPER_MAX, .doc = "随案移送的纸质卷册数"),
    FIELD(Paper, received, F_LIST, .shape = &PAPER_VOLUME_SHAPE, .max = PAPER_MAX),
};
SHAPE(PAPER_SHAPE, Paper, "Paper", PAPER_FIELDS);

static const Field BEFORE_FIELDS[] = {
    FIELD(BeforeFact, person, F_ID),
    FIELD(BeforeFact, fact, F_STR, .max = 40),
    FIELD(BeforeFact, value, F_STR, .max = 40),
};
static SHAPE(BEFORE_SHAPE, BeforeFact, "BeforeFact", BEFORE_FIELDS);

static const Field TRANSFER_FIELDS[] = {
    FIELD(Transfer, id, F_ID),
    FIELD(Transfer, act, F_STR, .max = 40),
    FIELD(Transfer, from, F_ID),
    FIELD(Transfer, to, F_ID),
    FIELD(Transfer, life, F_ENUM, .names = HEAD_LIFE, .flags = F_REQUIRED),
    FIELD(Transfer, round, F_INT),
    FIELD(Transfer, drafted, F_TIME),
    FIELD(Transfer, drafted_by, F_ID),
    FIELD(Transfer, checked_by, F_ID),
    FIELD(Transfer, pushed, F_TIME),
    FIELD(Transfer, effective, F_TIME),
    FIELD(Transfer, pushed_by, F_ID),
    FIELD(Transfer, received, F_TIME),
    FIELD(Transfer, received_by, F_ID),
    FIELD(Transfer, accepted, F_TIME),
    FIELD(Transfer, received_effective, F_TIME),
    FIELD(Transfer, accepted_effective, F_TIME),
    FIELD(Transfer, returned_effective, F_TIME),
    FIELD(Transfer, accepted_by, F_ID),
    FIELD(Transfer, manifest, F_HASH),
    FIELD(Transfer, docs, F_LIST, .shape = &DOC_SHAPE),
    FIELD(Transfer, data, F_LIST, .shape = &DATUM_SHAPE),
    FIELD(Transfer, outcome, F_STR, .max = 60),
    FIELD(Transfer, note, F_STR),
    FIELD(Transfer, reason, F_STR, .max = 60),
    FIELD(Transfer, late, F_BOOL),
    FIELD(Transfer, late_reason, F_STR),
    FIELD(Transfer, withdraw_asked, F_ID),
    FIELD(Transfer, origin, F_ID),
    FIELD(Transfer, before, F_LIST, .shape = &BEFORE_SHAPE, .max = 100000),
    FIELD(Transfer, lines, F_LIST, .shape = &LINE_SHAPE),
    FIELD(Transfer, returns, F_LIST, .shape = &RETURN_SHAPE),
    FIELD(Transfer, supply, F_LIST, .shape = &SUPPLY_SHAPE),
    FIELD(Transfer, paper, F_OBJ, .shape = &PAPER_SHAPE),
};
SHAPE(TRANSFER_SHAPE, Transfer, "Transfer", TRANSFER_FIELDS);

static const Field DEED_FIELDS[] = {
    FIELD(Deed, id, F_ID),
    FIELD(Deed, act, F_STR, .max = 40),
    FIELD(Deed, option, F_STR, .max = 60),
    FIELD(Deed, reason, F_STR, .max = 60),
    FIELD(Deed, persons, F_IDS),
    FIELD(Deed, at, F_TIME),
    FIELD(Deed, effective, F_TIME),
    FIELD(Deed, by, F_ID),
    FIELD(Deed, agency, F_ID),
    FIELD(Deed, behalf, F_ID),
    FIELD(Deed, origin, F_ID),
    FIELD(Deed, docs, F_LIST, .shape = &DOC_SHAPE),
    FIELD(Deed, data, F_LIST, .shape = &DATUM_SHAPE),
    FIELD(Deed, late, F_BOOL),
    FIELD(Deed, taken_back, F_BOOL),
    FIELD(Deed, late_reason, F_STR),
    FIELD(Deed, unlawful, F_STR, .max = UNLAWFUL_MAX),
    FIELD(Deed, before, F_LIST, .shape = &BEFORE_SHAPE, .max = 100000),
};
SHAPE(DEED_SHAPE, Deed, "Deed", DEED_FIELDS);

static const Field DUTY_FIELDS[] = {
    FIELD(Duty, id, F_ID),
    FIELD(Duty, rule, F_STR, .max = 60),
    FIELD(Duty, person, F_ID),
    FIELD(Duty, transfer, F_ID),
    FIELD(Duty, cause, F_ID),
    FIELD(Duty, agency, F_ID),
    FIELD(Duty, user, F_ID),
    FIELD(Duty, roles, F_STRS, .max = ROLE_MAX),
    FIELD(Duty, life, F_ENUM, .names = DUTY_LIFE, .flags = F_REQUIRED),
    FIELD(Duty, opened, F_TIME),
    FIELD(Duty, due, F_TIME),
    FIELD(Duty, breached, F_TIME),
    FIELD(Duty, cleared, F_TIME),
    FIELD(Duty, red, F_BOOL),
};
SHAPE(DUTY_SHAPE, Duty, "Duty", DUTY_FIELDS);

static const Field PAUSE_FIELDS[] = {
    FIELD(Pause, from, F_TIME),
    FIELD(Pause, to, F_TIME, .doc = "不填：尚未恢复计算"),
    FIELD(Pause, reason, F_STR, .max = 1000, .doc = "停止计算的原因"),
};
SHAPE(PAUSE_SHAPE, Pause, "Pause", PAUSE_FIELDS);

static const Field CLOCK_GRANT_FIELDS[] = {
    FIELD(ClockGrant, extension, F_STR, .flags = F_REQUIRED, .max = 60, .doc = "延长事由，见指引"),
    FIELD(ClockGrant, act, F_STR, .max = 40, .doc = "批准延长的事项；不填按指引"),
    FIELD(ClockGrant, authority, F_STR, .max = 200, .doc = "批准机关"),
    FIELD(ClockGrant, number, F_STR, .max = 120, .doc = "批准文书的文号"),
    FIELD(ClockGrant, granted, F_TIME, .doc = "批准时间"),
};
SHAPE(CLOCK_GRANT_SHAPE, ClockGrant, "ClockGrant", CLOCK_GRANT_FIELDS);

static const Field CLOCK_FIELDS[] = {
    FIELD(Clock, id, F_ID),
    FIELD(Clock, rule, F_STR, .max = 60),
    FIELD(Clock, person, F_ID),
    FIELD(Clock, transfer, F_ID),
    FIELD(Clock, cause, F_ID),
    FIELD(Clock, agency, F_ID),
    FIELD(Clock, life, F_ENUM, .names = CLOCK_LIFE, .flags = F_REQUIRED),
    FIELD(Clock, period, F_BOOL),
    FIELD(Clock, length, F_OBJ, .shape = &TERM_LENGTH_SHAPE),
    FIELD(Clock, flags, F_OBJ, .shape = &TERM_FLAGS_SHAPE),
    FIELD(Clock, start, F_TIME),
    FIELD(Clock, due, F_TIME),
    FIELD(Clock, alert, F_TIME),
    FIELD(Clock, closed, F_TIME),
    FIELD(Clock, extensions, F_STRS, .max = 20),
    FIELD(Clock, pauses, F_LIST, .shape = &PAUSE_SHAPE),
    FIELD(Clock, grants, F_LIST, .shape = &CLOCK_GRANT_SHAPE, .max = 20),
    FIELD(Clock, before, F_LIST, .shape = &FACT_VALUE_SHAPE),
};
SHAPE(CLOCK_SHAPE, Clock, "Clock", CLOCK_FIELDS);

static const Field NOTICE_FIELDS[] = {
    FIELD(Notice, id, F_ID),
    FIELD(Notice, deed, F_ID),
    FIELD(Notice, agency, F_ID),
    FIELD(Notice, by, F_ID),
    FIELD(Notice, at, F_TIME),
    FIELD(Notice, signed_at, F_TIME),
};
SHAPE(NOTICE_SHAPE, Notice, "Notice", NOTICE_FIELDS);

static const Field CORRECTION_FIELDS[] = {
    FIELD(Correction, id, F_ID),
    FIELD(Correction, target, F_ID),
    FIELD(Correction, agency, F_ID),
    FIELD(Correction, by, F_ID),
    FIELD(Correction, agree_agency, F_ID),
    FIELD(Correction, field, F_STR, .max = 60),
    FIELD(Correction, was, F_STR),
    FIELD(Correction, is, F_STR),
    FIELD(Correction, reason, F_STR),
    FIELD(Correction, at, F_TIME),
    FIELD(Correction, agreed, F_TIME),
};
SHAPE(CORRECTION_SHAPE, Correction, "Correction", CORRECTION_FIELDS);

static const Field SEAL_FIELDS[] = {
    FIELD(Seal, id, F_ID),
    FIELD(Seal, agency, F_ID),
    FIELD(Seal, asked_by, F_ID),
    FIELD(Seal, sealed_by, F_ID),
    FIELD(Seal, volume, F_STR, .max = 120),
    FIELD(Seal, document, F_STR, .max = 200),
    FIELD(Seal, page, F_INT, .max = 1000000),
    FIELD(Seal, blob, F_HASH),
    FIELD(Seal, reason, F_STR),
    FIELD(Seal, at, F_TIME),
    FIELD(Seal, sealed, F_TIME),
};
SHAPE(SEAL_SHAPE, Seal, "Seal", SEAL_FIELDS);

static const Field ASSIGNMENT_FIELDS[] = {
    FIELD(Assignment, agency, F_ID),
    FIELD(Assignment, user, F_ID),
    FIELD(Assignment, helpers, F_IDS, .max = 50),
    FIELD(Assignment, section, F_STR, .max = 120),
    FIELD(Assignment, at, F_TIME),
};
SHAPE(ASSIGNMENT_SHAPE, Assignment, "Assignment", ASSIGNMENT_FIELDS);

static const Field GRANT_FIELDS[] = {
    FIELD(Grant, id, F_ID),
    FIELD(Grant, user, F_ID),
    FIELD(Grant, by, F_ID),
    FIELD(Grant, at, F_TIME),
    FIELD(Grant, until, F_TIME),
    FIELD(Grant, reason, F_STR),
};
SHAPE(GRANT_SHAPE, Grant, "Grant", GRANT_FIELDS);

static const Field PARTICIPANT_FIELDS[] = {
    FIELD(Participant, id, F_ID),
    FIELD(Participant, kind, F_STR, .flags = F_REQUIRED, .max = 40, .doc = "见代码表 participants"),
    FIELD(Participant, name, F_STR, .max = 200),
    FIELD(Participant, id_number, F_STR, .max = 60),
    FIELD(Participant, birth, F_DAY),
    FIELD(Participant, persons, F_IDS),
    FIELD(Participant, alias, F_STR, .max = 200, .doc = "保护期间使用的化名"),
    FIELD(Participant, note, F_STR),
    FIELD(Participant, agency, F_ID),
    FIELD(Participant, by, F_ID),
    FIELD(Participant, at, F_TIME),
    FIELD(Participant, removed, F_TIME),
};
SHAPE(PARTICIPANT_SHAPE, Participant, "Participant", PARTICIPANT_FIELDS);

enum { MANY = 100000 }; /* bounds of the packed state; the doors outside are narrower */

static const Field CASE_FIELDS[] = {
    FIELD(Case, id, F_ID),
    FIELD(Case, name, F_STR, .max = 400),
    FIELD_AS(Case, class, "class", F_STR, .max = 120),
    FIELD(Case, opened, F_TIME),
    FIELD(Case, closed, F_TIME),
    FIELD(Case, opening, F_BOOL),
    FIELD(Case, agency, F_ID),
    FIELD(Case, merged_into, F_ID),
    FIELD(Case, seq, F_I64),
    FIELD(Case, manifest, F_HASH),
    FIELD(Case, organs, F_LIST, .shape = &ORGAN_SHAPE, .max = MANY),
    FIELD(Case, persons, F_LIST, .shape = &PERSON_SHAPE, .max = MANY),
    FIELD(Case, transfers, F_LIST, .shape = &TRANSFER_SHAPE, .max = MANY),
    FIELD(Case, deeds, F_LIST, .shape = &DEED_SHAPE, .max = MANY),
    FIELD(Case, duties, F_LIST, .shape = &DUTY_SHAPE, .max = MANY),
    FIELD(Case, clocks, F_LIST, .shape = &CLOCK_SHAPE, .max = MANY),
    FIELD(Case, numbers, F_LIST, .shape = &NUMBER_SHAPE, .max = MANY),
    FIELD(Case, notices, F_LIST, .shape = &NOTICE_SHAPE, .max = MANY),
    FIELD(Case, corrections, F_LIST, .shape = &CORRECTION_SHAPE, .max = MANY),
    FIELD(Case, assignments, F_LIST, .shape = &ASSIGNMENT_SHAPE, .max = MANY),
    FIELD(Case, grants, F_LIST, .shape = &GRANT_SHAPE, .max = MANY),
    FIELD(Case, seals, F_LIST, .shape = &SEAL_SHAPE, .max = MANY),
    FIELD(Case, participants, F_LIST, .shape = &PARTICIPANT_SHAPE, .max = MANY),
};
SHAPE(CASE_SHAPE, Case, "Case", CASE_FIELDS);
