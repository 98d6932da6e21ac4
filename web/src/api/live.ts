// SPDX-License-Identifier: Apache-2.0
// What is committed anywhere, as this post may hear of it. Whoever listens is told which case moved; null: look anew at all.
import { onUnmounted, ref, watch } from 'vue';
import { today } from '../trade/time';

export interface Moved { case: string; command: string; events: string[] }
type Listener = (m: Moved | null) => void;
const listeners = new Set<Listener>(), asked = new Set<() => void>();
export const connected = ref(true);
let worker: SharedWorker | null = null;
let lateTimer = 0;

function heard(m: { what: string; data?: Moved }): void {
  if (m.what === 'lost') {
    lateTimer ||= window.setTimeout(() => { connected.value = false; }, 4000); // each further try says so again
    return;
  }
  window.clearTimeout(lateTimer);
  lateTimer = 0;
  const was = connected.value;
  connected.value = true;
  if (m.what === 'asked') for (const l of [...asked]) l();
  if (m.what === 'case') for (const l of [...listeners]) l(m.data!);
  else if (m.what === 'reset' || (m.what === 'open' && !was)) for (const l of [...listeners]) l(null);
}

// What is left of a term is told as of a day: on the next one everything is asked anew.
watch(today, () => { for (const l of [...listeners]) l(null); });

export function liveBegin(as: string): void {
  if (!worker) {
    worker = new SharedWorker(new URL('./stream.ts', import.meta.url), { type: 'module', name: 'jindu' });
    worker.port.onmessage = (e: MessageEvent<{ what: string; data?: Moved }>) => heard(e.data);
    window.addEventListener('pagehide', () => worker?.port.postMessage({ what: 'gone' }));
  }
  worker.port.postMessage({ what: 'begin', as });
}

export function liveEnd(): void {
  worker?.port.postMessage({ what: 'end' });
}

/** While the component is there; many moves at once are one look. */
export function onLive(look: (m: Moved | null) => void, wants: (m: Moved) => boolean = () => true): void {
  let timer = 0;
  const l: Listener = (m) => {
    if (m && !wants(m)) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => look(m), 150);
  };
  listeners.add(l);
  onUnmounted(() => { listeners.delete(l); window.clearTimeout(timer); });
}

/** While the component is there: somebody asked to read a case of one's own. */
export function onAsked(look: () => void): void {
  asked.add(look);
  onUnmounted(() => { asked.delete(look); });
}
