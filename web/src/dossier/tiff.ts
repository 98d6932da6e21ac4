// SPDX-License-Identifier: Apache-2.0
// TIFF files, as scanners and fax machines make them: no browser shows them, so their pages are drawn here.
import type { IFD } from 'utif2';

interface Tiff { bytes: ArrayBuffer; pages: IFD[] }
const DOTS_MAX = 150_000_000; // of one page, beyond any A3 at 600 an inch: more is a fault of the file
/* Two files stay open: the one being read and the one beside it. */
const open: Array<{ blob: string; file: Promise<Tiff> }> = [];
const tag = (i: IFD, no: number): number => Number((i[`t${no}`] as number[] | undefined)?.[0] ?? 0);

export function openTiff(blob: string, bytes: () => Promise<ArrayBuffer>): Promise<Tiff> {
  const at = open.findIndex((o) => o.blob === blob);
  if (at >= 0) { const [o] = open.splice(at, 1); open.push(o!); return o!.file; }
  const file = (async () => {
    const data = await bytes(), { decode } = await library();
    const pages = decode(data).filter((i) => tag(i, 256) && tag(i, 257) && !(tag(i, 254) & 1)); // a small picture beside a page is no page
    if (!pages.length || pages.some((i) => tag(i, 256) * tag(i, 257) > DOTS_MAX)) throw new Error('tiff');
    return { bytes: data, pages };
  })();
  open.push({ blob, file });
  file.catch(() => { const i = open.findIndex((o) => o.blob === blob); if (i >= 0) open.splice(i, 1); });
  while (open.length > 2) open.shift();
  return file;
}
export function closeTiffs(): void { open.splice(0); }

async function library(): Promise<typeof import('utif2')> {
  const m = await import('utif2') as typeof import('utif2') & { default?: typeof import('utif2') };
  return m.default ?? m;
}

/** The page `no` (from 1), at most `sharp` dots across its shorter side. */
export async function drawTiff(f: Tiff, no: number, sharp: number): Promise<HTMLCanvasElement> {
  const page = f.pages[no - 1], { decodeImage, toRGBA8 } = await library();
  if (!page) throw new Error('tiff');
  decodeImage(f.bytes, page);
  const { width, height } = page, whole = document.createElement('canvas'), out = document.createElement('canvas');
  whole.width = width;
  whole.height = height;
  const dots = new Uint8ClampedArray(width * height * 4);
  dots.set(toRGBA8(page).subarray(0, dots.length));
  delete (page as Partial<IFD>).data; // as large as the page, and what is there is not decoded again
  whole.getContext('2d')?.putImageData(new ImageData(dots, width, height), 0, 0);
  /* A fax has twice as many dots across as down. */
  const across = tag(page, 282), down = tag(page, 283), tall = across && down ? height * (across / down) : height;
  const k = Math.min(1, sharp / Math.min(width, tall)), on = out.getContext('2d', { alpha: false });
  out.width = Math.max(1, Math.round(width * k));
  out.height = Math.max(1, Math.round(tall * k));
  if (on) { on.imageSmoothingQuality = 'high'; on.fillStyle = '#fff'; on.fillRect(0, 0, out.width, out.height); on.drawImage(whole, 0, 0, out.width, out.height); }
  whole.width = 0;
  return out;
}
