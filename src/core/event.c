// SPDX-License-Identifier: Apache-2.0
#include "core/event.h"

static const Field CASE_OPENED_FIELDS[] = {
    FIELD(CaseOpened, id, F_ID),
    FIELD(CaseOpened, agency, F_ID),
    FIELD(CaseOpened, name, F_STR, .max = 400),
    FIELD_AS(CaseOpened, class, "class", F_STR, .max = 120),
    FIELD(CaseOpened, opening, F_BOOL),
    FIELD(CaseOpened, manifest, F_HASH),
};
static SHAPE(CASE_OPENED_SHAPE, CaseOpened, "CaseOpened", CASE_OPENED_FIELDS);

static const Field PERSON_REF_FIELDS[] = {
    FIELD(PersonRef, person, F_ID),
    FIELD(PersonRef, to, F_ID),
};
static SHAPE(PERSON_REF_SHAPE, PersonRef, "PersonRef", PERSON_REF_FIELDS);

static const Field TRANSFER_STEP_FIELDS[] = {
    FIELD(TransferStep, transfer, F_ID),
    FIELD(TransferStep, round, F_INT),
    FIELD(TransferStep, persons, F_IDS, .max = 100000),
    FIELD(TransferStep, answer, F_STR, .max = 60),
    FIELD(TransferStep, note, F_STR),
    FIELD(TransferStep, reason, F_STR, .max = 60),
    FIELD(TransferStep, manifest, F_HASH),
    FIELD(TransferStep, docs, F_LIST, .shape = &DOC_SHAPE),
    FIELD(TransferStep, data, F_LIST, .shape = &DATUM_SHAPE),
    FIELD(TransferStep, approved, F_BOOL),
    FIELD(TransferStep, late, F_BOOL),
    FIELD(TransferStep, late_reason, F_STR),
    FIELD(TransferStep, from, F_ID),
    FIELD(TransferStep, to, F_ID),
    FIELD(TransferStep, supply, F_LIST, .shape = &SUPPLY_SHAPE),
    FIELD(TransferStep, marks, F_LIST, .shape = &RETURN_MARK_SHAPE),
    FIELD(TransferStep, items, F_IDS),
    FIELD(TransferStep, by_line, F_BOOL),
};
static SHAPE(TRANSFER_STEP_SHAPE, TransferStep, "TransferStep", TRANSFER_STEP_FIELDS);

static const Field FACTS_SET_FIELDS[] = {
    FIELD(FactsSet, person, F_ID),
    FIELD(FactsSet, facts, F_LIST, .shape = &FACT_VALUE_SHAPE, .max = FACT_MAX),
};
static SHAPE(FACTS_SET_SHAPE, FactsSet, "FactsSet", FACTS_SET_FIELDS);

static const Field CLOCK_STEP_FIELDS[] = {
    FIELD(ClockStep, clock, F_ID),
    FIELD(ClockStep, life, F_ENUM, .names = CLOCK_LIFE),
    FIELD(ClockStep, start, F_TIME),
    FIELD(ClockStep, due, F_TIME),
    FIELD(ClockStep, alert, F_TIME),
    FIELD(ClockStep, length, F_OBJ, .shape = &TERM_LENGTH_SHAPE),
    FIELD(ClockStep, extension, F_STR, .max = 60),
    FIELD(ClockStep, before, F_LIST, .shape = &FACT_VALUE_SHAPE),
    FIELD(ClockStep, agency, F_ID),
};
static SHAPE(CLOCK_STEP_SHAPE, ClockStep, "ClockStep", CLOCK_STEP_FIELDS);

