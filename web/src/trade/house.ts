// SPDX-License-Identifier: Apache-2.0
// What the parts of the house's board share: words, and how many pages a night sheet takes.
import type { HeldPerson } from '../api/answers';
import { call } from '../api/call';
import { either, t, type Key } from '../text/text';
import { siteNow } from './time';

export const DAY_KINDS: Record<string, Key> = { interrogation: 'house.kind_interrogation', hearing: 'house.kind_hearing', meeting: 'house.kind_meeting', other: 'house.kind_other' };
export const LEAVES: Record<string, Key> = { released: 'house.how_released', moved: 'house.how_moved', prison: 'house.how_prison', other: 'house.how_other' };
export const dayKind = (k: string): string => (k in DAY_KINDS ? t(DAY_KINDS[k]!) : k);
export const measureOf = (h: HeldPerson): string => either(h.measure_name, h.measure_name_en) || h.measure;
export const sexOf = (sex: string): string => (sex === 'male' ? t('sex.male') : sex === 'female' ? t('sex.female') : '');

/** A day as papers have it: 2021年8月1日. */

/** From when a term that ends is to be told of: the seventh day before its last. */
export const warnOf = (h: HeldPerson): string | null => (h.due ? new Date(Date.parse(h.due) - 8 * 86_400_000 + 1000).toISOString() : null);

/** Everyone, page after page: for what is printed. */
export async function everyone(): Promise<HeldPerson[]> {
  const all: HeldPerson[] = [];
  for (let after = ''; ;) {
    const r = await call('GET /house/held', { query: { limit: 500, ...(after ? { after } : {}) } });
    all.push(...r.items);
    if (!r.next) return all;
    after = r.next;
  }
}

/*
 * The night sheet is one A4 page. Up to 61 persons have a line each. In a fuller house as many keep theirs as leave room for all others
 * in five columns below, but at least those whose term is over or ends within a week; a second page begins at some 280.
 * The rows have a fixed height (NightSheet.vue), so that what fits is known and not hoped for.
 */
export interface NightPage { lines: HeldPerson[]; small: HeldPerson[]; rows: number; from: number }
const LINES = 61, NEXT_ROWS = 66, COLUMNS = 5;
export function nightPages(people: HeldPerson[]): NightPage[] {
  if (people.length <= LINES) return [{ lines: people, small: [], rows: 0, from: 1 }];
  const week = siteNow() + 7 * 86_400_000, later = people.findIndex((h) => !h.overdue && !(h.due && Date.parse(h.due) <= week));
  const room = Math.floor(((LINES - 1) * COLUMNS - people.length) / (COLUMNS - 1)); // lines, when the rest fits below them
  const lines = people.slice(0, Math.min(LINES - 2, Math.max(room, later < 0 ? people.length : later))), pages: NightPage[] = [];
  for (let at = lines.length, rows = LINES - lines.length - 1; at < people.length; rows = NEXT_ROWS) {
    const small = people.slice(at, at + rows * COLUMNS);
    pages.push({ lines: pages.length ? [] : lines, small, rows: Math.ceil(small.length / COLUMNS), from: at + 1 });
    at += small.length;
  }
  return pages;
}
