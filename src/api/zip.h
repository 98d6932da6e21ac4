// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What a ZIP has besides its files: a head before each and a directory after all. The files are stored as they are, and
 * their sizes and sums are known before the first byte goes out, so the whole is an answer of parts. ZIP64 where a size, an
 * offset or the number of files asks for it. (APPNOTE 6.3: 4.3.7 local head, 4.3.12 directory, 4.3.14 to 16 its end.)
 */
#include "base/arena.h"
#include "base/civil.h"
#include "base/str.h"

typedef struct ZipFile {
    Str path; /* UTF-8 */
    uint64_t size;
    uint32_t crc;
    uint64_t at; /* where its head begins; zip_head says it */
} ZipFile;

/* The head of a file that begins at `at`; all of a ZIP are of one moment. */
Str zip_head(ZipFile *f, uint64_t at, Time moment, Arena *a);
/* The directory of n files, which begins at `at`. */
Str zip_end(const ZipFile *v, size_t n, uint64_t at, Time moment, Arena *a);
