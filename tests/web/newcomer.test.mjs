// SPDX-License-Identifier: Apache-2.0
// Who opens the address of a demo and has read nothing: from the first page to a case pushed and accepted, by what stands
// on the screen alone. One browser, signing out and in as the next person.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { stage } from './stage.mjs';

let s, p, n = 0;
const CASE = '初某来涉嫌盗窃案';
before(async () => { s = await stage(); p = await s.someone('gongan1'); await p.page.goto(s.url); });
after(async () => { await s?.done(); });
const picture = async (name) => p.shot(`00-newcomer-${String(n++).padStart(2, '0')}-${name}`);
const button = (name) => p.page.getByRole('button', { name, exact: true });
const line = (text) => p.page.locator('tbody tr', { hasText: CASE }).filter({ hasText: text });

async function be(who) { // the old one leaves by the menu with his name, the new one is chosen on the first page
  if (await p.page.locator('header.bar').count()) {
    await p.page.locator('header.bar').getByRole('button', { name: /▾|▼|公安局|检察院|看守所/ }).last().click();
    await p.page.getByRole('button', { name: '退出' }).or(p.page.getByRole('menuitem', { name: '退出' })).click();
  }
  await p.page.getByRole('button', { name: new RegExp(`^${who}`) }).click();
  await p.h1('工作台');
}
async function step(act, option, number, then) { // a next step of the case, its paper, and what is asked beside it
  await p.page.getByRole('link', { name: '案件', exact: true }).click();
  await p.page.getByRole('link', { name: CASE }).first().click();
  await p.h1(CASE);
  await p.page.locator('.next .step', { hasText: act }).first().click();
  await p.h1(act);
  if (option) await p.page.getByLabel(option, { exact: true }).check();
  await p.page.getByLabel('文号').first().fill(number);
  if (then) await then();
  await p.page.getByText('材料齐备').waitFor();
  await picture(`act-${number.slice(-2, -1)}`);
  await button('提交审核').click();
  await p.page.getByText('已提交审核').waitFor();
  await be('法制审核');
  await line(act).getByRole('button').click();
  await picture(`check-${number.slice(-2, -1)}`);
  await button('同意').click();
  await p.page.getByText('审核通过').waitFor();
  await be('办案民警');
  await line(act).getByRole('button').click();
  await p.page.getByRole('button', { name: /^(登记|推送)$/ }).click();
  await p.page.getByText(/^✓ 已(登记|推送)/).waitFor();
}

test('the first page of a demo says whom one can be, and one click is enough', async () => {
  await p.page.getByRole('heading', { name: /演示站点/ }).waitFor();
  await picture('address');
  assert.deepEqual(await p.axe(), []);
  assert.deepEqual(await p.markup(), []);
  await be('办案民警');
  await picture('workbench');
});

test('a case is entered from the one button that stands out', async () => {
  await p.page.getByRole('link', { name: '新案件' }).first().click();
  await p.page.getByLabel('盗窃', { exact: true }).check();
  await p.page.getByLabel('姓名').fill('初某来');
  await p.page.getByLabel('居民身份证号').fill('629901199005061217');
  await picture('case');
  await button('登记案件').click();
  await p.h1(CASE);
  await picture('next-steps');
});

test('its next steps lead to the push: filed, detained, the arrest asked for', async () => {
  await step('立案审查决定', '立案', '望公刑立字〔2021〕1号');
  await step('拘留', null, '望公刑拘字〔2021〕2号');
  await step('提请批准逮捕', null, '望公刑提捕字〔2021〕3号', async () => {
    const drawn = await p.page.evaluate(() => [1, 2].map((k) => {
      const c = document.createElement('canvas');
      [c.width, c.height] = [1654, 2339];
      const g = c.getContext('2d');
      g.fillStyle = '#fff'; g.fillRect(0, 0, c.width, c.height);
      g.fillStyle = '#000'; g.font = '55px sans-serif';
      for (let i = 0; i < 30; i++) g.fillText(`讯问笔录 第${k}页 第${i + 1}行 问：答：`, 138, 207 + i * 69);
      return c.toDataURL('image/png').split(',')[1];
    }));
    await p.page.getByLabel('选择文件（图片或PDF，可多选）').setInputFiles(drawn.map((b, i) => ({ name: `讯问笔录${i + 1}.png`, mimeType: 'image/png', buffer: Buffer.from(b, 'base64') })));
    await p.page.getByText('现有 1 份材料，2 页').waitFor();
  });
  await picture('pushed');
});

test('the other organ finds it at the top of its desk and takes it in', async () => {
  await be('案件管理');
  await picture('desk');
  await line('受理').getByRole('button').click();
  await p.h1('提请批准逮捕');
  await picture('receive');
  for (const point of await p.page.locator('.points input').all()) await point.check();
  await p.page.getByRole('button', { name: /^受理 / }).click();
  await p.page.getByText('已受理，登记和回执已生成').waitFor();
  await picture('accepted');
});

test('no console error', () => { assert.deepEqual(p.heard, []); });
