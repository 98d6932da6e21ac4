// SPDX-License-Identifier: Apache-2.0
/* Five small readers, one for each part that counts: relations, workbook, styles, shared texts, the sheet. */
#include "node/xlsx_read.h"

#include <math.h>

#include "base/civil.h"
#include "node/xlsx_zip.h"

enum { STYLES_MAX = 65536, FORMATS_MAX = 4096, RELATIONS_MAX = 2000 };

typedef struct Relation {
    Str id, type, target;
} Relation;

typedef struct Format { /* a number format of the file's own */
    Str id;
    bool date;
} Format;

typedef struct Book {
    Arena *a;
    Str zip, folder, sheet_id, sheet_name;
    bool from_1904, sheet_found;
    struct {
        Relation *v;
        size_t n, cap;
    } relations;
    struct {
        Format *v;
        size_t n, cap;
    } formats;
    struct {
        bool *v;
        size_t n, cap;
    } styles; /* cell style -> shows a date */
    struct {
        Str *v;
        size_t n, cap;
    } strings;
    size_t strings_bytes;
    /* where the reader of texts and cells stands */
    StrBuf text;
    bool in_styles, in_text, in_phonetic;
    int row;
    size_t column;
    char type[12]; /* of the cell: s, str, inlineStr … */
    int64_t style;
    Table *table;
} Book;

static Status no_end(void *u, Str name, Err *err) {
    return OK;
}

static Status no_text(void *u, Str s, Err *err) {
    return OK;
}

/* ---- relations: which part is which */

static Status relation_start(void *u, Str name, const XmlAttrs *at, Err *err) {
    Book *b = u;
    if (!str_eqz(name, "Relationship")) return OK;
    if (b->relations.n == RELATIONS_MAX) return FAIL(err, ERR_LIMIT, "xlsx.entries", "too many relations");
    if (str_eqz(xml_attr(at, S("TargetMode")), "External")) return OK;
    *PUSH(b->a, &b->relations) = (Relation){str_dup(b->a, xml_attr(at, S("Id"))), str_dup(b->a, xml_attr(at, S("Type"))),
                                            str_dup(b->a, xml_attr(at, S("Target")))};
    return OK;
}

static Str folder_of(Str path) {
    while (path.n && path.p[path.n - 1] != '/') path.n--;
    return path;
}

/* A target is relative to the folder of the part that names it, or from the root with a leading slash. */
static Str target(const Book *b, Str folder, Str path) {
    if (str_starts(path, S("/"))) return str_n(path.p + 1, path.n - 1);
    while (str_starts(path, S("../"))) {
        path = str_n(path.p + 3, path.n - 3);
        if (folder.n) folder = folder_of(str_n(folder.p, folder.n - 1));
    }
    if (str_starts(path, S("./"))) path = str_n(path.p + 2, path.n - 2);
    return str_format(b->a, STR_FMT STR_FMT, STR_ARG(folder), STR_ARG(path));
}

static Str relation_typed(const Book *b, Str ending) {
    for (size_t i = 0; i < b->relations.n; i++)
        if (str_ends(b->relations.v[i].type, ending)) return target(b, b->folder, b->relations.v[i].target);
    return (Str){0};
}

/* ---- workbook: the first visible sheet */

static Status workbook_start(void *u, Str name, const XmlAttrs *at, Err *err) {
    Book *b = u;
    if (str_eqz(name, "workbookPr")) {
        Str v = xml_attr(at, S("date1904"));
        b->from_1904 = str_eqz(v, "1") || str_eqz(v, "true");
    }
    if (!str_eqz(name, "sheet") || b->sheet_found) return OK;
    Str state = xml_attr(at, S("state"));
    if (str_eqz(state, "hidden") || str_eqz(state, "veryHidden")) return OK;
    b->sheet_found = true;
    b->sheet_id = str_dup(b->a, xml_attr(at, S("id")));
    b->sheet_name = str_dup(b->a, xml_attr(at, S("name")));
    return OK;
}

