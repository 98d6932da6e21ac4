// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Ids of 63 bits: milliseconds since 2020 (41), the site's number (8), a counter (14). They only grow, also over a
 * restart and when the machine's clock is set back; then they run ahead of the clock until it has caught up.
 * The site's number is in each, so ids of two sites never meet. Any thread may take some.
 */
#include <pthread.h>

#include "base/civil.h"

enum { IDS_AT_ONCE = 8192 }; /* at most so many in a row */

typedef struct IdMaker {
    pthread_mutex_t lock;
    int64_t site, last;
} IdMaker;

void ids_init(IdMaker *m);
/* None at or below `last` is given from now on. */
void ids_raise(IdMaker *m, int site, int64_t last);
/* n free ids in a row; the first is returned. now: the machine's time. */
int64_t ids_take(IdMaker *m, Time now, int64_t n);
/* Of those taken last from `first` on only `used` are used; no effect if others were taken since. */
void ids_give_back(IdMaker *m, int64_t first, int64_t used);
int64_t ids_last(IdMaker *m);
