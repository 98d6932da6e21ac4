// SPDX-License-Identifier: Apache-2.0
// Makes the .xlsx file beside the page, so that a long list does not stop it.
import write, { type Cell } from 'write-excel-file/browser';
import type { Sheet } from './sheet';

const wide = (s: string | number): number => [...String(s)].reduce((n, c) => n + (c > '\u2e80' ? 2 : 1), 0);

const ROWS = 300; // below the form, ready to be written in

/* To be filled in: the headings first, and every cell text. */
async function form(s: Sheet): Promise<Blob> {
  const columns = s.heads.map((h) => ({ width: Math.max(12, wide(h) + 2) }));
  const text = (value: string | number): Cell => ({ ...(value === '' ? {} : { value: String(value) }), type: String, format: '@', wrap: true, alignVertical: 'top' });
  const empty = s.heads.map(() => text(''));
  const data = [s.heads.map((value) => ({ value, fontWeight: 'bold' as const, wrap: true })), ...s.rows.map((r) => r.map(text)), ...Array.from({ length: ROWS }, () => empty)];
  return write(data, { columns, stickyRowsCount: 1, sheet: s.title.replace(/[\\/*?:[\]]/g, ' ').slice(0, 31) }).toBlob();
}

async function made(s: Sheet): Promise<Blob> {
  if (s.form) return form(s);
  const columns = s.heads.map((h, i) => ({ width: Math.min(48, Math.max(wide(h), ...s.rows.slice(0, 200).map((r) => wide(r[i] ?? '')))) + 2 }));
  const head = s.heads.map((value) => ({ value, fontWeight: 'bold' as const }));
  const data = [[{ value: s.title, fontWeight: 'bold' as const, fontSize: 14 }], [s.note], head, ...s.rows];
  return write(data, { columns, stickyRowsCount: 3, sheet: s.title.replace(/[\\/*?:[\]]/g, ' ').slice(0, 31) }).toBlob();
}

self.onmessage = (e: MessageEvent<Sheet>) => {
  made(e.data).then((blob) => self.postMessage({ blob }), (x: unknown) => self.postMessage({ problem: String(x) }));
};
