// SPDX-License-Identifier: Apache-2.0
#include "api/left.h"

static void put_it(const Ask *k, LeftUnit unit, Time due, Json *j) {
    TermLeft l = term_left(unit, due, k->now, k->world->calendar);
    json_obj(j);
    json_key(j, "unit"), json_strz(j, left_unit_name(l.unit));
    json_key(j, "n"), json_i64(j, l.n);
    if (l.unit == LEFT_MONTHS) json_key(j, "days"), json_i64(j, l.days);
    json_end_obj(j);
}

static bool runs(const Ask *k, Time due) {
    return due != TIME_NONE && due > k->now;
}

void put_left(const Ask *k, LeftUnit unit, Time due, Json *j) {
    if (runs(k, due)) json_key(j, "left"), put_it(k, unit, due, j);
}

static Str text_of(const Node *n, const char *key) {
    const Node *v = node_find(n, str_c(key));
    return v && v->kind == NODE_STR ? v->s : (Str){0};
}

bool wait_name(const Ask *k, Str class, const Node *wait, RuleName *ret) {
    Str rule = text_of(wait, "rule"), what = text_of(wait, "what"), id = rule.n ? rule : what;
    for (size_t i = 0; i < k->world->n_guides; i++) {
        const Guide *g = k->world->guides[i];
        if (str_eq(g->id, class) && (duty_name(g, id, ret) || act_name(g, id, ret))) return true;
    }
    return duty_name(NULL, id, ret) || duty_name(NULL, what, ret);
}

bool term_name(const Ask *k, Str class, Str rule, RuleName *ret) {
    for (size_t i = 0; i < k->world->n_guides; i++)
        if (str_eq(k->world->guides[i]->id, class) && clock_name(k->world->guides[i], rule, ret)) return true;
    return false;
}

/* A date is that of a clock, whose unit it brings, or of a duty, whose rule any guide of its class knows. */
static LeftUnit term_unit(const World *w, Str class, Str rule, Str name) {
    LeftUnit unit;
    if (left_unit_named(name, &unit)) return unit;
    for (size_t i = 0; i < w->n_guides; i++)
        if (str_eq(w->guides[i]->id, class) && duty_unit(w->guides[i], rule, &unit)) return unit;
    return duty_unit(NULL, rule, &unit) ? unit : LEFT_DAYS;
}

void put_term_left(const Ask *k, Str class, const RowEnd *end, Json *j) {
    put_left(k, term_unit(k->world, class, end->rule, end->unit), end->due, j);
}

void put_wait_left(const Ask *k, Str class, const Node *wait, Json *j) {
    RowEnd end = {.rule = text_of(wait, "rule"), .unit = text_of(wait, "unit")};
    if (time_parse(text_of(wait, "due"), &end.due)) put_term_left(k, class, &end, j);
}

LeftUnit case_duty_unit(const World *w, const Case *c, const Duty *d) {
    LeftUnit unit;
    for (size_t i = 0; i < c->persons.n; i++) {
        const Guide *g = world_guide(w, c->persons.v[i].guide);
        if (g && (!d->person || d->person == c->persons.v[i].id) && duty_unit(g, d->rule, &unit)) return unit;
    }
    return duty_unit(NULL, d->rule, &unit) ? unit : LEFT_DAYS;
}

void put_case_left(const Ask *k, const Case *c, Json *j) {
    char id[ID_TEXT];
    json_key(j, "left");
    json_obj(j);
    for (size_t i = 0; i < c->duties.n; i++) {
        const Duty *d = &c->duties.v[i];
        if (d->life == DUTY_OPEN && runs(k, d->due)) json_keys(j, id_format(d->id, id)), put_it(k, case_duty_unit(k->world, c, d), d->due, j);
    }
    for (size_t i = 0; i < c->clocks.n; i++) {
        const Clock *x = &c->clocks.v[i];
        bool live = x->life == CLOCK_RUNNING || x->life == CLOCK_PAUSED;
        if (live && runs(k, x->due)) json_keys(j, id_format(x->id, id)), put_it(k, left_unit(&x->length), x->due, j);
    }
    json_end_obj(j);
}

void put_due_left(const Ask *k, const Case *c, Time due, Json *j) {
    LeftUnit unit = LEFT_DAYS;
    for (size_t i = 0; i < c->duties.n; i++)
        if (c->duties.v[i].life == DUTY_OPEN && c->duties.v[i].due == due) unit = case_duty_unit(k->world, c, &c->duties.v[i]);
    for (size_t i = 0; i < c->clocks.n; i++)
        if (c->clocks.v[i].life == CLOCK_RUNNING && c->clocks.v[i].due == due) unit = left_unit(&c->clocks.v[i].length);
    put_left(k, unit, due, j);
}
