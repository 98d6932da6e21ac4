// SPDX-License-Identifier: Apache-2.0
// PDF files, by the build of pdf.js for older browsers, brought when the first one is opened. Its worker, its character maps
// and its fonts come from our own origin, and nothing in a file is ever run.
import type { PDFDocumentProxy } from 'pdfjs-dist';

type Pdf = typeof import('pdfjs-dist');
let pdf: Promise<Pdf> | null = null;
async function load(): Promise<Pdf> {
  const [lib, { default: PdfWorker }] = await Promise.all([
    import('pdfjs-dist/legacy/build/pdf.mjs') as Promise<Pdf>,
    import('pdfjs-dist/legacy/build/pdf.worker.mjs?worker'),
  ]);
  lib.GlobalWorkerOptions.workerPort = new PdfWorker();
  return lib;
}

/* Two files stay open: the one being read and the one beside it. */
const open: Array<{ blob: string; doc: Promise<PDFDocumentProxy> }> = [];
export function openPdf(blob: string, bytes: () => Promise<ArrayBuffer>): Promise<PDFDocumentProxy> {
  const at = open.findIndex((o) => o.blob === blob);
  if (at >= 0) { const [o] = open.splice(at, 1); open.push(o!); return o!.doc; }
  pdf ??= load();
  const doc = Promise.all([pdf, bytes()]).then(([lib, data]) => lib.getDocument({
    data, isEvalSupported: false, enableXfa: false, disableAutoFetch: true, useSystemFonts: true, cMapUrl: '/pdf/cmaps/', cMapPacked: true, standardFontDataUrl: '/pdf/fonts/',
  }).promise);
  open.push({ blob, doc });
  doc.catch(() => { const i = open.findIndex((o) => o.blob === blob); if (i >= 0) open.splice(i, 1); });
  while (open.length > 2) void open.shift()!.doc.then((d) => d.destroy()).catch(() => undefined);
  return doc;
}
export function closePdfs(): void { for (const o of open.splice(0)) void o.doc.then((d) => d.destroy()).catch(() => undefined); }

export async function drawPdf(doc: PDFDocumentProxy, no: number, across: number): Promise<HTMLCanvasElement> {
  const page = await doc.getPage(no), scale = across / page.getViewport({ scale: 1 }).width, viewport = page.getViewport({ scale });
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(viewport.width);
  canvas.height = Math.round(viewport.height);
  const canvasContext = canvas.getContext('2d', { alpha: false });
  if (canvasContext) await page.render({ canvasContext, viewport }).promise;
  page.cleanup();
  return canvas;
}
