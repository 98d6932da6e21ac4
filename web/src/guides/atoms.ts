// SPDX-License-Identifier: Apache-2.0
/*
 * A rule of a guide as a set of short statements, each with one meaning: when it may be done, by whom, what it needs and what
 * follows. They are said in words by say.ts, drawn by flow.ts and compared by compare.ts. Pure: no text and no page here.
 */
import type { Guide, GuideAct, GuideRule } from '../api/schema';

export type Table = 'documents' | 'agency_kinds' | 'roles';
/** `at`: the moment or the outcome it belongs to. `if`: only when these hold. */
export interface Atom { kind: string; of?: string; value?: string; table?: Table; at?: string; if?: Atom[] }
type Tree = Record<string, unknown>;
export const list = (v: unknown): string[] => (Array.isArray(v) ? v : v === undefined || v === null ? [] : [v]).map((x) => (typeof x === 'string' ? x : JSON.stringify(x)));
const tree = (v: unknown): Tree => (v && typeof v === 'object' && !Array.isArray(v) ? (v as Tree) : {});

const actNameIn = (g: Guide, id: string): string => { // INV-10.serving names one outcome of an act
  const [act = '', option = ''] = id.split('.'), a = g.acts[act], o = a?.outcomes?.[option] ?? a?.answers?.[option];
  return a ? a.name + (o ? `（${o.name}）` : '') : id;
};
const ruleNameIn = (g: Guide, id: string): string => g.clocks[id]?.name ?? g.duties[id]?.name ?? id;
const OF_ACTS = ['open', 'not_open'], OF_RULES = ['owed', 'not_owed', 'running', 'not_running'];

export function conditions(g: Guide, when: unknown, at = ''): Atom[] {
  return Object.entries(tree(when)).flatMap(([k, v]) => {
    const f = g.facts[k];
    if (f) return [{ kind: 'fact', of: f.name, value: list(v).map((x) => f.values[x] ?? x).join('|'), at }];
    if (OF_ACTS.includes(k)) return list(v).map((x) => ({ kind: k, of: actNameIn(g, x), at }));
    if (OF_RULES.includes(k)) return list(v).map((x) => ({ kind: k, of: ruleNameIn(g, x), at }));
    return [{ kind: 'other', of: k, value: list(v).join('|'), at }];
  });
}

function party(kind: 'by' | 'to', p: unknown, at: string): Atom[] {
  return Object.entries(tree(p)).flatMap(([k, v]): Atom[] => {
    if (k === 'agency') return list(v).map((x) => ({ kind, value: x, table: 'agency_kinds', at }));
    if (k === 'role' || k === 'review') return list(v).map((x) => ({ kind: `${kind}_${k}`, value: x, table: 'roles', at }));
    return list(v).map((x) => ({ kind: `${kind}_${k}`, value: x, at }));
  });
}

function needs(n: unknown, at: string): Atom[] {
  return Object.entries(tree(n)).flatMap(([k, v]): Atom[] =>
    list(v).map((x) => (k === 'documents' ? { kind: 'needs', value: x, table: 'documents', at } : { kind: `needs_${k}`, value: x, at })));
}

const EFFECTS = ['starts', 'stops', 'pauses', 'resumes', 'extends', 'owes', 'clears'];
export function effects(g: Guide, e: unknown, at: string): Atom[] {
  return Object.entries(tree(e)).flatMap(([k, v]): Atom[] => {
    if (k === 'then') return Object.entries(tree(v)).map(([f, x]) => ({ kind: 'then', of: g.facts[f]?.name ?? f, value: g.facts[f]?.values[String(x)] ?? String(x), at }));
    if (!EFFECTS.includes(k)) return [];
    return (Array.isArray(v) ? v : [v]).map((x): Atom => {
      const r = tree(x), id = typeof x === 'string' ? x : String(r.clock ?? r.duty ?? ''), by = r.by === undefined ? undefined : String(r.by);
      const far = by === undefined ? undefined : (tree(tree(tree(g.clocks[id]).extensions)[by]).name as string | undefined) ?? by;
      return { kind: k, of: ruleNameIn(g, id), at, ...(far ? { value: far } : {}), ...(r.when ? { if: conditions(g, r.when) } : {}) };
    });
  });
}

