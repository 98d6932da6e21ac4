// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * CSV in: RFC 4180 with LF or CRLF, in UTF-8 with or without a byte-order mark, or in GB18030, which Chinese
 * spreadsheet programs write. Tabs part the cells where the first line has tabs and no comma. A quote inside an
 * unquoted cell is a character like any other, as those programs take it.
 */
#include "node/table.h"

/*
 * err->where is a cell. Codes: csv.text (neither UTF-8 nor GB18030), csv.quote (not closed, or text after it),
 * csv.utf16, and the limits of table.h.
 */
must_use Status csv_read(Str bytes, Arena *a, Table *ret, Err *err);
