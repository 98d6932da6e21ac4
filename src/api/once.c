// SPDX-License-Identifier: Apache-2.0
#include "api/once.h"

#include "db/queries.h"

enum { KEY_DAYS = 7 };

Status once_take(const Ask *k, Once *ret, Err *err) {
    Rows *r;
    TRY(command_key(k, &ret->key, &ret->request, err));
    TRY(db_run(k->db, Q_ASKED_GET, ARGS(VAL(hash_sha256(&ret->key, 1))), k->a, &r, err));
    if (!r->n || row_i64(r, 0, 1) < k->now - KEY_DAYS * DAY_US)
        return asked_take(k->api->asked, ret->key, ret->request, &ret->again, err);
    ret->again = true;
    if (hash_eq(row_hash(r, 0, 0), ret->request)) return OK;
    return FAIL(err, ERR_CONFLICT, "idempotency.other_body", "this key was used for another request; choose a new key");
}

Status once_done(const Ask *k, const Once *o, Status s) {
    if (s != OK) asked_give_back(k->api->asked, o->key);
    return s;
}

void once_keep(const Ask *k, const Once *o) {
    aside_put(k->api->aside, Q_ASKED_ADD, ARGS(VAL(hash_sha256(&o->key, 1)), VAL(o->request), VAL(k->now)));
}
