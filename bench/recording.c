// SPDX-License-Identifier: Apache-2.0
#include "recording.h"

#include "db/db_wrap.h"

typedef struct Recorder {
    DbWrap wrap;
    FILE *to;
} Recorder;

static void put(FILE *f, const void *p, size_t n) {
    ASSERT(fwrite(p, 1, n, f) == n);
}

static void put_val(FILE *f, const Val *v) {
    uint8_t kind = (uint8_t)v->kind;
    put(f, &kind, 1);
    if (v->kind == VAL_I64) put(f, &v->i, sizeof v->i);
    if (v->kind == VAL_HASH) put(f, &v->h, sizeof v->h);
    if (v->kind != VAL_TEXT && v->kind != VAL_BLOB) return;
    uint32_t n = (uint32_t)v->s.n;
    put(f, &n, sizeof n);
    if (n) put(f, v->s.p, n);
}

static Status record_batch(Db *db, const BatchRun *run, size_t *ret_failed, Err *err) {
    Recorder *r = (Recorder *)(void *)db;
    uint32_t n = (uint32_t)run->n;
    if (n) put(r->to, &n, sizeof n);
    for (size_t i = 0; i < run->n; i++) {
        uint16_t q = (uint16_t)run->v[i].q;
        uint8_t args = (uint8_t)db_query(db, run->v[i].q)->params;
        put(r->to, &q, sizeof q);
        put(r->to, &args, sizeof args);
        for (int k = 0; k < args; k++) put_val(r->to, &run->v[i].args[k]);
    }
    return wrap_batch(db, run, ret_failed, err);
}

static const DbOps RECORDER = {
    .begin = wrap_begin, .commit = wrap_commit, .rollback = wrap_rollback, .run = wrap_run, .batch = record_batch,
    .exec_script = wrap_exec_script, .prepare = wrap_prepare, .checkpoint = wrap_checkpoint,
    .writer_lock = wrap_writer_lock, .writer_unlock = wrap_writer_unlock, .copy = wrap_copy, .close = wrap_close,
};

Db *recorder_new(Db *inner, FILE *to) {
    Recorder *r = (Recorder *)(void *)wrap_new(inner, sizeof *r, &RECORDER);
    r->to = to;
    return &r->wrap.base;
}

static bool get(FILE *f, void *p, size_t n) {
    return fread(p, 1, n, f) == n;
}

static bool get_val(FILE *f, Arena *a, Val *v) {
    uint8_t kind;
    if (!get(f, &kind, 1)) return false;
    *v = (Val){.kind = (ValKind)kind};
    if (v->kind == VAL_I64) return get(f, &v->i, sizeof v->i);
    if (v->kind == VAL_HASH) return get(f, &v->h, sizeof v->h);
    if (v->kind != VAL_TEXT && v->kind != VAL_BLOB) return true;
    uint32_t n;
    if (!get(f, &n, sizeof n)) return false;
    char *p = arena_alloc(a, n + 1);
    v->s = str_n(p, n);
    return !n || get(f, p, n);
}

bool recording_read(const char *path, Arena *a, Recording *ret) {
    FILE *f = fopen(path, "rb");
    if (!f) return false;
    uint32_t n;
    bool good = true;
    while (good && get(f, &n, sizeof n)) {
        BatchStmt *v = NEW_N(a, BatchStmt, n);
        uint8_t *args = NEW_N(a, uint8_t, n);
        for (uint32_t i = 0; i < n && good; i++) {
            uint16_t q;
            good = get(f, &q, sizeof q) && get(f, &args[i], 1);
            if (!good) break;
            Val *vals = NEW_N(a, Val, args[i] + 1);
            for (int k = 0; k < args[i] && good; k++) good = get_val(f, a, &vals[k]);
            v[i] = (BatchStmt){q, vals};
        }
        if (good) *PUSH(a, ret) = (Recorded){v, args, n};
    }
    fclose(f);
    return good;
}
