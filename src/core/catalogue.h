// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * A dossier catalogue 卷宗目录 held against one case: which items it asks for, and of how many persons. Pure.
 *
 * It knows the rows of rules/codes/catalogue.yaml and the facts of persons; not what lies in a dossier.
 */
#include "core/codes.h"
#include "core/decide.h"

typedef enum ItemNeed { ITEM_FREE, ITEM_WANTED, ITEM_REQUIRED } ItemNeed;

/* The catalogue an act is judged against for this case's class; empty: none. */
Str catalogue_of_act(const World *w, const Case *c, Str act);
/* The item is one of this case's class at all. */
bool catalogue_has(const Codes *codes, const CodeItem *item, const Case *c);
/* Not asked where it is for none of the persons. */
ItemNeed catalogue_asks(const Codes *codes, const CodeItem *item, Str catalogue, const Case *c);
int catalogue_persons(const CodeItem *item, const Case *c);
/* The kind a document of it has. */
Str catalogue_kind(const CodeItem *item);
