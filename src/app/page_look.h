// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What the first and last bytes of a page say of it: what kind of file it is, how many dots it has, whether its end is
 * there. Enough to see before a push what nobody will be able to read; what stands on the page is not looked at.
 */
#include "base/str.h"

typedef enum FileKind { FILE_OTHER, FILE_JPEG, FILE_PNG, FILE_TIFF, FILE_WEBP, FILE_PDF, FILE_MEDIA } FileKind;

typedef struct PageLook {
    FileKind kind;
    int width, height; /* dots; 0: the head does not tell */
    bool cut;          /* the end is not there: a file broken off */
} PageLook;

enum { PAGE_HEAD = 65536, PAGE_TAIL = 1024 };

/* `head`: up to PAGE_HEAD bytes from the beginning; `tail`: up to PAGE_TAIL from the end (the same bytes if it is short). */
PageLook page_look(Str head, Str tail);
/* Dots per inch if the image fills a sheet of A4, whichever way it lies; 0: not known. */
int page_dpi(const PageLook *look);
