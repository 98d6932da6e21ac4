// SPDX-License-Identifier: Apache-2.0
/* Cells that say what is under way: transfers with the step they have come to, and duties that are owed. */
#include "app/import_reading.h"

typedef struct LifeWord {
    const char *word;
    int life;
} LifeWord;
/* The first of each is the one we use ourselves. */
static const LifeWord LIVES[] = {{"已移送", LINE_PUSHED}, {"已推送", LINE_PUSHED}, {"已提请", LINE_PUSHED}, {"待签收", LINE_PUSHED},
                                 {"已签收", LINE_RECEIVED}, {"已收到", LINE_RECEIVED}, {"待受理", LINE_RECEIVED},
                                 {"已受理", LINE_ACCEPTED}, {"办理中", LINE_ACCEPTED},
                                 {"已退回", LINE_RETURNED}, {"待补正", LINE_RETURNED}};

const char *life_word(int life) {
    for (size_t i = 0; i < LEN(LIVES); i++)
        if (LIVES[i].life == life) return LIVES[i].word;
    return "";
}

/* Half width, blanks kept: a date may have an hour after a blank. */
static Str half_width(Str s, Arena *a) {
    StrBuf b;
    strbuf_init(&b, a, s.n + 1);
    while (s.n) {
        uint32_t c = str_utf8_next(&s);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        strbuf_rune(&b, c == '\n' || c == '\r' ? ';' : rune_blank(c) ? ' ' : c);
    }
    return strbuf_str(&b);
}

static Str skip(Str s, const char *marks) {
    while (s.n && (s.p[0] == ' ' || strchr(marks, s.p[0]))) s = str_n(s.p + 1, s.n - 1);
    return s;
}

static bool next_part(Str *rest, Str *ret) {
    while (rest->n) {
        Str part;
        if (!str_cut(*rest, ';', &part, rest)) part = *rest, *rest = (Str){0};
        *ret = str_trim(part);
        if (ret->n) return true;
    }
    return false;
}

/* The longest of the words the part begins with; -1: none. */
static int begins(Str part, const Str *words, size_t n, Str *ret_rest) {
    int best = -1;
    for (size_t i = 0; i < n; i++)
        if (words[i].n && str_starts(part, words[i]) && (best < 0 || words[i].n > words[best].n)) best = (int)i;
    if (best >= 0) *ret_rest = str_n(part.p + words[best].n, part.n - words[best].n);
    return best;
}

/* Up to its first blank, colon, figure or step: what was meant for the name. */
static Str name_meant(Str part) {
    size_t n = 0;
    while (n < part.n && !strchr(" :,0123456789", part.p[n])) n++;
    Str name = str_n(part.p, n);
    for (size_t i = 0; i < LEN(LIVES); i++) {
        size_t at = str_find(name, str_c(LIVES[i].word));
        if (at != SIZE_MAX && at) name.n = at;
    }
    return name;
}

static bool fault(OpenFault *ret, ImportFault f, Str about, Str near) {
    *ret = (OpenFault){f, about, near};
    return false;
}

/* One date or two, parted by a comma; none is fine. */
static bool dates(Str s, Time now, Arena *a, Time ret[static 2], OpenFault *ret_fault) {
    ret[0] = ret[1] = TIME_NONE;
    s = str_trim(skip(s, ":,"));
    for (int i = 0; s.n; i++) {
        Str one;
        bool hour;
        if (!str_cut(s, ',', &one, &s)) one = s, s = (Str){0};
        one = str_trim(one);
        if (i == 2 || !spelled_time(one, a, &ret[i], &hour)) return fault(ret_fault, I_DAY, one, (Str){0});
        if (ret[i] > now) return fault(ret_fault, I_FUTURE, one, (Str){0});
    }
    return true;
}

static OpenLine line_of(Str act, int life, const Time t[static 2]) {
    OpenLine l = {.act = act, .life = life, .pushed = t[0]};
    Time last = t[1] != TIME_NONE ? t[1] : t[0];
    if (life == LINE_RECEIVED) l.received = last;
    if (life == LINE_ACCEPTED) l.accepted = last;
    if (life == LINE_RETURNED) l.returned = last;
    return l;
}

bool lines_read(const Guide *g, Str text, Time now, Arena *a, NewPerson *p, OpenFault *ret_fault) {
    Str rest = half_width(text, a), part, lives[LEN(LIVES)];
    Str *names = NEW_N(a, Str, g->n_acts + 1);
    for (int i = 0; i < g->n_acts; i++)
        if (g->acts[i].kind == ACT_SEND) names[i] = spelled_plain(g->acts[i].name, a);
    for (size_t i = 0; i < LEN(LIVES); i++) lives[i] = str_c(LIVES[i].word);
    while (next_part(&rest, &part)) {
        Time t[2];
        Str after;
        int act = begins(part, names, (size_t)g->n_acts, &after);
        Str meant = name_meant(part);
        if (act < 0) return fault(ret_fault, I_ACT, meant, str_nearest(meant, names, (size_t)g->n_acts));
        after = skip(after, ":,");
        int life = begins(after, lives, LEN(LIVES), &after);
        meant = name_meant(after);
        if (life < 0) return fault(ret_fault, I_LIFE, meant, str_nearest(meant, lives, LEN(LIVES)));
        if (!dates(after, now, a, t, ret_fault)) return false;
        *PUSH(a, &p->lines) = line_of(g->acts[act].id, LIVES[life].life, t);
    }
    return true;
}

