// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What is known of one case: the sum of its events, and nothing else. case_apply is the only way it changes.
 *
 * The state speaks in words (fact and rule ids), not in indices of a guide: applying an event needs no guide, no
 * calendar and no clock, so history replays for ever. machine_of gives the guide's view of one person.
 * Every struct has a shape: the packed row, the API's view and the deep copy come from the same tables.
 *
 * Ids are the writer's 63-bit ids. Lists only grow or change in place; nothing recorded is removed.
 */
#include "core/guide.h"
#include "node/shape.h"

enum { UNLAWFUL_MAX = 8000 }; /* bytes that say what did not hold, person by person */

typedef LIST_OF(Str) Strs;
typedef LIST_OF(int64_t) Ids;

typedef struct FactValue {
    Str fact, value;
} FactValue;
typedef LIST_OF(FactValue) FactValues;

typedef struct Datum { /* data an act carries: sentence_months: 8 */
    Str key, value;
} Datum;
typedef LIST_OF(Datum) Data;

typedef struct Doc { /* a paper attached to an act or a transfer */
    int64_t id;
    Str kind;   /* document id of the code table */
    Str number; /* the organ's number for it */
    Day dated;
    Hash blob; /* none while only the data is here */
    int pages;
    int64_t agency; /* who made it */
} Doc;
typedef LIST_OF(Doc) Docs;

typedef struct Number { /* a number given by an organ or a foreign system to the case or to one transfer */
    int64_t id, transfer, agency, user;
    Str system, number;
    Time at;
} Number;

typedef struct Organ { /* who acts in this case for an agency kind */
    Str kind;
    int64_t agency;
} Organ;

typedef struct Person { /* 涉案人员: one subject in one case */
    int64_t id, subject;
    Str name, id_kind, id_number, sex;
    Day birth;
    Strs charges;
    Hash guide; /* pinned */
    FactValues facts;
    Time joined, closed; /* closed: end of the main proceeding; TIME_NONE while it runs */
    int64_t moved_to;    /* the case he went to by split or merge; 0: here */
} Person;

typedef struct Line { /* one person on one transfer */
    int64_t person;
    int life; /* LineLife; LINE_NONE after the answer */
    Str answer;
    Time answered_at, answered_effective;
    int64_t answered_by, answered_agency;
    FactValues before; /* his facts before the answer: what taking it back restores */
} Line;

typedef struct ReturnMark { /* one return reason, anchored */
    Str code, volume, document, note;
    int page, measured;
} ReturnMark;

typedef struct Return {
    int round;
    Time at;
    int64_t by;
    LIST_OF(ReturnMark) marks;
    Str note;
} Return;

typedef struct SupplyItem { /* one thing to be supplied after acceptance 补送 */
    int64_t id, duty;
    Str what;
    Time done;
} SupplyItem;

typedef struct PaperVolume { /* a paper volume that came in */
    int volume;
    Time at;
    int64_t by;
} PaperVolume;

enum { PAPER_MAX = 500 }; /* volumes beside one push */
typedef struct Paper { /* the paper beside an electronic dossier: volumes 1 to `volumes` */
    int volumes;
    LIST_OF(PaperVolume) received;
} Paper;

typedef struct BeforeFact { /* a fact of one person as it was before the last accept or return */
    int64_t person;
    Str fact, value;
} BeforeFact;

typedef enum HeadLife { HEAD_DRAFT, HEAD_CHECKED, HEAD_REFUSED, HEAD_PUSHED, HEAD_RECEIVED, HEAD_RETURNED, HEAD_ACCEPTED, HEAD_WITHDRAWN, HEAD_ENDED, HEAD_N } HeadLife;

typedef struct Transfer { /* 协同事项: the head, its rounds and its lines */
    int64_t id, from, to;
    Str act;
    int life, round;
    Time drafted, pushed, effective, received, accepted;
    Time received_effective, accepted_effective, returned_effective;
    int64_t drafted_by, checked_by, pushed_by, received_by, accepted_by;
    Hash manifest;
    Docs docs;
    Data data;
    Str outcome; /* drafts of decide acts: the chosen outcome */
    Str note, reason;
    bool late;
    Str late_reason;
    int64_t withdraw_asked; /* user who asked to take it back after receipt; 0: nobody */
    int64_t origin;         /* the head it was split off from or came with; 0: none */
    LIST_OF(BeforeFact) before; /* of the last accept or return: what taking it back restores */
    LIST_OF(Line) lines;
    LIST_OF(Return) returns;
    LIST_OF(SupplyItem) supply;
    Paper paper;
} Transfer;

typedef struct Deed { /* a decide or report act that was done */
    int64_t id;
    Str act, option, reason;
    Ids persons;
    Time at, effective;
    int64_t by, agency, behalf; /* behalf: the off-line organ or the user acted for; 0: himself */
    int64_t origin;             /* the case it was done in, from which it came along; 0: this one */
    Docs docs;
    Data data;
    bool late, taken_back;
    LIST_OF(BeforeFact) before; /* what taking it back restores */
    Str late_reason, unlawful; /* unlawful: the guard that did not hold, in words; then nothing followed from it */
} Deed;

typedef enum DutyLife { DUTY_OPEN, DUTY_CLEARED, DUTY_ENDED, DUTY_N } DutyLife;
typedef struct Duty {
    int64_t id, person, transfer, cause, agency, user;
    Str rule;
    Strs roles;
    int life;
    Time opened, due, breached, cleared; /* due and breached: TIME_NONE if none */
    bool red;
} Duty;

