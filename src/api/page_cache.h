// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Cases as they were last read, unpacked once for many readers, and the text of their pages. An entry is good only for
 * the very sequence numbers it was made from, which each reader asks the database for, so nothing stale is shown.
 *
 * It knows nothing of rights: whoever takes an entry judges the case in it before he shows anything.
 */
#include "core/case.h"

typedef struct PageCache PageCache;

typedef struct CasePage { /* never changes once put; shared by all who hold it */
    int64_t id, seq;
    Arena *arena; /* its own */
    Str state;    /* as packed */
    Hash head;
    Case c;
    /* a shown page has these as well */
    int64_t site_pos;           /* the site its names come from */
    Ids subjects, subject_seqs; /* whose standing it tells */
    Time at;                    /* when */
    Str text;
} CasePage;

typedef enum PageKind { PAGE_CASE, PAGE_SHOWN, PAGE_KINDS } PageKind;

PageCache *page_cache_new(void);
void page_cache_free(PageCache *p);
bool page_any(PageCache *p, PageKind kind, int64_t id); /* of whatever sequence number */
/* Held until page_drop. NULL: not there, or of another sequence number. */
CasePage *page_find(PageCache *p, PageKind kind, int64_t id, int64_t seq);
/* Takes over the entry with its arena, and holds it for the caller. */
CasePage *page_put(PageCache *p, PageKind kind, const CasePage *made);
void page_drop(CasePage *page);
