// SPDX-License-Identifier: Apache-2.0
// 变更罪名 on the case page: what bars a class is told with its article, what is free is changed, and the page and the
// history tell it. And who was given leave to read the case stands on it, until it is ended there.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { stage } from './stage.mjs';

const e = encodeURIComponent;
const doc = (kind) => ({ kind, number: '望公（刑）字〔2021〕771号', dated: '2021-08-24', pages: 1 });
let s, officer, legal, kase;
before(async () => {
  s = await stage();
  [officer, legal] = await Promise.all(['gongan1', 'fazhi1'].map((u) => s.as(u)));
  const one = (name) => ({ name, id_kind: 'citizen', sex: 'male', birth: '1990-05-06', charges: ['盗窃罪'], facts: [{ fact: 'age', value: 'adult' }] });
  kase = (await officer.post('/cases', { class: '盗窃', name: '卫某涉嫌盗窃案', people: [one('卫某'), one('蒋某某')] })).case;
  const [first] = (await officer.get(`/cases/${e(kase)}`)).persons;
  for (const draft of [{ act: 'INV-01', option: 'file', docs: [doc('filing_decision')] }, { act: 'INV-02', persons: [first.id], docs: [doc('detention_warrant')] },
    { act: 'INV-03', option: 'thirty', reason: 'roaming', persons: [first.id], docs: [doc('detention_extension')] }]) {
    const d = await officer.post(`/cases/${e(kase)}/drafts`, draft);
    await legal.post(`/cases/${e(kase)}/transfers/${e(d.made)}/check`, { approve: true });
    await officer.post(`/cases/${e(kase)}/transfers/${e(d.made)}/push`, {});
  }
  await officer.go(`case/${e(kase)}`);
  await officer.page.getByRole('tab', { name: '人员' }).click();
});
after(async () => { await s?.done(); });

const card = (name) => officer.page.locator('.persons > li', { hasText: name });
const form = () => officer.page.getByRole('dialog');
async function open(name) {
  await card(name).getByRole('button', { name: '变更罪名' }).click();
  await form().getByText('变更为哪类案件').waitFor();
}

test('what bars a class is told with its article, and the class cannot be chosen', async () => {
  await open('卫某');
  const barred = form().locator('.choice', { hasText: '危险驾驶' });
  assert.ok(await barred.getByRole('radio').isDisabled());
  assert.match(await barred.innerText(), /现在不能变更.*先办结提请批捕，或者变更强制措施、释放.*刑事诉讼法 91 96/s);
  assert.ok(await form().locator('.choice', { hasText: '寻衅滋事' }).getByRole('radio').isEnabled());
  await officer.shot('charge-barred');
  assert.deepEqual(await officer.axe(), []);
  assert.deepEqual(await officer.markup(), []);
  await officer.page.keyboard.press('Escape');
  await form().waitFor({ state: 'detached' });
});

test('a person is brought under another class; the page and the history tell it', async () => {
  await open('蒋某某');
  await form().locator('.choice', { hasText: '危险驾驶' }).getByRole('radio').check();
  await form().locator('.el-select__tags-text', { hasText: '危险驾驶罪' }).waitFor(); // the charge its guide is written for
  await form().getByLabel('变更理由').fill('查明系醉酒驾驶，未实施盗窃');
  await officer.shot('charge-chosen');
  assert.deepEqual(await officer.axe(), []);
  await form().getByRole('button', { name: '变更', exact: true }).click();
  await officer.page.getByText('蒋某某的罪名已变更为：危险驾驶罪').waitFor();
  await card('蒋某某').locator('dd', { hasText: /^危险驾驶$/ }).waitFor();
  await card('蒋某某').locator('dd', { hasText: '危险驾驶罪' }).waitFor();
  assert.match(await officer.page.locator('.casehead dl').innerText(), /盗窃、危险驾驶/);
  assert.doesNotMatch(await card('卫某').innerText(), /危险驾驶/);
  await officer.shot('charge-changed');
  await officer.page.getByRole('tab', { name: '留痕' }).click();
  const told = officer.page.locator('.past li li', { hasText: '变更罪名' });
  await told.waitFor();
  for (const part of ['蒋某某', '变更为“危险驾驶”类', '危险驾驶罪', '查明系醉酒驾驶']) assert.ok((await told.innerText()).includes(part), part);
});

