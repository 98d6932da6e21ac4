// SPDX-License-Identifier: Apache-2.0
#include "app/page_look.h"

static unsigned byte(Str s, size_t i) {
    return (unsigned char)s.p[i];
}

static unsigned be16(Str s, size_t i) {
    return byte(s, i) << 8 | byte(s, i + 1);
}

static int be31(Str s, size_t i) { /* a size no image has is none */
    uint32_t n = (uint32_t)be16(s, i) << 16 | be16(s, i + 2);
    return n > 1000000 ? 0 : (int)n;
}

static bool begins(Str s, const char *with, size_t n) {
    return s.n >= n && memcmp(s.p, with, n) == 0;
}

static bool holds(Str s, const char *what, size_t n) {
    for (size_t i = 0; i + n <= s.n; i++)
        if (memcmp(s.p + i, what, n) == 0) return true;
    return false;
}

/* SOF0..SOF15 but the three of that range that are no frames (DHT, JPG, DAC). */
static bool is_frame(unsigned marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static void look_jpeg(Str head, PageLook *look) {
    for (size_t i = 2; i + 9 <= head.n && byte(head, i) == 0xFF;) {
        unsigned marker = byte(head, i + 1);
        if (marker == 0xFF) { /* fill */
            i++;
            continue;
        }
        if (is_frame(marker)) {
            look->height = (int)be16(head, i + 5);
            look->width = (int)be16(head, i + 7);
            return;
        }
        i += 2 + (size_t)be16(head, i + 2);
    }
}

PageLook page_look(Str head, Str tail) {
    PageLook look = {0};
    if (begins(head, "\xFF\xD8\xFF", 3)) {
        look.kind = FILE_JPEG;
        look_jpeg(head, &look);
        look.cut = !look.width || !holds(tail, "\xFF\xD9", 2);
    } else if (begins(head, "\x89PNG\r\n\x1A\n", 8)) {
        look.kind = FILE_PNG;
        if (head.n >= 24) look.width = be31(head, 16), look.height = be31(head, 20);
        look.cut = !look.width || !holds(tail, "IEND", 4);
    } else if (begins(head, "%PDF", 4)) {
        look.kind = FILE_PDF;
        look.cut = !holds(tail, "%%EOF", 5);
    } else if (begins(head, "II*\0", 4) || begins(head, "MM\0*", 4)) {
        look.kind = FILE_TIFF;
    } else if (begins(head, "RIFF", 4) && head.n >= 12 && memcmp(head.p + 8, "WEBP", 4) == 0) {
        look.kind = FILE_WEBP;
    } else if (head.n >= 12 && memcmp(head.p + 4, "ftyp", 4) == 0) {
        look.kind = FILE_MEDIA;
    }
    return look;
}

int page_dpi(const PageLook *look) {
    int shorter = MIN(look->width, look->height), longer = MAX(look->width, look->height);
    int across = shorter * 100 / 827, along = longer * 100 / 1169; /* A4: 8.27 by 11.69 inches */
    return MAX(across, along);
}
