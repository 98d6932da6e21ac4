// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What of a case is covered for those who may see it and do not handle it: identity numbers of all, and the names of
 * minors (人民检察院刑事诉讼规则 481, 刑事诉讼法 286). It is done here, before anything leaves the server. Who handles a case: the one it is
 * assigned to, his helpers and deputies, the desks and those who check what leaves, a house for those it holds, and anybody
 * of an organ that has not assigned it yet. Uncovering a number is an act of its own, with a reason, in the audit.
 */
#include "api/api.h"

bool mask_due(const Ask *k, const CaseSeen *seen);
/* The text with every number and every minor's name in it covered; itself if there are none. */
Str mask_text(const CaseSeen *seen, Str text, Arena *a);
/* A name of the case, covered if it is due. */
Str mask_name(const Ask *k, const CaseSeen *seen, Str name);
Str mask_number(Str number, Arena *a); /* 629901********1211 */
