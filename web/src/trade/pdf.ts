// SPDX-License-Identifier: Apache-2.0
/*
 * pdf.js in its build for older browsers, brought when a PDF is first opened. Its worker, the Chinese character maps and the
 * plain fonts are files of our own server; nothing is evaluated and nothing is fetched from elsewhere.
 */
import type { PDFDocumentProxy } from 'pdfjs-dist';

const MAPS = import.meta.glob<string>('/node_modules/pdfjs-dist/cmaps/{GB*,UniGB*,Adobe-GB1*}.bcmap', { query: '?url', import: 'default' });
const FONTS = import.meta.glob<string>('/node_modules/pdfjs-dist/standard_fonts/Foxit*.pfb', { query: '?url', import: 'default' });
async function bytesOf(from: Record<string, () => Promise<string>>, name: string): Promise<Uint8Array> {
  const where = from[Object.keys(from).find((k) => k.endsWith(`/${name}`)) ?? ''];
  if (!where) throw new Error(name);
  return new Uint8Array(await (await fetch(await where())).arrayBuffer());
}

/* The names are pdf.js's own: it asks these classes for the maps and fonts a file names and does not hold. */
class ChineseMaps {
  async fetch({ name }: { name: string }): Promise<{ cMapData: Uint8Array; isCompressed: boolean }> {
    return { cMapData: await bytesOf(MAPS, `${name}.bcmap`), isCompressed: true };
  }
}
class PlainFonts {
  fetch({ filename }: { filename: string }): Promise<Uint8Array> { return bytesOf(FONTS, filename); }
}

/** The caller destroys what it has opened, and the worker goes with it. */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  await import('./older');
  const lib = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const port = new Worker(new URL('./pdf_worker.ts', import.meta.url), { type: 'module', name: 'pdf' }), worker = lib.PDFWorker.fromPort({ port } as Parameters<typeof lib.PDFWorker.fromPort>[0]);
  const task = lib.getDocument({ data: bytes, worker, isEvalSupported: false, enableXfa: false, CMapReaderFactory: ChineseMaps, StandardFontDataFactory: PlainFonts, useSystemFonts: true });
  const destroy = task.destroy.bind(task);
  task.destroy = async () => { await destroy(); worker.destroy(); port.terminate(); };
  return task.promise;
}
