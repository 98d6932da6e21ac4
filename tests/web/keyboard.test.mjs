// SPDX-License-Identifier: Apache-2.0
// Whole journeys by the keyboard alone: signing in, drafting, checking, pushing, accepting. No mouse is ever moved, and
// wherever the keyboard stands can be seen.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { stage } from './stage.mjs';

const e = encodeURIComponent;
const NAME = '键某盘';
let s, officer, legal, desk, id, keys = 0;
before(async () => { s = await stage(); });
after(async () => { await s?.done(); });

async function press(p, key) { keys++; await p.page.keyboard.press(key); }
async function type(p, text) { keys += text.length; await p.page.keyboard.type(text); }

// Where the keyboard stands: it has a size, lies in the window, and an outline, a shadow or its frame says so.
const standing = (p) => p.page.evaluate(() => {
  const x = document.activeElement;
  if (!x || x === document.body) return null;
  const r = x.getBoundingClientRect(), name = `${x.tagName} ${x.id} ${x.className} ${(x.innerText ?? '').slice(0, 20)}`;
  if (r.width < 1 || r.height < 1) return `${name}: has no size`;
  if (r.bottom < 0 || r.top > innerHeight || r.right < 0 || r.left > innerWidth) return `${name}: outside the window`;
  for (let y = x, i = 0; y && i < 4; y = y.parentElement, i++) {
    const c = getComputedStyle(y);
    if ((c.outlineStyle !== 'none' && parseFloat(c.outlineWidth) > 0) || c.boxShadow !== 'none') return '';
  }
  return `${name}: nothing shows it`;
});
async function tabTo(p, locator, most = 160) {
  await locator.waitFor();
  for (let i = 0; i < most; i++) {
    if (await locator.evaluate((x) => x === document.activeElement)) return;
    await press(p, 'Tab');
    const is = await standing(p);
    assert.ok(!is, is);
  }
  assert.fail(`not reached by Tab: ${locator}`);
}
async function signIn(login) {
  const p = await s.someone(login);
  await p.page.goto(s.url);
  await tabTo(p, p.page.getByLabel(/^用户名/));
  await type(p, login);
  await tabTo(p, p.page.getByLabel(/^密码/));
  await type(p, 'jindu-demo-2021');
  await press(p, 'Enter');
  await p.page.locator('header.bar').waitFor();
  return p;
}
const row = (p, what) => p.page.locator('tbody tr', { hasText: NAME }).filter({ hasText: what });
async function openRow(p, what) { await row(p, what).waitFor(); await tabTo(p, row(p, what).getByRole('button'), 400); await press(p, 'Enter'); }

test('three people sign in', async () => { [officer, legal, desk] = await Promise.all(['gongan1', 'fazhi1', 'anguan1'].map(signIn)); });

test('a case is entered', async () => {
  await tabTo(officer, officer.page.locator('#main').getByRole('link', { name: '新案件' }));
  await press(officer, 'Enter');
  await tabTo(officer, officer.page.getByRole('radio').first());
  await officer.page.getByLabel('盗窃', { exact: true }).waitFor();
  for (let i = 0; i < 30 && !(await officer.page.getByLabel('盗窃', { exact: true }).isChecked()); i++) await press(officer, 'ArrowRight');
  await tabTo(officer, officer.page.locator('#name-0'));
  await type(officer, NAME);
  await tabTo(officer, officer.page.getByRole('button', { name: '登记案件' }));
  await press(officer, 'Enter');
  await officer.h1(NAME);
  id = decodeURIComponent(officer.page.url().split('/case/')[1]);
});

