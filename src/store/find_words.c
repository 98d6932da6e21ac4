// SPDX-License-Identifier: Apache-2.0
#include "store/find_words.h"

enum { CJK_FIRST = 0x4E00, CJK_LAST = 0x9FFF, RUN_MIN = 2, TEXT_MAX = 2000 };

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

static void put_char(StrBuf *b, uint32_t c) {
    if (c < 0x80) {
        strbuf_putc(b, (char)c);
    } else if (c < 0x800) {
        strbuf_putc(b, (char)(0xC0 | c >> 6));
        strbuf_putc(b, (char)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        strbuf_putc(b, (char)(0xE0 | c >> 12));
        strbuf_putc(b, (char)(0x80 | (c >> 6 & 0x3F)));
        strbuf_putc(b, (char)(0x80 | (c & 0x3F)));
    } else {
        strbuf_putc(b, (char)(0xF0 | c >> 18));
        strbuf_putc(b, (char)(0x80 | (c >> 12 & 0x3F)));
        strbuf_putc(b, (char)(0x80 | (c >> 6 & 0x3F)));
        strbuf_putc(b, (char)(0x80 | (c & 0x3F)));
    }
}

static bool is_digit(uint32_t c) {
    return c >= '0' && c <= '9';
}
static bool is_latin(uint32_t c) {
    return c >= 'A' && c <= 'Z';
}

/* gap: what stands for brackets, blanks and marks; 0: nothing. */
static Str normal_with(Str text, char gap, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, TEXT_MAX * 2);
    for (Str s = text; s.n;) {
        uint32_t c = str_utf8_next(&s);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c >= 'a' && c <= 'z') c -= 32;
        bool mark = (c < 0x80 && !is_digit(c) && !is_latin(c)) || (c >= 0x3000 && c <= 0x303F) || c == 0xB7 ||
                    (c >= 0x2010 && c <= 0x2027) || c == 0x30FB;
        if (!mark) put_char(&b, c);
        else if (gap) strbuf_putc(&b, gap);
    }
    return strbuf_str(&b);
}

Str find_normal(Str text, Arena *a) {
    return normal_with(text, 0, a);
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
    if (p->id_number.n) add(w, a, 'i', find_normal(p->id_number, a), p->id, FIND_ID_NUMBER);
}

static void add_number(FindWords *w, Arena *a, Str number) {
    Str normal = find_normal(number, a);
    add(w, a, '#', normal, 0, FIND_NUMBER);
    add_pairs(w, a, normal, 0, FIND_NUMBER);
    Str parts = normal_with(number, ' ', a);
    for (size_t i = 0; i < parts.n;) {
        size_t from = i;
        while (i < parts.n && is_digit((unsigned char)parts.p[i])) i++;
        if (i - from >= RUN_MIN) add(w, a, 'd', str_n(parts.p + from, i - from), 0, FIND_NUMBER);
        if (i == from) i++;
    }
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

int find_groups(Str q, Arena *a, FindGroup ret[static FIND_GROUPS_MAX]) {
    if (!str_utf8(q) || q.n > TEXT_MAX) return 0;
    Str normal = find_normal(q, a);
    int n = 0, chars = 0, cjk = 0, digits = 0, latin = 0;
    for (Str s = normal; s.n; chars++) {
        uint32_t c = str_utf8_next(&s);
        cjk += is_cjk(c);
        digits += is_digit(c);
        latin += is_latin(c);
    }
    if (!chars) return 0;
    if (cjk == 1 && chars == 1) ret[n++] = one(a, 'u', normal, false);
    if (cjk > 1 && digits == 0) {
        ret[n] = pairs(a, normal);
        n += ret[n].n > 0;
    }
    if (latin == chars && chars > 1) {
        char *low = arena_dup(a, normal.p, normal.n);
        for (size_t i = 0; i < normal.n; i++) low[i] = (char)(low[i] + 32);
        ret[n++] = one(a, 'p', str_n(low, normal.n), true);
    }
    if (digits && (digits > 1 || chars > 1)) {
        ret[n++] = one(a, '#', normal, true);
        if (digits == chars) ret[n++] = one(a, 'd', normal, true);
        if (digits >= 6 && digits + latin == chars) ret[n++] = one(a, 'i', normal, true);
    }
    if (latin == chars && !n) ret[n++] = one(a, '#', normal, true);
    return n;
}
