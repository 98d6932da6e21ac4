// SPDX-License-Identifier: Apache-2.0
// Asking for access: from where nothing was found to the desk that holds the case and back, allowed, refused and ended.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { stage } from './stage.mjs';

const e = encodeURIComponent;
let s, asker, lead, kase;
before(async () => {
  s = await stage();
  [asker, lead] = await Promise.all(['lin_jiancha', 'fazhi1'].map((u) => s.as(u)));
  const officer = await s.as('gongan1');
  const { cases } = await officer.get('/cases?limit=500');
  for (const c of cases) {
    const page = await officer.get(`/cases/${e(c.id)}`);
    if (page.numbers?.length) { kase = { id: c.id, name: c.name, number: page.numbers[0].number }; break; }
  }
  assert.ok(kase);
});
after(async () => { await s?.done(); });

async function ask(about, reason) {
  await asker.go(`find?q=${e(about)}`);
  await asker.page.getByLabel('案号、案件名称或人员姓名').waitFor();
  assert.equal(await asker.page.getByLabel('案号、案件名称或人员姓名').inputValue(), about, 'as it was typed');
  await asker.page.getByLabel('申请理由').fill(reason);
  await asker.page.getByRole('button', { name: '提交申请' }).click();
  return asker.page.locator('.askaccess [role=status]').innerText();
}

test('where nothing is found one may ask, and is told the same of what is there and what is not', async () => {
  const there = await ask(kase.number, '与本院办理的案件系同一人所为');
  await asker.shot('access-asked');
  const absent = await ask('望公（刑）立字〔2021〕99999号', '与本院办理的案件系同一人所为');
  assert.equal(there, absent);
  asker.expected = /404/;
  await asker.go(`case/${e(kase.id)}`);
  await asker.page.getByRole('heading', { name: '确需查阅的，可以申请' }).waitFor();
  await asker.shot('access-case');
  assert.deepEqual(await asker.axe(), []);
  assert.deepEqual(await asker.markup(), []);
  await asker.page.getByLabel('申请理由').fill('核对作案时间');
  await asker.page.getByRole('button', { name: '提交申请' }).click();
  await asker.page.getByRole('link', { name: '查看我的申请' }).click();
  await asker.h1('查阅申请');
  await asker.page.getByText('等待答复').nth(2).waitFor();
  assert.equal(await asker.page.getByText('等待答复').count(), 3);
  assert.deepEqual(asker.heard, []);
});

test('who leads where the case is held allows it until a day, and refuses with a reason', async () => {
  await lead.page.getByText('2 件查阅申请待答复').waitFor(); // his workbench stood open: it was told
  await lead.shot('access-workbench');
  await lead.page.getByRole('link', { name: '去答复' }).click();
  await lead.h1('查阅申请');
  const rows = lead.page.locator('tr', { hasText: kase.name });
  await rows.nth(1).waitFor();
  await lead.shot('access-waiting');
  assert.deepEqual(await lead.axe(), []);
  assert.deepEqual(await lead.markup(), []);
  await rows.filter({ hasText: '核对作案时间' }).getByRole('button', { name: /^不同意/ }).click();
  await lead.page.getByLabel('说明').fill('与该案无关');
  await lead.page.getByRole('button', { name: '确认' }).click();
  await lead.page.getByText('已答复：不同意').waitFor();
  await rows.first().getByRole('button', { name: /^同意/ }).click();
  await lead.page.getByLabel('可查阅至（含当日）').waitFor();
  await lead.shot('access-grant');
  await lead.page.getByRole('dialog').getByRole('button', { name: '同意' }).click();
  await lead.page.getByText('准予的查阅（1）').waitFor();
  await lead.page.getByText('没有待答复的查阅申请').waitFor();
  await lead.shot('access-granted');
});

test('who asked reads the case, of the refusal he learns nothing, and reading ends when it is ended', async () => {
  await asker.page.reload();
  await asker.page.locator('.chip', { hasText: '已同意' }).first().waitFor();
  assert.equal(await asker.page.getByText('等待答复').count(), 1, 'the one that does not exist');
  await asker.shot('access-mine');
  assert.deepEqual(await asker.axe(), []);
  await asker.page.getByRole('link', { name: kase.name }).first().click();
  await asker.page.locator('.casehead h1').waitFor();
  await lead.page.getByRole('button', { name: /^提前结束/ }).click();
  await lead.page.getByLabel('说明').fill('已查完');
  await lead.page.getByRole('button', { name: '确认' }).click();
  await lead.page.getByText('准予的查阅（0）').waitFor();
  await lead.go(`case/${e(kase.id)}`);
  await lead.page.getByRole('tab', { name: /留痕/ }).click();
  for (const what of ['授权查阅', '不同意查阅申请', '提前结束授权查阅']) await lead.page.getByText(what, { exact: false }).first().waitFor();
  await lead.shot('access-history');
  await asker.go('access');
  await asker.page.getByText('查阅已结束').first().waitFor();
  assert.deepEqual(lead.heard, []);
  assert.deepEqual(asker.heard, []);
});
