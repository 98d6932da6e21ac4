// SPDX-License-Identifier: Apache-2.0
#include "app/site.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/certificate.h"
#include "app/checkpointer.h"
#include "app/judge.h"
#include "app/ticker.h"
#include "app/verify.h"
#include "app/writer.h"
#include "base/clock.h"
#include "core/guide_check.h"
#include "db/queries.h"
#include "store/project.h"
#include "store/stream_store.h"

enum { READERS = 4, LIVE_RECORDS = 4096 };
static const Time LATE_AFTER = DAY_US; /* an entry later than this after the fact says why */

typedef struct View {
    SiteView v;
    atomic_int holders;
    Arena *arena;
} View;

typedef struct Shelf { /* every guide the database has, loaded; none is ever taken off */
    const Guide *guide;
    GuideGraph *states; /* what its certificate lists; explored when first asked for */
} Shelf;

struct Site {
    Arena *arena;
    Str dir, url;
    const Rules *rules;
    Calendar calendar; /* of weekends alone, if the rules have none */
    Vault *vault;
    DbPool *readers;
    Writer *writer;
    Ticker *ticker;
    Judge *judge;
    pthread_mutex_t exploring; /* one at a time */
    Checkpointer *checkpointer;
    Live *live;
    _Atomic int64_t ahead; /* of the machine's clock */
    _Atomic uint64_t swept, swept_bytes;
    pthread_mutex_t lock;  /* of the view and the shelf */
    View *view;
    Arena *guides_arena;
    atomic_bool leaving;
    LIST_OF(Shelf) shelf;
};

Writer *site_writer(const Site *s) {
    return s->writer;
}
DbPool *site_readers(const Site *s) {
    return s->readers;
}
void site_leave(Site *s) {
    s->leaving = true;
}
const atomic_bool *site_leaving(const Site *s) {
    return &s->leaving;
}
Live *site_live(const Site *s) {
    return s->live;
}
Vault *site_vault(const Site *s) {
    return s->vault;
}
const Rules *site_rules(const Site *s) {
    return s->rules;
}
Str site_url(const Site *s) {
    return s->url;
}
Str site_dir(const Site *s) {
    return s->dir;
}
Time site_now(const Site *s) {
    return clock_now() + s->ahead;
}
void site_clock(Site *s, Time now) {
    s->ahead = now - clock_now();
}
void site_yield(const Site *s, int64_t log_bytes) {
    checkpointer_yield(s->checkpointer, log_bytes);
}
int64_t site_wal(const Site *s) {
    return checkpointer_wal(s->checkpointer);
}
void site_swept(Site *s, const VaultSwept *swept) {
    s->swept += swept->removed;
    s->swept_bytes += swept->removed_bytes;
}
VaultSwept site_sweeps(const Site *s) {
    return (VaultSwept){.removed = s->swept, .removed_bytes = s->swept_bytes};
}
int64_t site_id(Site *s) {
    return writer_id(s->writer);
}

/* ---- views */

const SiteView *site_view(Site *s) {
    pthread_mutex_lock(&s->lock);
    View *v = s->view;
    v->holders++;
    pthread_mutex_unlock(&s->lock);
    return &v->v;
}

void site_view_drop(const SiteView *view) {
    if (!view) return;
    View *v = (View *)(uintptr_t)view; /* it is the first member */
    if (--v->holders == 0) arena_free(v->arena);
}

static GuideGraph *states_known(Site *s, const Guide *g, GuideGraph *put) {
    GuideGraph *known = NULL;
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < s->shelf.n; i++) {
        Shelf *at = &s->shelf.v[i];
        if (at->guide != g) continue;
        if (put) at->states = guide_states(put, s->guides_arena);
        known = at->states;
    }
    pthread_mutex_unlock(&s->lock);
    return known;
}

/* Explores outside the lock of the views: it takes the better part of a second. NULL: stopped before its end. */
static const GuideGraph *states_of(Site *s, const Guide *g, const atomic_bool *stop) {
    GuideGraph *known = states_known(s, g, NULL);
    if (known) return known;
    pthread_mutex_lock(&s->exploring);
    known = states_known(s, g, NULL);
    if (!known) {
        Arena *work = arena_new();
        GuideGraph *graph = guide_explore_unless(g, stop, work);
        if (!stop || !*stop) known = states_known(s, g, graph);
        arena_free(work);
        malloc_trim(0); /* tens of megabytes that are not soon wanted again */
    }
    pthread_mutex_unlock(&s->exploring);
    return known;
}

/* Whether the certificate of a guide knows a state: what a case may be entered in. */
static bool certified(const void *by, const Guide *g, const Machine *m) {
    return guide_state(states_of((Site *)(uintptr_t)by, g, NULL), m) >= 0;
}

