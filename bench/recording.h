// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The very statements and values the writer stored, command by command, kept in a file so that bare SQLite can be made
 * to store the same rows. In the file: for each command the number of statements, then for each its query, its number
 * of values, and each value as kind, length or integer, bytes. Native byte order: it is read where it was written.
 */
#include "db/db.h"
#include "db/db_ops.h"
#include "node/shape.h"

/* Stands before a writer's connection and writes each batch down. The file must outlive it. */
Db *recorder_new(Db *inner, FILE *to);

typedef struct Recorded {
    const BatchStmt *v;
    uint8_t *args; /* how many values each statement has */
    size_t n;
} Recorded;
typedef LIST_OF(Recorded) Recording;
bool recording_read(const char *path, Arena *a, Recording *ret);
