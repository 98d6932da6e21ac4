// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What each route answers, as data: one line a key. From it come the responses of the description, the client's types,
 * and the test that holds every answer against what is said here. It writes no answer: handlers do.
 *
 * An answer says all its keys: one that is not named here, or is missing without MAYBE, fails the API tests. Core's own
 * structs are told by their shapes (`shape`): those leave out what is empty, but for the keys SHAPES_SURE knows better of.
 */
#include "node/shape.h"

typedef enum PartKind {
    P_TEXT = 1,
    P_INT,
    P_BOOL,
    P_ID,
    P_TIME,
    P_HASH,
    P_WORD, /* one of `words`, which are parted by blanks */
    P_OBJ,  /* `of`, or what `shape` encodes */
    P_ANY,  /* what it is another page says: the guide language, the format of events */
} PartKind;

enum {
    MAYBE = 1,    /* may be absent */
    OR_NULL = 2,  /* may be null */
    MANY = 4,     /* a list of it */
    BY_KEY = 8,   /* an object of it, by ids or words */
    OR_MANY = 16, /* one of it, or a list */
};

typedef struct Answer Answer;
typedef struct Part {
    const char *key;
    PartKind kind;
    unsigned flags;
    const Answer *of;
    const Shape *shape;
    const char *words;
} Part;

typedef enum AnswerForm {
    ANSWER_OBJECT,
    ANSWER_LIST,   /* of `of` */
    ANSWER_BY_KEY, /* an object of `of`, by id */
    ANSWER_EITHER, /* `of` or `or` */
    ANSWER_NONE,   /* 204 */
    ANSWER_BYTES,  /* a file; the client gets no JSON */
    ANSWER_STREAM,
} AnswerForm;

struct Answer {
    const char *name; /* of the type in the description and in the client */
    AnswerForm form;
    const Shape *shape; /* its fields come first */
    const Part *parts;
    size_t n;
    const Answer *of, *or;
    bool open;  /* other keys of the guide language may stand beside */
    int status; /* 0: 200 */
};

typedef struct SureShape { /* what of a core struct always has a value */
    const Shape *shape;
    const char *name; /* its type's name where a request has the same; NULL: the shape's */
    const char *keys; /* parted by blanks */
} SureShape;
extern const SureShape SHAPES_SURE[];
extern const size_t SHAPES_SURE_N;

extern const Answer BAD_CELL; /* shared by the imports */
/* the ways of an answer without JSON */
extern const Answer NOTHING, FILE_BYTES, EVENT_STREAM;
/* who and where */
extern const Answer ME, AGENCY_LIST, USER_LIST, GUIDE_LIST, BASE_GUIDES, GUIDE_TREE, GUIDE_VERSIONS, CODE_LIST, READY, HEALTH, DEMO_PEOPLE, DESCRIPTION;
/* the case */
extern const Answer MADE, MADE_CASE, CASE_ANSWER, NEXT, CASE_CLASSES, HISTORY, WHY, FORESEEN, CASE_LIST, SUBJECT_PAGE, UNMASKED;
/* the desk */
extern const Answer INBOX, SENT, REGISTER, FOUND, ASKED, ACCESS_REQUESTS, OWN_REQUESTS, GRANT_LIST;
/* the dossier */
extern const Answer BLOB_MADE, BLOBS_MISSING, MANIFEST_MADE, MANIFEST_TREE, MANIFEST_CHANGES, DOSSIER_CHECK, PAGE_NOTES, PAGE_NOTED;
/* figures */
extern const Answer BALANCE_PAGE, BEHIND, FIGURES, FIGURE_ENTRIES, OPEN_STAGES, OPEN_CASES, STAYS, MONTHS_PAST, DUE_LIST, BULLETIN_LIST, BULLETIN_PAGE, BULLETIN_MADE;
/* a detention house */
extern const Answer HELD_LIST, HOUSE_TODAY, HOUSE_MADE, HOUSE_NOTICES, ROLL_LIST, ROLL_CALLED, HOUSE_IMPORTED;
/* problems of the platform, and practice */
extern const Answer PROBLEM_LIST, PROBLEM_MADE, PROBLEM_REPORT, PRACTICE_LIST;
/* administrators */
extern const Answer ADMIN_MADE, USER_MADE, PASSWORD_MADE, HANDED_OVER, TOKEN_MADE, TOKEN_LIST, AUDIT_LIST, VERIFY_BEGUN, VERIFICATIONS, CASES_IMPORTED, USERS_IMPORTED,
    AGENCIES_IMPORTED;

void answer_response(const Answer *a, Json *j);            /* the value of `schema` in a response */
void answer_components(const Answer *const *all, size_t n, Json *j); /* members of components/schemas, once each */
