// SPDX-License-Identifier: Apache-2.0
/*
 * Event streams. One thread follows what is committed and tells each stream what its post may see; whoever comes back
 * with Last-Event-ID gets what he missed, from memory or from the log, or the word that he must look anew.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "api/api.h"
#include "api/handlers.h"
#include "http/sse.h"
#include "store/stream_store.h"

enum { CLIENTS_MAX = 8192, AT_ONCE = 256, MISSED_MAX = 2000, LOOK_MS = 1000, CHECK_EVERY_S = 30, ASKS_MAX = 256 };

typedef struct Client { /* small: there are thousands */
    Hub *hub;
    Sse *sse;
    int64_t user, post;
    Hash token;
    struct Client *next, **at;
} Client;

typedef struct NewAsk { /* a request for access that nobody was told of yet */
    int64_t case_id, agency;
} NewAsk;

struct Hub {
    Api *api;
    pthread_t thread;
    pthread_mutex_t lock; /* of the list and pos */
    Client *first;
    atomic_size_t n;
    int64_t pos; /* told to all so far */
    atomic_bool stop, roused; /* roused: to stop, or to tell of requests */
    Db *db;
    pthread_mutex_t asks_lock;
    NewAsk asks[ASKS_MAX];
    size_t n_asks;
};

/* bare: something happened in the case, but not what. */
static Str event_json(const LiveRecord *r, bool bare, Arena *a) {
    StrBuf b;
    Json j;
    Str name, rest = r->events;
    strbuf_init(&b, a, KB(16));
    json_init(&j, &b);
    json_obj(&j);
    json_key(&j, "pos"), json_i64(&j, r->pos);
    json_key(&j, "case"), json_id(&j, r->case_id);
    json_key(&j, "at"), json_time(&j, r->at);
    if (bare) {
        json_end_obj(&j);
        return strbuf_str(&b);
    }
    json_key(&j, "made"), json_id(&j, r->made);
    json_key(&j, "command"), json_str(&j, r->command);
    json_key(&j, "events");
    json_arr(&j);
    while (str_cut(rest, ' ', &name, &rest)) json_str(&j, name);
    if (rest.n) json_str(&j, rest);
    json_end_arr(&j);
    json_end_obj(&j);
    return strbuf_str(&b);
}

typedef struct Telling { /* one record on its way to all who may hear of it */
    Hub *hub;
    const SiteView *view;
    const LiveRecord *r;
    Arena *a;
    Db *db;
    Time now;
    Case c; /* read once, and only if somebody's right hangs on it */
    bool looked, there;
    Str data[2]; /* its text; bare */
} Telling;

static bool concerned(const LiveRecord *r, int64_t agency) {
    for (size_t i = 0; i < r->n_agencies; i++)
        if (r->agencies[i] == agency) return true;
    return false;
}

static Access hears(Telling *t, const Asker *as) {
    if (as->sees == SEES_CONTENT && !concerned(t->r, as->agency->id)) return ACCESS_NONE;
    if (as->sees == SEES_NONE) return ACCESS_NONE;
    if (!t->looked) {
        t->looked = true;
        t->there = case_read(t->db, t->r->case_id, t->a, &t->c, NULL) == OK;
    }
    return t->there ? access_case(t->view->state, as, &t->c, t->now) : ACCESS_NONE;
}

static void tell(Telling *t, const Client *c, Str id) {
    Asker as;
    if (!asker_of(t->view->state, site_rules(t->hub->api->site)->codes, c->user, c->post, &as)) return;
    Access hears_it = hears(t, &as);
    if (hears_it == ACCESS_NONE) return;
    Str *data = &t->data[hears_it == ACCESS_OWN];
    if (!data->n) *data = event_json(t->r, hears_it == ACCESS_OWN, t->a);
    (void)sse_send(c->sse, id, S("case"), *data);
}

static Str pos_text(int64_t pos, Arena *a) {
    return str_format(a, "%lld", (long long)pos);
}

/* Under the lock: the client whose session has ended is let go. */
static void check_sessions(Hub *h) {
    for (Client *c = h->first; c; c = c->next)
        if (!session_alive(h->api->sessions, c->token)) sse_close(c->sse);
}

