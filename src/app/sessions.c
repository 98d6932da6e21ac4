// SPDX-License-Identifier: Apache-2.0
#include "app/sessions.h"

#include <pthread.h>

#include "base/clock.h"
#include "db/queries.h"

enum { SLOTS = 4096, LOCKS = 2048, LOCK_MOST = 3600, KEPT_MIN = 5 };

typedef struct Entry {
    Session s;
    Time kept; /* `seen` as the table has it */
    struct Entry *next;
} Entry;

typedef struct Lock { /* a slot by the hash of the login: two that share one only wait together */
    int failures;
    Time until;
} Lock;

struct Sessions {
    SessionsHow how;
    Aside *aside;
    pthread_mutex_t lock;
    Entry *slots[SLOTS];
    size_t n;
    Lock locks[LOCKS];
};

static size_t slot_of(Hash h) {
    return (size_t)(h.b[0] | h.b[1] << 8) % SLOTS;
}

static Hash hash_text(Str s) {
    return hash_sha256(&s, 1);
}

static Entry **entry_at(Sessions *s, Hash token) {
    Entry **at = &s->slots[slot_of(token)];
    while (*at && !hash_eq((*at)->s.token, token)) at = &(*at)->next;
    return at;
}

static void entry_add(Sessions *s, const Session *x) {
    Entry *e = calloc(1, sizeof *e);
    ASSERT(e && "out of memory");
    e->s = *x;
    e->kept = x->seen;
    e->next = s->slots[slot_of(x->token)];
    s->slots[slot_of(x->token)] = e;
    s->n++;
}

static void entry_drop(Sessions *s, Entry **at) {
    Entry *e = *at;
    *at = e->next;
    free(e);
    s->n--;
}

static Lock *lock_of(Sessions *s, Str login) {
    return &s->locks[str_hash(login) % LOCKS];
}

