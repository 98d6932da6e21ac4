// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The script of one demo case: turns in time, each a command of one user. It is written without an engine: ids made by
 * earlier turns are slots that are filled while it is played, and what the clock does is left to the engine.
 *
 * A script knows the trade (who sends what to whom, and when it would be done) and the working days. Whether all of it
 * is lawful, the engine judges when it is played; a refusal there is a fault of the script.
 */
#include "app/demo_county.h"

typedef enum DemoLook { /* turns whose targets are read from the case when they come up */
    LOOK_NONE,
    LOOK_SIGN,   /* every notice that waits for this user's agency */
    LOOK_SUPPLY, /* everything still to be supplied on the transfer */
    LOOK_NUMBER, /* correct the number given last */
} DemoLook;

typedef struct DemoTurn {
    Time at;
    int plot, order;
    int user, post;
    int behalf;      /* agency whose act is entered; -1: his own */
    int to, assign;  /* agency and user that stand in for ids; -1: none */
    int from, makes; /* slot of the transfer spoken of, and of the one made; -1: none */
    DemoLook look;
    bool dossier; /* a manifest goes with it */
    Command cmd;
} DemoTurn;

typedef enum DemoMark { /* moments the year's figures depend on */
    MARK_ARR_ACCEPTED,
    MARK_ARR_ANSWERED,
    MARK_PRO_PUSHED,
    MARK_PRO_ACCEPTED,
    MARK_PRO_ENDED, /* prosecuted, sent up or withdrawn */
    MARK_ARRESTED,  /* arrest executed */
    MARK_N,
} DemoMark;

enum { DEMO_SLOTS = 48 };

typedef struct DemoScript {
    const DemoCounty *county;
    const DemoClass *class;
    const Calendar *calendar;
    DemoRandom random; /* of times and ways */
    DemoRandom people; /* of names and texts, apart, so that one more person moves no date */
    Arena *a;
    Time t; /* how far the story has come */
    LIST_OF(DemoTurn) turns;
    int slots;
    Time marks[MARK_N];   /* TIME_NONE: does not happen */
    Time custody_turns[8]; /* when custody transfers are pushed */
    int n_custody;
    /* who is in it */
    Str names, facts;
    int persons, handler, legal, prosecutor, judge, assistant;
    bool juvenile, arrested, at_city; /* at_city: the city's organs go on with it */
    Time held_due;                    /* how long the running custody term lasts */
    Time served;
    const char *house; /* "house" or "near_house" */
} DemoScript;

/* Time goes on: by so many minutes, or by so many hours and then to the next working hour. */
void demo_pause(DemoScript *s, int64_t least, int64_t most);
void demo_work(DemoScript *s, int64_t least_hours, int64_t most_hours);
/* The same, but not past `until`: then shortly before it, at whatever hour. */
void demo_work_by(DemoScript *s, int64_t least_hours, int64_t most_hours, Time until);

DemoTurn *demo_say(DemoScript *s, int user, CommandKind kind, const char *act);
Docs demo_docs(DemoScript *s, const char *kinds); /* "judgment service_receipt" */
int demo_who(const DemoScript *s, const char *login);

/* A decision of `user` that `checker` approves first; for a send act the slot of the transfer, else -1. */
typedef struct DemoAct {
    const char *act, *option, *docs, *reason, *to;
    bool dossier;
    Data data;
} DemoAct;
int demo_checked(DemoScript *s, int user, int checker, DemoAct x);
int demo_sent(DemoScript *s, int user, DemoAct x);      /* pushed at once */
void demo_done(DemoScript *s, int user, DemoAct x);     /* done at once */
void demo_taken(DemoScript *s, const char *desk, int slot); /* received and, a little later, accepted */
void demo_answered(DemoScript *s, int user, int slot, DemoAct x);
void demo_signed(DemoScript *s, const char *logins); /* by the next working day the notices are signed for */

/* What is done beside the story within so many hours: the story's own time stays. */
#define ASIDE(s, ...)                                                                                             \
    do {                                                                                                          \
        Time aside_ = (s)->t;                                                                                     \
        __VA_ARGS__;                                                                                              \
        (s)->t = aside_;                                                                                          \
    } while (0)

const char *demo_house_desk(const DemoScript *s); /* login of the desk of the house he is in */
/* Custody transfer: sent by `user` to the house, taken over, and stage and term registered. */
void demo_custody(DemoScript *s, int user, const char *act);
