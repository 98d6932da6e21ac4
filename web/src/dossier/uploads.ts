// SPDX-License-Identifier: Apache-2.0
/*
 * Many files on their way: named by content in a worker, those the server has already are skipped, the others go three at
 * a time. The list outlives a reload; the files do not, so the same folder is dropped again and goes on where it stopped.
 */
import { computed, reactive, ref } from 'vue';
import { Refused, call, uploadFile } from '../api/call';
import { me } from '../trade/session';

export type FileState = 'wait' | 'read' | 'send' | 'there' | 'done' | 'fail' | 'gone';
export interface Upload { path: string; size: number; changed: number; hash: string; state: FileState; sent: number; file?: File; why?: string }
const AT_ONCE = 3, ASK = 200, TRIES = 3;
const settled = (u: Upload): boolean => u.state === 'done' || u.state === 'there';

function hasher(): { hash: (file: File) => Promise<string>; end: () => void } {
  const worker = new Worker(new URL('./hashing.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, (hash: string) => void>();
  let n = 0;
  worker.onmessage = (e: MessageEvent<{ id: number; hash: string }>) => { waiting.get(e.data.id)?.(e.data.hash); waiting.delete(e.data.id); };
  return { hash: (file) => new Promise((done) => { waiting.set(++n, done); worker.postMessage({ id: n, file }); }), end: () => worker.terminate() };
}

export function uploads(name: string) {
  const key = `jindu.form.${me.value?.user.id ?? ''}.files.${name}`;
  const list = reactive<Upload[]>([]), paused = ref(false), running = ref(false), problem = ref<unknown>(null);
  const stops = new Map<Upload, () => void>();
  try { for (const x of JSON.parse(localStorage.getItem(key) ?? '[]') as Upload[]) list.push({ ...x, sent: settled(x) ? x.size : 0, state: settled(x) ? x.state : 'gone' }); } catch { /* what cannot be read is left */ }
  const total = computed(() => list.reduce((n, u) => n + u.size, 0)), sent = computed(() => list.reduce((n, u) => n + (settled(u) ? u.size : u.sent), 0));
  const done = computed(() => list.filter(settled).length), lost = computed(() => list.filter((u) => u.state === 'gone').length);
  let keeping = 0;
  function keep(): void {
    window.clearTimeout(keeping);
    keeping = window.setTimeout(keepNow, 300);
  }
  function keepNow(): void {
    window.clearTimeout(keeping);
    if (list.length) localStorage.setItem(key, JSON.stringify(list.map(({ path, size, changed, hash, state }) => ({ path, size, changed, hash, state }))));
    else localStorage.removeItem(key);
  }
  window.addEventListener('pagehide', keepNow);

  /** New ones go to the end; one that is known by path, size and time takes its old place. */
  function add(files: Array<{ path: string; file: File }>): void {
    for (const { path, file } of files) {
      const was = list.find((u) => u.path === path && u.size === file.size && u.changed === file.lastModified);
      if (was) { was.file = file; if (!settled(was)) was.state = 'wait'; } else list.push({ path, size: file.size, changed: file.lastModified, hash: '', state: 'wait', sent: 0, file });
    }
    keep();
  }

  async function lacking(blobs: string[]): Promise<Set<string>> { return new Set((await call('POST /blobs/missing', { body: { blobs } })).missing); }
  async function name_(): Promise<void> {
    const todo = list.filter((u) => u.state === 'wait' && u.file && !u.hash);
    if (!todo.length) return;
    const h = hasher();
    for (const u of todo) {
      if (paused.value) break;
      u.state = 'read';
      u.hash = u.size ? await h.hash(u.file!) : '';
      u.state = u.hash ? 'wait' : 'fail';
    }
    h.end();
    keep();
  }
  async function skip(): Promise<void> {
    const todo = list.filter((u) => u.state === 'wait' && u.hash);
    for (let i = 0; i < todo.length && !paused.value; i += ASK) {
      const part = todo.slice(i, i + ASK), lack = await lacking(part.map((u) => u.hash));
      for (const u of part) if (!lack.has(u.hash)) { u.state = 'there'; u.sent = u.size; }
    }
    keep();
  }
  async function sendOne(u: Upload): Promise<void> {
    for (let i = 1; ; i++) {
      u.state = 'send';
      const { result, stop } = uploadFile(u.file!, (n) => { u.sent = Math.min(n, u.size); });
      stops.set(u, stop);
      try {
        const made = await result;
        u.hash = made.blob;
        u.state = 'done';
        return;
      } catch (e) {
        u.sent = 0;
        u.state = 'wait';
        if (paused.value) return;
        const p = e instanceof Refused ? e.problem : undefined;
        if (p?.status === 401) { paused.value = true; return; }
        if ((p?.status ?? 0) >= 400 && p?.status !== 503) { u.state = 'fail'; u.why = p?.message_zh; return; }
        if (i >= TRIES) { paused.value = true; problem.value = e; return; }
        await new Promise((r) => setTimeout(r, 500 * i));
      } finally { stops.delete(u); keep(); }
    }
  }
  /** True: every file is there. */
  async function run(): Promise<boolean> {
    if (running.value) return false;
    running.value = true;
    paused.value = false;
    problem.value = null;
    try {
      await name_();
      if (!paused.value) await skip();
      const todo = list.filter((u) => u.state === 'wait' && u.hash);
      const hand = async (): Promise<void> => { for (let u = todo.shift(); u && !paused.value; u = todo.shift()) await sendOne(u); };
      await Promise.all(Array.from({ length: AT_ONCE }, hand));
    } catch (e) { problem.value = e; paused.value = true; } finally { running.value = false; keepNow(); }
    return list.length > 0 && list.every(settled);
  }
  function pause(): void { paused.value = true; for (const stop of stops.values()) stop(); }
  function again(): void { for (const u of list) if (u.state === 'fail' && u.file) { u.state = 'wait'; u.why = undefined; } }
  function clear(): void { list.splice(0); keepNow(); }
  function drop(u: Upload): void { list.splice(list.indexOf(u), 1); keep(); }
  const end = (): void => { pause(); keepNow(); window.removeEventListener('pagehide', keepNow); };
  return { list, paused, running, problem, total, sent, done, lost, add, run, pause, again, clear, drop, end };
}
export type Uploads = ReturnType<typeof uploads>;
