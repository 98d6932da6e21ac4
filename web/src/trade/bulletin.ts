// SPDX-License-Identifier: Apache-2.0
// The monthly bulletin as text and tables, once: the page, the print and the Word file all show this.
import type { BulletinAnswer, MonthFigures } from '../api/answers';
import { either, t, titled, word } from '../text/text';
import { change, daysText, percent, ranked, rateOf, rateText, unitsBy, unitText } from './figures';
import { dayText } from './time';

export interface Table { heads: string[]; rows: Array<Array<string | number>>; note?: string }
export interface Section { title: string; says: string[]; table?: Table }
export interface Paper { title: string; under: string; lead: string[]; sections: Section[]; foot: string[] }
interface Named { id: string; zh: string; en: string; unit_zh: string; unit_en: string }

export const monthText = (month: string): string => t('bulletin.month_text', { y: month.slice(0, 4), m: Number(month.slice(5, 7)) });
const count = (f: MonthFigures, id: string): number => Number(f.balance[id as keyof MonthFigures['balance']] ?? 0);
const value = (f: MonthFigures, id: string): number | string => (f.counted ? count(f, id) : '—');

function lead(b: BulletinAnswer): string[] {
  const { now, last, year } = b.figures, n = (id: string): number => count(now, id);
  const was = (f: MonthFigures, id: string): string => change(n(id), count(f, id), f.counted);
  return [
    t('bulletin.lead_pushed', { n: n('pushed'), last: was(last, 'pushed'), year: was(year, 'pushed'), returned: n('returned'), rate: rateText(rateOf(now, 'returned')) }),
    t('bulletin.lead_accepted', { n: n('accepted'), waiting: n('waiting'), in_hand: n('in_hand'), custody: n('custody_transfers') }),
    t('bulletin.lead_terms', { lapsed: now.lapsed.reduce((s, x) => s + x.n, 0), rate: rateText(rateOf(now, 'missed')), day: rateText(rateOf(now, 'same_day')), line: rateText(rateOf(now, 'on_line')) }),
  ];
}

function rank(b: BulletinAnswer, d: BulletinAnswer['definitions'][number]): Section[] {
  const of = (f: MonthFigures) => ranked(unitsBy(f, d.id), d.best, b.rank_least), order = (f: MonthFigures): Map<string, number | null> => new Map(of(f).map((x) => [x.agency, x.rank]));
  const last = order(b.figures.last), year = order(b.figures.year);
  const rows = of(b.figures.now).map((x) => [x.rank ?? t('bulletin.not_ranked'), x.name, x.above, x.below, percent(x.above, x.below), last.get(x.agency) ?? '—', year.get(x.agency) ?? '—']);
  const heads = [t('bulletin.rank'), t('bulletin.unit'), t('watch.above'), t('watch.below'), t('bulletin.rate'), t('bulletin.rank_last'), t('bulletin.rank_year')];
  return rows.length ? [{ title: t('bulletin.rank_by', { rate: either(d.zh, d.en) }), says: [], table: { heads, rows, note: t(d.best === 'low' ? 'bulletin.least' : 'bulletin.most', { n: b.rank_least }) } }] : [];
}

export function paperOf(b: BulletinAnswer, columns: Named[]): Paper {
  const { now, last, year } = b.figures, three = [t('bulletin.now'), t('bulletin.last'), t('bulletin.year')];
  const sections: Section[] = [
    { title: t('bulletin.balance'), says: [], table: { heads: [t('bulletin.figure'), t('bulletin.counts'), ...three], rows: columns.map((c) => [either(c.zh, c.en), unitText(c, 2), value(now, c.id), value(last, c.id), value(year, c.id)]) } },
    { title: t('bulletin.rates'), says: [], table: { heads: [t('bulletin.figure'), ...three], rows: b.definitions.map((d) => [either(d.zh, d.en), ...[now, last, year].map((f) => rateText(rateOf(f, d.id)))]), note: t('bulletin.rates_note') } },
    ...b.definitions.flatMap((d) => rank(b, d)),
    { title: t('bulletin.reasons'), says: now.reasons.length ? [] : [t('bulletin.no_reasons')], table: now.reasons.length ? { heads: [t('bulletin.reason'), t('bulletin.times')], rows: now.reasons.map((r) => [titled(r.zh, r.en), r.n]) } : undefined },
    { title: t('bulletin.missed'), says: now.lapsed.length ? [] : [t('bulletin.no_missed')], table: now.lapsed.length ? { heads: [t('bulletin.term'), t('bulletin.items')], rows: now.lapsed.map((r) => [titled(r.zh, r.en), r.n]) } : undefined },
    { title: t('bulletin.stages'), says: [], table: { heads: [t('work.stage'), t('cases.persons'), t('watch.median'), t('watch.longest')], rows: now.stages.map((s) => [word('stage', s.stage), s.persons, daysText(s.median_hours), daysText(s.longest_hours)]) } },
    { title: t('bulletin.corrections'), says: [...now.corrections.map((c) => t('bulletin.undone', { what: word('entry', c.column), n: -c.heads })), ...b.corrections.map((c) => t('bulletin.later', { day: dayText(c.at), note: c.note }))] },
  ];
  const fixed = sections[sections.length - 1]!;
  if (!fixed.says.length) fixed.says = [t('bulletin.no_corrections')];
  const foot = b.definitions.map((d) => t('bulletin.definition', { name: either(d.zh, d.en), above: either(d.above_zh, d.above_en), below: either(d.below_zh, d.below_en) }));
  return { title: t('bulletin.title', { month: monthText(b.month) }), under: `${b.committee ?? ''} ${b.published ? t('bulletin.published', { day: dayText(b.at) }) : t('bulletin.draft')}`.trim(), lead: [...(b.note ? [b.note] : []), ...lead(b)], sections, foot };
}
