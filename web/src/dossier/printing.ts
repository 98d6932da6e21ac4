// SPDX-License-Identifier: Apache-2.0
/*
 * Pages made ready for paper, one at a time, with who prints them drawn into the picture itself. What is made stays as a
 * compressed file, not as dots: hundreds of pages cost little.
 */
import { t } from '../text/text';
import type { Picture, Pictures } from './pictures';
import { placeText, type Sheet } from './sheets';

export interface Printed { key: string; place: string; src: string; why: string } // why: it has no picture
const ACROSS = 1240; // dots across a page: 150 an inch on A4
const BLUE = 'rgba(60, 84, 100, .28)';

/** "1-5, 8" of so many, in that order; null: it says no pages, or some that are not there. */
export function pagesNamed(text: string, all: number): number[] | null {
  const out: number[] = [];
  for (const part of text.split(/[,，、;；\s]+/).filter(Boolean)) {
    const m = /^(\d+)(?:[-–—~～](\d+))?$/.exec(part), from = Number(m?.[1]), to = Number(m?.[2] ?? m?.[1]);
    if (!m || from < 1 || to < from || to > all) return null;
    for (let n = from; n <= to; n++) out.push(n - 1);
  }
  return out.length ? out : null;
}

function mark(on: CanvasRenderingContext2D, w: number, h: number, who: string): void {
  const size = Math.round(w / 42);
  on.fillStyle = BLUE;
  on.textAlign = 'center';
  on.font = `${size}px system-ui, "Noto Sans SC", "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif`;
  for (let row = 0; row < 6; row++)
    for (let col = 0; col < 2; col++) {
      on.save();
      on.translate(w * (0.27 + 0.46 * col), h * ((row + 0.5) / 6));
      on.rotate(-Math.PI / 7.5);
      on.fillText(who, 0, 0);
      on.restore();
    }
}

async function printed(p: Picture, turn: number, who: string): Promise<string> {
  const across = turn % 180 !== 0, w0 = across ? p.height : p.width, h0 = across ? p.width : p.height, k = Math.min(1, ACROSS / Math.min(w0, h0));
  const el = document.createElement('canvas'), w = (el.width = Math.round(w0 * k)), h = (el.height = Math.round(h0 * k)), on = el.getContext('2d', { alpha: false });
  if (!on || !p.el) return '';
  on.imageSmoothingQuality = 'high';
  on.save();
  on.translate(w / 2, h / 2);
  on.rotate((turn * Math.PI) / 180);
  on.drawImage(p.el, (-p.width * k) / 2, (-p.height * k) / 2, p.width * k, p.height * k);
  on.restore();
  mark(on, w, h, who);
  const out = await new Promise<Blob | null>((done) => el.toBlob(done, 'image/jpeg', 0.82));
  el.width = 0;
  return out ? URL.createObjectURL(out) : '';
}

/** One page after another; a file that turns out to have several is printed whole. Ends early when `go` says so. */
export async function* print(sheets: Sheet[], pictures: Pictures, turns: ReadonlyMap<string, number>, who: string, go: () => boolean): AsyncGenerator<{ page: Printed; more: number }> {
  for (const s of sheets)
    for (let sheet = s.sheet, last = s.sheet, more = 0; sheet <= last && go(); sheet++) {
      const is: Sheet = sheet === s.sheet ? s : { ...s, sheet, no: s.no + sheet - Math.max(1, s.sheet), key: `${s.volume}.${s.document}.${s.page}.${sheet}` };
      const p = await pictures.get(is).catch(() => null);
      if (sheet === 0) { sheet = 1; last = Math.max(1, p?.pages ?? 1); more = last - 1; }
      const src = p?.el ? await printed(p, turns.get(is.key) ?? 0, who) : '';
      yield { page: { key: is.key, place: placeText(is), src, why: src ? '' : t(!p ? 'view.lost' : p.type === 'broken' ? 'view.broken' : 'print.no_picture') }, more };
      more = 0;
    }
}
