// SPDX-License-Identifier: Apache-2.0
// What a change of organs, users or posts did to the guides: which class could not be brought to its end in which county before,
// and now can; or the other way round. The server judges in the background; here it is asked until it has.
import { reactive } from 'vue';
import type { Finding, Warning } from '../api/answers';
import { call, Refused } from '../api/call';
import { titled } from '../text/text';
import { warningsShown } from './say';

export interface Turn { key: string; class: string; county: string; was: boolean | null; is: boolean; gone: Finding[]; come: Finding[]; left: Finding[] }
export const turned = reactive({ shown: false, looking: false, turns: [] as Turn[], warnings: [] as Warning[] });

interface Seen { class: string; county: string; sound: boolean; findings: Finding[] }
const EVERY_MS = 1500, QUIET = 4, LONGEST_MS = 90_000;
let asked = 0;

async function look(): Promise<Map<string, Seen>> {
  const all = new Map<string, Seen>();
  for (const g of await call('GET /guides', {}))
    for (const v of g.verdicts) all.set(`${g.class} ${v.agency}`, { class: titled(g.name, g.name_en), county: v.name, sound: v.sound, findings: v.findings });
  return all;
}
const told = (f: Finding): string => `${f.code} ${f.part} ${f.zh}`;
function between(was: Map<string, Seen>, is: Map<string, Seen>): Turn[] {
  const out: Turn[] = [];
  for (const [key, now] of is) {
    const then = was.get(key), had = new Set(then?.findings.map(told)), has = new Set(now.findings.map(told));
    const gone = (then?.findings ?? []).filter((f) => !has.has(told(f))), come = now.findings.filter((f) => !had.has(told(f)));
    if (then?.sound !== now.sound || gone.length || come.length)
      out.push({ key, class: now.class, county: now.county, was: then?.sound ?? null, is: now.sound, gone, come, left: now.findings.filter((f) => f.level === 'unsound').slice(0, 3) });
  }
  return out;
}
const sleep = (ms: number): Promise<void> => new Promise((r) => { window.setTimeout(r, ms); });

async function follow(was: Map<string, Seen>): Promise<void> {
  const mine = ++asked, until = Date.now() + LONGEST_MS;
  turned.looking = true;
  for (let quiet = 0, last = ''; mine === asked && Date.now() < until && quiet < QUIET;) {
    await sleep(EVERY_MS);
    try {
      const turns = between(was, await look()), text = JSON.stringify(turns);
      quiet = turns.length && text === last ? quiet + 1 : 0;
      last = text;
      if (mine === asked) turned.turns = turns;
    } catch (e) { if (!(e instanceof Refused)) throw e; } /* a broken line passes: it is asked again */
  }
  if (mine === asked) turned.looking = false;
}

/** Carries out a change of staff and shows what became of the guides, until it is dismissed. Undefined: nothing was changed. */
export async function changing<T extends { warnings?: Warning[] }>(change: () => Promise<T | undefined>): Promise<T | undefined> {
  const was = await look().catch(() => null);
  const made = await warningsShown(change);
  if (!made || !was) return made;
  Object.assign(turned, { shown: true, turns: [], warnings: made.warnings ?? [] });
  void follow(was);
  return made;
}
export function dismiss(): void { asked++; Object.assign(turned, { shown: false, looking: false, turns: [], warnings: [] }); }
