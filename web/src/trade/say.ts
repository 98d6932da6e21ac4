// SPDX-License-Identifier: Apache-2.0
// What is said to the user in passing, and how a refusal is told: what, why, and what can be done.
import { reactive, ref } from 'vue';
import { Refused, whenSaid } from '../api/call';
import { either, lang, t } from '../text/text';
import { pageName } from './route';

export interface Link { href: string; text: string }
export interface Said { id: number; good: boolean; text: string; more: string; link?: Link }
export const said = reactive<Said[]>([]);
let last = 0;

export function unsay(id: number): void {
  const i = said.findIndex((s) => s.id === id);
  if (i >= 0) said.splice(i, 1);
}

export function say(text: string, good = true, more = '', link?: Link): void {
  const again = said.find((s) => s.text === text && s.more === more);
  if (again) unsay(again.id);
  const id = ++last;
  said.push({ id, good, text, more, link });
  if (said.length > 4) said.shift();
  window.setTimeout(() => unsay(id), good ? 6000 : 15000);
}

let shownElsewhere = 0;
/** While it runs, what an answer warns of stands on the page itself and is not said in passing as well. */
export async function warningsShown<T>(f: () => Promise<T>): Promise<T> {
  shownElsewhere++;
  try { return await f(); } finally { shownElsewhere--; }
}
/* Done, and yet to be known: it stays longer. */
whenSaid((a) => { for (const m of [either(a.said_zh, a.said_en), ...(shownElsewhere ? [] : (a.warnings ?? [])).map((w) => either(w.zh, w.en))]) if (m) say(m, false); });

/** The last thing that went wrong: a report of a problem takes it along. The page by its name only, never the case. */
export const lastRefused = ref<{ page: string; request: string; at: number } | null>(null);

export interface Told { text: string; more: string; code: string }
export function told(e: unknown): Told {
  if (!(e instanceof Refused)) return { text: t('problem.here'), more: e instanceof Error ? e.message : '', code: 'client' };
  const p = e.problem;
  lastRefused.value = { page: pageName(), request: String(p.request_id ?? ''), at: Date.now() };
  if (p.code === 'network') return { text: t('problem.network'), more: t('problem.network_todo'), code: p.code };
  const what = either(p.message_zh, p.message_en), why = lang.value === 'en' ? p.detail : p.detail_zh;
  return { text: why && why !== what ? `${what}${t('mark.colon')}${why}` : what || p.code, more: either(p.todo_zh, p.todo_en), code: p.code };
}

/** A broken line or an ended sign-in passes: what stands on the page stays there. */
export const passing = (e: unknown): boolean => e instanceof Refused && (e.problem.status === 0 || e.problem.status === 401 || e.problem.status >= 502);

/** Runs what a button does; a refusal is told and undefined comes back. */
export async function attempt<T>(f: () => Promise<T>): Promise<T | undefined> {
  try {
    return await f();
  } catch (e) {
    const x = told(e);
    say(x.text, false, x.more);
    return undefined;
  }
}