/* ---- styles: which cells show a date */

/* Whether a format's own code names a part of a date, outside of quotes, brackets and escapes. */
static bool code_is_date(Str code) {
    if (str_eqz(code, "General")) return false;
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (c == '\\' || c == '_' || c == '*') i++;
        else if (c == '"' || c == '[') {
            char close = c == '[' ? ']' : '"';
            size_t from = i + 1;
            while (i + 1 < code.n && code.p[i + 1] != close) i++;
            bool elapsed = c == '[' && i + 1 - from > 0 && strchr("hHmMsS", code.p[from]) && i + 1 - from <= 2;
            if (elapsed) return true;
            i++;
        } else if (strchr("yYmMdDhHsS", c))
            return true;
    }
    return false;
}

static bool id_is_date(const Book *b, Str id) {
    for (size_t i = 0; i < b->formats.n; i++)
        if (str_eq(b->formats.v[i].id, id)) return b->formats.v[i].date;
    int64_t n;
    if (!str_i64(id, &n)) return false;
    return (n >= 14 && n <= 22) || (n >= 27 && n <= 36) || (n >= 45 && n <= 47) || (n >= 50 && n <= 58);
}

static Status styles_start(void *u, Str name, const XmlAttrs *at, Err *err) {
    Book *b = u;
    if (str_eqz(name, "cellXfs")) b->in_styles = true;
    if (str_eqz(name, "numFmt")) {
        if (b->formats.n == FORMATS_MAX) return FAIL(err, ERR_LIMIT, "xlsx.entries", "too many number formats");
        *PUSH(b->a, &b->formats) = (Format){str_dup(b->a, xml_attr(at, S("numFmtId"))),
                                            code_is_date(xml_attr(at, S("formatCode")))};
    }
    if (!b->in_styles || !str_eqz(name, "xf")) return OK;
    if (b->styles.n == STYLES_MAX) return FAIL(err, ERR_LIMIT, "xlsx.entries", "too many cell styles");
    *PUSH(b->a, &b->styles) = id_is_date(b, xml_attr(at, S("numFmtId")));
    return OK;
}

static Status styles_end(void *u, Str name, Err *err) {
    Book *b = u;
    if (str_eqz(name, "cellXfs")) b->in_styles = false;
    return OK;
}

/* ---- texts: shared ones, and those of a cell */

static void text_begin(Book *b) {
    b->text.n = 0;
    b->text.overflow = false;
}

static Status text_piece(void *u, Str s, Err *err) {
    Book *b = u;
    if (b->in_text && !b->in_phonetic) strbuf_put(&b->text, s);
    return OK;
}

static Status strings_start(void *u, Str name, const XmlAttrs *at, Err *err) {
    Book *b = u;
    if (str_eqz(name, "si")) text_begin(b);
    if (str_eqz(name, "rPh")) b->in_phonetic = true;
    b->in_text = str_eqz(name, "t");
    return OK;
}

static Status strings_end(void *u, Str name, Err *err) {
    Book *b = u;
    b->in_text = false;
    if (str_eqz(name, "rPh")) b->in_phonetic = false;
    if (!str_eqz(name, "si")) return OK;
    b->strings_bytes += b->text.n;
    if (b->strings.n == XLSX_STRINGS_MAX || b->strings_bytes > TABLE_TEXT_MAX)
        return FAIL(err, ERR_LIMIT, "xlsx.strings", "the shared texts are more than %d, or have more than %d bytes",
                    XLSX_STRINGS_MAX, TABLE_TEXT_MAX);
    *PUSH(b->a, &b->strings) = str_dup(b->a, strbuf_str(&b->text));
    return OK;
}

/* ---- the sheet */

