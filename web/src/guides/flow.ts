// SPDX-License-Identifier: Apache-2.0
/* Where a guide leads: from which stage an act goes to which, who does it and who gets it. Pure; the drawing is FlowMap's and StageFlow's. */
import type { Guide, GuideAct } from '../api/schema';
import { list, MOMENTS } from './atoms';

export interface Exit { stage: string; by: string } /* by: the outcome that leads there, or '' */
export interface Step { id: string; act: GuideAct; group: string; by: string[]; to: string[]; exits: Exit[] }
export interface Way { from: string; to: string; acts: string[] }
type Tree = Record<string, unknown>;

const stageOf = (e: unknown): string | undefined => ((e as { then?: Tree } | undefined)?.then?.stage as string | undefined);
export function exitsOf(a: GuideAct): Exit[] {
  const all: Exit[] = [];
  for (const m of MOMENTS) { const s = stageOf((a as unknown as Tree)[m]); if (s) all.push({ stage: s, by: '' }); }
  for (const o of Object.values({ ...a.answers, ...a.outcomes })) { const s = stageOf(o); if (s) all.push({ stage: s, by: o.name }); }
  return all.filter((x, i) => all.findIndex((y) => y.stage === x.stage && y.by === x.by) === i);
}
export const stagesOf = (g: Guide): string[] => Object.keys(g.facts.stage?.values ?? {});
/** The stages an act is possible in; none named: it does not depend on the stage. */
export const possibleIn = (a: GuideAct): string[] => list(a.when?.stage);

/** The acts of one stage; '' asks for those that are tied to none. */
export function stepsOf(g: Guide, stage: string): Step[] {
  return Object.entries(g.acts).filter(([, a]) => { const s = possibleIn(a); return stage ? s.includes(stage) : !s.length; })
    .map(([id, act]) => ({ id, act, group: act.group ?? '', by: list(act.by?.agency), to: list(act.to?.agency), exits: exitsOf(act).filter((x) => x.stage !== stage) }));
}

export function waysOf(g: Guide): Way[] {
  const all = new Map<string, Way>();
  for (const [id, a] of Object.entries(g.acts))
    for (const from of possibleIn(a)) for (const { stage: to } of exitsOf(a)) {
      if (to === from) continue;
      const w = all.get(`${from} ${to}`) ?? { from, to, acts: [] };
      if (!w.acts.includes(id)) w.acts.push(id);
      all.set(`${from} ${to}`, w);
    }
  return [...all.values()];
}

/** The organs, those that do most first; one that only receives comes last. */
export function lanesOf(steps: Step[]): string[] {
  const n = new Map<string, number>();
  for (const s of steps) { for (const k of s.by) n.set(k, (n.get(k) ?? 0) + 100); for (const k of s.to) n.set(k, (n.get(k) ?? 0) + 1); }
  return [...n].sort((a, b) => b[1] - a[1]).map(([k]) => k);
}
/** Groups in the order the guide has them, each with its steps. */
export function grouped(steps: Step[]): Array<{ group: string; steps: Step[] }> {
  const all = new Map<string, Step[]>();
  for (const s of steps) all.set(s.group, [...(all.get(s.group) ?? []), s]);
  return [...all].map(([group, of]) => ({ group, steps: of }));
}
/** A name on at most two lines; what does not fit is marked and stands whole in the list below the drawing. */
export function twoLines(name: string, fits: number): string[] {
  let wide = 0, line = '';
  const lines: string[] = [];
  for (const c of name) {
    const w = c.charCodeAt(0) < 0x2e80 ? .55 : 1;
    if (wide + w > fits) { lines.push(line); line = ''; wide = 0; }
    line += c; wide += w;
  }
  lines.push(line);
  return lines.length > 2 ? [lines[0]!, `${lines[1]!.slice(0, -1)}…`] : lines;
}

/** For every term, duty and paper the stage it first belongs to: where an act starts, owes or asks for it. '' when tied to none. */
export function stagesOfRules(g: Guide): Map<string, string> {
  const order = stagesOf(g), found = new Map<string, string>();
  const before = (a: string, b: string): boolean => (a === '' ? order.length : order.indexOf(a)) < (b === '' ? order.length : order.indexOf(b));
  const put = (id: string, stage: string): void => { const was = found.get(id); if (was === undefined || before(stage, was)) found.set(id, stage); };
  const opens = (e: unknown, stage: string): void => {
    for (const k of ['starts', 'owes']) for (const x of [(e as Tree | undefined)?.[k] ?? []].flat()) put(typeof x === 'string' ? x : String((x as Tree).clock ?? (x as Tree).duty ?? ''), stage);
  };
  for (const a of Object.values(g.acts)) {
    const stage = order.find((s) => possibleIn(a).includes(s)) ?? '';
    for (const m of MOMENTS) opens((a as unknown as Tree)[m], stage);
    for (const d of list(a.needs?.documents)) put(d, stage);
    for (const o of Object.values({ ...a.answers, ...a.outcomes })) { opens(o, stage); for (const d of list(o.needs?.documents)) put(d, stage); }
  }
  for (const [id, c] of Object.entries(g.clocks)) if (found.has(id)) opens((c as unknown as Tree).on_end, found.get(id)!);
  for (const [id, d] of Object.entries(g.duties)) if (d.clock && found.has(id)) put(d.clock, found.get(id)!);
  return found;
}
export interface OfStage<T> { stage: string; of: T[] }
/** Sorted into the stages in their order, what is tied to none last. */
export function byStage<T extends { id: string }>(g: Guide, all: T[], where = stagesOfRules(g)): Array<OfStage<T>> {
  return [...stagesOf(g), ''].map((stage) => ({ stage, of: all.filter((x) => (where.get(x.id) ?? '') === stage) })).filter((x) => x.of.length);
}
