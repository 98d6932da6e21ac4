// SPDX-License-Identifier: Apache-2.0
// Help: the manual in its place, a first case practised on a copy, a problem reported and answered.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { stage } from './stage.mjs';

let s;
before(async () => { s = await stage({ practice: true }); });
after(async () => { await s?.done(); });

async function practise(p, name) { // begins an exercise; answers the person at the window of the copy
  await p.go('help/practice');
  const [page] = await Promise.all([p.context.waitForEvent('page'), p.page.locator('li', { hasText: name }).getByRole('button', { name: '开始练习' }).click()]);
  p.listen(page);
  page.setDefaultTimeout(30_000);
  await page.bringToFront();
  await page.locator('.coach li', { hasText: /“练某/ }).first().waitFor();
  return page;
}
const step = (page, n) => page.locator('.coach li').nth(n - 1).and(page.locator('.past')).waitFor();

test('the manual opens in its place', async () => {
  const p = await s.as('gongan1');
  await p.page.getByRole('link', { name: '帮助' }).click();
  await p.page.locator('.manual h2', { hasText: '从立案到推送' }).waitFor();
  assert.deepEqual(await p.axe(), []);
  await p.shot('help-manual');
  assert.deepEqual(p.heard, []);
});

test('an officer practises his first push; what he has done is on his record, and the real site knows nothing of the case', async () => {
  const p = await s.as('gongan1');
  const cases = (await p.get('/cases?limit=500')).cases.length;
  const page = await practise(p, '推送提请批准逮捕');
  const name = (await page.locator('.coach li').first().innerText()).match(/“(练某.+?)”/)?.[1];
  assert.ok(name);
  assert.notEqual(new URL(page.url()).port, new URL(s.url).port);
  await page.getByRole('link', { name: new RegExp(`${name}涉嫌盗窃案`) }).first().click();
  await step(page, 1);
  await page.locator('.next .step', { hasText: '提请批准逮捕' }).first().click();
  await step(page, 2);
  await p.shot('help-practice');
  await p.shot('practice-coach', page);
  await page.close();
  assert.equal((await p.get('/cases?limit=500')).cases.length, cases);
  assert.deepEqual(p.heard, []);
});

test('a desk practises accepting to the end, and it is recorded', async () => {
  const p = await s.as('anguan1');
  const page = await practise(p, '受理一件案件');
  const name = (await page.locator('.coach li').first().innerText()).match(/“(练某.+?)”/)[1];
  await page.locator('tbody tr', { hasText: name }).getByRole('button', { name: /受理/ }).first().click();
  await step(page, 1);
  await page.locator('h1').first().waitFor();
  for (const k of ['1', '2', '3', '4', '5', 'Enter']) await page.keyboard.press(k);
  await page.getByText('练习完成').waitFor();
  await p.page.getByText('已完成').waitFor();
  assert.deepEqual((await p.get('/practice')).done.map((d) => d.exercise), ['accept']);
  assert.deepEqual(p.heard, []);
});

test('a problem goes to the administrator with page and number, and its answer comes back', async () => {
  const p = await s.as('gongan2');
  await p.go('day');
  await p.go('help/problem');
  await p.page.getByLabel('问题', { exact: true }).fill('打印的页面缺了最后一行');
  await p.page.getByRole('button', { name: '发送给系统管理员' }).click();
  await p.page.getByText('第 1 号问题').waitFor();
  const [told] = (await p.get('/problems')).problems;
  assert.equal(told.page, 'day', 'where it was seen, without its being typed');
  const admin = await s.as('xitong');
  await admin.page.getByRole('link', { name: '问题反映' }).click();
  await admin.page.locator('tr', { hasText: '缺了最后一行' }).getByRole('button', { name: '处理' }).click();
  await admin.page.getByLabel('状态').selectOption('known');
  await admin.page.getByLabel('标题').fill('打印缺行');
  await admin.page.getByLabel('目前怎么办').fill('打印时选“适合纸张”。');
  assert.deepEqual(await admin.axe(), []);
  await admin.shot('admin-problems');
  await admin.page.getByRole('button', { name: '保存' }).click();
  await admin.page.getByText('已保存').waitFor();
  await p.go('help/manual');
  await p.go('help/problem');
  await p.page.locator('.notice', { hasText: '适合纸张' }).first().waitFor();
  await p.shot('help-problem');
  assert.deepEqual(await p.axe(), []);
  assert.deepEqual([...p.heard, ...admin.heard], []);
});