/* "F12" -> column 5, row 12. */
static bool reference(Str s, size_t *column, int *row) {
    size_t c = 0, i = 0;
    int64_t r;
    for (; i < s.n && i < 4 && s.p[i] >= 'A' && s.p[i] <= 'Z'; i++) c = c * 26 + (size_t)(s.p[i] - 'A') + 1;
    if (!i || !str_i64(str_n(s.p + i, s.n - i), &r) || r < 1 || r > INT32_MAX) return false;
    *column = c - 1;
    *row = (int)r;
    return true;
}

static Status cell_place(Book *b, Str at, Err *err) {
    if (!at.n) { /* writers may leave it out: the next one */
        b->column++;
        return OK;
    }
    if (reference(at, &b->column, &b->row)) return OK;
    return FAIL(err, ERR_INVALID, "xlsx.cell", "'" STR_FMT "' names no cell", STR_ARG(at));
}

static Status sheet_start(void *u, Str name, const XmlAttrs *at, Err *err) {
    Book *b = u;
    if (str_eqz(name, "row")) {
        int64_t r;
        b->row = str_i64(xml_attr(at, S("r")), &r) && r > 0 && r <= INT32_MAX ? (int)r : b->row + 1;
        b->column = SIZE_MAX;
    } else if (str_eqz(name, "c")) {
        TRY(cell_place(b, xml_attr(at, S("r")), err));
        Str t = xml_attr(at, S("t"));
        snprintf(b->type, sizeof b->type, STR_FMT, STR_ARG(t));
        if (!str_i64(xml_attr(at, S("s")), &b->style)) b->style = 0;
        text_begin(b);
    } else if (str_eqz(name, "rPh"))
        b->in_phonetic = true;
    b->in_text = str_eqz(name, "v") || str_eqz(name, "t");
    return OK;
}

/* Whole numbers that a double keeps become digits; spreadsheets keep fifteen of what was typed. */
static Cell number_cell(const Book *b, Str s) {
    Cell c = {s, CELL_NUMBER, false};
    char *end;
    const char *z = str_cstr(b->a, s);
    double d = strtod(z, &end);
    if (!s.n || *end || !isfinite(d)) return c;
    if (fabs(d) >= 1e15) c.rounded = true;
    if (fabs(d) < 1e18 && d == floor(d)) c.text = str_format(b->a, "%.0f", d);
    else if (fabs(d) < 1e15) c.text = str_format(b->a, "%.15g", d);
    return c;
}

static Status cell_make(Book *b, Cell *ret, Err *err) {
    Str s = str_trim(strbuf_str(&b->text));
    Str type = str_c(b->type);
    int64_t i;
    if (str_eqz(type, "s")) {
        if (!str_i64(s, &i) || i < 0 || (size_t)i >= b->strings.n)
            return FAIL(err, ERR_INVALID, "xlsx.cell", "there is no shared text " STR_FMT, STR_ARG(s));
        *ret = (Cell){.text = b->strings.v[i]};
    } else if (str_eqz(type, "b"))
        *ret = (Cell){str_eqz(s, "1") ? S("TRUE") : S("FALSE"), CELL_BOOL, false};
    else if (str_eqz(type, "e"))
        *ret = (Cell){s, CELL_ERROR, false};
    else if (str_eqz(type, "str") || str_eqz(type, "inlineStr"))
        *ret = (Cell){.text = strbuf_str(&b->text)};
    else if (str_eqz(type, "d"))
        *ret = (Cell){s, CELL_DATE, false};
    else {
        bool date = b->style >= 0 && (size_t)b->style < b->styles.n && b->styles.v[b->style];
        Str day;
        if (date && xlsx_date(s, b->from_1904, b->a, &day)) *ret = (Cell){day, CELL_DATE, false};
        else *ret = number_cell(b, s);
    }
    return OK;
}

