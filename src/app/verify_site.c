// SPDX-License-Identifier: Apache-2.0
/* The tables of organs, accounts, posts and deputies against the site's events: who signs in and what a committee sees is read there. */
#include "app/verify_room.h"

static void value_text(const Val *v, StrBuf *out) {
    switch (v->kind) {
    case VAL_NULL: strbuf_put(out, S("~")); break;
    case VAL_I64: strbuf_i64(out, v->i); break;
    case VAL_TEXT: strbuf_f(out, "'" STR_FMT "'", STR_ARG(v->s)); break;
    case VAL_BLOB:
    case VAL_HASH: ASSERT(!"no bytes stand in these tables");
    }
    strbuf_putc(out, '|');
}

static void sum_values(Sum *s, const Val *v, size_t n, Arena *a) {
    StrBuf text;
    strbuf_init(&text, a, MB(1));
    for (size_t i = 0; i < n; i++) value_text(&v[i], &text);
    sum_row(s, strbuf_str(&text));
}

Status verify_site_rows(Verifying *x, Err *err) {
    static const struct {
        Query put, rows;
        const char *what;
    } TABLES[] = {{Q_AGENCY_PUT, Q_AGENCY_ROWS, "agencies"},
                  {Q_USER_PUT, Q_USER_ROWS, "users"},
                  {Q_POST_PUT, Q_POST_ROWS, "posts"},
                  {Q_DEPUTY_PUT, Q_DEPUTY_ROWS, "deputies"}};
    _cleanup_(arena_freep) Arena *a = arena_new();
    Batch written; /* only looked at */
    batch_begin(&written, x->r.db, 1, a);
    site_rows_write_all(&written, x->r.state);
    for (size_t t = 0; t < LEN(TABLES); t++) {
        size_t cols = (size_t)JINDU_QUERIES.v[TABLES[t].put].params;
        Sum is = {0}, should = {0};
        Rows *r;
        TRY(db_run(x->r.db, TABLES[t].rows, NO_ARGS, a, &r, err));
        for (size_t i = 0; i < r->n; i++) sum_values(&is, row_val(r, i, 0), cols, a);
        for (size_t i = 0; i < written.n; i++)
            if (written.v[i].q == TABLES[t].put) sum_values(&should, written.v[i].args, cols, a);
        verify_compare(x, TABLES[t].what, is, should);
    }
    return OK;
}
