// SPDX-License-Identifier: Apache-2.0
#include "app/demo_year.h"

/* What has to have happened by the end of the year, and what not. */
typedef enum Fate { PROSECUTED, IN_REVIEW, INVESTIGATED, ARREST_ASKED, ANY } Fate;

typedef struct Quota { /* so many cases of one class that go one way */
    int n;
    const char *class;
    Fate fate;
    DemoWay way;
} Quota;

/*
 * accepted: 140 prosecuted + 2 sent up + 1 withdrawn + 65 in review + 104 arrest reviews ended + 4 under way = 316.
 * The arrest reviews ended: 48 + 8 of those prosecuted, 2 sent up, 24 in review, 22 in investigation.
 */
static const Quota YEAR[] = {
    /* prosecuted after an arrest: 48 */
    {12, "盗窃", PROSECUTED, {.arrest = true}},
    {2, "盗窃", PROSECUTED, {.arrest = true, .elsewhere = true}},
    {6, "盗窃", PROSECUTED, {.arrest = true, .long_detention = true, .longer_review = true}},
    {4, "盗窃", PROSECUTED, {.arrest = true, .supplements = 1}},
    {9, "故意伤害", PROSECUTED, {.arrest = true}},
    {2, "故意伤害", PROSECUTED, {.arrest = true, .appeal = true}},
    {1, "故意伤害", PROSECUTED, {.arrest = true, .supplements = 2}},
    {6, "寻衅滋事", PROSECUTED, {.arrest = true}},
    {2, "寻衅滋事", PROSECUTED, {.arrest = true, .appeal = true, .longer_review = true}},
    {1, "寻衅滋事", PROSECUTED, {.arrest = true, .extended = true}},
    {1, "交通肇事", PROSECUTED, {.arrest = true}},
    {1, "非法持有、私藏枪支弹药", PROSECUTED, {.arrest = true, .late_custody = true}},
    {1, "故意伤害", PROSECUTED, {.arrest = true, .overdue = 1}},
    /* prosecuted on bail after the arrest was refused: 8 */
    {4, "盗窃", PROSECUTED, {.arrest = true, .refused = true, .community = true}},
    {4, "故意伤害", PROSECUTED, {.arrest = true, .refused = true, .community = true, .assessed = true}},
    /* prosecuted on bail: 84 */
    {30, "危险驾驶", PROSECUTED, {.fast = true}},
    {19, "危险驾驶", PROSECUTED, {.fast = true, .community = true}},
    {2, "危险驾驶", PROSECUTED, {.fast = true, .returned = "resolution"}},
    {1, "危险驾驶", PROSECUTED, {.fast = true, .returned = "order"}},
    {12, "交通肇事", PROSECUTED, {.community = true, .assessed = true}},
    {1, "交通肇事", PROSECUTED, {.community = true, .returned = "missing", .assessed = true}},
    {1, "交通肇事", PROSECUTED, {.supplements = 1}},
    {8, "故意伤害", PROSECUTED, {.community = true, .supply = true}},
    {1, "故意伤害", PROSECUTED, {.returned = "resolution", .corrected = true}},
    {4, "盗窃", PROSECUTED, {.community = true}},
    {1, "盗窃", PROSECUTED, {.returned = "order"}},
    {2, "寻衅滋事", PROSECUTED, {.community = true}},
    {1, "寻衅滋事", PROSECUTED, {.returned = "missing"}},
    {1, "非法持有、私藏枪支弹药", PROSECUTED, {.community = true}},
    /* sent up 2, withdrawn 1 */
    {2, "故意伤害", PROSECUTED, {.arrest = true, .sent_up = true}},
    {1, "盗窃", PROSECUTED, {.supplements = 1, .dropped = true}},
    /* in review at the end: 24 after an arrest, 41 on bail */
    {9, "盗窃", IN_REVIEW, {.arrest = true}},
    {2, "盗窃", IN_REVIEW, {.arrest = true, .supplements = 1}},
    {6, "故意伤害", IN_REVIEW, {.arrest = true}},
    {1, "故意伤害", IN_REVIEW, {.arrest = true, .supplements = 2}},
    {3, "寻衅滋事", IN_REVIEW, {.arrest = true}},
    {1, "寻衅滋事", IN_REVIEW, {.arrest = true, .longer_review = true}},
    {1, "交通肇事", IN_REVIEW, {.arrest = true}},
    {1, "盗窃", IN_REVIEW, {.arrest = true, .overdue = 2}},
    {14, "危险驾驶", IN_REVIEW, {.fast = true}},
    {6, "危险驾驶", IN_REVIEW, {.longer_review = true}},
    {6, "交通肇事", IN_REVIEW, {.community = true}},
    {4, "交通肇事", IN_REVIEW, {.supplements = 2}},
    {4, "故意伤害", IN_REVIEW, {.supplements = 1}},
    {2, "盗窃", IN_REVIEW, {.supply = true}},
    {3, "寻衅滋事", IN_REVIEW, {.longer_review = true}},
    {2, "非法持有、私藏枪支弹药", IN_REVIEW, {.supplements = 1}},
    /* in investigation: 14 arrested, 8 refused; 4 arrest requests under review */
    {7, "盗窃", INVESTIGATED, {.arrest = true, .community = true}},
    {4, "故意伤害", INVESTIGATED, {.arrest = true}},
    {3, "寻衅滋事", INVESTIGATED, {.arrest = true, .long_detention = true}},
    {4, "盗窃", INVESTIGATED, {.arrest = true, .refused = true}},
    {3, "故意伤害", INVESTIGATED, {.arrest = true, .refused = true}},
    {1, "寻衅滋事", INVESTIGATED, {.arrest = true, .refused = true, .no_transfer = true}},
    {2, "盗窃", ARREST_ASKED, {.arrest = true}},
    {1, "寻衅滋事", ARREST_ASKED, {.arrest = true}},
    {1, "故意伤害", ARREST_ASKED, {.arrest = true}},
    /* running already when the platform began */
    {4, "盗窃", ANY, {.opening = 1}},
    {3, "危险驾驶", ANY, {.opening = 2, .community = true}},
    {3, "故意伤害", ANY, {.opening = 3}},
};