static Status sheet_end(void *u, Str name, Err *err) {
    Book *b = u;
    b->in_text = false;
    if (str_eqz(name, "rPh")) b->in_phonetic = false;
    if (!str_eqz(name, "c")) return OK;
    char buf[CELL_NAME];
    Cell c;
    if (!b->text.n) return OK;
    Status s = b->text.overflow ? FAIL(err, ERR_LIMIT, "table.cell", "a cell has more than %d bytes", TABLE_CELL_MAX)
                                : cell_make(b, &c, err);
    if (s == OK) s = table_put(b->table, b->row, b->column, c, b->a, err);
    Str at = cell_name(b->row, b->column, buf);
    if (s != OK) err_where(err, STR_FMT, STR_ARG(at));
    return s;
}

bool xlsx_date(Str serial, bool from_1904, Arena *a, Str *ret) {
    char *end;
    double d = strtod(str_cstr(a, serial), &end);
    if (!serial.n || *end || !(d >= 0 && d < 2958466)) return false; /* 9999-12-31 */
    int64_t seconds = llround(d * 86400);
    int64_t days = seconds / 86400, rest = seconds % 86400;
    Str clock = str_format(a, "%02d:%02d:%02d", (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
    if (!days && !from_1904) {
        *ret = clock;
        return true;
    }
    /* The calendar from 1900 has a 29 February that never was, as its day 60. */
    Day day = (Day)days - (from_1904 ? 24107 : days > 59 ? 25569 : 25568);
    char buf[DAY_TEXT];
    Str s = day_format(day, buf);
    *ret = rest ? str_format(a, STR_FMT "T" STR_FMT, STR_ARG(s), STR_ARG(clock)) : str_dup(a, s);
    return true;
}

static Status optional(Status s, Err *none, Err *err) {
    if (s == OK || (s == ERR_NOT_FOUND && str_eqz(str_c(none->code), "xlsx.part"))) return OK;
    if (err) *err = *none;
    return s;
}

static Status read_relations(Book *b, Str part, Err *err) {
    XmlSink sink = {relation_start, no_end, no_text, b};
    Str folder = folder_of(part), name = str_n(part.p + folder.n, part.n - folder.n);
    b->relations.n = 0;
    b->folder = folder;
    return xlsx_part(b->zip, str_format(b->a, STR_FMT "_rels/" STR_FMT ".rels", STR_ARG(folder), STR_ARG(name)), &sink, err);
}

static Status find_parts(Book *b, Str *sheet, Err *err) {
    TRY(read_relations(b, S(""), err));
    Str workbook = relation_typed(b, S("/officeDocument"));
    if (!workbook.n) return FAIL(err, ERR_INVALID, "xlsx.part", "the file names no workbook: is it an .xlsx?");
    TRY(xlsx_part(b->zip, workbook, &(XmlSink){workbook_start, no_end, no_text, b}, err));
    TRY(read_relations(b, workbook, err));
    for (size_t i = 0; b->sheet_found && i < b->relations.n; i++)
        if (str_eq(b->relations.v[i].id, b->sheet_id)) *sheet = target(b, b->folder, b->relations.v[i].target);
    return sheet->n ? OK : FAIL(err, ERR_INVALID, "xlsx.part", "the file has no visible sheet");
}

Status xlsx_read(Str bytes, Arena *a, Table *ret, Err *err) {
    Table t = {0};
    Book b = {.a = a, .zip = bytes, .table = &t, .column = SIZE_MAX};
    Str sheet = {0};
    Err none = {0};
    strbuf_init(&b.text, a, TABLE_CELL_MAX);
    TRY(find_parts(&b, &sheet, err));
    Str styles = relation_typed(&b, S("/styles")), strings = relation_typed(&b, S("/sharedStrings"));
    if (styles.n)
        TRY(optional(xlsx_part(bytes, styles, &(XmlSink){styles_start, styles_end, no_text, &b}, &none), &none, err));
    if (strings.n)
        TRY(optional(xlsx_part(bytes, strings, &(XmlSink){strings_start, strings_end, text_piece, &b}, &none), &none, err));
    TRY(xlsx_part(bytes, sheet, &(XmlSink){sheet_start, sheet_end, text_piece, &b}, err));
    t.sheet = b.sheet_name;
    *ret = t;
    return OK;
}
