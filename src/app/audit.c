// SPDX-License-Identifier: Apache-2.0
#include "app/audit.h"

#include <stdatomic.h>

#include "db/queries.h"

struct Audit {
    Aside *aside;
    atomic_int_fast64_t last; /* ids are microseconds, or one more than the last */
};

Status audit_open(Db *db, Aside *aside, Audit **ret, Err *err) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Rows *r;
    TRY(db_run(db, Q_AUDIT_LAST, NO_ARGS, a, &r, err));
    Audit *au = calloc(1, sizeof *au);
    ASSERT(au && "out of memory");
    au->aside = aside;
    au->last = r->n ? row_i64(r, 0, 0) : 0;
    *ret = au;
    return OK;
}

void audit_close(Audit *a) {
    free(a);
}

void audit_note(Audit *a, const AuditNote *n) {
    int64_t last = a->last, id;
    do id = MAX(last + 1, n->at);
    while (!atomic_compare_exchange_weak(&a->last, &last, id));
    aside_keep(a->aside, Q_AUDIT_ADD,
              ARGS(VAL(id), VAL(n->at), VAL(n->user), VAL(n->post), VAL(n->agency), VAL(str_c(n->what)), VAL(n->case_id),
                   VAL(n->detail), VAL(str_c(n->outcome))));
}

bool audit_behind(Audit *a) {
    return aside_behind(a->aside);
}
