// SPDX-License-Identifier: Apache-2.0
#pragma once
/* How much of a term is left, in the law's own unit: the one place where an answer tells it. A client counts no working days. */
#include "api/api.h"
#include "core/term.h"
#include "node/json.h"
#include "node/node.h"

/* The key "left", unless there is no end or it is over. */
void put_left(const Ask *k, LeftUnit unit, Time due, Json *j);
/* The same of what waits at a desk, as the agenda has it. */
void put_wait_left(const Ask *k, Str class, const Node *wait, Json *j);
/* The same of the date a case is next due, by the clock or duty that has it. */
void put_due_left(const Ask *k, const Case *c, Time due, Json *j);
/* The key "left" of a case page: of its open duties and running clocks, by id. */
void put_case_left(const Ask *k, const Case *c, Json *j);
/* The unit of a duty of this case, by the guide of any of its persons. */
LeftUnit case_duty_unit(const World *w, const Case *c, const Duty *d);
