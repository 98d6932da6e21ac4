// SPDX-License-Identifier: Apache-2.0
/* A sheet somebody uploads: CSV in any coding, or an .xlsx; the number of a day. */
#include "node/csv_read.h"
#include "node/xlsx_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge(const Table *t) {
    int last = 0;
    size_t cells = 0;
    for (size_t i = 0; i < t->n; i++) {
        const TableRow *r = &t->v[i];
        ASSERT(r->number > last && r->number <= TABLE_ROWS_MAX);
        ASSERT(r->n && r->n <= TABLE_COLUMNS_MAX && r->v[r->n - 1].text.n);
        for (size_t c = 0; c < r->n; c++) {
            ASSERT(!r->v[c].text.n || str_utf8(r->v[c].text));
            ASSERT(r->v[c].text.n <= TABLE_CELL_MAX);
        }
        last = r->number;
        cells += r->n;
    }
    ASSERT(cells == t->cells && cells <= TABLE_CELLS_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > KB(256)) return 0;
    Arena *a = arena_new();
    Str bytes = str_n((const char *)data, size), day;
    Table t;
    Err err = {0};
    if (table_read(bytes, a, &t, &err) == OK) judge(&t);
    else ASSERT(err.code && err.msg[0]);
    if (csv_read(bytes, a, &t, NULL) == OK) judge(&t);
    if (size < 64) (void)xlsx_date(bytes, size & 1, a, &day);
    arena_free(a);
    return 0;
}
