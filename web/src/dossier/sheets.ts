// SPDX-License-Identifier: Apache-2.0
// A dossier as a reader turns it: one sheet after another. A file of several pages (PDF) is opened out when it is known.
import type { Manifest } from '../api/answers';
import { t } from '../text/text';

export interface Sheet {
  key: string; volume: number; document: number; page: number; // indices from 0
  sheet: number; // of a file with several pages, from 1; 0: the file is one page, or not yet looked into
  blob: string; volumeName: string; documentName: string;
  no: number; // as it is called: the page of its document, from 1
  item?: { name: string; kind?: string; place?: string };
}

/** `opened`: how many pages a file has, by its address. */
export function sheetsOf(m: Manifest, opened: ReadonlyMap<string, number>): Sheet[] {
  const out: Sheet[] = [];
  m.volumes.forEach((v, volume) => (v.documents ?? []).forEach((d, document) => {
    const at = { volume, document, volumeName: v.name, documentName: d.name };
    let no = 0;
    (d.pages ?? []).forEach((blob, page) => {
      const n = opened.get(blob) ?? 0;
      for (let sheet = n ? 1 : 0; sheet <= n; sheet++) out.push({ ...at, key: `${volume}.${document}.${page}.${sheet}`, page, sheet, blob, no: ++no });
    });
    (d.items ?? []).forEach((item, i) => out.push({ ...at, key: `${volume}.${document}.i${i}.0`, page: i, sheet: 0, blob: item.blob ?? '', no: ++no, item }));
  }));
  return out;
}

export const placeText = (s: Sheet): string => `${s.volumeName} › ${s.documentName} · ${s.item ? s.item.name : t('mark.page', { n: s.no })}`;
export const pagesOf = (m: Manifest | null): number => (m?.volumes ?? []).reduce((n, v) => n + (v.documents ?? []).reduce((k, d) => k + (d.pages?.length ?? 0) + (d.items?.length ?? 0), 0), 0);
export const documentsOf = (m: Manifest | null): number => (m?.volumes ?? []).reduce((n, v) => n + (v.documents?.length ?? 0), 0);
export const noteKey = (blob: string, sheet: number): string => `${blob}.${sheet}`;
