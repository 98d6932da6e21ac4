// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Page images for demo dossiers: real, decodable A4 pages in black and white (PNG), with lines of strokes where text
 * would be. What stands on a page says nothing; it differs from page to page and is the same on every machine.
 */
#include "app/demo_county.h"

typedef struct DemoPage {
    int dpi;       /* 100 to 300 */
    int number;    /* drawn in the corner */
    bool sealed;   /* a round seal below */
    uint64_t seed; /* what the strokes are drawn from */
} DemoPage;

/* The PNG file, in `a`. */
Str demo_page_png(const DemoPage *p, Arena *a);
