// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The whole test framework: TEST(a_sentence_about_behaviour) { CHECK(...); }, one file one program, TAP on stdout.
 * A test that cannot run here calls SKIP("why"). TEST_MAIN() ends the file.
 */
#include "base/arena.h"
#include "base/str.h"

#include <stdio.h>

typedef struct TestCase {
    const char *name;
    void (*run)(void);
    struct TestCase *next;
} TestCase;

static TestCase *test_first, **test_last = &test_first;
static int test_failures;
static const char *test_skip;

#define TEST(sentence)                                                                                            \
    static void test_##sentence(void);                                                                            \
    static TestCase case_##sentence = {#sentence, test_##sentence, NULL};                                         \
    __attribute__((constructor)) static void add_##sentence(void) {                                               \
        *test_last = &case_##sentence;                                                                            \
        test_last = &case_##sentence.next;                                                                        \
    }                                                                                                             \
    static void test_##sentence(void)

#define SKIP(why)                                                                                                 \
    do {                                                                                                          \
        test_skip = why;                                                                                          \
        return;                                                                                                   \
    } while (0)

#define TEST_FAIL(...)                                                                                            \
    do {                                                                                                          \
        printf("# %s:%d: ", __FILE__, __LINE__);                                                                  \
        printf(__VA_ARGS__);                                                                                      \
        printf("\n");                                                                                             \
        test_failures++;                                                                                          \
    } while (0)

#define CHECK(x)                                                                                                  \
    do {                                                                                                          \
        if (!(x)) TEST_FAIL("%s", #x);                                                                            \
    } while (0)

#define CHECK_EQ(a, b)                                                                                            \
    do {                                                                                                          \
        long long a_ = (long long)(a), b_ = (long long)(b);                                                       \
        if (a_ != b_) TEST_FAIL("%s == %s: %lld, expected %lld", #a, #b, a_, b_);                                 \
    } while (0)

#define CHECK_STR(a, b)                                                                                           \
    do {                                                                                                          \
        Str a_ = (a), b_ = (b);                                                                                   \
        if (!str_eq(a_, b_))                                                                                      \
            TEST_FAIL("%s: \"%.*s\", expected \"%.*s\"", #a, STR_ARG(a_), STR_ARG(b_));                           \
    } while (0)

#define CHECK_OK(expr, err)                                                                                       \
    do {                                                                                                          \
        if ((expr) != OK) TEST_FAIL("%s: %s %s: %s", #expr, (err)->code, (err)->where, (err)->msg);               \
    } while (0)

#define TEST_MAIN()                                                                                               \
    int main(void) {                                                                                              \
        int n = 0, bad = 0;                                                                                       \
        setvbuf(stdout, NULL, _IOLBF, 0);                                                                         \
        for (TestCase *t = test_first; t; t = t->next) {                                                          \
            test_failures = 0;                                                                                    \
            test_skip = NULL;                                                                                     \
            t->run();                                                                                             \
            bad += test_failures > 0;                                                                             \
            printf("%s %d - %s", test_failures ? "not ok" : "ok", ++n, t->name);                                  \
            if (test_skip) printf(" # SKIP %s", test_skip);                                                       \
            printf("\n");                                                                                         \
        }                                                                                                         \
        printf("1..%d\n", n);                                                                                     \
        return bad > 0;                                                                                           \
    }
