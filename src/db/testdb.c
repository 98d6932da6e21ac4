// SPDX-License-Identifier: Apache-2.0
#include "db/testdb.h"

#include <ftw.h>
#include <stdatomic.h>
#include <unistd.h>

static char root[64];
static atomic_int made;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at) {
    return remove(path);
}

static void remove_root(void) {
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *folder(void) {
    if (!root[0]) {
        snprintf(root, sizeof root, "/tmp/jindu-test-XXXXXX");
        ASSERT(mkdtemp(root));
        atexit(remove_root);
    }
    return root;
}

bool testdb_has(Dialect dialect) {
    return dialect == DB_SQLITE || getenv("JINDU_TEST_PG");
}

static Str postgres_schema(Arena *a) {
    const char *base = getenv("JINDU_TEST_PG");
    ASSERT(base);
    Str schema = str_format(a, "t%d_%d", (int)getpid(), made++);
    DbHow how = {.role = DB_ADMIN, .queries = &(QuerySet){NULL, 0}};
    Err err;
    _cleanup_(db_closep) Db *db = NULL;
    ASSERT(db_open(str_c(base), &how, &db, &err) == OK);
    ASSERT(db_exec_script(db, str_format(a, "CREATE SCHEMA %s", schema.p), &err) == OK);
    return str_format(a, "%s%coptions=-csearch_path%%3D%s", base, strchr(base, '?') ? '&' : '?', schema.p);
}

Str testdb_url(Dialect dialect, Arena *a) {
    if (dialect == DB_POSTGRES) return postgres_schema(a);
    return str_format(a, "sqlite:%s/%d.db", folder(), made++);
}

const char *testdb_path(Str sqlite_url, Arena *a) {
    return str_cstr(a, str_n(sqlite_url.p + 7, sqlite_url.n - 7));
}
