// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * decide(guide, state, command, now) -> events | refusal. Same inputs, same answer, for ever: no clock, no ids, no I/O.
 *
 * First every lapse due by now is emitted, in due order; then the command is judged; then what the command itself
 * brought to its end (a late entry may). So when the ticker runs can never change a result.
 * Deciding and recording differ: an act that is not possible now is refused; a fact that has happened (a report, or an
 * entry with `effective` in the past) is recorded, and shown for what it is.
 */
#include "core/calendar.h"
#include "core/event.h"
#include "core/guide_map.h"

typedef struct Agency { /* 单位, as far as deciding needs it */
    int64_t id, parent;
    Str name, kind, region; /* region: GB/T 2260 code */
    int level;              /* 0 ministry, 1 province, 2 city, 3 county, 4 station */
    Time on_from;           /* on the platform from; TIME_NONE: not */
    Ids serves;             /* agencies it serves besides its own region (a neighbour's detention house) */
} Agency;
typedef LIST_OF(Agency) Agencies;
extern const Shape AGENCY_SHAPE;

typedef struct World { /* the site as it stands; read only */
    Agencies agencies; /* by id */
    const Calendar *calendar;
    const Guide *const *guides; /* by hash */
    size_t n_guides;
    size_t n_retired; /* the first of them: whoever is pinned to one goes on, nobody new is */
    Time late_after; /* an entry later than this after its effective time must say why */
    bool (*certified)(const void *by, const Guide *g, const Machine *m); /* is a state of the certificate; may be NULL */
    const void *certified_by;
} World;

const Agency *world_agency(const World *w, int64_t id);
const Guide *world_guide(const World *w, Hash hash);
/* Which agency of `kind` acts for `near`: the same region, or the one that serves it; 0 if there is none. */
int64_t world_serving(const World *w, Str kind, const Agency *near);

typedef struct Actor {
    int64_t user, agency, behalf; /* behalf: the off-line agency whose act is entered; 0 */
    const Str *roles;             /* of the post he acts in */
    size_t n_roles;
    int64_t for_user; /* deputy: the user he stands in for; 0 */
} Actor;

typedef enum CommandKind {
    CMD_OPEN,      /* a new case, with its persons; class says which guide; facts in mid-course if `opening` */
    CMD_ADD_PERSON,
    CMD_DO,        /* a decide or report act */
    CMD_DRAFT,     /* a head to be checked, when the guide asks a second person */
    CMD_CHECK,     /* approve or refuse a draft */
    CMD_PUSH,      /* a draft that was approved, a returned transfer (next round), or a new one at once */
    CMD_RECEIVE,
    CMD_ACCEPT,    /* with `items`: a list to be supplied 补送 */
    CMD_RETURN,
    CMD_ANSWER,
    CMD_SUPPLY,
    CMD_WITHDRAW,  /* before receipt: done; after: asked */
    CMD_CONSENT,   /* the receiver agrees to a withdrawal */
    CMD_UNDO,      /* take back one's own accept, return or deed that nothing has followed */
    CMD_SIGN,      /* sign for a notice */
    CMD_FULFIL,    /* clear a duty by hand where the guide lets it */
    CMD_NUMBER,
    CMD_MANIFEST,  /* the dossier changes */
    CMD_ASSIGN,
    CMD_CORRECT,
    CMD_AGREE,     /* to a correction one has acted on */
    CMD_GRANT,
    CMD_GRANT_END,    /* the grant `target` ends before its time */
    CMD_GRANT_REFUSE, /* what user `user` asked for (`target`: his request) is not granted */
    CMD_HAND_OVER,  /* in this case: what `user` handles or helps with goes to user `to` */
    CMD_SEAL,       /* asks to close off a page of a foreign case; with `target`: the second person does it */
    CMD_SPLIT,      /* 拆案: the persons go to a new case (`name`) or to the one loaded beside (`target`) */
    CMD_MERGE,      /* 并案: all go to the case loaded beside (`target`) */
    CMD_REBIND,     /* 变更管辖: agency `to` takes the place of agency `target` */
    CMD_RECLASSIFY, /* 变更罪名: the persons go on under the guide of `class`, their state mapped by name */
    CMD_IDENTIFY,   /* 查明身份: `person` of this case is the human being `target` */
    CMD_PART,       /* 分立: `person` is not the human being whose ledger he stands in, but `target`, or one not known yet */
    CMD_PAPER,      /* a paper volume that went beside a push has come */
    CMD_PARTICIPANT, /* 诉讼参与人: `option` is the kind, of the code table participants */
    CMD_SHIELD,      /* participant `target` is called `name` from now on; without it his protection is lifted */
    CMD_PARTICIPANT_END, /* participant `target` was entered by mistake */
    CMD_TICK,      /* only what is due */
    CMD_N
} CommandKind;
extern const char *const COMMAND_NAMES[];

