// SPDX-License-Identifier: Apache-2.0
/* What must always hold of a step against its guide, and of all cases of a random history together. */
#include "core/prop.h"

static Phase phase_of(EventKind kind) {
    switch ((int)kind) {
    case EV_TRANSFER_PUSHED: return PHASE_PUSH;
    case EV_TRANSFER_RECEIVED: return PHASE_RECEIVE;
    case EV_TRANSFER_ACCEPTED: return PHASE_ACCEPT;
    case EV_TRANSFER_RETURNED: return PHASE_RETURN;
    default: return PHASE_N;
    }
}

static bool named(const Ids *ids, int64_t person) {
    for (size_t i = 0; i < ids->n; i++)
        if (ids->v[i] == person) return true;
    return false;
}

/* Where the guide says he comes to by what the decision recorded. */
static Machine wanted(const Case *c, const Person *p, Machine want, const Move *v, const Decision *d) {
    const Guide *g = guide_here(p);
    for (size_t j = 0; j < d->events.n; j++) {
        const Event *e = &d->events.v[j];
        const TransferStep *s = e->body;
        const Deed *deed = e->body;
        if (e->kind == EV_DEED_DONE && named(&deed->persons, p->id)) {
            int act = guide_act(g, deed->act);
            if (deed->option.n) option_run(g, act, guide_option(&g->acts[act], deed->option), &want);
            else phase_run(g, act, PHASE_DONE, &want);
            return want;
        }
        Phase ph = phase_of(e->kind);
        bool answer = e->kind == EV_TRANSFER_ANSWERED && v->cmd.kind == CMD_ANSWER && s->transfer == v->cmd.transfer;
        if ((ph == PHASE_N && !answer) || !named(&s->persons, p->id)) continue;
        int act = guide_act(g, case_transfer(c, s->transfer)->act);
        if (answer) option_run(g, act, guide_option(&g->acts[act], s->answer), &want);
        else phase_run(g, act, ph, &want);
    }
    return want;
}

bool steps_agree(const Live *l, const Machine *was, const Move *v, const Decision *d) {
    CommandKind k = v->cmd.kind;
    bool moved = k == CMD_DO || k == CMD_PUSH || k == CMD_RECEIVE || k == CMD_ACCEPT || k == CMD_RETURN || k == CMD_ANSWER;
    if (!moved || v->cmd.effective != TIME_NONE || d->refused) return true;
    for (size_t i = 0; i < d->events.n; i++) {
        const Event *e = &d->events.v[i];
        if (e->by == 0) return true; /* time has moved it too */
        if (e->kind == EV_DEED_DONE && ((const Deed *)e->body)->unlawful.n) return true;
    }
    for (size_t i = 0; i < l->c.persons.n; i++) {
        const Person *p = &l->c.persons.v[i];
        if (p->moved_to) continue;
        Machine now, want = wanted(&l->c, p, was[i], v, d);
        machine_of(guide_here(p), &l->c, p, &now);
        if (memcmp(&now, &want, sizeof now) != 0) return false;
    }
    return true;
}

Offer offer_of(const Live *l, const Move *v, Arena *a) {
    bool fresh = (v->cmd.kind == CMD_PUSH && !v->cmd.transfer) || v->cmd.kind == CMD_DO;
    const Person *p = v->cmd.persons.n == 1 ? case_person(&l->c, v->cmd.persons.v[0]) : NULL;
    int64_t due = case_next_due(&l->c);
    if (!fresh || !p || v->cmd.effective != TIME_NONE || (due != TIME_NONE && due < l->now)) return (Offer){0};
    const Guide *g = guide_here(p);
    NextStep *steps;
    Machine m;
    machine_of(g, &l->c, p, &m);
    size_t n = case_next(l->w, &l->c, p, v->who, a, &steps);
    int act = guide_act(g, v->cmd.act);
    for (size_t i = 0; i < n; i++) {
        const Act *x = &g->acts[steps[i].act];
        int option = guide_option(x, v->cmd.option);
        if (steps[i].act == act)
            return (Offer){.asked = true, .possible = steps[i].possible, .mine = steps[i].mine, .report = x->kind == ACT_REPORT,
                           .barred = option >= 0 && !guard_holds(g, &x->options[option].when, &m)};
    }
    return (Offer){0};
}

/* What is offered is taken, and what is not offered is taken only as a fact that has happened. */
bool offer_agrees(Offer o, const Decision *d) {
    if (!o.asked) return true;
    bool not_possible = d->refused && strcmp(d->refusal.code, "act.not_possible") == 0;
    bool not_yours = d->refused && strcmp(d->refusal.code, "act.not_yours") == 0;
    if (o.possible && ((not_possible && !o.barred) || (not_yours && o.mine))) return false;
    return o.possible || o.report || d->refused;
}

/* ---- of the whole flock */

/* Where he stands now: the one case he has not left. NULL: nowhere, or in two. */
static const Person *stands(const Flock *f, int64_t person, const Case **ret_in) {
    const Person *there = NULL;
    for (size_t i = 0; i < f->n; i++) {
        const Person *p = case_person(&f->v[i].c, person);
        if (!p || p->moved_to) continue;
        if (there) return NULL;
        there = p;
        *ret_in = &f->v[i].c;
    }
    return there;
}

bool persons_conserved(const Flock *f) {
    size_t n = 0;
    const Case *in;
    for (size_t i = 0; i < f->n; i++)
        for (size_t k = 0; k < f->v[i].c.persons.n; k++) {
            const Person *p = &f->v[i].c.persons.v[k];
            n += !p->moved_to;
            if (!stands(f, p->id, &in)) return false;
        }
    return n == f->persons;
}

bool ledgers_whole(const Flock *f) {
    size_t n = 0;
    const Live *l = &f->v[f->at];
    for (size_t i = 0; i < l->subjects.n; i++) {
        const Subject *s = l->subjects.v[i];
        n += s->holds.n;
        for (size_t k = 0; k < s->holds.n; k++) {
            const HoldEntry *h = &s->holds.v[k];
            const Case *in = NULL;
            const Person *p = stands(f, h->person, &in);
            bool live = h->until == TIME_NONE && !h->unlawful.n && p && p->closed == TIME_NONE;
            if (!p || p->subject != s->id || (live && h->case_id != in->id)) return false;
            for (size_t j = 0; j < k; j++)
                if (s->holds.v[j].id == h->id) return false;
        }
    }
    return n == f->holds;
}

static void subject_text(const Subject *s, StrBuf *out) {
    Json j;
    json_init(&j, out);
    shape_encode(&SUBJECT_SHAPE, s, &j);
}

Str ledgers_text(const Flock *f, Arena *a) {
    const Live *l = &f->v[f->at];
    StrBuf out;
    strbuf_init(&out, a, MB(8));
    for (size_t i = 0; i < l->subjects.n; i++) subject_text(l->subjects.v[i], &out);
    return strbuf_str(&out);
}

bool ledgers_replay(const Flock *f, Arena *a) {
    const Live *l = &f->v[f->at];
    StrBuf out;
    strbuf_init(&out, a, MB(8));
    for (size_t i = 0; i < l->subjects.n; i++) {
        Subject s = {0};
        for (size_t k = 0; k < l->ledgers.n; k++)
            if (l->ledgers.v[k].stream == l->subjects.v[i]->id) subject_apply(&s, &l->ledgers.v[k], a);
        subject_text(&s, &out);
    }
    return str_eq(strbuf_str(&out), ledgers_text(f, a));
}