static void tell_all(Hub *h, const LiveRecord *r, const SiteView *view, Arena *a) {
    Telling t = {.hub = h, .view = view, .r = r, .a = a, .db = h->db, .now = site_now(h->api->site)};
    if (r->kind != STREAM_CASE || !h->first) return;
    Str id = pos_text(r->pos, a);
    for (const Client *c = h->first; c; c = c->next) tell(&t, c, id);
}

static void tell_reset(Hub *h, int64_t pos, Arena *a) {
    for (const Client *c = h->first; c; c = c->next) (void)sse_send(c->sse, pos_text(pos, a), S("reset"), S("{}"));
}

static void tell_new(Hub *h, Arena *a) {
    LiveRecord *v;
    size_t n;
    Live *live = site_live(h->api->site);
    pthread_mutex_lock(&h->lock);
    switch (live_read(live, h->pos, AT_ONCE, a, &v, &n)) {
    case LIVE_NONE: break;
    case LIVE_BEHIND:
        h->pos = live_last(live);
        tell_reset(h, h->pos, a);
        break;
    case LIVE_SOME: {
        const SiteView *view = site_view(h->api->site);
        for (size_t i = 0; i < n; i++) tell_all(h, &v[i], view, a);
        h->pos = v[n - 1].pos;
        site_view_drop(view);
        break;
    }
    }
    pthread_mutex_unlock(&h->lock);
}

/* A request is no record of the log: who is not there is told by the list itself when he comes. */
static void tell_ask(Hub *h, const NewAsk *x, const SiteView *view, Arena *a) {
    Case c;
    Time now = site_now(h->api->site);
    if (case_read(h->db, x->case_id, a, &c, NULL) != OK) return;
    for (const Client *k = h->first; k; k = k->next) {
        Asker as;
        if (!asker_of(view->state, site_rules(h->api->site)->codes, k->user, k->post, &as) || !asker_may(&as, MAY_LEAD)) continue;
        if (!asks_come_to(view->state, &view->world, &as, x->agency, now) || access_case(view->state, &as, &c, now) < ACCESS_ACT) continue;
        (void)sse_send(k->sse, pos_text(h->pos, a), S("asked"), S("{}"));
    }
}

static void tell_asks(Hub *h, Arena *a) {
    NewAsk v[ASKS_MAX];
    pthread_mutex_lock(&h->asks_lock);
    size_t n = h->n_asks;
    memcpy(v, h->asks, n * sizeof *v);
    h->n_asks = 0;
    if (!h->stop) h->roused = false;
    pthread_mutex_unlock(&h->asks_lock);
    if (!n) return;
    const SiteView *view = site_view(h->api->site);
    pthread_mutex_lock(&h->lock);
    for (size_t i = 0; i < n; i++) tell_ask(h, &v[i], view, a);
    pthread_mutex_unlock(&h->lock);
    site_view_drop(view);
}

void hub_asked(Hub *h, int64_t case_id, int64_t agency) {
    if (!h) return;
    pthread_mutex_lock(&h->asks_lock);
    if (h->n_asks < ASKS_MAX) h->asks[h->n_asks++] = (NewAsk){case_id, agency}; /* so many at once: the next look shows them */
    h->roused = true;
    pthread_mutex_unlock(&h->asks_lock);
    live_rouse(site_live(h->api->site));
}

static void *follow(void *arg) {
    Hub *h = arg;
    Live *live = site_live(h->api->site);
    Arena *a = arena_new();
    for (int64_t quiet = 0; !h->stop;) {
        if (live_wait(live, h->pos, LOOK_MS, &h->roused)) tell_new(h, a);
        tell_asks(h, a);
        if (++quiet % CHECK_EVERY_S == 0) {
            pthread_mutex_lock(&h->lock);
            check_sessions(h);
            pthread_mutex_unlock(&h->lock);
        }
        arena_reset(a);
    }
    arena_free(a);
    return NULL;
}

Hub *hub_new(Api *api) {
    Hub *h = calloc(1, sizeof *h);
    ASSERT(h && "out of memory");
    h->api = api;
    h->pos = live_last(site_live(api->site));
    pthread_mutex_init(&h->lock, NULL);
    pthread_mutex_init(&h->asks_lock, NULL);
    if (db_pool_take(site_readers(api->site), 1000, &h->db, NULL) != OK) {
        free(h);
        return NULL;
    }
    ASSERT(pthread_create(&h->thread, NULL, follow, h) == 0);
    return h;
}

