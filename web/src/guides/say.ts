// SPDX-License-Identifier: Apache-2.0
// What the statements of a guide read like: one sentence each, by the catalogue of texts.
import { lang, t, word, type Key } from '../text/text';
import { zh } from '../text/zh';
import { codeName } from '../trade/site';
import { MOMENTS, type Atom } from './atoms';

const coded = (a: Atom): string => (a.table ? codeName(a.table, a.value) : a.kind === 'needs_reasons' ? codeName('outcomes', a.value) : a.kind === 'needs_fields' ? word('data', a.value ?? '')
  : /_(level|kind|catalogue)$/.test(a.kind) ? word('guide_word', a.value ?? '') : (a.value ?? '').split('|').join(t('mark.list')));
const moment = (at: string): string => ((MOMENTS as readonly string[]).includes(at) || at === 'on_end' ? word('guide_at', at) : t('guide_at.option', { name: at }));

/** The head over what follows at one moment of an act, or from one of its outcomes. */
export const momentName = (at: string): string => moment(at).replace(/[，,：:]\s*$/, '');
export function said(a: Atom): string {
  const key = `guide_says.${a.kind}`, known = key in zh;
  const text = known ? t(key as Key, { of: a.of ?? '', value: coded(a) }) : t('guide_says.other', { of: a.of ?? a.kind, value: coded(a) });
  const length = /^(length|extension)_/.test(a.kind);
  const whole = length && a.at ? t('guides.by_article', { text, basis: a.at }) : a.at ? `${moment(a.at)}${text}` : text;
  return a.if?.length ? t('guides.only_if', { text: whole, if: a.if.map(said).join(t('mark.list')) }) : whole;
}
export const saidAll = (atoms: Atom[]): string => atoms.map(said).join(t('mark.semicolon'));
export const stageWord = (stage: string, inChinese: string | undefined): string => (lang.value === 'en' ? word('stage', stage) : (inChinese ?? stage));
/* So that names are there when the page is drawn. */
export const organ = (kind: string): string => (kind === 'any' ? t('guides.any_organ') : codeName('agency_kinds', kind));
