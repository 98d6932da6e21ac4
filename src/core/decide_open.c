// SPDX-License-Identifier: Apache-2.0
/* A case begins, or a running one is entered in mid-course; persons join it. */
#include "core/deciding.h"

static const Guide *guide_for_class(const World *w, Str class) {
    const Guide *g = NULL;
    for (size_t i = w->n_retired; i < w->n_guides; i++) /* the last one of a class, should there be two */
        if (str_eq(w->guides[i]->id, class)) g = w->guides[i];
    return g;
}

static bool first_facts(Deciding *d, const Guide *g, const NewPerson *n, FactValues *ret) {
    for (size_t i = 0; i < n->facts.n; i++) {
        const FactValue *v = &n->facts.v[i];
        int f = guide_fact(g, v->fact);
        bool given = f >= 0 && (g->facts[f].first < 0 || d->cmd->opening);
        if (!given || fact_value(&g->facts[f], v->value) < 0)
            return refusef(d, R_FACT, "people", "%.*s: %.*s", STR_ARG(v->fact), STR_ARG(v->value));
    }
    for (int f = 0; f < g->n_facts; f++) {
        Str value = {0};
        for (size_t i = 0; i < n->facts.n; i++)
            if (str_eq(n->facts.v[i].fact, g->facts[f].id)) value = n->facts.v[i].value;
        if (!value.n && d->cmd->opening) value = granted_value(g, n, f);
        if (!value.n) value = g->facts[f].values[MAX(g->facts[f].first, 0)];
        *PUSH(d->a, ret) = (FactValue){g->facts[f].id, value};
    }
    return true;
}

/* One human being is one subject: whoever has papers of this kind and number, the first one known. */
static const Subject *subject_by_number(const Deciding *d, Str id_kind, Str id_number) {
    const Subject *first = NULL;
    for (size_t i = 0; i < d->subjects.n; i++) {
        const Subject *s = d->subjects.v[i];
        if (subject_is(s, id_kind, id_number) && (!first || s->id < first->id)) first = s;
    }
    return first;
}

static bool goes_by(const Subject *s, Str name) {
    bool known = str_eq(s->name, name);
    for (size_t i = 0; i < s->names.n; i++) known |= str_eq(s->names.v[i], name);
    return known;
}

/* His papers say who he is; another name is kept beside the first. Whose case the first came from is not told. */
static void join_subject(Deciding *d, const NewPerson *n, const Subject *s, int64_t person) {
    if (goes_by(s, n->name)) return;
    d->said_zh = str_format(d->a, STR_FMT STR_FMT "的证件号码已以另一姓名登记，按同一人办理，请核对证件。", STR_ARG(d->said_zh),
                            STR_ARG(n->name));
    d->said_en = str_format(d->a, STR_FMT "The number of " STR_FMT " is registered under another name and taken for the same "
                            "person; check the paper. ", STR_ARG(d->said_en), STR_ARG(n->name));
    emit_subject(d, EV_SUBJECT_NAMED, s->id, d->effective,
                 BODY(d, SubjectNamed, .name = n->name, .case_id = d->c->id, .person = person));
}

static bool add_person(Deciding *d, const Guide *g, const NewPerson *n, Ids *added) {
    if (!n->name.n) return refuse(d, R_NAME, "people", S(""), S(""));
    FactValues facts = {0};
    if (!first_facts(d, g, n, &facts)) return false;
    Str number = id_number_plain(n->id_number, d->a);
    const Subject *s = n->subject ? NULL : subject_by_number(d, n->id_kind, number);
    for (size_t i = 0; n->subject && i < d->subjects.n; i++)
        if (d->subjects.v[i]->id == n->subject) s = d->subjects.v[i];
    if (n->subject && !s) return refuse(d, R_NO_PERSON, "people", n->name, n->name);
    int64_t subject = s ? s->id : take_id(d);
    if (!s)
        emit_subject(d, EV_SUBJECT_OPENED, subject, d->effective,
                     BODY(d, SubjectOpened, .id = subject, .name = n->name, .id_kind = n->id_kind,
                          .id_number = number, .sex = n->sex, .birth = n->birth));
    int64_t id = take_id(d);
    if (s) join_subject(d, n, s, id);
    emit(d, EV_PERSON_ADDED, d->effective,
         BODY(d, Person, .id = id, .subject = subject, .name = n->name, .id_kind = n->id_kind,
              .id_number = number, .sex = n->sex, .birth = n->birth, .charges = n->charges, .guide = g->hash,
              .facts = facts, .joined = d->effective));
    d->made = id;
    *PUSH(d->a, added) = id;
    return true;
}

static bool add_people(Deciding *d, const Guide *g) {
    Ids added = {0};
    for (size_t i = 0; i < d->cmd->people.n; i++)
        if (!add_person(d, g, &d->cmd->people.v[i], &added)) return false;
    return !d->cmd->opening || enter_states(d, g, &added);
}

bool decide_open(Deciding *d) {
    const Guide *g = guide_for_class(d->w, d->cmd->class);
    const Agency *own = world_agency(d->w, d->who->agency);
    if (!g) return refuse(d, R_CLASS, "class", d->cmd->class, d->cmd->class);
    if (!d->cmd->name.n) return refuse(d, R_NAME, "name", S(""), S(""));
    if (!d->cmd->people.n) return refuse(d, R_PERSON_NEEDED, "people", S(""), S(""));
    if (!effective_ok(d)) return false;
    int64_t agency = d->who->behalf ? d->who->behalf : d->who->agency;
    int64_t id = take_id(d);
    d->c->id = id;
    emit(d, EV_CASE_OPENED, d->effective,
         BODY(d, CaseOpened, .id = id, .agency = agency, .name = d->cmd->name, .class = g->id,
              .opening = d->cmd->opening, .manifest = d->cmd->manifest));
    if (own) emit(d, EV_ORGAN_SET, d->effective, BODY(d, Organ, world_agency(d->w, agency)->kind, agency));
    if (!add_people(d, g)) return false;
    if (d->cmd->number.n)
        emit(d, EV_NUMBER_ADDED, d->effective,
             BODY(d, Number, .id = take_id(d), .agency = agency, .user = d->who->user, .system = d->cmd->system,
                  .number = d->cmd->number, .at = d->now.time));
    if (!d->who->behalf)
        emit(d, EV_ASSIGNMENT_SET, d->effective,
             BODY(d, Assignment, .agency = agency, .user = d->who->user, .at = d->now.time));
    d->made = id;
    return !d->refused;
}

bool decide_add_person(Deciding *d) {
    const Guide *g = guide_for_class(d->w, d->c->class);
    if (d->c->closed != TIME_NONE) return refuse(d, R_CASE_CLOSED, "case", S(""), S(""));
    if (!actor_in(d, d->c->agency)) return refuse(d, R_NOT_YOURS, "case", S(""), S(""));
    if (!d->cmd->people.n) return refuse(d, R_PERSON_NEEDED, "people", S(""), S(""));
    if (!g) return refuse(d, R_CLASS, "class", d->c->class, d->c->class);
    if (!effective_ok(d)) return false;
    return add_people(d, g);
}
