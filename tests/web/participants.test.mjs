// SPDX-License-Identifier: Apache-2.0
// A witness is entered on the case, protected by an alias, read by everybody under it, and shown for a reason.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { stage } from './stage.mjs';

let s, officer, id;
const e = encodeURIComponent;
before(async () => {
  s = await stage();
  officer = await s.as('gongan1');
  const [k] = (await officer.get('/cases?limit=200')).cases.filter((x) => x.stage === 'investigation');
  id = k.id;
});
after(async () => { await s?.done(); });

const persons = async (p) => { await p.go(`case/${e(id)}`); await p.page.reload(); await p.page.getByRole('tab', { name: '人员' }).click(); await p.page.locator('.participants').waitFor(); };
const row = (p, name) => p.page.locator('.participants li', { hasText: name });

test('a victim, a witness and a defender are added; the number says the date of birth', async () => {
  await persons(officer);
  await officer.page.getByText('还没有登记被害人').waitFor();
  for (const [kind, name, number] of [['证人', '郑某目', '629901198001010018'], ['被害人', '钱某乙', ''], ['辩护人', '冯某师', '']]) {
    await officer.page.getByRole('button', { name: '登记诉讼参与人' }).click();
    await officer.page.locator('#part-kind').selectOption({ label: kind });
    await officer.page.locator('#part-name').fill(name);
    if (number) { await officer.page.locator('#part-number').fill(number); await officer.page.locator('#part-note').fill('当晚在场，目击经过'); await officer.page.locator('#part-note').blur(); }
    if (number) assert.equal(await officer.page.locator('#part-birth').inputValue(), '1980-01-01');
    if (number) { await officer.shot('28-participant-form'); assert.deepEqual(await officer.axe(), []); }
    await officer.page.locator('dialog').getByRole('button', { name: '登记', exact: true }).click();
    await row(officer, name).waitFor();
  }
  assert.deepEqual((await officer.page.locator('.participants li .chip').allInnerTexts()), ['被害人', '辩护人', '证人'], 'in the order of the law');
  assert.equal(await row(officer, '冯某师').getByRole('button', { name: '化名保护' }).count(), 0, 'the law does not protect a defender so');
});

test('under protection the alias alone is read, in the history too; who handles the case is shown the name for a reason', async () => {
  await row(officer, '郑某目').getByRole('button', { name: '化名保护' }).click();
  assert.equal(await officer.page.locator('#shield-alias').inputValue(), '证人甲');
  await officer.page.locator('#shield-note').fill('本人申请，人身安全面临危险');
  await officer.shot('28-participant-shield');
  await officer.page.locator('dialog').getByRole('button', { name: '化名保护' }).click();
  await row(officer, '证人甲').waitFor();
  assert.equal(await row(officer, '郑某目').count(), 0);
  await officer.page.getByRole('tab', { name: '全程留痕' }).click();
  await officer.page.locator('ol.past', { hasText: '诉讼参与人保护' }).waitFor();
  assert.ok(!(await officer.page.locator('ol.past').innerText()).includes('郑某目'));
  await persons(officer);
  await row(officer, '证人甲').getByRole('button', { name: '查看真实身份' }).click();
  await row(officer, '证人甲').locator('input').fill('通知出庭作证');
  await row(officer, '证人甲').getByRole('button', { name: '确认' }).click();
  await row(officer, '郑某目').getByText('化名 证人甲').waitFor();
  await officer.shot('28-participants');
  assert.deepEqual(await officer.axe(), []);
  assert.deepEqual(await officer.markup(), []);
});

test('what was entered wrong is corrected or removed; in English it reads as well', async () => {
  await persons(officer);
  await row(officer, '钱某乙').getByRole('button', { name: '有误，更正' }).click();
  assert.deepEqual(await officer.page.locator('#wrong-field option').allInnerTexts(), ['姓名', '证件号码', '出生日期']);
  await officer.page.locator('#wrong-value').fill('钱某丙');
  await officer.page.locator('#wrong-reason').fill('笔误');
  await officer.page.getByRole('button', { name: '提交更正' }).click();
  await row(officer, '钱某丙').waitFor();
  await row(officer, '冯某师').getByRole('button', { name: '移除' }).click();
  await officer.page.locator('#note-text').fill('误录他案辩护人');
  await officer.page.locator('dialog').getByRole('button', { name: '确认' }).click();
  await row(officer, '冯某师').waitFor({ state: 'detached' });
  await officer.page.locator('.bar .me').click();
  await officer.page.getByRole('button', { name: 'English' }).click();
  await officer.page.locator('.participants', { hasText: 'Victim' }).waitFor();
  await officer.shot('28-participants-english');
});

test('no console error in any browser', () => {
  for (const p of s.people) assert.deepEqual(p.heard, [], p.login);
});
