#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that every article cited in rules/**/*.yaml exists in the statute texts (grammar: docs/rules-format.md).

usage: check_articles.py [--rules DIR] [--law DIR] [--list] [--tap]
Reads `basis:` entries only. Exit 0: all found, or no texts here (then it says 'skipped'); 1: a citation is wrong.
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIGITS = {c: i for i, c in enumerate('零一二三四五六七八九')}
HEADING = re.compile(r'^第([零一二三四五六七八九十百千]+)条(?:之([一二三四五六七八九十]+))?[\s　]+(.*)')
CITE = re.compile(r'^(\d+)(?:-(\d+)|(?:之([一二三四五六七八九十]+))?(?:¶(\d+))?(?:\((\d+)\))?)$')
ITEM = re.compile(r'^（([一二三四五六七八九十]+)）')


def number(text):
    total = unit = 0
    for c in text:
        if c in DIGITS:
            unit = DIGITS[c]
        else:
            total += (unit or 1) * {'十': 10, '百': 100, '千': 1000}[c]
            unit = 0
    return total + unit


def key(no, sub):
    return f'{no}之{sub}' if sub else str(no)


def read_texts(law_dir):
    """{law: {article: text}}; from articles.tsv, else from the text files themselves."""
    laws = {}
    tsv = law_dir / 'articles.tsv'
    if tsv.exists():
        for line in tsv.read_text(encoding='utf-8').splitlines()[1:]:
            law, _, no, _, text = line.split('\t')[:5]
            laws.setdefault(re.sub(r'_\d{4}$', '', law), {})[no] = text.replace('\\n', '\n')
    for file in sorted(law_dir.glob('*.md')) + sorted(law_dir.glob('*.txt')):
        name = re.sub(r'[_(].*$', '', file.stem)
        if name in laws:
            continue
        articles, current = {}, None
        for line in file.read_text(encoding='utf-8').splitlines():
            m = HEADING.match(line.strip())
            if m:
                current = key(number(m[1]), m[2])
                articles[current] = m[3]
            elif line.startswith('#'):
                current = None
            elif current and line.strip():
                articles[current] += '\n' + line.strip()
        if articles:
            laws[name] = articles
    return laws


def split_flow(text):
    """Entries of a flow list without its brackets: commas outside quotes part them."""
    return [e.strip().strip('"\'').strip() for e in re.findall(r'(?:"[^"]*"|\'[^\']*\'|[^,])+', text) if e.strip()]


def basis_entries(text):
    """(line number, entry) of each basis entry, whether a scalar, a flow list or a block list."""
    lines = text.splitlines()
    for i, line in enumerate(lines):
        if line.lstrip().startswith('#'):
            continue
        for m in re.finditer(r'(?:^|[\s{,\-])basis:[ \t]*', line):
            rest, at = line[m.end():], i
            if rest.startswith('['):
                while ']' not in rest and at + 1 < len(lines):
                    at += 1
                    rest += ' ' + lines[at].strip()
                for e in split_flow(rest[1:rest.find(']')] if ']' in rest else rest[1:]):
                    yield i + 1, e
            elif rest.strip() and not rest.startswith('#'):
                flow = line[:m.start() + 1].count('{') > line[:m.start() + 1].count('}')
                value = re.match(r'"[^"]*"|\'[^\']*\'|[^,}#]*' if flow else r'"[^"]*"|\'[^\']*\'|[^#]*', rest)[0]
                for e in ([value] if flow else value.split(',')):
                    yield i + 1, e.strip().strip('"\'').strip()
            else:
                indent = len(line) - len(line.lstrip())
                for j in range(i + 1, len(lines)):
                    b = re.match(r'^(\s*)- (.*?)\s*$', lines[j])
                    if not b or len(b[1]) < indent:
                        break
                    yield j + 1, b[2].strip('"\'')


def known_laws(rules_dir):
    """Laws of rules/codes/laws.yaml: {id: cited by article}."""
    file = rules_dir / 'codes' / 'laws.yaml'
    found = re.findall(r'^- \{id: ([^,]+),.*articles: (true|false)', file.read_text(encoding='utf-8'), re.M)
    return {law: articles == 'true' for law, articles in found}


def part_fault(text, paragraph, item):
    """Why the paragraph or item is not in the article; None if it is. Items do not begin a paragraph."""
    parts = []
    for line in text.split('\n'):
        m = ITEM.match(line)
        if m and parts:
            parts[-1].add(number(m[1]))
        elif line.strip():
            parts.append(set())
    if paragraph and paragraph > len(parts):
        return f'has {len(parts)} paragraphs, ¶{paragraph} is cited'
    items = parts[paragraph - 1] if paragraph else set().union(*parts)
    if item and item not in items:
        return f'has no item ({item})' + (f' in ¶{paragraph}' if paragraph else '')
    return None


def check_entry(entry, known, laws):
    """(numbers checked, numbers without a text, faults)."""
    law, *cites = entry.split()
    if law not in known:
        return 0, 0, [f"'{law}' is not in rules/codes/laws.yaml"]
    if known[law] and not cites:
        return 0, 0, [f'{law}: no article is named']
    checked = unseen = 0
    faults = []
    for c in cites:
        m = CITE.match(c)
        if not m:
            faults.append(f"{law}: '{c}' is not an article (133, 133之一, 156-159, 219¶1(6))")
            continue
        if law not in laws:
            unseen += 1
            continue
        for no in range(int(m[1]), int(m[2] or m[1]) + 1):
            checked += 1
            text = laws[law].get(key(no, m[3]))
            if text is None:
                faults.append(f'{law} has no article {key(no, m[3])}')
            elif m[4] or m[5]:
                why = part_fault(text, int(m[4] or 0), int(m[5] or 0))
                if why:
                    faults.append(f'{law} {key(no, m[3])} {why}')
    return checked, unseen, faults


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument('--rules', type=pathlib.Path, default=ROOT / 'rules')
    p.add_argument('--law', type=pathlib.Path, default=ROOT.parent / 'shared' / 'law')
    p.add_argument('--list', action='store_true', help='print each entry with its place')
    p.add_argument('--tap', action='store_true', help='report as one TAP test')
    a = p.parse_args()
    if not a.law.is_dir():
        print('1..1\nok 1 - every cited article exists # SKIP no statute texts' if a.tap
              else f'skipped: no statute texts at {a.law}')
        return 0
    laws, known = read_texts(a.law), known_laws(a.rules)
    checked = unseen = entries = 0
    faults = []
    for file in sorted(a.rules.rglob('*.yaml')):
        for line, entry in basis_entries(file.read_text(encoding='utf-8')):
            if not entry:
                continue
            entries += 1
            if a.list:
                print(f'{file}:{line}: {entry}')
            c, u, bad = check_entry(entry, known, laws)
            checked, unseen = checked + c, unseen + u
            faults += [f'{file}:{line}: {b}' for b in bad]
    wrong = bool(faults) or not checked
    if a.tap:
        print(f"1..1\n{'not ok' if wrong else 'ok'} 1 - every cited article exists")
    for f in faults:
        print('# ' * a.tap + f)
    print('# ' * a.tap + f'{checked} checked, {unseen} without a text here, {len(faults)} wrong, in {entries} basis entries')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
