// SPDX-License-Identifier: Apache-2.0
#pragma once
/* One parameter of many statements as an array of PostgreSQL, in its binary form. Knows no connection. */
#include "db/db_gather.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25, OID_UNKNOWN = 705,
    OID_BPCHAR = 1042, OID_VARCHAR = 1043 };

const char *pg_array_type(unsigned type); /* "bigint[]" for OID_INT8; NULL: no arrays of it are made here */
bool pg_array_takes(unsigned type, const Val *v);
Str pg_array(unsigned type, const BatchRun *run, const Group *g, int param, Arena *a);
