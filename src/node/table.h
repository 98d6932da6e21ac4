// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * A sheet of cells, as a spreadsheet program shows it: what CSV and .xlsx files are read into. Rows and columns keep
 * the places they have in the file, so that every message can say F12.
 *
 * It knows texts and their kind, not what a column means. Bounded at the door: see the limits below.
 */
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum {
    TABLE_ROWS_MAX = 100000,
    TABLE_COLUMNS_MAX = 200,
    TABLE_CELLS_MAX = 2000000, /* empty ones before a row's last full cell are counted */
    TABLE_CELL_MAX = 32 << 10, /* bytes of one cell */
    TABLE_TEXT_MAX = 64 << 20, /* bytes of all cells */
    TABLE_FILE_MAX = 32 << 20,
};

typedef enum CellKind {
    CELL_TEXT,   /* all cells of a CSV; an empty text is an empty cell */
    CELL_NUMBER, /* plain digits where it is whole and exact; else as the file has it */
    CELL_DATE,   /* 2021-03-05, 2021-03-05T09:30:00 or 09:30:00 */
    CELL_BOOL,   /* TRUE or FALSE */
    CELL_ERROR,  /* #N/A and its like */
} CellKind;

typedef struct Cell {
    Str text; /* without white space at its ends */
    CellKind kind;
    bool rounded; /* a number of more digits than a spreadsheet keeps: what was typed is lost */
} Cell;

typedef struct TableRow {
    int number; /* from 1, as shown beside the row */
    Cell *v;
    size_t n, cap; /* up to the last full cell */
} TableRow;

typedef struct Table { /* rows without a full cell are left out */
    TableRow *v;
    size_t n, cap;
    size_t cells, bytes; /* in all */
    Str sheet;           /* its name; empty for CSV */
    Str charset;         /* "UTF-8" or "GB18030" for CSV */
} Table;

/* An .xlsx by its first bytes, everything else as CSV. Codes as csv_read and xlsx_read; table.old for .xls. */
must_use Status table_read(Str bytes, Arena *a, Table *ret, Err *err);

Cell table_cell(const TableRow *row, size_t column); /* an empty one beyond the row's end */
enum { CELL_NAME = 16 };
Str cell_name(int row, size_t column, char buf[static CELL_NAME]); /* (12, 5): F12 */

/* For the readers: puts a cell in its place; an empty text is nothing. Codes: table.twice .order, and with
   ERR_LIMIT table.rows .columns .cells .cell .text. */
must_use Status table_put(Table *t, int row, size_t column, Cell cell, Arena *a, Err *err);
