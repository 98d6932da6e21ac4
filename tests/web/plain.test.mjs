// SPDX-License-Identifier: Apache-2.0
// As in an organ's own network: plain http at an address that is not this machine's loopback, where a browser gives no
// secure context. Signing in, the live desk, an upload, a push and practice all work without one.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { ADDRESS as host, stage } from './stage.mjs';

const e = encodeURIComponent;
const skip = host ? false : 'this machine has no IPv4 address but loopback';
let s, officer, legal, desk, id;
before(async () => { if (host) s = await stage({ host, practice: true }); });
after(async () => { await s?.done(); });
const doc = (kind) => ({ kind, number: '望公（刑）字〔2021〕78号', dated: '2021-08-20', pages: 1 });

test('three people sign in, without a secure context', { skip }, async () => {
  [officer, legal, desk] = await Promise.all(['gongan1', 'fazhi1', 'anguan1'].map((u) => s.as(u)));
  assert.ok(!/127\.0\.0\.1|localhost/.test(s.url), s.url);
  assert.equal(await officer.page.evaluate(() => globalThis.isSecureContext), false);
  await officer.page.reload(); // the cookie holds
  await officer.page.locator('header.bar').waitFor();
});

test('pages go up, the push arrives at the other desk by itself', { skip }, async () => {
  id = (await officer.post('/cases', { class: '盗窃', name: '明某文涉嫌盗窃案', people: [{ name: '明某文', charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] }] })).case;
  for (const [act, option, paper] of [['INV-01', 'file', 'filing_decision'], ['INV-02', undefined, 'detention_warrant']]) {
    const d = await officer.post(`/cases/${e(id)}/drafts`, { act, ...(option ? { option } : {}), docs: [doc(paper)] });
    await legal.post(`/cases/${e(id)}/transfers/${e(d.made)}/check`, { approve: true });
    await officer.post(`/cases/${e(id)}/transfers/${e(d.made)}/push`, {});
  }
  await desk.go('');
  await officer.go(`case/${e(id)}`);
  await officer.page.locator('.next .step', { hasText: '提请批准逮捕' }).first().click();
  await officer.page.getByLabel('文号').first().fill('望公提捕字〔2021〕78号');
  await officer.page.getByLabel('选择文件（图片或PDF，可多选）').setInputFiles([1, 2, 3].map((n) => ({ name: `讯问笔录${n}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(`\xff\xd8\xff\xe0 ${n}`, 'latin1') })));
  await officer.page.getByText('现有 1 份材料，3 页').waitFor();
  await officer.page.getByText('材料齐备').waitFor();
  await officer.page.getByRole('button', { name: '提交审核' }).click();
  await officer.page.getByText('已提交审核').waitFor();
  const of = (p, text) => p.page.locator('tbody tr', { hasText: '明某文' }).filter({ hasText: text });
  await legal.go('');
  await of(legal, '提请批准逮捕').getByRole('button').click();
  await legal.page.getByRole('button', { name: '同意', exact: true }).click();
  await legal.page.getByText('审核通过').waitFor();
  await officer.go('');
  await of(officer, '提请批准逮捕').getByRole('button').click();
  await officer.page.getByRole('button', { name: '推送', exact: true }).click();
  await officer.page.getByText('已推送：提请批准逮捕').waitFor();
  await of(desk, '受理：提请批准逮捕').waitFor({ timeout: 5000 }); // nobody touched that page
  await of(desk, '受理：提请批准逮捕').getByRole('button').click();
  await desk.h1('提请批准逮捕');
  for (const k of ['1', '2', '3', '4', '5', 'Enter']) await desk.page.keyboard.press(k);
  await desk.page.getByText('已受理，登记和回执已生成').waitFor();
});

test('an exercise is begun on the copy and recorded on the site', { skip }, async () => {
  await desk.go('help/practice');
  const [page] = await Promise.all([desk.context.waitForEvent('page', { timeout: 30_000 }), desk.page.locator('li', { hasText: '受理一件案件' }).getByRole('button', { name: '开始练习' }).click()]);
  desk.listen(page);
  page.setDefaultTimeout(30_000);
  await page.bringToFront();
  await page.locator('.coach li', { hasText: /“练某/ }).first().waitFor();
  assert.equal(new URL(page.url()).hostname, host);
  const name = (await page.locator('.coach li').first().innerText()).match(/“(练某.+?)”/)[1];
  await page.locator('tbody tr', { hasText: name }).getByRole('button', { name: /受理/ }).first().click();
  await page.locator('.coach li').first().and(page.locator('.past')).waitFor();
  for (const k of ['1', '2', '3', '4', '5', 'Enter']) await page.keyboard.press(k);
  await page.getByText('练习完成').waitFor();
  await desk.page.getByText('已完成').waitFor();
});

test('a list saves and a find answers there too', { skip }, async () => {
  await officer.go('cases');
  await officer.page.keyboard.press('/');
  await officer.page.keyboard.type('明某');
  await officer.page.keyboard.press('Enter');
  await officer.page.locator('tbody a', { hasText: '明某文' }).first().waitFor();
  const [file] = await Promise.all([officer.page.waitForEvent('download'), officer.page.getByRole('button', { name: /存为 Excel/ }).first().click()]);
  assert.match(file.suggestedFilename(), /\.xlsx$/);
});

test('no console error', { skip }, () => { for (const p of s.people) assert.deepEqual(p.heard, [], p.login); });
