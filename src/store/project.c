// SPDX-License-Identifier: Apache-2.0
#include "store/project.h"

#include "store/find_words.h"

typedef struct Wait { /* one thing that waits for an agency */
    const char *what; /* duty, draft, notice, consent, correction */
    int64_t id, agency, transfer, person, user;
    Str rule;
    Time due, opened;
    bool breached, red;
    LeftUnit unit; /* of the clock that gives the day */
} Wait;
typedef LIST_OF(Wait) Waits;

static Str act_of(const Case *c, int64_t transfer) {
    const Transfer *t = transfer ? case_transfer(c, transfer) : NULL;
    return t ? t->act : (Str){0};
}

static bool concerns(const Transfer *t, const Clock *k) {
    return k->transfer == t->id || transfer_line(t, k->person);
}

/* A running term of a wait's persons that comes before what it has. */
static void sooner(const Clock *k, Wait *w) {
    if (k->life != CLOCK_RUNNING || k->due == TIME_NONE || (w->due != TIME_NONE && k->due >= w->due)) return;
    w->due = k->due;
    w->unit = left_unit(&k->length);
}

/*
 * A duty of a transfer (to answer, to correct) has no date of its own: its terms are the clocks its agency runs for the
 * transfer's persons, which restart after a supplement. The next of them is when it is due.
 */
static void term_of(const Case *c, const Duty *d, Wait *w) {
    const Transfer *t = d->transfer && !d->person && d->due == TIME_NONE ? case_transfer(c, d->transfer) : NULL;
    bool lapsed = false;
    for (size_t i = 0; t && i < c->clocks.n; i++) {
        const Clock *k = &c->clocks.v[i];
        if (k->agency != d->agency || k->period || !concerns(t, k)) continue;
        lapsed |= k->life == CLOCK_LAPSED && k->closed >= d->opened;
        sooner(k, w);
    }
    w->breached |= lapsed && w->due == TIME_NONE;
}

/* Paper is waited for as long as its sender owes it: his day is shown on both sides, and is no breach of who waits. */
static void paper_term(const Case *c, const Duty *d, Wait *w) {
    for (size_t i = 0; i < c->duties.n; i++) {
        const Duty *owed = &c->duties.v[i];
        if (owed->life != DUTY_OPEN || owed->transfer != d->transfer || !str_eqz(owed->rule, "paper")) continue;
        w->due = owed->due;
        w->breached = owed->breached != TIME_NONE;
    }
}

/* To take a case in has no term of its own, but its persons' terms run on meanwhile: the next of them is when it is due. */
static void check_term(const Case *c, const Duty *d, Wait *w) {
    const Transfer *t = d->transfer && w->due == TIME_NONE ? case_transfer(c, d->transfer) : NULL;
    for (size_t i = 0; t && i < c->clocks.n; i++)
        if (!c->clocks.v[i].period && transfer_line(t, c->clocks.v[i].person)) sooner(&c->clocks.v[i], w);
}

static void waits_of_duties(const Case *c, Arena *a, Waits *w) {
    for (size_t i = 0; i < c->duties.n; i++) {
        const Duty *d = &c->duties.v[i];
        if (d->life != DUTY_OPEN) continue;
        Wait *x = PUSH(a, w);
        *x = (Wait){"duty", d->id, d->agency, d->transfer, d->person, d->user, d->rule, d->due, d->opened,
                    d->breached != TIME_NONE, d->red, LEFT_DAYS};
        if (str_eqz(d->rule, "paper_in")) paper_term(c, d, x);
        else term_of(c, d, x);
        if (str_eqz(d->rule, "check")) check_term(c, d, x);
    }
}

