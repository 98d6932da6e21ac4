#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns the .sql files into C tables: embed_sql.py queries|migrations DIR OUT DEPFILE

queries:    QUERY(CASE_GET, "case_get", params, sqlite text, postgres text) for each `-- name: case_get` block of
            DIR/*.sql; a block may be for one dialect only: `-- name: case_find /postgres`, then both must be there.
            What several say alike is written once: the line `-- use: open $2` stands for the text, without its comments, of
            the block `-- fragment: open $agency` of any file, with $2 for each $agency.
migrations: MIGRATION("words", sqlite text, postgres text) for DIR/{sqlite,postgres}/NNNN_words.sql, in order.
"""
import pathlib
import re
import sys

DIALECTS = ("sqlite", "postgres")
HEAD = re.compile(r"^-- name:\s*(\S+)\s*(\S*)\s*$")
FRAGMENT = re.compile(r"^-- fragment:\s*([a-z][a-z0-9_]*)((?:\s+\$[a-z_]+)*)\s*$")
USE = re.compile(r"^-- use:\s*(\S+)((?:\s+\$\d+)*)\s*$")
OWN = re.compile(r"\$[a-z_]+")  # what a fragment is given by those who use it


def stop(message: str):
    sys.exit(f"embed_sql: {message}")


def c_text(sql: str) -> str:
    lines = (line.replace("\\", "\\\\").replace('"', '\\"') for line in sql.split("\n"))
    return "\n    " + "\n    ".join(f'"{line}\\n"' for line in lines)


def params(sql: str, where: str) -> int:
    if OWN.search(sql):
        stop(f"{where}: {OWN.search(sql)[0]} belongs in a fragment; a query's parameters are $1, $2 ...")
    used = {int(n) for n in re.findall(r"\$(\d+)", sql)}
    if used != set(range(1, len(used) + 1)):
        stop(f"{where}: the parameters are {sorted(used)}, expected 1..n without a gap")
    return len(used)


def fill_in(lines: list, where: str, fragments: dict, used: set) -> str:
    """The lines with each `-- use:` replaced by what it names."""
    out = []
    for line in lines:
        if line.startswith("-- use"):
            use = USE.match(line)
            if not use or use[1] not in fragments:
                stop(f"{where}: `{line}` names no fragment; expected `-- use: fragment $1 ...`")
            values, (_, names, text) = use[2].split(), fragments[use[1]]
            if len(values) != len(names):
                stop(f"{where}: `{line}` gives {len(values)}, the fragment takes {len(names)}")
            used.add(use[1])
            line = OWN.sub(lambda m: values[names.index(m[0])], text)
        out.append(line)
    return "\n".join(out).strip().rstrip(";").rstrip()


def read_fragments(found: dict) -> dict:
    """name -> where, the words of its heading, text"""
    out = {}
    for name, (where, names, lines) in found.items():
        text = "\n".join(line for line in lines if not line.startswith("--")).strip()
        if any(line.startswith("-- use") for line in lines) or not text or re.search(r"\$\d", text):
            stop(f"{where}: the fragment {name} is empty, uses another, or has a numbered parameter")
        if sorted(set(OWN.findall(text))) != sorted(names):
            stop(f"{where}: the fragment {name} has {sorted(set(OWN.findall(text)))}, its heading {names}")
        out[name] = (where, names, text)
    return out


def read_blocks(files) -> tuple:
    blocks: dict = {}  # name -> dialect -> [where, lines]
    fragments: dict = {}
    for file in files:
        into = None
        for number, line in enumerate(file.read_text("utf-8").split("\n"), 1):
            where = f"{file}:{number}"
            if head := HEAD.match(line):
                name, only = head.groups()
                if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or only not in ("", "/sqlite", "/postgres"):
                    stop(f"{where}: expected `-- name: lower_case_name` with /sqlite, /postgres or nothing")
                into = []
                for dialect in [only[1:]] if only else DIALECTS:
                    if dialect in blocks.setdefault(name, {}):
                        stop(f"{where}: {name} for {dialect} is already at {blocks[name][dialect][0]}")
                    blocks[name][dialect] = [where, into]
            elif head := FRAGMENT.match(line):
                if head[1] in fragments:
                    stop(f"{where}: the fragment {head[1]} is already at {fragments[head[1]][0]}")
                into = []
                fragments[head[1]] = (where, head[2].split(), into)
            elif line.startswith(("-- name", "-- fragment")):
                stop(f"{where}: a heading reads `-- name: words` or `-- fragment: words $word ...`")
            elif into is not None:
                into.append(line)
            elif line.strip() and not line.startswith("--"):
                stop(f"{where}: SQL before the first `-- name:`")
    return blocks, read_fragments(fragments)


def read_queries(root: pathlib.Path, files) -> str:
    blocks, fragments = read_blocks(files)
    out, used = [], set()
    for name, by in sorted(blocks.items()):
        if missing := [d for d in DIALECTS if d not in by]:
            stop(f"{next(iter(by.values()))[0]}: {name} is missing for {missing[0]}")
        texts = {d: fill_in(by[d][1], by[d][0], fragments, used) for d in DIALECTS}
        counts = {params(texts[d], by[d][0]) for d in DIALECTS}
        if not all(texts.values()) or len(counts) != 1:
            stop(f"{by['sqlite'][0]}: {name} is empty or differs in its parameters between the dialects")
        out.append(f'QUERY({name.upper()}, "{name}", {counts.pop()},{c_text(texts["sqlite"])},{c_text(texts["postgres"])})')
    for name in fragments.keys() - used:
        stop(f"{fragments[name][0]}: no query uses the fragment {name}")
    return "\n".join(out)


def read_migrations(root: pathlib.Path, files) -> str:
    by = {d: [f.name for f in files if f.parent.name == d] for d in DIALECTS}
    if by["sqlite"] != by["postgres"]:
        stop(f"{root}: the dialects differ: {sorted(set(by['sqlite']) ^ set(by['postgres']))}")
    out = []
    for number, name in enumerate(by["sqlite"], 1):
        match = re.fullmatch(r"(\d{4})_([a-z0-9_]+)\.sql", name)
        if not match or int(match[1]) != number:
            stop(f"{root}: {name}: expected {number:04d}_words.sql")
        texts = [(root / d / name).read_text("utf-8") for d in DIALECTS]
        if any(re.search(r"^\s*(BEGIN|COMMIT|ROLLBACK)\s*;", t, re.I | re.M) for t in texts):
            stop(f"{root}: {name}: the transaction is the program's")
        out.append(f'MIGRATION("{match[2]}",{c_text(texts[0])},{c_text(texts[1])})')
    return "\n".join(out)


def main(kind: str, directory: str, out: str, depfile: str):
    root = pathlib.Path(directory)
    folders = [root] if kind == "queries" else [root / d for d in DIALECTS]
    files = sorted(f for folder in folders for f in folder.glob("*.sql"))
    text = {"queries": read_queries, "migrations": read_migrations}[kind](root, files)
    pathlib.Path(out).write_text(f"/* generated by tools/embed_sql.py */\n{text}\n", "utf-8")
    watched = " ".join(str(p) for p in [*(f for f in folders if f.exists()), *files])
    pathlib.Path(depfile).write_text(f"{out}: {watched}\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
