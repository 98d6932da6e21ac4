// SPDX-License-Identifier: Apache-2.0
#include "store/find_words.h"

#include "core/number_key.h"
#include "core/subject.h"

enum { CJK_FIRST = 0x4E00, CJK_LAST = 0x9FFF, TEXT_MAX = 2000 };

/* The initial of each character from CJK_FIRST on, '.' where none is known. */
static const char INITIALS[] =
#include "store/initials.inc"
    ;

typedef struct Reading { /* a surname whose reading differs from the character's usual one */
    const char *surname;
    char initial;
} Reading;
static const Reading SURNAMES[] = {{"单", 's'}, {"解", 'x'}, {"仇", 'q'}, {"曾", 'z'}, {"区", 'o'}, {"查", 'z'}, {"盖", 'g'},
                                   {"乐", 'y'}, {"尉", 'y'}, {"朴", 'p'}, {"覃", 'q'}, {"冼", 'x'}, {"缪", 'm'}, {"秘", 'b'},
                                   {"繁", 'p'}, {"召", 's'}, {"折", 's'}, {"种", 'c'}, {"重", 'c'}, {"洗", 'x'}, {"翟", 'z'}};

static bool is_cjk(uint32_t c) {
    return c >= CJK_FIRST && c <= CJK_LAST;
}

char find_initial(uint32_t c) {
    if (!is_cjk(c) || c - CJK_FIRST >= sizeof INITIALS - 1) return 0;
    char i = INITIALS[c - CJK_FIRST];
    return i == '.' ? 0 : i;
}

static bool is_digit(uint32_t c) {
    return c >= '0' && c <= '9';
}
static bool is_latin(uint32_t c) {
    return c >= 'A' && c <= 'Z';
}

Str find_normal(Str text, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, TEXT_MAX * 2);
    for (Str s = text; s.n;) {
        uint32_t c = str_utf8_next(&s);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c >= 'a' && c <= 'z') c -= 32;
        bool mark = (c < 0x80 && !is_digit(c) && !is_latin(c)) || (c >= 0x3000 && c <= 0x303F) || c == 0xB7 ||
                    (c >= 0x2010 && c <= 0x2027) || c == 0x30FB || rune_blank(c);
        if (!mark) strbuf_rune(&b, c);
    }
    return strbuf_str(&b);
}

static void add(FindWords *w, Arena *a, char sort, Str word, int64_t person, FindKind kind) {
    if (!word.n) return;
    Str full = str_format(a, "%c%.*s", sort, STR_ARG(word));
    for (size_t i = 0; i < w->n; i++)
        if (w->v[i].person == person && w->v[i].kind == kind && str_eq(w->v[i].word, full)) return;
    *PUSH(a, w) = (FindWord){full, person, kind};
}

static void add_pairs(FindWords *w, Arena *a, Str normal, int64_t person, FindKind kind) {
    Str before = {0};
    for (Str s = normal; s.n;) {
        Str at = s;
        uint32_t c = str_utf8_next(&s);
        size_t len = at.n - s.n;
        if (before.n && is_cjk(c)) add(w, a, 'b', str_n(before.p, before.n + len), person, kind);
        before = is_cjk(c) ? str_n(at.p, len) : (Str){0};
    }
}

static void add_initials(FindWords *w, Arena *a, Str name, char surname, int64_t person) {
    char text[40];
    size_t n = 0;
    for (Str s = name; s.n && n < sizeof text;) {
        uint32_t c = str_utf8_next(&s);
        char i = is_cjk(c) ? find_initial(c) : is_latin(c) ? (char)(c + 32) : 0;
        if (!n && surname) i = surname;
        if (i) text[n++] = i;
    }
    if (n > 1) add(w, a, 'p', str_n(text, n), person, FIND_PERSON_NAME);
}

static void add_name(FindWords *w, Arena *a, const Person *p) {
    Str name = find_normal(p->name, a);
    add(w, a, '=', name, p->id, FIND_PERSON_NAME);
    add_pairs(w, a, name, p->id, FIND_PERSON_NAME);
    for (Str s = name; s.n;) {
        Str at = s;
        if (is_cjk(str_utf8_next(&s))) add(w, a, 'u', str_n(at.p, at.n - s.n), p->id, FIND_PERSON_NAME);
    }
    add_initials(w, a, name, 0, p->id);
    for (size_t i = 0; i < LEN(SURNAMES); i++)
        if (str_starts(name, str_c(SURNAMES[i].surname))) add_initials(w, a, name, SURNAMES[i].initial, p->id);
    if (p->id_number.n) add(w, a, 'i', id_number_plain(p->id_number, a), p->id, FIND_ID_NUMBER);
}

static bool next_run(Str s, size_t *at, Str *ret) {
    while (*at < s.n && !is_digit((unsigned char)s.p[*at])) (*at)++;
    size_t from = *at;
    while (*at < s.n && is_digit((unsigned char)s.p[*at])) (*at)++;
    *ret = str_n(s.p + from, *at - from);
    return ret->n > 0;
}

static void add_number(FindWords *w, Arena *a, Str number) {
    Str key = number_key(number, a), run;
    add(w, a, '#', key, 0, FIND_NUMBER);
    add_pairs(w, a, key, 0, FIND_NUMBER);
    for (size_t at = 0; next_run(key, &at, &run);) add(w, a, 'd', run, 0, FIND_NUMBER);
}

