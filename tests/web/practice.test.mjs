// SPDX-License-Identifier: Apache-2.0
// Practice on a copy: every post has something to practise, and each exercise is carried out to where it is recorded.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { stage, TOP } from './stage.mjs';

let s;
before(async () => { s = await stage({ practice: true }); });
after(async () => { await s?.done(); });

const table = fs.readFileSync(path.join(TOP, 'web/src/practice/exercises.ts'), 'utf8');
test('whoever holds a post has an exercise', () => {
  const roles = [...fs.readFileSync(path.join(TOP, 'rules/codes/roles.yaml'), 'utf8').matchAll(/^- \{id: (\w+),/gm)].map((m) => m[1]);
  assert.ok(roles.length > 30);
  const lists = [...table.matchAll(/roles: \[([^\]]*)\]|EVERYBODY = \[([^\]]*)\]/g)].map((m) => m[1] ?? m[2]).join();
  const has = new Set([...lists.matchAll(/'(\w+)'/g)].map((m) => m[1]));
  assert.deepEqual(roles.filter((r) => !has.has(r)), ['machine_client'], 'a machine practises nothing');
});

async function practise(p, name) {
  await p.go('help/practice');
  const [page] = await Promise.all([p.context.waitForEvent('page'), p.page.locator('li', { hasText: name }).getByRole('button', { name: '开始练习' }).click()]);
  p.listen(page);
  page.setDefaultTimeout(30_000);
  await page.bringToFront();
  await page.locator('.coach li.now').waitFor();
  return page;
}
const told = async (page) => (await page.locator('.coach').innerText()).match(/“(练某.+?)”/)?.[1];
async function opened(page) { // by the find field, as the coach says
  await page.locator('.coach li', { hasText: /“练某/ }).first().waitFor();
  const name = await told(page);
  await page.keyboard.press('/');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: new RegExp(`${name}涉嫌盗窃案`) }).first().click();
  await page.locator('h1', { hasText: name }).waitFor();
}
async function papers(page) {
  await page.locator('fieldset.paper input[id^="n-"]').first().waitFor();
  for (const n of await page.locator('fieldset.paper input[id^="n-"]').all()) await n.fill('练字〔2021〕9号');
}
const answer = (option) => async (page) => {
  await opened(page);
  await page.getByRole('link', { name: '办理结果' }).first().click();
  await page.getByLabel(option, { exact: true }).check();
  await papers(page);
  await page.getByRole('button', { name: '提交办理结果' }).click();
};
const WALKS = [
  ['saomiao', '移送涉案财物', 'property', async (page) => {
    await opened(page);
    await page.locator('.next .step', { hasText: '涉案财物随案移送（至检察院）' }).first().click();
    await papers(page);
    await page.getByRole('button', { name: '推送', exact: true }).click();
  }],
  ['zhusuo', '口头纠正一件违法', 'oral', async (page) => {
    await opened(page);
    await page.locator('.next .step', { hasText: '口头纠正' }).first().click();
    await papers(page);
    await page.locator('#note').fill('讯问笔录未交本人核对，当场纠正');
    await page.locator('aside .btn.main.wide').click();
  }],
  ['yuanzhu', '指派法律援助律师', 'aid', answer('已指派律师')],
  ['jiaozheng', '答复一次调查评估', 'assess', answer('适宜社区矫正')],
  ['kanshou1', '点一次名', 'roll', async (page) => {
    await page.getByRole('link', { name: '在押人员' }).click();
    await page.getByRole('tab', { name: '点名' }).click();
    await page.locator('#roll-said').fill('139');
    await page.getByRole('button', { name: '点名', exact: true }).click();
  }],
  ['zhengfa1', '看收结存', 'figures', async (page) => {
    await page.getByRole('link', { name: '统计监督' }).click();
    await page.locator('.figure').first().click();
    await page.locator('.coach li').nth(1).and(page.locator('.past')).waitFor();
    await page.getByRole('link', { name: '月度通报' }).click();
  }],
  ['xitong', '新增一个账号', 'users', async (page) => {
    await page.locator('#new-login').fill('lianxi');
    await page.locator('#new-name').fill('练某人');
    await page.getByRole('button', { name: '新增', exact: true }).click();
  }],
  ['anquan', '授予一个岗位', 'posts', async (page) => {
    await page.locator('tr', { hasText: '待授岗' }).first().getByRole('button', { name: /授予岗位/ }).click();
    await page.locator('#post-agency').selectOption({ label: '望川县公安局' });
    await page.getByRole('button', { name: '授予', exact: true }).click();
  }],
  ['shenji', '查审计、校验数据', 'audit', async (page) => {
    await page.getByRole('link', { name: '审计记录' }).click();
    await page.locator('.coach li').first().and(page.locator('.past')).waitFor();
    await page.getByRole('link', { name: '数据校验' }).click();
    await page.getByRole('button', { name: '开始校验' }).click();
  }],
  ['gongan1', '查找一件案件', 'find', async (page) => {
    await opened(page);
    await page.getByRole('tab', { name: '全程留痕' }).click();
  }],
];
/* Some at a time: most of it is waiting for the copy to be looked at again. */
test('each exercise is done to the end, and recorded', { concurrency: 3 }, (t) => Promise.all(WALKS.map(([login, name, id, walk]) =>
  t.test(name, async () => {
    const p = await s.as(login), page = await practise(p, name);
    await walk(page);
    await page.getByText('练习完成').waitFor();
    await p.shot(`practice-${id}`, page);
    await page.close();
    await p.page.getByText('已完成').waitFor();
    assert.ok((await p.get('/practice')).done.some((d) => d.exercise === id));
    assert.deepEqual(p.heard, []);
    await p.context.close();
  }))));
