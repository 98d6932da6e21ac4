// SPDX-License-Identifier: Apache-2.0
// The detention house at its browser: the board of everyone held, the roll as a sheet, the roll call, the night sheet on one
// page, notices in one go, a whole case confirmed in one act, and a transfer between two houses, seen without reloading.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { stage, sleep } from './stage.mjs';

let s, house, near, police;
before(async () => {
  s = await stage();
  [house, near, police] = [await s.as('kanshou1'), await s.as('lin_kanshou'), await s.as('gongan1')];
});
after(async () => { await s?.done(); });

const tab = (p, name) => p.page.getByRole('tab', { name, exact: true }).click();
const e = encodeURIComponent;
async function board(p) { await p.go('board'); await p.page.reload(); await p.page.locator('.tabs').waitFor(); await p.page.locator('#board > .card').first().waitFor(); }
function citizen(n) {
  const d = `62990119${70 + (n % 30)}0101${String(100 + n).slice(-3)}`, w = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return d + '10X98765432'[[...d].reduce((x, c, i) => x + Number(c) * w[i], 0) % 11];
}
// What somebody's own session sends: the steps before the one that is tried.
const post = (p, where, body) => p.page.evaluate(async ([w, b]) => {
  const me = await (await fetch('/api/v1/me')).json();
  const r = await fetch(`/api/v1${w}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': me.csrf, 'Idempotency-Key': String(Math.random()).slice(2) }, body: JSON.stringify(b) });
  const j = await r.json();
  if (!r.ok) throw new Error(`${w}: ${r.status} ${JSON.stringify(j)}`);
  return j;
}, [where, body]);
const doc = (kind) => ({ kind, number: '望公（刑）字〔2021〕8号', dated: '2021-08-20', pages: 1 });
async function detained(names) { // a case of persons who are detained
  const people = names.map((name, i) => ({ name, id_kind: 'citizen', id_number: citizen(500 + names[0].length * 7 + names.length * 31 + i), charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] }));
  const id = (await post(police, '/cases', { class: '盗窃', name: `${names[0]}等盗窃案`, people })).case;
  const legal = await s.as('fazhi1');
  for (const [act, option, paper] of [['INV-01', 'file', 'filing_decision'], ['INV-02', undefined, 'detention_warrant']]) {
    const d = await post(police, `/cases/${e(id)}/drafts`, { act, ...(option ? { option } : {}), docs: [doc(paper)] });
    await post(legal, `/cases/${e(id)}/transfers/${e(d.made)}/check`, { approve: true });
    await post(police, `/cases/${e(id)}/transfers/${e(d.made)}/push`, {});
  }
  await legal.context.close();
  return id;
}
async function fine(p, name) {
  await p.shot(name);
  assert.deepEqual(await p.axe(), [], `${name}: axe`);
  assert.ok(await p.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1), `${name}: too wide`);
  assert.ok(!/undefined|NaN|\[object|\bnull\b/.test(await p.page.locator('body').innerText()), `${name}: a hole in the text`);
  assert.deepEqual(p.heard, [], `${name}: console`);
}

test('everyone held stands in one list; persons not on the platform are entered one by one or from a sheet', async () => {
  const p = house;
  await p.page.addInitScript(() => { globalThis.print = () => { globalThis.printed = (globalThis.printed ?? 0) + 1; }; });
  await board(p);
  await p.page.getByRole('button', { name: /一次通知全部/ }).waitFor();
  await fine(p, '60-house-today');
  await tab(p, '全部在押');
  await p.page.locator('.listbox tbody tr').first().waitFor();
  const api = (await p.get('/house/held?limit=1')).counts.all;
  await p.page.getByText(`共 ${api} `).waitFor();
  await p.page.getByRole('button', { name: '登记平台外人员' }).click();
  await p.page.getByLabel(/^姓名/).fill('张某外');
  await p.page.getByLabel(/^证件号码/).fill(citizen(7));
  await p.page.getByLabel(/^羁押种类/).selectOption('arrest');
  await p.page.getByLabel(/^办案单位/).fill('某某县监察委员会');
  await p.page.getByLabel(/^羁押日期/).fill('2021-08-01');
  await p.page.getByLabel(/^期限届满/).fill('2021-08-28');
  await fine(p, '61-house-form');
  await p.page.locator('dialog').getByRole('button', { name: '保存' }).click();
  await p.page.getByText('张某外 已登记').waitFor();
  await p.page.getByRole('button', { name: '导入名册' }).click();
  const head = '姓名,证件号码,羁押种类,办案单位,羁押日期,期限届满日\n';
  const bad = path.join(s.dir, 'bad.csv'), good = path.join(s.dir, 'good.csv');
  fs.writeFileSync(bad, `${head}李某甲,${citizen(8).slice(0, 17)}A,逮捕,某某市公安局,2021-08-01,2021-10-01\n王某乙,${citizen(9)},取保,某某市公安局,2031-08-01,\n`);
  fs.writeFileSync(good, head + Array.from({ length: 12 }, (_, i) => `孙某${'甲乙丙丁戊己庚辛壬癸子丑'[i]},${citizen(20 + i)},逮捕,某某市公安局,2021-08-01,2021-1${i % 3}-01`).join('\n'));
  await p.page.locator('#roll-sheet').setInputFiles(bad);
  await p.page.getByText('有 3 处需要更正，尚未导入').waitFor();
  for (const cell of ['B2', 'C3', 'E3']) await p.page.locator('dialog').getByText(cell, { exact: true }).waitFor();
  await fine(p, '62-house-sheet');
  await p.page.locator('#roll-sheet').setInputFiles(good);
  await p.page.getByRole('button', { name: '导入 12 人' }).click();
  await p.page.getByText('已导入 12 人').first().waitFor();
  await p.page.getByText(`共 ${api + 13} `).waitFor();
  await fine(p, '63-house-held');
});

test('the roll is called and the missing are named on either side', async () => {
  const p = house, all = (await p.get('/house/held?limit=500')).items;
  await board(p);
  await tab(p, '点名');
  await p.page.getByLabel('清点人数').fill(String(all.length + 2));
  await p.page.getByRole('button', { name: '点名', exact: true }).click();
  await p.page.getByText(`不一致：本所 ${all.length + 2} 人，名册 ${all.length} 人。`).waitFor();
  await p.page.getByLabel('清点人数').fill('');
  await p.page.getByLabel('名单', { exact: true }).fill([...all.slice(1).map((h) => h.id_number || h.name), '周某漏'].join('\n'));
  await p.page.getByRole('button', { name: '点名', exact: true }).click();
  const found = p.page.locator('section[aria-live]');
  await found.getByText('周某漏').waitFor();
  await found.getByRole('button', { name: all[0].name }).waitFor();
  await fine(p, '64-house-roll');
});

test('the night sheet: one key, one A4 page for sixty and for a hundred and fifty, and it says how many pages it takes', async () => {
  const p = house;
  await board(p);
  await p.page.evaluate(() => { globalThis.printed = 0; document.activeElement?.blur(); });
  await p.page.keyboard.press('n');
  await p.page.locator('.night').first().waitFor();
  await p.page.waitForFunction(() => globalThis.printed === 1);
  const pages = async () => (await p.page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1').match(/\/Type\s*\/Page[^s]/g).length;
  const held = (await p.get('/house/held?limit=1')).counts.all;
  const said = Number(/共 (\d+) 页/.exec(await p.page.locator('.night header').innerText())[1]);
  assert.ok(held > 61, `${held} persons`);
  assert.equal(said, 1);
  assert.equal(await pages(), 1, `${held} persons`);
  const lines = await p.page.locator('.night tbody tr').count(), small = await p.page.locator('.night .small li').count();
  assert.equal(lines + small, held);
  const counts = (await p.get('/house/held?limit=1')).counts;
  assert.ok(lines >= counts.over + counts.near, `${lines} lines: everyone whose term ends within a week has one`);
  assert.ok((await p.page.locator('.night .small li').allInnerTexts()).every((x) => /^\d+\s+\S+/.test(x)));
  await p.shot('65-house-night');
  await p.page.keyboard.press('Escape');
  await p.page.locator('.tabs').waitFor();
  // exactly sixty, in the other county
  const has = (await near.get('/house/held?limit=1')).counts.all;
  if (has < 60) await post(near, '/house/held', { lines: Array.from({ length: 60 - has }, (_, i) => ({ name: `冯某${i}`, id_number: citizen(200 + i), measure: 'arrest', organ: '某某自治州中级人民法院第二刑事审判庭（试点）', from: '2021-07-01', due: '2021-12-01' })) });
  await near.page.addInitScript(() => { globalThis.print = () => { globalThis.printed = true; }; });
  await board(near);
  await near.page.keyboard.press('n');
  await near.page.locator('.night tbody tr').nth(59).waitFor();
  assert.match(await near.page.locator('.night header').innerText(), /共 1 页/);
  assert.equal((await near.page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page[^s]/g).length, 1);
  await near.page.keyboard.press('Escape');
  assert.deepEqual(p.heard, []);
});

test('all whose term ends are told of in one go, and the papers printed', async () => {
  const p = house;
  await board(p);
  const due = (await p.get('/house/today')).due.filter((h) => !h.overdue && !h.noticed && !h.serving);
  assert.ok(due.length > 1 && due.some((h) => !h.case), 'also one who is not on the platform');
  await p.page.getByRole('button', { name: `一次通知全部（${due.length}人）` }).click();
  await p.page.locator('.letter').nth(due.length - 1).waitFor();
  for (const [i, h] of due.entries()) { // each names the articles it stands on; of a case also that of its term
    const text = await p.page.locator('.letter').nth(i).innerText();
    assert.match(text, h.case ? /刑事诉讼法 \d+[\s\S]*第六百一十五条[\s\S]*第四十三条/ : /第六百一十五条[\s\S]*第四十三条/);
    assert.ok(text.includes(h.name) && text.includes(`${h.agency_name}：`), text);
  }
  await p.shot('66-house-letters');
  assert.equal((await p.page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page[^s]/g).length, due.length, 'a page each');
  await p.page.getByRole('button', { name: /返回/ }).click();
  await p.page.getByText('已通知', { exact: false }).first().waitFor();
  assert.equal(await p.page.getByRole('button', { name: /一次通知全部/ }).count(), 0);
});

test('a whole case is confirmed in one act', async () => {
  const id = await detained(['吴某案', '吴某乙', '吴某丙']);
  const persons = (await police.get(`/cases/${e(id)}`)).persons;
  const to = (await house.get('/me')).posts[0].agency.id;
  await board(house);
  for (const x of persons) await post(police, `/cases/${e(id)}/transfers`, { act: 'CUS-10', to, persons: [x.id], docs: [doc('custody_transfer'), doc('escort_warrant')] });
  const all = house.page.getByRole('button', { name: '本案 3 件一并确认' });
  await all.waitFor(); // by itself
  await fine(house, '67-house-confirm');
  await house.page.getByRole('button', { name: '打印换押证' }).first().click();
  await house.page.locator('.slip').waitFor();
  assert.match(await house.page.locator('.slip').innerText(), /存根[\s\S]*看守所留存[\s\S]*回执/);
  assert.equal((await house.page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page[^s]/g).length, 1);
  await house.shot('68-house-slip');
  await house.page.getByRole('button', { name: /返回/ }).click();
  await all.click();
  await house.page.getByText(/换押已确认：/).waitFor();
  const page = await house.get(`/cases/${e(id)}`);
  assert.deepEqual(page.transfers.filter((x) => x.act === 'CUS-10').map((x) => x.life), Array(3).fill('accepted'));
  assert.equal(page.duties.filter((d) => d.rule === 'register_term' && d.life === 'open').length, 0, 'stage and term are registered with it');
});

test('two houses: the sending one hands over, the other confirms, both see it without reloading', async () => {
  const id = await detained(['郑某移']);
  const [one] = (await police.get(`/cases/${e(id)}`)).persons;
  const to = (await near.get('/me')).posts[0].agency.id;
  for (const p of [house, near]) await board(p);
  await post(police, `/cases/${e(id)}/transfers`, { act: 'CUS-10', to, persons: [one.id], docs: [doc('custody_transfer'), doc('escort_warrant')] });
  await near.page.getByText('郑某移').first().waitFor();
  await house.page.reload();
  await house.page.getByRole('button', { name: '确认已移交' }).click();
  await house.page.getByText('已移交，待对方确认').waitFor();
  await fine(house, '69-house-moving');
  await near.page.getByRole('button', { name: '确认换押（1人）' }).click();
  await near.page.getByText('换押已确认：郑某移').waitFor();
  await house.page.getByText('已移交，待对方确认').waitFor({ state: 'detached' }); // by itself
  assert.ok((await near.get(`/house/held?q=${e('郑某移')}`)).items.length === 1);
  assert.equal((await house.get(`/house/held?q=${e('郑某移')}`)).items.length, 0);
  await sleep(300);
  for (const p of [house, near]) assert.deepEqual(p.heard, []);
});
