// SPDX-License-Identifier: Apache-2.0
// Charges as they are written in a text, matched against the code table: the longest name that stands there.
import { CHARGE_END, CHARGE_JOINS, CHARGE_WORDS, SUSPECTED } from './patterns';
import { spanOf, type Span, type View } from './text';

export interface ChargeFound { name: string; span: Span }
export interface ChargeBook { by: Map<string, string>; longest: number }

const plain = (s: string): string => s.replace(/[、,，;；"“”()（）]/g, '');

export function chargeBook(names: string[]): ChargeBook {
  const by = new Map<string, string>();
  for (const n of names) by.set(plain(n.endsWith(CHARGE_END) ? n.slice(0, -1) : n), n);
  for (const [word, n] of Object.entries(CHARGE_WORDS)) if (names.includes(n)) by.set(plain(word), n);
  return { by, longest: Math.max(0, ...[...by.keys()].map((k) => k.length)) };
}

/** The longest charge that begins at `at`; `length` is of the text, with its marks. */
export function chargeAt(book: ChargeBook, text: string, at: number): { name: string; length: number } | null {
  let best: { name: string; length: number } | null = null, word = '';
  for (let i = at; i < text.length && word.length <= book.longest; i++) {
    word += plain(text[i]!);
    const name = book.by.get(word);
    if (name && plain(text[i]!)) best = { name, length: i + 1 - at };
  }
  if (best && text[at + best.length] === CHARGE_END) best.length++;
  return best;
}

/** The charge a text ends with, and where it begins; the longest. */
export function chargeEnding(book: ChargeBook, text: string): { name: string; from: number } | null {
  const body = text.endsWith(CHARGE_END) ? text.slice(0, -1) : text;
  for (let from = 0; from < body.length; from++) {
    const name = /[、,，]/.test(body[from]!) ? undefined : book.by.get(plain(body.slice(from)));
    if (name) return { name, from };
  }
  return null;
}

/** What somebody is suspected of between two places; of earlier convictions papers speak otherwise. */
export function chargesBetween(book: ChargeBook, v: View, from: number, to: number): ChargeFound[] {
  const out: ChargeFound[] = [];
  const text = v.text.slice(from, to);
  for (const m of text.matchAll(SUSPECTED)) {
    let at = m.index + m[0].length;
    for (;;) {
      at += CHARGE_JOINS.exec(text.slice(at))?.[0].length ?? 0;
      const c = chargeAt(book, text, at);
      if (!c) break;
      if (!out.some((x) => x.name === c.name)) out.push({ name: c.name, span: spanOf(v, from + at, c.length) });
      at += c.length;
    }
  }
  return out;
}
