// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What of a case is covered for those who may see it and do not handle it: identity numbers of all, the names of
 * minors (人民检察院刑事诉讼规则 481, 刑事诉讼法 286), and of victims, witnesses and others as the code table participants says.
 * Who is protected by an alias (刑事诉讼法 64) is called by it for everybody. It is done here, before anything leaves the server.
 * Who handles a case: the one it is assigned to, his helpers and deputies, the desks and those who check what leaves, a
 * house for those it holds, and anybody of an organ that has not assigned it yet. Uncovering is an act of its own, with a
 * reason, in the audit.
 */
#include "api/api.h"

bool mask_due(const Ask *k, const CaseSeen *seen);
/* The text with every number and every name that is covered in it; itself if there are none. */
Str mask_text(const Ask *k, const CaseSeen *seen, Str text);
/* A name of the case, covered if it is due. */
Str mask_name(const Ask *k, const CaseSeen *seen, Str name);
Str mask_number(Str number, Arena *a); /* 629901********1211 */

/* Protected participants: somebody is; the case, and an event's body, with the alias alone. What a note says is not looked through. */
bool mask_shields(const Case *c);
Case mask_shielded(const Case *c, Arena *a);
const void *mask_body(const Case *c, const Event *e, Arena *a);