void find_words(const Case *c, Arena *a, FindWords *ret) {
    Str name = find_normal(c->name, a);
    add(ret, a, '=', name, 0, FIND_CASE_NAME);
    add_pairs(ret, a, name, 0, FIND_CASE_NAME);
    for (size_t i = 0; i < c->persons.n; i++) add_name(ret, a, &c->persons.v[i]);
    find_words_numbers(c, 0, a, ret);
}

void find_words_numbers(const Case *c, size_t n, Arena *a, FindWords *ret) {
    for (size_t i = n; i < c->numbers.n; i++) add_number(ret, a, c->numbers.v[i].number);
}

static uint64_t mix(uint64_t h, Str s) {
    return (h ^ str_hash(s)) * UINT64_C(0x9E3779B97F4A7C15) + s.n;
}

uint64_t find_words_mark(const Case *c, size_t numbers) {
    uint64_t h = mix(1, c->name);
    for (size_t i = 0; i < c->persons.n; i++) {
        const Person *p = &c->persons.v[i];
        h = mix(mix(h + (uint64_t)p->id, p->name), p->id_number);
    }
    for (size_t i = 0; i < numbers && i < c->numbers.n; i++) h = mix(h + 7, c->numbers.v[i].number);
    return h | 1;
}

/* ---- asking */

static FindGroup one(Arena *a, char sort, Str word, bool prefix) {
    return (FindGroup){.words = {str_format(a, "%c%.*s", sort, STR_ARG(word))}, .n = 1, .prefix = prefix};
}

static FindGroup pairs(Arena *a, Str normal) {
    FindWords w = {0};
    FindGroup g = {0};
    add_pairs(&w, a, normal, 0, FIND_CASE_NAME);
    for (size_t i = 0; i < w.n && g.n < FIND_WORDS_MAX; i++) g.words[g.n++] = w.v[i].word;
    return g;
}

typedef struct Made { /* of what the question consists */
    int chars, cjk, digits, latin;
} Made;

static Made made_of(Str s) {
    Made m = {0};
    for (; s.n; m.chars++) {
        uint32_t c = str_utf8_next(&s);
        m.cjk += is_cjk(c);
        m.digits += is_digit(c);
        m.latin += is_latin(c);
    }
    return m;
}

static Str without_zeros(Str s) {
    while (s.n > 1 && s.p[0] == '0') s = str_n(s.p + 1, s.n - 1);
    return s;
}

/* 甘公刑立字2020123: somebody left out what parts year and number. Empty: no year leads a long run. */
static Str year_parted(Str key, Arena *a) {
    Str run;
    for (size_t at = 0; next_run(key, &at, &run);) {
        size_t from = (size_t)(run.p - key.p);
        bool year = run.n > 4 && from > 0 && (str_starts(run, S("19")) || str_starts(run, S("20")));
        if (!year) continue;
        Str number = without_zeros(str_n(run.p + 4, run.n - 4));
        return str_format(a, "%.*s/%.*s%.*s", (int)(from + 4), key.p, STR_ARG(number), (int)(key.n - at), key.p + at);
    }
    return (Str){0};
}

/* A number, whole or begun, or a piece of one: 刑初12. */
static int number_groups(Str q, Arena *a, FindGroup *ret) {
    Str begun = number_begun(q, a), key = number_key(q, a), parted, run, other;
    Made m = made_of(begun);
    int n = 0;
    if (!m.digits || (m.digits == 1 && m.chars == 1)) return 0;
    ret[n++] = one(a, '#', begun, true);
    if (!str_eq(begun, key)) ret[n++] = one(a, '#', key, false);
    if (m.cjk && (parted = year_parted(begun, a)).n) ret[n++] = one(a, '#', parted, true);
    if (m.digits == m.chars) ret[n++] = one(a, 'd', without_zeros(begun), true);
    size_t at = 0;
    bool piece = m.cjk > 1 && next_run(key, &at, &run) && !next_run(key, &at, &other);
    if (!piece) return n;
    ret[n] = one(a, 'd', run, false);
    FindGroup p = pairs(a, key);
    for (int i = 0; i < p.n && ret[n].n < FIND_WORDS_MAX; i++) ret[n].words[ret[n].n++] = p.words[i];
    return n + (p.n > 0);
}

int find_groups(Str q, Arena *a, FindGroup ret[static FIND_GROUPS_MAX]) {
    if (!str_utf8(q) || q.n > TEXT_MAX) return 0;
    Str normal = find_normal(q, a);
    Made m = made_of(normal);
    int n = 0;
    if (!m.chars) return 0;
    if (m.cjk == 1 && m.chars == 1) ret[n++] = one(a, 'u', normal, false);
    if (m.cjk > 1 && m.digits == 0) {
        Str key = number_begun(q, a); /* 刑立字第 */
        ret[n] = pairs(a, normal);
        n += ret[n].n > 0;
        ret[n] = str_eq(key, normal) ? (FindGroup){0} : pairs(a, key);
        n += ret[n].n > 0;
    }
    if (m.latin == m.chars && m.chars > 1) {
        char *low = arena_dup(a, normal.p, normal.n);
        for (size_t i = 0; i < normal.n; i++) low[i] = (char)(low[i] + 32);
        ret[n++] = one(a, 'p', str_n(low, normal.n), true);
    }
    n += number_groups(q, a, ret + n);
    if (m.digits >= 6 && m.digits + m.latin == m.chars) ret[n++] = one(a, 'i', normal, true);
    if (m.latin == m.chars && !n) ret[n++] = one(a, '#', normal, true);
    return n;
}

Str find_number_word(Str number, Arena *a) {
    return str_format(a, "#" STR_FMT, STR_ARG(number_key(number, a)));
}
