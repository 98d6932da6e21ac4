// SPDX-License-Identifier: Apache-2.0
// The dossier from the scanner's folder to the other organ's desk and back: three hundred files, a broken upload, the
// catalogue, marks on pages, the corrected round, a list to be supplied; and five hundred pages that read like five.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { stage, sleep } from '../stage.mjs';

let s, officer, legal, desk, id, transfer, folder;
const e = encodeURIComponent;
const NAME = '卷某宗', PAGES = 300;

/* A page as a scanner makes it: A4 in black and white with strokes where text would be, each different. */
const crcTable = Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n >>> 0; });
function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]), out = Buffer.alloc(body.length + 8);
  let crc = 0xffffffff;
  for (const b of body) crc = crcTable[(crc ^ b) & 255] ^ (crc >>> 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
  return out;
}
function page(n, width = 1654) {
  const height = Math.round(width * 1.4142), row = Math.ceil(width / 8), raw = Buffer.alloc((row + 1) * height, 0xff);
  for (let y = 0; y < height; y++) {
    raw[y * (row + 1)] = 0;
    const line = Math.floor(y / 40), on = y % 40 > 14 && y % 40 < 32 && line > 3 && line < height / 40 - 4;
    if (on) for (let x = 14; x < row - 14; x++) raw[y * (row + 1) + 1 + x] = ((line * 131 + x * 17 + n * 7919) * 2654435761) >>> 13 & 3 ? 0xff : 0x99;
  }
  for (let b = 0; b < 16; b++) if (n >> b & 1) for (let y = 40; y < 70; y++) raw.fill(0, y * (row + 1) + 20 + b * 4, y * (row + 1) + 23 + b * 4);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([1, 0, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', zlib.deflateSync(raw, { level: 1 })), chunk('IEND', Buffer.alloc(0))]);
}
function pdf(pages) { // with a font it names and does not hold
  const parts = ['%PDF-1.4\n'], at = [];
  const put = (text) => { at.push(parts.join('').length); parts.push(`${at.length} 0 obj\n${text}\nendobj\n`); };
  put('<</Type/Catalog/Pages 2 0 R>>');
  put(`<</Type/Pages/Count ${pages}/Kids[${Array.from({ length: pages }, (_, i) => `${4 + 2 * i} 0 R`).join(' ')}]>>`);
  put('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>');
  for (let i = 0; i < pages; i++) {
    const text = `BT /F1 48 Tf 120 600 Td (Sheet ${i + 1}) Tj ET`;
    put(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents ${5 + 2 * i} 0 R>>`);
    put(`<</Length ${text.length}>>\nstream\n${text}\nendstream`);
  }
  const start = parts.join('').length;
  parts.push(`xref\n0 ${at.length + 1}\n0000000000 65535 f \n${at.map((o) => `${String(o).padStart(10, '0')} 00000 n \n`).join('')}trailer<</Size ${at.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`);
  return Buffer.from(parts.join(''), 'latin1');
}
function write(where, bytes) { fs.mkdirSync(path.dirname(path.join(folder, where)), { recursive: true }); fs.writeFileSync(path.join(folder, where), bytes); }
const three = (n) => String(n).padStart(3, '0');
const PAPERS = ['诉讼文书卷/01 受案登记表', '诉讼文书卷/02 立案决定书', '诉讼文书卷/03 拘留证', '证据材料卷/到案经过', '证据材料卷/户籍证明'];

before(async () => {
  s = await stage();
  [officer, legal, desk] = await Promise.all(['gongan1', 'fazhi1', 'anguan1'].map((u) => s.as(u)));
  folder = path.join(s.dir, '卷宗扫描件');
  let n = 0;
  for (const p of PAPERS) for (let i = 1; i <= 4; i++) write(`${p}_${three(i)}.png`, page(++n));
  for (let i = 1; i <= PAGES - 24; i++) write(`证据材料卷/讯问笔录/${three(i)}.png`, page(++n));
  write('证据材料卷/讯问笔录/998.png', page(1)); // the same page is there before
  write('证据材料卷/讯问笔录/999.png', page(++n, 400));
  write('证据材料卷/辨认笔录.pdf', pdf(3));
  write('证据材料卷/现场照片.jpg', Buffer.from('\xff\xd8\xff\xe0 broken off', 'latin1'));
  write('证据材料卷/Thumbs.db', Buffer.from('x'));
});
after(async () => { await s?.done(); });

const send = (p, method, where, body) => p.page.evaluate(async ([m, w, b]) => {
  const me = await (await fetch('/api/v1/me')).json();
  const r = await fetch(`/api/v1${w}`, { method: m, headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': me.csrf, 'Idempotency-Key': String(Math.random()) }, body: JSON.stringify(b) });
  if (!r.ok) throw new Error(`${m} ${w}: ${r.status} ${await r.text()}`);
  return r.json();
}, [method, where, body]);
async function act(name, body) { // drafted, checked by a second person, carried out
  const made = await send(officer, 'POST', `/cases/${e(id)}/drafts`, { act: name, ...body });
  await send(legal, 'POST', `/cases/${e(id)}/transfers/${e(made.made)}/check`, { approve: true });
  await send(officer, 'POST', `/cases/${e(id)}/transfers/${e(made.made)}/push`, {});
}
const now = async (p) => p.page.locator('.viewer .where').innerText();
const ready = (p, key) => p.page.waitForFunction((k) => { const f = document.querySelector('.desk .leaf[data-ready]'); return f && (!k || f.dataset.sheet === k) && f.querySelector('canvas'); }, key);

async function openForm() {
  await officer.go(`case/${e(id)}/act/ARR-01`);
  await officer.page.getByText('把扫描件的文件夹拖到这里').waitFor();
}
const chooseFolder = () => officer.page.locator('input[webkitdirectory]').setInputFiles(folder);

test('three hundred files of one folder go up with one bar; broken off by a reload, they go on where they stopped', async () => {
  await officer.go('');
  id = (await send(officer, 'POST', '/cases', { class: '盗窃', name: `${NAME}涉嫌盗窃案`, people: [{ name: NAME, sex: 'male', birth: '1990-05-06', charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] }] })).case;
  await act('INV-01', { option: 'file', docs: [{ kind: 'filing_decision', number: '试公刑字〔2021〕71号', dated: '2021-08-24', pages: 1 }] });
  await act('INV-02', { docs: [{ kind: 'detention_warrant', number: '试公刑字〔2021〕72号', dated: '2021-08-24', pages: 1 }] });
  let posted = 0;
  await officer.page.route('**/api/v1/blobs', async (r) => { posted++; await sleep(12); await r.continue().catch(() => undefined); });
  await openForm();
  await chooseFolder();
  await officer.page.getByText(/已上传 (?:[4-9]\d|1\d\d) \/ 300 个文件/).waitFor({ timeout: 60_000 });
  await officer.page.getByRole('button', { name: '暂停' }).click();
  await officer.page.getByText('逐个文件').click();
  await officer.shot('33-upload-paused');
  const before = Number(/已上传 (\d+)/.exec(await officer.page.locator('.sending').innerText())[1]);
  assert.ok(before >= 40 && before < 300, `${before}`);
  await officer.page.reload();
  const said = officer.page.getByText('上次的上传中断');
  await said.waitFor();
  assert.match(await said.innerText(), new RegExp(`已完成 ${before} 个，还有 ${300 - before} 个`));
  const first = posted;
  posted = 0;
  await chooseFolder();
  await officer.page.getByText('300 个文件已归入卷宗').waitFor({ timeout: 120_000 });
  assert.ok(posted <= 300 - before, `${posted} sent again of ${300 - before}; ${first} before`);
  await officer.page.getByText('未收入 1 个其他类型的文件').waitFor();
  await officer.page.unroute('**/api/v1/blobs');
});

test('the files lie where their names say, and what is missing or faulty is told item by item and page by page', async () => {
  const p = officer.page;
  await p.getByText('现有 8 份材料，300 页').waitFor();
  const volumes = await p.locator('.arrange section').allInnerTexts();
  assert.equal(volumes.length, 2);
  assert.match(volumes[0], /诉讼文书卷[^]*受案登记表[^]*立案决定书[^]*拘留证/);
  assert.match(volumes[1], /证据材料卷[^]*到案经过[^]*户籍证明[^]*讯问笔录[^]*辨认笔录[^]*现场照片/);
  assert.match(volumes[1], /讯问笔录\s+278页/);
  await p.locator('.sub .check').waitFor();
  const check = await p.locator('.sub .check').innerText();
  assert.match(check, /缺少必备材料 \d+ 项[^]*提请批准逮捕书/);
  assert.match(check, /页面问题 3 处/);
  assert.match(check, /讯问笔录 › 第277页\s*与前面的页重复/);
  assert.match(check, /讯问笔录 › 第278页\s*分辨率低（约48 dpi/);
  assert.match(check, /现场照片 › 第1页\s*文件不完整/);
  assert.doesNotMatch(check, /缺少必备材料[^]*• 户籍证明/);
  await p.locator('.sub').scrollIntoViewIfNeeded();
  await officer.shot('34-dossier-check');
  assert.deepEqual(await officer.axe(), []);
});

test('documents and pages are put in order by the keyboard alone, and what is half done outlives a reload', async () => {
  const p = officer.page;
  await p.locator('.arrange .entry', { hasText: '户籍证明' }).focus();
  await p.keyboard.press('Alt+ArrowUp');
  await p.waitForFunction(() => document.activeElement?.innerText.startsWith('户籍证明'));
  await p.keyboard.press('Alt+ArrowDown');
  await p.locator('.arrange .entry', { hasText: '现场照片' }).focus();
  await p.keyboard.press('Alt+ArrowUp');
  await p.waitForFunction(() => /现场照片[^]*辨认笔录/.test(document.querySelectorAll('.arrange section')[1].innerText));
  await p.locator('.arrange .entry', { hasText: '受案登记表' }).focus();
  await p.keyboard.press('Enter');
  await p.getByRole('button', { name: '第1页', exact: true }).focus();
  await p.keyboard.press('Alt+ArrowRight');
  await p.waitForFunction(() => document.activeElement?.innerText === '2');
  await officer.shot('35-dossier-order');
  await p.getByText('材料齐备').isVisible();
  await p.waitForFunction(() => !/正在整理目录/.test(document.body.innerText));
  await sleep(600);
  await p.reload();
  await p.getByText('现有 8 份材料，300 页').waitFor();
  await p.locator('.arrange section').nth(1).waitFor();
  assert.match((await p.locator('.arrange section').allInnerTexts())[1], /现场照片[^]*辨认笔录/);
});

test('the sender reads what the other side will get before anything is handed in', async () => {
  const p = officer.page;
  await p.getByRole('button', { name: '打开卷宗' }).click();
  await ready(officer);
  assert.match(await now(officer), /诉讼文书卷 › 受案登记表 · 第1页/);
  await p.getByRole('button', { name: '关闭' }).click();
  await p.getByLabel('文号').first().fill('试公刑字〔2021〕73号');
  assert.match(await p.locator('.preview').innerText(), /共300页[^]*证据材料卷[^]*页面问题 3 处/);
  await p.getByRole('button', { name: '提交审核' }).click();
  await p.getByText('已提交审核').waitFor();
  transfer = (await officer.get(`/cases/${e(id)}`)).transfers.find((x) => x.act === 'ARR-01').id;
  await send(legal, 'POST', `/cases/${e(id)}/transfers/${e(transfer)}/check`, { approve: true });
  await officer.go(`case/${e(id)}/push/${e(transfer)}`);
  await p.locator('.pushing .viewer').waitFor();
  await ready(officer);
  await officer.shot('36-push-preview');
  await p.getByRole('button', { name: '推送', exact: true }).click();
  await p.getByText('已推送：提请批准逮捕').waitFor();
});

test('the desk turns pages by keys, the next is ready before it is asked for; the pages carry who looks', async () => {
  const p = desk.page;
  await desk.go(`case/${e(id)}/receive/${e(transfer)}`);
  await ready(desk);
  await p.locator('.desk').focus();
  const slow = [];
  for (let i = 0; i < 20; i++) {
    await sleep(250); // a reader's pause
    const ms = await p.evaluate(() => new Promise((done) => {
      const was = document.querySelector('.leaf').dataset.sheet, t = performance.now();
      document.querySelector('.desk').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
      const look = () => { const f = document.querySelector('.leaf'); if (f.dataset.sheet !== was && f.querySelector('canvas')) done(performance.now() - t); else requestAnimationFrame(look); };
      look();
    }));
    slow.push(ms);
  }
  slow.sort((a, b) => a - b);
  console.log(`# a page is turned in ${Math.round(slow[10])} ms (median of 20), ${Math.round(slow[19])} ms at most`);
  assert.ok(slow[10] < 100, `${slow}`);
  assert.match(await now(desk), /讯问笔录 · 第1页/);
  assert.match(await p.locator('.watermark span').first().getAttribute('data-who'), /检察院 2021年8月2\d日 \d\d:\d\d/);
  await p.locator('.desk').focus();
  for (const k of ['r', 'd', '+', 'ArrowLeft']) await p.keyboard.press(k);
  await sleep(300);
  assert.equal(await p.locator('.desk .leaf').count(), 2, 'two pages side by side');
  await p.keyboard.press('d');
  await p.keyboard.press('0');
  await p.getByRole('tab', { name: '缩略图' }).click();
  await p.waitForFunction(() => document.querySelectorAll('.thumb img').length > 3);
  assert.ok(await p.locator('.thumb').count() < 30, 'only the thumbnails in sight are there');
  await desk.shot('43-receive-dossier');
  assert.deepEqual(await desk.axe(), []);
});

test('a PDF opens out into its pages', async () => {
  const p = desk.page;
  await p.getByRole('tab', { name: '目录' }).click();
  await p.locator('.contents .entry', { hasText: '辨认笔录' }).click();
  await p.waitForFunction(() => document.querySelector('.leaf canvas')?.width > 1000);
  const dark = () => p.evaluate(() => { const c = document.querySelector('.leaf canvas'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height / 2).data; let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i] < 80) n++; return n; });
  assert.ok(await dark() > 2000, 'the words of the file are drawn');
  await p.locator('.desk').focus();
  await p.keyboard.press('ArrowRight');
  await p.keyboard.press('ArrowRight');
  assert.match(await now(desk), /辨认笔录 · 第3页/);
  await p.waitForFunction(() => document.querySelector('.leaf canvas'));
  await desk.shot('44-receive-pdf');
});

test('a document or chosen pages are printed whole, each page with who prints it; it can be stopped', async () => {
  const p = desk.page;
  await p.evaluate(() => { globalThis.papers = 0; globalThis.print = () => { globalThis.papers++; }; });
  const begin = async (choose) => {
    await p.getByRole('button', { name: '打印', exact: true }).first().click();
    await choose(p.getByRole('dialog'));
    await p.getByRole('button', { name: '准备打印' }).click();
  };
  const roll = () => p.locator('.printroll figcaption').allInnerTexts();
  const closed = async () => { await p.getByRole('dialog').getByRole('button', { name: '关闭' }).click(); await p.locator('.printroll').waitFor({ state: 'detached' }); };
  await begin(async (d) => { await d.getByText('本份材料：辨认笔录（3 页）').click(); });
  await p.getByText('3 页已备好').waitFor();
  assert.deepEqual((await p.locator('.printroll figcaption').evaluateAll((all) => all.map((x) => x.textContent))).map((x) => x.replace(/^.*· /, '')), ['第1页', '第2页', '第3页']);
  await p.waitForFunction(() => globalThis.papers === 1); // once its pictures are decoded
  const blue = await p.evaluate(() => [...document.querySelectorAll('.printroll img')].map((i) => {
    const c = document.createElement('canvas');
    Object.assign(c, { width: i.naturalWidth, height: i.naturalHeight });
    const on = c.getContext('2d');
    on.drawImage(i, 0, 0);
    const d = on.getImageData(0, 0, c.width, c.height).data;
    let n = 0;
    for (let k = 0; k < d.length; k += 4) if (d[k + 2] - d[k] > 6 && d[k] > 120) n++;
    return [c.width, n];
  }));
  assert.ok(blue.every(([w, n]) => w >= 1000 && n > 2000), `the mark of who prints is in the picture: ${JSON.stringify(blue)}`);
  const sheets = (await p.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length;
  assert.equal(sheets, 3, 'a page of paper each, and nothing else');
  await desk.shot('45-print-ready');
  assert.deepEqual(await desk.axe(), []);
  await closed();
  await begin(async (d) => { await d.getByLabel('指定页').last().fill('2，9999'); await p.getByRole('button', { name: '准备打印' }).click(); await d.getByText(/请按卷宗页码填写/).waitFor(); await d.getByLabel('指定页').last().fill('5-6，1'); });
  await p.getByText('3 页已备好').waitFor();
  assert.equal((await roll()).length, 3);
  await closed();
  await begin(async (d) => { await d.getByText(/^全部卷宗/).click(); });
  await p.waitForFunction(() => Number(/已备好 (\d+)/.exec(document.querySelector('dialog')?.innerText ?? '')?.[1]) >= 2);
  await p.getByRole('dialog').getByRole('button', { name: '停止' }).click();
  await p.getByRole('button', { name: '准备打印' }).waitFor();
  assert.equal(await p.locator('.printroll').count(), 0);
  assert.equal(await p.evaluate(() => globalThis.papers), 2);
  await p.keyboard.press('Escape');
  await p.locator('dialog').waitFor({ state: 'detached' });
});

test('bookmarks and notes are the reader\'s own, kept by the server', async () => {
  const p = desk.page;
  await p.locator('.desk').focus();
  await p.keyboard.press('Home');
  await ready(desk, '0.0.0.0');
  await p.keyboard.press('s');
  await p.locator('.leaf figcaption', { hasText: '页签' }).waitFor();
  await p.keyboard.press('n');
  await p.locator('#page-note').fill('核对报案时间');
  await p.locator('dialog').getByRole('button', { name: '保存' }).click();
  await p.locator('.leaf figcaption', { hasText: '核对报案时间' }).waitFor();
  await p.reload();
  await ready(desk);
  await p.locator('.leaf figcaption', { hasText: '核对报案时间' }).waitFor();
  assert.equal((await officer.get(`/cases/${e(id)}/page-notes`)).notes.length, 0);
  assert.doesNotMatch(JSON.stringify(await desk.get(`/cases/${e(id)}/history?limit=500`)), /核对报案时间/);
});

test('it goes back with coded reasons on pages, outlives a reload half marked, and the sender sees the same marks on his pages', async () => {
  const p = desk.page;
  await p.locator('.check .rows li', { hasText: '与前面的页重复' }).getByRole('button', { name: '列为退回原因' }).click();
  await p.locator('.check .rows li', { hasText: '分辨率低' }).getByRole('button', { name: '列为退回原因' }).click();
  await p.locator('.contents .entry', { hasText: '立案决定书' }).click();
  await p.getByRole('button', { name: '标注退回原因' }).click();
  await p.locator('#mark-2').selectOption({ label: 'R11 缺少印章' });
  await p.locator('.leaf.hit').waitFor();
  await sleep(200);
  await p.reload();
  await p.locator('.viewer').waitFor();
  await p.keyboard.press('t');
  await p.locator('.mark').nth(2).waitFor();
  assert.equal(await p.locator('.mark').count(), 3);
  await p.getByLabel('给对方的说明').fill('请补正后重新推送');
  await p.locator('.mark').nth(2).getByRole('button', { name: '看这一页' }).click();
  await desk.shot('45-return-pages');
  await p.getByRole('button', { name: '退回对方' }).click();
  await p.getByText('已退回，对方会看到').waitFor();
  await officer.go('');
  await officer.go(`case/${e(id)}/push/${e(transfer)}`);
  const marks = officer.page.locator('fieldset li');
  await marks.nth(2).waitFor();
  assert.equal(await marks.count(), 3);
  await officer.page.locator('fieldset li', { hasText: /重复页.*讯问笔录 第277页/ }).waitFor(); // the names of the reasons come by themselves
  await officer.page.getByRole('button', { name: '看这一页' }).nth(2).click();
  await officer.page.locator('.leaf.hit figcaption', { hasText: '缺少印章' }).waitFor();
  await officer.shot('37-correct-marked');
});

test('corrected it comes again, and what changed is told and shown old beside new', async () => {
  const p = officer.page;
  await p.locator('.arrange .entry', { hasText: '讯问笔录' }).click();
  for (const n of [278, 277]) { await p.locator('.pg').nth(n - 1).click(); await p.getByRole('button', { name: `移出第 ${n} 页` }).click(); await sleep(50); }
  await p.locator('input[type=file]:not([webkitdirectory])').last().setInputFiles({ name: '提请批准逮捕书.png', mimeType: 'image/png', buffer: page(9001) });
  await p.getByText('现有 9 份材料，299 页').waitFor();
  for (const box of await p.locator('fieldset li input').all()) await box.check();
  await p.getByLabel('说明').last().fill('重复页、低分辨率页已移出，已补入提请批准逮捕书');
  await p.waitForFunction(() => !/正在整理目录/.test(document.body.innerText));
  await sleep(500);
  await p.getByRole('button', { name: '补正后重新推送' }).click();
  await p.getByText('已重新推送').waitFor();
  await desk.go('');
  await desk.go(`case/${e(id)}/receive/${e(transfer)}`);
  await desk.page.locator('.changes li').nth(2).waitFor();
  const told = await desk.page.locator('.changes').innerText();
  assert.match(told, /新增[^]*提请批准逮捕书 · 第1页/);
  assert.match(told, /移出[^]*讯问笔录 · 第277页/);
  assert.match(told, /移出[^]*讯问笔录 · 第278页/);
  await desk.page.locator('.changes li', { hasText: '第278页' }).getByRole('button').click();
  await desk.page.locator('.oldnew .leaf canvas').waitFor(); // a page that is gone can still be looked at
  await desk.shot('46-corrected');
  await desk.page.locator('dialog[open]').getByRole('button', { name: '关闭' }).click();
});

test('it is accepted with a list to be supplied, and supplied', async () => {
  const p = desk.page;
  await p.locator('h1').first().click();
  for (const k of ['1', '2', '3', '4', '5', 'b']) await p.keyboard.press(k);
  await p.getByLabel('需要补送的材料，每行一项').fill('前科劣迹查询材料');
  await p.getByRole('button', { name: '受理，并要求补送' }).click();
  await p.getByText('已受理，补送清单已发给对方').waitFor();
  await officer.go(`case/${e(id)}/supply/${e(transfer)}`);
  await officer.page.getByLabel('前科劣迹查询材料').check();
  await officer.page.locator('input[type=file]:not([webkitdirectory])').last().setInputFiles({ name: '前科劣迹查询材料.png', mimeType: 'image/png', buffer: page(9002) });
  await officer.page.getByText('现有 10 份材料，300 页').waitFor();
  await officer.page.waitForFunction(() => !/正在整理目录/.test(document.body.innerText));
  await sleep(500);
  await officer.page.getByRole('button', { name: '补送', exact: true }).click();
  await officer.page.getByText('已补送：提请批准逮捕').waitFor();
  const t = (await desk.get(`/cases/${e(id)}`)).transfers.find((x) => x.id === transfer);
  assert.ok(t.supply[0].done);
  const m = await desk.get(`/cases/${e(id)}/manifests/${t.manifest}`);
  assert.ok(m.volumes.some((v) => v.documents.some((d) => d.kind === 'record_check' && d.pages.length === 1)));
});

test('every page that was looked at is in the audit, and nobody else gets one', async () => {
  const auditor = await s.as('shenji');
  await auditor.go('admin/audit');
  const m = await desk.get(`/cases/${e(id)}`);
  const blob = (await desk.get(`/cases/${e(id)}/manifests/${m.transfers.find((x) => x.id === transfer).manifest}`)).volumes[0].documents[0].pages[0];
  const entries = (await auditor.get('/audit?limit=500')).entries;
  assert.ok(entries.some((x) => x.what === 'read' && x.case === id && x.detail === blob), 'the page is named');
  await desk.go(`case/${e(id)}`); // and every print, by whichever button or key
  await desk.page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  let printed = null;
  for (let i = 0; i < 100 && !printed; i++, await sleep(100))
    printed = (await auditor.get('/audit?limit=500')).entries.find((x) => x.what === 'print' && x.case === id);
  assert.equal(printed?.detail, 'case', 'the print is on record');
  const stranger = await s.as('lin_anguan');
  stranger.expected = /status of 404/; // this one question, asked on purpose
  assert.equal(await stranger.page.evaluate(async (w) => (await fetch(w)).status, `/api/v1/cases/${e(id)}/blobs/${blob}`), 404);
});

/* The largest of all the browser's pages, in MB of memory of its own: what a task manager shows. */
function largest() {
  let most = 0;
  for (const pid of fs.readdirSync('/proc').filter((x) => /^\d+$/.test(x))) {
    try {
      const line = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!line.includes('--type=renderer')) continue;
      let up = pid, ours = false;
      for (let i = 0; i < 6 && up > 1 && !ours; i++) { up = /PPid:\s+(\d+)/.exec(fs.readFileSync(`/proc/${up}/status`, 'utf8'))[1]; ours = Number(up) === process.pid; }
      if (ours) most = Math.max(most, Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
    } catch { /* it ended */ }
  }
  return most;
}

test('five hundred pages read like five, and the tab stays under 400 MB', async () => {
  const p = officer.page;
  await officer.go('');
  const blobs = [];
  for (let i = 0; i < 500; i += 25) blobs.push(...await p.evaluate(async (list) => {
    const me = await (await fetch('/api/v1/me')).json();
    return Promise.all(list.map(async (b) => (await (await fetch('/api/v1/blobs', { method: 'POST', headers: { 'Content-Type': 'image/png', 'X-CSRF-Token': me.csrf, 'Idempotency-Key': String(Math.random()) }, body: Uint8Array.from(atob(b), (c) => c.charCodeAt(0)) })).json()).blob));
  }, Array.from({ length: 25 }, (_, k) => page(20_000 + i + k).toString('base64'))));
  const documents = Array.from({ length: 50 }, (_, d) => ({ name: `材料${d + 1}`, pages: blobs.slice(d * 10, d * 10 + 10) }));
  const manifest = (await send(officer, 'POST', '/manifests', { volumes: [{ kind: 'evidence', name: '证据材料卷', documents }] })).manifest;
  await send(officer, 'PUT', `/cases/${e(id)}/manifest`, { manifest, note: '整理卷宗' });
  const reader = await s.as('gongan1');
  await reader.go(`case/${e(id)}/dossier/${manifest}`);
  await ready(reader);
  await reader.page.getByText('/ 500').waitFor();
  await reader.shot('38-viewer');
  await reader.page.getByRole('tab', { name: '缩略图' }).click();
  let most = 0;
  const ms = await reader.page.evaluate(() => performance.now());
  for (let i = 1; i < 500; i++) {
    await reader.page.keyboard.press('PageDown');
    if (i % 5 === 0) await reader.page.waitForFunction(() => document.querySelector('.desk .leaf[data-ready]'));
    if (i % 25 === 0) most = Math.max(most, largest());
  }
  await ready(reader, '0.49.9.0');
  const each = (await reader.page.evaluate(() => performance.now()) - ms) / 500;
  await reader.shot('39-viewer-last');
  most = Math.max(most, largest());
  const inside = await reader.page.evaluate(() => document.querySelectorAll('.leaf canvas').length);
  console.log(`# 500 pages turned at ${Math.round(each)} ms each; the largest page process ${Math.round(most)} MB`);
  assert.ok(inside <= 2);
  assert.ok(most > 50, 'something was measured');
  assert.ok(most < 400, `${most} MB`);
  assert.deepEqual(await reader.axe(), []);
});

test('no console error in any browser', () => {
  for (const p of s.people) assert.deepEqual(p.heard, [], p.login);
});
