// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Who is there: the enabled users in their posts, as one police organ's cases meet them. What a guide's proof is judged
 * against in a real deployment: an act nobody can do is no way out.
 */
#include "core/guide_check.h"
#include "core/site.h"

/*
 * The posts of the agencies that act for `near`: its own and those of every other kind that serve it ("same"), those
 * above them ("upper"), and the same kinds elsewhere ("other_county"). What an agency off the platform does is entered
 * by the case desk of the procuratorate, which then stands for each of its roles.
 */
Staffing staffing_of(const SiteState *site, const Agency *near, const Guide *g, Time now, Arena *a);