static void waits_of_papers(const Case *c, Arena *a, Waits *w) {
    for (size_t i = 0; i < c->transfers.n; i++) {
        const Transfer *t = &c->transfers.v[i];
        bool draft = t->life == HEAD_DRAFT || t->life == HEAD_CHECKED || t->life == HEAD_REFUSED;
        if (draft)
            *PUSH(a, w) = (Wait){.what = t->life == HEAD_DRAFT ? "check" : "draft", .id = t->id, .agency = t->from,
                                 .transfer = t->id, .user = t->drafted_by, .rule = t->act, .opened = t->drafted};
        if (t->withdraw_asked && t->life == HEAD_RECEIVED)
            *PUSH(a, w) = (Wait){.what = "consent", .id = t->id, .agency = t->to, .transfer = t->id, .rule = t->act,
                                 .opened = t->received};
    }
    for (size_t i = 0; i < c->notices.n; i++) {
        const Notice *n = &c->notices.v[i];
        if (n->signed_at == TIME_NONE)
            *PUSH(a, w) = (Wait){.what = "notice", .id = n->id, .agency = n->agency, .opened = n->at};
    }
    for (size_t i = 0; i < c->corrections.n; i++) {
        const Correction *k = &c->corrections.v[i];
        if (k->agree_agency && k->agreed == TIME_NONE)
            *PUSH(a, w) = (Wait){.what = "correction", .id = k->id, .agency = k->agree_agency, .rule = k->field,
                                 .opened = k->at};
    }
}

static AgendaRow *row_for(Projection *p, int64_t agency, Arena *a) {
    size_t at = 0;
    while (at < p->agenda.n && p->agenda.v[at].agency < agency) at++;
    if (at < p->agenda.n && p->agenda.v[at].agency == agency) return &p->agenda.v[at];
    (void)PUSH(a, &p->agenda);
    memmove(p->agenda.v + at + 1, p->agenda.v + at, (p->agenda.n - 1 - at) * sizeof *p->agenda.v);
    p->agenda.v[at] = (AgendaRow){.agency = agency};
    return &p->agenda.v[at];
}

static void earliest(Time *t, Time other) {
    if (other != TIME_NONE && (*t == TIME_NONE || other < *t)) *t = other;
}

static void next_end(AgendaRow *r, Time due, Str rule, LeftUnit unit) {
    if (due == TIME_NONE || (r->due != TIME_NONE && due >= r->due)) return;
    r->due = due;
    r->rule = rule;
    r->unit = unit ? str_c(left_unit_name(unit)) : (Str){0};
}

static int by_due(const void *x, const void *y) {
    const Wait *const *p = x, *const *q = y;
    Time a = (*p)->due == TIME_NONE ? INT64_MAX : (*p)->due, b = (*q)->due == TIME_NONE ? INT64_MAX : (*q)->due;
    if (a != b) return a < b ? -1 : 1;
    return ((*p)->id > (*q)->id) - ((*p)->id < (*q)->id);
}

static Str waits_json(const Case *c, const Waits *w, int64_t agency, Arena *a) {
    const Wait **mine = NEW_N(a, const Wait *, w->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++)
        if (w->v[i].agency == agency) mine[n++] = &w->v[i];
    qsort(mine, n, sizeof *mine, by_due);
    StrBuf b;
    Json j;
    strbuf_init(&b, a, KB(32));
    json_init(&j, &b);
    json_arr(&j);
    for (size_t i = 0; i < MIN(n, (size_t)WAITS_MAX); i++) {
        const Wait *x = mine[i];
        Str act = act_of(c, x->transfer);
        json_obj(&j);
        json_key(&j, "what");
        json_strz(&j, x->what);
        json_key(&j, "id");
        json_id(&j, x->id);
        if (x->rule.n) json_key(&j, "rule"), json_str(&j, x->rule);
        if (act.n) json_key(&j, "act"), json_str(&j, act);
        if (x->transfer) json_key(&j, "transfer"), json_id(&j, x->transfer);
        if (x->person) json_key(&j, "person"), json_id(&j, x->person);
        if (x->user) json_key(&j, "user"), json_id(&j, x->user);
        if (x->due != TIME_NONE) json_key(&j, "due"), json_time(&j, x->due);
        if (x->unit) json_key(&j, "unit"), json_strz(&j, left_unit_name(x->unit));
        if (x->breached) json_key(&j, "breached"), json_bool(&j, true);
        json_end_obj(&j);
    }
    json_end_arr(&j);
    return strbuf_str(&b);
}

