// SPDX-License-Identifier: Apache-2.0
#include "core/subject.h"

static const Field HOLD_FIELDS[] = {
    FIELD(HoldEntry, id, F_ID),
    FIELD(HoldEntry, case_id, F_ID),
    FIELD(HoldEntry, person, F_ID),
    FIELD(HoldEntry, agency, F_ID),
    FIELD(HoldEntry, house, F_ID),
    FIELD(HoldEntry, measure, F_STR, .max = 40),
    FIELD(HoldEntry, serving, F_BOOL),
    FIELD(HoldEntry, from, F_TIME),
    FIELD(HoldEntry, due, F_TIME),
    FIELD(HoldEntry, until, F_TIME),
    FIELD(HoldEntry, overdue, F_TIME),
    FIELD(HoldEntry, unlawful, F_STR),
    FIELD(HoldEntry, organ, F_STR, .max = 200),
    FIELD(HoldEntry, charge, F_STR, .max = 200),
    FIELD(HoldEntry, number, F_STR, .max = 60),
    FIELD(HoldEntry, how, F_STR, .max = 20),
    FIELD(HoldEntry, note, F_STR, .max = 1000),
    FIELD(HoldEntry, noticed, F_TIME),
    FIELD(HoldEntry, handed, F_TIME),
    FIELD(HoldEntry, handed_to, F_ID),
};
SHAPE(HOLD_SHAPE, HoldEntry, "Hold", HOLD_FIELDS);

static const Field APPOINTMENT_FIELDS[] = {
    FIELD(Appointment, id, F_ID),
    FIELD(Appointment, house, F_ID),
    FIELD(Appointment, kind, F_STR, .max = 40),
    FIELD(Appointment, organ, F_STR, .max = 200),
    FIELD(Appointment, note, F_STR, .max = 1000),
    FIELD(Appointment, how, F_STR, .max = 20),
    FIELD(Appointment, at, F_TIME),
    FIELD(Appointment, closed, F_TIME),
};
SHAPE(APPOINTMENT_SHAPE, Appointment, "Appointment", APPOINTMENT_FIELDS);

static const Field SUBJECT_FIELDS[] = {
    FIELD(Subject, id, F_ID),
    FIELD(Subject, name, F_STR, .max = 200),
    FIELD(Subject, id_kind, F_STR, .max = 40),
    FIELD(Subject, id_number, F_STR, .max = 60),
    FIELD(Subject, sex, F_STR, .max = 10),
    FIELD(Subject, birth, F_DAY),
    FIELD(Subject, seq, F_I64),
    FIELD(Subject, names, F_STRS, .max = 100000),
    FIELD(Subject, merged_into, F_ID),
    FIELD(Subject, holds, F_LIST, .shape = &HOLD_SHAPE, .max = 100000),
    FIELD(Subject, appointments, F_LIST, .shape = &APPOINTMENT_SHAPE, .max = 100000),
};
SHAPE(SUBJECT_SHAPE, Subject, "Subject", SUBJECT_FIELDS);

HoldEntry *subject_hold(const Subject *s, int64_t id) {
    for (size_t i = 0; i < s->holds.n; i++)
        if (s->holds.v[i].id == id) return &s->holds.v[i];
    return NULL;
}

static bool live_at(const HoldEntry *h, Time t) {
    return h->from <= t && (h->until == TIME_NONE || t < h->until);
}

/* Later end wins; a basis without a term (serving, no end known) outlasts all. */
static bool outlasts(const HoldEntry *h, const HoldEntry *best) {
    if (!best) return true;
    if (best->due == TIME_NONE) return false;
    return h->due == TIME_NONE || h->due > best->due;
}

Standing subject_at(const Subject *s, Time t) {
    Standing st = {.hold = HOLD_FREE};
    bool serving = false, valid = false;
    for (size_t i = 0; i < s->holds.n; i++) {
        const HoldEntry *h = &s->holds.v[i];
        if (!live_at(h, t)) continue;
        st.live++;
        serving |= h->serving;
        valid |= !h->unlawful.n && (h->due == TIME_NONE || t <= h->due);
        if (outlasts(h, st.basis)) st.basis = h;
    }
    if (st.live) st.hold = serving ? HOLD_SERVING : valid ? HOLD_HELD : HOLD_OVERDUE;
    return st;
}

const HoldEntry *subject_in_house(const Subject *s, int64_t house) {
    const HoldEntry *best = NULL;
    for (size_t i = 0; i < s->holds.n; i++) {
        const HoldEntry *h = &s->holds.v[i];
        if (h->house == house && h->until == TIME_NONE && outlasts(h, best)) best = h;
    }
    return best;
}

bool subject_numbered(Str id_kind, Str id_number) {
    return id_number.n > 0 && !str_eqz(id_kind, "none");
}

bool subject_is(const Subject *s, Str id_kind, Str id_number) {
    return subject_numbered(id_kind, id_number) && str_eq(s->id_kind, id_kind) && str_eq(s->id_number, id_number);
}

Str id_number_plain(Str number, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, number.n + 1);
    while (number.n) {
        uint32_t c = str_utf8_next(&number);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
        if (!rune_blank(c)) strbuf_rune(&b, c);
    }
    return strbuf_str(&b);
}