bool duties_read(const Guide *g, Str text, Time now, Arena *a, NewPerson *p, OpenFault *ret_fault) {
    Str rest = half_width(text, a), part;
    Str *names = NEW_N(a, Str, g->n_duties + 1);
    for (int i = 0; i < g->n_duties; i++) names[i] = spelled_plain(g->duties[i].name, a);
    while (next_part(&rest, &part)) {
        Time t[2], due = TIME_NONE;
        Str after, last;
        bool hour;
        int duty = begins(part, names, (size_t)g->n_duties, &after);
        Str meant = name_meant(part);
        if (duty < 0) return fault(ret_fault, I_DUTY, meant, str_nearest(meant, names, (size_t)g->n_duties));
        after = skip(after, ":,");
        if (str_cut(after, ',', &after, &last)) { /* the date it is due by may lie ahead */
            last = str_trim(last);
            if (!spelled_time(last, a, &due, &hour)) return fault(ret_fault, I_DAY, last, (Str){0});
            if (!hour) due += DAY_US - SECOND;
        }
        if (!dates(after, now, a, t, ret_fault)) return false;
        *PUSH(a, &p->duties) = (OpenDuty){g->duties[duty].id, t[0], due};
    }
    return true;
}

/* ---- what had happened to a clock that runs */

static OpenClock *clock_named(const Guide *g, Str part, Arena *a, NewPerson *p, Str *ret_rest, OpenFault *ret_fault) {
    Str *names = NEW_N(a, Str, g->n_clocks + 1);
    for (int i = 0; i < g->n_clocks; i++) names[i] = spelled_plain(g->clocks[i].name, a);
    int clock = begins(part, names, (size_t)g->n_clocks, ret_rest);
    Str meant = name_meant(part);
    for (size_t i = 0; clock >= 0 && i < p->clocks.n; i++)
        if (str_eq(p->clocks.v[i].fact, g->clocks[clock].id)) return &p->clocks.v[i];
    fault(ret_fault, I_CLOCK, clock < 0 ? meant : names[clock], clock < 0 ? str_nearest(meant, names, (size_t)g->n_clocks) : (Str){0});
    return NULL;
}

/* Up to the next comma, or all that is left. */
static Str next_item(Str *rest) {
    Str one;
    if (!str_cut(*rest, ',', &one, rest)) one = *rest, *rest = (Str){0};
    return str_trim(one);
}

static bool day_in(Str one, Time now, Arena *a, Time *ret, OpenFault *ret_fault) {
    bool hour;
    if (!spelled_time(one, a, ret, &hour)) return fault(ret_fault, I_DAY, one, (Str){0});
    return *ret <= now || fault(ret_fault, I_FUTURE, one, (Str){0});
}

bool extensions_read(const Guide *g, Str text, Time now, Arena *a, NewPerson *p, OpenFault *ret_fault) {
    Str rest = half_width(text, a), part;
    while (next_part(&rest, &part)) {
        Str after, names[LEN(g->clocks->extensions)];
        OpenClock *k = clock_named(g, part, a, p, &after, ret_fault);
        if (!k) return false;
        const ClockRule *r = &g->clocks[guide_clock(g, k->fact)];
        for (int i = 0; i < r->n_extensions; i++) names[i] = spelled_plain(r->extensions[i].name, a);
        after = skip(after, ":,");
        Str meant = name_meant(after);
        int x = begins(after, names, (size_t)r->n_extensions, &after);
        if (x < 0) return fault(ret_fault, I_EXTENSION, meant, str_nearest(meant, names, (size_t)r->n_extensions));
        after = skip(after, ":,");
        ClockGrant given = {.extension = r->extensions[x].id};
        if (!day_in(next_item(&after), now, a, &given.granted, ret_fault)) return false;
        given.authority = next_item(&after);
        given.number = next_item(&after);
        *PUSH(a, &k->extensions) = given;
    }
    return true;
}

bool pauses_read(const Guide *g, Str text, Time now, Arena *a, NewPerson *p, OpenFault *ret_fault) {
    Str rest = half_width(text, a), part;
    while (next_part(&rest, &part)) {
        Str after;
        bool hour;
        OpenClock *k = clock_named(g, part, a, p, &after, ret_fault);
        if (!k) return false;
        after = skip(after, ":,");
        Pause still = {.to = TIME_NONE};
        if (!day_in(next_item(&after), now, a, &still.from, ret_fault)) return false;
        Str one = next_item(&after);
        if (spelled_time(one, a, &still.to, &hour)) {
            if (still.to > now) return fault(ret_fault, I_FUTURE, one, (Str){0});
            one = next_item(&after);
        } else {
            still.to = TIME_NONE;
        }
        still.reason = one;
        *PUSH(a, &k->pauses) = still;
    }
    return true;
}
