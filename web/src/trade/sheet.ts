// SPDX-License-Identifier: Apache-2.0
// A list as an .xlsx file, as it stands on the screen. What makes it is brought when the first list is saved.
import { t } from '../text/text';
import { nowText, today } from './time';

export interface Sheet { title: string; note: string; heads: string[]; rows: Array<Array<string | number>>; form?: boolean }

/** Hands a file that was made here to the user. */
export function hand(blob: Blob, name: string): void {
  const a = document.createElement('a'), where = URL.createObjectURL(blob);
  a.href = where;
  a.download = name;
  a.click();
  window.setTimeout(() => URL.revokeObjectURL(where), 60_000);
}
export const fileName = (title: string, end: string): string => `${title.replace(/[\\/:*?"<>|\s]+/g, '_')}_${today()}.${end}`;

export async function saveSheet(s: Sheet): Promise<void> {
  const worker = new Worker(new URL('./sheet_worker.ts', import.meta.url), { type: 'module' });
  try {
    const blob = await new Promise<Blob>((done, fail) => {
      worker.onmessage = (e: MessageEvent<{ blob?: Blob; problem?: string }>) => (e.data.blob ? done(e.data.blob) : fail(new Error(e.data.problem)));
      worker.onerror = (e) => fail(new Error(e.message));
      worker.postMessage(JSON.parse(JSON.stringify(s)) as Sheet);
    });
    hand(blob, fileName(s.title, 'xlsx'));
  } finally { worker.terminate(); }
}

/** A table as it stands, with when it was made and how many rows it has. */
export async function saveTable(s: Sheet): Promise<void> {
  const made = t('list.made', { time: nowText(), n: s.rows.length });
  await saveSheet({ ...s, note: [s.note, made].filter(Boolean).join(' · ') });
}

/* Comma-separated, quotes doubled: as the server writes its empty sheets. */
function cells(csv: string): string[][] {
  const rows: string[][] = [];
  for (const line of csv.replace(/^\uFEFF/, '').split('\r\n').filter(Boolean)) {
    rows.push([...line.matchAll(/("(?:[^"]|"")*"|[^,"]*)(?:,|$)/g)].slice(0, -1).map((m) => m[1]!.replace(/^"|"$/g, '').replace(/""/g, '"')));
    if (!line.endsWith(',')) continue;
    rows[rows.length - 1]!.push('');
  }
  return rows;
}

/** An empty sheet of the server's as a workbook, its cells kept as text, so that no number loses its last places. */
export async function saveForm(csv: string, title: string): Promise<void> {
  const [heads, ...rows] = cells(csv);
  await saveSheet({ title, note: '', heads: heads ?? [], rows, form: true });
}
