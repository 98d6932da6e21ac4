// SPDX-License-Identifier: Apache-2.0
// A case from the first form to the other organ's desk and back, by several people in browsers of their own.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { stage, sleep } from './stage.mjs';

let s, officer, legal, desk;
const e = encodeURIComponent;
const NAME = '试某渡';
let id = '';
before(async () => { s = await stage(); [officer, legal, desk] = await Promise.all(['gongan1', 'fazhi1', 'anguan1'].map((u) => s.as(u))); });
after(async () => { await s?.done(); });
const caseName = () => `${NAME}涉嫌盗窃案`;
const row = (p, text) => p.page.locator('tbody tr', { hasText: caseName() }).filter({ hasText: text });

async function checkedByLegal(text) { // the second person finds it at his desk and approves
  await legal.go('');
  await row(legal, text).getByRole('button').click();
  await legal.page.getByRole('button', { name: '同意', exact: true }).click();
  await legal.page.getByText('审核通过').waitFor();
}

async function openCase(p, tab) {
  await p.go(`case/${e(id)}`);
  await p.h1(caseName());
  if (tab) await p.page.getByRole('tab', { name: tab }).click();
}

async function decide(act, option, number) { // from the case's next steps to the carried-out decision
  await openCase(officer);
  await officer.page.locator('.next .step', { hasText: act }).first().click();
  await officer.h1(act);
  if (option) await officer.page.getByLabel(option, { exact: true }).check();
  await officer.page.getByLabel('文号').first().fill(number);
  await officer.page.getByText('材料齐备').waitFor();
  await officer.page.getByRole('button', { name: '提交审核' }).click();
  await officer.page.getByText('已提交审核').waitFor();
  await checkedByLegal(act);
  await officer.go('');
  await row(officer, act).getByRole('button').click();
  await officer.page.getByRole('button', { name: /^(登记|推送)$/ }).click();
  await officer.page.getByText(/^✓ 已(登记|推送)/).waitFor();
}

test('an officer enters a case: seven fields at most, the rest is known', async () => {
  await officer.go('new');
  await officer.page.getByLabel('盗窃', { exact: true }).check();
  await officer.page.getByLabel('姓名').fill(NAME);
  await officer.page.getByLabel('居民身份证号').fill('629901199005061211');
  assert.equal(await officer.page.getByLabel('出生日期').inputValue(), '1990-05-06');
  assert.equal(await officer.page.getByLabel('涉案时年龄').inputValue(), 'adult');
  assert.match(await officer.page.locator('fieldset .el-select').first().innerText(), /盗窃罪/);
  await officer.page.getByRole('button', { name: '登记案件' }).click();
  await officer.h1(caseName());
  id = decodeURIComponent(officer.page.url().split('/case/')[1]);
  assert.ok(await officer.page.locator('.next .step', { hasText: '立案审查决定' }).isVisible());
});

test('filing and detention are decided, each checked by a second person', async () => {
  await decide('立案审查决定', '立案', '试公刑字〔2021〕1号');
  await decide('拘留', null, '试公刑字〔2021〕2号');
  await openCase(officer, '人员');
  await officer.page.locator('.persons .chip', { hasText: '拘留' }).waitFor();
});

