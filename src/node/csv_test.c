// SPDX-License-Identifier: Apache-2.0
#include "node/csv_read.h"

#include "base/test.h"

static Table read(Arena *a, Str text) {
    Table t = {0};
    Err err = {0};
    CHECK_OK(table_read(text, a, &t, &err), &err);
    return t;
}

static Str at(const Table *t, int row, size_t column) {
    for (size_t i = 0; i < t->n; i++)
        if (t->v[i].number == row) return table_cell(&t->v[i], column).text;
    return (Str){0};
}

static void refused(Str text, const char *code, const char *where) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Table t;
    Err err = {0};
    CHECK(csv_read(text, a, &t, &err) != OK);
    CHECK_STR(str_c(err.code), str_c(code));
    CHECK_STR(str_c(err.where), str_c(where));
}

TEST(lines_and_commas_make_cells) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Table t = read(a, S("姓名,性别\r\n赵甲,男\r\n\r\n ,　\r\n钱乙 ,, x\n"));
    CHECK_EQ(t.n, 3); /* rows without a full cell are left out and counted */
    CHECK_STR(at(&t, 2, 0), S("赵甲"));
    CHECK_STR(at(&t, 2, 1), S("男"));
    CHECK_STR(at(&t, 5, 0), S("钱乙"));
    CHECK_STR(at(&t, 5, 1), S(""));
    CHECK_STR(at(&t, 5, 2), S("x"));
    CHECK_STR(at(&t, 5, 9), S(""));
    CHECK_STR(t.charset, S("UTF-8"));
}

TEST(quotes_hold_commas_lines_and_quotes) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Table t = read(a, S("\"a,b\",\"say \"\"no\"\"\",\"two\nlines\"\n5\" pipe,\"\",end"));
    CHECK_STR(at(&t, 1, 0), S("a,b"));
    CHECK_STR(at(&t, 1, 1), S("say \"no\""));
    CHECK_STR(at(&t, 1, 2), S("two\nlines"));
    CHECK_STR(at(&t, 2, 0), S("5\" pipe"));
    CHECK_STR(at(&t, 2, 1), S(""));
    CHECK_STR(at(&t, 2, 2), S("end"));
}

TEST(a_byte_order_mark_is_no_character) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Table t = read(a, S("\xEF\xBB\xBF案号,姓名\n"));
    CHECK_STR(at(&t, 1, 0), S("案号"));
}

TEST(gb18030_is_understood) { /* 姓名,性别 and 赵甲,𠮷 of four bytes */
    _cleanup_(arena_freep) Arena *a = arena_new();
    Table t = read(a, S("\xD0\xD5\xC3\xFB,\xD0\xD4\xB1\xF0\r\n\xD5\xD4\xBC\xD7,\x95\x34\xB8\x37\r\n"));
    CHECK_STR(at(&t, 1, 0), S("姓名"));
    CHECK_STR(at(&t, 1, 1), S("性别"));
    CHECK_STR(at(&t, 2, 0), S("赵甲"));
    CHECK_EQ(at(&t, 2, 1).n, 4);
    CHECK_STR(t.charset, S("GB18030"));
}

TEST(tabs_part_cells_where_there_is_no_comma) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Table t = read(a, S("a\tb\n1\t2,3\n"));
    CHECK_STR(at(&t, 2, 1), S("2,3"));
}

TEST(an_empty_file_has_no_rows) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    CHECK_EQ(read(a, S("")).n, 0);
    CHECK_EQ(read(a, S("\n\r\n,,\n")).n, 0);
    CHECK_EQ(read(a, S("\r")).n, 0);
}

TEST(bad_text_is_refused_with_its_place) {
    refused(S("a,b\n1,\"open\n"), "csv.quote", "B2");
    refused(S("a,\"b\"c\n"), "csv.quote", "B1");
    refused(S("a,b\n\xFF\xFF\xFF\n"), "csv.text", "");
    refused(str_n("a\0b", 3), "csv.text", "");
    refused(S("\xFF\xFE\x61"), "csv.utf16", "");
}

TEST(an_old_xls_is_named) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Table t;
    Err err = {0};
    CHECK_EQ(table_read(S("\xD0\xCF\x11\xE0rest"), a, &t, &err), ERR_INVALID);
    CHECK_STR(str_c(err.code), S("table.old"));
}

TEST(bounds_hold) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    StrBuf b;
    strbuf_init(&b, a, MB(4));
    for (int i = 0; i < TABLE_COLUMNS_MAX; i++) strbuf_putc(&b, ',');
    refused(str_format(a, STR_FMT "x", STR_ARG(strbuf_str(&b))), "table.columns", "GS1");
    Table t = read(a, strbuf_str(&b)); /* empty cells beyond the last column are nothing */
    CHECK_EQ(t.n, 0);
    b.n = 0;
    for (int i = 0; i < TABLE_ROWS_MAX; i++) strbuf_put(&b, S("x\n"));
    CHECK_EQ(read(a, strbuf_str(&b)).n, TABLE_ROWS_MAX);
    strbuf_put(&b, S("x\n"));
    refused(strbuf_str(&b), "table.rows", "A100001");
    b.n = 0;
    for (int i = 0; i <= TABLE_CELL_MAX; i++) strbuf_putc(&b, 'x');
    refused(strbuf_str(&b), "table.cell", "A1");
}

TEST(cells_are_named_as_a_spreadsheet_does) {
    char buf[CELL_NAME];
    CHECK_STR(cell_name(7, 2, buf), S("C7"));
    CHECK_STR(cell_name(12, 25, buf), S("Z12"));
    CHECK_STR(cell_name(1, 26, buf), S("AA1"));
    CHECK_STR(cell_name(1, 701, buf), S("ZZ1"));
    CHECK_STR(cell_name(100000, 702, buf), S("AAA100000"));
}

TEST_MAIN()
