// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The judge: what the guides in force are worth with the people who are there now, for each county police organ.
 *
 * A guide is proven once for posts that are all filled. Whenever a user, a post, an agency or a guide changes, the judge
 * looks at who is left, in the background and once for many changes. As long as somebody can do every act, the proof
 * stands as it is; only where an act has nobody is the guide explored again. Verdicts are stored, but are no history.
 *
 * It decides nothing: a site goes on under a guide that has become unsound, and everybody is told.
 */
#include "app/site.h"
#include "core/guide_check.h"

typedef struct Judge Judge;

typedef struct Verdict {
    Hash guide, staffing;
    int64_t near; /* the police organ */
    bool sound;
    Str findings; /* JSON: a list of {code, level, part, zh, en, path_zh, path_en} */
    Time at;
} Verdict;
typedef LIST_OF(Verdict) Verdicts;

/* As stored; a guide that was never judged has none. */
must_use Status verdicts_read(Db *db, Arena *a, Verdicts *ret, Err *err);

/* Judges what has changed since it was last judged, in the caller's thread. *ret: how many verdicts are new. */
must_use Status judge_pass(Site *s, int *ret, Err *err);

/* A county's police, in which somebody has or had a post: others are only named in cases of elsewhere. */
bool judge_sees(const SiteState *s, const Agency *x);

/* The acts that nobody can do any more in some county although somebody could before. */
typedef struct Lost {
    Str guide, agency, zh, en;
} Lost;
typedef LIST_OF(Lost) Losses;
typedef struct Change {
    const SiteView *was, *is;
    Time now;
    const Codes *codes; /* how organs are called; may be NULL */
} Change;
void judge_losses(const Change *x, Arena *a, Losses *ret);

must_use Status judge_start(Site *s, Judge **ret, Err *err);
void judge_wake(Judge *j); /* something of the site changed; never waits */
void judge_stop(Judge *j);