test('what lies with the other desk appears there without a reload', async () => {
  await desk.go('');
  assert.equal(await row(desk, '受理').count(), 0);
  await openCase(officer);
  await officer.page.locator('.next .step', { hasText: '提请批准逮捕' }).first().click();
  await officer.page.getByLabel('文号').first().fill('试公刑字〔2021〕3号');
  await officer.page.getByLabel('选择文件（图片或PDF，可多选）').setInputFiles([1, 2, 3].map((n) => ({ name: `讯问笔录${n}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(`\xff\xd8\xff\xe0 ${n}`, 'latin1') })));
  await officer.page.getByText('现有 1 份材料，3 页').waitFor();
  await officer.page.getByText('材料齐备').waitFor();
  await officer.page.getByRole('button', { name: '提交审核' }).click();
  await officer.page.getByText('已提交审核').waitFor();
  await checkedByLegal('提请批准逮捕');
  await officer.go('');
  await row(officer, '提请批准逮捕').getByRole('button').click();
  await officer.page.getByRole('button', { name: '推送', exact: true }).click();
  await officer.page.getByText('已推送：提请批准逮捕').waitFor();
  await officer.shot('31-receipt');
  await row(desk, '受理：提请批准逮捕').waitFor({ timeout: 5000 }); // nobody touched that page
});

test('the desk returns it with a mark on a document; the sender sees the same mark', async () => {
  await openCase(officer);
  await row(desk, '受理').getByRole('button').click();
  await desk.h1('提请批准逮捕');
  await desk.page.getByRole('button', { name: /^标注 讯问笔录/ }).click();
  await desk.page.getByLabel(/^原因/).first().selectOption({ label: 'R05 缺页' });
  await desk.page.getByLabel('页', { exact: true }).fill('3');
  await desk.page.getByLabel('给对方的说明').fill('第三页后有缺页，请补齐');
  await desk.shot('42-return-marked');
  await desk.page.getByRole('button', { name: '退回对方' }).click();
  await desk.page.getByText('已退回，对方会看到').waitFor();
  const mark = officer.page.locator('.returned', { hasText: '缺页' }); // live, on the page that stood open
  await mark.waitFor({ timeout: 5000 });
  assert.match(await mark.innerText(), /讯问笔录.*第3页/s);
  assert.match(await mark.innerText(), /请补齐/);
});

test('mended mark by mark it goes again; nothing goes before each is ticked', async () => {
  await officer.go('');
  await row(officer, '补正').getByRole('button').click();
  await officer.h1('补正后重新推送');
  await officer.page.getByRole('button', { name: '补正后重新推送' }).click();
  await officer.page.getByText('请先逐项确认已补正').waitFor();
  await officer.page.locator('fieldset input[type=checkbox]').check();
  await officer.shot('32-push-again');
  await officer.page.getByRole('button', { name: '补正后重新推送' }).click();
  await officer.page.getByText('已重新推送').waitFor();
});

test('a clean case is accepted by keyboard alone, in ten keys, and the next opens by itself', async () => {
  await desk.go('');
  await row(desk, '受理').waitFor();
  const transfer = (await desk.get(`/cases/${e(id)}`)).transfers.find((x) => x.act === 'ARR-01').id;
  let keys = 0;
  const press = async (k) => { keys++; await desk.page.keyboard.press(k); };
  const button = row(desk, '受理').getByRole('button');
  await button.focus(); // where the keyboard's way through the list ends; opening it is the first key
  await press('Enter');
  await desk.h1('提请批准逮捕');
  await sleep(200);
  for (const k of ['1', '2', '3', '4', '5']) await press(k);
  assert.equal(await desk.page.locator('.points input:checked').count(), 5);
  await press('Enter');
  await desk.page.getByText('已受理，登记和回执已生成').waitFor();
  assert.ok(keys <= 10, `${keys} keys`);
  const t = (await desk.get(`/cases/${e(id)}`)).transfers.find((x) => x.id === transfer);
  assert.equal(t.life, 'accepted');
  assert.equal(t.round, 2);
});

test('the prosecutor answers; the officer sees it without a reload', async () => {
  await openCase(officer);
  const prosecutor = await s.as('jiancha1');
  await desk.go(`case/${e(id)}`);
  await desk.page.getByLabel('分派给').selectOption({ label: '沈某明（第一检察部）' });
  await desk.page.getByRole('button', { name: '分派', exact: true }).click();
  await row(prosecutor, '办理：提请批准逮捕').waitFor({ timeout: 5000 });
  await prosecutor.go(`case/${e(id)}`);
  await prosecutor.page.getByRole('link', { name: '办理结果' }).click();
  await prosecutor.page.getByLabel('批准逮捕', { exact: true }).check();
  await prosecutor.page.getByLabel('文号').first().fill('试检刑批〔2021〕1号');
  await prosecutor.shot('51-answer');
  await prosecutor.page.getByRole('button', { name: '办理结果' }).click();
  await prosecutor.page.getByText('已作出办理结果').waitFor();
  await officer.page.locator('.talk .chip', { hasText: '批准逮捕' }).waitFor({ timeout: 5000 });
});

test('each paper is told as made by the organ that made it', async () => {
  await openCase(officer, '文书与卷宗');
  const made = (paper) => officer.page.locator('tr', { has: officer.page.getByRole('cell', { name: paper, exact: true }) }).locator('td').last().innerText();
  assert.match(await made('批准逮捕决定书'), /检察院/);
  assert.match(await made('提请批准逮捕书'), /公安局/);
});

test('a mistyped name is corrected and stays readable; every entry has its proof', async () => {
  await openCase(officer, '人员');
  await officer.page.getByRole('button', { name: '有误，更正' }).first().click();
  await officer.page.getByLabel('正确的内容').fill('试某都');
  await officer.page.getByLabel('更正理由').fill('录入有误');
  await officer.shot('24-correction');
  await officer.page.getByRole('button', { name: '提交更正' }).click();
  await officer.page.getByText('更正已提交').waitFor();
  await officer.page.locator('.persons h3', { hasText: '试某都' }).waitFor();
  await officer.page.getByRole('tab', { name: '全程留痕' }).click();
  await officer.page.getByText('试某渡 → 试某都').waitFor();
  await officer.page.locator('.proof summary').first().click();
  assert.match(await officer.page.locator('.proof dd.mono').first().innerText(), /^[0-9a-f]{64}$/);
});

test('find is one key away on every page and finds by name', async () => {
  await officer.go('cases');
  await officer.page.keyboard.press('/');
  await officer.page.keyboard.type('试某');
  await officer.page.keyboard.press('Enter');
  await officer.page.locator('tbody a', { hasText: NAME }).first().waitFor();
});

test('a first password must be changed before anything else', async () => {
  const admin = await s.as('xitong');
  await admin.go('admin/users');
  await admin.page.getByLabel('登录名').first().fill('xinren');
  await admin.page.getByLabel('姓名', { exact: true }).fill('新某人');
  await admin.page.getByRole('button', { name: '新增', exact: true }).click();
  const first = await admin.page.locator('.secret').innerText();
  const fresh = await s.someone('xinren');
  await fresh.page.goto(s.url);
  await fresh.page.getByLabel(/^用户名/).fill('xinren');
  await fresh.page.getByLabel(/^密码/).fill(first);
  await fresh.page.getByRole('button', { name: '登录', exact: true }).click();
  await fresh.h1('首次登录');
  await fresh.shot('02-first-password');
  await fresh.page.getByLabel('原密码').fill(first);
  await fresh.page.getByLabel('新密码', { exact: true }).fill('渡口新密码-2026-abc');
  await fresh.page.getByLabel('再输入一次').fill('渡口新密码-2026-abc');
  await fresh.page.getByRole('button', { name: '确定修改' }).click();
  await fresh.page.getByText('尚未分配岗位').waitFor();
});

test('a server that restarts costs nobody his work', async () => {
  await officer.go('new');
  await officer.page.getByLabel('姓名').fill('未某存');
  officer.expected = /ERR_CONNECTION_REFUSED|Failed to load resource|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|ERR_NETWORK/;
  await s.restart();
  await officer.page.reload();
  await officer.page.getByLabel('姓名').waitFor();
  assert.equal(await officer.page.getByLabel('姓名').inputValue(), '未某存');
});

test('no console error in any browser', () => {
  for (const p of s.people) assert.deepEqual(p.heard, [], p.login);
});
