// SPDX-License-Identifier: Apache-2.0
// A paper's text as the patterns want it, and the way back from there to the words as they stand in the paper.
import { RADICALS } from './patterns';

export interface Span { from: number; to: number }

/** `text` with, for each of its characters, where it stood. */
export interface View { text: string; at: number[] }

const BRACKETS: Record<string, string> = { '〔': '(', '〕': ')', '[': '(', ']': ')', '【': '(', '】': ')', '［': '(', '］': ')', '{': '(', '}': ')', '﹝': '(', '﹞': ')' };

function fold(c: string): string {
  const code = c.charCodeAt(0);
  const half = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : c;
  return BRACKETS[half] ?? half;
}

function view(text: string, blank: (c: string) => string): View {
  const at: number[] = [];
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = /\s|\u200b|\ufeff|\u3000/.test(text[i]!) ? blank(text[i]!) : fold(text[i]!);
    if (!c) continue;
    out += c;
    at.push(i);
  }
  return { text: out, at };
}

/** One line without any blank; the end of a table's cell is a comma. */
export const flat = (text: string): View => view(text, (c) => (c === '\t' ? ',' : ''));
/** Line by line, without blanks inside a line. */
export const lines = (text: string): View => view(text, (c) => (c === '\n' ? '\n' : ''));

export function spanOf(v: View, from: number, length: number): Span {
  return { from: v.at[from]!, to: v.at[from + length - 1]! + 1 };
}

/** A group of a match, as a place in the paper. `exec` does not tell where a group stands, so it is looked for in the match. */
export function groupSpan(v: View, m: RegExpExecArray, group: string): Span {
  return spanOf(v, m.index + m[0].indexOf(group), group.length);
}

/** Each sign of a radical as the character it stands for; nothing changes its place. */
export const ordinary = (text: string): string => text.replace(/[\u2e80-\u2fdf]/g, (c) => RADICALS[c] ?? (c.normalize('NFKC').length === 1 ? c.normalize('NFKC') : c));
