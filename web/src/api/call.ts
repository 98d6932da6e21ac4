// SPDX-License-Identifier: Apache-2.0
/*
 * One way to the server. Addresses and bodies are the server's own (schema.ts); every command carries a key of its own, so
 * that asking again after a broken line does nothing twice. Nothing here needs a secure context.
 */
import type { Answers, Known } from './answers';
import type { Calls, Problem } from './schema';

type Told = Partial<Problem> & { code: string; status: number; back?: Promise<void> | null };
export class Refused extends Error {
  problem: Told;
  constructor(problem: Told) {
    super(problem.detail_zh ?? problem.message_zh ?? problem.detail ?? problem.code);
    this.problem = problem;
  }
}

let mark = '';
export const keepMark = (csrf: string): void => { mark = csrf; };
/** Says that the session has ended, and gives what is kept when somebody has signed in again; null where nobody was signed in. */
type Lost = () => Promise<void> | null;
let lost: Lost = () => null;
export const whenSessionLost = (f: Lost): void => { lost = f; };

export interface ToSay { said_zh?: string; said_en?: string; warnings?: Array<{ zh: string; en: string }> }
let toSay: (a: ToSay) => void = () => undefined;
/** What the server says although it did what was asked. */
export const whenSaid = (f: (a: ToSay) => void): void => { toSay = f; };

export function newKey(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');
}

const NONE = { code: 'network', status: 0 };
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function send(where: string, how: RequestInit, tries: number): Promise<Response> {
  for (let i = 1; ; i++) {
    try {
      return await fetch(where, how);
    } catch {
      if (i >= tries) throw new Refused(NONE);
      await pause(400 * i);
    }
  }
}

async function answer(r: Response): Promise<unknown> {
  const text = await r.text();
  let json: unknown = null;
  try {
    json = text ? JSON.parse(text) : null;
  } catch {
    throw new Refused({ code: 'network', status: r.status });
  }
  if (r.ok) return json;
  const p = { code: 'network', ...(json as object), status: r.status } as Problem;
  throw new Refused(r.status === 401 && p.code !== 'auth.failed' ? { ...p, back: lost() } : p);
}

/* What is only looked at is asked for again by itself once the session is there again. */
async function look<T>(where: string, read: (r: Response) => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await read(await send(where, { credentials: 'same-origin' }, 3));
    } catch (e) {
      const back = e instanceof Refused ? e.problem.back : null;
      if (!back) throw e;
      await back;
    }
  }
}

export async function call<K extends Known>(what: K, with_: Calls[K] & { key?: string }): Promise<Answers[K]> {
  const how = with_ as { params?: Record<string, string>; query?: Record<string, string>; body?: unknown; key?: string };
  const [method, pattern] = what.split(' ') as [string, string];
  let where = '/api/v1' + pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(how.params?.[name] ?? ''));
  const query = Object.entries(how.query ?? {}).filter(([, v]) => v !== undefined && v !== '');
  if (query.length) where += '?' + query.map(([k, v]) => `${k}=${encodeURIComponent(v)}`).join('&');
  if (method === 'GET') return (await look(where, answer)) as Answers[K];
  const headers: Record<string, string> = { 'Idempotency-Key': how.key ?? newKey() };
  if (mark) headers['X-CSRF-Token'] = mark;
  const list = how.body instanceof Blob; // a sheet or a list goes as it stands
  if (how.body !== undefined) headers['Content-Type'] = list ? 'application/octet-stream' : 'application/json';
  const body = how.body === undefined ? undefined : list ? (how.body as Blob) : JSON.stringify(how.body);
  const got = (await answer(await send(where, { method, headers, body, credentials: 'same-origin' }, 3))) as Answers[K];
  if (got && ('said_zh' in (got as object) || 'warnings' in (got as object))) toSay(got as ToSay);
  return got;
}

/** Sends the bytes of one file; the answer names them. */
export async function upload(file: Blob): Promise<{ blob: string; size: number }> {
  const headers: Record<string, string> = { 'Content-Type': file.type || 'application/octet-stream', 'Idempotency-Key': newKey(), 'X-CSRF-Token': mark };
  return (await answer(await send('/api/v1/blobs', { method: 'POST', headers, body: file, credentials: 'same-origin' }, 3))) as { blob: string; size: number };
}

const SILENT = 30_000; // a line on which nothing moves so long is given up: the file is sent anew
/** The same, told how far it is and to be broken off. */
export function uploadFile(file: Blob, far: (sent: number) => void): { result: Promise<{ blob: string; size: number }>; stop: () => void } {
  const x = new XMLHttpRequest();
  let silence = 0;
  const heard = (): void => { window.clearTimeout(silence); silence = window.setTimeout(() => x.abort(), SILENT); };
  const result = new Promise<{ blob: string; size: number }>((done, fail) => {
    x.open('POST', '/api/v1/blobs');
    x.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    x.setRequestHeader('Idempotency-Key', newKey());
    x.setRequestHeader('X-CSRF-Token', mark);
    x.upload.onprogress = (e) => { heard(); far(e.loaded); };
    x.onloadend = () => window.clearTimeout(silence);
    x.onload = () => answer(new Response(x.responseText, { status: x.status })).then((made) => done(made as { blob: string; size: number }), fail);
    x.onerror = x.onabort = x.ontimeout = () => fail(new Refused(NONE));
    heard();
    x.send(file);
  });
  return { result, stop: () => x.abort() };
}

/** A file of the server's as text. */
export function textOf(address: string): Promise<string> {
  return look(address, async (r) => {
    if (!r.ok) await answer(r);
    return r.text();
  });
}

export const blobAddress = (of: string, blob: string): string => `/api/v1/cases/${encodeURIComponent(of)}/blobs/${blob}`;
export const dossierAddress = (of: string): string => `/api/v1/cases/${encodeURIComponent(of)}/dossier.zip`;
