// SPDX-License-Identifier: Apache-2.0
#include "app/figures.h"

#include "core/rule_name.h"
#include "db/queries.h"

typedef struct Rate {
    const char *id, *zh, *en, *unit_zh, *unit_en, *above_zh, *below_zh, *above_en, *below_en;
} Rate;
#define X(id, ...) {#id, __VA_ARGS__},
static const Rate RATES[RATE_N] = {FIGURE_RATES(X)};
#undef X

typedef enum UnitFigure { U_PUSHED, U_RETURNED, U_RECEIVED, U_RETURNED_BY, U_ACCEPTED, U_ANSWERED, U_SENT, U_OFFLINE, U_TOLD, U_SAME_DAY, U_BREACHED, U_KEPT, U_LAPSED, U_N } UnitFigure;
static const char *const UNIT_FIGURES[U_N] = {"pushed", "returned", "received", "returned_by", "accepted", "answered", "sent", "offline", "told", "same_day", "breached", "kept", "lapsed"};

typedef struct Unit {
    int64_t agency;
    Str class;
    int64_t n[U_N];
} Unit;
typedef LIST_OF(Unit) Units;

/* Which figure of the agency a column is: at its sender (or the one whose it is), and at its receiver. */
static void figures_of(Str col, Str outcome, int ret[static 3]) {
    static const struct {
        const char *col;
        int from, to;
    } COLS[] = {{"pushed", U_PUSHED, U_RECEIVED}, {"returned", U_RETURNED, U_RETURNED_BY}, {"accepted", -1, U_ACCEPTED},
                {"answered", -1, U_ANSWERED},     {"sent", U_SENT, -1},                   {"custody_transfers", U_SENT, -1},
                {"prosecuted_same_level", U_SENT, -1}, {"offline", U_OFFLINE, -1},        {"told", U_TOLD, -1},
                {"breached", U_BREACHED, -1},     {"kept", U_KEPT, -1},             {"lapsed", U_LAPSED, -1}};
    ret[0] = ret[1] = ret[2] = -1;
    for (size_t i = 0; i < LEN(COLS); i++)
        if (str_eqz(col, COLS[i].col)) ret[0] = COLS[i].from, ret[1] = COLS[i].to;
    if (str_eqz(col, "told") && str_eqz(outcome, "same_day")) ret[2] = U_SAME_DAY;
}

static Unit *unit_for(Units *all, int64_t agency, Str class, Arena *a) {
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].agency == agency && str_eq(all->v[i].class, class)) return &all->v[i];
    Unit *u = PUSH(a, all);
    *u = (Unit){.agency = agency, .class = class};
    return u;
}

static void add(Unit *u, int figure, int64_t n) {
    if (figure >= 0) u->n[figure] += n;
}

static void put_unit(const Unit *u, Json *j) {
    for (int i = 0; i < U_N; i++) json_key(j, UNIT_FIGURES[i]), json_i64(j, u->n[i]);
}

/* Of an agency outside only a part would be counted here; it has no line of its own. */
static bool told_of(const FiguresAsk *q, int64_t agency) {
    return scope_has(&q->of, world_agency(q->world, agency));
}

