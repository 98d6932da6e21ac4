// SPDX-License-Identifier: Apache-2.0
/*
 * pdf.js, brought when a PDF is first opened. Its worker and the Chinese character maps are files of our own server;
 * nothing is evaluated and nothing is fetched from elsewhere.
 */
import type { PDFDocumentProxy } from 'pdfjs-dist';

const MAPS = import.meta.glob<string>('/node_modules/pdfjs-dist/cmaps/{GB*,UniGB*,Adobe-GB1*}.bcmap', { query: '?url', import: 'default' });

/* The name is pdf.js's own: it asks this class for the maps a font needs. */
class ChineseMaps {
  async fetch({ name }: { name: string }): Promise<{ cMapData: Uint8Array; isCompressed: boolean }> {
    const where = MAPS[`/node_modules/pdfjs-dist/cmaps/${name}.bcmap`];
    if (!where) throw new Error(name);
    return { cMapData: new Uint8Array(await (await fetch(await where())).arrayBuffer()), isCompressed: true };
  }
}

/** The caller destroys what it has opened. */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const [lib, worker] = await Promise.all([import('pdfjs-dist/legacy/build/pdf.mjs'), import('pdfjs-dist/legacy/build/pdf.worker.mjs?url')]);
  lib.GlobalWorkerOptions.workerSrc = worker.default;
  return lib.getDocument({ data: bytes, isEvalSupported: false, CMapReaderFactory: ChineseMaps, useSystemFonts: true }).promise;
}
