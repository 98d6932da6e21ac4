// SPDX-License-Identifier: Apache-2.0
/*
 * An exercise as it goes on, kept in this browser under the copy's own address; and the way its end is told to the real
 * site, in whose window it was begun.
 */
import { ref } from 'vue';
import { call } from '../api/call';

/** Of every person of a demo site; known to all. */
export const DEMO_PASSWORD = 'jindu-demo-2021';

export interface Going { exercise: string; id: string; step: number; from: string; before: string[]; trace: string }
const KEEP = 'jindu.practice';
function kept(): Going | null {
  try { return JSON.parse(localStorage.getItem(KEEP) ?? 'null') as Going | null; } catch { return null; }
}
export const going = ref<Going | null>(kept());
export function keep(g: Going | null): void {
  going.value = g;
  if (g) localStorage.setItem(KEEP, JSON.stringify(g));
  else localStorage.removeItem(KEEP);
}

const copyAt = (port: number): string => `${location.protocol}//${location.hostname}:${port}`;
export const practised = ref(0); // counts what was recorded: who shows the records looks again

let listening = '';
/** Opens the copy in a window of its own and records the exercise when that window says it is done. */
export function begin(exercise: string, port: number): void {
  const copy = copyAt(port);
  if (!listening) {
    window.addEventListener('message', (m: MessageEvent<{ practised?: unknown }>) => {
      if (m.origin !== listening || typeof m.data?.practised !== 'string') return;
      void call('POST /practice', { body: { exercise: m.data.practised } }).catch(() => undefined).finally(() => { practised.value++; });
    });
  }
  listening = copy;
  window.open(`${copy}/#/practice/${encodeURIComponent(exercise)}?from=${encodeURIComponent(location.origin)}`, 'jindu-practice');
}

/** On the copy: only the same machine, and only the name of the exercise. */
export function tellDone(g: Going): void {
  if (!g.from) return;
  try { if (new URL(g.from).hostname === location.hostname) (window.opener as Window | null)?.postMessage({ practised: g.exercise }, g.from); } catch { /* begun by hand: nobody to tell */ }
}