static const Field CLOCK_ENTERED_FIELDS[] = {
    FIELD(ClockEntered, clock, F_ID),
    FIELD(ClockEntered, length, F_OBJ, .shape = &TERM_LENGTH_SHAPE),
    FIELD(ClockEntered, due, F_TIME),
    FIELD(ClockEntered, alert, F_TIME),
    FIELD(ClockEntered, grants, F_LIST, .shape = &CLOCK_GRANT_SHAPE, .max = 20),
    FIELD(ClockEntered, pauses, F_LIST, .shape = &PAUSE_SHAPE),
};
static SHAPE(CLOCK_ENTERED_SHAPE, ClockEntered, "ClockEntered", CLOCK_ENTERED_FIELDS);

static const Field DUTY_STEP_FIELDS[] = {
    FIELD(DutyStep, duty, F_ID),
    FIELD(DutyStep, user, F_ID),
    FIELD(DutyStep, life, F_ENUM, .names = DUTY_LIFE),
    FIELD(DutyStep, agency, F_ID),
    FIELD(DutyStep, opened, F_TIME),
    FIELD(DutyStep, due, F_TIME),
};
static SHAPE(DUTY_STEP_SHAPE, DutyStep, "DutyStep", DUTY_STEP_FIELDS);

static const Field ID_REF_FIELDS[] = {
    FIELD(IdRef, id, F_ID),
};
static SHAPE(ID_REF_SHAPE, IdRef, "IdRef", ID_REF_FIELDS);

static const Field MANIFEST_SET_FIELDS[] = {
    FIELD(ManifestSet, manifest, F_HASH),
    FIELD(ManifestSet, reason, F_STR),
};
static SHAPE(MANIFEST_SET_SHAPE, ManifestSet, "ManifestSet", MANIFEST_SET_FIELDS);

static const Field HOLD_STEP_FIELDS[] = {
    FIELD(HoldStep, hold, F_ID),
    FIELD(HoldStep, house, F_ID),
    FIELD(HoldStep, case_id, F_ID),
    FIELD(HoldStep, measure, F_STR, .max = 40),
    FIELD(HoldStep, serving, F_BOOL),
    FIELD(HoldStep, from, F_TIME),
    FIELD(HoldStep, due, F_TIME),
    FIELD(HoldStep, until, F_TIME),
    FIELD(HoldStep, overdue, F_TIME),
};
static SHAPE(HOLD_STEP_SHAPE, HoldStep, "HoldStep", HOLD_STEP_FIELDS);

static const Field HOLD_LEFT_FIELDS[] = {
    FIELD(HoldLeft, hold, F_ID),
    FIELD(HoldLeft, to, F_ID),
    FIELD(HoldLeft, how, F_STR, .max = 20),
    FIELD(HoldLeft, note, F_STR, .max = 1000),
};
static SHAPE(HOLD_LEFT_SHAPE, HoldLeft, "HoldLeft", HOLD_LEFT_FIELDS);

static const Field HOLD_NOTICED_FIELDS[] = {
    FIELD(HoldNoticed, hold, F_ID),
    FIELD(HoldNoticed, agency, F_ID),
    FIELD(HoldNoticed, organ, F_STR, .max = 200),
    FIELD(HoldNoticed, due, F_TIME),
};
static SHAPE(HOLD_NOTICED_SHAPE, HoldNoticed, "HoldNoticed", HOLD_NOTICED_FIELDS);

static const Field APPOINTMENT_END_FIELDS[] = {
    FIELD(AppointmentEnd, id, F_ID),
    FIELD(AppointmentEnd, how, F_STR, .max = 20),
};
static SHAPE(APPOINTMENT_END_SHAPE, AppointmentEnd, "AppointmentEnd", APPOINTMENT_END_FIELDS);