typedef enum ClockLife { CLOCK_RUNNING, CLOCK_PAUSED, CLOCK_CLOSED, CLOCK_LAPSED, CLOCK_ENDED, CLOCK_SUPERSEDED, CLOCK_N } ClockLife;
typedef struct Pause {
    Time from, to; /* to: TIME_NONE while it lasts */
    Str reason;    /* as entered with a running case; else the act that paused it says why */
} Pause;

typedef struct ClockGrant { /* an extension granted before the case came here */
    Str extension, act, authority, number; /* authority: the organ that granted it, in words; number of its paper */
    Time granted;
} ClockGrant;

typedef struct Clock {
    int64_t id, person, transfer, cause, agency;
    Str rule;
    int life;
    bool period;
    TermLength length; /* with all granted extensions; what a correction counts again */
    TermFlags flags;
    Time start, due, alert, closed;
    Strs extensions; /* names of those granted, in order */
    LIST_OF(Pause) pauses;
    LIST_OF(ClockGrant) grants;
    FactValues before; /* facts its lapse or end changed, as they were */
} Clock;

typedef struct Notice { /* word of a decision to another organ, to be signed for 签收 */
    int64_t id, deed, agency, by;
    Time at, signed_at;
} Notice;

typedef struct Correction { /* 更正 */
    int64_t id, target, agency, by, agree_agency;
    Str field, was, is, reason;
    Time at, agreed; /* agreed: TIME_NONE while the other organ has not */
} Correction;

typedef struct Seal { /* a page of another case that came in by mistake: closed off by two persons */
    int64_t id, agency, asked_by, sealed_by;
    Str volume, document, reason;
    int page;
    Hash blob;
    Time at, sealed; /* sealed: TIME_NONE while the second person has not agreed */
} Seal;

typedef struct Assignment {
    int64_t agency, user; /* the handler in that organ */
    Ids helpers;
    Str section;
    Time at;
} Assignment;

enum { GRANT_DAYS_MAX = 90 }; /* access is granted no longer ahead than this; it can be granted again */

typedef struct Grant { /* access for a time, asked for with a reason; refused: `id` is the request, and nothing is kept */
    int64_t id, user, by;
    Time at, until;
    Str reason;
} Grant;

typedef struct Participant { /* 诉讼参与人 other than the accused: 刑事诉讼法 108 */
    int64_t id, agency, by;
    Str kind, name, id_number;
    Day birth;
    Ids persons; /* the accused he stands by or was wronged by */
    Str alias;   /* what he is called while he is protected 刑事诉讼法 64; empty: he is not */
    Str note;
    Time at, removed; /* removed: entered by mistake; TIME_NONE: he takes part */
} Participant;

typedef struct Case {
    int64_t id;
    Str name, class;
    Time opened, closed; /* closed: all persons' main proceedings are */
    bool opening;        /* entered in mid-course */
    int64_t agency, merged_into;
    int64_t seq;         /* events applied */
    Hash manifest;       /* the dossier as it stands */
    LIST_OF(Organ) organs;
    LIST_OF(Person) persons;
    LIST_OF(Transfer) transfers;
    LIST_OF(Deed) deeds;
    LIST_OF(Duty) duties;
    LIST_OF(Clock) clocks;
    LIST_OF(Number) numbers;
    LIST_OF(Notice) notices;
    LIST_OF(Correction) corrections;
    LIST_OF(Assignment) assignments;
    LIST_OF(Grant) grants;
    LIST_OF(Seal) seals;
    LIST_OF(Participant) participants;
} Case;

extern const Shape CASE_SHAPE, PERSON_SHAPE, TRANSFER_SHAPE, LINE_SHAPE, DEED_SHAPE, DUTY_SHAPE, CLOCK_SHAPE, DOC_SHAPE,
    DATUM_SHAPE, FACT_VALUE_SHAPE, RETURN_SHAPE, RETURN_MARK_SHAPE, SUPPLY_SHAPE, PAPER_SHAPE, PAPER_VOLUME_SHAPE, NUMBER_SHAPE, NOTICE_SHAPE,
    CORRECTION_SHAPE, SEAL_SHAPE, PARTICIPANT_SHAPE, ASSIGNMENT_SHAPE, GRANT_SHAPE, ORGAN_SHAPE, PAUSE_SHAPE, CLOCK_GRANT_SHAPE;
extern const char *const HEAD_LIFE[], *const LINE_LIFE[], *const DUTY_LIFE[], *const CLOCK_LIFE[];

Person *case_person(const Case *c, int64_t id);
Transfer *case_transfer(const Case *c, int64_t id);
Line *transfer_line(const Transfer *t, int64_t person);
Duty *case_duty(const Case *c, int64_t id);
Clock *case_clock(const Case *c, int64_t id);
Deed *case_deed(const Case *c, int64_t id);
Participant *case_participant(const Case *c, int64_t id);
int64_t case_organ(const Case *c, Str kind); /* 0: none yet */
Assignment *case_assignment(const Case *c, int64_t agency);
Str person_fact(const Person *p, Str fact); /* empty if he has no such fact */
bool case_has_part(const Case *c, int64_t agency); /* organ, party of a transfer that was pushed, told of a decision, or owing a duty */

/* The guide's view of one person: what the checker explored and the guards judge. */
void machine_of(const Guide *g, const Case *c, const Person *p, Machine *m);
/* A copy to try a command on: arrays are its own, texts stay the source's, which must outlive it. */
void case_copy(const Case *from, Arena *a, Case *to);
/* A copy that stands alone: to keep, or to shed what grew in an arena over many events. */
void case_copy_deep(const Case *from, Arena *a, Case *to);
