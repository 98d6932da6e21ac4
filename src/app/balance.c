// SPDX-License-Identifier: Apache-2.0
#include "app/balance.h"

#include "core/case.h"
#include "db/queries.h"
#include "store/stream_store.h"

#define SUM(col) "counted_sum, col = '" col "'"
#define ENDED(outcome) "counted_sum, col = 'answered', outcome = '" outcome "'"

const BalanceColumn BALANCE[BALANCE_N] = {
    [BALANCE_PUSHED] = {"pushed", "推送", "Pushed", "件次", "rounds",
                        "推送提请批准逮捕、移送审查起诉的次数；退回后重新推送另计一次。",
                        "Pushes of arrest requests and transfers for prosecution; a corrected one counts again.",
                        SUM("pushed"), "pushed", "", false},
    [BALANCE_RETURNED] = {"returned", "退回", "Returned", "件次", "rounds", "推送后附理由退回补正的次数。",
                          "Pushes sent back with coded reasons to be corrected.", SUM("returned"), "returned", "", false},
    [BALANCE_TAKEN_BACK] = {"taken_back", "撤回", "Taken back", "件次", "rounds", "受理之前由推送单位撤回的次数。",
                            "Pushes the sender took back before they were accepted.", SUM("taken_back"), "taken_back", "", false},
    [BALANCE_ACCEPTED] = {"accepted", "受理", "Accepted", "件", "transfers", "推送后受理的件数，含附补送清单受理的。",
                          "Pushed transfers that were accepted, also those accepted with a list to be supplied.", SUM("accepted"),
                          "accepted", "", false},
    [BALANCE_WAITING] = {"waiting", "待受理", "Waiting", "件次", "rounds", "期末已推送、尚未受理也未退回或撤回的次数。",
                         "Pushes not yet accepted, returned or taken back at the end of the period.",
                         "pushed + opened - returned - taken_back - accepted, up to the end", NULL, NULL, false},
    [BALANCE_PROSECUTED] = {"prosecuted_same_level", "一审公诉移送同级法院", "Prosecuted at the same level", "件", "transfers",
                            "受理后由同级法院受理起诉而办结的件数。",
                            "Accepted transfers that ended when the court of the same level took in the indictment.",
                            ENDED("prosecuted_same_level"), "answered", "prosecuted_same_level", false},
    [BALANCE_SENT_UP] = {"sent_up", "移送上级检察院", "Sent up", "件", "transfers", "受理后改变管辖、由上级检察院接收的件数。",
                         "Accepted transfers that ended when the procuratorate above took the case over.", ENDED("sent_up"),
                         "answered", "sent_up", false},
    [BALANCE_WITHDRAWN] = {"withdrawn", "撤案", "Withdrawn", "件", "transfers", "受理后公安机关撤销案件或终止侦查、撤回移送的件数。",
                           "Accepted transfers that ended because the police dropped the case or took the transfer back.",
                           ENDED("withdrawn"), "answered", "withdrawn", false},
    [BALANCE_ARREST_REVIEWS] = {"arrest_reviews_ended", "审查逮捕办结", "Arrest reviews ended", "件", "transfers",
                                "受理的提请批准逮捕中已作出批准或不批准决定的件数。",
                                "Accepted arrest requests that were answered, by approval or refusal.",
                                ENDED("arrest_reviews_ended"), "answered", "arrest_reviews_ended", false},
    [BALANCE_OTHER] = {"other_outcomes", "其他办结", "Other outcomes", "件", "transfers", "受理后以不起诉等其他结果办结的件数。",
                       "Accepted transfers that ended in any other way, such as non-prosecution.",
                       "counted_sum, col = 'answered', every other outcome", "answered", "*", false},
    [BALANCE_IN_HAND] = {"in_hand", "在办", "In hand", "件", "transfers", "期末已受理、尚无办理结果的件数，含退回补充侦查期间的。",
                         "Accepted transfers without an outcome at the end of the period, also while the case is out for supplement.",
                         "accepted + joined - left - answered, up to the end", NULL, NULL, false},
    [BALANCE_CUSTODY] = {"custody_transfers", "网上换押", "Custody transfers", "人", "persons",
                         "经平台向看守所推送换押的人数，每人每次换押计一。",
                         "Persons put through a custody transfer on the platform, one for each person and transfer.",
                         SUM("custody_transfers"), "custody_transfers", "", true},
};

