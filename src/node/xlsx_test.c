// SPDX-License-Identifier: Apache-2.0
/* Small .xlsx files are made here, part by part, so that each test shows the bytes it is about. */
#include "node/xlsx_read.h"

#include <archive.h>
#include <archive_entry.h>

#include "base/test.h"

typedef struct Part {
    const char *name;
    Str text;
} Part;

static Str zip_of(Arena *a, const Part *parts, size_t n) {
    size_t room = MB(4), used = 0;
    char *bytes = arena_alloc(a, room);
    struct archive *z = archive_write_new();
    archive_write_set_format_zip(z);
    CHECK(archive_write_open_memory(z, bytes, room, &used) == ARCHIVE_OK);
    for (size_t i = 0; i < n; i++) {
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, parts[i].name);
        archive_entry_set_size(e, (la_int64_t)parts[i].text.n);
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_perm(e, 0644);
        CHECK(archive_write_header(z, e) == ARCHIVE_OK);
        archive_write_data(z, parts[i].text.p, parts[i].text.n);
        archive_entry_free(e);
    }
    archive_write_close(z);
    archive_write_free(z);
    return str_n(bytes, used);
}

#define RELS "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
#define TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define MAIN "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' xmlns:r='" TYPE "'"

static const char ROOT[] = RELS "<Relationship Id='rId1' Type='" TYPE "officeDocument' Target='xl/workbook.xml'/></Relationships>";
static const char BOOK[] = "<?xml version='1.0' encoding='UTF-8'?><workbook " MAIN "><sheets>"
                           "<sheet name='旧表' sheetId='1' state='hidden' r:id='rId9'/>"
                           "<sheet name='在办案件' sheetId='2' r:id='rId1'/></sheets></workbook>";
static const char BOOK_RELS[] =
    RELS "<Relationship Id='rId1' Type='" TYPE "worksheet' Target='worksheets/sheet2.xml'/>"
         "<Relationship Id='rId2' Type='" TYPE "styles' Target='/xl/styles.xml'/>"
         "<Relationship Id='rId3' Type='" TYPE "sharedStrings' Target='sharedStrings.xml'/></Relationships>";
static const char STYLES[] =
    "<styleSheet " MAIN "><numFmts><numFmt numFmtId='164' formatCode='yyyy\"年\"m\"月\"d\"日\"'/>"
    "<numFmt numFmtId='165' formatCode='[Red]0.00\"day\"'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='22'/></cellXfs></styleSheet>";
static const char STRINGS[] = "<sst " MAIN "><si><t>姓名</t></si><si><r><t>赵</t></r><r><t>甲</t></r>"
                              "<rPh sb='0' eb='1'><t>ZHAO</t></rPh></si><si><t xml:space='preserve'> 钱&amp;乙 </t></si></sst>";

static Str book_of(Arena *a, const char *rows) {
    Str sheet = str_format(a, "<worksheet " MAIN "><sheetData>%s</sheetData></worksheet>", rows);
    Part parts[] = {{"_rels/.rels", str_c(ROOT)},
                    {"xl/worksheets/sheet2.xml", sheet},
                    {"xl/workbook.xml", str_c(BOOK)},
                    {"xl/_rels/workbook.xml.rels", str_c(BOOK_RELS)},
                    {"xl/styles.xml", str_c(STYLES)},
                    {"xl/sharedStrings.xml", str_c(STRINGS)}};
    return zip_of(a, parts, LEN(parts));
}

static Table sheet_of(Arena *a, const char *rows) {
    Table t = {0};
    Err err = {0};
    CHECK_OK(table_read(book_of(a, rows), a, &t, &err), &err);
    return t;
}

static void refused(const char *rows, const char *code, const char *where) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Table t;
    Err err = {0};
    CHECK(xlsx_read(book_of(a, rows), a, &t, &err) != OK);
    CHECK_STR(str_c(err.code), str_c(code));
    CHECK_STR(str_c(err.where), str_c(where));
}

TEST(texts_shared_and_inline_are_read) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Table t = sheet_of(a, "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' t='inlineStr'><is><t>性别</t></is></c></row>"
                      "<row r='5'><c r='A5' t='s'><v>1</v></c><c t='s'><v>2</v></c><c r='D5' t='str'><f>A1</f><v>x</v></c></row>");
    CHECK_STR(t.sheet, S("在办案件"));
    CHECK_EQ(t.n, 2);
    CHECK_EQ(t.v[1].number, 5);
    CHECK_STR(table_cell(&t.v[0], 0).text, S("姓名"));
    CHECK_STR(table_cell(&t.v[0], 2).text, S("性别"));
    CHECK_STR(table_cell(&t.v[1], 0).text, S("赵甲"));
    CHECK_STR(table_cell(&t.v[1], 1).text, S("钱&乙"));
    CHECK_STR(table_cell(&t.v[1], 3).text, S("x"));
}