enum { PERSON_TRANSFERS = 164, TRIES = 4000, PERSONS_MOST = 5 };

typedef struct Planning {
    const DemoCounty *county;
    const DemoClasses *classes;
    const Calendar *calendar;
    DemoRandom random;
    Time from, until;
} Planning;

/* The year ramps up: half of the cases are spread evenly, half grow with time. */
static Time start_time(Planning *p, const DemoWay *w) {
    int64_t span = (p->until - p->from) / MINUTE, a = demo_between(&p->random, 0, span), b = demo_between(&p->random, 0, span);
    if (w->opening) return p->from + demo_between(&p->random, 2 * 24 * 60, 6 * 24 * 60) * MINUTE;
    return p->from + (demo_chance(&p->random, 50) ? a : MAX(a, b)) * MINUTE;
}

static void cast(const Planning *p, DemoScript *s, const DemoWay *w) {
    static const char *const PROSECUTORS[] = {"jiancha1", "jiancha2", "jiancha3", "jiancha4"};
    static const char *const JUDGES[] = {"faguan1", "faguan2", "faguan3"};
    int mine[16], n = 0;
    for (size_t i = 0; i < p->county->users.n && n < (int)LEN(mine); i++) {
        const DemoPost *post = &p->county->users.v[i].posts.v[0];
        if (str_eqz(post->roles.v[0], "handler") && str_eqz(post->agency, "police") && str_eq(post->section, s->class->section))
            mine[n++] = (int)i;
    }
    ASSERT(n && "the section of each class has its officers");
    s->handler = mine[demo_between(&s->random, 0, n - 1)];
    s->legal = demo_who(s, demo_chance(&s->random, 60) ? "fazhi1" : "fazhi2");
    s->prosecutor = demo_who(s, PROSECUTORS[demo_between(&s->random, 0, LEN(PROSECUTORS) - 1)]);
    s->assistant = demo_who(s, "zhuli1");
    s->judge = demo_who(s, JUDGES[demo_between(&s->random, 0, LEN(JUDGES) - 1)]);
    s->house = "house";
    bool young = demo_chance(&s->random, 6); /* drawn for every case, so that persons move no date */
    s->juvenile = young && !w->opening && s->persons == 1 && !str_starts(s->class->class, S("危险"));
}

static void write_script(const Planning *p, DemoPlot *plot, uint64_t seed, Time start, int class, int persons, Arena *a) {
    plot->script = (DemoScript){.county = p->county, .class = &p->classes->classes.v[class], .calendar = p->calendar,
                                .random = {seed}, .people = {seed ^ UINT64_C(0x5851f42d4c957f2d)}, .a = a,
                                .persons = persons, .t = start};
    cast(p, &plot->script, &plot->way);
    demo_work(&plot->script, 0, 1);
    demo_flow(&plot->script, &plot->way);
}

static bool by(Time t, Time until) {
    return t != TIME_NONE && t <= until;
}

static bool fate_holds(const DemoScript *s, Fate fate, Time until) {
    const Time *m = s->marks;
    switch (fate) {
    case PROSECUTED: return by(m[MARK_PRO_ENDED], until);
    case IN_REVIEW: return by(m[MARK_PRO_ACCEPTED], until) && !by(m[MARK_PRO_ENDED], until);
    case INVESTIGATED: return by(m[MARK_ARR_ANSWERED], until) && !by(m[MARK_PRO_PUSHED], until);
    case ARREST_ASKED: return by(m[MARK_ARR_ACCEPTED], until) && !by(m[MARK_ARR_ANSWERED], until);
    case ANY: return true;
    }
    return false;
}

