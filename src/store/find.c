// SPDX-License-Identifier: Apache-2.0
#include "store/find.h"

enum { COMMON = 2000 }; /* from so many words on, walking the agency's newest cases is the shorter way */

/* The first text that is no beginning of a word going on from `word`. */
static Str word_end(Str word, bool prefix, Arena *a) {
    return prefix ? str_format(a, "%.*s\xF4\x8F\xBF\xBF", STR_ARG(word)) : str_format(a, "%.*s\x01", STR_ARG(word));
}

static void take(const Rows *r, Arena *a, FoundList *ret, int64_t max) {
    for (size_t i = 0; i < r->n; i++) {
        FoundCase *at = NULL;
        int64_t id = row_i64(r, i, 0);
        for (size_t j = 0; j < ret->n; j++)
            if (ret->v[j].case_id == id) at = &ret->v[j];
        if (at && at->person) continue;
        if (!at && (int64_t)ret->n >= max) continue;
        if (!at) at = PUSH(a, ret);
        *at = (FoundCase){.case_id = id, .person = row_i64(r, i, 1), .kind = (FindKind)row_i64(r, i, 2)};
    }
}

static Status ask_group(Db *db, const FindAsk *ask, const FindGroup *g, Arena *a, FoundList *ret, Err *err) {
    Str more[FIND_WORDS_MAX] = {S(""), S(""), S(""), S("")};
    for (int i = 1; i < g->n; i++) more[i] = g->words[i];
    Str end = word_end(g->words[0], g->prefix, a);
    Rows *r;
    TRY(db_run(db, Q_FIND_WORDS_MANY, ARGS(VAL(g->words[0]), VAL(end), VAL((int64_t)COMMON)), a, &r, err));
    bool common = row_i64(r, 0, 0) == COMMON;
    bool number = g->n == 1 && g->words[0].p[0] == '#';
    if (common && number)
        TRY(db_run(db, Q_FIND_WORDS_FIRST, ARGS(VAL(g->words[0]), VAL(end), VAL(ask->agency), VAL(ask->max)), a, &r, err));
    else
        TRY(db_run(db, common ? Q_FIND_WORDS_NEWEST : Q_FIND_WORDS,
                   ARGS(VAL(g->words[0]), VAL(end), VAL(ask->agency), VAL(ask->max * 4), VAL(more[1]), VAL(more[2]), VAL(more[3])),
                   a, &r, err));
    take(r, a, ret, ask->max);
    for (size_t i = 0; ask->granted && i < ask->granted->n; i++) {
        TRY(db_run(db, Q_FIND_GRANTED,
                   ARGS(VAL(g->words[0]), VAL(end), VAL(ask->granted->v[i]), VAL(ask->max), VAL(more[1]), VAL(more[2]),
                        VAL(more[3])),
                   a, &r, err));
        take(r, a, ret, ask->max);
    }
    return OK;
}

static int newest_first(const void *x, const void *y) {
    const FoundCase *p = x, *q = y;
    return (p->case_id < q->case_id) - (p->case_id > q->case_id);
}

/* Names come from the packed state: the words only led here. */
static Status fill(Db *db, Arena *a, FoundList *ret, Err *err) {
    for (size_t i = 0; i < ret->n; i++) {
        FoundCase *f = &ret->v[i];
        Rows *r;
        TRY(db_run(db, Q_FIND_CASE, ARGS(VAL(f->case_id)), a, &r, err));
        if (!r->n) continue;
        f->name = row_str(r, 0, 0);
        f->class = row_str(r, 0, 1);
        f->stage = row_str(r, 0, 2);
        f->opened = row_i64(r, 0, 3);
        f->closed = row_i64_or(r, 0, 4, TIME_NONE);
        if (!f->person) continue;
        Case c;
        TRY(case_unpack(row_str(r, 0, 5), a, &c, err));
        const Person *p = case_person(&c, f->person);
        if (p) f->person_name = p->name;
    }
    return OK;
}

Status find(Db *db, const FindAsk *ask, Arena *a, FoundList *ret, Err *err) {
    FindGroup groups[FIND_GROUPS_MAX];
    int n = find_groups(ask->q, a, groups);
    FoundList list = {0};
    for (int i = 0; i < n; i++) TRY(ask_group(db, ask, &groups[i], a, &list, err));
    if (list.n) qsort(list.v, list.n, sizeof *list.v, newest_first);
    TRY(fill(db, a, &list, err));
    *ret = list;
    return OK;
}

Status find_number(Db *db, Str number, int64_t agency, Arena *a, int64_t *ret_case, Err *err) {
    Rows *r;
    TRY(db_run(db, Q_FIND_NUMBER, ARGS(VAL(find_number_word(number, a)), VAL(agency)), a, &r, err));
    *ret_case = r->n ? row_i64(r, 0, 0) : 0;
    return OK;
}

Status find_number_any(Db *db, Str number, int64_t max, Arena *a, Ids *ret, Err *err) {
    Rows *r;
    TRY(db_run(db, Q_FIND_NUMBER_ANY, ARGS(VAL(find_number_word(number, a)), VAL(max)), a, &r, err));
    for (size_t i = 0; i < r->n; i++) *PUSH(a, ret) = row_i64(r, i, 0);
    return OK;
}
