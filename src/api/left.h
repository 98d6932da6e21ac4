// SPDX-License-Identifier: Apache-2.0
#pragma once
/* Lists name what waits and what runs, and tell how much is left in the law's own unit: a client counts no working days. */
#include "api/api.h"
#include "core/rule_name.h"
#include "core/term.h"
#include "node/json.h"
#include "node/node.h"

/* What is in a list has its class only: any guide of it will do, names do not change with versions. False: no such name. */
bool wait_name(const Ask *k, Str class, const Node *wait, RuleName *ret);
bool term_name(const Ask *k, Str class, Str rule, RuleName *ret);
/* The key "left", unless there is no end or it is over. */
void put_left(const Ask *k, LeftUnit unit, Time due, Json *j);
/* The same of a date whose rule and, of a clock, unit the agenda has. */
typedef struct RowEnd {
    Str rule, unit;
    Time due;
} RowEnd;
void put_term_left(const Ask *k, Str class, const RowEnd *end, Json *j);
/* The same of what waits at a desk. */
void put_wait_left(const Ask *k, Str class, const Node *wait, Json *j);
/* The same of the date a case is next due, by the clock or duty that has it. */
void put_due_left(const Ask *k, const Case *c, Time due, Json *j);
/* The key "left" of a case page: of its open duties and running clocks, by id. */
void put_case_left(const Ask *k, const Case *c, Json *j);
/* The unit of a duty of this case, by the guide of any of its persons. */
LeftUnit case_duty_unit(const World *w, const Case *c, const Duty *d);
