// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The short way for the JSON that nearly always comes: states packed by our own writer and bodies sent by programs.
 * It takes a part of the grammar only (no \u escapes, no number of more than 18 digits, maps of at most 256 keys) and
 * takes it exactly as json_read does. On anything else, faults included, it says false and json_read reads again with
 * the library, which also finds the words for what is wrong.
 */
#include "node/json.h"

bool json_quick(Str text, JsonLimits lim, Arena *a, Node **ret);
