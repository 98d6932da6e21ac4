// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What can have happened. One list names every kind of event; adding one makes the compiler show where it is missing.
 *
 * An event carries results (new facts, a duty with its due time, a clock's end), so applying it reads nothing else.
 * A kind's meaning never changes: a change is a new version with a new name, and the old decoder stays.
 * Stored form: {"k":"clock.started.1","e":"<effective>","b":{…}}; an array of them is the body of a record.
 */
#include "core/case.h"
#include "core/subject.h"

typedef struct CaseOpened {
    int64_t id, agency;
    Str name, class;
    bool opening;
    Hash manifest;
} CaseOpened;
typedef struct PersonRef { /* person.closed; person.left: `to` is the other case */
    int64_t person, to;
} PersonRef;
typedef struct TransferStep { /* one step of a transfer's life; which members speak depends on the kind */
    int64_t transfer;
    int round;
    Ids persons;
    Str answer, note, reason;
    Hash manifest;
    Docs docs;
    Data data;
    bool approved, late, by_line; /* by_line: answered: each line keeps what was before it */
    Str late_reason;
    int64_t from, to; /* pushed: the receiver, if the draft named another; rebound: who takes over */
    LIST_OF(SupplyItem) supply;
    LIST_OF(ReturnMark) marks;
    Ids items;
} TransferStep;
typedef struct FactsSet {
    int64_t person;
    FactValues facts;
} FactsSet;
typedef struct ClockStep {
    int64_t clock;
    int life; /* closed: how */
    Time start, due, alert;
    TermLength length;
    Str extension;
    FactValues before;
    int64_t agency; /* moved: who must act now */
} ClockStep;
typedef struct ClockEntered { /* what had happened to a clock before its case was entered; due comes of all of it */
    int64_t clock;
    TermLength length;
    Time due, alert;
    LIST_OF(ClockGrant) grants;
    LIST_OF(Pause) pauses;
} ClockEntered;
typedef struct DutyStep {
    int64_t duty, user;
    int life;
    int64_t agency;   /* moved: who owes it now */
    Time opened, due; /* moved: counted again */
} DutyStep;
typedef struct IdRef {
    int64_t id;
} IdRef;
typedef struct ManifestSet {
    Hash manifest;
    Str reason;
} ManifestSet;
typedef struct HoldStep {
    int64_t hold, house, case_id; /* moved: house, case and from only if they change; due and overdue always */
    Str measure;
    bool serving;
    Time from, due, until, overdue;
} HoldStep;
typedef struct HoldLeft { /* left: how he left the house; handed: at the gate, to which house */
    int64_t hold, to;
    Str how, note;
} HoldLeft;
typedef struct HoldNoticed { /* the holding organ was told that the term ends */
    int64_t hold, agency;
    Str organ;
    Time due;
} HoldNoticed;
typedef struct AppointmentEnd {
    int64_t id;
    Str how;
} AppointmentEnd;
typedef struct RollName { /* one who is on one side of a roll call and not on the other */
    int64_t subject;
    Str name, id_number;
} RollName;
typedef struct RollCalled { /* 点名: what the house counted and what the board had at that moment */
    int64_t id, house;
    int said, listed, held; /* said: the count alone; listed: how many were named */
    LIST_OF(RollName) only_house, only_board;
} RollCalled;
typedef struct PaperStep { /* sent: how many volumes go beside this push; received: which one came */
    int64_t transfer;
    int volumes, volume;
} PaperStep;
typedef struct ParticipantStep { /* shielded: `alias`, empty when the protection is lifted; removed */
    int64_t id;
    Str alias, reason;
} ParticipantStep;
typedef struct PersonJoined { /* a person with what runs for him, from another case */
    int64_t from;
    Person person;
    LIST_OF(Transfer) transfers;
    LIST_OF(Deed) deeds;
    LIST_OF(Clock) clocks;
    LIST_OF(Duty) duties;
} PersonJoined;
typedef struct Reclassified {
    int64_t person;
    Hash guide;
    FactValues facts;
    Strs charges;
    Str note, late_reason;
} Reclassified;
typedef struct SubjectOpened {
    int64_t id;
    Str name, id_kind, id_number, sex;
    Day birth;
} SubjectOpened;

typedef struct PersonIdentified { /* `was` and `subject` are one human being; parted: they are two */
    int64_t person, was, subject;
    Str reason;
} PersonIdentified;
typedef struct SubjectMerged { /* what of a case goes from one ledger into another */
    int64_t other, case_id, person;
    Str name;
    LIST_OF(HoldEntry) holds;
} SubjectMerged;
typedef struct SubjectNamed { /* entered in another case under another name with the same number */
    Str name;
    int64_t case_id, person;
} SubjectNamed;

/* X(ENUM, "kind.version", body type, body shape, what it tells) */
#define CASE_EVENTS(X)                                                                                            \
    X(CASE_OPENED, "case.opened.1", CaseOpened, CASE_OPENED_SHAPE, "立案登记")                                    \
    X(CASE_CLOSED, "case.closed.1", IdRef, ID_REF_SHAPE, "案件办结")                                              \
    X(ORGAN_SET, "organ.set.1", Organ, ORGAN_SHAPE, "办案单位确定")                                               \
    X(PERSON_ADDED, "person.added.1", Person, PERSON_SHAPE, "登记涉案人员")                                       \
    X(PERSON_CLOSED, "person.closed.1", PersonRef, PERSON_REF_SHAPE, "该人程序终结")                              \
    X(TRANSFER_DRAFTED, "transfer.drafted.1", Transfer, TRANSFER_SHAPE, "拟稿")                                   \
    X(TRANSFER_OPENED, "transfer.opened.1", Transfer, TRANSFER_SHAPE, "中途录入在办事项")                         \
    X(TRANSFER_CHECKED, "transfer.checked.1", TransferStep, TRANSFER_STEP_SHAPE, "审核")                          \
    X(TRANSFER_PUSHED, "transfer.pushed.1", TransferStep, TRANSFER_STEP_SHAPE, "推送")                            \
    X(TRANSFER_RECEIVED, "transfer.received.1", TransferStep, TRANSFER_STEP_SHAPE, "签收")                        \
    X(TRANSFER_ACCEPTED, "transfer.accepted.1", TransferStep, TRANSFER_STEP_SHAPE, "受理")                        \
    X(TRANSFER_RETURNED, "transfer.returned.1", TransferStep, TRANSFER_STEP_SHAPE, "退回")                        \
    X(TRANSFER_ANSWERED, "transfer.answered.1", TransferStep, TRANSFER_STEP_SHAPE, "办理结果")                    \
    X(TRANSFER_SUPPLIED, "transfer.supplied.1", TransferStep, TRANSFER_STEP_SHAPE, "补送")                        \
    X(WITHDRAW_ASKED, "transfer.withdraw_asked.1", TransferStep, TRANSFER_STEP_SHAPE, "请求撤回")                 \
    X(TRANSFER_WITHDRAWN, "transfer.withdrawn.1", TransferStep, TRANSFER_STEP_SHAPE, "撤回")                      \
    X(TRANSFER_UNDONE, "transfer.undone.1", TransferStep, TRANSFER_STEP_SHAPE, "撤销误受理或误退回")              \
    X(LINES_ENDED, "lines.ended.1", TransferStep, TRANSFER_STEP_SHAPE, "随程序终结")                              \
    X(DEED_DONE, "deed.done.1", Deed, DEED_SHAPE, "决定或情况登记")                                               \
    X(FACTS_SET, "facts.set.1", FactsSet, FACTS_SET_SHAPE, "状态变更")                                            \
    X(CLOCK_STARTED, "clock.started.1", Clock, CLOCK_SHAPE, "期限起算")                                           \
    X(CLOCK_ENTERED, "clock.entered.1", ClockEntered, CLOCK_ENTERED_SHAPE, "录入此前的延长和停止计算")              \
    X(CLOCK_MOVED, "clock.moved.1", ClockStep, CLOCK_STEP_SHAPE, "期限变更")                                      \
    X(CLOCK_PAUSED, "clock.paused.1", ClockStep, CLOCK_STEP_SHAPE, "停止计算")                                    \
    X(CLOCK_RESUMED, "clock.resumed.1", ClockStep, CLOCK_STEP_SHAPE, "恢复计算")                                  \
    X(CLOCK_STOPPED, "clock.closed.1", ClockStep, CLOCK_STEP_SHAPE, "期限终结")                                   \
    X(CLOCK_LAPSED_, "clock.lapsed.1", ClockStep, CLOCK_STEP_SHAPE, "期限届满")                                   \
    X(CLOCK_REVIVED, "clock.revived.1", ClockStep, CLOCK_STEP_SHAPE, "更正后期限恢复")                            \
    X(DUTY_OPENED, "duty.opened.1", Duty, DUTY_SHAPE, "产生义务")                                                 \
    X(DUTY_CLOSED, "duty.closed.1", DutyStep, DUTY_STEP_SHAPE, "义务了结")                                        \
    X(DUTY_BREACHED, "duty.breached.1", DutyStep, DUTY_STEP_SHAPE, "逾期未履行")                                  \
    X(NOTICE_GIVEN, "notice.given.1", Notice, NOTICE_SHAPE, "通知")                                               \
    X(NOTICE_SIGNED, "notice.signed.1", IdRef, ID_REF_SHAPE, "通知签收")                                          \
    X(MANIFEST_SET, "manifest.set.1", ManifestSet, MANIFEST_SET_SHAPE, "卷宗更新")                                \
    X(NUMBER_ADDED, "number.added.1", Number, NUMBER_SHAPE, "登记案号")                                           \
    X(ASSIGNMENT_SET, "assignment.set.1", Assignment, ASSIGNMENT_SHAPE, "分派")                                   \
    X(CORRECTION_MADE, "correction.made.1", Correction, CORRECTION_SHAPE, "更正")                                 \
    X(CORRECTION_AGREED, "correction.agreed.1", Correction, CORRECTION_SHAPE, "同意更正")                         \
    X(DEED_TAKEN_BACK, "deed.taken_back.1", IdRef, ID_REF_SHAPE, "撤销误登记")                                    \
    X(GRANT_GIVEN, "grant.given.1", Grant, GRANT_SHAPE, "授权查阅")                                               \
    X(GRANT_ENDED, "grant.ended.1", Grant, GRANT_SHAPE, "提前结束授权查阅")                                       \
    X(GRANT_REFUSED, "grant.refused.1", Grant, GRANT_SHAPE, "不同意查阅申请")                                     \
    X(PERSON_LEFT, "person.left.1", PersonRef, PERSON_REF_SHAPE, "拆出或并出")                                    \
    X(PERSON_JOINED, "person.joined.1", PersonJoined, PERSON_JOINED_SHAPE, "拆入或并入")                          \
    X(PERSON_RECLASSIFIED, "person.reclassified.1", Reclassified, RECLASSIFIED_SHAPE, "变更罪名")                 \
    X(PERSON_IDENTIFIED, "person.identified.1", PersonIdentified, PERSON_IDENTIFIED_SHAPE, "查明系同一人")            \
    X(PERSON_PARTED, "person.parted.1", PersonIdentified, PERSON_IDENTIFIED_SHAPE, "查明并非同一人")                  \
    X(CASE_MERGED, "case.merged.1", IdRef, ID_REF_SHAPE, "并入他案")                                              \
    X(TRANSFER_REBOUND, "transfer.rebound.1", TransferStep, TRANSFER_STEP_SHAPE, "变更办案单位")                  \
    X(DUTY_MOVED, "duty.moved.1", DutyStep, DUTY_STEP_SHAPE, "义务变更")                                          \
    X(SEAL_ASKED, "seal.asked.1", Seal, SEAL_SHAPE, "申请封存页")                                                 \
    X(PAGE_SEALED, "page.sealed.1", IdRef, ID_REF_SHAPE, "封存页")                                             \
    X(PAPER_SENT, "paper.sent.1", PaperStep, PAPER_STEP_SHAPE, "移送纸质卷")                                      \
    X(PAPER_RECEIVED, "paper.received.1", PaperStep, PAPER_STEP_SHAPE, "收到纸质卷")                              \
    X(PARTICIPANT_ADDED, "participant.added.1", Participant, PARTICIPANT_SHAPE, "登记诉讼参与人")                 \
    X(PARTICIPANT_SHIELDED, "participant.shielded.1", ParticipantStep, PARTICIPANT_STEP_SHAPE, "诉讼参与人保护")   \
    X(PARTICIPANT_REMOVED, "participant.removed.1", ParticipantStep, PARTICIPANT_STEP_SHAPE, "移除误录的诉讼参与人")

#define SUBJECT_EVENTS(X)                                                                                         \
    X(SUBJECT_OPENED, "subject.opened.1", SubjectOpened, SUBJECT_OPENED_SHAPE, "人员建档")                        \
    X(SUBJECT_MERGED, "subject.merged.1", SubjectMerged, SUBJECT_MERGED_SHAPE, "并入同一人的台账")                  \
    X(SUBJECT_JOINED, "subject.joined.1", SubjectMerged, SUBJECT_MERGED_SHAPE, "同一人的台账并入")                  \
    X(SUBJECT_PARTED, "subject.parted.1", SubjectMerged, SUBJECT_MERGED_SHAPE, "误并的台账分出")                    \
    X(SUBJECT_REGAINED, "subject.regained.1", SubjectMerged, SUBJECT_MERGED_SHAPE, "分出的台账归还本人")            \
    X(SUBJECT_NAMED, "subject.named.1", SubjectNamed, SUBJECT_NAMED_SHAPE, "同一证件号码另有姓名")                \
    X(HOLD_OPENED, "hold.opened.1", HoldEntry, HOLD_SHAPE, "羁押开始")                                            \
    X(HOLD_MOVED, "hold.moved.1", HoldStep, HOLD_STEP_SHAPE, "羁押依据或期限变更")                                \
    X(HOLD_OVERDUE_, "hold.overdue.1", HoldStep, HOLD_STEP_SHAPE, "羁押超期")                                     \
    X(HOLD_CLOSED, "hold.closed.1", HoldStep, HOLD_STEP_SHAPE, "羁押终止")                                        \
    X(HOLD_ENTERED, "hold.entered.1", HoldEntry, HOLD_SHAPE, "看守所登记在押")                                    \
    X(HOLD_CHANGED, "hold.changed.1", HoldEntry, HOLD_SHAPE, "在押登记变更")                                      \
    X(HOLD_LEFT, "hold.left.1", HoldLeft, HOLD_LEFT_SHAPE, "离所")                                                \
    X(HOLD_HANDED, "hold.handed.1", HoldLeft, HOLD_LEFT_SHAPE, "向他所移交")                                      \
    X(HOLD_NOTICED, "hold.noticed.1", HoldNoticed, HOLD_NOTICED_SHAPE, "羁押期限届满通知")                        \
    X(APPOINTED, "appointment.made.1", Appointment, APPOINTMENT_SHAPE, "提讯、开庭等安排")                        \
    X(APPOINTMENT_CLOSED, "appointment.closed.1", AppointmentEnd, APPOINTMENT_END_SHAPE, "安排已办或取消")

#define HOUSE_EVENTS(X) X(ROLL_CALLED, "roll.called.1", RollCalled, ROLL_CALLED_SHAPE, "点名")

#define X(e, k, T, s, d) EV_##e,
typedef enum EventKind { EV_NONE, CASE_EVENTS(X) SUBJECT_EVENTS(X) HOUSE_EVENTS(X) EV_N } EventKind;
#undef X

typedef struct Event {
    EventKind kind;
    int64_t stream;     /* the case or the subject */
    Time at, effective; /* recorded; what the law counts from */
    int64_t by;         /* user; 0: the clock */
    int64_t agency;
    int64_t behalf, for_user; /* the off-line organ and the user acted for; 0: none */
    const void *body;
} Event;

typedef struct Events {
    Event *v;
    size_t n, cap;
} Events;

typedef struct EventInfo {
    const char *name; /* "clock.started.1" */
    const char *zh;
    const Shape *shape;
    bool subject; /* belongs to a subject's stream */
    bool house;   /* to a house's: its rolls, which have no state but themselves */
} EventInfo;
extern const EventInfo EVENTS[EV_N];
extern const Shape ROLL_NAME_SHAPE, ROLL_CALLED_SHAPE;

/* The stored text of the events i..n of one stream, and back. What the Event says besides comes with the record. */
void events_encode(const Event *v, size_t n, StrBuf *out);
must_use Status events_decode(Str body, const Event *head, Arena *a, Events *ret, Err *err);

/* Total: an event that was stored can be applied. What it points to is copied into `a` where it is kept. */
void case_apply(Case *c, const Event *e, Arena *a);
void subject_apply(Subject *s, const Event *e, Arena *a);