export const MOMENTS = ['on_push', 'on_receive', 'on_accept', 'on_return', 'on_withdraw', 'done'] as const;
const basis = (b: unknown, at: string): Atom[] => list(b).map((x) => ({ kind: 'basis', value: x, at }));
export const optionsOf = (a: GuideAct): Array<{ id: string; name: string; name_en?: string }> =>
  Object.entries({ ...a.answers, ...a.outcomes }).map(([id, o]) => ({ id, name: o.name, name_en: o.name_en }));

export function actAtoms(g: Guide, a: GuideAct): Atom[] {
  const all = [...party('by', a.by, ''), ...party('to', a.to, ''), ...conditions(g, a.when), ...needs(a.needs, ''), ...basis(a.basis, '')];
  for (const m of MOMENTS) all.push(...effects(g, tree(a)[m], m));
  for (const o of Object.values({ ...a.answers, ...a.outcomes }))
    all.push({ kind: 'option', value: o.name }, ...party('by', o.by, o.name), ...conditions(g, o.when, o.name), ...needs(o.needs, o.name), ...effects(g, o, o.name), ...basis(o.basis, o.name));
  return all;
}

const UNITS = ['hours', 'days', 'working_days', 'months', 'years'];
export function lengthAtoms(g: Guide, r: GuideRule): Atom[] {
  const of = (l: Tree, kind: string, name?: string): Atom[] => UNITS.filter((u) => u in l).map((u) => ({
    kind: `${kind}_${u}`, value: String(l[u]), ...(name ? { of: name } : {}), ...(l.basis ? { at: list(l.basis).join('；') } : {}), ...(l.when ? { if: conditions(g, l.when) } : {}) }));
  return [...(r.lengths ?? []).flatMap((l) => of(tree(l), 'length')),
    ...Object.values(tree(tree(r).extensions)).flatMap((x) => of(tree(x), 'extension', String(tree(x).name ?? '')))];
}
export function termAtoms(g: Guide, r: GuideRule): Atom[] {
  return [...lengthAtoms(g, r), ...list(r.holder).map((x): Atom => ({ kind: 'holder', value: x, table: 'agency_kinds' })), ...list(r.kind).map((x) => ({ kind: 'term_kind', value: x })),
    ...list(tree(r).warn_days).map((x) => ({ kind: 'warn_days', value: x })), ...effects(g, tree(r).on_end, 'on_end'), ...basis(r.basis, '')];
}
export function dutyAtoms(g: Guide, r: GuideRule): Atom[] {
  return [...list(r.holder).map((x): Atom => ({ kind: 'holder', value: x, table: 'agency_kinds' })), ...list(tree(r).cleared_by).map((x) => ({ kind: 'cleared_by', of: actNameIn(g, x) })),
    ...list(r.clock).map((x) => ({ kind: 'clock', of: ruleNameIn(g, x) })), ...basis(r.basis, '')];
}

export interface Need { act: string; name: string; name_en?: string; option: string; group: string }
/** Which act, or which outcome of it, needs which paper. */
export function papersOf(g: Guide): Map<string, Need[]> {
  const all = new Map<string, Need[]>();
  for (const [act, a] of Object.entries(g.acts)) {
    const put = (n: unknown, option: string): void => { for (const d of list(tree(n).documents)) all.set(d, [...(all.get(d) ?? []), { act, name: a.name, name_en: a.name_en, option, group: a.group ?? '' }]); };
    put(a.needs, '');
    for (const o of Object.values({ ...a.answers, ...a.outcomes })) put(o.needs, o.name);
  }
  return all;
}
