// SPDX-License-Identifier: Apache-2.0
// Dates as papers write them, as year-month-day. What a date leaves out it takes from the one before it.
import { DATE_PARTS, FIGURE_VALUES, RELATIVE, SAME_MONTH, SAME_YEAR, TEN } from './patterns';

function figure(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens, ones] = text.split(TEN);
  if (ones !== undefined) return (tens ? figure(tens) : 1) * 10 + (ones ? figure(ones) : 0);
  let n = 0;
  for (const c of text) n = n * 10 + (/\d/.test(c) ? Number(c) : (FIGURE_VALUES[c] ?? NaN));
  return n;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** Null: there is no such day, or nothing to take the rest from. */
export function dateOf(text: string, before: string | null = null): string | null {
  for (const r of RELATIVE) {
    if (!text.startsWith(r.starts)) continue;
    return before ? new Date(Date.parse(before) + r.days * 86_400_000).toISOString().slice(0, 10) : null;
  }
  const part = text.replace(SAME_YEAR, '').replace(SAME_MONTH, '').split(/[-./]/.test(text) ? /[-./]/ : DATE_PARTS).filter(Boolean).map(figure);
  const was = before ? before.split('-').map(Number) : [];
  const all = [...was.slice(0, Math.max(0, 3 - part.length)), ...part];
  const [y, m, d] = all;
  if (all.length !== 3 || !y || !m || !d) return null;
  const day = `${y}-${two(m)}-${two(d)}`, at = new Date(`${day}T00:00:00Z`);
  return !isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day ? day : null;
}
