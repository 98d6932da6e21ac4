// SPDX-License-Identifier: Apache-2.0
#include "store/house_store.h"

#include "node/json.h"

static bool listed(const HeldRows *rows, int64_t house) {
    for (size_t i = 0; i < rows->n; i++)
        if (rows->v[i].house == house) return true;
    return false;
}

void held_rows(const Subject *s, Arena *a, HeldRows *ret) {
    for (size_t i = 0; i < s->holds.n; i++) {
        int64_t house = s->holds.v[i].house;
        if (s->holds.v[i].until != TIME_NONE || !house || listed(ret, house)) continue;
        const HoldEntry *h = subject_in_house(s, house);
        HeldRow *r = PUSH(a, ret);
        *r = (HeldRow){.house = house, .subject = s->id, .hold = h->id, .case_id = h->case_id, .person = h->person,
                       .agency = h->agency, .name = s->name, .id_number = s->id_number, .sex = s->sex, .measure = h->measure,
                       .organ = h->organ, .charge = h->charge, .number = h->number, .serving = h->serving,
                       .unlawful = h->unlawful.n > 0, .from = h->from, .due = h->due == TIME_NONE ? HELD_NO_TERM : h->due,
                       .noticed = h->noticed};
        for (size_t k = 0; k < s->holds.n; k++) {
            const HoldEntry *x = &s->holds.v[k];
            if (x->house != house || x->until != TIME_NONE) continue;
            r->bases++;
            if (!x->case_id) r->entered = x->id;
            if (x->handed_to) r->handed_to = x->handed_to;
        }
    }
}

void held_from_row(const Rows *r, size_t i, HeldRow *ret) {
    *ret = (HeldRow){.house = row_i64(r, i, 0), .subject = row_i64(r, i, 1), .hold = row_i64(r, i, 2),
                     .case_id = row_i64(r, i, 3), .person = row_i64(r, i, 4), .agency = row_i64(r, i, 5),
                     .handed_to = row_i64(r, i, 6), .entered = row_i64(r, i, 7), .name = row_str(r, i, 8),
                     .id_number = row_str(r, i, 9), .sex = row_str(r, i, 10), .measure = row_str(r, i, 11),
                     .organ = row_str(r, i, 12), .charge = row_str(r, i, 13), .number = row_str(r, i, 14),
                     .serving = row_i64(r, i, 15) != 0, .unlawful = row_i64(r, i, 16) != 0, .bases = (int)row_i64(r, i, 17),
                     .from = row_i64(r, i, 18), .due = row_i64(r, i, 19), .noticed = row_i64(r, i, 20)};
}

Str held_text(const HeldRow *r, Arena *a) {
    return str_format(a, "%lld %lld %lld %lld %lld %lld %lld %lld|" STR_FMT "|" STR_FMT "|" STR_FMT "|" STR_FMT "|" STR_FMT
                      "|" STR_FMT "|" STR_FMT "|%d %d %d %lld %lld %lld",
                      (long long)r->house, (long long)r->subject, (long long)r->hold, (long long)r->case_id,
                      (long long)r->person, (long long)r->agency, (long long)r->handed_to, (long long)r->entered,
                      STR_ARG(r->name), STR_ARG(r->id_number), STR_ARG(r->sex), STR_ARG(r->measure), STR_ARG(r->organ),
                      STR_ARG(r->charge), STR_ARG(r->number), r->serving, r->unlawful, r->bases, (long long)r->from,
                      (long long)r->due, (long long)r->noticed);
}

Str appointment_text(int64_t subject, Str name, const Appointment *x, Arena *a) {
    return str_format(a, "%lld %lld %lld|" STR_FMT "|" STR_FMT "|" STR_FMT "|" STR_FMT "|" STR_FMT "|%lld %lld",
                      (long long)x->id, (long long)x->house, (long long)subject, STR_ARG(name), STR_ARG(x->kind),
                      STR_ARG(x->organ), STR_ARG(x->note), STR_ARG(x->how), (long long)x->at, (long long)x->closed);
}

void house_write(Batch *b, const Subject *s) {
    HeldRows rows = {0};
    held_rows(s, b->arena, &rows);
    if (s->seq > 1) batch_add(b, Q_HELD_FORGET, ARGS(VAL(s->id))); /* also when all his holds went to another */
    for (size_t i = 0; i < rows.n; i++) {
        const HeldRow *r = &rows.v[i];
        batch_add(b, Q_HELD_ADD,
                  ARGS(VAL(r->house), VAL(r->subject), VAL(r->hold), VAL(r->case_id), VAL(r->person), VAL(r->agency),
                       VAL(r->handed_to), VAL(r->entered), VAL(r->name), VAL(r->id_number), VAL(r->sex), VAL(r->measure),
                       VAL(r->organ), VAL(r->charge), VAL(r->number), VAL(r->serving), VAL(r->unlawful), VAL(r->bases),
                       VAL(r->from), VAL(r->due), VAL(r->noticed)));
    }
    for (size_t i = 0; i < s->appointments.n; i++) {
        const Appointment *x = &s->appointments.v[i];
        batch_add(b, Q_APPOINTMENT_PUT,
                  ARGS(VAL(x->id), VAL(x->house), VAL(s->id), VAL(s->name), VAL(x->kind), VAL(x->organ), VAL(x->note),
                       VAL(x->how), VAL(x->at), VAL(x->closed)));
    }
}

Str roll_names_json(const RollName *v, size_t n, Arena *a) {
    StrBuf b;
    Json j;
    strbuf_init(&b, a, MB(16));
    json_init(&j, &b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) shape_encode(&ROLL_NAME_SHAPE, &v[i], &j);
    json_end_arr(&j);
    return strbuf_str(&b);
}

Str roll_text(Time at, int64_t user, const RollCalled *r, Arena *a) {
    return str_format(a, "%lld %lld %lld %lld %d %d %d|" STR_FMT "|" STR_FMT, (long long)r->id, (long long)r->house,
                      (long long)at, (long long)user, r->said, r->listed, r->held,
                      STR_ARG(roll_names_json(r->only_house.v, r->only_house.n, a)),
                      STR_ARG(roll_names_json(r->only_board.v, r->only_board.n, a)));
}

void roll_write(Batch *b, Time at, int64_t user, const RollCalled *r) {
    batch_add(b, Q_ROLL_ADD,
              ARGS(VAL(r->id), VAL(r->house), VAL(at), VAL(user), VAL(r->said), VAL(r->listed), VAL(r->held),
                   VAL(roll_names_json(r->only_house.v, r->only_house.n, b->arena)),
                   VAL(roll_names_json(r->only_board.v, r->only_board.n, b->arena))));
}
