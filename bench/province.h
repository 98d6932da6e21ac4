// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * A province for measuring in: counties with their police, procuratorate, court and detention house, users with tokens,
 * and cases brought to where the measured command begins. All of it comes about by commands through the writer.
 */
#include "app/writer.h"

enum { PROVINCE_COUNTIES_MAX = 90 };

typedef struct ProvinceUser {
    Actor who;
    int64_t post;
    char token[65];
} ProvinceUser;

typedef struct ProvinceCounty {
    int64_t police, procuratorate, court, house;
    ProvinceUser handler, legal, desk, prosecutor;
} ProvinceCounty;

typedef struct ProvinceCase {
    int64_t id, transfer;
    int county;
} ProvinceCase;

typedef struct Province {
    Site *site;
    Arena *arena;
    Db *admin; /* empties the WAL between waves */
    int n_counties;
    ProvinceCounty counties[PROVINCE_COUNTIES_MAX];
    uint64_t commands;
} Province;

/* A new site in `dir` with its organs, users and tokens. Faults and refusals end the program: there is nothing to save. */
void province_new(Province *p, const char *dir, const char *db, const char *rules, int counties);
void province_done(Province *p);

/* n cases of one detained person each, with a request for arrest that is drafted, approved and ready to be pushed. */
void province_ready(Province *p, size_t n, ProvinceCase *ret);
/* n cases whose notice of filing waits at the procuratorate's desk. */
void province_waiting(Province *p, size_t n, ProvinceCase *ret);

Command province_push(const ProvinceCase *c);
/* The handler takes over what he has: one event, and nothing changes that is shown beside the case. */
Command province_assign(const ProvinceCase *c, const Actor *who);
Command province_number(const ProvinceCase *c, int64_t i, Arena *a);

/* Carries out commands, at most `flight` of them under way at once. `ret` may be NULL; who may do it is the county's. */
typedef struct ProvinceAsk {
    Command cmd;
    Actor *who;
    int64_t made, case_id;
} ProvinceAsk;
void province_run(Province *p, ProvinceAsk *v, size_t n, size_t flight);