static const Field ROLL_NAME_FIELDS[] = {
    FIELD(RollName, subject, F_ID),
    FIELD(RollName, name, F_STR, .max = 200),
    FIELD(RollName, id_number, F_STR, .max = 60),
};
SHAPE(ROLL_NAME_SHAPE, RollName, "RollName", ROLL_NAME_FIELDS);
static const Field ROLL_CALLED_FIELDS[] = {
    FIELD(RollCalled, id, F_ID),
    FIELD(RollCalled, house, F_ID),
    FIELD(RollCalled, said, F_INT),
    FIELD(RollCalled, listed, F_INT),
    FIELD(RollCalled, held, F_INT),
    FIELD(RollCalled, only_house, F_LIST, .shape = &ROLL_NAME_SHAPE, .max = 100000),
    FIELD(RollCalled, only_board, F_LIST, .shape = &ROLL_NAME_SHAPE, .max = 100000),
};
SHAPE(ROLL_CALLED_SHAPE, RollCalled, "RollCalled", ROLL_CALLED_FIELDS);

static const Field PAPER_STEP_FIELDS[] = {
    FIELD(PaperStep, transfer, F_ID),
    FIELD(PaperStep, volumes, F_INT, .max = PAPER_MAX),
    FIELD(PaperStep, volume, F_INT, .max = PAPER_MAX),
};
static SHAPE(PAPER_STEP_SHAPE, PaperStep, "PaperStep", PAPER_STEP_FIELDS);

static const Field PARTICIPANT_STEP_FIELDS[] = {
    FIELD(ParticipantStep, id, F_ID),
    FIELD(ParticipantStep, alias, F_STR, .max = 200),
    FIELD(ParticipantStep, reason, F_STR),
};
static SHAPE(PARTICIPANT_STEP_SHAPE, ParticipantStep, "ParticipantStep", PARTICIPANT_STEP_FIELDS);

static const Field PERSON_JOINED_FIELDS[] = {
    FIELD(PersonJoined, from, F_ID),
    FIELD(PersonJoined, person, F_OBJ, .shape = &PERSON_SHAPE),
    FIELD(PersonJoined, transfers, F_LIST, .shape = &TRANSFER_SHAPE, .max = 100000),
    FIELD(PersonJoined, deeds, F_LIST, .shape = &DEED_SHAPE, .max = 100000),
    FIELD(PersonJoined, clocks, F_LIST, .shape = &CLOCK_SHAPE, .max = 100000),
    FIELD(PersonJoined, duties, F_LIST, .shape = &DUTY_SHAPE, .max = 100000),
};
static SHAPE(PERSON_JOINED_SHAPE, PersonJoined, "PersonJoined", PERSON_JOINED_FIELDS);

static const Field RECLASSIFIED_FIELDS[] = {
    FIELD(Reclassified, person, F_ID),
    FIELD(Reclassified, guide, F_HASH),
    FIELD(Reclassified, facts, F_LIST, .shape = &FACT_VALUE_SHAPE, .max = FACT_MAX),
    FIELD(Reclassified, charges, F_STRS, .max = 50),
    FIELD(Reclassified, note, F_STR),
    FIELD(Reclassified, late_reason, F_STR),
};
static SHAPE(RECLASSIFIED_SHAPE, Reclassified, "Reclassified", RECLASSIFIED_FIELDS);

static const Field SUBJECT_OPENED_FIELDS[] = {
    FIELD(SubjectOpened, id, F_ID),
    FIELD(SubjectOpened, name, F_STR, .max = 200),
    FIELD(SubjectOpened, id_kind, F_STR, .max = 40),
    FIELD(SubjectOpened, id_number, F_STR, .max = 60),
    FIELD(SubjectOpened, sex, F_STR, .max = 10),
    FIELD(SubjectOpened, birth, F_DAY),
};
static SHAPE(SUBJECT_OPENED_SHAPE, SubjectOpened, "SubjectOpened", SUBJECT_OPENED_FIELDS);

static const Field PERSON_IDENTIFIED_FIELDS[] = {
    FIELD(PersonIdentified, person, F_ID),
    FIELD(PersonIdentified, was, F_ID),
    FIELD(PersonIdentified, subject, F_ID),
    FIELD(PersonIdentified, reason, F_STR),
};
static SHAPE(PERSON_IDENTIFIED_SHAPE, PersonIdentified, "PersonIdentified", PERSON_IDENTIFIED_FIELDS);

