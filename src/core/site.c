// SPDX-License-Identifier: Apache-2.0
#include "core/site.h"

#define FIND(list, id_)                                                                                           \
    do {                                                                                                          \
        for (size_t i = 0; i < (list).n; i++)                                                                     \
            if ((list).v[i].id == (id_)) return &(list).v[i];                                                     \
        return NULL;                                                                                              \
    } while (0)

const User *site_user(const SiteState *s, int64_t id) {
    FIND(s->users, id);
}
const UserPost *site_post(const SiteState *s, int64_t id) {
    FIND(s->posts, id);
}
static const Agency *site_agency(const SiteState *s, int64_t id) {
    FIND(s->agencies, id);
}
static const Deputy *site_deputy(const SiteState *s, int64_t id) {
    FIND(s->deputies, id);
}

const User *site_login(const SiteState *s, Str login) {
    for (size_t i = 0; i < s->users.n; i++)
        if (str_eq(s->users.v[i].login, login)) return &s->users.v[i];
    return NULL;
}

const Reported *site_problem(const SiteState *s, int64_t id) {
    FIND(s->problems, id);
}

const GuideUse *site_guide(const SiteState *s, Hash guide) {
    for (size_t i = 0; i < s->guides.n; i++)
        if (hash_eq(s->guides.v[i].guide, guide)) return &s->guides.v[i];
    return NULL;
}

/* ---- apply */

/* The element of that id, or a new one at its place in the order of ids. */
#define PLACE(a, list, id_)                                                                                       \
    ({                                                                                                            \
        size_t at_ = 0;                                                                                           \
        while (at_ < (list)->n && (list)->v[at_].id < (id_)) at_++;                                               \
        if (at_ == (list)->n || (list)->v[at_].id != (id_)) {                                                     \
            (void)PUSH(a, list);                                                                                  \
            memmove((list)->v + at_ + 1, (list)->v + at_, ((list)->n - 1 - at_) * sizeof *(list)->v);              \
        }                                                                                                         \
        &(list)->v[at_];                                                                                          \
    })

static void guide_put(SiteState *s, const GuideUse *b, Arena *a) {
    GuideUse *at = (GuideUse *)(uintptr_t)site_guide(s, b->guide);
    if (!at) at = PUSH(a, &s->guides);
    shape_copy(&GUIDE_USE_SHAPE, b, a, at);
}

void site_apply(SiteState *s, const SiteEvent *e, Arena *a) {
    s->seq++;
    switch (e->kind) {
    case SEV_SITE_CREATED: {
        const SiteCreated *b = e->body;
        s->id = b->id;
        s->number = b->number;
        s->name = str_dup(a, b->name);
        s->demo = b->demo;
        s->created = e->at;
        break;
    }
    case SEV_AGENCY_SET: {
        const Agency *b = e->body;
        shape_copy(&AGENCY_SHAPE, b, a, PLACE(a, &s->agencies, b->id));
        break;
    }
    case SEV_USER_SET: {
        const User *b = e->body;
        shape_copy(&USER_SHAPE, b, a, PLACE(a, &s->users, b->id));
        break;
    }
    case SEV_POST_SET: {
        const UserPost *b = e->body;
        shape_copy(&USER_POST_SHAPE, b, a, PLACE(a, &s->posts, b->id));
        break;
    }
    case SEV_DEPUTY_SET: {
        const Deputy *b = e->body;
        shape_copy(&DEPUTY_SHAPE, b, a, PLACE(a, &s->deputies, b->id));
        break;
    }
    case SEV_GUIDE_SET: guide_put(s, e->body, a); break;
    case SEV_PROBLEM_SET: {
        const Reported *b = e->body;
        shape_copy(&PROBLEM_SHAPE, b, a, PLACE(a, &s->problems, b->id));
        break;
    }
    case SEV_PRACTICE_DONE: shape_copy(&PRACTICE_SHAPE, e->body, a, PUSH(a, &s->practices)); break;
    case SEV_BULLETIN_SET: {
        Bulletin kept = *(const Bulletin *)e->body;
        kept.figures = (Str){0};
        Bulletin *at = PUSH(a, &s->bulletins);
        shape_copy(&BULLETIN_SHAPE, &kept, a, at);
        at->seq = s->seq;
        break;
    }
    case SEV_NONE:
    case SEV_N: ASSERT(!"no event of the site");
    }
}

/* ---- decide */

typedef struct Doing {
    const SiteState *s;
    const SiteCommand *cmd;
    const Actor *who;
    Now now;
    Arena *a;
    SiteDecision d;
} Doing;

static void no(Doing *x, SiteRefusalId why, const char *where) {
    const RefusalText *t = &SITE_REFUSAL_TEXTS[why];
    x->d.refused = true;
    x->d.refusal = (Refusal){.code = t->code, .zh = str_c(t->zh), .en = str_c(t->en)};
    snprintf(x->d.refusal.where, sizeof x->d.refusal.where, "%s", where);
}

static int64_t id_or_new(Doing *x, int64_t id) {
    x->d.made = id ? id : x->now.next_id + x->d.ids++;
    return x->d.made;
}

