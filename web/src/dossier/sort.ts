// SPDX-License-Identifier: Apache-2.0
/*
 * From a folder of files to the catalogue: files that belong together become one document, a document goes where its
 * name says, in the order of the catalogue; what says nothing goes to the end of the evidence, to be placed by hand.
 */
import type { CatalogueItem, DossierCheck, DossierDocument, Manifest } from '../api/answers';

export interface Named { path: string; blob: string }
const NOT_TAKEN = /(^|\/)(\.|thumbs\.db$|desktop\.ini$|~\$)/i;
const TAKEN = /\.(jpe?g|png|webp|tiff?|pdf|mp4|mp3|m4a)$/i;
export const taken = (path: string): boolean => TAKEN.test(path) && !NOT_TAKEN.test(path);

const last = (path: string): string => path.split('/').pop() ?? '';
const bare = (name: string): string => name.replace(/\.[A-Za-z0-9]{1,5}$/, '');
/* Numbers that only order: before the name and after it, in brackets or called a page (U+7B2C, U+9875) or not. */
const unnumbered = (name: string): string => name.replace(/^[\d\s._、-]+/, '').replace(/[\s_.(（\u7b2c-]*\d+\s*[\u9875)）]*$/, '').trim();
const pairs = (s: string): string[] => Array.from({ length: Math.max(0, s.length - 1) }, (_, i) => s.slice(i, i + 2));
const natural = (a: string, b: string): number => a.localeCompare(b, 'zh', { numeric: true });

/** The item a name means: the longest name it holds; of a short name, the asked item that holds it. */
export function itemOf(label: string, items: CatalogueItem[]): CatalogueItem | undefined {
  const within = items.filter((i) => label.includes(i.name)).sort((a, b) => b.name.length - a.name.length || Number(!!b.asked) - Number(!!a.asked));
  if (within[0]) return within[0];
  return label.length >= 3 ? items.filter((i) => i.name.includes(label)).sort((a, b) => Number(!!b.asked) - Number(!!a.asked) || a.name.length - b.name.length)[0] : undefined;
}

/** The volume a folder's name means: the one with most of its pairs of characters. */
function volumeOf(folders: string[], check: DossierCheck): string | undefined {
  for (const f of [...folders].reverse()) {
    const best = check.volumes.map((v) => ({ id: v.id, n: pairs(v.name).filter((p) => f.includes(p)).length })).sort((a, b) => b.n - a.n)[0];
    if (best?.n) return best.id;
  }
  return undefined;
}

interface Draft { volume: string; name: string; kind?: string; first: string; blobs: string[]; item: boolean }
export function sortFiles(files: Named[], check: DossierCheck): Draft[] {
  const by = new Map<string, Draft>();
  for (const f of [...files].sort((a, b) => natural(a.path, b.path))) {
    const folders = f.path.split('/').slice(0, -1), folder = unnumbered(folders[folders.length - 1] ?? '');
    const own = unnumbered(bare(last(f.path))), picture = /\.(jpe?g|png|webp|tiff?)$/i.test(f.path);
    const ofFolder = folder ? itemOf(folder, check.items) : undefined, ofOwn = own ? itemOf(own, check.items) : undefined;
    const together = picture && !!folder && !ofOwn && (!own || !!ofFolder || !volumeOf([folder], check)); // a folder of a document's pages
    const name = together ? folder : own || folder || bare(last(f.path));
    const item = together ? ofFolder : (ofOwn ?? ofFolder);
    const volume = item?.volume ?? volumeOf(folders, check) ?? 'evidence';
    const key = picture ? `${folders.join('/')}|${name}` : f.path;
    const d = by.get(key) ?? { volume, name, kind: item?.kind, first: f.path, blobs: [], item: !/\.(jpe?g|png|webp|tiff?|pdf)$/i.test(f.path) };
    d.blobs.push(f.blob);
    by.set(key, d);
  }
  return [...by.values()];
}

/** Puts the new documents in their places of the table of contents; what is there already keeps its order. */
export function place(m: Manifest, files: Named[], check: DossierCheck): Manifest {
  const rank = new Map<string, number>();
  check.items.forEach((i, n) => { if (!rank.has(i.kind)) rank.set(i.kind, n); });
  const order = (d: DossierDocument): number => rank.get(d.kind ?? '') ?? 10_000;
  const volumes = m.volumes.map((v) => ({ ...v, documents: [...(v.documents ?? [])] }));
  for (const d of sortFiles(files, check)) {
    let v = volumes.find((x) => x.kind === d.volume);
    if (!v) { v = { kind: d.volume, name: check.volumes.find((x) => x.id === d.volume)?.name ?? d.volume, documents: [] }; volumes.push(v); }
    const doc: DossierDocument = d.item ? { name: d.name, kind: d.kind, items: d.blobs.map((blob) => ({ name: d.name, kind: 'media', blob })) } : { name: d.name, kind: d.kind, pages: d.blobs };
    const mine = order(doc), at = v.documents.findIndex((x) => order(x) > mine);
    v.documents.splice(at < 0 ? v.documents.length : at, 0, doc);
  }
  const volumeRank = (kind: string | undefined): number => { const i = check.volumes.findIndex((x) => x.id === kind); return i < 0 ? 99 : i; };
  return { ...m, volumes: volumes.sort((a, b) => volumeRank(a.kind) - volumeRank(b.kind)) };
}

/** What was dropped: files, and folders with all that is in them. */
export async function dropped(data: DataTransfer): Promise<Array<{ path: string; file: File }>> {
  const out: Array<{ path: string; file: File }> = [], entries = Array.from(data.items).map((i) => i.webkitGetAsEntry?.()).filter((x): x is FileSystemEntry => !!x);
  const plain = Array.from(data.files);
  if (!entries.length) return plain.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  const walk = async (e: FileSystemEntry, path: string): Promise<void> => {
    if (e.isFile) out.push({ path: path + e.name, file: await new Promise<File>((done, fail) => (e as FileSystemFileEntry).file(done, fail)) });
    else if (e.isDirectory) {
      const reader = (e as FileSystemDirectoryEntry).createReader();
      for (;;) {
        const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
        if (!some.length) break;
        for (const x of some) await walk(x, `${path}${e.name}/`);
      }
    }
  };
  for (const e of entries) await walk(e, '');
  return out;
}
