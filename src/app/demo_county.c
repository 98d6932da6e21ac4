// SPDX-License-Identifier: Apache-2.0
#include "app/demo_county.h"

#include "node/yaml.h"

#include <errno.h>

static const Field POST_FIELDS[] = {
    FIELD(DemoPost, agency, F_STR, .flags = F_REQUIRED),
    FIELD(DemoPost, roles, F_STRS, .flags = F_REQUIRED),
    FIELD(DemoPost, section, F_STR),
};
static SHAPE(POST, DemoPost, "post", POST_FIELDS);
static const Field USER_FIELDS[] = {
    FIELD(DemoUser, login, F_STR, .flags = F_REQUIRED),
    FIELD(DemoUser, name, F_STR, .flags = F_REQUIRED),
    FIELD(DemoUser, posts, F_LIST, .flags = F_REQUIRED, .shape = &POST),
};
static SHAPE(USER, DemoUser, "user", USER_FIELDS);
static const Field AGENCY_FIELDS[] = {
    FIELD(DemoAgency, key, F_STR, .flags = F_REQUIRED),    FIELD(DemoAgency, name, F_STR, .flags = F_REQUIRED),
    FIELD(DemoAgency, kind, F_STR, .flags = F_REQUIRED),   FIELD(DemoAgency, region, F_STR, .flags = F_REQUIRED),
    FIELD(DemoAgency, parent, F_STR),                      FIELD(DemoAgency, level, F_INT, .max = 5),
    FIELD(DemoAgency, on_from, F_DAY),
};
static SHAPE(AGENCY, DemoAgency, "agency", AGENCY_FIELDS);
static const Field NOTES_FIELDS[] = {
    FIELD(DemoNotes, resolution, F_STR),
    FIELD(DemoNotes, missing, F_STR),
    FIELD(DemoNotes, order, F_STR),
};
static SHAPE(NOTES, DemoNotes, "notes", NOTES_FIELDS);
static const Field COUNTY_FIELDS[] = {
    FIELD(DemoCounty, site, F_STR, .flags = F_REQUIRED),
    FIELD(DemoCounty, password, F_STR, .flags = F_REQUIRED),
    FIELD(DemoCounty, agencies, F_LIST, .flags = F_REQUIRED, .shape = &AGENCY),
    FIELD(DemoCounty, users, F_LIST, .flags = F_REQUIRED, .shape = &USER),
    FIELD(DemoCounty, surnames, F_STRS, .flags = F_REQUIRED),
    FIELD(DemoCounty, givens, F_STRS, .flags = F_REQUIRED),
    FIELD(DemoCounty, places, F_STRS, .flags = F_REQUIRED),
    FIELD(DemoCounty, return_notes, F_OBJ, .shape = &NOTES),
};
static SHAPE(COUNTY, DemoCounty, "county", COUNTY_FIELDS);
static const Field SLOT_FIELDS[] = {
    FIELD(DemoSlot, slot, F_STR, .flags = F_REQUIRED),
    FIELD(DemoSlot, values, F_STRS, .flags = F_REQUIRED),
};
static SHAPE(SLOT, DemoSlot, "slot", SLOT_FIELDS);
static const Field CLASS_FIELDS[] = {
    FIELD(DemoClass, class, F_STR, .flags = F_REQUIRED),   FIELD(DemoClass, charge, F_STR, .flags = F_REQUIRED),
    FIELD(DemoClass, section, F_STR, .flags = F_REQUIRED), FIELD(DemoClass, months_min, F_INT, .max = 300),
    FIELD(DemoClass, months_max, F_INT, .max = 300),       FIELD(DemoClass, texts, F_STRS, .flags = F_REQUIRED),
    FIELD(DemoClass, slots, F_LIST, .shape = &SLOT),
};
static SHAPE(CLASS, DemoClass, "class", CLASS_FIELDS);
static const Field PAPER_FIELDS[] = {
    FIELD(DemoPaper, document, F_STR, .flags = F_REQUIRED),
    FIELD(DemoPaper, pages, F_INT, .flags = F_REQUIRED, .max = 50),
};
static SHAPE(PAPER, DemoPaper, "paper", PAPER_FIELDS);
static const Field CLASSES_FIELDS[] = {
    FIELD(DemoClasses, classes, F_LIST, .flags = F_REQUIRED, .shape = &CLASS),
    FIELD(DemoClasses, papers, F_LIST, .flags = F_REQUIRED, .shape = &PAPER),
};
static SHAPE(CLASSES, DemoClasses, "classes", CLASSES_FIELDS);

static Status read_one(const char *dir, const char *name, const Shape *shape, Arena *a, void *ret, Err *err) {
    Str path = str_format(a, "%s/demo/%s", dir, name);
    FILE *f = fopen(path.p, "rbe");
    if (!f) return FAIL(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "demo.rules", STR_FMT ": %s", STR_ARG(path), strerror(errno));
    char *text = arena_alloc(a, KB(256) + 1);
    size_t n = fread(text, 1, KB(256) + 1, f);
    fclose(f);
    if (n > KB(256)) return FAIL(err, ERR_LIMIT, "demo.rules", STR_FMT " has more than 256 KB", STR_ARG(path));
    Node *tree;
    TRY(yaml_read(str_n(text, n), path.p, a, &tree, err));
    return shape_decode(shape, tree, path.p, a, ret, err);
}

