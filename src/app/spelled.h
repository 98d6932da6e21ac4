// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What people write into cells: dates in their usual Chinese spellings, identity numbers, lists of charges. Pure
 * reading: it knows the code tables and nothing of sheets or cases.
 */
#include "base/civil.h"
#include "core/codes.h"
#include "core/number_key.h"
#include "core/subject.h"

/*
 * 2021-03-05 2021/3/5 2021.3.5 20210305 2021年3月5日 二〇二一年三月五日, the day number of a spreadsheet (44260), each in
 * half or full width, with an hour after it (09:30, 9时30分, 9点30分) or without. `ret_hour` says whether one was given.
 */
bool spelled_time(Str s, Arena *a, Time *ret, bool *ret_hour);

typedef enum IdFault {
    ID_FINE,
    ID_LENGTH,   /* not as many places as this paper has */
    ID_OLD,      /* fifteen places: `should` is the number of today */
    ID_SIGNS,    /* something that is no digit */
    ID_CHECK_CHARACTER, /* `should` is what the others compute to */
    ID_DAY,      /* the places of the birthday name no day */
    ID_REGION,   /* no province begins so */
} IdFault;

typedef struct IdNumber {
    Str number; /* half width, upper case, no spaces */
    IdFault fault;
    Str should;
    Day birth; /* from a citizen's number, else DAY_NONE */
    bool male; /* if birth is known */
} IdNumber;

/* A number of this kind of paper; `kind` may be NULL: then only its writing is made even. */
IdNumber id_number_read(const Codes *codes, const CodeIdKind *kind, Str s, Arena *a);
char id_check_character(const char seventeen[static 17]); /* GB 11643 */

/* Charges parted by commas, semicolons, line ends or 、, which some charges have in their own names. False: `ret_bad`
 * is the part that is no charge. */
bool charges_read(const Codes *codes, Str s, Arena *a, CodeWords *ret, Str *ret_bad);
/* The Chinese name of the charge that looks most like it; may be empty. */
Str charge_near(const Codes *codes, Str s, Arena *a);

/* Half width, without spaces and line ends, brackets （） as (): how headings and words are compared. */
Str spelled_plain(Str s, Arena *a);