static const Field SUBJECT_MERGED_FIELDS[] = {
    FIELD(SubjectMerged, other, F_ID),
    FIELD(SubjectMerged, case_id, F_ID),
    FIELD(SubjectMerged, person, F_ID),
    FIELD(SubjectMerged, name, F_STR, .max = 200),
    FIELD(SubjectMerged, holds, F_LIST, .shape = &HOLD_SHAPE, .max = 100000),
};
static SHAPE(SUBJECT_MERGED_SHAPE, SubjectMerged, "SubjectMerged", SUBJECT_MERGED_FIELDS);

static const Field SUBJECT_NAMED_FIELDS[] = {
    FIELD(SubjectNamed, name, F_STR, .max = 200),
    FIELD(SubjectNamed, case_id, F_ID),
    FIELD(SubjectNamed, person, F_ID),
};
static SHAPE(SUBJECT_NAMED_SHAPE, SubjectNamed, "SubjectNamed", SUBJECT_NAMED_FIELDS);

#define C(e, k, T, s, d) [EV_##e] = {k, d, &s, false, false},
#define B(e, k, T, s, d) [EV_##e] = {k, d, &s, true, false},
#define H(e, k, T, s, d) [EV_##e] = {k, d, &s, false, true},
const EventInfo EVENTS[EV_N] = {CASE_EVENTS(C) SUBJECT_EVENTS(B) HOUSE_EVENTS(H)};
#undef C
#undef B
#undef H

void events_encode(const Event *v, size_t n, StrBuf *out) {
    Json j;
    json_init(&j, out);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_key(&j, "k");
        json_strz(&j, EVENTS[v[i].kind].name);
        json_key(&j, "e");
        json_time(&j, v[i].effective);
        json_key(&j, "b");
        shape_encode(EVENTS[v[i].kind].shape, v[i].body, &j);
        json_end_obj(&j);
    }
    json_end_arr(&j);
}

static EventKind kind_of(Str name) {
    for (int k = EV_NONE + 1; k < EV_N; k++)
        if (str_eqz(name, EVENTS[k].name)) return (EventKind)k;
    return EV_NONE;
}

static Status event_decode(const Node *n, const Event *head, Arena *a, Event *ret, Err *err) {
    const Node *k = node_find(n, S("k")), *e = node_find(n, S("e")), *b = node_find(n, S("b"));
    if (!k || k->kind != NODE_STR || !e || e->kind != NODE_STR || !b)
        return FAIL(err, ERR_INVALID, "event.shape", "an event needs k, e and b");
    Event ev = *head;
    ev.kind = kind_of(k->s);
    if (ev.kind == EV_NONE)
        return FAIL(err, ERR_INVALID, "event.unknown", "no event is called '%.*s' here", STR_ARG(k->s));
    if (!time_parse(e->s, &ev.effective))
        return FAIL(err, ERR_INVALID, "event.time", "'%.*s' is no time", STR_ARG(e->s));
    const EventInfo *info = &EVENTS[ev.kind];
    void *body = arena_alloc(a, info->shape->size);
    TRY(shape_decode(info->shape, b, NULL, a, body, err));
    ev.body = body;
    *ret = ev;
    return OK;
}

Status events_decode(Str body, const Event *head, Arena *a, Events *ret, Err *err) {
    Node *tree;
    TRY(json_read(body, (JsonLimits){.bytes_max = MB(64), .nodes_max = 4000000}, a, &tree, err));
    if (tree->kind != NODE_LIST) return FAIL(err, ERR_INVALID, "event.shape", "a record's body is a list");
    for (size_t i = 0; i < tree->list.n; i++) {
        Event ev;
        TRY(event_decode(tree->list.v[i], head, a, &ev, err));
        *PUSH(a, ret) = ev;
    }
    return OK;
}
