// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The first visible sheet of an .xlsx (ISO/IEC 29500): a ZIP of XML parts. Cells come as a person sees them: shared
 * and inline texts, whole numbers as digits, dates and times by the cell's style. Formulas count with their last value.
 *
 * The file is not trusted: each part is streamed through both parsers and never held, with a bound on what it may
 * unpack to; a document type declaration is refused, so there are no entities, and nothing outside is ever opened.
 */
#include "node/table.h"

enum {
    XLSX_ENTRIES_MAX = 2000,
    XLSX_PART_MAX = 128 << 20,  /* bytes of one part unpacked */
    XLSX_STRINGS_MAX = 1000000, /* shared texts */
};

/*
 * Codes: xlsx.zip (no sound ZIP), xlsx.password, xlsx.part (a part is missing), xlsx.xml, xlsx.doctype, xlsx.cell, and
 * with ERR_LIMIT xlsx.bomb, xlsx.entries, xlsx.strings and the limits of table.h.
 */
must_use Status xlsx_read(Str bytes, Arena *a, Table *ret, Err *err);

/* The text of day number `serial` of a date cell ("44260.5"), in the calendar from 1900 or from 1904; false: no date. */
bool xlsx_date(Str serial, bool from_1904, Arena *a, Str *ret);
