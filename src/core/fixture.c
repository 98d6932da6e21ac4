// SPDX-License-Identifier: Apache-2.0
#include "core/fixture.h"

#include "node/yaml.h"

/* A test that cannot even be set up stops here, with the reason. */
#define STOP(...)                                                                                                 \
    do {                                                                                                          \
        fprintf(stderr, __VA_ARGS__);                                                                             \
        fputc('\n', stderr);                                                                                      \
        abort();                                                                                                  \
    } while (0)

#define R(word) {word, sizeof(word) - 1}
static const Str ROLES[] = {R("handler"), R("legal_section"), R("case_desk"), R("prosecutor"), R("leader"),
                            R("filing_desk"), R("judge"), R("house_desk"), R("committee_supervisor")};
enum { HANDLES, CHECKS, RECEIVES, PROSECUTES, LEADS, FILES, JUDGES, GUARDS, SUPERVISES };
const Actor HANDLER = {.user = 1001, .agency = POLICE, .roles = &ROLES[HANDLES], .n_roles = 1};
const Actor LEGAL = {.user = 1002, .agency = POLICE, .roles = &ROLES[CHECKS], .n_roles = 1};
const Actor DESK = {.user = 1101, .agency = PROCURATORATE, .roles = &ROLES[RECEIVES], .n_roles = 1};
const Actor PROSECUTOR = {.user = 1102, .agency = PROCURATORATE, .roles = &ROLES[PROSECUTES], .n_roles = 1};
const Actor PROSECUTOR_B = {.user = 1103, .agency = PROCURATORATE, .roles = &ROLES[PROSECUTES], .n_roles = 1};
const Actor LEADER = {.user = 1104, .agency = PROCURATORATE, .roles = &ROLES[LEADS], .n_roles = 1};
const Actor FILING = {.user = 1201, .agency = COURT, .roles = &ROLES[FILES], .n_roles = 1};
const Actor JUDGE = {.user = 1202, .agency = COURT, .roles = &ROLES[JUDGES], .n_roles = 1};
const Actor HOUSE_DESK = {.user = 1401, .agency = HOUSE, .roles = &ROLES[GUARDS], .n_roles = 1};
const Actor SUPERVISOR = {.user = 1501, .agency = COMMITTEE, .roles = &ROLES[SUPERVISES], .n_roles = 1};
const Actor CITY_PROSECUTOR = {.user = 2101, .agency = CITY_PROCURATORATE, .roles = &ROLES[PROSECUTES], .n_roles = 1};
const Actor CITY_FILING = {.user = 2201, .agency = CITY_COURT, .roles = &ROLES[FILES], .n_roles = 1};

static _Noreturn void broken(const char *what, const Err *err) {
    STOP("%s: %s: %s: %s", what, err->code, err->where, err->msg);
}

static Node *yaml_file(Arena *a, const char *path) {
    Err err = {0};
    Node *tree;
    FILE *f = fopen(path, "rb");
    if (!f) STOP("cannot open %s", path);
    char *text = arena_alloc(a, MB(1));
    size_t n = fread(text, 1, MB(1), f);
    fclose(f);
    if (yaml_read(str_n(text, n), path, a, &tree, &err) != OK) broken(path, &err);
    return tree;
}

static void add_agency(Site *s, int64_t id, int64_t parent, Str name, Str kind, Str region, int level) {
    *PUSH(s->a, &s->w.agencies) = (Agency){.id = id, .parent = parent, .name = name, .kind = kind, .region = region,
                                           .level = level, .on_from = 1};
}

