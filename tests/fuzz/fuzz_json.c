// SPDX-License-Identifier: Apache-2.0
/* Strangers' JSON: read or refused within its bounds; what was read writes to canonical text that reads back the same.
 * What the short way takes, the library takes too, and reads the same. */
#include "node/json_quick.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *a = arena_new();
    Err err;
    Node *n, *again;
    JsonLimits lim = {.bytes_max = KB(64), .nodes_max = 2000};
    if (json_read(str_n((const char *)data, size), lim, a, &n, &err) == OK) {
        StrBuf one, two;
        strbuf_init(&one, a, MB(1));
        strbuf_init(&two, a, MB(1));
        node_write(n, &one);
        ASSERT(!one.overflow);
        lim.bytes_max = MB(1);
        ASSERT(json_read(strbuf_str(&one), lim, a, &again, &err) == OK);
        node_write(again, &two);
        ASSERT(str_eq(strbuf_str(&one), strbuf_str(&two)));
    }
    if (json_quick(str_n((const char *)data, size), lim, a, &n)) {
        StrBuf one, two;
        strbuf_init(&one, a, MB(1));
        strbuf_init(&two, a, MB(1));
        lim.syntax_only = true; /* never goes the short way */
        ASSERT(json_read(str_n((const char *)data, size), lim, a, &again, &err) == OK);
        node_write(n, &one);
        node_write(again, &two);
        ASSERT(str_eq(strbuf_str(&one), strbuf_str(&two)));
    }
    arena_free(a);
    return 0;
}