static Status put_units(const FiguresAsk *q, Unit *all, Units *ret_units, Json *j, Err *err) {
    Rows *r;
    Units units = {0};
    TRY(db_run(q->db, Q_FIGURES_UNITS, ARGS(VAL(q->from), VAL(q->to), VAL(q->of.agency), VAL(q->of.region), VAL(q->of.class)), q->a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        int f[3];
        int64_t from = row_i64(r, i, 0), to = row_i64(r, i, 1), n = row_i64(r, i, 4);
        figures_of(row_str(r, i, 2), row_str(r, i, 3), f);
        if (told_of(q, from))
            add(unit_for(&units, from, S(""), q->a), f[0], n), add(unit_for(&units, from, S(""), q->a), f[2], n);
        if (f[1] >= 0 && told_of(q, to)) add(unit_for(&units, to, S(""), q->a), f[1], n);
        for (int k = 0; k < 3; k++) add(all, f[k], n);
    }
    json_key(j, "units");
    json_arr(j);
    for (size_t i = 0; i < units.n; i++) {
        const Agency *g = world_agency(q->world, units.v[i].agency);
        if (!g) continue;
        json_obj(j);
        json_key(j, "agency"), json_id(j, g->id);
        json_key(j, "name"), json_str(j, g->name);
        json_key(j, "kind"), json_str(j, g->kind);
        put_unit(&units.v[i], j);
        json_end_obj(j);
    }
    json_end_arr(j);
    *ret_units = units;
    return OK;
}

static Status put_classes(const FiguresAsk *q, Json *j, Err *err) {
    Rows *r;
    Units classes = {0};
    TRY(db_run(q->db, Q_FIGURES_CLASSES, ARGS(VAL(q->from), VAL(q->to), VAL(q->of.agency), VAL(q->of.region), VAL(q->of.class)), q->a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        int f[3];
        figures_of(row_str(r, i, 1), row_str(r, i, 2), f);
        Unit *u = unit_for(&classes, 0, row_str(r, i, 0), q->a);
        for (int k = 0; k < 3; k++) add(u, f[k], row_i64(r, i, 3));
    }
    json_key(j, "classes");
    json_arr(j);
    for (size_t i = 0; i < classes.n; i++) {
        json_obj(j);
        json_key(j, "class"), json_str(j, classes.v[i].class);
        put_unit(&classes.v[i], j);
        json_end_obj(j);
    }
    json_end_arr(j);
    return OK;
}

static bool rule_name(const World *w, Str id, RuleName *ret) {
    for (size_t i = 0; i < w->n_guides; i++)
        if (duty_name(w->guides[i], id, ret) || clock_name(w->guides[i], id, ret)) return true;
    return duty_name(NULL, id, ret);
}

static void put_rule(const FiguresAsk *q, const char *col, Str id, int64_t n, Json *j) {
    RuleName name = {id, id, id};
    if (strcmp(col, "return_reason") == 0) {
        const CodeReturnReason *c = q->codes ? codes_find_return_reason(q->codes, id) : NULL;
        if (c) name = (RuleName){id, c->code.name, c->code.en.n ? c->code.en : c->code.name};
    } else {
        rule_name(q->world, id, &name);
    }
    json_obj(j);
    json_key(j, "id"), json_str(j, id);
    json_key(j, "zh"), json_str(j, name.zh);
    json_key(j, "en"), json_str(j, name.en.n ? name.en : name.zh);
    json_key(j, "n"), json_i64(j, n);
    json_end_obj(j);
}

static Status put_rules(const FiguresAsk *q, Json *j, Err *err) {
    static const struct {
        const char *col, *key;
    } LISTS[] = {{"return_reason", "reasons"}, {"breached", "breached"}, {"lapsed", "lapsed"}};
    Rows *r;
    TRY(db_run(q->db, Q_FIGURES_RULES, ARGS(VAL(q->from), VAL(q->to), VAL(q->of.agency), VAL(q->of.region), VAL(q->of.class)), q->a, &r, err));
    for (size_t l = 0; l < LEN(LISTS); l++) {
        json_key(j, LISTS[l].key);
        json_arr(j);
        for (size_t i = 0; i < r->n; i++)
            if (str_eqz(row_str(r, i, 0), LISTS[l].col)) put_rule(q, LISTS[l].col, row_str(r, i, 1), row_i64(r, i, 2), j);
        json_end_arr(j);
    }
    return OK;
}

/* In whole hours: a stage is a matter of days. */
static Status put_stages(const FiguresAsk *q, Json *j, Err *err) {
    Rows *r;
    TRY(db_run(q->db, Q_FIGURES_STAGES, ARGS(VAL(q->from), VAL(q->to), VAL(q->of.agency), VAL(q->of.region), VAL(q->of.class)), q->a, &r, err));
    json_key(j, "stages");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        int64_t n = row_i64(r, i, 1);
        json_obj(j);
        json_key(j, "stage"), json_str(j, row_str(r, i, 0));
        json_key(j, "persons"), json_i64(j, n);
        json_key(j, "median_hours"), json_i64(j, row_i64(r, i, 2) / HOUR);
        json_key(j, "longest_hours"), json_i64(j, row_i64(r, i, 3) / HOUR);
        json_key(j, "mean_hours"), json_i64(j, row_i64(r, i, 4) / n / HOUR);
        json_end_obj(j);
    }
    json_end_arr(j);
    return OK;
}

static Status put_undone(const FiguresAsk *q, Json *j, Err *err) {
    Rows *r;
    TRY(db_run(q->db, Q_FIGURES_UNDONE, ARGS(VAL(q->from), VAL(q->to), VAL(q->of.agency), VAL(q->of.region), VAL(q->of.class)), q->a, &r, err));
    json_key(j, "corrections");
    json_arr(j);
    for (size_t i = 0; i < r->n; i++) {
        json_obj(j);
        json_key(j, "column"), json_str(j, row_str(r, i, 0));
        json_key(j, "heads"), json_i64(j, row_i64(r, i, 2));
        json_end_obj(j);
    }
    json_end_arr(j);
    return OK;
}

/* ---- rates */

typedef struct Fraction {
    int64_t above, below;
} Fraction;

/* Rates of cases: in which a judgment took effect, with the act that must follow; with things in store, and where these must go. */
typedef struct EffectiveRate {
    const char *first, *second, *acts[3];
} EffectiveRate;
static const EffectiveRate EFFECTIVE[RATE_N] = {
    [RATE_judgment_notice] = {"custodial", "community", {"EXE-01", "EXE-01G", "EXE-04"}},
    [RATE_correction_transfer] = {"community", "community", {"EXE-04", "EXE-04", "EXE-04"}},
};
typedef struct PropertyRate {
    const char *col, *act, *outcome, *sent;
} PropertyRate;
static const PropertyRate PROPERTY[RATE_N] = {
    [RATE_property_transfer] = {"pushed", "PRO-01", "", "PRP-02"},
    [RATE_property_disposal] = {"stage", "", "effective", "PRP-05"},
};
#define EFFECTIVE_ARGS(q, x)                                                                                              \
    VAL((q)->from), VAL((q)->to), VAL((q)->of.agency), VAL(str_c((x)->first)), VAL(str_c((x)->second)),                    \
        VAL(str_c((x)->acts[0])), VAL(str_c((x)->acts[1])), VAL(str_c((x)->acts[2])), VAL((q)->of.region), VAL((q)->of.class)
#define PROPERTY_ARGS(q, x)                                                                                               \
    VAL((q)->from), VAL((q)->to), VAL((q)->of.agency), VAL(str_c((x)->col)), VAL(str_c((x)->act)), VAL(str_c((x)->outcome)), \
        VAL(str_c((x)->sent)), VAL((q)->of.region), VAL((q)->of.class)

static Status of_cases(const FiguresAsk *q, FigureRate rate, Fraction *ret, Err *err) {
    Rows *r;
    if (EFFECTIVE[rate].first) TRY(db_run(q->db, Q_FIGURES_EFFECTIVE, ARGS(EFFECTIVE_ARGS(q, &EFFECTIVE[rate])), q->a, &r, err));
    else TRY(db_run(q->db, Q_FIGURES_PROPERTY, ARGS(PROPERTY_ARGS(q, &PROPERTY[rate])), q->a, &r, err));
    *ret = (Fraction){row_i64(r, 0, 1), row_i64(r, 0, 0)};
    return OK;
}

Status figures_cases(const FiguresAsk *q, Str rate, const CasesAsk *ask, Rows **ret, Err *err) {
    int64_t above = ask->above;
    for (int i = 0; i < RATE_N; i++) {
        if (!str_eqz(rate, RATES[i].id)) continue;
        if (EFFECTIVE[i].first)
            return db_run(q->db, Q_EFFECTIVE_CASES,
                          ARGS(EFFECTIVE_ARGS(q, &EFFECTIVE[i]), VAL(above), VAL(ask->after), VAL(ask->limit)), q->a, ret, err);
        if (PROPERTY[i].col)
            return db_run(q->db, Q_PROPERTY_CASES,
                          ARGS(PROPERTY_ARGS(q, &PROPERTY[i]), VAL(above), VAL(ask->after), VAL(ask->limit)), q->a, ret, err);
    }
    return FAIL(err, ERR_NOT_FOUND, "column.none", "there is no such rate of cases");
}

static Status of_act(const FiguresAsk *q, Str col, Str act, int64_t *ret_n, int64_t *ret_ended, Err *err) {
    Rows *r;
    TRY(db_run(q->db, Q_FIGURES_ACT, ARGS(VAL(q->from), VAL(q->to), VAL(q->of.agency), VAL(col), VAL(act), VAL(q->of.region), VAL(q->of.class)), q->a, &r, err));
    *ret_n = row_i64(r, 0, 0);
    *ret_ended = row_i64(r, 0, 1);
    return OK;
}

/* The rates that the figures of units are enough for. */
static Fraction rate_of_unit(FigureRate rate, const Unit *u) {
    int64_t pushed = u->n[U_PUSHED] + u->n[U_SENT];
    if (rate == RATE_returned) return (Fraction){u->n[U_RETURNED], u->n[U_PUSHED]};
    if (rate == RATE_same_day) return (Fraction){u->n[U_SAME_DAY], u->n[U_TOLD]};
    if (rate == RATE_missed) return (Fraction){u->n[U_LAPSED], u->n[U_LAPSED] + u->n[U_KEPT]};
    return (Fraction){pushed - u->n[U_OFFLINE], pushed}; /* on_line */
}

static Status rates(const FiguresAsk *q, const Unit *all, Fraction f[static RATE_N], Err *err) {
    int64_t answered, ended, indicted, off, none;
    for (int i = 0; i < RATE_N; i++)
        if (EFFECTIVE[i].first || PROPERTY[i].col) TRY(of_cases(q, (FigureRate)i, &f[i], err));
    TRY(of_act(q, S("answered"), S("PRO-01"), &answered, &ended, err));
    TRY(of_act(q, S("prosecuted_same_level"), S("TRI-01"), &indicted, &none, err));
    TRY(of_act(q, S("offline"), S("TRI-01"), &off, &none, err));
    f[RATE_result_feedback] = (Fraction){answered - ended, answered};
    f[RATE_prosecution_transfer] = (Fraction){indicted - off, indicted};
    for (int i = RATE_returned; i < RATE_N; i++) f[i] = rate_of_unit((FigureRate)i, all);
    return OK;
}

/* ---- the same of each unit, to rank them by */

typedef struct Share {
    int64_t agency;
    Fraction f;
} Share;
typedef LIST_OF(Share) Shares;

/* Whose work a rate of cases or of one act is; the others are told of every unit that has a number in them. */
static const char *const RANKED[RATE_N] = {
    [RATE_judgment_notice] = "court",           [RATE_correction_transfer] = "court",  [RATE_result_feedback] = "procuratorate",
    [RATE_prosecution_transfer] = "procuratorate", [RATE_property_transfer] = "police", [RATE_property_disposal] = "court",
};

static Fraction *share_for(const FiguresAsk *q, FigureRate rate, int64_t agency, Shares *all) {
    const Agency *g = world_agency(q->world, agency);
    if (!g || !told_of(q, agency) || (RANKED[rate] && !str_eqz(g->kind, RANKED[rate]))) return NULL;
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].agency == agency) return &all->v[i].f;
    Share *s = PUSH(q->a, all);
    *s = (Share){.agency = agency};
    return &s->f;
}

