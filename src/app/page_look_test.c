// SPDX-License-Identifier: Apache-2.0
#include "app/page_look.h"
#include "base/test.h"

#define B(text) str_n(text, sizeof(text) - 1)

TEST(a_png_tells_its_dots_and_whether_its_end_is_there) {
    Str head = B("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x06\x76\0\0\x09\x23\x08\0\0\0\0");
    PageLook look = page_look(head, B("....IEND\xAE\x42\x60\x82"));
    CHECK_EQ(look.kind, FILE_PNG);
    CHECK_EQ(look.width, 1654);
    CHECK_EQ(look.height, 2339);
    CHECK_EQ(page_dpi(&look), 200);
    CHECK(!look.cut);
    CHECK(page_look(head, B("nothing of the kind")).cut);
}

TEST(a_jpeg_is_read_past_its_other_segments) {
    Str head = B("\xFF\xD8\xFF\xE0\0\x06" "JFIF" "\xFF\xFF\xC0\0\x0B\x08\x04\x92\x03\x3B\x01\0\0\0");
    PageLook look = page_look(head, B("..\xFF\xD9"));
    CHECK_EQ(look.kind, FILE_JPEG);
    CHECK_EQ(look.width, 827);
    CHECK_EQ(look.height, 1170);
    CHECK_EQ(page_dpi(&look), 100);
    CHECK(!look.cut);
}

TEST(a_jpeg_that_says_no_size_is_one_that_was_broken_off) {
    CHECK(page_look(B("\xFF\xD8\xFF\xE0 1"), B("\xFF\xD8\xFF\xE0 1")).cut);
    CHECK(page_look(B("\xFF\xD8\xFF\xE0\xFF\xFF"), B("\xFF\xD9")).cut);
    CHECK(page_look(B("\xFF\xD8\xFF"), B("")).cut);
}

TEST(a_segment_of_no_length_ends_the_reading) {
    PageLook look = page_look(B("\xFF\xD8\xFF\xE0\0\0\0\0\0\0\0\0\0\0"), B("\xFF\xD9"));
    CHECK_EQ(look.width, 0);
    CHECK(look.cut);
}

TEST(other_kinds_are_told_by_their_first_bytes) {
    CHECK_EQ(page_look(B("%PDF-1.4 ..."), B("%%EOF\n")).kind, FILE_PDF);
    CHECK(!page_look(B("%PDF-1.4 ..."), B("%%EOF\n")).cut);
    CHECK(page_look(B("%PDF-1.4 ..."), B("xref")).cut);
    CHECK_EQ(page_look(B("II*\0...."), B("")).kind, FILE_TIFF);
    CHECK_EQ(page_look(B("RIFF....WEBPVP8 "), B("")).kind, FILE_WEBP);
    CHECK_EQ(page_look(B("\0\0\0\x18" "ftypmp42"), B("")).kind, FILE_MEDIA);
    CHECK_EQ(page_look(B("<html>"), B("")).kind, FILE_OTHER);
    CHECK_EQ(page_look(B(""), B("")).kind, FILE_OTHER);
}

TEST_MAIN()
