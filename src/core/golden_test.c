// SPDX-License-Identifier: Apache-2.0
/*
 * A sample of each kind of event, as stored, with the state it leads to: tests/golden/events/KIND.json, the event on the
 * first line, the state after it on the second. What is stored must read for ever and mean the same for ever. A new kind
 * needs its sample: JINDU_GOLDEN=write writes those that are missing, and never touches one that is there.
 */
#include <dirent.h>
#include <errno.h>

#include "base/test.h"
#include "core/site.h"

enum { ONE = 7, FILE_MAX = 1 << 20 }; /* ONE: the id of everything in the samples, so that all of them meet */
static const Time AT = INT64_C(1600000000) * 1000000;

static void fill(const Shape *s, Arena *a, void *obj);

static void fill_list(const Field *f, Arena *a, List *l) {
    size_t size = f->kind == F_STRS ? sizeof(Str) : f->kind == F_IDS ? sizeof(int64_t) : f->shape->size;
    l->v = arena_alloc(a, size);
    l->n = l->cap = 1;
    if (f->kind == F_STRS) *(Str *)l->v = str_c(f->key);
    else if (f->kind == F_IDS) *(int64_t *)l->v = ONE;
    else fill(f->shape, a, l->v);
}

/* Everything is there, so that no member can be lost unseen. */
static void fill(const Shape *s, Arena *a, void *obj) {
    shape_clear(s, obj);
    for (size_t i = 0; i < s->n; i++) {
        const Field *f = &s->fields[i];
        void *at = (char *)obj + f->offset;
        switch (f->kind) {
        case F_STR: *(Str *)at = f->max && f->max < 12 ? str_n("aaaaaaaaaaaa", (size_t)f->max) : str_c(f->key); break;
        case F_I64: *(int64_t *)at = 3; break;
        case F_INT: *(int *)at = 1; break;
        case F_BOOL: *(bool *)at = true; break;
        case F_ENUM: *(int *)at = f->names[1] ? 1 : 0; break;
        case F_FLAGS: *(uint32_t *)at = 1; break;
        case F_TIME: *(Time *)at = AT + (Time)i * 60000000; break;
        case F_DAY: *(Day *)at = day_of(AT) + (Day)i; break;
        case F_ID: *(int64_t *)at = ONE; break;
        case F_HASH: memset(at, (int)i + 1, sizeof(Hash)); break;
        case F_OBJ: fill(f->shape, a, at); break;
        case F_STRS:
        case F_IDS:
        case F_LIST: fill_list(f, a, at); break;
        case F_NODE: break;
        }
    }
}

static Str path_of(const char *kind, Arena *a) {
    return str_format(a, "%s/%s.json", GOLDEN, kind);
}

static bool read_sample(const char *kind, Arena *a, Str *body, Str *state) {
    FILE *f = fopen(path_of(kind, a).p, "rbe");
    if (!f) return false;
    char *text = arena_alloc(a, FILE_MAX);
    size_t n = fread(text, 1, FILE_MAX, f);
    fclose(f);
    Str rest;
    return str_cut(str_n(text, n), '\n', body, &rest) && (*state = str_trim(rest), true);
}

static bool writing(void) {
    const char *wish = getenv("JINDU_GOLDEN");
    return wish && !strcmp(wish, "write");
}

static void write_sample(const char *kind, Str body, Str state, Arena *a) {
    FILE *f = fopen(path_of(kind, a).p, "wbex"); /* x: one that is there stays */
    if (!f) {
        CHECK_EQ(errno, EEXIST);
        return;
    }
    fprintf(f, STR_FMT "\n" STR_FMT "\n", STR_ARG(body), STR_ARG(state));
    fclose(f);
}

static Str state_text(const Shape *s, const void *state, Arena *a) {
    StrBuf b;
    Json j;
    strbuf_init(&b, a, MB(1));
    json_init(&j, &b);
    shape_encode(s, state, &j);
    CHECK(!b.overflow);
    return strbuf_str(&b);
}

/* The sample is as it is stored, it decodes, and encodes to the same bytes. */
static void compare(const char *kind, Str filled, Str again, Str state, Arena *a) {
    Str body, golden;
    if (writing()) write_sample(kind, filled, state, a);
    if (!read_sample(kind, a, &body, &golden)) {
        TEST_FAIL("%s has no sample in %s", kind, GOLDEN);
        return;
    }
    if (!str_eq(again, body)) TEST_FAIL("%s: the stored event does not encode to its own bytes any more", kind);
    if (!str_eq(state, golden)) TEST_FAIL("%s: the event leads to another state than it did:\n" STR_FMT, kind, STR_ARG(state));
}

/* ---- events of cases and subjects */

typedef struct Base {
    Case c;
    Subject s;
    Arena *a;
} Base;

static const EventKind MAKE[] = {EV_CASE_OPENED, EV_ORGAN_SET, EV_PERSON_ADDED, EV_TRANSFER_DRAFTED, EV_TRANSFER_PUSHED,
                                 EV_CLOCK_STARTED, EV_DUTY_OPENED, EV_NOTICE_GIVEN, EV_DEED_DONE, EV_CORRECTION_MADE,
                                 EV_SEAL_ASKED, EV_SUBJECT_OPENED, EV_HOLD_OPENED};

