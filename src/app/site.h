// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * An opened site: its database, its one writer, its readers, its vault, its rules and its clock.
 *
 * A SiteView is the site as it stood after some commit: agencies, users, posts, guides, and the World the engine
 * decides in. It never changes; a new one takes its place. Hold it for a request, drop it at the end.
 *
 * Laid out as DIR/site.db (unless --db names another database), DIR/vault/. Guides live in the database under their
 * hashes: a running site needs no guide file, but rule files that are broken keep it from starting.
 */
#include "app/live.h"
#include "app/rules.h"
#include "core/site.h"
#include "db/db_pool.h"
#include "vault/vault.h"

typedef struct Writer Writer;
typedef struct Ticker Ticker;

typedef struct SiteView {
    World world;            /* guides: retired first, then those in force */
    const SiteState *state;
    int64_t pos;            /* of the last record of the site's stream it contains */
} SiteView;

typedef struct Site Site;

typedef struct SiteHow {
    const char *dir;
    const char *db;        /* NULL: sqlite:DIR/site.db */
    const char *rules;     /* the folder of rules */
    Time clock;            /* the site's time at opening, running on from there; TIME_NONE: the machine's, and of a
                              demo that of its last record */
    bool onward;           /* a clock before the last record is refused: site.clock_back */
    int readers;           /* connections for reading; 0: 4 */
    bool tick;             /* let time lapse terms by itself */
    bool copied;           /* PostgreSQL: a copy was made, an upgrade may go ahead */
} SiteHow;

typedef struct SiteNew {
    Str name;
    int number; /* 1..255 */
    bool demo;
} SiteNew;

/*
 * site_create makes the database and puts every sound class guide of the rules in force; ERR_CONFLICT site.exists.
 * site_open: ERR_NOT_FOUND site.none; ERR_BUSY writer.taken while another process serves it; the place of a fault in
 * the rules is in err->where.
 */
must_use Status site_create(const SiteHow *how, const SiteNew *new, Site **ret, Err *err);
must_use Status site_open(const SiteHow *how, Site **ret, Err *err);
void site_close(Site *s); /* what is queued is stored first */
/* The end is near: judging, sweeping and long imports stop where they are; what is asked is still stored and answered. */
void site_leave(Site *s);
const atomic_bool *site_leaving(const Site *s);
DEFINE_CLEANUP(Site, site_close)

Writer *site_writer(const Site *s);
DbPool *site_readers(const Site *s);
Live *site_live(const Site *s);
Vault *site_vault(const Site *s);
const Rules *site_rules(const Site *s); /* the tables and the calendar */
Str site_url(const Site *s); /* of the database */
Str site_dir(const Site *s);

Time site_now(const Site *s);               /* the site's clock */
void site_clock(Site *s, Time now);         /* sets it: simulated sites and tests */
int64_t site_id(Site *s);                   /* a new id */
void site_swept(Site *s, const VaultSwept *swept); /* what a sweep of the vault took out is counted */
VaultSwept site_sweeps(const Site *s);             /* all of them since the site was opened */
int64_t site_wal(const Site *s);            /* bytes of SQLite's log that are not yet in the database */

const SiteView *site_view(Site *s); /* held */
void site_view_drop(const SiteView *v);

/* For tests: stops the writer and starts another, on a database that fails when told to. */
struct WriterHow;
must_use Status site_writer_replace(Site *s, const struct WriterHow *how, Err *err);

/* Explores the guide in force for that class, so that the writer need not; empty: all of them. False: the site is left. */
must_use bool site_certify(Site *s, Str class);

/* ---- for the writer */
void site_yield(const Site *s, int64_t log_bytes); /* before a commit: lets the checkpoint thread catch up */
typedef struct ViewParts {
    const SiteState *state; /* copied */
    int64_t pos;
} ViewParts;
must_use Status site_guide_add(Site *s, Str text, Hash *ret, Err *err); /* to the shelf of loaded guides */
void site_view_put(Site *s, const ViewParts *p);
