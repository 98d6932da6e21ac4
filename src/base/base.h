// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The few language extensions the house uses, each named once here. Knows no word of the trade.
 *
 * ASSERT stays on in release builds: a bug aborts, the open transaction rolls back, the service restarts.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define must_use __attribute__((warn_unused_result))
#define printf_like(fmt, args) __attribute__((format(printf, fmt, args)))
#define _cleanup_(f) __attribute__((cleanup(f)))
#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define KB(n) ((size_t)(n) << 10)
#define MB(n) ((size_t)(n) << 20)
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* Hands the pointer over: the variable becomes NULL, so its cleanup does nothing. */
#define TAKE(p)                                                                                                   \
    ({                                                                                                            \
        __typeof__(p) take_ = (p);                                                                                \
        (p) = NULL;                                                                                               \
        take_;                                                                                                    \
    })

/* Defines T_cleanup(T **) for use with _cleanup_. */
#define DEFINE_CLEANUP(T, f)                                                                                      \
    static inline void f##p(T **p) {                                                                              \
        if (*p) f(*p);                                                                                            \
    }

_Noreturn void assert_failed(const char *expr, const char *file, int line);
#define ASSERT(x) ((x) ? (void)0 : assert_failed(#x, __FILE__, __LINE__))
