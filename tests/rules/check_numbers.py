#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks rules/codes/numbers.yaml against itself: every example and writing of a number has the row's key, and no two
rows share one. The five steps are done here once more, from their description in that file. Exit 1 on a fault."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE = ROOT / 'rules' / 'codes' / 'numbers.yaml'
TEXT = r'"((?:[^"\\]|\\.)*)"'


def unescape(s):
    return re.sub(r'\\(.)', lambda m: {'t': '\t'}.get(m[1], m[1]), s)


def fold(s):
    return ''.join(chr(ord(c) - 0xFEE0) if '\uff01' <= c <= '\uff5e' else c for c in s).upper()


def number_key(s, spaces, parts):
    s = ''.join(c for c in fold(s) if c not in spaces)
    if not re.search('[\u4e00-\u9fff]', s.replace('第', '').replace('号', '')):
        return ''.join(c for c in s if c.isascii() and c.isalnum())
    runs = list(re.finditer(r'[0-9]+', s))
    if runs:
        last = runs[-1]
        s = s[:last.start()] + (last[0].lstrip('0') or '0') + s[last.end():]
    run = f'[{re.escape(parts)}]+'
    s = re.sub(f'(?<=[0-9]){run}(?=[0-9])', '/', s)
    return re.sub(run, '', s.replace('/', '\0')).replace('\0', '/')


def main():
    text = FILE.read_text(encoding='utf-8')
    spaces = unescape(re.search(rf'^  spaces: {TEXT}', text, re.M)[1])
    parts = unescape(re.search(rf'^  parts: {TEXT}', text, re.M)[1])
    faults, keys, n = [], {}, 0
    for at, line in enumerate(text.splitlines(), 1):
        row = re.match(r'- \{id: (\w+), .*?example: "?([^",]+)"?, key: "?([^",]+)"?, written: \[(.*?)\](?=, |\})', line)
        if not row:
            if line.startswith('- {'):
                faults.append(f'{FILE}:{at}: no example, key and written')
            continue
        name, example, key, written = row.groups()
        if key in keys:
            faults.append(f'{FILE}:{at}: {name} has the key of {keys[key]}')
        keys[key] = name
        for w in [example] + re.findall(TEXT, written):
            n += 1
            got = number_key(w, spaces, parts)
            if got != key:
                faults.append(f'{FILE}:{at}: {w} gives {got}, not {key}')
    wrong = bool(faults) or not n
    print(f"1..1\n{'not ok' if wrong else 'ok'} 1 - every writing of a number has its key")
    for f in faults + [f'{n} writings of {len(keys)} numbers, {len(faults)} wrong']:
        print('#', f)
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