static void say(Doing *x, SiteEventKind kind, const void *body) {
    *PUSH(x->a, &x->d.events) = (SiteEvent){.kind = kind, .at = x->now.time, .by = x->who->user, .body = body};
}

static void create(Doing *x) {
    SiteCreated *b = arena_dup(x->a, &x->cmd->site, sizeof *b);
    if (x->s->id) return no(x, SR_EXISTS, "site");
    if (!b->name.n) return no(x, SR_NAME, "name");
    b->id = id_or_new(x, b->id);
    say(x, SEV_SITE_CREATED, b);
}

static bool below(const SiteState *s, int64_t agency, int64_t top) {
    for (size_t depth = 0; agency && depth <= s->agencies.n; depth++) {
        if (agency == top) return true;
        const Agency *up = site_agency(s, agency);
        agency = up ? up->parent : 0;
    }
    return false;
}

static void set_agency(Doing *x) {
    Agency *b = arena_dup(x->a, &x->cmd->agency, sizeof *b);
    if (!b->name.n || !b->kind.n) return no(x, SR_NAME, "name");
    if (b->id && !site_agency(x->s, b->id)) return no(x, SR_NONE, "id");
    if (b->parent && !site_agency(x->s, b->parent)) return no(x, SR_PARENT, "parent");
    if (b->id && b->parent && below(x->s, b->parent, b->id)) return no(x, SR_PARENT, "parent");
    for (size_t i = 0; i < b->serves.n; i++)
        if (!site_agency(x->s, b->serves.v[i])) return no(x, SR_AGENCY, "serves");
    b->id = id_or_new(x, b->id);
    say(x, SEV_AGENCY_SET, b);
}

static void set_user(Doing *x) {
    User *b = arena_dup(x->a, &x->cmd->user, sizeof *b);
    const User *was = b->id ? site_user(x->s, b->id) : NULL;
    const User *other = site_login(x->s, b->login);
    if (b->id && !was) return no(x, SR_NONE, "id");
    if (!b->name.n) return no(x, SR_NAME, "name");
    if (!b->login.n || (other && other->id != b->id)) return no(x, SR_LOGIN, "login");
    if (b->disabled && x->cmd->waiting) return no(x, SR_WAITING, "enabled");
    b->since = was ? was->since : x->now.time;
    b->id = id_or_new(x, b->id);
    say(x, SEV_USER_SET, b);
}

static void set_post(Doing *x) {
    UserPost *b = arena_dup(x->a, &x->cmd->post, sizeof *b);
    const UserPost *was = b->id ? site_post(x->s, b->id) : NULL;
    if (b->id && !was) return no(x, SR_NONE, "id");
    if (!site_user(x->s, b->user)) return no(x, SR_USER, "user");
    if (!site_agency(x->s, b->agency)) return no(x, SR_AGENCY, "agency");
    if (!b->roles.n) return no(x, SR_ROLES, "roles");
    b->since = was ? was->since : x->now.time;
    b->id = id_or_new(x, b->id);
    say(x, SEV_POST_SET, b);
}

static void set_deputy(Doing *x) {
    Deputy *b = arena_dup(x->a, &x->cmd->deputy, sizeof *b);
    if (b->id && !site_deputy(x->s, b->id)) return no(x, SR_NONE, "id");
    if (!site_user(x->s, b->user) || !site_user(x->s, b->stands_for)) return no(x, SR_USER, "user");
    if (b->user == b->stands_for) return no(x, SR_SELF, "user");
    if (!site_agency(x->s, b->agency)) return no(x, SR_AGENCY, "agency");
    if (b->from == TIME_NONE) b->from = x->now.time;
    if (b->until <= b->from || (!b->ended && b->until <= x->now.time)) return no(x, SR_PERIOD, "until");
    b->id = id_or_new(x, b->id);
    say(x, SEV_DEPUTY_SET, b);
}

/* One guide of a class is in force; the one it follows is retired in the same breath. Persons stay pinned to theirs. */
static void set_guide(Doing *x) {
    GuideUse *b = arena_dup(x->a, &x->cmd->guide, sizeof *b);
    const GuideUse *was = site_guide(x->s, b->guide);
    if (hash_eq(b->guide, (Hash){0}) || !b->class.n) return no(x, SR_NAME, "guide");
    if (was && was->life == GUIDE_RETIRED && b->life != GUIDE_IN_FORCE) return no(x, SR_LIFE, "life");
    if (was && b->life < was->life) return no(x, SR_LIFE, "life");
    if (b->life == GUIDE_IN_FORCE && hash_eq(b->certificate, (Hash){0})) return no(x, SR_CERTIFICATE, "certificate");
    b->at = x->now.time;
    b->by = x->who->user;
    for (size_t i = 0; b->life == GUIDE_IN_FORCE && i < x->s->guides.n; i++) {
        const GuideUse *old = &x->s->guides.v[i];
        if (old->life != GUIDE_IN_FORCE || !str_eq(old->class, b->class) || hash_eq(old->guide, b->guide)) continue;
        GuideUse *gone = arena_dup(x->a, old, sizeof *old);
        gone->life = GUIDE_RETIRED;
        gone->at = b->at;
        gone->by = b->by;
        say(x, SEV_GUIDE_SET, gone);
    }
    say(x, SEV_GUIDE_SET, b);
}

