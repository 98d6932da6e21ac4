// SPDX-License-Identifier: Apache-2.0
// The PDF files of a dossier: those being read stay open, and a page of one is drawn as a picture.
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { openPdf as open_ } from '../trade/pdf';

/* Two files stay open: the one being read and the one beside it. */
const open: Array<{ blob: string; doc: Promise<PDFDocumentProxy> }> = [];
export function openPdf(blob: string, bytes: () => Promise<ArrayBuffer>): Promise<PDFDocumentProxy> {
  const at = open.findIndex((o) => o.blob === blob);
  if (at >= 0) { const [o] = open.splice(at, 1); open.push(o!); return o!.doc; }
  const doc = bytes().then((data) => open_(new Uint8Array(data)));
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
