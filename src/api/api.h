// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The API of one served site: what all handlers share, and how a handler asks who is there and what he may see.
 *
 * It knows HTTP and the application; it decides nothing of the trade (core does) and nothing of rights (app/access
 * does). Every handler begins with an Ask and gets a case only through case_see, so no way leads around the rule.
 */
#include "api/asked.h"
#include "api/page_cache.h"
#include "app/access.h"
#include "app/assign.h"
#include "app/audit.h"
#include "app/sessions.h"
#include "app/writer.h"
#include "base/hex.h"
#include "http/pack.h"
#include "http/server.h"

typedef struct Hub Hub; /* the event streams */

enum { UPLOAD_MAX_MB = 2048 };

typedef struct ApiHow {
    Site *site;
    const char *host, *web; /* web: the folder of the client; NULL: none */
    int port;
    int practice_port; /* where the practice copy is served; 0: there is none */
    const char *cookie; /* NULL: jindu_session. A practice copy on the same host has its own */
    bool secure; /* cookies only over TLS */
    size_t upload_max; /* bytes of one file; 0: UPLOAD_MAX_MB */
    SessionsHow sessions;
} ApiHow;

typedef struct Api {
    Site *site;
    Aside *aside;
    Audit *audit;
    Sessions *sessions;
    Passwords *passwords;
    Hub *hub;
    PageCache *pages;
    AskedKeys *asked;
    struct Verifier *verifier;
    AssignTurns *turns;
    Server *server;
    Arena *arena;
    PackedText openapi;
    Str site_name;
    const char *nobody; /* a hash no password matches, for logins that do not exist */
    size_t upload_max;
    bool secure, demo;
    const char *cookie;
    int practice_port;
} Api;

must_use Status api_open(const ApiHow *how, Api **ret, Err *err);
int api_port(const Api *api);
int api_readers(void); /* how many connections for reading the site must be opened with */
void api_describe(StrBuf *out); /* the OpenAPI description; it needs no site */
void api_close(Api *api); /* what was begun is answered first; the site stays open */

typedef struct Signed { /* what authorize leaves for the handler; its own copies, as long-lived as the request */
    Session session;
    Asker asker; /* post NULL: he has none that is enabled */
} Signed;

typedef struct Ask { /* one request, asked by somebody */
    Api *api;
    Db *db;
    Arena *a;
    const Req *req;
    const Signed *who; /* NULL on public routes */
    const SiteView *view;
    const World *world;
    const SiteState *site;
    Time now;
    struct HeldPages *held; /* cases in use until ask_done */
    int64_t stored;         /* every read of this request sees the log up to here */
} Ask;

Ask ask_of(Ctx *ctx, const Req *req);
void ask_done(Ask *k);
void ask_audit(const Ask *k, const char *what, int64_t case_id, const char *outcome, Str detail);

typedef struct CaseSeen {
    Case c;    /* shares what it points to: good until ask_done */
    Str state; /* as packed */
    int64_t seq;
    Hash head;
    Access access;
    Case own; /* with ACCESS_OWN: the only part that may be shown */
} CaseSeen;

/* ERR_NOT_FOUND case.none: there is none, or the asker's access is less; the two are told alike, and audited. */
must_use Status case_see(const Ask *k, int64_t id, Access least, CaseSeen *ret, Err *err);
/* Reads many cases in one go before case_see is asked for each of them; rights are judged there as ever. */
must_use Status cases_foresee(const Ask *k, const Ids *ids, Err *err);
must_use Status cases_foresee_rows(const Ask *k, const Rows *rows, size_t col, Err *err); /* their ids stand in that column */
must_use Status case_unseen(const Ask *k, int64_t id, Err *err); /* that same answer, when more than seeing is asked */
/* The case of the path and the address that `param` names. */
must_use Status case_and_hash(const Ask *k, const char *param, Access least, CaseSeen *ret, Hash *ret_hash, Err *err);
/* That manifest is or was the dossier of the case or of a transfer in it. */
bool manifest_of_case(const Ask *k, const Case *c, Hash manifest);
/* The ledger of one who is or was held in a case the asker may read, or in his house; else ERR_NOT_FOUND as above. */
must_use Status subject_see(const Ask *k, int64_t id, Subject *ret, Err *err);
/* Keeps a page until ask_done. */
void ask_hold(const Ask *k, CasePage *page);
void held_drop(struct HeldPages *held); /* by who has taken it from the ask; NULL is good */
/* The actor the core judges. c: the case he acts in, for a deputy's acts; NULL: none yet. */
Actor actor_of(const Ask *k, const Case *c, int64_t behalf);

/* Carries out a command of the engine for this request, answered when it is durable. */
must_use Status command_run(Ctx *ctx, const Req *req, Resp *resp, CommandKind kind, Err *err);
bool demands_key(const Route *r); /* the header Idempotency-Key */
/* The header Idempotency-Key, scoped to user and post. */
must_use Status command_key(const Ask *k, Str *ret_key, Hash *ret_request, Err *err);
/* Carries out a command of the site. *ret_done false: it was refused, and the refusal is answered. */
must_use Status site_run(const Ask *k, const SiteCommand *cmd, WriteAsk *ask, Resp *resp, WriteResult *ret, bool *ret_done, Err *err);
/* A new first password, stored as its hash. */
must_use Status secret_store(const Ask *k, int64_t user, char ret[static PASSWORD_TEXT], Err *err);
/* Whether requests put to that agency are the asker's to answer: of his own, and of an organ off the platform whose cases
 * his desk keeps. */
bool asks_come_here(const Ask *k, int64_t agency);
bool asks_come_to(const SiteState *s, const World *w, const Asker *as, int64_t agency, Time now);
/* A refusal as a problem. */
void resp_refused(Resp *resp, const Refusal *r, Arena *a);

Hub *hub_new(Api *api);
void hub_free(Hub *h); /* after the server has stopped */
size_t hub_count(Hub *h);
/* A request for access came: whoever decides it looks anew. Told by the hub's own thread, so that no asker can time it. */
void hub_asked(Hub *h, int64_t case_id, int64_t agency);
