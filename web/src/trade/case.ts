// SPDX-License-Identifier: Apache-2.0
// Words about one case page, shared by its parts.
import type { CasePage, CaseProgress, Clock, Duty, GuideAct, Person, TermLeft, Transfer } from '../api/answers';
import { call } from '../api/call';
import { t, word } from '../text/text';
import { actName, codeName, factValue, guideAct, optionName, ruleBasis } from './site';

/* Who watches gets stages and terms; of persons only how many. */
function progressOf(p: CaseProgress): CasePage {
  const clocks = p.clocks.map((k, i) => ({ id: `${k.rule}.${i}`, rule: k.rule, agency: k.agency, life: k.life as Clock['life'], start: k.start, due: k.due ?? undefined }));
  const duties = p.duties.map((d) => ({ id: d.id, rule: d.rule, agency: d.agency, life: d.life as Duty['life'], opened: d.opened, due: d.due ?? undefined, breached: d.breached ?? undefined }));
  const left = Object.fromEntries([...p.clocks.map((k, i) => [`${k.rule}.${i}`, k.left]), ...p.duties.map((d) => [d.id, d.left])].filter(([, l]) => l));
  return {
    id: p.id, name: p.class, class: p.class, access: p.access, agency: p.agency, opened: p.opened, closed: p.closed ?? undefined, stage: p.stage, seq: 0,
    organs: [], persons: [], clocks, duties, agencies: p.agencies, users: p.users, words: {}, classes: {}, readers: {}, names: { acts: {}, clocks: {}, duties: {} }, standing: {}, left,
  };
}

export async function readCase(id: string): Promise<CasePage> {
  const page = await call('GET /cases/{case}', { params: { case: id } });
  return page.access === 'progress' ? progressOf(page) : page;
}

/** Under which number an organ keeps its cases. */
export const NUMBER_OF: Record<string, string> = { procuratorate: 'procuratorate_case', court: 'court_case', police: 'police_case' };
/** A house and its like see only their own part of a case; on that they act as everybody else. */
export const mayActIn = (c: CasePage): boolean => c.access === 'act' || c.access === 'own';
export const agencyOf = (c: CasePage, id: string | undefined): string => (id ? (c.agencies[id]?.name ?? '') : '');
export const userOf = (c: CasePage, id: string | undefined): string => (id ? (c.users[id] ?? '') : '');
export const act = (c: CasePage, id: string): string => actName(c.class, id);
export const option = (c: CasePage, of: string, id: string | undefined): string => optionName(c.class, of, id);
export const person = (c: CasePage, id: string | undefined): string => c.persons.find((p) => p.id === id)?.name ?? '';
export const fact = (p: Person, name: string): string => p.facts.find((f) => f.fact === name)?.value ?? '';
/** The class whose guide a person is handled by; after a change of charge not the one the case was filed under. */
export const classOf = (c: CasePage, p: Person | string | undefined): string => c.classes[(typeof p === 'string' ? c.persons.find((x) => x.id === p) : p)?.guide ?? ''] ?? c.class;
export const classesOf = (c: CasePage): string[] => (c.persons.length ? [...new Set(c.persons.map((p) => classOf(c, p)))] : [c.class]);
/** What the guide of those a transfer is about says of it: its answers and its papers. */
export const actOf = (c: CasePage, x: Transfer): GuideAct | undefined => guideAct(classOf(c, x.lines[0]?.person), x.act);
export const factText = (c: CasePage, p: Person, name: string): string => factValue(classOf(c, p), name, fact(p, name));
export const docName = (kind: string): string => codeName('documents', kind);
export const lifeText = (life: string): string => word('life', life);
export const runningOf = (c: CasePage, p: string): Clock[] => (c.clocks ?? []).filter((k) => k.person === p && (k.life === 'running' || k.life === 'paused'));
/** The clock behind the term of a hold: what is left of it in the law's own unit, and its article. */
export function holdTerm(c: CasePage, p: Person): { left?: TermLeft; basis: string } {
  const due = c.standing[p.subject]?.basis?.due, k = runningOf(c, p.id).find((x) => x.due === due && x.rule.startsWith('custody_')) ?? runningOf(c, p.id).find((x) => x.due === due);
  return { left: k && c.left[k.id], basis: k ? ruleBasis(classOf(c, p), k.rule) : '' };
}
export const names = (c: CasePage, ids: string[]): string => ids.map((i) => person(c, i)).filter(Boolean).join(t('mark.list'));
/** The dossier as it stands: the case's own, or what went last. The next one begins with it, so that no page is handed in twice. */
export const dossierOf = (c: CasePage): string | undefined => c.manifest ?? [...(c.transfers ?? [])].filter((x) => x.manifest && x.pushed).sort((a, b) => (a.pushed! < b.pushed! ? 1 : -1))[0]?.manifest;
export const transferOf = (c: CasePage, id: string): Transfer | undefined => c.transfers?.find((x) => x.id === id);

export function age(birth: string | undefined, now: number): number | null {
  if (!birth) return null;
  const b = new Date(birth), n = new Date(now);
  const years = n.getFullYear() - b.getFullYear();
  return n.getMonth() < b.getMonth() || (n.getMonth() === b.getMonth() && n.getDate() < b.getDate()) ? years - 1 : years;
}