bool site_certify(Site *s, Str class) {
    const SiteView *v = site_view(s);
    bool all = true;
    for (size_t i = 0; i < v->world.n_guides && all; i++) {
        const Guide *g = v->world.guides[i];
        const GuideUse *u = site_guide(v->state, g->hash);
        if (u && u->life == GUIDE_IN_FORCE && (!class.n || str_eq(g->id, class))) all = states_of(s, g, &s->leaving);
    }
    site_view_drop(v);
    return all;
}

/* Under the lock. Guides that may be used: whoever is pinned to a retired one goes on with it. */
static void view_guides(Site *s, View *v) {
    const SiteState *state = v->v.state;
    const Guide **list = NEW_N(v->arena, const Guide *, s->shelf.n + 1);
    size_t n = 0;
    for (int life = GUIDE_RETIRED; life >= GUIDE_IN_FORCE; life--)
        for (size_t i = 0; i < state->guides.n; i++) {
            if (state->guides.v[i].life != life) continue;
            for (size_t j = 0; j < s->shelf.n; j++)
                if (hash_eq(s->shelf.v[j].guide->hash, state->guides.v[i].guide)) list[n++] = s->shelf.v[j].guide;
            v->v.world.n_retired = life == GUIDE_RETIRED ? n : v->v.world.n_retired;
        }
    v->v.world.guides = list;
    v->v.world.n_guides = n;
}

void site_view_put(Site *s, const ViewParts *p) {
    Arena *a = arena_new();
    View *v = NEW(a, View);
    v->arena = a;
    v->holders = 1;
    SiteState *state = NEW(a, SiteState);
    shape_copy(&SITE_SHAPE, p->state, a, state);
    v->v.state = state;
    v->v.pos = p->pos;
    v->v.world = (World){.agencies = state->agencies,
                         .calendar = s->rules && s->rules->calendar ? s->rules->calendar : &s->calendar,
                         .late_after = LATE_AFTER,
                         .certified = certified,
                         .certified_by = s};
    pthread_mutex_lock(&s->lock);
    view_guides(s, v);
    View *was = s->view;
    s->view = v;
    pthread_mutex_unlock(&s->lock);
    if (was) site_view_drop(&was->v);
    if (s->judge) judge_wake(s->judge);
}

Status site_guide_add(Site *s, Str text, Hash *ret, Err *err) {
    Hash hash = hash_sha256(&text, 1);
    Status st = OK;
    pthread_mutex_lock(&s->lock);
    bool known = false;
    for (size_t i = 0; i < s->shelf.n; i++) known |= hash_eq(s->shelf.v[i].guide->hash, hash);
    if (!known) {
        _cleanup_(arena_freep) Arena *scratch = arena_new();
        Guide *g;
        st = guide_from_text(text, hash_sha256, scratch, s->guides_arena, &g, err);
        if (st == OK) {
            g->text = (Str){0}; /* the database has it */
            PUSH(s->guides_arena, &s->shelf)->guide = g;
        }
    }
    pthread_mutex_unlock(&s->lock);
    *ret = hash;
    return st;
}

/* ---- opening */

static Status make_dir(const char *path, Err *err) {
    if (mkdir(path, 0700) == 0 || errno == EEXIST) return OK;
    return FAIL(err, ERR_IO, "site.dir", "%s: %s", path, strerror(errno));
}

/* A database that is there and cannot be opened is another matter than none: its own fault is told. */
static bool has_database(const Site *s, Arena *a) {
    const char *path = str_cstr(a, s->url);
    return !str_starts(s->url, S("sqlite:")) || access(path + strlen("sqlite:"), F_OK) == 0;
}

static Status migrate(Site *s, const SiteHow *how, bool create, Db **ret, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    DbHow open = {.role = create ? DB_ADMIN : DB_WRITER, .queries = &JINDU_QUERIES};
    Status st = db_open(s->url, &open, ret, err);
    if (st != OK && !create && !has_database(s, a))
        return FAIL(err, ERR_NOT_FOUND, "site.none", "there is no site at %.*s", STR_ARG(s->dir));
    TRY(st);
    if (!create && db_schema_check(*ret, &JINDU_MIGRATIONS, err) == OK) return OK;
    if (!create && err && strcmp(err->code, "schema.older") != 0) return err->status;
    Migrated m;
    return db_migrate(*ret, &JINDU_MIGRATIONS, &(MigrateHow){.now = clock_now(), .copied = how->copied}, a, &m, err);
}

