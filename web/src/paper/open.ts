// SPDX-License-Identifier: Apache-2.0
// The text of a dropped file: .docx, or a PDF that has text. Nothing else is read; scans have no text.
import { openPdf } from '../trade/pdf';
import { ordinary } from './text';

export type Unread = 'kind' | 'broken' | 'no_text' | 'large';
export class CannotRead extends Error {
  constructor(public why: Unread) { super(why); }
}
const FILE_MAX = 30 * 1024 * 1024, TEXT_MAX = 400_000, PAGES_MAX = 60;
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

/* Paragraphs are lines; the cells of a table's row stand on one line, parted by tabs. */
function wordText(of: Element, out: string[]): void {
  for (const e of of.children) {
    if (e.localName === 'Fallback') continue; // says again what its Choice said
    if (e.namespaceURI !== WORD) { wordText(e, out); continue; }
    if (e.localName === 't') out.push(e.textContent ?? '');
    else if (e.localName === 'tab') out.push(' ');
    else if (e.localName === 'br' || e.localName === 'cr') out.push('\n');
    else if (e.localName === 'del' || e.localName === 'instrText') continue; // struck out, or a field's code
    else {
      wordText(e, out);
      if (e.localName === 'p') out.push(e.closest('tc') ? ' ' : '\n');
      if (e.localName === 'tc') out.push('\t');
      if (e.localName === 'tr') out.push('\n');
    }
  }
}

async function docxText(bytes: Uint8Array): Promise<string> {
  const { unzipSync, strFromU8 } = await import('fflate');
  const files = unzipSync(bytes, { filter: (f) => f.name === 'word/document.xml' && f.originalSize < FILE_MAX });
  const xml = files['word/document.xml'];
  if (!xml) throw new CannotRead('broken');
  const doc = new DOMParser().parseFromString(strFromU8(xml), 'application/xml');
  if (doc.querySelector('parsererror')) throw new CannotRead('broken');
  const out: string[] = [];
  wordText(doc.documentElement, out);
  return out.join('').replace(/\t\n/g, '\n').replace(/\n{3,}/g, '\n\n');
}

interface Piece { str: string; hasEOL: boolean; transform: number[]; width: number; height: number }
/* What stands at one height is one line, whatever order the file has it in. */
function pageText(pieces: Piece[]): string {
  let out = '', y: number | null = null, end = 0;
  for (const p of pieces) {
    const at = p.transform[5]!, x = p.transform[4]!, high = p.height || 10;
    if (y !== null && Math.abs(at - y) > high * 0.6 && !out.endsWith('\n')) out += '\n';
    else if (p.str.trim() && end && x - end > high * 0.3 && !/\s$/.test(out)) out += ' ';
    out += p.str;
    if (p.str.trim()) { y = at; end = x + p.width; }
    if (p.hasEOL && !out.endsWith('\n')) out += '\n';
  }
  return out;
}

async function pdfText(bytes: Uint8Array): Promise<{ text: string; pages: number }> {
  const pdf = await openPdf(bytes).catch(() => { throw new CannotRead('broken'); });
  try {
    const out: string[] = [];
    for (let n = 1; n <= Math.min(pdf.numPages, PAGES_MAX); n++) {
      const content = await (await pdf.getPage(n)).getTextContent();
      out.push(pageText(content.items.filter((i) => 'str' in i) as Piece[]));
    }
    return { text: out.join('\n'), pages: pdf.numPages };
  } finally { void pdf.destroy(); }
}

/** The text and, where the file says it, how many pages it has. */
export async function textOf(file: File): Promise<{ text: string; pages: number }> {
  if (file.size > FILE_MAX) throw new CannotRead('large');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const zip = bytes[0] === 0x50 && bytes[1] === 0x4b, pdf = String.fromCharCode(...bytes.slice(0, 1024)).includes('%PDF-');
  if (!zip && !pdf) throw new CannotRead('kind');
  let read: { text: string; pages: number };
  try { read = zip ? { text: await docxText(bytes), pages: 1 } : await pdfText(bytes); } catch (e) { throw e instanceof CannotRead ? e : new CannotRead('broken'); }
  if (read.text.replace(/\s/g, '').length < 20) throw new CannotRead('no_text');
  return { ...read, text: ordinary(read.text.slice(0, TEXT_MAX)) };
}
