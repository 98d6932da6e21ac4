// SPDX-License-Identifier: Apache-2.0
// A folder of pictures is dragged onto the dossier, its pages are put in order by dragging and by keys, and a scanner's TIFF
// of two pages is read like any other file.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { stage } from './stage.mjs';

let s, officer, legal, id, folder;
const e = encodeURIComponent;

/* Grey pages of the given shades, each with its own, packed by deflate. */
function tiff(shades, width = 300, height = 420) {
  const parts = [Buffer.from('II*\0\0\0\0\0', 'latin1')];
  let at = 8, link = 4;
  for (const shade of shades) {
    const dots = zlib.deflateSync(Buffer.alloc(width * height, shade)), dir = at + dots.length + (dots.length & 1);
    const tags = [[256, 4, width], [257, 4, height], [258, 3, 8], [259, 3, 8], [262, 3, 1], [273, 4, at], [277, 3, 1], [278, 4, height], [279, 4, dots.length]];
    const body = Buffer.alloc(2 + 12 * tags.length + 4);
    body.writeUInt16LE(tags.length, 0);
    tags.forEach(([tag, kind, value], i) => { body.writeUInt16LE(tag, 2 + 12 * i); body.writeUInt16LE(kind, 4 + 12 * i); body.writeUInt32LE(1, 6 + 12 * i); body.writeUInt32LE(value, 10 + 12 * i); });
    parts.push(dots, Buffer.alloc(dots.length & 1), body);
    const whole = Buffer.concat(parts);
    whole.writeUInt32LE(dir, link);
    parts.splice(0, parts.length, whole);
    [at, link] = [whole.length, whole.length - 4];
  }
  return parts[0];
}
const JPEG = (n) => Buffer.from(`\xff\xd8\xff\xe0 page ${n}`, 'latin1');
before(async () => {
  s = await stage();
  [officer, legal] = [await s.as('gongan1'), await s.as('fazhi1')];
  folder = path.join(s.dir, '讯问笔录');
  fs.mkdirSync(folder);
  for (const n of [1, 2, 3]) fs.writeFileSync(path.join(folder, `${n}.jpg`), JPEG(n));
  id = (await officer.post('/cases', { class: '盗窃', name: '拖某页涉嫌盗窃案', people: [{ name: '拖某页', sex: 'male', birth: '1990-01-01', charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] }] })).case;
  for (const body of [{ act: 'INV-01', option: 'file', docs: [{ kind: 'filing_decision', number: '试公刑字〔2021〕1号', pages: 1 }] }, { act: 'INV-02', docs: [{ kind: 'detention_warrant', number: '试公刑字〔2021〕2号', pages: 1 }] }]) {
    const { made } = await officer.post(`/cases/${id}/drafts`, body);
    await legal.post(`/cases/${id}/transfers/${e(made)}/check`, { approve: true });
    await officer.post(`/cases/${id}/transfers/${e(made)}/push`, {});
  }
});
after(async () => { await s?.done(); });

const order = async () => (await officer.page.evaluate((of) => JSON.parse(localStorage.getItem(Object.keys(localStorage).find((k) => k.endsWith(`${of}.ARR-01.dossier`)))), id)).tree.volumes[0].documents[0].pages;

test('a folder dropped from the desktop becomes a document; its pages are dragged and moved by keys', async () => {
  const p = officer.page;
  await officer.go(`case/${e(id)}/act/ARR-01`);
  const box = p.locator('.dropbox');
  await box.scrollIntoViewIfNeeded();
  const at = await box.boundingBox(), cdp = await officer.context.newCDPSession(p);
  for (const type of ['dragEnter', 'dragOver', 'drop']) await cdp.send('Input.dispatchDragEvent', { type, x: at.x + 40, y: at.y + 20, data: { items: [], files: [folder], dragOperationsMask: 1 } });
  await p.getByText('现有 1 份材料，3 页').waitFor();
  await p.locator('.arrange .entry', { hasText: '讯问笔录' }).click();
  await p.waitForTimeout(600); // kept in this browser
  const [a, b, c] = await order();
  await p.locator('#ap-0').dragTo(p.locator('#ap-2'));
  await p.waitForTimeout(600);
  assert.deepEqual(await order(), [b, c, a]);
  await p.locator('#ap-2').press('Alt+ArrowLeft');
  await p.waitForTimeout(600);
  assert.deepEqual(await order(), [b, a, c]);
  await officer.shot('36-pages-ordered');
  assert.deepEqual(await officer.axe(), []);
});

test('a TIFF of two pages is shown page by page, large and small', async () => {
  const p = officer.page, file = tiff([60, 200]);
  await p.getByLabel('选择文件（图片或PDF，可多选）').setInputFiles([{ name: '辨认笔录.tif', mimeType: 'image/tiff', buffer: file }]);
  await p.getByText('现有 2 份材料，4 页').waitFor();
  await p.locator('.arrange .line', { hasText: '辨认笔录' }).getByRole('button', { name: '查看' }).click();
  const leaf = p.locator('.viewing .desk .leaf[data-ready]').last();
  const shade = () => p.evaluate(() => { const el = document.querySelector('.viewing .desk .leaf[data-ready] canvas'); return el ? el.getContext('2d').getImageData(el.width >> 1, el.height >> 1, 1, 1).data[0] : -1; });
  await leaf.locator('canvas').waitFor();
  await p.waitForFunction(() => { const el = document.querySelector('.viewing .desk .leaf[data-ready] canvas'); return el && el.getContext('2d').getImageData(9, 9, 1, 1).data[0] < 100; });
  assert.equal(await shade(), 60);
  await p.locator('.viewing').getByRole('button', { name: /下一页/ }).click();
  await p.waitForFunction(() => { const el = document.querySelector('.viewing .desk .leaf[data-ready] canvas'); return el && el.getContext('2d').getImageData(9, 9, 1, 1).data[0] > 150; });
  assert.equal(await shade(), 200);
  await p.locator('.viewing').getByRole('tab', { name: '缩略图' }).click();
  await p.locator('.viewing .thumb img').nth(1).waitFor();
  await officer.shot('37-tiff');
});

test('no console error in any browser', () => { for (const x of s.people) assert.deepEqual(x.heard, [], x.login); });
