// SPDX-License-Identifier: Apache-2.0
#include "api/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include "base/test.h"

typedef struct Piece {
    Str text; /* or, if empty, */
    uint64_t zeros;
} Piece;

/* A ZIP that is nowhere: its files are zeros, as many as they are said to have. */
typedef struct Shelf {
    Arena *a;
    Time moment;
    ZipFile files[3];
    Piece pieces[7];
    size_t n, n_files;
    uint64_t size, at;
    char buf[65536];
} Shelf;

static void add(Shelf *s, const char *path, uint64_t size, uint32_t crc) {
    ZipFile *f = &s->files[s->n_files++];
    *f = (ZipFile){.path = str_c(path), .size = size, .crc = crc};
    Str head = zip_head(f, s->size, s->moment, s->a);
    s->pieces[s->n++].text = head;
    s->pieces[s->n++].zeros = size;
    s->size += head.n + size;
}

static void end(Shelf *s) {
    Str t = zip_end(s->files, s->n_files, s->size, s->moment, s->a);
    s->pieces[s->n++].text = t;
    s->size += t.n;
}

static la_ssize_t on_read(struct archive *ar, void *u, const void **ret) {
    Shelf *s = u;
    uint64_t from = 0;
    *ret = s->buf;
    for (size_t i = 0; i < s->n; i++) {
        uint64_t n = s->pieces[i].text.n ? s->pieces[i].text.n : s->pieces[i].zeros;
        if (s->at - from < n) {
            uint64_t take = MIN(n - (s->at - from), sizeof s->buf);
            if (s->pieces[i].text.n) memcpy(s->buf, s->pieces[i].text.p + (s->at - from), take);
            else memset(s->buf, 0, take);
            s->at += take;
            return (la_ssize_t)take;
        }
        from += n;
    }
    return 0;
}

static la_int64_t on_seek(struct archive *ar, void *u, la_int64_t by, int whence) {
    Shelf *s = u;
    int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (int64_t)s->at : (int64_t)s->size;
    s->at = (uint64_t)(base + by);
    return (la_int64_t)s->at;
}

static struct archive *reader(Shelf *s, bool seeks) {
    struct archive *ar = archive_read_new();
    if (seeks) archive_read_support_format_zip_seekable(ar); /* goes by the directory */
    else archive_read_support_format_zip_streamable(ar);     /* by the heads */
    archive_read_set_read_callback(ar, on_read);
    if (seeks) archive_read_set_seek_callback(ar, on_seek);
    archive_read_set_callback_data(ar, s);
    s->at = 0;
    CHECK_EQ(archive_read_open1(ar), ARCHIVE_OK);
    return ar;
}

static void expect_files(Shelf *s, bool seeks, bool reads) {
    struct archive *ar = reader(s, seeks);
    struct archive_entry *e;
    static char buf[65536];
    for (size_t i = 0; i < s->n_files; i++) {
        CHECK_EQ(archive_read_next_header(ar, &e), ARCHIVE_OK);
        CHECK_STR(str_c(archive_entry_pathname_utf8(e)), s->files[i].path);
        CHECK_EQ(archive_entry_size(e), s->files[i].size);
        la_ssize_t n = 1;
        for (uint64_t all = 0; reads && n > 0; all += (uint64_t)n) /* its end is where the sum is compared */
            if ((n = archive_read_data(ar, buf, sizeof buf)) == 0) CHECK_EQ(all, s->files[i].size);
        CHECK(n >= 0);
    }
    CHECK_EQ(archive_read_next_header(ar, &e), ARCHIVE_EOF);
    archive_read_free(ar);
}

static Shelf *shelf(Arena *a) {
    Shelf *s = NEW(a, Shelf);
    s->a = a;
    CHECK(time_parse(S("2021-08-24T09:30:08"), &s->moment));
    return s;
}

#define CRC_OF_32_ZEROS UINT32_C(0x190A55AD)

TEST(a_small_one_is_read_by_its_directory_and_by_its_heads) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Shelf *s = shelf(a);
    CHECK(setlocale(LC_CTYPE, "C.UTF-8")); /* the reader asks it what a letter is */
    add(s, "manifest.json", 32, CRC_OF_32_ZEROS);
    add(s, "01 证据卷/001 讯问笔录/0001.jpg", 32, CRC_OF_32_ZEROS);
    add(s, "empty", 0, 0);
    end(s);
    expect_files(s, true, true);
    expect_files(s, false, true);
    Str last = s->pieces[s->n - 1].text;
    CHECK_EQ(last.n, 3 * 46 + s->files[0].path.n + s->files[1].path.n + s->files[2].path.n + 22);
    CHECK(memcmp(s->pieces[0].text.p + 10, "\xC4\x4B\x18\x53", 4) == 0); /* half past nine on the 24th of August 2021 */
}

TEST(a_wrong_sum_is_seen_by_who_reads_it) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Shelf *s = shelf(a);
    struct archive_entry *e;
    char buf[64];
    add(s, "page", 32, CRC_OF_32_ZEROS + 1);
    end(s);
    struct archive *ar = reader(s, true);
    CHECK_EQ(archive_read_next_header(ar, &e), ARCHIVE_OK);
    la_ssize_t n = archive_read_data(ar, buf, sizeof buf);
    while (n > 0) n = archive_read_data(ar, buf, sizeof buf);
    CHECK(n < 0);
    archive_read_free(ar);
}

TEST(sizes_and_offsets_over_4_gb_are_told) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    Shelf *s = shelf(a);
    add(s, "film.mp4", UINT64_C(5) << 30, 1);
    add(s, "after it", 32, CRC_OF_32_ZEROS);
    add(s, "of just that size", UINT64_C(0xFFFFFFFF), 1);
    end(s);
    expect_files(s, true, false);
}

TEST_MAIN()
