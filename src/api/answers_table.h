// SPDX-License-Identifier: Apache-2.0
#pragma once
/* How the tables of answers are written: the variable, the type's name, then a line a key. INNER is used in its file only. */
#include "api/answers.h"

extern const Answer LEFT; /* what is left of a term; in every file of answers */

#define ANSWER_PARTS(var, ...) static const Part var##_FIELDS[] = {__VA_ARGS__}
#define ANSWER_OF(var, nm, ...) {.name = (nm), .parts = var##_FIELDS, .n = LEN(var##_FIELDS), __VA_ARGS__}
#define ANSWER(var, nm, ...)                                                                                        \
    ANSWER_PARTS(var, __VA_ARGS__);                                                                                 \
    const Answer var = ANSWER_OF(var, nm, .status = 0)
#define ANSWER_MADE(var, nm, ...)                                                                                   \
    ANSWER_PARTS(var, __VA_ARGS__);                                                                                 \
    const Answer var = ANSWER_OF(var, nm, .status = 201)
#define INNER(var, nm, ...)                                                                                         \
    ANSWER_PARTS(var, __VA_ARGS__);                                                                                 \
    static const Answer var = ANSWER_OF(var, nm, .status = 0)
#define INNER_ON(var, nm, base, ...)                                                                                \
    ANSWER_PARTS(var, __VA_ARGS__);                                                                                 \
    static const Answer var = ANSWER_OF(var, nm, .shape = (base))
#define INNER_OPEN(var, nm, ...)                                                                                    \
    ANSWER_PARTS(var, __VA_ARGS__);                                                                                 \
    static const Answer var = ANSWER_OF(var, nm, .open = true)
