// SPDX-License-Identifier: Apache-2.0
#include "node/csv_read.h"

#include <errno.h>
#include <iconv.h>

typedef struct Csv {
    Str s;
    size_t i;
    char comma;
    int row;
    size_t column;
} Csv;

static void where(const Csv *c, Err *err) {
    char name[CELL_NAME];
    Str s = cell_name(c->row, c->column, name);
    err_where(err, STR_FMT, STR_ARG(s));
}

static Status quote_fault(const Csv *c, const char *what, Err *err) {
    Status s = FAIL(err, ERR_INVALID, "csv.quote", "%s", what);
    where(c, err);
    return s;
}

/* A UTF-8 character is at most three bytes where GB18030 has two, and four where it has four. */
static Status from_gb18030(Str bytes, Arena *a, Str *ret, Err *err) {
    iconv_t cd = iconv_open("UTF-8", "GB18030");
    if (cd == (iconv_t)-1)
        return FAIL(err, ERR_IO, "csv.charset", "the file is not UTF-8, and this machine cannot read GB18030");
    size_t room = bytes.n * 2 + 16, left = room, in_left = bytes.n;
    char *out = arena_alloc(a, room), *to = out, *from = (char *)(uintptr_t)bytes.p;
    size_t n = iconv(cd, &from, &in_left, &to, &left);
    iconv_close(cd);
    *ret = str_n(out, room - left);
    if (n != (size_t)-1 && str_utf8(*ret)) return OK;
    int line = 1;
    for (size_t i = 0; i < bytes.n - in_left; i++) line += bytes.p[i] == '\n';
    return FAIL(err, ERR_INVALID, "csv.text", "line %d: the text is neither UTF-8 nor GB18030", line);
}

static Status decode(Str bytes, Arena *a, Str *ret, Str *ret_charset, Err *err) {
    if (str_starts(bytes, S("\xFF\xFE")) || str_starts(bytes, S("\xFE\xFF")))
        return FAIL(err, ERR_INVALID, "csv.utf16", "the text is UTF-16; save it as CSV UTF-8, or as .xlsx");
    if (memchr(bytes.p ? bytes.p : "", 0, bytes.n))
        return FAIL(err, ERR_INVALID, "csv.text", "this is no text: it holds a zero byte");
    if (str_starts(bytes, S("\xEF\xBB\xBF"))) bytes = str_n(bytes.p + 3, bytes.n - 3);
    *ret = bytes;
    *ret_charset = S("UTF-8");
    if (!bytes.n || str_utf8(bytes)) return OK;
    *ret_charset = S("GB18030");
    return from_gb18030(bytes, a, ret, err);
}

static bool at_end(const Csv *c) {
    return c->i >= c->s.n || c->s.p[c->i] == c->comma || c->s.p[c->i] == '\n' ||
           (c->s.p[c->i] == '\r' && (c->i + 1 == c->s.n || c->s.p[c->i + 1] == '\n'));
}

/* From the quote on; a doubled one stands for itself. */
static Status quoted(Csv *c, Arena *a, Str *ret, Err *err) {
    size_t n = 0, begin = ++c->i, end = begin;
    bool doubled = false;
    for (;; end++) {
        const char *q = memchr(c->s.p + end, '"', c->s.n - end);
        if (!q) return quote_fault(c, "a quotation mark is opened here and never closed", err);
        end = (size_t)(q - c->s.p);
        if (end + 1 == c->s.n || c->s.p[end + 1] != '"') break;
        doubled = true, end++;
    }
    c->i = end + 1;
    *ret = str_n(c->s.p + begin, end - begin);
    if (!at_end(c)) return quote_fault(c, "there is text after the closing quotation mark", err);
    if (!doubled) return OK;
    char *p = arena_alloc(a, ret->n);
    for (size_t i = 0; i < ret->n; i++) {
        p[n++] = ret->p[i];
        i += ret->p[i] == '"';
    }
    *ret = str_n(p, n);
    return OK;
}

static Status cell(Csv *c, Arena *a, Table *ret, Err *err) {
    Str text;
    if (c->i < c->s.n && c->s.p[c->i] == '"') {
        TRY(quoted(c, a, &text, err));
    } else {
        size_t begin = c->i;
        while (!at_end(c)) c->i++;
        text = str_n(c->s.p + begin, c->i - begin);
    }
    Status s = table_put(ret, c->row, c->column, (Cell){.text = text}, a, err);
    if (s != OK) where(c, err);
    return s;
}

Status csv_read(Str bytes, Arena *a, Table *ret, Err *err) {
    Csv c = {.row = 1, .comma = ','};
    Table t = {0};
    TRY(decode(bytes, a, &c.s, &t.charset, err));
    size_t line = c.s.n ? (size_t)str_find(c.s, S("\n")) : 0;
    Str first = str_n(c.s.p, MIN(line, c.s.n));
    if (str_find(first, S("\t")) != SIZE_MAX && str_find(first, S(",")) == SIZE_MAX) c.comma = '\t';
    while (c.i < c.s.n) {
        TRY(cell(&c, a, &t, err));
        if (c.i >= c.s.n) break;
        if (c.s.p[c.i] == c.comma) {
            c.i++, c.column++;
            continue;
        }
        c.i += c.s.p[c.i] == '\r' ? 2 : 1; /* a lone CR at the end: past it */
        c.row++, c.column = 0;
    }
    *ret = t;
    return OK;
}
