// SPDX-License-Identifier: Apache-2.0
#include "http/framing.h"

#include "base/test.h"

enum { REFUSED = -2, CHUNKED = -1 };

static long long length(const Pair *v, size_t n) {
    Pairs p = {(Pair *)(uintptr_t)v, n, n};
    uint64_t length;
    if (!framing_read(&p, &length)) return REFUSED;
    return length == BODY_UNSAID ? CHUNKED : (long long)length;
}
#define LENGTH(...)                                                                                          \
    ({                                                                                                       \
        const Pair headers[] = {__VA_ARGS__};                                                                \
        length(headers, LEN(headers));                                                                       \
    })
#define H(name, value)                                                                                       \
    { S(name), S(value) }

TEST(a_body_ends_where_every_reader_would_say) {
    CHECK_EQ(LENGTH(H("Host", "x")), 0);
    CHECK_EQ(LENGTH(H("Content-Length", "12")), 12);
    CHECK_EQ(LENGTH(H("transfer-encoding", "Chunked")), CHUNKED);
}

TEST(what_two_readers_could_cut_differently_is_refused) {
    CHECK_EQ(LENGTH(H("Content-Length", "12"), H("Transfer-Encoding", "chunked")), REFUSED);
    CHECK_EQ(LENGTH(H("Content-Length", "12"), H("content-length", "12")), REFUSED);
    CHECK_EQ(LENGTH(H("Content-Length", "+12")), REFUSED);
    CHECK_EQ(LENGTH(H("Content-Length", "")), REFUSED);
    CHECK_EQ(LENGTH(H("Content-Length", "9999999999999999999")), REFUSED);
    CHECK_EQ(LENGTH(H("Transfer-Encoding", "xchunked")), REFUSED);
    CHECK_EQ(LENGTH(H("Transfer-Encoding", "gzip, chunked")), REFUSED);
    CHECK_EQ(LENGTH(H("Transfer-Encoding ", "chunked")), REFUSED);
    CHECK_EQ(LENGTH(H("Host", "x"), H("Host", "y")), REFUSED);
}

TEST_MAIN()
