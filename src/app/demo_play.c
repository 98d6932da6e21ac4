// SPDX-License-Identifier: Apache-2.0
/*
 * The year's turns in time, since a site's records are. They go in waves: a wave holds at most one turn of a case, as
 * the next may need what it made.
 */
#include "app/demo_year.h"

typedef struct Counters {
    struct {
        Str what;
        int year, n;
    } v[64];
    size_t n;
} Counters;

typedef struct Playing {
    const DemoYear *year;
    const DemoCounty *county;
    const DemoStage *stage;
    int64_t *cases;                /* by plot */
    int64_t (*slots)[DEMO_SLOTS];  /* by plot */
    Counters counters;
    Arena *a; /* of the wave */
    LIST_OF(DemoOrder) wave;
    DemoPlayed played;
} Playing;

static int next_number(Playing *p, const char *what, int year) {
    Counters *c = &p->counters;
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].year == year && str_eqz(c->v[i].what, what)) return ++c->v[i].n;
    ASSERT(c->n < LEN(c->v));
    c->v[c->n].what = str_c(what);
    c->v[c->n].year = year;
    c->v[c->n].n = 1;
    return c->v[c->n++].n;
}

static Str a_number(Playing *p, Str system, Time at, Arena *a) {
    Ymd d = day_ymd(day_of(at));
    if (str_eqz(system, "police_case"))
        return str_format(a, "A629901000000%04d%02d%04d", d.year, d.month, next_number(p, "police_case", d.year));
    if (str_eqz(system, "court_case"))
        return str_format(a, "（%d）望9901刑初%d号", d.year, next_number(p, "court_case", d.year));
    return str_format(a, "望检刑受〔%d〕%d号", d.year, next_number(p, "procuratorate_case", d.year));
}

static Str paper_number(Playing *p, Str kind, Time at, Arena *a) {
    static const char *const SHORT[][2] = {{"police", "望公刑字"}, {"procuratorate", "望检刑"}, {"court", "望法刑"}, {"justice", "望司"}};
    int year = day_ymd(day_of(at)).year;
    for (size_t i = 0; i < LEN(SHORT); i++)
        if (str_eqz(kind, SHORT[i][0]))
            return str_format(a, "%s〔%d〕%d号", SHORT[i][1], year, next_number(p, SHORT[i][0], year));
    return str_format(a, "望看〔%d〕%d号", year, next_number(p, "house", year));
}

static const DemoAgency *agency_of(const Playing *p, const DemoTurn *t) {
    return &p->county->agencies.v[demo_agency(p->county, p->county->users.v[t->user].posts.v[t->post].agency)];
}

/* Numbers run in the order of time. */
static void give_numbers(Playing *p, DemoTurn *t, Arena *a) {
    if (str_eqz(t->cmd.number, "?")) t->cmd.number = a_number(p, t->cmd.system, t->at, a);
    if (t->look == LOOK_NUMBER) t->cmd.value = a_number(p, S("court_case"), t->at, a);
    for (size_t i = 0; i < t->cmd.docs.n; i++) {
        t->cmd.docs.v[i].number = paper_number(p, agency_of(p, t)->kind, t->at, a);
        t->cmd.docs.v[i].agency = p->stage->agencies[agency_of(p, t) - p->county->agencies.v];
    }
}

static Status flush(Playing *p, Err *err) {
    if (!p->wave.n) return OK;
    TRY(p->stage->run(p->stage->self, p->wave.v, p->wave.n, err));
    for (size_t i = 0; i < p->wave.n; i++) {
        const DemoOrder *o = &p->wave.v[i];
        p->cases[o->turn->plot] = o->case_id;
        if (o->turn->makes >= 0) p->slots[o->turn->plot][o->turn->makes] = o->made;
    }
    p->played.commands += p->wave.n;
    memset(&p->wave, 0, sizeof p->wave);
    arena_reset(p->a);
    return OK;
}

static DemoOrder *order(Playing *p, const DemoTurn *t) {
    DemoOrder *o = PUSH(p->a, &p->wave);
    *o = (DemoOrder){.turn = t, .at = t->at, .user = t->user, .post = t->post, .behalf = t->behalf, .cmd = t->cmd};
    o->cmd.case_id = p->cases[t->plot];
    o->case_id = o->cmd.case_id;
    return o;
}

/* What is aimed at stands in the case: one command for each notice, one for all that is to be supplied. */
static Status look(Playing *p, const DemoTurn *t, Err *err) {
    const Case *c;
    TRY(p->stage->look(p->stage->self, p->cases[t->plot], p->a, &c, err));
    int64_t agency = p->stage->agencies[agency_of(p, t) - p->county->agencies.v];
    if (t->look == LOOK_SIGN) {
        for (size_t i = 0; i < c->notices.n; i++)
            if (c->notices.v[i].agency == agency && c->notices.v[i].signed_at == TIME_NONE)
                order(p, t)->cmd.target = c->notices.v[i].id;
    } else if (t->look == LOOK_SUPPLY) {
        DemoOrder *o = order(p, t);
        o->cmd.transfer = p->slots[t->plot][t->from];
        const Transfer *x = case_transfer(c, o->cmd.transfer);
        for (size_t i = 0; x && i < x->supply.n; i++) *PUSH(p->a, &o->cmd.items) = x->supply.v[i].id;
    } else if (c->numbers.n) {
        DemoOrder *o = order(p, t);
        o->cmd.target = c->numbers.v[c->numbers.n - 1].id;
        o->cmd.field = S("number");
    }
    return OK;
}

static Status plain(Playing *p, const DemoTurn *t, Err *err) {
    DemoOrder *o = order(p, t);
    Command *c = &o->cmd;
    if (t->from >= 0) c->transfer = p->slots[t->plot][t->from];
    if (t->to >= 0) c->to = p->stage->agencies[t->to];
    if (t->assign >= 0) c->user = p->stage->users[t->assign];
    if (t->dossier) TRY(p->stage->dossier(p->stage->self, &p->year->plots.v[t->plot], o, p->a, err));
    return OK;
}

static bool in_wave(const Playing *p, int plot) {
    for (size_t i = 0; i < p->wave.n; i++)
        if (p->wave.v[i].turn->plot == plot) return true;
    return false;
}

Status demo_year_play(const DemoYear *y, const DemoCounty *c, const DemoStage *stage, DemoPlayed *ret, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    _cleanup_(arena_freep) Arena *wave = arena_new();
    Playing p = {.year = y, .county = c, .stage = stage, .a = wave, .cases = NEW_N(a, int64_t, y->plots.n),
                 .slots = arena_alloc(a, y->plots.n * sizeof *p.slots)};
    for (size_t i = 0; i < y->turns.n; i++) give_numbers(&p, &y->turns.v[i], a);
    for (size_t i = 0; i < y->turns.n; i++) {
        const DemoTurn *t = &y->turns.v[i];
        if (in_wave(&p, t->plot)) TRY(flush(&p, err));
        TRY(t->look ? look(&p, t, err) : plain(&p, t, err));
    }
    TRY(flush(&p, err));
    for (size_t i = 0; i < y->plots.n; i++) p.played.cases += p.cases[i] != 0;
    *ret = p.played;
    return OK;
}