/* What another program showed of the log is made anew before anybody is served it. */
static Status shown_by_this(Db *db, bool create, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Rows *r;
    Rebuilt made = {0};
    TRY(db_run(db, Q_SHOWN_VERSION, NO_ARGS, a, &r, err));
    if (r->n && row_i64(r, 0, 0) == SHOWN_VERSION) return OK;
    if (create) return db_run(db, Q_SHOWN_MADE, ARGS(VAL(SHOWN_VERSION)), a, &r, err);
    TRY(site_rebuild(db, clock_now(), &made, err));
    if (bad_is(&made.bad)) return FAIL(err, ERR_STORAGE, made.bad.code, "%s; jindu verify says more", made.bad.text);
    return OK;
}

static Status load_guides(Site *s, Db *db, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Rows *r;
    TRY(db_run(db, Q_GUIDE_TEXTS, NO_ARGS, a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        Hash hash, named = row_hash(r, i, 0);
        TRY(site_guide_add(s, row_str(r, i, 2), &hash, err));
        if (!hash_eq(hash, named))
            return FAIL(err, ERR_STORAGE, "guide.changed", "the stored text of guide %.*s is not the one it was",
                        STR_ARG(row_str(r, i, 1)));
    }
    return OK;
}

static Status first_view(Site *s, bool create, Time *ret_last, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Db *db;
    TRY(db_pool_take(s->readers, 5000, &db, err));
    SiteState state = {0};
    Commit last = {0};
    Err none;
    Status st = load_guides(s, db, err);
    if (st == OK) st = site_read(db, a, &state, NULL, &none);
    if (st == ERR_NOT_FOUND && create) st = OK;
    else if (st != OK && st != ERR_STORAGE) st = FAIL(err, st, none.code, "%s", none.msg);
    if (st == OK && create && state.id) st = FAIL(err, ERR_CONFLICT, "site.exists", "%.*s holds a site already", STR_ARG(s->dir));
    if (st == OK && commit_last(db, &last, &none) == ERR_STORAGE) st = FAIL(err, ERR_STORAGE, none.code, "%s", none.msg);
    db_pool_give(s->readers, db);
    TRY(st);
    *ret_last = last.at;
    if (state.demo) site_clock(s, last.at); /* the time of a demo stands still while nobody has it open */
    s->live = live_new(LIVE_RECORDS, last.last_pos);
    site_view_put(s, &(ViewParts){&state, last.last_pos});
    return OK;
}

static Status ready(Site *s, const SiteHow *how, bool create, Err *err) {
    _cleanup_(db_closep) Db *db = NULL;
    TRY(migrate(s, how, create, &db, err));
    return shown_by_this(db, create, err);
}

/* A site that is served goes on in time: a clock set back would put new records before old ones. */
static Status set_clock(Site *s, const SiteHow *how, Time last, Err *err) {
    char text[TIME_TEXT];
    if (how->clock == TIME_NONE) return OK;
    if (how->onward && how->clock < last)
        return FAIL(err, ERR_INVALID, "site.clock_back", "the last record of the site is of %.*s: choose a time after it",
                    STR_ARG(time_format(last, text)));
    site_clock(s, how->clock);
    return OK;
}

static Status open_all(Site *s, const SiteHow *how, bool create, Err *err) {
    Time last = TIME_NONE;
    if (create) TRY(make_dir(how->dir, err));
    if (how->rules) {
        Rules *rules;
        TRY(rules_tables(how->rules, s->arena, &rules, err));
        s->rules = rules;
    }
    TRY(ready(s, how, create, err));
    TRY(db_pool_open(s->url, &JINDU_QUERIES, (size_t)(how->readers ? how->readers : READERS), &s->readers, err));
    TRY(first_view(s, create, &last, err));
    TRY(set_clock(s, how, last, err));
    TRY(vault_open(str_format(s->arena, "%s/vault", how->dir), VAULT_WRITE, &s->vault, err));
    TRY(checkpointer_start(s->url, &s->checkpointer, err));
    TRY(writer_open(s, NULL, &s->writer, err));
    malloc_trim(0); /* what reading took */
    return OK;
}

static Status site_start(const SiteHow *how, bool create, Site **ret, Err *err) {
    Arena *a = arena_new();
    Site *s = NEW(a, Site);
    s->arena = a;
    s->guides_arena = arena_new();
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->exploring, NULL);
    s->calendar = (Calendar){.known_from = 0, .known_to = -1};
    s->dir = str_dup(a, str_c(how->dir));
    s->url = how->db ? str_dup(a, str_c(how->db)) : str_format(a, "sqlite:%s/site.db", how->dir);
    Status st = open_all(s, how, create, err);
    if (st != OK) {
        site_close(s);
        return st;
    }
    *ret = s;
    return OK;
}

