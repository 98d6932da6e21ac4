// SPDX-License-Identifier: Apache-2.0
// Marks of a return, and faults a check found, as places in a dossier.
import type { DossierCheck, Fault, Manifest } from '../api/answers';
import type { ReturnMark } from '../api/schema';
import { t } from '../text/text';
import { codeName } from '../trade/site';
import type { Sheet } from './sheets';

export const markText = (m: ReturnMark): string => [codeName('return_reasons', m.code), m.note].filter(Boolean).join(t('mark.colon'));
export const markPlace = (m: ReturnMark): string => [m.volume, m.document, m.page ? t('mark.page', { n: m.page }) : ''].filter(Boolean).join(' ');
/** A mark on a document stands on its first page. */
export const marksOn = (s: Sheet, marks: ReturnMark[]): ReturnMark[] =>
  marks.filter((m) => m.document === s.documentName && (!m.volume || m.volume === s.volumeName) && (m.page ? m.page === s.no : s.no === 1));
export const indexOfMark = (m: ReturnMark, sheets: Sheet[]): number => sheets.findIndex((s) => marksOn(s, [m]).length > 0);

/** The coded reason that fits what a check found. */
export const REASON: Record<Fault['what'], string> = { gone: 'missing_page', empty: 'missing_page', twice: 'duplicate_page', small: 'resolution', unreadable: 'unreadable' };
export function faultText(f: Fault): string {
  return f.what === 'gone' ? t('fault.gone') : f.what === 'empty' ? t('fault.empty') : f.what === 'twice' ? t('fault.twice') : f.what === 'small' ? t('fault.small', { n: f.value ?? 0 }) : t('fault.unreadable');
}
export const faultPlace = (f: Fault, m: Manifest): string => [m.volumes[f.volume]?.name, m.volumes[f.volume]?.documents?.[f.document]?.name, f.page ? t('mark.page', { n: f.page }) : ''].filter(Boolean).join(' › ');
export const faultMark = (f: Fault, m: Manifest): ReturnMark => ({ code: REASON[f.what], volume: m.volumes[f.volume]?.name, document: m.volumes[f.volume]?.documents?.[f.document]?.name, page: f.page, measured: f.value });
export const gapsOf = (c: DossierCheck, asked: 'required' | 'wanted'): DossierCheck['items'] => c.items.filter((i) => i.asked === asked && !i.have);