static Status shares_of_cases(const FiguresAsk *q, FigureRate rate, Shares *all, Err *err) {
    Rows *r;
    if (EFFECTIVE[rate].first) TRY(db_run(q->db, Q_EFFECTIVE_UNITS, ARGS(EFFECTIVE_ARGS(q, &EFFECTIVE[rate])), q->a, &r, err));
    else TRY(db_run(q->db, Q_PROPERTY_UNITS, ARGS(PROPERTY_ARGS(q, &PROPERTY[rate])), q->a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        Fraction *f = share_for(q, rate, row_i64(r, i, 0), all);
        if (f) *f = (Fraction){row_i64(r, i, 2), row_i64(r, i, 1)};
    }
    return OK;
}

typedef struct ActShare { /* what of an act's entries goes above and below the line of the unit at that side */
    const char *col, *act;
    int side, above, below; /* side: 0 the sender, 1 the receiver */
    bool ended;             /* what ended without an answer is not above the line */
} ActShare;

static Status shares_of_act(const FiguresAsk *q, FigureRate rate, const ActShare *x, Shares *all, Err *err) {
    Rows *r;
    TRY(db_run(q->db, Q_ACT_UNITS, ARGS(VAL(q->from), VAL(q->to), VAL(q->of.agency), VAL(str_c(x->col)), VAL(str_c(x->act)), VAL(q->of.region), VAL(q->of.class)), q->a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        Fraction *f = share_for(q, rate, row_i64(r, i, (size_t)x->side), all);
        int64_t n = row_i64(r, i, 2);
        if (!f) continue;
        f->above += x->above * (x->ended ? n - row_i64(r, i, 3) : n);
        f->below += x->below * n;
    }
    return OK;
}

static Status shares_of(const FiguresAsk *q, FigureRate rate, const Units *units, Shares *all, Err *err) {
    if (EFFECTIVE[rate].first || PROPERTY[rate].col) return shares_of_cases(q, rate, all, err);
    if (rate == RATE_result_feedback)
        return shares_of_act(q, rate, &(ActShare){"answered", "PRO-01", .side = 1, .above = 1, .below = 1, .ended = true}, all, err);
    if (rate == RATE_prosecution_transfer) {
        TRY(shares_of_act(q, rate, &(ActShare){"prosecuted_same_level", "TRI-01", .above = 1, .below = 1}, all, err));
        return shares_of_act(q, rate, &(ActShare){"offline", "TRI-01", .above = -1}, all, err);
    }
    for (size_t i = 0; i < units->n; i++) {
        Fraction *f = share_for(q, rate, units->v[i].agency, all);
        if (f) *f = rate_of_unit(rate, &units->v[i]);
    }
    return OK;
}

/* Who is ranked, and where, the reader sees from the two numbers; of one agency alone there is no ranking. */
static Status put_ranks(const FiguresAsk *q, const Units *units, Json *j, Err *err) {
    json_key(j, "ranks");
    json_arr(j);
    for (int i = 0; i < RATE_N && !q->of.agency; i++) {
        Shares all = {0};
        TRY(shares_of(q, (FigureRate)i, units, &all, err));
        json_obj(j);
        json_key(j, "rate"), json_strz(j, RATES[i].id);
        json_key(j, "units");
        json_arr(j);
        for (size_t k = 0; k < all.n; k++) {
            if (all.v[k].f.below <= 0) continue;
            json_obj(j);
            json_key(j, "agency"), json_id(j, all.v[k].agency);
            json_key(j, "name"), json_str(j, world_agency(q->world, all.v[k].agency)->name);
            json_key(j, "above"), json_i64(j, all.v[k].f.above);
            json_key(j, "below"), json_i64(j, all.v[k].f.below);
            json_end_obj(j);
        }
        json_end_arr(j);
        json_end_obj(j);
    }
    json_end_arr(j);
    return OK;
}

Status figures_write(const FiguresAsk *q, Json *j, Err *err) {
    Unit all = {0};
    Units units;
    Fraction f[RATE_N] = {0};
    TRY(put_units(q, &all, &units, j, err));
    TRY(put_classes(q, j, err));
    TRY(put_rules(q, j, err));
    TRY(put_stages(q, j, err));
    TRY(put_undone(q, j, err));
    TRY(rates(q, &all, f, err));
    json_key(j, "rates");
    json_arr(j);
    for (int i = 0; i < RATE_N; i++) {
        json_obj(j);
        json_key(j, "id"), json_strz(j, RATES[i].id);
        json_key(j, "above"), json_i64(j, f[i].above);
        json_key(j, "below"), json_i64(j, f[i].below);
        json_end_obj(j);
    }
    json_end_arr(j);
    return put_ranks(q, &units, j, err);
}

void figures_definitions(Json *j) {
    json_key(j, "rank_least"), json_i64(j, RANK_LEAST);
    json_key(j, "definitions");
    json_arr(j);
    for (int i = 0; i < RATE_N; i++) {
        const Rate *r = &RATES[i];
        json_obj(j);
        json_key(j, "id"), json_strz(j, r->id);
        json_key(j, "zh"), json_strz(j, r->zh);
        json_key(j, "en"), json_strz(j, r->en);
        json_key(j, "unit_zh"), json_strz(j, r->unit_zh);
        json_key(j, "unit_en"), json_strz(j, r->unit_en);
        json_key(j, "above_zh"), json_strz(j, r->above_zh);
        json_key(j, "above_en"), json_strz(j, r->above_en);
        json_key(j, "below_zh"), json_strz(j, r->below_zh);
        json_key(j, "below_en"), json_strz(j, r->below_en);
        json_key(j, "best"), json_strz(j, i == RATE_returned || i == RATE_missed ? "low" : "high");
        json_end_obj(j);
    }
    json_end_arr(j);
}

void figures_rates_text(StrBuf *out) {
    strbuf_f(out, "\n## Rates 比率\n\n"
                  "What `GET /api/v1/figures` and the monthly bulletin tell. Each is two counts out of `counted`, for the period and the\n"
                  "agency or region asked for (a rate of cases counts those in which one of its agencies has a part); a unit with fewer than %d below\n"
                  "the line is shown and not ranked, for one case more or less would move it by ten points. 分母不足 %d 的单位只列数、不排名：一件之差即可使比率变动十个百分点。\n\n"
                  "| rate | 中文 | unit | above the line 分子 | below the line 分母 |\n|---|---|---|---|---|\n", RANK_LEAST, RANK_LEAST);
    for (int i = 0; i < RATE_N; i++) {
        const Rate *r = &RATES[i];
        strbuf_f(out, "| `%s` %s | %s | %s, %s | %s %s | %s %s |\n", r->id, r->en, r->zh, r->unit_zh, r->unit_en, r->above_en,
                 r->above_zh, r->below_en, r->below_zh);
    }
}
