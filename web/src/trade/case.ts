// SPDX-License-Identifier: Apache-2.0
// Words about one case page, shared by its parts.
import type { CasePage, Clock, Person, Transfer } from '../api/answers';
import { t, word } from '../text/text';
import { actName, codeName, factValue, optionName } from './site';

export const agencyOf = (c: CasePage, id: string | undefined): string => (id ? (c.agencies[id]?.name ?? '') : '');
export const userOf = (c: CasePage, id: string | undefined): string => (id ? (c.users[id] ?? '') : '');
export const act = (c: CasePage, id: string): string => actName(c.class, id);
export const option = (c: CasePage, of: string, id: string | undefined): string => optionName(c.class, of, id);
export const person = (c: CasePage, id: string | undefined): string => c.persons.find((p) => p.id === id)?.name ?? '';
export const fact = (p: Person, name: string): string => p.facts.find((f) => f.fact === name)?.value ?? '';
export const factText = (c: CasePage, p: Person, name: string): string => factValue(c.class, name, fact(p, name));
export const docName = (kind: string): string => codeName('documents', kind);
export const lifeText = (life: string): string => word('life', life);
export const runningOf = (c: CasePage, p: string): Clock[] => (c.clocks ?? []).filter((k) => k.person === p && (k.life === 'running' || k.life === 'paused'));
export const names = (c: CasePage, ids: string[]): string => ids.map((i) => person(c, i)).filter(Boolean).join(t('mark.list'));
export const transferOf = (c: CasePage, id: string): Transfer | undefined => c.transfers?.find((x) => x.id === id);

export function age(birth: string | undefined, now: number): number | null {
  if (!birth) return null;
  const b = new Date(birth), n = new Date(now);
  const years = n.getFullYear() - b.getFullYear();
  return n.getMonth() < b.getMonth() || (n.getMonth() === b.getMonth() && n.getDate() < b.getDate()) ? years - 1 : years;
}