static void county(Site *s) {
    Str here = S("620802"), city = S("620800");
    add_agency(s, POLICE, 0, S("县公安局"), S("police"), here, 3);
    add_agency(s, STATION, POLICE, S("城关派出所"), S("police"), here, 4);
    add_agency(s, PROCURATORATE, CITY_PROCURATORATE, S("县检察院"), S("procuratorate"), here, 3);
    add_agency(s, COURT, CITY_COURT, S("县法院"), S("court"), here, 3);
    add_agency(s, JUSTICE, 0, S("县司法局"), S("justice"), here, 3);
    add_agency(s, HOUSE, 0, S("县看守所"), S("detention_house"), here, 3);
    add_agency(s, OTHER_HOUSE, 0, S("邻县看守所"), S("detention_house"), S("620821"), 3);
    add_agency(s, LAWYERS, 0, S("律师事务所"), S("lawyer"), here, 3);
    add_agency(s, PROPERTY, 0, S("涉案财物管理中心"), S("property"), here, 3);
    add_agency(s, ADMINISTRATION, 0, S("行政主管机关"), S("admin_agency"), here, 3);
    add_agency(s, COMMITTEE, 0, S("县委政法委"), S("committee"), here, 3);
    add_agency(s, CITY_PROCURATORATE, 0, S("市检察院"), S("procuratorate"), city, 2);
    add_agency(s, CITY_COURT, 0, S("市法院"), S("court"), city, 2);
}

/* The same guide, under another version and so another hash. */
static Node *next_version(Arena *a, const Node *guide) {
    Node *next = node_map(a);
    for (size_t i = 0; i < guide->map.n; i++) {
        const NodePair *x = &guide->map.v[i];
        node_put(a, next, x->key, str_eqz(x->key, "version") ? node_str(a, S("next")) : x->value);
    }
    return next;
}

static const Guide *load(Site *s, const Node *guide, const Node *base) {
    Err err = {0};
    Guide *g;
    const Node **bases = NEW_N(s->a, const Node *, 2);
    bases[0] = base;
    bases[1] = guide;
    Node *none = node_map(s->a);
    GuideSource src = {.facts = none, .transfers = none, .clocks = none, .duties = none, .guide = guide,
                       .bases = bases, .n_bases = 2};
    if (guide_load(&src, hash_sha256, s->a, &g, &err) != OK) broken("guide", &err);
    return g;
}

/* JINDU_GUIDE=普通刑事案件 brings in a guide of rules/guides, to run the random histories on the law itself. */
static const Guide *shipped(Site *s, const char *class, bool next) {
    static const char *const ALL[] = {"普通刑事案件", "危险驾驶", "交通肇事", "寻衅滋事", "盗窃", "故意伤害", "分则第二章"};
    Err err = {0};
    Guide *g;
    const Node **bases = NEW_N(s->a, const Node *, LEN(ALL));
    size_t n = 0, own = LEN(ALL);
    for (size_t i = 0; i < LEN(ALL); i++) {
        Str path = str_format(s->a, RULES_DIR "/guides/%s.yaml", ALL[i]);
        FILE *there = fopen(path.p, "rb");
        if (!there) continue;
        fclose(there);
        if (strcmp(ALL[i], class) == 0) own = n;
        bases[n++] = yaml_file(s->a, path.p);
    }
    if (own >= n) STOP("no guide is shipped for %s", class);
    GuideSource src = {.facts = yaml_file(s->a, RULES_DIR "/facts.yaml"), .transfers = yaml_file(s->a, RULES_DIR "/transfers.yaml"),
                       .clocks = yaml_file(s->a, RULES_DIR "/clocks.yaml"), .duties = yaml_file(s->a, RULES_DIR "/duties.yaml"),
                       .guide = next ? next_version(s->a, bases[own]) : bases[own], .bases = bases, .n_bases = n};
    if (guide_load(&src, hash_sha256, s->a, &g, &err) != OK) broken(class, &err);
    return g;
}

static Site *the_site(void) {
    static Site s;
    return &s;
}

