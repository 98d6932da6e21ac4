// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Who is signed in. A session is looked up for every request, also on threads that may not touch a database, so all of
 * them are in memory; the table in the database lets them outlive a restart. Only hashes of cookies and tokens are kept.
 *
 * It knows users and posts as numbers: what a post may do is access.h. Its time is the machine's, never a simulated one.
 */
#include "app/aside.h"
#include "app/password.h"

typedef struct Session {
    Hash token;
    int64_t user, post;
    char csrf[SECRET_TEXT];
    Time created, seen, until;
    bool must_change; /* the password, before anything else */
    bool machine;     /* a bearer token: no cookie, no CSRF mark */
    int64_t id;       /* of a bearer token */
} Session;

typedef struct SessionsHow { /* zero: the value in brackets */
    Time idle, absolute; /* [30 min] [12 h] */
    int failures;        /* [5] wrong passwords before a login is locked */
    Time lock;           /* [1 min], doubled by each further failure, at most an hour */
} SessionsHow;

typedef struct Sessions Sessions;

/* Reads what an earlier process kept. `db`: any reader, used only now. */
must_use Status sessions_open(Db *db, Aside *aside, const SessionsHow *how, Sessions **ret, Err *err);
void sessions_close(Sessions *s);

void session_begin(Sessions *s, int64_t user, int64_t post, bool must_change, char ret_cookie[static SECRET_TEXT],
                   Session *ret);
typedef enum SessionFound { SESSION_NONE, SESSION_EXPIRED, SESSION_LIVE } SessionFound;
SessionFound session_find(Sessions *s, Str cookie, Session *ret); /* and it was seen now */
bool session_alive(Sessions *s, Hash token); /* without being seen */
SessionFound token_find(Sessions *s, Str bearer, Session *ret);
void session_switch(Sessions *s, Hash token, int64_t post);
void session_changed(Sessions *s, Hash token); /* its user has chosen a password of his own */
void session_end(Sessions *s, Hash token);
must_use Status sessions_end_user(Sessions *s, int64_t user, Hash but, Err *err); /* all of them but one, for good */
size_t sessions_live(Sessions *s);

/* A bearer token for a machine; its text is shown once. */
typedef struct NewToken {
    int64_t id, user, post, made_by;
    Str name;
    Time until;
} NewToken;
void token_add(Sessions *s, const NewToken *t, char ret[static SECRET_TEXT]);
bool token_revoke(Sessions *s, int64_t id);

/* Lock-out by login, whether or not there is such a user. */
bool login_locked(Sessions *s, Str login, Time *ret_until);
Time login_failed(Sessions *s, Str login); /* until when it is locked now; TIME_NONE: it is not */
bool login_matched(Sessions *s, Str login); /* whether there was a failure to forget */

DEFINE_CLEANUP(Sessions, sessions_close)
