// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * Brings the statements of one kind in a batch together, so that a driver may run them as one over arrays.
 *
 * What is gathered is an INSERT of its parameters as they are, with or without ON CONFLICT. Two statements may change
 * places if neither writes a table the other names. That holds while no table watches another: no foreign key that is
 * checked at once, no trigger (a test looks at the product's tables). Two rows of one key never stand in one statement
 * that updates on conflict.
 *
 * It reads texts and arguments only. It knows no connection.
 */
#include "db/batch.h"

typedef struct Group { /* one statement to run: v are places in the batch, ascending */
    Query q;
    size_t n, cap;
    size_t *v;
} Group;

typedef struct Groups {
    Group *v;
    size_t n, cap;
} Groups;

typedef struct Gatherer Gatherer;
Gatherer *gatherer_new(const Db *db, Arena *a);

/* The parts around "SELECT * FROM unnest(...)" of a statement that can be gathered; false for any other. */
typedef struct InsertForm {
    Str head, tail; /* INSERT INTO t (columns); ON CONFLICT ... */
} InsertForm;
bool gather_form(Gatherer *g, Query q, InsertForm *ret);

/* fits: whether the driver can put this statement's arguments into arrays; asked only of what has the form. */
typedef bool GatherFits(void *ctx, const BatchStmt *s);
void gather(Gatherer *g, const BatchRun *run, GatherFits *fits, void *ctx, Arena *a, Groups *ret);