const Site *fixture_site(void) {
    Site *s = the_site();
    if (s->a) return s;
    s->a = arena_new();
    Err err = {0};
    county(s);
    if (calendar_decode(yaml_file(s->a, RULES_DIR "/holidays.yaml"), "holidays.yaml", s->a, &s->calendar, &err) != OK)
        broken("holidays", &err);
    const Node *base = yaml_file(s->a, TESTDATA "/county.yaml"), *minor = yaml_file(s->a, TESTDATA "/minor.yaml");
    s->guides[0] = load(s, base, base);
    s->guides[1] = load(s, minor, base);
    s->w.calendar = &s->calendar;
    s->w.guides = s->guides;
    const char *class = getenv("JINDU_GUIDE");
    s->shipped = class && *class;
    if (s->shipped) s->guides[2] = shipped(s, class, false);
    s->w.n_guides = s->shipped ? 3 : 2;
    s->w.late_after = 2 * DAY_US;
    return s;
}

const World *fixture_later(void) {
    Site *s = (fixture_site(), the_site());
    if (s->later.n_guides) return &s->later;
    const char *class = getenv("JINDU_GUIDE");
    const Node *base = yaml_file(s->a, TESTDATA "/county.yaml");
    s->then[0] = s->guides[s->shipped ? 2 : 0];
    s->then[1] = s->shipped ? shipped(s, strcmp(class, "危险驾驶") == 0 ? "普通刑事案件" : "危险驾驶", false) : s->guides[1];
    s->then[2] = s->shipped ? shipped(s, class, true) : load(s, next_version(s->a, base), base);
    s->later = s->w;
    s->later.guides = s->then;
    s->later.n_guides = LEN(s->then);
    s->later.n_retired = 1;
    return &s->later;
}

void fixture_certify(bool (*certified)(const void *by, const Guide *g, const Machine *m), const void *by) {
    (void)fixture_later();
    World *const both[] = {&the_site()->w, &the_site()->later};
    for (size_t i = 0; i < LEN(both); i++) both[i]->certified = certified, both[i]->certified_by = by;
}

void live_at(Live *l, const char *now) {
    Time t;
    ASSERT(time_parse(str_c(now), &t));
    l->now = t;
}

void live_begin(Live *l, const char *now) {
    *l = (Live){.a = arena_new(), .last_arena = arena_new(), .next_id = 5000};
    live_at(l, now);
}

void live_end(Live *l) {
    arena_free(l->a);
    arena_free(l->last_arena);
}

Subject *live_subject(Live *l, int64_t id) {
    for (size_t i = 0; i < l->subjects.n; i++)
        if (l->subjects.v[i]->id == id) return l->subjects.v[i];
    Subject *s = NEW(l->a, Subject);
    *PUSH(l->a, &l->subjects) = s;
    return s;
}

/* The events of one stream go the way of the store: into text and out of it. */
static void apply_stored(Live *l, const Event *v, size_t n) {
    StrBuf text, again;
    strbuf_init(&text, l->last_arena, MB(16));
    strbuf_init(&again, l->last_arena, MB(16));
    events_encode(v, n, &text);
    Events back = {0};
    Err err = {0};
    if (events_decode(strbuf_str(&text), &v[0], l->a, &back, &err) != OK) {
        printf("# %s %s %s: %.*s\n", err.code, err.where, err.msg, STR_ARG(strbuf_str(&text)));
        l->failures++;
        return;
    }
    events_encode(back.v, back.n, &again);
    l->failures += !str_eq(strbuf_str(&text), strbuf_str(&again));
    for (size_t i = 0; i < back.n; i++) {
        const Event *e = &back.v[i];
        Live *to = l->beside && e->stream == l->beside->c.id ? l->beside : l;
        if (l->beside && !l->beside->open && e->kind == EV_CASE_OPENED && l->open) to = l->beside;
        l->failures += e->at < to->last_at;
        to->last_at = e->at;
        if (EVENTS[e->kind].subject) {
            subject_apply(live_subject(l, e->stream), e, l->a);
            *PUSH(l->a, &l->ledgers) = *e;
            continue;
        }
        case_apply(&to->c, e, l->a);
        to->open = true;
        *PUSH(l->a, &to->log) = *e;
    }
}

