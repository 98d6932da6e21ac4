#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every wall can fail: each check meets a small tree that breaks it, and one that does not."""
import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile

import check_house

TOP = "// SPDX-License-Identifier: Apache-2.0\n"
HEADER = TOP + "#pragma once\n"

SOUND = {
    "src/base/str.h": HEADER,
    "src/base/str.c": TOP + '#include "base/str.h"\n/* strcpy( and "SELECT x" in a comment are only words */\n',
    "src/core/case.h": HEADER + '#include "base/str.h"\n',
    "src/core/case.c": TOP + '#include "core/case.h"\nconst char *word = "call atoi(x) // not a comment";\n',
    "src/db/db_sqlite.c": TOP + "#include <sqlite3.h>\n",
    "src/db/db_test.c": TOP + 'const char *q = "SELECT 1";\n',
    "sql/cases.sql": "-- SPDX-License-Identifier: Apache-2.0\nSELECT 1;\n",
    "tools/x.py": "# SPDX-License-Identifier: Apache-2.0\n",
}

# The check that must fail, and the file that breaks it.
BROKEN = [
    ("rooms_know_only_the_rooms_they_stand_on", "src/core/a.c", '#include "store/b.h"\n'),
    ("rooms_know_only_the_rooms_they_stand_on", "src/base/a.c", '#include "node/b.h"\n'),
    ("rooms_know_only_the_rooms_they_stand_on", "src/http/a.c", '#include "core/b.h"\n'),
    ("rooms_know_only_the_rooms_they_stand_on", "src/attic/a.c", ""),
    ("rooms_know_only_the_rooms_they_stand_on", "src/a.c", ""),
    ("rooms_know_only_the_rooms_they_stand_on", "src/core/a.c", '#include "case.h"\n'),
    *[("no_banned_function_is_called", "src/app/a.c", f"int x = {f}(y);\n") for f in check_house.BANNED],
    ("each_source_includes_its_own_header_first", "src/core/case.c", '#include "base/str.h"\n#include "core/case.h"\n'),
    ("each_source_includes_its_own_header_first", "src/core/case.c", "int x;\n"),
    ("file_names_shadow_nothing_and_hide_nothing", "src/core/time.h", "#pragma once\n"),
    ("file_names_shadow_nothing_and_hide_nothing", "src/core/case_utils.c", ""),
    ("each_header_is_read_once", "src/core/b.h", ""),
    *[("each_library_is_known_to_its_own_file_only", "src/cmd/a.c", f"#include <{h}>\n") for h in check_house.ONLY_HERE],
    ("sql_stands_in_sql", "src/store/a.c", 'const char *q = "select 1; SELECT pos FROM log";\n'),
    ("sql_stands_in_sql", "src/store/a.c", 'const char *q = "INSERT INTO log VALUES ($1)";\n'),
    ("sql_stands_in_sql", "src/store/a_test.c", 'const char *q = "DELETE FROM log";\n'),
    ("sql_stands_in_sql", "src/app/a.c", 'const char *q = "UPDATE log SET pos = 1";\n'),
]
UNLICENSED = ["src/core/b.h", "sql/b.sql", "tools/b.sh", "web/src/b.ts", "tests/api/b.mjs"]

IMPURE = ["time_t t(void) { return time(NULL); }", "void *m(void) { return malloc(9); }",
          "int r(void) { return rand(); }", "int o(void) { return open(\"x\", 0); }",
          "void q(int *v) { qsort(v, 3, 4, NULL); }", "void *clock_now(void); void *n(void) { return clock_now(); }",
          "int sqlite3_step(void *); int s(void) { return sqlite3_step(NULL); }",
          "void *arena_new(void); void *a(void) { return arena_new(); }",
          "int EVP_Digest(void); int h(void) { return EVP_Digest(); }", "void p(void) { puts(\"x\"); }"]
PURE = ("void *arena_alloc(void *, unsigned long); static int own(int x) { return x; } int other(int);\n"
        "void *a(void *p, int n) { return memset(arena_alloc(p, 8), own(n) + other(1), 8); }\n"
        "int f(char *b, int n) { return snprintf(b, 9, \"%d\", n); }")


def failing(files):
    """The names of the checks that a tree fails."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as f:
                f.write(text)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            status = check_house.main(["--root", root])
        names = re.findall(r"^not ok \d+ - (\S+)", out.getvalue(), re.MULTILINE)
        assert (status != 0) == bool(names)
        return names, out.getvalue()


def impure(source, more=None):
    with tempfile.TemporaryDirectory() as root:
        objects = []
        for i, text in enumerate([source, more] if more else [source]):
            c, o = os.path.join(root, f"{i}.c"), os.path.join(root, f"{i}.o")
            with open(c, "w", encoding="utf-8") as f:
                f.write("#include <fcntl.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"
                        "#include <time.h>\n" + text + "\n")
            subprocess.run(["cc", "-w", "-O1", "-fPIE", "-c", c, "-o", o], check=True)
            objects.append(o)
        subprocess.run(["ar", "rcs", os.path.join(root, "x.a"), *objects], check=True)
        return check_house.impure(os.path.join(root, "x.a"))


def main():
    tap = check_house.Tap()
    names, out = failing(SOUND)
    tap.test("a_sound_tree_passes", [out] if names else [])
    for check, path, text in BROKEN:
        names, _ = failing({**SOUND, path: TOP + text})
        faults = [] if check in names else [f"{path} with {text!r} passed"]
        tap.test(f"{check}_can_fail: {text.strip() or path}".replace("#", "").replace("\n", " "), faults)
    for path in UNLICENSED:
        names, _ = failing({**SOUND, path: "#pragma once\n"})
        tap.test(f"each_source_names_the_licence_can_fail: {path}",
                 [] if "each_source_names_the_licence" in names else [f"{path} passed"])
    for source in IMPURE:
        tap.test(f"the_core_is_pure_can_fail: {source}".replace("#", ""), [] if impure(source) else ["passed"])
    tap.test("a_pure_core_passes", impure(PURE, "int other(int x) { return x + 1; }"))

    long = "int f(int a, int b, int c, int d, int e, int g) {\n" + "    a++;\n" * 70 + "}\n"
    _, out = failing({**SOUND, "src/core/long.c": TOP + long + "\n" * 500})
    tap.test("what_has_grown_is_told", [w for w in ("takes 6 parameters", "f has 72 lines", "573 lines")
                                        if w not in out])
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
