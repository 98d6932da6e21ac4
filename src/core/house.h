// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What a detention house enters itself: persons whose case is not on the platform, how they leave, whom it told that a
 * term ends, who is to be brought before somebody, and its roll calls. Facts, so almost nothing is refused.
 *
 * It knows subjects and their ledgers, no case: a hold that follows from a case is changed by that case alone.
 */
#include "core/decide.h"

typedef enum HouseCommandKind {
    HOUSE_ENTER,           /* lines: new holds, or one that is there with other values */
    HOUSE_LEAVE,           /* lines: their holds end; how */
    HOUSE_HAND,            /* handed over to another house (`to`) */
    HOUSE_NOTICE,          /* lines: their holding organs were told */
    HOUSE_APPOINT,         /* lines: each is to be brought before somebody at `at` */
    HOUSE_APPOINTMENT_END, /* target */
    HOUSE_ROLL,
    HOUSE_COMMAND_N
} HouseCommandKind;
extern const char *const HOUSE_COMMAND_NAMES[];

typedef struct HouseLine { /* one held person */
    int64_t subject, hold; /* 0: by his number, else a new one */
    Str name, id_kind, id_number, sex, measure, organ, charge, number;
    Day birth;
    int64_t agency; /* who holds him, if it is one here */
    bool serving;
    Time from, due; /* due TIME_NONE: no term runs */
} HouseLine;

typedef struct HouseCommand {
    HouseCommandKind kind;
    LIST_OF(HouseLine) lines;
    int64_t to, target;
    Str how, note, what, organ; /* what: kind of an appointment */
    Time at;                    /* when it happened or will; TIME_NONE: now */
    const RollCalled *roll;
} HouseCommand;

/* `subjects`: those the lines name, by id or number. */
Decision house_decide(const World *w, const Subject *const *subjects, size_t n, const HouseCommand *cmd, const Actor *who,
                      Now now, Arena *a);
