// SPDX-License-Identifier: Apache-2.0
#include "node/table.h"

#include "node/csv_read.h"
#include "node/xlsx_read.h"

Status table_read(Str bytes, Arena *a, Table *ret, Err *err) {
    if (bytes.n > TABLE_FILE_MAX)
        return FAIL(err, ERR_LIMIT, "table.size", "the file has %zu bytes; at most %d are taken", bytes.n, TABLE_FILE_MAX);
    if (str_starts(bytes, S("PK\x03\x04"))) return xlsx_read(bytes, a, ret, err);
    if (str_starts(bytes, S("\xD0\xCF\x11\xE0")))
        return FAIL(err, ERR_INVALID, "table.old",
                    "this is an old .xls file or one with a password; save it as .xlsx without a password");
    return csv_read(bytes, a, ret, err);
}

Cell table_cell(const TableRow *row, size_t column) {
    return column < row->n ? row->v[column] : (Cell){0};
}

Str cell_name(int row, size_t column, char buf[static CELL_NAME]) {
    char letters[8];
    size_t n = 0;
    for (size_t c = MIN(column, (size_t)16383) + 1; c; c = (c - 1) / 26) letters[n++] = (char)('A' + (c - 1) % 26);
    for (size_t i = 0; i < n; i++) buf[i] = letters[n - 1 - i];
    return str_n(buf, n + (size_t)snprintf(buf + n, CELL_NAME - n, "%d", row));
}

static bool blank_start(Str s, size_t *n) {
    if (!s.n) return false;
    if (strchr(" \t\r\n\v\f", s.p[0]) && s.p[0]) return *n = 1, true;
    if (str_starts(s, S("\xE3\x80\x80"))) return *n = 3, true; /* full-width space */
    if (str_starts(s, S("\xC2\xA0"))) return *n = 2, true;     /* no-break space */
    return str_starts(s, S("\xEF\xBB\xBF")) ? (*n = 3, true) : false;
}

static Str trim(Str s) {
    size_t n;
    while (blank_start(s, &n)) s = str_n(s.p + n, s.n - n);
    for (bool more = true; more;) {
        more = false;
        for (size_t k = 1; k <= 3 && k <= s.n; k++)
            if (blank_start(str_n(s.p + s.n - k, k), &n) && n == k) s.n -= k, more = true, k = 3;
    }
    return s;
}

Status table_put(Table *t, int row, size_t column, Cell cell, Arena *a, Err *err) {
    char name[CELL_NAME];
    cell.text = trim(cell.text);
    if (!cell.text.n) return OK;
    Str at = cell_name(row, column, name);
    if (row < 1 || row > TABLE_ROWS_MAX)
        return FAIL(err, ERR_LIMIT, "table.rows", STR_FMT ": there are more than %d rows", STR_ARG(at), TABLE_ROWS_MAX);
    if (column >= TABLE_COLUMNS_MAX)
        return FAIL(err, ERR_LIMIT, "table.columns", STR_FMT ": there are more than %d columns", STR_ARG(at),
                    TABLE_COLUMNS_MAX);
    if (cell.text.n > TABLE_CELL_MAX)
        return FAIL(err, ERR_LIMIT, "table.cell", STR_FMT ": a cell has %zu bytes; at most %d are taken", STR_ARG(at),
                    cell.text.n, TABLE_CELL_MAX);
    if (t->n && t->v[t->n - 1].number > row)
        return FAIL(err, ERR_INVALID, "table.order", STR_FMT ": the rows are not in order", STR_ARG(at));
    if (!t->n || t->v[t->n - 1].number < row) PUSH(a, t)->number = row;
    TableRow *r = &t->v[t->n - 1];
    if (column < r->n && r->v[column].text.n)
        return FAIL(err, ERR_INVALID, "table.twice", STR_FMT ": the cell is there twice", STR_ARG(at));
    size_t more = column < r->n ? 0 : column + 1 - r->n;
    t->cells += more;
    t->bytes += cell.text.n;
    if (t->cells > TABLE_CELLS_MAX)
        return FAIL(err, ERR_LIMIT, "table.cells", STR_FMT ": there are more than %d cells", STR_ARG(at), TABLE_CELLS_MAX);
    if (t->bytes > TABLE_TEXT_MAX)
        return FAIL(err, ERR_LIMIT, "table.text", STR_FMT ": the cells have more than %d bytes in all", STR_ARG(at),
                    TABLE_TEXT_MAX);
    while (r->n <= column) PUSH(a, r);
    cell.text = str_dup(a, cell.text);
    r->v[column] = cell;
    return OK;
}
