// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Enters a plan of running cases through the writer: each case in one command, many in one commit, all or nothing for
 * each. A case that was entered before, under the same content or the same number, is left alone and said so.
 */
#include "app/import_cases.h"
#include "app/writer.h"

/* ImportHow.known: `site` is the Site. Numbers are compared however they are written. */
must_use Status import_known(void *site, Str number, int64_t agency, int64_t *ret_case, Err *err);
/* What is IMPORT_READY becomes DONE, REPEATED or FAILED. Waits; a fault of one case is told in its `why`. */
must_use Status import_run(Site *site, ImportPlan *p, Arena *a, Err *err);