Status demo_county_read(const char *rules_dir, Arena *a, DemoCounty **county, DemoClasses **classes, Err *err) {
    *county = NEW(a, DemoCounty);
    *classes = NEW(a, DemoClasses);
    TRY(read_one(rules_dir, "county.yaml", &COUNTY, a, *county, err));
    TRY(read_one(rules_dir, "classes.yaml", &CLASSES, a, *classes, err));
    return OK;
}

int demo_agency(const DemoCounty *c, Str key) {
    for (size_t i = 0; i < c->agencies.n; i++)
        if (str_eq(c->agencies.v[i].key, key)) return (int)i;
    ASSERT(!"the demo county has the agency");
    return -1;
}

int demo_user(const DemoCounty *c, Str login) {
    for (size_t i = 0; i < c->users.n; i++)
        if (str_eq(c->users.v[i].login, login)) return (int)i;
    ASSERT(!"the demo county has the user");
    return -1;
}

int demo_class(const DemoClasses *c, Str class) {
    for (size_t i = 0; i < c->classes.n; i++)
        if (str_eq(c->classes.v[i].class, class)) return (int)i;
    ASSERT(!"the demo county tells this class");
    return -1;
}

uint64_t demo_random(DemoRandom *r) {
    uint64_t z = r->s += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t demo_between(DemoRandom *r, int64_t least, int64_t most) {
    ASSERT(least <= most);
    return least + (int64_t)(demo_random(r) % (uint64_t)(most - least + 1));
}

bool demo_chance(DemoRandom *r, int percent) {
    return demo_between(r, 0, 99) < percent;
}

Str demo_pick(DemoRandom *r, const Strs *from) {
    return from->v[demo_between(r, 0, (int64_t)from->n - 1)];
}

/* GB 11643: the last place checks the seventeen before it. */
static char check_place(const char *number) {
    static const int WEIGHT[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++) sum += (number[i] - '0') * WEIGHT[i];
    return "10X98765432"[sum % 11];
}

NewPerson demo_person(const DemoCounty *c, const DemoClass *k, DemoRandom *r, Arena *a, Day born_from, Day born_to) {
    NewPerson p = {.birth = (Day)demo_between(r, born_from, born_to), .id_kind = S("citizen")};
    Ymd d = day_ymd(p.birth);
    bool woman = demo_chance(r, 12);
    int order = (int)demo_between(r, 0, 498) * 2 + (woman ? 2 : 1);
    p.sex = woman ? S("female") : S("male");
    p.name = str_format(a, STR_FMT "某" STR_FMT, STR_ARG(demo_pick(r, &c->surnames)), STR_ARG(demo_pick(r, &c->givens)));
    Str number = str_format(a, "629901%04d%02d%02d%03d ", d.year, d.month, d.day, order);
    char *places = arena_dup(a, number.p, number.n);
    places[17] = check_place(places);
    p.id_number = str_n(places, 18);
    *PUSH(a, &p.charges) = k->charge;
    return p;
}

static Str hour_of(DemoRandom *r, Arena *a) {
    return str_format(a, "%d时", (int)demo_between(r, 0, 23));
}

static Str word(const DemoCounty *c, const DemoClass *k, DemoRandom *r, Arena *a, Str slot, Str names, Time when) {
    if (str_eqz(slot, "name")) return names;
    if (str_eqz(slot, "hour")) return hour_of(r, a);
    if (str_eqz(slot, "place")) return demo_pick(r, &c->places);
    if (str_eqz(slot, "day")) {
        Ymd d = day_ymd(day_of(when) - (Day)demo_between(r, 1, 20));
        return str_format(a, "%d年%d月%d日", d.year, d.month, d.day);
    }
    for (size_t i = 0; i < k->slots.n; i++)
        if (str_eq(k->slots.v[i].slot, slot)) return demo_pick(r, &k->slots.v[i].values);
    ASSERT(!"a text of the demo names one of its slots");
    return (Str){0};
}

Str demo_facts(const DemoCounty *c, const DemoClass *k, DemoRandom *r, Arena *a, Str names, Time when) {
    StrBuf b;
    strbuf_init(&b, a, KB(2));
    Str rest = demo_pick(r, &k->texts), plain, slot;
    while (str_cut(rest, '{', &plain, &rest)) {
        strbuf_put(&b, plain);
        bool closed = str_cut(rest, '}', &slot, &rest);
        ASSERT(closed && "a slot of a text is closed");
        strbuf_put(&b, word(c, k, r, a, slot, names, when));
    }
    strbuf_put(&b, rest);
    return strbuf_str(&b);
}
