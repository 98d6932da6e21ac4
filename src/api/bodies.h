// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What the bodies and queries of requests may say, as shapes. A command's body is decoded straight into the members of
 * core's Command that its route allows; case and transfer come from the path, the actor from the session.
 */
#include "core/decide.h"
#include "core/house.h"
#include "core/manifest.h"
#include "core/site.h"

typedef struct CommandIn { /* what every command body decodes into */
    Command c;
    int64_t behalf; /* the off-line organ whose act is entered; 0: one's own */
    Removals removed; /* pages left out of the dossier, and why */
} CommandIn;

extern const Shape OPEN_IN, PEOPLE_IN, ACT_IN, DRAFT_IN, PUSH_NEW_IN, CHECK_IN, PUSH_IN, STEP_IN, ACCEPT_IN, RETURN_IN,
    ANSWER_IN, SUPPLY_IN, PAPER_IN, NOTE_IN, NUMBER_IN, MANIFEST_IN, ASSIGN_IN, CORRECT_IN, CORRECT_ASK_IN, GRANT_IN, REASON_IN, REASON_BEHALF_IN, PARTICIPANT_IN, SHIELD_IN, SEAL_IN, SPLIT_IN,
    MERGE_IN, REBIND_IN, RECLASSIFY_IN, IDENTIFY_IN, PART_IN;

typedef struct SignIn {
    Str user, password;
} SignIn;
typedef struct PasswordIn {
    Str was, is;
} PasswordIn;
typedef struct PostIn {
    int64_t post;
} PostIn;
typedef struct AskIn { /* access asked for */
    Str about, reason;
} AskIn;
typedef struct PageNoteIn { /* what a reader keeps to himself */
    Hash page;
    int sheet;
    bool marked;
    Str note;
} PageNoteIn;
typedef struct ProblemIn { /* what somebody reports of the platform, and what the administrator says to it */
    Str page, request, text, title, answer, exercise;
    int life;
    int64_t same_as;
} ProblemIn;
extern const Shape PROBLEM_IN, PROBLEM_ANSWER_IN, PRACTICE_IN;
typedef struct BlobsIn {
    Strs blobs;
} BlobsIn;
extern const Shape SIGN_IN, PASSWORD_IN, POST_IN, ASK_IN, PAGE_NOTE_IN, BLOBS_IN;

typedef struct PageQuery { /* one query shape for all lists; each route's table row says which members speak */
    int64_t after, before, agency, person, user, about;
    int limit, said, days;
    Str class, dry, partial, desk, kind, region, act, q, open, from, to, outcome, cursor, version, papers;
} PageQuery;
extern const Shape INBOX_QUERY, REGISTER_QUERY, CASES_QUERY, HISTORY_QUERY, WHY_QUERY, CLASSES_QUERY, CHECK_QUERY, FIND_QUERY, BALANCE_QUERY, FIGURES_QUERY, BEHIND_QUERY, ENTRIES_QUERY, OPEN_QUERY, RATE_CASES_QUERY, STAYS_QUERY, SENT_QUERY, DUE_QUERY,
    AGENCIES_QUERY, AUDIT_QUERY, PAGE_QUERY, LIMIT_QUERY, SHEET_QUERY, CASE_SHEET_QUERY, TEMPLATE_QUERY, GUIDE_QUERY;

typedef struct HouseIn { /* bodies of a detention house */
    HouseCommand c;
    int64_t subject;
} HouseIn;
extern const Shape HELD_QUERY, ROLL_QUERY, HOUSE_ENTER_IN, HOUSE_LEAVE_IN, HOUSE_HAND_IN, HOUSE_NOTICES_IN, HOUSE_APPOINT_IN, HOUSE_END_IN;

typedef struct AdminIn { /* bodies of the administrators */
    int64_t id, parent, agency, user, post, for_user;
    Str login, name, kind, region, section, reason, note;
    int level;
    Time on_from, from, until;
    Ids serves;
    Strs roles;
    bool enabled, ended;
} AdminIn;
extern const Shape AGENCY_IN, USER_IN, USER_POST_IN, USER_PATCH_IN, DEPUTY_IN, TOKEN_IN, HANDOVER_IN, PUBLISH_IN, RESET_IN, VERIFY_IN, BULLETIN_IN, BULLETIN_NOTE_IN, UNMASK_IN, PRINTED_IN;