test('another charge of the same class is looked for by its name', async () => {
  await officer.go(`case/${e(kase)}`);
  await officer.page.getByRole('tab', { name: '人员' }).click();
  await open('卫某');
  await form().getByRole('radio', { name: /^盗窃/ }).check();
  await form().getByLabel('变更理由').fill('查明为侵占');
  await form().getByRole('button', { name: '变更', exact: true }).click();
  await form().getByText('类别和罪名都没有变化').waitFor();
  await form().locator('.el-tag__close').first().click();
  await form().getByRole('combobox', { name: '新罪名' }).fill('侵占罪');
  await form().getByRole('option', { name: '侵占罪', exact: true }).click();
  await officer.shot('charge-same-class');
  await form().getByRole('button', { name: '变更', exact: true }).click();
  await officer.page.getByText('卫某的罪名已变更为：侵占罪').waitFor();
  await card('卫某').locator('dd', { hasText: '侵占罪' }).waitFor();
});

test('who has leave to read stands on the page until it is ended there', async () => {
  const reader = await s.as('lin_jiancha');
  const me = await reader.get('/me');
  assert.equal(await officer.page.locator('.readers').count(), 0);
  const until = new Date(Date.parse(me.now ?? '2021-08-25T00:00:00+08:00') + 20 * 86_400_000).toISOString();
  await officer.post(`/cases/${e(kase)}/grants`, { user: me.user.id, until, note: '与邻县案件系同一人所为' });
  const line = officer.page.locator('.readers');
  await line.getByText('与邻县案件系同一人所为').waitFor();
  assert.match(await line.innerText(), new RegExp(`${me.user.name}（.*检察院）`));
  await officer.shot('charge-readers');
  assert.deepEqual(await officer.axe(), []);
  await reader.go(`case/${e(kase)}`);
  await reader.page.getByText('可由本案各办案单位提前结束').waitFor();
  assert.equal(await reader.page.getByRole('button', { name: /^提前结束/ }).count(), 0);
  await reader.page.getByRole('tab', { name: '人员' }).click();
  assert.equal(await reader.page.getByRole('button', { name: '变更罪名' }).count(), 0, 'a reader changes nothing');
  await line.getByRole('button', { name: /^提前结束/ }).click();
  await officer.page.getByLabel('说明').fill('已查完');
  await officer.page.getByRole('button', { name: '确认' }).click();
  await line.waitFor({ state: 'detached' });
  reader.expected = /404/;
  await officer.page.getByRole('tab', { name: '留痕' }).click();
  const [y, m, d] = new Date(Date.parse(until) - 1 + 8 * 3_600_000).toISOString().slice(0, 10).split('-').map(Number), last = `${y}年${m}月${d}日`;
  for (const [what, ...parts] of [['授权查阅', me.user.name, '与邻县案件系同一人所为', `至 ${last}`], ['提前结束授权查阅', me.user.name, '已查完']]) {
    const told = officer.page.locator('.past > li', { has: officer.page.getByText(what, { exact: true }) });
    await told.waitFor();
    const by = (await officer.get('/me')).user.name;
    for (const part of [by, ...parts]) assert.ok((await told.innerText()).includes(part), `${what}: ${part}`);
  }
  assert.deepEqual(officer.heard, []);
});

test('in English the dialog and the line say the same', async () => {
  await officer.page.locator('.bar .me').click();
  await officer.page.getByRole('button', { name: 'English' }).click();
  await officer.page.getByRole('tab', { name: 'Persons' }).click();
  await officer.page.locator('.persons > li').first().getByRole('button', { name: 'Change the charge' }).click();
  await form().getByText('Not possible now').first().waitFor();
  await form().getByText(/change the measure first/).first().waitFor();
  await officer.shot('charge-english');
  assert.deepEqual(await officer.axe(), []);
  assert.deepEqual(officer.heard, []);
});