static Status load_locks(Sessions *s, Db *db, Arena *a, Err *err) {
    Rows *r;
    TRY(db_run(db, Q_SECRET_LOCKS, NO_ARGS, a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        Lock *l = lock_of(s, row_str(r, i, 0));
        l->failures = MAX(l->failures, (int)MIN(row_i64(r, i, 1), (int64_t)1000));
        l->until = MAX(l->until, row_i64_or(r, i, 2, 0));
    }
    return OK;
}

static Status load(Sessions *s, Db *db, Arena *a, Err *err) {
    Rows *r;
    Time now = clock_now();
    TRY(db_run(db, Q_SESSION_LIVE, ARGS(VAL(now), VAL(now - s->how.idle)), a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        Session x = {.token = row_hash(r, i, 0), .user = row_i64(r, i, 1), .post = row_i64(r, i, 2),
                     .created = row_i64(r, i, 4), .seen = row_i64(r, i, 5), .until = row_i64(r, i, 6),
                     .must_change = row_i64_or(r, i, 7, 0) != 0};
        Str csrf = row_str(r, i, 3);
        memcpy(x.csrf, csrf.p, MIN(csrf.n, sizeof x.csrf - 1));
        entry_add(s, &x);
    }
    TRY(db_run(db, Q_TOKEN_LIVE, ARGS(VAL(now)), a, &r, err));
    for (size_t i = 0; i < r->n; i++)
        entry_add(s, &(Session){.id = row_i64(r, i, 0), .token = row_hash(r, i, 1), .user = row_i64(r, i, 2),
                                .post = row_i64(r, i, 3), .until = row_i64(r, i, 4), .machine = true});
    return OK;
}

Status sessions_open(Db *db, Aside *aside, const SessionsHow *how, Sessions **ret, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    _cleanup_(sessions_closep) Sessions *s = calloc(1, sizeof *s);
    ASSERT(s && "out of memory");
    s->how = *how;
    if (!s->how.idle) s->how.idle = 30 * MINUTE;
    if (!s->how.absolute) s->how.absolute = 12 * HOUR;
    if (!s->how.failures) s->how.failures = 5;
    if (!s->how.lock) s->how.lock = MINUTE;
    s->aside = aside;
    pthread_mutex_init(&s->lock, NULL);
    TRY(load(s, db, a, err));
    TRY(load_locks(s, db, a, err));
    *ret = TAKE(s);
    return OK;
}

void sessions_close(Sessions *s) {
    for (size_t i = 0; i < SLOTS; i++)
        while (s->slots[i]) entry_drop(s, &s->slots[i]);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

void session_begin(Sessions *s, int64_t user, int64_t post, bool must_change, char ret_cookie[static SECRET_TEXT],
                   Session *ret) {
    secret_make(ret_cookie);
    Time now = clock_now();
    *ret = (Session){.token = hash_text(str_c(ret_cookie)), .user = user, .post = post, .created = now, .seen = now,
                     .until = now + s->how.absolute, .must_change = must_change};
    secret_make(ret->csrf);
    pthread_mutex_lock(&s->lock);
    entry_add(s, ret);
    pthread_mutex_unlock(&s->lock);
    aside_put(s->aside, Q_SESSION_SWEEP, ARGS(VAL(now), VAL(now - s->how.idle)));
    aside_put(s->aside, Q_SESSION_ADD,
              ARGS(VAL(ret->token), VAL(user), VAL(post), VAL(str_c(ret->csrf)), VAL(now), VAL(now), VAL(ret->until)));
}

static SessionFound find(Sessions *s, Str text, bool machine, Session *ret) {
    if (text.n != SECRET_TEXT - 1) return SESSION_NONE;
    Hash token = hash_text(text);
    Time now = clock_now();
    bool keep = false;
    SessionFound found = SESSION_NONE;
    pthread_mutex_lock(&s->lock);
    Entry **at = entry_at(s, token), *e = *at;
    if (e && e->s.machine == machine) {
        bool idle = !machine && now - e->s.seen > s->how.idle;
        found = now > e->s.until || idle ? SESSION_EXPIRED : SESSION_LIVE;
        if (found == SESSION_LIVE) {
            e->s.seen = now;
            keep = now - e->kept > KEPT_MIN * MINUTE;
            if (keep) e->kept = now;
            *ret = e->s;
        } else if (!machine) {
            entry_drop(s, at);
        }
    }
    pthread_mutex_unlock(&s->lock);
    if (keep) aside_put(s->aside, machine ? Q_TOKEN_USED : Q_SESSION_SEEN, ARGS(VAL(token), VAL(now)));
    return found;
}

SessionFound session_find(Sessions *s, Str cookie, Session *ret) {
    return find(s, cookie, false, ret);
}

SessionFound token_find(Sessions *s, Str bearer, Session *ret) {
    return find(s, bearer, true, ret);
}

bool session_alive(Sessions *s, Hash token) {
    pthread_mutex_lock(&s->lock);
    const Entry *e = *entry_at(s, token);
    bool alive = e && clock_now() <= e->s.until;
    pthread_mutex_unlock(&s->lock);
    return alive;
}

void session_switch(Sessions *s, Hash token, int64_t post) {
    pthread_mutex_lock(&s->lock);
    Entry *e = *entry_at(s, token);
    if (e) e->s.post = post;
    pthread_mutex_unlock(&s->lock);
    aside_put(s->aside, Q_SESSION_POST, ARGS(VAL(token), VAL(post)));
}

void session_changed(Sessions *s, Hash token) {
    pthread_mutex_lock(&s->lock);
    Entry *e = *entry_at(s, token);
    if (e) e->s.must_change = false;
    pthread_mutex_unlock(&s->lock);
}

void session_end(Sessions *s, Hash token) {
    pthread_mutex_lock(&s->lock);
    Entry **at = entry_at(s, token);
    if (*at) entry_drop(s, at);
    pthread_mutex_unlock(&s->lock);
    aside_put(s->aside, Q_SESSION_DROP, ARGS(VAL(token)));
}

Status sessions_end_user(Sessions *s, int64_t user, Hash but, Err *err) {
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < SLOTS; i++) {
        for (Entry **at = &s->slots[i]; *at;) {
            Entry *e = *at;
            bool drop = e->s.user == user && !e->s.machine && !hash_eq(e->s.token, but);
            if (drop) entry_drop(s, at);
            else at = &e->next;
        }
    }
    pthread_mutex_unlock(&s->lock);
    aside_put(s->aside, Q_SESSION_DROP_USER, ARGS(VAL(user), VAL(but)));
    return aside_sync(s->aside, err); /* none of them comes back with a restart */
}

size_t sessions_live(Sessions *s) {
    pthread_mutex_lock(&s->lock);
    size_t n = s->n;
    pthread_mutex_unlock(&s->lock);
    return n;
}

void token_add(Sessions *s, const NewToken *t, char ret[static SECRET_TEXT]) {
    secret_make(ret);
    Session x = {.token = hash_text(str_c(ret)), .id = t->id, .user = t->user, .post = t->post, .until = t->until, .machine = true};
    pthread_mutex_lock(&s->lock);
    entry_add(s, &x);
    pthread_mutex_unlock(&s->lock);
    aside_put(s->aside, Q_TOKEN_ADD,
              ARGS(VAL(t->id), VAL(x.token), VAL(t->user), VAL(t->post), VAL(t->name), VAL(clock_now()), VAL(t->until), VAL(t->made_by)));
}

bool token_revoke(Sessions *s, int64_t id) {
    bool found = false;
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < SLOTS && !found; i++) {
        Entry **at = &s->slots[i];
        while (*at && !((*at)->s.machine && (*at)->s.id == id)) at = &(*at)->next;
        found = *at != NULL;
        if (found) entry_drop(s, at);
    }
    pthread_mutex_unlock(&s->lock);
    if (found) aside_put(s->aside, Q_TOKEN_REVOKE, ARGS(VAL(id), VAL(clock_now())));
    return found;
}

bool login_locked(Sessions *s, Str login, Time *ret_until) {
    pthread_mutex_lock(&s->lock);
    *ret_until = lock_of(s, login)->until;
    pthread_mutex_unlock(&s->lock);
    return *ret_until > clock_now();
}

Time login_failed(Sessions *s, Str login) {
    pthread_mutex_lock(&s->lock);
    Lock *l = lock_of(s, login);
    l->failures++;
    int over = l->failures - s->how.failures;
    if (over >= 0) l->until = clock_now() + MIN(s->how.lock << MIN(over, 12), LOCK_MOST * SECOND);
    Time until = over >= 0 ? l->until : TIME_NONE;
    pthread_mutex_unlock(&s->lock);
    return until;
}

bool login_matched(Sessions *s, Str login) {
    pthread_mutex_lock(&s->lock);
    bool any = lock_of(s, login)->failures > 0;
    *lock_of(s, login) = (Lock){0};
    pthread_mutex_unlock(&s->lock);
    return any;
}
