// SPDX-License-Identifier: Apache-2.0
#include "app/ids.h"

enum { SITE_BITS = 8, COUNTER_BITS = 14, COUNTERS = 1 << COUNTER_BITS };
static const Time ID_EPOCH = INT64_C(1577836800) * SECOND; /* 2020-01-01T00:00:00Z */

void ids_init(IdMaker *m) {
    pthread_mutex_init(&m->lock, NULL);
    m->site = m->last = 0;
}

void ids_raise(IdMaker *m, int site, int64_t last) {
    ASSERT(site >= 0 && site < 1 << SITE_BITS);
    pthread_mutex_lock(&m->lock);
    m->site = site;
    m->last = MAX(m->last, last);
    pthread_mutex_unlock(&m->lock);
}

static int64_t at_ms(const IdMaker *m, int64_t ms) {
    return ms << (SITE_BITS + COUNTER_BITS) | m->site << COUNTER_BITS;
}

int64_t ids_take(IdMaker *m, Time now, int64_t n) {
    ASSERT(n > 0 && n <= IDS_AT_ONCE);
    pthread_mutex_lock(&m->lock);
    int64_t ms = MAX((now - ID_EPOCH) / 1000, 1), last_ms = m->last >> (SITE_BITS + COUNTER_BITS);
    int64_t first = at_ms(m, ms);
    if (ms <= last_ms) {
        bool room = m->last >= at_ms(m, last_ms) && m->last + n < at_ms(m, last_ms) + COUNTERS;
        first = room ? m->last + 1 : at_ms(m, last_ms + 1);
    }
    m->last = first + n - 1;
    pthread_mutex_unlock(&m->lock);
    return first;
}

void ids_give_back(IdMaker *m, int64_t first, int64_t used) {
    pthread_mutex_lock(&m->lock);
    if (m->last == first + IDS_AT_ONCE - 1 && used < IDS_AT_ONCE) m->last = first + MAX(used, 0) - 1;
    pthread_mutex_unlock(&m->lock);
}

int64_t ids_last(IdMaker *m) {
    pthread_mutex_lock(&m->lock);
    int64_t last = m->last;
    pthread_mutex_unlock(&m->lock);
    return last;
}
