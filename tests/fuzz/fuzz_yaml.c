// SPDX-License-Identifier: Apache-2.0
/* Rule files as text: a tree or a refusal that names its place, never a crash. */
#include "node/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena *a = arena_new();
    Err err = {0};
    Node *n;
    if (yaml_read(str_n((const char *)data, size), "rule.yaml", a, &n, &err) == OK) {
        StrBuf out;
        strbuf_init(&out, a, MB(4));
        node_write(n, &out);
    } else {
        ASSERT(err.code && strncmp(err.where, "rule.yaml", 9) == 0);
    }
    arena_free(a);
    return 0;
}
