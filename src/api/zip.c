// SPDX-License-Identifier: Apache-2.0
#include "api/zip.h"

enum { UTF8_NAMES = 1 << 11, VERSION_STORED = 20, VERSION_ZIP64 = 45, MADE_ON_UNIX = 3 << 8 };
enum { HEAD = 30, HEAD64 = 20, ENTRY = 46, ENTRY64 = 28, END = 22, END64 = 56 + 20 };
#define MOST_32 UINT64_C(0xFFFFFFFF)
#define MOST_16 UINT64_C(0xFFFF)
#define ORDINARY_FILE (UINT32_C(0100644) << 16)

typedef struct Out {
    char *p;
    size_t n;
} Out;

static void le(Out *o, int bytes, uint64_t v) {
    for (int i = 0; i < bytes; i++) o->p[o->n++] = (char)(v >> (8 * i));
}

static void text(Out *o, Str s) {
    memcpy(o->p + o->n, s.p, s.n);
    o->n += s.n;
}

/* Two halves as MS-DOS had them, of the civil time of the platform; seconds in pairs. */
static uint32_t dos_time(Time t) {
    Ymd d = day_ymd(day_of(t));
    int64_t s = (t - day_start(day_of(t))) / SECOND;
    uint32_t date = (uint32_t)(d.year - 1980) << 9 | (uint32_t)d.month << 5 | (uint32_t)d.day;
    return date << 16 | (uint32_t)(s / 3600) << 11 | (uint32_t)(s / 60 % 60) << 5 | (uint32_t)(s % 60 / 2);
}

static bool large(const ZipFile *f) {
    return f->size >= MOST_32;
}

static bool far(const ZipFile *f) {
    return f->at >= MOST_32;
}

/* What head and directory say alike. */
static void common(Out *o, const ZipFile *f, Time moment) {
    le(o, 2, UTF8_NAMES);
    le(o, 2, 0); /* stored */
    le(o, 4, dos_time(moment));
    le(o, 4, f->crc);
    le(o, 4, MIN(f->size, MOST_32));
    le(o, 4, MIN(f->size, MOST_32));
    le(o, 2, f->path.n);
}

Str zip_head(ZipFile *f, uint64_t at, Time moment, Arena *a) {
    Out o = {arena_alloc(a, HEAD + HEAD64 + f->path.n), 0};
    f->at = at;
    le(&o, 4, 0x04034b50);
    le(&o, 2, large(f) ? VERSION_ZIP64 : VERSION_STORED);
    common(&o, f, moment);
    le(&o, 2, large(f) ? HEAD64 : 0);
    text(&o, f->path);
    if (large(f)) {
        le(&o, 2, 1);
        le(&o, 2, HEAD64 - 4);
        le(&o, 8, f->size);
        le(&o, 8, f->size);
    }
    return str_n(o.p, o.n);
}

static void entry(Out *o, const ZipFile *f, Time moment) {
    size_t more = (large(f) ? 16 : 0) + (far(f) ? 8 : 0);
    int version = more ? VERSION_ZIP64 : VERSION_STORED;
    le(o, 4, 0x02014b50);
    le(o, 2, (uint64_t)(MADE_ON_UNIX | version));
    le(o, 2, (uint64_t)version);
    common(o, f, moment);
    le(o, 2, more ? more + 4 : 0);
    le(o, 2, 0); /* no comment */
    le(o, 2, 0); /* the first disk */
    le(o, 2, 0);
    le(o, 4, ORDINARY_FILE);
    le(o, 4, MIN(f->at, MOST_32));
    text(o, f->path);
    if (!more) return;
    le(o, 2, 1);
    le(o, 2, more);
    if (large(f)) le(o, 8, f->size), le(o, 8, f->size);
    if (far(f)) le(o, 8, f->at);
}

static void end64(Out *o, size_t n, uint64_t at, uint64_t size) {
    le(o, 4, 0x06064b50);
    le(o, 8, 56 - 12);
    le(o, 2, MADE_ON_UNIX | VERSION_ZIP64);
    le(o, 2, VERSION_ZIP64);
    le(o, 8, 0); /* this disk, and that of the directory */
    le(o, 8, n);
    le(o, 8, n);
    le(o, 8, size);
    le(o, 8, at);
    le(o, 4, 0x07064b50); /* where what stands above is found */
    le(o, 4, 0);
    le(o, 8, at + size);
    le(o, 4, 1);
}

Str zip_end(const ZipFile *v, size_t n, uint64_t at, Time moment, Arena *a) {
    size_t room = END + END64;
    for (size_t i = 0; i < n; i++) room += ENTRY + ENTRY64 + v[i].path.n;
    Out o = {arena_alloc(a, room), 0};
    for (size_t i = 0; i < n; i++) entry(&o, &v[i], moment);
    uint64_t size = o.n;
    if (n >= MOST_16 || size >= MOST_32 || at >= MOST_32) end64(&o, n, at, size);
    le(&o, 4, 0x06054b50);
    le(&o, 4, 0); /* this disk, and that of the directory */
    le(&o, 2, MIN(n, MOST_16));
    le(&o, 2, MIN(n, MOST_16));
    le(&o, 4, MIN(size, MOST_32));
    le(&o, 4, MIN(at, MOST_32));
    le(&o, 2, 0);
    return str_n(o.p, o.n);
}