typedef struct OpenLine { /* a transfer under way when the case is entered; times it has not come to are TIME_NONE */
    Str act;
    int life;         /* LineLife, not LINE_NONE */
    int64_t from, to; /* 0: whoever acts for that kind here */
    int round;        /* 0: the first */
    Time pushed, received, accepted, returned;
} OpenLine;

typedef struct OpenDuty {
    Str rule;
    Time opened, due; /* due TIME_NONE: as the guide counts it */
} OpenDuty;

typedef struct OpenClock { /* a clock that runs when the case is entered */
    Str fact, value; /* its rule, and the day it counts from */
    LIST_OF(ClockGrant) extensions;
    LIST_OF(Pause) pauses;
} OpenClock;

typedef struct NewPerson {
    Str name, id_kind, id_number, sex;
    Day birth;
    int64_t subject; /* a known one; 0: who has that number, else a new one */
    Strs charges;
    FactValues facts;     /* given facts; with `opening` any */
    LIST_OF(OpenClock) clocks;
    LIST_OF(OpenLine) lines;
    LIST_OF(OpenDuty) duties;
} NewPerson;

typedef struct Command { /* one flat value; each route decodes the members it allows */
    CommandKind kind;
    int64_t case_id, transfer, person, target, to, user;
    Str act, option, class, name, note, reason, late_reason, field, value, system, number, section;
    Time effective, until; /* TIME_NONE: now */
    Day birth;             /* of a participant; 0 or DAY_NONE: not known */
    int page, volumes, volume;
    Strs charges;
    bool opening, approve;
    Ids persons, items, helpers;
    LIST_OF(NewPerson) people;
    Docs docs;
    Data data;
    Strs supply;
    LIST_OF(ReturnMark) marks;
    Hash manifest;
} Command;

typedef struct Refusal {
    const char *code; /* stable: "act.not_possible"; the texts stand in the message catalogue (core/refusal.h) */
    Str zh, en;       /* the particulars, in words */
    char where[64];   /* member of the command it speaks of */
} Refusal;

typedef struct Decision {
    bool refused;
    Refusal refusal;
    Events events;   /* of the case stream and of subjects' streams */
    int64_t case_id; /* the case it concerns, also a new one */
    int64_t made;    /* id of the transfer, deed, person or duty the command made; 0 */
    int64_t ids;     /* how many ids were used from now->next_id on */
    Str said_zh, said_en; /* what the asker should know although nothing was refused; mostly empty */
} Decision;

typedef struct Now {
    Time time;
    int64_t next_id; /* the writer's: next_id, next_id + 1, … are free */
} Now;

typedef struct Loaded { /* the state the command meets; absent streams are NULL */
    const Case *c;
    const Subject *const *subjects; /* of the case's persons and of those the command names, by id or by number */
    size_t n_subjects;
    const Case *other; /* the second case of a split or merge into one that exists; NULL otherwise */
} Loaded;

/* What the decision says may point into `st` and the command: both outlive its use. */
Decision case_decide(const World *w, const Loaded *st, const Command *cmd, const Actor *who, Now now, Arena *a);

/* When something of this case is next due; TIME_NONE: nothing. What the ticker sleeps until. */
Time case_next_due(const Case *c);

/* The lawful next steps of one person for somebody, each with what it still needs: the list the page shows. */
typedef struct NextStep {
    int act;
    bool possible, mine; /* mine: the asker's agency kind and roles may do it */
    Str why_zh, why_en;  /* what is missing when not possible */
} NextStep;
size_t case_next(const World *w, const Case *c, const Person *p, const Actor *who, Arena *a, NextStep **ret);

/* 变更罪名: where he would stand in that guide. given: as machine_map has it. */
void person_mapped(const World *w, const Case *c, const Person *p, const Guide *to, const int given[FACT_MAX], Arena *a,
                   Mapped *ret);
typedef struct ClassChoice { /* a class in force other than his own, and whether he may be brought under it now */
    const Guide *guide;
    Mapped to; /* placed with some answer to what is asked */
    int n_asks, asks[FACT_MAX]; /* facts of it that must be said, since his class has them not */
} ClassChoice;
size_t case_classes(const World *w, const Case *c, const Person *p, Arena *a, ClassChoice **ret);