static Event filled_event(EventKind kind, Arena *a) {
    void *body = arena_alloc(a, EVENTS[kind].shape->size);
    fill(EVENTS[kind].shape, a, body);
    return (Event){.kind = kind, .stream = ONE, .at = AT, .effective = AT - DAY_US, .by = ONE, .agency = ONE, .body = body};
}

static Str encoded(const Event *e, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, MB(1));
    events_encode(e, 1, &b);
    return strbuf_str(&b);
}

/* As stored if there is a sample, else as filled. */
static Event sample_event(EventKind kind, Arena *a) {
    Event filled = filled_event(kind, a);
    Str body, state;
    Events got = {0};
    Err err = {0};
    if (!read_sample(EVENTS[kind].name, a, &body, &state)) return filled;
    Event head = filled;
    head.body = NULL;
    CHECK_OK(events_decode(body, &head, a, &got, &err), &err);
    CHECK_EQ(got.n, 1);
    return got.n ? got.v[0] : filled;
}

static void apply(Base *b, const Event *e) {
    if (EVENTS[e->kind].house) return; /* it is its own state */
    if (EVENTS[e->kind].subject) subject_apply(&b->s, e, b->a);
    else case_apply(&b->c, e, b->a);
}

static Base base_new(Arena *a) {
    Base b = {.a = a};
    shape_clear(&CASE_SHAPE, &b.c);
    shape_clear(&SUBJECT_SHAPE, &b.s);
    for (size_t i = 0; i < LEN(MAKE); i++) {
        Event e = sample_event(MAKE[i], a);
        apply(&b, &e);
    }
    return b;
}

TEST(each_kind_of_event_reads_and_means_what_it_did_when_it_was_stored) {
    for (int kind = EV_NONE + 1; kind < EV_N; kind++) {
        Arena *a = arena_new();
        Base b = base_new(a);
        Event filled = filled_event((EventKind)kind, a), e = sample_event((EventKind)kind, a);
        Event made = sample_event(EV_APPOINTED, a);
        if (kind == EV_APPOINTMENT_CLOSED) apply(&b, &made);
        apply(&b, &e);
        Str state = EVENTS[kind].house ? state_text(EVENTS[kind].shape, e.body, a) : EVENTS[kind].subject ? state_text(&SUBJECT_SHAPE, &b.s, a) : state_text(&CASE_SHAPE, &b.c, a);
        compare(EVENTS[kind].name, encoded(&filled, a), encoded(&e, a), state, a);
        arena_free(a);
    }
}

/* ---- events of the site */

static SiteEvent filled_site(SiteEventKind kind, Arena *a) {
    void *body = arena_alloc(a, SITE_EVENT_INFO[kind].shape->size);
    fill(SITE_EVENT_INFO[kind].shape, a, body);
    return (SiteEvent){.kind = kind, .at = AT, .by = ONE, .body = body};
}

static SiteEvent sample_site(SiteEventKind kind, Arena *a) {
    SiteEvent filled = filled_site(kind, a);
    Str body, state;
    SiteEvents got = {0};
    Err err = {0};
    if (!read_sample(SITE_EVENT_INFO[kind].name, a, &body, &state)) return filled;
    SiteEvent head = filled;
    head.body = NULL;
    CHECK_OK(site_events_decode(body, &head, a, &got, &err), &err);
    CHECK_EQ(got.n, 1);
    return got.n ? got.v[0] : filled;
}

static Str encoded_site(const SiteEvent *e, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, MB(1));
    site_events_encode(e, 1, &b);
    return strbuf_str(&b);
}

TEST(each_kind_of_event_of_the_site_reads_and_means_what_it_did) {
    for (int kind = SEV_NONE + 1; kind < SEV_N; kind++) {
        Arena *a = arena_new();
        SiteState s;
        shape_clear(&SITE_SHAPE, &s);
        SiteEvent filled = filled_site((SiteEventKind)kind, a), e = sample_site((SiteEventKind)kind, a);
        site_apply(&s, &e, a);
        compare(SITE_EVENT_INFO[kind].name, encoded_site(&filled, a), encoded_site(&e, a), state_text(&SITE_SHAPE, &s, a), a);
        arena_free(a);
    }
}

/* A kind is never taken away: each sample still has its own. */
TEST(every_sample_still_has_its_kind) {
    DIR *d = opendir(GOLDEN);
    size_t n = 0;
    CHECK(d != NULL);
    for (struct dirent *f; d && (f = readdir(d));) {
        Str name = str_c(f->d_name);
        if (!str_ends(name, S(".json"))) continue;
        name.n -= strlen(".json");
        bool known = false;
        for (int k = EV_NONE + 1; k < EV_N; k++) known |= str_eqz(name, EVENTS[k].name);
        for (int k = SEV_NONE + 1; k < SEV_N; k++) known |= str_eqz(name, SITE_EVENT_INFO[k].name);
        if (!known) TEST_FAIL("nothing reads %s any more", f->d_name);
        n++;
    }
    if (d) closedir(d);
    CHECK_EQ(n, (size_t)(EV_N - 1 + SEV_N - 1));
}

TEST_MAIN()