Decision live_try(Live *l, const Actor *who, const Command *cmd) {
    arena_reset(l->last_arena);
    Loaded st = {.c = l->open ? &l->c : NULL, .subjects = (const Subject *const *)l->subjects.v, .n_subjects = l->subjects.n,
                 .other = l->beside && l->beside->open ? &l->beside->c : NULL};
    l->last = case_decide(l->w ? l->w : &fixture_site()->w, &st, cmd, who, (Now){l->now, l->next_id}, l->last_arena);
    l->commands++;
    if (l->last.refused) return l->last;
    l->next_id += l->last.ids;
    const Events *ev = &l->last.events;
    for (size_t i = 0, j; i < ev->n; i = j) { /* runs of one stream, as one record each */
        for (j = i; j < ev->n && ev->v[j].stream == ev->v[i].stream; j++) continue;
        apply_stored(l, &ev->v[i], j - i);
    }
    if (l->failures) STOP("%d events did not survive their stored form", l->failures);
    return l->last;
}

int64_t live_open(Live *l, int n) {
    static const char *const NAMES[] = {"张一", "李二", "王三", "赵四", "钱五", "孙六"};
    const Site *s = fixture_site();
    const Guide *g = s->guides[s->shipped ? 2 : 0];
    Command open = CMD(CMD_OPEN, .class = g->id, .name = S("试验一案"));
    for (int i = 0; i < n; i++) {
        NewPerson *p = PUSH(l->a, &open.people);
        p->name = str_c(NAMES[i % (int)LEN(NAMES)]);
        p->birth = day_from_ymd(1990, 1, 1);
        for (int f = 0; f < g->n_facts; f++)
            if (g->facts[f].first < 0) *PUSH(l->a, &p->facts) = (FactValue){g->facts[f].id, g->facts[f].values[0]};
    }
    Decision d = live_try(l, &HANDLER, &open);
    if (d.refused) STOP("open: %s", d.refusal.code);
    return d.made;
}

int64_t live_checked(Live *l, const Actor *by, const Actor *checker, Command draft) {
    draft.kind = CMD_DRAFT;
    Decision d = live_try(l, by, &draft);
    if (!d.refused) d = live_try(l, checker, &CMD(CMD_CHECK, .transfer = d.made, .approve = true));
    else STOP("draft: %s %.*s", d.refusal.code, STR_ARG(d.refusal.en));
    int64_t id = l->c.transfers.v[l->c.transfers.n - 1].id;
    if (!d.refused) d = live_try(l, by, &CMD(CMD_PUSH, .transfer = id, .effective = draft.effective, .late_reason = draft.late_reason));
    if (d.refused) STOP("checked push: %s %.*s", d.refusal.code, STR_ARG(d.refusal.en));
    return d.made;
}

Docs docs_of(Arena *a, const char *kinds) {
    Docs docs = {0};
    Str rest = str_c(kinds), one;
    while (rest.n) {
        if (!str_cut(rest, ',', &one, &rest)) one = rest, rest = (Str){0};
        *PUSH(a, &docs) = (Doc){.kind = one, .dated = DAY_NONE};
    }
    return docs;
}

const Clock *clock_of(const Case *c, int64_t person, const char *rule) {
    for (size_t i = c->clocks.n; i-- > 0;)
        if (c->clocks.v[i].person == person && str_eqz(c->clocks.v[i].rule, rule)) return &c->clocks.v[i];
    return NULL;
}

const Duty *duty_of(const Case *c, int64_t person, const char *rule) {
    for (size_t i = c->duties.n; i-- > 0;)
        if (c->duties.v[i].person == person && str_eqz(c->duties.v[i].rule, rule)) return &c->duties.v[i];
    return NULL;
}

Str case_text(const Case *c, Arena *a) {
    StrBuf out;
    Json j;
    strbuf_init(&out, a, MB(64));
    json_init(&j, &out);
    shape_encode(&CASE_SHAPE, c, &j);
    return strbuf_str(&out);
}
