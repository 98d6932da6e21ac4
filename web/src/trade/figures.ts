// SPDX-License-Identifier: Apache-2.0
// How counted figures are said: a rate as its two numbers and what comes of them, hours as days, units by rank.
import type { MonthFigures, RankUnit, RateCount } from '../api/answers';
import { t, word } from '../text/text';

/** A figure somebody wants to see what it is made of: entries, those of the balance, the cases of a rate of cases, or stays in a stage. */
export interface Picked { figure: string; name: string; n: number; list?: 'cases' | 'stays' | 'balance'; span?: { from: string; to: string }; side?: 'above'; unit?: string; agency?: string; class?: string; outcome?: string }

/* As cases go through them: the order of the fact `stage` in the rules. */
export const STAGES = ['received', 'investigation', 'review', 'supplement', 'conditional', 'trial1', 'adjourned', 'retracted', 'judged', 'trial2', 'effective', 'concluded'];
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

/** The units a rate is counted for, with their two numbers; what was published before ranks were told has those of two rates. */
export function unitsBy(f: Pick<MonthFigures, 'ranks' | 'units'>, rate: string): RankUnit[] {
  if (f.ranks) return f.ranks.find((r) => r.rate === rate)?.units ?? [];
  const of = (u: MonthFigures['units'][number]): [number, number] => (rate === 'returned' ? [u.returned, u.pushed] : rate === 'missed' ? [u.lapsed, u.lapsed + u.kept] : [0, 0]);
  return f.units.map((u) => ({ agency: u.agency, name: u.name, above: of(u)[0], below: of(u)[1] })).filter((u) => u.below > 0);
}

export interface Ranked extends RankUnit { rank: number | null }
/** Units by a rate, the best first; below `least` a unit is listed and not ranked. Equal rates share a rank. */
export function ranked(units: RankUnit[], best: 'low' | 'high', least: number): Ranked[] {
  const all = units.map((u): Ranked => ({ ...u, rank: null })), way = best === 'low' ? 1 : -1;
  const in_ = all.filter((x) => x.below >= least).sort((x, y) => way * (x.above * y.below - y.above * x.below) || x.name.localeCompare(y.name, 'zh-CN'));
  in_.forEach((x, i) => { const p = in_[i - 1]; x.rank = p && p.above * x.below === x.above * p.below ? p.rank : i + 1; });
  return in_.concat(all.filter((x) => x.below < least).sort((x, y) => y.below - x.below));
}

/** Which entries stand above and below the line; a rate that is not here counts cases. */
const ABOVE: Record<string, string> = { returned: 'returned', same_day: 'same_day', missed: 'lapsed', on_line: 'rounds_own', result_feedback: 'results_told', prosecution_transfer: 'indicted_own' };
const BELOW: Record<string, string> = { returned: 'pushed', same_day: 'told', missed: 'terms', on_line: 'rounds', result_feedback: 'results', prosecution_transfer: 'indicted' };
/** What opens when a number of a rate is chosen; of one unit alone, if it is named. */
export function behindRate(rate: string, side: 'above' | 'below', name: string, n: number, unit?: string): Picked {
  const entries = (side === 'above' ? ABOVE : BELOW)[rate];
  return entries ? { figure: entries, name, n, ...(unit ? { unit } : {}) } : { figure: rate, list: 'cases', ...(side === 'above' ? { side } : {}), name, n, ...(unit ? { agency: unit } : {}) };
}
