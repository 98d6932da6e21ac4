#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The walls of the house, as tests: which room may know which, what no file may do, what keeps the core pure.

    check_house.py [--root DIR] [--build DIR]

TAP on standard output. Soft limits (length of files and functions, number of parameters besides `Err *err`) are told
and never fail.
"""
import argparse
import os
import re
import subprocess
import sys

# Which rooms a room may include, besides itself. A new room is a line here and a sentence in ARCHITECTURE.md.
MAY_KNOW = {
    "base": "",
    "node": "base",
    "core": "base node",
    "db": "base node",
    "vault": "base node",
    "scan": "base node",
    "trust": "base node",
    "http": "base node",
    "store": "base node core db vault",
    "app": "base node core db vault store",
    "exchange": "base node core store",
    "insight": "base node core store",
    "api": "base node core db store http app",
    "cmd": "base node core db vault scan trust http store app exchange insight api",
}

# A library's header is known to these files only, so that each could be replaced by changing them.
ONLY_HERE = {
    "microhttpd.h": ["src/http/listen.c"],
    "sqlite3.h": ["src/db/db_sqlite.c", "src/db/db_fault.c"],  # the second wraps its file calls to make disks fail
    "libpq-fe.h": ["src/db/db_postgres.h"],
    "jansson.h": ["src/node/json_read.c"],
    "yaml.h": ["src/node/yaml_read.c"],
    "libxml/parser.h": ["src/node/xlsx_zip.c"],
}

BANNED = ("strcpy strcat sprintf vsprintf strtok gmtime localtime atoi atol rand srand gets alloca").split()

# What the core may call: our own words that are arithmetic on what they are given, and memory that is given too.
# Neither arena_new (it takes memory) nor hash_sha256 (the core is handed a HashFn) is among them.
PURE = re.compile(
    r"arena_(alloc|dup|push|used)|(str|rune|strbuf|json|node|shape|day|time|id|hex|err)_\w+|days_in_month"
    r"|hash_(format|parse|eq)|status_name|assert_failed"
    r"|mem(cmp|cpy|set|move|chr|rchr|mem)|str(n?len|n?cmp|r?chr)|bsearch|v?snprintf"
    r"|__stack_chk_(fail|guard)|__v?snprintf_chk|__mem(cpy|set|move)_chk|_GLOBAL_OFFSET_TABLE_"
    r"|__(mul|div|mod|udiv|umod|popcount|clz|ctz|ashl|ashr|lshr|mulo)\w*[sdt]i\d")
# What the compilers add to a checked build.
INSTRUMENT = re.compile(r"__(asan|ubsan|tsan|sanitizer|llvm|gcov)_\w+|_?__start_\w+|__stop_\w+")

SOURCES = (".c", ".h", ".py", ".sh", ".mjs", ".js", ".ts", ".vue", ".sql")
SPDX = "SPDX-License-Identifier: Apache-2.0"
LIBC_HEADERS = ("assert complex ctype dirent errno fcntl fenv float inttypes limits locale math poll pthread sched "
                "search semaphore setjmp signal spawn stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib "
                "stdnoreturn string strings syslog threads time uchar unistd wchar wctype crypt error features glob "
                "link malloc memory netdb regex resolv values version").split()
JUNK_DRAWERS = "util utils misc common helper helpers manager".split()
SQL_IN_C = re.compile(r"\b(SELECT\s|INSERT\s+INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|CREATE\s+(TABLE|INDEX)\b)")

FILE_LINES, FUNCTION_LINES, PARAMETERS = 500, 60, 5


class Tap:
    def __init__(self):
        self.n = self.bad = 0

    def test(self, name, faults):
        self.n += 1
        self.bad += bool(faults)
        for fault in faults:
            print(f"# {fault}")
        print(f"{'not ok' if faults else 'ok'} {self.n} - {name}")

    def skip(self, name, why):
        self.n += 1
        print(f"ok {self.n} - {name} # SKIP {why}")

    def end(self):
        print(f"1..{self.n}")
        return 1 if self.bad else 0


def walk(root, tops, suffixes):
    """Every source under the tops, as paths from root, sorted; what is made or fetched is left out."""
    found = []
    for top in tops:
        for here, dirs, files in os.walk(os.path.join(root, top)):
            dirs[:] = sorted(d for d in dirs if d not in ("node_modules", "dist", "__pycache__", "corpus", "testdata")
                             and not d.startswith("."))
            found += [os.path.relpath(os.path.join(here, f), root) for f in sorted(files) if f.endswith(suffixes)]
    return found


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as f:
        return f.read()


def split_c(text):
    """The text twice, line for line: code with comments and literals blanked, and the string literals alone."""
    code, strings = [], []
    i, n = 0, len(text)
    while i < n:
        two, c = text[i:i + 2], text[i]
        if two == "//":
            j = text.find("\n", i)
            j = n if j < 0 else j
            code.append(" " * (j - i))
            strings.append(" " * (j - i))
        elif two == "/*":
            j = text.find("*/", i + 2)
            j = n if j < 0 else j + 2
            blank = re.sub(r"[^\n]", " ", text[i:j])
            code.append(blank)
            strings.append(blank)
        elif c in "\"'":
            j = i + 1
            while j < n and text[j] != c and text[j] != "\n":
                j += 2 if text[j] == "\\" else 1
            j = min(j + 1, n)
            literal = text[i:j]
            blank = re.sub(r"[^\n]", " ", literal)
            code.append(blank)
            strings.append(literal if c == '"' else blank)
        else:
            j = i + 1
            code.append(c)
            strings.append("\n" if c == "\n" else " ")
        i = j
    return "".join(code), "".join(strings)


INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)


class House:
    def __init__(self, root):
        self.root = root
        self.c_files = walk(root, ["src"], (".c", ".h"))
        self.text = {p: read(root, p) for p in self.c_files}
        self.code, self.strings = {}, {}
        for p, text in self.text.items():
            self.code[p], self.strings[p] = split_c(text)

    def includes(self, path):
        """(line, quote, name) of each include that is not within a comment."""
        lines = self.code[path].splitlines()
        for m in INCLUDE.finditer(self.text[path]):
            at = self.text[path].count("\n", 0, m.start(1)) + 1
            if lines[at - 1].lstrip().startswith("#"):
                yield at, m.group(1), m.group(2)

    def arrows(self):
        faults = []
        for path in self.c_files:
            parts = path.split(os.sep)
            if len(parts) < 3:
                faults.append(f"{path}: stands in no room")
                continue
            room = parts[1]
            if room not in MAY_KNOW:
                faults.append(f"{path}: room {room} has no line in tools/check_house.py")
                continue
            for at, quote, name in self.includes(path):
                other = name.split("/")[0] if "/" in name else None
                if quote == '"' and other is None and not name.endswith((".def", ".inc")):
                    faults.append(f'{path}:{at}: "{name}" does not name its room')
                elif other in MAY_KNOW and other != room and other not in MAY_KNOW[room].split():
                    faults.append(f"{path}:{at}: {room} may not know {other}")
        return faults

    def banned(self):
        pattern = re.compile(r"(?<![\w.>])(" + "|".join(BANNED) + r")\s*\(")
        return [f"{p}:{at}: {m.group(1)} is banned" for p in self.c_files
                for at, line in enumerate(self.code[p].splitlines(), 1) for m in pattern.finditer(line)]

    def own_header_first(self):
        faults = []
        for path in self.c_files:
            own = path[:-2] + ".h"
            if not path.endswith(".c") or own not in self.text:
                continue
            first = next(self.includes(path), None)
            wanted = own.split(os.sep, 1)[1].replace(os.sep, "/")
            if first is None or first[2] != wanted:
                faults.append(f'{path}: the first include must be "{wanted}"')
        return faults

    def pragma_once(self):
        return [f"{p}: no #pragma once" for p in self.c_files if p.endswith(".h")
                and not re.search(r"^#pragma once", self.text[p], re.MULTILINE)]

    def names(self):
        faults = []
        for path in self.c_files:
            stem = os.path.basename(path).rsplit(".", 1)[0]
            if path.endswith(".h") and stem in LIBC_HEADERS:
                faults.append(f"{path}: a header of the C library has this name")
            if set(stem.split("_")) & set(JUNK_DRAWERS):
                faults.append(f"{path}: a junk drawer; say what is in it")
        return faults

    def only_here(self):
        return [f"{p}:{at}: {name} is for {', '.join(ONLY_HERE[name])} only" for p in self.c_files
                for at, _, name in self.includes(p) if name in ONLY_HERE and p not in ONLY_HERE[name]]

    def sql_in_c(self):
        """The db room alone speaks SQL of its own: its lock, its list of migrations. All others name blocks of sql/."""
        faults = []
        for path in self.c_files:
            if path.startswith("src/db/"):
                continue
            for at, line in enumerate(self.strings[path].splitlines(), 1):
                if SQL_IN_C.search(line):
                    faults.append(f"{path}:{at}: SQL text stands in sql/")
        return faults

    def licence(self):
        paths = walk(self.root, ["src", "sql", "tests", "tools", "bench", "web"], SOURCES)
        return [f"{p}: no line `{SPDX}` at its top" for p in paths
                if SPDX not in "\n".join(read(self.root, p).splitlines()[:5])]

    def soft_limits(self):
        """What has grown: told, never a failure."""
        grown = []
        for path in self.c_files:
            lines = self.code[path].splitlines()
            if len(lines) > FILE_LINES:
                grown.append(f"{path}: {len(lines)} lines (limit {FILE_LINES})")
            if path.endswith(".c"):
                grown += self.long_functions(path, lines)
        return grown

    @staticmethod
    def long_functions(path, lines):
        grown, start, head = [], None, []
        for at, line in enumerate(lines, 1):
            if start is None:
                if line[:1].isalpha() or line[:1] == "_":
                    head = [line]
                elif line.strip():
                    head.append(line)
                if line.rstrip().endswith("{") and "(" in "".join(head) and "=" not in "".join(head):
                    start = at - len(head) + 1
                    signature = " ".join(h.strip() for h in head)
                    name = re.search(r"(\w+)\s*\(", signature).group(1)
                    depth, commas = 0, 0
                    signature = re.sub(r",\s*Err \*err\)", ")", signature)  # every fallible function has it
                    for c in signature:
                        depth += (c == "(") - (c == ")")
                        commas += c == "," and depth == 1
                    if commas + 1 > PARAMETERS:
                        grown.append(f"{path}:{start}: {name} takes {commas + 1} parameters (limit {PARAMETERS})")
            elif line.startswith("}"):
                if at - start + 1 > FUNCTION_LINES:
                    grown.append(f"{path}:{start}: {name} has {at - start + 1} lines (limit {FUNCTION_LINES})")
                start, head = None, []
        return grown


def impure(archive):
    """What the objects of an archive call that is neither theirs nor on the list."""
    listing = subprocess.run(["nm", "-A", archive], check=True, capture_output=True, text=True).stdout
    defined, wanted = set(), []
    for line in listing.splitlines():
        m = re.match(r"^(.*?):\s*(?:[0-9a-fA-F]+)?\s+([A-Za-z])\s+(\S+)$", line)
        if not m:
            continue
        where, kind, name = m.groups()
        if kind in "UwV":
            wanted.append((where.split(":")[-1], name.split("@")[0]))
        else:
            defined.add(name)
    return [f"{where} calls {name}" for where, name in wanted
            if name not in defined and not PURE.fullmatch(name) and not INSTRUMENT.fullmatch(name)]


def main(args):
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", default=os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser.add_argument("--build", help="a build directory, for what only objects can show")
    args = parser.parse_args(args)
    house, tap = House(args.root), Tap()

    tap.test("rooms_know_only_the_rooms_they_stand_on", house.arrows())
    tap.test("no_banned_function_is_called", house.banned())
    tap.test("each_source_includes_its_own_header_first", house.own_header_first())
    tap.test("each_header_is_read_once", house.pragma_once())
    tap.test("file_names_shadow_nothing_and_hide_nothing", house.names())
    tap.test("each_library_is_known_to_its_own_file_only", house.only_here())
    tap.test("sql_stands_in_sql", house.sql_in_c())
    tap.test("each_source_names_the_licence", house.licence())
    archive = os.path.join(args.build, "src", "core", "libcore.a") if args.build else None
    if archive is None:
        tap.skip("the_core_is_pure", "no build directory given")
    elif not os.path.exists(archive):
        tap.skip("the_core_is_pure", f"no {archive}")
    else:
        tap.test("the_core_is_pure", impure(archive))
    for line in house.soft_limits():
        print(f"# grown: {line}")
    return tap.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
