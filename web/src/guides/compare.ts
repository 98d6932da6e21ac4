// SPDX-License-Identifier: Apache-2.0
/* What differs between two guides: acts, papers, terms and duties that came, went or say something else now. Pure. */
import type { Guide } from '../api/schema';
import { actAtoms, dutyAtoms, papersOf, termAtoms, type Atom, type Table } from './atoms';

export interface Differs { id: string; name: string; name_en?: string; table?: Table; how: 'added' | 'removed' | 'changed'; was_named?: string; added: Atom[]; removed: Atom[] }
export interface Difference { acts: Differs[]; papers: Differs[]; terms: Differs[]; duties: Differs[] }
interface Thing { name: string; name_en?: string; table?: Table; atoms: Atom[] }
type Things = Map<string, Thing>;

/* The order in which a file lists things says nothing; how often it says them neither. */
const same = (a: Atom): string => JSON.stringify([a.kind, a.of ?? '', (a.value ?? '').split('|').sort(), a.at ?? '', (a.if ?? []).map(same).sort()]);
function without(list: Atom[], other: Atom[]): Atom[] {
  const known = new Set(other.map(same)), told = new Set<string>();
  return list.filter((a) => { const s = same(a); if (known.has(s) || told.has(s)) return false; told.add(s); return true; });
}

function between(from: Things, to: Things): Differs[] {
  const found: Differs[] = [];
  for (const [id, x] of to) {
    const was = from.get(id), { atoms, ...named } = x;
    if (!was) { found.push({ id, ...named, how: 'added', added: [], removed: [] }); continue; }
    const added = without(atoms, was.atoms), removed = without(was.atoms, atoms), renamed = was.name !== x.name;
    if (added.length || removed.length || renamed) found.push({ id, ...named, how: 'changed', ...(renamed ? { was_named: was.name } : {}), added, removed });
  }
  for (const [id, { atoms: _, ...named }] of from) if (!to.has(id)) found.push({ id, ...named, how: 'removed', added: [], removed: [] });
  const order = ['added', 'removed', 'changed'];
  return found.sort((a, b) => order.indexOf(a.how) - order.indexOf(b.how));
}

const things = <T extends { name: string; name_en?: string }>(all: Record<string, T>, atoms: (x: T) => Atom[]): Things =>
  new Map(Object.entries(all).map(([id, x]) => [id, { name: x.name, name_en: x.name_en, atoms: atoms(x) }]));
const papers = (g: Guide): Things =>
  new Map([...papersOf(g)].map(([id, n]) => [id, { name: id, table: 'documents', atoms: n.map((x) => ({ kind: 'needed_by', of: x.name, ...(x.option ? { at: x.option } : {}) })) }]));

export function compare(from: Guide, to: Guide): Difference {
  return {
    acts: between(things(from.acts, (a) => actAtoms(from, a)), things(to.acts, (a) => actAtoms(to, a))),
    papers: between(papers(from), papers(to)),
    terms: between(things(from.clocks, (r) => termAtoms(from, r)), things(to.clocks, (r) => termAtoms(to, r))),
    duties: between(things(from.duties, (r) => dutyAtoms(from, r)), things(to.duties, (r) => dutyAtoms(to, r))),
  };
}