async function drafted(act, option) {
  await tabTo(officer, officer.page.locator('.next .step', { hasText: act }).first());
  await press(officer, 'Enter');
  await officer.h1(act);
  if (option) {
    await tabTo(officer, officer.page.locator('input[type=radio]').first());
    const wanted = officer.page.getByLabel(option, { exact: true });
    await press(officer, 'Space');
    for (let i = 0; i < 12 && !(await wanted.isChecked()); i++) await press(officer, 'ArrowDown');
  }
  await tabTo(officer, officer.page.getByLabel('文号').first());
  await type(officer, '3 hao');
  await officer.page.getByText('材料齐备').waitFor();
  await tabTo(officer, officer.page.getByRole('button', { name: '提交审核' }));
  await press(officer, 'Enter');
  await officer.page.getByText('已提交审核').waitFor();
  await openRow(legal, act);
  await tabTo(legal, legal.page.getByRole('button', { name: '同意', exact: true }));
  await press(legal, 'Enter');
  await legal.page.getByText('审核通过').waitFor();
  await tabTo(legal, legal.page.locator('.receipt').getByRole('link', { name: '工作台' }));
  await press(legal, 'Enter');
  await tabTo(officer, officer.page.locator('.receipt').getByRole('link', { name: '工作台' }));
  await press(officer, 'Enter');
  await openRow(officer, act);
  await tabTo(officer, officer.page.getByRole('button', { name: /^(登记|推送)$/ }));
  await press(officer, 'Enter');
  await officer.page.getByText(/^✓ 已(登记|推送)/).waitFor();
}
async function backToCase() {
  await tabTo(officer, officer.page.locator('.receipt').getByRole('link').first());
  await press(officer, 'Enter');
  await officer.h1(NAME);
}

test('a decision is drafted, checked by a second person and carried out', async () => {
  await drafted('立案审查决定', '立案');
  await backToCase();
  await drafted('拘留');
});

test('with its dossier it is drafted, checked and pushed', async () => {
  // the file dialog belongs to the operating system: the pages lie in the case already, as after yesterday's upload
  const { blob } = await officer.post('/blobs', '讯问笔录第一页', 'image/jpeg');
  const { manifest } = await officer.post('/manifests', { volumes: [{ kind: 'evidence', name: '证据材料卷', documents: [{ kind: 'suspect_statement', name: '讯问笔录', dated: '2021-08-24', pages: [blob] }] }] });
  await officer.post(`/cases/${e(id)}/drafts`, { act: 'ARR-01', manifest, docs: [{ kind: 'arrest_request', number: '望公提捕字〔2021〕9号', dated: '2021-08-24', pages: 1 }] });
  await openRow(legal, '提请批准逮捕');
  await tabTo(legal, legal.page.getByRole('button', { name: '同意', exact: true }));
  await press(legal, 'Enter');
  await legal.page.getByText('审核通过').waitFor();
  await tabTo(officer, officer.page.locator('.receipt').getByRole('link', { name: '工作台' }));
  await press(officer, 'Enter');
  await openRow(officer, '提请批准逮捕');
  await tabTo(officer, officer.page.getByRole('button', { name: '推送', exact: true }));
  await press(officer, 'Enter');
  await officer.page.getByText('已推送：提请批准逮捕').waitFor();
});

test('the desk accepts it and goes on', async () => {
  await openRow(desk, '受理：提请批准逮捕');
  await desk.h1('提请批准逮捕');
  await desk.page.getByText('证据材料卷').first().waitFor();
  for (const k of ['1', '2', '3', '4', '5', 'Enter']) await press(desk, k);
  await desk.page.getByText('已受理，登记和回执已生成').waitFor();
  assert.equal((await desk.get(`/cases/${e(id)}`)).transfers.find((x) => x.act === 'ARR-01').life, 'accepted');
  console.log(`# ${keys} keys in all`);
});

test('a tab list turns by arrows, a dialog holds the keyboard and Escape gives it back', async () => {
  await officer.go(`case/${e(id)}`);
  await tabTo(officer, officer.page.getByRole('tab', { selected: true }));
  await press(officer, 'ArrowRight');
  await officer.page.getByRole('tab', { name: '人员', selected: true }).waitFor();
  const wrong = officer.page.getByRole('button', { name: '有误，更正' }).first();
  await tabTo(officer, wrong);
  await press(officer, 'Enter');
  await officer.page.locator('dialog[open]').waitFor();
  for (let i = 0; i < 12; i++) {
    await press(officer, 'Tab');
    assert.ok(await officer.page.evaluate(() => document.activeElement === document.body || !!document.activeElement.closest('dialog')), 'the keyboard left the dialog');
  }
  await press(officer, 'Escape');
  await officer.page.locator('dialog[open]').waitFor({ state: 'detached' });
});

test('no console error', () => { for (const p of s.people) assert.deepEqual(p.heard, [], p.login); });