static void project_agenda(const Case *c, Arena *a, Projection *ret) {
    Waits w = {0};
    waits_of_duties(c, a, &w);
    waits_of_papers(c, a, &w);
    for (size_t i = 0; i < w.n; i++) {
        if (!w.v[i].agency) continue;
        AgendaRow *r = row_for(ret, w.v[i].agency, a);
        r->open++;
        r->breached += w.v[i].breached;
        r->red += w.v[i].red;
        next_end(r, w.v[i].due, w.v[i].rule, w.v[i].unit);
        earliest(&r->alert, w.v[i].due);
        r->newest = MAX(r->newest, w.v[i].opened);
    }
    for (size_t i = 0; i < c->clocks.n; i++) { /* a term that runs shows its case, also while nothing else waits */
        const Clock *k = &c->clocks.v[i];
        if (k->life != CLOCK_RUNNING || k->period || !k->agency || k->due == TIME_NONE) continue;
        AgendaRow *r = row_for(ret, k->agency, a);
        next_end(r, k->due, k->rule, left_unit(&k->length));
        earliest(&r->alert, k->alert);
        if (r->newest == TIME_NONE) r->newest = k->start;
    }
    for (size_t i = 0; i < ret->agenda.n; i++) {
        AgendaRow *r = &ret->agenda.v[i];
        const Assignment *as = case_assignment(c, r->agency);
        r->user = as ? as->user : 0;
        r->section = as ? str_dup(a, as->section) : (Str){0};
        r->rule = str_dup(a, r->rule);
        r->waits = waits_json(c, &w, r->agency, a);
    }
}

static void part(Ids *ids, int64_t agency, Arena *a) {
    size_t at = 0;
    while (at < ids->n && ids->v[at] < agency) at++;
    if (!agency || (at < ids->n && ids->v[at] == agency)) return;
    (void)PUSH(a, ids);
    memmove(ids->v + at + 1, ids->v + at, (ids->n - 1 - at) * sizeof *ids->v);
    ids->v[at] = agency;
}

void project(const Case *c, Arena *a, Projection *ret) {
    *ret = (Projection){0};
    project_agenda(c, a, ret);
    part(&ret->parts, c->agency, a);
    for (size_t i = 0; i < c->organs.n; i++) part(&ret->parts, c->organs.v[i].agency, a);
    for (size_t i = 0; i < c->transfers.n; i++) {
        const Transfer *t = &c->transfers.v[i];
        part(&ret->parts, t->from, a);
        if (t->pushed != TIME_NONE) part(&ret->parts, t->to, a);
    }
    for (size_t i = 0; i < c->notices.n; i++) part(&ret->parts, c->notices.v[i].agency, a);
    for (size_t i = 0; i < c->duties.n; i++) part(&ret->parts, c->duties.v[i].agency, a);
    for (size_t i = 0; i < c->clocks.n; i++) part(&ret->parts, c->clocks.v[i].agency, a);
    for (size_t i = 0; i < c->corrections.n; i++) part(&ret->parts, c->corrections.v[i].agree_agency, a);
    for (size_t i = 0; i < c->assignments.n; i++) part(&ret->parts, c->assignments.v[i].agency, a); /* also who had it before */
    ret->numbers = c->numbers.n;
    ret->words = find_words_mark(c, ret->numbers);
}

static bool same_row(const AgendaRow *x, const AgendaRow *y) {
    return x->user == y->user && x->due == y->due && x->alert == y->alert && x->newest == y->newest &&
           x->open == y->open && x->breached == y->breached && x->red == y->red && str_eq(x->section, y->section) &&
           str_eq(x->waits, y->waits) && str_eq(x->rule, y->rule) && str_eq(x->unit, y->unit);
}

