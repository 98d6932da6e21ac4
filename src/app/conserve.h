// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The conservation law of dossiers, where their manifests are at hand: no page leaves a case unless somebody says why, and
 * what a split or a merge makes holds no page that was in neither dossier.
 *
 *   push, supply, change   a page left out needs a reason: its own in `removed`, or the note of the command for all. A
 *                          page put in the place of another after a return has its reason in the return.
 *   split                  the part has only pages of the whole; the whole keeps what it has.
 *   merge                  the new dossier has every page of both, or a reason for it; one that stood in both, once.
 *
 * It knows manifests and commands, not who may give them. What a page shows is not known here.
 */
#include "app/dossier.h"
#include "core/decide.h"

typedef struct Conserving {
    const Case *c, *other; /* other: the second case of a merge; else NULL */
    const Command *cmd;
    const Removals *removed;
    Vault *vault;
    Arena *a;
} Conserving;

/* ERR_INVALID dossier.lost, dossier.from_nowhere, dossier.no_reason: err->where names the page. */
must_use Status dossier_conserved(const Conserving *x, Err *err);
/* The note with the reasons of single pages in it: what goes on the record. */
Str removals_note(Str note, const Removals *removed, Arena *a);
