// SPDX-License-Identifier: Apache-2.0
#include "app/demo_pages.h"

#include <zlib.h>

typedef struct Sheet { /* one bit a dot, rows begin with the filter byte of PNG; 1 is white */
    int w, h, dpi;
    size_t row;
    uint8_t *bits;
} Sheet;

static void dot(Sheet *s, int x, int y) {
    if (x < 0 || y < 0 || x >= s->w || y >= s->h) return;
    s->bits[(size_t)y * s->row + 1 + (size_t)(x >> 3)] &= (uint8_t)~(0x80 >> (x & 7));
}

static void bar(Sheet *s, int x, int y, int w, int h) {
    for (int j = y; j < y + h; j++)
        for (int i = x; i < x + w; i++) dot(s, i, j);
}

static int mm(const Sheet *s, int tenths) {
    return tenths * s->dpi / 254;
}

/* A square of strokes that looks like a character from afar. */
static void glyph(Sheet *s, DemoRandom *r, int x, int y, int size) {
    int pen = MAX(size / 12, 1), strokes = (int)demo_between(r, 3, 7);
    for (int i = 0; i < strokes; i++) {
        int at = (int)demo_between(r, 0, size - pen - 1), from = (int)demo_between(r, 0, size / 3);
        int to = (int)demo_between(r, size * 2 / 3, size - 1);
        if (demo_chance(r, 55)) bar(s, x + from, y + at, to - from, pen);
        else bar(s, x + at, y + from, pen, to - from);
    }
}

static void line(Sheet *s, DemoRandom *r, int x, int y, int size, int glyphs) {
    for (int i = 0; i < glyphs; i++)
        if (!demo_chance(r, 6)) glyph(s, r, x + i * (size + size / 8), y, size);
}

/* Seven bars a digit. */
static void digit(Sheet *s, int d, int x, int y, int size) {
    static const uint8_t BARS[10] = {0x77, 0x24, 0x5d, 0x6d, 0x2e, 0x6b, 0x7b, 0x25, 0x7f, 0x6f};
    int pen = MAX(size / 6, 1), b = BARS[d];
    if (b & 0x01) bar(s, x, y, size, pen);
    if (b & 0x02) bar(s, x, y, pen, size);
    if (b & 0x04) bar(s, x + size - pen, y, pen, size);
    if (b & 0x08) bar(s, x, y + size, size, pen);
    if (b & 0x10) bar(s, x, y + size, pen, size);
    if (b & 0x20) bar(s, x + size - pen, y + size, pen, size);
    if (b & 0x40) bar(s, x, y + 2 * size, size + (b & 0x20 ? 0 : pen), pen);
}

static void seal(Sheet *s, int cx, int cy, int radius) {
    int64_t outer = (int64_t)radius * radius, inner = (int64_t)(radius - mm(s, 12)) * (radius - mm(s, 12));
    for (int y = -radius; y <= radius; y++)
        for (int x = -radius; x <= radius; x++) {
            int64_t d = (int64_t)x * x + (int64_t)y * y;
            if (d <= outer && d >= inner) dot(s, cx + x, cy + y);
        }
    bar(s, cx - radius / 3, cy - mm(s, 6), radius * 2 / 3, mm(s, 12));
    bar(s, cx - mm(s, 6), cy - radius / 3, mm(s, 12), radius * 2 / 3);
}

static void draw(Sheet *s, const DemoPage *p) {
    DemoRandom r = {p->seed};
    int left = mm(s, 280), size = mm(s, 48), width = s->w - left - mm(s, 230), title = mm(s, 80);
    int heading = (int)demo_between(&r, 5, 9);
    line(s, &r, (s->w - heading * (title + title / 8)) / 2, mm(s, 300), title, heading);
    bar(s, left, mm(s, 430), width, mm(s, 5));
    int full = width / (size + size / 8);
    for (int y = mm(s, 520); y < mm(s, p->sealed ? 2000 : 2450); y += mm(s, 98)) {
        bool ends = demo_chance(&r, 18);
        line(s, &r, left, y, size, ends ? (int)demo_between(&r, 4, full - 2) : full);
    }
    if (p->sealed) {
        line(s, &r, s->w - mm(s, 1000), mm(s, 2250), size, 9);
        seal(s, s->w - mm(s, 700), mm(s, 2300), mm(s, 210));
    }
    int number = p->number, x = s->w - mm(s, 260);
    do {
        digit(s, number % 10, x, mm(s, 120), mm(s, 32));
        x -= mm(s, 55);
    } while (number /= 10);
}

static void be32(uint8_t *p, uint32_t v) {
    for (int i = 0; i < 4; i++) p[i] = (uint8_t)(v >> (24 - 8 * i));
}

static void chunk(StrBuf *out, const char *kind, const uint8_t *data, size_t n) {
    uint8_t word[4];
    be32(word, (uint32_t)n);
    strbuf_put(out, str_n((const char *)word, 4));
    strbuf_put(out, str_c(kind));
    strbuf_put(out, str_n((const char *)data, n));
    uLong crc = crc32(0, (const Bytef *)kind, 4);
    if (n) crc = crc32(crc, data, (uInt)n); /* no data would begin the sum anew */
    be32(word, (uint32_t)crc);
    strbuf_put(out, str_n((const char *)word, 4));
}

Str demo_page_png(const DemoPage *p, Arena *a) {
    Sheet s = {.dpi = p->dpi, .w = 2100 * p->dpi / 254, .h = 2970 * p->dpi / 254};
    s.row = 1 + ((size_t)s.w + 7) / 8;
    size_t raw = s.row * (size_t)s.h;
    s.bits = malloc(raw);
    ASSERT(s.bits && "out of memory");
    memset(s.bits, 0xff, raw);
    for (int y = 0; y < s.h; y++) s.bits[(size_t)y * s.row] = 0; /* no filter */
    draw(&s, p);
    uLongf n = compressBound(raw);
    uint8_t *packed = malloc(n), head[13] = {0}, dots[9] = {0};
    ASSERT(packed && "out of memory");
    int done = compress2(packed, &n, s.bits, raw, 6);
    ASSERT(done == Z_OK);
    StrBuf out;
    strbuf_init(&out, a, n + KB(1));
    strbuf_put(&out, S("\x89PNG\r\n\x1a\n"));
    be32(head, (uint32_t)s.w);
    be32(head + 4, (uint32_t)s.h);
    head[8] = 1; /* one bit of grey */
    chunk(&out, "IHDR", head, sizeof head);
    be32(dots, (uint32_t)(p->dpi * 10000 / 254));
    be32(dots + 4, (uint32_t)(p->dpi * 10000 / 254));
    dots[8] = 1; /* to the metre */
    chunk(&out, "pHYs", dots, sizeof dots);
    chunk(&out, "IDAT", packed, n);
    chunk(&out, "IEND", NULL, 0);
    free(packed);
    free(s.bits);
    return strbuf_str(&out);
}