static Val time_or_null(Time t) {
    return val_some(t != TIME_NONE, VAL(t));
}

static void agenda_write(Batch *b, int64_t id, const AgendaRow *r) {
    batch_add(b, Q_AGENDA_PUT,
              ARGS(VAL(r->agency), VAL(id), VAL(r->user), VAL(r->section), time_or_null(r->due), time_or_null(r->alert),
                   VAL(r->newest), VAL(r->open), VAL(r->breached), VAL(r->red), VAL(r->waits), VAL(r->rule), VAL(r->unit)));
}

static bool has(const Ids *ids, int64_t id) {
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == id) return true;
    return false;
}

/* Mostly a number is added and no word goes; otherwise all are written anew. */
static void words_write(Batch *b, const Case *c, const Projection *was, const Projection *is) {
    FindWords words = {0};
    if (was->words == is->words) return;
    if (was->words && is->numbers > was->numbers && find_words_mark(c, was->numbers) == was->words) {
        find_words_numbers(c, was->numbers, b->arena, &words);
    } else {
        if (was->words) batch_add(b, Q_FIND_WORD_FORGET, ARGS(VAL(c->id)));
        find_words(c, b->arena, &words);
    }
    for (size_t k = 0; k < words.n; k++)
        batch_add(b, Q_FIND_WORD_ADD, ARGS(VAL(words.v[k].word), VAL(c->id), VAL(words.v[k].person), VAL(words.v[k].kind)));
}

void projection_write(Batch *b, const Case *c, const Projection *was, const Projection *is) {
    size_t i = 0, j = 0;
    while (i < was->agenda.n || j < is->agenda.n) {
        const AgendaRow *old = i < was->agenda.n ? &was->agenda.v[i] : NULL, *new = j < is->agenda.n ? &is->agenda.v[j] : NULL;
        if (old && (!new || old->agency < new->agency)) {
            batch_add(b, Q_AGENDA_DROP, ARGS(VAL(old->agency), VAL(c->id)));
            i++;
        } else if (new && (!old || new->agency < old->agency)) {
            agenda_write(b, c->id, new);
            j++;
        } else {
            if (!same_row(old, new)) agenda_write(b, c->id, new);
            i++;
            j++;
        }
    }
    for (size_t k = 0; k < is->parts.n; k++)
        if (!has(&was->parts, is->parts.v[k])) batch_add(b, Q_PART_ADD, ARGS(VAL(is->parts.v[k]), VAL(c->id)));
    for (size_t k = 0; k < was->parts.n; k++)
        if (!has(&is->parts, was->parts.v[k])) batch_add(b, Q_PART_DROP, ARGS(VAL(was->parts.v[k]), VAL(c->id)));
    words_write(b, c, was, is);
}

static void move(DeskMoves *m, Arena *a, const AgendaRow *r, int sign) {
    size_t at = 0;
    while (at < m->n && m->v[at].agency != r->agency) at++;
    DeskMove *x = at < m->n ? &m->v[at] : PUSH(a, m);
    x->agency = r->agency;
    x->cases += sign;
    x->open += sign * r->open;
    x->breached += sign * r->breached;
    x->red += sign * r->red;
}

void desks_move(DeskMoves *m, Arena *a, const Projection *was, const Projection *is) {
    for (size_t i = 0; i < was->agenda.n; i++) move(m, a, &was->agenda.v[i], -1);
    for (size_t i = 0; i < is->agenda.n; i++) move(m, a, &is->agenda.v[i], 1);
}

void desks_write(Batch *b, const DeskMoves *m) {
    for (size_t i = 0; i < m->n; i++) {
        const DeskMove *x = &m->v[i];
        if (x->cases || x->open || x->breached || x->red)
            batch_add(b, Q_DESK_MOVE, ARGS(VAL(x->agency), VAL(x->cases), VAL(x->open), VAL(x->breached), VAL(x->red)));
    }
}
