// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * By which words a case is found: names whole and in pairs of characters, the first character of a person's name, the
 * initials of its pinyin, identity numbers, and any organ's number however it is written. Words begin with a letter
 * for their sort, so that one table holds them all:
 *   =张三  a whole text   b张三  a pair   u张  one character of a name   pzs  initials   #甘公刑立字2020/123  a number
 *   d123  a run of digits in a number   i62…  an identity number
 *
 * A number is compared by its key (core/number_key.h). Initials are those of the first level of
 * GB 2312, of a list of rarer characters seen in names, and of surnames that are read in their own way; a character
 * beyond them breaks no name: it is passed over.
 */
#include "core/case.h"

typedef enum FindKind { FIND_CASE_NAME = 1, FIND_PERSON_NAME, FIND_NUMBER, FIND_ID_NUMBER } FindKind;

typedef struct FindWord {
    Str word;
    int64_t person;
    FindKind kind;
} FindWord;
typedef LIST_OF(FindWord) FindWords;

void find_words(const Case *c, Arena *a, FindWords *ret);
/* Those of the numbers from the n-th on alone. */
void find_words_numbers(const Case *c, size_t n, Arena *a, FindWords *ret);
/* Of the first `numbers` numbers and of all else: changes when the words may have changed; never 0. */
uint64_t find_words_mark(const Case *c, size_t numbers);

Str find_number_word(Str number, Arena *a); /* the word of the whole number */
/* How names are compared: half width, upper case, no brackets, blanks and marks. */
Str find_normal(Str text, Arena *a);
char find_initial(uint32_t c); /* a..z; 0: not known */

/*
 * What to look for when somebody asks for q: up to FIND_ASKS words, each exact or the beginning of one. A case is found
 * by a group if it has all words of the group.
 */
enum { FIND_WORDS_MAX = 4, FIND_GROUPS_MAX = 8 };
typedef struct FindGroup {
    Str words[FIND_WORDS_MAX];
    int n;
    bool prefix; /* the first word may go on */
} FindGroup;
int find_groups(Str q, Arena *a, FindGroup ret[static FIND_GROUPS_MAX]);