/* What is planted in the year stands where it tells something. */
static bool planted_fits(const DemoPlot *plot, Time until) {
    const DemoScript *s = &plot->script;
    if (plot->way.overdue == 2) return s->held_due < until - 3 * DAY_US && s->held_due > until - 12 * DAY_US;
    if (plot->way.no_transfer) return s->marks[MARK_ARR_ANSWERED] > until - 150 * DAY_US;
    if (plot->way.returned) return s->marks[MARK_PRO_PUSHED] < until - 150 * DAY_US; /* early on, then no more */
    if (plot->way.late_custody || plot->way.overdue == 1) return s->marks[MARK_PRO_ENDED] < until - 60 * DAY_US;
    return true;
}

static int custody_turns(const DemoScript *s, Time until) {
    int n = 0;
    for (int i = 0; i < s->n_custody; i++) n += s->custody_turns[i] <= until;
    return n;
}

typedef struct Chosen { /* what a plot was written from, to write it again with more persons */
    uint64_t seed;
    Time start;
    int class, persons, turns;
} Chosen;

static Status choose(Planning *p, const Quota *b, DemoPlot *plot, Chosen *ret, Err *err) {
    int class = demo_class(p->classes, str_c(b->class));
    _cleanup_(arena_freep) Arena *a = arena_new();
    for (int i = 0; i < TRIES; i++) {
        uint64_t seed = demo_random(&p->random);
        Time start = start_time(p, &b->way);
        arena_reset(a);
        plot->way = b->way;
        write_script(p, plot, seed, start, class, 1, a);
        if (!fate_holds(&plot->script, b->fate, p->until) || !planted_fits(plot, p->until)) continue;
        *ret = (Chosen){seed, start, class, 1, custody_turns(&plot->script, p->until)};
        if (plot->script.juvenile) ret->persons = -1; /* stays alone */
        return OK;
    }
    return FAIL(err, ERR_INVALID, "demo.plan", "no case of class %s fits into the year", b->class);
}

/* More persons in some cases, until the custody transfers of the year are as many as reported. */
static Status share_out(Planning *p, Chosen *v, size_t n, Err *err) {
    int left = PERSON_TRANSFERS;
    for (size_t i = 0; i < n; i++) left -= v[i].turns;
    for (int tries = 0; left > 0 && tries < 100000; tries++) {
        Chosen *c = &v[demo_between(&p->random, 0, (int64_t)n - 1)];
        Str class = p->classes->classes.v[c->class].class;
        bool many = str_eqz(class, "寻衅滋事") || (str_eqz(class, "盗窃") && c->persons < 3) ||
                    (str_eqz(class, "故意伤害") && c->persons < 2);
        if (!many || c->persons < 1 || c->persons >= PERSONS_MOST || !c->turns || c->turns > left) continue;
        c->persons++;
        left -= c->turns;
    }
    return left == 0 ? OK : FAIL(err, ERR_INVALID, "demo.plan", "%d custody transfers do not fit", left);
}

static int turn_order(const void *x, const void *y) {
    const DemoTurn *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    if (a->plot != b->plot) return a->plot < b->plot ? -1 : 1;
    return a->order - b->order;
}

Status demo_year_plan(const DemoCounty *c, const DemoClasses *k, const Calendar *cal, Time cut, Arena *a, DemoYear *y,
                      Err *err) {
    *y = (DemoYear){0};
    bool told = time_parse(DEMO_FROM, &y->from) && time_parse(DEMO_UNTIL, &y->until);
    ASSERT(told);
    Planning p = {c, k, cal, {UINT64_C(20200801)}, y->from, y->until};
    LIST_OF(Chosen) chosen = {0};
    for (size_t i = 0; i < LEN(YEAR); i++)
        for (int j = 0; j < YEAR[i].n; j++) {
            DemoPlot *plot = PUSH(a, &y->plots);
            TRY(choose(&p, &YEAR[i], plot, PUSH(a, &chosen), err));
        }
    TRY(share_out(&p, chosen.v, chosen.n, err));
    Time end = cut != TIME_NONE && cut < y->until ? cut : y->until;
    for (size_t i = 0; i < y->plots.n; i++) {
        DemoPlot *plot = &y->plots.v[i];
        const Chosen *x = &chosen.v[i];
        write_script(&p, plot, x->seed, x->start, x->class, MAX(x->persons, 1), a);
        for (size_t j = 0; j < plot->script.turns.n; j++) {
            if (plot->script.turns.v[j].at > end) continue;
            DemoTurn *t = PUSH(a, &y->turns);
            *t = plot->script.turns.v[j];
            t->plot = (int)i;
        }
    }
    qsort(y->turns.v, y->turns.n, sizeof *y->turns.v, turn_order);
    y->until = end;
    return OK;
}
