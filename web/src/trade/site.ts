// SPDX-License-Identifier: Apache-2.0
// What can be known without a case: organs, colleagues, code tables and guides. Each is asked for once.
import { shallowReactive } from 'vue';
import type { Agency, Code, Guide, GuideAct, GuideRow, GuideRule, UserRow } from '../api/answers';
import { call, Refused } from '../api/call';
import { either, lang, t, titled, word } from '../text/text';

const codes = shallowReactive(new Map<string, Code[]>());
const guides = shallowReactive(new Map<string, Guide>());
const classes = shallowReactive(new Map<string, GuideRow>());
const asked = new Map<string, Promise<unknown>>();
const without = new Set<string>(); // classes no guide of which is in force: asked for once

function once<T>(name: string, ask: () => Promise<T>): Promise<T> {
  let p = asked.get(name) as Promise<T> | undefined;
  if (!p) {
    p = ask();
    asked.set(name, p);
    p.catch(() => asked.delete(name));
  }
  return p;
}

export const agencies = (): Promise<Agency[]> => once('agencies', () => call('GET /agencies', {}));
export const colleagues = (): Promise<UserRow[]> => once('users', () => call('GET /users', {}));
export function guideList(): Promise<GuideRow[]> {
  return once('guides', async () => {
    const rows = await call('GET /guides', {});
    for (const r of rows) classes.set(r.class, r);
    return rows;
  });
}
export const forget = (): void => { asked.delete('users'); asked.delete('agencies'); without.clear(); };

export function codeTable(table: string): Promise<Code[]> {
  return once(`codes/${table}`, async () => {
    const rows = await call('GET /codes/{table}', { params: { table } });
    codes.set(table, rows);
    return rows;
  });
}

export function needGuide(name: string): Promise<Guide> {
  return once(`guide/${name}`, async () => {
    const g = await call('GET /guides/{class}', { params: { class: name } });
    guides.set(name, g);
    return g;
  });
}

/** A class of case is called by its guide's name; its id is that name in Chinese. */
export function className(of: string): string {
  if (lang.value === 'zh') return of;
  const g = classes.get(of);
  if (!g) void guideList().catch(() => undefined);
  return g ? titled(g.name, g.name_en) : of;
}

/** The name of a code; asks for its table when it is not here yet and shows the name when it is. */
export function codeName(table: string, id: string | undefined): string {
  if (!id) return '';
  const rows = codes.get(table);
  if (!rows) void codeTable(table);
  const row = rows?.find((c) => c.id === id);
  return row ? either(row.name, row.en) : rows ? id : '…';
}

function guideOf(name: string): Guide | undefined {
  if (!guides.has(name) && !without.has(name)) void needGuide(name).catch((e: unknown) => { if (e instanceof Refused && e.problem.status === 404) without.add(name); });
  return guides.get(name);
}

/* A case may have persons of several classes: what the guide of one has not, that of another names. */
function among<T>(of: string, look: (g: Guide) => T | undefined): T | undefined {
  const own = guideOf(of), has = own && look(own);
  if (has || !own) return has;
  for (const g of guides.values()) { const x = look(g); if (x) return x; }
  return undefined;
}
export const guideAct = (of: string, act: string | undefined): GuideAct | undefined => (act ? among(of, (g) => g.acts[act]) : undefined);
export function actName(of: string, act: string | undefined): string {
  const a = guideAct(of, act);
  return a ? titled(a.name, a.name_en) : act ? '…' : '';
}
/** Of an act whose class is not told: the catalogue of acts is the same in all guides. */
export function actOfAny(act: string): string {
  for (const g of guides.values()) { const a = g.acts[act]; if (a) return titled(a.name, a.name_en); }
  void guideList().then((list) => { for (const g of list.slice(0, 1)) void needGuide(g.class); });
  return guides.size ? act : '…';
}
export function optionName(of: string, act: string, option: string | undefined): string {
  const a = guideAct(of, act), o = option ? (a?.answers?.[option] ?? a?.outcomes?.[option]) : undefined;
  return o ? titled(o.name, o.name_en) : (option ?? '');
}
const rule = (of: string, id: string): GuideRule | undefined => among(of, (g) => g.duties[id] ?? g.clocks[id]);
export function ruleName(of: string, id: string): string {
  const r = rule(of, id);
  return r ? titled(r.name, r.name_en) : word('rule', id);
}
export function ruleBasis(of: string, id: string): string { return (rule(of, id)?.basis ?? []).join('；'); }
export function actBasis(of: string, act: string | undefined): string { return (guideAct(of, act)?.basis ?? []).join('；'); }
/* Guides name the values of facts in Chinese alone. */
const ENGLISH: Record<string, (value: string) => string> = { stage: (v) => word('stage', v), custody: (v) => word('custody', v), age: (v) => word('age', v) };
export function factValue(of: string, fact: string, value: string): string {
  if (lang.value === 'en' && ENGLISH[fact]) return ENGLISH[fact](value);
  const v = guideOf(of)?.facts[fact]?.values;
  return v && !Array.isArray(v) ? (v[value] ?? value) : value;
}
export const stageName = (of: string, stage: string): string => factValue(of, 'stage', stage);

/** Charges carry their 罪; what a person is said to have done is told as the organs do. */
export const listed = (names: string[] | undefined): string => (names ?? []).join(t('mark.list'));