void hub_free(Hub *h) {
    h->stop = true;
    h->roused = true;
    live_rouse(site_live(h->api->site));
    pthread_join(h->thread, NULL);
    db_pool_give(site_readers(h->api->site), h->db);
    pthread_mutex_destroy(&h->asks_lock);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

size_t hub_count(Hub *h) {
    return h ? h->n : 0;
}

static void client_gone(void *u) {
    Client *c = u;
    pthread_mutex_lock(&c->hub->lock);
    if (c->at) { /* it was in the list */
        *c->at = c->next;
        if (c->next) c->next->at = c->at;
    }
    pthread_mutex_unlock(&c->hub->lock);
    c->hub->n--;
    sse_unref(c->sse);
    free(c);
}

/* From the log, for one who was away longer than memory reaches. */
static Status missed_in_log(const Ask *k, Telling *t, Client *c, int64_t after, Err *err) {
    Rows *rows, *parts;
    TRY(db_run(k->db, Q_LOG_PAGE, ARGS(VAL(after), VAL((int64_t)MISSED_MAX)), k->a, &rows, err));
    if (rows->n == MISSED_MAX) {
        (void)sse_send(c->sse, pos_text(c->hub->pos, k->a), S("reset"), S("{}"));
        return OK;
    }
    for (size_t i = 0; i < rows->n; i++) {
        Record rec;
        record_from_row(rows, i, &rec);
        if (rec.kind != STREAM_CASE || rec.pos > c->hub->pos) continue;
        int64_t own = k->who->asker.agency->id;
        TRY(db_run(k->db, Q_PART_HAS, ARGS(VAL(own), VAL(rec.stream)), k->a, &parts, err));
        LiveRecord r = {.pos = rec.pos, .stream = rec.stream, .case_id = rec.stream, .user = rec.user, .kind = rec.kind,
                        .at = rec.at, .command = rec.command, .agencies = &own, .n_agencies = parts->n ? 1 : 0};
        t->r = &r;
        t->looked = false;
        t->data[0] = t->data[1] = (Str){0};
        tell(t, c, pos_text(r.pos, k->a));
    }
    return OK;
}

/* Under the lock, so that nothing falls between what was missed and what comes. */
static Status catch_up(const Ask *k, Client *c, int64_t after, Err *err) {
    Telling t = {.hub = c->hub, .view = k->view, .a = k->a, .db = k->db, .now = k->now};
    LiveRecord *v;
    size_t n;
    while (after < c->hub->pos) {
        LiveState st = live_read(site_live(k->api->site), after, AT_ONCE, k->a, &v, &n);
        if (st == LIVE_BEHIND) return missed_in_log(k, &t, c, after, err);
        if (st == LIVE_NONE) return OK;
        for (size_t i = 0; i < n && v[i].pos <= c->hub->pos; i++) {
            t.r = &v[i];
            t.looked = false;
            t.data[0] = t.data[1] = (Str){0};
            if (v[i].kind == STREAM_CASE) tell(&t, c, pos_text(v[i].pos, k->a));
        }
        after = v[n - 1].pos;
    }
    return OK;
}

Status api_events(Ctx *ctx, const Req *req, Resp *resp, Err *err) {
    _cleanup_(ask_done) Ask k = ask_of(ctx, req);
    Hub *h = k.api->hub;
    int64_t after;
    if (h->n >= CLIENTS_MAX) return FAIL(err, ERR_BUSY, "hub.full", "too many live connections");
    Client *c = calloc(1, sizeof *c);
    ASSERT(c && "out of memory");
    *c = (Client){.hub = h, .user = k.who->session.user, .post = k.who->session.post, .token = k.who->session.token};
    bool resumed = str_i64(req_header(req, "last-event-id"), &after) && after >= 0;
    h->n++;
    pthread_mutex_lock(&h->lock);
    c->sse = resp_sse(resp, client_gone, c);
    (void)sse_send(c->sse, pos_text(resumed ? after : h->pos, k.a), S("hello"), S("{}"));
    Status s = resumed ? catch_up(&k, c, after, err) : OK;
    c->next = h->first;
    c->at = &h->first;
    if (c->next) c->next->at = &c->next;
    h->first = c;
    pthread_mutex_unlock(&h->lock);
    if (s != OK) sse_close(c->sse);
    return OK;
}
