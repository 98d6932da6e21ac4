// SPDX-License-Identifier: Apache-2.0
#pragma once
/* The parts of a case's way, in the order they happen: each writes turns into a script and moves its time on. */
#include "app/demo_script.h"

typedef struct DemoWay { /* which way a case takes */
    bool arrest;         /* detained and an arrest requested; otherwise bail */
    bool refused;        /* the request is refused: bail after that */
    bool long_detention; /* the request comes late in thirty days instead of seven */
    bool extended;       /* one month more of investigation */
    bool no_transfer;    /* stays in investigation */
    bool elsewhere;      /* brought to the house of the neighbour county */
    const char *returned; /* code of the reason the first push is returned for; NULL: accepted at once */
    int supplements;      /* 0..2 returns for supplementary investigation */
    bool longer_review;
    bool fast;
    bool supply;         /* accepted with a list to be supplied */
    bool sent_up, dropped;
    bool appeal;
    bool community; /* a suspended sentence */
    bool assessed;
    bool late_custody; /* one custody transfer is entered two days late */
    bool corrected;    /* a wrongly typed number is put right */
    int overdue;       /* 1: the custody term of the review lapses and is put right; 2: it lapses and nobody acts yet */
    int opening;       /* 0, or which of the entries in mid-course */
} DemoWay;

void demo_flow(DemoScript *s, const DemoWay *w); /* the whole way, from s->t on */

/* For demo_flow's parts. */
void demo_filing(DemoScript *s, const DemoWay *w);
void demo_arrest(DemoScript *s, const DemoWay *w);
void demo_transfer(DemoScript *s, const DemoWay *w);
void demo_review(DemoScript *s, const DemoWay *w);
void demo_prosecution(DemoScript *s, const DemoWay *w);
void demo_trial(DemoScript *s, const DemoWay *w);
void demo_opening(DemoScript *s, const DemoWay *w);
/* A turn of the justice bureau, entered by the sender's desk while the bureau is not on the platform. */
DemoTurn *demo_by_justice(DemoScript *s, int sender, const char *login, CommandKind kind, int slot);
/* A lawyer for a juvenile: the notice to legal aid. */
void demo_legal_aid(DemoScript *s, int user, const char *act);
Time demo_term(const DemoScript *s, Time start, TermLength length, bool custody);