/* Doubles hang on one that stands for itself, so an answer is found in one step. */
static bool joins(const SiteState *s, const Reported *b) {
    const Reported *main = site_problem(s, b->same_as);
    if (!main || main->id == b->id || main->same_as) return false;
    for (size_t i = 0; i < s->problems.n; i++)
        if (s->problems.v[i].same_as == b->id) return false;
    return true;
}

/* The sender's words stay as he wrote them; the administrator adds state, title and answer. */
static void set_problem(Doing *x) {
    Reported *b = arena_dup(x->a, &x->cmd->problem, sizeof *b);
    const Reported *was = b->id ? site_problem(x->s, b->id) : NULL;
    if (b->id && !was) return no(x, SR_NONE, "id");
    if (!was) {
        if (!b->text.n) return no(x, SR_WORDS, "text");
        *b = (Reported){.number = (int)x->s->problems.n + 1, .user = x->who->user, .agency = x->who->agency, .page = b->page,
                       .request = b->request, .text = b->text, .since = x->now.time};
    } else {
        if (b->same_as && !joins(x->s, b)) return no(x, SR_SAME, "same_as");
        if (b->life != PROBLEM_OPEN && !b->same_as && (!b->title.n || !b->answer.n)) return no(x, SR_ANSWER, "answer");
        Reported is = *was;
        is.life = b->life, is.title = b->title, is.answer = b->answer, is.same_as = b->same_as;
        *b = is;
    }
    b->at = x->now.time;
    b->by = x->who->user;
    b->id = id_or_new(x, b->id);
    say(x, SEV_PROBLEM_SET, b);
}

static void set_practice(Doing *x) {
    Practice *b = arena_dup(x->a, &x->cmd->practice, sizeof *b);
    if (!b->exercise.n) return no(x, SR_NAME, "exercise");
    for (size_t i = 0; i < x->s->practices.n; i++)
        if (x->s->practices.v[i].user == x->who->user && str_eq(x->s->practices.v[i].exercise, b->exercise))
            return no(x, SR_PRACTISED, "exercise");
    b->user = x->who->user;
    b->agency = x->who->agency;
    b->at = x->now.time;
    b->id = id_or_new(x, 0);
    say(x, SEV_PRACTICE_DONE, b);
}

const Bulletin *site_bulletin(const SiteState *s, int64_t agency, Str month) {
    for (size_t i = 0; i < s->bulletins.n; i++) {
        const Bulletin *b = &s->bulletins.v[i];
        if (b->agency == agency && !b->correction && str_eq(b->month, month)) return b;
    }
    return NULL;
}

bool month_parse(Str month, Day *first, Day *after) {
    char text[DAY_TEXT] = {0};
    if (month.n != 7) return false;
    snprintf(text, sizeof text, "%.7s-01", month.p);
    if (!day_parse(str_n(text, 10), first)) return false;
    Ymd d = day_ymd(*first);
    *after = d.month == 12 ? day_from_ymd(d.year + 1, 1, 1) : day_from_ymd(d.year, d.month + 1, 1);
    return true;
}

/* A month is published once, when it is over; what is found later is said on a line of its own and moves no figure. */
static void set_bulletin(Doing *x) {
    Bulletin *b = arena_dup(x->a, &x->cmd->bulletin, sizeof *b);
    Day first, after;
    if (!month_parse(b->month, &first, &after) || x->now.time < day_start(after)) return no(x, SR_MONTH, "month");
    b->agency = x->who->agency;
    const Bulletin *was = site_bulletin(x->s, b->agency, b->month);
    if (was && !b->correction) return no(x, SR_FROZEN, "month");
    if (!was && b->correction) return no(x, SR_UNPUBLISHED, "month");
    if (b->correction && !b->note.n) return no(x, SR_NAME, "note");
    b->at = x->now.time;
    b->by = x->who->user;
    b->id = id_or_new(x, 0);
    b->seq = 0;
    say(x, SEV_BULLETIN_SET, b);
}

SiteDecision site_decide(const SiteState *s, const SiteCommand *cmd, const Actor *who, Now now, Arena *a) {
    Doing x = {.s = s, .cmd = cmd, .who = who, .now = now, .a = a};
    if (cmd->kind != SITE_CREATE && !s->id) no(&x, SR_NONE, "site");
    else
        switch (cmd->kind) {
        case SITE_CREATE: create(&x); break;
        case SITE_AGENCY: set_agency(&x); break;
        case SITE_USER: set_user(&x); break;
        case SITE_POST: set_post(&x); break;
        case SITE_DEPUTY: set_deputy(&x); break;
        case SITE_GUIDE: set_guide(&x); break;
        case SITE_PROBLEM: set_problem(&x); break;
        case SITE_PRACTICE: set_practice(&x); break;
        case SITE_BULLETIN: set_bulletin(&x); break;
        case SITE_COMMAND_N: ASSERT(!"a command without a decision");
        }
    return x.d;
}
