// SPDX-License-Identifier: Apache-2.0
/* Prints the description of the API, for the client's build and for other systems' engineers. */
#include "api/api.h"
#include "cmd/cmd.h"

static const char HELP[] = "usage: jindu openapi\n\n"
                           "Prints the OpenAPI description the server gives at /api/v1/openapi.json. It needs no site.\n";

int cmd_openapi(int argc, char **argv) {
    _cleanup_(arena_freep) Arena *a = arena_new();
    StrBuf b;
    if (argc > 1) {
        bool help = strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;
        fputs(HELP, help ? stdout : stderr);
        return help ? EXIT_DONE : EXIT_USAGE;
    }
    strbuf_init(&b, a, MB(4));
    api_describe(&b);
    ASSERT(!b.overflow);
    Str text = strbuf_str(&b);
    fwrite(text.p, 1, text.n, stdout);
    return putchar('\n') != EOF && fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAULT;
}
