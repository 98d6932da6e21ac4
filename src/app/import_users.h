// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Agencies and users from a sheet. One row of users is one post of one user; several rows of one login are one user with
 * several posts. What the site has already is left as it is; roles of a post that differ are set to those of the sheet.
 *
 * Accounts are the system administrator's, posts the security administrator's: two hands, as everywhere.
 */
#include "app/access.h"
#include "app/import_cases.h"

typedef struct ImportUser {
    ImportLife account, grant; /* READY, KNOWN, BAD; after the run DONE or FAILED */
    const TableRow *row;
    User user;     /* id 0: a new one */
    UserPost post; /* id 0: a new one; its user is `user` */
    size_t same;   /* the first row of this login */
    Str why;
} ImportUser;

typedef struct UsersPlan {
    BadCells bad;
    LIST_OF(ImportUser) users;
    size_t rows;
} UsersPlan;

typedef struct ImportAgency {
    ImportLife life;
    const TableRow *row;
    Agency agency;
    size_t parent; /* 1 + index of the row its parent is made by; 0: agency.parent stands */
    Str why;
} ImportAgency;

typedef struct AgenciesPlan {
    BadCells bad;
    LIST_OF(ImportAgency) agencies;
    size_t rows;
} AgenciesPlan;

/* 登录名 姓名 单位 岗位 科室 */
void import_users_plan(const Table *t, const SiteState *site, const Codes *codes, Arena *a, UsersPlan *ret);
/* 单位名称 单位种类 行政区划 级别 上级单位 上线日期 */
void import_agencies_plan(const Table *t, const SiteState *site, const Codes *codes, Arena *a, AgenciesPlan *ret);

/* An empty sheet as CSV: the headings, what each takes, and one row to follow, as a remark. */
void import_users_template(const Codes *codes, StrBuf *out);
void import_agencies_template(const Codes *codes, StrBuf *out);

typedef struct Site Site;
/* Waits. `accounts` or `grants` NULL: that part is left READY. `made` is called for each new user. */
typedef Status UserMade(void *ctx, const User *user, Err *err);
must_use Status import_users_run(Site *site, UsersPlan *p, const Asker *accounts, const Asker *grants, UserMade *made,
                                 void *ctx, Arena *a, Err *err);
must_use Status import_agencies_run(Site *site, AgenciesPlan *p, const Asker *who, Arena *a, Err *err);
