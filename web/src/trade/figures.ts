// SPDX-License-Identifier: Apache-2.0
// How counted figures are said: a rate as its two numbers and what comes of them, hours as days, units by rank.
import type { Counts, RateCount, UnitCounts } from '../api/answers';
import { t, word } from '../text/text';

/** A figure somebody wants to see what it is made of: entries, the cases of a rate of cases, or stays in a stage. */
export interface Picked { figure: string; name: string; n: number; list?: 'cases' | 'stays'; side?: 'above'; unit?: string; class?: string; outcome?: string }

/* As cases go through them: the order of the fact `stage` in the rules. */
const STAGES = ['received', 'investigation', 'review', 'supplement', 'conditional', 'trial1', 'adjourned', 'retracted', 'judged', 'trial2', 'effective', 'concluded'];
const place = (stage: string): number => (STAGES.includes(stage) ? STAGES.indexOf(stage) : STAGES.length);
export const byStage = (a: string, b: string): number => place(a) - place(b);

export const percent = (above: number, below: number): string => (below ? `${((100 * above) / below).toFixed(1)}%` : '—');
export const rateText = (r: RateCount | undefined): string => (r && r.below ? `${percent(r.above, r.below)} (${r.above}/${r.below})` : '—');
export const daysText = (hours: number): string => (hours < 48 ? t('watch.hours', { n: hours }) : t('watch.days', { n: (hours / 24).toFixed(1) }));
/** What a figure counts, for so many of it. */
export const unitText = (of: { unit_en: string }, n: number): string => word('unit', of.unit_en, { n });
export const rateOf = (f: { rates: RateCount[] }, id: string): RateCount | undefined => f.rates.find((r) => r.id === id);

/** More or less than before, as a figure with its sign; a dash when the site did not count then. */
export function change(now: number, was: number, counted: boolean): string {
  if (!counted) return '—';
  return now === was ? t('watch.same') : t(now > was ? 'watch.more' : 'watch.less', { n: Math.abs(now - was) });
}

export interface Ranked { unit: UnitCounts; above: number; below: number; rank: number | null }
/** Units by a rate, the lowest first; below `least` a unit is listed and not ranked. Equal rates share a rank. */
export function ranked(units: UnitCounts[], above: (c: Counts) => number, below: (c: Counts) => number, least: number): Ranked[] {
  const all = units.map((unit) => ({ unit, above: above(unit), below: below(unit), rank: null as number | null })).filter((x) => x.below > 0);
  const in_ = all.filter((x) => x.below >= least).sort((x, y) => x.above * y.below - y.above * x.below || x.unit.name.localeCompare(y.unit.name, 'zh-CN'));
  in_.forEach((x, i) => { const p = in_[i - 1]; x.rank = p && p.above * x.below === x.above * p.below ? p.rank : i + 1; });
  return in_.concat(all.filter((x) => x.below < least).sort((x, y) => y.below - x.below));
}