int balance_figure(Str id) {
    for (int i = 0; i < BALANCE_N; i++)
        if (str_eqz(id, BALANCE[i].id)) return i;
    return -1;
}

static int figure_of(Str col, Str outcome) {
    int other = -1;
    for (int i = 0; i < BALANCE_N; i++) {
        const BalanceColumn *c = &BALANCE[i];
        if (!c->col || !str_eqz(col, c->col)) continue;
        if (str_eqz(outcome, c->outcome)) return i;
        if (strcmp(c->outcome, "*") == 0) other = i;
    }
    return other;
}

typedef struct Sums {
    int64_t figure[BALANCE_N];
    int64_t moved;  /* joined less left */
    int64_t opened; /* waiting when their case was entered */
} Sums;

static Status sums(Db *db, Time from, Time to, const Scope *of, Arena *a, Sums *ret, Err *err) {
    Rows *r;
    *ret = (Sums){0};
    TRY(db_run(db, Q_COUNTED_SUM, ARGS(VAL(from), VAL(to), VAL(of->agency), VAL(of->region), VAL(of->class)), a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        Str col = row_str(r, i, 0);
        int f = figure_of(col, row_str(r, i, 1));
        if (str_eqz(col, "joined")) ret->moved += row_i64(r, i, 2);
        if (str_eqz(col, "opened")) ret->opened += row_i64(r, i, 2);
        if (str_eqz(col, "left")) ret->moved -= row_i64(r, i, 2);
        if (f >= 0) ret->figure[f] += row_i64(r, i, BALANCE[f].persons ? 3 : 2);
    }
    return OK;
}

static int64_t outcomes(const int64_t *f) {
    return f[BALANCE_PROSECUTED] + f[BALANCE_SENT_UP] + f[BALANCE_WITHDRAWN] + f[BALANCE_ARREST_REVIEWS] + f[BALANCE_OTHER];
}

Status balance_flows(Db *db, Time from, Time to, const Scope *of, Arena *a, int64_t ret[static BALANCE_N], Err *err) {
    Sums period;
    TRY(sums(db, from, to, of, a, &period, err));
    memcpy(ret, period.figure, sizeof period.figure);
    return OK;
}

Status balance_read(Db *db, Time from, Time to, const Scope *of, Arena *a, Balance *ret, Err *err) {
    Time end = to == TIME_NONE ? INT64_MAX : to;
    Sums period, all;
    TRY(sums(db, from, end, of, a, &period, err));
    TRY(sums(db, 0, end, of, a, &all, err));
    *ret = (Balance){.from = from, .to = to, .of = *of};
    memcpy(ret->figure, period.figure, sizeof ret->figure);
    int64_t *f = ret->figure;
    f[BALANCE_WAITING] = all.figure[BALANCE_PUSHED] + all.opened - all.figure[BALANCE_RETURNED] - all.figure[BALANCE_TAKEN_BACK] -
                         all.figure[BALANCE_ACCEPTED];
    f[BALANCE_IN_HAND] = all.figure[BALANCE_ACCEPTED] + all.moved - outcomes(all.figure);
    ret->closes = f[BALANCE_WAITING] >= 0 && f[BALANCE_IN_HAND] >= 0;
    return OK;
}

void balance_json(const Balance *b, Json *j) {
    for (int i = 0; i < BALANCE_N; i++) {
        json_key(j, BALANCE[i].id);
        json_i64(j, b->figure[i]);
    }
}

void balance_definitions(StrBuf *out) {
    strbuf_f(out, "# The figures 统计口径\n\n"
                  "What `jindu balance` and `GET /api/v1/balance` tell. Every figure is a sum over the table `counted`, whose rows are\n"
                  "written in the same commit as the work they count; none is kept beside it. Flows are those of the period asked\n"
                  "for; `waiting` and `in_hand` are as of its end. A correction counts when it is made: a figure that was reported\n"
                  "never moves.\n\n"
                  "What is told of an agency is what it sent or received; of a region, what any agency of it sent or received, so that what\n"
                  "goes between two counties counts in both, and once in their city. A committee is told its region: a county's committee the\n"
                  "agencies of its code, a city's those that begin with the same four digits, a province's two, the central one all. Who works on\n"
                  "cases is told his own agency. `jindu balance` without an agency counts the whole site.\n\n"
                  "Two identities hold at every moment, and the command fails when they do not:\n\n"
                  "    pushed   = returned + taken_back + accepted + waiting\n"
                  "    accepted = prosecuted_same_level + sent_up + withdrawn + arrest_reviews_ended + other_outcomes + in_hand\n\n"
                  "(a split or merge carries transfers in hand from one case to another; within one site that adds up to nothing. A running case\n"
                  "that is entered brings its open transfers with it: those waiting are added to `pushed`, those accepted to `accepted`, in\n"
                  "the identities but not in the figures, for they were pushed and accepted before the site counted).\n"
                  "Without a period or an agency, `waiting` and `in_hand` are also counted a second time from the cases as they\n"
                  "stand, and must agree.\n\n"
                  "| figure | 中文 | unit | definition | query |\n|---|---|---|---|---|\n");
    for (int i = 0; i < BALANCE_N; i++) {
        const BalanceColumn *c = &BALANCE[i];
        strbuf_f(out, "| `%s` %s | %s | %s, %s | %s %s | %s |\n", c->id, c->en, c->zh, c->unit_zh, c->unit_en,
                 c->definition_en, c->definition_zh, c->query);
    }
}

/* ---- counted again from the cases */

typedef struct Counting {
    Strs acts; /* whose balance is `pushed` */
    BalanceStanding *ret;
} Counting;

static Status read_acts(Db *db, Arena *a, Strs *ret, Err *err) {
    Rows *r;
    TRY(db_run(db, Q_GUIDE_TEXTS, NO_ARGS, a, &r, err));
    for (size_t i = 0; i < r->n; i++) {
        Guide *g;
        TRY(guide_from_text(row_str(r, i, 2), hash_sha256, a, a, &g, err));
        for (int k = 0; k < g->n_acts; k++) {
            bool known = !str_eqz(g->acts[k].balance, "pushed");
            for (size_t j = 0; j < ret->n; j++) known |= str_eq(ret->v[j], g->acts[k].id);
            if (!known) *PUSH(a, ret) = g->acts[k].id;
        }
    }
    return OK;
}

static void count_case(const Counting *x, const Case *c) {
    for (size_t i = 0; i < c->transfers.n; i++) {
        const Transfer *t = &c->transfers.v[i];
        bool counts = false, open = false;
        for (size_t j = 0; j < x->acts.n; j++) counts |= str_eq(x->acts.v[j], t->act);
        for (size_t j = 0; j < t->lines.n; j++) open |= t->lines.v[j].life != LINE_NONE;
        if (!counts || !open) continue;
        x->ret->waiting += t->life == HEAD_PUSHED || t->life == HEAD_RECEIVED;
        x->ret->in_hand += t->life == HEAD_ACCEPTED;
    }
}

Status balance_standing(Db *db, BalanceStanding *ret, Err *err) {
    enum { PAGE = 100 };
    _cleanup_(arena_freep) Arena *a = arena_new();
    _cleanup_(arena_freep) Arena *page = arena_new();
    *ret = (BalanceStanding){0};
    Counting x = {.ret = ret};
    TRY(read_acts(db, a, &x.acts, err));
    for (int64_t after = 0;;) {
        Rows *r;
        arena_reset(page);
        TRY(db_run(db, Q_CASE_PAGE, ARGS(VAL(after), VAL(PAGE)), page, &r, err));
        for (size_t i = 0; i < r->n; i++) {
            Case c;
            after = row_i64(r, i, 0);
            TRY(case_unpack(row_str(r, i, r->cols - 1), page, &c, err));
            count_case(&x, &c);
        }
        if (r->n < PAGE) return OK;
    }
}