Status site_open(const SiteHow *how, Site **ret, Err *err) {
    Site *s;
    TRY(site_start(how, false, &s, err));
    if (how->tick) {
        Status st = ticker_start(s, &s->ticker, err);
        if (st == OK) st = judge_start(s, &s->judge, err);
        if (st != OK) {
            site_close(s);
            return st;
        }
    }
    *ret = s;
    return OK;
}

void site_close(Site *s) {
    if (!s) return;
    site_leave(s);
    if (s->ticker) ticker_stop(s->ticker);
    if (s->judge) judge_stop(TAKE(s->judge));
    writer_close(s->writer);
    checkpointer_stop(s->checkpointer);
    vault_close(s->vault);
    if (s->readers) db_pool_close(s->readers);
    live_free(s->live);
    if (s->view) site_view_drop(&s->view->v);
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->exploring);
    arena_free(s->guides_arena);
    arena_free(s->arena);
}

Status site_writer_replace(Site *s, const WriterHow *how, Err *err) {
    writer_close(TAKE(s->writer));
    return writer_open(s, how, &s->writer, err);
}

/* ---- a new site */

static Status site_command(Site *s, WriteAsk *ask, Arena *a, Err *err) {
    WriteResult r;
    TRY(writer_run(s->writer, ask, a, &r, err));
    if (r.refused)
        return FAIL(err, ERR_INVALID, r.refusal.code, "%.*s", STR_ARG(r.refusal.en));
    return OK;
}

typedef struct Release { /* the class guides of a new site, and the pairs of them */
    const Guide **guides;
    GuideGraph **graphs;
    size_t n, n_pairs;
    PairReport *pairs;
} Release;

/* Nobody is lost who changes his class. */
static Status release_pair(Release *x, Arena *a, Err *err) {
    x->pairs = NEW_N(a, PairReport, x->n * x->n + 1);
    for (size_t i = 0; i < x->n; i++)
        for (size_t k = 0; k < x->n; k++) {
            if (i == k) continue;
            PairReport *r = &x->pairs[x->n_pairs++];
            *r = guide_pair(x->graphs[i], x->graphs[k], a);
            if (!r->total)
                return FAIL(err, ERR_INVALID, "guide.unsound", "not everybody can change from %.*s to %.*s; see `jindu guide check`",
                            STR_ARG(r->from->id), STR_ARG(r->to->id));
        }
    return OK;
}

/* A class guide is put in force with its certificate; one that is not sound stops everything. */
static Status put_guide(Site *s, const Release *x, size_t i, Err *err) {
    _cleanup_(arena_freep) Arena *scratch = arena_new();
    const Guide *g = x->guides[i];
    GuideReport report = guide_judge(x->graphs[i], &(Staffing){.full = true}, hash_sha256, scratch);
    if (!report.sound)
        return FAIL(err, ERR_INVALID, "guide.unsound", "the guide %.*s is not sound; see `jindu guide check`", STR_ARG(g->id));
    Certificate proof = certificate_of(&report, (PairReports){x->pairs, x->n_pairs}, scratch);
    SiteCommand cmd = {.kind = SITE_GUIDE,
                       .guide = {.guide = g->hash, .class = g->id, .version = g->version, .life = GUIDE_IN_FORCE}};
    WriteAsk ask = {.site = &cmd, .guide = g->text, .certificate = &proof};
    return site_command(s, &ask, scratch, err);
}

static Status put_guides(Site *s, const Rules *rules, Arena *a, Err *err) {
    Release x = {.guides = NEW_N(a, const Guide *, rules->n_guides + 1), .graphs = NEW_N(a, GuideGraph *, rules->n_guides + 1)};
    for (size_t i = 0; i < rules->n_guides; i++) {
        if (rules->guides[i]->base) continue;
        x.guides[x.n] = rules->guides[i];
        x.graphs[x.n++] = guide_explore(rules->guides[i], a);
    }
    TRY(release_pair(&x, a, err));
    for (size_t i = 0; i < x.n; i++) TRY(put_guide(s, &x, i, err));
    return OK;
}

static Status fill_new(Site *s, const SiteHow *how, const SiteNew *new, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    SiteCommand cmd = {.kind = SITE_CREATE, .site = {.number = new->number, .name = new->name, .demo = new->demo}};
    WriteAsk ask = {.site = &cmd};
    TRY(site_command(s, &ask, a, err));
    if (!how->rules) return OK;
    Rules *rules;
    TRY(rules_open(how->rules, a, &rules, err));
    return put_guides(s, rules, a, err);
}

Status site_create(const SiteHow *how, const SiteNew *new, Site **ret, Err *err) {
    Site *s;
    TRY(site_start(how, true, &s, err));
    Status st = fill_new(s, how, new, err);
    if (st != OK) {
        site_close(s);
        return st;
    }
    *ret = s;
    return OK;
}
