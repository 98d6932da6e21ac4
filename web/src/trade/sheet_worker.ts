// SPDX-License-Identifier: Apache-2.0
// Makes the .xlsx file beside the page, so that a long list does not stop it.
import write from 'write-excel-file/browser';
import type { Sheet } from './sheet';

const wide = (s: string | number): number => [...String(s)].reduce((n, c) => n + (c > '\u2e80' ? 2 : 1), 0);

async function made(s: Sheet): Promise<Blob> {
  const columns = s.heads.map((h, i) => ({ width: Math.min(48, Math.max(wide(h), ...s.rows.slice(0, 200).map((r) => wide(r[i] ?? '')))) + 2 }));
  const head = s.heads.map((value) => ({ value, fontWeight: 'bold' as const }));
  const data = [[{ value: s.title, fontWeight: 'bold' as const, fontSize: 14 }], [s.note], head, ...s.rows];
  return write(data, { columns, stickyRowsCount: 3, sheet: s.title.replace(/[\\/*?:[\]]/g, ' ').slice(0, 31) }).toBlob();
}

self.onmessage = (e: MessageEvent<Sheet>) => {
  made(e.data).then((blob) => self.postMessage({ blob }), (x: unknown) => self.postMessage({ problem: String(x) }));
};