TEST(numbers_and_dates_come_as_people_see_them) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Table t = sheet_of(a, "<row r='1'><c r='A1'><v>12</v></c><c r='B1' s='1'><v>44260</v></c><c r='C1' s='2'><v>44260</v></c>"
                      "<c r='D1' s='3'><v>44260.5</v></c><c r='E1' s='4'><v>44260.395833333336</v></c>"
                      "<c r='F1'><v>6.2050319900101101E+17</v></c><c r='G1'><v>1.5</v></c><c r='H1' t='b'><v>1</v></c>"
                      "<c r='I1' t='e'><v>#N/A</v></c></row>");
    static const char *const WANT[] = {"12", "2021-03-05", "2021-03-05", "44260.5", "2021-03-05T09:30:00",
                                       "620503199001011008", "1.5", "TRUE", "#N/A"};
    static const CellKind KIND[] = {CELL_NUMBER, CELL_DATE, CELL_DATE, CELL_NUMBER, CELL_DATE,
                                    CELL_NUMBER, CELL_NUMBER, CELL_BOOL, CELL_ERROR};
    for (size_t i = 0; i < LEN(WANT); i++) {
        Cell c = table_cell(&t.v[0], i);
        if (i != 5) CHECK_STR(c.text, str_c(WANT[i])); /* a rounded number is told, whatever is left of it */
        CHECK_EQ(c.kind, KIND[i]);
        CHECK_EQ(c.rounded, i == 5);
    }
}

TEST(serial_days_count_from_either_calendar) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    static const struct {
        const char *serial, *day;
        bool from_1904;
    } DAYS[] = {{"1", "1900-01-01", false},     {"59", "1900-02-28", false}, {"61", "1900-03-01", false},
                {"25569", "1970-01-01", false}, {"42798", "2021-03-05", true}, {"0.25", "06:00:00", false},
                {"0", "1904-01-01", true}};
    for (size_t i = 0; i < LEN(DAYS); i++) {
        Str s = {0};
        CHECK(xlsx_date(str_c(DAYS[i].serial), DAYS[i].from_1904, a, &s));
        CHECK_STR(s, str_c(DAYS[i].day));
    }
    Str s;
    CHECK(!xlsx_date(S("-1"), false, a, &s));
    CHECK(!xlsx_date(S("1e9"), false, a, &s));
    CHECK(!xlsx_date(S("nan"), false, a, &s));
    CHECK(!xlsx_date(S("x"), false, a, &s));
}

TEST(what_is_wrong_in_a_sheet_is_named) {
    refused("<row r='1'><c r='B1' t='s'><v>7</v></c></row>", "xlsx.cell", "B1");
    refused("<row r='1'><c r='1B'><v>7</v></c></row>", "xlsx.cell", "");
    refused("<row r='2'><c r='A2'><v>7</v></c></row><row r='1'><c r='A1'><v>7</v></c></row>", "table.order", "A1");
    refused("<row r='1'><c r='A1'><v>7</v></c><c r='A1'><v>7</v></c></row>", "table.twice", "A1");
    refused("<row r='1'><c r='GS1'><v>7</v></c></row>", "table.columns", "GS1");
    refused("<row r='100001'><c r='A100001'><v>7</v></c></row>", "table.rows", "A100001");
    refused("<row r='1'><c>", "xlsx.xml", "");
}

TEST(a_document_type_is_refused_before_any_entity) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    static const char EVIL[] = "<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>"
                               "<!ENTITY f SYSTEM 'file:///etc/passwd'>]><w " MAIN ">&b;&f;</w>";
    Part parts[] = {{"_rels/.rels", str_c(EVIL)}};
    Table t;
    Err err = {0};
    CHECK_EQ(xlsx_read(zip_of(a, parts, 1), a, &t, &err), ERR_INVALID);
    CHECK_STR(str_c(err.code), S("xlsx.doctype"));
}

TEST(a_part_that_unpacks_without_end_is_refused) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    size_t n = (size_t)XLSX_PART_MAX + KB(64);
    char *spaces = malloc(n);
    memset(spaces, ' ', n);
    memcpy(spaces, "<worksheet>", 11);
    Part parts[] = {{"_rels/.rels", str_c(ROOT)}, {"xl/workbook.xml", str_n(spaces, n)}};
    Str zip = zip_of(a, parts, 2);
    free(spaces);
    Table t;
    Err err = {0};
    CHECK(zip.n < MB(1));
    CHECK_EQ(xlsx_read(zip, a, &t, &err), ERR_LIMIT);
    CHECK_STR(str_c(err.code), S("xlsx.bomb"));
}

TEST(many_texts_and_long_ones_are_bounded) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    StrBuf b;
    strbuf_init(&b, a, MB(2));
    strbuf_put(&b, S("<row r='1'><c r='A1' t='inlineStr'><is><t>"));
    for (int i = 0; i <= TABLE_CELL_MAX; i++) strbuf_putc(&b, 'x');
    strbuf_put(&b, S("</t></is></c></row>"));
    refused(str_cstr(a, strbuf_str(&b)), "table.cell", "A1");
}

TEST(a_file_that_is_no_sheet_is_refused) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Part parts[] = {{"word/document.xml", S("<w/>")}};
    Table t;
    Err err = {0};
    CHECK(xlsx_read(zip_of(a, parts, 1), a, &t, &err) != OK);
    CHECK_STR(str_c(err.code), S("xlsx.part"));
    CHECK(xlsx_read(S("PK\x03\x04 cut"), a, &t, &err) != OK);
    CHECK_STR(str_c(err.code), S("xlsx.zip"));
    Str whole = book_of(a, "<row r='1'><c r='A1'><v>7</v></c></row>");
    for (size_t n = 4; n < whole.n; n += 7) { /* cut anywhere: an error or a table, never worse */
        Err e = {0};
        Table cut;
        if (xlsx_read(str_n(whole.p, n), a, &cut, &e) != OK) CHECK(e.code && e.msg[0]);
    }
}

TEST_MAIN()
