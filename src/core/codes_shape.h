// SPDX-License-Identifier: Apache-2.0
#pragma once
/* How the rows of the code tables stand in YAML. For codes.c only. */
#include "core/codes.h"

typedef struct CodeSection {
    const char *key; /* of the list in its file */
    const Shape *shape;
    size_t max;
    bool same_names; /* rows may share a Chinese name */
    bool no_basis;   /* the mark `law` needs no article here */
} CodeSection;

extern const CodeSection CODE_SECTIONS[CODE_KIND_N];
