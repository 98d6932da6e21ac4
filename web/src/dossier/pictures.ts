// SPDX-License-Identifier: Apache-2.0
/*
 * The pages that are ready to be shown: decoded ahead, a few at a time, and given up when the reader has gone on. What is
 * here is all a dossier of any size keeps in memory, apart from its small pictures.
 */
import { blobAddress } from '../api/call';
import { drawPdf, openPdf } from './pdf';
import type { Sheet } from './sheets';
import { drawTiff, openTiff } from './tiff';

export interface Picture { el: HTMLCanvasElement | null; width: number; height: number; type: string; pages: number; free: () => void }
const ACROSS = 1600; // dots across a drawn page of a PDF
const SHARP = 1600; // an image finer than that is drawn no finer: it is read on a screen
const KEEP = 4;

export class Pictures {
  private kept = new Map<string, Promise<Picture>>();
  private files = new Map<string, File>();
  private tiffs = new Set<string>(); // found to be one, when they were first looked into
  private caseId: string;
  private opened: (blob: string, pages: number) => void;
  constructor(caseId: string, opened: (blob: string, pages: number) => void) { this.caseId = caseId; this.opened = opened; }
  local(blob: string, file: File): void { this.files.set(blob, file); }

  async bytes(blob: string): Promise<Blob> {
    const file = this.files.get(blob);
    if (file) return file;
    const r = await fetch(blobAddress(this.caseId, blob), { credentials: 'same-origin' });
    if (!r.ok) throw new Error(String(r.status));
    return r.blob();
  }
  /** Ready, or on its way; `wanted` are not given up for it. */
  get(s: Sheet, wanted: string[] = []): Promise<Picture> {
    let p = this.kept.get(s.key);
    if (p) this.kept.delete(s.key);
    else { p = this.bring(s); p.catch(() => this.kept.delete(s.key)); }
    this.kept.set(s.key, p);
    for (const k of [...this.kept.keys()]) if (this.kept.size > KEEP && k !== s.key && !wanted.includes(k)) this.drop(k);
    return p;
  }
  private drop(key: string): void {
    void this.kept.get(key)?.then((x) => x.free()).catch(() => undefined);
    this.kept.delete(key);
  }
  clear(): void { for (const k of [...this.kept.keys()]) this.drop(k); }

  private async bring(s: Sheet): Promise<Picture> {
    const none = { el: null, width: 0, height: 0, pages: 1, free: (): void => undefined };
    if (!s.blob) return { ...none, type: '' };
    if (this.tiffs.has(s.blob)) return this.tiffPage(s);
    if (s.sheet) return this.pdfPage(s);
    const data = await this.bytes(s.blob);
    if (data.type === 'application/pdf') return this.pdfPage(s, data);
    if (data.type === 'image/tiff') return this.tiffPage(s, data);
    if (!/^image\/(jpeg|png|webp|gif|bmp)$/.test(data.type)) return { ...none, type: data.type };
    /* Drawn once, here: what the browser itself decodes for an image element it gives back when it likes, not when we ask. */
    let bitmap: ImageBitmap;
    try { bitmap = await createImageBitmap(data); } catch { return { ...none, type: 'broken' }; }
    const k = Math.min(1, SHARP / Math.min(bitmap.width, bitmap.height)), el = document.createElement('canvas');
    el.width = Math.round(bitmap.width * k);
    el.height = Math.round(bitmap.height * k);
    const on = el.getContext('2d', { alpha: false });
    if (on) { on.imageSmoothingQuality = 'high'; on.drawImage(bitmap, 0, 0, el.width, el.height); }
    bitmap.close();
    return { el, width: el.width, height: el.height, type: data.type, pages: 1, free: () => { el.width = 0; } };
  }
  private async pdfPage(s: Sheet, data?: Blob): Promise<Picture> {
    const doc = await openPdf(s.blob, async () => (data ?? (await this.bytes(s.blob))).arrayBuffer());
    if (!s.sheet && doc.numPages > 1) this.opened(s.blob, doc.numPages);
    const el = await drawPdf(doc, Math.max(1, s.sheet), ACROSS);
    return { el, width: el.width, height: el.height, type: 'application/pdf', pages: doc.numPages, free: () => { el.width = 0; } };
  }

  private async tiffCanvas(s: Sheet, sharp: number, data?: Blob): Promise<{ el: HTMLCanvasElement; pages: number }> {
    const file = await openTiff(s.blob, async () => (data ?? (await this.bytes(s.blob))).arrayBuffer());
    this.tiffs.add(s.blob);
    if (!s.sheet && file.pages.length > 1) this.opened(s.blob, file.pages.length);
    return { el: await drawTiff(file, Math.max(1, s.sheet), sharp), pages: file.pages.length };
  }
  private async tiffPage(s: Sheet, data?: Blob): Promise<Picture> {
    try {
      const { el, pages } = await this.tiffCanvas(s, SHARP, data);
      return { el, width: el.width, height: el.height, type: 'image/tiff', pages, free: () => { el.width = 0; } };
    } catch { return { el: null, width: 0, height: 0, type: 'broken', pages: 1, free: () => undefined }; }
  }

  /** A small picture of a sheet, as an address the caller gives back (URL.revokeObjectURL). Null: it has none. */
  async small(s: Sheet, across: number): Promise<string | null> {
    if (!s.blob) return null;
    let canvas: HTMLCanvasElement;
    if (this.tiffs.has(s.blob)) canvas = (await this.tiffCanvas(s, across)).el;
    else if (s.sheet) canvas = await drawPdf(await openPdf(s.blob, async () => (await this.bytes(s.blob)).arrayBuffer()), s.sheet, across);
    else {
      const data = await this.bytes(s.blob);
      if (data.type === 'application/pdf') {
        const doc = await openPdf(s.blob, () => data.arrayBuffer());
        if (doc.numPages > 1) this.opened(s.blob, doc.numPages);
        canvas = await drawPdf(doc, 1, across);
      } else if (data.type === 'image/tiff') canvas = (await this.tiffCanvas(s, across, data)).el;
      else {
        const bitmap = await createImageBitmap(data, { resizeWidth: across, resizeQuality: 'medium' });
        canvas = document.createElement('canvas');
        canvas.width = bitmap.width;
        canvas.height = bitmap.height;
        canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
        bitmap.close();
      }
    }
    const out = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.7));
    canvas.width = 0;
    return out ? URL.createObjectURL(out) : null;
  }
}
